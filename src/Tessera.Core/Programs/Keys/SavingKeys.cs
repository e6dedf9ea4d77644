using Tessera.Core.Pricing;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys of a saving: promotions have them, and whatever else takes something off a price.</summary>
internal static class SavingKeys
{
    private static readonly Saving Start = new() { Id = "", Names = new LocalText("", "") };
    private static readonly SavingStep StepStart = new();
    private static readonly SavingLimit LimitStart = new();

    private static readonly ShapeKind<SavingStep> Step = new("step", new LocalText("一个阶梯，如 { atLeast: 200, amount: 30 }", "a step such as { atLeast: 200, amount: 30 }"), StepStart,
    [
        OfStep("atLeast", Kinds.Money, s => s.FromMinor, (s, v) => s with { FromMinor = v }).Says("满金额", "at least", "从这一金额起（含）", "From this amount, inclusive").In("§8"),
        OfStep("units", PricingKinds.Units, s => s.FromUnits, (s, v) => s with { FromUnits = (int)v }).Says("满件数", "units", "从这一件数起（含）；marginal 时从第几件起", "From this many units, inclusive; with marginal, from the unit of this number").In("§8"),
        OfStep("discount", PricingKinds.Discount, s => s.Amount.Off, (s, v) => s with { Amount = s.Amount with { Off = v } }).Says("折扣", "discount", "打几折", "Share of the price that is paid").In("§8, B12"),
        OfStep("amount", PricingKinds.Amount, s => s.Amount.Minor, (s, v) => s with { Amount = s.Amount with { Minor = v } }).Says("减", "amount", "减多少", "Fixed amount taken off").In("§8"),
        OfStep("price", PricingKinds.Price, s => s.Amount.PriceMinor, (s, v) => s with { Amount = s.Amount with { PriceMinor = v } }).Says("新价", "price", "改按这一价格", "New price").In("§8"),
    ]);

    private static readonly ShapeKind<SavingLimit> Limit = new("savingLimit", new LocalText("一条限额，如 { period: month, uses: 2 }", "a limit such as { period: month, uses: 2 }"), LimitStart,
    [
        OfLimit("of", PricingKinds.LimitOf, l => l.OfCampaign, (l, v) => l with { OfCampaign = v }).Says("对谁", "of", "每位会员，还是整个活动", "Each member, or the whole campaign").In("§8"),
        OfLimit("period", PricingKinds.Periods, l => l.Period, (l, v) => l with { Period = v }).Says("周期", "period", "自然周期", "Local calendar period").In("§8"),
        OfLimit("uses", PricingKinds.Units, l => l.Uses, (l, v) => l with { Uses = v }).Says("次数", "uses", "最多多少单，0 不限", "Orders at most; 0 is no limit").In("§8"),
        OfLimit("amount", Kinds.Money, l => l.Minor, (l, v) => l with { Minor = v }).Says("金额", "amount", "最多减多少，0 不限", "Amount at most; 0 is no limit").In("§8"),
        OfLimit("units", PricingKinds.Units, l => l.Units, (l, v) => l with { Units = v }).Says("件数", "units", "最多多少件，0 不限", "Units at most; 0 is no limit").In("§8"),
    ]);

    /// <summary>The shape.</summary>
    public static readonly ShapeKind<Saving> Shape = new("saving", new LocalText("一项优惠", "a saving"), Start,
    [
        Key("id", Kinds.Id, s => s.Id, (s, v) => s with { Id = v }).Says("编号", "id", "编号，不可重复", "Id, unique").In("§8").Required(),
        Key("name", Kinds.Name, s => s.Names, (s, v) => s with { Names = v }).Says("名称", "name", "小票上的名称", "Name for receipts").In("§8").Required(),
        Key("enabled", Kinds.YesNo, s => s.Enabled, (s, v) => s with { Enabled = v }).Says("启用", "enabled", "是否启用", "Whether it is on").In("B10"),
        Key("stage", PricingKinds.Stage, s => s.Stage, (s, v) => s with { Stage = v }).Says("阶段", "stage", "在哪个计价阶段", "Stage in which it takes its turn").In("§8"),
        Key("group", Kinds.Id, s => s.Group, (s, v) => s with { Group = v }).Says("组", "group", "阶段内的优惠组；不写则为阶段自己的组", "Group in its stage; left out, the stage's own").In("§8"),
        Key("rank", PricingKinds.Rank, s => s.Rank, (s, v) => s with { Rank = (int)v }).Says("次序", "rank", "组内次序，小者先；相同按编号", "Order in its group, lower first; ties by id").In("§8"),
        Key("when", SavingScopeKeys.Shape, s => s.Scope, (s, v) => s with { Scope = v }).Says("条件", "when", "何时何地对谁对什么商品；不写则总是适用", "Where, when, for whom and for which goods; left out, always").In("§8"),
        Key("discount", PricingKinds.Discount, s => s.Amount.Off, (s, v) => s with { Amount = s.Amount with { Off = v } }).Says("折扣", "discount", "打几折", "Share of the price that is paid").In("§8, B12"),
        Key("amount", PricingKinds.Amount, s => s.Amount.Minor, (s, v) => s with { Amount = s.Amount with { Minor = v } }).Says("减", "amount", "减多少", "Fixed amount taken off").In("§8"),
        Key("price", PricingKinds.Price, s => s.Amount.PriceMinor, (s, v) => s with { Amount = s.Amount with { PriceMinor = v } }).Says("新价", "price", "改按这一价格", "New price").In("§8"),
        Key("prices", new PricesKind(), s => s.Prices, (s, v) => s with { Prices = v }).Says("价目", "prices", "各单品每件的新价", "New prices of a unit by sku").In("F3"),
        Key("per", PricingKinds.Per, s => s.Per, (s, v) => s with { Per = v })
            .Says("按", "per", "整单、每行还是每件算一次并取整；不写：price 与 line 阶段折扣按行、金额与新价按件，其他阶段按整单", "Taken and rounded once per order, line or unit; left out: in the stages price and line a discount per line, money per unit, elsewhere per order").In("§8").Switch(),
        Key("share", PricingKinds.Shares, s => s.Share, (s, v) => s with { Share = v }).Says("分摊", "share", "整单优惠怎么分摊到各行", "How a saving per order is shared over the lines").In("§8").Switch(),
        Key("of", PricingKinds.Bases, s => s.Of, (s, v) => s with { Of = v }).Says("折扣基数", "of", "折扣按什么金额计算", "What a discount is taken of").In("§8").Switch(),
        Key("reach", PricingKinds.Reaches, s => s.Reach, (s, v) => s with { Reach = v }).Says("减什么", "reach", "减商品、运费、费用，还是全部", "What it lowers: goods, freight, fees or all").In("§8").Switch(),
        Key("tax", PricingKinds.Taxes, s => s.Tax, (s, v) => s with { Tax = v }).Says("税", "tax", "税前优惠还是税后优惠", "On amounts before or after tax").In("§8").Switch(),
        Key("atLeast", Kinds.Money, s => s.AtLeastMinor, (s, v) => s with { AtLeastMinor = v }).Says("满金额", "at least", "范围内商品至少这么多（含）", "Goods of its scope must come to this amount, inclusive").In("§8"),
        Key("units", PricingKinds.Units, s => s.AtLeastUnits, (s, v) => s with { AtLeastUnits = (int)v })
            .Says("满件数", "units", "范围内商品至少这么多件（含）", "Goods of its scope must come to this many units, inclusive").In("§8"),
        Key("conditions", PricingKinds.ConditionTimes, s => s.Conditions, (s, v) => s with { Conditions = v }).Says("条件时点", "conditions", "条件按何时的金额判断", "When its condition is read").In("§8").Switch(),
        Key("uses", PricingKinds.Units, s => s.UsesPerBasket, (s, v) => s with { UsesPerBasket = (int)v })
            .Says("每单次数", "uses", "每满一次减一次，一单最多几次，0 不限", "Given again for every full condition, at most this many times a basket; 0 is no limit").In("§8"),
        Key("steps", new ListKind<SavingStep>(Step, 20), s => s.Steps, (s, v) => s with { Steps = v }).Says("阶梯", "steps", "按金额或件数的阶梯，取达到的最高一级", "Steps by amount or by units; the highest reached holds").In("§8"),
        Key("marginal", Kinds.YesNo, s => s.Marginal, (s, v) => s with { Marginal = v })
            .Says("逐件阶梯", "marginal", "每件按自己是第几件取阶梯，从最贵的数起", "Each unit takes the step of its number, counted from the dearest").In("§8").Switch(),
        Key("caps", SavingCapsKeys.Shape, s => s.Caps, (s, v) => s with { Caps = v }).Says("单内上限", "caps", "一单之内的上限", "Limits inside one order").In("§8"),
        Key("limits", new ListKind<SavingLimit>(Limit, 10), s => s.Limits, (s, v) => s with { Limits = v }).Says("限额", "limits", "每位会员或整个活动在周期内的限额", "Limits over periods, of each member or of the whole campaign").In("§8"),
        Key("onCap", PricingKinds.OnCaps, s => s.OnCap, (s, v) => s with { OnCap = v }).Says("到上限时", "on cap", "超过上限时怎么办", "What a limit does that is exceeded").In("§8").Switch(),
        Key("notWith", SavingBarsKeys.Shape, s => s.NotWith, (s, v) => s with { NotWith = v }).Says("不同用", "not with", "不可与哪些优惠同用", "What it cannot be combined with").In("§8, P3"),
        Key("buyGet", BuyGetKeys.Shape, s => s.BuyGet, (s, v) => s with { BuyGet = v }).Says("买赠", "buy x get y", "买若干送若干", "Units given for units bought").In("§8"),
    ]);

    private static Key<Saving> Key<TValue>(string name, ValueKind<TValue> kind, Func<Saving, TValue?> get, Func<Saving, TValue, Saving> set) =>
        new Key<Saving, TValue>(kind, get, set, Start) { Name = name };

    private static Key<SavingStep> OfStep<TValue>(string name, ValueKind<TValue> kind, Func<SavingStep, TValue?> get, Func<SavingStep, TValue, SavingStep> set) =>
        new Key<SavingStep, TValue>(kind, get, set, StepStart) { Name = name };

    private static Key<SavingLimit> OfLimit<TValue>(string name, ValueKind<TValue> kind, Func<SavingLimit, TValue?> get, Func<SavingLimit, TValue, SavingLimit> set) =>
        new Key<SavingLimit, TValue>(kind, get, set, LimitStart) { Name = name };
}

/// <summary>Keys under <c>caps</c> of a saving.</summary>
internal static class SavingCapsKeys
{
    private static readonly SavingCaps Start = new();

    public static readonly ShapeKind<SavingCaps> Shape = new("savingCaps", new LocalText("一单之内的上限", "limits inside one order"), Start,
    [
        Key("perLine", Kinds.Money, c => c.LineMinor, (c, v) => c with { LineMinor = v }).Says("每行", "per line", "每行最多减多少，0 不限", "Most it takes off a line; 0 is no limit").In("§8"),
        Key("perSku", Kinds.Money, c => c.SkuMinor, (c, v) => c with { SkuMinor = v }).Says("每单品", "per sku", "每个单品最多减多少", "Most it takes off a sku").In("§8"),
        Key("perOrder", Kinds.Money, c => c.OrderMinor, (c, v) => c with { OrderMinor = v }).Says("每单", "per order", "一单最多减多少", "Most it takes off the order").In("§8, P5"),
        Key("unitsPerLine", PricingKinds.Units, c => c.LineUnits, (c, v) => c with { LineUnits = (int)v }).Says("每行件数", "units per line", "每行最多优惠几件", "Most units of a line").In("§8"),
        Key("unitsPerSku", PricingKinds.Units, c => c.SkuUnits, (c, v) => c with { SkuUnits = (int)v }).Says("每单品件数", "units per sku", "每个单品最多优惠几件", "Most units of a sku").In("§8"),
        Key("unitsPerOrder", PricingKinds.Units, c => c.OrderUnits, (c, v) => c with { OrderUnits = (int)v }).Says("每单件数", "units per order", "一单最多优惠几件", "Most units of the order").In("§8"),
    ]);

    private static Key<SavingCaps> Key(string name, ValueKind<long> kind, Func<SavingCaps, long> get, Func<SavingCaps, long, SavingCaps> set) =>
        new Key<SavingCaps, long>(kind, get, set, Start) { Name = name };
}

/// <summary>Keys under <c>notWith</c> of a saving.</summary>
internal static class SavingBarsKeys
{
    private static readonly SavingBars Start = new();

    public static readonly ShapeKind<SavingBars> Shape = new("notWith", new LocalText("不可同用的优惠", "what a saving cannot be combined with"), Start,
    [
        new Key<SavingBars, IReadOnlyList<string>>(Kinds.Ids, b => b.Ids, (b, v) => b with { Ids = v }, Start) { Name = "savings" }.Says("优惠", "savings", "优惠编号；points 为积分抵现", "Ids of savings; points are points as money").In("§8"),
        new Key<SavingBars, IReadOnlyList<string>>(Kinds.Ids, b => b.Groups, (b, v) => b with { Groups = v }, Start) { Name = "groups" }.Says("组", "groups", "优惠组编号", "Ids of groups").In("§8"),
        new Key<SavingBars, IReadOnlyList<Facts.PriceStage>>(PricingKinds.Stages, b => b.Stages, (b, v) => b with { Stages = v }, Start) { Name = "stages" }.Says("阶段", "stages", "整个阶段的优惠", "Savings of whole stages").In("§8"),
    ]);
}

/// <summary>Keys under <c>buyGet</c> of a saving.</summary>
internal static class BuyGetKeys
{
    private static readonly BuyGet Start = new();

    public static readonly ShapeKind<BuyGet> Shape = new("buyGet", new LocalText("买赠", "buy x get y"), Start,
    [
        Key("buy", PricingKinds.Units, b => b.Buy, (b, v) => b with { Buy = (int)v }).Says("买几件", "buy", "每组须买几件", "Units to be bought for a set").In("§8"),
        Key("buyAmount", Kinds.Money, b => b.BuyMinor, (b, v) => b with { BuyMinor = v }).Says("买多少", "buy amount", "或每组须买多少金额", "Or the amount to be bought for a set").In("§8"),
        Key("get", PricingKinds.SomeUnits, b => b.Get, (b, v) => b with { Get = (int)v }).Says("送几件", "get", "每组送几件", "Units given for a set").In("§8"),
        Key("skus", Kinds.Words, b => b.GetSkus, (b, v) => b with { GetSkus = v }).Says("送的单品", "skus", "可送的单品；与分类都不写则同范围内商品", "Skus that may be given; without these and categories, the goods of its scope").In("§8"),
        Key("categories", Kinds.Categories, b => b.GetCategories, (b, v) => b with { GetCategories = v }).Says("送的分类", "categories", "可送的分类，含下级", "Category paths that may be given").In("§8"),
        Key("discount", PricingKinds.Discount, b => b.Amount.Off, (b, v) => b with { Amount = b.Amount with { Off = v } }).Says("折扣", "discount", "送的件打几折；都不写则全免", "Share of its price that a given unit pays; nothing said: free").In("§8"),
        Key("amount", PricingKinds.Amount, b => b.Amount.Minor, (b, v) => b with { Amount = b.Amount with { Minor = v } }).Says("减", "amount", "送的件每件减多少", "Fixed amount off a given unit").In("§8"),
        Key("price", PricingKinds.Price, b => b.Amount.PriceMinor, (b, v) => b with { Amount = b.Amount with { PriceMinor = v } }).Says("新价", "price", "送的件每件的价格（加价购）", "Price of a given unit").In("§8"),
        Key("priceOf", Kinds.Word, b => b.PriceOf, (b, v) => b with { PriceOf = v }).Says("按谁的价", "price of", "送的件按这一单品的价格（升杯）", "A given unit costs what this sku costs: the unit it replaces").In("§8"),
        Key("priceOfBought", Kinds.YesNo, b => b.PriceOfBought, (b, v) => b with { PriceOfBought = v })
            .Says("按所买件的价", "price of bought", "送的件最多按所买件的价格", "A given unit costs at most what the unit bought for it costs").In("§8").Switch(),
        Key("units", PricingKinds.Given, b => b.Units, (b, v) => b with { Units = v }).Says("送哪些", "units", "送最便宜的还是最贵的", "Which units are given").In("§8").Switch(),
        Key("from", PricingKinds.Froms, b => b.From, (b, v) => b with { From = v }).Says("从哪里来", "from", "送购物篮里的，还是另外加入", "Units of the basket, or added to it").In("§8").Switch(),
        Key("givenCount", Kinds.YesNo, b => b.GivenCount, (b, v) => b with { GivenCount = v })
            .Says("送的也算买的", "given count", "送的件是否也算所买件（每 3 件免 1 件）", "Whether given units count as bought (every third piece free)").In("§8").Switch(),
        Key("usesUp", Kinds.YesNo, b => b.UsesUp, (b, v) => b with { UsesUp = v })
            .Says("用过即占用", "uses up", "用过的件其他买赠不能再用", "Units used are used up for other offers").In("§8").Switch(),
        Key("repeat", PricingKinds.Units, b => b.Repeat, (b, v) => b with { Repeat = (int)v }).Says("最多几组", "repeat", "一单最多几组，0 不限", "Most sets of an order; 0 is no limit").In("§8"),
    ]);

    private static Key<BuyGet> Key<TValue>(string name, ValueKind<TValue> kind, Func<BuyGet, TValue?> get, Func<BuyGet, TValue, BuyGet> set) =>
        new Key<BuyGet, TValue>(kind, get, set, Start) { Name = name };
}

/// <summary>Keys under <c>when</c> of a saving.</summary>
internal static class SavingScopeKeys
{
    private static readonly SavingScope Start = new();

    public static readonly ShapeKind<SavingScope> Shape = new("savingWhen", new LocalText("适用条件", "where, when and for whom a saving applies"), Start,
    [
        Key("categories", Kinds.Categories, s => s.Categories, (s, v) => s with { Categories = v }).Says("分类", "categories", "分类路径，含下级", "Category paths, with what lies below").In("§8, F22"),
        Key("skus", Kinds.Words, s => s.Skus, (s, v) => s with { Skus = v }).Says("单品", "skus", "单品编码", "Skus").In("§8"),
        Key("excludeCategories", Kinds.Categories, s => s.ExcludeCategories, (s, v) => s with { ExcludeCategories = v }).Says("除外分类", "exclude categories", "不含这些分类", "Category paths taken out").In("§8"),
        Key("excludeSkus", Kinds.Words, s => s.ExcludeSkus, (s, v) => s with { ExcludeSkus = v }).Says("除外单品", "exclude skus", "不含这些单品", "Skus taken out").In("§8"),
        Key("stores", Kinds.Words, s => s.Stores, (s, v) => s with { Stores = v }).Says("门店", "stores", "门店编号", "Stores").In("§8"),
        Key("channels", Kinds.Words, s => s.Channels, (s, v) => s with { Channels = v }).Says("渠道", "channels", "渠道", "Channels").In("§8"),
        Key("saleKinds", new ListKind<string>(Kinds.SaleKinds, 2), s => s.SaleKinds, (s, v) => s with { SaleKinds = v }).Says("销售方式", "sale kinds", "零售或批发", "Retail or wholesale").In("B11"),
        Key("carriers", Kinds.Words, s => s.Carriers, (s, v) => s with { Carriers = v }).Says("配送方式", "carriers", "减哪些配送方式的运费", "Carriers whose freight it lowers").In("§8"),
        Key("members", Kinds.YesNo, s => s.MembersOnly, (s, v) => s with { MembersOnly = v }).Says("仅会员", "members", "是否只给会员", "Members only").In("F3"),
        Key("tiers", Kinds.Ids, s => s.Tiers, (s, v) => s with { Tiers = v }).Says("等级", "tiers", "等级编号", "Tier ids").In("§8, F22"),
        Key("tags", Kinds.Words, s => s.Tags, (s, v) => s with { Tags = v }).Says("标签", "tags", "有其中之一即可", "Tags of which the member has one").In("§8"),
        Key("birthday", Kinds.YesNo, s => s.OnBirthday, (s, v) => s with { OnBirthday = v }).Says("生日", "birthday", "只在生日当天", "On the birthday only").In("§7"),
        Key("weekdays", new ListKind<DayOfWeek>(Kinds.Weekdays, 7), s => s.Weekdays, (s, v) => s with { Weekdays = v }).Says("星期", "weekdays", "星期几（会员日）", "Weekdays (member day)").In("F9"),
        Key("dates", new ListKind<DateOnly>(Kinds.Date, 366), s => s.Dates, (s, v) => s with { Dates = v }).Says("日期", "dates", "哪些日期（会员日、购物节）", "Local dates (member day, festival)").In("F8"),
        Key("fromHour", new OptionalKind<TimeOnly>(Kinds.Time), s => s.FromHour, (s, v) => s with { FromHour = v }).Says("几点起", "from hour", "从这一时刻起（含）", "From this time of day, inclusive").In("§8"),
        Key("untilHour", new OptionalKind<TimeOnly>(Kinds.Time), s => s.UntilHour, (s, v) => s with { UntilHour = v }).Says("几点前", "until hour", "到这一时刻前（不含）；早于起点即跨零点", "Before this time of day; earlier than the start spans midnight").In("§8"),
        Key("from", new OptionalKind<DateOnly>(Kinds.Date), s => s.From, (s, v) => s with { From = v }).Says("开始日期", "from", "开始日期（含）", "First date, inclusive").In("§1 Time"),
        Key("through", new OptionalKind<DateOnly>(Kinds.Date), s => s.Through, (s, v) => s with { Through = v }).Says("结束日期", "through", "结束日期（含）", "Last date, inclusive").In("§1 Time"),
        Key("code", Kinds.Id, s => s.Code, (s, v) => s with { Code = v }).Says("口令", "code", "须输入的口令", "Code that must have been entered").In("§8"),
    ]);

    private static Key<SavingScope> Key<TValue>(string name, ValueKind<TValue> kind, Func<SavingScope, TValue?> get, Func<SavingScope, TValue, SavingScope> set) =>
        new Key<SavingScope, TValue>(kind, get, set, Start) { Name = name };
}
