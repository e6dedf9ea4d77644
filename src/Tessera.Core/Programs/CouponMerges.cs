using Tessera.Core.Coupons;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Programs;

/// <summary>Coupons move with a merge (semantics §1): each leaves one record and arrives in the other as it stood, the used ones for the refunds to come.</summary>
internal static class CouponMerges
{
    /// <summary>Every coupon that can be used leaves B.</summary>
    public static void Leave(Deciding d)
    {
        if (d.State.HasCoupons) Leave(d, [.. d.State.Coupons.Held], "merge.couponLeft");
    }

    /// <summary>… and arrives in A, with the used ones.</summary>
    public static void Arrive(Deciding d, IReadOnlyList<HeldCoupon> coupons)
    {
        foreach (var coupon in coupons)
        {
            var id = d.NextId();
            CouponLife.Post(d, new CouponEntry
            {
                Id = id, Kind = CouponEntryKind.MergeIn, Reason = Reason.Of("merge.couponArrived", Reason.Id("coupon", coupon.Kind)),
                After = coupon with { Id = id, CarriedFrom = coupon.Id, OrderSequence = MergedOrder.Of(d.Sequence, coupon.OrderSequence) },
            });
        }
    }

    /// <summary>The undo in A: what can still be used of the coupons that came leaves again.</summary>
    public static void LeaveAgain(Deciding d, long merge)
    {
        if (d.State.HasCoupons) Leave(d, [.. d.State.Coupons.Held.Where(c => CameBy(c, merge))], "merge.undone");
    }

    /// <summary>Every coupon that came by a merge as it stood before the undo: what the other record gets back.</summary>
    public static IReadOnlyList<HeldCoupon> Back(MemberState a, RecordItem undone, long merge)
    {
        var left = undone.Effects.OfType<CouponEntry>().Where(e => e.Kind == CouponEntryKind.MergeOut).Select(e => e.After.Id).ToHashSet();
        return [.. a.Coupons.All.Where(c => CameBy(c, merge)).Select(c => left.Contains(c.Id) ? c.Open() : c)];
    }

    /// <summary>The undo in B: each coupon is again what it was, with what happened to it meanwhile.</summary>
    public static void Return(Deciding d, IReadOnlyList<HeldCoupon> coupons)
    {
        foreach (var coupon in coupons)
        {
            var known = d.State.Coupons.Find(coupon.CarriedFrom!.Value) ?? throw new KeyNotFoundException($"coupon {coupon.CarriedFrom} is not here");
            CouponLife.Post(d, new CouponEntry
            {
                Id = d.NextId(), Kind = CouponEntryKind.MergeIn, Reason = Reason.Of("merge.undone"),
                // A use before the merge was for an order of this record; one after it belongs to the other.
                After = coupon with { Id = known.Id, CarriedFrom = known.CarriedFrom, OrderSequence = coupon.Status == known.Status ? known.OrderSequence : 0 },
            });
        }
    }

    /// <summary>A coupon as a record holds it that it came to by a merge; null where it did not come.</summary>
    public static HeldCoupon? CameAs(MemberState holder, LotId place, long merge) => holder.Coupons.All.FirstOrDefault(c => CameBy(c, merge) && c.CarriedFrom == place);

    private static void Leave(Deciding d, IReadOnlyList<HeldCoupon> coupons, string code)
    {
        foreach (var coupon in coupons)
        {
            CouponLife.Post(d, new CouponEntry
            {
                Id = d.NextId(), Kind = CouponEntryKind.MergeOut, After = coupon with { Status = CouponStatus.Gone },
                Reason = code == "merge.undone" ? Reason.Of(code) : Reason.Of(code, Reason.Id("coupon", coupon.Kind)),
            });
        }
    }

    private static bool CameBy(HeldCoupon coupon, long merge) => coupon.Id.Sequence == merge && coupon.CarriedFrom is not null;
}
