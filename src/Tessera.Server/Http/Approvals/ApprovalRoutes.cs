using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Tessera.App;
using Tessera.App.Approvals;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Approvals;

/// <summary>Something that waits for a second person, or what became of it.</summary>
internal sealed record ApprovalView
{
    public required string Id { get; init; }

    [Description("points.adjustment, tier.batch, coupon.batch, bulk.points, bulk.coupons, export, export.personal or program.publication.")]
    public required string Kind { get; init; }

    [Description("waiting, approved, rejected, refused (by the rules, when it was approved), void (something it stood on changed) or expired.")]
    public required string State { get; init; }

    [Description("The member concerned.")]
    public string? MemberId { get; init; }

    [Description("The amount that called for it: points of an adjustment, members of a batch; absent for an export, whose rows are counted no further than the limit.")]
    public long? Amount { get; init; }

    [Description("Digest of what waits; whoever approves names it, so that what is approved is what was looked at.")]
    public required string InputHash { get; init; }

    [Description("Who asked.")]
    public required string Maker { get; init; }

    public required Instant MadeAt { get; init; }

    [Description("Until when it can be approved.")]
    public required Instant EndsAt { get; init; }

    public string? DecidedBy { get; init; }

    public Instant? DecidedAt { get; init; }

    [Description("Why it is rejected, refused or void: a code.")]
    public string? Outcome { get; init; }

    [Description("What waits, as JSON text; only where one approval is read. Of an export it names the job that will make it.")]
    public string? Command { get; init; }

    public static ApprovalView Of(Approval approval, Instant now, Site site, bool withCommand) => new()
    {
        Id = approval.Id, Kind = approval.Kind, State = WaitingCommands.StateAt(approval, now), Amount = approval.Amount, Maker = approval.Maker, MadeAt = approval.MadeAt, EndsAt = approval.EndsAt,
        MemberId = approval.About is { } account ? site.Read(scope => scope.Db.Identities.MemberOf(account))?.ToString() : null,
        InputHash = Convert.ToHexStringLower([.. approval.InputHash]), DecidedBy = approval.DecidedBy, DecidedAt = approval.DecidedAt, Outcome = approval.Outcome,
        Command = withCommand ? approval.Command : null,
    };
}

/// <summary>A page of approvals.</summary>
internal sealed record ApprovalPage : Page
{
    public required IReadOnlyList<ApprovalView> Approvals { get; init; }
}

/// <summary>What is approved.</summary>
internal sealed record ApproveBody
{
    [Description("`inputHash` as it was read."), Text(64, Min = 64), Example("\"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae\"")]
    public required string InputHash { get; init; }
}

/// <summary>Why it is rejected.</summary>
internal sealed record RejectBody
{
    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"too-much\"")]
    public required string ReasonCode { get; init; }
}

/// <summary>Approvals.</summary>
internal sealed class ApprovalRoutes(Desk desk)
{
    private static readonly string[] States = [ApprovalStates.Waiting, ApprovalStates.Approved, ApprovalStates.Rejected, ApprovalStates.Refused, ApprovalStates.Void];

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/approvals", Id = "listApprovals", Tag = "approvals", Scope = Scopes.ApprovalsRead, Gives = typeof(ApprovalPage), Handle = List,
            Query = [new QueryField("state", typeof(string), "Only in this state; expired ones count as waiting here.") { Choices = States, Example = "waiting" }, QueryField.Limit, QueryField.Cursor],
            Summary = "What waits, and what became of it", Says = "The newest first.",
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/approvals/{approvalId}", Id = "getApproval", Tag = "approvals", Scope = Scopes.ApprovalsRead, Gives = typeof(ApprovalView), Summary = "One approval", Says = "With what waits.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => scope.Db.Approvals.Find(ask.Path("approvalId")) is { } found ? Reply.Ok(View(found, withCommand: true)) : Problem.NotFound(ask.Path("approvalId")))),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/approvals/{approvalId}/approve", Id = "approve", Tag = "approvals", Scope = Scopes.ApprovalsDecide, ChangesState = true, Takes = typeof(ApproveBody), Gives = typeof(ApprovalView),
            Handle = Approve, Example = """{"inputHash":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"}""", Summary = "Approve",
            Says = "People only, never who asked, and only with the right of the operation itself. It is carried out in the same transaction; where the rules refuse it then, `state` is `refused` and `outcome` says why.",
            Refusals = ["approval.decided", "approval.expired", "approval.changed"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/approvals/{approvalId}/reject", Id = "reject", Tag = "approvals", Scope = Scopes.ApprovalsDecide, ChangesState = true, Takes = typeof(RejectBody), Gives = typeof(ApprovalView),
            Example = """{"reasonCode":"too-much"}""", Summary = "Reject, or take back", Says = "Nothing is done. Who asked may take it back.", Refusals = ["approval.decided", "approval.expired"],
            Handle = ask => Decide(ask, new DecideApproval { Id = ask.Path("approvalId"), ReasonCode = ask.Take<RejectBody>().ReasonCode, Held = ask.Caller.Held }),
        };
    }

    private Task<Reply> List(Ask ask)
    {
        (Instant At, string Id)? before = null;
        if (ask.Text("cursor") is { } cursor)
        {
            var parts = Cursors.Read(cursor)?.Split(' ');
            if (parts is not [var micros, var id] || !long.TryParse(micros, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)) return Task.FromResult<Reply>(Cursors.Wrong);
            before = (new Instant(at), id);
        }

        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            var page = scope.Db.Approvals.Page(ask.Limit, ask.Text("state"), before);
            var next = page.Count == ask.Limit ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{page[^1].MadeAt.Micros} {page[^1].Id}")) : null;
            return Reply.Ok(new ApprovalPage { Approvals = [.. page.Select(a => View(a, withCommand: false))], Next = next });
        }));
    }

    private Task<Reply> Approve(Ask ask)
    {
        var text = ask.Take<ApproveBody>().InputHash;
        if (!text.All(char.IsAsciiHexDigit)) return Task.FromResult<Reply>(Problem.Malformed("/inputHash", "field.shape", "[0-9a-f]{64}"));
        return Decide(ask, new DecideApproval { Id = ask.Path("approvalId"), Approves = Convert.FromHexString(text), Held = ask.Caller.Held });
    }

    private Task<Reply> Decide(Ask ask, DecideApproval command) => desk.Write(ask, command, (decided, _) => View(decided.Approval, withCommand: false));

    private ApprovalView View(Approval approval, bool withCommand) => ApprovalView.Of(approval, desk.Site.Clock.Now, desk.Site, withCommand);
}
