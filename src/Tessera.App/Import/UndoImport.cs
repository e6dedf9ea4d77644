using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Exports;
using Tessera.App.Members;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Safekeeping;

namespace Tessera.App.Import;

/// <summary>What undoing an import came to; members read = gone + put back + in part + kept.</summary>
public sealed record UndoTally
{
    /// <summary>Line of the import's file up to which members are done.</summary>
    public int LastLine { get; init; }

    /// <summary>Members of the import.</summary>
    public long Members { get; init; }

    /// <summary>Joined by it and nothing since: closed and erased.</summary>
    public long Gone { get; init; }

    /// <summary>Opening taken back, profile and identities as before.</summary>
    public long PutBack { get; init; }

    /// <summary>Something could be put back, something not.</summary>
    public long InPart { get; init; }

    /// <summary>Nothing could be put back.</summary>
    public long Kept { get; init; }

    /// <summary>Whether the sum adds up.</summary>
    [JsonIgnore]
    public bool AddsUp => Members == Gone + PutBack + InPart + Kept;

    internal string Write() => JsonSerializer.Serialize(this, UndoJson.Default.UndoTally);

    internal static UndoTally Read(string json) => JsonSerializer.Deserialize(json, UndoJson.Default.UndoTally) ?? new UndoTally();

    internal UndoTally Count(string result, int line) => result switch
    {
        UndoResults.Gone => this with { Members = Members + 1, Gone = Gone + 1, LastLine = line },
        UndoResults.PutBack => this with { Members = Members + 1, PutBack = PutBack + 1, LastLine = line },
        UndoResults.InPart => this with { Members = Members + 1, InPart = InPart + 1, LastLine = line },
        _ => this with { Members = Members + 1, Kept = Kept + 1, LastLine = line },
    };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault)]
[JsonSerializable(typeof(UndoTally))]
internal sealed partial class UndoJson : JsonSerializerContext;

/// <summary>What the undo of an import did to a member.</summary>
public static class UndoResults
{
    /// <summary>Closed and erased.</summary>
    public const string Gone = "gone";

    /// <summary>As before the import.</summary>
    public const string PutBack = "putBack";

    /// <summary>Partly as before.</summary>
    public const string InPart = "inPart";

    /// <summary>Left as it is.</summary>
    public const string Kept = "kept";
}

/// <summary>An undo that was ordered as a job.</summary>
/// <param name="JobId">The job.</param>
/// <param name="BeforeDone">What is still to be written before it is done; carried out again where it was cut off.</param>
public sealed record OrderedUndo(string JobId, Func<Task> BeforeDone);

/// <summary>
/// Undoes an import of members (issue of the trader who took the wrong file). The record is append-only: who joined by it and did nothing since is closed and
/// erased, openings are taken back by new entries, profiles and identities become what they were, and what cannot be undone is left and said for each member.
/// </summary>
public sealed class UndoImport
{
    /// <summary>Kind of its jobs.</summary>
    public const string JobKind = "import.undo";

    private const int AtOnce = 200;
    private readonly Site _site;
    private readonly string _importId;
    private readonly string _actor;

    private UndoImport(Site site, string importId, string actor) => (_site, _importId, _actor) = (site, importId, actor);

    /// <summary>Runs or resumes an undo.</summary>
    /// <param name="site">The site.</param>
    /// <param name="importId">The import.</param>
    /// <param name="actor">Who undoes.</param>
    /// <param name="ordered">The job that was ordered, or null to begin or resume one.</param>
    /// <param name="stop">Asks it to stop.</param>
    /// <exception cref="ImportRefused">There is no such import, it is running, or it was undone.</exception>
    public static Task<UndoTally> Run(Site site, string importId, string actor, OrderedUndo? ordered = null, CancellationToken stop = default) =>
        new UndoImport(site, importId, actor).Run(ordered, stop);

    /// <summary>Why an import cannot be undone as a whole, or null.</summary>
    /// <param name="db">The store.</param>
    /// <param name="importId">The import.</param>
    public static string? Wrong(StoreConnection db, string importId) => db.Imports.Find(importId) switch
    {
        null => "import.undo.unknown",
        { Kind: not ImportMembers.JobKind } => "import.undo.kind",
        { State: JobState.Waiting or JobState.Staging or JobState.Deciding } when db.Work.OrderOf(importId) is { CancelAsked: false } => "import.undo.running",
        _ => null,
    };

    /// <summary>What the undo did, member by member: line of the import's file, result, reason.</summary>
    public static ExportTable Results(ReadScope scope, string importId, string language) => new(
        language == Text.English ? ["line", "member_id", "result", "reason"] : ["行号", "会员编号", "结果", "原因"],
        Rows(scope, importId).Select(r => (IReadOnlyList<object?>)
        [
            r.Line, scope.Db.Identities.MemberOf(r.Account)?.ToString(), Text.Say(CodeOf(r.Result!), language), r.Reason is { } kept ? Text.Render(KeptReason.Read(kept), language) : null,
        ]));

    private static string CodeOf(string result) => "import.undo." + result;

    private static IEnumerable<ImportedMember> Rows(ReadScope scope, string importId)
    {
        var line = 0;
        while (scope.Db.Work.Imported(importId, line, 1000) is { Count: > 0 } page)
        {
            foreach (var row in page.Where(r => r.Result is not null)) yield return row;
            line = page[^1].Line;
        }
    }

    private async Task<UndoTally> Run(OrderedUndo? ordered, CancellationToken stop)
    {
        var job = await _site.Alone(scope => Begin(scope, ordered?.JobId)).ConfigureAwait(false);
        var tally = UndoTally.Read(job.Progress);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var before = tally;
            tally = await _site.Alone(scope => Batch(scope, job, before)).ConfigureAwait(false);
            if (tally.Members == before.Members) break;
        }

        if (ordered is not null) await ordered.BeforeDone().ConfigureAwait(false);
        return await _site.Alone(scope => Finish(scope, job, tally)).ConfigureAwait(false);
    }

    private Job Begin(BatchScope scope, string? ordered)
    {
        if (Wrong(scope.Db, _importId) is { } why) throw new ImportRefused(why, 0, _importId);
        if (ordered is not null) return scope.Db.Imports.Find(ordered) ?? throw new InvalidOperationException($"job {ordered} is missing");
        if (scope.Db.Work.Unfinished(JobKind, _importId) is { } left) return scope.Db.Imports.Find(left)!;
        var now = _site.Clock.Now;
        var job = new Job(Jobs.JobIds.New("und_", now), JobKind, JobState.Deciding, now, now, _importId, new UndoTally().Write());
        scope.Db.Imports.Save(job);
        return job;
    }

    private UndoTally Batch(BatchScope scope, Job job, UndoTally tally)
    {
        var rows = scope.Db.Work.Imported(_importId, tally.LastLine, AtOnce);
        var gone = new List<AccountId>();
        scope.Load(rows.Select(r => r.Account));
        foreach (var row in rows)
        {
            var (result, reason) = row.Result is { } done and not UndoResults.Kept ? (done, row.Reason) : Undo(scope, row);
            scope.Db.Work.SetResult(row.Account, _importId, result, reason);
            if (result == UndoResults.Gone) gone.Add(row.Account);
            tally = tally.Count(result, row.Line);
        }

        scope.Flush();
        new Erasure(scope.Db, _site.Store.Paths).EraseWithin(gone, scope.Now);
        if (gone.Count > 0) scope.AfterCommit.Add(Erasure.AfterCommit);
        scope.Db.Imports.Save(job with { State = JobState.Deciding, ChangedAt = _site.Clock.Now, Progress = tally.Write() });
        return tally;
    }

    private UndoTally Finish(BatchScope scope, Job job, UndoTally tally)
    {
        var now = _site.Clock.Now;
        scope.Db.Imports.Save(job with { State = JobState.Done, ChangedAt = now, Progress = tally.Write() });
        scope.Db.Audits.Append(new AuditEvent(now, _actor, "import.undone", _importId, tally.Write()));
        return tally;
    }

    private (string Result, string? Reason) Undo(BatchScope scope, ImportedMember row)
    {
        if (scope.Db.Identities.MergeOf(row.Account) is not null) return (UndoResults.Kept, "import.undo.merged");
        var member = scope.Member(row.Account);
        if (member.IsHalted) return (UndoResults.Kept, "member.halted");
        if (member.State.ClosedOn is not null) return (UndoResults.Kept, "import.undo.closed");
        if (row.Joined && !HasFactsSince(scope, row)) return Remove(scope, member, row);
        var reasons = new List<string>();
        var done = 0;
        if (row.OpeningSequence is { } sequence) Note(TakeBack(scope, member, row, sequence), reasons, ref done);
        if (row.Changes is { } bytes) PutBack(scope, row.Account, MemberChanges.Read(bytes), reasons, ref done);
        if (row.Joined) reasons.Add("import.undo.since");
        return (reasons.Count == 0 ? UndoResults.PutBack : done > 0 ? UndoResults.InPart : UndoResults.Kept, reasons.Count > 0 ? reasons[0] : null);
    }

    private static void Note(string? reason, List<string> reasons, ref int done)
    {
        if (reason is null) done++;
        else reasons.Add(reason);
    }

    /// <summary>Steps that fell due by themselves do not count: nobody did anything.</summary>
    private static bool HasFactsSince(BatchScope scope, ImportedMember row)
    {
        scope.Flush(row.Account);
        return scope.Db.Records.Page(row.Account, row.LastSequence).Any(i => i.Fact is not null) || scope.Db.Identities.MergedInto(row.Account).Count > 0;
    }

    private (string Result, string? Reason) Remove(BatchScope scope, LoadedMember member, ImportedMember row)
    {
        var (source, number) = NumberOf(scope, member, row);
        var closing = scope.Decide(member, new Command(new Closed { OccurredAt = scope.Now, RecordedAt = scope.Now, Actor = _actor, Source = source, Number = number }));
        if (closing.Refusal is { } refusal) return (UndoResults.Kept, KeptReason.Write(refusal.Reason));
        return (UndoResults.Gone, null);
    }

    private string? TakeBack(BatchScope scope, LoadedMember member, ImportedMember row, long sequence)
    {
        var (source, number) = NumberOf(scope, member, row);
        var fact = new OpeningUndone { OccurredAt = scope.Now, RecordedAt = scope.Now, Actor = _actor, Source = source, Number = number, OpeningSequence = sequence };
        return scope.Decide(member, new Command(fact) { Named = scope.Item(member, sequence) }).Refusal is { } refusal ? KeptReason.Write(refusal.Reason) : null;
    }

    /// <summary>The number of the fact that undoes: it stands for ever beside the opening's, so that the opening may be told again.</summary>
    private static (string? Source, string? Number) NumberOf(BatchScope scope, LoadedMember member, ImportedMember row) =>
        row.OpeningSequence is { } sequence && scope.Item(member, sequence)?.Fact is Opening { Source: { } source, Number: { } number } ? (source, number + MemberTaking.Undone) : (null, null);

    /// <summary>What the import wrote is put back where it still stands; what somebody changed since is theirs.</summary>
    private static void PutBack(BatchScope scope, AccountId account, MemberChanges changes, List<string> reasons, ref int done)
    {
        if (changes.After is { } after)
        {
            var stands = MemberProfile.Of(scope.Db, account) == after;
            if (stands) (changes.Before ?? new MemberProfile()).Save(scope.Db, account, scope.Now);
            Note(stands ? null : "import.undo.profile", reasons, ref done);
        }

        var held = scope.Db.Identities.Of(account).Count;
        foreach (var identity in changes.Added.Where(i => scope.Db.Identities.Find(i) == account))
        {
            // The last identity stays, or nobody could find the member again.
            if (held > 1 && scope.Db.Identities.Remove(account, identity)) held--;
            else reasons.Add("identity.last");
        }

        if (changes.Added.Count > 0 && !reasons.Contains("identity.last")) done++;
    }
}

/// <summary>A reason as it is kept beside a row of work: the code, then its parts, one a line.</summary>
public static class KeptReason
{
    /// <summary>The text kept.</summary>
    public static string Write(Reason reason) =>
        string.Join('\n', reason.Parts.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Name}\t{p.Number}\t{p.Unit}\t{p.Text}")).Prepend(reason.Code));

    /// <summary>The reason.</summary>
    public static Reason Read(string kept)
    {
        var lines = kept.Split('\n');
        return new Reason(lines[0], [.. lines.Skip(1).Select(l => l.Split('\t')).Where(c => c.Length == 4).Select(Part)]);
    }

    private static ReasonPart Part(string[] cells) =>
        new(cells[0], long.Parse(cells[1], CultureInfo.InvariantCulture), Enum.Parse<NumberUnit>(cells[2]), cells[3].Length == 0 ? null : cells[3]);
}
