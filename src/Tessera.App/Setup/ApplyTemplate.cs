using Tessera.App.Demo;
using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Setup;

/// <summary>What came of a template.</summary>
/// <param name="Template">Template.</param>
/// <param name="Version">Version that was published, or null where it filled the draft.</param>
public sealed record TemplateApplied(string Template, int? Version);

/// <summary>Whether a store can begin again, and how it does.</summary>
internal static class StartOver
{
    private const string AuditMark = "setup.auditMark";

    /// <summary>Whether nothing happened yet that somebody could miss: no member, no purchase, no second version.</summary>
    internal static bool IsUnused(StoreConnection db) => !db.Settings.IsDemo && db.Programs.Newest() <= 1 && db.Members.Count() == 0 && !db.Documents.HasAny();

    /// <summary>Notes where the audit trail ends, before a demo begins.</summary>
    internal static void Mark(StoreConnection db) => db.Settings.Set(AuditMark, Emptying.AuditMark(db));

    /// <summary>Empties the store; the audit trail goes back to the mark where one was set.</summary>
    internal static long Empty(StoreConnection db)
    {
        var mark = db.Settings.Find(AuditMark);
        var removed = Emptying.Run(db, db.Settings.IsDemo ? mark ?? "" : null);
        db.Settings.Set(AuditMark, null);
        return removed;
    }

    /// <summary>Publishes the first version for the system, without an audit record of its own.</summary>
    internal static int PublishFirst(StoreConnection db, string text, Instant at)
    {
        var document = ProgramFile.Load(text).Document!;
        db.Programs.Publish(new Storage.Programs.PublishedVersion
        {
            Version = 1, SourceText = text, EffectiveAt = at, PublishedAt = at, Author = "system", Reason = "template", IsSingle = false, Calendar = ZoneTables.Calendar(document.Zone), Semantics = document.Semantics,
        });
        foreach (var draw in document.Draws.Campaigns) db.Draws.Commit(draw.Id, at);
        return 1;
    }
}

/// <summary>
/// Applies a template: as the first version, published by the system at once (semantics §11), in place of an earlier template as long as nobody used it;
/// into the draft in a store that is in use.
/// </summary>
public static class ApplyTemplate
{
    /// <summary>Applies it.</summary>
    public static async Task<Answer<TemplateApplied>> Run(Site site, string template, Doing doing)
    {
        if (IndustryTemplates.Find(template) is not { } found) return Refusal.Of("template.unknown", Reason.Id("template", template));
        var applied = await site.Alone(scope => doing.Audited(scope, () => Apply(scope, found, doing))).ConfigureAwait(false);
        site.Programs.Forget();
        return applied;
    }

    private static TemplateApplied Apply(BatchScope scope, IndustryTemplate template, Doing doing)
    {
        var db = scope.Db;
        var isFirst = StartOver.IsUnused(db);
        if (!isFirst) ProgramDraft.Keep(db, template.Program);
        else
        {
            if (db.Programs.Newest() > 0) StartOver.Empty(db);
            StartOver.PublishFirst(db, template.Program, scope.Now);
            db.Settings.Set(SetupGuide.AppliedTemplate, template.Id);
        }

        db.Audits.Append(new AuditEvent(scope.Now, doing.Actor, "template.applied", template.Id, isFirst ? """{"version":1}""" : """{"draft":true}"""));
        return new TemplateApplied(template.Id, isFirst ? 1 : null);
    }
}

/// <summary>Takes the first version of a template back, as long as nobody used it.</summary>
public static class TakeTemplateBack
{
    /// <summary>Takes it back.</summary>
    public static async Task<Answer<TemplateApplied>> Run(Site site, Doing doing)
    {
        var taken = await site.Alone(scope => doing.Audited(scope, () => Take(scope, doing))).ConfigureAwait(false);
        site.Programs.Forget();
        return taken is null ? Refusal.Of("template.inUse") : taken;
    }

    private static TemplateApplied? Take(BatchScope scope, Doing doing)
    {
        if (!SetupGuide.Of(scope.Db).CanTakeBack) return null;
        var template = scope.Db.Settings.Find(SetupGuide.AppliedTemplate)!;
        StartOver.Empty(scope.Db);
        scope.Db.Settings.Set(SetupGuide.AppliedTemplate, null);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, doing.Actor, "template.takenBack", template));
        return new TemplateApplied(template, null);
    }
}

/// <summary>Who does something that takes the store for itself, and through which door.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Entrance">The door, or null.</param>
public sealed record Doing(string Actor, Entrance? Entrance)
{
    /// <summary>Runs work whose audit records name the door.</summary>
    internal T Audited<T>(BatchScope scope, Func<T> work)
    {
        scope.Db.Audits.Where = Entrance?.Where();
        try
        {
            return work();
        }
        finally
        {
            scope.Db.Audits.Where = null;
        }
    }
}

/// <summary>Notes under the key of a request what was done in a transaction of its own; its record stands with the effect.</summary>
/// <typeparam name="T">What was done.</typeparam>
public sealed record TellDone<T> : WriteCommand<T>
    where T : class
{
    /// <summary>What was done.</summary>
    public required Answer<T> Done { get; init; }

    internal override Answer<T> Decide(BatchScope scope) => Done with { IsRepeat = true };
}
