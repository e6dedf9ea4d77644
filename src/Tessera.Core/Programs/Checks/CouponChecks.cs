using Tessera.Core.Coupons;

namespace Tessera.Core.Programs.Checks;

/// <summary>Checks of coupons: dates, ways of taking that need each other, and gifts that must not run out (Z6).</summary>
internal static class CouponChecks
{
    public static void Check(Report report)
    {
        var coupons = report.Document.Coupons;
        report.Unique("program.duplicateId", coupons.Select((c, i) => ((string?)c.Kind.Id, Report.At("/coupons", i) + "/id")));
        report.Unique("program.duplicateId", coupons.Select((c, i) => (c.Kind.ClaimCode, Report.At("/coupons", i) + "/claimCode")));
        for (var i = 0; i < coupons.Count; i++)
        {
            Coupon(report, coupons[i].Kind, Report.At("/coupons", i));
            if (coupons[i].Saving is { } saving) PricingChecks.Saving(report, saving, Report.At("/coupons", i) + "/saving");
        }

        // One name on a receipt stands for one saving.
        report.Unique("program.duplicateId", report.Document.Promotions.Select(p => ((string?)p.Id, "/promotions")).DistinctBy(p => p.Item1).Concat(coupons.Select((c, i) => ((string?)c.Kind.Id, Report.At("/coupons", i) + "/id")).DistinctBy(c => c.Item1)));
        for (var i = 0; i < report.Tiers.Count; i++)
        {
            var gifts = report.Tiers[i].GiftCoupons;
            for (var j = 0; j < gifts.Count; j++) Gift(report, gifts[j], Report.At(Report.At("/tiers", i) + "/giftCoupons", j) + "/coupon");
        }
    }

    /// <summary>Coupons that a benefit grants.</summary>
    public static void Gifts(Report report, IReadOnlyList<CouponGift> gifts, string pointer)
    {
        for (var i = 0; i < gifts.Count; i++) Gift(report, gifts[i], Report.At(pointer + "/coupons", i) + "/coupon");
    }

    private static void Coupon(Report report, CouponKind kind, string pointer)
    {
        if (kind.Id.Length == 0) return;
        if (kind is { Through: null } && kind.Lasts == Span.Zero) report.Needs(pointer, "through", kind.Id);
        if (kind.From is { } from && kind.Through is { } through && through < from) report.Error("program.throughBeforeFrom", pointer + "/through");
        for (var i = 0; i < kind.ExceptDates.Count; i++)
        {
            if (kind.ExceptDates[i].Through < kind.ExceptDates[i].From) report.Error("program.throughBeforeFrom", Report.At(pointer + "/exceptDates", i) + "/through");
        }

        for (var i = 0; i < kind.ClaimTiers.Count; i++) report.KnownTier(kind.ClaimTiers[i], Report.At(pointer + "/claimTiers", i));
        Takes(report, kind, pointer);
    }

    private static void Takes(Report report, CouponKind kind, string pointer)
    {
        var claimed = kind.Takes.Contains(CouponTake.SelfClaim) || kind.Takes.Contains(CouponTake.Code);
        if (kind.Takes.Contains(CouponTake.Code) && kind.ClaimCode is null) report.Needs(pointer, "claimCode", "takes: code");
        if (!kind.Takes.Contains(CouponTake.Code) && kind.ClaimCode is not null) report.Unused(pointer, "claimCode", "takes: code");
        if (!claimed && kind.PricePoints > 0) report.Unused(pointer, "pricePoints", "takes: selfClaim");
        if (!claimed && kind.ClaimTiers.Count > 0) report.Unused(pointer, "claimTiers", "takes: selfClaim");
        if (kind.IsCounted && kind.Takes.Contains(CouponTake.Newcomer)) report.Error("program.giftRunsOut", pointer + "/takes", kind.Id);
    }

    private static void Gift(Report report, CouponGift gift, string pointer)
    {
        var known = report.Document.Coupons.Select(c => c.Kind.Id).ToList();
        if (report.Document.Coupons.FirstOrDefault(c => c.Kind.Id == gift.Coupon) is not { } offer)
        {
            report.Add(new Finding("program.unknownCoupon", pointer) { Got = gift.Coupon, Nearest = Nearest.To(gift.Coupon, known) });
            return;
        }

        // What a tier or a date promises is given to everybody who has it (Z6).
        if (offer.Kind.IsCounted) report.Error("program.giftRunsOut", pointer, gift.Coupon);
    }
}
