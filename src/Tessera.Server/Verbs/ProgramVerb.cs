using System.CommandLine;
using Tessera.App;
using Tessera.App.Approvals;
using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Http.Programs;
using Tessera.Server.Json;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera program validate|lint|diff|backtest|calibrate|publish|rollback|proposals</c>.</summary>
internal static partial class ProgramVerb
{
    private static readonly Argument<string> FileName = new Argument<string>("FILE").Says("规则文件 program.yaml", "Programme file, program.yaml");
    private static readonly Argument<string?> Other = new Argument<string?>("OTHER") { Arity = ArgumentArity.ZeroOrOne }.Says("另一个文件；不写则与已发布的规则比较", "Another file; the published programme without it");
    private static readonly Argument<int> Old = new Argument<int>("VERSION").Says("旧版本的编号", "Number of the old version");
    private static readonly Option<string> Why = new Option<string>("--reason") { HelpName = "TEXT" }.Says("为什么发布；第一版之后必填", "Why; needed from the second version on");
    private static readonly Option<string> Effective = new Option<string>("--effective") { HelpName = "INSTANT" }.Says("生效时刻，如 2026-03-01T00:00:00+08:00", "When it takes effect, such as 2026-03-01T00:00:00+08:00");
    private static readonly Option<string> Checked = new Option<string>("--checked") { HelpName = "CODES" }.Says("签署的核对项代码，用逗号分开；--dry-run 会列出清单", "Codes of the checklist that are signed, with commas between; --dry-run shows the list");
    private static readonly Option<bool> ExitCodeToo = new Option<bool>("--exit-code").Says("有差异时以 3 退出", "Exit with 3 when there are differences");

    public static Verb Make()
    {
        var program = new Verb("program", new("检查、比较、发布规则", "Check, compare and publish the programme"));
        program.Add(MakeValidate());
        program.Add(MakeLint());
        program.Add(MakeDiff());
        program.Add(MakeBacktest());
        program.Add(MakeCalibrate());
        program.Add(MakePublish());
        program.Add(MakeRollback());
        program.Add(MakeProposals());
        return program;
    }

    private static Verb MakeValidate()
    {
        var validate = new Verb("validate", new("检查规则文件，逐条指出行和列", "Check a programme file, with line and column of every finding"))
        {
            Samples = [new("tessera program validate program.yaml", new("没有问题时什么也不输出", "Prints nothing when all is well"))],
            Codes = [(ExitCode.Refused, new("文件有错误", "The file has errors")), (ExitCode.File, new("文件读不出来", "The file cannot be read"))],
            Does = Validate,
        };
        validate.Add(FileName);
        return validate;
    }

    private static Verb MakeDiff()
    {
        var diff = new Verb("diff", new("用句子说出两份规则的差别", "Say in sentences how two programmes differ"))
        {
            Samples =
            [
                new("tessera program diff program.yaml", new("与数据里现行的规则比较", "Against the version in force in the store")),
                new("tessera program diff old.yaml new.yaml", new("比较两个文件", "Two files")),
            ],
            Uses = StoreUse.Reads,
            Codes = [(ExitCode.Refused, new("文件有错误；或有差异且写了 --exit-code", "A file has errors; or differences, with --exit-code"))],
            Does = Diff,
        };
        diff.Add(FileName);
        diff.Add(Other);
        diff.Add(ExitCodeToo);
        return diff;
    }

    private static Verb MakePublish()
    {
        var publish = new Verb("publish", new("发布规则，成为新的版本", "Publish a programme file as the next version"))
        {
            Samples =
            [
                new("tessera program publish program.yaml", new("第一版立即生效", "The first version takes effect at once")),
                new("tessera program publish program.yaml --reason gold-at-800 --dry-run", new("只说会改变什么、须核对什么", "Only say what would change and what must be checked")),
                new("tessera program publish program.yaml --reason gold-at-800 --checked harderTiers,notice", new("签署核对清单上的两项", "Sign two checks of the list")),
            ],
            Uses = StoreUse.Writes,
            Codes = [(ExitCode.Refused, new("文件有错误，或按规则不能发布", "The file has errors, or it may not be published")), (ExitCode.Store, new("数据不可用或正被别的进程使用", "The store cannot be used or another process owns it"))],
            Does = Publish,
        };
        publish.Add(FileName);
        publish.Add(Why);
        publish.Add(Effective);
        publish.Add(Checked);
        publish.Add(Common.DryRun);
        return publish;
    }

    private static Verb MakeRollback()
    {
        var rollback = new Verb("rollback", new("把旧版本的规则重新发布为新的版本", "Publish an old version again as the next version"))
        {
            Samples =
            [
                new("tessera program rollback 1 --dry-run", new("只说会改变什么", "Only say what would change")),
                new("tessera program rollback 1 --reason gold-as-before", new("第 1 版的文本成为新的版本", "The text of version 1 becomes the next version")),
            ],
            Uses = StoreUse.Writes,
            Codes = [(ExitCode.Refused, new("没有这个版本，或按规则不能发布", "There is no such version, or it may not be published")), (ExitCode.Store, new("数据不可用或正被别的进程使用", "The store cannot be used or another process owns it"))],
            Does = Rollback,
        };
        rollback.Add(Old);
        rollback.Add(Why);
        rollback.Add(Effective);
        rollback.Add(Checked);
        rollback.Add(Common.DryRun);
        return rollback;
    }

    private static Task<int> Validate(Sitting sitting)
    {
        var (terminal, name) = (sitting.Terminal, sitting.Value(FileName));
        var read = ProgramFile.Load(File.ReadAllText(name));
        var findings = read.Findings.Select(f => FindingView.Of(f, terminal.Language)).ToList();
        terminal.Give(findings, () =>
        {
            foreach (var line in findings.Select(f => Line(name, f, terminal))) terminal.Print(line);
        });
        if (read.Document is { } document) terminal.Say($"{name}：可以发布（{document.Names.Zh}）。", $"{name} can be published ({document.Names.En}).");
        return Task.FromResult(read.Document is null ? ExitCode.Refused : ExitCode.Done);
    }

    private static Task<int> Diff(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        if (Load(sitting.Value(FileName), terminal) is not { } first) return Task.FromResult(ExitCode.Refused);
        ProgramDocument before, after;
        if (sitting.Value(Other) is { } name)
        {
            if (Load(name, terminal) is not { } second) return Task.FromResult(ExitCode.Refused);
            (before, after) = (first, second);
        }
        else
        {
            using var site = Stores.Read(sitting);
            (before, after) = (site.Read(scope => scope.Programs.At(scope.AsOf).Document), first);
        }

        var changes = ProgramDiff.Between(before, after).Select(c => new ChangeView(c.Key, terminal.Of(c.Sentence))).ToList();
        Print(changes, terminal);
        return Task.FromResult(changes.Count > 0 && sitting.Value(ExitCodeToo) ? ExitCode.Refused : ExitCode.Done);
    }

    private static async Task<int> Publish(Sitting sitting)
    {
        var (terminal, name) = (sitting.Terminal, sitting.Value(FileName));
        var text = File.ReadAllText(name);
        if (Load(name, terminal) is null) return ExitCode.Refused;
        using var site = Stores.Own(sitting);
        return await Publish(sitting, site, new PublishProgram { SourceText = text });
    }

    private static async Task<int> Rollback(Sitting sitting)
    {
        using var site = Stores.Own(sitting);
        var number = sitting.Value(Old);
        if (site.Read(scope => site.Programs.Published(scope.Db)).FirstOrDefault(v => v.Version == number) is not { } old) return Answers.Refuse(sitting.Terminal, Refusal.Of("program.versionUnknown"), null);
        return await Publish(sitting, site, new PublishProgram { SourceText = old.SourceText, RollsBackTo = number });
    }

    private static async Task<int> Publish(Sitting sitting, Site site, PublishProgram command)
    {
        var terminal = sitting.Terminal;
        var document = ProgramFile.Load(command.SourceText).Document;
        Instant? effective = null;
        if (sitting.Value(Effective) is { } typed)
        {
            if (!Moments.TryInstant(typed, out var at)) return terminal.Fail(ExitCode.Usage, "--effective 要带时区，如 2026-03-01T00:00:00+08:00。", "--effective needs an offset, such as 2026-03-01T00:00:00+08:00.");
            effective = at;
        }

        if (sitting.DryRun) List(site.Read(scope => PublicationChecklist.Of(scope, document!)), terminal);
        var signed = sitting.Value(Checked)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var before = sitting.DryRun ? site.Read(scope => scope.KnownPrograms?.At(scope.AsOf).Document) : null;
        var answer = await site.Write(new AskToPublish { Command = command with { Reason = sitting.Value(Why) ?? (sitting.DryRun && command.RollsBackTo is not null ? "-" : ""), EffectiveAt = effective, Checked = signed }, Actor = sitting.ActorOn(site) });
        if (answer.Refusal is { } refusal) return Answers.Refuse(terminal, refusal, document);
        if (sitting.DryRun) return WouldChange(terminal, before, document!);
        if (answer.Value!.Waits is { } waits)
        {
            terminal.Give(ApprovalView.Of(waits, waits.MadeAt, site, withCommand: false), () => terminal.Print(waits.Id));
            terminal.Say("须另一人批准：POST /v1/approvals/…/approve。", "Another person must approve it: POST /v1/approvals/…/approve.");
            return ExitCode.Done;
        }

        var version = answer.Value.Done!;
        terminal.Give(VersionView.Of(version, 0, terminal.Language), () => terminal.Print(version.Version.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        terminal.Say($"第 {version.Version} 版于 {Moments.Text(version.EffectiveAt)} 生效。", $"Version {version.Version} takes effect at {Moments.Text(version.EffectiveAt)}.");
        return ExitCode.Done;
    }

    private static void List(PublicationChecklist list, Terminal terminal)
    {
        if (list.Checks.Count == 0) return;
        terminal.Say(list.IsRequired ? "发布前须逐项核对并签署：" : "发布前请核对：", list.IsRequired ? "To be checked and signed before publishing:" : "To be checked before publishing:");
        foreach (var check in list.Checks.Select(c => CheckView.Of(c, terminal.Language)))
        {
            terminal.Say($"{check.Code}  {check.Question} ({check.Source})");
            foreach (var cause in check.Causes) terminal.Say($"  {cause.Pointer}  {cause.Sentence}");
        }
    }

    private static int WouldChange(Terminal terminal, ProgramDocument? before, ProgramDocument after)
    {
        if (before is null) terminal.Say("这会是第一版。", "This would be the first version.");
        else Print([.. ProgramDiff.Between(before, after).Select(c => new ChangeView(c.Key, terminal.Of(c.Sentence)))], terminal);
        return ExitCode.Done;
    }

    private static void Print(List<ChangeView> changes, Terminal terminal)
    {
        terminal.Give(changes, () =>
        {
            foreach (var change in changes) terminal.Print(change.Sentence);
        });
        if (changes.Count == 0) terminal.Say("没有差别。", "No differences.");
    }

    private static ProgramDocument? Load(string name, Terminal terminal)
    {
        var read = ProgramFile.Load(File.ReadAllText(name));
        if (read.Document is null)
        {
            foreach (var finding in read.Errors) terminal.Say(Line(name, FindingView.Of(finding, terminal.Language), terminal));
        }

        return read.Document;
    }

    private static string Line(string name, FindingView finding, Terminal terminal) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name}:{finding.Line}:{finding.Column}: {LevelOf(finding.Level, terminal)}: {finding.Detail}");

    private static string LevelOf(FindingLevel level, Terminal terminal) => level switch
    {
        FindingLevel.Error => terminal.Of("错误", "error"),
        FindingLevel.Warning => terminal.Of("提醒", "warning"),
        FindingLevel.Hint => terminal.Of("提示", "hint"),
    };
}
