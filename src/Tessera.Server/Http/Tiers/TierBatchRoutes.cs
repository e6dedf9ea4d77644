using System.ComponentModel;
using System.Globalization;
using Tessera.App;
using Tessera.App.Approvals;
using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.Tiers;
using Tessera.Core;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Json;
using Tessera.Storage.Tiers;

namespace Tessera.Server.Http.Tiers;

/// <summary>A batch of tiers to be previewed.</summary>
internal sealed record TierBatchBody
{
    [Description("Tier id."), Text(50, Shape = TextShapes.Slug), Example("\"gold\"")]
    public required string Tier { get; init; }

    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"anniversary\"")]
    public required string ReasonCode { get; init; }

    [Description("Falls are stopped through this day.")]
    public DateOnly? LockThrough { get; init; }

    [Description("Whether members go on rising while locked; true without it.")]
    public bool? Accumulates { get; init; }

    [Description("The members, or inTier or withTag instead."), Items(1, PlanTierBatch.Most)]
    public IReadOnlyList<string>? Members { get; init; }

    [Description("All members whose tier in force this is."), Text(50, Shape = TextShapes.Slug)]
    public string? InTier { get; init; }

    [Description("All members who hold this tag."), Text(50)]
    public string? WithTag { get; init; }

    public TierBatchAsk ToAsk() => new() { Tier = Tier, ReasonCode = ReasonCode, LockThrough = LockThrough, Accumulates = Accumulates ?? true };
}

/// <summary>A preview: how many would change.</summary>
internal sealed record TierBatchPlan
{
    [Description("Id of the batch; run it by this.")]
    public required string Id { get; init; }

    [Description("Members found.")]
    public required int Members { get; init; }

    [Description("Would change.")]
    public required int Changes { get; init; }

    [Description("Hold the tier already.")]
    public required int Same { get; init; }

    [Description("Cannot be changed; the rows say why.")]
    public required int Refused { get; init; }

    [Description("Members named that are not known.")]
    public required int Unknown { get; init; }
}

/// <summary>One member of a batch.</summary>
internal sealed record TierBatchRowView
{
    [Description("Place in the batch.")]
    public required int Line { get; init; }

    [Description("Member; absent once erased.")]
    public string? MemberId { get; init; }

    [Description("Earned tier when it was planned.")]
    public required TierName From { get; init; }

    [Description("Tier to be set.")]
    public required TierName To { get; init; }

    [Description("planned, done, same or refused; after an undo undone or left.")]
    public required string Result { get; init; }

    [Description("Why not.")]
    public ReasonView? Why { get; init; }
}

/// <summary>A page of rows.</summary>
internal sealed record TierBatchRows : Page
{
    public required IReadOnlyList<TierBatchRowView> Rows { get; init; }
}

/// <summary>Tiers of many members at once: preview, run, results (B16); undone like any job.</summary>
internal sealed class TierBatchRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/tiers/batches", Id = "planTierBatch", Tag = "tiers", Scope = Scopes.TiersBatch, ChangesState = true, Status = 201, Takes = typeof(TierBatchBody), Gives = typeof(TierBatchPlan), Handle = Plan,
            Example = """{"tier":"gold","reasonCode":"anniversary","inTier":"silver"}""", Summary = "Preview a batch of tiers", Says = "Each member is decided by the same rules on a copy: what would change, and why not. Nothing changes until the batch is run.",
            Refusals = ["tier.unknown", "tierBatch.empty"],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/tiers/batches/{batchId}/rows", Id = "listTierBatchRows", Tag = "tiers", Scope = Scopes.TiersBatch, Gives = typeof(TierBatchRows), Query = [QueryField.Limit, QueryField.Cursor], Handle = Rows,
            Summary = "Rows of a batch", Says = "Planned or done, member by member.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/tiers/batches/{batchId}/run", Id = "runTierBatch", Tag = "tiers", Scope = Scopes.TiersBatch, ChangesState = true, Status = 202, Gives = typeof(Work.JobView), AlsoGives = (200, typeof(ApprovalView)), Summary = "Run a batch",
            Says = "As a job (202). With more members than `approvals.tiersAbove` it waits for another person first: the answer is 200 with the approval. A member whose tier moved since the preview is left as it is. `POST /v1/jobs/{jobId}/undo` puts back who still has the tier; entry gifts that were given stay.", Refusals = ["tierBatch.started", "job.tooMany"],
            Handle = ask => desk.Write(ask, new AskToRunTiers { Command = new StartTierBatch { BatchId = ask.Path("batchId"), Language = ask.Language.Tag() } }, (made, showing) =>
                made.Waits is { } waits ? new OtherStatus(200, ApprovalView.Of(waits, waits.MadeAt, desk.Site, withCommand: false)) : Work.JobView.Fresh(made.Done!, showing)),
        };
    }

    private Task<Reply> Plan(Ask ask)
    {
        var body = ask.Take<TierBatchBody>();
        if (new object?[] { body.Members, body.InTier, body.WithTag }.Count(x => x is not null) != 1) return Task.FromResult<Reply>(Problem.Malformed("/members", "batch.members"));
        var named = body.Members is { } ids
            ? [.. ids.Select(i => Naming.OfBody(i, null)!)]
            : desk.Site.Read(scope => scope.Db.Members.Page(null, PlanTierBatch.Most + 1, body.InTier, body.WithTag).Select(f => MemberRef.By(f.Account)).ToList());
        if (named.Count > PlanTierBatch.Most) return Task.FromResult<Reply>(Problem.Malformed(body.InTier is null ? "/withTag" : "/inTier", "batch.tooMany", PlanTierBatch.Most.ToString(CultureInfo.InvariantCulture)));
        var planned = desk.Site.Read(scope => PlanTierBatch.Rows(scope, body.ToAsk(), named));
        return desk.Write(ask, new PlanTierBatch { Ask = body.ToAsk(), Planned = planned }, (job, _) => new TierBatchPlan
        {
            Id = job.Id, Members = planned.Count, Changes = planned.Count(r => r.Result is null), Same = planned.Count(r => r.Result == TierBatchResults.Same),
            Refused = planned.Count(r => r.Result == TierBatchResults.Refused), Unknown = named.Count - planned.Count,
        });
    }

    private Task<Reply> Rows(Ask ask)
    {
        var after = 0;
        if (ask.Text("cursor") is { } cursor && (Cursors.Read(cursor) is not { } position || !int.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out after))) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            if (scope.Db.Imports.Find(ask.Path("batchId")) is null) return Problem.NotFound(ask.Path("batchId"));
            var page = scope.Db.TierDesk.Rows(ask.Path("batchId"), after, ask.Limit);
            var next = page.Count == ask.Limit ? Cursors.Write(page[^1].Line.ToString(CultureInfo.InvariantCulture)) : null;
            return Reply.Ok(new TierBatchRows { Rows = [.. page.Select(r => View(scope, r, showing))], Next = next });
        }));
    }

    private static TierBatchRowView View(ReadScope scope, TierBatchRow row, Showing showing)
    {
        var left = row.UndoResult is { } undone && undone != TierBatchResults.Undone ? undone : null;
        var why = left ?? row.Reason;
        return new TierBatchRowView
        {
            Line = row.Line, MemberId = scope.Db.Identities.MemberOf(row.Account)?.ToString(), From = showing.Tier(row.From), To = showing.Tier(row.To),
            Result = left is not null ? "left" : row.UndoResult ?? row.Result ?? "planned", Why = why is null ? null : showing.Why(KeptReason.Read(why)),
        };
    }
}
