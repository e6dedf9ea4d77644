using System.CommandLine;
using Tessera.App.Audits;
using Tessera.App.Night;
using Tessera.Server.Json;
using Tessera.Storage.Audits;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera run-day</c> and <c>tessera audit</c>.</summary>
internal static class NightVerb
{
    private static readonly Option<string> On = new Option<string>("--on") { HelpName = "DATE" }.Says("哪一天的工作，默认今天", "The date whose work is done; today without it");
    private static readonly Option<bool> Rules = new Option<bool>("--rules").Says("再把每条事实按当时的规则重新决定一遍", "Also decide every fact again under the rules of its time");
    private static readonly Option<bool> Anchors = new Option<bool>("--anchors").Says("列出每天的锚", "List the anchors of every day");

    public static Verb MakeRunDay()
    {
        var run = new Verb("run-day", new("做一天的夜间工作：生效、到期、评定、宽限、通知", "Do the nightly work of a date: activations, expiry, reviews, graces, notices"))
        {
            Samples = [new("tessera run-day", new("做到今天", "Through today")), new("tessera run-day --on 2026-01-31", new("补做某一天；做两次结果不变", "A missed date; twice changes nothing")), new("tessera run-day --dry-run", new("只说会结算多少", "Only say how much would be settled"))],
            Uses = StoreUse.Writes, Codes = [(ExitCode.Refused, new("这一天还没有开始", "The date has not begun"))], Does = RunDayOf,
        };
        run.Add(On);
        run.Add(Common.DryRun);
        return run;
    }

    public static Verb MakeAudit()
    {
        var audit = new Verb("audit", new("核对账本：每一行、每条链、每个合计", "Check the books: every row, every chain, every sum"))
        {
            Samples = [new("tessera audit", new("按存下的决定重放并比对", "Replay the stored decisions and compare")), new("tessera audit --rules", new("再按规则重新决定", "Also decide again by the rules"))],
            Uses = StoreUse.Reads, Codes = [(ExitCode.Refused, new("发现不符", "Something does not agree"))], Does = Audit,
        };
        audit.Add(Rules);
        audit.Add(Anchors);
        return audit;
    }

    private static async Task<int> RunDayOf(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        using var site = Stores.OwnExisting(sitting);
        var on = Dates.Read(sitting, On);
        var answer = await Progress.Track(terminal, terminal.Of("结算会员", "Settling members"), report => RunDay.Run(site, on, n => report(n, null)));
        if (answer.Refusal is { } refusal) return Answers.Refuse(terminal, refusal);
        var done = answer.Value!;
        terminal.Give(new { done.On, done.Members, done.Items, Anchor = done.Anchor?.Text }, () =>
            terminal.Print(terminal.Of($"{Moments.Text(done.On)}：会员 {done.Members:N0}，写入 {done.Items:N0}，锚 {done.Anchor?.Text ?? "-"}", $"{Moments.Text(done.On)}: members {done.Members:N0}, items {done.Items:N0}, anchor {done.Anchor?.Text ?? "-"}")));
        return ExitCode.Done;
    }

    private static async Task<int> Audit(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        using var site = Stores.Read(sitting);
        var known = site.Read(scope => scope.KnownPrograms);
        var books = await Progress.Track(terminal, terminal.Of("核对会员", "Checking members"), report => Task.FromResult(BooksCheck.Run(site, n => report(n, null))));
        BooksCheck.Mark(site, books);
        var rules = sitting.Value(Rules) && known is not null
            ? await Progress.Track(terminal, terminal.Of("重新决定", "Deciding again"), report => Task.FromResult(RulesAudit.Run(site, n => report(n, null))))
            : null;
        var anchors = site.Read(scope => sitting.Value(Anchors) ? scope.Db.Audits.Anchors() : scope.Db.Audits.LastAnchor() is { } last ? [last] : []);
        terminal.Give(
            new { books.Members, books.Items, books.Entries, books.IsClean, books.Findings, Rules = rules, Anchors = anchors.Select(a => new { a.On, a.Text }) },
            () => Print(terminal, books, rules, anchors));
        return books.IsClean && rules is not { IsClean: false } ? ExitCode.Done : ExitCode.Refused;
    }

    private static void Print(Terminal t, BooksReport books, RulesReport? rules, IReadOnlyList<Anchor> anchors)
    {
        foreach (var finding in books.Findings) t.Print($"{finding.Table} {finding.Account} {finding.Row}: {finding.Code}: {finding.What}");
        foreach (var difference in rules?.Differences ?? []) t.Print(t.Of($"规则不符：{difference.Account} 第 {difference.Sequence} 条", $"rules: {difference.Account} item {difference.Sequence}"));
        t.Print(t.Of($"账本：会员 {books.Members:N0}，记录 {books.Items:N0}，分录 {books.Entries:N0}，不符 {books.FindingCount:N0}", $"Books: members {books.Members:N0}, items {books.Items:N0}, entries {books.Entries:N0}, findings {books.FindingCount:N0}"));
        if (rules is not null) t.Print(t.Of($"规则：重新决定 {rules.Items:N0}，不符 {rules.Differences.Count:N0}", $"Rules: decided again {rules.Items:N0}, differences {rules.Differences.Count:N0}"));
        foreach (var anchor in anchors) t.Print(t.Of("锚 ", "Anchor ") + $"{Moments.Text(anchor.On)} {anchor.Text}");
    }
}
