using static Tessera.Model.Tests.Shop;

namespace Tessera.Model.Tests;

/// <summary>
/// The tea chain: silver / gold at 600 / 2,000 of 12 months; settled each January at 400 / 1,500; warned monthly on
/// 50 / 170 of the calendar month, K = 3, falling at K + 1; three check-ins move that fall by one month.
/// </summary>
[Covers("R4")]
public sealed class TeaChainTests
{
    private static readonly ModelWindow Month = ModelWindow.Calendar(Period.Month);

    [Fact]
    public void Three_failing_months_warn_and_the_fourth_falls()
    {
        // Silver on 10 January. January has 600.00 (good). February, March, April fail: reviews dated 1 March, 1 April, 1 May.
        // The third, carried out on 4 May, warns. May fails too: dated 1 June, falls on 4 June, no further grace.
        var shop = new Shop(Program());
        shop.Buy("2025-01-10", 60000);
        shop.Advance("2025-04-04");
        Assert.Equal(2, shop.M.Failures["monthly"]);
        Assert.False(shop.Model.Trace.Reached.ContainsKey("review.warned"));
        shop.Advance("2025-05-04");
        Assert.Equal(3, shop.M.Failures["monthly"]);
        Assert.True(shop.Model.Trace.Reached.ContainsKey("review.warned"));
        shop.Advance("2025-06-03");
        Assert.Equal("silver", shop.M.EarnedTier);
        shop.Advance("2025-06-04");
        Assert.Equal(("base", Day("2025-06-01")), (shop.M.EarnedTier, shop.M.LastFallOn));
        Assert.Empty(shop.M.Graces);
    }

    [Fact]
    public void A_good_month_resets_that_review_only()
    {
        // February and March fail, April has exactly 50.00: reset. May, June, July fail: the warning is dated 1 August.
        var shop = new Shop(Program());
        shop.Buy("2025-01-10", 60000);
        shop.Buy("2025-04-30", 5000);
        shop.Advance("2025-05-04");
        Assert.Empty(shop.M.Failures);
        shop.Advance("2025-07-04");
        Assert.Equal(2, shop.M.Failures["monthly"]);
        shop.Advance("2025-08-04");
        Assert.Equal(3, shop.M.Failures["monthly"]);
        Assert.Equal("silver", shop.M.EarnedTier);
    }

    [Fact]
    public void The_third_check_in_moves_the_fall_by_one_month()
    {
        // Warned on 4 May. Check-ins on 5, 6 and 7 May. The fall of 1 June moves to 1 July; June fails too: falls on 4 July, dated 1 July.
        var shop = new Shop(Program());
        shop.Buy("2025-01-10", 60000);
        shop.Do("2025-05-05", "checkIn");
        shop.Do("2025-05-06", "checkIn");
        shop.Do("2025-05-07", "checkIn");
        shop.Advance("2025-06-30");
        Assert.Equal(("silver", 4), (shop.M.EarnedTier, shop.M.Failures["monthly"]));
        shop.Advance("2025-07-04");
        Assert.Equal(("base", Day("2025-07-01")), (shop.M.EarnedTier, shop.M.LastFallOn));
    }

    [Fact]
    public void A_good_month_after_the_moved_fall_keeps_the_tier()
    {
        var shop = new Shop(Program());
        shop.Buy("2025-01-10", 60000);
        foreach (var day in new[] { "2025-05-05", "2025-05-06", "2025-05-07" })
        {
            shop.Do(day, "checkIn");
        }

        shop.Buy("2025-06-30", 5000);
        shop.Advance("2025-07-31");
        Assert.Equal("silver", shop.M.EarnedTier);
        Assert.Empty(shop.M.Failures);
    }

    [Fact]
    public void The_january_settlement_reads_twelve_months_to_the_last_of_december()
    {
        // 400.00 in 2025 keeps silver, the purchase of 1 January 2026 does not count.
        var shop = new Shop(Program(monthly: false));
        shop.Buy("2025-01-01", 60000); // on the day of joining; (1 Jan 2025 … 31 Dec 2025] as 12 months ending 31 December
        shop.Advance("2026-01-04");
        Assert.Empty(shop.M.Graces);
        shop.Buy("2026-03-01", 39999);
        shop.Advance("2027-01-04");
        Assert.Equal([new ModelGraceView("yearly", Day("2027-01-01"), Day("2027-01-31"))], shop.M.Graces);
        shop.Buy("2027-01-05", 1); // start fixed at 1 January 2026: 400.00
        Assert.Empty(shop.M.Graces);
    }

    private static ModelProgram Program(bool monthly = true)
    {
        var program = Plain();
        program.Ladder.Tiers.Add(new ModelTier("base"));
        program.Ladder.Tiers.Add(new ModelTier("silver") { Enter = TierTests.Spend(60000), Multiplier = Ratio.Of(6, 5) });
        program.Ladder.Tiers.Add(new ModelTier("gold") { Enter = TierTests.Spend(200000), Multiplier = Ratio.Of(3, 2) });
        program.Ladder.Reviews.Add(TierTests.Yearly(40000, 150000));
        if (monthly)
        {
            program.Ladder.Reviews.Add(new ModelReview("monthly", new ModelMoment(MomentKind.Monthly), ReviewDoes.Warn)
            {
                Keep = new Dictionary<string, ModelCondition> { ["silver"] = TierTests.Spend(5000, Month), ["gold"] = TierTests.Spend(17000, Month) },
                FailuresNeeded = 3,
                FallAtNextFailure = true,
                TaskPack = new ModelTaskPack("checkIn", 3, new ModelSpan(1)),
            });
        }

        return program;
    }
}
