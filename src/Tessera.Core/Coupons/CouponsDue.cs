using Tessera.Core.Members;

namespace Tessera.Core.Coupons;

/// <summary>The steps of coupons that fall due by themselves (semantics §6): their end, after that of points and before that of passes, and the notice of it.</summary>
public static class CouponsDue
{
    /// <summary>The earliest local date after <see cref="MemberState.SettledThrough"/> on which a step is due, or null.</summary>
    public static DateOnly? NextOn(MemberState state, bool isHistory)
    {
        if (!state.HasCoupons) return null;
        DateOnly? next = null;
        foreach (var coupon in state.Coupons.Held)
        {
            if (coupon.EndsOn is { } ends && (next is null || ends < next)) next = ends;
            if (!isHistory && coupon.NoticeOn is { } told && (next is null || told < next)) next = told;
        }

        return next is { } on && on <= state.SettledThrough ? state.SettledThrough.AddDays(1) : next;
    }

    /// <summary>Ends the coupons whose dates are over on a date.</summary>
    public static void CarryEnds(Deciding d, DateOnly on)
    {
        if (!d.State.HasCoupons || !d.State.Coupons.Held.Exists(c => c.EndsOn <= on)) return;
        d.BeginStep(on);
        foreach (var coupon in d.State.Coupons.Held.Where(c => c.EndsOn <= on).ToList())
        {
            CouponLife.Post(d, new CouponEntry
            {
                Id = d.NextId(), Kind = CouponEntryKind.Expired, After = coupon.Free() with { Status = CouponStatus.Expired, NoticeOn = null },
                Reason = Reason.Of("coupon.ended", Reason.Id("coupon", coupon.Kind), Reason.Day("through", coupon.EndsOn!.Value.AddDays(-1))),
            });
        }

        d.EndStep($"coupons:{on:yyyy-MM-dd}");
    }

    /// <summary>Tells of the ends that come.</summary>
    public static void CarryNotices(Deciding d, DateOnly on)
    {
        if (d.Terms.IsHistory || !d.State.HasCoupons || !d.State.Coupons.Held.Exists(c => c.NoticeOn <= on)) return;
        d.BeginStep(on);
        foreach (var coupon in d.State.Coupons.Held.Where(c => c.NoticeOn <= on).ToList())
        {
            var reason = Reason.Of("coupon.ending", Reason.Id("coupon", coupon.Kind), Reason.Day("through", coupon.EndsOn!.Value.AddDays(-1)));
            CouponLife.Post(d, new CouponEntry { Id = d.NextId(), Kind = CouponEntryKind.Noticed, After = coupon with { NoticeOn = null }, Reason = reason });
            d.Apply(new Notice("coupon.ending", reason, d.Day));
        }

        d.EndStep($"couponNotice:{on:yyyy-MM-dd}");
    }
}
