using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Purchases;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Server.Http.Purchases;

/// <summary>One purchase with all that happened to it.</summary>
internal sealed class PurchaseReads(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/purchases/{purchaseId}", Id = "getPurchase", Tag = "purchases", Scope = Scopes.PurchasesRead, Gives = typeof(PurchaseView), Summary = "One purchase",
            Says = "With what each line got, what was given back of it, and how its points came about.",
            Handle = ask => Task.FromResult(PurchaseId.Parse(ask.Path("purchaseId")) is { } id && desk.Site.Read(s => Find(s, id)) is { } found
                ? desk.Read(ask, (scope, showing) => Reply.Ok(View(id, found, showing)))
                : Problem.NotFound(ask.Path("purchaseId"))),
        };
    }

    private static Found? Find(ReadScope scope, PurchaseId id)
    {
        if (scope.Db.Documents.Find(id.Source, id.Number) is not { Kind: "purchase" } known) return null;
        if (known.Account is not { } account) return Unclaimed(scope, id);
        var recorded = scope.Db.Documents.FindPurchase(account, known.Sequence, scope.Programs.Calendar);
        return new Found(recorded?.Fact, recorded, recorded?.Refunded, scope.Db.Records.Find(account, known.Sequence), scope.Db.Identities.MemberOf(account)) { BoughtBy = recorded is null ? null : Families.BuyerOf(scope.Db, recorded.Fact) };
    }

    private static PurchaseView View(PurchaseId id, Found found, Showing showing)
    {
        var (purchase, recorded) = (found.Purchase!, found.Recorded);
        var price = recorded?.Outcome.Priced ?? purchase.Sold;
        return new PurchaseView
        {
            Id = id.ToString(), Source = id.Source, Number = id.Number, OccurredAt = purchase.OccurredAt, MemberId = found.Member?.ToString(), BoughtBy = found.BoughtBy?.ToString(), TotalMinor = price?.NetMinor ?? purchase.TotalMinor,
            Price = PriceView.Of(price, found.Member, showing),
            Points = recorded?.Outcome.Points, Growth = recorded?.Outcome.Growth,
            Lines = [.. PurchaseView.Sold(purchase, price).Select((line, i) => PurchaseView.Line(line, recorded?.Outcome.Lines[i], found.Refunded?[i]))],
            Reasons = recorded is null ? null : [.. showing.Why(recorded.Outcome.Hits), .. showing.Why(found.Item?.Reasons ?? [])],
        };
    }

    private static Found Unclaimed(ReadScope scope, PurchaseId id) => UnclaimedPurchases.Find(scope, id) is var (purchase, unclaimed)
        ? new Found(purchase, null, unclaimed.Refunded, null, null)
        : new Found(null, null, null, null, null);

    private sealed record Found(Purchase? Purchase, RecordedPurchase? Recorded, IReadOnlyList<LineRefunded>? Refunded, RecordItem? Item, MemberId? Member)
    {
        public MemberId? BoughtBy { get; init; }
    }
}
