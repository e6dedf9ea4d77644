using Tessera.Core;
using Tessera.Core.Coupons;

namespace Tessera.Storage.Members;

/// <content>The section of coupons: those that can still be used some day.</content>
internal static partial class StatePacking
{
    private static void WriteCoupons(PackWriter to, CouponBook book)
    {
        to.Byte(CouponSection);
        to.Long(book.Held.Count);
        foreach (var coupon in book.Held) WriteCoupon(to, coupon);
    }

    private static void ReadCoupons(ref PackReader from, CouponBook book)
    {
        book.HasHistory = true;
        for (var count = from.Count(); count > 0; count--) book.Held.Add(ReadCoupon(ref from));
    }

    private static void WriteCoupon(PackWriter to, HeldCoupon coupon)
    {
        WritePlace(to, coupon.Id);
        to.Text(coupon.Kind);
        to.Long(coupon.Version);
        to.Byte((int)coupon.Origin);
        to.Day(coupon.IssuedOn);
        to.Day(coupon.FromOn);
        to.Day(coupon.EndsOn);
        to.Day(coupon.NoticeOn);
        to.Byte((int)coupon.Status);
        to.Flag(coupon.LockedUntil is not null);
        if (coupon.LockedUntil is { } until) to.Long(until.Micros);
        to.Text(coupon.LockedFor);
        to.Long(coupon.Returns);
        to.Long(coupon.PoolNumber);
        WriteFrom(to, coupon.CarriedFrom);
    }

    private static HeldCoupon ReadCoupon(ref PackReader from) => new()
    {
        Id = ReadPlace(ref from), Kind = from.Text(), Version = from.Int(), Origin = (CouponOrigin)from.Byte(), IssuedOn = from.Day(), FromOn = from.Day(), EndsOn = from.DayOrNull(),
        NoticeOn = from.DayOrNull(), Status = (CouponStatus)from.Byte(), LockedUntil = from.Flag() ? new Instant(from.Long()) : null, LockedFor = from.TextOrNull(), Returns = from.Int(),
        PoolNumber = from.Long(), CarriedFrom = ReadFrom(ref from),
    };
}
