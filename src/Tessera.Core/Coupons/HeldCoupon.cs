using Tessera.Core.Points;

namespace Tessera.Core.Coupons;

/// <summary>Where a coupon is in its life (semantics §8): issued → locked → used → returned | expired | void.</summary>
public enum CouponStatus
{
    /// <summary>Can be used in its dates.</summary>
    Issued,

    /// <summary>Held for one till; after 15 minutes as before.</summary>
    Locked,

    /// <summary>Used.</summary>
    Used,

    /// <summary>Came back by a refund, and can be used again.</summary>
    Returned,

    /// <summary>Its dates are over.</summary>
    Expired,

    /// <summary>Taken away by hand, by a reversed upgrade or by closing.</summary>
    Void,

    /// <summary>Given to another member, or left with a merge.</summary>
    Gone,
}

/// <summary>How a coupon came.</summary>
public enum CouponOrigin
{
    /// <summary>Given by staff, a batch or another system.</summary>
    Assigned,

    /// <summary>Claimed by the member, with or without a code.</summary>
    Claimed,

    /// <summary>At joining.</summary>
    Newcomer,

    /// <summary>At entering a tier.</summary>
    TierGift,

    /// <summary>By a benefit: a birthday, an anniversary, a festival.</summary>
    Benefit,

    /// <summary>Held in an older system before.</summary>
    Opening,
}

/// <summary>A coupon as a member holds it. Dates are local.</summary>
public sealed record HeldCoupon
{
    /// <summary>Place.</summary>
    public required LotId Id { get; init; }

    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Programme version whose terms it keeps.</summary>
    public required int Version { get; init; }

    /// <summary>How it came.</summary>
    public CouponOrigin Origin { get; init; }

    /// <summary>Issued on.</summary>
    public required DateOnly IssuedOn { get; init; }

    /// <summary>First date of use.</summary>
    public required DateOnly FromOn { get; init; }

    /// <summary>First date on which it is over, or null.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>Date on which its end is told, or null when that is done or not asked.</summary>
    public DateOnly? NoticeOn { get; init; }

    /// <summary>Where it is in its life.</summary>
    public CouponStatus Status { get; init; }

    /// <summary>Locked before this instant.</summary>
    public Instant? LockedUntil { get; init; }

    /// <summary>Who holds the lock: the reference it was asked with.</summary>
    public string? LockedFor { get; init; }

    /// <summary>The order it was used for, as this record names it; 0 without one.</summary>
    public long OrderSequence { get; init; }

    /// <summary>What the last use took off, minor units.</summary>
    public long SavedMinor { get; init; }

    /// <summary>Used on, or null.</summary>
    public DateOnly? UsedOn { get; init; }

    /// <summary>How often it came back.</summary>
    public int Returns { get; init; }

    /// <summary>Number of its code in the pool of its kind, from 1; 0 without.</summary>
    public long PoolNumber { get; init; }

    /// <summary>The coupon it was in the other record before a merge or transfer, or null.</summary>
    public LotId? CarriedFrom { get; init; }

    /// <summary>Whether it can still be used some day: what cannot leaves the state.</summary>
    public bool IsOpen => Status is CouponStatus.Issued or CouponStatus.Locked or CouponStatus.Returned;

    /// <summary>Whether it is held for a till at an instant.</summary>
    public bool IsLockedAt(Instant now) => Status == CouponStatus.Locked && LockedUntil is { } until && now < until;

    /// <summary>As it is without what closed it; a lock stays.</summary>
    internal HeldCoupon Open() => this with { Status = LockedUntil is null ? Unlocked : CouponStatus.Locked };

    /// <summary>As it is without a lock.</summary>
    internal HeldCoupon Free() => this with { Status = Unlocked, LockedUntil = null, LockedFor = null };

    private CouponStatus Unlocked => Returns > 0 ? CouponStatus.Returned : CouponStatus.Issued;
}
