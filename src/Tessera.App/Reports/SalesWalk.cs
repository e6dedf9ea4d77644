using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;
using Tessera.Storage.Reports;

namespace Tessera.App.Reports;

/// <summary>One walk over all members with their documents: as much memory as one member needs, and no question to the store for each.</summary>
/// <param name="scope">The moment of the store.</param>
internal sealed class SalesWalk(ReadScope scope)
{
    private readonly MemberSales _sales = new(scope.Programs.At(scope.AsOf).Document.Purchases.OrderAboveMinor);

    /// <summary>Members in order of account, each with its documents until the next one is read.</summary>
    public IEnumerable<(AccountId Account, MemberState State, IReadOnlyList<Sale> Sales)> Members(AccountId? after = null)
    {
        foreach (var (account, state) in scope.Db.Members.AllForSums(after)) yield return (account, state, _sales.Read(state));
    }

    /// <summary>The instants between which the dates of a window lie.</summary>
    public (Instant From, Instant Before) Instants(ReportWindow window) => (scope.Programs.Calendar.StartOf(window.From), scope.Programs.Calendar.StartOf(window.Through.AddDays(1)));

    /// <summary>Documents of a window in order of account, each with the purchase it is, null of cancellations and refunds of what is carried in.</summary>
    public IEnumerable<(AccountId Account, MemberState State, Sale Sale, SoldTo? Sold)> Documents(ReportWindow window, AccountId? after = null)
    {
        var (from, before) = Instants(window);
        var merged = scope.Db.Sales.Merged(from, before);
        var own = new Dictionary<long, SoldTo>();
        using var facts = scope.Db.Sales.Purchases(from, before, after ?? new AccountId(long.MinValue)).GetEnumerator();
        var isMore = facts.MoveNext();
        foreach (var (account, state, sales) in Members(after))
        {
            own.Clear();
            for (; isMore && facts.Current.Account.Value <= account.Value; isMore = facts.MoveNext())
            {
                if (facts.Current.Account == account) own[facts.Current.Sequence] = facts.Current;
            }

            foreach (var sale in sales)
            {
                if (!window.Holds(sale.Day)) continue;
                var sold = sale.FromMerge == 0 ? own.GetValueOrDefault(sale.Sequence) : merged.GetValueOrDefault((account, sale.FromMerge, sale.Sequence));
                yield return (account, state, sale, sold);
            }
        }
    }

    /// <summary>Documents of a window that nobody claimed, with what is left of each.</summary>
    public IEnumerable<(Fact Fact, DateOnly Day, long NetMinor)> WithoutMember(ReportWindow window)
    {
        var (from, before) = Instants(window);
        foreach (var sold in scope.Db.Sales.WithoutMember(from, before))
            yield return (sold.Fact, scope.Programs.Calendar.DayOf(sold.Fact.OccurredAt), sold.Fact is Purchase purchase ? AnonymousNet.Of(purchase, sold.Follows) : sold.TotalMinor);
    }
}
