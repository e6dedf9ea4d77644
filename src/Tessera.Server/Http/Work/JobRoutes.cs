using System.ComponentModel;
using System.Text.Json;
using Tessera.App.Approvals;
using Tessera.App.Bulk;
using Tessera.App.Exports;
using Tessera.App.Import;
using Tessera.App.Jobs;
using Tessera.Core;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Http.Bulk;
using Tessera.Server.Json;
using Tessera.Storage.Imports;

namespace Tessera.Server.Http.Work;

/// <summary>A job.</summary>
internal sealed record JobView
{
    [Description("Id.")]
    public required string Id { get; init; }

    [Description("import.members, import.purchases, import.undo, export, tiers.batch, tiers.undo, coupons.batch, members.bulk, members.bulkUndo, program.backtest or program.calibration.")]
    public required string Kind { get; init; }

    [Description("waiting, running, done, failed or cancelled.")]
    public required string State { get; init; }

    [Description("When it was ordered.")]
    public required Instant CreatedAt { get; init; }

    [Description("When it last moved.")]
    public required Instant ChangedAt { get; init; }

    [Description("Who ordered it; absent for jobs of the command line.")]
    public string? Actor { get; init; }

    [Description("Only reads.")]
    public required bool DryRun { get; init; }

    [Description("Whether its sums add up so far; absent where it counts nothing.")]
    public bool? AddsUp { get; init; }

    [Description("Counts so far, by name. A dry run of members has the columns found and the findings instead.")]
    public JsonElement? Progress { get; init; }

    [Description("Why it failed.")]
    public ReasonView? Failure { get; init; }

    [Description("Whether there is a file of what it made.")]
    public required bool HasResult { get; init; }

    [Description("Whether there is a file of refused rows.")]
    public required bool HasErrors { get; init; }

    [Description("The job it undoes.")]
    public string? Undoes { get; init; }

    [Description("The job that undoes it.")]
    public string? UndoneBy { get; init; }

    public static JobView Of(JobSight sight, Showing showing, Tessera.Storage.StoreConnection? db)
    {
        var job = sight.Job;
        return new JobView
        {
            Id = job.Id, Kind = job.Kind, CreatedAt = job.CreatedAt, ChangedAt = job.ChangedAt, Actor = sight.Order?.Actor, DryRun = sight.Ask.DryRun,
            State = job.State switch { JobState.Staging or JobState.Deciding => "running", var state => state.ToString().ToLowerInvariant() },
            AddsUp = AddsUpOf(sight), Progress = job.Progress is "" or "{}" ? null : JsonDocument.Parse(job.Progress).RootElement.Clone(),
            Failure = sight.Failure is { } why ? showing.Why(why) : null, Undoes = sight.Order?.Undoes, UndoneBy = sight.UndoneBy,
            HasResult = db?.Work.HasFile(job.Id, JobFiles.Result) ?? false, HasErrors = db?.Work.HasFile(job.Id, JobFiles.Errors) ?? false,
        };
    }

    public static JobView Fresh(Job job, Showing showing) => Of(new JobSight(job, null, new JobAsk(), null), showing, null);

    private static bool? AddsUpOf(JobSight sight)
    {
        if (sight.Ask.DryRun || sight.Job.Progress is "" or "{}") return null;
        return sight.Job.Kind switch
        {
            ImportMembers.JobKind => JobSums.Members(sight.Job.Progress),
            UndoImport.JobKind => JobSums.Undo(sight.Job.Progress),
            JobKinds.Bulk or JobKinds.BulkUndo => JobSums.Bulk(sight.Job.Progress),
            _ => null,
        };
    }
}

/// <summary>Jobs, the newest first.</summary>
internal sealed record JobList : Page
{
    public required IReadOnlyList<JobView> Jobs { get; init; }
}

/// <summary>Jobs over HTTP: state, cancel, files, undo.</summary>
internal sealed class JobRoutes(Desk desk)
{
    private const string Job = "/v1/jobs/{jobId}";

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/jobs", Id = "listJobs", Tag = "work", Scope = Scopes.JobsRead, Gives = typeof(JobList), Query = [QueryField.Limit, QueryField.Cursor], Summary = "Jobs", Says = "The newest first, those of the command line among them.", Handle = List,
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = Job, Id = "getJob", Tag = "work", Scope = Scopes.JobsRead, Gives = typeof(JobView), Summary = "One job", Says = "State, counts and sums so far, and whether it has files.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => JobSight.Of(scope, ask.Path("jobId")) is { } job ? Reply.Ok(JobView.Of(job, showing, scope.Db)) : Problem.NotFound(ask.Path("jobId")))),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Job + "/cancel", Id = "cancelJob", Tag = "work", Scope = Scopes.ImportsWrite, ChangesState = true, Gives = typeof(JobView), Summary = "Stop a job",
            Says = "At its next step; what it did until then stays and is counted.", Refusals = ["job.ended"], Handle = ask => desk.Write(ask, new CancelJob { JobId = ask.Path("jobId") }, (job, showing) => JobView.Fresh(job, showing)),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Job + "/undo", Id = "undoJob", Tag = "work", Scope = Scopes.ImportsWrite, ChangesState = true, Status = 202, Gives = typeof(JobView), Handle = Undo, Summary = "Undo an import of members, a batch of tiers or bulk work",
            Says = "By new entries, member by member: who joined by the import and did nothing since is closed and erased, openings are taken back, profiles become what they were. What cannot be undone stays and is said in the result.",
            Refusals = ["job.undoneBefore", "job.notUndone", "import.undo.running"],
        };
        yield return FileOf("/result", "getJobResult", JobFiles.Result, "What a job made", "An export, or the result of an undo, of a batch of coupons or of bulk work, member by member.");
        yield return FileOf("/errors", "getJobErrors", JobFiles.Errors, "Rows that were refused", "In the form of the upload, with line, reason and code at the end of each row: mend it and send it again.");
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/exports", Id = "orderExport", Tag = "work", Scope = Scopes.ExportsWrite, ChangesState = true, Status = 202, Takes = typeof(ExportBody), Gives = typeof(JobView), AlsoGives = (200, typeof(ApprovalView)), Handle = Order,
            Example = """{"table":"members","format":"xlsx","persons":"masked","reason":"门店活动名单"}""", Summary = "Order an export",
            Says = "Personal fields are left out unless asked for, masked unless the key may see them whole, and stand in a workbook that says who took it, when and why. With more rows than `approvals.exportsAbove` it waits for another person first: the answer is 200 with the approval, whose `command` names the job to come; where nobody else could approve, a `reason` is needed. The table `report` gives a report with the very figures of its address, its definitions, dates and filters before them, and needs `reports:read` too.", Refusals = ["job.tooMany", "export.reasonMissing"],
        };
    }

    private Task<Reply> List(Ask ask)
    {
        (Instant, string)? before = null;
        if (ask.Text("cursor") is { } cursor && (before = Cursors.Place(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            var page = JobSight.Newest(scope, ask.Limit, before);
            return Reply.Ok(new JobList { Jobs = [.. page.Select(j => JobView.Of(j, showing, scope.Db))], Next = page.Count == ask.Limit ? Cursors.Write(page[^1].Job.CreatedAt, page[^1].Job.Id) : null });
        }));
    }

    private ApiRoute FileOf(string path, string id, string name, string summary, string says) => new()
    {
        Method = "GET", Path = Job + path, Id = id, Tag = "work", Scope = Scopes.JobsRead, Gives = typeof(byte[]), Summary = summary, Says = says + " Kept for seven days.",
        Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            // What names people whole is given to whom it may be given.
            if (JobSight.Of(scope, ask.Path("jobId")) is not { } job) return Problem.NotFound(ask.Path("jobId"));
            if (job.Ask.Persons == PersonColumns.Whole && !ask.Caller.Holds(Scopes.ExportsPersonal)) return new Problem(403, "auth.scope", Scopes.ExportsPersonal);
            var right = job.Job.Kind == JobKinds.Export ? Scopes.ExportsWrite : job.Job.Kind == JobKinds.TierUndo ? Scopes.TiersBatch : job.Job.Kind == JobKinds.CouponBatch ? Scopes.CouponsGrant : job.Job.Kind is JobKinds.Bulk or JobKinds.BulkUndo ? Scopes.MembersBulk : Scopes.ImportsWrite;
            if (!ask.Caller.Holds(right)) return new Problem(403, "auth.scope", right);
            var id = job.Job.Id;
            return scope.Db.Work.PartOf(id, name, 1) is { } first
                ? Reply.File(MediaOf(first), first, new FileParts(scope.Db.Work.CountParts(id, name), part => desk.Site.Read(later => later.Db.Work.PartOf(id, name, part))))
                : Problem.NotFound(ask.Path("jobId") + path);
        })),
    };

    private static string MediaOf(ReadOnlySpan<byte> head)
    {
        return head is [0x50, 0x4b, ..] ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : head is [(byte)'{', ..] ? "application/jsonl" : "text/csv";
    }

    private Task<Reply> Undo(Ask ask)
    {
        var id = ask.Path("jobId");
        if (desk.Site.Read(scope => scope.Db.Imports.Find(id)) is not { } job) return Task.FromResult<Reply>(Problem.NotFound(id));
        var kind = job.Kind switch { ImportMembers.JobKind => UndoImport.JobKind, JobKinds.TierBatch => JobKinds.TierUndo, JobKinds.Bulk => JobKinds.BulkUndo, _ => null };
        if (kind is null) return Task.FromResult<Reply>(new Problem(409, "job.notUndone", id));
        if (kind == JobKinds.BulkUndo && BulkRights(job).FirstOrDefault(r => !ask.Caller.Holds(r)) is { } lacking) return Task.FromResult<Reply>(new Problem(403, "auth.scope", lacking));
        if (kind == JobKinds.TierUndo && !ask.Caller.Holds(Scopes.TiersBatch)) return Task.FromResult<Reply>(new Problem(403, "auth.scope", Scopes.TiersBatch));
        return desk.Write(ask, new OrderJob { Kind = kind, Ask = new JobAsk(), Undoes = id, Language = ask.Language.Tag() }, (made, showing) => JobView.Fresh(made, showing));
    }

    private static IEnumerable<string> BulkRights(Job job) => [Scopes.MembersBulk, .. BulkBody.RightOf(BulkAsk.ActOf(job)) is { } right ? [right] : Array.Empty<string>()];

    private Task<Reply> Order(Ask ask)
    {
        var body = ask.Take<ExportBody>();
        var (persons, format) = (body.Persons ?? PersonColumns.None, body.Format ?? ExportFormat.Csv);
        if (persons != PersonColumns.None && (format != ExportFormat.Xlsx || body.Table != ExportTableName.Members)) return Task.FromResult<Reply>(Problem.Malformed("/persons", "export.personal"));
        if (body.Filter is not null && body.Table != ExportTableName.Members) return Task.FromResult<Reply>(Problem.Malformed("/filter", "export.filter"));
        if (Reports.ReportOrder.Wrong(ask, body, desk) is { } wrong) return Task.FromResult<Reply>(wrong);
        if (persons == PersonColumns.Whole && string.IsNullOrWhiteSpace(body.Reason)) return Task.FromResult<Reply>(Problem.Malformed("/reason", "export.reason"));
        if (persons == PersonColumns.Whole && !ask.Caller.Holds(Scopes.ExportsPersonal)) return Task.FromResult<Reply>(new Problem(403, "auth.scope", Scopes.ExportsPersonal));
        var order = new OrderJob { Kind = JobKinds.Export, Ask = new JobAsk { Table = TableOf(body.Table), Format = format, Persons = persons, Reason = body.Reason, Filter = body.Filter?.ToFilter(), Report = body.Report?.ToAsk() }, Language = ask.Language.Tag() };
        return desk.Write(ask, new AskToExport { Command = order }, (made, showing) =>
            made.Waits is { } waits ? new OtherStatus(200, ApprovalView.Of(waits, waits.MadeAt, desk.Site, withCommand: false)) : JobView.Fresh(made.Done!, showing));
    }

    private static string TableOf(ExportTableName table) => table switch
    {
        ExportTableName.Members => "members",
        ExportTableName.Entries => "entries",
        ExportTableName.Tiers => "tiers",
        ExportTableName.TierCounts => "tierCounts",
        ExportTableName.Purchases => "purchases",
        ExportTableName.Wallet => "wallet",
        ExportTableName.WalletEntries => "walletEntries",
        ExportTableName.Report => "report",
    };
}

/// <summary>Tables that can be exported.</summary>
internal enum ExportTableName
{
    /// <summary>Members with their figures.</summary>
    Members,

    /// <summary>Ledger entries.</summary>
    Entries,

    /// <summary>Each member's tier at each month's end.</summary>
    Tiers,

    /// <summary>Members by tier at each month's end.</summary>
    TierCounts,

    /// <summary>Purchases, refunds and cancellations.</summary>
    Purchases,

    /// <summary>Stored value and cards by member.</summary>
    Wallet,

    /// <summary>Entries of stored value and cards.</summary>
    WalletEntries,

    /// <summary>A report, with its definitions, dates and filters.</summary>
    Report,
}

/// <summary>An export to be made.</summary>
internal sealed record ExportBody
{
    [Description("What is exported.")]
    public required ExportTableName Table { get; init; }

    [Description("csv, jsonl or xlsx; csv without it.")]
    public ExportFormat? Format { get; init; }

    [Description("Members only: none, masked (phones 138 **** 1234) or whole; none without it.")]
    public PersonColumns? Persons { get; init; }

    [Description("Members only: those of a list; all without it.")]
    public Members.MemberFilterBody? Filter { get; init; }

    [Description("Of the table `report`: which one, of which dates.")]
    public Reports.ReportBody? Report { get; init; }

    [Description("Why; stands in the file and in the audit."), Text(500, Lines = true)]
    public string? Reason { get; init; }
}
