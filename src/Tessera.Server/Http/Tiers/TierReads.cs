using Tessera.App.Reads;
using Tessera.Server.Http.Members;

namespace Tessera.Server.Http.Tiers;

/// <summary>Past changes of a tier.</summary>
/// <param name="Changes">The oldest first.</param>
internal sealed record TierHistoryView(IReadOnlyList<TierChangeView> Changes);

/// <summary>The tier with its explanation, and its history.</summary>
internal sealed class TierReads(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/members/{memberId}/tier", Id = "getTier", Tag = "tiers", Scope = Scopes.TiersRead, Gives = typeof(TierView), Query = [MemberReads.On], Summary = "The tier and why",
            Says = "What is held, what keeps it, the next review, what happens if nothing changes, the ways up, and each past change with its cause: from the same functions that decide.",
            Handle = ask => desk.ReadMember(ask, (scope, member, showing) => TierView.Read(scope, member, showing.Language.Tag(), ask.Date("on"))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/members/{memberId}/tier/history", Id = "getTierHistory", Tag = "tiers", Scope = Scopes.TiersRead, Gives = typeof(TierHistoryView), Summary = "Past changes of the tier", Says = "Each with its cause, dates, version and reasons.",
            Handle = ask => desk.ReadMember(ask, (scope, member, showing) => TierView.Read(scope, member, showing.Language.Tag()) is { } view ? new TierHistoryView(view.Past) : null),
        };
    }
}
