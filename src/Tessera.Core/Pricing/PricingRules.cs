using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>How the savings of a group share a line or an order.</summary>
public enum GroupMode
{
    /// <summary>The one that saves most: per line for line savings, per order for order savings.</summary>
    Best,

    /// <summary>The first by rank, then id, that applies.</summary>
    First,

    /// <summary>All, in order of rank, then id.</summary>
    All,
}

/// <summary>A group of savings inside a stage.</summary>
/// <param name="Id">Id; the name of the stage (<c>coupon</c>) is the stage's own group, in which savings without a group are.</param>
/// <param name="Stage">Its stage.</param>
/// <param name="Mode">How its savings share.</param>
public sealed record PriceGroup(string Id, PriceStage Stage, GroupMode Mode);

/// <summary>Over what tax is rounded (semantics §2).</summary>
public enum TaxRounding
{
    /// <summary>Each line.</summary>
    Line,

    /// <summary>All lines of a rate together, then prorated over them.</summary>
    Order,
}

/// <summary>When the conditions of freight savings are read (semantics §7).</summary>
public enum FreightReads
{
    /// <summary>Before coupons and points.</summary>
    Before,

    /// <summary>After them.</summary>
    After,
}

/// <summary>Settings of pricing (semantics §8).</summary>
public sealed record PricingRules
{
    /// <summary>Stages in the order they are taken; each exactly once.</summary>
    public IReadOnlyList<PriceStage> Stages { get; init; } =
        [PriceStage.Price, PriceStage.Line, PriceStage.BuyGet, PriceStage.Order, PriceStage.Coupon, PriceStage.Points, PriceStage.Freight];

    /// <summary>Groups, in the order they are taken inside their stage. A stage's own group comes first unless it is listed; its mode is <see cref="GroupMode.Best"/>, of buy x get y <see cref="GroupMode.All"/>.</summary>
    public IReadOnlyList<PriceGroup> Groups { get; init; } = [];

    /// <summary>Over what tax is rounded.</summary>
    public TaxRounding Tax { get; init; } = TaxRounding.Line;

    /// <summary>When the conditions of freight savings are read.</summary>
    public FreightReads FreightReads { get; init; } = FreightReads.Before;
}

/// <summary>All that the price engine is compiled from.</summary>
/// <param name="Rules">Settings.</param>
/// <param name="Promotions">Promotions of the programme.</param>
/// <param name="Spending">Points as money, or null when points buy nothing.</param>
public sealed record PricingTerms(PricingRules Rules, IReadOnlyList<Saving> Promotions, Points.SpendingRules? Spending);

/// <summary>Settings of pricing, made ready once per programme version.</summary>
internal sealed class PricingPlan
{
    private readonly PriceGroup[][] _groups;

    public PricingPlan(PricingRules rules, Points.SpendingRules? spending)
    {
        (Rules, Spending) = (rules, spending);
        _groups = [.. Enum.GetValues<PriceStage>().Select(s => Groups(rules, s))];
    }

    public PricingRules Rules { get; }

    public Points.SpendingRules? Spending { get; }

    /// <summary>Groups of a stage in their order; its own stands first unless it is listed.</summary>
    public PriceGroup[] GroupsOf(PriceStage stage) => _groups[(int)stage];

    private static PriceGroup[] Groups(PricingRules rules, PriceStage stage)
    {
        var own = StageWords.Of(stage);
        var listed = rules.Groups.Where(g => g.Stage == stage);
        return [.. listed.Any(g => g.Id == own) ? listed : listed.Prepend(new PriceGroup(own, stage, stage == PriceStage.BuyGet ? GroupMode.All : GroupMode.Best))];
    }
}
