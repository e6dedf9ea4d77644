using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Pricing;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of promotions and of the settings of pricing.</summary>
internal static class PricingChecks
{
    private const string PointsWord = "points";

    public static void Check(Report report)
    {
        var pricing = report.Document.Pricing;
        if (pricing.Stages.Count != 7 || pricing.Stages.Distinct().Count() != 7) report.Error("program.stages", "/pricing/stages");
        Groups(report, pricing.Groups);
        if (report.Document.Points.Spending is { } spending) Spending(report, spending);
        var savings = report.Document.Promotions;
        report.Unique("program.duplicateId", savings.Select((s, i) => ((string?)s.Id, Report.At("/promotions", i) + "/id")));
        for (var i = 0; i < savings.Count; i++) Saving(report, savings[i], Report.At("/promotions", i));
    }

    private static void Groups(Report report, IReadOnlyList<PriceGroup> groups)
    {
        report.Unique("program.duplicateId", groups.Select((g, i) => ((string?)g.Id, Report.At("/pricing/groups", i) + "/id")));
        for (var i = 0; i < groups.Count; i++)
        {
            var isStageWord = Enum.GetValues<PriceStage>().Any(s => StageWords.Of(s) == groups[i].Id);
            if (groups[i].Stage == PriceStage.Points || (isStageWord && StageWords.Of(groups[i].Stage) != groups[i].Id)) report.Error("program.groupStage", Report.At("/pricing/groups", i) + "/stage", groups[i].Id);
        }
    }

    private static void Spending(Report report, SpendingRules spending)
    {
        const string pointer = "/points/spending";
        if (spending.Max > 0 && spending.Max < spending.Min) report.Error("program.maxBelowMin", pointer + "/max");
        if (spending.As == PointsAs.Discount && spending.PaidPartEarns) report.Unused(pointer, "paidPartEarns", "as: payment");
    }

    /// <summary>Checks of one saving.</summary>
    public static void Saving(Report report, Saving saving, string pointer)
    {
        if (saving.Id.Length == 0) return;
        if (saving.Id == PointsWord) report.Error("program.reserved", pointer + "/id", saving.Id);
        if (saving.Stage == PriceStage.Points) report.Error("program.stagePoints", pointer + "/stage");
        if (saving.Group is { } group && !report.Document.Pricing.Groups.Any(g => g.Id == group && g.Stage == saving.Stage) && group != StageWords.Of(saving.Stage)) report.Error("program.unknownGroup", pointer + "/group", group);
        Amounts(report, saving, pointer);
        Steps(report, saving, pointer);
        Scope(report, saving, pointer);
        Caps(report, saving, pointer);
        Bars(report, saving, pointer + "/notWith");
        if (saving.BuyGet is { } offer) BuyGet(report, saving, offer, pointer + "/buyGet");
    }

    private static void Amounts(Report report, Saving saving, string pointer)
    {
        int ways = CountOf(saving.Amount) + (saving.Prices.Count > 0 ? 1 : 0) + (saving.Steps.Count > 0 ? 1 : 0) + (saving.BuyGet is null ? 0 : 1);
        if (ways == 0) report.Needs(pointer, "discount", saving.Id);
        if (ways > 1) report.Error("program.oneAmount", pointer, saving.Id);
        var amounts = saving.Steps.Select(s => s.Amount).Append(saving.Amount).ToList();
        var compiled = new CompiledSaving(saving with { Prices = [.. saving.Prices.DistinctBy(p => p.Sku)] });
        var isPerOrder = amounts.Exists(a => CountOf(a) > 0 && compiled.PerOf(a) == SavingPer.Order);
        if (!isPerOrder && saving.Share != ShareBy.Amount) report.Unused(pointer, "share", "per: order");
        if (!amounts.Exists(a => a.Off is not null) && saving.Of != PercentBase.Running) report.Unused(pointer, "of", "discount");
        if (saving.Per is not null && (saving.Prices.Count > 0 || saving.Marginal || saving.BuyGet is not null)) report.Unused(pointer, "per", "discount, amount, price");
        var repeats = isPerOrder && saving is { Amount.Off: null, Steps.Count: 0 } && (saving.AtLeastMinor > 0 || saving.AtLeastUnits > 0);
        if (saving.UsesPerBasket != 1 && !repeats) report.Unused(pointer, "uses", "amount + atLeast");
        if (saving.Conditions != ConditionsAt.Start && saving is { AtLeastMinor: 0, AtLeastUnits: 0, Steps.Count: 0 }) report.Unused(pointer, "conditions", "atLeast, units, steps");
    }

    private static void Steps(Report report, Saving saving, string pointer)
    {
        var steps = saving.Steps;
        var byUnits = steps.Count > 0 && steps[0].FromUnits > 0;
        for (var i = 0; i < steps.Count; i++)
        {
            var here = Report.At(pointer + "/steps", i);
            if (CountOf(steps[i].Amount) != 1) report.Error("program.oneAmount", here, saving.Id);
            if ((steps[i].FromUnits > 0) == (steps[i].FromMinor > 0) || (steps[i].FromUnits > 0) != byUnits) report.Error("program.stepMeasure", here);
            else if (i > 0 && (steps[i].FromUnits < steps[i - 1].FromUnits || steps[i].FromMinor < steps[i - 1].FromMinor)) report.Error("program.stepsNotRising", here);
        }

        if (saving.Marginal && !byUnits) report.Needs(pointer, "steps", "marginal");
    }

    private static void Scope(Report report, Saving saving, string pointer)
    {
        var scope = saving.Scope;
        if (scope.From is { } from && scope.Through is { } through && through < from) report.Error("program.throughBeforeFrom", pointer + "/when/through");
        for (var i = 0; i < scope.Tiers.Count; i++) report.KnownTier(scope.Tiers[i], Report.At(pointer + "/when/tiers", i));
        if (scope.Carriers.Count > 0 && saving.Reach is SavingReach.Goods or SavingReach.Fees) report.Unused(pointer + "/when", "carriers", "reach: freight, all");
        report.Unique("program.duplicateId", saving.Prices.Select(p => ((string?)p.Sku, DocumentNode.PointerOf(pointer + "/prices", p.Sku))));
    }

    private static void Caps(Report report, Saving saving, string pointer)
    {
        if (saving.OnCap != OnCap.Cut && saving.Limits.Count == 0 && saving.Caps == new SavingCaps()) report.Unused(pointer, "onCap", "caps, limits");
        for (var i = 0; i < saving.Limits.Count; i++)
        {
            if (saving.Limits[i] is { Uses: 0, Minor: 0, Units: 0 }) report.Needs(Report.At(pointer + "/limits", i), "uses", saving.Id);
        }
    }

    private static void Bars(Report report, Saving saving, string pointer)
    {
        var ids = report.Document.Promotions.Select(s => s.Id).Concat(report.Document.Coupons.Select(c => c.Kind.Id)).Append(PointsWord).ToList();
        var groups = report.Document.Pricing.Groups.Select(g => g.Id).Concat(Enum.GetValues<PriceStage>().Select(StageWords.Of)).ToList();
        // Coupons and benefits may be named too, and stand elsewhere.
        foreach (var id in saving.NotWith.Ids.Where(id => !ids.Contains(id))) report.Add(new Finding("program.unknownSaving", pointer + "/savings", FindingLevel.Warning) { Got = id, Nearest = Nearest.To(id, ids) });
        foreach (var id in saving.NotWith.Groups.Where(id => !groups.Contains(id))) report.Error("program.unknownGroup", pointer + "/groups", id);
    }

    private static void BuyGet(Report report, Saving saving, BuyGet offer, string pointer)
    {
        if (saving.Stage is PriceStage.Price or PriceStage.Line) report.Error("program.buyGetStage", pointer);
        if (saving.Reach != SavingReach.Goods) report.Unused(pointer[..pointer.LastIndexOf('/')], "reach", "discount, amount, price");
        if (offer is { Buy: > 0, BuyMinor: > 0 }) report.Error("program.buyOneWay", pointer);
        if (offer is { Buy: 0, BuyMinor: 0, PriceOf: null }) report.Needs(pointer, "buy", saving.Id);
        if (CountOf(offer.Amount) + (offer.PriceOf is null ? 0 : 1) + (offer.PriceOfBought ? 1 : 0) > 1) report.Error("program.oneAmount", pointer, saving.Id);
        if (offer.From != GivenFrom.Added) return;
        if (offer.GetSkus.Count != 1) report.Needs(pointer, "skus", "from: added");
        if (offer.GivenCount) report.Unused(pointer, "givenCount", "from: basket");
        if (offer.Units != GivenUnits.Cheapest) report.Unused(pointer, "units", "from: basket");
    }

    private static int CountOf(SavingAmount amount) => (amount.Off is null ? 0 : 1) + (amount.Minor is null ? 0 : 1) + (amount.PriceMinor is null ? 0 : 1);
}
