using Tessera.Core.Benefits;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Lint;

/// <summary>
/// What a programme gives back per ¥100 of list price, tier by tier (T2): the everyday discount, and the worth of the points that the rest earns, every point
/// redeemed. Judged on the goods that most tiers have a discount on; a discount of hours, dates, stores, codes or birthdays is no everyday one.
/// </summary>
/// <param name="Tiers">Enabled tiers, base first.</param>
/// <param name="Steps">Gaps between neighbours.</param>
/// <param name="PointsAtBase">Worth of the points of a purchase without tier and discount, ten-thousandths (T1).</param>
/// <param name="Rules">Earn rules behind it.</param>
internal sealed record GiveBacks(IReadOnlyList<TierGiveBack> Tiers, IReadOnlyList<TierStep> Steps, int PointsAtBase, IReadOnlyList<EarnRule> Rules)
{
    private const int Whole = 10_000;

    public static GiveBacks Of(ProgramDocument document)
    {
        var tiers = document.Ladder.Tiers.Where(t => t.Enabled).ToList();
        var savings = tiers.ConvertAll(t => SavingsOf(document, t));
        var scope = ScopeOf(document, savings);
        var rules = RulesOf(document, scope);
        var discounts = savings.ConvertAll(s => s.Where(x => x.Scope.Covers(scope)).Select(x => x.Off).DefaultIfEmpty().Max());
        var worth = tiers.Select((t, i) => new TierGiveBack(t.Id, discounts[i], PointsOf(document, rules, t, discounts[i]))).ToList();
        var multipliers = tiers.ConvertAll(t => Catalogue.MultiplierOf(document.Benefits, t));
        List<TierStep> steps =
        [
            .. StepsOf(document, tiers, StepOf.Multiplier, multipliers), .. StepsOf(document, tiers, StepOf.Discount, discounts),
            .. StepsOf(document, tiers, StepOf.GiveBack, worth.ConvertAll(w => w.Total)),
        ];
        return new GiveBacks(worth, steps, PointsOf(document, rules, null, 0), rules);
    }

    /// <summary>Percentages off that a tier has, by benefit or by promotion.</summary>
    public static List<(string Id, LintScope Scope, int Off)> SavingsOf(ProgramDocument document, TierRule tier)
    {
        var benefits = document.Benefits.Where(b => b is { Enabled: true, Type: BenefitType.Discount or BenefitType.MemberDay, Off: not null, AtLeastMinor: 0 } && Catalogue.Has(tier, b))
            .Select(b => (b.Id, LintScope.Of(b.When), b.Off!.Value));
        var promotions = document.Promotions
            .Where(p => p is { Enabled: true, Amount.Off: not null, Steps.Count: 0, BuyGet: null, AtLeastMinor: 0, AtLeastUnits: 0, Reach: SavingReach.Goods, Stage: PriceStage.Price or PriceStage.Line or PriceStage.Order })
            .Where(p => p.Limits.Count == 0 && (p.Scope.Tiers.Count == 0 || p.Scope.Tiers.Contains(tier.Id)))
            .Select(p => (p.Id, LintScope.Of(p.Scope), p.Amount.Off!.Value));
        return [.. benefits, .. promotions];
    }

    // The goods on which most tiers have an everyday discount; the first of the file where several have as many.
    private static LintScope ScopeOf(ProgramDocument document, List<List<(string Id, LintScope Scope, int Off)>> savings)
    {
        var scopes = savings.SelectMany(s => s).Where(s => s.Scope.IsEveryday).Select(s => s.Scope).Distinct().ToList();
        if (scopes.Count > 0) return scopes.OrderByDescending(scope => savings.Count(tier => tier.Exists(s => s.Scope.Covers(scope)))).First();
        var money = document.Earn.Where(r => r is { Enabled: true, Kind: EarnKind.Money }).Select(r => LintScope.Of(r.Scope)).FirstOrDefault(s => s.IsEveryday);
        return money ?? LintScope.Everything;
    }

    private static List<EarnRule> RulesOf(ProgramDocument document, LintScope scope)
    {
        var rules = document.Earn.Where(r => r is { Enabled: true, Kind: EarnKind.Money, Rate: not null } && LintScope.Of(r.Scope).Covers(scope)).ToList();
        var alone = rules.Where(r => r.Exclusive).OrderByDescending(r => r.Priority).ThenBy(r => r.Id, StringComparer.Ordinal).FirstOrDefault();
        return alone is null ? rules : [alone];
    }

    /// <summary>Worth of the points of a purchase, ten-thousandths of its list price, rounded half up. Where points buy nothing at the till, 100 are taken to be worth one unit of money.</summary>
    private static int PointsOf(ProgramDocument document, List<EarnRule> rules, TierRule? tier, int discount)
    {
        var worth = document.Points.Spending ?? new SpendingRules();
        Int128 sum = 0;
        foreach (var rule in rules)
        {
            if (tier is not null && rule.Scope.Tiers.Count > 0 && !rule.Scope.Tiers.Contains(tier.Id)) continue;
            var paid = rule.Basis.AfterDiscounts ? Whole - discount : Whole;
            var times = tier is not null && rule.Multiplied ? Catalogue.MultiplierOf(document.Benefits, tier) : Whole;
            sum += Rounding.Divide((Int128)rule.Rate!.Value * worth.WorthMinor * paid * times, (Int128)rule.Rate.Per * worth.Points * Whole, RoundingMode.HalfUp);
        }

        return (int)sum;
    }

    private static IEnumerable<TierStep> StepsOf(ProgramDocument document, List<TierRule> tiers, StepOf of, List<int> values)
    {
        // A ladder that does not use a dimension has no steps in it.
        if (values.Distinct().Count() < 2) yield break;
        for (var i = 1; i < values.Count; i++)
        {
            int? gap = values[i - 1] == 0 ? null : (int)Rounding.Divide((Int128)(values[i] - values[i - 1]) * Whole, values[i - 1], RoundingMode.HalfUp);
            yield return new TierStep(tiers[i - 1].Id, tiers[i].Id, of, values[i - 1], values[i], gap, gap >= document.Lint.GapFrom && gap <= document.Lint.GapThrough);
        }
    }
}
