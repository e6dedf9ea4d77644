using System.Globalization;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Server.Http;
using Tessera.Server.Json;

namespace Tessera.Server.Pages;

/// <summary>Everything about one member as a page to read, keep or print: one file, nothing is fetched from elsewhere.</summary>
internal sealed class MemberPaper
{
    private const string Style = "body{font:15px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}table{border-collapse:collapse;width:100%}"
        + "th,td{border-bottom:1px solid #ccc;padding:.3rem .5rem;text-align:left;vertical-align:top}h2{margin-top:2rem}td.n{text-align:right;font-variant-numeric:tabular-nums}";

    private readonly MemberExport _export;
    private readonly Showing _showing;
    private readonly Html _html = new();

    private MemberPaper(MemberExport export, Showing showing) => (_export, _showing) = (export, showing);

    public static string Render(MemberExport export, Showing showing)
    {
        var paper = new MemberPaper(export, showing);
        paper.Write();
        return paper._html.ToString();
    }

    private string Say(string zh, string en) => _showing.Language.Of(zh, en);

    private void Write()
    {
        var title = Say("会员个人信息副本", "Everything kept about a member");
        _html.Raw($"<!doctype html>\n<html lang=\"{_showing.Language.Tag()}\">\n<head>\n<meta charset=\"utf-8\">\n").Line("title", title).Raw($"<style>{Style}</style>\n</head>\n<body>\n");
        _html.Line("h1", title).Line("p", Say($"导出时间 {Moments.Text(_export.TakenAt)}", $"Taken at {Moments.Text(_export.TakenAt)}"));
        Person();
        Tier();
        Points();
        Purchases();
        Rest();
        _html.Raw("</body>\n</html>\n");
    }

    private void Person()
    {
        var (member, profile) = (_export.Member, _export.Profile);
        Table(Say("本人", "The person"), [Say("项目", "What"), Say("内容", "Value")],
        [
            [Say("会员号", "Member id"), member.Id?.ToString() ?? "-"], [Say("姓名", "Name"), profile.Name ?? "-"], [Say("生日", "Birthday"), profile.Birthday is { } born ? Moments.Text(born) : "-"],
            [Say("入会日期", "Joined"), Moments.Text(member.JoinedOn)], [Say("入会渠道", "Channel"), member.Channel], [Say("状态", "Status"), member.Status],
            .. member.Frozen is { } frozen ? new string[][] { [Say("冻结", "Frozen"), $"{Moments.Text(frozen.Since)} {frozen.ReasonCode} {frozen.Note}"] } : [],
            .. _export.Identities.Select(i => new[] { i.Kind, i.Value }),
            .. member.Tags.Select(t => new[] { Say("标签", "Tag"), t.Tag }),
            [Say("邀请人", "Invited by"), _export.InvitedBy?.ToString() ?? "-"],
            .. _export.Referrals.Select(r => new[] { Say("邀请的朋友", "Friend"), $"{r.MemberId?.ToString() ?? "-"} {Moments.Text(r.On)}" }),
        ]);
    }

    private void Tier()
    {
        _html.Line("h2", Say("等级", "Tier")).Line("p", _export.Tier.Headline);
        foreach (var note in _export.Tier.Notes) _html.Line("p", note);
        Rows([Say("日期", "Date"), Say("等级", "Tier"), Say("原因", "Why")], _export.Tier.Past.Select(p => new[] { Moments.Text(p.On), p.To.Name, string.Join(Say("；", "; "), p.Why) }));
    }

    private void Points()
    {
        var points = _export.Points;
        _html.Line("h2", Say("积分", "Points")).Line("p", Say($"余额 {Whole(points.Balance)}，待生效 {Whole(points.Pending)}，欠 {Whole(points.Debt)}", $"Balance {Whole(points.Balance)}, pending {Whole(points.Pending)}, owed {Whole(points.Debt)}"));
        Rows([Say("时间", "When"), Say("变动", "Change"), Say("余额", "Balance"), Say("原因", "Why")],
            _export.Entries.Select(e => new[] { Moments.Text(e.OccurredAt), Whole(e.Change.Points), Whole(e.Change.BalanceAfter), e.Why }));
        Table(Say("积分批次", "Lots"), [Say("获得", "Earned"), Say("原有", "Opened"), Say("剩余", "Left"), Say("有效至", "Usable through")],
            points.Lots.Select(l => new[] { Moments.Text(l.EarnedOn), Whole(l.Figures.Opened), Whole(l.Figures.Left), l.Through is { } day ? Moments.Text(day) : Say("长期", "no end") }));
    }

    private void Purchases() => Table(Say("消费", "Purchases"), [Say("时间", "When"), Say("单号", "Number"), Say("门店", "Store"), Say("金额", "Amount"), Say("积分", "Points"), Say("明细", "Lines")],
        _export.Purchases.Select(p => new[]
        {
            Moments.Text(p.OccurredAt), $"{p.Source} {p.Number}", p.StoreId ?? "-", Money(p.TotalMinor), Whole(p.Points), string.Join(", ", p.Lines.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Sku} × {l.Quantity}"))),
        }));

    private void Rest()
    {
        Table(Say("兑换与奖品", "Rewards and prizes"), [Say("时间", "When"), Say("兑换品", "Reward"), Say("件数", "Units"), Say("积分", "Points"), Say("现金", "Cash"), Say("寄送", "Delivery")],
            _export.Redemptions.Select(r => new[] { Moments.Text(r.MadeAt), r.Reward, Whole(r.Units), Whole(r.Points), Money(r.CashMinor), r.Delivery ?? "-" }));
        Table(Say("站内信", "Messages"), [Say("日期", "Date"), Say("内容", "Message"), Say("已读", "Read")], _export.Inbox.Select(m => new[] { Moments.Text(m.On), m.Message, m.ReadAt is { } read ? Moments.Text(read) : "-" }));
        Table(Say("全部记录", "The whole record"), [Say("时间", "When"), Say("事项", "What"), Say("说明", "Why")],
            _export.Events.Select(e => new[] { Moments.Text(e.Item.OccurredAt), e.Item.Step ?? e.Item.Kind, string.Join(Say("；", "; "), e.Note is { } note ? e.Item.Why.Append(note) : e.Item.Why) }));
    }

    private void Table(string title, string[] heads, IEnumerable<string[]> rows)
    {
        _html.Line("h2", title);
        Rows(heads, rows);
    }

    private void Rows(string[] heads, IEnumerable<string[]> rows)
    {
        _html.Open("table").Open("thead").Open("tr");
        foreach (var head in heads) _html.Line("th", head);
        _html.Close("tr").Close("thead").Open("tbody");
        foreach (var row in rows)
        {
            _html.Open("tr");
            foreach (var cell in row) _html.Line("td", cell);
            _html.Close("tr");
        }

        _html.Close("tbody").Close("table");
    }

    private string Money(long minor) => Numbers.Money(minor, _export.Currency, _showing.Program?.CurrencyDecimals ?? 2);

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
