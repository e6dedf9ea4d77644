using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Coupons;

/// <summary>Coupons given at entering a tier, and what is found wrong in a programme that promises what may run out.</summary>
public sealed class GiftCouponTests
{
    private static readonly CouponKind Welcome = CouponShop.Twenty with { Id = "welcome", Takes = [CouponTake.Assigned] };

    private static readonly TierRule Gold = new()
    {
        Id = "gold", Names = new LocalText("金卡", "Gold"), GiftPoints = 100, GiftCoupons = [new CouponGift("welcome", 2)],
        JoinChannels = [], Enter = new Compare(new MetricReading(Metric.Spend, new Window(WindowKind.RollingMonths, 12)), Comparison.AtLeast, 100_000),
    };

    [Fact]
    [Covers("C17", "C19", "P26")]
    public void Entering_a_tier_gives_its_points_and_coupons_once()
    {
        var shop = new CouponShop([Welcome], [Gold]);

        Buy(shop, "2026-01-05", 100_000);

        Assert.Equal((100L, 2), (shop.State.OpenLots.Where(l => l.Origin == LotOrigin.Gift).Sum(l => l.Left), shop.State.Coupons.Held.Count));
        Assert.All(shop.State.Coupons.Held, c => Assert.Equal((CouponOrigin.TierGift, CouponShop.Date("2026-01-05")), (c.Origin, c.IssuedOn)));
        shop.Tell("2026-01-06", at => new TierSet { OccurredAt = at, RecordedAt = at, Tier = "base", ReasonCode = "test" });
        shop.Tell("2026-01-07", at => new TierSet { OccurredAt = at, RecordedAt = at, Tier = "gold", ReasonCode = "test" });
        Assert.Equal(2, shop.State.Coupons.Held.Count);
    }

    // The refund takes the ground away within 30 days: the coupon that was used stays used, the other is void, and the gift counts as not given.
    [Fact]
    [Covers("C17")]
    public void An_upgrade_that_a_refund_undoes_voids_the_gift_coupons_that_were_not_used_and_may_give_them_again()
    {
        var shop = new CouponShop([Welcome], [Gold]);
        var sequence = Buy(shop, "2026-01-05", 100_000);
        var ids = shop.State.Coupons.Held.Select(c => c.Id).ToList();
        Assert.Null(shop.Use("2026-01-06", ids[0]));

        shop.Refund("2026-01-10", sequence);

        Assert.Equal(("base", CouponStatus.Used, CouponStatus.Void), (shop.State.InForce, shop.Find(ids[0]).Status, shop.Find(ids[1]).Status));
        Buy(shop, "2026-01-11", 100_000);
        Assert.Equal(2, shop.State.Coupons.Held.Count);
    }

    [Theory]
    [Covers("Z6")]
    [InlineData(10, false, "program.giftRunsOut")]
    [InlineData(-1, true, "program.giftRunsOut")]
    [InlineData(-1, false, null)]
    public void A_gift_that_may_run_out_cannot_be_published(long supply, bool pool, string? code)
    {
        var kind = Welcome with { Supply = supply, HasPool = pool };

        Assert.Equal(code, Findings(new CouponShop([kind], [Gold])).FirstOrDefault(f => f.StartsWith("program.gift", StringComparison.Ordinal)));
        Assert.Equal(code, Findings(new CouponShop([kind with { Takes = [CouponTake.Newcomer] }], [])).FirstOrDefault(f => f.StartsWith("program.gift", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_coupon_needs_an_end_a_code_where_it_is_taken_by_code_and_tiers_that_exist()
    {
        var shop = new CouponShop(Welcome with
        {
            Lasts = Span.Zero, From = CouponShop.Date("2026-02-01"), Takes = [CouponTake.Code], ClaimTiers = ["diamond"],
            ExceptDates = [new DayRange(CouponShop.Date("2026-03-02"), CouponShop.Date("2026-03-01"))],
        });

        Assert.Equal(["program.needs", "program.needs", "program.throughBeforeFrom", "program.unknownTier"], Findings(shop).Order(StringComparer.Ordinal));
        Assert.Contains("program.unknownCoupon", Findings(new CouponShop([], [Gold])));
    }

    private static List<string> Findings(CouponShop shop) => [.. ProgramValidation.Check(shop.Programs.Versions[0].Document).Select(f => f.Code)];

    private static long Buy(CouponShop shop, string day, long minor)
    {
        Assert.Null(shop.Tell(day, at => new Purchase
        {
            OccurredAt = at, RecordedAt = at, Source = "till", Number = day, Lines = [new PurchaseLine { Sku = "a", Quantity = 1, ListMinor = minor, NetMinor = minor }],
        }));
        return shop.State.Sequence;
    }
}
