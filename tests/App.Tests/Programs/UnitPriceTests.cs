using Tessera.App.Import;
using Tessera.Core.Facts;

namespace Tessera.App.Tests.Programs;

public sealed class UnitPriceTests
{
    // Three at 0.005 pounds: kept, 3 × 0.5 p = 1.5 p, rounded half-up once to 2 p. Rounded on entry, 0.5 p is 1 p, and 3 × 1 p = 3 p.
    [Theory]
    [Covers("switch:purchases.unitPrices=keep", "switch:purchases.unitPrices=round")]
    [InlineData(UnitPriceMode.Keep, 2)]
    [InlineData(UnitPriceMode.Round, 3)]
    public void A_price_finer_than_a_penny_is_kept_on_the_line_or_rounded_on_entry(UnitPriceMode mode, long expected) =>
        Assert.Equal(expected, DocumentMoney.Of([new ImportLine { Line = 1, Number = "1", Quantity = 3, UnitPrice = 0.005m, Amount = 0.015m }], 2, mode).TotalMinor);

    // A till tells what was paid (2 p); of its price of 0.5 p for one, 1 p is entered where the programme rounds.
    [Theory]
    [Covers("switch:purchases.unitPrices=keep", "switch:purchases.unitPrices=round")]
    [InlineData("keep", "0.005")]
    [InlineData("round", "0.01")]
    public void A_till_that_tells_a_price_finer_than_a_penny_has_it_kept_or_rounded_and_may_repeat_itself(string mode, string expected)
    {
        using var site = new TestSite(new DateOnly(2026, 1, 5), TestSite.Program(more: $"purchases: {{ unitPrices: {mode} }}"));
        var plain = site.PurchaseOf(site.Join(), "a", 0.02m);
        var told = plain with { Purchase = plain.Purchase with { Lines = [plain.Purchase.Lines[0] with { Quantity = 3, UnitPrice = 0.005m }] } };

        var kept = site.Accepted(told);
        Assert.Equal((expected, 2L), (kept.Purchase.Lines[0].UnitPrice.ToString(System.Globalization.CultureInfo.InvariantCulture), kept.Purchase.TotalMinor));
        Assert.True(site.Answer(told).IsRepeat);
    }
}
