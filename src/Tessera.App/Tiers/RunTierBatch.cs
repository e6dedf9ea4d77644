using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Import;
using Tessera.App.Jobs;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Tiers;

namespace Tessera.App.Tiers;

/// <summary>What a batch of tiers sets for each of its members (B16).</summary>
public sealed record TierBatchAsk
{
    /// <summary>Tier id.</summary>
    public required string Tier { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Stops falls through this date; null sets no lock.</summary>
    public DateOnly? LockThrough { get; init; }

    /// <summary>Whether members go on rising while locked.</summary>
    public bool Accumulates { get; init; } = true;

    internal TierSet FactFor(Instant at) => new() { OccurredAt = at, RecordedAt = at, Tier = Tier, ReasonCode = ReasonCode, LockThrough = LockThrough, Accumulates = Accumulates };

    internal string Write() => JsonSerializer.Serialize(this, TierBatchJson.Default.TierBatchAsk);

    internal static TierBatchAsk Read(string json) => JsonSerializer.Deserialize(json, TierBatchJson.Default.TierBatchAsk)!;
}

/// <summary>What a batch came to; members = done + same + refused, and in an undo undone + left.</summary>
public sealed record TierBatchTally
{
    /// <summary>Row up to which the batch is done.</summary>
    public int LastLine { get; init; }

    /// <summary>Rows done.</summary>
    public long Members { get; init; }

    /// <summary>Tier set.</summary>
    public long Done { get; init; }

    /// <summary>Held the tier already.</summary>
    public long Same { get; init; }

    /// <summary>Refused, or changed since the preview.</summary>
    public long Refused { get; init; }

    /// <summary>Undo: put back.</summary>
    public long Undone { get; init; }

    /// <summary>Undo: left as they are.</summary>
    public long Left { get; init; }

    /// <summary>Whether the sum adds up.</summary>
    [JsonIgnore]
    public bool AddsUp => Members == Done + Same + Refused + Undone + Left;

    internal string Write() => JsonSerializer.Serialize(this, TierBatchJson.Default.TierBatchTally);

    internal static TierBatchTally Read(string json) => JsonSerializer.Deserialize(json, TierBatchJson.Default.TierBatchTally) ?? new TierBatchTally();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(TierBatchAsk))]
[JsonSerializable(typeof(TierBatchTally))]
internal sealed partial class TierBatchJson : JsonSerializerContext;

/// <summary>Results of a row of a batch.</summary>
public static class TierBatchResults
{
    /// <summary>The tier was set.</summary>
    public const string Done = "done";

    /// <summary>The tier was held already.</summary>
    public const string Same = "same";

    /// <summary>Not set; the reason says why.</summary>
    public const string Refused = "refused";

    /// <summary>Put back.</summary>
    public const string Undone = "undone";
}

/// <summary>
/// A preview of a batch: for each member what would change and why not, decided by the same rules on a copy. It changes nothing; the batch is run by
/// <see cref="StartTierBatch"/>.
/// </summary>
public sealed record PlanTierBatch : WriteCommand<Job>
{
    /// <summary>Most members of a batch.</summary>
    public const int Most = 2_000;

    /// <summary>What is set.</summary>
    public required TierBatchAsk Ask { get; init; }

    /// <summary>The rows of the preview, made by <see cref="Rows"/>.</summary>
    public required IReadOnlyList<TierBatchRow> Planned { get; init; }

    /// <summary>Decides each member on a copy of its state, settled as of now; unknown and repeated members are left out.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="ask">What is set.</param>
    /// <param name="members">The members.</param>
    public static IReadOnlyList<TierBatchRow> Rows(ReadScope scope, TierBatchAsk ask, IEnumerable<MemberRef> members)
    {
        var rows = new List<TierBatchRow>();
        var seen = new HashSet<AccountId>();
        foreach (var member in members)
        {
            if (MemberSight.Of(scope, member) is not { } sight || !seen.Add(sight.Account)) continue;
            rows.Add(RowOf(scope, ask, sight, rows.Count + 1));
        }

        return rows;
    }

    internal override Answer<Job> Decide(BatchScope scope)
    {
        if (scope.Programs.At(scope.Now).Document.Ladder.Tiers.All(t => t.Id != Ask.Tier)) return new Refusal(Reason.Of("tier.unknown", Reason.Id("tier", Ask.Tier)), "/tier");
        if (Planned.Count == 0) return Refusal.Of("tierBatch.empty");
        var now = scope.Now;
        var job = new Job(JobIds.New(JobKinds.PrefixOf(RunTierBatch.JobKind), now), RunTierBatch.JobKind, JobState.Waiting, now, now, Ask.Write(), new TierBatchTally().Write());
        scope.Db.Imports.Save(job);
        scope.Db.TierDesk.AddRows(job.Id, Planned);
        return job;
    }

    private static TierBatchRow RowOf(ReadScope scope, TierBatchAsk ask, MemberSight sight, int line)
    {
        var row = new TierBatchRow(sight.Account, line, sight.State.Tier!.Earned, ask.Tier, sight.State.Tier.LockThrough);
        if (row.From == ask.Tier && row.LockFrom == ask.LockThrough) return row with { Result = TierBatchResults.Same };
        var decision = Core.Programs.Decide.Member(scope.Programs, sight.State, new Command(ask.FactFor(scope.AsOf)));
        return decision.Refusal is { } refusal ? row with { Result = TierBatchResults.Refused, Reason = KeptReason.Write(refusal.Reason) } : row;
    }
}

/// <summary>Runs a batch that was previewed; rows that were refused then stay refused.</summary>
public sealed record StartTierBatch : WriteCommand<Job>
{
    /// <summary>The batch.</summary>
    public required string BatchId { get; init; }

    /// <summary>Language of its texts.</summary>
    public required string Language { get; init; }

    internal override Answer<Job> Decide(BatchScope scope)
    {
        if (scope.Db.Imports.Find(BatchId) is not { Kind: RunTierBatch.JobKind } job) return Refusal.Of("tierBatch.unknown", Reason.Id("batch", BatchId));
        if (Allowed(scope, job) is { } refusal) return refusal;
        scope.Db.Work.Add(new JobOrder(job.Id, Actor, Language, new JobAsk().Write()));
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "tierBatch.started", job.Id, job.Input));
        return job;
    }

    /// <summary>Why the batch may not run now, or null.</summary>
    internal static Refusal? Allowed(BatchScope scope, Job job)
    {
        if (scope.Db.Work.OrderOf(job.Id) is not null) return Refusal.Of("tierBatch.started", Reason.Id("batch", job.Id));
        return scope.Db.Work.CountOpen() >= OrderJob.MostOpen ? Refusal.Of("job.tooMany", Reason.Count("most", OrderJob.MostOpen)) : null;
    }
}

/// <summary>Carries out batches of tiers and their undo, in small transactions, each row once.</summary>
internal static class RunTierBatch
{
    internal const string JobKind = "tiers.batch";
    internal const string UndoKind = "tiers.undo";
    private const int AtOnce = 50;
    private const string UndoReason = "batch-undone";

    internal static Task Run(Site site, Job job, string actor, CancellationToken stop)
    {
        var ask = TierBatchAsk.Read(job.Input);
        return Walk(site, job, (scope, row, tally) =>
        {
            var done = Set(scope, job.Id, row, ask, actor);
            scope.Db.TierDesk.Save(job.Id, done);
            return done.Result switch
            {
                TierBatchResults.Done => tally with { Done = tally.Done + 1 },
                TierBatchResults.Same => tally with { Same = tally.Same + 1 },
                _ => tally with { Refused = tally.Refused + 1 },
            };
        }, (job.Id, actor, "tierBatch.finished"), stop);
    }

    internal static Task Undo(Site site, Job job, JobOrder order, CancellationToken stop)
    {
        var batchId = order.Undoes!;
        return Walk(site, job, (scope, row, tally) =>
        {
            if (row.Result != TierBatchResults.Done) return tally with { Left = tally.Left + 1 };
            var undone = row with { UndoResult = row.UndoResult ?? PutBack(scope, batchId, row, order.Actor) };
            scope.Db.TierDesk.Save(batchId, undone);
            return undone.UndoResult == TierBatchResults.Undone ? tally with { Undone = tally.Undone + 1 } : tally with { Left = tally.Left + 1 };
        }, (batchId, order.Actor, "tierBatch.undone"), stop);
    }

    private static async Task Walk(Site site, Job job, Func<BatchScope, TierBatchRow, TierBatchTally, TierBatchTally> each, (string BatchId, string Actor, string Action) what, CancellationToken stop)
    {
        var tally = TierBatchTally.Read(job.Progress);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var before = tally;
            tally = await site.Alone(scope =>
            {
                var next = before;
                foreach (var row in scope.Db.TierDesk.Rows(what.BatchId, before.LastLine, AtOnce)) next = each(scope, row, next) with { LastLine = row.Line, Members = next.Members + 1 };
                scope.Flush();
                var isOver = next.Members == before.Members;
                scope.Db.Imports.Save(job with { State = isOver ? JobState.Done : JobState.Deciding, ChangedAt = site.Clock.Now, Progress = next.Write() });
                if (isOver) scope.Db.Audits.Append(new AuditEvent(site.Clock.Now, what.Actor, what.Action, what.BatchId, next.Write()));
                return next;
            }).ConfigureAwait(false);
            if (tally.Members == before.Members) return;
        }
    }

    private static TierBatchRow Set(BatchScope scope, string batchId, TierBatchRow row, TierBatchAsk ask, string actor)
    {
        if (row.Result is not null) return row;
        if (scope.Db.Identities.MergeOf(row.Account) is not null) return row with { Result = TierBatchResults.Refused, Reason = "import.undo.merged" };
        var member = scope.Member(row.Account);
        if (member.State.Tier?.Earned != row.From) return row with { Result = TierBatchResults.Refused, Reason = "tierBatch.moved" };
        var fact = ask.FactFor(scope.Now) with { Source = ConsequenceCarrier.Source, Number = string.Create(CultureInfo.InvariantCulture, $"{batchId}:{row.Line}"), Actor = actor };
        var decision = scope.Decide(member, new Command(fact));
        return decision.Refusal is { } refusal
            ? row with { Result = TierBatchResults.Refused, Reason = KeptReason.Write(refusal.Reason) }
            : row with { Result = TierBatchResults.Done, Sequence = decision.Items[^1].Sequence };
    }

    /// <summary>What happened to the tier since the batch is somebody's own decision and stays.</summary>
    private static string PutBack(BatchScope scope, string batchId, TierBatchRow row, string actor)
    {
        if (scope.Db.Identities.MergeOf(row.Account) is not null) return "import.undo.merged";
        var member = scope.Member(row.Account);
        if (member.State.Tier?.Earned != row.To) return "tierBatch.moved";
        var lockBack = row.LockFrom >= scope.Today ? row.LockFrom : null;
        var fact = new TierSet
        {
            OccurredAt = scope.Now, RecordedAt = scope.Now, Tier = row.From, ReasonCode = UndoReason, LockThrough = lockBack, Actor = actor,
            Source = ConsequenceCarrier.Source, Number = string.Create(CultureInfo.InvariantCulture, $"{batchId}:{row.Line}{MemberTaking.Undone}"),
        };
        return scope.Decide(member, new Command(fact)).Refusal is { } refusal ? KeptReason.Write(refusal.Reason) : TierBatchResults.Undone;
    }
}
