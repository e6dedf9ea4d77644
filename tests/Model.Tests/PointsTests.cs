using static Tessera.Model.Tests.Shop;

namespace Tessera.Model.Tests;

[Covers("R4")]
public sealed class PointsTests
{
    [Fact]
    public void A_refund_of_units_takes_cumulative_floors_in_any_order()
    {
        // 10 points on 3 units: ⌊10/3⌋ = 3, ⌊20/3⌋ − 3 = 3, 10 − 6 = 4. Money 10.00: 3.33, 3.33, 3.34.
        var shop = new Shop(Plain());
        var key = shop.Buy("2025-03-01", new ModelLine("a", "tea", 3, 1000m / 3));
        Assert.Equal(10, shop.M.Balance);
        shop.Refund("2025-03-02", key, 1);
        Assert.Equal(7, shop.M.Balance);
        shop.Refund("2025-03-03", key, 1);
        Assert.Equal(4, shop.M.Balance);
        shop.Refund("2025-03-04", key, 1);
        Assert.Equal(0, shop.M.Balance);
        Assert.Equal([333L, 333L, 334L], shop.Model.Member("m").Orders[0].Refunds.Select(refund => refund.Money));
    }

    [Fact]
    public void A_line_that_went_by_money_stays_by_money()
    {
        // 4 units, 10.00, 10 points. Refund 5.00: points ⌊10 × 500/1000⌋ = 5. Then one unit: money left 500 × 1 ÷ 4 = 125;
        // money so far 625: ⌊6.25⌋ − 5 = 1 point. Then the other three: 375, so far 1000: 10 − 6 = 4 points.
        var shop = new Shop(Plain());
        var key = shop.Buy("2025-03-01", Goods(250, 4));
        shop.RefundAmount("2025-03-02", key, 500);
        Assert.Equal(5, shop.M.Balance);
        shop.Refund("2025-03-03", key, 1);
        Assert.Equal(4, shop.M.Balance);
        shop.Refund("2025-03-04", key, 3);
        Assert.Equal(0, shop.M.Balance);
        Assert.Equal([500L, 125L, 375L], shop.Model.Member("m").Orders[0].Refunds.Select(refund => refund.Money));
        Assert.Equal("refund.exceeds", shop.Refused(k => new ModelRefund(k, At("2025-03-05"), key) { AmountMinor = 1 }));
    }

    [Fact]
    public void An_amount_is_spread_by_what_is_left_of_the_lines()
    {
        // Lines 60.00 and 40.00; one of two units of the first (30.00) is back: left 30 and 40. 7.00 → 3.00 and 4.00.
        var shop = new Shop(Plain());
        var key = shop.Buy("2025-03-01", Goods(3000, 2), Goods(4000));
        shop.Refund("2025-03-02", key, 1);
        shop.RefundAmount("2025-03-03", key, 700);
        Assert.Equal([3300L, 400L], shop.Model.Member("m").Orders[0].Lines.Select(line => line.MoneyReturned));
        Assert.Equal(100 - 33 - 4, shop.M.Balance);
    }

    [Theory]
    [InlineData(ConsumeOrder.EarliestExpiry, "own")]
    [InlineData(ConsumeOrder.FirstEarned, "first")]
    public void Points_are_used_in_the_programmes_order(ConsumeOrder order, string used)
    {
        // First 100 earned in January without own end (12 months), then 100 adjusted in March that end in April.
        var shop = new Shop(Plain(program =>
        {
            program.ConsumeOrder = order;
            program.Expiry = new ModelExpiry(ExpiryKind.RollingMonths, 12);
        }));
        shop.Buy("2025-01-10", 10000);
        shop.Apply(key => new ModelAdjust(key, At("2025-03-01"), "m", 100) { UsableThrough = Day("2025-04-15") });
        shop.Spend("2025-03-02", 60);
        Assert.Equal(used == "first" ? [40L, 100L] : [100L, 40L], shop.M.Lots.Select(lot => lot.Left));
    }

    [Fact]
    public void Points_are_usable_through_the_clamped_day_and_gone_the_next_midnight()
    {
        // Earned 31 January 2025, one month: usable through 28 February, gone on 1 March.
        var shop = new Shop(Plain(program => program.Expiry = new ModelExpiry(ExpiryKind.RollingMonths, 1)));
        shop.Buy("2025-01-31", 10000);
        shop.Advance("2025-02-28");
        Assert.Equal(100, shop.M.Spendable);
        shop.Advance("2025-03-01");
        Assert.Equal(0, shop.M.Spendable);
        Assert.Equal("expire", shop.M.Entries[^1].Kind);
        Assert.Equal(Day("2025-03-01"), shop.M.Entries[^1].On);
    }

    [Theory]
    [InlineData(ExpiryKind.RollingMonths, 12, Period.Year, "2027-01-01")] // 31 January 2026 → end of 2026
    [InlineData(ExpiryKind.RollingMonths, 1, Period.Month, "2025-03-01")] // 28 February
    [InlineData(ExpiryKind.RollingDays, 60, Period.Quarter, "2025-07-01")] // 31 Jan + 60 = 1 April → 30 June
    [InlineData(ExpiryKind.RollingDays, 0, null, "2025-02-01")] // the same day only
    public void Expiry_may_round_up_to_the_end_of_a_period(ExpiryKind kind, int n, Period? roundUp, string ends) =>
        Assert.Equal(Day(ends), new ModelExpiry(kind, n, roundUp).EndsOn(Day("2025-01-31")));

    [Fact]
    public void Fixed_dates_end_lots_on_the_next_one()
    {
        // 30 June and 31 December: earned on 30 June ends that day, on 1 July it lasts through 31 December.
        var expiry = new ModelExpiry(ExpiryKind.FixedDates) { Dates = [(6, 30), (12, 31)] };
        Assert.Equal(Day("2025-07-01"), expiry.EndsOn(Day("2025-06-30")));
        Assert.Equal(Day("2026-01-01"), expiry.EndsOn(Day("2025-07-01")));
    }

    [Fact]
    public void Inactivity_moves_with_every_purchase_and_back_with_its_refund()
    {
        // One month: 100 on 10 January would end 11 February; a purchase on 1 February moves it to 2 March; its refund moves it back.
        var shop = new Shop(Plain(program => program.Expiry = new ModelExpiry(ExpiryKind.InactivityMonths, 1)));
        shop.Buy("2025-01-10", 10000);
        var key = shop.Buy("2025-02-01", 5000);
        Assert.Equal(Day("2025-03-02"), shop.M.Lots[0].EndsOn);
        shop.Refund("2025-02-03", key, 1);
        Assert.Equal(Day("2025-02-11"), shop.M.Lots[0].EndsOn);
        shop.Advance("2025-02-11");
        Assert.Equal(0, shop.M.Balance);
    }

    [Fact]
    public void Pending_points_wait_and_expiry_counts_from_activation()
    {
        // Bought 1 March, active at the start of 8 March, one month: usable through 8 April.
        var shop = new Shop(Plain(program =>
        {
            program.Pending = new ModelPending(PendingKind.Days, 7);
            program.Expiry = new ModelExpiry(ExpiryKind.RollingMonths, 1);
        }));
        shop.Buy("2025-03-01", 10000);
        Assert.Equal((0L, 100L), (shop.M.Balance, shop.M.Pending));
        Assert.Equal("points.insufficient", shop.Refused(key => new ModelDebit(key, At("2025-03-07"), "m", 1)));
        shop.Advance("2025-03-08");
        Assert.Equal((100L, 0L), (shop.M.Balance, shop.M.Pending));
        Assert.Equal(Day("2025-04-09"), shop.M.Lots[0].EndsOn);
    }

    [Fact]
    public void Pending_points_not_received_by_the_deadline_lapse_and_no_longer_count_as_earned()
    {
        var shop = new Shop(Plain(program => program.Pending = new ModelPending(PendingKind.Received, 0, 10)));
        var received = shop.Buy("2025-03-01", 10000);
        shop.Buy("2025-03-02", 5000);
        shop.Apply(key => new ModelReceived(key, At("2025-03-05"), received));
        Assert.Equal((100L, 50L), (shop.M.Balance, shop.M.Pending));
        Assert.Equal(150, shop.Metric(MetricKind.PointsEarned, ModelWindow.Lifetime, "2025-03-05"));
        shop.Advance("2025-03-12");
        Assert.Equal((100L, 0L), (shop.M.Balance, shop.M.Pending));
        Assert.Equal("cancelled", shop.M.Lots[1].State);
        Assert.Equal(100, shop.Metric(MetricKind.PointsEarned, ModelWindow.Lifetime, "2025-03-12"));
    }

    [Theory]
    [InlineData(LateNotice.Postpone, "2025-05-31")] // written 1 May: 1 May + min(30, 59 days of life) = 31 May
    [InlineData(LateNotice.Expire, "2025-04-30")] // earned 1 March + 59 days: usable through 29 April, gone on 30 April
    public void A_late_notice_postpones_the_end_or_not(LateNotice late, string ends)
    {
        var shop = new Shop(Plain(program =>
        {
            program.LateNotice = late;
            program.Expiry = new ModelExpiry(ExpiryKind.RollingDays, 59);
        }));
        shop.Buy("2025-03-01", 10000);
        shop.Advance("2025-05-01"); // the first night anybody ran
        Assert.Equal(Day(ends), shop.M.Lots[0].EndsOn);
        Assert.Equal(late == LateNotice.Postpone ? 100 : 0, shop.M.Balance);
    }

    [Fact]
    public void A_late_fact_creates_no_lot_that_ends_within_seven_days()
    {
        // Occurred 1 March, 10 days: would end 12 March. Recorded on 10 March: ends 17 March.
        var shop = new Shop(Plain(program => program.Expiry = new ModelExpiry(ExpiryKind.RollingDays, 10)));
        shop.BuyLate("2025-03-01", "2025-03-10", 10000);
        Assert.Equal(Day("2025-03-17"), shop.M.Lots[0].EndsOn);
    }

    [Fact]
    public void Freezing_blocks_spending_and_not_earning()
    {
        var shop = new Shop(Plain());
        shop.Buy("2025-03-01", 10000);
        shop.Apply(key => new ModelFreeze(key, At("2025-03-02"), "m", true));
        shop.Buy("2025-03-03", 5000);
        Assert.Equal((150L, 0L), (shop.M.Balance, shop.M.Spendable));
        Assert.Equal("points.frozen", shop.Refused(key => new ModelDebit(key, At("2025-03-04"), "m", 10)));
    }

    [Theory]
    [InlineData(OverAsk.Clamp, "accepted", 0)]
    [InlineData(OverAsk.Refuse, "points.insufficient", 100)]
    public void Asking_for_more_is_clamped_or_refused(OverAsk overAsk, string outcome, long balance)
    {
        var shop = new Shop(Plain(program => program.OverAsk = overAsk));
        shop.Buy("2025-03-01", 10000);
        Assert.Equal(outcome, shop.Refused(key => new ModelDebit(key, At("2025-03-02"), "m", 150)));
        Assert.Equal(balance, shop.M.Balance);
    }

    [Fact]
    public void Points_of_the_same_order_are_not_spent_in_it()
    {
        // 100 from before, 50 of this order; the order may spend the 100 only.
        var shop = new Shop(Plain());
        shop.Buy("2025-03-01", 10000);
        var order = shop.Buy("2025-03-02", 5000);
        shop.Apply(key => new ModelDebit(key, At("2025-03-02"), "m", 150, order));
        Assert.Equal(50, shop.M.Balance);
    }

    [Theory]
    [InlineData(TransferExpiry.Keep, "2026-01-11")]
    [InlineData(TransferExpiry.Restart, "2026-03-06")]
    public void A_transfer_keeps_or_restarts_expiry_and_pays_the_receivers_debt(TransferExpiry expiry, string ends)
    {
        // n owes 30; m gives 80: 30 pay the debt, 50 stand.
        var shop = new Shop(Plain(program =>
        {
            program.Transfers = true;
            program.TransferExpiry = expiry;
            program.Expiry = new ModelExpiry(ExpiryKind.RollingMonths, 12);
        }));
        shop.Buy("2025-01-10", 10000);
        shop.Apply(key => new ModelAdjust(key, At("2025-03-01"), "n", -30) { MayMakeDebt = true });
        shop.Apply(key => new ModelTransfer(key, At("2025-03-05"), "m", "n", 80));
        Assert.Equal(20, shop.M.Balance);
        Assert.Equal((50L, 0L), (shop.Model.Show("n").Balance, shop.Model.Show("n").Debt));
        Assert.Equal(Day(ends), shop.Model.Show("n").Lots[0].EndsOn);
    }

    [Theory]
    [InlineData(AutoRedeemAt.Fact, 20, 20)]
    [InlineData(AutoRedeemAt.Night, 120, 20)]
    public void Automatic_redemption_waits_for_the_night_or_not(AutoRedeemAt at, long now, long afterTheNight)
    {
        // At 100 points 100 are redeemed, again while 100 are there: 120 → 20.
        var shop = new Shop(Plain(program => program.AutoRedemption = new ModelAutoRedemption(100, 100, at)));
        shop.Buy("2025-03-01", 12000);
        Assert.Equal(now, shop.M.Balance);
        shop.Advance("2025-03-02");
        Assert.Equal(afterTheNight, shop.M.Balance);
    }

    [Fact]
    public void A_cancellation_without_a_purchase_claws_back_at_the_base_rate()
    {
        // 100 × tier multiplier 2 = 200; the cancellation of 40.50 takes ⌊40.5⌋ = 40, not 81.
        var shop = new Shop(Plain(program => program.Ladder.Tiers.Add(new ModelTier("base") { Multiplier = 2 })));
        shop.Buy("2025-03-01", 10000);
        shop.Apply(key => new ModelCancellation(key, At("2025-03-02"), "m", 4050));
        Assert.Equal(160, shop.M.Balance);
        Assert.Equal(5950, shop.Metric(MetricKind.Spend, ModelWindow.Lifetime, "2025-03-02"));
        Assert.Equal(1, shop.Metric(MetricKind.OrderCount, ModelWindow.Lifetime, "2025-03-02"));
    }

    [Fact]
    public void A_void_is_for_the_same_day_and_before_any_refund()
    {
        var shop = new Shop(Plain());
        var yesterday = shop.Buy("2025-03-01", 10000);
        Assert.Equal("void.otherDay", shop.Refused(key => new ModelVoid(key, At("2025-03-02"), yesterday)));
        var refunded = shop.Buy("2025-03-03", Goods(1000, 2));
        shop.Refund("2025-03-03", refunded, 1);
        Assert.Equal("void.refunded", shop.Refused(key => new ModelVoid(key, At("2025-03-03", 14), refunded)));
        var voided = shop.Apply(key => new ModelPurchase(key, At("2025-03-03", 15), "m") { Lines = [Goods(7000)] });
        shop.Apply(key => new ModelVoid(key, At("2025-03-03", 16), voided));
        Assert.Equal(110, shop.M.Balance);
    }
}
