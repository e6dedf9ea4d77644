using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Benefits;

public sealed class BenefitSavingsTests
{
    // 2026-07-01 is a Wednesday.
    private static readonly DateOnly Wednesday = new(2026, 7, 1);
    private static readonly TierRule Silver = new() { Id = "silver", Names = new("银卡", "Silver") };

    [Fact]
    [Covers("F2")]
    public void The_discount_of_the_tier_is_taken_off_every_goods_line()
    {
        // 9.5折 of 20.00 takes 1.00 off, of 9.99 half-up 0.4995 → 0.50.
        var order = Price([Discount(500)], Wednesday, Line("tea", 2_000), Line("cup", 999));

        Assert.Equal([1_900L, 949], order.Lines.Select(l => l.NetMinor));
        Assert.All(order.Deductions, d => Assert.Equal((SavingOrigin.Benefit, "silver-price"), (d.Origin, d.SavingId)));
    }

    [Fact]
    [Covers("F22", "B11")]
    public void A_discount_reaches_only_its_categories_and_its_way_of_selling()
    {
        var scoped = Discount(500) with { When = new SavingScope { Categories = ["tea"], SaleKinds = ["retail"] } };

        Assert.Equal([1_900L, 999], Price([scoped], Wednesday, Line("tea", 2_000), Line("cup", 999)).Lines.Select(l => l.NetMinor));
        Assert.Equal([2_000L, 999], Price([scoped], Wednesday, "wholesale", Line("tea", 2_000), Line("cup", 999)).Lines.Select(l => l.NetMinor));
    }

    [Theory]
    [InlineData(1, 1_800)]
    [InlineData(2, 1_900)]
    [Covers("F8", "F9")]
    public void On_the_member_day_its_discount_is_taken_where_it_saves_more(int day, long net)
    {
        // Wednesday 1 July: 10 % of 20.00 beats 5 %. Thursday: 5 % alone.
        var memberDay = new Benefit { Id = "wed", Names = new("会员日", "member day"), Type = BenefitType.MemberDay, Off = 1_000, When = new SavingScope { Weekdays = [DayOfWeek.Wednesday] }, Tiers = ["silver"] };

        Assert.Equal(net, Price([Discount(500), memberDay], new DateOnly(2026, 7, day), Line("tea", 2_000)).Lines[0].NetMinor);
    }

    [Theory]
    [InlineData(19_900, 0)]
    [InlineData(19_899, 1_000)]
    [Covers("F6", "F7")]
    public void Freight_is_free_from_its_amount_on_and_reaching_it_is_enough(long goods, long freight)
    {
        var ship = new Benefit { Id = "ship", Names = new("满199免邮", "free freight"), Type = BenefitType.FreeFreight, AtLeastMinor = 19_900, Tiers = ["silver"] };

        var order = Price([ship], Wednesday, Line("tea", goods), new PurchaseLine { Sku = "freight", Kind = LineKind.Freight, Quantity = 1, ListMinor = 1_000, NetMinor = 1_000 });

        Assert.Equal(freight, order.Lines[1].NetMinor);
    }

    [Fact]
    [Covers("F3", "F32")]
    public void A_member_price_is_the_price_of_the_tier_that_has_it_and_of_no_other()
    {
        var price = new Benefit { Id = "vip", Names = new("会员价", "member price"), Type = BenefitType.MemberPrice, Prices = [new SkuPrice("tea", 1_850)], Tiers = ["silver"] };

        Assert.Equal(1_850, Price([price], Wednesday, Line("tea", 2_000)).Lines[0].NetMinor);
        Assert.Empty(BenefitSavings.Of([price], Silver with { Id = "base" }, Wednesday));
    }

    [Fact]
    [Covers("F35")]
    public void A_quota_of_a_discount_is_a_limit_of_each_member()
    {
        var limit = Assert.Single(BenefitSavings.SavingOf(Discount(500) with { Quota = new BenefitQuota(2, CapPeriod.Month) }).Limits);

        Assert.Equal((false, CapPeriod.Month, 2L), (limit.OfCampaign, limit.Period, limit.Uses));
    }

    private static Benefit Discount(int off) => new() { Id = "silver-price", Names = new("银卡折扣", "Silver discount"), Type = BenefitType.Discount, Off = off, Tiers = ["silver"] };

    private static PurchaseLine Line(string sku, long minor) => new() { Sku = sku, Category = sku, Kind = LineKind.Goods, Quantity = 1, ListMinor = minor, NetMinor = minor };

    private static PricedOrder Price(Benefit[] benefits, DateOnly day, params PurchaseLine[] lines) => Price(benefits, day, "retail", lines);

    private static PricedOrder Price(Benefit[] benefits, DateOnly day, string saleKind, params PurchaseLine[] lines) =>
        Pricer.Compile(new PricingTerms(new PricingRules(), [], null)).Price(
            new Basket { Lines = [.. lines.Select(l => new BasketLine(l))], Day = day, Time = new TimeOnly(12, 0), SaleKind = saleKind },
            new Buyer { Tier = "silver", Candidates = [.. BenefitSavings.Of(benefits, Silver, day)] });
}
