using System.CommandLine;
using System.Text.Json;
using Tessera.App;
using Tessera.App.Exports;
using Tessera.App.Jobs;
using Tessera.App.Reads;
using Tessera.Core.Tiers;
using Tessera.Server.Http;
using Tessera.Server.Http.Reports;
using Tessera.Server.Texts;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera export report NAME</c>: the thirteen reports as files, with the right, the checks and the register of <c>POST /v1/exports</c>.</summary>
internal static class ExportReportVerb
{
    private static readonly Argument<string> Name = new Argument<string>("NAME").Says("报表名，如 figures、tier-sales、liability", "The report, such as figures, tier-sales or liability");
    private static readonly Option<string> From = new Option<string>("--from") { HelpName = "DATE" }.Says("第一天", "First local date");
    private static readonly Option<string> Through = new Option<string>("--through") { HelpName = "DATE" }.Says("最后一天，默认今天", "Last local date, today by default");
    private static readonly Option<string> By = new Option<string>("--by") { HelpName = "WHAT" }.Says("rankings：store、clerk 或 channel；cohorts：joining 或 firstPurchase", "Of rankings store, clerk or channel; of cohorts joining or firstPurchase");
    private static readonly Option<string> OfMetric = new Option<string>("--metric") { HelpName = "METRIC" }.Says("reach：指标，如 spend", "Of reach: the metric, such as spend");
    private static readonly Option<string> Window = new Option<string>("--window") { HelpName = "WINDOW" }.Says("reach：窗口，默认 \"rolling 12 months\"", "Of reach: its window, \"rolling 12 months\" by default");
    private static readonly Option<string> Why = new Option<string>("--reason") { HelpName = "TEXT" }.Says("导出理由，写进文件和导出登记", "Why; it stands in the file and in the register of exports");

    /// <summary>Names as they are typed.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<ReportName>().Select(r => JsonNamingPolicy.KebabCaseLower.ConvertName(r.ToString()))];

    public static Verb Make(Option<string> format, Option<string> file)
    {
        var report = new Verb("report", new("一份报表：数字与页面相同，并带定义、日期和筛选", "A report: the very figures of its page, with definitions, dates and filters"))
        {
            Samples =
            [
                new("tessera export report figures --from 2026-01-01 --through 2026-01-31 --out figures.csv", new("一个月的经营数字", "A month's figures of the business")),
                new("tessera export report rankings --by store --from 2026-01-01 --format xlsx --out stores.xlsx --reason \"month end\"", new("门店排名，写成工作簿", "Stores by sales, as a workbook")),
            ],
            Uses = StoreUse.Writes, Codes = [(ExitCode.Refused, new("密钥没有权限，或还没有发布规则", "The key may not, or no programme is published")), (ExitCode.File, new("文件写不了", "The file cannot be written"))],
            Does = sitting => Write(sitting, sitting.Value(format), sitting.Value(file)),
        };
        report.Add(Name);
        foreach (var option in new Option[] { From, Through, By, OfMetric, Window, Why, format, file, Common.DryRun }) report.Add(option);
        return report;
    }

    private static async Task<int> Write(Sitting sitting, string? asked, string? path)
    {
        var terminal = sitting.Terminal;
        if (!Enum.TryParse<ExportFormat>(asked ?? (terminal.IsJson ? "jsonl" : "csv"), ignoreCase: true, out var format)) return terminal.Fail(ExitCode.Usage, "--format 只能是 csv、jsonl 或 xlsx。", "--format must be csv, jsonl or xlsx.");
        if (format == ExportFormat.Xlsx && path is null) return terminal.Fail(ExitCode.Usage, "xlsx 要写 --out FILE。", "xlsx needs --out FILE.");
        if (Names.ToList().IndexOf(sitting.Value(Name)) is not (>= 0 and var report)) return terminal.Fail(ExitCode.Usage, $"没有报表“{sitting.Value(Name)}”；有 {string.Join("、", Names)}。", $"There is no report “{sitting.Value(Name)}”; there are {string.Join(", ", Names)}.");
        if (MetricOf(sitting.Value(OfMetric)) is not (true, var metric)) return terminal.Fail(ExitCode.Usage, $"--metric 为 {string.Join("、", SalesReportRoutes.Metrics)}。", $"--metric is one of {string.Join(", ", SalesReportRoutes.Metrics)}.");
        var (from, through) = (Dates.Read(sitting, From), Dates.Read(sitting, Through));
        using var site = Stores.OwnExisting(sitting);
        var ask = new ExportReason(sitting.ActorOn(site), sitting.Value(Why));
        if (Lacking(sitting, site) is { } lacking) return Said(terminal, new Problem(403, "auth.scope", lacking));
        var body = new ReportBody { Report = Enum.GetValues<ReportName>()[report], From = from, By = sitting.Value(By), Metric = metric, Window = sitting.Value(Window), Through = through ?? site.Read(scope => scope.KnownPrograms is null ? null : (DateOnly?)scope.Today) };
        if (site.Read(scope => ReportOrder.Wrong(body, scope)) is { } wrong) return Said(terminal, wrong);
        var language = terminal.Language.Tag();
        var (rows, bytes) = site.Read(scope =>
        {
            var table = ReportExport.Table(site, scope, body.ToAsk(), language);
            if (path is null && !sitting.DryRun) return (table.Write(terminal.Output, format), 0L);
            // Tried, it is made where it is thrown away: the rows are counted, and what cannot be made is told.
            using Stream file = sitting.DryRun ? new MemoryStream() : new FileStream(path!, FileMode.Create, FileAccess.ReadWrite);
            return (table.Write(file, format, Export.Sheets(scope, "report", ask, language) with { HasMark = format == ExportFormat.Csv && language != "en" }), file.Length);
        });
        await site.Write(new NoteExport("report", ask) { Format = format, Tally = new ExportTally(rows, bytes) });
        if (sitting.DryRun) terminal.Say($"将写 {rows:N0} 行。", $"{rows:N0} rows would be written.");
        else terminal.Say($"{rows:N0} 行。", $"{rows:N0} rows.");
        return ExitCode.Done;
    }

    private static (bool IsKnown, Metric? Metric) MetricOf(string? named) => named is null ? (true, null) : SalesReportRoutes.Metrics.Contains(named) ? (true, Enum.Parse<Metric>(named, ignoreCase: true)) : (false, null);

    // Whoever runs the command line on the machine may do everything; a key may do what it may do over HTTP.
    private static string? Lacking(Sitting sitting, Site site)
    {
        if (sitting.Settings.Key is not { } secret) return null;
        var scopes = site.Read(scope => scope.Db.ApiKeys.Find(secret))!.Scopes;
        return new[] { Scopes.ExportsWrite, Scopes.ReportsRead }.FirstOrDefault(needed => !scopes.Contains(needed));
    }

    private static int Said(Terminal terminal, Problem problem)
    {
        foreach (var error in problem.Errors) terminal.Say($"--{error.Pointer["/report/".Length..]}: {ProblemTexts.Sentence(terminal.Language, error.Code, error.Values)}");
        return problem.Errors.Count > 0 ? ExitCode.Usage : terminal.Fail(ExitCode.Refused, ProblemTexts.Sentence(terminal.Language, problem.Code, problem.Values));
    }
}
