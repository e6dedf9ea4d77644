using Tessera.Core.Liability;

namespace Tessera.Core.Tests.Liability;

/// <summary>The calculator of a material right against the example of a handbook and by hand.</summary>
public sealed class MaterialRightTests
{
    private static readonly MaterialRight Handbook = new() { SalesMinor = 100_000, GoodsMinor = 100_000, Points = 10_000, PointsWorthMinor = 10_000, ExpectedShare = 9_700, WholePercents = true };

    [Theory]
    [Covers("L14")]
    [Covers("Z7")]
    [InlineData(9_900, 3_552)]
    [InlineData(9_200, 4_140)]
    public void The_handbook_with_whole_percents(long laterEstimate, long secondYear)
    {
        // 97 % of 10,000 = 9,700; 9,700 ÷ 109,700 = 8.84 % → 9 %: 9,000 deferred. 9,000 × 4,500 ÷ 9,700 = 4,175.3; 9,000 × 8,500 ÷ 9,900 = 7,727.3 − 4,175.3; ÷ 9,200: 8,315.2 − 4,175.3.
        var shared = Handbook.Share([new RightState(4_500, 9_700), new RightState(8_500, laterEstimate)]);
        Assert.Equal((91_000L, 9_000L, 9_100L, 900L), (shared.GoodsMinor, shared.DeferredMinor, shared.GoodsShareHundredths, shared.PointsShareHundredths));
        Assert.Equal([4_175L, secondYear], shared.Periods.Select(p => p.RecognisedMinor));
        Assert.Equal(9_000 - 4_175 - secondYear, shared.Periods[1].LiabilityMinor);
    }

    [Fact]
    [Covers("L14")]
    public void Exact_shares_without_the_rounding_of_the_handbook()
    {
        // 100,000 × 9,700 ÷ 109,700 = 8,842.30; × 4,500 ÷ 9,700 = 4,102.0.
        var shared = (Handbook with { WholePercents = false }).Share([new RightState(4_500, 9_700)]);
        Assert.Equal((8_842L, 4_102L, 884L), (shared.DeferredMinor, shared.Periods[0].RecognisedMinor, shared.PointsShareHundredths));
    }

    [Fact]
    [Covers("L14")]
    public void All_is_recognised_when_nothing_more_is_expected_and_a_higher_estimate_takes_back()
    {
        // 9,000 × 5,000 ÷ 5,000 = all; then 10,000 expected: 9,000 × 5,000 ÷ 10,000 = 4,500, so 4,500 go back.
        var shared = Handbook.Share([new RightState(5_000, 5_000), new RightState(5_000, 10_000)]);
        Assert.Equal([9_000L, -4_500L], shared.Periods.Select(p => p.RecognisedMinor));
        Assert.Equal([0L, 4_500L], shared.Periods.Select(p => p.LiabilityMinor));
    }
}
