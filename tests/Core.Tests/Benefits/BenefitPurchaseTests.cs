using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Tests.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Benefits;

/// <summary>Price benefits of the tier in force in a purchase that is priced (semantics §7, §8).</summary>
public sealed class BenefitPurchaseTests
{
    private static readonly Benefit Silver = new() { Id = "silver-price", Names = new("银卡折扣", "Silver discount"), Type = BenefitType.Discount, Off = 1_000, Tiers = ["silver"] };

    [Fact]
    [Covers("C18", "C20")]
    public void The_next_purchase_after_a_rise_has_the_discount_of_the_new_tier()
    {
        var shop = Shop(Silver);

        // Silver from 100.00 on; the purchase that reaches it is priced as before it, the next one at 9折.
        Assert.Equal(10_000, shop.Buy(new Wishes(), PricedShop.Line(1, 10_000)).Outcome.Priced!.ToPayMinor);
        Assert.Equal(9_000, shop.Buy(new Wishes(), PricedShop.Line(1, 10_000)).Outcome.Priced!.ToPayMinor);
    }

    [Fact]
    [Covers("L2")]
    public void Benefits_of_a_frozen_member_rest()
    {
        var shop = Shop(Silver);
        shop.Buy(new Wishes(), PricedShop.Line(1, 10_000));
        shop.Accept(new Frozen { OccurredAt = shop.Now, RecordedAt = shop.Now, ReasonCode = "complaint" });

        Assert.Equal(10_000, shop.Buy(new Wishes(), PricedShop.Line(1, 10_000)).Outcome.Priced!.ToPayMinor);
    }

    [Fact]
    [Covers("F35")]
    public void A_discount_with_a_quota_is_given_so_often_and_no_more()
    {
        var shop = Shop(Silver with { Quota = new BenefitQuota(1, CapPeriod.Month) });
        shop.Buy(new Wishes(), PricedShop.Line(1, 10_000));

        // Once in March; the second order pays the full price, April gives again.
        Assert.Equal(9_000, shop.Buy(new Wishes(), PricedShop.Line(1, 10_000)).Outcome.Priced!.ToPayMinor);
        Assert.Equal(10_000, shop.Buy(new Wishes(), PricedShop.Line(1, 10_000)).Outcome.Priced!.ToPayMinor);
        shop.Now = PricedShop.At("2026-04-01", 10);
        Assert.Equal(9_000, shop.Buy(new Wishes(), PricedShop.Line(1, 10_000)).Outcome.Priced!.ToPayMinor);
    }

    private static PricedShop Shop(params Benefit[] benefits) => new(PricedShop.Document() with
    {
        Benefits = benefits,
        Ladder = new Ladder
        {
            Tiers =
            [
                new TierRule { Id = "base", Names = new LocalText("普通", "Base") },
                new TierRule { Id = "silver", Names = new LocalText("银卡", "Silver"), Enter = new Compare(new MetricReading(Metric.Spend, Window.Lifetime), Comparison.AtLeast, 10_000) },
            ],
        },
    });
}
