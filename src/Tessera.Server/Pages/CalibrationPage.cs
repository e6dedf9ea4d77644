using Tessera.App.Programs.Calibrations;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Calibrations;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;
using Tessera.Server.Wording;

namespace Tessera.Server.Pages;

/// <summary>A calibration as a page of its own: for each tier the share curve, the proposal with its interval, the months, and what a full backtest makes of it.</summary>
internal sealed class CalibrationPage
{
    private readonly CalibrationOutcome _outcome;
    private readonly TryPaper _paper;
    private readonly Html _html;
    private readonly Figures _figures;

    private CalibrationPage(CalibrationOutcome outcome, TryPaper paper) => (_outcome, _paper, _html, _figures) = (outcome, paper, paper.Html, paper.Figures);

    /// <summary>Renders a calibration.</summary>
    /// <param name="outcome">What came of it.</param>
    /// <param name="draft">The programme whose thresholds move.</param>
    /// <param name="language">Language.</param>
    /// <param name="nameOf">How a member is called, by ledger account id.</param>
    public static string Render(CalibrationOutcome outcome, ProgramDocument draft, Language language, Func<string, string> nameOf) =>
        new CalibrationPage(outcome, new TryPaper(draft, language, nameOf)).Write();

    private string Write()
    {
        _paper.Begin(
            Say("门槛校准", "Calibration"),
            Say($"按截至 {_paper.Day(_outcome.Proposal.On)} 的记录，每级动一个门槛，其余不变", $"From the record up to {_paper.Day(_outcome.Proposal.On)}; one threshold of each tier moves, the rest is held"));
        _paper.Key(Say("现在的门槛", "as written"), Say("提议的门槛", "as proposed"));
        foreach (var tier in _outcome.Proposal.Tiers) Tier(tier);
        Tried();
        Notes();
        return _paper.End();
    }

    private void Tier(TierProposal tier)
    {
        var compare = Thresholds.Of(_paper.Draft.Ladder, tier.Goal.Name)!;
        _html.Line("h2", $"{_paper.Tier(tier.Goal.Name.Tier)} · {TryPaper.Percent(tier.Goal.ShareTenThousandths)}");
        _html.Line("p", Say($"现在：{Whole(compare, tier.Written)}", $"As written: {Whole(compare, tier.Written)}"));
        _html.Line("p", Verdict(tier, compare));
        _html.Open("div", "figures");
        _paper.Figure(Say("排名的会员", "members ranked"), _figures.Count(tier.Population));
        _paper.Figure(Say("要达标的会员", "members wanted"), _figures.Count(tier.Wanted));
        _paper.Figure(Say("现在达标", "meet it as written"), Of(tier.MeetingWritten, tier.Population));
        if (tier.Threshold is { } found)
        {
            _paper.Figure(Say("提议后达标", "meet it as proposed"), Of(Meeting(tier), tier.Population));
            _paper.Figure(Say("超过 / 恰好", "above / exactly at it"), $"{_figures.Count(tier.Above)} / {_figures.Count(tier.Ties)}");
            _paper.Figure(Say("新达标 / 不再达标", "come / leave"), $"{_figures.Count(tier.Come)} / {_figures.Count(tier.Leave)}");
            _paper.Figure(Say("重抽样的九成区间", "nine in ten resamples"), Interval(tier, compare));
        }

        _paper.Figure(Say("走其他条件达标", "by other branches"), _figures.Count(tier.ByOthers));
        _html.Close("div");
        Curve(tier, compare);
        Months(tier, compare);
    }

    private string Verdict(TierProposal tier, Compare compare) => tier.State switch
    {
        GoalState.Found when tier.Threshold is { } threshold => Say($"提议：{Whole(compare, threshold)}", $"Proposed: {Whole(compare, threshold)}"),
        GoalState.Found => Say("走其他条件的人正好是这个比例，这个门槛不用放进任何人。", "Those who enter by other branches are the share; this threshold need let in nobody."),
        GoalState.NotReachable => Say($"做不到：走其他条件的 {_figures.Count(tier.ByOthers)} 人已经超过要的 {_figures.Count(tier.Wanted)} 人。", $"Not reachable: the {_figures.Count(tier.ByOthers)} who enter by other branches alone exceed the {_figures.Count(tier.Wanted)} wanted."),
        GoalState.NotEnough => Say("做不到：条件的其余部分挡住了太多人。", "Not reachable: the rest of the condition holds too many back."),
        GoalState.TooFew => Say($"数据太少，说不准：不足 {_figures.Count(Calibration.FewestMembers)} 人或 {_figures.Count(Calibration.FewestMonths)} 个月。", $"Too few to say: fewer than {_figures.Count(Calibration.FewestMembers)} members or {_figures.Count(Calibration.FewestMonths)} months."),
    };

    private void Curve(TierProposal tier, Compare compare)
    {
        if (tier.Curve.Count < 2 || tier.Population == 0) return;
        _html.Line("h3", Say("达标比例随门槛的变化", "Share that meets it, by threshold"));
        var points = tier.Curve.Select(p => (p.Threshold, Share: p.Meeting * 10_000 / tier.Population)).ToList();
        _html.Raw(Charts.Curve(points, new CurveMarks(tier.Written, tier.Threshold, tier.From, tier.Through), n => Short(compare, n), TryPaper.Percent));
    }

    private void Months(TierProposal tier, Compare compare)
    {
        if (tier.Months.Count == 0) return;
        _html.Line("h3", Say("逐月是否稳定", "Month by month"));
        if (tier.Threshold is { } threshold && tier.Months.All(m => m.Own is not null))
        {
            _html.Line("p", Say("只看每个月末会提议的门槛，与提议的门槛相比：", "What each month end alone would propose, beside the proposal:"), "soft");
            _html.Raw(Charts.Lines([.. tier.Months.Select(m => m.On)], [.. tier.Months.Select(m => m.Own!.Value)], [.. tier.Months.Select(_ => threshold)], n => Short(compare, n)));
        }

        _paper.Table(
            [Say("月末", "month end"), Say("排名的会员", "members ranked"), Say("达标", "meet it"), Say("比例", "share"), Say("该月自己的门槛", "the month's own threshold")],
            tier.Months.Select(m => (new[] { _paper.Day(m.On), _figures.Count(m.Population), _figures.Count(m.Meeting), Share(m.Meeting, m.Population), m.Own is { } own ? Short(compare, own) : Say("无", "none") }, (string?)null)));
    }

    private void Tried()
    {
        if (_outcome.Backtest is not { } backtest) return;
        _html.Line("h2", Say("完整试算：达标与在级", "By a full backtest: meeting the condition and being in the tier"));
        _html.Line("p", Say($"{_paper.Day(backtest.Window.From)} 至 {_paper.Day(backtest.Window.Through)}，现行规则与提议的门槛并排回放：升 {_figures.Count(backtest.Up)}，降 {_figures.Count(backtest.Down)}", $"{_paper.Day(backtest.Window.From)} to {_paper.Day(backtest.Window.Through)}, today's version beside the thresholds proposed: {_figures.Count(backtest.Up)} up, {_figures.Count(backtest.Down)} down"), "soft");
        _paper.Table(
            [Say("等级（及以上）", "tier (or higher)"), Say("达标", "meet it"), Say("在级", "in the tier"), Say("凭以前达标保留", "keep it from before"), Say("另有原因", "have it otherwise"), Say("达标未入级", "not in it yet")],
            _outcome.After.Select(a => (new[] { _paper.Tier(a.Tier), _figures.Count(a.Meeting), _figures.Count(a.InTier), _figures.Count(a.KeepIt), _figures.Count(a.Otherwise), _figures.Count(a.NotYet) }, (string?)null)));
        _paper.Members(Say("等级变动的会员", "Members whose tier differs"), backtest.Movers, backtest.Up + backtest.Down);
    }

    private void Notes() => _paper.Notes(
    [
        Say("排名的会员：月末在册、在门槛的窗口内有消费的会员。恰好等于门槛的会员一起达标，单独计数。", "Members ranked: there at the month end, with a purchase in the window of the threshold. Members exactly at a threshold meet it together and are counted apart."),
        Say("达标是月末当天符合升级条件；在级由完整试算得出，宽限、保级、评审、锁定使两者不同。", "Meeting is by the enter condition on the month end; being in the tier comes of the backtest: grace, keep conditions, reviews and locks make the difference."),
        Say("区间：从排名的会员里有放回地重抽样，取提议门槛的中间九成。", "The interval: members are drawn again with return; the middle nine tenths of the thresholds that come out."),
        Say($"随机种子 {_outcome.Proposal.Seed}：同样的记录与种子，同样的报告。", $"Seed {_outcome.Proposal.Seed}: same record and seed, same report."),
    ]);

    private static long Meeting(TierProposal tier) => tier.ByOthers + tier.Above + tier.Ties;

    private string Interval(TierProposal tier, Compare compare) =>
        tier is { From: { } from, Through: { } through } ? $"{Short(compare, from)} – {Short(compare, through)}" : Say("说不准", "cannot be said");

    private string Whole(Compare compare, long threshold) => _figures.Name(ConditionWords.Of(compare with { Threshold = threshold }, Units.Of(_paper.Draft)));

    private string Short(Compare compare, long threshold) => _figures.Name(ConditionWords.Threshold(compare with { Threshold = threshold }, Units.Of(_paper.Draft)));

    private string Of(long part, long whole) => Say($"{_figures.Count(part)}（{Share(part, whole)}）", $"{_figures.Count(part)} ({Share(part, whole)})");

    private static string Share(long part, long whole) => whole == 0 ? "—" : TryPaper.Percent(part * 10_000 / whole);

    private string Say(string zh, string en) => _paper.Say(zh, en);
}
