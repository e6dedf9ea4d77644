using System.ComponentModel;
using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.App.Redemption;
using Tessera.Server.Http.Members;
using Tessera.Server.Http.Rewards;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Search;

/// <summary>What somebody typed into the search of the console.</summary>
internal sealed record SearchBody
{
    [Description("A name or a part of it, a phone or its last four digits, a card, an id, the number of a purchase, or a code."), Text(100), Example("\"王小明\"")]
    public required string Term { get; init; }
}

/// <summary>A purchase that was found.</summary>
internal sealed record FoundPurchase
{
    [Description("Purchase.")]
    public required string Id { get; init; }

    [Description("Source system.")]
    public required string Source { get; init; }

    [Description("The source's number.")]
    public required string Number { get; init; }

    [Description("Whose; absent for one without a member.")]
    public string? MemberId { get; init; }
}

/// <summary>A coupon code that was found.</summary>
internal sealed record FoundCoupon
{
    [Description("The code.")]
    public required string Code { get; init; }

    [Description("Kind of coupon.")]
    public required string Kind { get; init; }

    [Description("Name of the kind in the language asked for.")]
    public required string Name { get; init; }

    [Description("Who holds it; absent while nobody does.")]
    public string? MemberId { get; init; }
}

/// <summary>What was found, of each sort.</summary>
internal sealed record SearchView
{
    [Description("Members, at most 8; who was seen last first.")]
    public required IReadOnlyList<MemberView> Members { get; init; }

    [Description("Purchases of that number.")]
    public required IReadOnlyList<FoundPurchase> Purchases { get; init; }

    [Description("The coupon of that code.")]
    public required IReadOnlyList<FoundCoupon> Coupons { get; init; }

    [Description("The redemption of that pick-up code.")]
    public required IReadOnlyList<RedemptionView> Redemptions { get; init; }
}

/// <summary>One search over all that has a name, a number or a code; each sort only for who may read it.</summary>
internal sealed class SearchRoutes(Desk desk)
{
    private const int Most = 8;

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/search", Id = "search", Tag = "members", Scope = Scopes.MembersRead, Takes = typeof(SearchBody), Gives = typeof(SearchView), Handle = Find, Example = """{"term":"王小明"}""", Summary = "Find members, purchases and coupons",
            Says = "Members by name, phone, last four digits, card or id; purchases by their number; coupons and redemptions by their whole code. What the caller may not read is left out. Changes nothing, so it needs no Idempotency-Key; the term travels in the body alone.",
        };
    }

    private Task<Reply> Find(Ask ask)
    {
        var term = NamePieces.Narrow(ask.Take<SearchBody>().Term).Trim();
        return Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(new SearchView
        {
            Members = [.. MemberLists.Found(scope, term, Most).Members.Take(Most)],
            Purchases = ask.Caller.Holds(Scopes.PurchasesRead) ? Purchases(scope, term) : [],
            Coupons = ask.Caller.Holds(Scopes.CouponsRead) ? Coupons(scope, showing, term) : [],
            Redemptions = ask.Caller.Holds(Scopes.RewardsRead) ? Redemptions(scope, showing, term) : [],
        })));
    }

    private static IReadOnlyList<FoundPurchase> Purchases(ReadScope scope, string term)
    {
        if (PurchaseId.Parse(term) is { } id) return scope.Db.Documents.Find(id.Source, id.Number) is { Kind: "purchase" } known ? [Purchase(scope, id, known.Account)] : [];
        return [.. scope.Db.Documents.FindPurchases(term, Most).Select(f => Purchase(scope, new PurchaseId(f.Source, term), f.Account))];
    }

    private static FoundPurchase Purchase(ReadScope scope, PurchaseId id, AccountId? account) =>
        new() { Id = id.ToString(), Source = id.Source, Number = id.Number, MemberId = account is { } whose ? scope.Db.Identities.MemberOf(whose)?.ToString() : null };

    private static IReadOnlyList<FoundCoupon> Coupons(ReadScope scope, Showing showing, string term)
    {
        if (scope.Db.Coupons.Find(term) is not { } held) return [];
        var kind = showing.Program?.Coupons.FirstOrDefault(c => c.Kind.Id == held.Kind);
        return [new FoundCoupon { Code = term, Kind = held.Kind, Name = kind is null ? held.Kind : showing.Language.Of(kind.Kind.Names), MemberId = held.Account is { } whose ? scope.Db.Identities.MemberOf(whose)?.ToString() : null }];
    }

    private static IReadOnlyList<RedemptionView> Redemptions(ReadScope scope, Showing showing, string term)
    {
        if (PickUpCodes.Read(term) is not { } code || scope.Db.Redemptions.ByCode(code) is not { } place || scope.Db.Redemptions.Find(place.Account, place.Sequence) is not { } row) return [];
        return [RedemptionView.Of(row, scope.Db.Identities.MemberOf(place.Account), null) with { Name = RedemptionView.NameOf(row, showing) }];
    }
}
