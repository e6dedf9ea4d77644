using Tessera.Core;

namespace Tessera.App.Webhooks;

/// <summary>A type of event.</summary>
/// <param name="Type">Stable name.</param>
/// <param name="Says">When it is sent.</param>
/// <param name="Body">Type of its <c>data</c>.</param>
/// <param name="Example">Example of its <c>data</c>, JSON.</param>
public sealed record EventKind(string Type, LocalText Says, Type Body, string Example);

/// <summary>The one list of events: the reference page, the API description and the check of what an endpoint asks for are made from it.</summary>
public static class EventTable
{
    private const string Who = "\"memberId\":\"mem_01jd8m3k7q2v5x9zabcdefghjk\",\"sequence\":7,\"occurredAt\":\"2026-01-15T12:00:00+00:00\"";

    /// <summary>Sent to one endpoint on request, whatever it subscribed to.</summary>
    public const string Test = "webhook.test";

    /// <summary>A version of the programme was published.</summary>
    public const string ProgramPublished = "program.published";

    /// <summary>Benefits cost 80 % of the red line.</summary>
    public const string RedLineNear = "redLine.near";

    /// <summary>Benefits cost as much as the red line or more.</summary>
    public const string RedLineOver = "redLine.over";

    /// <summary>All events.</summary>
    public static IReadOnlyList<EventKind> All { get; } =
    [
        Member("member.created", "会员加入", "A member joined", "\"on\":\"2026-01-15\",\"channel\":\"store\""),
        Member("member.closed", "会员注销；余下的积分同时作废", "A membership was closed; what points were left are voided with it", "\"on\":\"2026-01-15\""),
        Member("member.merged", "会员并入另一位会员", "A member was merged into another", "\"on\":\"2026-01-15\",\"intoMemberId\":\"mem_01jd8m3k7q2v5x9zabcdefghjm\""),
        Member("member.separated", "合并被撤销，会员重新独立", "A merge was undone: the member stands alone again", "\"on\":\"2026-01-15\""),
        Member("member.frozen", "权益和消费被冻结", "Benefits and spending were frozen", ""),
        Member("member.unfrozen", "冻结解除", "A freeze ended", ""),
        Row("family.linked", "绑定家庭卡，主会员和家庭卡各发一次", "A family card was linked; told once for the main member and once for the card", typeof(FamilyEvent), "\"mainMemberId\":\"mem_01jd8m3k7q2v5x9zabcdefghjm\",\"reason\":\"family\""),
        Row("family.unlinked", "解除家庭卡，主会员和家庭卡各发一次", "A family card ended; told once for the main member and once for the card", typeof(FamilyEvent), "\"cardMemberId\":\"mem_01jd8m3k7q2v5x9zabcdefghjm\",\"reason\":\"moved\""),
        Row("member.tagged", "会员得到标签", "A member got a tag", typeof(TagEvent), "\"tag\":\"vip\",\"through\":\"2026-12-31\""),
        Row("member.untagged", "标签被取下", "A tag was taken away", typeof(TagEvent), "\"tag\":\"vip\""),
        Row("segment.entered", "会员进入人群", "A member entered a segment", typeof(SegmentEvent), "\"segment\":\"asleep\",\"on\":\"2026-01-15\""),
        Row("segment.left", "会员离开人群", "A member left a segment", typeof(SegmentEvent), "\"segment\":\"asleep\",\"on\":\"2026-01-15\""),
        Purchase("purchase.recorded", "记下一笔有会员的消费", "A purchase of a member was recorded", (12_800, "\"points\":128")),
        Purchase("purchase.refunded", "消费退款或撤销", "A purchase was refunded, wholly or in part, or voided", (6_400, "\"points\":-64,\"isVoid\":false,\"isComplete\":false")),
        Row("purchase.cancelled", "没有原单的退货", "Something was given back without naming its purchase", typeof(PurchaseEvent), "\"source\":\"till\",\"number\":\"c-1\",\"amountMinor\":6400,\"currency\":\"CNY\",\"points\":-64,\"pending\":0,\"growth\":0"),
        Ledger("points.earned", "获得可用积分", "Points were earned and can be spent", ("earn", 128)),
        Ledger("points.pending", "获得待生效积分", "Points were earned that wait to become spendable", ("earnPending", 0)),
        Ledger("points.activated", "待生效积分生效", "Pending points became spendable", ("activate", 128)),
        Ledger("points.cancelled", "待生效积分取消", "Pending points were cancelled", ("cancelPending", 0)),
        Ledger("points.spent", "使用积分", "Points were spent", ("debit", -50)),
        Ledger("points.returned", "取消使用，积分退回", "A spending was cancelled: its points came back", ("return", 50)),
        Ledger("points.expired", "积分过期", "Points expired", ("expire", -20)),
        Ledger("points.refunded", "因退款收回积分", "Points were taken back because of a refund", ("clawBack", -64)),
        Ledger("points.adjusted", "人工调整、期初、核销", "Points were corrected by hand, opened from an older system, or written off", ("adjust", 30)),
        Ledger("points.transferred", "积分转赠或随合并转移", "Points went to or came from another member, by a transfer or a merge", ("transferOut", -10)),
        Ledger("points.voided", "注销时积分作废", "Points were voided when the membership was closed", ("void", -128)),
        Ledger("growth.changed", "只有成长值变化", "The growth value changed without points", ("growth", 0)),
        Value("wallet.toppedUp", "充值", "Stored value was topped up", ("topUp", 100_000, 20_000)),
        Value("wallet.used", "用储值付款", "Stored value paid for an order", ("use", -25_000, -5_000)),
        Value("wallet.returned", "退款，储值退回", "A refund gave stored value back", ("giveBack", 25_000, 5_000)),
        Value("wallet.refunded", "储值退还给会员", "Stored value was paid back to the member", ("refund", -75_000, -15_000)),
        Value("wallet.adjusted", "期初储值，或其撤销", "Stored value was opened from an older system, or that was undone", ("opening", 50_000, 0)),
        Value("wallet.transferred", "储值随合并转移", "Stored value moved with a merge", ("mergeOut", -50_000, 0)),
        Card("card.sold", "售出次卡或期卡", "A count or period card was sold", ("sold", 0, 10)),
        Card("card.used", "用卡，或取消用卡", "A card was used, or a use taken back", ("used", 1, 9)),
        Card("card.refunded", "卡退款", "A card was paid back", ("refunded", 0, 9)),
        Card("card.ended", "期卡到期", "A period card ended", ("ended", 0, 0)),
        Card("card.transferred", "卡随合并转移", "A card moved with a merge", ("mergeOut", 0, 9)),
        Coupon("coupon.issued", "发放、领取或获赠券", "A coupon was given, claimed or came as a gift", ("issued", "issued", 0)),
        Coupon("coupon.used", "券已使用或核销", "A coupon was used", ("used", "used", 2_000)),
        Coupon("coupon.returned", "券已退回，可再用", "A use was undone: the coupon can be used again", ("returned", "returned", -2_000)),
        Coupon("coupon.expired", "券过期", "A coupon's dates ended", ("expired", "expired", 0)),
        Coupon("coupon.voided", "券作废", "A coupon was taken away", ("voided", "void", 0)),
        Coupon("coupon.transferred", "券转赠或随合并转移", "A coupon went to or came from another member, by a transfer or a merge", ("sent", "gone", 0)),
        Row("benefit.granted", "生日或入会周年的权益到账", "A birthday or anniversary granted a benefit", typeof(BenefitEvent), "\"kind\":\"granted\",\"benefit\":\"gold-birthday\",\"uses\":1,\"costMinor\":0,\"through\":\"2026-01-31\""),
        Row("benefit.used", "使用权益，或取消使用", "A benefit was used, or a use taken back", typeof(BenefitEvent), "\"kind\":\"used\",\"benefit\":\"tasting\",\"uses\":1,\"costMinor\":250"),
        Row("tier.changed", "等级变化", "The earned tier or the tier in force changed", typeof(TierEvent), "\"from\":\"base\",\"to\":\"silver\",\"earnedFrom\":\"base\",\"earnedTo\":\"silver\",\"cause\":\"upgrade\",\"on\":\"2026-01-15\",\"validUntil\":\"2027-02-01\""),
        Row("tier.applied", "会员申请等级", "A member applied for a tier", typeof(ApplicationEvent), "\"tier\":\"gold\""),
        Row("tier.applicationDecided", "申请有了结果", "Staff decided an application", typeof(ApplicationEvent), "\"approved\":true"),
        Row("redemption.made", "兑换或中了实物奖品", "A reward was redeemed, or goods were won in a draw", typeof(RedemptionEvent), "\"redemptionSequence\":7,\"reward\":\"mug\",\"units\":1,\"points\":300,\"cashMinor\":0,\"handing\":\"pickUp\""),
        Row("redemption.fulfilled", "兑换已交付（核销或寄出）", "A redemption was handed over or sent", typeof(RedemptionEvent), "\"redemptionSequence\":7"),
        Row("redemption.cancelled", "兑换取消", "A redemption was cancelled", typeof(RedemptionEvent), "\"redemptionSequence\":7"),
        Row("draw.entered", "会员抽奖", "A member entered a draw", typeof(DrawEvent), "\"draw\":\"spring\",\"nonce\":12,\"number\":345,\"prize\":\"mug\""),
        Booking("booking.requested", "预约待确认", "A booking waits for staff"),
        Booking("booking.confirmed", "预约成立", "A booking stands"),
        Booking("booking.failed", "店里取消预约", "The shop could not keep a booking"),
        Booking("booking.cancelled", "会员取消预约", "A booking was cancelled"),
        Booking("booking.done", "预约到店，已核销", "A booking was kept and its code written off"),
        Booking("booking.noShow", "预约未到", "Nobody came to a booking"),
        Plan("plan.ordered", "购买或续费付费会员", "A paid plan was ordered or renewed", ("ordered", 0)),
        Plan("plan.ended", "付费会员到期", "A paid plan ended", ("ended", 0)),
        Plan("plan.refunded", "付费会员退款并收回权益", "A paid plan was paid back and revoked", ("refunded", 9_683)),
        Plan("plan.transferred", "付费会员随合并转移", "A paid plan moved with a merge", ("mergeOut", 0)),
        Row("notice.created", "站内信有新消息", "A message was put into a member's inbox", typeof(NoticeEvent), "\"topic\":\"points.expiring\",\"on\":\"2026-01-15\",\"textZh\":\"20 分将于 2026-01-31 后过期\",\"textEn\":\"20 points expire after 2026-01-31\""),
        new(ProgramPublished, new("规则发布新版本", "A version of the programme was published"), typeof(ProgramEvent), """{"version":2,"effectiveAt":"2026-01-16T00:00:00+00:00"}"""),
        new(RedLineNear, new("权益成本达到红线的八成，每次越过只发一次", "Benefits have come to 80 % of the red line; sent once per crossing"), typeof(RedLineEvent), """{"from":"2026-01-01","through":"2026-03-31","costMinor":70000,"revenueMinor":1000000,"shareTenThousandths":700,"lineTenThousandths":800}"""),
        new(RedLineOver, new("权益成本达到或超过红线，每次越过只发一次；有可改之处时附调整建议", "Benefits have come to the red line; sent once per crossing, with the adjustment proposal where something can be lowered"), typeof(RedLineEvent), """{"from":"2026-01-01","through":"2026-03-31","costMinor":90000,"revenueMinor":1000000,"shareTenThousandths":900,"lineTenThousandths":800,"proposalId":"prp_0006482a1b3c4d0000000000x"}"""),
        new(Test, new("按要求发给一个地址的测试事件，不必订阅", "A test, sent to one endpoint on request; it needs no subscription"), typeof(TestEvent), """{"endpointId":"whe_4f7k2m9q0c"}"""),
    ];

    /// <summary>Whether an endpoint may ask for a type: one of the table, <c>GROUP.*</c> of one, or <c>*</c>.</summary>
    public static bool IsKnown(string wanted) =>
        wanted == "*" || All.Any(k => k.Type == wanted || (wanted.EndsWith(".*", StringComparison.Ordinal) && wanted.Length > 2 && k.Type.StartsWith(wanted[..^1], StringComparison.Ordinal)));

    private static EventKind Row(string type, string zh, string en, Type body, string more) => new(type, new(zh, en), body, "{" + Who + (more.Length > 0 ? "," + more : "") + "}");

    private static EventKind Member(string type, string zh, string en, string more) => Row(type, zh, en, typeof(MembershipEvent), more);

    private static EventKind Purchase(string type, string zh, string en, (long Amount, string More) body) => Row(type, zh, en, typeof(PurchaseEvent),
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"purchaseId\":\"ord_ehmprv006rs36dsg64r30c1g\",\"source\":\"till\",\"number\":\"20260115-7\",\"amountMinor\":{body.Amount},\"currency\":\"CNY\",\"storeId\":\"s1\",{body.More},\"pending\":0,\"growth\":0"));

    private static EventKind Value(string type, string zh, string en, (string Kind, long Principal, long Bonus) body) => Row(type, zh, en, typeof(WalletEvent),
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"kind\":\"{body.Kind}\",\"principalMinor\":{body.Principal},\"bonusMinor\":{body.Bonus},\"principalAfterMinor\":100000,\"bonusAfterMinor\":20000,\"interestMinor\":0,\"currency\":\"CNY\",\"reason\":\"wallet.{body.Kind}\""));

    private static EventKind Card(string type, string zh, string en, (string Kind, int Uses, int Left) body) => Row(type, zh, en, typeof(CardEvent),
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"kind\":\"{body.Kind}\",\"cardId\":\"card_3_1\",\"card\":\"wash10\",\"uses\":{body.Uses},\"usesLeft\":{body.Left},\"reason\":\"card.{body.Kind}\""));

    private static EventKind Booking(string type, string zh, string en) => Row(type, zh, en, typeof(BookingEvent),
        "\"bookingSequence\":7,\"resource\":\"cut\",\"on\":\"2026-02-02\",\"at\":\"10:00\",\"startsAt\":\"2026-02-02T02:00:00+00:00\",\"seats\":1,\"skipsQueue\":false");

    private static EventKind Plan(string type, string zh, string en, (string Kind, long Back) body) => Row(type, zh, en, typeof(PlanEvent),
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"kind\":\"{body.Kind}\",\"periodId\":\"pln_01jd8m3k7q2v5x9zabcdefghjk_3_1\",\"plan\":\"gold-year\",\"from\":\"2026-01-10\",\"through\":\"2027-01-09\",\"paidMinor\":9900,\"refundedMinor\":{body.Back},\"currency\":\"CNY\",\"tier\":\"gold\",\"reason\":\"plan.{body.Kind}\""));

    private static EventKind Coupon(string type, string zh, string en, (string Kind, string Status, long Saved) body) => Row(type, zh, en, typeof(CouponEvent),
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"kind\":\"{body.Kind}\",\"couponId\":\"cpn_01jd8m3k7q2v5x9zabcdefghjk_3_1\",\"coupon\":\"twenty\",\"status\":\"{body.Status}\",\"from\":\"2026-01-15\",\"through\":\"2026-02-13\",\"savedMinor\":{body.Saved},\"currency\":\"CNY\",\"reason\":\"coupon.{body.Kind}\""));

    private static EventKind Ledger(string type, string zh, string en, (string Kind, long Points) body) => Row(type, zh, en, typeof(LedgerEvent),
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"\"kind\":\"{body.Kind}\",\"points\":{body.Points},\"balanceAfter\":128,\"pending\":0,\"pendingAfter\":0,\"growth\":0,\"growthAfter\":0,\"reason\":\"points.earned\""));
}
