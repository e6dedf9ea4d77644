using Tessera.App.People;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Programs;

/// <summary>
/// Publishes a programme version (semantics §11): immutable, with author, approver, reason and effective instant. With at most one person holding the
/// right, that person or a key publishes alone with a typed reason and the wait of the programme in force, marked <em>single</em>; from the second person
/// on another must approve. The first version and the test clock do not wait.
/// </summary>
public sealed record PublishProgram : WriteCommand<PublishedVersion>
{
    /// <summary>The file, stored verbatim. It has been checked with <see cref="ProgramFile.Load"/>.</summary>
    public required string SourceText { get; init; }

    /// <summary>Why; required from the second version on.</summary>
    public string Reason { get; init; } = "";

    /// <summary>From when it holds at the earliest; null for as soon as the wait allows.</summary>
    public Instant? EffectiveAt { get; init; }

    /// <summary>The report of a backtest or calibration of this very file, kept in the audit; null without one.</summary>
    public string? Report { get; init; }

    /// <summary>The older version that is published again with its own text; null for a new one.</summary>
    public int? RollsBackTo { get; init; }

    /// <summary>Checks of the legal checklist that whoever publishes signs, by code (L3).</summary>
    public IReadOnlyList<string> Checked { get; init; } = [];

    /// <summary>Published by the system: a template, a demo, the first version of an import.</summary>
    public bool BySystem { get; init; }

    /// <summary>The person who approved it; null where one alone publishes.</summary>
    internal string? Approver { get; init; }

    /// <summary>When the checks were signed; null for now. What waited for an approver was signed when it was asked for.</summary>
    internal Instant? SignedAt { get; init; }

    internal override Answer<PublishedVersion> Decide(BatchScope scope)
    {
        if (Approver is null && NeedsAnother(scope)) return Refusal.Of("approval.needed");
        if (Refuse(scope) is { } refusal) return refusal;
        var known = scope.Db.Programs.Versions();
        return Publish(scope, ProgramFile.Load(SourceText).Document!, known);
    }

    /// <summary>Whether another person must approve: from the second version and the second person with the right on. A key counts as none.</summary>
    internal bool NeedsAnother(BatchScope scope) => !BySystem && scope.Db.Programs.Newest() > 0 && Roles.Holders(scope.Db, Roles.Publish).Count > 1;

    /// <summary>Why it cannot be published, or null.</summary>
    internal Refusal? Refuse(BatchScope scope)
    {
        if (ProgramFile.Load(SourceText).Document is not { } document) return Refusal.Of("program.invalid");
        if (!BySystem && Core.Programs.Lint.ProgramLint.Check(document).Errors.FirstOrDefault() is { } found) return new Refusal(Core.Reason.Of("program.lint", Core.Reason.Id("code", found.Code)), found.Pointer);
        if (Cited(scope) is { } cited) return cited;
        scope.Db.LockWhole();
        var known = scope.Db.Programs.Versions();
        return RefuseAfter(scope, known, document) ?? (BySystem ? null : PublicationChecklist.Refuse(Checked, document, Newest(scope, known)));
    }

    private Refusal? RefuseAfter(BatchScope scope, IReadOnlyList<PublishedVersion> known, ProgramDocument document)
    {
        if (known is not [.., var last]) return null;
        if (string.Equals(last.SourceText, SourceText, StringComparison.Ordinal)) return Refusal.Of("program.unchanged", Core.Reason.Count("version", last.Version));
        if (string.IsNullOrWhiteSpace(Reason)) return new Refusal(Core.Reason.Of("program.reasonMissing"), "/reason");
        if (Fixed(scope.Programs.Number(last.Version).Document, document) is { } what) return Refusal.Of("program.fixed", Core.Reason.Id("what", what));
        if (Removed(scope, last.Version, document) is { } tier) return Refusal.Of("program.tierRemoved", Core.Reason.Id("tier", tier));
        if (BrokenDraw(scope, last.Version, document) is { } draw) return draw;
        return Effective(scope, known) < last.EffectiveAt ? Refusal.Of("program.earlierWaits", Core.Reason.Count("version", last.Version)) : null;
    }

    private static ProgramDocument? Newest(BatchScope scope, IReadOnlyList<PublishedVersion> known) => known is [.., var last] ? scope.Programs.Number(last.Version).Document : null;

    // A report speaks for the file it tried and for no other.
    private Refusal? Cited(BatchScope scope)
    {
        if (Report is not { } id) return null;
        if (scope.Db.ProgramReports.Find(id) is not { } report) return new Refusal(Core.Reason.Of("program.reportUnknown", Core.Reason.Id("report", id)), "/report");
        return string.Equals(report.DraftText, SourceText, StringComparison.Ordinal) ? null : new Refusal(Core.Reason.Of("program.reportStale", Core.Reason.Id("report", id)), "/report");
    }

    private PublishedVersion Publish(BatchScope scope, ProgramDocument document, IReadOnlyList<PublishedVersion> known)
    {
        var (number, effectiveAt) = (known.Count + 1, Effective(scope, known));
        var version = new PublishedVersion
        {
            Version = number,
            SourceText = SourceText,
            EffectiveAt = effectiveAt,
            PublishedAt = scope.Now,
            Author = BySystem ? "system" : Actor,
            Reason = Reason,
            Approver = Approver,
            IsSingle = !BySystem && Approver is null,
            Calendar = number == 1 ? ZoneTables.Calendar(document.Zone) : scope.Programs.Calendar,
            Semantics = document.Semantics,
            Signed = BySystem ? [] : PublicationChecklist.Signed(Checked, document, Newest(scope, known), Actor, SignedAt ?? scope.Now),
        };
        scope.Db.Programs.Publish(version);
        // The hash of a draw's seed is public from here on, before anybody can enter.
        foreach (var draw in document.Draws.Campaigns) scope.Db.Draws.Commit(draw.Id, scope.Now);
        scope.Db.Audits.Append(new AuditEvent(
            scope.Now, Approver ?? version.Author, "program.published", $"version {number}",
            $$"""{"effectiveAtMicros":{{effectiveAt.Micros}},"single":{{(version.IsSingle ? "true" : "false")}},"author":{{AuditNote.Quote(version.Author)}}{{(Report is null ? "" : $",\"report\":{AuditNote.Quote(Report)}")}}{{(RollsBackTo is { } old ? $",\"rollsBackTo\":{old}" : "")}}{{SignedNote(version)}}}""", Reason));
        if (scope.Db.Webhooks.HasEndpoints) scope.Db.Outbox.AppendEvent(Webhooks.EventTable.ProgramPublished, Webhooks.EventRendering.Json(new Webhooks.ProgramEvent(number, Webhooks.EventRendering.Moment(effectiveAt))), scope.Now);
        if (number > 1) scope.Db.Nights.WakeAll(version.Calendar.DayOf(effectiveAt));
        return version;
    }

    private static string SignedNote(PublishedVersion version) =>
        version.Signed.Count == 0 ? "" : $",\"signed\":[{string.Join(',', version.Signed.Select(s => AuditNote.Quote(s.Code)))}]";

    private Instant Effective(BatchScope scope, IReadOnlyList<PublishedVersion> known)
    {
        var earliest = scope.Now;
        var waits = known.Count > 0 && !BySystem && Approver is null && scope.Db.Settings.TestClock is null;
        if (waits) earliest = earliest.PlusMinutes(scope.Programs.At(scope.Now).Document.PublishWaitMinutes);
        return EffectiveAt is { } asked && (asked > earliest || known.Count == 0) ? asked : earliest;
    }

    /// <summary>What the first publication fixed for ever.</summary>
    private static string? Fixed(ProgramDocument was, ProgramDocument now)
    {
        if (was.Zone != now.Zone) return "zone";
        if (was.Currency != now.Currency || was.CurrencyDecimals != now.CurrencyDecimals) return "currency";
        if (was.Points.Decimals != now.Points.Decimals) return "points.decimals";
        return was.Semantics != now.Semantics ? "semantics" : null;
    }

    /// <summary>What was published of a draw that began stands (Z4), and its id is never used for another.</summary>
    private static Refusal? BrokenDraw(BatchScope scope, int version, ProgramDocument now)
    {
        var was = scope.Programs.Number(version).Document.Draws;
        if (Core.Redemption.DrawPromises.Broken(was, now.Draws, scope.Today) is { } broken) return Refusal.Of("program.drawChanged", Core.Reason.Id("draw", broken.Draw), Core.Reason.Id("key", broken.Key));
        var used = now.Draws.Campaigns.FirstOrDefault(d => was.Campaigns.All(b => b.Id != d.Id) && scope.Db.Draws.CommitmentOf(d.Id) is not null);
        return used is null ? null : Refusal.Of("program.drawIdUsed", Core.Reason.Id("draw", used.Id));
    }

    /// <summary>A tier that has members is disabled with <c>replacedBy</c>, never left out (B10).</summary>
    private static string? Removed(BatchScope scope, int version, ProgramDocument now) =>
        scope.Programs.Number(version).Document.Ladder.Tiers.Select(t => t.Id)
            .Except(now.Ladder.Tiers.Select(t => t.Id))
            .FirstOrDefault(id => scope.Db.Members.Page(null, 1, tier: id).Count > 0);
}
