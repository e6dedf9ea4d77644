using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>Stands in until the ladder lands: everybody stays at the base tier.</summary>
public sealed record LadderTerms(Ladder Ladder, IReadOnlyList<Review> Reviews, GrowthRules? Growth, TimeRules Time, PurchaseRules Purchases, int Version, Instant EffectiveAt);

/// <summary>Stands in.</summary>
public sealed class CompiledLadder
{
    /// <summary>Terms.</summary>
    public required LadderTerms Terms { get; init; }

    /// <summary>Compiles.</summary>
    public static CompiledLadder Compile(LadderTerms terms) => new() { Terms = terms };

    /// <summary>Multiplier.</summary>
    public int MultiplierOf(string tier) => Terms.Ladder.Tiers.FirstOrDefault(t => t.Id == tier)?.Multiplier ?? 10_000;
}

/// <summary>Stands in.</summary>
public sealed class LadderHistory(IReadOnlyList<CompiledLadder> ladders)
{
    /// <summary>Ladders.</summary>
    public IReadOnlyList<CompiledLadder> Ladders { get; } = ladders;
}

/// <summary>Stands in.</summary>
public static class TierDue
{
    /// <summary>Next.</summary>
    public static DateOnly? NextOn(MemberState state, LadderHistory ladders, bool isHistory) => null;

    /// <summary>Carry.</summary>
    public static void Carry(Deciding d, LadderHistory ladders, DateOnly on)
    {
    }
}

/// <summary>Stands in.</summary>
public static class TierDecisions
{
    /// <summary>Join.</summary>
    public static void Join(Deciding d, LadderHistory ladders, Joined joined)
    {
        var tier = ladders.Ladders[0].Terms.Ladder.Tiers[0].Id;
        d.Apply(new TierChanged { Cause = TierCause.Joined, EarnedFrom = "", EarnedTo = tier, InForceFrom = "", InForceTo = tier, On = d.Day, At = d.OccurredAt, Sequence = d.Sequence, Version = d.Terms.Version, Reasons = [] });
    }

    /// <summary>After fact.</summary>
    public static void AfterFact(Deciding d, LadderHistory ladders)
    {
    }

    /// <summary>After late fact.</summary>
    public static void AfterLateFact(Deciding d, LadderHistory ladders)
    {
    }

    /// <summary>After refund.</summary>
    public static void AfterRefund(Deciding d, LadderHistory ladders, long causeSequence, bool isVoid)
    {
    }

    /// <summary>Publication.</summary>
    public static void AtPublication(Deciding d, LadderHistory ladders)
    {
    }

    /// <summary>Task.</summary>
    public static void CountTask(Deciding d, LadderHistory ladders, Activity activity)
    {
    }

    /// <summary>Gap.</summary>
    public static IReadOnlyList<ReasonPart> GapToNext(Deciding d, LadderHistory ladders) => [];

    /// <summary>Opening.</summary>
    public static void Open(Deciding d, LadderHistory ladders, Opening opening)
    {
    }

    /// <summary>Set.</summary>
    public static Refusal? Set(Deciding d, LadderHistory ladders, TierSet set) => null;

    /// <summary>Unlock.</summary>
    public static Refusal? Unlock(Deciding d, LadderHistory ladders) => null;

    /// <summary>Overlay.</summary>
    public static Refusal? Overlay(Deciding d, LadderHistory ladders, OverlayGiven overlay) => null;

    /// <summary>Apply.</summary>
    public static Refusal? Apply(Deciding d, LadderHistory ladders, TierApplied applied) => null;

    /// <summary>Decide.</summary>
    public static Refusal? DecideApplication(Deciding d, LadderHistory ladders, TierApplicationDecided decided) => null;

    /// <summary>Cut-off.</summary>
    public static Refusal? CutOff(Deciding d, LadderHistory ladders, CutOffReached cutOff) => null;

    /// <summary>After merge.</summary>
    public static void AfterMerge(Deciding d, LadderHistory ladders, string? earnedTier)
    {
    }

    /// <summary>After unmerge.</summary>
    public static void AfterUnmerge(Deciding d, LadderHistory ladders, string? earnedTier, long mergeSequence)
    {
    }
}
