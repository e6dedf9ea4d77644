using System.Runtime.CompilerServices;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Pricing;

namespace Tessera.Core.Programs;

/// <summary>A coupon of the programme: its life, and what it takes off a price.</summary>
/// <param name="Kind">Its life.</param>
/// <param name="Gives">What it takes off; null for a voucher that is only written off at the counter.</param>
public sealed record CouponOffer(CouponKind Kind, Saving? Gives)
{
    private static readonly ConditionalWeakTable<CouponOffer, Saving> Savings = [];

    /// <summary>The saving as the price engine reads it: named after the coupon, in the stage of coupons.</summary>
    public Saving? Saving => Gives is null ? null : Savings.GetValue(this, static o => o.Gives! with { Id = o.Kind.Id, Names = o.Kind.Names, Stage = PriceStage.Coupon, Enabled = true });
}
