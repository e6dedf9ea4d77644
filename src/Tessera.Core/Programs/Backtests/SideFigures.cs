using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Redemption;

namespace Tessera.Core.Programs.Backtests;

/// <summary>What use costs the shop, minor units (semantics §10: actual cost at use); a refund takes back the part that came back.</summary>
/// <param name="Discounts">Taken off prices: promotions, tier discounts, coupons, rewards inside a sale, at face.</param>
/// <param name="Points">Points spent as money, at what they bought.</param>
/// <param name="Benefits">Benefits used, at unit cost.</param>
/// <param name="Coupons">What coupons cost beside the price they take off.</param>
/// <param name="Rewards">Rewards redeemed, at cost.</param>
public readonly record struct UseCost(long Discounts, long Points, long Benefits, long Coupons, long Rewards)
{
    /// <summary>All of it.</summary>
    public long Total => Discounts + Points + Benefits + Coupons + Rewards;

    /// <summary>Both together.</summary>
    public static UseCost operator +(UseCost a, UseCost b) =>
        new(a.Discounts + b.Discounts, a.Points + b.Points, a.Benefits + b.Benefits, a.Coupons + b.Coupons, a.Rewards + b.Rewards);

    /// <summary>The cost of one decided item: a pure function of what was decided.</summary>
    /// <param name="item">The item.</param>
    /// <param name="purchases">Purchases so far by sequence, for refunds.</param>
    /// <param name="program">The programme that decided it.</param>
    public static UseCost Of(RecordItem item, IReadOnlyDictionary<long, RecordedPurchase> purchases, CompiledProgram program)
    {
        var cost = item.Purchase?.Priced is { } priced
            ? new UseCost(priced.Deductions.Where(d => d.Origin != SavingOrigin.Points).Sum(d => d.Minor), priced.PointsMinor, 0, 0, 0)
            : default;
        foreach (var effect in item.Effects)
        {
            cost += effect switch
            {
                PurchaseRefunded refunded => Back(refunded, purchases),
                BenefitEntry benefit => new UseCost(0, 0, benefit.CostMinor, 0, 0),
                Core.Coupons.CouponEntry { Kind: Core.Coupons.CouponEntryKind.Used } used => new UseCost(0, 0, 0, program.Coupons.GetValueOrDefault(used.After.Kind)?.Kind.CostMinor ?? 0, 0),
                RedemptionMoved { Stage: RedemptionStage.Open or RedemptionStage.Fulfilled, Goods: { } goods } => new UseCost(0, 0, 0, 0, goods.CostMinor),
                _ => default,
            };
        }

        return cost;
    }

    private static UseCost Back(PurchaseRefunded refunded, IReadOnlyDictionary<long, RecordedPurchase> purchases)
    {
        if (purchases.GetValueOrDefault(refunded.PurchaseSequence)?.Outcome.Priced is not { } order) return default;
        var saved = order.Deductions.Where(d => d.Origin != SavingOrigin.Points).Select(d => d.SavingId).Distinct(StringComparer.Ordinal).Sum(id => PricedParts.SavedOf(order, id, refunded.Lines));
        var points = PricedParts.Sum(order, refunded.Lines) is { } back && order.Points > 0 ? Rounding.Divide((Int128)order.PointsMinor * back.Points, order.Points + order.RewardPoints, RoundingMode.HalfUp) : 0;
        return new UseCost(-saved, -points, 0, 0, 0);
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

    /// <summary>What this side would have taken off purchases whose net is given: cost only, the net stays.</summary>
    public long CostOnlyMinor { get; internal set; }

    /// <summary>An item as decided.</summary>
    internal static SideSums Of(RecordItem item, UseCost cost)
    {
        var sums = new SideSums { Cost = cost };
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
