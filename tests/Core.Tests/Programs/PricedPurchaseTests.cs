using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;

namespace Tessera.Core.Tests.Programs;

/// <summary>A purchase with wishes: priced, paid with points, earned on what was paid (semantics §2, §3, §8).</summary>
public sealed class PricedPurchaseTests
{
    private static readonly Saving TenOff = new() { Id = "ten", Names = new LocalText("九折", "10 % off"), Amount = new SavingAmount { Off = 1_000 } };

    [Fact]
    [Covers("P10", "E8")]
    public void Points_as_a_discount_lower_the_lines_and_what_they_earn()
    {
        var shop = new PricedShop(PricedShop.Document(new SpendingRules { Points = 1, WorthMinor = 1 }));
        shop.Give(3_000);
        var bought = shop.Buy(new Wishes { Points = 3_000 }, PricedShop.Line(1, 10_000));
        // 100.00 less 3,000 points of one fen: 70.00 to pay, which earns 70 points and counts 70.00.
        Assert.Equal(7_000, bought.Outcome.Priced!.ToPayMinor);
        Assert.Equal((7_000L, 7_000L, 70L), (bought.Outcome.NetMinor, bought.Outcome.SpendMinor, bought.Outcome.Points));
        Assert.Equal(70, shop.State.Balance);
    }

    [Theory]
    [Covers("P10")]
    [InlineData(false, 7_000L, 70L)]
    [InlineData(true, 10_000L, 100L)]
    public void Points_as_a_payment_leave_the_net_and_a_switch_says_whether_their_part_earns(bool earns, long spend, long points)
    {
        var shop = new PricedShop(PricedShop.Document(new SpendingRules { Points = 1, WorthMinor = 1, As = PointsAs.Payment, PaidPartEarns = earns }));
        shop.Give(3_000);
        var bought = shop.Buy(new Wishes { Points = 3_000 }, PricedShop.Line(1, 10_000));
        Assert.Equal((7_000L, 10_000L), (bought.Outcome.Priced!.ToPayMinor, bought.Outcome.NetMinor));
        Assert.Equal((spend, points), (bought.Outcome.SpendMinor, bought.Outcome.Points));
    }

    [Fact]
    public void Spent_points_come_back_to_the_lots_they_were_taken_from_the_last_one_first()
    {
        var shop = new PricedShop(PricedShop.Document(new SpendingRules { Points = 1, WorthMinor = 1 }));
        shop.Give(100);
        shop.Now = PricedShop.At("2026-03-11", 10);
        shop.Give(500);
        var (first, second) = (shop.State.OpenLots[0], shop.State.OpenLots[1]);
        // 300 points: 100 of the lot that ends first, 200 of the other. Four units of 3.00 cost 9.00 together and earn 9.
        var bought = shop.Buy(new Wishes { Points = 300 }, PricedShop.Line(4, 1_200));
        Assert.Equal((0L, 300L), (first.Left, second.Left));
        // One unit brings 75 points to the second lot and loses 2 of the 9 earned (⌊9 × 1 ÷ 4⌋).
        Assert.Equal((225L, 75L), (shop.Refund(bought.Sequence, 0, 1).Back is var one ? (one.OtherMinor, one.Points) : default));
        Assert.Equal((0L, 375L), (first.Left, second.Left));
        shop.Refund(bought.Sequence, 0, 3);
        Assert.Equal((100L, 500L), (first.Left, second.Left));
        Assert.Equal(600, shop.State.Balance);
        shop.ReplaysAlike();
    }

    [Fact]
    public void Points_come_back_before_a_claw_back_so_that_it_writes_nothing_off()
    {
        var shop = new PricedShop(PricedShop.Document(new SpendingRules { Points = 1, WorthMinor = 1 }, shortfall: Shortfall.Clamp));
        shop.Give(1_000);
        // 1,000 points of 20.00 leave 10.00, which earns 10; they are spent before the refund.
        var bought = shop.Buy(new Wishes { Points = 1_000 }, PricedShop.Line(1, 2_000));
        shop.Accept(new Debit { OccurredAt = shop.Now, RecordedAt = shop.Now, Points = 10, Reference = "gone" });
        shop.Refund(bought.Sequence, 0, 1);
        // 1,000 back, 10 of them stand in for what was earned and is gone.
        Assert.Equal(990, shop.State.Balance);
        Assert.DoesNotContain(shop.State.Claws, c => c.WrittenOff != 0);
    }

    [Fact]
    [Covers("F35")]
    public void A_limit_of_money_comes_back_with_what_is_refunded_and_a_limit_of_uses_does_not()
    {
        var limited = TenOff with { Limits = [new SavingLimit { Uses = 2, Minor = 1_500 }] };
        var shop = new PricedShop(PricedShop.Document(promotions: [limited]));
        var first = shop.Buy(new Wishes(), PricedShop.Line(2, 10_000));
        Assert.Equal(9_000, first.Outcome.Priced!.ToPayMinor);
        // Half of it back gives 5.00 of the 15.00 back: 10.00 are left for the second order, then the two uses are gone.
        shop.Refund(first.Sequence, 0, 1);
        Assert.Equal(19_000, shop.Buy(new Wishes(), PricedShop.Line(1, 20_000)).Outcome.Priced!.ToPayMinor);
        Assert.Equal(1_000, shop.Buy(new Wishes(), PricedShop.Line(1, 1_000)).Outcome.Priced!.ToPayMinor);
        shop.ReplaysAlike();
    }

    [Theory]
    [Covers("F35", "switch:purchases.limitsBack=spend", "switch:purchases.limitsBack=all")]
    [InlineData(LimitsBack.Spend, false, 1_000L)]
    [InlineData(LimitsBack.All, false, 900L)]
    [InlineData(LimitsBack.Spend, true, 900L)]
    public void A_limit_of_uses_comes_back_with_a_void_and_where_the_programme_says_so_with_a_full_refund(LimitsBack rule, bool isVoid, long next)
    {
        var once = TenOff with { Limits = [new SavingLimit { Uses = 1 }, new SavingLimit { OfCampaign = true, Uses = 1, Minor = 50_000 }] };
        var shop = new PricedShop(PricedShop.Document(promotions: [once], purchases: new PurchaseRules { LimitsBack = rule }));
        var first = shop.Buy(new Wishes(), PricedShop.Line(1, 10_000));
        Assert.Equal((1L, 1_000L), (shop.Counters["saving:ten:uses"], shop.Counters["saving:ten:minor"]));
        shop.Refund(first.Sequence, 0, 1, isVoid: isVoid);
        Assert.Equal(0, shop.Counters["saving:ten:minor"]);
        Assert.Equal(next, shop.Buy(new Wishes(), PricedShop.Line(1, 1_000)).Outcome.Priced!.ToPayMinor);
        shop.ReplaysAlike();
    }

    [Fact]
    public void A_campaign_by_the_day_begins_anew_each_day()
    {
        var daily = TenOff with { Limits = [new SavingLimit { OfCampaign = true, Uses = 1, Period = CapPeriod.Day }] };
        var shop = new PricedShop(PricedShop.Document(promotions: [daily]));
        Assert.Equal(900, shop.Buy(new Wishes(), PricedShop.Line(1, 1_000)).Outcome.Priced!.ToPayMinor);
        Assert.Equal(1_000, shop.Buy(new Wishes(), PricedShop.Line(1, 1_000)).Outcome.Priced!.ToPayMinor);
        shop.Now = PricedShop.At("2026-03-11", 10);
        Assert.Equal(900, shop.Buy(new Wishes(), PricedShop.Line(1, 1_000)).Outcome.Priced!.ToPayMinor);
        Assert.Equal(["saving:ten:uses:day:2026-03-10", "saving:ten:uses:day:2026-03-11"], shop.Counters.Keys);
    }

    [Fact]
    public void A_price_that_is_not_the_one_quoted_is_refused_with_both_and_moves_nothing()
    {
        var shop = new PricedShop(PricedShop.Document(promotions: [TenOff with { Limits = [new SavingLimit { Uses = 1 }] }]));
        var quoted = QuotedPrice.Of(shop.Buy(new Wishes(), PricedShop.Line(1, 10_000)).Outcome.Priced!);
        var (sequence, rows) = (shop.State.Sequence, shop.State.Rows.Count);
        var refusal = shop.Tell(shop.PurchaseOf(new Wishes { Quoted = quoted }, PricedShop.Line(1, 10_000))).Refusal!;
        Assert.Equal("quote.changed", refusal.Reason.Code);
        Assert.Equal([9_000L, 10_000L, 1_000L, 0L], refusal.Reason.Parts.Take(4).Select(p => p.Number));
        Assert.Equal("ten", refusal.Reason.Parts.Single(p => p.Name == "saving").Text);
        Assert.Equal((sequence, rows), (shop.State.Sequence, shop.State.Rows.Count));
    }

    [Fact]
    public void Payments_that_do_not_come_to_what_is_to_pay_are_refused()
    {
        var shop = new PricedShop(PricedShop.Document(promotions: [TenOff]));
        var short10 = shop.PurchaseOf(new Wishes(), PricedShop.Line(1, 10_000)) with { Payments = [new Payment("cash", 8_000), new Payment("card", 990)] };
        Assert.Equal("quote.payments", shop.Tell(short10).Refusal!.Reason.Code);
        shop.Accept(short10 with { Payments = [new Payment("cash", 8_000), new Payment("card", 1_000)] });
    }

    [Fact]
    public void A_frozen_member_is_priced_but_spends_no_points()
    {
        var shop = new PricedShop(PricedShop.Document(new SpendingRules { Points = 1, WorthMinor = 1 }));
        shop.Give(500);
        shop.Accept(new Frozen { OccurredAt = shop.Now, RecordedAt = shop.Now, ReasonCode = "risk" });
        Assert.Equal(1_000, shop.Buy(new Wishes { MostPoints = true }, PricedShop.Line(1, 1_000)).Outcome.Priced!.ToPayMinor);
    }

    [Fact]
    public void A_purchase_sold_before_it_had_a_member_is_not_priced_again()
    {
        var shop = new PricedShop(PricedShop.Document(promotions: [TenOff]));
        var told = shop.PurchaseOf(new Wishes(), PricedShop.Line(2, 10_000));
        var bought = shop.Accept(told with { Claimed = true, Sold = new PricedOrder
        {
            Lines = [new PricedLine { Line = told.Lines[0], StartMinor = 10_000, NetMinor = 9_500, PayMinor = 9_500, Parts = [new PricedPart("five", 500)] }],
            Deductions = [new Deduction { Id = "five", SavingId = "five", Origin = SavingOrigin.Promotion, Stage = PriceStage.Line, Minor = 500, Reason = Reason.Of("x") }],
            NotApplied = [], StartMinor = 10_000, NetMinor = 9_500, TaxMinor = 0, PayMinor = 9_500, ToPayMinor = 9_500,
        } });
        Assert.Equal((9_500L, 95L), (bought.Purchase!.NetMinor, bought.Purchase.Points));
    }

    [Fact]
    public void Stored_value_pays_last_lowers_nothing_and_each_tender_is_paid_back_by_its_part()
    {
        var shop = new PricedShop(PricedShop.Document(promotions: [TenOff]));
        shop.TopUp(0);
        // 40.00 at 10 % off is 36.00, of which 30.00 come from the wallet and 6.00 are left to pay. It earns on 36.00.
        var bought = shop.Buy(new Wishes { StoredValueMinor = 3_000 }, PricedShop.Line(4, 4_000));
        Assert.Equal((600L, 3_600L, 36L), (bought.Outcome.Priced!.ToPayMinor, bought.Outcome.SpendMinor, bought.Outcome.Points));
        // Of 100.00 paid for with 70.00, 30.00 used are 21.00 of principal. List value of the part: 40.00 × 30 ÷ 36 = 33.33.
        var lot = Assert.Single(shop.State.Wallet.Lots);
        Assert.Equal((2_100L, 3_333L, 3_000L), (lot.PrincipalUsed, lot.ListUsed, lot.ChargedUsed));
        // One unit of four: 9.00, of which 7.50 go to the wallet.
        var back = shop.Refund(bought.Sequence, 0, 1).Back;
        Assert.Equal((900L, 750L, 150L), (back.PayMinor, back.StoredValueMinor, back.OtherMinor));
        Assert.Equal(7_750, shop.State.Wallet.BalanceMinor);
        shop.ReplaysAlike();
    }

    [Theory]
    [Covers("P18", "switch:purchases.conditionalSavings=keep", "switch:purchases.conditionalSavings=recover")]
    [InlineData(ConditionalSaving.Keep, 5_000L, 2_500L)]
    [InlineData(ConditionalSaving.Recover, 4_000L, 3_000L)]
    public void A_partial_refund_that_takes_the_ground_from_a_saving_keeps_it_or_recovers_what_is_left_of_it(ConditionalSaving rule, long first, long unit)
    {
        var full = new Saving { Id = "full", Names = new LocalText("满减", "20 off 100"), Stage = PriceStage.Order, AtLeastMinor = 10_000, Amount = new SavingAmount { Minor = 2_000 } };
        var shop = new PricedShop(PricedShop.Document(promotions: [full], purchases: new PurchaseRules { ConditionalSavings = rule }));
        // 60.00 and 2 × 30.00 less 20.00: 50.00 each line. Without the first line 60.00 are left, below 100.00: the 10.00 on the second are recovered,
        // and come back with its units, 5.00 each.
        var bought = shop.Buy(new Wishes(), PricedShop.Line(1, 6_000), PricedShop.Line(2, 6_000, "cup"));
        Assert.Equal(10_000, bought.Outcome.Priced!.ToPayMinor);
        Assert.Equal(first, shop.Refund(bought.Sequence, 0, 1).Back.OtherMinor);
        Assert.Equal(unit, shop.Refund(bought.Sequence, 1, 1).Back.OtherMinor);
        Assert.Equal((10_000 - first - unit, true), shop.Refund(bought.Sequence, 1, 1) is var last ? (last.Back.OtherMinor, last.Complete) : default);
        Assert.Equal(0, shop.State.Rows.Where(r => r.Kind != RowKind.CapUse).Sum(r => r.NetMinor));
        shop.ReplaysAlike();
    }

    [Theory]
    [Covers("P18", "F6")]
    [InlineData(ConditionalSaving.Keep, 6_900L)]
    [InlineData(ConditionalSaving.Recover, 5_700L)]
    public void Freight_that_a_benefit_made_free_from_an_amount_is_recovered_when_the_kept_goods_no_longer_reach_it(ConditionalSaving rule, long first)
    {
        var ship = new Benefit { Id = "ship", Names = new LocalText("满99包邮", "free freight from 99"), Type = BenefitType.FreeFreight, AtLeastMinor = 9_900, Tiers = ["base"] };
        var shop = new PricedShop(PricedShop.Document(purchases: new PurchaseRules { ConditionalSavings = rule }) with { Benefits = [ship] });
        // 69.00 + 50.00 goods and 12.00 freight, free from 99.00: 119.00 to pay. Without the first line 50.00 are left: its 69.00 come back less the freight's 12.00,
        // which come back with the freight itself.
        var bought = shop.Buy(new Wishes(), PricedShop.Line(1, 6_900), PricedShop.Line(1, 5_000, "cup"), PricedShop.Line(1, 1_200, "post") with { Kind = LineKind.Freight });
        Assert.Equal(11_900, bought.Outcome.Priced!.ToPayMinor);
        Assert.Equal(first, shop.Refund(bought.Sequence, 0, 1).Back.OtherMinor);
        Assert.Equal(5_000, shop.Refund(bought.Sequence, 1, 1).Back.OtherMinor);
        Assert.Equal((6_900 - first, true), shop.Refund(bought.Sequence, 2, 1) is var last ? (last.Back.OtherMinor, last.Complete) : default);
        shop.ReplaysAlike();
    }

    [Theory]
    [Covers("P18", "F6")]
    [InlineData(FreightReads.Before, 8_300L, 3_600L)]
    [InlineData(FreightReads.After, 8_000L, 4_800L)]
    public void What_free_freight_asks_of_the_kept_goods_is_read_where_it_was_read_then(FreightReads reads, long atLeast, long back)
    {
        var half = new Saving { Id = "half", Names = new LocalText("杯子八折", "cups 20 % off"), Stage = PriceStage.Coupon, Scope = new SavingScope { Categories = ["cup"] }, Amount = new SavingAmount { Off = 2_000 } };
        var ship = new Saving { Id = "ship", Names = new LocalText("包邮", "free freight"), Stage = PriceStage.Freight, Reach = SavingReach.Freight, AtLeastMinor = atLeast, Amount = new SavingAmount { Off = 10_000 } };
        var shop = new PricedShop(PricedShop.Document(promotions: [half, ship], purchases: new PurchaseRules { ConditionalSavings = ConditionalSaving.Recover })
            with { Pricing = new PricingRules { FreightReads = reads } });
        // 80.00 tea and a cup of 60.00 at 48.00, freight 12.00 free. Read before coupons, 140.00 reach 83.00 and the 80.00 kept do not: 48.00 − 12.00 come back.
        // Read after them, 128.00 reach 80.00 and the 80.00 kept still do: 48.00 come back.
        var bought = shop.Buy(new Wishes(), PricedShop.Line(1, 8_000), PricedShop.Line(1, 6_000, "cup"), PricedShop.Line(1, 1_200, "post") with { Kind = LineKind.Freight });
        Assert.Equal(12_800, bought.Outcome.Priced!.ToPayMinor);
        Assert.Equal(back, shop.Refund(bought.Sequence, 1, 1).Back.OtherMinor);
    }

    [Fact]
    [Covers("P18")]
    public void A_refund_that_does_not_cover_what_it_would_recover_leaves_the_saving()
    {
        var full = new Saving { Id = "full", Names = new LocalText("满减", "50 off 105"), Stage = PriceStage.Order, AtLeastMinor = 10_500, Amount = new SavingAmount { Minor = 5_000 } };
        var shop = new PricedShop(PricedShop.Document(promotions: [full], purchases: new PurchaseRules { ConditionalSavings = ConditionalSaving.Recover }));
        // 10.00 + 100.00 less 50.00: 4.55 and 45.45 by largest remainder. The first line pays back 5.45, which does not cover 45.45.
        var bought = shop.Buy(new Wishes(), PricedShop.Line(1, 1_000), PricedShop.Line(1, 10_000, "cup"));
        Assert.Equal(545, shop.Refund(bought.Sequence, 0, 1).Back.OtherMinor);
        Assert.Equal(5_455, shop.Refund(bought.Sequence, 1, 1).Back.OtherMinor);
    }

    [Fact]
    public void The_receipt_that_the_page_on_prices_explains_comes_out_as_it_says()
    {
        var tea = TenOff with { Scope = new SavingScope { Categories = ["tea"] } };
        var full = new Saving { Id = "full", Names = new LocalText("满减", "20 off 100"), Stage = PriceStage.Order, AtLeastMinor = 10_000, Amount = new SavingAmount { Minor = 2_000 } };
        var shop = new PricedShop(PricedShop.Document(new SpendingRules { Points = 100, WorthMinor = 100 }, [tea, full]));
        shop.Give(1_000);
        var bought = shop.Buy(new Wishes { Points = 500 }, PricedShop.Line(2, 12_000), PricedShop.Line(1, 2_000, "cup"));
        var order = bought.Outcome.Priced!;
        Assert.Equal((10_300L, 103L), (order.ToPayMinor, bought.Outcome.Points));
        Assert.Equal([1_200L, 1_688L, 422L], order.Lines[0].Parts.Select(p => p.Minor));
        Assert.Equal([312L, 78L], order.Lines[1].Parts.Select(p => p.Minor));
        Assert.Equal((4_345L, 211L), shop.Refund(bought.Sequence, 0, 1).Back is var back ? (back.OtherMinor, back.Points) : default);
    }
}
