using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Pricing;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys under <c>pricing</c>.</summary>
internal static class PricingKeys
{
    private static readonly PricingRules Start = new();
    private static readonly PriceGroup GroupStart = new("", PriceStage.Line, GroupMode.Best);

    private static readonly ShapeKind<PriceGroup> Group = new("priceGroup", new LocalText("优惠组", "a group of savings"), GroupStart,
    [
        OfGroup("id", Kinds.Id, g => g.Id, (g, v) => g with { Id = v }).Says("编号", "id", "编号；写阶段名即该阶段自己的组", "Id; the name of a stage is the stage's own group").In("§8").Required(),
        OfGroup("stage", PricingKinds.Stage, g => g.Stage, (g, v) => g with { Stage = v }).Says("阶段", "stage", "所在阶段", "Its stage").In("§8").Required(),
        OfGroup("mode", PricingKinds.Modes, g => g.Mode, (g, v) => g with { Mode = v }).Says("方式", "mode", "组内择优、取先还是叠加", "Best, first or all of its savings").In("§8").Switch(),
    ]);

    public static readonly ShapeKind<PricingRules> Shape = new("pricing", new LocalText("计价设置", "settings of pricing"), Start,
    [
        Key("stages", PricingKinds.Stages, r => r.Stages, (r, v) => r with { Stages = v }).Says("阶段顺序", "stages", "计价阶段的顺序，每个一次；储值支付总在最后", "Order of the stages, each once; stored value as payment is always last").In("§8, P1"),
        Key("groups", new ListKind<PriceGroup>(Group, 50), r => r.Groups, (r, v) => r with { Groups = v })
            .Says("优惠组", "groups", "优惠组，按此顺序进行；阶段自己的组默认择优，买赠默认叠加", "Groups in the order they take their turn; a stage's own group is best, of buy x get y all").In("§8"),
        Key("tax", PricingKinds.TaxRoundings, r => r.Tax, (r, v) => r with { Tax = v }).Says("税取整", "tax", "优惠后的税在哪里取整", "Over what tax after savings is rounded").In("§2").Switch(),
        Key("freightReads", PricingKinds.FreightReadings, r => r.FreightReads, (r, v) => r with { FreightReads = v })
            .Says("包邮判断", "freight reads", "运费优惠的条件按用券与积分之前还是之后判断", "Whether conditions of freight savings are read before or after coupons and points").In("§7, F6").Switch(),
    ]);

    private static Key<PricingRules> Key<TValue>(string name, ValueKind<TValue> kind, Func<PricingRules, TValue?> get, Func<PricingRules, TValue, PricingRules> set) =>
        new Key<PricingRules, TValue>(kind, get, set, Start) { Name = name };

    private static Key<PriceGroup> OfGroup<TValue>(string name, ValueKind<TValue> kind, Func<PriceGroup, TValue?> get, Func<PriceGroup, TValue, PriceGroup> set) =>
        new Key<PriceGroup, TValue>(kind, get, set, GroupStart) { Name = name };
}

/// <summary>Keys under <c>points.spending</c>.</summary>
internal static class SpendingKeys
{
    private static readonly SpendingRules Start = new();

    public static readonly ShapeKind<SpendingRules> Shape = new("spending", new LocalText("积分抵现设置", "settings of points as money"), Start,
    [
        Key("points", Kinds.SomePoints, r => r.Points, (r, v) => r with { Points = v }).Says("积分", "points", "多少积分", "This many points …").In("§3 Spending"),
        Key("worth", Kinds.Money, r => r.WorthMinor, (r, v) => r with { WorthMinor = v }).Says("抵", "worth", "抵多少钱；0 为只能兑换", "… are worth this; 0: points buy rewards only").In("§3 Spending"),
        Key("min", Kinds.Points, r => r.Min, (r, v) => r with { Min = v }).Says("最少", "min", "一单最少用多少，低于则不用", "Fewest points of an order; below, none are used").In("§3 Spending"),
        Key("step", Kinds.Points, r => r.Step, (r, v) => r with { Step = v }).Says("步长", "step", "须为多少的整数倍", "Points are used in multiples of this").In("§3 Spending, P10"),
        Key("max", Kinds.Points, r => r.Max, (r, v) => r with { Max = v }).Says("最多", "max", "一单最多用多少，0 不限", "Most points of an order; 0 is no limit").In("P10"),
        Key("maxShare", new ShareKind(0, 10_000), r => r.MaxShare, (r, v) => r with { MaxShare = v }).Says("最高比例", "max share", "最多抵所剩商品金额的比例", "Largest share of the goods left").In("§3 Spending, P10"),
        Key("exclude", Kinds.Categories, r => r.ExcludedCategories, (r, v) => r with { ExcludedCategories = v }).Says("除外分类", "exclude", "不可用积分的分类", "Category paths that cannot be paid with points").In("§3 Spending, P15"),
        Key("over", PricingKinds.Overs, r => r.Over, (r, v) => r with { Over = v }).Says("超出时", "over", "要用的超过可用时怎么办", "Asking for more than may be used").In("§3 Spending").Switch(),
        Key("as", PricingKinds.PointsAs, r => r.As, (r, v) => r with { As = v }).Says("作为", "as", "积分是优惠还是支付", "Points are a discount or a payment").In("§2").Switch(),
        Key("paidPartEarns", Kinds.YesNo, r => r.PaidPartEarns, (r, v) => r with { PaidPartEarns = v })
            .Says("积分支付部分计分", "paid part earns", "作为支付时，积分支付的部分是否计分并计入消费", "Whether the part paid with points earns and qualifies").In("§2"),
        Key("withCoupons", Kinds.YesNo, r => r.WithCoupons, (r, v) => r with { WithCoupons = v }).Says("可与券同用", "with coupons", "积分可否与券同用", "Whether points may be used beside a coupon").In("P10").Switch(),
    ]);

    private static Key<SpendingRules> Key<TValue>(string name, ValueKind<TValue> kind, Func<SpendingRules, TValue?> get, Func<SpendingRules, TValue, SpendingRules> set) =>
        new Key<SpendingRules, TValue>(kind, get, set, Start) { Name = name };
}
