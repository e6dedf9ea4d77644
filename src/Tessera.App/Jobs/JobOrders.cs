using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Bulk;
using Tessera.App.Coupons;
using Tessera.App.Exports;
using Tessera.App.Import;
using Tessera.App.Programs.Backtests;
using Tessera.App.Segments;
using Tessera.App.Tiers;
using Tessera.Core;

namespace Tessera.App.Jobs;

/// <summary>What a job is asked; kept with it, so that another process can go on with it.</summary>
public sealed record JobAsk
{
    /// <summary>Read only: columns, findings and counts, nothing is written.</summary>
    public bool DryRun { get; init; }

    /// <summary>Name of a map kept before, or null.</summary>
    public string? Map { get; init; }

    /// <summary>Name of the older system where no map says it.</summary>
    public string? Source { get; init; }

    /// <summary>The past is played (semantics §1).</summary>
    public bool IsHistory { get; init; }

    /// <summary>Last local date settled under history.</summary>
    public DateOnly? Until { get; init; }

    /// <summary>Exports: members, entries, tiers or purchases.</summary>
    public string? Table { get; init; }

    /// <summary>Exports: how the file is written.</summary>
    public ExportFormat Format { get; init; } = ExportFormat.Csv;

    /// <summary>Exports: what of people is in it.</summary>
    public PersonColumns Persons { get; init; }

    /// <summary>Exports of members: only those of a list; null for all.</summary>
    public MemberFilter? Filter { get; init; }

    /// <summary>Exports of reports: which one.</summary>
    public ReportExportAsk? Report { get; init; }

    /// <summary>Demo data: the template.</summary>
    public string? Template { get; init; }

    /// <summary>Why, for the audit and the file.</summary>
    public string? Reason { get; init; }

    /// <summary>Backtests and calibrations: first local date.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last local date.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>Backtests: what the draft is compared with.</summary>
    public Core.Programs.Backtests.BaseSide Base { get; init; }

    /// <summary>Calibrations: the shares wanted.</summary>
    public IReadOnlyList<Core.Programs.Calibrations.TierGoal>? Goals { get; init; }

    /// <summary>Calibrations: seed of the resampling.</summary>
    public ulong Seed { get; init; }

    internal string Write() => JsonSerializer.Serialize(this, JobJson.Default.JobAsk);

    internal static JobAsk Read(string json) => JsonSerializer.Deserialize(json, JobJson.Default.JobAsk)!;

    internal static string WriteFilter(MemberFilter filter) => JsonSerializer.Serialize(filter, JobJson.Default.MemberFilter);
}

/// <summary>What an export came to.</summary>
/// <param name="Rows">Rows written.</param>
/// <param name="Bytes">Bytes of the file.</param>
public sealed record ExportTally(long Rows, long Bytes);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JobAsk))]
[JsonSerializable(typeof(ExportTally))]
[JsonSerializable(typeof(MemberFilter))]
internal sealed partial class JobJson : JsonSerializerContext;

/// <summary>Kinds of jobs and the lanes they run in: one at a time in a lane, over all nodes.</summary>
public static class JobKinds
{
    /// <summary>An export.</summary>
    public const string Export = "export";

    /// <summary>A batch of tiers.</summary>
    public const string TierBatch = RunTierBatch.JobKind;

    /// <summary>The undo of a batch of tiers.</summary>
    public const string TierUndo = RunTierBatch.UndoKind;

    /// <summary>Coupons for members with given tags.</summary>
    public const string CouponBatch = RunCouponBatch.JobKind;

    /// <summary>Bulk work on the members of a filter.</summary>
    public const string Bulk = RunBulk.JobKind;

    /// <summary>The way back of bulk work.</summary>
    public const string BulkUndo = RunBulk.UndoKind;

    /// <summary>An evaluation of a segment.</summary>
    public const string Segments = SegmentJobs.JobKind;

    /// <summary>A backtest of a draft.</summary>
    public const string Backtest = RunBacktest.BacktestKind;

    /// <summary>A calibration of a draft.</summary>
    public const string Calibration = RunBacktest.CalibrationKind;

    /// <summary>The lanes: name and the kinds that wait for each other.</summary>
    internal static IReadOnlyList<(string Lane, IReadOnlyList<string> Kinds)> Lanes { get; } =
    [
        ("import", [ImportMembers.JobKind, ImportPurchases.JobKind, UndoImport.JobKind]), ("export", [Export]), ("tiers", [RunTierBatch.JobKind, RunTierBatch.UndoKind]), ("coupons", [CouponBatch]), ("bulk", [Bulk, BulkUndo]), ("trials", [Backtest, Calibration]), ("segments", [Segments]), ("demo", [Setup.DemoFilling.JobKind]),
    ];

    internal static string PrefixOf(string kind) => kind switch { Export => "exp_", UndoImport.JobKind or RunTierBatch.UndoKind or BulkUndo => "und_", RunTierBatch.JobKind => "tib_", CouponBatch => "cpb_", Bulk => "blk_", Backtest => "btr_", Calibration => "cal_", Segments => "seg_", Setup.DemoFilling.JobKind => "dem_", _ => "imp_" };
}

/// <summary>A job as it stands.</summary>
/// <param name="Job">The job.</param>
/// <param name="Order">How it was ordered; null for one of the command line.</param>
/// <param name="Ask">What it was asked.</param>
/// <param name="UndoneBy">The job that undoes it, or null.</param>
public sealed record JobSight(Job Job, JobOrder? Order, JobAsk Ask, string? UndoneBy)
{
    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => Job.State is JobState.Done or JobState.Failed or JobState.Cancelled;

    /// <summary>Why it failed, or null.</summary>
    public Reason? Failure => Order?.Failure is { } kept ? KeptReason.Read(kept) : null;

    /// <summary>A job, or null.</summary>
    public static JobSight? Of(ReadScope scope, string id) => scope.Db.Imports.Find(id) is { } job ? Of(scope, job) : null;

    /// <summary>Jobs, the newest first, from after one that was seen.</summary>
    public static IReadOnlyList<JobSight> Newest(ReadScope scope, int limit, (Instant CreatedAt, string Id)? before = null) => [.. scope.Db.Imports.Jobs(limit, before).Select(j => Of(scope, j))];

    private static JobSight Of(ReadScope scope, Job job)
    {
        var order = scope.Db.Work.OrderOf(job.Id);
        return new JobSight(job, order, order is null ? new JobAsk() : JobAsk.Read(order.Request), scope.Db.Work.UndoOf(job.Id));
    }
}

/// <summary>Orders a job: the upload is kept with it, sealed, and a server takes it up.</summary>
public sealed record OrderJob : WriteCommand<Job>
{
    /// <summary>Most jobs that wait or run.</summary>
    public const int MostOpen = 20;

    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Id it is to have; null for a new one.</summary>
    public string? JobId { get; init; }

    /// <summary>Ordered by one alone although it was above the limit, as nobody else could have approved.</summary>
    public bool IsSingle { get; init; }

    /// <summary>What it is asked.</summary>
    public required JobAsk Ask { get; init; }

    /// <summary>The upload, or null.</summary>
    public ReadOnlyMemory<byte>? Upload { get; init; }

    /// <summary>The job it undoes, or null.</summary>
    public string? Undoes { get; init; }

    /// <summary>Language of its texts.</summary>
    public required string Language { get; init; }

    internal override Answer<Job> Decide(BatchScope scope)
    {
        if (Allowed(scope) is { } refusal) return refusal;
        var job = Put(scope);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "job.ordered", job.Id, $$"""{"kind":"{{Kind}}"{{(IsSingle ? ",\"single\":true" : "")}}}""", Ask.Reason));
        return job;
    }

    /// <summary>Puts the job where a server takes it up; whoever orders it so writes the audit.</summary>
    internal Job Put(BatchScope scope)
    {
        var now = scope.Now;
        var job = new Job(JobId ?? JobIds.New(JobKinds.PrefixOf(Kind), now), Kind, JobState.Waiting, now, now, Undoes ?? "", "{}");
        scope.Db.Imports.Save(job);
        scope.Db.Work.Add(new JobOrder(job.Id, Actor, Language, Ask.Write()) { Undoes = Undoes });
        if (Upload is { } upload)
        {
            using var content = new MemoryStream(upload.ToArray(), writable: false);
            scope.Db.Work.PutFile(job.Id, JobFiles.Input, content);
        }

        return job;
    }

    /// <summary>Why the job is not taken on, or null.</summary>
    internal Refusal? Allowed(BatchScope scope)
    {
        if (scope.Db.Work.CountOpen() >= MostOpen) return Refusal.Of("job.tooMany", Reason.Count("most", MostOpen));
        if (Ask.Map is { } map && scope.Db.Work.MapOf(map, ImportMaps.KindOf(Kind)) is null) return new Refusal(Reason.Of("importMap.unknown", Reason.Id("name", map)), "?map");
        if (Undoes is not { } undoes) return null;
        if (scope.Db.Work.UndoOf(undoes) is { } before) return Refusal.Of("job.undoneBefore", Reason.Id("job", before));
        if (Kind == JobKinds.BulkUndo && (scope.Db.Imports.Find(undoes) is not { State: JobState.Done or JobState.Cancelled } || !scope.Db.Bulk.Has(undoes))) return Refusal.Of("job.notUndone", Reason.Id("job", undoes));
        return Kind == UndoImport.JobKind && UndoImport.Wrong(scope.Db, undoes) is { } why ? Refusal.Of(why, Reason.Id("got", undoes)) : null;
    }
}

/// <summary>Names of a job's files.</summary>
public static class JobFiles
{
    /// <summary>What was uploaded; dropped when the job ends.</summary>
    public const string Input = "input";

    /// <summary>What it made.</summary>
    public const string Result = "result";

    /// <summary>Rows that were refused, with reasons.</summary>
    public const string Errors = "errors";

    /// <summary>Most bytes of a file that a job makes over HTTP: a million members with room to spare.</summary>
    public const long MostBytes = 256L * 1024 * 1024;
}

/// <summary>Asks a job to stop: at its next step; what it did until then stays and is counted.</summary>
public sealed record CancelJob : WriteCommand<Job>
{
    /// <summary>The job.</summary>
    public required string JobId { get; init; }

    internal override Answer<Job> Decide(BatchScope scope)
    {
        if (scope.Db.Imports.Find(JobId) is not { } job || scope.Db.Work.OrderOf(JobId) is null) return Refusal.Of("job.unknown", Reason.Id("job", JobId));
        if (job.State is JobState.Done or JobState.Failed or JobState.Cancelled) return Refusal.Of("job.ended", Reason.Id("job", JobId));
        scope.Db.Work.AskCancel(JobId);
        // One that nobody took up is over at once.
        if (job.State == JobState.Waiting) scope.Db.Imports.Save(job = job with { State = JobState.Cancelled, ChangedAt = scope.Now });
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "job.cancelled", JobId));
        return job;
    }
}

/// <summary>Keeps a map under a name, for uploads.</summary>
public sealed record SaveImportMap : WriteCommand<SaveImportMap>
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary><c>members</c> or <c>purchases</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The map's text, checked before.</summary>
    public required string Text { get; init; }

    internal override Answer<SaveImportMap> Decide(BatchScope scope)
    {
        scope.Db.Work.SaveMap(Name, Kind, Text, scope.Now);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "importMap.saved", Name));
        return this;
    }
}

/// <summary>Maps kept under names.</summary>
public static class ImportMaps
{
    /// <summary>Kind of map for lists of members.</summary>
    public const string Members = "members";

    /// <summary>Kind of map for a till's export.</summary>
    public const string Purchases = "purchases";

    /// <summary>What is wrong with the text of a map; empty when nothing is.</summary>
    public static IReadOnlyList<MapFinding> Check(string kind, string text) => kind == Members ? MemberMapFile.Read(text).Findings : ImportMapFile.Read(text).Findings;

    internal static string KindOf(string jobKind) => jobKind == ImportMembers.JobKind ? Members : Purchases;
}

/// <summary>Whether the sums of a job add up.</summary>
public static class JobSums
{
    /// <summary>An import of members.</summary>
    public static bool Members(string progress) => MemberImportTally.Read(progress).AddsUp;

    /// <summary>Bulk work, and its way back.</summary>
    public static bool Bulk(string progress) => BulkTally.Read(progress).AddsUp;

    /// <summary>An undo of an import.</summary>
    public static bool Undo(string progress) => UndoTally.Read(progress).AddsUp;
}
