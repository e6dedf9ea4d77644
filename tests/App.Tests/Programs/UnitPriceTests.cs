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
}
