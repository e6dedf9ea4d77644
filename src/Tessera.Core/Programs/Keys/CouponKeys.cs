using Tessera.Core.Coupons;
using Tessera.Core.Points;
using Tessera.Core.Pricing;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys of a coupon.</summary>
internal static class CouponKeys
{
    private static readonly CouponOffer Start = new(new CouponKind { Id = "", Names = new LocalText("", "") }, null);
    private static readonly DayRange RangeStart = new(default, default);
    private static readonly CouponGift GiftStart = new("", 1);

    private static readonly ChoiceKind<CouponTake> Takes = new(
        (CouponTake.Assigned, "assigned", "商家发放", "given by the shop"), (CouponTake.SelfClaim, "selfClaim", "会员自领", "the member takes it"),
        (CouponTake.Code, "code", "凭口令领取", "with a claim code"), (CouponTake.Newcomer, "newcomer", "新人自动获得", "at joining"));

    private static readonly ChoiceKind<CapPeriod> Periods = new(
        (CapPeriod.Day, "day", "每天", "a day"), (CapPeriod.Week, "week", "每周", "a week"), (CapPeriod.Month, "month", "每月", "a month"),
        (CapPeriod.Year, "year", "每年", "a year"), (CapPeriod.Lifetime, "lifetime", "累计", "ever"));

    private static readonly ShapeKind<DayRange> Range = new("dayRange", new LocalText("日期范围，如 { from: 2026-02-15, through: 2026-02-23 }", "dates such as { from: 2026-02-15, through: 2026-02-23 }"), RangeStart,
    [
        new Key<DayRange, DateOnly>(Kinds.Date, r => r.From, (r, v) => r with { From = v }, RangeStart) { Name = "from" }.Says("从", "from", "第一天", "First date").In("P8").Required(),
        new Key<DayRange, DateOnly>(Kinds.Date, r => r.Through, (r, v) => r with { Through = v }, RangeStart) { Name = "through" }.Says("到", "through", "最后一天", "Last date").In("P8").Required(),
    ]);

    /// <summary>Coupons given together.</summary>
    public static readonly ShapeKind<CouponGift> Gift = new("couponGift", new LocalText("赠券，如 { coupon: welcome, count: 2 }", "coupons such as { coupon: welcome, count: 2 }"), GiftStart,
    [
        new Key<CouponGift, string>(Kinds.Id, g => g.Coupon, (g, v) => g with { Coupon = v }, GiftStart) { Name = "coupon" }.Says("券", "coupon", "券的编号", "Id of the coupon").In("C17, P26").Required(),
        new Key<CouponGift, long>(new CountKind(1, 20), g => g.Count, (g, v) => g with { Count = (int)v }, GiftStart) { Name = "count" }.Says("张数", "count", "几张", "How many").In("P26"),
    ]);

    // A coupon names and switches its saving, and is in a stage of its own. Switches are tried as those of promotions.
    private static readonly string[] OfTheCoupon = ["id", "name", "enabled", "stage"];

    private static readonly ShapeKind<Saving> Gives = new(
        "couponSaving", new LocalText("券减什么，如 { amount: 20, atLeast: 100 }", "what a coupon takes off, such as { amount: 20, atLeast: 100 }"), SavingKeys.Shape.Start,
        [.. SavingKeys.Shape.Keys.Where(k => !OfTheCoupon.Contains(k.Name)).Select(k => k with { IsSwitch = false })]);

    public static readonly ShapeKind<CouponOffer> Shape = new("coupon", new LocalText("一种券", "a coupon"), Start,
    [
        Key("id", Kinds.Id, k => k.Id, (k, v) => k with { Id = v }).Says("编号", "id", "编号，不可重复", "Id, unique").In("§8").Required(),
        Key("name", Kinds.Name, k => k.Names, (k, v) => k with { Names = v }).Says("名称", "name", "显示名称", "Display name").In("§8").Required(),
        Key("enabled", Kinds.YesNo, k => k.Enabled, (k, v) => k with { Enabled = v }).Says("启用", "enabled", "是否发放；已发的照常使用", "Whether it is given out; issued ones go on").In("B10"),
        new Key<CouponOffer, Saving>(Gives, o => o.Gives, (o, v) => o with { Gives = v }, Start) { Name = "saving" }
            .Says("优惠", "saving", "减什么，键同促销；不写则只在柜台核销", "What it takes off, with the keys of promotions; left out, it is written off at the counter only").In("§8"),
        Key("takes", new ListKind<CouponTake>(Takes, 4), k => k.Takes, (k, v) => k with { Takes = v }).Says("领取方式", "takes", "会员怎么得到它", "How it comes to a member").In("P7"),
        Key("claimCode", Kinds.Id, k => k.ClaimCode, (k, v) => k with { ClaimCode = v }).Says("领取口令", "claim code", "takes: code 时须输入的口令，不分大小写", "Code to be entered with takes: code; case does not matter").In("P8"),
        Key("from", new OptionalKind<DateOnly>(Kinds.Date), k => k.From, (k, v) => k with { From = v }).Says("开始日期", "from", "可用的第一天", "First date of use").In("P6"),
        Key("through", new OptionalKind<DateOnly>(Kinds.Date), k => k.Through, (k, v) => k with { Through = v }).Says("结束日期", "through", "可用的最后一天", "Last date of use").In("P6"),
        Key("startsAfter", Kinds.Days, k => k.StartsAfterDays, (k, v) => k with { StartsAfterDays = v }).Says("领后几天生效", "starts after", "领取后多少天起可用", "Days after it is taken from which it can be used").In("P6"),
        Key("lasts", Kinds.LengthOrNone, k => k.Lasts, (k, v) => k with { Lasts = v }).Says("有效期", "lasts", "生效后可用多久；与结束日期取早", "How long it can be used from then; with through the earlier end holds").In("P6"),
        Key("perMember", new CountKind(0, 1_000), k => k.PerMember, (k, v) => k with { PerMember = (int)v }).Says("每人限领", "per member", "每周期每人领几张，0 不限；商家发放不计", "Claims of a member in the period, 0 for no limit; what the shop gives does not count").In("P7"),
        Key("period", Periods, k => k.Period, (k, v) => k with { Period = v }).Says("限领周期", "period", "每人限领的周期", "Period of that limit").In("P7, H5"),
        Key("supply", new CountKind(-1, 1_000_000_000), k => k.Supply, (k, v) => k with { Supply = v }).Says("总量", "supply", "一共发多少张，-1 不限", "How many are ever issued, -1 for no limit").In("P7"),
        Key("pool", Kinds.YesNo, k => k.HasPool, (k, v) => k with { HasPool = v }).Says("外部券码", "pool", "每张带一个上传的外部券码，发完为止", "Each carries a code that was uploaded, until there is none left").In("P8"),
        Key("claimTiers", Kinds.Ids, k => k.ClaimTiers, (k, v) => k with { ClaimTiers = v }).Says("可领等级", "claim tiers", "哪些等级可领；不写则都可", "Tiers that may claim it; left out, all").In("P9"),
        Key("exceptWeekdays", new ListKind<DayOfWeek>(Kinds.Weekdays, 7), k => k.ExceptWeekdays, (k, v) => k with { ExceptWeekdays = v }).Says("不可用星期", "except weekdays", "星期几不可用", "Weekdays on which it cannot be used").In("P8"),
        Key("exceptDates", new ListKind<DayRange>(Range, 50), k => k.ExceptDates, (k, v) => k with { ExceptDates = v }).Says("不可用日期", "except dates", "哪些日期不可用", "Dates on which it cannot be used").In("P8"),
        Key("transferable", Kinds.YesNo, k => k.Transferable, (k, v) => k with { Transferable = v }).Says("可转赠", "transferable", "会员能否转赠", "Whether a member may give it to another").In("P8"),
        Key("pricePoints", Kinds.Points, k => k.PricePoints, (k, v) => k with { PricePoints = v }).Says("领取积分", "price in points", "领一张要多少积分", "Points a claim costs").In("P8"),
        Key("noticeBefore", Kinds.Days, k => k.NoticeDays, (k, v) => k with { NoticeDays = v }).Says("到期提醒", "notice before", "到期前多少天提醒，0 不提醒", "Days before its end at which the member is told, 0 never").In("§6"),
        Key("cost", Kinds.Money, k => k.CostMinor, (k, v) => k with { CostMinor = v }).Says("成本", "cost", "用一张商家另付多少", "What a use costs the shop beside what it takes off").In("§10"),
        Key("owner", Kinds.Word, k => k.Owner, (k, v) => k with { Owner = v }).Says("负责人", "owner", "谁负责", "Who answers for it").In("Z6"),
        Key("terms", Kinds.Sentence, k => k.TermsText, (k, v) => k with { TermsText = v }).Says("使用说明", "terms", "使用说明", "Terms in words").In("Z6"),
    ]);

    private static Key<CouponOffer> Key<TValue>(string name, ValueKind<TValue> kind, Func<CouponKind, TValue?> get, Func<CouponKind, TValue, CouponKind> set) =>
        new Key<CouponOffer, TValue>(kind, o => get(o.Kind), (o, v) => o with { Kind = set(o.Kind, v) }, Start) { Name = name };
}
