using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Lint;

/// <summary>When one condition is enough for another, and when none can ever hold: read off the conditions alone, so that "no" may also mean "cannot tell".</summary>
internal static class Implication
{
    /// <summary>Whether whoever meets the first also meets the second.</summary>
    public static bool Holds(Condition a, Condition b)
    {
        if (a is AnyOf any) return any.Parts.All(p => Holds(p, b));
        if (b is AllOf all) return all.Parts.All(p => Holds(a, p));
        if (a is AllOf whole && whole.Parts.Any(p => Holds(p, b))) return true;
        if (b is AnyOf one) return one.Parts.Any(p => Holds(a, p));
        return (a, b) switch
        {
            (Compare x, Compare y) => Holds(x, y),
            (Not x, Not y) => Holds(y.Part, x.Part),
            (Score x, Score y) => x.Parts.SequenceEqual(y.Parts) && x.ThresholdTenThousandths >= y.ThresholdTenThousandths,
            _ => ConditionWords.Same(a, b),
        };
    }

    /// <summary>Whether somebody could meet it at all.</summary>
    public static bool IsPossible(Condition condition) => condition switch
    {
        AnyOf any => any.Parts.Any(IsPossible),
        AllOf all => all.Parts.All(IsPossible) && !all.Parts.OfType<Not>().Any(not => all.Parts.Any(p => Holds(p, not.Part))),
        _ => true,
    };

    /// <summary>Length of a window in days, about; every window that never ends is longest.</summary>
    public static int DaysOf(Window window) => window.Kind switch
    {
        WindowKind.Lifetime or WindowKind.SinceJoining or WindowKind.SinceTierStart => int.MaxValue,
        WindowKind.RollingDays => window.Length,
        WindowKind.RollingMonths => window.Length * 365 / 12,
        WindowKind.Month or WindowKind.PreviousMonth => 365 / 12,
        WindowKind.Quarter or WindowKind.PreviousQuarter => 365 / 4,
        WindowKind.Half or WindowKind.PreviousHalf => 365 / 2,
        WindowKind.Year or WindowKind.PreviousYear => 365,
    };

    private static bool Holds(Compare a, Compare b)
    {
        if (a.Comparison != b.Comparison) return false;
        var asksMore = a.Comparison == Comparison.AtLeast ? a.Threshold >= b.Threshold : a.Threshold <= b.Threshold;
        if (!asksMore) return false;
        return a.Reading == b.Reading || (a.Comparison == Comparison.AtLeast && a.Reading with { Window = b.Reading.Window } == b.Reading && Within(a.Reading, b.Reading));
    }

    // Sums that only grow with the window: what is reached in the shorter one is reached in the longer.
    private static bool Within(MetricReading shorter, MetricReading longer)
    {
        if (shorter.Metric is Metric.PointsBalance or Metric.DaysSincePurchase or Metric.DaysSinceActivity or Metric.Growth) return false;
        var (a, b) = (shorter.Window ?? Window.Lifetime, longer.Window ?? Window.Lifetime);
        if (b.Kind == WindowKind.Lifetime) return true;
        return a.Kind == b.Kind && a.Kind is WindowKind.RollingDays or WindowKind.RollingMonths && a.Length <= b.Length;
    }
}
