using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Redemption;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys under <c>rewards</c>.</summary>
internal static class RewardKeys
{
    internal static readonly CountKind Stock = new(0, 1_000_000_000);

    internal static readonly CountKind PerMember = new(0, 1_000_000);

    internal static readonly ChoiceKind<Handing> Handings = new((Handing.PickUp, "pickUp", "到店自提或服务，凭码核销", "fetched at a store against a code"), (Handing.Delivery, "delivery", "寄送", "sent"));

    internal static readonly ChoiceKind<CapPeriod> Periods = new(
        (CapPeriod.Lifetime, "lifetime", "累计", "for ever"), (CapPeriod.Day, "day", "每天", "a day"), (CapPeriod.Week, "week", "每周", "a week"), (CapPeriod.Month, "month", "每月", "a month"), (CapPeriod.Year, "year", "每年", "a year"));

    // A reward names, ranks and limits its saving by itself, and is in the stage of coupons before all groups. Switches are tried as those of promotions.
    private static readonly string[] OfTheReward = ["id", "name", "enabled", "stage", "group", "uses", "limits"];

    private static readonly ShapeKind<Saving> Gives = new(
        "rewardSaving", new LocalText("单内兑换减什么，如 { discount: free, per: unit, when: { skus: [tea] } }", "what a reward takes off inside an order, such as { discount: free, per: unit, when: { skus: [tea] } }"), SavingKeys.Shape.Start,
        [.. SavingKeys.Shape.Keys.Where(k => !OfTheReward.Contains(k.Name)).Select(k => k with { IsSwitch = false })]);

    private static readonly RewardOffer Start = new(new Reward { Id = "", Names = new LocalText("", "") }, null);

    public static readonly ShapeKind<RewardOffer> Shape = new("reward", new LocalText("兑换品", "a reward"), Start,
    [
        Key("id", Kinds.Id, r => r.Id, (r, v) => r with { Id = v }).Says("编号", "id", "编号，不可重复，也不另作他用：库存按它累计", "Id, unique and never used for something else: the stock is counted by it").In("E9").Required(),
        Key("name", Kinds.Name, r => r.Names, (r, v) => r with { Names = v }).Says("名称", "name", "显示名称", "Display name").In("E9").Required(),
        Key("points", Kinds.SomePoints, r => r.Points, (r, v) => r with { Points = v }).Says("积分价", "points", "每件的积分", "Points of one unit").In("E9").Required(),
        new Key<RewardOffer, Saving>(Gives, r => r.Gives, (r, v) => r with { Gives = v }, Start) { Name = "saving" }
            .Says("优惠", "saving", "在订单内兑换时减什么，键同促销；不写则单独兑换", "What it takes off inside an order, with the keys of promotions; left out, it is redeemed by itself").In("§8"),
        Key("perUnits", PricingKinds.SomeUnits, r => r.PerUnits, (r, v) => r with { PerUnits = (int)v })
            .Says("几件一价", "per units", "订单内每几件收一次积分价，不足也算", "Units inside an order that its points pay for; a started number counts whole").In("§8"),
        Key("cash", Kinds.Money, r => r.CashMinor, (r, v) => r with { CashMinor = v }).Says("现金部分", "cash", "每件另付的现金", "Cash paid beside the points for one unit").In("P16"),
        Key("stock", Stock, r => r.Stock, (r, v) => r with { Stock = v }).Says("库存", "stock", "总件数，含已兑的；没有库存不能发布", "Units in all, given ones included; without stock it cannot be published").In("Z6").Required(),
        Key("perMember", PerMember, r => r.PerMember, (r, v) => r with { PerMember = v }).Says("每人限兑", "per member", "每位会员每个周期最多几件，0 不限", "Most units of one member in a period, 0 for no limit").In("E16"),
        Key("period", Periods, r => r.Period, (r, v) => r with { Period = v }).Says("限兑周期", "period", "限兑按什么周期算", "Period of that limit").In("E16").Switch(),
        Key("tiers", Kinds.Ids, r => r.Tiers, (r, v) => r with { Tiers = v }).Says("等级", "tiers", "只有这些等级可兑；不写则都可以", "Tiers that may take it; left out, all").In("E9"),
        Key("from", new OptionalKind<DateOnly>(Kinds.Date), r => r.From, (r, v) => r with { From = v }).Says("开始日期", "from", "开始日期（含）", "First date, inclusive").In("§1 Time"),
        Key("through", new OptionalKind<DateOnly>(Kinds.Date), r => r.Through, (r, v) => r with { Through = v }).Says("结束日期", "through", "结束日期（含）", "Last date, inclusive").In("§1 Time"),
        Key("handing", Handings, r => r.Handing, (r, v) => r with { Handing = v }).Says("交付", "handing", "自提核销还是寄送", "Fetched against a code, or sent").In("P39").Switch(),
        Key("cost", Kinds.Money, r => r.CostMinor, (r, v) => r with { CostMinor = v }).Says("成本", "cost", "每件的成本；没有成本不能发布", "Cost of one unit; without it the reward cannot be published").In("Z6").Required(),
        Key("retail", Kinds.Money, r => r.RetailMinor, (r, v) => r with { RetailMinor = v })
            .Says("零售价", "retail", "每件的零售价，毛利按它算；不写则按积分价值加现金", "What one unit sells for: the margin is read against it; left out, the worth of its points and its cash").In("E15"),
        Key("owner", Kinds.Word, r => r.Owner, (r, v) => r with { Owner = v }).Says("负责人", "owner", "负责的部门或岗位；没有负责人不能发布", "Department or role that answers for it; without one it cannot be published").In("Z6").Required(),
        Key("terms", Kinds.Sentence, r => r.Terms, (r, v) => r with { Terms = v }).Says("说明", "terms", "给会员看的使用说明", "Terms shown to members").In("Z6"),
        Key("enabled", Kinds.YesNo, r => r.Enabled, (r, v) => r with { Enabled = v }).Says("启用", "enabled", "是否可兑", "Whether it is offered").In("E9"),
    ]);

    private static Key<RewardOffer> Key<TValue>(string name, ValueKind<TValue> kind, Func<Reward, TValue?> get, Func<Reward, TValue, Reward> set) =>
        new Key<RewardOffer, TValue>(kind, r => get(r.Kind), (r, v) => r with { Kind = set(r.Kind, v) }, Start) { Name = name };
}

/// <summary>Keys under <c>draws</c>.</summary>
internal static class DrawKeys
{
    private static readonly DrawRules Start = new();
    private static readonly DrawTerms DrawStart = new() { Id = "", Names = new LocalText("", "") };
    private static readonly Prize PrizeStart = new() { Id = "", Names = new LocalText("", "") };

    private static readonly ChoiceKind<WhenOut> WhenOuts = new((WhenOut.Nothing, "nothing", "视为未中奖", "it wins nothing"), (WhenOut.Next, "next", "顺延到名单上下一个还有的奖品", "it wins the next prize of the list that is left"));

    private static readonly ShapeKind<Prize> PrizeShape = new("prize", new LocalText("奖品", "a prize"), PrizeStart,
    [
        OfPrize("id", Kinds.Id, p => p.Id, (p, v) => p with { Id = v }).Says("编号", "id", "编号，同一抽奖内不可重复", "Id, unique in its draw").In("E10").Required(),
        OfPrize("name", Kinds.Name, p => p.Names, (p, v) => p with { Names = v }).Says("名称", "name", "显示名称", "Display name").In("E10").Required(),
        OfPrize("odds", new ShareKind(1, 10_000), p => p.Odds, (p, v) => p with { Odds = v }).Says("中奖概率", "odds", "一次抽中的概率，最小 0.01 %", "Chance of one entry, 0.01 % at least").In("Z4").Required(),
        OfPrize("stock", RewardKeys.Stock, p => p.Stock, (p, v) => p with { Stock = v }).Says("数量", "stock", "总数，须大于 0", "How many there are in all, more than 0").In("Z4, Z6").Required(),
        OfPrize("worth", Kinds.Money, p => p.WorthMinor, (p, v) => p with { WorthMinor = v }).Says("价值", "worth", "奖品价值，不得超过最高奖限额", "What it is worth: the highest is capped by law").In("Z4").Required(),
        OfPrize("cost", Kinds.Money, p => p.CostMinor, (p, v) => p with { CostMinor = v }).Says("成本", "cost", "每个的成本，计入预算", "Cost of one, counted against the budget").In("Z6").Required(),
        OfPrize("points", Kinds.Points, p => p.Points, (p, v) => p with { Points = v }).Says("积分", "points", "中奖即得的积分；不写则为实物", "Points given at once; left out, it is goods").In("E10"),
        OfPrize("handing", RewardKeys.Handings, p => p.Handing, (p, v) => p with { Handing = v }).Says("交付", "handing", "实物自提核销还是寄送", "Goods are fetched against a code, or sent").In("P39").Switch(),
    ]);

    private static readonly ShapeKind<DrawTerms> Campaign = new("draw", new LocalText("抽奖", "a draw"), DrawStart,
    [
        OfDraw("id", Kinds.Id, d => d.Id, (d, v) => d with { Id = v }).Says("编号", "id", "编号，永不另作他用", "Id, never used for another draw").In("E10").Required(),
        OfDraw("name", Kinds.Name, d => d.Names, (d, v) => d with { Names = v }).Says("名称", "name", "显示名称", "Display name").In("E10").Required(),
        OfDraw("points", Kinds.Points, d => d.Points, (d, v) => d with { Points = v }).Says("每次积分", "points", "抽一次的积分，0 为免费", "Points of one entry, 0 for free").In("E10").Required(),
        OfDraw("prizes", new NamedListKind<Prize>(PrizeShape, p => p.Id, p => p.Names), d => d.Prizes, (d, v) => d with { Prizes = v })
            .Says("奖品", "prizes", "奖品，按次序各占一段号码（共 10,000 个），其余号码不中奖", "Prizes: each takes the next range of the 10,000 numbers, the rest win nothing").In("Z4").Required(),
        OfDraw("budget", Kinds.Money, d => d.BudgetMinor, (d, v) => d with { BudgetMinor = v }).Says("预算", "budget", "发出奖品的成本合计上限，0 不限", "What given prizes may cost in all, 0 for no limit").In("E10"),
        OfDraw("entries", RewardKeys.Stock, d => d.Entries, (d, v) => d with { Entries = v }).Says("总次数", "entries", "一共可抽几次，0 不限", "Entries in all, 0 for no limit").In("E10"),
        OfDraw("perMember", RewardKeys.PerMember, d => d.PerMember, (d, v) => d with { PerMember = v }).Says("每人次数", "per member", "每位会员每个周期最多几次，0 不限", "Most entries of one member in a period, 0 for no limit").In("E10"),
        OfDraw("period", RewardKeys.Periods, d => d.Period, (d, v) => d with { Period = v }).Says("周期", "period", "每人次数按什么周期算", "Period of that limit").In("E10").Switch(),
        OfDraw("tiers", Kinds.Ids, d => d.Tiers, (d, v) => d with { Tiers = v }).Says("等级", "tiers", "只有这些等级可抽；不写则都可以", "Tiers that may enter; left out, all").In("P33"),
        OfDraw("tags", Kinds.Words, d => d.Tags, (d, v) => d with { Tags = v }).Says("标签", "tags", "有其中之一即可；不写则都可以", "Tags of which the member has one; left out, all").In("P33"),
        OfDraw("from", Kinds.Date, d => d.From, (d, v) => d with { From = v }).Says("开始日期", "from", "开始日期（含）", "First date, inclusive").In("Z4").Required(),
        OfDraw("through", Kinds.Date, d => d.Through, (d, v) => d with { Through = v }).Says("结束日期", "through", "结束日期（含），次日公布种子", "Last date, inclusive; the seed is revealed from the next day").In("Z4").Required(),
        OfDraw("whenOut", WhenOuts, d => d.WhenOut, (d, v) => d with { WhenOut = v }).Says("奖品发完", "when out", "抽中的奖品已发完时怎么办，随概率一起公示", "What a number gives whose prize has run out; published with the odds").In("R21").Switch(),
        OfDraw("owner", Kinds.Word, d => d.Owner, (d, v) => d with { Owner = v }).Says("负责人", "owner", "负责的部门或岗位", "Department or role that answers for it").In("Z6").Required(),
        OfDraw("terms", Kinds.Sentence, d => d.Terms, (d, v) => d with { Terms = v }).Says("说明", "terms", "给会员看的活动说明", "Terms shown to members").In("Z4"),
        OfDraw("enabled", Kinds.YesNo, d => d.Enabled, (d, v) => d with { Enabled = v }).Says("启用", "enabled", "是否可抽", "Whether it is offered").In("E10"),
    ]);

    public static readonly ShapeKind<DrawRules> Shape = new("draws", new LocalText("抽奖设置", "draws"), Start,
    [
        Key("topPrize", Kinds.Money, r => r.TopPrizeMinor, (r, v) => r with { TopPrizeMinor = v })
            .Says("最高奖限额", "top prize", "奖品价值不得超过这么多，0 不限；法定五万元", "Most a prize may be worth, 0 for no limit; 50,000 yuan by law").In("Z4"),
        Key("campaigns", new NamedListKind<DrawTerms>(Campaign, d => d.Id, d => d.Names), r => r.Campaigns, (r, v) => r with { Campaigns = v })
            .Says("抽奖", "campaigns", "各个抽奖", "The draws").In("E10"),
    ]);

    private static Key<DrawRules> Key<TValue>(string name, ValueKind<TValue> kind, Func<DrawRules, TValue?> get, Func<DrawRules, TValue, DrawRules> set) =>
        new Key<DrawRules, TValue>(kind, get, set, Start) { Name = name };

    private static Key<DrawTerms> OfDraw<TValue>(string name, ValueKind<TValue> kind, Func<DrawTerms, TValue?> get, Func<DrawTerms, TValue, DrawTerms> set) =>
        new Key<DrawTerms, TValue>(kind, get, set, DrawStart) { Name = name };

    private static Key<Prize> OfPrize<TValue>(string name, ValueKind<TValue> kind, Func<Prize, TValue?> get, Func<Prize, TValue, Prize> set) =>
        new Key<Prize, TValue>(kind, get, set, PrizeStart) { Name = name };
}
