using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using Tessera.App;
using Tessera.App.Approvals;
using Tessera.App.People;
using Tessera.Core;
using Tessera.Server.Json;
using Tessera.Storage;

namespace Tessera.Server.Http.Approvals;

/// <summary>Something that waits for a second person, or what became of it.</summary>
internal sealed record ApprovalView
{
    public required string Id { get; init; }

    [Description("points.adjustment, tier.batch, coupon.batch, bulk.points, bulk.coupons, export, export.personal, program.publication, till.sale, till.refund or till.points.")]
    public required string Kind { get; init; }

    [Description("waiting, approved, rejected, refused (by the rules, when it was approved), void (something it stood on changed) or expired.")]
    public required string State { get; init; }

    [Description("The member concerned.")]
    public string? MemberId { get; init; }

    [Description("The amount that called for it: points of an adjustment, members of a batch, minor units of till.sale and till.refund, points of till.points; absent for an export, whose rows are counted no further than the limit.")]
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

    [Description("The legal checklist of a publication, with who signed what; only where one approval is read.")]
    public IReadOnlyList<Programs.CheckView>? Checks { get; init; }

    public static ApprovalView Of(Approval approval, Instant now, Site site, bool withCommand) => new()
    {
        Id = approval.Id, Kind = approval.Kind, State = WaitingCommands.StateAt(approval, now), Amount = approval.Amount, Maker = approval.Maker, MadeAt = approval.MadeAt, EndsAt = approval.EndsAt,
        MemberId = approval.About is { } account ? site.Read(scope => scope.Db.Identities.MemberOf(account))?.ToString() : null,
        InputHash = Convert.ToHexStringLower([.. approval.InputHash]), DecidedBy = approval.DecidedBy, DecidedAt = approval.DecidedAt, Outcome = approval.Outcome,
        Command = withCommand ? approval.Command : null,
    };

    /// <summary>The answer of what now waits.</summary>
    public static OtherStatus Waiting(Approval approval, Site site) => new(202, Of(approval, approval.MadeAt, site, withCommand: false));
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

/// <summary>What is approved on the spot, and by whom.</summary>
internal sealed record ApproveHereBody
{
    [Description("`inputHash` as the till was told it."), Text(64, Min = 64), Example("\"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae\"")]
    public required string InputHash { get; init; }

    [Description("Name of who approves."), Text(50), Example("\"li.na\"")]
    public required string Name { get; init; }

    [Description("Password of who approves."), Text(200), Example("\"seven quiet teapots\"")]
    public required string Password { get; init; }

    [Description("Six digits of the authenticator, or a recovery code, where one is set up."), Text(30), Example("\"287082\"")]
    public string? Code { get; init; }
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
            Handle = One,
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
        yield return Here();
    }

    /// <summary>A person who may approve types name and password at the till of who asked.</summary>
    private ApiRoute Here() => new()
    {
        Method = "POST", Path = "/v1/approvals/{approvalId}/approve-here", Id = "approveHere", Tag = "approvals", Scope = Scopes.PurchasesWrite, IsUnkeyed = true, Takes = typeof(ApproveHereBody), Gives = typeof(ApprovalView), Handle = ApproveAtTill,
        Example = """{"inputHash":"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","name":"li.na","password":"seven quiet teapots"}""", Summary = "Approve on the spot",
        Says = "What waits at a till and was asked by this session is approved by another person who signs for it there: never who asked, only with `approvals:decide`, and only in the stores the person is bound to. No session is opened. Answers to wrong names and passwords are those of signing in (401 `signIn.wrong`, `signIn.codeNeeded`; 429 `signIn.slow`).",
        Refusals = ["approval.decided", "approval.expired", "approval.changed"],
    };

    private async Task<Reply> ApproveAtTill(Ask ask)
    {
        var body = ask.Take<ApproveHereBody>();
        if (!ask.Caller.IsPerson) return Desk.Refused(ask, Refusal.Of("approval.person"), new Showing(ask.Language, null));
        if (!Addresses.Way(ask.Http).IsSafe) return new Problem(403, "session.insecure");
        if (!body.InputHash.All(char.IsAsciiHexDigit)) return Problem.Malformed("/inputHash", "field.shape", "[0-9a-f]{64}");
        var what = new HereApproval(ask.Path("approvalId"), ask.Caller.Actor, Convert.FromHexString(body.InputHash), new Credentials(body.Name, body.Password, body.Code, Addresses.Of(ask.Http)));
        var answer = await ApproveHere.Run(desk.Site, what, ask.Entrance);
        if (answer.Refusal is not { } refusal) return Reply.Ok(View(answer.Value!.Approval, withCommand: false));
        var reply = Desk.Refused(ask, refusal, new Showing(ask.Language, null));
        return refusal.Reason.Code == "signIn.slow" ? reply with { RetryAfter = (int?)refusal.Reason.Parts[0].Number } : reply;
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
            var page = Opened(scope.Db, ask, before);
            var next = page.Count == ask.Limit ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{page[^1].MadeAt.Micros} {page[^1].Id}")) : null;
            return Reply.Ok(new ApprovalPage { Approvals = [.. page.Select(a => View(a, withCommand: false))], Next = next });
        }));
    }

    private Task<Reply> One(Ask ask) => Task.FromResult(desk.Read(ask, (scope, showing) =>
    {
        if (scope.Db.Approvals.Find(ask.Path("approvalId")) is not { } found) return Problem.NotFound(ask.Path("approvalId"));
        if (!ApprovalStores.OpenTo(scope.Db, ask.Caller.Actor)(found)) return Desk.Refused(ask, Refusal.Of("approval.store"), showing);
        return Reply.Ok(View(found, withCommand: true) with { Checks = Programs.CheckView.Of(scope, found, showing.Language) });
    }));

    // Read on past what was asked at other stores, so that a page is full while there is more.
    private static List<Approval> Opened(StoreConnection db, Ask ask, (Instant At, string Id)? before)
    {
        var (isOpen, found) = (ApprovalStores.OpenTo(db, ask.Caller.Actor), new List<Approval>());
        while (db.Approvals.Page(ask.Limit, ask.Text("state"), before) is { Count: > 0 } page)
        {
            found.AddRange(page.Where(isOpen));
            if (found.Count >= ask.Limit || page.Count < ask.Limit) break;
            before = (page[^1].MadeAt, page[^1].Id);
        }

        return [.. found.Take(ask.Limit)];
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
