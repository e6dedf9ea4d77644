using Tessera.Core.Facts;
using Tessera.Core.Pricing;
using Tessera.Core.Redemption;

namespace Tessera.Core.Programs;

/// <summary>A reward of the programme: its price, stock and limits, and what it takes off when it is taken inside an order.</summary>
/// <param name="Kind">Its price, stock and limits.</param>
/// <param name="Gives">A free unit, or any saving (semantics §8); null for what is redeemed by itself.</param>
public sealed record RewardOffer(Reward Kind, Saving? Gives)
{
    /// <summary>The saving as the price engine reads it: named after the reward, in the stage of coupons and before them.</summary>
    public Saving? Saving => Gives is null ? null : Gives with { Id = Kind.Id, Names = Kind.Names, Stage = PriceStage.Coupon, Enabled = true };
}
