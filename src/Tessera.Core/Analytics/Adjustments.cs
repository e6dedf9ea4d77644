using Tessera.Core.Benefits;
using Tessera.Core.Costs;
using Tessera.Core.Pricing;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Programs.Lint;

namespace Tessera.Core.Analytics;

/// <summary>
/// Proposes what to change when the cost share is at the red line (semantics §10; K2, K3, K6). What brings least for its cost comes first: shown to bring too little, shown to bring
/// nothing, not known; what is shown to bring buyers is left alone, and so is what law or contract owes and what a birthday was promised. Each source is changed once, by
/// one step that an owner would answer for, and never so that lint finds what it did not find before. The choice ends as soon as the expected share is under the line.
/// </summary>
public static class Adjustments
{
    /// <summary>Most changes of one proposal: more than these nobody weighs one by one.</summary>
    public const int Most = 5;

    /// <summary>How much less a discount gives, and the least that it still gives; ten-thousandths.</summary>
    public const int DiscountStep = 500;

    /// <summary>The minimum of a fixed amount rises by a fifth: the amount per unit of money spent falls by a sixth.</summary>
    private const int MinimumFrom = 5, MinimumTo = 6;

    private const int Whole = 10_000;

    /// <summary>Chooses the changes.</summary>
    /// <param name="report">Cost of the window.</param>
    /// <param name="points">Of it, what points spent as money cost, by the tier that spent them; minor units.</param>
    /// <param name="document">The programme in force.</param>
    public static AdjustmentPlan Propose(CostReport report, IReadOnlyDictionary<string, long> points, ProgramDocument document)
    {
        var (line, cost, revenue) = (document.Costs.RedLine, report.Total.CostMinor, report.Total.RevenueMinor);
        var chosen = new List<Adjustment>();
        var found = Findings(document);
        foreach (var candidate in Candidates(points, report, document).OrderBy(c => RankOf(report, c.Change)).ThenByDescending(c => c.Change.SavedMinor).ThenBy(c => c.Change.Source.Id, StringComparer.Ordinal))
        {
            if (chosen.Count == Most || new CostShare(cost, revenue).Against(line) != RedLineState.Over) break;
            var after = candidate.Apply(document);
            if (Findings(after).Except(found).Any()) continue;
            document = after;
            chosen.Add(candidate.Change);
            cost -= candidate.Change.SavedMinor;
        }

        var expected = new CostShare(cost, revenue);
        return new AdjustmentPlan(report.Total, expected, chosen, expected.Against(line) != RedLineState.Over);
    }

    private static HashSet<(string Code, string? Of)> Findings(ProgramDocument document) =>
        [.. ProgramLint.Check(document).Findings.Where(f => f.Level != FindingLevel.Hint).Select(f => (f.Code, f.Of))];

    // What is known to bring little first, then what is known to bring nothing or less, then what nobody measured.
    private static int RankOf(CostReport report, Adjustment change) => report.Sources.First(s => s.Source == change.Source).IsLowLift ? 0 : change.Lift switch
    {
        Lift.Less => 1,
        Lift.NotShown => 2,
        _ => 3,
    };

    private static IEnumerable<Candidate> Candidates(IReadOnlyDictionary<string, long> points, CostReport report, ProgramDocument document)
    {
        foreach (var source in report.Sources.Where(s => s.Sum.CostMinor > 0 && (s.IsLowLift || s.Conversion?.Lift != Lift.More)))
        {
            var one = source.Source.Kind switch
            {
                CostKind.Benefit => OfBenefit(source, document),
                CostKind.Promotion => OfPromotion(source, document),
                CostKind.Coupon => OfCoupon(source, document),
                CostKind.Reward => OfReward(source, document),
                CostKind.Points => OfPoints(source, points, document),
            };
            if (one is { Change.SavedMinor: > 0 }) yield return one;
        }
    }

    private static Candidate? OfBenefit(SourceCost source, ProgramDocument document)
    {
        var at = IndexOf(document.Benefits, b => b.Id == source.Source.Id);
        if (at < 0 || document.Benefits[at] is not { Enabled: true, IsOwed: false, IsGranted: false } benefit) return null;
        if (benefit is { Type: BenefitType.Discount or BenefitType.MemberDay, Off: { } off })
        {
            return Lowered(off) is not { } less ? null : Of(AdjustmentKind.LowerDiscount, source, [new LintFix($"/benefits/{at}/discount", DiscountNotation.ToZhe(Whole - less))], (off - less, off))
                .With(d => d with { Benefits = Replaced(d.Benefits, at, b => b with { Off = less }) });
        }

        var uses = benefit.Quota.Uses;
        return !benefit.IsUsed || uses < 2 ? null : Of(AdjustmentKind.CapQuota, source, [new LintFix($"/benefits/{at}/quota/uses", Decimals.WriteShort(uses - 1, 0))], (1, uses))
            .With(d => d with { Benefits = Replaced(d.Benefits, at, b => b with { Quota = b.Quota with { Uses = uses - 1 } }) });
    }

    private static Candidate? OfPromotion(SourceCost source, ProgramDocument document)
    {
        var at = IndexOf(document.Promotions, p => p.Id == source.Source.Id);
        if (at < 0) return null;
        return OfSaving(source, document.Promotions[at], $"/promotions/{at}", document)?.With((d, saving) => d with { Promotions = Replaced(d.Promotions, at, _ => saving) });
    }

    private static Candidate? OfCoupon(SourceCost source, ProgramDocument document)
    {
        var at = IndexOf(document.Coupons, o => o.Kind.Id == source.Source.Id);
        if (at < 0 || document.Coupons[at] is not { Kind.Enabled: true, Gives: { } gives }) return null;
        return OfSaving(source, gives, $"/coupons/{at}/saving", document)?.With((d, saving) => d with { Coupons = Replaced(d.Coupons, at, o => o with { Gives = saving }) });
    }

    /// <summary>A percentage gives less; a fixed amount wants more to be spent, step by step the same.</summary>
    private static SavingChange? OfSaving(SourceCost source, Saving saving, string pointer, ProgramDocument document)
    {
        if (!saving.Enabled || saving.BuyGet is not null || saving.Prices.Count > 0) return null;
        if (saving.Steps.Count == 0 && saving.Amount.Off is { } off)
        {
            return Lowered(off) is not { } less ? null : new SavingChange(
                Of(AdjustmentKind.LowerDiscount, source, [new LintFix(pointer + "/discount", DiscountNotation.ToZhe(Whole - less))], (off - less, off)).Change, saving with { Amount = saving.Amount with { Off = less } });
        }

        if (saving is { Steps.Count: 0, Amount.Minor: not null, AtLeastMinor: > 0 })
        {
            var raised = Raised(saving.AtLeastMinor, document);
            return new SavingChange(Of(AdjustmentKind.RaiseMinimum, source, [Money(pointer + "/atLeast", raised, document)], (raised - saving.AtLeastMinor, raised)).Change, saving with { AtLeastMinor = raised });
        }

        if (saving.Steps.Count == 0 || saving.Steps.Any(s => s.FromMinor == 0 || s.Amount.Minor is null)) return null;
        var steps = saving.Steps.Select(s => s with { FromMinor = Raised(s.FromMinor, document) }).ToList();
        // Over all steps the smallest relative rise is what can be counted on.
        var (was, now) = saving.Steps.Zip(steps, (a, b) => (Was: a.FromMinor, Now: b.FromMinor)).MinBy(p => (decimal)p.Now / p.Was);
        return new SavingChange(
            Of(AdjustmentKind.RaiseMinimum, source, [.. steps.Select((s, i) => Money($"{pointer}/steps/{i}/atLeast", s.FromMinor, document))], (now - was, now)).Change, saving with { Steps = steps });
    }

    private static Candidate? OfReward(SourceCost source, ProgramDocument document)
    {
        var at = IndexOf(document.Rewards, r => r.Kind.Id == source.Source.Id);
        if (at < 0 || document.Rewards[at].Kind is not { Enabled: true, Points: > 0 } reward) return null;
        var raised = Rounding.Divide((Int128)reward.Points * 11, 10, RoundingMode.Ceiling);
        return Of(AdjustmentKind.RaisePrice, source, [new LintFix($"/rewards/{at}/points", Decimals.WriteShort(raised, document.Points.Decimals).Replace(",", "", StringComparison.Ordinal))], (raised - reward.Points, raised))
            .With(d => d with { Rewards = Replaced(d.Rewards, at, r => r with { Kind = r.Kind with { Points = raised } }) });
    }

    /// <summary>The steepest multiplier; points of that tier are worth less in proportion when they are spent.</summary>
    private static Candidate? OfPoints(SourceCost source, IReadOnlyDictionary<string, long> points, ProgramDocument document)
    {
        var tiers = document.Ladder.Tiers;
        for (var at = tiers.Count - 1; at > 0; at--)
        {
            var (from, to) = (Catalogue.MultiplierOf(document.Benefits, tiers[at - 1]), tiers[at].Multiplier);
            var most = (int)Rounding.Divide((Int128)from * (Whole + document.Lint.GapThrough), Whole * 100, RoundingMode.Floor) * 100;
            if (!tiers[at].Enabled || Catalogue.MultiplierOf(document.Benefits, tiers[at]) != to || to <= most) continue;
            var (index, cost) = (at, points.GetValueOrDefault(tiers[at].Id));
            return Of(AdjustmentKind.LowerMultiplier, source, [new LintFix($"/tiers/{at}/multiplier", Decimals.WriteShort(most, 4))], (to - most, to), cost)
                .With(d => d with { Ladder = d.Ladder with { Tiers = Replaced(d.Ladder.Tiers, index, t => t with { Multiplier = most }) } });
        }

        return null;
    }

    private static int? Lowered(int off) => off - DiscountStep is var less && less >= DiscountStep ? less : null;

    // To whole units of the currency, so that it reads as a price does.
    private static long Raised(long minor, ProgramDocument document)
    {
        var unit = Decimals.Power(document.CurrencyDecimals);
        return Rounding.Divide((Int128)minor * MinimumTo, (Int128)MinimumFrom * unit, RoundingMode.Ceiling) * unit;
    }

    private static LintFix Money(string pointer, long minor, ProgramDocument document) =>
        new(pointer, Decimals.WriteShort(minor, document.CurrencyDecimals).Replace(",", "", StringComparison.Ordinal));

    private static Candidate Of(AdjustmentKind kind, SourceCost source, IReadOnlyList<LintFix> edits, (long Part, long Whole) less, long? cost = null)
    {
        var of = cost ?? source.Sum.CostMinor;
        return new Candidate(new Adjustment(kind, source.Source, edits, of, Rounding.Divide((Int128)of * less.Part, less.Whole, RoundingMode.HalfUp), source.Conversion?.Lift ?? Lift.NotMeasured), d => d);
    }

    private static int IndexOf<T>(IReadOnlyList<T> list, Predicate<T> wanted) => list.ToList().FindIndex(wanted);

    private static List<T> Replaced<T>(IReadOnlyList<T> list, int at, Func<T, T> change) => [.. list.Select((x, i) => i == at ? change(x) : x)];

    private sealed record Candidate(Adjustment Change, Func<ProgramDocument, ProgramDocument> Apply)
    {
        public Candidate With(Func<ProgramDocument, ProgramDocument> apply) => this with { Apply = apply };
    }

    private sealed record SavingChange(Adjustment Change, Saving After)
    {
        public Candidate With(Func<ProgramDocument, Saving, ProgramDocument> apply) => new(Change, d => apply(d, After));
    }
}
