using Tessera.Core.Members;

namespace Tessera.Against;

/// <summary>Semantics §1 Merge on Core alone: cases worked by hand, and a property over random lives.</summary>
[Covers("R4", "I1")]
public sealed class MergeTests
{
    [Fact]
    public void Lots_move_with_their_ends_and_growth_with_them()
    {
        // a: 100 of 10 January, ends 11 January 2026. b: 50 of 1 February, ends 2 February 2026. One growth per yuan: 100 + 50.
        var two = new Two();
        two.Buy("a", "2025-01-10", 100);
        two.Buy("b", "2025-02-01", 50);
        Assert.Null(two.Merge("2025-03-01"));
        Assert.Equal((150, 0, 150, 0), (two.A.Balance, two.B.Balance, two.A.Growth, two.B.Growth));
        Assert.Equal(["100 2025-01-10 2026-01-11", "50 2025-02-01 2026-02-02"], two.Lots("a"));
        Assert.Empty(two.Lots("b"));
        Assert.Equal("member.merged", two.Shop.Apply(new Model.ModelBehaviour("late", Two.At("2025-03-02"), "b", "login")));
    }

    [Fact]
    public void The_lots_of_the_one_who_stays_pay_the_debt_that_comes()
    {
        // b earned and spent 80, and the purchase was refunded: 80 owed. a holds 100: 20 are left, nothing is owed.
        var two = new Two();
        two.Buy("a", "2025-01-10", 100);
        two.Owe("b", "2025-02-01", 80);
        Assert.Equal(-80, two.B.Balance);
        Assert.Null(two.Merge("2025-03-01"));
        Assert.Equal((20, 0, 0, 0), (two.A.Balance, two.A.DebtOutstanding, two.B.Balance, two.B.DebtOutstanding));
    }

    [Fact]
    public void What_they_cannot_pay_is_still_owed()
    {
        // 80 owed, 50 there: 30 owed.
        var two = new Two();
        two.Buy("a", "2025-01-10", 50);
        two.Owe("b", "2025-02-01", 80);
        Assert.Null(two.Merge("2025-03-01"));
        Assert.Equal((-30, 30, 0), (two.A.Balance, two.A.DebtOutstanding, two.B.DebtOutstanding));
    }

    [Fact]
    public void The_lots_that_come_pay_the_debt_of_the_one_who_stays()
    {
        // a owes 80, b brings 100: 20 of the lot stand.
        var two = new Two();
        two.Owe("a", "2025-01-10", 80);
        two.Buy("b", "2025-02-01", 100);
        Assert.Null(two.Merge("2025-03-01"));
        Assert.Equal((20, 0), (two.A.Balance, two.A.DebtOutstanding));
        Assert.Equal(["20 2025-02-01 2026-02-02"], two.Lots("a"));
    }

    [Theory]
    [InlineData(0, 100, 0)] // the 50 are still there and are taken back: 150 − 50
    [InlineData(120, 0, 20)] // a's 100 go first, then 20 of b's: 30 are taken, 20 are owed
    public void A_refund_of_what_the_merged_member_bought_reaches_the_one_who_stays(long spent, long left, long owed)
    {
        var two = new Two();
        two.Buy("a", "2025-01-10", 100);
        var bought = two.Buy("b", "2025-02-01", 50);
        Assert.Null(two.Merge("2025-03-01"));
        two.Spend("2025-03-02", spent);
        Assert.Null(two.Shop.RefundMerged(new Model.ModelRefund("refund", Two.At("2025-03-03"), bought) { Units = [(0, 1)] }, bought, "b", "a"));
        Assert.Equal((left, owed, 0), (two.A.Balance + two.A.DebtOutstanding, two.A.DebtOutstanding, two.B.Balance));
        Assert.Equal((100, 10000), (two.A.Growth, two.A.Rows.Sum(row => row.SpendMinor)));
    }

    [Fact]
    public void Points_spent_after_a_merge_come_back_around_what_a_refund_wrote_off()
    {
        // b brings 50; all 50 are spent and b's purchase is refunded: 50 written off. The spending is cancelled: nothing returns.
        var two = new Two(Model.Shortfall.Clamp);
        var bought = two.Buy("b", "2025-02-01", 50);
        Assert.Null(two.Merge("2025-03-01"));
        var spending = two.Spend("2025-03-02", 50);
        Assert.Null(two.Shop.RefundMerged(new Model.ModelRefund("refund", Two.At("2025-03-03"), bought) { Units = [(0, 1)] }, bought, "b", "a"));
        two.Tell(key => new Model.ModelDebitCancel(key, Two.At("2025-03-04"), spending));
        Assert.Equal((0, 0), (two.A.Balance, two.A.DebtOutstanding));
    }

    [Fact]
    public void Undoing_returns_what_is_left_of_the_lots_that_came()
    {
        // 100 + 50; 120 spent, a's first: 30 of b's are left and go back. Spend and growth go back to where they belong.
        var two = new Two();
        two.Buy("a", "2025-01-10", 100);
        two.Buy("b", "2025-02-01", 50);
        Assert.Null(two.Merge("2025-03-01"));
        two.Spend("2025-03-02", 120);
        Assert.Null(two.Unmerge("2025-03-31"));
        Assert.Equal((0, 30, 100, 50), (two.A.Balance, two.B.Balance, two.A.Growth, two.B.Growth));
        Assert.Equal(["30 2025-02-01 2026-02-02"], two.Lots("b"));
        Assert.Equal((10000, 5000), (two.A.Rows.Sum(row => row.SpendMinor), two.B.Rows.Sum(row => row.SpendMinor)));
        Assert.Null(two.Shop.Apply(new Model.ModelBehaviour("again", Two.At("2025-04-01"), "b", "login")));
        Assert.Equal("merge.undoneBefore", two.Unmerge("2025-04-02"));
    }

    [Fact]
    public void Undoing_returns_what_is_still_owed_of_the_debt_that_came()
    {
        // 80 owed, 50 paid by a's lot: 30 go back to b; the 50 were paid and stay paid.
        var two = new Two();
        two.Buy("a", "2025-01-10", 50);
        two.Owe("b", "2025-02-01", 80);
        Assert.Null(two.Merge("2025-03-01"));
        Assert.Null(two.Unmerge("2025-03-02"));
        Assert.Equal((0, 0, -30, 30), (two.A.Balance, two.A.DebtOutstanding, two.B.Balance, two.B.DebtOutstanding));
    }

    [Fact]
    public void Undoing_takes_the_debt_that_came_and_leaves_the_members_own()
    {
        // a owes 100 for a refunded order whose points were spent, b owes 30; the undo takes b's 30. a's next 100 pay a's own 100. The spending is cancelled: the 100 go
        // to the lot that paid for that order, with its end, and none to the lot of the refunded order.
        var two = new Two();
        var bought = two.Buy("a", "2025-01-10", 100);
        var spending = two.Spend("2025-01-10", 100);
        two.Tell(key => new Model.ModelRefund(key, Two.At("2025-01-11"), bought) { Units = [(0, 1)] });
        two.Owe("b", "2025-02-01", 30);
        Assert.Null(two.Merge("2025-03-01"));
        Assert.Equal(130, two.A.DebtOutstanding);
        Assert.Null(two.Unmerge("2025-03-02"));
        Assert.Equal((100, 30), (two.A.DebtOutstanding, two.B.DebtOutstanding));
        two.Buy("a", "2025-04-01", 100);
        two.Tell(key => new Model.ModelDebitCancel(key, Two.At("2025-04-02"), spending));
        Assert.Equal((100, 0), (two.A.Balance, two.A.DebtOutstanding));
        Assert.Equal(["100 2025-04-01 2026-04-02"], two.Lots("a"));
        two.Sound();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_merged_member_did_keeps_points_alive_until_the_merge_is_undone(bool buys)
    {
        // Two months of inactivity. a was last seen on 10 January: usable through 10 March. b on 20 February: through 20 April.
        var two = new Two(inactivityMonths: 2);
        two.Buy("a", "2025-01-10", 100);
        if (buys) two.Buy("b", "2025-02-20", 50);
        else two.Tell(key => new Model.ModelBehaviour(key, Two.At("2025-02-20"), "b", "review"));
        Assert.Null(two.Merge("2025-03-01"));
        Assert.All(two.A.OpenLots, lot => Assert.Equal(new DateOnly(2025, 4, 21), lot.EndsOn));
        Assert.Null(two.Unmerge("2025-03-05"));
        Assert.Equal(["100 2025-01-10 2025-03-11"], two.Lots("a"));
        Assert.Equal([new DateOnly(2025, 4, 21)], two.B.OpenLots.Select(lot => lot.EndsOn!.Value));
        Assert.Equal((buys, !buys), (two.B.LastPurchaseOn is not null, two.B.LastActivityOn is not null));
        two.Sound();
    }

    [Fact]
    public void A_refund_of_the_merged_members_last_purchase_ends_what_it_kept_alive()
    {
        // As above; b's purchase is refunded whole on 5 March: a was last seen on 10 January again, usable through 10 March.
        var two = new Two(inactivityMonths: 2);
        two.Buy("a", "2025-01-10", 100);
        var bought = two.Buy("b", "2025-02-20", 50);
        Assert.Null(two.Merge("2025-03-01"));
        Assert.Null(two.Shop.RefundMerged(new Model.ModelRefund("refund", Two.At("2025-03-05"), bought) { Units = [(0, 1)] }, bought, "b", "a"));
        Assert.Equal(["100 2025-01-10 2025-03-11"], two.Lots("a"));
        Assert.Null(two.Unmerge("2025-03-06"));
        Assert.Null(two.B.LastPurchaseOn);
        two.Sound();
    }

    [Fact]
    public void Waiting_points_travel_activate_and_return_active()
    {
        // b's 50 wait through 14 February, from 15 February they can be used: 12 months from there, gone on 16 February 2026.
        var two = new Two(pendingDays: 14);
        two.Buy("b", "2025-02-01", 50);
        Assert.Null(two.Merge("2025-02-05"));
        Assert.Equal((50, 0), (two.A.Pending, two.B.Pending));
        two.Tell(key => new Model.ModelAdvance(key, Two.At("2025-02-15")));
        Assert.Equal((50, 0), (two.A.Balance, two.A.Pending));
        Assert.Null(two.Unmerge("2025-02-16"));
        Assert.Equal((0, 50, 0), (two.A.Balance, two.B.Balance, two.B.Pending));
        Assert.Equal(["50 2025-02-01 2026-02-16"], two.Lots("b"));
    }

    [Fact]
    public void A_merge_is_undone_within_thirty_days()
    {
        var two = new Two();
        two.Buy("b", "2025-02-01", 50);
        Assert.Null(two.Merge("2025-03-01"));
        Assert.Equal("merge.tooOld", two.Unmerge("2025-04-01")); // 31 days
        Assert.Null(two.Unmerge("2025-03-31")); // 30 days
    }

    [Fact]
    public void A_receipt_reaches_the_waiting_points_that_were_carried_over()
    {
        // b's 50 wait for the receipt; told after the merge they are a's to spend, for twelve months from the receipt, and go back active.
        var two = new Two(untilReceived: true);
        var bought = two.Buy("b", "2025-02-01", 50);
        Assert.Null(two.Merge("2025-02-05"));
        Assert.Equal((0, 50), (two.A.Balance, two.A.Pending));
        Assert.Null(two.Shop.ReceiveMerged(new Model.ModelReceived("receipt", Two.At("2025-02-10"), bought), "b", "a"));
        Assert.Equal((50, 0), (two.A.Balance, two.A.Pending));
        Assert.Equal(["50 2025-02-01 2026-02-11"], two.Lots("a"));
        Assert.Null(two.Unmerge("2025-02-20"));
        Assert.Equal((0, 0, 50, 0), (two.A.Balance, two.A.Pending, two.B.Balance, two.B.Pending));
        two.Sound();
    }

    [Fact]
    public void A_receipt_and_a_refund_find_their_way_through_two_merges()
    {
        // c → b → a. c's 80 and b's 40 wait; c's receipt activates 80 alone. Half of c's two units come back: 80 − 40 = 40 and 40 still wait.
        var two = new Two(untilReceived: true);
        var bought = two.Buy("c", "2025-02-01", 40, quantity: 2);
        two.Buy("b", "2025-02-01", 40);
        Assert.Null(two.Merge("2025-02-05", "c", "b"));
        Assert.Null(two.Merge("2025-02-06"));
        Assert.Null(two.Shop.ReceiveMerged(new Model.ModelReceived("receipt", Two.At("2025-02-10"), bought), "c", "b", "a"));
        Assert.Equal((80, 40), (two.A.Balance, two.A.Pending));
        Assert.Null(two.Shop.RefundMerged(new Model.ModelRefund("refund", Two.At("2025-02-11"), bought) { Units = [(0, 1)] }, bought, "c", "b", "a"));
        Assert.Equal((40, 40, 80), (two.A.Balance, two.A.Pending, two.A.Growth)); // growth 120 − 40
        Assert.Equal("member.merged", two.Unmerge("2025-02-12", "c", "b"));
        Assert.Null(two.Unmerge("2025-02-12"));
        Assert.Equal((0, 40, 40, 80), (two.A.Balance, two.B.Balance, two.B.Pending, two.B.Growth));
        Assert.Null(two.Unmerge("2025-02-13", "c", "b"));
        Assert.Equal((0, 40, 40), (two.B.Balance, two.B.Pending, two.B.Growth));
        Assert.Equal((40, 0, 40, 4000), (two.C.Balance, two.C.Pending, two.C.Growth, two.C.Rows.Sum(row => row.SpendMinor)));
        two.Sound();
    }

    [Fact]
    public void A_void_through_two_merges_leaves_nothing_of_the_purchase()
    {
        var two = new Two();
        two.Buy("a", "2025-01-10", 100);
        var bought = two.Buy("c", "2025-02-01", 80);
        Assert.Null(two.Merge("2025-02-01", "c", "b"));
        Assert.Null(two.Merge("2025-02-01"));
        Assert.Null(two.Shop.RefundMerged(new Model.ModelVoid("void", Two.At("2025-02-01"), bought), bought, "c", "b", "a"));
        Assert.Equal((100, 0, 100, 10000), (two.A.Balance, two.A.DebtOutstanding, two.A.Growth, two.A.Rows.Sum(row => row.SpendMinor)));
        Assert.Equal("void.refunded", two.Shop.RefundMerged(new Model.ModelVoid("again", Two.At("2025-02-01"), bought), bought, "c", "b", "a"));
        Assert.Null(two.Unmerge("2025-02-02"));
        Assert.Null(two.Unmerge("2025-02-02", "c", "b"));
        Assert.Equal((100, 0, 0), (two.A.Balance, two.B.Balance, two.C.Balance));
        Assert.Equal((0, 0), (two.B.Rows.Sum(row => row.SpendMinor), two.C.Rows.Sum(row => row.SpendMinor)));
        two.Sound();
    }

    [Fact]
    public void Orders_of_two_members_merged_into_one_who_is_merged_are_kept_apart()
    {
        // c's and d's orders are the same item of their records. d's is refunded: its own lot is taken back, c's (which ends first) stands.
        var two = new Two();
        two.Buy("c", "2025-02-01", 80);
        var bought = two.Buy("d", "2025-02-02", 30);
        Assert.Null(two.Merge("2025-03-01", "c", "b"));
        Assert.Null(two.Merge("2025-03-01", "d", "b"));
        Assert.Null(two.Merge("2025-03-02"));
        Assert.Null(two.Shop.RefundMerged(new Model.ModelRefund("refund", Two.At("2025-03-03"), bought) { Units = [(0, 1)] }, bought, "d", "b", "a"));
        Assert.Equal(["80 2025-02-01 2026-02-02"], two.Lots("a"));
        two.Sound();
    }

    [Fact]
    public void Waiting_points_that_lapse_after_a_merge_are_no_points_earned()
    {
        // b's 50 wait 14 days for a receipt: from 16 February they are lost. a's own 100 are received.
        var two = new Two(untilReceived: true, lapseDays: 14);
        two.Buy("b", "2025-02-01", 50);
        Assert.Null(two.Merge("2025-02-05"));
        two.Tell(key => new Model.ModelAdvance(key, Two.At("2025-03-01")));
        Assert.Equal((0, 0, 0), (two.A.Balance, two.A.Pending, two.A.Rows.Where(row => row.Kind != RowKind.CapUse).Sum(row => row.Points)));
        Assert.Null(two.Unmerge("2025-03-02"));
        Assert.Equal(0, two.A.Rows.Where(row => row.Kind != RowKind.CapUse).Sum(row => row.Points));
        two.Sound();
    }

    [Fact]
    public void A_frozen_members_points_are_not_set_free_by_a_merge()
    {
        var two = new Two();
        two.Buy("a", "2025-01-10", 100);
        two.Buy("b", "2025-02-01", 50);
        two.Tell(key => new Model.ModelFreeze(key, Two.At("2025-02-10"), "b", true));
        Assert.Null(two.Merge("2025-03-01"));
        Assert.Equal((150, 0), (two.A.Balance, two.A.SpendableOn(new DateOnly(2025, 3, 1))));
        Assert.Equal("points.frozen", two.Shop.Apply(new Model.ModelDebit("spend", Two.At("2025-03-02"), "a", 10)));
        Assert.Null(two.Unmerge("2025-03-03"));
        Assert.Equal((false, true), (two.A.IsFrozen, two.B.IsFrozen));
        Assert.Equal((100, 0), (two.A.SpendableOn(new DateOnly(2025, 3, 3)), two.B.SpendableOn(new DateOnly(2025, 3, 3))));
        two.Sound();
    }

    [Fact]
    public void A_frozen_member_who_stays_stays_frozen_and_the_other_leaves_free()
    {
        var two = new Two();
        two.Buy("b", "2025-02-01", 50);
        two.Tell(key => new Model.ModelFreeze(key, Two.At("2025-02-10"), "a", true));
        Assert.Null(two.Merge("2025-03-01"));
        Assert.Equal((true, 0), (two.A.IsFrozen, two.A.SpendableOn(new DateOnly(2025, 3, 1))));
        Assert.Null(two.Unmerge("2025-03-03"));
        Assert.Equal((true, false, 50), (two.A.IsFrozen, two.B.IsFrozen, two.B.SpendableOn(new DateOnly(2025, 3, 3))));
    }

    [Fact]
    public void A_freeze_lifted_after_the_merge_is_lifted_for_the_one_who_stays_alone()
    {
        // What happens after a merge stays with a; b comes back as it went. A freeze of a's own after that is not b's to lift.
        var two = new Two();
        two.Buy("b", "2025-02-01", 50);
        two.Tell(key => new Model.ModelFreeze(key, Two.At("2025-02-10"), "b", true));
        Assert.Null(two.Merge("2025-03-01"));
        two.Tell(key => new Model.ModelFreeze(key, Two.At("2025-03-02"), "a", false));
        Assert.Equal(50, two.A.SpendableOn(new DateOnly(2025, 3, 2)));
        two.Tell(key => new Model.ModelFreeze(key, Two.At("2025-03-02"), "a", true));
        Assert.Null(two.Unmerge("2025-03-03"));
        Assert.Equal((true, true), (two.A.IsFrozen, two.B.IsFrozen));
        two.Sound();
    }

    [Fact]
    public void Two_freezes_that_came_leave_one_by_one()
    {
        var two = new Two();
        foreach (var name in (string[])["b", "c"])
        {
            two.Tell(key => new Model.ModelFreeze(key, Two.At("2025-02-10"), name, true));
            Assert.Null(two.Merge("2025-03-01", name, "a"));
        }

        Assert.Null(two.Unmerge("2025-03-02", "b", "a"));
        Assert.True(two.A.IsFrozen);
        Assert.Null(two.Unmerge("2025-03-02", "c", "a"));
        Assert.False(two.A.IsFrozen);
        two.Sound();
    }

    [Fact]
    public void An_object_rewarded_once_is_rewarded_for_neither_again()
    {
        var two = new Two();
        two.Tell(key => new Model.ModelBehaviour(key, Two.At("2025-02-01"), "b", "review", "o1"));
        Assert.Equal(30, two.B.Balance);
        Assert.Null(two.Merge("2025-03-01"));
        two.Tell(key => new Model.ModelBehaviour(key, Two.At("2025-03-02"), "a", "review", "o1"));
        Assert.Equal(30, two.A.Balance);
    }

    [Fact]
    public void A_merge_loses_and_makes_no_points_and_an_undo_at_once_leaves_no_trace()
    {
        var merged = 0;
        for (var seed = 301UL; seed <= 360; seed++)
        {
            var scenario = Model.ModelScenario.From(seed, new Model.ModelScenarioOptions { Facts = 60, Tiers = false });
            if (scenario.Program.AutoRedemption is not null) continue;
            var shop = new CoreShop(scenario.Program);
            foreach (var fact in scenario.Facts) shop.Apply(fact);
            var now = scenario.Facts[^1].RecordedAt;
            shop.Apply(new Model.ModelAdvance("settle", now));
            var (a, b) = (shop.Member("m1"), shop.Member("m2"));
            var (sums, lots) = (Sums(a, b), OpenLots(a, b));
            var owes = a.State.DebtOutstanding + b.State.DebtOutstanding > 0;
            Assert.Null(shop.Merge("m2", "m1", CoreFacts.At(now)));
            Check($"seed {seed}, merged", shop, sums, Sums(a, b));
            Assert.Equal((0, 0, 0), (b.State.Balance, b.State.Pending, b.State.Growth));
            // Under inactivity the later of both dates keeps points alive while the two are one.
            var follow = scenario.Program.Expiry.Kind is Model.ExpiryKind.InactivityMonths or Model.ExpiryKind.InactivityDays;
            if (!owes && !follow) Assert.Equal(lots, OpenLots(a, b));
            Assert.Null(shop.Unmerge("m2", "m1", CoreFacts.At(now)));
            Check($"seed {seed}, undone", shop, sums, Sums(a, b));
            if (!owes) Assert.Equal(lots, OpenLots(a, b));
            merged++;
        }

        Assert.True(merged > 40, $"only {merged} merges");
    }

    [Fact]
    public void Whatever_happens_between_a_merge_and_its_undo_the_undo_loses_and_makes_no_points()
    {
        var undone = 0;
        for (var seed = 401UL; seed <= 440; seed++)
        {
            var scenario = Model.ModelScenario.From(seed, new Model.ModelScenarioOptions { Facts = 120, Tiers = false });
            if (scenario.Program.AutoRedemption is not null) continue;
            var shop = new CoreShop(scenario.Program);
            foreach (var fact in scenario.Facts.Take(70)) shop.Apply(fact);
            var merged = scenario.Facts[69].RecordedAt;
            var at = merged;
            Assert.Null(shop.Merge("m2", "m1", CoreFacts.At(merged)));
            foreach (var fact in scenario.Facts.Skip(70).TakeWhile(fact => fact.RecordedAt <= merged.AddDays(29)))
            {
                if (fact is Model.ModelRefund refund && shop.Member("m2").Sequence(refund.Purchase) != 0) shop.RefundMerged(refund, refund.Purchase, "m2", "m1");
                else shop.Apply(fact);
                at = fact.RecordedAt;
                Check($"seed {seed}, {fact.Key}", shop, "", "");
            }

            shop.Apply(new Model.ModelAdvance("settle", at));
            var before = Sums(shop.Member("m1"), shop.Member("m2"));
            Assert.Null(shop.Unmerge("m2", "m1", CoreFacts.At(at)));
            Check($"seed {seed}, undone", shop, before, Sums(shop.Member("m1"), shop.Member("m2")));
            undone++;
        }

        Assert.True(undone > 20, $"only {undone} undone");
    }

    private static void Check(string when, CoreShop shop, string expected, string actual)
    {
        Assert.Equal((when, expected), (when, actual));
        foreach (var member in shop.Members)
        {
            var broken = CoreLaws.Broken(shop.Programs, member).Concat(member.BrokenRecord()).ToList();
            Assert.True(broken.Count == 0, $"{when}: {member.Name}: {string.Join('\n', broken)}");
        }
    }

    private static string Sums(CoreMember a, CoreMember b) =>
        $"balance {a.State.Balance + b.State.Balance} pending {a.State.Pending + b.State.Pending} growth {a.State.Growth + b.State.Growth}";

    private static IEnumerable<string> OpenLots(CoreMember a, CoreMember b) =>
        a.State.OpenLots.Concat(b.State.OpenLots).Select(lot => $"{lot.Left} {lot.EarnedOn:yyyy-MM-dd} {lot.EndsOn:yyyy-MM-dd} {lot.Pending}").Order(StringComparer.Ordinal).ToList();

    /// <summary>Members a and b at a shop that gives one point and one growth for each full yuan, for twelve months.</summary>
    private sealed class Two
    {
        private int _key;

        public Two(Model.Shortfall shortfall = Model.Shortfall.Debt, int? pendingDays = null, bool untilReceived = false, int? lapseDays = null, int? inactivityMonths = null)
        {
            var program = new Model.ModelProgram
            {
                LateNotice = Model.LateNotice.Expire,
                Expiry = inactivityMonths is { } months ? new Model.ModelExpiry(Model.ExpiryKind.InactivityMonths, months) : new Model.ModelExpiry(Model.ExpiryKind.RollingMonths, 12),
                Shortfall = shortfall,
                Pending = pendingDays is { } days ? new Model.ModelPending(Model.PendingKind.Days, days)
                    : untilReceived ? new Model.ModelPending(Model.PendingKind.Received, 0, lapseDays) : new Model.ModelPending(Model.PendingKind.None),
            };
            program.EarnRules.Add(new Model.ModelEarnRule("base", Model.EarnKind.Spend, 1) { PerFull = 100 });
            program.EarnRules.Add(new Model.ModelEarnRule("review", Model.EarnKind.Behaviour, 30) { Behaviour = "review" });
            (program.Growth.SpendRate, program.Growth.PerFull) = (1, 100);
            program.Ladder.Tiers.Add(new Model.ModelTier("base"));
            Shop = new CoreShop(program);
            Tell(key => new Model.ModelJoin(key, At("2025-01-01"), "a"));
            foreach (var name in (string[])["b", "c", "d"]) Tell(key => new Model.ModelJoin(key, At("2025-01-01"), name));
        }

        public CoreShop Shop { get; }

        public MemberState A => Shop.Member("a").State;

        public MemberState B => Shop.Member("b").State;

        public MemberState C => Shop.Member("c").State;

        public static DateTime At(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture).ToDateTime(new TimeOnly(12, 0));

        public string Tell(Func<string, Model.ModelFact> fact)
        {
            var key = $"f{++_key}";
            Assert.Null(Shop.Apply(fact(key)));
            return key;
        }

        public string Buy(string member, string day, long yuan, int quantity = 1) =>
            Tell(key => new Model.ModelPurchase(key, At(day), member) { Lines = [new Model.ModelLine("tea", "tea", quantity, yuan * 100)] });

        /// <summary>Nothing for 0.</summary>
        public string Spend(string day, long points) => points == 0 ? "" : Tell(key => new Model.ModelDebit(key, At(day), "a", points));

        public void Owe(string member, string day, long points)
        {
            var bought = Buy(member, day, points);
            Tell(key => new Model.ModelDebit(key, At(day), member, points));
            Tell(key => new Model.ModelRefund(key, At(day), bought) { Units = [(0, 1)] });
        }

        public string? Merge(string day, string gone = "b", string stays = "a") => Shop.Merge(gone, stays, CoreFacts.At(At(day)));

        public string? Unmerge(string day, string gone = "b", string stays = "a") => Shop.Unmerge(gone, stays, CoreFacts.At(At(day)));

        /// <summary>The laws of the ledger hold, and folding and deciding again come to the same.</summary>
        public void Sound() => Check("at the end", Shop, "", "");

        public IEnumerable<string> Lots(string member) =>
            Shop.Member(member).State.OpenLots.Select(lot => $"{lot.Left} {lot.EarnedOn:yyyy-MM-dd} {lot.EndsOn:yyyy-MM-dd}");
    }
}
