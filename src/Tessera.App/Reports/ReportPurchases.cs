using System.ComponentModel;
using Tessera.Core.Analytics;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Reports;

/// <summary>A document behind a figure.</summary>
public sealed record ReportedPurchase
{
    [Description("Whose it counts as; absent of an erased person.")]
    public string? MemberId { get; init; }

    [Description("System it came from.")]
    public string? Source { get; init; }

    [Description("Its number there.")]
    public string? Number { get; init; }

    [Description("Local date it counts on.")]
    public required DateOnly On { get; init; }

    [Description("Store.")]
    public string? StoreId { get; init; }

    [Description("Clerk.")]
    public string? ClerkId { get; init; }

    [Description("Channel; absent of cancellations.")]
    public string? Channel { get; init; }

    [Description("Net after all refunds, minor units, signed.")]
    public required long NetMinor { get; init; }

    [Description("Whether it counts as an order.")]
    public required bool IsOrder { get; init; }
}

/// <summary>Where a document stands in the order of pages.</summary>
/// <param name="Account">Whose it counts as.</param>
/// <param name="FromMerge">Sequence of the merge it came with, else 0.</param>
/// <param name="Sequence">Its place in the record that holds it.</param>
public readonly record struct DocumentPlace(AccountId Account, long FromMerge, long Sequence)
{
    internal bool IsAfter(DocumentPlace other) => (Account.Value, FromMerge, Sequence).CompareTo((other.Account.Value, other.FromMerge, other.Sequence)) > 0;
}

/// <summary>Which documents are asked for; what is null takes all.</summary>
/// <param name="Window">Dates.</param>
/// <param name="OrdersOnly">Only orders.</param>
/// <param name="Tier">Tier they count for.</param>
/// <param name="Place">Store, clerk or channel.</param>
public sealed record PurchasePick(ReportWindow Window, bool OrdersOnly, string? Tier, (RankedBy By, string Id)? Place);

/// <summary>The documents behind a figure, page by page in order of account, merge and sequence.</summary>
public static class ReportPurchases
{
    /// <summary>Reads a page.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="pick">Which documents.</param>
    /// <param name="after">Start after this place; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    /// <returns>Documents with their place, which is where the next page goes on.</returns>
    public static IReadOnlyList<(DocumentPlace Place, ReportedPurchase Purchase)> Page(ReadScope scope, PurchasePick pick, DocumentPlace? after, int limit)
    {
        var (found, own) = (new List<(DocumentPlace Place, ReportedPurchase Purchase)>(), new List<(DocumentPlace Place, ReportedPurchase Purchase)>());
        // The account of the last row is read again: it may have more.
        AccountId? from = after is { } place && place.Account.Value > long.MinValue ? new AccountId(place.Account.Value - 1) : null;
        AccountId? last = null;
        foreach (var (account, state, sale, sold) in new SalesWalk(scope).Documents(pick.Window, from))
        {
            if (last != account && Close()) break;
            last = account;
            if (pick.OrdersOnly && !sale.IsOrder) continue;
            if (pick.Tier is { } tier && MemberSales.TierAtSale(state, sale.Day) != tier) continue;
            if (pick.Place is { } at && SplitPlaces.Of(sold?.Fact, at.By) != at.Id) continue;
            own.Add((new DocumentPlace(account, sale.FromMerge, sale.Sequence), Row(scope, account, sale, sold?.Fact)));
        }

        Close();
        return [.. found.Take(limit).Select(p => (p.Place, p.Purchase with { MemberId = scope.Db.Identities.MemberOf(p.Place.Account)?.ToString() }))];

        bool Close()
        {
            found.AddRange(own.OrderBy(p => p.Place.FromMerge).ThenBy(p => p.Place.Sequence).Where(p => after is not { } a || p.Place.IsAfter(a)));
            own.Clear();
            return found.Count >= limit;
        }
    }

    // What is no purchase of the window is named by its own fact.
    private static ReportedPurchase Row(ReadScope scope, AccountId account, in Sale sale, Purchase? sold)
    {
        Fact? fact = sold ?? (sale.FromMerge == 0 ? scope.Db.Records.Find(account, sale.Sequence)?.Fact : null);
        return new ReportedPurchase
        {
            Source = fact?.Source, Number = fact?.Number, On = sale.Day, StoreId = sold?.StoreId, ClerkId = sold?.ClerkId, Channel = sold?.Channel,
            NetMinor = sale.NetMinor, IsOrder = sale.IsOrder,
        };
    }
}
