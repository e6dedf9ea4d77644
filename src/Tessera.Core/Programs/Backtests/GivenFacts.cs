using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Programs.Backtests;

/// <summary>
/// Recorded facts as one side is told them (semantics §11: recorded facts are given). What a fact names by its place in the record is named by its place on this side;
/// a purchase with list prices is asked to be priced again, one without keeps its net.
/// </summary>
/// <param name="start">Sequence at the window's start: up to it both records are one.</param>
internal sealed class GivenFacts(long start)
{
    private readonly Dictionary<long, long> _places = [];

    /// <summary>An item of the record stands at another place on this side.</summary>
    public void Stands(long recorded, long here) => _places[recorded] = here;

    /// <summary>The fact as this side is told it; null where what it names is not on this side.</summary>
    public Fact? Of(Fact fact)
    {
        var isThere = true;
        Fact told = fact switch
        {
            Purchase purchase => Priced(purchase),
            Refund refund => refund with { PurchaseSequence = Here(refund.PurchaseSequence) },
            Received received => received with { PurchaseSequence = Here(received.PurchaseSequence) },
            Debit debit => debit with { ForPurchaseSequence = Here(debit.ForPurchaseSequence) },
            DebitCancelled cancelled => cancelled with { DebitSequence = Here(cancelled.DebitSequence) },
            OpeningUndone undone => undone with { OpeningSequence = Here(undone.OpeningSequence) },
            CardUseCancelled cancelled => cancelled with { UseSequence = Here(cancelled.UseSequence) },
            RedemptionCancelled cancelled => cancelled with { RedemptionSequence = Here(cancelled.RedemptionSequence) },
            RedemptionFulfilled fulfilled => fulfilled with { RedemptionSequence = Here(fulfilled.RedemptionSequence) },
            BenefitUseCancelled cancelled => cancelled with { UseSequence = Here(cancelled.UseSequence) },
            TopUpRefund refund => refund with { TopUpSequence = Here(refund.TopUpSequence) },
            TierApplicationDecided decided => decided with { ApplicationSequence = Here(decided.ApplicationSequence) },
            UnmergedFrom unmerged => unmerged with { MergeSequence = Here(unmerged.MergeSequence) },
            UnmergedInto unmerged => ComesBack(unmerged) with { MergeSequence = Here(unmerged.MergeSequence) },
            MergedReturn returned => returned with { MergeSequence = Here(returned.MergeSequence) },
            BookingTold booking => booking with { BookingSequence = Here(booking.BookingSequence) },
            MergedRefund refund => refund with { MergeSequence = Here(refund.MergeSequence) },
            _ => ByLot(fact),
        };
        return isThere ? told : null;

        long Here(long recorded)
        {
            if (recorded <= start) return recorded;
            if (_places.TryGetValue(recorded, out var here)) return here;
            // The name of an order that came with a merge is no sequence of this record.
            if (recorded > uint.MaxValue) return recorded;
            isThere = false;
            return recorded;
        }
    }

    /// <summary>Whether a purchase carries list prices: something was priced by the engine, or a till told what it took off.</summary>
    public static bool HasListPrices(Purchase purchase) => purchase.Sold is null && (purchase.Wishes is not null || purchase.Lines.Any(l => l.ListMinor > l.NetMinor && !l.ByHand));

    // What this side never had, as its top-up was refused here, does not come back.
    private UnmergedInto ComesBack(UnmergedInto unmerged) => unmerged with
    {
        Lots = [.. unmerged.Lots.Where(l => Stands(l.From)).Select(l => l with { From = Place(l.From) })],
        Value = [.. unmerged.Value.Where(l => Stands(l.CarriedFrom!.Value)).Select(l => l with { CarriedFrom = Place(l.CarriedFrom!.Value) })],
        Cards = [.. unmerged.Cards.Where(c => Stands(c.CarriedFrom!.Value)).Select(c => c with { CarriedFrom = Place(c.CarriedFrom!.Value) })],
        Coupons = [.. unmerged.Coupons.Where(c => Stands(c.CarriedFrom!.Value)).Select(c => c with { CarriedFrom = Place(c.CarriedFrom!.Value) })],
        Plans = [.. unmerged.Plans.Where(p => Stands(p.CarriedFrom!.Value)).Select(p => p with { CarriedFrom = Place(p.CarriedFrom!.Value) })],
    };

    private bool Stands(LotId id) => id.Sequence <= start || _places.ContainsKey(id.Sequence);

    private Fact ByLot(Fact fact) => fact switch
    {
        CouponHeld held => held with { Coupon = Place(held.Coupon) },
        CouponUsed used => used with { Coupon = Place(used.Coupon) },
        CouponReturned returned => returned with { Coupon = Place(returned.Coupon) },
        CouponVoided voided => voided with { Coupon = Place(voided.Coupon) },
        CouponSent sent => sent with { Coupon = Place(sent.Coupon) },
        CardUsed used => used with { Card = Place(used.Card) },
        PlanRefunded refunded => refunded with { Period = Place(refunded.Period) },
        WalletRefund refund => refund with { Lots = [.. refund.Lots.Select(Place)], Cards = [.. refund.Cards.Select(Place)] },
        _ => fact,
    };

    // Prices, tenders and what was quoted are the record's: this side comes to its own.
    private Purchase Priced(Purchase purchase)
    {
        if (!HasListPrices(purchase)) return purchase;
        var wishes = purchase.Wishes ?? new Wishes();
        return purchase with
        {
            Wishes = wishes with { Quoted = null, Coupons = [.. wishes.Coupons.Select(Coupon)] },
            Payments = [],
            Lines = purchase.Wishes is not null ? purchase.Lines : [.. purchase.Lines.Select(Listed)],
        };
    }

    // What the till took off by itself is taken off again by the side's own rules.
    private static PurchaseLine Listed(PurchaseLine line) => line.ByHand ? line : line with { DiscountMinor = 0, OrderDiscountMinor = 0, NetMinor = line.ListMinor };

    private string Coupon(string wish) => CouponTill.Parse(wish) is { } id ? CouponTill.IdOf(Place(id)) : wish;

    private LotId Place(LotId id) => id.Sequence > start && _places.TryGetValue(id.Sequence, out var here) ? id with { Sequence = here } : id;
}
