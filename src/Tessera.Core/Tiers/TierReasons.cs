using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>Reasons of tier decisions: codes and numbers (§5 Explanation).</summary>
public static class TierReasons
{
    /// <summary>Each leaf of a condition as it was read.</summary>
    public static IReadOnlyList<Reason> Of(TracedCondition trace) => [.. trace.Leaves.Select(Of)];

    /// <summary>First a reason of its own, then the leaves.</summary>
    public static IReadOnlyList<Reason> Of(Reason first, TracedCondition? trace) => trace is null ? [first] : [first, .. trace.Leaves.Select(Of)];

    /// <summary>One leaf as it was read, as a reason.</summary>
    public static Reason Of(LeafTrace leaf)
    {
        var parts = new List<ReasonPart>
        {
            Reason.Id("metric", NameOf(leaf)),
            new("value", leaf.Value, leaf.Unit),
            new("threshold", leaf.Threshold, leaf.Unit),
            new("gap", leaf.Gap, leaf.Unit),
            Reason.Day("through", leaf.Through),
        };
        if (leaf.From is { } from) parts.Add(Reason.Day("from", from));
        if (leaf.Parameter is { } parameter) parts.Add(Reason.Id("parameter", parameter));
        if (leaf.Window is { } window) parts.Add(Reason.Id("window", NameOf(window)));
        if (leaf.Window is { Length: > 0 } rolling) parts.Add(Reason.Count("length", rolling.Length));
        return new(leaf.Holds ? "condition.met" : "condition.missed", parts);
    }

    /// <summary>What to do and until when: the parts of a warning, named as the placeholders of <see cref="Review.WarningText"/>.</summary>
    internal static Reason Warning(WarningNumbers w)
    {
        var parts = new List<ReasonPart>
        {
            Reason.Id("review", w.Review),
            Reason.Id("tier", w.Tier),
            Reason.Id("nextTier", w.TierTo),
            Reason.Day("on", w.On),
        };
        if (w.Leaf is { } leaf)
        {
            parts.Add(Reason.Id("metric", NameOf(leaf)));
            parts.Add(new("gap", leaf.Gap, leaf.Unit));
            parts.Add(new("target", leaf.Threshold, leaf.Unit));
        }

        return new("tier.warning", parts);
    }

    public static string NameOf(LeafTrace leaf) => leaf.Metric is { } metric ? NameOf(metric) : leaf.Subject;

    public static string NameOf(Metric metric) => metric switch
    {
        Metric.Spend => "spend",
        Metric.Orders => "orders",
        Metric.PointsEarned => "pointsEarned",
        Metric.PointsBalance => "pointsBalance",
        Metric.Growth => "growth",
        Metric.LargestTopUp => "largestTopUp",
        Metric.TopUps => "topUps",
        Metric.Referrals => "referrals",
        Metric.Behaviour => "behaviour",
        Metric.DaysSincePurchase => "daysSincePurchase",
        Metric.DaysSinceActivity => "daysSinceActivity",
    };

    public static string NameOf(Window window) => window.Kind switch
    {
        WindowKind.Lifetime => "lifetime",
        WindowKind.RollingDays => "rollingDays",
        WindowKind.RollingMonths => "rollingMonths",
        WindowKind.Month => "month",
        WindowKind.Quarter => "quarter",
        WindowKind.Half => "half",
        WindowKind.Year => "year",
        WindowKind.PreviousMonth => "previousMonth",
        WindowKind.PreviousQuarter => "previousQuarter",
        WindowKind.PreviousHalf => "previousHalf",
        WindowKind.PreviousYear => "previousYear",
        WindowKind.SinceTierStart => "sinceTierStart",
        WindowKind.SinceJoining => "sinceJoining",
    };
}

/// <summary>Numbers of a warning.</summary>
/// <param name="Review">Review id.</param>
/// <param name="Tier">Tier at stake.</param>
/// <param name="TierTo">Tier it would fall to.</param>
/// <param name="On">Last local date that still counts.</param>
/// <param name="Leaf">What is missing, or null where no number says it.</param>
internal readonly record struct WarningNumbers(string Review, string Tier, string TierTo, DateOnly On, LeafTrace? Leaf);
