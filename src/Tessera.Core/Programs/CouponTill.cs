using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;

namespace Tessera.Core.Programs;

/// <summary>A coupon that cannot be used, and why (P4).</summary>
/// <param name="Coupon">The coupon.</param>
/// <param name="Reason">Why not.</param>
public sealed record UnusableCoupon(HeldCoupon Coupon, Reason Reason);

/// <summary>The coupons of a member as a basket may have them.</summary>
/// <param name="Candidates">Savings for the buyer; the id of each is the text form of its coupon.</param>
/// <param name="Unusable">All others that are held, with their reasons.</param>
/// <param name="NotHeld">Coupons asked for that the member does not hold.</param>
public sealed record CouponsAtTill(IReadOnlyList<Candidate> Candidates, IReadOnlyList<UnusableCoupon> Unusable, IReadOnlyList<string> NotHeld)
{
    /// <summary>What cannot be used, as the price says it.</summary>
    public IEnumerable<NotApplied> Missed =>
    [
        .. Unusable.Select(u => new NotApplied(CouponTill.IdOf(u.Coupon.Id), u.Coupon.Kind, SavingOrigin.Coupon, u.Reason)),
        .. NotHeld.Select(id => new NotApplied(id, id, SavingOrigin.Coupon, Reason.Of("coupon.notHeld"))),
    ];
}

/// <summary>When and for whom the coupons are asked.</summary>
/// <param name="Day">Local date.</param>
/// <param name="Now">Instant, for locks.</param>
/// <param name="Reference">Reference that may hold locks, or null.</param>
/// <param name="Wished">Coupons asked for by their places; null for none.</param>
/// <param name="Chooses">All others that are held too: of equal ones the one that ends first.</param>
public sealed record CouponMoment(DateOnly Day, Instant Now, string? Reference = null, IReadOnlyList<string>? Wished = null, bool Chooses = true);

/// <summary>
/// What a till offers of a member's coupons (semantics §8). Dates, locks, freezes and days left out are said here; store, tier, weekday, goods and amounts are conditions of the
/// saving, which the price says.
/// </summary>
public static class CouponTill
{
    /// <summary>Candidates of a member.</summary>
    public static CouponsAtTill CandidatesOf(ProgramHistory programs, MemberState state, CouponMoment when)
    {
        string[] wished = [.. (when.Wished ?? []).Distinct(StringComparer.Ordinal)];
        if (!state.HasCoupons) return new CouponsAtTill([], [], wished);
        var (candidates, unusable, seen) = (new List<Candidate>(), new List<UnusableCoupon>(), new HashSet<(string, int)>());
        List<HeldCoupon> named = [.. wished.Select(w => Parse(w) is { } id ? state.Coupons.Held.Find(c => c.Id == id) : null).OfType<HeldCoupon>()];
        foreach (var coupon in named) Consider(coupon, isNamed: true);
        if (when.Chooses)
        {
            var others = state.Coupons.Held.FindAll(c => !named.Contains(c));
            others.Sort(BySoonest);
            foreach (var coupon in others) Consider(coupon, isNamed: false);
        }

        return new CouponsAtTill(candidates, unusable, [.. wished.Where(w => !named.Exists(c => IdOf(c.Id) == w))]);

        void Consider(HeldCoupon coupon, bool isNamed)
        {
            var offer = CouponDecisions.OfferOf(programs, coupon);
            if (WhyNot(state, coupon, offer, when) is { } reason) unusable.Add(new UnusableCoupon(coupon, reason));
            else if (seen.Add((coupon.Kind, coupon.Version)) || isNamed) candidates.Add(new Candidate(offer!.Saving!, SavingOrigin.Coupon, IdOf(coupon.Id)));
        }
    }

    private static int BySoonest(HeldCoupon a, HeldCoupon b)
    {
        var byEnd = (a.EndsOn ?? DateOnly.MaxValue).CompareTo(b.EndsOn ?? DateOnly.MaxValue);
        return byEnd != 0 ? byEnd : a.Id.CompareTo(b.Id);
    }

    /// <summary>The text form of a coupon's id inside its member's record.</summary>
    public static string IdOf(LotId id) => $"{id.Sequence}-{id.N}";

    /// <summary>The coupon that a candidate's id names, or null.</summary>
    public static LotId? Parse(string id)
    {
        var cut = id.IndexOf('-', StringComparison.Ordinal);
        var (styles, culture) = (System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
        return cut > 0 && long.TryParse(id.AsSpan(0, cut), styles, culture, out var sequence) && int.TryParse(id.AsSpan(cut + 1), styles, culture, out var n) ? new LotId(sequence, n) : null;
    }

    internal static IReadOnlyList<string> TagsOn(MemberState state, DateOnly day) =>
        [.. state.Tags.Where(t => t.Since <= day && (t.Through is not { } through || through >= day)).Select(t => t.Tag)];

    private static Reason? WhyNot(MemberState state, HeldCoupon coupon, CouponOffer? offer, CouponMoment when)
    {
        if (CouponLife.Blocked(state) is { } blocked) return blocked.Reason;
        if (CouponLife.WhyNot(coupon, when.Day, when.Now, when.Reference) is { } reason) return reason;
        if (offer is null) return Reason.Of("coupon.unknownKind", Reason.Id("coupon", coupon.Kind));
        if (offer.Saving is null) return Reason.Of("coupon.voucher", Reason.Id("coupon", coupon.Kind));
        return offer.Kind.Excepts(when.Day) ? Reason.Of("coupon.exceptDay", Reason.Id("coupon", coupon.Kind)) : null;
    }
}
