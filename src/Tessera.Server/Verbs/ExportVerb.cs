using System.CommandLine;
using Tessera.App;
using Tessera.App.Exports;
using Tessera.Core;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera export members|entries|tiers|purchases</c>.</summary>
internal static class ExportVerb
{
    private static readonly Option<string> Format = new Option<string>("--format") { HelpName = "csv|jsonl" }.Says("格式，默认 csv", "Format, csv by default");
    private static readonly Option<string> Out = new Option<string>("--out") { HelpName = "FILE" }.Says("写入文件；不写则到标准输出", "Into a file; standard output without it");
    private static readonly Option<bool> Counts = new Option<bool>("--counts").Says("只要每月末各等级的人数", "Only how many members each tier has at each month's end");

    public static Verb Make()
    {
        var export = new Verb("export", new("导出数据", "Export data"));
        export.Add(Table("members", new("会员与现在的数字", "Members with their figures now"), (sitting, scope) => Export.Members(scope)));
        export.Add(Table("entries", new("积分分录", "Ledger entries"), (sitting, scope) => Export.Entries(scope, sitting.Terminal.Language.Tag())));
        var tiers = Table("tiers", new("每月末的等级", "Tiers at each month's end"), (sitting, scope) => sitting.Value(Counts) ? Export.TierCounts(scope) : Export.Tiers(scope));
        tiers.Add(Counts);
        export.Add(tiers);
        export.Add(Table("purchases", new("消费、退款和退货", "Purchases, refunds and cancellations"), (sitting, scope) => Export.Purchases(scope)));
        return export;
    }

    private static Verb Table(string name, LocalText says, Func<Sitting, ReadScope, ExportTable> table)
    {
        var verb = new Verb(name, says)
        {
            Samples = [new($"tessera export {name} --format jsonl --out {name}.jsonl", says)], Uses = StoreUse.Reads, Codes = [(ExitCode.File, new("文件写不了", "The file cannot be written"))],
            Does = sitting => Write(sitting, table),
        };
        verb.Add(Format);
        verb.Add(Out);
        return verb;
    }

    private static async Task<int> Write(Sitting sitting, Func<Sitting, ReadScope, ExportTable> table)
    {
        var terminal = sitting.Terminal;
        var format = sitting.Value(Format) ?? (terminal.IsJson ? "jsonl" : "csv");
        if (format is not ("csv" or "jsonl")) return terminal.Fail(ExitCode.Usage, "--format 只能是 csv 或 jsonl。", "--format must be csv or jsonl.");
        var form = format == "csv" ? ExportFormat.Csv : ExportFormat.Jsonl;
        using var site = Stores.Read(sitting);
        using var file = sitting.Value(Out) is { } path ? new StreamWriter(path) : null;
        var rows = await Progress.Track(terminal, terminal.Of("导出", "Exporting"), report =>
            Task.FromResult(site.Read(scope => table(sitting, scope).Write(file ?? terminal.Output, form, n => report(n, null)))));
        terminal.Say($"{rows:N0} 行。", $"{rows:N0} rows.");
        return ExitCode.Done;
    }
}
