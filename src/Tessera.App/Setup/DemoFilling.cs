using System.Globalization;
using Tessera.App.Demo;
using Tessera.App.Jobs;
using Tessera.App.Programs;
using Tessera.App.Segments;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Setup;

/// <summary>Demo data that was removed.</summary>
/// <param name="Template">Template it came from.</param>
/// <param name="Rows">Rows removed, over all tables.</param>
/// <param name="Left">Rows of members that are left: always none.</param>
public sealed record DemoRemoved(string Template, long Rows, long Left);

/// <summary>Fills a store with the demo of a template, as a job; a killed one goes on where it stood.</summary>
public static class DemoFilling
{
    /// <summary>Kind of the job.</summary>
    public const string JobKind = "demo";

    /// <summary>Why a demo cannot go in, or null: only into a store without members, or on with one that was begun.</summary>
    internal static Refusal? Refuse(StoreConnection db, string? template)
    {
        if (db.Work.NextOf(JobKind) is not null) return Refusal.Of("demo.filling");
        if (DemoPlayer.StateOf(db) is { } state)
        {
            if (!state.IsFilling) return Refusal.Of("demo.there");
            return template is not null && template != state.Template ? Refusal.Of("demo.otherTemplate", Reason.Id("template", state.Template)) : null;
        }

        if (!StartOver.IsUnused(db)) return Refusal.Of("demo.membersHere");
        return null;
    }

    /// <summary>The template meant: the one named, else the one applied before.</summary>
    internal static IndustryTemplate? Template(StoreConnection db, string? named) =>
        IndustryTemplates.Find(named ?? DemoPlayer.StateOf(db)?.Template ?? db.Settings.Find(SetupGuide.AppliedTemplate) ?? "");

    internal static async Task Run(Site site, Job job, JobAsk ask, CancellationToken stop)
    {
        await site.Alone(scope => Clear(scope.Db)).ConfigureAwait(false);
        site.Programs.Forget();
        var template = DemoTemplate.BuiltIn(ask.Template!)!;
        var until = ZoneTables.Calendar(ProgramFile.Load(template.Program).Document!.Zone).DayOf(site.Clock.Now).AddDays(-1);
        var filled = await DemoPlayer.Fill(site, new DemoFill(template, null, until), async progress =>
        {
            stop.ThrowIfCancellationRequested();
            await Keep(site, job, progress, JobState.Deciding).ConfigureAwait(false);
        }).ConfigureAwait(false);
        if (filled.Refusal is { } refusal) throw new Import.ImportRefused(refusal.Reason.Code);
        // The night of today may have run before the demo came.
        await new SegmentRun(site, _ => true, withTags: true).Run(stop).ConfigureAwait(false);
        await Keep(site, job, filled.Value!, JobState.Done).ConfigureAwait(false);
    }

    /// <summary>A first version nobody used gives way to the demo's, which begins a year earlier; the job itself stays.</summary>
    private static int Clear(StoreConnection db)
    {
        if (DemoPlayer.StateOf(db) is not null) return 0;
        if (db.Programs.Newest() > 0) db.Programs.DropUnused();
        return 0;
    }

    private static Task<int> Keep(Site site, Job job, DemoProgress progress, JobState state) => site.Alone(scope =>
    {
        scope.Db.Imports.Save(job with
        {
            State = state, ChangedAt = site.Clock.Now, Progress = string.Create(CultureInfo.InvariantCulture, $"{{\"played\":{progress.Played},\"steps\":{progress.Steps},\"refused\":{progress.Refused}}}"),
        });
        return 0;
    });
}

/// <summary>Orders demo data.</summary>
public sealed record OrderDemo : WriteCommand<Job>
{
    /// <summary>Template, or null for the one that was applied.</summary>
    public string? Template { get; init; }

    /// <summary>Language of its texts.</summary>
    public required string Language { get; init; }

    internal override Answer<Job> Decide(BatchScope scope)
    {
        if (DemoFilling.Refuse(scope.Db, Template) is { } refusal) return refusal;
        if (DemoFilling.Template(scope.Db, Template) is not { } template) return new Refusal(Reason.Of("template.unknown", Reason.Id("template", Template ?? "-")), "/template");
        if (DemoPlayer.StateOf(scope.Db) is null) StartOver.Mark(scope.Db);
        scope.Db.Settings.Set(SetupGuide.AppliedTemplate, template.Id);
        return new OrderJob { Kind = DemoFilling.JobKind, Ask = new JobAsk { Template = template.Id }, Language = Language, Actor = Actor }.Decide(scope);
    }
}

/// <summary>Removes demo data: everything that members did goes, with the members; the programme in force goes on as the first version.</summary>
public static class RemoveDemo
{
    /// <summary>Removes it.</summary>
    public static async Task<Answer<DemoRemoved>> Run(Site site, Doing doing)
    {
        var text = site.Read(scope => scope.KnownPrograms is { } programs ? site.Programs.Published(scope.Db).FirstOrDefault(p => p.Version == programs.At(scope.AsOf).Version)?.SourceText : null);
        var removed = await site.Alone(scope => doing.Audited(scope, () => Remove(scope, text, doing))).ConfigureAwait(false);
        site.Programs.Forget();
        return removed;
    }

    private static Answer<DemoRemoved> Remove(BatchScope scope, string? text, Doing doing)
    {
        var db = scope.Db;
        if (DemoPlayer.StateOf(db) is not { } demo) return Refusal.Of("demo.none");
        if (db.Work.NextOf(DemoFilling.JobKind) is not null) return Refusal.Of("demo.filling");
        var stores = DemoPlayer.StoresOf(db);
        var rows = StartOver.Empty(db) + stores.Count(db.Places.RemoveUnused);
        var left = Emptying.Count(db).Values.Sum();
        if (text is not null) StartOver.PublishFirst(db, text, scope.Now);
        db.Audits.Append(new AuditEvent(scope.Now, doing.Actor, "demo.removed", demo.Template, string.Create(CultureInfo.InvariantCulture, $"{{\"rows\":{rows},\"left\":{left}}}")));
        return new DemoRemoved(demo.Template, rows, left);
    }
}
