using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>All of a programme version that earning reads (semantics §2, §3 Earning, §4).</summary>
/// <param name="Rules">Earn rules in the order of the file.</param>
/// <param name="Points">Rounding, stacking, limits over all rules, birthday multiplier.</param>
/// <param name="Growth">Growth sources, or null for a programme without growth value.</param>
/// <param name="Purchases">What counts as qualifying spend.</param>
public sealed record EarningTerms(IReadOnlyList<EarnRule> Rules, PointsRules Points, GrowthRules? Growth, PurchaseRules Purchases);

/// <summary>What earning reads of the member and the moment. A late fact brings the tier, day and time of its occurred-at (§1 Late facts).</summary>
public readonly record struct EarnContext
{
    /// <summary>The member; read only.</summary>
    public required MemberState State { get; init; }

    /// <summary>Tier in force before the fact.</summary>
    public required string TierInForce { get; init; }

    /// <summary>Its points multiplier in ten-thousandths (15000 = 1.5).</summary>
    public required int TierMultiplier { get; init; }

    /// <summary>Local date of the fact.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Local time of day of the fact.</summary>
    public required TimeOnly Time { get; init; }

    /// <summary>Instant of the fact, for cooldowns.</summary>
    public required Instant At { get; init; }
}

/// <summary>Why an earn rule does not match a purchase: the first part of its scope that does not fit.</summary>
public enum EarnMiss
{
    /// <summary>The scope fits.</summary>
    None,

    /// <summary>Date, weekday or time of day.</summary>
    Moment,

    /// <summary>Store.</summary>
    Store,

    /// <summary>Channel.</summary>
    Channel,

    /// <summary>Retail or wholesale.</summary>
    SaleKind,

    /// <summary>Tier in force.</summary>
    Tier,

    /// <summary>Net total of the order.</summary>
    Total,

    /// <summary>Tag of the member.</summary>
    Tag,

    /// <summary>No line is the rule's.</summary>
    Goods,
}

/// <summary>Points that share one expiry rule: one lot.</summary>
/// <param name="Points">More than 0.</param>
/// <param name="Expiry">Own expiry of the rules that gave them, or null for the programme's.</param>
public sealed record EarnGrant(long Points, ExpiryRule? Expiry);

/// <summary>What a purchase earns: nothing is applied yet.</summary>
public sealed record EarnOutcome
{
    /// <summary>Stored parts, line by line, and a reason for every rule that matched.</summary>
    public required PurchaseOutcome Outcome { get; init; }

    /// <summary>Lots to open; they sum to the order's points. Empty when it earns nothing.</summary>
    public required IReadOnlyList<EarnGrant> Grants { get; init; }

    /// <summary>Cap room used, on the fact's own local day.</summary>
    public required IReadOnlyList<MetricRow> CapUse { get; init; }

    /// <summary>Rules with a cooldown that gave.</summary>
    public required IReadOnlyList<RuleGave> Gave { get; init; }

    /// <summary>Multipliers that applied, limits that cut, and rules that almost matched (at most <see cref="EarnReasons.MostMissed"/>).</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }
}

/// <summary>What a behaviour earns: nothing is applied yet.</summary>
public sealed record BehaviourOutcome
{
    /// <summary>Points; at least 0.</summary>
    public required long Points { get; init; }

    /// <summary>Growth; at least 0.</summary>
    public required long Growth { get; init; }

    /// <summary>Lots to open; they sum to <see cref="Points"/>.</summary>
    public required IReadOnlyList<EarnGrant> Grants { get; init; }

    /// <summary>Key of the object to mark as used (<c>review:order-17</c>), or null when the behaviour has no object, earned nothing or the object is used already.</summary>
    public required string? ObjectKey { get; init; }

    /// <summary>Cap room used, on the fact's own local day.</summary>
    public required IReadOnlyList<MetricRow> CapUse { get; init; }

    /// <summary>Rules with a cooldown that gave.</summary>
    public required IReadOnlyList<RuleGave> Gave { get; init; }

    /// <summary>Each rule that gave, each limit that cut, and each rule that almost matched.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }
}

/// <summary>What a cancellation that names no purchase takes back (§2): all positive.</summary>
/// <param name="Points">The absolute amount at the base rate, rounded; no multipliers, campaigns or limits.</param>
/// <param name="SpendMinor">Qualifying spend, minor units.</param>
/// <param name="Growth">Growth of that spend at the growth rate, without its daily limit.</param>
public sealed record CancelledShare(long Points, long SpendMinor, long Growth);
