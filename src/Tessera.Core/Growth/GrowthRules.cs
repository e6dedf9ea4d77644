namespace Tessera.Core.Growth;

/// <summary>How "70 % spend + 30 % behaviour" is read (§4).</summary>
public enum ShareReading
{
    /// <summary>Behaviour counts at most spendGrowth × share ÷ (100 − share) in the window.</summary>
    Cap,

    /// <summary>(100 − share)% × spend growth + share% × behaviour growth.</summary>
    Weight,
}

/// <summary>Share of behaviour in growth value.</summary>
/// <param name="Percent">1 to 99.</param>
/// <param name="Reading">Cap or weight.</param>
public sealed record BehaviourShare(int Percent, ShareReading Reading);

/// <summary>Growth value (§4). Sources are earn rules with a growth rate.</summary>
public sealed record GrowthRules
{
    /// <summary>Growth per full or proportional amount of qualifying spend.</summary>
    public Rate? SpendRate { get; init; }

    /// <summary>Most growth from spend per day, 0 for no limit.</summary>
    public long SpendDailyCap { get; init; }

    /// <summary>Growth by behaviour type.</summary>
    public IReadOnlyList<GrowthBehaviour> Behaviours { get; init; } = [];

    /// <summary>The 70/30 share, or null for a plain sum.</summary>
    public BehaviourShare? BehaviourShare { get; init; }
}

/// <summary>Growth of one behaviour type.</summary>
/// <param name="Type">Behaviour type.</param>
/// <param name="Growth">Growth each time.</param>
/// <param name="DailyCap">Most growth per local day from this type; 0 for no limit.</param>
/// <param name="MonthlyCap">Most growth per calendar month from this type; 0 for no limit.</param>
public sealed record GrowthBehaviour(string Type, long Growth, long DailyCap, long MonthlyCap);
