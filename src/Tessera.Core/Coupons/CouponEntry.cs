using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Coupons;

/// <summary>Kind of a coupon entry.</summary>
public enum CouponEntryKind
{
    /// <summary>Came into being.</summary>
    Issued,

    /// <summary>Held for a till.</summary>
    Locked,

    /// <summary>The lock was given up.</summary>
    Unlocked,

    /// <summary>Used.</summary>
    Used,

    /// <summary>A use was undone.</summary>
    Returned,

    /// <summary>Its dates ended.</summary>
    Expired,

    /// <summary>Taken away.</summary>
    Voided,

    /// <summary>Its end was told.</summary>
    Noticed,

    /// <summary>Given to another member.</summary>
    Sent,

    /// <summary>Came from another member.</summary>
    Received,

    /// <summary>Came with a merge or its undo.</summary>
    MergeIn,

    /// <summary>Left with a merge or its undo.</summary>
    MergeOut,

    /// <summary>Held in an older system before.</summary>
    Opening,
}

/// <summary>One step of a coupon's life. The coupon stands in it as it is afterwards.</summary>
public sealed record CouponEntry : Effect
{
    /// <summary>Place; for a coupon's first entry in this record also the coupon's own.</summary>
    public required LotId Id { get; init; }

    /// <summary>Kind.</summary>
    public required CouponEntryKind Kind { get; init; }

    /// <summary>The coupon afterwards.</summary>
    public required HeldCoupon After { get; init; }

    /// <summary>Taken off by a use, minor units; negative when it comes back.</summary>
    public long SavedMinor { get; init; }

    /// <summary>Cost of a use beside it, minor units; negative when it comes back (§10).</summary>
    public long CostMinor { get; init; }

    /// <summary>Store of a use, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }
}
