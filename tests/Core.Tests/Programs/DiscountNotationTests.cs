namespace Tessera.Core.Tests.Programs;

public sealed class DiscountNotationTests
{
    [Theory]
    [InlineData("98折", 9_800)]
    [InlineData("9.8折", 9_800)]
    [InlineData("0.98", 9_800)]
    [InlineData("98 %", 9_800)]
    [InlineData("98%", 9_800)]
    [InlineData("8折", 8_000)]
    [InlineData("80折", 8_000)]
    [InlineData("85折", 8_500)]
    [InlineData("8.5折", 8_500)]
    [InlineData("9.85折", 9_850)]
    [InlineData("98.5折", 9_850)]
    [InlineData("100折", 10_000)]
    [InlineData("1", 10_000)]
    [InlineData("100 %", 10_000)]
    [InlineData("5折", 5_000)]
    [InlineData("1折", 1_000)]
    public void A_discount_is_one_number_in_every_notation(string text, int expected)
    {
        Assert.True(DiscountNotation.TryParse(text, out var read), text);
        Assert.Equal(expected, read);
    }

    [Theory]
    [InlineData("10折")] // a tenth to some, the full price to others
    [InlineData("0折")]
    [InlineData("折")]
    [InlineData("101折")]
    [InlineData("0.98折")]
    [InlineData("98")]
    [InlineData("1.2")]
    [InlineData("-5折")]
    [InlineData("0")]
    [InlineData("0.98765")]
    [InlineData("")]
    public void What_is_no_discount_or_two_at_once_is_refused(string text) => Assert.False(DiscountNotation.TryParse(text, out _), text);

    [Theory]
    [InlineData(9_800, "9.8折")]
    [InlineData(8_000, "8折")]
    [InlineData(9_850, "9.85折")]
    [InlineData(10_000, "无折扣")]
    public void A_discount_is_written_in_its_shortest_form(int tenThousandths, string expected) => Assert.Equal(expected, DiscountNotation.ToZhe(tenThousandths));
}
