using Tessera.Core.Points;

namespace Tessera.Core.Coupons;

/// <summary>The coupons of one member. Part of <see cref="Members.MemberState"/> and changed only by <see cref="CouponEntry"/>.</summary>
public sealed class CouponBook
{
    /// <summary>Coupons that can still be used some day, in order of id.</summary>
    public List<HeldCoupon> Held { get; } = [];

    /// <summary>All others. Loaded only for commands that give back; complete in replay.</summary>
    public Dictionary<LotId, HeldCoupon> Closed { get; } = [];

    /// <summary>Whether there ever was one: then closed ones may be in the history.</summary>
    public bool HasHistory { get; internal set; }

    /// <summary>Every coupon known, in order of id.</summary>
    public IEnumerable<HeldCoupon> All => Held.Concat(Closed.Values).OrderBy(c => c.Id);

    /// <summary>A coupon by its id; null when it does not exist or is not loaded.</summary>
    public HeldCoupon? Find(LotId id)
    {
        foreach (var coupon in Held)
        {
            if (coupon.Id == id) return coupon;
        }

        return Closed.GetValueOrDefault(id);
    }

    internal void Apply(CouponEntry entry)
    {
        var coupon = entry.After;
        HasHistory = true;
        Held.RemoveAll(c => c.Id == coupon.Id);
        Closed.Remove(coupon.Id);
        if (!coupon.IsOpen)
        {
            Closed[coupon.Id] = coupon;
            return;
        }

        var at = Held.FindIndex(c => c.Id.CompareTo(coupon.Id) > 0);
        Held.Insert(at < 0 ? Held.Count : at, coupon);
    }
}
