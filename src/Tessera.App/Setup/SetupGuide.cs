using System.Globalization;
using Tessera.App.Demo;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Places;

namespace Tessera.App.Setup;

/// <summary>One step of the guide.</summary>
/// <param name="Id">Id.</param>
/// <param name="Names">What is to be done.</param>
/// <param name="Says">What it brings.</param>
public sealed record SetupStep(string Id, LocalText Names, LocalText Says)
{
    /// <summary>Whether it is done, as the store shows.</summary>
    public bool Done { get; init; }

    /// <summary>Whether somebody skipped it.</summary>
    public bool Skipped { get; init; }
}

/// <summary>Demo data in a store.</summary>
/// <param name="Template">Template it was made from.</param>
/// <param name="EndsOn">Last local date of its history.</param>
/// <param name="Played">Steps played.</param>
/// <param name="Steps">Steps in all; 0 before the first.</param>
public sealed record DemoState(string Template, DateOnly EndsOn, int Played, int Steps)
{
    /// <summary>Whether something is left to play.</summary>
    public bool IsFilling => Played < Steps || Steps == 0;
}

/// <summary>How far a new shop has come, read from the store itself: nothing is ticked that is not so.</summary>
public sealed record SetupGuide
{
    internal const string ShopZh = "setup.shopZh";
    internal const string ShopEn = "setup.shopEn";
    internal const string SkippedSteps = "setup.skipped";
    internal const string IsDismissed = "setup.dismissed";
    internal const string AppliedTemplate = "setup.template";

    /// <summary>Name of the shop in Chinese, or null.</summary>
    public string? NameZh { get; init; }

    /// <summary>Name of the shop in English, or null.</summary>
    public string? NameEn { get; init; }

    /// <summary>The steps, in order.</summary>
    public required IReadOnlyList<SetupStep> Steps { get; init; }

    /// <summary>Whether somebody put the guide away.</summary>
    public required bool Dismissed { get; init; }

    /// <summary>Template the first version came from, or null.</summary>
    public string? Template { get; init; }

    /// <summary>Whether the first version can still be taken back.</summary>
    public required bool CanTakeBack { get; init; }

    /// <summary>Demo data, or null.</summary>
    public DemoState? Demo { get; init; }

    /// <summary>Whether demo data can be asked for.</summary>
    public required bool CanFillDemo { get; init; }

    /// <summary>Members of the store, demo members too.</summary>
    public required long Members { get; init; }

    /// <summary>The first step that is neither done nor skipped, or null.</summary>
    public string? Next => Steps.FirstOrDefault(s => s is { Done: false, Skipped: false })?.Id;

    /// <summary>Reads it.</summary>
    public static SetupGuide Of(ReadScope scope, SafekeepingMarks marks) => Of(scope.Db).With(marks);

    /// <summary>With what is known of backups, which stands beside the store.</summary>
    public SetupGuide With(SafekeepingMarks marks) => this with { Steps = [.. Steps.Select(s => s.Id == "backup" ? s with { Done = marks is { Backup: not null, TestedRestore: not null } } : s)] };

    internal static SetupGuide Of(StoreConnection db)
    {
        var settings = db.Settings;
        var skipped = (settings.Find(SkippedSteps) ?? "").Split(',');
        var (isUnused, demo) = (StartOver.IsUnused(db), DemoPlayer.StateOf(db));
        return new SetupGuide
        {
            NameZh = settings.Find(ShopZh), NameEn = settings.Find(ShopEn), Dismissed = settings.Find(IsDismissed) == "1", Template = settings.Find(AppliedTemplate), Demo = demo,
            Steps = [.. StepsOf(db).Select(s => s with { Skipped = skipped.Contains(s.Id, StringComparer.Ordinal) })], Members = db.Members.Count(),
            CanTakeBack = isUnused && db.Programs.Newest() == 1 && settings.Find(AppliedTemplate) is not null, CanFillDemo = demo is { IsFilling: true } || (demo is null && isUnused),
        };
    }

    private static IEnumerable<SetupStep> StepsOf(StoreConnection db)
    {
        yield return new SetupStep("shop", new("写下店名", "Name the shop"), new("会员和小票上看到的名字", "What members and receipts show")) { Done = db.Settings.Find(ShopZh) is not null };
        yield return new SetupStep("programme", new("选一个行业模板", "Choose a template"), new("等级、折扣、积分规则一次就绪，之后都能改", "Tiers, discounts and points at once, all of it open to change")) { Done = db.Programs.Newest() > 0 };
        yield return new SetupStep("members", new("登记或导入会员", "Bring in members"), new("逐个登记，或上传原来的表格", "One by one, or the list you have")) { Done = db.Members.Count() > 0 };
        yield return new SetupStep("till", new("添加门店和收银台", "Add a store and a till"), new("收银页用配对码接入", "The till page joins by a code")) { Done = db.Places.Page(tills: true, "", 1).Any(p => p.Kind == PlaceKind.Till) };
        yield return new SetupStep("people", new("邀请同事", "Invite somebody"), new("店长、店员、财务各有权限", "Managers, clerks and finance, each with their rights")) { Done = db.People.All().Count > 1 };
        yield return new SetupStep("backup", new("做一次备份并试恢复", "Back up, and try the restore"), new("在服务器上运行两条命令", "Two commands on the server"));
    }
}

/// <summary>Names the shop, skips steps of the guide, puts it away or brings it back.</summary>
public sealed record ChangeSetup : WriteCommand<SetupGuide>
{
    /// <summary>Name in Chinese, or null to leave it.</summary>
    public string? NameZh { get; init; }

    /// <summary>Name in English, or null to leave it.</summary>
    public string? NameEn { get; init; }

    /// <summary>A step to skip, or null.</summary>
    public string? Skip { get; init; }

    /// <summary>A step to take up again, or null.</summary>
    public string? Resume { get; init; }

    /// <summary>Put away or not; null to leave it.</summary>
    public bool? Dismissed { get; init; }

    internal override Answer<SetupGuide> Decide(BatchScope scope)
    {
        var (settings, guide) = (scope.Db.Settings, SetupGuide.Of(scope.Db));
        var known = guide.Steps.Select(s => s.Id).ToList();
        if (Skip is { } skip && !known.Contains(skip)) return new Refusal(Reason.Of("setup.stepUnknown", Reason.Id("step", skip)), "/skip");
        if (Resume is { } resume && !known.Contains(resume)) return new Refusal(Reason.Of("setup.stepUnknown", Reason.Id("step", resume)), "/resume");
        if (NameZh is { } zh) settings.Set(SetupGuide.ShopZh, zh.Trim());
        if (NameEn is { } en) settings.Set(SetupGuide.ShopEn, en.Trim());
        var skipped = guide.Steps.Where(s => (s.Skipped || s.Id == Skip) && s.Id != Resume).Select(s => s.Id).ToList();
        settings.Set(SetupGuide.SkippedSteps, skipped.Count == 0 ? null : string.Join(',', skipped));
        if (Dismissed is { } dismissed) settings.Set(SetupGuide.IsDismissed, dismissed ? "1" : null);
        scope.Db.Audits.Append(new AuditEvent(
            scope.Now, Actor, "setup.changed", "setup", string.Create(CultureInfo.InvariantCulture, $"{{\"named\":{Word(NameZh is not null || NameEn is not null)},\"skipped\":{AuditNote.Quote(string.Join(' ', skipped))}}}")));
        return SetupGuide.Of(scope.Db);
    }

    private static string Word(bool value) => value ? "true" : "false";
}
