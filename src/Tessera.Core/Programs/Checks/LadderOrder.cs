using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Checks;

/// <summary>Thresholds must rise with the tiers (features P19, B2): judged for what two neighbours both read.</summary>
internal static class LadderOrder
{
    public static void Check(Report report)
    {
        var tiers = report.Tiers.Select((t, i) => (Tier: t, Pointer: Report.At("/tiers", i) + "/enter")).Where(t => t.Tier is { Enabled: true, Enter: not null }).ToList();
        for (var i = 1; i < tiers.Count; i++)
        {
            var (lower, upper) = (tiers[i - 1].Tier, tiers[i].Tier);
            if (ConditionWords.Same(lower.Enter!, upper.Enter!)) report.Error("program.sameCondition", tiers[i].Pointer, lower.Id);
            else if (FirstFalling((lower.Enter!, Window.Lifetime), (upper.Enter!, Window.Lifetime)) is { } pair) report.Add(Falling(report, tiers[i].Pointer, lower.Id, pair));
        }
    }

    /// <summary>The first reading of which the upper condition asks less than the lower, or null; the windows are those of readings that name none.</summary>
    public static (Compare Lower, Compare Upper)? FirstFalling((Condition Condition, Window Window) lower, (Condition Condition, Window Window) upper)
    {
        var below = Thresholds(lower.Condition, lower.Window);
        foreach (var (reading, compare) in Thresholds(upper.Condition, upper.Window))
        {
            if (below.TryGetValue(reading, out var other) && AsksLess(compare, other)) return (other, compare);
        }

        return null;
    }

    public static Finding Falling(Report report, string pointer, string other, (Compare Lower, Compare Upper) pair) => new("program.thresholdOrder", pointer)
    {
        Got = other,
        Parts = [Reason.Id("lower", Threshold(report, pair.Lower)), Reason.Id("upper", Threshold(report, pair.Upper))],
    };

    private static string Threshold(Report report, Compare compare) =>
        ThresholdKind.For(MetricWords.Of(compare.Reading)).Write(new Threshold(compare.Comparison, compare.Threshold), Units.Of(report.Document)).En;

    // A reading that stands twice in a condition (two branches of any) has no one threshold to judge.
    private static Dictionary<MetricReading, Compare> Thresholds(Condition condition, Window window) => ConditionWords.Comparisons(condition)
        .GroupBy(c => c.Reading with { Window = c.Reading.Window ?? window })
        .Where(g => g.Count() == 1)
        .ToDictionary(g => g.Key, g => g.First());

    private static bool AsksLess(Compare a, Compare b) =>
        a.Comparison == b.Comparison && (a.Comparison == Comparison.AtLeast ? a.Threshold < b.Threshold : a.Threshold > b.Threshold);
}
