using Tessera.Core.Costs;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Programs.Backtests;

/// <summary>What use costs the shop, minor units (semantics §10: actual cost at use); a refund takes back the part that came back. The costs are those of <see cref="ItemCosts"/>, sorted for reading.</summary>
/// <param name="Discounts">Taken off prices: promotions, tier discounts, coupons, rewards inside a sale, at face.</param>
/// <param name="Points">Points spent as money, at what they bought.</param>
/// <param name="Benefits">Benefits used, at unit cost.</param>
/// <param name="Coupons">What coupons cost beside the price they take off, and in full where they were used without a priced sale.</param>
/// <param name="Rewards">Rewards redeemed, at cost.</param>
public readonly record struct UseCost(long Discounts, long Points, long Benefits, long Coupons, long Rewards)
{
    /// <summary>All of it.</summary>
    public long Total => Discounts + Points + Benefits + Coupons + Rewards;

    /// <summary>Both together.</summary>
    public static UseCost operator +(UseCost a, UseCost b) =>
        new(a.Discounts + b.Discounts, a.Points + b.Points, a.Benefits + b.Benefits, a.Coupons + b.Coupons, a.Rewards + b.Rewards);

    /// <summary>The sum of what an item cost.</summary>
    /// <param name="found">What <see cref="ItemCosts"/> found in it.</param>
    public static UseCost Of(IReadOnlyList<ItemCost> found)
    {
        var sum = default(UseCost);
        foreach (var cost in found)
        {
            var minor = cost.Sum.CostMinor;
            sum += cost switch
            {
                { Source.Kind: CostKind.Points } => new UseCost(0, minor, 0, 0, 0),
                { IsOffPrice: true } => new UseCost(minor, 0, 0, 0, 0),
                { Source.Kind: CostKind.Coupon } => new UseCost(0, 0, 0, minor, 0),
                { Source.Kind: CostKind.Reward } => new UseCost(0, 0, 0, 0, minor),
                _ => new UseCost(0, 0, minor, 0, 0),
            };
        }

        return sum;
    }
}

/// <summary>Sums over one month, store or the whole, of one side.</summary>
public sealed class SideSums
{
    /// <summary>Purchases.</summary>
    public long Purchases { get; private set; }

    /// <summary>Net revenue: what was paid for lines, less refunds and cancellations, minor units.</summary>
    public long NetMinor { get; private set; }

    /// <summary>Points issued: earned, pending ones included, and gifts.</summary>
    public long Issued { get; private set; }

    /// <summary>Points spent, less what came back.</summary>
    public long Spent { get; private set; }

    /// <summary>Points that expired.</summary>
    public long Expired { get; private set; }

    /// <summary>Points taken back after refunds, written off or cancelled while pending.</summary>
    public long TakenBack { get; private set; }

    /// <summary>Cost at use.</summary>
    public UseCost Cost { get; private set; }

    /// <summary>Of the cost, what this side takes off receipts that tills had priced by themselves: the record holds no such cost.</summary>
    public long RepricedMinor { get; private set; }

    /// <summary>What this side would have taken off purchases whose net is given: cost only, the net stays.</summary>
    public long CostOnlyMinor { get; internal set; }

    /// <summary>An item as decided.</summary>
    internal static SideSums Of(RecordItem item, UseCost cost, bool isRepriced)
    {
        var sums = new SideSums { Cost = cost, RepricedMinor = isRepriced ? cost.Discounts + cost.Points : 0 };
        if (item.Purchase is not null) sums.Purchases = 1;
        foreach (var effect in item.Effects)
        {
            if (effect is LedgerEntry entry) sums.Add(entry);
            else if (effect is RowAdded { Row: { FromMerge: 0, Kind: RowKind.Purchase or RowKind.Refund or RowKind.Cancellation } row }) sums.NetMinor += row.NetMinor;
        }

        return sums;
    }

    /// <summary>Adds other sums.</summary>
    internal void Add(SideSums other)
    {
        Purchases += other.Purchases;
        NetMinor += other.NetMinor;
        Issued += other.Issued;
        Spent += other.Spent;
        Expired += other.Expired;
        TakenBack += other.TakenBack;
        Cost += other.Cost;
        RepricedMinor += other.RepricedMinor;
        CostOnlyMinor += other.CostOnlyMinor;
    }

    /// <summary>Whether two sides come to the same.</summary>
    internal bool Same(SideSums o) =>
        (Purchases, NetMinor, Issued, Spent, Expired, TakenBack, Cost) == (o.Purchases, o.NetMinor, o.Issued, o.Spent, o.Expired, o.TakenBack, o.Cost) && CostOnlyMinor == o.CostOnlyMinor;

    private void Add(LedgerEntry entry)
    {
        switch (entry.Kind)
        {
            case EntryKind.Earn or EntryKind.Gift: Issued += entry.Points; break;
            case EntryKind.EarnPending: Issued += entry.Pending; break;
            case EntryKind.Debit or EntryKind.AutoRedeem or EntryKind.Return: Spent -= entry.Points; break;
            case EntryKind.Expire: Expired -= entry.Points + entry.Pending; break;
            case EntryKind.ClawBack or EntryKind.CancelPending: TakenBack -= entry.Points + entry.Pending; break;
            default: break;
        }
    }
}
