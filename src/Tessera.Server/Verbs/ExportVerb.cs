using System.CommandLine;
using Tessera.App;
using Tessera.App.Exports;
using Tessera.Core;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera export members|entries|tiers|purchases|wallet|report</c>.</summary>
internal static class ExportVerb
{
    private static readonly Option<string> Format = new Option<string>("--format") { HelpName = "csv|jsonl|xlsx" }.Says("格式，默认 csv", "Format, csv by default");
    private static readonly Option<string> Out = new Option<string>("--out") { HelpName = "FILE" }.Says("写入文件；不写则到标准输出", "Into a file; standard output without it");
    private static readonly Option<bool> Personal = new Option<bool>("--personal").Says("加上姓名、手机、邮箱、卡号，中间遮盖；只写 xlsx", "With name, phone, e-mail and card, their middle hidden; xlsx only");
    private static readonly Option<bool> Whole = new Option<bool>("--whole").Says("与 --personal 一起：不遮盖，须写 --reason", "With --personal: nothing hidden; needs --reason");
    private static readonly Option<string> Reason = new Option<string>("--reason") { HelpName = "TEXT" }.Says("导出理由，写进文件和审计", "Why; it stands in the file and in the audit trail");
    private static readonly Option<bool> Counts = new Option<bool>("--counts").Says("只要每月末各等级的人数", "Only how many members each tier has at each month's end");

    private static readonly Option<bool> Entries = new Option<bool>("--entries").Says("逐笔分录，而不是每位会员的余额", "Entry by entry, not the balance of each member");

    public static Verb Make()
    {
        var export = new Verb("export", new("导出数据", "Export data"));
        var members = Table("members", new("会员与现在的数字", "Members with their figures now"), (sitting, scope) => Export.Members(scope, Persons(sitting)));
        foreach (var option in new Option[] { Personal, Whole, Reason }) members.Add(option);
        export.Add(members);
        export.Add(Table("entries", new("积分分录", "Ledger entries"), (sitting, scope) => Export.Entries(scope, sitting.Terminal.Language.Tag())));
        var tiers = Table("tiers", new("每月末的等级", "Tiers at each month's end"), (sitting, scope) => sitting.Value(Counts) ? Export.TierCounts(scope) : Export.Tiers(scope));
        tiers.Add(Counts);
        export.Add(tiers);
        export.Add(Table("purchases", new("消费、退款和退货", "Purchases, refunds and cancellations"), (sitting, scope) => Export.Purchases(scope)));
        var wallet = Table("wallet", new("储值与次卡：每位会员的本金、赠送与剩余次数", "Stored value and cards: principal, bonus and passes left of each member"), (sitting, scope) =>
            sitting.Value(Entries) ? WalletExport.Entries(scope, sitting.Terminal.Language.Tag()) : WalletExport.Members(scope));
        wallet.Add(Entries);
        export.Add(wallet);
        export.Add(ExportReportVerb.Make(Format, Out));
        return export;
    }

    private static Verb Table(string name, LocalText says, Func<Sitting, ReadScope, ExportTable> table)
    {
        var verb = new Verb(name, says)
        {
            Samples = [new($"tessera export {name} --format jsonl --out {name}.jsonl", says)], Uses = StoreUse.Reads, Codes = [(ExitCode.File, new("文件写不了", "The file cannot be written"))],
            Does = sitting => Write(sitting, name, table),
        };
        verb.Add(Format);
        verb.Add(Out);
        return verb;
    }

    private static PersonColumns Persons(Sitting sitting) =>
        sitting.Typed.CommandResult.Command.Name != "members" || !sitting.Value(Personal) ? PersonColumns.None : sitting.Value(Whole) ? PersonColumns.Whole : PersonColumns.Masked;

    private static async Task<int> Write(Sitting sitting, string name, Func<Sitting, ReadScope, ExportTable> table)
    {
        var terminal = sitting.Terminal;
        var format = sitting.Value(Format) ?? (terminal.IsJson ? "jsonl" : "csv");
        if (format is not ("csv" or "jsonl" or "xlsx")) return terminal.Fail(ExitCode.Usage, "--format 只能是 csv、jsonl 或 xlsx。", "--format must be csv, jsonl or xlsx.");
        var form = format switch { "csv" => ExportFormat.Csv, "jsonl" => ExportFormat.Jsonl, _ => ExportFormat.Xlsx };
        var path = sitting.Value(Out);
        var persons = Persons(sitting);
        if (form == ExportFormat.Xlsx && path is null) return terminal.Fail(ExitCode.Usage, "xlsx 要写 --out FILE。", "xlsx needs --out FILE.");
        if (persons != PersonColumns.None && form != ExportFormat.Xlsx) return terminal.Fail(ExitCode.Usage, "--personal 只写 xlsx：文件里要写明谁、何时导出。", "--personal writes xlsx only: the file says who took it and when.");
        var reason = persons == PersonColumns.None ? null : sitting.Value(Reason);
        if (persons == PersonColumns.Whole && string.IsNullOrWhiteSpace(reason)) return terminal.Fail(ExitCode.Usage, "--whole 须写 --reason。", "--whole needs --reason.");
        using var site = persons == PersonColumns.None ? Stores.Read(sitting) : Stores.OwnExisting(sitting);
        var ask = new ExportReason(sitting.ActorOn(site), reason, persons);
        if (persons != PersonColumns.None) await site.Write(new NoteExport(name, ask) { Format = form });
        var rows = await Progress.Track(terminal, terminal.Of("导出", "Exporting"), report => Task.FromResult(site.Read(scope =>
        {
            if (path is null) return table(sitting, scope).Write(terminal.Output, form, n => report(n, null));
            using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
            return table(sitting, scope).Write(file, form, Export.Sheets(scope, name, ask, terminal.Language.Tag()), n => report(n, null));
        })));
        terminal.Say($"{rows:N0} 行。", $"{rows:N0} rows.");
        return ExitCode.Done;
    }
}
