using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;
using Tessera.Server.Wording;

namespace Tessera.Server.Pages;

/// <summary>A backtest as a page of its own: one file with its charts in it, nothing is fetched from elsewhere.</summary>
internal sealed class BacktestPage
{
    private readonly BacktestReport _report;
    private readonly TryPaper _paper;
    private readonly Html _html;
    private readonly Figures _figures;

    private BacktestPage(BacktestReport report, TryPaper paper) => (_report, _paper, _html, _figures) = (report, paper, paper.Html, paper.Figures);

    /// <summary>Renders a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="draft">The draft: names, currency.</param>
    /// <param name="language">Language.</param>
    /// <param name="nameOf">How a member is called, by ledger account id.</param>
    public static string Render(BacktestReport report, ProgramDocument draft, Language language, Func<string, string> nameOf)
    {
        var page = new BacktestPage(report, new TryPaper(draft, language, nameOf));
        return page.Write();
    }

    private string Write()
    {
        var side = _report.BaseSide == BaseSide.Current ? Say("现行规则", "today's version") : Say("当时的各版规则", "the versions of the time");
        _paper.Begin(
            Say("规则试算", "Backtest"),
            Say($"{Day(_report.Window.From)} 至 {Day(_report.Window.Through)} 的记录，草稿与{side}并排回放", $"Records of {Day(_report.Window.From)} to {Day(_report.Window.Through)}, the draft beside {side}"));
        _paper.Key(Say("基准", "base"), Say("草稿", "draft"));
        Headline();
        Changes();
        Tiers();
        Curves();
        Money();
        Rows(Say("按门店", "By store"), _report.Stores, id => id.Length == 0 ? Say("（没有门店）", "(no store)") : id);
        Rows(Say("按标签与人群", "By tag and segment"), _report.Groups, id => id);
        _paper.Members(Say("等级变动的会员", "Members whose tier differs"), _report.Movers, _report.Up + _report.Down);
        _paper.Members(Say("受益最多", "Who gains most"), _report.Winners, null);
        _paper.Members(Say("损失最多", "Who loses most"), _report.Losers, null);
        _paper.Members(Say("其他首个差异", "Other first differences"), _report.Examples, null);
        Uncovered();
        Notes();
        return _paper.End();
    }

    private void Headline()
    {
        _html.Open("div", "figures");
        _paper.Figure(Say("参与会员", "members"), _figures.Count(_report.Members));
        _paper.Figure(Say("升 / 降", "up / down"), $"{_figures.Count(_report.Up)} / {_figures.Count(_report.Down)}");
        _paper.Figure(Say("有任何差异", "different in anything"), _figures.Count(_report.Different));
        _paper.Pair(Say("成本占净营收", "cost of net revenue"), Percent(_report.Base.CostShare), Percent(_report.Draft.CostShare));
        _paper.Pair(Say("成本", "cost"), _figures.Money(CostOf(_report.Base)), _figures.Money(CostOf(_report.Draft)));
        if (_report.Base.CostOnlyMinor != 0 || _report.Draft.CostOnlyMinor != 0) _paper.Pair(Say("只计成本，不在占比内", "cost only, not in the share"), Percent(_report.Base.CostOnlyShare), Percent(_report.Draft.CostOnlyShare));
        _paper.Pair(Say("净营收", "net revenue"), _figures.Money(_report.Base.NetMinor), _figures.Money(_report.Draft.NetMinor));
        _paper.Pair(Say("发出积分", "points issued"), _figures.Points(_report.Base.Issued), _figures.Points(_report.Draft.Issued));
        _paper.Pair(Say("未用积分的价值", "worth of open points"), _figures.Money(_report.BaseOpen.WorthMinor), _figures.Money(_report.DraftOpen.WorthMinor));
        _html.Close("div");
        if (Repriced(_report, _figures) is { } repriced) _html.Line("p", repriced, "soft");
        if (_report.Different == 0) _html.Line("p", Say("两边没有任何差别。", "The two sides do not differ in anything."));
    }

    /// <summary>Why the cost report of the same dates says less, with the numbers; null where both say the same.</summary>
    public static string? Repriced(BacktestReport report, Figures figures)
    {
        if (report.Base.RepricedMinor == 0) return null;
        var (cost, anew, rest) = (figures.Money(CostOf(report.Base)), figures.Money(report.Base.RepricedMinor), figures.Money(CostOf(report.Base) - report.Base.RepricedMinor));
        return figures.Of(
            $"基准的成本 {cost} 里，有 {anew} 是收银机当时已自行定价、试算按规则重新计价的单；成本报表不计这部分，同样的日期说 {rest}。",
            $"Of the base's cost of {cost}, {anew} are savings on receipts that tills had priced by themselves and a backtest prices anew; the cost report leaves these out and says {rest} for the same dates.");
    }

    private void Changes()
    {
        _html.Line("h2", Say("草稿改了什么", "What the draft changes"));
        if (_report.Changes.Count == 0)
        {
            _html.Line("p", Say("没有差别。", "Nothing."), "soft");
            return;
        }

        _html.Raw("<ul>\n");
        foreach (var change in _report.Changes) _html.Line("li", _figures.Name(change.Sentence));
        _html.Raw("</ul>\n");
    }

    private void Tiers()
    {
        _html.Line("h2", Say("窗口结束时各级人数", "Members by tier at the window's end"));
        var bars = _report.Curves.Select(c => (Tier(c.Tier), c.Base[^1], c.Draft[^1])).ToList();
        _html.Raw(Charts.Pairs(bars, n => _figures.Count(n)));
        _paper.Table([Say("基准 → 草稿", "base → draft"), Say("会员", "members")], _report.Pairs.Select(p => (Cells: new[] { $"{Tier(p.Base)} → {Tier(p.Draft)}", _figures.Count(p.Members) }, Style: StyleOf(p.Base, p.Draft))));
    }

    private void Curves()
    {
        if (_report.MonthEnds.Count < 2) return;
        foreach (var curve in _report.Curves.Skip(1))
        {
            _html.Line("h2", Say($"{Tier(curve.Tier)}：每月月末人数", $"{Tier(curve.Tier)}: members at month ends"));
            _html.Raw(Charts.Lines(_report.MonthEnds, curve.Base, curve.Draft, n => _figures.Count(n)));
        }
    }

    private void Money()
    {
        _html.Line("h2", Say("每月成本", "Cost by month"));
        _html.Raw(Charts.Lines([.. _report.Months.Select(m => m.From)], [.. _report.Months.Select(m => CostOf(m.Base))], [.. _report.Months.Select(m => CostOf(m.Draft))], n => _figures.Money(n)));
        _html.Line("h2", Say("合计", "Sums"));
        _paper.Table([Say("项目", "figure"), Say("基准", "base"), Say("草稿", "draft"), Say("差", "difference")], Sums().Where(s => s[1] != s[2] || s[1].Any(c => c is >= '1' and <= '9')).Select(s => (s, (string?)null)));
    }

    private IEnumerable<string[]> Sums()
    {
        var (b, d) = (_report.Base, _report.Draft);
        yield return Row(Say("消费笔数", "purchases"), b.Purchases, d.Purchases, _figures.Count);
        yield return Row(Say("净营收", "net revenue"), b.NetMinor, d.NetMinor, _figures.Money);
        yield return Row(Say("价格优惠", "taken off prices"), b.Cost.Discounts, d.Cost.Discounts, _figures.Money);
        yield return Row(Say("只计成本的优惠（没有标价的消费）", "cost only, of purchases without list prices"), b.CostOnlyMinor, d.CostOnlyMinor, _figures.Money);
        yield return Row(Say("其中：收银机已自行定价、由本侧重新计价的单", "of the cost, on receipts that tills had priced and this side prices anew"), b.RepricedMinor, d.RepricedMinor, _figures.Money);
        yield return Row(Say("积分抵现", "points as money"), b.Cost.Points, d.Cost.Points, _figures.Money);
        yield return Row(Say("权益使用", "benefits used"), b.Cost.Benefits, d.Cost.Benefits, _figures.Money);
        yield return Row(Say("券的附带成本", "coupons, beside their price"), b.Cost.Coupons, d.Cost.Coupons, _figures.Money);
        yield return Row(Say("兑换品", "rewards"), b.Cost.Rewards, d.Cost.Rewards, _figures.Money);
        yield return Row(Say("发出积分", "points issued"), b.Issued, d.Issued, _figures.Points);
        yield return Row(Say("使用积分", "points spent"), b.Spent, d.Spent, _figures.Points);
        yield return Row(Say("过期积分", "points expired"), b.Expired, d.Expired, _figures.Points);
        yield return Row(Say("扣回积分", "points taken back"), b.TakenBack, d.TakenBack, _figures.Points);
        yield return Row(Say("期末未用积分", "points open at the end"), _report.BaseOpen.Points, _report.DraftOpen.Points, _figures.Points);
    }

    private static string[] Row(string label, long left, long right, Func<long, string> write) => [label, write(left), write(right), (right > left ? "+" : "") + write(right - left)];

    private void Rows(string title, IReadOnlyList<GroupRow> rows, Func<string, string> nameOf)
    {
        if (rows.Count == 0) return;
        _html.Line("h2", title);
        _paper.Table(
            [title, Say("会员", "members"), Say("升", "up"), Say("降", "down"), Say("净营收", "net revenue"), Say("成本：基准", "cost: base"), Say("成本：草稿", "cost: draft")],
            rows.Select(r => (new[] { nameOf(r.Id), _figures.Count(r.Members), _figures.Count(r.Up), _figures.Count(r.Down), _figures.Money(r.Draft.NetMinor), _figures.Money(CostOf(r.Base)), _figures.Money(CostOf(r.Draft)) }, (string?)null)));
    }

    private void Uncovered()
    {
        if (_report.NotAffordableCount == 0) return;
        _html.Line("h2", Say("付不起或跟不上的", "Not affordable, or not to be followed"));
        _html.Line("p", Say($"共 {_figures.Count(_report.NotAffordableCount)} 笔", $"{_figures.Count(_report.NotAffordableCount)} in all"), "soft");
        _paper.Table(
            [Say("会员", "member"), Say("一边", "side"), Say("日期", "date"), Say("事实", "fact"), Say("结果", "what was done")],
            _report.NotAffordable.Select(n => (new[]
            {
                _paper.Name(n.Account), n.Side == "base" ? Say("基准", "base") : Say("草稿", "draft"), Day(n.What.On), n.What.Fact,
                (n.What.IsCut ? Say("减到现有的：", "cut to what there is: ") : Say("略过：", "left out: ")) + Tessera.App.Texts.Text.Render(Reason.Of(n.What.Code), _figures.Language.Tag(), _paper.Draft),
            }, (string?)null)), last: "why");
    }

    private void Notes() => _paper.Notes(
    [
        Say("从窗口开始时记录的状态出发，等级在内；每一边从那一刻起只用一份规则。", "Both sides start from the recorded state at the window's start, tiers included, and decide by one version from then on."),
        Say("记录的事实照原样给出：数量、到店与储值都不变，转赠与合并照记录。", "Recorded facts are given: quantities, visits and top-ups never change, transfers and merges are the record's."),
        Say("有标价的消费按各边的规则重新计价；没有标价的保留实付，差额只计成本。", "Purchases with list prices are priced again by each side; those without keep what was paid, and the difference is cost only."),
        Say("成本为使用时的实际成本；积分按收银抵现的价值，没有时按一百分值一元。", "Cost is actual cost at use; points at their worth at the till, or a hundred for one where there is none."),
        .. _report.Unreserved.Select(u => Say($"共享限额 {u.Id}：记录里没有，{(u.Side == "base" ? "基准" : "草稿")}用了 {_figures.Count(u.Uses)}，没有为它留量。", $"Shared limit {u.Id}: unknown to the record, used {_figures.Count(u.Uses)} by the {u.Side}; nothing was held back for it.")),
        .. _report.CutOffs.Select(c => Say($"{Day(c.EffectOn)} {Tier(c.Tier)}（{(c.Side == "base" ? "基准" : "草稿")}）：{_figures.Count(c.Population)} 人排名，{_figures.Count(c.Seats)} 人入级。", $"{Day(c.EffectOn)} {Tier(c.Tier)} ({c.Side}): {_figures.Count(c.Population)} ranked, {_figures.Count(c.Seats)} inside.")),
    ]);

    private string Tier(string id) => _paper.Tier(id);

    private string? StyleOf(string left, string right) => _paper.StyleOf(left, right);

    private static long CostOf(SideTotals totals) => totals.Cost.Total;

    private static string Percent(long tenThousandths) => TryPaper.Percent(tenThousandths);

    private string Day(DateOnly day) => _paper.Day(day);

    private string Say(string zh, string en) => _paper.Say(zh, en);
}
