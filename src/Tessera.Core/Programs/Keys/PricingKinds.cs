using System.Text.Json.Nodes;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Pricing;

namespace Tessera.Core.Programs.Keys;

/// <summary>A discount in 折 notation (features B12), read into the share taken off, in ten-thousandths: 8折 is 2000 off; <c>free</c> is everything off.</summary>
public sealed class DiscountKind : ScalarKind<int>
{
    private const int Whole = 10_000;

    /// <inheritdoc/>
    public override LocalText Words => new("折扣，如 8折、95折、0.95 或 95 %（付的部分），free 为全免", "a discount such as 8折, 95折, 0.95 or 95 % (the share paid), or free");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out int value)
    {
        value = Whole;
        if (text == "free") return true;
        var read = DiscountNotation.TryParse(text, out var paid);
        value = Whole - paid;
        return read;
    }

    /// <inheritdoc/>
    public override LocalText Write(int value, Units units) => value == Whole
        ? new("全免", "free")
        : new(DiscountNotation.ToZhe(Whole - value), Decimals.WriteShort(value, 2) + " % off");

    /// <inheritdoc/>
    public override string WriteFile(int value, Units units) => value == Whole ? "free" : Decimals.WriteShort(Whole - value, 2) + " %";

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.AnyOf(
        new JsonObject { ["type"] = "number", ["exclusiveMinimum"] = 0, ["maximum"] = 1 }, SchemaDefs.Text("^([0-9]+([.][0-9]+)? ?[折%]|0?[.][0-9]+|free)$"));
}

/// <summary>Prices of a unit by sku: <c>{ A100: 9.90, B200: 19.90 }</c>.</summary>
public sealed class PricesKind : ValueKind<IReadOnlyList<SkuPrice>>
{
    private const int Most = 5_000;
    private static readonly MoneyKind Price = new(0);

    /// <inheritdoc/>
    public override LocalText Words => new("单品价目，如 { A100: 9.90 }", "prices by sku such as { A100: 9.90 }");

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, out IReadOnlyList<SkuPrice> value)
    {
        var prices = new List<SkuPrice>();
        value = prices;
        if (node is not MapNode map || map.Entries.Count > Most)
        {
            binding.NotAsExpected(node, Words, []);
            return false;
        }

        foreach (var (sku, inner) in map.Entries)
        {
            if (Price.TryRead(inner, binding, out var minor)) prices.Add(new SkuPrice(sku, minor));
        }

        return true;
    }

    /// <inheritdoc/>
    public override LocalText Write(IReadOnlyList<SkuPrice> value, Units units)
    {
        if (value.Count == 0) return ProgramWords.None;
        var words = value.Select(p => p.Sku + " " + Price.Write(p.Minor, units).En).ToList();
        return new LocalText(string.Join("、", words), string.Join(", ", words));
    }

    /// <inheritdoc/>
    public override string WriteFile(IReadOnlyList<SkuPrice> value, Units units) => "{}";

    /// <inheritdoc/>
    public override bool Same(IReadOnlyList<SkuPrice> a, IReadOnlyList<SkuPrice> b) => a.SequenceEqual(b);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => new() { ["type"] = "object", ["maxProperties"] = Most, ["additionalProperties"] = Price.Schema(defs) };
}

/// <summary>Kinds of the keys of prices.</summary>
internal static class PricingKinds
{
    public static readonly OptionalKind<int> Discount = new(new DiscountKind());
    public static readonly OptionalKind<long> Amount = new(Kinds.SomeMoney);
    public static readonly OptionalKind<long> Price = new(Kinds.Money);
    public static readonly CountKind Units = new(0, 100_000);
    public static readonly CountKind SomeUnits = new(1, 1_000);
    public static readonly CountKind Rank = new(-1_000, 1_000);

    public static readonly ChoiceKind<PriceStage> Stage = new(
        (PriceStage.Price, "price", "会员价与活动价", "member price or activity price"), (PriceStage.Line, "line", "单品促销与等级折扣", "line promotions and tier discounts"),
        (PriceStage.BuyGet, "buyGet", "买赠", "buy x get y"), (PriceStage.Order, "order", "满减", "order promotions"), (PriceStage.Coupon, "coupon", "券", "coupons"),
        (PriceStage.Points, "points", "积分抵现", "points as money"), (PriceStage.Freight, "freight", "运费", "freight and its benefits"));

    public static readonly ListKind<PriceStage> Stages = new(Stage, 7);

    public static readonly ChoiceKind<GroupMode> Modes = new(
        (GroupMode.Best, "best", "取最省的", "the one that saves most"), (GroupMode.First, "first", "取第一个适用的", "the first that applies"), (GroupMode.All, "all", "全部叠加", "all of them"));

    public static readonly ChoiceKind<TaxRounding> TaxRoundings = new(
        (TaxRounding.Line, "line", "逐行取整", "each line"), (TaxRounding.Order, "order", "整单按税率取整", "all lines of a rate together"));

    public static readonly ChoiceKind<FreightReads> FreightReadings = new(
        (FreightReads.Before, "before", "用券与积分之前", "before coupons and points"), (FreightReads.After, "after", "用券与积分之后", "after them"));

    public static readonly OptionalKind<SavingPer> Per = new(new ChoiceKind<SavingPer>(
        (SavingPer.Order, "order", "整单一次", "once for the order"), (SavingPer.Line, "line", "每行一次", "once a line"), (SavingPer.Unit, "unit", "每件一次", "once a unit")));

    public static readonly ChoiceKind<ShareBy> Shares = new((ShareBy.Amount, "amount", "按金额", "by amount"), (ShareBy.Quantity, "quantity", "按件数", "by quantity"));

    public static readonly ChoiceKind<PercentBase> Bases = new(
        (PercentBase.Running, "running", "前面优惠之后的金额", "what is left after earlier savings"), (PercentBase.Initial, "initial", "所有优惠之前的金额", "the price before any saving"));

    public static readonly ChoiceKind<ConditionsAt> ConditionTimes = new(
        (ConditionsAt.Start, "start", "本阶段开始时", "at the start of its stage"), (ConditionsAt.Running, "running", "轮到它时", "when its turn comes"));

    public static readonly ChoiceKind<SavingReach> Reaches = new(
        (SavingReach.Goods, "goods", "商品", "goods"), (SavingReach.Freight, "freight", "运费", "freight"), (SavingReach.Fees, "fees", "费用", "fees"), (SavingReach.All, "all", "商品、运费与费用", "goods, freight and fees"));

    public static readonly ChoiceKind<SavingTax> Taxes = new(
        (SavingTax.Before, "before", "税随之减少", "tax follows the saving"), (SavingTax.After, "after", "含税计算，税额不变", "on amounts with tax; the tax stays"));

    public static readonly ChoiceKind<GivenUnits> Given = new((GivenUnits.Cheapest, "cheapest", "最便宜的", "the cheapest"), (GivenUnits.Dearest, "dearest", "最贵的", "the dearest"));

    public static readonly ChoiceKind<GivenFrom> Froms = new((GivenFrom.Basket, "basket", "购物篮里的", "from the basket"), (GivenFrom.Added, "added", "另外加入", "added to it"));

    public static readonly ChoiceKind<bool> LimitOf = new((false, "member", "每位会员", "each member"), (true, "campaign", "整个活动", "the whole campaign"));

    public static readonly ChoiceKind<CapPeriod> Periods = new(
        (CapPeriod.Lifetime, "lifetime", "累计", "for ever"), (CapPeriod.Day, "day", "每天", "a day"), (CapPeriod.Week, "week", "每周", "a week"),
        (CapPeriod.Month, "month", "每月", "a month"), (CapPeriod.Year, "year", "每年", "a year"));

    public static readonly ChoiceKind<OnCap> OnCaps = new(
        (OnCap.Cut, "cut", "只减到上限", "cut to the limit"), (OnCap.Refuse, "refuse", "超出则整笔不减", "nothing is given"));

    public static readonly ChoiceKind<PointsAs> PointsAs = new(
        (Core.Points.PointsAs.Discount, "discount", "作为优惠", "a discount"), (Core.Points.PointsAs.Payment, "payment", "作为支付", "a payment"));

    public static readonly ChoiceKind<OverSpending> Overs = new(
        (OverSpending.Clamp, "clamp", "用到上限", "as many as may be"), (OverSpending.Refuse, "refuse", "拒绝", "refused"));
}
