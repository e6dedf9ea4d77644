using System.CommandLine;
using Tessera.App.Members;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Migrations;
using Tessera.Storage.Safekeeping;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera backup|restore|erase|migrate|doctor</c>.</summary>
internal static class SafekeepingVerb
{
    private static readonly Argument<string> FileName = new Argument<string>("FILE").Says("备份文件", "The backup file");
    private static readonly Option<string> KeyFile = new Option<string>("--key-file") { HelpName = "FILE" }.Says("密钥文件；已在目标文件夹里就不用写", "The key file; not needed where it lies in the folder already");
    private static readonly Option<string> Erasures = new Option<string>("--erasures") { HelpName = "FILE" }.Says("抹除名单；打开之前先照做", "The list of erasures; carried out before the store opens");
    private static readonly Option<bool> Test = new Option<bool>("--test").Says("试恢复：用在用数据的密钥恢复到临时处再丢弃，并记下时间", "Try it: restore with the key of the store in use, throw the copy away and note when");
    private static readonly Argument<string> Member = new Argument<string>("MEMBER").Says(MemberNames.Zh, MemberNames.En);
    private static readonly Option<bool> Yes = new Option<bool>("--yes").Says("确认；抹除不能撤销", "Confirms; an erasure cannot be undone");
    private static readonly Option<bool> Thorough = new Option<bool>("--thorough").Says("逐页检查数据库", "Check every page of the database");

    public static IEnumerable<Verb> All()
    {
        yield return With(
            new Verb("backup", new("备份，服务运行时也可以", "Back the store up, also while it is served"))
            {
                Samples = [new("tessera backup backups/2026-01-31.db", new("写成一个文件；密钥不在里面，请另外保存", "One file, without the key: keep that elsewhere"))],
                Uses = StoreUse.Reads, Codes = [(ExitCode.Store, new("文件已存在，或数据不可用", "The file exists, or the store cannot be used"))], Does = BackUp,
            }, FileName);
        yield return With(
            new Verb("restore", new("从备份恢复到空的文件夹", "Restore a backup into an empty folder"))
            {
                Samples = [new("tessera restore backups/2026-01-31.db --store restored --key-file data/tessera.key --erasures data/erasures.list", new("名单里的人在打开之前就被抹除", "Persons on the list are forgotten before the store opens")),
                    new("tessera restore backups/2026-01-31.db --test", new("只试一次，不动在用的数据", "Only try it; the store in use stays as it is"))],
                Uses = StoreUse.Writes, Codes = [(ExitCode.Store, new("备份损坏、密钥不符或文件夹不空", "The backup is damaged, the key is wrong or the folder is not empty"))], Does = RestoreFrom,
            }, FileName, KeyFile, Erasures, Test, Common.DryRun);
        yield return With(
            new Verb("erase", new("抹除一个人：身份、资料、文字和联系", "Erase a person: identities, profile, texts and the link"))
            {
                Samples = [new("tessera erase 13800001234 --dry-run", new("只说会抹除谁", "Only say who would be erased")), new("tessera erase 13800001234 --yes", new("抹除；账目留在无名账户下", "Erase; the books stay under an account without a name"))],
                Uses = StoreUse.Writes, Codes = [(ExitCode.Refused, new("没有这位会员", "There is no such member"))], Does = Erase,
            }, Member, Yes, Common.DryRun);
        yield return With(
            new Verb("migrate", new("把数据结构升到本程序的版本", "Bring the tables up to this program's version"))
            {
                Samples = [new("tessera migrate --dry-run", new("只说要做哪几步", "Only say which steps"))], Uses = StoreUse.Writes, Codes = [(ExitCode.Store, new("数据由更新的版本写成", "The store was written by a later release"))], Does = Migrate,
            }, Common.DryRun);
        yield return With(
            new Verb("doctor", new("检查文件、设置和积压", "Look at files, settings and backlog"))
            {
                Samples = [new("tessera doctor", new("逐项说明，不改变任何东西", "One line each, changes nothing"))], Uses = StoreUse.Reads, Codes = [(ExitCode.Refused, new("有需要修复的", "Something must be mended"))], Does = Look,
            }, Thorough);
    }

    private static Verb With(Verb verb, params Symbol[] symbols)
    {
        foreach (var symbol in symbols)
        {
            if (symbol is Argument argument) verb.Add(argument);
            else verb.Add((Option)symbol);
        }

        return verb;
    }

    private static Task<int> BackUp(Sitting sitting)
    {
        using var site = Stores.Read(sitting);
        var made = Backup.Write(site.Store, sitting.Value(FileName));
        var mark = new SafekeepingMark(site.Clock.MachineNow.Micros, Path.GetFileName(made.File), made.Members, made.Bytes);
        (SafekeepingMarks.Of(site.Store.Paths) with { Backup = mark }).Keep(site.Store.Paths);
        sitting.Terminal.Give(new { made.File, made.Bytes, made.Members, Anchor = made.Anchor?.Text }, () => sitting.Terminal.Print(made.File));
        sitting.Terminal.Say($"会员 {made.Members:N0}，{made.Bytes:N0} 字节。密钥 {site.Store.Paths.Key} 不在里面，请另外保存。", $"{made.Members:N0} members, {made.Bytes:N0} bytes. The key {site.Store.Paths.Key} is not in it; keep it elsewhere.");
        return Task.FromResult(ExitCode.Done);
    }

    private static Task<int> RestoreFrom(Sitting sitting)
    {
        var plan = new RestorePlan(sitting.Value(FileName), sitting.Place.Paths.Folder, sitting.Value(KeyFile), sitting.Value(Erasures)) { Place = sitting.Place };
        var isTest = sitting.Value(Test);
        var done = isTest ? Restore.Test(plan) : sitting.DryRun ? Restore.Rehearse(plan) : Restore.Run(plan);
        if (isTest && !sitting.DryRun)
        {
            var mark = new SafekeepingMark((DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond, Path.GetFileName(plan.Backup), done.Members, 0);
            (SafekeepingMarks.Of(sitting.Place.Paths) with { TestedRestore = mark }).Keep(sitting.Place.Paths);
        }

        sitting.Terminal.Give(done, () => sitting.Terminal.Print(sitting.Store));
        sitting.Terminal.Say($"会员 {done.Members:N0}，其中按名单抹除 {done.Erased:N0}。", $"{done.Members:N0} members, {done.Erased:N0} of them forgotten by the list.");
        return Task.FromResult(ExitCode.Done);
    }

    private static async Task<int> Erase(Sitting sitting)
    {
        var (terminal, name) = (sitting.Terminal, sitting.Value(Member));
        using var site = Stores.OwnExisting(sitting);
        if (MemberNames.Find(site, name) is not { } member) return MemberNames.Unknown(terminal, name);
        if (sitting.DryRun || !sitting.Value(Yes))
        {
            var view = site.Read(scope => App.Reads.MemberView.Read(scope, member));
            if (view is null) return MemberNames.Unknown(terminal, name);
            if (!terminal.IsJson) terminal.Print($"{view.Id} {string.Join(", ", view.Identities.Select(i => i.Shown))}");
            if (!sitting.DryRun) return terminal.Fail(ExitCode.Usage, "抹除不能撤销；确认请加 --yes。", "An erasure cannot be undone; add --yes to confirm.");
        }

        var answer = await EraseMember.Run(site, member, sitting.ActorOn(site));
        if (answer.Refusal is { } refusal) return Answers.Refuse(terminal, refusal);
        terminal.Give(new { answer.Value!.PointsVoided }, () => { });
        if (sitting.DryRun) terminal.Say($"会被抹除，会作废积分 {answer.Value!.PointsVoided:N0}。", $"Would be erased, with {answer.Value!.PointsVoided:N0} points voided.");
        else terminal.Say($"已抹除，作废积分 {answer.Value!.PointsVoided:N0}。", $"Erased; {answer.Value!.PointsVoided:N0} points voided.");
        return ExitCode.Done;
    }

    private static Task<int> Migrate(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        if (sitting.DryRun)
        {
            var missing = Store.Missing(sitting.Place);
            terminal.Give(missing.Select(step => step.Name), () =>
            {
                foreach (var step in missing) terminal.Print(step.Name);
            });
            if (missing.Count == 0) terminal.Say("没有要做的。", "Nothing is missing.");
            return Task.FromResult(ExitCode.Done);
        }

        // Opening as the owner brings the tables up to date.
        using var site = Stores.OwnExisting(sitting);
        terminal.Say($"数据结构是第 {Migrator.Known} 版。", $"The tables are of version {Migrator.Known}.");
        return Task.FromResult(ExitCode.Done);
    }

    private static Task<int> Look(Sitting sitting)
    {
        using var site = Stores.Read(sitting);
        var checks = Doctor.Look(site.Store, sitting.Value(Thorough));
        sitting.Terminal.Give(checks, () =>
        {
            foreach (var check in checks) sitting.Terminal.Print($"{Mark(check.Health, sitting.Terminal)}  {Name(check.Code, sitting.Terminal)}  {check.Value}");
        });
        return Task.FromResult(checks.Any(c => c.Health == Health.Bad) ? ExitCode.Refused : ExitCode.Done);
    }

    private static string Mark(Health health, Terminal t) => health switch
    {
        Health.Good => t.Of("正常", "good"),
        Health.Attention => t.Of("留意", "look"),
        Health.Bad => t.Of("有误", "bad "),
    };

    private static string Name(string code, Terminal t) => code switch
    {
        "doctor.sqlite" => "SQLite",
        "doctor.postgres" => "PostgreSQL",
        "doctor.fsync" => t.Of("服务器落盘 fsync", "fsync of the server"),
        "doctor.fullPageWrites" => t.Of("服务器整页写入", "full_page_writes of the server"),
        "doctor.writers" => t.Of("正在写入的进程数", "processes that write"),
        "doctor.size" => t.Of("数据库大小 MB", "size of the database, MB"),
        "doctor.schema" => t.Of("数据结构版本", "version of the tables"),
        "doctor.journal" => t.Of("日志方式", "journal mode"),
        "doctor.pageSize" => t.Of("页大小", "page size"),
        "doctor.synchronous" => t.Of("落盘方式", "synchronous"),
        "doctor.integrity" => t.Of("数据库完整性", "integrity"),
        "doctor.space" => t.Of("剩余空间 MB", "free space, MB"),
        "doctor.key" => t.Of("密钥文件权限", "rights of the key file"),
        "doctor.sealing" => t.Of("封存用的密钥（旧的还剩）→ 等着的", "key that seals (older ones left) → waiting"),
        "doctor.owner" => t.Of("使用它的进程", "process that owns it"),
        "doctor.halted" => t.Of("被停住的会员", "members halted"),
        "doctor.outbox" => t.Of("待发的消息", "messages to be sent"),
        "doctor.anchor" => t.Of("最近的锚", "last anchor"),
        "doctor.mode" => t.Of("模式", "mode"),
        _ => code,
    };
}
