using Tessera.Core.Programs;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Programs;

public sealed class ValueKindTests
{
    private static readonly Units Yuan = new("CNY", 2, 0);

    [Theory]
    [InlineData("600", 60_000L)]
    [InlineData("19.90", 1_990L)]
    [InlineData("0", 0L)]
    [InlineData("0.01", 1L)]
    [InlineData("19.905", null)] // half a fen is no money
    [InlineData("2,000", null)] // and 1,5 would be fifteen to some
    [InlineData("-1", null)]
    [InlineData("¥5", null)]
    [InlineData("1e3", null)]
    [InlineData("99999999999999999", null)]
    public void Money_is_read_into_minor_units(string text, long? expected) => AssertReads(new MoneyKind(0), text, expected);

    [Fact]
    public void Money_of_a_currency_without_decimals_takes_none()
    {
        var yen = new Units("JPY", 0, 0);

        Assert.True(new MoneyKind(0).TryParse("1500", yen, out var minor));
        Assert.Equal(1_500, minor);
        Assert.False(new MoneyKind(0).TryParse("15.5", yen, out _));
    }

    [Fact]
    public void Points_are_read_in_their_smallest_part()
    {
        Assert.True(new PointsKind(0).TryParse("1.5", new Units("CNY", 2, 1), out var tenths));
        Assert.Equal(15, tenths);
        Assert.False(new PointsKind(0).TryParse("1.5", Yuan, out _));
    }

    [Theory]
    [InlineData("1.5", 15_000)]
    [InlineData("1.5x", 15_000)]
    [InlineData("1.5 x", 15_000)]
    [InlineData("1.2倍", 12_000)]
    [InlineData("2×", 20_000)]
    [InlineData("100", 1_000_000)]
    [InlineData("100.0001", null)]
    [InlineData("1.23456", null)]
    [InlineData("-1", null)]
    [InlineData("x", null)]
    public void A_multiplier_is_read_into_ten_thousandths(string text, int? expected) => AssertReads(new MultiplierKind(), text, expected);

    [Theory]
    [InlineData("10 %", 1_000)]
    [InlineData("10%", 1_000)]
    [InlineData("0.1", 1_000)]
    [InlineData("12.25 %", 1_225)]
    [InlineData("100 %", 10_000)]
    [InlineData("101 %", null)]
    [InlineData("10", null)]
    public void A_share_is_read_into_ten_thousandths(string text, int? expected) => AssertReads(new ShareKind(0, 10_000), text, expected);

    [Theory]
    [InlineData("1 month", 1, 0)]
    [InlineData("12 months", 12, 0)]
    [InlineData("2 years", 24, 0)]
    [InlineData("20 days", 0, 20)]
    [InlineData("3 个月", 3, 0)]
    [InlineData("none", 0, 0)]
    public void A_length_is_months_or_days(string text, int months, int days)
    {
        Assert.True(new LengthKind(true).TryParse(text, Yuan, out var length));
        Assert.Equal(new Span(months, days), length);
    }

    [Theory]
    [InlineData("month")]
    [InlineData("1 week")]
    [InlineData("-1 days")]
    [InlineData("1.5 months")]
    [InlineData("99999999999 days")]
    public void What_is_no_length_is_refused(string text) => Assert.False(new LengthKind(true).TryParse(text, Yuan, out _));

    [Theory]
    [InlineData("lifetime", WindowKind.Lifetime, 0)]
    [InlineData("rolling 12 months", WindowKind.RollingMonths, 12)]
    [InlineData("rolling 90 days", WindowKind.RollingDays, 90)]
    [InlineData("rolling 1 year", WindowKind.RollingMonths, 12)]
    [InlineData("calendar  month", WindowKind.Month, 0)]
    [InlineData("calendar year", WindowKind.Year, 0)]
    [InlineData("previous calendar quarter", WindowKind.PreviousQuarter, 0)]
    [InlineData("since tier start", WindowKind.SinceTierStart, 0)]
    [InlineData("since joining", WindowKind.SinceJoining, 0)]
    public void A_window_is_read_from_its_words(string text, WindowKind kind, int length)
    {
        Assert.True(new WindowTextKind().TryParse(text, Yuan, out var window));
        Assert.Equal(new Window(kind, length), window);
    }

    [Theory]
    [InlineData("rolling")]
    [InlineData("rolling 0 days")]
    [InlineData("12 months")]
    [InlineData("calendar week")]
    public void What_is_no_window_is_refused(string text) => Assert.False(new WindowTextKind().TryParse(text, Yuan, out _));

    [Fact]
    public void Every_window_writes_back_as_it_was_read()
    {
        var kind = new WindowTextKind();
        foreach (var window in Enum.GetValues<WindowKind>().Select(k => new Window(k, k is WindowKind.RollingDays or WindowKind.RollingMonths ? 5 : 0)))
        {
            Assert.True(kind.TryParse(kind.WriteFile(window, Yuan), Yuan, out var again));
            Assert.Equal(window, again);
        }
    }

    [Theory]
    [InlineData("yearly 01-01", MomentKind.Yearly, 1, 1, 0)]
    [InlineData("yearly 02-29", MomentKind.Yearly, 2, 29, 0)]
    [InlineData("quarterly", MomentKind.Quarterly, 1, 1, 0)]
    [InlineData("monthly 31", MomentKind.Monthly, 1, 31, 0)]
    [InlineData("tier anniversary", MomentKind.TierAnniversary, 1, 1, 0)]
    [InlineData("join anniversary", MomentKind.JoinAnniversary, 1, 1, 0)]
    [InlineData("every 30 days", MomentKind.EveryDays, 1, 1, 30)]
    [InlineData("daily", MomentKind.Daily, 1, 1, 0)]
    public void A_moment_is_read_from_its_words(string text, MomentKind kind, int month, int day, int days)
    {
        Assert.True(new MomentTextKind().TryParse(text, Yuan, out var moment));
        Assert.Equal(new Moment(kind, new MonthDay(month, day), days), moment);
    }

    [Theory]
    [InlineData("yearly 02-30")]
    [InlineData("yearly")]
    [InlineData("monthly 32")]
    [InlineData("monthly 0")]
    [InlineData("every 0 days")]
    [InlineData("weekly")]
    public void What_is_no_moment_is_refused(string text) => Assert.False(new MomentTextKind().TryParse(text, Yuan, out _));

    [Theory]
    [InlineData("shortfal", "shortfall")]
    [InlineData("Shortfall", "shortfall")]
    [InlineData("expirey", "expiry")]
    [InlineData("zzzzzz", null)]
    public void The_nearest_known_word_is_found(string word, string? expected) => Assert.Equal(expected, Nearest.To(word, ["shortfall", "expiry", "caps", "round"]));

    private static void AssertReads<T>(ScalarKind<T> kind, string text, T? expected)
        where T : struct
    {
        var isRead = kind.TryParse(text, Yuan, out var value);
        Assert.Equal(expected is not null, isRead);
        if (isRead) Assert.Equal(expected, value);
    }
}
