using Tessera.Core.Plans;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys of a paid plan.</summary>
internal static class PlanKeys
{
    private static readonly PaidPlan Start = new() { Id = "", Names = new LocalText("", "") };

    private static readonly ChoiceKind<PlanRenewal> Renewals = new((PlanRenewal.Extend, "extend", "从到期日接续", "it goes on from the end"), (PlanRenewal.Refuse, "refuse", "到期前不能再买", "it is refused until the end"));

    private static readonly ChoiceKind<PlanRefundRule> Refunds = new(
        (PlanRefundRule.ProRata, "proRata", "按剩余天数退，头几天未用则全退", "by the days left, in full while unused in the first days"), (PlanRefundRule.Full, "full", "随时全退", "in full at any time"));

    public static readonly ShapeKind<PaidPlan> Shape = new("plan", new LocalText("付费会员方案", "a paid plan"), Start,
    [
        Key("id", Kinds.Id, p => p.Id, (p, v) => p with { Id = v }).Says("编号", "id", "编号，不可重复", "Id, unique").In("A2").Required(),
        Key("name", Kinds.Name, p => p.Names, (p, v) => p with { Names = v }).Says("名称", "name", "显示名称", "Display name").In("A2").Required(),
        Key("price", Kinds.SomeMoney, p => p.PriceMinor, (p, v) => p with { PriceMinor = v }).Says("价格", "price", "一期的价格", "Price of one period").In("A2").Required(),
        Key("term", Kinds.Length, p => p.Term, (p, v) => p with { Term = v }).Says("期限", "term", "一期多长，如 12 months", "Length of one period such as 12 months").In("A2").Required(),
        Key("tier", Kinds.Id, p => p.Tier, (p, v) => p with { Tier = v }).Says("等级", "tier", "有效期内高于自身等级时享有的等级", "Tier laid over the earned one while it holds").In("§5 Overlays"),
        Key("benefits", Kinds.Ids, p => p.Benefits, (p, v) => p with { Benefits = v }).Says("权益", "benefits", "有效期内另开通的权益", "Benefits it opens while it holds").In("A2"),
        Key("renewal", Renewals, p => p.Renewal, (p, v) => p with { Renewal = v }).Says("续费", "renewal", "未到期时再买怎么办", "What a new order does while one still holds").In("A2").Switch(),
        Key("renewDays", Kinds.Days, p => p.RenewDays, (p, v) => p with { RenewDays = v }).Says("续费开放", "renew days", "到期前多少天起可续费，0 随时", "It can be renewed from so many days before its end on, 0 for any time").In("A2"),
        Key("refund", Refunds, p => p.Refund, (p, v) => p with { Refund = v }).Says("退款", "refund", "退多少", "How much comes back").In("A2").Switch(),
        Key("fullDays", Kinds.Days, p => p.FullDays, (p, v) => p with { FullDays = v }).Says("全退天数", "full days", "refund: proRata 时，购买起多少天内（含当天）未使用可全退", "With refund: proRata, days from the order on in which an unused plan is paid back in full").In("A2, Z2"),
        Key("noticeDays", Kinds.Days, p => p.NoticeDays, (p, v) => p with { NoticeDays = v }).Says("到期提醒", "notice days", "到期前多少天提醒，0 不提醒", "Days before its end at which the member is told, 0 for none").In("§6"),
        Key("from", new OptionalKind<DateOnly>(Kinds.Date), p => p.From, (p, v) => p with { From = v }).Says("开售日期", "from", "从哪天起出售（含）", "First date on which it is sold, inclusive").In("§1 Time"),
        Key("through", new OptionalKind<DateOnly>(Kinds.Date), p => p.Through, (p, v) => p with { Through = v }).Says("停售日期", "through", "出售到哪天（含）", "Last date on which it is sold, inclusive").In("§1 Time"),
        Key("terms", Kinds.Sentence, p => p.Terms, (p, v) => p with { Terms = v }).Says("说明", "terms", "给会员看的说明", "Terms for members").In("§7"),
        Key("enabled", Kinds.YesNo, p => p.Enabled, (p, v) => p with { Enabled = v }).Says("启用", "enabled", "是否出售", "Whether it is sold").In("B10"),
    ]);

    private static Key<PaidPlan> Key<TValue>(string name, ValueKind<TValue> kind, Func<PaidPlan, TValue?> get, Func<PaidPlan, TValue, PaidPlan> set) =>
        new Key<PaidPlan, TValue>(kind, get, set, Start) { Name = name };
}
