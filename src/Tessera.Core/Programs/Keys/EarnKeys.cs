using Tessera.Core.Earning;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys of a rate.</summary>
internal static class RateKeys
{
    private static readonly Rate Start = new(0, 100, RateMode.Proportional);

    public static readonly ShapeKind<Rate> OfPoints = new("rate", new LocalText("积分比例，如 { points: 10, per: 1.00 }", "a rate such as { points: 10, per: 1.00 }"), Start,
    [
        new Key<Rate, long>(Kinds.Points, r => r.Value, (r, v) => r with { Value = v }, Start) { Name = "points" }
            .Says("积分", "points", "每份金额的积分", "Points per amount").In("§3 Earning").Required(),
        Per(), Mode(),
    ]);

    public static readonly ShapeKind<Rate> OfGrowth = new("growthRate", new LocalText("成长值比例，如 { growth: 1, per: 1.00 }", "a rate such as { growth: 1, per: 1.00 }"), Start,
    [
        new Key<Rate, long>(Kinds.Growth, r => r.Value, (r, v) => r with { Value = v }, Start) { Name = "growth" }
            .Says("成长值", "growth", "每份金额的成长值", "Growth per amount").In("§4").Required(),
        Per(), Mode(),
    ]);

    private static Key<Rate> Per() => new Key<Rate, long>(Kinds.SomeMoney, r => r.Per, (r, v) => r with { Per = v }, Start) { Name = "per" }
        .Says("每", "per", "一份金额", "The amount").In("§3 Earning");

    private static Key<Rate> Mode() => new Key<Rate, RateMode>(Kinds.RateModes, r => r.Mode, (r, v) => r with { Mode = v }, Start) { Name = "mode" }
        .Says("计法", "mode", "按比例，还是每满一份才算", "Any part earns its part, or only full amounts earn").In("§3 Earning").Switch();
}

/// <summary>Keys of an earn rule.</summary>
internal static class EarnKeys
{
    private static readonly EarnBasis BasisStart = new();
    private static readonly EarnRule Start = new() { Id = "", Names = new LocalText("", ""), Kind = EarnKind.Money };

    private static readonly ShapeKind<EarnBasis> Basis = new("basis", new LocalText("计分基数", "the earning basis"), BasisStart,
    [
        OfBasis("discounts", Kinds.AfterDiscounts, b => b.AfterDiscounts, (b, v) => b with { AfterDiscounts = v })
            .Says("优惠", "discounts", "按优惠后还是优惠前的金额", "Amounts after or before discounts").In("§2 earning basis").Switch(),
        OfBasis("tax", Kinds.WithTax, b => b.WithTax, (b, v) => b with { WithTax = v })
            .Says("税", "tax", "是否含税", "With or without tax").In("§2 earning basis").Switch(),
        OfBasis("freight", Kinds.WithFreight, b => b.WithFreight, (b, v) => b with { WithFreight = v })
            .Says("运费", "freight", "运费是否计分", "Whether freight earns").In("§2 earning basis").Switch(),
        OfBasis("orderDiscounts", Kinds.OrderDiscounts, b => b.OrderDiscountsReduce, (b, v) => b with { OrderDiscountsReduce = v })
            .Says("整单优惠", "order discounts", "限分类或单品的规则是否扣减整单优惠的分摊", "Whether order-level discounts reduce the basis of a rule scoped to a category or sku").In("§2 earning basis").Switch(),
    ]);

    public static readonly ShapeKind<EarnRule> Shape = new("earnRule", new LocalText("积分规则", "an earn rule"), Start,
    [
        Key("id", Kinds.Id, r => r.Id, (r, v) => r with { Id = v }).Says("编号", "id", "编号，不可重复", "Id, unique").In("§3 Earning").Required(),
        Key("name", Kinds.Name, r => r.Names, (r, v) => r with { Names = v }).Says("名称", "name", "小票上的名称", "Name for receipts").In("§3 Earning").Required(),
        Key("enabled", Kinds.YesNo, r => r.Enabled, (r, v) => r with { Enabled = v }).Says("启用", "enabled", "是否启用", "Whether the rule is on").In("B10"),
        Key("kind", Kinds.EarnKinds, r => r.Kind, (r, v) => r with { Kind = v })
            .Says("类型", "kind", "奖励什么：金额、件、单、行为，或加倍活动", "What it rewards: money, unit, purchase, behaviour, or a multiplier of others").In("§3 Earning").Required(),
        Key("rate", RateKeys.OfPoints, r => r.Rate, (r, v) => r with { Rate = v }).Says("比例", "rate", "按金额规则的比例", "Rate of a money rule").In("E1"),
        Key("points", Kinds.Points, r => r.Points, (r, v) => r with { Points = v })
            .Says("积分", "points", "每件、每单或每次行为的积分", "Points of a unit, purchase or behaviour rule").In("E5"),
        Key("multiplier", Kinds.Multiplier, r => r.Multiplier, (r, v) => r with { Multiplier = v })
            .Says("倍数", "multiplier", "加倍活动的倍数", "Multiplier of a campaign").In("§3 Earning"),
        Key("behaviour", Kinds.Id, r => r.Behaviour, (r, v) => r with { Behaviour = v })
            .Says("行为", "behaviour", "行为规则对应的行为", "Behaviour type of a behaviour rule").In("E6"),
        Key("oncePerObject", Kinds.YesNo, r => r.OncePerObject, (r, v) => r with { OncePerObject = v })
            .Says("同一对象只计一次", "once per object", "同一对象（订单、页面）只计一次", "A behaviour earns once per object").In("E5").Switch(),
        Key("basis", Basis, r => r.Basis, (r, v) => r with { Basis = v }).Says("基数", "basis", "按什么金额计分", "The money it reads").In("§2 earning basis"),
        Key("when", ScopeKeys.Shape, r => r.Scope, (r, v) => r with { Scope = v }).Says("条件", "when", "何时何地适用；不写则总是适用", "Where and when it matches; left out, always").In("§3 Earning"),
        Key("caps", Kinds.Caps, r => r.Caps, (r, v) => r with { Caps = v }).Says("上限", "caps", "本规则的积分上限", "Limits of this rule").In("§3 Earning"),
        Key("onCap", Kinds.OnCaps, r => r.OnCap, (r, v) => r with { OnCap = v }).Says("到上限时", "on cap", "超过上限时怎么办", "What those limits do").In("§3 Earning").Switch(),
        Key("cooldown", Kinds.Minutes, r => r.CooldownMinutes, (r, v) => r with { CooldownMinutes = v })
            .Says("冷却", "cooldown", "两次之间至少隔多少分钟", "Minutes that must pass before it gives again").In("E14"),
        Key("priority", new CountKind(-1_000, 1_000), r => r.Priority, (r, v) => r with { Priority = (int)v })
            .Says("优先级", "priority", "独占规则之间，数大者胜", "Between exclusive rules the higher wins").In("§3 Earning"),
        Key("exclusive", Kinds.YesNo, r => r.Exclusive, (r, v) => r with { Exclusive = v })
            .Says("独占", "exclusive", "适用时只有它给积分", "When it matches, it alone gives points").In("§3 Earning").Switch(),
        Key("multiplied", Kinds.YesNo, r => r.Multiplied, (r, v) => r with { Multiplied = v })
            .Says("参与加倍", "multiplied", "等级、生日与活动倍数是否作用于本规则", "Whether tier, birthday and campaign multipliers apply").In("§3 Earning").Switch(),
        Key("expiry", ExpiryKeys.Shape, r => r.Expiry, (r, v) => r with { Expiry = v })
            .Says("有效期", "expiry", "本规则积分自己的有效期；不写则同计划", "Own expiry of its points; left out, the programme's").In("E12"),
    ]);

    private static Key<EarnRule> Key<TValue>(string name, ValueKind<TValue> kind, Func<EarnRule, TValue?> get, Func<EarnRule, TValue, EarnRule> set) =>
        new Key<EarnRule, TValue>(kind, get, set, Start) { Name = name };

    private static Key<EarnBasis> OfBasis(string name, ValueKind<bool> kind, Func<EarnBasis, bool> get, Func<EarnBasis, bool, EarnBasis> set) =>
        new Key<EarnBasis, bool>(kind, get, set, BasisStart) { Name = name };
}

/// <summary>Keys under <c>when</c> of an earn rule.</summary>
internal static class ScopeKeys
{
    private static readonly EarnScope Start = new();

    public static readonly ShapeKind<EarnScope> Shape = new("when", new LocalText("适用条件", "where and when a rule matches"), Start,
    [
        Key("categories", Kinds.Categories, s => s.Categories, (s, v) => s with { Categories = v })
            .Says("分类", "categories", "分类路径，含下级", "Category paths, with what lies below").In("§3 Earning"),
        Key("skus", Kinds.Words, s => s.Skus, (s, v) => s with { Skus = v }).Says("单品", "skus", "单品编码", "Skus").In("§3 Earning"),
        Key("stores", Kinds.Words, s => s.Stores, (s, v) => s with { Stores = v }).Says("门店", "stores", "门店编号", "Stores").In("§3 Earning"),
        Key("channels", Kinds.Words, s => s.Channels, (s, v) => s with { Channels = v })
            .Says("渠道", "channels", "渠道，如 store、miniprogram、wecom", "Channels such as store, miniprogram, wecom").In("§3 Earning"),
        Key("saleKinds", new ListKind<string>(Kinds.SaleKinds, 2), s => s.SaleKinds, (s, v) => s with { SaleKinds = v })
            .Says("销售方式", "sale kinds", "零售或批发", "Retail or wholesale").In("§3 Earning"),
        Key("weekdays", new ListKind<DayOfWeek>(Kinds.Weekdays, 7), s => s.Weekdays, (s, v) => s with { Weekdays = v })
            .Says("星期", "weekdays", "星期几", "Weekdays").In("§3 Earning"),
        Key("fromHour", new OptionalKind<TimeOnly>(Kinds.Time), s => s.FromHour, (s, v) => s with { FromHour = v })
            .Says("几点起", "from hour", "从这一时刻起（含）", "From this time of day, inclusive").In("§3 Earning"),
        Key("untilHour", new OptionalKind<TimeOnly>(Kinds.Time), s => s.UntilHour, (s, v) => s with { UntilHour = v })
            .Says("几点前", "until hour", "到这一时刻前（不含）；早于起点即跨零点", "Before this time of day; earlier than the start spans midnight").In("§3 Earning"),
        Key("from", new OptionalKind<DateOnly>(Kinds.Date), s => s.From, (s, v) => s with { From = v })
            .Says("开始日期", "from", "开始日期（含）", "First date, inclusive").In("§1 Time"),
        Key("through", new OptionalKind<DateOnly>(Kinds.Date), s => s.Through, (s, v) => s with { Through = v })
            .Says("结束日期", "through", "结束日期（含）", "Last date, inclusive").In("§1 Time"),
        Key("tiers", Kinds.Ids, s => s.Tiers, (s, v) => s with { Tiers = v }).Says("等级", "tiers", "等级编号", "Tier ids").In("§3 Earning"),
        Key("tags", Kinds.Words, s => s.Tags, (s, v) => s with { Tags = v }).Says("标签", "tags", "有其中之一即可", "Tags of which the member has one").In("§3 Earning"),
        Key("excludeCategories", Kinds.Categories, s => s.ExcludeCategories, (s, v) => s with { ExcludeCategories = v })
            .Says("除外分类", "exclude categories", "不含这些分类", "Category paths taken out").In("§3 Earning"),
        Key("excludeSkus", Kinds.Words, s => s.ExcludeSkus, (s, v) => s with { ExcludeSkus = v })
            .Says("除外单品", "exclude skus", "不含这些单品", "Skus taken out").In("§3 Earning"),
        Key("code", Kinds.Id, s => s.Code, (s, v) => s with { Code = v }).Says("口令", "code", "须输入的口令", "Code that must have been entered").In("§3 Earning"),
        Key("orderAtLeast", Kinds.Money, s => s.OrderAtLeastMinor, (s, v) => s with { OrderAtLeastMinor = v })
            .Says("整单满", "order at least", "整单实付至少这么多", "The whole purchase must reach this net total").In("§3 Earning"),
    ]);

    private static Key<EarnScope> Key<TValue>(string name, ValueKind<TValue> kind, Func<EarnScope, TValue?> get, Func<EarnScope, TValue, EarnScope> set) =>
        new Key<EarnScope, TValue>(kind, get, set, Start) { Name = name };
}
