using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Server.Wording;

/// <summary>Tiers, reviews and falls in words.</summary>
internal sealed class LadderWords(Figures figures, ProgramDocument program)
{
    private readonly ConditionPhrases _conditions = new(figures, program);

    private Ladder Ladder => program.Ladder;

    /// <summary>Tiers members can hold, base first.</summary>
    public IEnumerable<TierRule> Tiers => Ladder.Tiers.Where(t => t.Enabled);

    public Phrase Enter(TierRule tier)
    {
        if (tier.Enter is { } condition) return _conditions.Of(condition);
        if (tier.Ranking is { } ranking) return new Phrase(Rank(ranking));
        return new Phrase(figures.Of("入会即是", "On joining"));
    }

    public string Mode(TierRule tier) => tier.EntryMode switch
    {
        EntryMode.Automatic when tier == Ladder.Tiers[0] => "—",
        EntryMode.Automatic => tier.Start == TierStart.AtOnce
            ? figures.Of("满足当时自动升级", "At once, by itself")
            : figures.Of($"满足后，下{PeriodName(tier.Period)}初生效", $"From the start of the next {PeriodName(tier.Period)}"),
        EntryMode.Review => figures.Of("评定时升级", "At a review"),
        EntryMode.Application => figures.Of("满足后申请，由门店审核", "By application once eligible"),
    };

    public Phrase Keep(Review review, TierRule tier) => review.Keep.TryGetValue(tier.Id, out var condition)
        ? _conditions.Of(condition, review.Window)
        : new Phrase("—");

    public string Validity(TierRule tier) => tier.Validity.Kind switch
    {
        ValidityKind.UntilReview => figures.Of("到评定为止", "Until a review"),
        ValidityKind.ThisPeriod => figures.Of($"到本{PeriodName(tier.Period)}末", $"To the end of the {PeriodName(tier.Period)}"),
        ValidityKind.NextPeriod => figures.Of($"到下{PeriodName(tier.Period)}末", $"To the end of the next {PeriodName(tier.Period)}"),
        ValidityKind.Days => figures.Of($"{Figures.Text(tier.Validity.Days)} 天", Figures.Plural(tier.Validity.Days, "day")),
    };

    /// <summary>What one review does, sentence by sentence.</summary>
    public IEnumerable<string> Review(Review review)
    {
        yield return figures.Of($"{Moment(review.Moment)}看{ProgramWords.During(review.Window).Zh}的数据。", $"Held {Moment(review.Moment)} over what happened {ProgramWords.During(review.Window).En}.");
        if (review.Failures > 1) yield return figures.Of($"连续 {Figures.Text(review.Failures)} 次未达标才算未通过。", $"Only {Figures.Text(review.Failures)} misses in a row count.");
        yield return review.Does == ReviewDoes.Settle ? Settles(review) : Warns(review);
        if (review.TaskPack is { } pack)
        {
            var name = figures.Name(BehaviourWords.Of(pack.Behaviour));
            yield return figures.Of(
                $"提醒后完成{name} {Figures.Text(pack.Times)} 次，可延期 {figures.Length(pack.Extends)}，一次为限。",
                $"After the warning, {Figures.Text(pack.Times)} {name} put it off by {figures.Length(pack.Extends)}, once.");
        }
    }

    public string FallLimit() => Ladder.FallLimit switch
    {
        Core.Tiers.FallLimit.TwelveMonths => figures.Of("任意 12 个月内，因评定降级至多一次。", "At most one fall by review in any 12 months."),
        Core.Tiers.FallLimit.CalendarYear => figures.Of("每个自然年，因评定降级至多一次。", "At most one fall by review in a calendar year."),
        Core.Tiers.FallLimit.None => figures.Of("降级次数不限。", "Falls are not limited."),
    };

    public string Falls() => Ladder.Falls switch
    {
        Falling.Automatic => figures.Of("该降级时自动降级。", "A fall that is due happens by itself."),
        Falling.Manual => figures.Of("该降级时不会自动降级，由工作人员逐一评定。", "A fall that is due does not happen by itself: staff decide each one."),
    };

    public string Climbing() => figures.Of("降级只改变等级，积分不受影响；重新满足条件即可再升。", "A fall changes the tier only, never the points; meeting the condition again climbs again.");

    private string Settles(Review review)
    {
        var fall = FallText(review.FallTo);
        return review.Grace == Span.Zero
            ? figures.Of($"评定前 {Figures.Text(review.WarnDaysBefore)} 天提醒；评定时未达标，{fall}。", $"A warning goes out {Figures.Plural(review.WarnDaysBefore, "day")} before; missing it at the review, the tier {fall}.")
            : figures.Of($"未达标先提醒，给 {figures.Length(review.Grace)}宽限；宽限期内补足即保级，期满仍未达标，{fall}。", $"A miss brings a warning and {figures.Length(review.Grace)} of grace; making it good within the grace keeps the tier, otherwise it {fall}.");
    }

    private string Warns(Review review) => review.FallsAfterWarning
        ? figures.Of($"未达标时提醒；再下一次仍未达标，{FallText(review.FallTo)}。", $"A miss brings a warning; after one more the tier {FallText(review.FallTo)}.")
        : figures.Of("未达标时只提醒，不降级。", "A miss brings a warning only.");

    private string FallText(FallTo to) => to switch
    {
        FallTo.OneLevel => figures.Of("降一级", "falls by one level"),
        FallTo.Earned => figures.Of("降到当时满足的等级", "falls to the level then earned"),
        FallTo.Base => figures.Of("降到基础等级", "falls to the base level"),
    };

    private string Moment(Moment moment) => moment.Kind switch
    {
        MomentKind.Yearly => figures.Of($"每年 {figures.Date(moment.On)}", $"each year on {figures.Date(moment.On)}"),
        MomentKind.Quarterly => figures.Of("每季度首日", "on the first day of each quarter"),
        MomentKind.Monthly => figures.Of($"每月 {Figures.Text(moment.On.Day)} 日", $"each month on day {Figures.Text(moment.On.Day)}"),
        MomentKind.TierAnniversary => figures.Of("每年进入本等级的周年日", "each year on the day the tier began"),
        MomentKind.JoinAnniversary => figures.Of("每年入会周年日", "each year on the day of joining"),
        MomentKind.EveryDays => figures.Of($"入会起每 {Figures.Text(moment.Days)} 天", $"every {Figures.Plural(moment.Days, "day")} from joining"),
        MomentKind.Daily => figures.Of("每天", "every day"),
    };

    private string Rank(Ranking ranking) => ranking.ShareTenThousandths > 0
        ? figures.Of($"评定时排名在前 {Figures.Ratio(ranking.ShareTenThousandths * 100L)}%", $"Among the first {Figures.Ratio(ranking.ShareTenThousandths * 100L)}% at a review")
        : figures.Of($"评定时排名前 {Figures.Text(ranking.Seats)} 名", $"Among the first {Figures.Text(ranking.Seats)} at a review");

    private string PeriodName(Period period) => period switch
    {
        Period.Month => figures.Of("月", "month"),
        Period.Quarter => figures.Of("季度", "quarter"),
        Period.Half => figures.Of("半年", "half-year"),
        Period.Year => figures.Of("年", "year"),
    };
}
