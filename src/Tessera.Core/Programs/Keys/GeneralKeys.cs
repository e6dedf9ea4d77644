using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Members;
using Tessera.Core.Programs.Checklist;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys under <c>program</c>.</summary>
internal static class HeadKeys
{
    // ISO 4217: currencies whose minor unit is not a hundredth.
    private const string WithoutDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
    private const string WithThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";
    private static readonly ProgramDocument Start = new() { Code = "", Names = new LocalText("", "") };

    public static readonly ShapeKind<ProgramDocument> Shape = new("program", new LocalText("计划的基本信息", "the programme's head"), Start,
    [
        Key("code", Kinds.Code, d => d.Code, (d, v) => d with { Code = v })
            .Says("计划编号", "code", "短编号", "Short id of the programme").In("§11").Required(),
        Key("name", new LocalTextKind(60), d => d.Names, (d, v) => d with { Names = v })
            .Says("计划名称", "name", "显示名称", "Display name").In("§11").Required(),
        Key("zone", Kinds.Zone, d => d.Zone, (d, v) => d with { Zone = v })
            .Says("时区", "zone", "一天从哪里的零点算起；首次发布后不可改", "Zone whose local dates are the days; fixed at the first publication").In("§1 Time"),
        Key("currency", Kinds.Currency, d => d.Currency, (d, v) => d with { Currency = v, CurrencyDecimals = DecimalsOf(v) })
            .Says("货币", "currency", "货币代码；首次发布后不可改", "Currency code; fixed at the first publication").In("§1 Money"),
        Key("semantics", new CountKind(1, 1), d => d.Semantics, (d, v) => d with { Semantics = (int)v })
            .Says("规则编号", "semantics", "引擎规则的编号；首次发布后不可改", "Number of the rules in code; fixed at the first publication").In("§12"),
        Key("publishWait", new DurationKind(10_080, "minute", "分钟"), d => d.PublishWaitMinutes, (d, v) => d with { PublishWaitMinutes = v })
            .Says("发布等待", "publish wait", "只有一人有发布权时，发布前等待的分钟数", "Minutes a publication waits while one person alone may publish").In("§11"),
    ]);

    public static ProgramDocument Into(ProgramDocument document, ProgramDocument head) => document with
    {
        Code = head.Code,
        Names = head.Names,
        Zone = head.Zone,
        Currency = head.Currency,
        CurrencyDecimals = head.CurrencyDecimals,
        Semantics = head.Semantics,
        PublishWaitMinutes = head.PublishWaitMinutes,
    };

    /// <summary>Decimals of a currency's minor unit.</summary>
    public static int DecimalsOf(string currency) =>
        WithoutDecimals.Contains(currency, StringComparison.Ordinal) ? 0 : WithThreeDecimals.Contains(currency, StringComparison.Ordinal) ? 3 : 2;

    private static Key<ProgramDocument> Key<TValue>(
        string name, ValueKind<TValue> kind, Func<ProgramDocument, TValue?> get, Func<ProgramDocument, TValue, ProgramDocument> set) =>
        new Key<ProgramDocument, TValue>(kind, get, set, Start) { Name = name };
}

/// <summary>Keys under <c>members</c>.</summary>
internal static class MemberKeys
{
    private static readonly ProgramDocument Start = new() { Code = "", Names = new LocalText("", "") };
    private static readonly FamilyRules FamilyStart = new();

    private static readonly ShapeKind<FamilyRules> Family = new("family", new LocalText("亲情卡设置", "settings of family cards"), FamilyStart,
    [
        new Key<FamilyRules, long>(new CountKind(0, 20), f => f.Most, (f, v) => f with { Most = (int)v }, FamilyStart) { Name = "most" }
            .Says("最多张数", "most", "一位主卡会员最多几张亲情卡，0 不提供", "Most family cards of one main member; 0 offers none").In("P30"),
        new Key<FamilyRules, long>(Kinds.Points, f => f.PointsPerMonth, (f, v) => f with { PointsPerMonth = v }, FamilyStart) { Name = "pointsPerMonth" }
            .Says("每月可用积分", "points per month", "一张亲情卡每个自然月最多可用主卡多少积分抵现，0 不可用", "Points of the main member that one card may spend at the till in a calendar month; 0 for none").In("P30"),
    ]);

    public static readonly ShapeKind<ProgramDocument> Shape = new("members", new LocalText("会员设置", "settings of members"), Start,
    [
        new Key<ProgramDocument, int>(Kinds.Days, d => d.MergeUndoDays, (d, v) => d with { MergeUndoDays = v }, Start) { Name = "mergeUndoWithin" }
            .Says("合并可撤销期", "merge undo", "合并会员后多少天内可以撤销", "Days within which a merge can be undone").In("§1 Merge"),
        new Key<ProgramDocument, FamilyRules>(Family, d => d.Family, (d, v) => d with { Family = v }, Start) { Name = "family" }
            .Says("亲情卡", "family cards", "副卡消费计入主卡，副卡自己不能兑换", "A card earns to its main member and redeems nothing of its own").In("P30"),
    ]);

    public static ProgramDocument Into(ProgramDocument document, ProgramDocument members) => document with { MergeUndoDays = members.MergeUndoDays, Family = members.Family };
}

/// <summary>Keys under <c>approvals</c>.</summary>
internal static class ApprovalKeys
{
    private static readonly ApprovalRules Start = new();
    private static readonly CountKind Batch = new(0, 2_000);
    private static readonly CountKind Rows = new(0, 1_000_000);

    private static readonly ChoiceKind<ChecklistUse> Uses = new(
        (ChecklistUse.Shown, "shown", "发布时列出，可签可不签", "shown when publishing; signing is free"), (ChecklistUse.Required, "required", "逐项签完才能发布", "nothing is published before every check is signed"));

    public static readonly ShapeKind<ApprovalRules> Shape = new("approvals", new LocalText("审批设置", "what waits for a second person"), Start,
    [
        new Key<ApprovalRules, long>(Kinds.Points, r => r.PointsAbove, (r, v) => r with { PointsAbove = v }, Start) { Name = "pointsAbove" }
            .Says("积分调整审批", "points above", "手工调整超过这么多积分，须另一人批准", "A points adjustment by hand of more than this waits for another person").In("S10"),
        new Key<ApprovalRules, long>(Rows, r => r.ExportsAbove, (r, v) => r with { ExportsAbove = v }, Start) { Name = "exportsAbove" }
            .Says("导出审批", "exports above", "导出超过这么多行，须另一人批准", "An export of more rows than this waits for another person").In("S10"),
        new Key<ApprovalRules, long>(Rows, r => r.CouponsAbove, (r, v) => r with { CouponsAbove = v }, Start) { Name = "couponsAbove" }
            .Says("批量发券审批", "coupons above", "批量发券超过这么多张，须另一人批准", "A batch that gives more coupons than this waits for another person").In("S10, P7"),
        new Key<ApprovalRules, long>(Batch, r => r.TiersAbove, (r, v) => r with { TiersAbove = v }, Start) { Name = "tiersAbove" }
            .Says("批量定级审批", "tiers above", "批量手工定级超过这么多会员，须另一人批准", "A batch that sets the tiers of more members than this waits for another person").In("S10"),
        new Key<ApprovalRules, ChecklistUse>(Uses, r => r.Checklist, (r, v) => r with { Checklist = v }, Start) { Name = "checklist" }
            .Says("发布前核对", "checklist", "发布前的法务核对清单是否须逐项签署", "Whether the legal checklist must be signed before publishing").In("L3"),
    ]);
}

/// <summary>Keys under <c>time</c>.</summary>
internal static class TimeKeys
{
    private static readonly TimeRules Start = new();

    public static readonly ShapeKind<TimeRules> Shape = new("time", new LocalText("时限设置", "limits of time"), Start,
    [
        Key("lateFacts", t => t.LateFactDays, (t, v) => t with { LateFactDays = v })
            .Says("迟到事实", "late facts", "这么多天内补录的事实按发生时的版本、等级与活动计算", "Facts recorded within this many days take version, tier and campaigns of their own day").In("§1 Late facts"),
        Key("closesAfter", t => t.ReviewClosesAfterDays, (t, v) => t with { ReviewClosesAfterDays = v })
            .Says("评审截止", "closes after", "评审日之后再等多少天才执行，好让补录的事实赶上", "Days after its date at which a review is carried out, so that late facts are in").In("§1 Late facts"),
        Key("backdating", t => t.BackdatingDays, (t, v) => t with { BackdatingDays = v })
            .Says("倒填日期", "backdating", "收银倒填超过这么多天需要授权", "A till's backdating beyond this needs a right").In("§1 Time"),
    ]);

    private static Key<TimeRules> Key(string name, Func<TimeRules, int> get, Func<TimeRules, int, TimeRules> set) =>
        new Key<TimeRules, int>(Kinds.Days, get, set, Start) { Name = name };
}

/// <summary>Keys under <c>purchases</c>.</summary>
internal static class PurchaseKeys
{
    private static readonly PurchaseRules Start = new();

    public static readonly ShapeKind<PurchaseRules> Shape = new("purchases", new LocalText("消费与退款设置", "settings of purchases and refunds"), Start,
    [
        Key("unitPrices", Kinds.UnitPrices, p => p.UnitPrices, (p, v) => p with { UnitPrices = v })
            .Says("单价", "unit prices", "单价小数位多于货币时怎么办", "Unit prices with more decimals than the currency").In("§1 Money").Switch(),
        Key("overRefund", Kinds.OverRefund, p => p.OverRefund, (p, v) => p with { OverRefund = v })
            .Says("超额退款", "over-refund", "退款超过剩余可退时怎么办", "A refund of more than is left").In("§2").Switch(),
        Key("limitsBack", Kinds.LimitsBack, p => p.LimitsBack, (p, v) => p with { LimitsBack = v })
            .Says("退款恢复限额", "limits back", "退款恢复优惠的哪些限额；作废全部恢复", "Which limits of savings a refund gives back; a void gives back all").In("§8 Limits").Switch(),
        Key("conditionalSavings", Kinds.ConditionalSavings, p => p.ConditionalSavings, (p, v) => p with { ConditionalSavings = v })
            .Says("部分退款后的优惠", "conditional savings", "部分退款后余下商品不再满足优惠条件时怎么办", "A partial refund after which the kept lines no longer meet a saving's condition").In("§8 Coupons").Switch(),
        Key("claimWithin", Kinds.Days, p => p.ClaimWithinDays, (p, v) => p with { ClaimWithinDays = v })
            .Says("补登期限", "claim within", "无会员的小票多少天内可以补登", "Days within which an anonymous purchase can be claimed").In("§2"),
        Key("orderAbove", Kinds.Money, p => p.OrderAboveMinor, (p, v) => p with { OrderAboveMinor = v })
            .Says("计单门槛", "order above", "高于此金额才算一单（不含本数）", "A purchase counts as an order only above this total (exclusive)").In("§2"),
        Key("qualifyingTax", Kinds.QualifyingTax, p => p.QualifyingTax, (p, v) => p with { QualifyingTax = v })
            .Says("合格消费含税", "qualifying tax", "合格消费是否含税", "Whether qualifying spend contains tax").In("§2").Switch(),
        Key("excludedCategories", Kinds.Categories, p => p.ExcludedCategories, (p, v) => p with { ExcludedCategories = v })
            .Says("不计分类", "excluded categories", "这些分类的商品不计入合格消费", "Goods of these categories do not count as qualifying spend").In("§2"),
    ]);

    private static Key<PurchaseRules> Key<TValue>(
        string name, ValueKind<TValue> kind, Func<PurchaseRules, TValue?> get, Func<PurchaseRules, TValue, PurchaseRules> set) =>
        new Key<PurchaseRules, TValue>(kind, get, set, Start) { Name = name };
}

/// <summary>Keys under <c>referrals</c>.</summary>
internal static class ReferralKeys
{
    private static readonly ReferralRule Start = new();

    public static readonly ShapeKind<ReferralRule> Shape = new("referrals", new LocalText("推荐规则", "the referral rule"), Start,
    [
        new Key<ReferralRule, long>(Kinds.SomeMoney, r => r.FirstPurchaseAtLeastMinor, (r, v) => r with { FirstPurchaseAtLeastMinor = v }, Start) { Name = "firstPurchaseAtLeast" }
            .Says("首单满", "first purchase at least", "被推荐人首笔付款消费至少这么多", "The referee's first paid purchase must reach this").In("§2 Referral"),
        new Key<ReferralRule, int>(Kinds.Days, r => r.WithinDays, (r, v) => r with { WithinDays = v }, Start) { Name = "within" }
            .Says("期限", "within", "入会后多少天内完成首单", "… within this many days of joining").In("§2 Referral"),
        new Key<ReferralRule, long>(Kinds.Points, r => r.RewardPoints, (r, v) => r with { RewardPoints = v }, Start) { Name = "points" }
            .Says("推荐奖励", "reward", "给推荐人的积分", "Points for the referrer").In("§2 Referral"),
    ]);
}

/// <summary>Keys under <c>growth</c>.</summary>
internal static class GrowthKeys
{
    private static readonly GrowthRules Start = new();
    private static readonly GrowthBehaviour BehaviourStart = new("", 0, 0, 0);
    private static readonly BehaviourShare ShareStart = new(30, ShareReading.Cap);

    private static readonly ShapeKind<GrowthBehaviour> Behaviour = new("growthBehaviour", new LocalText("一种行为的成长值", "growth of one behaviour"), BehaviourStart,
    [
        new Key<GrowthBehaviour, long>(Kinds.Growth, b => b.Growth, (b, v) => b with { Growth = v }, BehaviourStart) { Name = "growth" }
            .Says("每次", "growth", "每次的成长值", "Growth each time").In("C3").Required(),
        new Key<GrowthBehaviour, long>(Kinds.Growth, b => b.DailyCap, (b, v) => b with { DailyCap = v }, BehaviourStart) { Name = "dailyCap" }
            .Says("每日上限", "daily cap", "每天最多，0 不限", "Most per day, 0 for no limit").In("C3"),
        new Key<GrowthBehaviour, long>(Kinds.Growth, b => b.MonthlyCap, (b, v) => b with { MonthlyCap = v }, BehaviourStart) { Name = "monthlyCap" }
            .Says("每月上限", "monthly cap", "每月最多，0 不限", "Most per calendar month, 0 for no limit").In("C3"),
    ]);

    private static readonly ShapeKind<BehaviourShare> Share = new("behaviourShare", new LocalText("行为占比", "the share of behaviour"), ShareStart,
    [
        new Key<BehaviourShare, int>(new ShareKind(100, 9_900), s => s.Percent * 100, (s, v) => s with { Percent = v / 100 }, ShareStart) { Name = "percent" }
            .Says("比例", "percent", "行为部分的占比，如 30 %", "Share of behaviour such as 30 %").In("§4"),
        new Key<BehaviourShare, ShareReading>(Kinds.ShareReadings, s => s.Reading, (s, v) => s with { Reading = v }, ShareStart) { Name = "reading" }
            .Says("读法", "reading", "占比是封顶还是权重", "Whether the share is a cap or a weight").In("§4").Switch(),
    ]);

    public static readonly ShapeKind<GrowthRules> Shape = new("growth", new LocalText("成长值设置", "settings of growth value"), Start,
    [
        Key("spend", RateKeys.OfGrowth, g => g.SpendRate, (g, v) => g with { SpendRate = v })
            .Says("消费成长值", "spend", "合格消费带来的成长值", "Growth for qualifying spend").In("§4"),
        Key("spendDailyCap", Kinds.Growth, g => g.SpendDailyCap, (g, v) => g with { SpendDailyCap = v })
            .Says("消费每日上限", "spend daily cap", "消费每天最多带来的成长值，0 不限", "Most growth from spend per day, 0 for no limit").In("§4"),
        Key("behaviours", new ById<GrowthBehaviour>(Behaviour, b => b.Type, (b, id) => b with { Type = id }), g => g.Behaviours, (g, v) => g with { Behaviours = v })
            .Says("行为成长值", "behaviours", "各种行为带来的成长值", "Growth by behaviour type").In("§4"),
        Key("behaviourShare", Share, g => g.BehaviourShare, (g, v) => g with { BehaviourShare = v })
            .Says("行为占比", "behaviour share", "“七成消费三成行为”；不写则直接相加", "The 70/30 share; left out, both are added plainly").In("§4"),
    ]);

    private static Key<GrowthRules> Key<TValue>(
        string name, ValueKind<TValue> kind, Func<GrowthRules, TValue?> get, Func<GrowthRules, TValue, GrowthRules> set) =>
        new Key<GrowthRules, TValue>(kind, get, set, Start) { Name = name };
}
