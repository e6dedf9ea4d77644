using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Lint;

/// <summary>Tiers that nobody reaches or that cannot be told apart (B2), bands that cannot be met (B6), windows that contradict each other (semantics §5).</summary>
internal static class LadderLint
{
    private const int Whole = 10_000;

    public static void Check(LintNotes notes, LadderCensus? census)
    {
        var tiers = notes.Document.Ladder.Tiers;
        var on = tiers.Count(t => t.Enabled);
        if (on > notes.Document.Lint.MostTiers) notes.Warn("lint.tooManyTiers", "/tiers", null, Reason.Count("tiers", on), Reason.Count("most", notes.Document.Lint.MostTiers));
        for (var i = 1; i < tiers.Count; i++)
        {
            if (tiers[i] is { Enabled: true, Enter: not null }) Reached(notes, i);
        }

        Bands(notes, census);
        Windows(notes);
    }

    private static void Reached(LintNotes notes, int index)
    {
        var (document, tier) = (notes.Document, notes.Document.Ladder.Tiers[index]);
        var pointer = LintNotes.At("/tiers", index) + "/enter";
        if (!Implication.IsPossible(tier.Enter!) || !HasSource(document, tier.Enter!))
        {
            notes.Error("lint.tierImpossible", pointer, tier.Id, Reason.Id("tier", tier.Id));
            return;
        }

        for (var above = index + 1; above < document.Ladder.Tiers.Count; above++)
        {
            var upper = document.Ladder.Tiers[above];
            if (upper is not { Enabled: true, Enter: not null, EntryMode: EntryMode.Automatic }) continue;
            var skips = document.Ladder.UpgradeTo == UpgradeTo.Highest && tier.EntryMode == EntryMode.Automatic;
            if (Implication.Holds(tier.Enter!, upper.Enter) && skips) notes.Error("lint.tierUnreachable", pointer, tier.Id, Reason.Id("tier", tier.Id), Reason.Id("upperTier", upper.Id));
            else if (BranchesOf(tier.Enter!).Any(b => Implication.Holds(b, upper.Enter))) notes.Warn("lint.tiersOverlap", pointer, tier.Id, Reason.Id("tier", tier.Id), Reason.Id("upperTier", upper.Id));
        }
    }

    private static IReadOnlyList<Condition> BranchesOf(Condition condition) => condition is AnyOf any ? any.Parts : [condition];

    /// <summary>Whether what a condition needs can come about at all: growth and points have to be given for something.</summary>
    private static bool HasSource(ProgramDocument document, Condition condition) => condition switch
    {
        AllOf all => all.Parts.All(p => HasSource(document, p)),
        AnyOf any => any.Parts.Any(p => HasSource(document, p)),
        Compare { Comparison: Comparison.AtLeast, Threshold: > 0, Reading.Metric: Metric.Growth } => document.Growth is { } growth && (growth.SpendRate is { Value: > 0 } || growth.Behaviours.Any(b => b.Growth > 0)),
        Compare { Comparison: Comparison.AtLeast, Threshold: > 0, Reading.Metric: Metric.PointsEarned } => document.Earn.Any(r => r.Enabled && (r.Rate is { Value: > 0 } || r.Points > 0)),
        _ => true,
    };

    private static void Bands(LintNotes notes, LadderCensus? census)
    {
        var tiers = notes.Document.Ladder.Tiers;
        var least = tiers.Where(t => t.Enabled).Sum(t => t.ShareFrom ?? 0);
        var most = tiers.Where(t => t.Enabled).Sum(t => t.ShareThrough ?? Whole);
        if (least > Whole || most < Whole) notes.Warn("lint.bandsImpossible", "/tiers", null, Reason.Ratio("least", least * 100), Reason.Ratio("most", most * 100));
        if (census?.Members.Values.Sum() is not (> 0 and var all)) return;
        for (var i = 0; i < tiers.Count; i++)
        {
            var (tier, count) = (tiers[i], census.Members.GetValueOrDefault(tiers[i].Id));
            if (!tier.Enabled || (tier.ShareFrom is null && tier.ShareThrough is null)) continue;
            // Compared exactly: members × 10,000 against the band × all members.
            if ((Int128)count * Whole >= (Int128)(tier.ShareFrom ?? 0) * all && (Int128)count * Whole <= (Int128)(tier.ShareThrough ?? Whole) * all) continue;
            var share = Rounding.Divide((Int128)count * Whole, all, RoundingMode.HalfUp);
            notes.Warn(
                "lint.shareOutside", LintNotes.At("/tiers", i), tier.Id, Reason.Id("tier", tier.Id), Reason.Count("members", count), Percent("share", share),
                Percent("from", tier.ShareFrom ?? 0), Percent("through", tier.ShareThrough ?? Whole));
        }
    }

    /// <summary>An enter window longer than the settling window lets a fallen member climb again by what the fall had judged too old (semantics §5).</summary>
    private static void Windows(LintNotes notes)
    {
        var ladder = notes.Document.Ladder;
        if (ladder.ReEntry == ReEntry.AllAnew) return;
        foreach (var review in notes.Document.Reviews.Where(r => r.Does == ReviewDoes.Settle))
        {
            for (var i = 0; i < ladder.Tiers.Count; i++)
            {
                var tier = ladder.Tiers[i];
                if (tier.Enter is null || !tier.Enabled || !review.Keep.ContainsKey(tier.Id)) continue;
                var longest = ConditionWords.Readings(tier.Enter).Where(IsWindowed).Select(r => r.Window ?? Window.Lifetime).OrderByDescending(Implication.DaysOf).FirstOrDefault(review.Window);
                if (Implication.DaysOf(longest) <= Implication.DaysOf(review.Window)) continue;
                notes.Fixed(
                    new Finding("lint.windowLonger", LintNotes.At("/tiers", i) + "/enter", FindingLevel.Warning)
                    {
                        Of = tier.Id, Parts = [Reason.Id("tier", tier.Id), Reason.Id("review", review.Id)], Got = ProgramWords.Window(longest).En, Expected = ProgramWords.Window(review.Window),
                    },
                    "/ladder/reEntry", "allAnew");
            }
        }
    }

    private static bool IsWindowed(MetricReading reading) => reading.Metric is not (Metric.PointsBalance or Metric.DaysSincePurchase or Metric.DaysSinceActivity);

    /// <summary>Ten-thousandths of a whole as a number of percent.</summary>
    internal static ReasonPart Percent(string name, long tenThousandths) => Reason.Ratio(name, tenThousandths * 100);
}
