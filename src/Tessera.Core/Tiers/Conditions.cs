namespace Tessera.Core.Tiers;

/// <summary>What a comparison reads (§5 Conditions).</summary>
public enum Metric
{
    /// <summary>Qualifying spend, minor units, signed.</summary>
    Spend,

    /// <summary>Orders above a minimum net total, net after refunds.</summary>
    Orders,

    /// <summary>Points that earn rules gave, less claw-backs and cancelled pending.</summary>
    PointsEarned,

    /// <summary>Points balance now (no window).</summary>
    PointsBalance,

    /// <summary>Growth value, read with the behaviour share.</summary>
    Growth,

    /// <summary>Largest single top-up (principal), minor units.</summary>
    LargestTopUp,

    /// <summary>Top-ups (principal), minor units.</summary>
    TopUps,

    /// <summary>Valid referrals.</summary>
    Referrals,

    /// <summary>Times of one behaviour type (login, event, checkin …).</summary>
    Behaviour,

    /// <summary>Days since the last purchase; never bought reads as days since joining.</summary>
    DaysSincePurchase,

    /// <summary>Days since the last purchase or behaviour.</summary>
    DaysSinceActivity,
}

/// <summary>Shape of a window (§1 Windows).</summary>
public enum WindowKind
{
    /// <summary>All time.</summary>
    Lifetime,

    /// <summary>(D − N days, D].</summary>
    RollingDays,

    /// <summary>(D − N months, D].</summary>
    RollingMonths,

    /// <summary>The calendar month of D, up to D.</summary>
    Month,

    /// <summary>The quarter.</summary>
    Quarter,

    /// <summary>The half-year.</summary>
    Half,

    /// <summary>The year.</summary>
    Year,

    /// <summary>The month before that of D.</summary>
    PreviousMonth,

    /// <summary>The quarter before.</summary>
    PreviousQuarter,

    /// <summary>The half-year before.</summary>
    PreviousHalf,

    /// <summary>The year before.</summary>
    PreviousYear,

    /// <summary>From the day the earned tier began.</summary>
    SinceTierStart,

    /// <summary>From the day of joining.</summary>
    SinceJoining,
}

/// <summary>A window of local dates.</summary>
/// <param name="Kind">Shape.</param>
/// <param name="Length">N of a rolling window, else 0.</param>
public readonly record struct Window(WindowKind Kind, int Length = 0)
{
    /// <summary>All time.</summary>
    public static Window Lifetime => new(WindowKind.Lifetime);

    /// <summary>Whether a refund may count on its own date in this window (§2: calendar windows only).</summary>
    public bool IsCalendar => Kind is >= WindowKind.Month and <= WindowKind.PreviousYear;
}

/// <summary>One metric in one window.</summary>
/// <param name="Metric">What.</param>
/// <param name="Window">When; null takes the review's window, or lifetime outside a review.</param>
/// <param name="Parameter">Behaviour type, or null.</param>
/// <param name="OrderAtLeastMinor">For orders: the minimum net total of an order (inclusive); 0 takes the programme's "above" minimum.</param>
public sealed record MetricReading(Metric Metric, Window? Window, string? Parameter = null, long OrderAtLeastMinor = 0);

/// <summary>A tree of comparisons (§5). Reaching the threshold exactly is enough.</summary>
public abstract record Condition;

/// <summary>Holds when all parts hold; empty holds.</summary>
public sealed record AllOf(IReadOnlyList<Condition> Parts) : Condition;

/// <summary>Holds when one part holds; empty does not hold.</summary>
public sealed record AnyOf(IReadOnlyList<Condition> Parts) : Condition;

/// <summary>Holds when the part does not.</summary>
public sealed record Not(Condition Part) : Condition;

/// <summary>Direction of a comparison.</summary>
public enum Comparison
{
    /// <summary>value ≥ threshold.</summary>
    AtLeast,

    /// <summary>value ≤ threshold.</summary>
    AtMost,
}

/// <summary>A metric against a threshold (minor units, points, growth, counts or days).</summary>
public sealed record Compare(MetricReading Reading, Comparison Comparison, long Threshold) : Condition;

/// <summary>The member holds a tag.</summary>
public sealed record HasTag(string Tag) : Condition;

/// <summary>The last recorded entering or leaving of a segment says inside.</summary>
public sealed record InSegment(string Segment) : Condition;

/// <summary>Weighted sum of metrics against a threshold, all in ten-thousandths (§5 score): Σ weight × value, money in currency units.</summary>
public sealed record Score(IReadOnlyList<ScorePart> Parts, long ThresholdTenThousandths) : Condition;

/// <summary>A part of a score.</summary>
/// <param name="Reading">The metric.</param>
/// <param name="WeightTenThousandths">Score in ten-thousandths for each minor unit, point or count.</param>
public sealed record ScorePart(MetricReading Reading, long WeightTenThousandths);

/// <summary>A leaf that another module reads (segments): it brings its own reading, and no condition of a tier may hold one.</summary>
public abstract record OtherLeaf : Condition
{
    internal abstract CompiledCondition Compile();
}
