namespace Tessera.Core.Tiers;

/// <summary>The ways to higher tiers, ranked by effort (§5 Explanation, G1, G2).</summary>
internal static class WaysUp
{
    private const int MostWays = 12;
    private const int MonthsAhead = 12;

    /// <summary>Every enabled tier above the earned one.</summary>
    public static List<PathUp> Of(Outlook view)
    {
        var paths = new List<PathUp>();
        for (var i = Math.Max(0, view.Ladder.IndexOf(view.State.Tier!.Earned)) + 1; i < view.Ladder.Tiers.Length; i++)
        {
            var tier = view.Ladder.Tiers[i];
            if (tier.Rule.Enabled) paths.Add(PathTo(view, tier));
        }

        return paths;
    }

    private static PathUp PathTo(Outlook view, CompiledTier tier)
    {
        if (tier.Enter is not { } enter) return new(tier.Rule, null, [], []);
        var trace = enter.Trace(view.EnterFrame(view.On));
        var leaving = view.Leaving(enter, view.EnterFrame, view.On.AddMonths(MonthsAhead));
        var ways = trace.Holds ? [] : Ways(trace).Select(missing => WayOf(missing, leaving)).ToList();
        return new(tier.Rule, trace, [.. ways.OrderBy(w => w.Effort).ThenBy(w => w.MoneyMinor ?? long.MaxValue)], leaving);
    }

    /// <summary>The ways to make a condition hold: alternatives of what is missing together. What only time or others can change is no way.</summary>
    private static List<List<LeafTrace>> Ways(TracedCondition trace)
    {
        if (trace.Holds) return [[]];
        return trace.Kind switch
        {
            TraceKind.Leaf => [[trace.Leaf!]],
            TraceKind.Any => [.. trace.Parts.SelectMany(Ways).Take(MostWays)],
            TraceKind.All => trace.Parts.Aggregate(new List<List<LeafTrace>> { new() }, (sofar, part) => Joined(sofar, Ways(part))),
            TraceKind.Not => [],
        };
    }

    private static List<List<LeafTrace>> Joined(List<List<LeafTrace>> ways, List<List<LeafTrace>> more) =>
        [.. ways.SelectMany(_ => more, (way, part) => (List<LeafTrace>)[.. way, .. part]).Take(MostWays)];

    private static Way WayOf(List<LeafTrace> missing, List<Leaving> leaving)
    {
        var by = missing.Select(leaf => LastDayOf(leaf, leaving)).Where(day => day is not null).Min();
        return new(missing, missing.Count == 0 ? 0 : missing.Max(l => l.Effort), MoneyOf(missing), by);
    }

    // The same money counts for spend and for growth, top-ups need their own.
    private static long? MoneyOf(List<LeafTrace> missing)
    {
        if (missing.Count == 0 || missing.Exists(l => l.MoneyMinor is null)) return null;
        var spend = missing.Where(l => l.Metric is Metric.Spend or Metric.Growth).Select(l => l.MoneyMinor!.Value).DefaultIfEmpty(0).Max();
        return spend + missing.Where(l => l.Metric is Metric.TopUps or Metric.LargestTopUp).Sum(l => l.MoneyMinor!.Value);
    }

    private static DateOnly? LastDayOf(LeafTrace leaf, List<Leaving> leaving)
    {
        if (leaf.Window is not { } window) return null;
        if (window.IsCalendar) return Periods.After(Windows.PeriodOf(window.Kind), leaf.Through).AddDays(-1);
        var grows = leaving.Find(l => l.Leaf.Metric == leaf.Metric && l.Leaf.Window == leaf.Window && l.Leaf.Parameter == leaf.Parameter && l.Leaf.Threshold == leaf.Threshold && l.Leaf.Gap > leaf.Gap);
        return grows?.On.AddDays(-1);
    }
}
