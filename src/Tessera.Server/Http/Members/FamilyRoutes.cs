using System.ComponentModel;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Members;

/// <summary>A member that becomes a family card, or stops being one.</summary>
internal sealed record FamilyCardBody
{
    [Description("The member that is the card."), Text(30, Shape = TextShapes.MemberId)]
    public required string Card { get; init; }

    [Description("Reason as a code of yours, such as `child`."), Text(50, Shape = TextShapes.Slug), Example("\"child\"")]
    public required string ReasonCode { get; init; }

    [Description("Reason in words, such as who consented; kept sealed beside the record."), Text(500, Lines = true)]
    public string? Note { get; init; }
}

/// <summary>Both sides of a family card after a change.</summary>
/// <param name="Main">The main member.</param>
/// <param name="Card">The card.</param>
internal sealed record FamilyChangedView(FactView Main, FactView Card)
{
    public static FamilyChangedView Of(FamilyChanged changed, Showing showing) => new(FactView.Of(changed.Main, showing), FactView.Of(changed.Card, showing));
}

/// <summary>Family cards of a member (P30).</summary>
internal sealed class FamilyRoutes(Desk desk)
{
    private const string Family = "/v1/members/{memberId}/family";
    private const string Example = """{"card":"mem_01jd8m3k7q2v5x9zabcdefghjk","reasonCode":"child"}""";

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = Family, Id = "getFamily", Tag = "members", Scope = Scopes.MembersRead, Gives = typeof(FamilyView), Summary = "Family cards of a member",
            Says = "From either side: the cards of a main member with what each spent this month, or whose card this member is.", Handle = ask => desk.ReadMember(ask, (scope, member, _) => FamilyView.Read(scope, member)),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Family, Id = "linkFamilyCard", Tag = "members", Scope = Scopes.MembersWrite, ChangesState = true, Status = 201, Takes = typeof(FamilyCardBody), Gives = typeof(FamilyChangedView), Example = Example,
            Summary = "Make a member a family card", Says = "What the card buys from now on is a purchase of this member, who earns and rises by it. The card redeems nothing but points within the programme's limit.",
            Refusals = ["family.self", "family.linkedAlready", "family.cardIsMain", "family.mainIsCard", "family.notOffered", "family.tooMany", "member.closed"],
            Handle = ask => On(ask, (main, card, body) => new LinkFamilyCard { Member = main, Card = card, ReasonCode = body.ReasonCode, Text = body.Note }),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Family + "/removals", Id = "unlinkFamilyCard", Tag = "members", Scope = Scopes.MembersWrite, ChangesState = true, Takes = typeof(FamilyCardBody), Gives = typeof(FamilyChangedView), Example = Example,
            Summary = "Unlink a family card", Says = "The card stands alone again; what it bought stays this member's, and a refund of it too.", Refusals = ["family.notLinked"],
            Handle = ask => On(ask, (main, card, body) => new UnlinkFamilyCard { Member = main, Card = card, ReasonCode = body.ReasonCode, Text = body.Note }),
        };
    }

    private Task<Reply> On(Ask ask, Func<MemberRef, MemberRef, FamilyCardBody, Tessera.App.Pipeline.WriteCommand<FamilyChanged>> command)
    {
        var (member, wrong) = Naming.OfPath(ask);
        var body = ask.Take<FamilyCardBody>();
        return member is null ? Task.FromResult<Reply>(wrong!) : desk.Write(ask, command(member, Naming.OfBody(body.Card, null)!, body), FamilyChangedView.Of);
    }
}
