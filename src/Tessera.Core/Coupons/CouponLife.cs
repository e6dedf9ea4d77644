using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Coupons;

/// <summary>A coupon to come.</summary>
/// <param name="Kind">Kind, on the terms of the version that decides.</param>
/// <param name="Origin">How it comes.</param>
/// <param name="On">Local date of issue.</param>
/// <param name="PoolNumber">Number of its code in the pool, or 0.</param>
public sealed record CouponIssue(CouponKind Kind, CouponOrigin Origin, DateOnly On, long PoolNumber = 0)
{
    /// <summary>The grant it comes with, which tells the member itself; null without one.</summary>
    public CouponGrant? Grant { get; init; }

    /// <summary>Last local date of a coupon that was held in an older system; null for its kind's own dates.</summary>
    public DateOnly? Through { get; init; }
}

/// <summary>The benefit that gives a coupon.</summary>
/// <param name="Benefit">Id of the benefit.</param>
/// <param name="Through">Last local date of the grant: no coupon of it holds longer.</param>
public sealed record CouponGrant(string Benefit, DateOnly Through);

/// <summary>A coupon that is used.</summary>
/// <param name="Coupon">The coupon.</param>
/// <param name="OrderSequence">The order, or 0 for a use at the counter without one.</param>
/// <param name="SavedMinor">What it took off, minor units, at least 0.</param>
public sealed record CouponUse(LotId Coupon, long OrderSequence, long SavedMinor)
{
    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }
}

/// <summary>
/// The life of coupons (semantics §8). Each method that changes something asks nothing: call its check before the first effect of an item. A lock holds a coupon for one
/// reference for 15 minutes and never lengthens its dates; once it has run out the coupon is free again without any entry.
/// </summary>
public static class CouponLife
{
    /// <summary>Minutes a lock holds.</summary>
    public const int LockMinutes = 15;

    /// <summary>Days a coupon can be used at least after the day it came back.</summary>
    public const int DaysBack = 7;

    /// <summary>Coupons a member holds at most.</summary>
    public const int MostHeld = 200;

    /// <summary>Why nothing of a member's coupons can be used, or null.</summary>
    public static Refusal? Blocked(MemberState state) => state switch
    {
        { ClosedOn: { } on } => Refusal.Of("member.closed", Reason.Day("on", on)),
        { IsFrozen: true } => Refusal.Of("coupon.frozen"),
        _ => null,
    };

    /// <summary>Why a coupon of a kind cannot be issued on a local date, or null.</summary>
    public static Refusal? CheckIssue(MemberState state, CouponKind kind, DateOnly on, int count = 1)
    {
        if (state.ClosedOn is { } closed) return Refusal.Of("member.closed", Reason.Day("on", closed));
        if (kind.DatesOf(on) is (var from, { } ends) && ends <= from) return Refusal.Of("coupon.kindOver", Reason.Id("coupon", kind.Id), Reason.Day("through", ends.AddDays(-1)));
        return state.Coupons.Held.Count + count > MostHeld ? Refusal.Of("coupon.tooMany", Reason.Count("most", MostHeld)) : null;
    }

    /// <summary>Issues a coupon; <see cref="CheckIssue"/> has passed.</summary>
    public static HeldCoupon Issue(Deciding d, CouponIssue issue)
    {
        var kind = issue.Kind;
        var (from, ends) = DatesOf(issue);
        var notice = kind.NoticeDays > 0 ? ends?.AddDays(-kind.NoticeDays) : null;
        var id = d.NextId();
        var coupon = new HeldCoupon
        {
            Id = id, Kind = kind.Id, Version = d.Terms.Version, Origin = issue.Origin, IssuedOn = issue.On, FromOn = from, EndsOn = ends,
            NoticeOn = notice > (issue.Origin == CouponOrigin.Opening && d.Today > issue.On ? d.Today : issue.On) ? notice : null, PoolNumber = issue.PoolNumber,
        };
        var reason = issue.Grant is { } grant
            ? Reason.Of("coupon.ofBenefit", Reason.Id("coupon", kind.Id), Reason.Id("benefit", grant.Benefit), Reason.Day("from", from), Reason.Day("through", ends!.Value.AddDays(-1)))
            : ends is { } end
            ? Reason.Of(issue.Origin == CouponOrigin.Opening ? "coupon.opening" : "coupon.issued", Reason.Id("coupon", kind.Id), Reason.Day("from", from), Reason.Day("through", end.AddDays(-1)))
            : Reason.Of(issue.Origin == CouponOrigin.Opening ? "coupon.openingForever" : "coupon.issuedForever", Reason.Id("coupon", kind.Id), Reason.Day("from", from));
        d.Apply(new CouponEntry { Id = id, Kind = issue.Origin == CouponOrigin.Opening ? CouponEntryKind.Opening : CouponEntryKind.Issued, After = coupon, Reason = reason });
        // A member who takes or held a coupon sees it; one that comes is told, by its benefit where it has one.
        if (!d.Terms.IsHistory && issue.Origin is not (CouponOrigin.Claimed or CouponOrigin.Opening) && issue.Grant is null) d.Apply(new Notice("coupon.issued", reason, d.Day));
        return coupon;
    }

    /// <summary>Gives coupons that were promised: what cannot be given any more is said and left out.</summary>
    /// <returns>The coupons given.</returns>
    public static IReadOnlyList<LotId> Give(Deciding d, CouponGift gift, CouponOrigin origin, DateOnly on, CouponGrant? grant = null)
    {
        if (!d.Terms.Coupons.TryGetValue(gift.Coupon, out var kind) || !kind.Enabled) return [];
        var given = new List<LotId>();
        for (var i = 0; i < gift.Count; i++)
        {
            if (CheckIssue(d.State, kind, on) is { } refusal)
            {
                d.Explain(refusal.Reason);
                break;
            }

            var issue = new CouponIssue(kind, origin, on) { Grant = grant };
            if (DatesOf(issue) is (var from, { } ends) && ends <= from)
            {
                d.Explain(Reason.Of("coupon.kindOver", Reason.Id("coupon", kind.Id), Reason.Day("through", ends.AddDays(-1))));
                break;
            }

            given.Add(Issue(d, issue).Id);
        }

        return given;
    }

    /// <summary>The dates of a coupon to come: those of its kind, and never past the end of its grant; one held before can be used at once, through the date that was told.</summary>
    internal static (DateOnly From, DateOnly? Ends) DatesOf(CouponIssue issue)
    {
        if (issue.Origin == CouponOrigin.Opening) return (issue.On, issue.Through?.AddDays(1) ?? issue.Kind.DatesOf(issue.On).Ends);
        var (from, ends) = issue.Kind.DatesOf(issue.On);
        return (from, issue.Grant is { } grant && !(ends <= grant.Through) ? grant.Through.AddDays(1) : ends);
    }

    /// <summary>Why a coupon cannot be used or locked now, or null. What its saving asks of the basket is for the price to say.</summary>
    /// <param name="state">The member.</param>
    /// <param name="id">The coupon.</param>
    /// <param name="d">The decision: day of the fact and instant of recording.</param>
    /// <param name="reference">The reference that may hold its lock, or null.</param>
    public static Refusal? CheckUse(MemberState state, LotId id, Deciding d, string? reference)
    {
        if (Blocked(state) is { } blocked) return blocked;
        if (state.Coupons.Find(id) is not { } coupon) return new Refusal(Reason.Of("coupon.unknown"), "/coupon");
        return WhyNot(coupon, d.Today, d.RecordedAt, reference) is { } reason ? new Refusal(reason, "/coupon") : null;
    }

    /// <summary>Why a coupon itself cannot be used on a date at an instant, or null.</summary>
    public static Reason? WhyNot(HeldCoupon coupon, DateOnly day, Instant now, string? reference)
    {
        if (!coupon.IsOpen) return Reason.Of("coupon." + Word(coupon.Status), Reason.Id("coupon", coupon.Kind));
        if (day < coupon.FromOn) return Reason.Of("coupon.notYet", Reason.Id("coupon", coupon.Kind), Reason.Day("from", coupon.FromOn));
        if (coupon.EndsOn is { } ends && day >= ends) return Reason.Of("coupon.over", Reason.Id("coupon", coupon.Kind), Reason.Day("through", ends.AddDays(-1)));
        return coupon.IsLockedAt(now) && coupon.LockedFor != reference ? Reason.Of("coupon.locked", Reason.Id("coupon", coupon.Kind)) : null;
    }

    /// <summary>Uses a coupon; <see cref="CheckUse"/> has passed.</summary>
    public static void Use(Deciding d, CouponUse use)
    {
        var coupon = Of(d, use.Coupon);
        if (!coupon.IsOpen) throw new LedgerBroken(d.State.Account, $"coupon {coupon.Id} is {coupon.Status}");
        Post(d, new CouponEntry
        {
            Id = d.NextId(), Kind = CouponEntryKind.Used, SavedMinor = use.SavedMinor, CostMinor = CostOf(d, coupon), StoreId = use.StoreId,
            After = coupon with { Status = CouponStatus.Used, LockedUntil = null, LockedFor = null, OrderSequence = use.OrderSequence, SavedMinor = use.SavedMinor, UsedOn = d.Day },
            Reason = Reason.Of("coupon.used", Reason.Id("coupon", coupon.Kind), Reason.Money("saved", use.SavedMinor)),
        });
    }

    /// <summary>Why a use cannot be undone, or null. Closed coupons must be loaded.</summary>
    public static Refusal? CheckReturn(MemberState state, LotId id)
    {
        if (state.Coupons.Find(id) is not { } coupon) return new Refusal(Reason.Of("coupon.unknown"), "/coupon");
        return coupon.Status == CouponStatus.Used ? null : Refusal.Of("coupon.notUsed", Reason.Id("coupon", coupon.Kind));
    }

    /// <summary>Undoes a use: the coupon can be used again, for at least <see cref="DaysBack"/> days after today.</summary>
    public static void Return(Deciding d, LotId id)
    {
        var coupon = Of(d, id);
        if (coupon.Status != CouponStatus.Used) throw new LedgerBroken(d.State.Account, $"coupon {coupon.Id} is {coupon.Status}");
        var least = d.Today.AddDays(DaysBack + 1);
        var after = coupon with
        {
            Status = CouponStatus.Returned, Returns = coupon.Returns + 1, OrderSequence = 0, SavedMinor = 0, UsedOn = null,
            EndsOn = coupon.EndsOn < least ? least : coupon.EndsOn,
        };
        var reason = after.EndsOn is { } ends
            ? Reason.Of("coupon.returned", Reason.Id("coupon", coupon.Kind), Reason.Day("through", ends.AddDays(-1)))
            : Reason.Of("coupon.returnedForever", Reason.Id("coupon", coupon.Kind));
        Post(d, new CouponEntry { Id = d.NextId(), Kind = CouponEntryKind.Returned, After = after, SavedMinor = -coupon.SavedMinor, CostMinor = -CostOf(d, coupon), Reason = reason });
        if (!d.Terms.IsHistory) d.Apply(new Notice("coupon.returned", reason, d.Day));
    }

    /// <summary>Undoes the uses of an order: a full refund or void. Closed coupons must be loaded.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="orderSequence">The order; of a merged member's, as this record names it (<see cref="MergedOrder"/>).</param>
    public static void ReturnOf(Deciding d, long orderSequence)
    {
        if (!d.State.HasCoupons || orderSequence == 0) return;
        foreach (var id in d.State.Coupons.Closed.Values.Where(c => c.Status == CouponStatus.Used && c.OrderSequence == orderSequence).Select(c => c.Id).Order().ToList()) Return(d, id);
    }

    /// <summary>Holds a coupon for a reference; <see cref="CheckUse"/> has passed. The same reference may lock again, which starts the time anew.</summary>
    public static void Lock(Deciding d, LotId id, string reference)
    {
        var coupon = Of(d, id);
        Post(d, new CouponEntry
        {
            Id = d.NextId(), Kind = CouponEntryKind.Locked, Reason = Reason.Of("coupon.lockedNow", Reason.Id("coupon", coupon.Kind), Reason.Count("minutes", LockMinutes)),
            After = coupon with { Status = CouponStatus.Locked, LockedUntil = d.RecordedAt.PlusMinutes(LockMinutes), LockedFor = reference },
        });
    }

    /// <summary>Why a lock cannot be given up, or null.</summary>
    public static Refusal? CheckUnlock(MemberState state, LotId id, Instant now, string reference)
    {
        if (state.Coupons.Find(id) is not { } coupon) return new Refusal(Reason.Of("coupon.unknown"), "/coupon");
        if (!coupon.IsLockedAt(now)) return Refusal.Of("coupon.notLocked", Reason.Id("coupon", coupon.Kind));
        return coupon.LockedFor == reference ? null : Refusal.Of("coupon.locked", Reason.Id("coupon", coupon.Kind));
    }

    /// <summary>Gives a lock up; <see cref="CheckUnlock"/> has passed.</summary>
    public static void Unlock(Deciding d, LotId id)
    {
        var coupon = Of(d, id);
        Post(d, new CouponEntry { Id = d.NextId(), Kind = CouponEntryKind.Unlocked, After = coupon.Free(), Reason = Reason.Of("coupon.unlocked", Reason.Id("coupon", coupon.Kind)) });
    }

    /// <summary>Takes a coupon away that was not used.</summary>
    public static void Void(Deciding d, LotId id, string reasonCode)
    {
        var coupon = Of(d, id);
        Post(d, new CouponEntry
        {
            Id = d.NextId(), Kind = CouponEntryKind.Voided, After = coupon.Free() with { Status = CouponStatus.Void },
            Reason = Reason.Of("coupon.voided", Reason.Id("coupon", coupon.Kind), Reason.Id("reason", reasonCode)),
        });
    }

    /// <summary>Takes every coupon away that was not used.</summary>
    public static void VoidAll(Deciding d, string reasonCode)
    {
        if (!d.State.HasCoupons) return;
        foreach (var id in d.State.Coupons.Held.Select(c => c.Id).ToList()) Void(d, id, reasonCode);
    }

    /// <summary>Takes the gifts of an upgrade back that are still there; a used one stays used.</summary>
    public static void TakeGifts(Deciding d, IReadOnlyList<LotId> gifts)
    {
        foreach (var id in gifts)
        {
            if (d.State.Coupons.Held.Exists(c => c.Id == id)) Void(d, id, "tierReversed");
        }
    }

    internal static void Post(Deciding d, CouponEntry entry) => d.Apply(entry);

    private static HeldCoupon Of(Deciding d, LotId id) => d.State.Coupons.Find(id) ?? throw new LedgerBroken(d.State.Account, $"coupon {id} is not loaded");

    private static long CostOf(Deciding d, HeldCoupon coupon) => d.Terms.Coupons.TryGetValue(coupon.Kind, out var kind) ? kind.CostMinor : 0;

    private static string Word(CouponStatus status) => status switch
    {
        CouponStatus.Used => "usedBefore",
        CouponStatus.Expired => "expired",
        CouponStatus.Void => "void",
        CouponStatus.Gone => "gone",
        CouponStatus.Issued or CouponStatus.Locked or CouponStatus.Returned => throw new ArgumentException("an open coupon", nameof(status)),
    };
}
