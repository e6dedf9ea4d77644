using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Core.Benefits;
using Tessera.Core.Points;

namespace Tessera.Core.Programs.Keys;

/// <summary>A stock: a number, or <c>unlimited</c>.</summary>
public sealed class StockKind : ScalarKind<long>
{
    private const string Endless = "unlimited";
    private const long Most = 1_000_000_000;

    /// <inheritdoc/>
    public override LocalText Words => new("数量，或 unlimited 不限", "a number, or unlimited");

    /// <inheritdoc/>
    public override bool TryParse(string text, Units units, out long value)
    {
        value = Benefit.Unlimited;
        return text == Endless || (Decimals.TryParse(text, 0, out value) && value is >= 0 and <= Most);
    }

    /// <inheritdoc/>
    public override LocalText Write(long value, Units units) => value == Benefit.Unlimited ? new("不限", Endless) : Both(value.ToString("N0", CultureInfo.InvariantCulture));

    /// <inheritdoc/>
    public override string WriteFile(long value, Units units) => value == Benefit.Unlimited ? Endless : value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => SchemaDefs.AnyOf(
        new JsonObject { ["type"] = "integer", ["minimum"] = 0, ["maximum"] = Most }, SchemaDefs.Text("^unlimited$"));
}

/// <summary>Keys of a benefit.</summary>
internal static class BenefitKeys
{
    private static readonly Benefit Start = new() { Id = "", Names = new LocalText("", "") };
    private static readonly BenefitQuota QuotaStart = new(0, CapPeriod.Lifetime);

    private static readonly ChoiceKind<BenefitType> Types = new(
        (BenefitType.Service, "service", "服务", "a service"), (BenefitType.Discount, "discount", "折扣", "a discount"), (BenefitType.MemberPrice, "memberPrice", "会员价", "a member price"),
        (BenefitType.Multiplier, "multiplier", "积分倍数", "a points multiplier"), (BenefitType.FreeFreight, "freeFreight", "免运费", "free freight"),
        (BenefitType.Birthday, "birthday", "生日权益", "a birthday grant"), (BenefitType.Anniversary, "anniversary", "入会周年权益", "an anniversary grant"), (BenefitType.Festival, "festival", "节日权益", "granted on dates"),
        (BenefitType.Entitlement, "entitlement", "可用若干次的权益", "something to be used"), (BenefitType.PriorityBooking, "priorityBooking", "优先预约", "priority booking"),
        (BenefitType.EarlyAccess, "earlyAccess", "提前购", "early access"), (BenefitType.MemberDay, "memberDay", "会员日", "a member day"),
        (BenefitType.Content, "content", "专属内容", "exclusive content"), (BenefitType.Warranty, "warranty", "延长保修", "a longer warranty"), (BenefitType.FreeReturns, "freeReturns", "免费退换", "free returns"));

    private static readonly ChoiceKind<BenefitLayer> Layers = new(
        (BenefitLayer.Basic, "basic", "基础", "basic"), (BenefitLayer.Advanced, "advanced", "进阶", "advanced"), (BenefitLayer.Premium, "premium", "尊享", "premium"));

    private static readonly ChoiceKind<BenefitStage> Stages = new(
        (BenefitStage.During, "during", "购买时", "with the purchase"), (BenefitStage.Before, "before", "购买前", "before it"), (BenefitStage.After, "after", "购买后", "after it"));

    private static readonly ChoiceKind<GrantHolds> Holds = new(
        (GrantHolds.Month, "month", "当月首日到末日", "the whole calendar month"), (GrantHolds.Day, "day", "当天", "that day alone"), (GrantHolds.Term, "term", "当天起一段时间", "for a time from that day on"));

    private static readonly OptionalKind<BenefitDimension> Columns = new(new ChoiceKind<BenefitDimension>(
        (BenefitDimension.Discount, "discount", "折扣", "discount"), (BenefitDimension.Birthday, "birthday", "生日权益", "birthday"), (BenefitDimension.Delivery, "delivery", "配送", "delivery"),
        (BenefitDimension.AfterSales, "afterSales", "售后", "after sales"), (BenefitDimension.Service, "service", "专属服务", "exclusive service")));

    private static readonly ShapeKind<BenefitQuota> Quota = new("benefitQuota", new LocalText("每位会员的次数，如 { uses: 2, period: month }", "uses of each member such as { uses: 2, period: month }"), QuotaStart,
    [
        new Key<BenefitQuota, long>(PricingKinds.SomeUnits, q => q.Uses, (q, v) => q with { Uses = (int)v }, QuotaStart) { Name = "uses" }
            .Says("次数", "uses", "每期几次", "Uses in a period").In("F11, F35").Required(),
        new Key<BenefitQuota, CapPeriod>(PricingKinds.Periods, q => q.Period, (q, v) => q with { Period = v }, QuotaStart) { Name = "period" }
            .Says("周期", "period", "自然周期", "Local calendar period").In("F11, F35"),
    ]);

    private static readonly Recommends RecommendsStart = new();

    private static readonly ShapeKind<Recommends> Recommended = new("benefitRecommends", new LocalText("推荐的商品，如 { skus: [honey], within: 7 days }", "goods to recommend such as { skus: [honey], within: 7 days }"), RecommendsStart,
    [
        new Key<Recommends, IReadOnlyList<string>>(Kinds.Words, r => r.Skus, (r, v) => r with { Skus = v }, RecommendsStart) { Name = "skus" }
            .Says("单品", "skus", "推荐哪些单品", "Skus to recommend").In("F38"),
        new Key<Recommends, IReadOnlyList<string>>(Kinds.Categories, r => r.Categories, (r, v) => r with { Categories = v }, RecommendsStart) { Name = "categories" }
            .Says("分类", "categories", "推荐哪些分类，含下级", "Categories to recommend, with all below them").In("F38"),
        new Key<Recommends, Span>(Kinds.Length, r => r.Within, (r, v) => r with { Within = v }, RecommendsStart) { Name = "within" }
            .Says("期限", "within", "使用后多久内的购买算交叉销售（含最后一天）", "How long after the use a sale counts as a cross sale, through its last day").In("F38"),
    ]);

    public static readonly ShapeKind<Benefit> Shape = new("benefit", new LocalText("一项权益", "a benefit"), Start,
    [
        Key("id", Kinds.Id, b => b.Id, (b, v) => b with { Id = v }).Says("编号", "id", "编号，不可与其他权益或促销重复", "Id, unique among benefits and promotions").In("§7").Required(),
        Key("name", Kinds.Name, b => b.Names, (b, v) => b with { Names = v }).Says("名称", "name", "小票与对照表上的名称", "Name for receipts and the comparison table").In("§7").Required(),
        Key("type", Types, b => b.Type, (b, v) => b with { Type = v }).Says("类型", "type", "权益类型", "What it is").In("§7").Required(),
        Key("enabled", Kinds.YesNo, b => b.Enabled, (b, v) => b with { Enabled = v }).Says("启用", "enabled", "是否启用", "Whether it is on").In("B10"),
        Key("layer", Layers, b => b.Layer, (b, v) => b with { Layer = v }).Says("层次", "layer", "基础、进阶或尊享", "Basic, advanced or premium").In("F1"),
        Key("stage", Stages, b => b.Stage, (b, v) => b with { Stage = v }).Says("环节", "stage", "购买前、购买时或购买后", "Before, with or after the purchase").In("F17"),
        Key("tiers", Kinds.Ids, b => b.Tiers, (b, v) => b with { Tiers = v }).Says("等级", "tiers", "哪些等级享有；也可在等级下用 has 写", "Tiers that have it; a tier may say the same with has").In("F1"),
        Key("unitCost", new OptionalKind<long>(Kinds.Money), b => b.UnitCostMinor, (b, v) => b with { UnitCostMinor = v })
            .Says("单次成本", "unit cost", "用一次的成本；提供物品或服务的权益必须写", "Cost of one use; needed by what hands something out").In("F34, Z6"),
        Key("owner", Kinds.Word, b => b.Owner, (b, v) => b with { Owner = v }).Says("负责人", "owner", "由谁负责兑现；启用的权益必须写", "Who answers for it; needed by every benefit that is on").In("F36, Z6"),
        Key("stock", new OptionalKind<long>(new StockKind()), b => b.Stock, (b, v) => b with { Stock = v })
            .Says("总量", "stock", "全体会员共多少份，或 unlimited；按次使用的权益必须写", "How many there are for all members together; needed by what is used one by one").In("F36, Z6"),
        Key("quota", Quota, b => b.Quota, (b, v) => b with { Quota = v }).Says("每人次数", "quota", "每位会员每期几次；不写不限", "Uses of each member in a period; left out, no limit").In("F11, F35"),
        Key("measured", Kinds.YesNo, b => b.Measured, (b, v) => b with { Measured = v })
            .Says("衡量", "measured", "对照组的会员不享有，以衡量它带来什么", "The hold-out group does without it, so that it can be read what it brings").In("§10, K2"),
        Key("holds", Holds, b => b.Holds, (b, v) => b with { Holds = v }).Says("可用期", "holds", "生日、周年或节日权益何时可用", "When what a birthday, an anniversary or a festival grants can be used").In("F24").Switch(),
        Key("valid", Kinds.LengthOrNone, b => b.Valid, (b, v) => b with { Valid = v }).Says("时长", "valid", "holds: term 的时长", "Length of holds: term").In("F24"),
        Key("coupons", new ListKind<Coupons.CouponGift>(CouponKeys.Gift, 20), b => b.Coupons, (b, v) => b with { Coupons = v })
            .Says("券", "coupons", "到日子发哪些券；止于券本身的有效期或可用期，取早", "Coupons that its date gives; they end with their own dates or with holds, the earlier").In("H9, F18"),
        Key("yearly", new ListKind<MonthDay>(Kinds.MonthDay, 24), b => b.Yearly, (b, v) => b with { Yearly = v }).Says("每年日期", "yearly", "节日每年在哪些日子发放", "Days of each year on which a festival grants").In("H9"),
        Key("dates", new ListKind<DateOnly>(Kinds.Date, 60), b => b.Dates, (b, v) => b with { Dates = v }).Says("日期", "dates", "节日在哪些日期发放，如农历春节", "Single dates on which a festival grants, such as a new year by the moon").In("H9"),
        Key("recommends", Recommended, b => b.Recommends, (b, v) => b with { Recommends = v })
            .Says("推荐", "recommends", "使用该权益时向会员推荐什么；随后的购买记为交叉销售", "What is recommended with each use; sales of it that follow count as cross sales").In("F38"),
        Key("terms", Kinds.Sentence, b => b.Terms, (b, v) => b with { Terms = v }).Says("说明", "terms", "给会员看的使用说明", "Terms for members").In("§7"),
        Key("from", new OptionalKind<DateOnly>(Kinds.Date), b => b.From, (b, v) => b with { From = v }).Says("开始日期", "from", "从哪天起有效（含）", "First date, inclusive").In("G5"),
        Key("through", new OptionalKind<DateOnly>(Kinds.Date), b => b.Through, (b, v) => b with { Through = v }).Says("结束日期", "through", "到哪天为止（含）", "Last date, inclusive").In("G5"),
        Key("when", SavingScopeKeys.Shape, b => b.When, (b, v) => b with { When = v }).Says("条件", "when", "优惠何时何地对什么商品", "Where, when and on which goods it takes off something").In("§7, F22"),
        Key("discount", PricingKinds.Discount, b => b.Off, (b, v) => b with { Off = v }).Says("折扣", "discount", "打几折", "Share of the price that is paid").In("§7, F2"),
        Key("prices", new PricesKind(), b => b.Prices, (b, v) => b with { Prices = v }).Says("价目", "prices", "各单品的会员价", "Member prices by sku").In("F3"),
        Key("atLeast", Kinds.Money, b => b.AtLeastMinor, (b, v) => b with { AtLeastMinor = v }).Says("满金额", "at least", "商品满多少起（含）", "Goods must come to this amount, inclusive").In("F6"),
        Key("multiplier", new OptionalKind<int>(Kinds.Multiplier), b => b.Multiplier, (b, v) => b with { Multiplier = v }).Says("倍数", "multiplier", "积分倍数，代替等级的 multiplier", "Points multiplier, in place of the tier's own").In("§7, E2"),
        Key("time", new OptionalKind<TimeOnly>(Kinds.Time), b => b.Time, (b, v) => b with { Time = v }).Says("时刻", "time", "相关时刻，如延迟退房 18:00", "A time of day such as checking out by 18:00").In("F13"),
        Key("by", Kinds.LengthOrNone, b => b.By, (b, v) => b with { By = v }).Says("多久", "by", "延保多久，或提前多久", "Length by which a warranty grows, or by which it comes earlier").In("F10, F25, F31"),
        Key("dimension", Columns, b => b.Dimension, (b, v) => b with { Dimension = v }).Says("对照表栏", "dimension", "在对照表的哪一栏；不写按类型", "Column of the comparison table; left out, that of its type").In("F21"),
    ]);

    private static Key<Benefit> Key<TValue>(string name, ValueKind<TValue> kind, Func<Benefit, TValue?> get, Func<Benefit, TValue, Benefit> set) =>
        new Key<Benefit, TValue>(kind, get, set, Start) { Name = name };
}
