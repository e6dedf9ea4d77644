using Tessera.Core.Points;
using Tessera.Core.Programs;

namespace Tessera.Server.Wording;

/// <summary>How points end, wait and are taken back, in words.</summary>
internal sealed class PointsWords(Figures figures, ProgramDocument program)
{
    private PointsRules Rules => program.Points;

    /// <summary>Everything a member should know about the life of points.</summary>
    public IEnumerable<string> Sentences()
    {
        yield return Ends(Rules.Expiry) + figures.Of("。", ".");
        if (Rules.Expiry.Kind != ExpiryKind.Never) yield return Notice();
        if (Pending() is { } pending) yield return pending;
        yield return Rules.ConsumeOrder == ConsumeOrder.EarliestExpiry
            ? figures.Of("使用积分时，先用最早到期的。", "Points that end first are used first.")
            : figures.Of("使用积分时，先用最早获得的。", "Points earned first are used first.");
        yield return Refunds();
        if (Stacking() is { } stacking) yield return stacking;
        var caps = new EarnWords(figures, program);
        foreach (var cap in Rules.Caps) yield return figures.Of($"所有规则合计{caps.Cap(cap)}。", $"Over all rules: {caps.Cap(cap)}.");
        if (Rules.JoinPoints > 0) yield return figures.Of($"入会即送 {figures.Points(Rules.JoinPoints)} 积分，每人一次。", $"Joining gives {figures.Points(Rules.JoinPoints)} points, once.");
        if (Rules.Transfers) yield return figures.Of("积分可以转赠给其他会员。", "Points can be given to another member.");
        if (Rules.AutoRedemption is { } auto) yield return Redemption(auto);
    }

    public string Ends(ExpiryRule rule) => rule.Kind switch
    {
        ExpiryKind.Never => figures.Of("积分长期有效，不会到期", "Points never expire"),
        ExpiryKind.Rolling => Rolling(rule),
        ExpiryKind.Fixed => Fixed(rule),
        ExpiryKind.Inactivity => figures.Of($"连续 {figures.Length(rule.Length)}没有消费或活动，全部积分失效", $"All points lapse after {figures.Length(rule.Length)} without a purchase or activity"),
    };

    private string Rolling(ExpiryRule rule)
    {
        var basic = figures.Of($"积分自获得之日起 {figures.Length(rule.Length)}内有效", $"Points can be used for {figures.Length(rule.Length)} from the day they are earned");
        return basic + rule.RoundUpTo switch
        {
            PeriodEnd.None => figures.Of("，到期日当天仍可使用", ", the last day included"),
            PeriodEnd.Month => figures.Of("，并顺延到当月最后一天", ", then to the end of that month"),
            PeriodEnd.Quarter => figures.Of("，并顺延到当季最后一天", ", then to the end of that quarter"),
            PeriodEnd.Year => figures.Of("，并顺延到当年最后一天", ", then to the end of that year"),
        };
    }

    private string Fixed(ExpiryRule rule)
    {
        var dates = string.Join(figures.Of("、", " and "), rule.Dates.Select(figures.Date));
        return figures.Of($"积分有效至获得之后最近的 {dates}，当天仍可使用", $"Points can be used through the next {dates} after they are earned");
    }

    private string Notice() => figures.Of(
        $"到期前 {Figures.Text(Rules.NoticeDays)} 天，站内信会提醒。",
        $"A message in the inbox tells of it {Figures.Plural(Rules.NoticeDays, "day")} before.");

    private string? Pending() => Rules.Pending.Until switch
    {
        PendingUntil.None => null,
        PendingUntil.Days => figures.Of($"积分在消费后第 {Figures.Text(Rules.Pending.Days)} 天起可用。", $"Points can be used from {Figures.Plural(Rules.Pending.Days, "day")} after the purchase."),
        PendingUntil.Received => figures.Of("积分在确认收货后可用。", "Points can be used once the order is received."),
    };

    private string Refunds() => Rules.Shortfall switch
    {
        Shortfall.Debt => figures.Of("退款会收回相应积分；已经用掉的部分，从以后获得的积分里扣。", "A refund takes its points back; what was spent already is taken from points earned later."),
        Shortfall.Clamp => figures.Of("退款会收回相应积分，最多收到零为止。", "A refund takes its points back, down to nothing at most."),
        Shortfall.PendingOnly => figures.Of("退款只收回尚未生效的积分。", "A refund takes back only points that were still pending."),
    };

    private string? Stacking()
    {
        if (Rules.BirthdayMultiplier == 10_000 && program.Earn.All(r => r.Kind != Core.Earning.EarnKind.Multiplier)) return null;
        var birthday = Rules.BirthdayMultiplier == 10_000 ? "" : figures.Of($"生日当天积分 {Figures.Ratio(Rules.BirthdayMultiplier)} 倍。", $"On the birthday points count × {Figures.Ratio(Rules.BirthdayMultiplier)}. ");
        return birthday + Rules.Stacking switch
        {
            Core.Points.Stacking.Max => figures.Of("等级、生日和活动倍数取最高的一项。", "Of the multipliers of tier, birthday and campaign the highest counts."),
            Core.Points.Stacking.Sum => figures.Of("等级、生日和活动倍数的加成相加。", "The bonuses of tier, birthday and campaign are added."),
            Core.Points.Stacking.Product => figures.Of("等级、生日和活动倍数相乘。", "The multipliers of tier, birthday and campaign are multiplied."),
        };
    }

    private string Redemption(AutoRedemption rule) => figures.Of(
        $"积分满 {figures.Points(rule.AtBalance)} 时自动用 {figures.Points(rule.Points)} 积分兑换“{rule.Reward}”。",
        $"At a balance of {figures.Points(rule.AtBalance)}, {figures.Points(rule.Points)} points become “{rule.Reward}” by themselves.");
}
