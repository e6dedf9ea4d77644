using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>
/// Coupons that a member held in an older system (api.md import members). They were promised there: they use nothing of the supply, do not ask whether their kind is still
/// given out, and are told to nobody. A code of their own takes its place in the pool of its kind.
/// </summary>
internal static class OpeningCoupons
{
    public static Refusal? Check(FactContext c, Opening opening)
    {
        var count = c.State.HasCoupons ? c.State.Coupons.Held.Count : 0;
        foreach (var told in opening.Coupons)
        {
            if (c.Program.Coupons.GetValueOrDefault(told.Kind)?.Kind is not { } kind) return new Refusal(Reason.Of("coupon.unknownKind", Reason.Id("coupon", told.Kind)), "/coupons");
            if (kind.HasPool != told.Code is not null) return new Refusal(Reason.Of(kind.HasPool ? "opening.couponCode" : "coupon.noPool", Reason.Id("coupon", kind.Id)), "/coupons");
            if ((count += told.Count) > CouponLife.MostHeld) return Refusal.Of("coupon.tooMany", Reason.Count("most", CouponLife.MostHeld));
        }

        return null;
    }

    /// <summary>Opens them; what is over by now is said and left out.</summary>
    public static void Open(Deciding d, Opening opening)
    {
        foreach (var told in opening.Coupons)
        {
            var kind = d.Terms.Coupons[told.Kind];
            var issue = new CouponIssue(kind, CouponOrigin.Opening, d.Day, told.PoolNumber) { Through = told.Through };
            if (CouponLife.DatesOf(issue).Ends is { } ends && (ends <= d.Today || ends <= d.Day)) d.Explain(Reason.Of("coupon.kindOver", Reason.Id("coupon", kind.Id), Reason.Day("through", ends.AddDays(-1))));
            else for (var i = 0; i < told.Count; i++) CouponLife.Issue(d, issue);
        }

        // Codes that came into a pool with it: the fact tells how many.
        foreach (var supply in opening.Coupons.Where(t => t.Code is not null).Select(t => CouponKind.SupplyOf(t.Kind)).Distinct(StringComparer.Ordinal)) SharedRooms.Take(d, opening, supply, SharedRooms.Left(opening, supply));
    }

    /// <summary>Why they cannot be taken back, or null: what was used, given away or is held for a till stays.</summary>
    public static Refusal? CheckUndo(FactContext c, long opening)
    {
        var used = Of(c.State, opening).Count(o => o.Status is CouponStatus.Used or CouponStatus.Gone || o.IsLockedAt(c.D.RecordedAt));
        return used == 0 ? null : Refusal.Of("opening.couponsUsed", Reason.Count("coupons", used));
    }

    public static void TakeBack(Deciding d, long opening)
    {
        foreach (var coupon in Of(d.State, opening).Where(o => o.IsOpen).ToList()) CouponLife.Void(d, coupon.Id, "openingUndone");
    }

    private static IEnumerable<HeldCoupon> Of(MemberState state, long opening) =>
        state.HasCoupons ? state.Coupons.All.Where(o => o.Id.Sequence == opening && o.Origin == CouponOrigin.Opening && o.CarriedFrom is null) : [];
}
