using System.ComponentModel;
using System.Globalization;
using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Tiers;
using Tessera.Core.Facts;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Tiers;

/// <summary>A tier set by hand, or laid over the earned one for a time.</summary>
internal sealed record TierBody
{
    [Description("Tier id."), Text(50, Shape = TextShapes.Slug), Example("\"gold\"")]
    public required string Tier { get; init; }

    [Description("Reason as a code of yours."), Text(50, Shape = TextShapes.Slug), Example("\"goodwill\"")]
    public required string ReasonCode { get; init; }

    [Description("Reason in words; kept sealed beside the record."), Text(500, Lines = true)]
    public string? Note { get; init; }

    [Description("Falls are stopped through this day.")]
    public DateOnly? LockThrough { get; init; }

    [Description("Whether the member goes on rising while locked; true without it.")]
    public bool? Accumulates { get; init; }

    [Description("Lay the tier over the earned one through this day instead of setting the earned tier.")]
    public DateOnly? OverlayThrough { get; init; }
}

/// <summary>An application.</summary>
internal sealed record ApplicationBody
{
    [Description("Tier applied for."), Text(50, Shape = TextShapes.Slug), Example("\"gold\"")]
    public required string Tier { get; init; }
}

/// <summary>An application that waits for staff.</summary>
internal sealed record ApplicationView
{
    [Description("Id of the application; approve or reject it by this.")]
    public required string Id { get; init; }

    [Description("What was recorded.")]
    public required FactView Fact { get; init; }
}

/// <summary>Ids of applications: the member and the place in its record.</summary>
internal static class ApplicationIds
{
    private const string Prefix = "app_";

    public static string Write(MemberId member, long sequence) => Prefix + member.ToString()[4..] + "_" + sequence.ToString(CultureInfo.InvariantCulture);

    public static (MemberId Member, long Sequence)? Read(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Split('_') is not [_, var letters, var number]) return null;
        if (!MemberId.TryParse("mem_" + letters, out var member)) return null;
        return long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence) ? (member, sequence) : null;
    }
}

/// <summary>Tiers by hand, overlays, applications.</summary>
internal sealed class TierWrites(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/members/{memberId}/tier", Id = "setTier", Tag = "tiers", Scope = Scopes.TiersWrite, ChangesState = true, Status = 201, Takes = typeof(TierBody), Gives = typeof(FactView),
            Handle = Set, Example = """{"tier":"gold","reasonCode":"goodwill","lockThrough":"2026-12-31"}""", Summary = "Set the tier by hand",
            Says = "Sets the earned tier with a reason and, if asked, a lock that stops falls; with `overlayThrough` the tier lies over the earned one for a time and the earned tier goes on beneath.", Refusals = ["tier.unknown", "member.closed"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/members/{memberId}/tier/unlock", Id = "unlockTier", Tag = "tiers", Scope = Scopes.TiersWrite, ChangesState = true, Gives = typeof(FactView),
            Summary = "End a lock", Says = "The next review decides, with warning and grace.", Refusals = ["tier.notLocked", "member.closed"], Handle = ask => desk.OnMember(ask, m => new UnlockTier { Member = m }),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/members/{memberId}/tier/applications", Id = "applyForTier", Tag = "tiers", Scope = Scopes.TiersWrite, ChangesState = true, Status = 201, Takes = typeof(ApplicationBody), Gives = typeof(ApplicationView),
            Handle = Apply, Example = """{"tier":"gold"}""", Summary = "Apply for a tier", Says = "Once eligible, for tiers that are entered by application.", Refusals = ["tier.notEligible", "tier.notByApplication", "member.closed"],
        };
        yield return Decision("approve", "approveApplication", "Approve an application", approved: true);
        yield return Decision("reject", "rejectApplication", "Reject an application", approved: false);
    }

    private ApiRoute Decision(string verb, string id, string summary, bool approved) => new()
    {
        Method = "POST", Path = "/v1/tier-applications/{applicationId}/" + verb, Id = id, Tag = "tiers", Scope = Scopes.TiersWrite, ChangesState = true, Takes = typeof(Members.ReasonBody), Gives = typeof(FactView),
        Example = """{"reasonCode":"checked"}""", Summary = summary, Says = "Eligibility is checked again on approval.", Refusals = ["tier.noApplication", "tier.notEligible", "member.closed"], Handle = ask => Decide(ask, approved),
    };

    private Task<Reply> Set(Ask ask)
    {
        var body = ask.Take<TierBody>();
        if (body.OverlayThrough is { } through)
        {
            if (body.LockThrough is not null) return Task.FromResult<Reply>(Problem.Malformed("/lockThrough", "tier.lockOverlay"));
            return desk.OnMember(ask, m => new GiveOverlay { Member = m, Kind = OverlayKind.Manual, Tier = body.Tier, Through = through, ReasonCode = body.ReasonCode, Text = body.Note });
        }

        return desk.OnMember(ask, m => new SetTier { Member = m, Tier = body.Tier, ReasonCode = body.ReasonCode, LockThrough = body.LockThrough, Accumulates = body.Accumulates ?? true, Text = body.Note });
    }

    private Task<Reply> Apply(Ask ask)
    {
        var (member, wrong) = Naming.OfPath(ask);
        return member is null ? Task.FromResult<Reply>(wrong!) : desk.Write(ask, new ApplyForTier { Member = member, Tier = ask.Take<ApplicationBody>().Tier }, View);
    }

    private Task<Reply> Decide(Ask ask, bool approved)
    {
        if (ApplicationIds.Read(ask.Path("applicationId")) is not { } id) return Task.FromResult<Reply>(Problem.NotFound(ask.Path("applicationId")));
        var body = ask.Take<Members.ReasonBody>();
        var command = new DecideApplication { Member = MemberRef.By(id.Member), ApplicationSequence = id.Sequence, Approved = approved, ReasonCode = body.ReasonCode, Text = body.Note };
        return desk.Write(ask, command, FactView.Of);
    }

    private static ApplicationView View(FactTold told, Showing showing) =>
        new() { Id = told.Member is { } member ? ApplicationIds.Write(member, told.Item.Sequence) : "", Fact = FactView.Of(told, showing) };
}
