using Tessera.Core.Bookings;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tests.StoredValue;

namespace Tessera.Core.Tests.Tiers;

/// <summary>Starter tasks (C22) and the handbook (C21), worked by hand: 120.00 of goods earn 120 points and lift to gold on the day bought.</summary>
public sealed class StarterTaskTests
{
    private const string All = "firstBooking firstEarly firstSign firstSpring firstWash";

    [Fact]
    [Covers("C22"), Covers("C21")]
    public void Reaching_a_tier_opens_its_tasks_and_sends_its_handbook()
    {
        var shop = new TaskShop();
        Assert.Empty(shop.Open("2026-01-01"));
        shop.Buy("2026-02-01");
        Assert.Equal(All, shop.Open("2026-02-01"));
        // 1 February and 30 days: through 3 March.
        Assert.Equal(new DateOnly(2026, 3, 3), shop.State.Tier!.Tasks.Single(t => t.Task == "firstWash").Through);
        Assert.Null(shop.State.Tier.Tasks.Single(t => t.Task == "firstEarly").Through);
        var handbook = Assert.Single(shop.Notices, n => n.Topic == "tier.handbook");
        Assert.Equal("Handbook of {tier}", handbook.Text!.En);
        Assert.Equal(5, shop.Notices.Count(n => n.Topic == "task.opened"));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22")]
    public void The_first_use_pays_once_and_the_second_pays_nothing()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-01");
        Assert.Null(shop.Wash("2026-02-02"));
        // 120 for the purchase and 100 for the task.
        Assert.Equal(220, shop.State.Balance);
        Assert.Null(shop.Wash("2026-03-02"));
        Assert.Equal(220, shop.State.Balance);
        Assert.Single(shop.Notices, n => n.Topic == "task.done");
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22")]
    public void The_purchase_that_reaches_the_tier_does_none_of_its_tasks()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-01", "soap");
        // 10 % off 120.00 leaves 108.00: gold, 108 points, and the promotion is no first one of a gold member yet.
        Assert.Equal(108, shop.State.Balance);
        Assert.Equal(All, shop.Open("2026-02-01"));
        shop.Buy("2026-02-02", "soap");
        Assert.Equal(108 + 108 + 50, shop.State.Balance);
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22")]
    public void A_behaviour_and_a_booking_do_theirs_and_a_cancelled_booking_undoes_it()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-01");
        Assert.Null(shop.Tell("2026-02-02", at => new Activity { OccurredAt = at, RecordedAt = at, Type = "checkIn" }));
        Assert.Equal(140, shop.State.Balance);
        Assert.Null(shop.Tell("2026-02-02", at => new Booked { OccurredAt = at, RecordedAt = at, Slot = new BookedSlot("cut", new DateOnly(2026, 2, 5), new TimeOnly(10, 0)), Seats = 1 }));
        Assert.Equal(170, shop.State.Balance);
        var booking = shop.Last;
        Assert.Null(shop.Tell("2026-02-03", at => new BookingTold { OccurredAt = at, RecordedAt = at, BookingSequence = booking, Stage = BookingStage.Cancelled }));
        Assert.Equal(140, shop.State.Balance);
        Assert.Equal("firstBooking firstEarly firstSpring firstWash", shop.Open("2026-02-03"));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22"), Covers("F10")]
    public void Buying_before_others_does_the_task_of_early_access()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-01");
        // From 20 March for everybody, from 17 March for gold: 120.00 less 10 % is 108.00.
        shop.Buy("2026-03-17", "fresh");
        Assert.Equal(120 + 108 + 70, shop.State.Balance);
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22")]
    public void On_its_own_day_a_promotion_is_no_early_access()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-01");
        shop.Buy("2026-03-20", "fresh");
        Assert.Equal(120 + 108, shop.State.Balance);
        Assert.Equal("firstEarly", shop.Open("2026-03-20"));
    }

    [Fact]
    [Covers("C22")]
    public void A_task_ends_after_its_last_day_as_a_settled_step()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-01");
        // Ten days: through 11 February.
        Assert.Equal(new DateOnly(2026, 2, 12), Decide.NextDueOn(shop.Programs, shop.State));
        shop.Settle("2026-02-11");
        Assert.Equal(All, shop.Open("2026-02-11"));
        shop.Settle("2026-02-12");
        Assert.Equal("tasks:2026-02-12", shop.Items[^1].Step);
        Assert.Equal(4, shop.State.Tier!.Tasks.Count);
        shop.Buy("2026-02-12", "soap");
        Assert.Equal(120 + 108, shop.State.Balance);
        // On 4 March all are over but the one without an end; nothing is due any more for them.
        shop.Settle("2026-03-04");
        Assert.Equal("firstEarly", shop.Open("2026-03-04"));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22")]
    public void A_fact_of_the_last_day_told_later_finds_the_task_over()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-01");
        shop.Buy("2026-02-11", "soap", recorded: "2026-02-12");
        Assert.Equal(120 + 108, shop.State.Balance);
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22")]
    public void A_fact_from_before_the_tier_does_no_task()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-03");
        shop.Buy("2026-02-02", "soap", recorded: "2026-02-04");
        Assert.Equal(120 + 108, shop.State.Balance);
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22")]
    public void The_refund_that_completes_takes_the_points_back_and_the_task_can_be_done_again()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-01");
        var soap = shop.Buy("2026-02-02", "soap");
        shop.Refund("2026-02-03", soap, 1);
        // Half of 108 goes, the task stands while a part of the purchase does.
        Assert.Equal(120 + 54 + 50, shop.State.Balance);
        shop.Refund("2026-02-04", soap, 1);
        Assert.Equal(120, shop.State.Balance);
        Assert.Equal(All, shop.Open("2026-02-04"));
        shop.Buy("2026-02-05", "soap");
        Assert.Equal(120 + 108 + 50, shop.State.Balance);
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22")]
    public void A_use_taken_back_after_the_points_were_spent_leaves_a_debt()
    {
        var shop = new TaskShop();
        shop.Buy("2026-02-01");
        Assert.Null(shop.Wash("2026-02-02"));
        var use = shop.Last;
        Assert.Null(shop.Tell("2026-02-03", at => new Debit { OccurredAt = at, RecordedAt = at, Reference = "d", Points = 200 }));
        Assert.Null(shop.Tell("2026-03-05", at => new BenefitUseCancelled { OccurredAt = at, RecordedAt = at, UseSequence = use }));
        // 220 − 200 − 100; the 30 days are over, so it does not open again.
        Assert.Equal(-80, shop.State.Balance);
        Assert.Equal(80, shop.State.DebtOutstanding);
        Assert.Equal("firstEarly", shop.Open("2026-03-05"));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22")]
    public void An_upgrade_that_a_refund_undoes_takes_its_open_tasks_and_leaves_what_was_done()
    {
        var shop = new TaskShop();
        var first = shop.Buy("2026-02-01");
        Assert.Null(shop.Wash("2026-02-02"));
        shop.Refund("2026-02-03", first, 2);
        // The 120 of the order go, the 100 of the wash stay: it happened.
        Assert.Equal("base", shop.State.InForce);
        Assert.Equal(100, shop.State.Balance);
        Assert.Empty(shop.Open("2026-02-03"));
        shop.Buy("2026-02-10");
        Assert.Equal("firstBooking firstEarly firstSign firstSpring", shop.Open("2026-02-10"));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("C22")]
    public void What_one_member_was_paid_is_not_paid_again_after_a_merge_and_a_refund_finds_it_there()
    {
        var (a, b) = (new TaskShop("acc_a"), new TaskShop("acc_b"));
        b.Buy("2026-02-01");
        var soap = b.Buy("2026-02-02", "soap");
        a.Buy("2026-02-02");
        var at = WalletShop.At("2026-02-03");
        var both = TwoMembers.Merge(a.Programs, b.State, a.State, new MergedInto { OccurredAt = at, RecordedAt = at, Into = a.State.Account });
        b.Keep(both.First, out _);
        a.Keep(both.Second, out _);
        // 120 + 108 + 50 of B and 120 of A.
        Assert.Equal(398, a.State.Balance);
        Assert.Equal("firstBooking firstEarly firstSign firstWash", a.Open("2026-02-03"));
        var merge = a.Last;
        var later = WalletShop.At("2026-02-04");
        var refund = new Refund { OccurredAt = later, RecordedAt = later, PurchaseSequence = soap, Units = [new RefundedUnits(0, 2)] };
        var gone = MergedPurchases.Refund(a.Programs, b.State, new Command(refund) { Purchase = b.Purchase(soap) }, [new MergedHolder(a.State, merge)]);
        b.Keep(gone[0], out _);
        a.Keep(gone[1], out var refused);
        Assert.Null(refused);
        Assert.Equal(240, a.State.Balance);
    }

    [Theory]
    [Covers("C22")]
    [InlineData(Shortfall.Debt, -80)]
    [InlineData(Shortfall.Clamp, 0)]
    public void The_shortfall_of_a_task_follows_the_switch_of_claw_backs(Shortfall shortfall, long balance)
    {
        var shop = new TaskShop(shortfall: shortfall);
        shop.Buy("2026-02-01");
        Assert.Null(shop.Wash("2026-02-02"));
        var use = shop.Last;
        Assert.Null(shop.Tell("2026-02-03", at => new Debit { OccurredAt = at, RecordedAt = at, Reference = "d", Points = 200 }));
        Assert.Null(shop.Tell("2026-02-04", at => new BenefitUseCancelled { OccurredAt = at, RecordedAt = at, UseSequence = use }));
        Assert.Equal(balance, shop.State.Balance);
        shop.CheckAgain();
    }
}
