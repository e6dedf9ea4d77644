using System.Globalization;
using Tessera.Core.Analytics;
using Tessera.Core.Analytics.Statistics;
using Tessera.Core.Benefits;

namespace Tessera.Core.Tests.Analytics;

/// <summary>The hold-out group and what is read from it.</summary>
public sealed class HoldOutTests
{
    [Fact]
    [Covers("K2")]
    public void The_group_has_its_size_whatever_the_ids_look_like()
    {
        // 100,000 ids in a row: 5 % are 5,000 with a standard deviation of √(100,000 × 0.05 × 0.95) = 69; five of them are 345. Every block of 10,000 in order: 500 ± 5 × 22.
        var held = Enumerable.Range(1, 100_000).Select(i => HoldOut.Holds(i.ToString(CultureInfo.InvariantCulture), 500)).ToList();
        Assert.InRange(held.Count(h => h), 4_655, 5_345);
        Assert.All(held.Chunk(10_000), block => Assert.InRange(block.Count(h => h), 390, 610));
    }

    [Fact]
    [Covers("K2")]
    public void Who_is_in_a_small_group_is_in_the_larger_one_and_nobody_in_none()
    {
        for (var i = 1; i <= 20_000; i++)
        {
            var account = i.ToString(CultureInfo.InvariantCulture);
            Assert.False(HoldOut.Holds(account, 0));
            if (HoldOut.Holds(account, 300)) Assert.True(HoldOut.Holds(account, 1_000));
        }
    }

    [Fact]
    [Covers("K2")]
    public void Membership_is_written_down_for_ever()
    {
        // Kept from the first release of the group: a change of these would move members in and out.
        int[] members = [3, 9, 15, 42];
        Assert.Equal(Enumerable.Range(1, 60).Where(i => HoldOut.Holds(i.ToString(CultureInfo.InvariantCulture), 1_000)), members);
    }

    [Theory]
    [Covers("K1")]
    // Newcombe 1998, table II, method 10: 56/70 − 48/80 is 0.0524 to 0.3339; 9/10 − 3/10: 0.1705 to 0.8090; 10/10 − 0/10: 0.6075 to 1.
    [InlineData(56, 70, 48, 80, 524, 3_339)]
    [InlineData(9, 10, 3, 10, 1_705, 8_090)]
    [InlineData(10, 10, 0, 10, 6_075, 10_000)]
    public void The_interval_of_a_difference_is_the_published_one(long hits1, long of1, long hits2, long of2, int low, int high)
    {
        var interval = Proportions.Difference(hits1, of1, hits2, of2);
        Assert.InRange(interval.Low, low - 2, low + 1);
        Assert.InRange(interval.High, high - 1, high + 2);
    }

    [Theory]
    [Covers("K6", "L6")]
    [InlineData(639, 10_000, RedLineState.Below)]
    [InlineData(640, 10_000, RedLineState.Near)]
    [InlineData(799, 10_000, RedLineState.Near)]
    [InlineData(800, 10_000, RedLineState.Over)]
    [InlineData(0, 0, RedLineState.Below)]
    [InlineData(1, 0, RedLineState.Over)]
    [InlineData(-5, 10_000, RedLineState.Below)]
    public void The_red_line_warns_at_eighty_per_cent_of_it(long cost, long revenue, RedLineState state) => Assert.Equal(state, new CostShare(cost, revenue).Against(800));

    [Fact]
    [Covers("K6")]
    public void A_share_is_rounded_half_up_and_missing_without_revenue()
    {
        // 5 ÷ 40,000 = 1.25 ten-thousandths; 6 ÷ 40,000 = 1.5.
        Assert.Equal([1L, 2L, null], new[] { new CostShare(5, 40_000), new CostShare(6, 40_000), new CostShare(6, 0) }.Select(s => s.TenThousandths));
    }
}
