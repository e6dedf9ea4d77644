using System.Globalization;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;
using Tessera.Server.Wording;

namespace Tessera.Server.Pages;

/// <summary>What the pages of a backtest and of a calibration share: one file with its charts in it, nothing is fetched from elsewhere.</summary>
/// <param name="draft">The draft: names, currency.</param>
/// <param name="language">Language.</param>
/// <param name="nameOf">How a member is called, by ledger account id.</param>
internal sealed class TryPaper(ProgramDocument draft, Language language, Func<string, string> nameOf)
{
    private const string Style = """
        :root{--page:#F6F7F9;--surface:#fff;--line:#E5E7EB;--text:#1F2328;--soft:#57606A;--accent:#0F766E;--twin:#9CC9C4;--up:#0F766E;--down:#B42318}
        @media(prefers-color-scheme:dark){:root{--page:#0F1216;--surface:#171B21;--line:#2A3038;--text:#E6EAF0;--soft:#9AA4B2;--accent:#2DD4BF;--twin:#1F5F58;--up:#2DD4BF;--down:#F97066}}
        *{box-sizing:border-box}body{margin:0;background:var(--page);color:var(--text);font:14px/1.6 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;font-variant-numeric:tabular-nums}
        main{max-width:1040px;margin:0 auto;padding:40px 24px 64px}h1{font-size:24px;line-height:1.3;margin:0 0 4px}h2{font-size:16px;margin:40px 0 12px}h3{font-size:14px;margin:24px 0 8px}.soft{color:var(--soft)}p{margin:0 0 8px}
        .figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(200px,1fr));gap:1px;background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:hidden;margin:24px 0}.figures div{background:var(--surface);padding:16px}
        .figures b{display:block;font-size:19px;line-height:1.4;font-weight:600;white-space:nowrap}.figures span{color:var(--soft)}.scroll{overflow-x:auto;background:var(--surface);border:1px solid var(--line);border-radius:8px}table{border-collapse:collapse;width:100%}tbody tr:last-child td{border-bottom:0}svg+.scroll{margin-top:12px}
        th,td{padding:8px 12px;border-bottom:1px solid var(--line);text-align:right;white-space:nowrap}th:first-child,td:first-child,td.t,th.t{text-align:left}td.why{white-space:normal;text-align:left;min-width:260px}th{font-weight:600;color:var(--soft)}
        .up{color:var(--up)}.down{color:var(--down)}ul{margin:0;padding-left:20px}svg{width:100%;height:auto;background:var(--surface);border:1px solid var(--line);border-radius:8px;display:block}svg text{fill:var(--text);font-size:12px}svg .soft{fill:var(--soft)}
        .area{fill:var(--accent);opacity:.08}.dot{fill:var(--accent)}.base{fill:var(--twin)}.draft{fill:var(--accent)}.lb{stroke:var(--twin)}.ld{stroke:var(--accent)}.lb,.ld{fill:none;stroke-width:2}.axis{stroke:var(--line)}.key{display:inline-block;width:10px;height:10px;margin:0 6px 0 12px}.key:first-child{margin-left:0}
        """;

    public Html Html { get; } = new();

    public Figures Figures { get; } = new(draft, language);

    public ProgramDocument Draft => draft;

    public void Begin(string title, string says)
    {
        Html.Raw($"<!doctype html>\n<html lang=\"{language.Tag()}\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n").Line("title", title).Raw($"<style>{Style}</style>\n</head>\n<body>\n<main>\n");
        Html.Line("h1", $"{title} · {Figures.Name(draft.Names)}");
        Html.Line("p", says, "soft");
    }

    public string End() => Html.Raw("</main>\n</body>\n</html>\n").ToString();

    public void Key(string twin, string accent) => Html.Raw("<p class=\"soft\"><span class=\"key\" style=\"background:var(--twin)\"></span>").Text(twin).Raw("<span class=\"key\" style=\"background:var(--accent)\"></span>").Text(accent).Raw("</p>\n");

    public void Figure(string label, string value) => Html.Raw("<div>").Line("span", label).Line("b", value).Raw("</div>\n");

    /// <summary>A figure of both sides: the draft's, and below it what it is compared with.</summary>
    public void Pair(string label, string left, string right) =>
        Html.Raw("<div>").Line("span", label).Line("b", right).Line("span", left == right ? Say("两边相同", "the same on both sides") : Say($"基准 {left}", $"base {left}")).Raw("</div>\n");

    public void Notes(IEnumerable<string> notes)
    {
        Html.Line("h2", Say("怎么算的", "How it was computed"));
        Html.Raw("<ul class=\"soft\">\n");
        foreach (var note in notes) Html.Line("li", note);
        Html.Raw("</ul>\n");
    }

    public void Members(string title, IReadOnlyList<ComparedMember> members, long? all)
    {
        if (members.Count == 0) return;
        Html.Line("h2", title);
        if (all > members.Count) Html.Line("p", Say($"共 {Figures.Count(all.Value)} 位，列出前 {Figures.Count(members.Count)} 位", $"{Figures.Count(all.Value)} in all, the first {Figures.Count(members.Count)} listed"), "soft");
        Table(
            [Say("会员", "member"), Say("基准", "base"), Say("草稿", "draft"), Say("多得", "gain"), Say("首个差异", "first difference")],
            members.Select(m => (new[] { nameOf(m.Account), Tier(m.BaseTier), Tier(m.DraftTier), Figures.Money(m.GainMinor), Why(m.First) }, StyleOf(m.BaseTier, m.DraftTier))), last: "why");
    }

    private string Why(FirstDifference? first)
    {
        if (first is null) return "";
        var parts = new List<string> { Day(first.On) };
        if (first.BaseTier != first.DraftTier) parts.Add($"{Tier(first.BaseTier)} → {Tier(first.DraftTier)}");
        if (first.BaseBalance != first.DraftBalance) parts.Add(Say($"积分 {Figures.Points(first.BaseBalance)} → {Figures.Points(first.DraftBalance)}", $"points {Figures.Points(first.BaseBalance)} → {Figures.Points(first.DraftBalance)}"));
        if (first.BaseNetMinor != first.DraftNetMinor) parts.Add(Say($"实付 {Figures.Money(first.BaseNetMinor)} → {Figures.Money(first.DraftNetMinor)}", $"paid {Figures.Money(first.BaseNetMinor)} → {Figures.Money(first.DraftNetMinor)}"));
        if (first.Reasons.Count > 0) parts.Add((first.Changed == "draft" ? Say("草稿：", "draft: ") : Say("基准：", "base: ")) + string.Join(Say("；", "; "), first.Reasons.Select(r => Tessera.App.Texts.Text.Render(r, Figures.Language.Tag(), draft))));
        return string.Join(Say("，", ", "), parts);
    }

    public void Table(string[] head, IEnumerable<(string[] Cells, string? Style)> rows, string? last = null)
    {
        Html.Raw("<div class=\"scroll\"><table>\n<thead><tr>");
        foreach (var cell in head) Html.Line("th", cell, last is not null ? "t" : null);
        Html.Raw("</tr></thead>\n<tbody>\n");
        foreach (var (cells, style) in rows)
        {
            Html.Open("tr", style);
            for (var i = 0; i < cells.Length; i++) Html.Line("td", cells[i], last is null ? null : i == cells.Length - 1 ? last : "t");
            Html.Raw("</tr>\n");
        }

        Html.Raw("</tbody></table></div>\n");
    }

    public string Name(string account) => nameOf(account);

    public string Tier(string id) => draft.Ladder.Tiers.FirstOrDefault(t => t.Id == id) is { } tier ? Figures.Name(tier.Names) : id;

    public string? StyleOf(string left, string right) => left == right ? null : PlaceOf(right) > PlaceOf(left) ? "up" : "down";

    public static string Percent(long tenThousandths) => (tenThousandths / 100m).ToString("0.##", CultureInfo.InvariantCulture) + " %";

    public string Day(DateOnly day) => Figures.Date(day);

    public string Say(string zh, string en) => Figures.Of(zh, en);

    private int PlaceOf(string tier) => draft.Ladder.Tiers.ToList().FindIndex(t => t.Id == tier);
}
