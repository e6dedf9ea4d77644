using System.CommandLine;
using System.Globalization;
using Tessera.App.Import;
using Tessera.App.Texts;
using Tessera.Core;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera import members</c> and <c>tessera import undo</c>.</summary>
internal static class ImportMembersVerb
{
    private static readonly Argument<string> JobId = new Argument<string>("JOB").Says("导入编号", "Id of the import");
    private static readonly Option<string> Map = new Option<string>("--map") { HelpName = "FILE" }.Says("说明列和日期的映射文件；列名认得出时不需要", "Map of columns and dates; not needed where the headings say what they are");
    private static readonly Option<string> Source = new Option<string>("--source") { HelpName = "NAME" }.Says("没有映射文件时旧系统的名字，默认 list", "Name of the older system where there is no map, list by default");

    public static Verb Make()
    {
        var members = new Verb("members", new("从旧系统的名单读入会员及其期初积分、等级；再读一次就是更新", "Read members of an older system with their points and tiers; once more brings them up to date"))
        {
            Samples =
            [
                new("tessera import members members.xlsx --dry-run", new("只读：各列认作什么，哪些行有问题", "Read only: what the columns are taken for, which rows are wrong")),
                new("tessera import members members.csv --map members.yaml", new("会员、期初积分、成长值、消费、等级", "Members with points, growth, spend and tier")),
            ],
            Uses = StoreUse.Writes,
            Codes =
            [
                (ExitCode.Refused, new("映射有误，或有行被拒", "The map is wrong, or rows were refused")), (ExitCode.File, new("文件读不出来", "The file cannot be read")),
                (ExitCode.Stopped, new("被停止；再运行一次会接着做", "Stopped; run it again and it goes on")),
            ],
            Does = Members,
        };
        members.Add(ImportVerb.FileName);
        foreach (var option in new Option[] { Map, Source, ImportVerb.History, ImportVerb.BadRows, ImportVerb.Program, Common.DryRun }) members.Add(option);
        return members;
    }

    public static Verb MakeUndo()
    {
        var undo = new Verb("undo", new("撤销一次会员导入", "Undo an import of members"))
        {
            Samples = [new("tessera import undo imp_0644f1c2a3b4d5e6f7a8b9", new("撤销；撤不掉的逐个说明", "Undo it; what cannot be undone is said member by member"))],
            Uses = StoreUse.Writes,
            Codes = [(ExitCode.Refused, new("不能撤销，或有会员只能部分恢复", "It cannot be undone, or members could be put back in part only"))],
            Does = Undo,
        };
        undo.Add(JobId);
        undo.Add(Common.DryRun);
        return undo;
    }

    private static async Task<int> Members(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        MemberMap? map = null;
        if (sitting.Value(Map) is { } name)
        {
            var reading = MemberMapFile.Read(File.ReadAllText(name));
            if (reading.Map is null)
            {
                foreach (var finding in reading.Findings) terminal.Say(ImportVerb.Line(name, finding, terminal));
                return ExitCode.Refused;
            }

            map = reading.Map;
        }

        using var site = Stores.Own(sitting);
        if (await ImportVerb.Publish(sitting, site) is { } failed) return failed;
        var file = sitting.Value(ImportVerb.FileName);
        var request = new MemberImportRequest
        {
            File = file, Map = map, Source = sitting.Value(Source) ?? "list", IsHistory = sitting.Value(ImportVerb.History), Language = terminal.Language.Tag(),
            BadRows = sitting.Value(ImportVerb.BadRows) ?? file + (file.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) ? ".bad.xlsx" : ".bad.csv"),
            Actor = sitting.ActorOn(site) is var actor && actor == "cli" ? "import" : actor,
        };
        if (sitting.DryRun) return Look(terminal, ImportMembers.Look(site, request));
        var tally = await Progress.Track(terminal, terminal.Of("导入", "Importing"), report => ImportMembers.Run(site, request, new Counting(report), sitting.Cancelled));
        terminal.Give(tally, () => Print(terminal, tally));
        if (site.Read(s => s.Db.Imports.Jobs(1)) is [var job]) terminal.Say($"撤销这次导入：tessera import undo {job.Id}", $"To undo this import: tessera import undo {job.Id}");
        return tally.LinesRefused > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    private static int Look(Terminal t, MemberImportLook look)
    {
        t.Give(look, () =>
        {
            foreach (var column in look.Columns) t.Print($"{column.Column}  →  {(column.Field is { } field ? Name(field) : t.Of("（不读）", "(not read)"))}");
            t.Print(t.Of($"行 {N(look.LinesRead)}，会员 {N(look.MembersRead)}，其中已有 {N(look.Known)}，会被拒 {N(look.Refused)}，积分 {N(look.Points)}", $"Lines {N(look.LinesRead)}, members {N(look.MembersRead)}, of them known {N(look.Known)}, would be refused {N(look.Refused)}, points {N(look.Points)}"));
            foreach (var finding in look.Findings)
            {
                var says = Text.Say(finding.Code, t.Language.Tag(), Reason.Id("column", finding.Column), Reason.Id("got", finding.Got));
                t.Print(t.Of($"第 {finding.Line} 行：{says}", $"Line {finding.Line}: {says}"));
            }
        });
        return look.Refused > 0 ? ExitCode.Refused : ExitCode.Done;
    }

    private static void Print(Terminal t, MemberImportTally y)
    {
        t.Print(t.Of($"行：读入 {N(y.LinesRead)} = 收入 {N(y.LinesTaken)} + 重复 {N(y.LinesInRepeats)} + 被拒 {N(y.LinesRefused)}", $"Lines: read {N(y.LinesRead)} = taken {N(y.LinesTaken)} + in repeats {N(y.LinesInRepeats)} + refused {N(y.LinesRefused)}"));
        t.Print(t.Of($"会员：读入 {N(y.MembersRead)} = 收入 {N(y.Taken)} + 重复 {N(y.Repeats)} + 被拒 {N(y.Refused)}；新会员 {N(y.Joined)}，期初 {N(y.Opened)}，更新 {N(y.Updated)}", $"Members: read {N(y.MembersRead)} = taken {N(y.Taken)} + repeats {N(y.Repeats)} + refused {N(y.Refused)}; joined {N(y.Joined)}, opened {N(y.Opened)}, updated {N(y.Updated)}"));
        t.Print(t.Of($"积分：读入 {N(y.PointsRead)} = 期初 {N(y.Points)} + 重复 {N(y.PointsInRepeats)} + 被拒 {N(y.PointsRefused)}", $"Points: read {N(y.PointsRead)} = opened {N(y.Points)} + in repeats {N(y.PointsInRepeats)} + refused {N(y.PointsRefused)}"));
        t.Say(y.AddsUp ? t.Of("各项合计相符。", "All sums add up.") : t.Of("合计不符，请报告这个错误。", "The sums do not add up; please report this."));
    }

    private static async Task<int> Undo(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        var id = sitting.Value(JobId);
        using var site = Stores.OwnExisting(sitting);
        var tally = await UndoImport.Run(site, id, sitting.ActorOn(site), null, sitting.Cancelled);
        terminal.Give(tally, () => terminal.Print(terminal.Of(
            $"会员 {N(tally.Members)} = 注销并抹除 {N(tally.Gone)} + 恢复 {N(tally.PutBack)} + 部分恢复 {N(tally.InPart)} + 保持不变 {N(tally.Kept)}",
            $"Members {N(tally.Members)} = closed and erased {N(tally.Gone)} + put back {N(tally.PutBack)} + put back in part {N(tally.InPart)} + left {N(tally.Kept)}")));
        if (tally.InPart + tally.Kept == 0) return ExitCode.Done;
        site.Read(scope =>
        {
            foreach (var row in UndoImport.Results(scope, id, terminal.Language.Tag()).Rows.Where(r => r[3] is not null)) terminal.Say(terminal.Of($"第 {row[0]} 行：{row[2]}，{row[3]}", $"Line {row[0]}: {row[2]}, {row[3]}"));
            return 0;
        });
        return ExitCode.Refused;
    }

    private static string N(long n) => n.ToString("N0", CultureInfo.InvariantCulture);

    private static string Name(MemberField field) => char.ToLowerInvariant(field.ToString()[0]) + field.ToString()[1..];

    private sealed class Counting(Action<long, long?> report) : IProgress<MemberImportTally>
    {
        public void Report(MemberImportTally value) => report(value.LinesRead, null);
    }
}
