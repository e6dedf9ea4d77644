using System.Runtime.InteropServices;
using Tessera.Core.Members;
using Tessera.Core.Tiers;

namespace Tessera.Core.Analytics;

/// <summary>One document of a member as reports of sales count it.</summary>
/// <param name="Sequence">Its place in the record that holds it; for refunds of what is no purchase of the record, that of the refund.</param>
/// <param name="FromMerge">Sequence of the merge it came with, else 0.</param>
/// <param name="Day">Local date it counts on: refunds count on their purchase's date, always (semantics §2), cancellations on their own.</param>
/// <param name="NetMinor">Net total after all refunds, minor units, signed.</param>
/// <param name="IsOrder">Whether what is left of it is above the least an order is (programme, `purchases`).</param>
public readonly record struct Sale(long Sequence, long FromMerge, DateOnly Day, long NetMinor, bool IsOrder);

/// <summary>What a member did in a window.</summary>
/// <param name="IsThere">Joined by the window's end, and neither closed by then nor merged into another.</param>
/// <param name="IsNew">Joined in the window.</param>
/// <param name="IsActive">There, with an order or a behaviour in the window.</param>
/// <param name="Orders">Orders.</param>
/// <param name="OrdersMinor">Net of those orders, minor units.</param>
/// <param name="NetMinor">Net of all documents, cancellations too, minor units.</param>
public readonly record struct MemberWindow(bool IsThere, bool IsNew, bool IsActive, long Orders, long OrdersMinor, long NetMinor);

/// <summary>Reads documents out of the metric rows of one member after the other. Points and orders carried in from an older system are no sales.</summary>
/// <param name="orderAboveMinor">Net total above which a purchase is an order, exclusive, minor units.</param>
public sealed class MemberSales(long orderAboveMinor)
{
    private readonly List<Sale> _sales = [];
    private readonly Dictionary<(long Merge, long Sequence), int> _places = [];

    /// <summary>The documents of a member in the order recorded; none of one merged into another, whose documents are the other's. Good until the next member is read.</summary>
    public IReadOnlyList<Sale> Read(MemberState state)
    {
        _sales.Clear();
        _places.Clear();
        if (state.MergedInto is not null) return _sales;
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(state.Rows))
        {
            switch (row.Kind)
            {
                case RowKind.Purchase:
                    _places[(row.FromMerge, row.Sequence)] = _sales.Count;
                    _sales.Add(new Sale(row.Sequence, row.FromMerge, row.Day, row.NetMinor, row.Count > 0 && row.NetMinor > orderAboveMinor));
                    break;
                case RowKind.Refund: Take(row); break;
                case RowKind.Cancellation: _sales.Add(new Sale(row.Sequence, row.FromMerge, row.Day, row.NetMinor, false)); break;
                case RowKind.Behaviour or RowKind.TopUp or RowKind.Referral or RowKind.CapUse or RowKind.Opening: break;
            }
        }

        return _sales;
    }

    /// <summary>What a member did in a window.</summary>
    /// <param name="state">The member.</param>
    /// <param name="sales">Its documents.</param>
    /// <param name="from">First local date.</param>
    /// <param name="through">Last local date.</param>
    public static MemberWindow Within(MemberState state, IReadOnlyList<Sale> sales, DateOnly from, DateOnly through)
    {
        var (orders, ordersMinor, net) = (0L, 0L, 0L);
        foreach (var sale in sales)
        {
            if (sale.Day < from || sale.Day > through) continue;
            net = checked(net + sale.NetMinor);
            if (sale.IsOrder) (orders, ordersMinor) = (orders + 1, checked(ordersMinor + sale.NetMinor));
        }

        var isThere = IsThere(state, through);
        var isNew = state.MergedInto is null && state.JoinedOn >= from && state.JoinedOn <= through;
        return new MemberWindow(isThere, isNew, isThere && (orders > 0 || Acted(state, from, through)), orders, ordersMinor, net);
    }

    /// <summary>Whether a member is one at the end of a local date. Who was merged into another counts as the one that stays, at every date.</summary>
    public static bool IsThere(MemberState state, DateOnly on) => state.MergedInto is null && state.JoinedOn <= on && (state.ClosedOn is not { } closed || closed > on);

    /// <summary>The tier in force at the end of a local date; empty before there was one.</summary>
    public static string TierOn(MemberState state, DateOnly on)
    {
        var tier = "";
        foreach (var held in state.TierHistory)
        {
            if (held.On <= on) tier = held.InForce;
        }

        return tier;
    }

    /// <summary>The tier a sale counts for: the one in force when its local date began, and on the day of the first tier that first one.</summary>
    public static string TierAtSale(MemberState state, DateOnly day)
    {
        if (TierOn(state, day.AddDays(-1)) is { Length: > 0 } tier) return tier;
        return state.TierHistory.Count > 0 ? state.TierHistory[0].InForce : state.InForce;
    }

    private static bool Acted(MemberState state, DateOnly from, DateOnly through)
    {
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(state.Rows))
        {
            if (row.Kind == RowKind.Behaviour && row.Day >= from && row.Day <= through) return true;
        }

        return false;
    }

    private void Take(in MetricRow refund)
    {
        if (!_places.TryGetValue((refund.FromMerge, refund.PurchaseSequence), out var place))
        {
            _sales.Add(new Sale(refund.Sequence, refund.FromMerge, refund.PurchaseDay, refund.NetMinor, false));
            return;
        }

        var sale = _sales[place];
        var net = checked(sale.NetMinor + refund.NetMinor);
        _sales[place] = sale with { NetMinor = net, IsOrder = sale.IsOrder && net > orderAboveMinor };
    }
}
