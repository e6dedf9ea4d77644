using System.Globalization;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;
using Tessera.Server.Wording;

namespace Tessera.Server.Pages;

/// <summary>A backtest as a page of its own: one file with its charts in it, nothing is fetched from elsewhere.</summary>
internal sealed class BacktestPage
{
    private const string Style = """
        :root{--page:#F6F7F9;--surface:#fff;--line:#E5E7EB;--text:#1F2328;--soft:#57606A;--accent:#0F766E;--twin:#9CC9C4;--up:#0F766E;--down:#B42318}
        @media(prefers-color-scheme:dark){:root{--page:#0F1216;--surface:#171B21;--line:#2A3038;--text:#E6EAF0;--soft:#9AA4B2;--accent:#2DD4BF;--twin:#1F5F58;--up:#2DD4BF;--down:#F97066}}
        *{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--text);font:14px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-variant-numeric:tabular-nums}
        main{max-width:1040px;margin:0 auto;padding:40px 24px 64px}h1{font-size:24px;margin:0 0 4px}h2{font-size:16px;margin:40px 0 12px}.soft{color:var(--soft)}p{margin:0 0 8px}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:1px;background:var(--line);border:1px solid var(--line);margin:24px 0}.figures div{background:var(--surface);padding:16px}
        .figures b{display:block;font-size:22px;font-weight:600}.figures span{color:var(--soft)}.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%;background:var(--surface);border:1px solid var(--line)}
        th,td{padding:8px 12px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th:first-child,td:first-child,td.t,th.t{text-align:left}td.why{white-space:normal;text-align:left;min-width:260px}th{font-weight:600;color:var(--soft)}
        .up{color:var(--up)}.down{color:var(--down)}ul{margin:0;padding-left:20px}svg{width:100%;height:auto;background:var(--surface);border:1px solid var(--line)}svg text{fill:var(--text);font-size:12px}svg .soft{fill:var(--soft)}
        .base{fill:var(--twin)}.draft{fill:var(--accent)}.lb{stroke:var(--twin)}.ld{stroke:var(--accent)}.lb,.ld{fill:none;stroke-width:2}.axis{stroke:var(--line)}.key{display:inline-block;width:10px;height:10px;margin:0 6px 0 12px}
        """;

    private readonly BacktestReport _report;
    private readonly ProgramDocument _draft;
    private readonly Figures _figures;
    private readonly Func<string, string> _nameOf;
    private readonly Html _html = new();

    private BacktestPage(BacktestReport report, ProgramDocument draft, Language language, Func<string, string> nameOf) =>
        (_report, _draft, _figures, _nameOf) = (report, draft, new Figures(draft, language), nameOf);

    /// <summary>Renders a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="draft">The draft: names, currency.</param>
    /// <param name="language">Language.</param>
    /// <param name="nameOf">How a member is called, by ledger account id.</param>
    public static string Render(BacktestReport report, ProgramDocument draft, Language language, Func<string, string> nameOf)
    {
        var page = new BacktestPage(report, draft, language, nameOf);
        page.Write(language);
        return page._html.ToString();
    }

    private void Write(Language language)
    {
        var title = Say("规则试算", "Backtest");
        _html.Raw($"<!doctype html>\n<html lang=\"{language.Tag()}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n").Line("title", title).Raw($"<style>{Style}</style>\n</head>\n<body>\n<main>\n");
        _html.Line("h1", $"{title} · {_figures.Name(_draft.Names)}");
        var side = _report.BaseSide == BaseSide.Current ? Say("现行规则", "today's version") : Say("当时的各版规则", "the versions of the time");
        _html.Line("p", Say($"{Day(_report.Window.From)} 至 {Day(_report.Window.Through)} 的记录，草稿与{side}并排回放", $"Records of {Day(_report.Window.From)} to {Day(_report.Window.Through)}, the draft beside {side}"), "soft");
        Key();
        Headline();
        Changes();
        Tiers();
        Curves();
        Money();
        Rows(Say("按门店", "By store"), _report.Stores, id => id.Length == 0 ? Say("（没有门店）", "(no store)") : id);
        Rows(Say("按标签与人群", "By tag and segment"), _report.Groups, id => id);
        Members(Say("等级变动的会员", "Members whose tier differs"), _report.Movers, _report.Up + _report.Down);
        Members(Say("受益最多", "Who gains most"), _report.Winners, null);
        Members(Say("损失最多", "Who loses most"), _report.Losers, null);
        Members(Say("其他首个差异", "Other first differences"), _report.Examples, null);
        Uncovered();
        Notes();
        _html.Raw("</main>\n</body>\n</html>\n");
    }

    private void Key() => _html.Raw("<p class=\"soft\"><span class=\"key\" style=\"background:var(--twin)\"></span>").Text(Say("基准", "base")).Raw("<span class=\"key\" style=\"background:var(--accent)\"></span>").Text(Say("草稿", "draft")).Raw("</p>\n");

    private void Headline()
    {
        _html.Open("div", "figures");
        Figure(Say("参与会员", "members"), _figures.Count(_report.Members));
        Figure(Say("升 / 降", "up / down"), $"{_figures.Count(_report.Up)} / {_figures.Count(_report.Down)}");
        Figure(Say("有任何差异", "different in anything"), _figures.Count(_report.Different));
        Figure(Say("成本占净营收", "cost of net revenue"), $"{Percent(_report.Base.CostShare)} → {Percent(_report.Draft.CostShare)}");
        Figure(Say("成本", "cost"), $"{_figures.Money(CostOf(_report.Base))} → {_figures.Money(CostOf(_report.Draft))}");
        Figure(Say("净营收", "net revenue"), $"{_figures.Money(_report.Base.NetMinor)} → {_figures.Money(_report.Draft.NetMinor)}");
        Figure(Say("发出积分", "points issued"), $"{_figures.Points(_report.Base.Issued)} → {_figures.Points(_report.Draft.Issued)}");
        Figure(Say("未用积分的价值", "worth of open points"), $"{_figures.Money(_report.BaseOpen.WorthMinor)} → {_figures.Money(_report.DraftOpen.WorthMinor)}");
        _html.Close("div");
        if (_report.Different == 0) _html.Line("p", Say("两边没有任何差别。", "The two sides do not differ in anything."));
    }

    private void Figure(string label, string value) => _html.Raw("<div>").Line("span", label).Line("b", value).Raw("</div>\n");

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
        Table([Say("基准 → 草稿", "base → draft"), Say("会员", "members")], _report.Pairs.Select(p => (Cells: new[] { $"{Tier(p.Base)} → {Tier(p.Draft)}", _figures.Count(p.Members) }, Style: StyleOf(p.Base, p.Draft))));
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
        Table([Say("项目", "figure"), Say("基准", "base"), Say("草稿", "draft"), Say("差", "difference")], Sums().Select(s => (s, (string?)null)));
    }

    private IEnumerable<string[]> Sums()
    {
        var (b, d) = (_report.Base, _report.Draft);
        yield return Row(Say("消费笔数", "purchases"), b.Purchases, d.Purchases, _figures.Count);
        yield return Row(Say("净营收", "net revenue"), b.NetMinor, d.NetMinor, _figures.Money);
        yield return Row(Say("价格优惠", "taken off prices"), b.Cost.Discounts, d.Cost.Discounts, _figures.Money);
        yield return Row(Say("只计成本的优惠（没有标价的消费）", "cost only, of purchases without list prices"), b.CostOnlyMinor, d.CostOnlyMinor, _figures.Money);
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
        Table(
            [title, Say("会员", "members"), Say("升", "up"), Say("降", "down"), Say("净营收", "net revenue"), Say("成本：基准", "cost: base"), Say("成本：草稿", "cost: draft")],
            rows.Select(r => (new[] { nameOf(r.Id), _figures.Count(r.Members), _figures.Count(r.Up), _figures.Count(r.Down), _figures.Money(r.Draft.NetMinor), _figures.Money(CostOf(r.Base)), _figures.Money(CostOf(r.Draft)) }, (string?)null)));
    }

    private void Members(string title, IReadOnlyList<ComparedMember> members, long? all)
    {
        if (members.Count == 0) return;
        _html.Line("h2", title);
        if (all > members.Count) _html.Line("p", Say($"共 {_figures.Count(all.Value)} 位，列出前 {_figures.Count(members.Count)} 位", $"{_figures.Count(all.Value)} in all, the first {_figures.Count(members.Count)} listed"), "soft");
        Table(
            [Say("会员", "member"), Say("基准", "base"), Say("草稿", "draft"), Say("多得", "gain"), Say("首个差异", "first difference")],
            members.Select(m => (new[] { _nameOf(m.Account), Tier(m.BaseTier), Tier(m.DraftTier), _figures.Money(m.GainMinor), Why(m.First) }, StyleOf(m.BaseTier, m.DraftTier))), last: "why");
    }

    private string Why(FirstDifference? first)
    {
        if (first is null) return "";
        var parts = new List<string> { Day(first.On) };
        if (first.BaseTier != first.DraftTier) parts.Add($"{Tier(first.BaseTier)} → {Tier(first.DraftTier)}");
        if (first.BaseBalance != first.DraftBalance) parts.Add(Say($"积分 {_figures.Points(first.BaseBalance)} → {_figures.Points(first.DraftBalance)}", $"points {_figures.Points(first.BaseBalance)} → {_figures.Points(first.DraftBalance)}"));
        if (first.BaseNetMinor != first.DraftNetMinor) parts.Add(Say($"实付 {_figures.Money(first.BaseNetMinor)} → {_figures.Money(first.DraftNetMinor)}", $"paid {_figures.Money(first.BaseNetMinor)} → {_figures.Money(first.DraftNetMinor)}"));
        if (first.Reasons.Count > 0) parts.Add((first.Changed == "draft" ? Say("草稿：", "draft: ") : Say("基准：", "base: ")) + string.Join(Say("；", "; "), first.Reasons.Select(r => Tessera.App.Texts.Text.Render(r, _figures.Language.Tag(), _draft))));
        return string.Join(Say("，", ", "), parts);
    }

    private void Uncovered()
    {
        if (_report.NotAffordableCount == 0) return;
        _html.Line("h2", Say("付不起或跟不上的", "Not affordable, or not to be followed"));
        _html.Line("p", Say($"共 {_figures.Count(_report.NotAffordableCount)} 笔", $"{_figures.Count(_report.NotAffordableCount)} in all"), "soft");
        Table(
            [Say("会员", "member"), Say("一边", "side"), Say("日期", "date"), Say("事实", "fact"), Say("结果", "what was done")],
            _report.NotAffordable.Select(n => (new[]
            {
                _nameOf(n.Account), n.Side == "base" ? Say("基准", "base") : Say("草稿", "draft"), Day(n.What.On), n.What.Fact,
                (n.What.IsCut ? Say("减到现有的：", "cut to what there is: ") : Say("略过：", "left out: ")) + Tessera.App.Texts.Text.Render(Reason.Of(n.What.Code), _figures.Language.Tag(), _draft),
            }, (string?)null)), last: "why");
    }

    private void Notes()
    {
        _html.Line("h2", Say("怎么算的", "How it was computed"));
        _html.Raw("<ul class=\"soft\">\n");
        foreach (var note in new[]
        {
            Say("从窗口开始时记录的状态出发，等级在内；每一边从那一刻起只用一份规则。", "Both sides start from the recorded state at the window's start, tiers included, and decide by one version from then on."),
            Say("记录的事实照原样给出：数量、到店与储值都不变，转赠与合并照记录。", "Recorded facts are given: quantities, visits and top-ups never change, transfers and merges are the record's."),
            Say("有标价的消费按各边的规则重新计价；没有标价的保留实付，差额只计成本。", "Purchases with list prices are priced again by each side; those without keep what was paid, and the difference is cost only."),
            Say("成本为使用时的实际成本；积分按收银抵现的价值，没有时按一百分值一元。", "Cost is actual cost at use; points at their worth at the till, or a hundred for one where there is none."),
        }) _html.Line("li", note);
        foreach (var limit in _report.Unreserved) _html.Line("li", Say($"共享限额 {limit.Id}：记录里没有，{(limit.Side == "base" ? "基准" : "草稿")}用了 {_figures.Count(limit.Uses)}，没有为它留量。", $"Shared limit {limit.Id}: unknown to the record, used {_figures.Count(limit.Uses)} by the {limit.Side}; nothing was held back for it."));
        foreach (var cut in _report.CutOffs) _html.Line("li", Say($"{Day(cut.EffectOn)} {Tier(cut.Tier)}（{(cut.Side == "base" ? "基准" : "草稿")}）：{_figures.Count(cut.Population)} 人排名，{_figures.Count(cut.Seats)} 人入级。", $"{Day(cut.EffectOn)} {Tier(cut.Tier)} ({cut.Side}): {_figures.Count(cut.Population)} ranked, {_figures.Count(cut.Seats)} inside."));
        _html.Raw("</ul>\n");
    }

    private void Table(string[] head, IEnumerable<(string[] Cells, string? Style)> rows, string? last = null)
    {
        _html.Raw("<div class=\"scroll\"><table>\n<thead><tr>");
        foreach (var cell in head) _html.Line("th", cell, last is not null ? "t" : null);
        _html.Raw("</tr></thead>\n<tbody>\n");
        foreach (var (cells, style) in rows)
        {
            _html.Open("tr", style);
            for (var i = 0; i < cells.Length; i++) _html.Line("td", cells[i], last is null ? null : i == cells.Length - 1 ? last : "t");
            _html.Raw("</tr>\n");
        }

        _html.Raw("</tbody></table></div>\n");
    }

    private string? StyleOf(string left, string right) => left == right ? null : PlaceOf(right) > PlaceOf(left) ? "up" : "down";

    private int PlaceOf(string tier) => _draft.Ladder.Tiers.ToList().FindIndex(t => t.Id == tier);

    private string Tier(string id) => _draft.Ladder.Tiers.FirstOrDefault(t => t.Id == id) is { } tier ? _figures.Name(tier.Names) : id;

    private static long CostOf(SideTotals totals) => totals.Cost.Total + totals.CostOnlyMinor;

    private static string Percent(long tenThousandths) => (tenThousandths / 100m).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    private string Day(DateOnly day) => _figures.Date(day);

    private string Say(string zh, string en) => _figures.Of(zh, en);
}
