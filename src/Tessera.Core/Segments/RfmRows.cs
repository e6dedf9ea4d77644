using System.Runtime.InteropServices;
using Tessera.Core.Members;

namespace Tessera.Core.Segments;

/// <summary>What one document adds to RFM.</summary>
/// <param name="Day">Local date of the purchase; refunds count on it too (semantics §2, rolling windows).</param>
/// <param name="Orders">1 for an order whose net after all refunds is above the minimum; an opening brings several; else 0.</param>
/// <param name="SpendMinor">Qualifying spend after refunds, minor units, signed.</param>
public readonly record struct RfmRow(DateOnly Day, int Orders, long SpendMinor);

/// <summary>A row that came to a member whose other rows are known.</summary>
/// <param name="Member">Place of the member.</param>
/// <param name="Row">The row.</param>
public readonly record struct RfmNews(int Member, RfmRow Row);

/// <summary>Reads the orders of a member out of its metric rows, refunds folded into their purchases.</summary>
public static class RfmRows
{
    /// <summary>The rows of a member; none once it is closed or merged into another.</summary>
    /// <param name="state">The member.</param>
    /// <param name="orderAboveMinor">Net total above which a purchase is an order, minor units.</param>
    /// <param name="into">Is cleared first.</param>
    public static void Read(MemberState state, long orderAboveMinor, List<RfmRow> into)
    {
        into.Clear();
        if (state.ClosedOn is not null || state.MergedInto is not null) return;
        var rows = CollectionsMarshal.AsSpan(state.Rows);
        var refunds = HasRefunds(rows) ? Refunds(rows) : null;
        foreach (ref readonly var row in rows)
        {
            switch (row.Kind)
            {
                case RowKind.Purchase: into.Add(Order(row, refunds, orderAboveMinor)); break;
                case RowKind.Cancellation: into.Add(new RfmRow(row.Day, 0, row.SpendMinor)); break;
                case RowKind.Opening: into.Add(new RfmRow(row.PurchaseDay, row.Count, row.SpendMinor)); break;
                case RowKind.Refund or RowKind.Behaviour or RowKind.TopUp or RowKind.Referral or RowKind.CapUse: break;
            }
        }

        // What a refund names that is no purchase of this record (an opening, a document of before a merge) still takes its spend away.
        if (refunds is null) return;
        foreach (var (of, taken) in refunds.Where(r => !r.Value.Found)) into.Add(new RfmRow(of.Day, 0, taken.Spend));
    }

    private static bool HasRefunds(ReadOnlySpan<MetricRow> rows)
    {
        foreach (ref readonly var row in rows)
        {
            if (row.Kind == RowKind.Refund) return true;
        }

        return false;
    }

    private static RfmRow Order(in MetricRow row, Dictionary<Purchased, Taken>? refunds, long orderAboveMinor)
    {
        var (net, spend) = (row.NetMinor, row.SpendMinor);
        if (refunds is not null && refunds.TryGetValue(new Purchased(row.FromMerge, row.Sequence, row.Day), out var taken))
        {
            taken.Found = true;
            (net, spend) = (net + taken.Net, spend + taken.Spend);
        }

        return new RfmRow(row.Day, row.Count > 0 && net > orderAboveMinor ? 1 : 0, spend);
    }

    private static Dictionary<Purchased, Taken> Refunds(ReadOnlySpan<MetricRow> rows)
    {
        var refunds = new Dictionary<Purchased, Taken>();
        foreach (ref readonly var row in rows)
        {
            if (row.Kind != RowKind.Refund) continue;
            var of = new Purchased(row.FromMerge, row.PurchaseSequence, row.PurchaseDay);
            if (!refunds.TryGetValue(of, out var taken)) refunds.Add(of, taken = new Taken());
            (taken.Net, taken.Spend) = (taken.Net + row.NetMinor, taken.Spend + row.SpendMinor);
        }

        return refunds;
    }

    private readonly record struct Purchased(long FromMerge, long Sequence, DateOnly Day);

    private sealed class Taken
    {
        public long Net { get; set; }

        public long Spend { get; set; }

        public bool Found { get; set; }
    }
}
