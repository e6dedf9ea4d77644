using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Points;
using Tessera.Core.Programs;

namespace Tessera.App.Coupons;

/// <summary>A coupon as seen now.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Held">The coupon, settled as of now.</param>
/// <param name="Offer">Its terms: those of the version that issued it; null when that version does not know it.</param>
/// <param name="WhyNot">Why it cannot be used now, as far as no basket is asked; null when it can.</param>
/// <param name="Code">Its code of a pool, or null.</param>
public sealed record CouponSeen(CouponId Id, HeldCoupon Held, CouponOffer? Offer, Reason? WhyNot, string? Code);

/// <summary>Coupons of a member.</summary>
/// <param name="Coupons">The newest first.</param>
/// <param name="Next">Go on before this one; null at the end.</param>
public sealed record CouponsSeen(IReadOnlyList<CouponSeen> Coupons, LotId? Next);

/// <summary>Reads coupons (P4: each that cannot be used says why).</summary>
public static class ReadCoupons
{
    /// <summary>A page of a member's coupons, or null when nobody answers to the name.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="member">Who.</param>
    /// <param name="closed">Used, ended and void ones too.</param>
    /// <param name="page">Most coupons, and before which.</param>
    public static CouponsSeen? Page(ReadScope scope, MemberRef member, bool closed, (int Limit, LotId? Before) page)
    {
        if (MemberSight.Of(scope, member) is not { } sight || scope.Db.Identities.MemberOf(sight.Account) is not { } id) return null;
        var rows = scope.Db.Coupons.Page(sight.Account, !closed, page.Before, page.Limit);
        var now = rows.Select(c => sight.State.Coupons.Find(c.Id) ?? c).ToList();
        var moment = new CouponMoment(sight.On, scope.AsOf, Wished: [.. now.Select(c => CouponTill.IdOf(c.Id))], Chooses: false);
        var why = CouponTill.CandidatesOf(scope.Programs, sight.State, moment).Unusable.ToDictionary(u => u.Coupon.Id, u => u.Reason);
        var seen = now.Where(c => closed || c.IsOpen).Select(c => Seen(scope, new CouponId(id, c.Id), c, why.GetValueOrDefault(c.Id)));
        return new CouponsSeen([.. seen], rows.Count == page.Limit ? rows[^1].Id : null);
    }

    private static CouponSeen Seen(ReadScope scope, CouponId id, HeldCoupon coupon, Reason? why)
    {
        var offer = scope.Programs.Versions.FirstOrDefault(v => v.Version == coupon.Version)?.Coupons.GetValueOrDefault(coupon.Kind);
        // What is closed is not in the state that was asked.
        why ??= CouponLife.WhyNot(coupon, scope.Today, scope.AsOf, null);
        return new CouponSeen(id, coupon, offer, why, coupon.PoolNumber > 0 ? scope.Db.Coupons.CodeOf(coupon.Kind, coupon.PoolNumber) : null);
    }
}
