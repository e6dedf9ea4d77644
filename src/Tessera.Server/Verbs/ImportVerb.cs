using System.CommandLine;
using System.Globalization;
using Tessera.App;
using Tessera.App.Import;
using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera import</c> and <c>tessera import purchases</c>.</summary>
internal static class ImportVerb
{
    internal static readonly Argument<string> FileName = new Argument<string>("FILE").Says("导出文件 .csv、.csv.gz 或 .xlsx", "The export, .csv, .csv.gz or .xlsx");
    private static readonly Option<string> Map = new Option<string>("--map") { HelpName = "FILE", Required = true }.Says("说明列、日期和取消单的映射文件", "Map of columns, dates and cancellations");
    internal static readonly Option<bool> History = new Option<bool>("--history").Says("按当时的日期重演过去，不发消息", "Play the past at its own dates; no message leaves");
    private static readonly Option<string> Until = new Option<string>("--until") { HelpName = "DATE" }.Says("与 --history 一起：结算到这一天", "With --history: settle through this date");
    internal static readonly Option<string> BadRows = new Option<string>("--bad-rows") { HelpName = "FILE" }.Says("被拒的行写到这里，默认 FILE.bad.csv（或 .xlsx）", "Refused rows go here, FILE.bad.csv (or .xlsx) by default");
    internal static readonly Option<string> Program = new Option<string>("--program") { HelpName = "FILE" }.Says("数据里还没有规则时，先发布这一份", "Publish this programme first where the store has none");

    public static Verb Make()
    {
        var purchases = new Verb("purchases", new("从收银系统的导出读入消费", "Read purchases from a till's export"))
        {
            Samples =
            [
                new("tessera import purchases sales.csv --map templates/online-retail/import.yaml --dry-run", new("全程走一遍，什么也不写入", "Go through all of it and write nothing")),
                new("tessera import purchases sales.csv.gz --history --map templates/online-retail/import.yaml --program templates/online-retail/program.yaml", new("重演一年的小票", "Play a year of receipts")),
            ],
            Uses = StoreUse.Writes,
            Codes = [(ExitCode.Refused, new("映射有误，或有行被拒", "The map is wrong, or rows were refused")), (ExitCode.File, new("文件读不出来", "The file cannot be read")), (ExitCode.Stopped, new("被停止；再运行一次会接着做", "Stopped; run it again and it goes on"))],
            Does = Purchases,
        };
        purchases.Add(FileName);
        foreach (var option in new Option[] { Map, History, Until, BadRows, Program, Common.DryRun }) purchases.Add(option);
        var import = new Verb("import", new("导入数据", "Import data"));
        import.Add(purchases);
        import.Add(ImportMembersVerb.Make());
        import.Add(ImportMembersVerb.MakeUndo());
        return import;
    }

    private static async Task<int> Purchases(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        var name = sitting.Value(Map)!;
        var reading = ImportMapFile.Read(File.ReadAllText(name));
        if (reading.Map is not { } map)
        {
            foreach (var finding in reading.Findings) terminal.Say(Line(name, finding, terminal));
            return ExitCode.Refused;
        }

        using var site = Stores.Own(sitting);
        if (await Publish(sitting, site) is { } failed) return failed;
        var file = sitting.Value(FileName);
        var request = new ImportRequest
        {
            File = file, Map = map, IsHistory = sitting.Value(History), Until = Dates.Read(sitting, Until), BadRows = BadRowsOf(sitting, file),
            Language = terminal.Language.Tag(), Actor = sitting.ActorOn(site) is var actor && actor == "cli" ? "import" : actor,
        };
        var tally = await Progress.Track(terminal, terminal.Of("导入", "Importing"), report => ImportPurchases.Run(site, request, new Reporting(report), sitting.Cancelled));
        terminal.Give(tally, () => Print(terminal, tally));
        return tally.LinesRefused > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    private static string? BadRowsOf(Sitting sitting, string file) => sitting.DryRun ? null : sitting.Value(BadRows) ?? file + ".bad.csv";

    internal static async Task<int?> Publish(Sitting sitting, Site site)
    {
        if (sitting.Value(Program) is not { } file || site.Read(s => s.KnownPrograms) is not null) return null;
        var text = File.ReadAllText(file);
        var read = ProgramFile.Load(text);
        if (read.Document is null)
        {
            foreach (var finding in read.Errors) sitting.Terminal.Say($"{file}: {Text.Render(finding, sitting.Terminal.Language.Tag())}");
            return ExitCode.Refused;
        }

        var answer = await site.Write(new PublishProgram { SourceText = text, BySystem = true });
        return answer.Refusal is { } refusal ? Answers.Refuse(sitting.Terminal, refusal) : null;
    }

    private static void Print(Terminal t, ImportTally y)
    {
        string N(long n) => n.ToString("N0", CultureInfo.InvariantCulture);
        t.Print(t.Of($"行：读入 {N(y.LinesRead)} = 入账 {N(y.LinesInFacts)} + 重复 {N(y.LinesInRepeats)} + 被拒 {N(y.LinesRefused)} + 跳过 {N(y.LinesSkipped)}", $"Lines: read {N(y.LinesRead)} = in facts {N(y.LinesInFacts)} + in repeats {N(y.LinesInRepeats)} + refused {N(y.LinesRefused)} + skipped {N(y.LinesSkipped)}"));
        t.Print(t.Of($"单据：读入 {N(y.DocumentsRead)} = 入账 {N(y.DocumentsInFacts)} + 重复 {N(y.DocumentsInRepeats)} + 被拒 {N(y.DocumentsRefused)}", $"Documents: read {N(y.DocumentsRead)} = in facts {N(y.DocumentsInFacts)} + in repeats {N(y.DocumentsInRepeats)} + refused {N(y.DocumentsRefused)}"));
        t.Print(t.Of($"入账的单据：消费 {N(y.Purchases)}，退货 {N(y.Cancellations)}，无会员 {N(y.Anonymous)}，库存单 {N(y.Stock)}；新会员 {N(y.Joined)}", $"Facts: purchases {N(y.Purchases)}, cancellations {N(y.Cancellations)}, without a member {N(y.Anonymous)}, stock {N(y.Stock)}; members joined {N(y.Joined)}"));
        t.Print(t.Of($"金额：单据合计 {Amount(y.ExactMinor)} = 入账 {Amount(y.StoredMinor)} + 舍入 {Amount(y.RoundingMinor)}", $"Money: documents {Amount(y.ExactMinor)} = in the store {Amount(y.StoredMinor)} + rounding {Amount(y.RoundingMinor)}"));
        t.Say(y.AddsUp ? t.Of("各项合计相符。", "All sums add up.") : t.Of("合计不符，请报告这个错误。", "The sums do not add up; please report this."));
    }

    private static string Amount(decimal minor) => (minor / 100m).ToString("#,##0.00###", CultureInfo.InvariantCulture);

    internal static string Line(string name, MapFinding finding, Terminal terminal)
    {
        var parts = new List<ReasonPart> { Reason.Id("expected", terminal.Of(finding.Expected)) };
        if (finding.Got is { } got) parts.Add(Reason.Id("got", got));
        if (finding.Nearest is { } nearest) parts.Add(Reason.Id("nearest", nearest));
        return string.Create(CultureInfo.InvariantCulture, $"{name}:{finding.Line}:{finding.Column}: {Text.Render(new Reason(finding.Code, parts), terminal.Language.Tag())}");
    }

    private sealed class Reporting(Action<long, long?> report) : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value)
        {
            var tally = value.Tally;
            if (tally.DocumentsRead == 0 || tally.Ordinal == 0) report(tally.LinesRead, null);
            else report(tally.DocumentsInFacts + tally.DocumentsInRepeats + tally.DocumentsRefused, tally.DocumentsRead);
        }
    }
}
