using System.ComponentModel;
using System.Globalization;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.Tiers;
using Tessera.Core;
using Tessera.Server.Json;
using Tessera.Storage.Members;

namespace Tessera.Server.Http.Tiers;

/// <summary>An application in a list.</summary>
internal sealed record ApplicationRowView
{
    [Description("Id of the application; absent once the person was erased.")]
    public string? Id { get; init; }

    [Description("Member.")]
    public string? MemberId { get; init; }

    [Description("Tier applied for.")]
    public required TierName Tier { get; init; }

    [Description("When.")]
    public required Instant At { get; init; }

    [Description("open, approved or rejected.")]
    public required string State { get; init; }

    [Description("When it was decided.")]
    public Instant? DecidedAt { get; init; }

    [Description("Who decided.")]
    public string? DecidedBy { get; init; }

    [Description("Reason as a code.")]
    public string? ReasonCode { get; init; }
}

/// <summary>A page of applications.</summary>
internal sealed record ApplicationPage : Page
{
    public required IReadOnlyList<ApplicationRowView> Applications { get; init; }
}

/// <summary>A member who waits for assessment.</summary>
internal sealed record WorkItemView
{
    [Description("Id; decide it by this.")]
    public required string Id { get; init; }

    [Description("Member.")]
    public required string MemberId { get; init; }

    [Description("Day on which the tier would have fallen by itself.")]
    public required DateOnly On { get; init; }

    [Description("Review that missed.")]
    public required string Review { get; init; }

    [Description("Tier held.")]
    public required TierName Tier { get; init; }

    [Description("Tier it would be lowered to.")]
    public required TierName Lower { get; init; }

    [Description("Which review missed, and where the tier would go.")]
    public required ReasonView Why { get; init; }

    [Description("What was missed, condition by condition, with the numbers.")]
    public required IReadOnlyList<ReasonView> Conditions { get; init; }
}

/// <summary>A page of the worklist.</summary>
internal sealed record WorkPage : Page
{
    public required IReadOnlyList<WorkItemView> Items { get; init; }
}

/// <summary>A decision by hand.</summary>
internal sealed record AssessmentBody
{
    [Description("true lets the tier fall, false keeps it.")]
    public required bool Lower { get; init; }

    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"long-standing\"")]
    public required string ReasonCode { get; init; }
}

/// <summary>What waits for staff: applications (C14), and members whose fall is left to people (D4).</summary>
internal sealed class TierDeskRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/tier-applications", Id = "listApplications", Tag = "tiers", Scope = Scopes.TiersRead, Gives = typeof(ApplicationPage), Summary = "Applications", Says = "The oldest first.", Handle = Applications,
            Query = [new("state", typeof(string), "Only those in this state.") { Choices = ["open", "approved", "rejected"], Example = "open" }, QueryField.Limit, QueryField.Cursor],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/tiers/worklist", Id = "getTierWorklist", Tag = "tiers", Scope = Scopes.TiersRead, Gives = typeof(WorkPage), Query = [QueryField.Limit, QueryField.Cursor], Handle = Worklist, Summary = "Members who wait for assessment",
            Says = "With `ladder.falls: manual` nobody falls by itself: members whose fall is due, the oldest first, until somebody decides, their tier changes, or they meet a later review.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/tiers/worklist/{workId}/decide", Id = "decideTierWork", Tag = "tiers", Scope = Scopes.TiersWrite, ChangesState = true, Takes = typeof(AssessmentBody), Gives = typeof(WorkItemView), Handle = Decide,
            Example = """{"lower":false,"reasonCode":"long-standing"}""", Summary = "Keep or lower", Says = "Lowering goes where the review would have led, counts for the limit of falls and is told to the member; keeping starts the review anew. Reason and person stay in the history.", Refusals = ["assessment.decided", "tier.fallLimited"],
        };
    }

    private Task<Reply> Applications(Ask ask)
    {
        (Instant, AccountId)? after = null;
        if (ask.Text("cursor") is { } cursor)
        {
            if (Pair(cursor) is not { } pair) return Task.FromResult<Reply>(Cursors.Wrong);
            after = (new Instant(pair.First), new AccountId(pair.Second));
        }

        return Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            var page = scope.Db.TierDesk.Applications(ask.Text("state"), after, ask.Limit);
            var next = page.Count == ask.Limit ? Cursor(page[^1].At.Micros, page[^1].Account) : null;
            return Reply.Ok(new ApplicationPage
            {
                Next = next,
                Applications = [.. page.Select(a => new ApplicationRowView
                {
                    Id = scope.Db.Identities.MemberOf(a.Account) is { } member ? ApplicationIds.Write(member, a.Sequence) : null, MemberId = scope.Db.Identities.MemberOf(a.Account)?.ToString(),
                    Tier = showing.Tier(a.Tier), At = a.At, State = a.State, DecidedAt = a.DecidedAt, DecidedBy = a.DecidedBy, ReasonCode = a.ReasonCode,
                })],
            });
        }));
    }

    private Task<Reply> Worklist(Ask ask)
    {
        (DateOnly, AccountId)? after = null;
        if (ask.Text("cursor") is { } cursor)
        {
            if (Pair(cursor) is not { First: >= 0 and <= 3_652_058 } pair) return Task.FromResult<Reply>(Cursors.Wrong);
            after = (DateOnly.FromDayNumber((int)pair.First), new AccountId(pair.Second));
        }

        return Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            var (items, last) = TierWorklist.Read(scope, after, ask.Limit);
            var next = last is { } place ? Cursor(place.On.DayNumber, place.Account) : null;
            return Reply.Ok(new WorkPage { Items = [.. items.Where(i => i.Member is not null).Select(i => View(i, showing))], Next = next });
        }));
    }

    private Task<Reply> Decide(Ask ask)
    {
        var id = ask.Path("workId");
        var isOne = id.Split('_') is ["wrk", var letters, var item, var effect] && MemberId.TryParse("mem_" + letters, out var member)
            && long.TryParse(item, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) && int.TryParse(effect, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? (Member: (MemberId?)member, Sequence: sequence, N: n)
            : default;
        if (isOne.Member is not { } who) return Task.FromResult<Reply>(Problem.NotFound(id));
        var body = ask.Take<AssessmentBody>();
        return desk.Write(ask, new AssessTier { Member = MemberRef.By(who), Sequence = isOne.Sequence, N = isOne.N, Lowers = body.Lower, ReasonCode = body.ReasonCode }, View);
    }

    private static WorkItemView View(TierWorkItem item, Showing showing) => new()
    {
        Id = string.Create(CultureInfo.InvariantCulture, $"wrk_{item.Member!.Value.ToString()[4..]}_{item.Place.Sequence}_{item.Place.N}"), MemberId = item.Member.Value.ToString(), On = item.Place.On,
        Review = item.Review, Tier = showing.Tier(item.Tier), Lower = showing.Tier(item.Lower), Why = showing.Why(item.Why[0]), Conditions = showing.Why(item.Why.Skip(1)),
    };

    private static string Cursor(long first, AccountId account) => Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{first} {account.Value}"));

    private static (long First, long Second)? Pair(string cursor)
    {
        if (Cursors.Read(cursor)?.Split(' ') is not [var first, var second]) return null;
        return long.TryParse(first, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var a) && long.TryParse(second, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var b) ? (a, b) : null;
    }
}
