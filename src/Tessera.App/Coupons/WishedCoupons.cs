using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Coupons;

/// <summary>The coupons that a till names, read at the door: ids and codes become places in the member's record, so that no record names another member's coupon.</summary>
/// <param name="Places">Coupons the member holds, as the wishes of a purchase name them.</param>
/// <param name="Missed">All others, as they were named, with why not.</param>
public sealed record WishedCoupons(IReadOnlyList<string> Places, IReadOnlyList<NotApplied> Missed)
{
    /// <summary>Reads names; the member is settled as of now.</summary>
    internal static WishedCoupons Read(ReadScope scope, AccountId account, MemberState state, IReadOnlyList<string> names)
    {
        var (places, missed) = (new List<LotId>(), new List<NotApplied>());
        if (names.Count > 0 && state.HasCoupons) scope.Db.Coupons.LoadClosed(account, state.Coupons);
        foreach (var name in names)
        {
            var (coupon, why) = Find(scope, account, state.Coupons, (name, places));
            why ??= coupon is { IsOpen: false } ? CouponLife.WhyNot(coupon, scope.Today, scope.AsOf, null) : null;
            if (why is not null) missed.Add(new NotApplied(name, KindOf(why) ?? name, SavingOrigin.Coupon, why));
            else if (!places.Contains(coupon!.Id)) places.Add(coupon.Id);
        }

        return new WishedCoupons([.. places.Select(CouponTill.IdOf)], missed);
    }

    private static string? KindOf(Reason why) => why.Parts.Where(p => p.Name == "coupon").Select(p => p.Text).FirstOrDefault();

    private static (HeldCoupon? Coupon, Reason? WhyNot) Find(ReadScope scope, AccountId account, CouponBook book, (string Name, List<LotId> Before) asked)
    {
        var notHeld = Reason.Of("coupon.notHeld");
        if (CouponId.Parse(asked.Name) is { } id) return CouponPlaces.In(scope.Db, account, book, id) is { } own ? (own, null) : (null, notHeld);
        if (scope.Db.Coupons.Find(asked.Name) is { } code)
        {
            return code.Account == account && book.Find(code.Coupon) is { } carried ? (carried, null) : (null, code.Account is null ? Reason.Of("coupon.codeUnknown") : notHeld);
        }

        var kinds = scope.Programs.Versions.SelectMany(v => v.Coupons.Values).Select(o => o.Kind).Where(k => string.Equals(k.ClaimCode, asked.Name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (kinds.Count == 0) return (null, Reason.Of("coupon.codeUnknown"));
        // Of equal ones the one that can be used now and ends first, and each once.
        var held = book.Held.Where(c => kinds.Exists(k => k.Id == c.Kind) && !asked.Before.Contains(c.Id)).OrderBy(c => c.IsLockedAt(scope.AsOf)).ThenBy(c => c.EndsOn ?? DateOnly.MaxValue).ThenBy(c => c.Id).FirstOrDefault();
        return held is null ? (null, Reason.Of("coupon.claimFirst", Reason.Id("coupon", kinds[^1].Id))) : (held, null);
    }
}
