using Tessera.Core.Facts;
using Tessera.Core.Tests.StoredValue;

namespace Tessera.Core.Tests.Tiers;

/// <summary>Early access to promotions (F10): 10 % off fresh goods from 20 March, gold has a head start of three days. 120.00 of goods.</summary>
public sealed class EarlyPromotionTests
{
    [Theory]
    [Covers("F10")]
    [InlineData("2026-03-16", true, 12_000)]
    [InlineData("2026-03-17", true, 10_800)]
    [InlineData("2026-03-19", true, 10_800)]
    [InlineData("2026-03-19", false, 12_000)]
    [InlineData("2026-03-20", false, 10_800)]
    public void A_promotion_opens_days_earlier_to_who_has_early_access(string day, bool isGold, long net)
    {
        var shop = new TaskShop();
        if (isGold) shop.Buy("2026-02-01");
        shop.Buy(day, "fresh");
        Assert.Equal(net, shop.Items[^1].Purchase!.NetMinor);
        shop.CheckAgain();
    }

    [Theory]
    [Covers("F10")]
    [InlineData("fresh", true, "2026-03-17")]
    [InlineData("tea", true, null)]
    [InlineData("fresh", false, null)]
    public void Before_it_opens_who_has_early_access_is_told_from_when(string sku, bool isGold, string? from)
    {
        var shop = new TaskShop();
        if (isGold) shop.Buy("2026-02-01");
        shop.Buy("2026-03-10", sku);
        var missed = shop.Items[^1].Purchase!.Priced!.NotApplied.SingleOrDefault(n => n.SavingId == "fresh");
        Assert.Equal(from is null ? null : Reason.Of("price.not.yet", Reason.Day("from", WalletShop.Date(from))).ToString(), missed?.Reason.ToString());
    }

    [Fact]
    [Covers("F10")]
    public void A_late_purchase_is_priced_with_the_head_start_of_its_own_day()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-01");
        shop.Buy("2026-03-16", "fresh", recorded: "2026-03-18");
        Assert.Equal(12_000, shop.Items[^1].Purchase!.NetMinor);
        shop.Buy("2026-03-17", "fresh", recorded: "2026-03-18");
        Assert.Equal(10_800, shop.Items[^1].Purchase!.NetMinor);
        shop.CheckAgain();
    }
}
