using static Tessera.Model.Tests.Shop;

namespace Tessera.Model.Tests;

/// <summary>Silver at 1,000.00 and gold at 2,000.00 of a rolling year unless a test says otherwise.</summary>
[Covers("R4")]
public sealed class TierTests
{
    internal static readonly ModelWindow Year = ModelWindow.Months(12);

    internal static Compare Spend(long minor, ModelWindow? window = null) => Compare.AtLeast(MetricKind.Spend, window ?? Year, minor);

    internal static ModelProgram Ladder(Action<ModelProgram>? more = null, Func<ModelTier, ModelTier>? each = null)
    {
        each ??= tier => tier;
        var program = Plain();
        program.Ladder.Tiers.Add(new ModelTier("base"));
        program.Ladder.Tiers.Add(each(new ModelTier("silver") { Enter = Spend(100000), GiftPoints = 10 }));
        program.Ladder.Tiers.Add(each(new ModelTier("gold") { Enter = Spend(200000), GiftPoints = 20, Multiplier = 2 }));
        more?.Invoke(program);
        return program;
    }

    internal static ModelReview Yearly(long silver, long gold, ModelWindow? window = null) => new("yearly", new ModelMoment(MomentKind.Yearly), ReviewDoes.Settle)
    {
        Keep = new Dictionary<string, ModelCondition> { ["silver"] = Spend(silver, window), ["gold"] = Spend(gold, window) },
    };

    [Theory]
    [InlineData(199999, "silver")]
    [InlineData(200000, "gold")]
    public void Reaching_the_threshold_exactly_is_enough(long minor, string tier)
    {
        var shop = new Shop(Ladder());
        shop.Buy("2025-03-01", minor);
        Assert.Equal(tier, shop.M.EarnedTier);
    }

    [Theory]
    [InlineData(EntryStep.Highest, "gold")]
    [InlineData(EntryStep.OneStep, "silver")]
    public void A_rise_goes_to_the_highest_tier_or_one_step(EntryStep step, string tier)
    {
        var shop = new Shop(Ladder(program => program.Ladder.EntryStep = step));
        shop.Buy("2025-03-01", 250000);
        Assert.Equal(tier, shop.M.EarnedTier);
        shop.Do("2025-03-02", "login");
        Assert.Equal("gold", shop.M.EarnedTier);
    }

    [Fact]
    public void A_tier_may_start_with_the_next_period()
    {
        var shop = new Shop(Ladder(each: tier => tier with { Start = TierStart.NextPeriod, StartPeriod = Period.Quarter }));
        shop.Buy("2025-03-01", 100000);
        shop.Advance("2025-03-31");
        Assert.Equal("base", shop.M.EarnedTier);
        shop.Advance("2025-04-01");
        Assert.Equal(("silver", Day("2025-04-01")), (shop.M.EarnedTier, shop.M.TierSince));
    }

    [Theory]
    [InlineData(false, 20 + 2000)]
    [InlineData(true, 10 + 20 + 2000)]
    public void Entry_gifts_are_of_the_tier_entered_or_also_of_those_passed(bool passed, long balance)
    {
        var shop = new Shop(Ladder(program => program.Ladder.GiftsOfPassedTiers = passed));
        shop.Buy("2025-03-01", 200000);
        Assert.Equal(balance, shop.M.Balance);
    }

    [Theory]
    [InlineData(TierForEarning.Before, 2000)]
    [InlineData(TierForEarning.After, 4000)]
    public void Points_are_earned_with_the_tier_before_or_after_the_fact(TierForEarning tier, long points)
    {
        // 2,000.00 lifts to gold, whose multiplier is 2; the gift of 20 comes on top.
        var shop = new Shop(Ladder(program => program.TierForEarning = tier));
        shop.Buy("2025-03-01", 200000);
        Assert.Equal(points + 20, shop.M.Balance);
    }

    [Fact]
    public void A_settling_review_opens_grace_and_the_tier_falls_after_it()
    {
        // Silver in March 2025; keep 1,000.00 in the calendar year. 2026: nothing. Review dated 1 January 2027 reads 2026,
        // is carried out on the 4th, grace of one month ends on 31 January, the tier falls on 1 February.
        var shop = new Shop(Ladder(program => program.Ladder.Reviews.Add(Yearly(100000, 200000, ModelWindow.Calendar(Period.Year)))));
        shop.Buy("2025-03-01", 100000);
        shop.Advance("2027-01-03");
        Assert.Empty(shop.M.Graces);
        shop.Advance("2027-01-04");
        Assert.Equal([new ModelGraceView("yearly", Day("2027-01-01"), Day("2027-01-31"))], shop.M.Graces);
        shop.Advance("2027-01-31");
        Assert.Equal("silver", shop.M.EarnedTier);
        shop.Advance("2027-02-01");
        Assert.Equal(("base", Day("2027-02-01")), (shop.M.EarnedTier, shop.M.LastFallOn));
        Assert.Equal("fall:yearly", shop.M.Changes[^1].Cause);
    }

    [Fact]
    public void In_grace_the_start_is_fixed_and_the_end_moves_to_today()
    {
        // 2026 has 400.00; in January 2027 600.00 more: 1,000.00 over 1 January 2026 … today closes the grace.
        var shop = new Shop(Ladder(program => program.Ladder.Reviews.Add(Yearly(100000, 200000, ModelWindow.Calendar(Period.Year)))));
        shop.Buy("2025-03-01", 100000);
        shop.Buy("2026-05-01", 40000);
        shop.Buy("2027-01-20", 59999);
        Assert.Single(shop.M.Graces);
        shop.Buy("2027-01-21", 1);
        Assert.Empty(shop.M.Graces);
        shop.Advance("2027-06-01");
        Assert.Equal("silver", shop.M.EarnedTier);
    }

    [Theory]
    [InlineData("2025-01-01", 1, 0, "2025-01-31")]
    [InlineData("2025-01-15", 1, 0, "2025-02-28")]
    [InlineData("2025-01-15", 3, 0, "2025-04-30")]
    [InlineData("2024-01-31", 1, 0, "2024-02-29")] // 29 February − 1 day = 28 February, month ends on the 29th
    [InlineData("2025-01-15", 0, 10, "2025-01-24")]
    public void Grace_ends_with_the_month_or_after_its_days(string opened, int months, int days, string ends) =>
        Assert.Equal(Day(ends), Calendars.GraceEnd(new ModelSpan(months, days), Day(opened)));

    [Theory]
    [InlineData(FallTo.OneLevel, "silver")]
    [InlineData(FallTo.ToEarned, "base")] // 300.00 keeps nothing
    [InlineData(FallTo.ToBase, "base")]
    public void The_tier_falls_one_level_to_the_level_earned_or_to_base(FallTo fallTo, string tier)
    {
        var shop = new Shop(Ladder(program =>
        {
            program.Ladder.FallTo = fallTo;
            program.Ladder.Reviews.Add(Yearly(50000, 150000) with { Grace = new ModelSpan() });
        }));
        shop.Buy("2025-03-01", 200000);
        shop.Buy("2026-05-01", 30000);
        shop.Advance("2027-01-04");
        Assert.Equal(tier, shop.M.EarnedTier);
    }

    [Fact]
    public void A_second_fall_within_twelve_months_waits_for_the_first_free_date()
    {
        // Gold. Quarterly reviews on a quarter's spend, no grace. 1 April 2025 (read Q1): falls to silver, dated 1 April.
        // 1 July (Q2, nothing): suppressed. First free date 1 April 2026: window of the last date on or before it is that of
        // 1 April 2026 = Q1 2026, nothing: falls on 1 April 2026.
        var keep = ModelWindow.Calendar(Period.Quarter);
        var shop = new Shop(Ladder(program => program.Ladder.Reviews.Add(new ModelReview("quarter", new ModelMoment(MomentKind.Quarterly), ReviewDoes.Settle)
        {
            Grace = new ModelSpan(),
            Keep = new Dictionary<string, ModelCondition> { ["silver"] = Spend(10000, keep), ["gold"] = Spend(500000, keep) },
        })));
        shop.Buy("2025-02-01", 200000);
        shop.Advance("2025-04-04");
        Assert.Equal(("silver", Day("2025-04-01")), (shop.M.EarnedTier, shop.M.LastFallOn));
        Assert.Equal(Day("2025-04-04"), shop.M.TierSince);
        shop.Advance("2025-07-04");
        Assert.Equal(["quarter"], shop.M.SuppressedFalls);
        shop.Advance("2026-03-31");
        Assert.Equal("silver", shop.M.EarnedTier);
        shop.Advance("2026-04-01");
        Assert.Equal(("base", Day("2026-04-01")), (shop.M.EarnedTier, shop.M.LastFallOn));
    }

    [Fact]
    public void A_held_back_fall_is_forgotten_when_the_condition_holds_on_the_free_date()
    {
        // As above, but 100.00 in March 2026 meets silver's keep in the window of 1 April 2026.
        var keep = ModelWindow.Calendar(Period.Quarter);
        var shop = new Shop(Ladder(program => program.Ladder.Reviews.Add(new ModelReview("quarter", new ModelMoment(MomentKind.Quarterly), ReviewDoes.Settle)
        {
            Grace = new ModelSpan(),
            Keep = new Dictionary<string, ModelCondition> { ["silver"] = Spend(10000, keep), ["gold"] = Spend(500000, keep) },
        })));
        shop.Buy("2025-02-01", 200000);
        shop.Advance("2025-07-04");
        Assert.Equal(["quarter"], shop.M.SuppressedFalls);
        shop.Buy("2026-03-10", 10000);
        shop.Advance("2026-04-01");
        Assert.Equal("silver", shop.M.EarnedTier);
        Assert.Empty(shop.M.SuppressedFalls);
    }

    [Theory]
    [InlineData(ReEntry.AsWritten, "gold")]
    [InlineData(ReEntry.LifetimeAnew, "silver")]
    public void Climbing_again_reads_lifetime_anew_or_as_written(ReEntry reEntry, string tier)
    {
        // Gold by 2,000.00 of lifetime spend; falls by review; the next purchase of 1.00 asks again.
        var shop = new Shop(Ladder(
            program =>
            {
                program.Ladder.ReEntry = reEntry;
                program.Ladder.Reviews.Add(Yearly(0, 150000) with { Grace = new ModelSpan() });
            },
            tier => tier.Id == "gold" ? tier with { Enter = Spend(200000, ModelWindow.Lifetime) } : tier));
        shop.Buy("2025-03-01", 200000);
        shop.Advance("2027-01-04");
        Assert.Equal("silver", shop.M.EarnedTier);
        shop.Buy("2027-02-01", 100);
        Assert.Equal(tier, shop.M.EarnedTier);
    }

    [Fact]
    public void All_anew_cuts_every_window_at_the_fall()
    {
        // Gold by 2,000.00 of 24 months, falls on 4 January 2026 with 2,000.00 of February 2025 in the window; needs 2,000.00 anew.
        var shop = new Shop(Ladder(
            program =>
            {
                program.Ladder.ReEntry = ReEntry.AllAnew;
                program.Ladder.Reviews.Add(Yearly(0, 500000) with { Grace = new ModelSpan() });
            },
            tier => tier.Id == "gold" ? tier with { Enter = Spend(200000, ModelWindow.Months(24)) } : tier));
        shop.Buy("2025-02-01", 200000);
        shop.Buy("2026-01-10", 199999);
        Assert.Equal("silver", shop.M.EarnedTier);
        shop.Buy("2026-01-11", 1);
        Assert.Equal("gold", shop.M.EarnedTier);
    }

    [Fact]
    public void A_refund_within_thirty_days_undoes_the_rise_and_its_gift()
    {
        // 1,000.00 → silver with 10 points; a refund of 1.00 leaves 999.00: back to base, gift taken back, 999 points.
        var shop = new Shop(Ladder());
        var key = shop.Buy("2025-03-01", Goods(100, 1000));
        Assert.Equal(1010, shop.M.Balance);
        shop.Refund("2025-03-31", key, 1);
        Assert.Equal(("base", 999L), (shop.M.EarnedTier, shop.M.Balance));
        Assert.Equal("reversed", shop.M.Changes[^1].Cause);
        shop.Buy("2025-04-05", 100); // 1,000.00 again: silver again, and the gift counts as not given before
        Assert.Equal(("silver", 1010L), (shop.M.EarnedTier, shop.M.Balance));
    }

    [Theory]
    [InlineData(AfterRefund.Reverse, "silver", true)] // day 31: as nextReview
    [InlineData(AfterRefund.NextReview, "silver", true)]
    [InlineData(AfterRefund.Immediate, "base", false)]
    public void A_later_refund_marks_at_risk_or_falls_at_once(AfterRefund how, string tier, bool atRisk)
    {
        var shop = new Shop(Ladder(program =>
        {
            program.Ladder.AfterRefund = how;
            program.Ladder.Reviews.Add(Yearly(150000, 150000));
        }));
        var key = shop.Buy("2025-03-01", Goods(100, 1000));
        shop.Refund("2025-04-01", key, 1);
        Assert.Equal((tier, atRisk), (shop.M.EarnedTier, shop.M.AtRisk));
        shop.Advance("2026-01-04"); // at risk falls at the review without grace
        Assert.Equal("base", shop.M.EarnedTier);
    }

    [Fact]
    public void If_a_rise_is_undone_the_one_before_is_read_in_the_same_way()
    {
        // 1,000.00 → silver on 1 March; 1,000.00 → gold on 5 March. The first is wholly refunded on 10 March: gold had 1,000.00,
        // undone; silver had 0, undone. Then the usual check: 1,000.00 of 5 March enters silver anew on 10 March, with its gift.
        var shop = new Shop(Ladder());
        var first = shop.Buy("2025-03-01", 100000);
        shop.Buy("2025-03-05", 100000);
        Assert.Equal("gold", shop.M.EarnedTier);
        shop.Refund("2025-03-10", first, 1);
        Assert.Equal(["enter", "enter", "reversed", "reversed", "enter"], shop.M.Changes.Select(change => change.Cause));
        Assert.Equal(("silver", Day("2025-03-10")), (shop.M.EarnedTier, shop.M.TierSince));
        Assert.Equal(1000 + 10, shop.M.Balance);
    }

    [Fact]
    public void If_any_branch_still_holds_nothing_happens()
    {
        var tagged = new AnyOf([Spend(100000), new HasTag("friend")]);
        var shop = new Shop(Ladder(each: tier => tier.Id == "silver" ? tier with { Enter = tagged } : tier));
        shop.Apply(key => new ModelTag(key, At("2025-02-28"), "m", "friend", true));
        var key = shop.Buy("2025-03-01", 100000);
        shop.Refund("2025-03-02", key, 1);
        Assert.Equal("silver", shop.M.EarnedTier);
        shop.Apply(k => new ModelTag(k, At("2025-03-03"), "m", "friend", false)); // removing a tag does not demote
        Assert.Equal("silver", shop.M.EarnedTier);
    }

    [Fact]
    public void The_tier_in_force_is_the_highest_of_earned_and_overlays()
    {
        var shop = new Shop(Ladder());
        shop.Apply(key => new ModelOverlay(key, At("2025-03-01"), "m", "gold", Day("2025-03-01"), Day("2025-03-31")));
        shop.Buy("2025-03-02", 100000); // gold's multiplier 2 while it lasts: 2,000 points and silver's gift of 10
        Assert.Equal(("silver", "gold", 2010L), (shop.M.EarnedTier, shop.M.TierInForce, shop.M.Balance));
        shop.Advance("2025-04-01");
        Assert.Equal("silver", shop.M.TierInForce);
    }

    [Fact]
    public void A_lock_stops_falls_and_the_next_review_decides_with_grace()
    {
        var shop = new Shop(Ladder(program => program.Ladder.Reviews.Add(Yearly(100000, 200000))));
        shop.Apply(key => new ModelManualTier(key, At("2025-03-01"), "m", "gold") { LockThrough = Day("2026-06-30") });
        shop.Advance("2026-06-30");
        Assert.Equal("gold", shop.M.EarnedTier);
        Assert.Empty(shop.M.Graces);
        shop.Advance("2027-01-04");
        Assert.Single(shop.M.Graces);
    }

    [Theory]
    [InlineData(ValidityKind.EndOfThisPeriod, 0, "2026-01-01")]
    [InlineData(ValidityKind.EndOfNextPeriod, 0, "2027-01-01")]
    [InlineData(ValidityKind.Days, 30, "2025-04-01")] // 1 March + 30 = 31 March is the last day
    public void A_validity_ends_and_a_missed_keep_condition_falls(ValidityKind kind, int days, string falls)
    {
        var validity = new ModelValidity(kind, Period.Year, days) { Keep = Spend(500000), Grace = new ModelSpan() };
        var shop = new Shop(Ladder(each: tier => tier with { Validity = validity }));
        shop.Buy("2025-03-01", 100000);
        shop.Advance(Day(falls).AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal("silver", shop.M.EarnedTier);
        shop.Advance(falls);
        Assert.Equal("base", shop.M.EarnedTier);
    }

    [Fact]
    public void A_late_fact_reverses_the_fall_it_would_have_prevented()
    {
        // Keep 1,000.00 of 2026; falls on 4 January 2027 (no grace). On 6 January a purchase of 30 December is recorded.
        var shop = new Shop(Ladder(program => program.Ladder.Reviews.Add(Yearly(100000, 200000, ModelWindow.Calendar(Period.Year)) with { Grace = new ModelSpan() })));
        shop.Buy("2025-03-01", 100000);
        shop.Buy("2026-05-01", 60000);
        shop.Advance("2027-01-04");
        Assert.Equal("base", shop.M.EarnedTier);
        shop.BuyLate("2026-12-30", "2027-01-06", 40000);
        Assert.Equal("silver", shop.M.EarnedTier);
        Assert.Equal("lateFact", shop.M.Changes[^1].Cause);
        Assert.Null(shop.M.LastFallOn);
    }

    [Fact]
    public void A_fact_may_open_grace_at_once_where_falls_are_at_the_fact()
    {
        // Keep 900.00 of the year: 1,050.00 − 200.00 = 850.00 misses it. Grace of one month opened on 10 June: 9 July, so 31 July.
        var shop = new Shop(Ladder(program =>
        {
            program.Ladder.FallAt = FallAt.Fact;
            program.Ladder.AfterRefund = AfterRefund.NextReview;
            program.Ladder.Reviews.Add(Yearly(90000, 180000));
        }));
        shop.Buy("2025-01-05", 100000);
        shop.Buy("2025-06-01", 5000);
        Assert.Empty(shop.M.Graces);
        shop.Apply(key => new ModelCancellation(key, At("2025-06-10"), "m", 20000));
        Assert.Equal([new ModelGraceView("yearly", Day("2025-06-10"), Day("2025-07-31"))], shop.M.Graces);
    }

    [Fact]
    public void Staff_approve_an_application_only_when_the_member_is_eligible()
    {
        var shop = new Shop(Ladder(each: tier => tier with { Mode = EntryMode.Application }));
        shop.Buy("2025-03-01", 99999);
        Assert.Equal("tier.notEligible", shop.Refused(key => new ModelApproval(key, At("2025-03-02"), "m", "silver")));
        shop.Buy("2025-03-03", 1);
        Assert.Equal("base", shop.M.EarnedTier);
        shop.Apply(key => new ModelApproval(key, At("2025-03-04"), "m", "silver"));
        Assert.Equal("silver", shop.M.EarnedTier);
    }
}
