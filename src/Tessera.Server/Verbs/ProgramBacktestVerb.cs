using System.CommandLine;
using System.Globalization;
using Tessera.App.Programs.Backtests;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;
using Tessera.Server.Pages;
using Tessera.Server.Wording;
using Tessera.Storage;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera program backtest</c>.</summary>
internal static partial class ProgramVerb
{
    private static readonly Option<string> From = new Option<string>("--from") { HelpName = "DATE" }.Says("窗口第一天；不写则一年前", "First date of the window; a year ago without it");
    private static readonly Option<string> Through = new Option<string>("--through") { HelpName = "DATE" }.Says("窗口最后一天；不写则昨天", "Last date; yesterday without it");
    private static readonly Option<string> BaseOf = new Option<string>("--base") { HelpName = "SIDE" }.Says("与什么比：current 现行规则（默认），asHappened 当时的各版规则", "Compared with: current, today's version (default), or asHappened, the versions of the time");
    private static readonly Option<int> Threads = new Option<int>("--threads") { DefaultValueFactory = _ => 2 }.Says("同时回放的会员数；不影响结果", "Members played at the same time; changes no result");

    private static readonly Option<string> HtmlFile = new Option<string>("--html") { HelpName = "FILE" }.Says("把报告写成一个可以单独打开的网页", "Write the report as a page that stands alone");

    private static Verb MakeBacktest()
    {
        var backtest = new Verb("backtest", new("用历史数据试算一份规则：谁升、谁降、花多少", "Try a programme on recorded history: who rises, who falls, what it costs"))
        {
            Samples =
            [
                new("tessera program backtest program.yaml --from 2025-01-01 --through 2025-12-31", new("与现行规则并排回放一年", "A year side by side with the version in force")),
                new("tessera program backtest program.yaml --json", new("整份报告", "The whole report")),
            ],
            Uses = StoreUse.Reads,
            Codes = [(ExitCode.Refused, new("文件有错误", "The file has errors")), (ExitCode.Store, new("数据不可用", "The store cannot be used"))],
            Does = Backtest,
        };
        backtest.Add(FileName);
        backtest.Add(From);
        backtest.Add(Through);
        backtest.Add(BaseOf);
        backtest.Add(Threads);
        backtest.Add(HtmlFile);
        return backtest;
    }

    private static Task<int> Backtest(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        if (Load(sitting.Value(FileName), terminal) is not { } draft) return Task.FromResult(ExitCode.Refused);
        if (!Enum.TryParse<BaseSide>(sitting.Value(BaseOf) ?? "current", ignoreCase: true, out var side)) return Task.FromResult(terminal.Fail(ExitCode.Usage, "--base 只能是 current 或 asHappened。", "--base is current or asHappened."));
        using var site = Stores.Read(sitting);
        var report = site.Read(scope =>
        {
            var through = DayOf(sitting.Value(Through)) ?? (scope.Db.Settings.Mode == App.SiteModes.History ? scope.Today : scope.Today.AddDays(-1));
            var from = DayOf(sitting.Value(From)) ?? through.AddYears(-1).AddDays(1);
            if (through < from || through.DayNumber - from.DayNumber >= BacktestPlan.MostDays) return null;
            var plan = BacktestRun.Plan(scope, draft, new BacktestWindow(from, through), side);
            return BacktestRun.Run(scope, plan, side, new BacktestPace { Threads = Math.Clamp(sitting.Value(Threads), 1, 64), Stop = sitting.Cancelled });
        });
        if (report is null) return Task.FromResult(terminal.Fail(ExitCode.Usage, "窗口的日期不对。", "The dates of the window are wrong."));
        if (sitting.Value(HtmlFile) is { } file) File.WriteAllText(file, site.Read(scope => BacktestPage.Render(report, draft, terminal.Language, NamesIn(scope))));
        if (terminal.IsJson) terminal.Print(System.Text.Encoding.UTF8.GetString(BacktestText.Write(report)));
        else Summarise(report, draft, terminal);
        return Task.FromResult(ExitCode.Done);
    }

    private static DateOnly? DayOf(string? text) => text is null ? null : DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Members by their external id, or their public id where they have none.</summary>
    private static Func<string, string> NamesIn(App.ReadScope scope) =>
        account => AccountId.Parse(account) is var id ? scope.Db.Exports.ExternalIdOf(id) ?? scope.Db.Identities.MemberOf(id)?.ToString() ?? account : account;

    private static void Summarise(BacktestReport report, ProgramDocument draft, Terminal terminal)
    {
        var figures = new Figures(draft, terminal.Language);
        foreach (var change in report.Changes) terminal.Print(terminal.Of(change.Sentence));
        terminal.Print(terminal.Of(
            $"会员 {report.Members}，升 {report.Up}，降 {report.Down}，有任何差异 {report.Different}", $"{report.Members} members, {report.Up} up, {report.Down} down, {report.Different} different in anything"));
        foreach (var pair in report.Pairs.Where(p => p.Base != p.Draft)) terminal.Print($"{pair.Base} → {pair.Draft}: {figures.Count(pair.Members)}");
        terminal.Print(terminal.Of("净营收", "net revenue") + $": {figures.Money(report.Base.NetMinor)} → {figures.Money(report.Draft.NetMinor)}");
        terminal.Print(terminal.Of("成本占比", "cost share") + $": {Percent((int)report.Base.CostShare)} → {Percent((int)report.Draft.CostShare)}");
        if (BacktestPage.Repriced(report, figures) is { } repriced) terminal.Print(repriced);
        if (report.Base.CostOnlyMinor != 0 || report.Draft.CostOnlyMinor != 0)
            terminal.Print(terminal.Of("另计，没有标价的单若照此优惠", "beside it, on sales without list prices") + $": {Percent((int)report.Base.CostOnlyShare)} → {Percent((int)report.Draft.CostOnlyShare)}");
        terminal.Print(terminal.Of("发出积分", "points issued") + $": {figures.Points(report.Base.Issued)} → {figures.Points(report.Draft.Issued)}");
        if (report.NotAffordableCount > 0) terminal.Print(terminal.Of("付不起或跟不上", "not affordable") + $": {figures.Count(report.NotAffordableCount)}");
    }
}
