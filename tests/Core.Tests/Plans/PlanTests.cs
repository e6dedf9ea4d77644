using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Plans;
using Tessera.Core.Programs;
using Tessera.Core.Tests.StoredValue;

namespace Tessera.Core.Tests.Plans;

/// <summary>Paid plans (A2): ordered, seen by price and points, renewed, ended, paid back, moved by a merge.</summary>
public sealed class PlanTests
{
    // 100.00 at 90 % is 90.00; 1 point a yuan, twice for gold: 180. Without it 100.00 and 100 points.
    [Fact]
    [Covers("A2")]
    public void A_paid_order_opens_its_tier_and_benefits_at_once_and_their_end_closes_them()
    {
        var shop = new PlanShop();
        Assert.Equal((10_000L, 100L), shop.Buy("2026-01-09"));
        Assert.Equal("benefit.notOfTier", shop.Use("2026-01-09"));

        Assert.Null(shop.Order("2026-01-10"));

        Assert.Equal(("base", "gold"), (shop.State.Tier!.Earned, shop.State.InForce));
        Assert.Equal((9_000L, 180L), shop.Buy("2026-01-11"));
        Assert.Null(shop.Use("2026-01-11"));
        Assert.Equal("benefit.quotaUsed", shop.Use("2026-01-12"));
        // Twelve months from 10 January are through 9 January of the next year.
        Assert.Equal((9_000L, 180L), shop.Buy("2027-01-09"));
        Assert.Equal((10_000L, 100L), shop.Buy("2027-01-10"));
        Assert.Equal("base", shop.State.InForce);
        Assert.Equal(PlanStatus.Ended, shop.Last.Status);
        Assert.Equal("benefit.notOfTier", shop.Use("2027-01-10"));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("A2")]
    public void The_end_is_told_thirty_days_before_and_when_it_comes_and_the_night_knows_the_dates()
    {
        var shop = new PlanShop();
        shop.Order("2026-01-10");

        // 30 days before 10 January 2027 is 11 December 2026.
        Assert.Equal(new DateOnly(2026, 12, 11), Decide.NextDueOn(shop.Programs, shop.State));
        shop.Settle("2026-12-10");
        Assert.DoesNotContain(shop.Notices, n => n.Topic == "plan.ending");
        shop.Settle("2026-12-11");
        Assert.Equal(new DateOnly(2026, 12, 11), Assert.Single(shop.Notices, n => n.Topic == "plan.ending").On);
        Assert.Equal(new DateOnly(2027, 1, 10), Decide.NextDueOn(shop.Programs, shop.State));
        shop.Settle("2027-02-01");
        Assert.Equal(new DateOnly(2027, 1, 10), Assert.Single(shop.Notices, n => n.Topic == "plan.ended").On);
        Assert.Null(Decide.NextDueOn(shop.Programs, shop.State));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("A2", "switch:plans.*.renewal=extend")]
    public void A_renewal_before_the_end_goes_on_from_the_end()
    {
        var shop = new PlanShop();
        shop.Order("2026-01-10");
        Assert.Null(shop.Order("2026-12-01"));

        Assert.Equal((new DateOnly(2027, 1, 10), new DateOnly(2028, 1, 10)), (shop.Last.From, shop.Last.EndsOn));
        Assert.Equal((9_000L, 180L), shop.Buy("2027-01-10"));
        Assert.DoesNotContain(shop.Notices, n => n.Topic is "plan.ending" or "plan.ended");
        Assert.Equal((9_000L, 180L), shop.Buy("2028-01-09"));
        Assert.Equal((10_000L, 100L), shop.Buy("2028-01-10"));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("switch:plans.*.renewal=refuse")]
    public void A_plan_that_holds_can_be_refused_a_renewal_or_kept_to_the_last_days()
    {
        var shop = new PlanShop(PlanShop.Year with { Renewal = PlanRenewal.Refuse });
        shop.Order("2026-01-10");
        Assert.Equal("plan.held", shop.Order("2027-01-09"));
        Assert.Null(shop.Order("2027-01-10"));

        var late = new PlanShop(PlanShop.Year with { RenewDays = 60 });
        late.Order("2026-01-10");
        // Sixty days before 10 January 2027 is 11 November 2026.
        Assert.Equal("plan.renewedTooEarly", late.Order("2026-11-10"));
        Assert.Null(late.Order("2026-11-11"));
    }

    [Theory]
    [Covers("A2", "switch:plans.*.refund=proRata")]
    // Bought 10 January 2026 for 99.00: 365 days. On 16 January nothing was used: all of it. A day later 365 − 8 = 357 days are left: 99.00 × 357 ÷ 365 = 96.830… .
    [InlineData("2026-01-16", false, 9_900)]
    [InlineData("2026-01-17", false, 9_683)]
    // Used on the 11th: 16 January is the seventh day, 358 left: 99.00 × 358 ÷ 365 = 97.101… .
    [InlineData("2026-01-16", true, 9_710)]
    // The last day is enjoyed: nothing is left.
    [InlineData("2027-01-09", false, 0)]
    public void A_refund_pays_by_the_days_left_and_in_full_while_nothing_was_used(string day, bool used, long minor)
    {
        var shop = new PlanShop();
        shop.Order("2026-01-10");
        if (used) Assert.Null(shop.Use("2026-01-11"));

        Assert.Null(shop.Refund(day));

        Assert.Equal(minor, shop.Last.RefundedMinor);
        Assert.Equal("base", shop.State.InForce);
        Assert.Empty(shop.State.Tier!.Overlays);
        Assert.Equal("benefit.notOfTier", shop.Use("2027-01-09"));
        Assert.Equal("plan.refundedBefore", shop.Refund("2027-01-09"));
        shop.CheckAgain();
    }

    [Fact]
    [Covers("switch:plans.*.refund=full")]
    public void A_plan_can_be_paid_back_in_full_at_any_time_but_not_once_it_is_over()
    {
        var shop = new PlanShop(PlanShop.Year with { Refund = PlanRefundRule.Full });
        shop.Order("2026-01-10");
        shop.Buy("2026-01-11");
        Assert.Null(shop.Refund("2027-01-09"));
        Assert.Equal(9_900, shop.Last.RefundedMinor);

        shop.Order("2027-02-01");
        Assert.Equal("plan.over", shop.Refund("2028-02-01"));
    }

    // A purchase that was wholly given back, and a use that was taken back, are none.
    [Fact]
    [Covers("A2")]
    public void What_was_given_back_counts_as_not_used()
    {
        var shop = new PlanShop();
        shop.Order("2026-01-10");
        shop.Buy("2026-01-11");
        var bought = shop.Items[^1];
        var refund = new Refund { OccurredAt = WalletShop.At("2026-01-12"), RecordedAt = WalletShop.At("2026-01-12"), PurchaseSequence = bought.Sequence, Units = [new RefundedUnits(0, 1)] };
        var decision = Decide.Member(shop.Programs, shop.State, new Command(refund) { Purchase = RecordedPurchase.Of(bought, new DateOnly(2026, 1, 11)) });
        Assert.Null(decision.Refusal);
        shop.Items.AddRange(decision.Items);

        Assert.Null(shop.Refund("2026-01-12"));
        Assert.Equal(9_900, shop.Last.RefundedMinor);
        shop.CheckAgain();
    }

    [Fact]
    [Covers("A2")]
    public void Renewals_are_paid_back_from_the_last_and_in_full_before_they_begin()
    {
        var shop = new PlanShop();
        shop.Order("2026-01-10");
        var first = shop.Last;
        shop.Order("2026-12-20");

        Assert.Equal("plan.renewedSince", shop.Refund("2026-12-28", first));
        Assert.Null(shop.Refund("2026-12-28"));
        Assert.Equal(9_900, shop.Last.RefundedMinor);
        // The first ends for good again: its notice is due the day after.
        shop.Settle("2026-12-29");
        Assert.Equal(new DateOnly(2026, 12, 29), shop.Notices.Last(n => n.Topic == "plan.ending").On);
        Assert.Equal((9_000L, 180L), shop.Buy("2027-01-09"));
        shop.CheckAgain();
    }

    // 99.00 by 60.00 of stored value and 39.00 in cash. 96.83 back: 60/99 of it is 58.684…, 39/99 is 38.145…; the odd fen goes to the larger remainder: 58.68 and 38.15.
    [Fact]
    [Covers("A2", "F35")]
    public void Stored_value_pays_for_a_plan_and_gets_its_share_back()
    {
        var shop = new PlanShop();
        shop.Tell("2026-01-02", at => new TopUp { OccurredAt = at, RecordedAt = at, PrincipalMinor = 10_000, Value = new Prepaid(null, true) });
        Assert.Null(shop.Order("2026-01-10", new Payment("storedValue", 6_000), new Payment("cash", 3_900)));
        Assert.Equal(4_000, shop.State.Wallet.BalanceMinor);

        shop.Refund("2026-01-17");

        Assert.Equal([new Payment("storedValue", 5_868), new Payment("cash", 3_815)], shop.LastRefund.Back);
        Assert.Equal(9_868, shop.State.Wallet.BalanceMinor);
        shop.CheckAgain();
    }

    [Theory]
    [Covers("A2", "L2")]
    [InlineData("paid too little", "plan.payments")]
    [InlineData("no stored value", "wallet.insufficient")]
    [InlineData("frozen", "member.frozen")]
    [InlineData("over", "plan.notSold")]
    [InlineData("early", "plan.notYet")]
    [InlineData("off", "plan.unknown")]
    public void An_order_is_refused_with_its_reason(string why, string code)
    {
        var shop = new PlanShop(PlanShop.Year with { From = new(2026, 1, 5), Through = new(2026, 6, 30), Enabled = why != "off" });
        if (why == "frozen") shop.Tell("2026-01-09", at => new Frozen { OccurredAt = at, RecordedAt = at, ReasonCode = "fraud" });
        var day = why switch { "over" => "2026-07-01", "early" => "2026-01-04", _ => "2026-01-10" };
        Assert.Equal(code, shop.Order(day, why switch { "paid too little" => [new Payment("cash", 9_899)], "no stored value" => [new Payment("storedValue", 9_900)], _ => [] }));
        Assert.Empty(shop.State.Plans.All);
    }

    // A purchase of the 12th, told on the 20th when the plan was paid back on the 15th, has the price and points of the 12th.
    [Fact]
    [Covers("A2")]
    public void A_late_purchase_is_priced_with_the_plan_that_held_on_its_day()
    {
        var shop = new PlanShop();
        shop.Order("2026-01-10");
        shop.Refund("2026-01-15");

        Assert.Equal((9_000L, 180L), shop.Buy("2026-01-12", recorded: "2026-01-20"));
        Assert.Equal((10_000L, 100L), shop.Buy("2026-01-09", recorded: "2026-01-20"));
    }

    [Fact]
    [Covers("A2")]
    public void A_plan_without_a_tier_opens_its_benefits_alone()
    {
        var shop = new PlanShop(PlanShop.Year with { Tier = null, Benefits = ["triple"] });
        shop.Order("2026-01-10");

        Assert.Equal("base", shop.State.InForce);
        Assert.Equal((10_000L, 300L), shop.Buy("2026-01-11"));
    }

    [Fact]
    public void A_plan_moves_with_a_merge_and_returns_with_what_happened_to_it()
    {
        var (a, b) = (new PlanShop(account: "acc_a"), new PlanShop(account: "acc_b"));
        b.Tell("2026-01-02", at => new TopUp { OccurredAt = at, RecordedAt = at, PrincipalMinor = 9_900, Value = new Prepaid(null, true) });
        b.Order("2026-01-10", new Payment("storedValue", 9_900));
        var (into, from) = Merge(a, b);

        Assert.Equal(("gold", PlanStatus.Held, PlanStatus.Gone), (a.State.InForce, a.Last.Status, b.Last.Status));
        Assert.Equal((9_000L, 180L), a.Buy("2026-02-10"));
        // 365 days, paid back on the 42nd (20 February): 323 left. 99.00 × 323 ÷ 365 = 87.608… .
        Assert.Null(a.Refund("2026-02-20"));
        Assert.Equal((8_761L, 8_761L), (a.Last.RefundedMinor, a.State.Wallet.BalanceMinor));
        Unmerge(a, b, from, into);

        Assert.Equal((PlanStatus.Refunded, 8_761L, "base"), (b.Last.Status, b.Last.RefundedMinor, b.State.InForce));
        Assert.Equal(8_761L, b.State.Wallet.BalanceMinor);
        a.CheckAgain();
        b.CheckAgain();
    }

    [Fact]
    public void An_undone_merge_takes_the_tier_of_the_plan_back_to_who_paid_for_it()
    {
        var (a, b) = (new PlanShop(account: "acc_a"), new PlanShop(account: "acc_b"));
        b.Order("2026-01-10");
        var (into, from) = Merge(a, b);
        Unmerge(a, b, from, into);

        Assert.Equal(("base", "gold", PlanStatus.Gone, PlanStatus.Held), (a.State.InForce, b.State.InForce, a.Last.Status, b.Last.Status));
        b.Settle("2027-01-10");
        Assert.Equal("base", b.State.InForce);
        a.CheckAgain();
        b.CheckAgain();
    }

    private static (RecordItem Into, RecordItem From) Merge(PlanShop a, PlanShop b)
    {
        var at = WalletShop.At("2026-02-01");
        Keep(a, b, TwoMembers.Merge(a.Programs, b.State, a.State, new MergedInto { OccurredAt = at, RecordedAt = at, Into = a.State.Account }));
        return (b.Items[^1], a.Items[^1]);
    }

    private static void Unmerge(PlanShop a, PlanShop b, RecordItem from, RecordItem into)
    {
        var at = WalletShop.At("2026-02-25");
        var undo = new UnmergedFrom { OccurredAt = at, RecordedAt = at, MergeSequence = from.Sequence };
        Keep(a, b, TwoMembers.Unmerge(a.Programs, b.State, a.State, new Command(undo) { Named = from }, into));
    }

    private static void Keep(PlanShop a, PlanShop b, TwoDecisions both)
    {
        Assert.Null(both.Refusal);
        b.Items.AddRange(both.First.Items);
        a.Items.AddRange(both.Second.Items);
    }
}
