using Tessera.Core.Benefits;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Redemption;

namespace Tessera.Core.Costs;

/// <summary>One use that an item of a record holds, or a part of one that came back.</summary>
/// <param name="Source">What cost something.</param>
/// <param name="Store">Store, or empty.</param>
/// <param name="Sum">Uses and cost at use, minor units, signed.</param>
/// <param name="IsOffPrice">Taken off a price, or paid in points inside a sale; else it cost beside prices.</param>
public readonly record struct ItemCost(CostSource Source, string Store, CostSum Sum, bool IsOffPrice);

/// <summary>A purchase that a later item goes back to.</summary>
/// <param name="Order">How it was priced; null where the till priced by itself.</param>
/// <param name="Store">Store, or empty.</param>
public readonly record struct SoldBefore(PricedOrder? Order, string Store);

/// <summary>What came before in the record of the same member.</summary>
/// <param name="SaleOf">A purchase by its sequence; null where there is none.</param>
/// <param name="GoodsOf">What was redeemed by its sequence; null where there is none.</param>
public sealed record CostPast(Func<long, SoldBefore?> SaleOf, Func<long, RedeemedGoods?> GoodsOf);

/// <summary>
/// Actual cost at use (semantics §10), item by item: discounts at face, points spent as money at what they took off, services, gifts and rewards at unit cost; what comes back takes its
/// part out. The one definition of cost: the report of benefits, the red line and both sides of a backtest add up what this finds.
/// </summary>
public static class ItemCosts
{
    /// <summary>Adds the costs of an item to a list, in the order they stand in it.</summary>
    /// <param name="item">The item as decided.</param>
    /// <param name="past">What came before it.</param>
    /// <param name="worth">What points spent without a price are worth: so many points are so many minor units.</param>
    /// <param name="found">The list.</param>
    public static void Read(RecordItem item, CostPast past, (long Points, long Minor) worth, List<ItemCost> found)
    {
        if (item is { Fact: Purchase told, Purchase.Priced: { } order }) Priced(order, told.StoreId ?? "", found);
        foreach (var effect in item.Effects)
        {
            if (effect is PurchaseRefunded refunded) Refunded(refunded, past, found);
            else if (effect is LedgerEntry entry && IsSpending(item, entry)) found.Add(Spent(item, entry.Points, worth));
            else if (Beside(item, effect, past) is { } cost) found.Add(cost);
        }
    }

    private static void Priced(PricedOrder order, string store, List<ItemCost> found)
    {
        foreach (var deduction in order.Deductions)
        {
            if (deduction.Origin != SavingOrigin.Points) found.Add(new ItemCost(new CostSource(KindOf(deduction.Origin), deduction.SavingId), store, new CostSum(1, deduction.Minor), true));
        }

        if (order.PointsMinor > 0) found.Add(new ItemCost(new CostSource(CostKind.Points, ""), store, new CostSum(1, order.PointsMinor), true));
    }

    private static void Refunded(PurchaseRefunded refunded, CostPast past, List<ItemCost> found)
    {
        if (past.SaleOf(refunded.PurchaseSequence) is not { Order: { } order } sale) return;
        foreach (var saving in order.Deductions.Where(d => d.Origin != SavingOrigin.Points).GroupBy(d => (d.Origin, d.SavingId)))
        {
            var back = PricedParts.SavedOf(order, saving.Key.SavingId, refunded.Lines);
            if (back != 0) found.Add(new ItemCost(new CostSource(KindOf(saving.Key.Origin), saving.Key.SavingId), sale.Store, new CostSum(refunded.Complete ? -saving.Count() : 0, -back), true));
        }

        if (order.Points == 0 || PricedParts.Sum(order, refunded.Lines) is not { Points: > 0 } given) return;
        var minor = Rounding.Divide((Int128)order.PointsMinor * given.Points, order.Points + order.RewardPoints, RoundingMode.HalfUp);
        found.Add(new ItemCost(new CostSource(CostKind.Points, ""), sale.Store, new CostSum(refunded.Complete ? -1 : 0, -minor), true));
    }

    private static ItemCost? Beside(RecordItem item, Effect effect, CostPast past) => effect switch
    {
        BenefitEntry { Kind: not BenefitEntryKind.Granted } used =>
            new ItemCost(new CostSource(CostKind.Benefit, used.Benefit), StoreOf(item), new CostSum(used.Kind == BenefitEntryKind.Used ? used.Uses : -used.Uses, used.CostMinor), false),
        CouponEntry { Kind: CouponEntryKind.Used or CouponEntryKind.Returned } coupon => Used(item, coupon),
        RedemptionMoved { Goods: { } goods } => new ItemCost(new CostSource(CostKind.Reward, goods.Reward), StoreOf(item), new CostSum(goods.Units, goods.CostMinor), false),
        RedemptionMoved { Stage: RedemptionStage.Cancelled } cancelled when past.GoodsOf(cancelled.Sequence) is { } goods =>
            new ItemCost(new CostSource(CostKind.Reward, goods.Reward), StoreOf(item), new CostSum(-goods.Units, -goods.CostMinor), false),
        _ => null,
    };

    // With a priced order the saving stands among its deductions; only what the coupon costs beside it is added, and only its return is a use less.
    private static ItemCost? Used(RecordItem item, CouponEntry coupon)
    {
        var isPriced = item.Fact is Purchase or Refund;
        var uses = isPriced ? 0 : coupon.Kind == CouponEntryKind.Used ? 1 : -1;
        var sum = new CostSum(uses, coupon.CostMinor + (isPriced ? 0 : coupon.SavedMinor));
        return sum == default ? null : new ItemCost(new CostSource(CostKind.Coupon, coupon.After.Kind), coupon.StoreId ?? StoreOf(item), sum, false);
    }

    // Points that left for something without a price or a cost of its own: a debit told by another system, or redeemed by themselves.
    private static bool IsSpending(RecordItem item, LedgerEntry entry) =>
        entry.Kind == EntryKind.AutoRedeem || (entry.Kind == EntryKind.Debit && item.Fact is Debit) || (entry.Kind == EntryKind.Return && item.Fact is DebitCancelled);

    private static ItemCost Spent(RecordItem item, long points, (long Points, long Minor) worth)
    {
        var minor = Rounding.Divide((Int128)(-points) * worth.Minor, worth.Points, RoundingMode.HalfUp);
        return new ItemCost(new CostSource(CostKind.Points, ""), StoreOf(item), new CostSum(points < 0 ? 1 : -1, minor), false);
    }

    private static string StoreOf(RecordItem item) => item.Fact switch
    {
        Purchase sold => sold.StoreId ?? "",
        BenefitUsed used => used.StoreId ?? "",
        _ => "",
    };

    private static CostKind KindOf(SavingOrigin origin) => origin switch
    {
        SavingOrigin.Promotion => CostKind.Promotion,
        SavingOrigin.Benefit => CostKind.Benefit,
        SavingOrigin.Coupon => CostKind.Coupon,
        SavingOrigin.Reward => CostKind.Reward,
        _ => CostKind.Points,
    };
}
