using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>A saving the buyer brings: a tier discount, another benefit or a coupon.</summary>
/// <param name="Saving">What it takes off; its stage says when.</param>
/// <param name="Origin"><see cref="SavingOrigin.Benefit"/> or <see cref="SavingOrigin.Coupon"/>.</param>
/// <param name="Id">Id of the coupon or entitlement itself, unique in the quote; null for the saving's own.</param>
public sealed record Candidate(Saving Saving, SavingOrigin Origin, string? Id = null);

/// <summary>A reward asked for inside the quote: it takes off its saving and is paid with points (semantics §8).</summary>
/// <param name="Saving">What it takes off. A free unit is 100 % off per unit. In the stage coupon it comes before coupons and beside them.</param>
/// <param name="Units">Units asked for, at least 1: so many units of the basket at most it reaches.</param>
/// <param name="Points">Points in their smallest part …</param>
/// <param name="PerUnits">… per this many units given, at least 1; a started number counts whole.</param>
public sealed record RewardWish(Saving Saving, int Units, long Points, int PerUnits = 1);

/// <summary>What is left of a saving's limits over periods, the smallest of all that hold; null is no limit.</summary>
/// <param name="Uses">Orders.</param>
/// <param name="Minor">Amount, minor units.</param>
/// <param name="Units">Units.</param>
public sealed record SavingRoom(long? Uses = null, long? Minor = null, decimal? Units = null);

/// <summary>How much of something the buyer asks to use.</summary>
/// <param name="Amount">As much, or null for as much as may be.</param>
public readonly record struct Asked(long? Amount)
{
    /// <summary>As much as may be.</summary>
    public static Asked Most { get; } = new(null);

    /// <summary>Nothing.</summary>
    public static Asked Nothing { get; } = new(0);
}

/// <summary>Who buys, as far as the price reads it. The engine knows nothing of the member's state: the caller reads it.</summary>
public sealed record Buyer
{
    /// <summary>Nobody known: no member savings.</summary>
    public static Buyer Unknown { get; } = new();

    /// <summary>Tier in force, or null for a buyer without membership.</summary>
    public string? Tier { get; init; }

    /// <summary>Tags in force.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether today is the birthday.</summary>
    public bool IsBirthday { get; init; }

    /// <summary>Benefits and coupons to be considered.</summary>
    public IReadOnlyList<Candidate> Candidates { get; init; } = [];

    /// <summary>Rewards asked for.</summary>
    public IReadOnlyList<RewardWish> Rewards { get; init; } = [];

    /// <summary>What is left of limits for this member, by saving id; a saving that is not named has no limit.</summary>
    public IReadOnlyDictionary<string, SavingRoom> OwnRooms { get; init; } = new Dictionary<string, SavingRoom>(StringComparer.Ordinal);

    /// <summary>What is left of limits for all members together, by saving id.</summary>
    public IReadOnlyDictionary<string, SavingRoom> CampaignRooms { get; init; } = new Dictionary<string, SavingRoom>(StringComparer.Ordinal);

    /// <summary>Promotions that open to this buyer before their first date, by saving id: the first local date (F10).</summary>
    public IReadOnlyDictionary<string, DateOnly> Opens { get; init; } = new Dictionary<string, DateOnly>(StringComparer.Ordinal);

    /// <summary>Points that may be spent, in their smallest part.</summary>
    public long PointsSpendable { get; init; }

    /// <summary>Points asked to be spent as money.</summary>
    public Asked Points { get; init; } = Asked.Nothing;

    /// <summary>Stored value that may be used, minor units.</summary>
    public long StoredValueMinor { get; init; }

    /// <summary>Stored value asked to be used.</summary>
    public Asked StoredValue { get; init; } = Asked.Nothing;
}
