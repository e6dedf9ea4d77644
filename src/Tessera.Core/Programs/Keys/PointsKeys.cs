using Tessera.Core.Points;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys under <c>expiry</c>.</summary>
internal static class ExpiryKeys
{
    private static readonly ExpiryRule Start = new();

    public static readonly ShapeKind<ExpiryRule> Shape = new("expiry", new LocalText("有效期", "an expiry"), Start,
    [
        Key("kind", Kinds.ExpiryKinds, e => e.Kind, (e, v) => e with { Kind = v })
            .Says("方式", "kind", "积分怎么过期", "How points end").In("§3 Expiry").Switch(),
        Key("after", Kinds.Length, e => e.Length, (e, v) => e with { Length = v })
            .Says("时长", "after", "rolling 与 inactivity 的时长，到期日当天仍可用", "Length of rolling and inactivity; usable through its last day").In("§3 Expiry"),
        Key("roundUpTo", Kinds.PeriodEnds, e => e.RoundUpTo, (e, v) => e with { RoundUpTo = v })
            .Says("顺延到", "round up to", "rolling 到期后顺延到期末", "A rolling end is moved to the end of the period").In("§3 Expiry").Switch(),
        Key("dates", new ListKind<MonthDay>(Kinds.MonthDay, 24), e => e.Dates, (e, v) => e with { Dates = v })
            .Says("固定日期", "dates", "fixed 的到期日，当天仍可用", "Dates of fixed; usable through each").In("§3 Expiry"),
    ]);

    private static Key<ExpiryRule> Key<TValue>(string name, ValueKind<TValue> kind, Func<ExpiryRule, TValue?> get, Func<ExpiryRule, TValue, ExpiryRule> set) =>
        new Key<ExpiryRule, TValue>(kind, get, set, Start) { Name = name };
}

/// <summary>Keys under <c>points</c>.</summary>
internal static class PointsKeys
{
    private static readonly PointsRules Start = new();
    private static readonly PendingRule PendingStart = new();
    private static readonly AutoRedemption RedeemStart = new(0, 0, RedeemMoment.Night, "");

    private static readonly ShapeKind<PendingRule> Pending = new("pending", new LocalText("待生效设置", "settings of pending points"), PendingStart,
    [
        OfPending("until", Kinds.PendingUntils, p => p.Until, (p, v) => p with { Until = v })
            .Says("生效", "until", "获得的积分何时可用", "When earned points become spendable").In("§3 Pending, P12").Switch(),
        OfPending("days", Kinds.Days, p => p.Days, (p, v) => p with { Days = v })
            .Says("天数", "days", "days 的天数", "N of days").In("§3 Pending"),
        OfPending("cancelAfter", Kinds.Days, p => p.CancelAfterDays, (p, v) => p with { CancelAfterDays = v })
            .Says("逾期取消", "cancel after", "received 多少天未确认即取消，0 一直等", "Points that wait for receipt are cancelled after this many days, 0 waits for ever").In("§3 Pending"),
    ]);

    private static readonly ShapeKind<AutoRedemption> Redemption = new("autoRedemption", new LocalText("自动兑换", "automatic redemption"), RedeemStart,
    [
        OfRedemption("atBalance", Kinds.SomePoints, r => r.AtBalance, (r, v) => r with { AtBalance = v })
            .Says("触发余额", "at balance", "余额达到即兑换", "Balance that triggers it").In("§3").Required(),
        OfRedemption("points", Kinds.SomePoints, r => r.Points, (r, v) => r with { Points = v })
            .Says("每次扣减", "points", "每次扣的积分", "Points taken each time").In("§3").Required(),
        OfRedemption("moment", Kinds.RedeemMoments, r => r.Moment, (r, v) => r with { Moment = v })
            .Says("时机", "moment", "夜间，还是获得积分时", "In the night, or at the fact").In("§3").Switch(),
        OfRedemption("reward", Kinds.Id, r => r.Reward, (r, v) => r with { Reward = v })
            .Says("奖品", "reward", "兑换得到什么", "Id of what the member receives").In("§3").Required(),
    ]);

    public static readonly ShapeKind<PointsRules> Shape = new("points", new LocalText("积分设置", "settings of points"), Start,
    [
        Key("decimals", new CountKind(0, 2), p => p.Decimals, (p, v) => p with { Decimals = (int)v })
            .Says("小数位", "decimals", "积分小数位；首次发布后不可改", "Decimals of a point; fixed at the first publication").In("§1"),
        Key("expiry", ExpiryKeys.Shape, p => p.Expiry, (p, v) => p with { Expiry = v }).Says("有效期", "expiry", "积分怎么过期", "How points end").In("§3 Expiry, E12"),
        Key("noticeBefore", Kinds.Days, p => p.NoticeDays, (p, v) => p with { NoticeDays = v })
            .Says("到期提醒", "notice before", "到期前多少天提醒", "Days before the end at which the notice goes out").In("§3 Expiry, E13"),
        Key("lateNotice", Kinds.LateNotices, p => p.LateNotice, (p, v) => p with { LateNotice = v })
            .Says("提醒晚了", "late notice", "提醒发晚了怎么办", "A lot whose notice came late").In("§3 Expiry").Switch(),
        Key("pending", Pending, p => p.Pending, (p, v) => p with { Pending = v }).Says("待生效", "pending", "获得后何时可用", "When earned points become spendable").In("§3 Pending"),
        Key("consumeOrder", Kinds.ConsumeOrders, p => p.ConsumeOrder, (p, v) => p with { ConsumeOrder = v })
            .Says("使用顺序", "consume order", "先用哪些积分", "Which points a debit takes first").In("§3").Switch(),
        Key("sameOrderSpending", Kinds.YesNo, p => p.SameOrderSpending, (p, v) => p with { SameOrderSpending = v })
            .Says("本单积分可用于本单", "same-order spending", "本单获得的积分能否用于本单", "Whether an order's own points may be spent on it").In("§3").Switch(),
        Key("shortfall", Kinds.Shortfalls, p => p.Shortfall, (p, v) => p with { Shortfall = v })
            .Says("扣回不足", "shortfall", "退款扣回时积分已用掉怎么办", "A claw-back of points that are gone").In("§3 Shortfall").Switch(),
        Key("returnDays", Kinds.Days, p => p.ReturnDays, (p, v) => p with { ReturnDays = v })
            .Says("退回有效期", "return days", "退回的积分若已过期，再给多少天", "Days a returned point lives when its end has passed").In("§3"),
        Key("stacking", Kinds.Stackings, p => p.Stacking, (p, v) => p with { Stacking = v })
            .Says("倍数叠加", "stacking", "等级、生日与活动倍数怎么叠加", "How multipliers of tier, birthday and campaign stack").In("§3 Earning, E7").Switch(),
        Key("round", Kinds.RoundAts, p => p.RoundAt, (p, v) => p with { RoundAt = v })
            .Says("取整位置", "round", "在哪一步取整", "Where points are rounded").In("§3 Earning").Switch(),
        Key("rounding", Kinds.Roundings, p => p.Rounding, (p, v) => p with { Rounding = v })
            .Says("取整方式", "rounding", "怎么取整", "How points are rounded").In("§3 Earning").Switch(),
        Key("birthday", Kinds.Multiplier, p => p.BirthdayMultiplier, (p, v) => p with { BirthdayMultiplier = v })
            .Says("生日倍数", "birthday", "生日当天的倍数", "Multiplier on the birthday").In("E7"),
        Key("caps", Kinds.Caps, p => p.Caps, (p, v) => p with { Caps = v }).Says("总上限", "caps", "所有规则合计的上限", "Limits over all rules").In("§3 Earning"),
        Key("onCap", Kinds.OnCaps, p => p.OnCap, (p, v) => p with { OnCap = v }).Says("到总上限时", "on cap", "超过总上限时怎么办", "What those limits do").In("§3 Earning").Switch(),
        Key("transfers", Kinds.YesNo, p => p.Transfers, (p, v) => p with { Transfers = v })
            .Says("转赠", "transfers", "会员之间能否转赠", "Whether members may give points to each other").In("§3, P17").Switch(),
        Key("transferExpiry", Kinds.TransferExpiries, p => p.TransferExpiry, (p, v) => p with { TransferExpiry = v })
            .Says("转赠有效期", "transfer expiry", "转赠积分的有效期", "Expiry of transferred points").In("§3, P17").Switch(),
        Key("autoRedemption", Redemption, p => p.AutoRedemption, (p, v) => p with { AutoRedemption = v })
            .Says("自动兑换", "automatic redemption", "余额达到时自动兑换；不写则没有", "At a balance points become a reward; left out, never").In("§3"),
        Key("freeze", Kinds.Freezes, p => p.FreezeStopsEarning, (p, v) => p with { FreezeStopsEarning = v })
            .Says("冻结", "freeze", "冻结会员时停用什么", "What a freeze stops").In("§3").Switch(),
        Key("spending", SpendingKeys.Shape, p => p.Spending, (p, v) => p with { Spending = v })
            .Says("抵现", "spending", "收银时积分当钱用；不写则不能", "Points as money at the till; left out, they buy nothing there").In("§3 Spending"),
        Key("joinPoints", Kinds.Points, p => p.JoinPoints, (p, v) => p with { JoinPoints = v })
            .Says("入会积分", "join points", "入会送的积分，一次", "Points at joining, once").In("A1"),
    ]);

    private static Key<PointsRules> Key<TValue>(string name, ValueKind<TValue> kind, Func<PointsRules, TValue?> get, Func<PointsRules, TValue, PointsRules> set) =>
        new Key<PointsRules, TValue>(kind, get, set, Start) { Name = name };

    private static Key<PendingRule> OfPending<TValue>(string name, ValueKind<TValue> kind, Func<PendingRule, TValue?> get, Func<PendingRule, TValue, PendingRule> set) =>
        new Key<PendingRule, TValue>(kind, get, set, PendingStart) { Name = name };

    private static Key<AutoRedemption> OfRedemption<TValue>(
        string name, ValueKind<TValue> kind, Func<AutoRedemption, TValue?> get, Func<AutoRedemption, TValue, AutoRedemption> set) =>
        new Key<AutoRedemption, TValue>(kind, get, set, RedeemStart) { Name = name };
}
