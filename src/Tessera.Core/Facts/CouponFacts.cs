using Tessera.Core.Coupons;
using Tessera.Core.Points;

namespace Tessera.Core.Facts;

/// <summary>Coupons are given by staff, a batch or another system (P7).</summary>
public sealed record CouponGranted : Fact
{
    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>How many, 1 to 20.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The batch that gives them, or null: nobody gets them of one batch twice, whoever is merged meanwhile.</summary>
    public string? Batch { get; init; }

    /// <summary>Codes of the kind's pool that were handed out before: an input filled in under the lock.</summary>
    public long PoolUsed { get; init; }
}

/// <summary>A pack, the coupons of a benefit, is given by hand or by a batch (H9).</summary>
public sealed record PackGiven : Fact
{
    /// <summary>Id of the benefit.</summary>
    public required string Benefit { get; init; }

    /// <summary>Reason as a code, or null.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>The batch that gives it, or null.</summary>
    public string? Batch { get; init; }
}

/// <summary>The member takes a coupon (P7, P8).</summary>
public sealed record CouponClaimed : Fact
{
    /// <summary>Kind.</summary>
    public required string Kind { get; init; }

    /// <summary>The claim code that was entered, or null. A code of the programme, never personal.</summary>
    public string? Code { get; init; }

    /// <summary>Codes of the kind's pool that were handed out before: an input filled in under the lock.</summary>
    public long PoolUsed { get; init; }
}

/// <summary>A coupon is held for a till (semantics §8), or given free again.</summary>
public sealed record CouponHeld : Fact
{
    /// <summary>The coupon.</summary>
    public required LotId Coupon { get; init; }

    /// <summary>Who holds it: the till's own reference.</summary>
    public required string Reference { get; init; }

    /// <summary>Locked (true) or unlocked.</summary>
    public required bool Locked { get; init; }
}

/// <summary>A coupon is written off at the counter, without a quote (核销, P39).</summary>
public sealed record CouponUsed : Fact
{
    /// <summary>The coupon.</summary>
    public required LotId Coupon { get; init; }

    /// <summary>Reference that holds its lock, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>What it took off, minor units, as the till tells; at least 0.</summary>
    public long SavedMinor { get; init; }

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Channel.</summary>
    public string Channel { get; init; } = "store";

    /// <summary>What the decision reads from the profile (§12): it happened on the member's birthday.</summary>
    public bool IsBirthday { get; init; }
}

/// <summary>The use of a coupon is undone.</summary>
public sealed record CouponReturned : Fact
{
    /// <summary>The coupon.</summary>
    public required LotId Coupon { get; init; }
}

/// <summary>A coupon that was not used is taken away by hand (P39).</summary>
public sealed record CouponVoided : Fact
{
    /// <summary>The coupon.</summary>
    public required LotId Coupon { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }
}

/// <summary>A coupon leaves for another member (P8). Its counterpart is <see cref="CouponArrived"/>.</summary>
public sealed record CouponSent : Fact
{
    /// <summary>The coupon.</summary>
    public required LotId Coupon { get; init; }

    /// <summary>Ledger account id of the receiver.</summary>
    public required string To { get; init; }
}

/// <summary>A coupon comes from another member.</summary>
public sealed record CouponArrived : Fact
{
    /// <summary>The coupon as it left.</summary>
    public required HeldCoupon Coupon { get; init; }

    /// <summary>Ledger account id of the giver.</summary>
    public required string From { get; init; }
}
