using static Tessera.Model.Tests.Shop;

namespace Tessera.Model.Tests;

[Covers("R4")]
public sealed class ClawBackTests
{
    [Theory]
    [InlineData(Shortfall.Debt, -40, 40)]
    [InlineData(Shortfall.Clamp, 0, 0)]
    [InlineData(Shortfall.PendingOnly, 60, 0)]
    public void A_claw_back_takes_own_points_then_others_then_the_shortfall(Shortfall policy, long balance, long debt)
    {
        // A gives 100, B gives 60. 100 are spent of A. Refund of A: own 0, others 60 of B, shortfall 40.
        var shop = new Shop(Plain(program => program.Shortfall = policy));
        var a = shop.Buy("2025-03-01", 10000);
        shop.Spend("2025-03-02", 100);
        shop.Buy("2025-03-03", 6000);
        shop.Refund("2025-03-04", a, 1);
        Assert.Equal((balance, debt), (shop.M.Balance, shop.M.Debt));
        if (policy == Shortfall.Clamp)
        {
            Assert.Equal(("writeOff", 0L, 40L), (shop.M.Entries[^1].Kind, shop.M.Entries[^1].Points, shop.M.Entries[^1].Named));
        }

        if (policy == Shortfall.PendingOnly)
        {
            Assert.Equal(("leftStanding", 0L, 100L), (shop.M.Entries[^1].Kind, shop.M.Entries[^1].Points, shop.M.Entries[^1].Named));
        }
    }

    [Theory]
    [InlineData(Shortfall.Debt)]
    [InlineData(Shortfall.Clamp)]
    public void Spent_points_that_come_back_after_the_refund_leave_exactly_the_other_order(Shortfall policy)
    {
        // As above, then the spending is cancelled: 100 come back to A's lot, whose order was refunded.
        // Debt: 40 pay the debt, 60 go to B's lot. Clamp: 40 undo the write-off, 60 go to B's lot. Either way B's 60 stand.
        var shop = new Shop(Plain(program => program.Shortfall = policy));
        var a = shop.Buy("2025-03-01", 10000);
        var debit = shop.Spend("2025-03-02", 100);
        shop.Buy("2025-03-03", 6000);
        shop.Refund("2025-03-04", a, 1);
        shop.CancelSpending("2025-03-05", debit);
        Assert.Equal((60L, 0L), (shop.M.Balance, shop.M.Debt));
        Assert.Equal([0L, 60L], shop.M.Lots.Select(lot => lot.Left));
    }

    [Fact]
    public void Points_that_come_back_go_to_the_lots_that_paid_the_debt()
    {
        // A 100 spent, refunded: debt 100. C earns 150: 100 pay the debt, 50 stand. The spending is cancelled: the 100 go to C's lot.
        var shop = new Shop(Plain());
        var a = shop.Buy("2025-03-01", 10000);
        var debit = shop.Spend("2025-03-02", 100);
        shop.Refund("2025-03-03", a, 1);
        Assert.Equal(100, shop.M.Debt);
        shop.Buy("2025-03-04", 15000);
        Assert.Equal((50L, 0L), (shop.M.Balance, shop.M.Debt));
        shop.CancelSpending("2025-03-05", debit);
        Assert.Equal([0L, 150L], shop.M.Lots.Select(lot => lot.Left));
    }

    [Theory]
    [InlineData(Shortfall.Debt)]
    [InlineData(Shortfall.Clamp)]
    [InlineData(Shortfall.PendingOnly)]
    public void The_part_of_a_credit_that_had_paid_debt_comes_back_as_debt(Shortfall policy)
    {
        // An adjustment leaves debt 30; B earns 100: 30 pay, 70 stand; B is refunded.
        // Debt and clamp: own 70 taken, 30 back as debt. PendingOnly: 30 come back as debt, the open 70 pay it at once: 40 stand.
        var shop = new Shop(Plain(program => program.Shortfall = policy));
        shop.Apply(key => new ModelAdjust(key, At("2025-03-01"), "m", -30) { MayMakeDebt = true });
        var b = shop.Buy("2025-03-02", 10000);
        Assert.Equal(70, shop.M.Balance);
        shop.Refund("2025-03-03", b, 1);
        Assert.Equal(policy == Shortfall.PendingOnly ? (40L, 0L) : (-30L, 30L), (shop.M.Balance, shop.M.Debt));
    }

    [Fact]
    public void What_expired_unspent_counts_as_taken_back()
    {
        // A 100, 30 days; 40 spent, 60 expire. B gives 50. Refund of A: 60 count, 40 come from B.
        var shop = new Shop(Plain(program => program.Expiry = new ModelExpiry(ExpiryKind.RollingDays, 30)));
        var a = shop.Buy("2025-03-01", 10000);
        shop.Spend("2025-03-02", 40);
        shop.Advance("2025-04-10");
        shop.Buy("2025-04-11", 5000);
        shop.Refund("2025-04-12", a, 1);
        Assert.Equal(10, shop.M.Balance);
        Assert.Equal(-40, shop.M.Entries[^1].Points);
    }

    [Fact]
    public void Points_that_come_back_to_an_expired_lot_get_thirty_days()
    {
        // Earned 1 March, 30 days; spent on the 10th; cancelled on 20 April, long expired: usable through 20 May.
        var shop = new Shop(Plain(program => program.Expiry = new ModelExpiry(ExpiryKind.RollingDays, 30)));
        shop.Buy("2025-03-01", 10000);
        var debit = shop.Spend("2025-03-10", 100);
        shop.CancelSpending("2025-04-20", debit);
        Assert.Equal(Day("2025-05-21"), shop.M.Lots[0].EndsOn);
        shop.Advance("2025-05-20");
        Assert.Equal(100, shop.M.Balance);
        shop.Advance("2025-05-21");
        Assert.Equal(0, shop.M.Balance);
    }

    [Fact]
    public void Pending_points_of_the_order_are_taken_first()
    {
        // A pending 100 and others 50 active: a half refund takes 50 of the pending ones.
        var shop = new Shop(Plain(program => program.Pending = new ModelPending(PendingKind.Days, 7)));
        shop.Apply(key => new ModelAdjust(key, At("2025-02-01"), "m", 50));
        var a = shop.Buy("2025-03-01", Goods(5000, 2));
        shop.Refund("2025-03-02", a, 1);
        Assert.Equal((50L, 50L), (shop.M.Balance, shop.M.Pending));
        shop.Advance("2025-03-08");
        shop.Refund("2025-03-09", a, 1);
        Assert.Equal((50L, 0L), (shop.M.Balance, shop.M.Pending));
    }

    [Fact]
    public void Write_offs_are_undone_through_a_chain_of_refunded_orders()
    {
        // Clamp. A 100, B 100 (firstEarned off: same end, A first). B's refund after B was spent draws on A; A's refund writes off 100.
        // B spent: adjust order by own end is not needed: spend 200 of both, cancel the first half.
        var shop = new Shop(Plain(program => program.Shortfall = Shortfall.Clamp));
        var a = shop.Buy("2025-03-01", 10000);
        var first = shop.Spend("2025-03-02", 100); // takes A
        var b = shop.Buy("2025-03-03", 10000);
        var second = shop.Spend("2025-03-04", 100); // takes B
        shop.CancelSpending("2025-03-05", first); // A has 100 again
        shop.Refund("2025-03-06", b, 1); // draws 100 on A
        shop.Refund("2025-03-07", a, 1); // nothing left: 100 written off
        Assert.Equal(0, shop.M.Balance);
        shop.CancelSpending("2025-03-08", second); // 100 for B → drawn on A → A's write-off is undone: nothing returns
        Assert.Equal((0L, 0L), (shop.M.Balance, shop.M.Debt));
        Assert.Equal(0, shop.M.Entries[^1].Points);
    }
}
