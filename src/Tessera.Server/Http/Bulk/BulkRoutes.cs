using System.ComponentModel;
using Tessera.App.Approvals;
using Tessera.App.Bulk;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Http.Members;
using Tessera.Server.Http.Work;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Bulk;

/// <summary>Bulk work on the members of a filter.</summary>
internal record BulkBody
{
    [Description("What is done to each: tag, untag, points or coupons.")]
    public required BulkAct Act { get; init; }

    [Description("The members: the filters of `GET /v1/members`, all of which must hold; all members without it. Closed members and those merged into others are left out.")]
    public MemberFilterBody? Filter { get; init; }

    [Description("Tag, for tag and untag."), Text(50), Example("\"vip\"")]
    public string? Tag { get; init; }

    [Description("Last day of the tag; for ever without it.")]
    public DateOnly? Through { get; init; }

    [Description("Points for each, not 0; negative takes."), Number(-1_000_000_000, 1_000_000_000)]
    public long? Points { get; init; }

    [Description("Kind of coupon of the programme."), Text(64)]
    public string? Kind { get; init; }

    [Description("Coupons for each; one without it."), Number(1, 20)]
    public int? Count { get; init; }

    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"goodwill\"")]
    public string? ReasonCode { get; init; }

    /// <summary>The field that is missing, or null.</summary>
    internal string? Missing() => Act switch
    {
        BulkAct.Tag or BulkAct.Untag => string.IsNullOrWhiteSpace(Tag) ? "/tag" : null,
        BulkAct.Points => Points is null or 0 ? "/points" : ReasonCode is null ? "/reasonCode" : null,
        BulkAct.Coupons => Kind is null ? "/kind" : null,
    };

    /// <summary>The right of the act itself, beside that of bulk work; null where bulk work is enough.</summary>
    internal static string? RightOf(BulkAct act) => act switch { BulkAct.Points => Scopes.PointsAdjust, BulkAct.Coupons => Scopes.CouponsGrant, _ => null };

    internal BulkAsk ToAsk() => new()
    {
        Act = Act, Filter = Filter?.ToFilter() ?? new MemberFilter(), Tag = Tag, Through = Through, Points = Points ?? 0, Kind = Kind, Count = Count ?? 1, ReasonCode = ReasonCode ?? "bulk",
    };
}

/// <summary>Bulk work to be ordered.</summary>
internal sealed record NewBulk : BulkBody
{
    [Description("Members that the preview counted; with another number nothing is done."), Number(0, int.MaxValue), Example("2")]
    public required long Expected { get; init; }

    [Description("Why, in words; needed above the limit where nobody else could approve."), Text(500, Lines = true)]
    public string? Reason { get; init; }
}

/// <summary>What bulk work would come to; nothing is stored.</summary>
internal sealed record BulkPreviewView
{
    [Description("Members it would be done to.")]
    public required long Members { get; init; }

    [Description("Members of the filter who are closed or merged into others.")]
    public required long LeftOut { get; init; }

    [Description("Points or coupons in all; 0 for tags.")]
    public required long Amount { get; init; }

    [Description("Expected cost of points given, minor units: × the share expected to be used × their worth; absent where there is none at issue.")]
    public long? ExpectedCostMinor { get; init; }

    [Description("The limit above which another person must approve; absent where there is none.")]
    public long? Limit { get; init; }

    [Description("Whether another person would have to approve it.")]
    public required bool NeedsApproval { get; init; }

    [Description("A few of the members.")]
    public required IReadOnlyList<App.Reads.MemberView> Sample { get; init; }
}

/// <summary>Bulk work over HTTP; its way back is the undo of its job.</summary>
internal sealed class BulkRoutes(Desk desk)
{
    private const string Base = "/v1/bulk";
    private const string Example = """{"act":"tag","tag":"vip","filter":{"tier":"gold"},"expected":2}""";

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/preview", Id = "previewBulk", Tag = "work", Scope = Scopes.MembersBulk, Takes = typeof(BulkBody), Gives = typeof(BulkPreviewView), Handle = Preview, Example = """{"act":"tag","tag":"vip","filter":{"tier":"gold"}}""", Summary = "What bulk work would come to",
            Says = "How many members, points and expected cost, a few of the members, and whether it would wait for another person. Nothing is stored; changes nothing, so it needs no Idempotency-Key.", Refusals = ["coupon.unknownKind", "coupon.notTakenSo"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base, Id = "orderBulk", Tag = "work", Scope = Scopes.MembersBulk, ChangesState = true, Status = 202, Takes = typeof(NewBulk), Gives = typeof(JobView), AlsoGives = (200, typeof(ApprovalView)), Handle = Order, Example = Example, Summary = "Order bulk work on the members of a filter",
            Says = "Tags, points or coupons for every member that a filter lets through. The members are chosen when it is ordered: what is approved is what is done. A job beside the tills: each member once, however often it is cut off; the result says for each whether and why not, refused ones stand in a file of their own. The undo of the job goes the whole way back by new entries, and leaves what somebody changed since. Points and coupons need `points:adjust` or `coupons:grant` too; above `approvals.pointsAbove` points or `approvals.couponsAbove` coupons in all it waits for another person first: the answer is 200 with the approval, whose `command` names the job to come; where nobody else could approve, a `reason` is needed.",
            Refusals = ["bulk.empty", "bulk.tooMany", "bulk.changed", "bulk.reasonMissing", "coupon.unknownKind", "coupon.notTakenSo", "job.tooMany"],
        };
    }

    private static Problem? Wrong(Ask ask, BulkBody body) =>
        body.Missing() is { } field ? Problem.Malformed(field, "field.missing") : BulkBody.RightOf(body.Act) is { } right && !ask.Caller.Holds(right) ? new Problem(403, "auth.scope", right) : null;

    private Task<Reply> Preview(Ask ask)
    {
        var body = ask.Take<BulkBody>();
        if (Wrong(ask, body) is { } wrong) return Task.FromResult<Reply>(wrong);
        return Task.FromResult(desk.Read(ask, (scope, showing) => BulkPreview.Of(scope, body.ToAsk()) switch
        {
            ({ } preview, _) => Reply.Ok(new BulkPreviewView
            {
                Members = preview.Members, LeftOut = preview.LeftOut, Amount = preview.Amount, ExpectedCostMinor = preview.ExpectedCostMinor, Limit = preview.Limit, NeedsApproval = preview.NeedsApproval, Sample = MemberReads.Views(scope, preview.Sample),
            }),
            var (_, refusal) => Desk.Refused(ask, refusal!, showing),
        }));
    }

    private Task<Reply> Order(Ask ask)
    {
        var body = ask.Take<NewBulk>();
        if (Wrong(ask, body) is { } wrong) return Task.FromResult<Reply>(wrong);
        return desk.Write(ask, new AskForBulk { Ask = body.ToAsk(), Expected = body.Expected, Why = body.Reason, Language = ask.Language.Tag() }, (made, showing) =>
            made.Waits is { } waits ? new OtherStatus(200, ApprovalView.Of(waits, waits.MadeAt, desk.Site, withCommand: false)) : JobView.Fresh(made.Done!, showing));
    }
}
