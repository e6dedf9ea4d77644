using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.StoredValue;

public sealed class WalletTests
{
    private static readonly StoredValueRules Plus200 = new()
    {
        Plans = [new TopUpPlan { Id = "plus", Names = new LocalText("充1000送200", "1000 + 200"), PayMinor = 100_000, BonusMinor = 20_000 }],
        Cards = [new CardTerms { Id = "wash", Names = new LocalText("洗剪吹", "Wash"), PriceMinor = 60_000, Uses = 10, CommissionMinor = 500 },
            new CardTerms { Id = "gym", Names = new LocalText("月卡", "Month"), Kind = CardKind.Period, PriceMinor = 30_000, Term = new Span(1, 0) }],
    };

    // Registered: at most 5,000.00 of principal after the top-up. Unregistered: 1,000.00.
    [Theory]
    [Covers("Z1", "L9")]
    [InlineData(true, "0", "5000.00", null)]
    [InlineData(true, "0", "5000.01", "topUp.overLimit")]
    [InlineData(true, "3000.00", "2000.00", null)]
    [InlineData(true, "3000.00", "2000.01", "topUp.overLimit")]
    [InlineData(false, "0", "1000.00", null)]
    [InlineData(false, "0", "1000.01", "topUp.overLimitUnregistered")]
    public void A_top_up_over_the_legal_limit_is_refused_to_the_fen(bool registered, string held, string asked, string? refused)
    {
        var shop = new WalletShop();
        if (held != "0") Assert.Null(shop.TopUp("2026-01-01", held));

        Assert.Equal(refused, shop.TopUp("2026-01-02", asked, registered: registered));
    }

    // 1000 + 200 twice is 2,000 of principal; after 1,200 of value is used the older principal is gone and 1,000 is held: 4,000.00 still fit, a fen more does not.
    [Fact]
    [Covers("Z1")]
    public void The_limit_is_on_the_principal_that_is_left_and_not_on_the_bonus()
    {
        var shop = new WalletShop(Plus200);
        Assert.Null(shop.TopUp("2026-01-01", "0", "plus"));
        Assert.Null(shop.TopUp("2026-01-02", "1000.00", "plus"));
        shop.Use("2026-01-03", 120_000);

        Assert.Equal("topUp.overLimit", shop.TopUp("2026-01-04", "4000.01"));
        Assert.Null(shop.TopUp("2026-01-04", "4000.00"));
        Assert.Equal((500_000L, 20_000L), (shop.State.Wallet.PrincipalMinor, shop.State.Wallet.BonusMinor));
    }

    // 33.34 × 1000 ÷ 1200 = 27.7833: 27.78. 66.68 → 55.5666: 55.57 − 27.78 = 27.79. 100.02 → 83.35 − 55.57 = 27.78.
    [Fact]
    [Covers("P27")]
    public void The_principal_of_each_use_is_the_cumulative_share_less_what_was_used_before()
    {
        var shop = new WalletShop(Plus200);
        shop.TopUp("2026-01-01", "0", "plus");

        long[] principal = [.. Enumerable.Range(0, 3).Select(_ => -shop.Use("2026-01-02", 3_334).PrincipalMinor)];

        Assert.Equal([2_778L, 2_779L, 2_778L], principal);
        Assert.Equal(8_335L, shop.State.Wallet.Lots[0].PrincipalUsed);
    }

    [Fact]
    [Covers("P27")]
    public void The_oldest_top_up_is_used_first_and_list_and_charged_value_go_with_it_by_amount()
    {
        var shop = new WalletShop();
        shop.TopUp("2026-01-01", "60.00");
        shop.TopUp("2026-01-02", "100.00");

        var use = shop.Use("2026-01-03", 9_000, list: 12_000);

        // 60 and 30 of 90: list 80 and 40.
        Assert.Equal([(6_000L, 8_000L, 6_000L), (3_000L, 4_000L, 3_000L)], use.Parts.Select(p => (p.Principal, p.List, p.Charged)));
        Assert.Equal(7_000L, shop.State.Wallet.BalanceMinor);
        Assert.Single(shop.State.Wallet.Lots);
    }

    [Fact]
    [Covers("P27")]
    public void A_use_that_comes_back_in_parts_fills_the_newest_top_up_first_and_in_the_end_restores_all()
    {
        var shop = new WalletShop();
        shop.TopUp("2026-01-01", "60.00");
        shop.TopUp("2026-01-02", "100.00");
        var use = shop.Use("2026-01-03", 9_000, list: 12_000);

        shop.GiveBack("2026-01-04", use, 0, 2_000);
        Assert.Equal([(9_000L)], shop.State.Wallet.Lots.Select(l => l.Left));
        shop.GiveBack("2026-01-04", use, 2_000, 7_000);

        Assert.Equal([(6_000L, 0L, 0L), (10_000L, 0L, 0L)], shop.State.Wallet.Lots.Select(l => (l.Left, l.ListUsed, l.ChargedUsed)));
    }

    [Fact]
    [Covers("P27", "P31")]
    public void A_frozen_or_lost_wallet_pays_nothing_until_it_is_free_again_and_a_new_card_holds_what_the_old_one_did()
    {
        var shop = new WalletShop();
        shop.TopUp("2026-01-01", "100.00");
        var day = WalletShop.Date("2026-01-02");

        Assert.Null(shop.Change("2026-01-02", WalletChange.Freeze));
        Assert.Equal("wallet.frozen", Wallets.CheckUse(shop.State, 1, day)!.Reason.Code);
        Assert.Equal("wallet.frozen", shop.TopUp("2026-01-02", "1.00"));
        Assert.Equal("wallet.frozenAlready", shop.Change("2026-01-02", WalletChange.Freeze));
        Assert.Null(shop.Change("2026-01-02", WalletChange.Unfreeze));
        Assert.Null(shop.Change("2026-01-02", WalletChange.ReportLoss));
        Assert.Equal("wallet.lost", Wallets.CheckUse(shop.State, 1, day)!.Reason.Code);
        Assert.Null(shop.Change("2026-01-03", WalletChange.Reissue));
        Assert.Null(Wallets.CheckUse(shop.State, 10_000, day));
        Assert.Equal("wallet.insufficient", Wallets.CheckUse(shop.State, 10_001, day)!.Reason.Code);
        Assert.Equal(1, shop.State.Wallet.Reissued);
        Assert.Equal("wallet.notLost", shop.Change("2026-01-03", WalletChange.Reissue));
    }

    // Paid 2026-01-01, valid 36 months: usable through 2029-01-01. The value waits; it is never taken.
    [Fact]
    [Covers("Z1", "L9")]
    public void Unregistered_value_past_three_years_waits_for_reactivation_and_registered_value_never_ends()
    {
        var shop = new WalletShop();
        shop.TopUp("2026-01-01", "100.00", registered: false);

        Assert.Null(Wallets.CheckUse(shop.State, 10_000, WalletShop.Date("2029-01-01")));
        Assert.Equal("wallet.needsReactivation", Wallets.CheckUse(shop.State, 10_000, WalletShop.Date("2029-01-02"))!.Reason.Code);
        Assert.Equal(10_000L, shop.State.Wallet.BalanceMinor);
        Assert.Null(shop.Change("2029-02-01", WalletChange.Reactivate));
        Assert.Null(Wallets.CheckUse(shop.State, 10_000, WalletShop.Date("2032-02-01")));
        Assert.Null(shop.Change("2032-03-01", WalletChange.Register));
        Assert.Null(Wallets.CheckUse(shop.State, 10_000, WalletShop.Date("2099-01-01")));
    }

    [Fact]
    [Covers("L9")]
    public void A_shop_that_stops_taking_prepayments_still_pays_out_what_it_holds()
    {
        var shop = new WalletShop(Plus200 with { TakesPrepayments = false });

        Assert.Equal("topUp.stopped", shop.TopUp("2026-01-01", "1.00"));
        Assert.Equal("topUp.stopped", shop.Tell("2026-01-01", at => new CardSold { OccurredAt = at, RecordedAt = at, Card = "wash" }));
        Assert.Null(shop.Tell("2026-01-01", at => new Opening { OccurredAt = at, RecordedAt = at, Source = "old", PrincipalMinor = 10_000, BonusMinor = 2_000 }));
        shop.Use("2026-01-02", 12_000);
        Assert.Equal(0L, shop.State.Wallet.BalanceMinor);
    }

    [Fact]
    [Covers("P27")]
    public void A_plan_gives_its_bonus_and_nothing_else_does()
    {
        var shop = new WalletShop(Plus200 with { FreeAmounts = false });

        Assert.Equal("topUp.planNeeded", shop.TopUp("2026-01-01", "1000.00"));
        Assert.Equal("topUp.unknownPlan", shop.TopUp("2026-01-01", "1000.00", "gold"));
        Assert.Equal("topUp.notThePlan", shop.TopUp("2026-01-01", "900.00", "plus"));
        Assert.Null(shop.TopUp("2026-01-01", "1000.00", "plus"));
        Assert.Equal((100_000L, 20_000L), (shop.State.Wallet.PrincipalMinor, shop.State.Wallet.BonusMinor));
    }

    [Fact]
    [Covers("P29")]
    public void A_count_card_is_used_by_count_and_a_use_taken_back_is_there_again_once()
    {
        var shop = new WalletShop(Plus200);
        shop.Tell("2026-01-01", at => new CardSold { OccurredAt = at, RecordedAt = at, Card = "wash" });
        var card = shop.State.Wallet.Cards[0].Id;

        Assert.Equal("card.tooFew", Use(11));
        Assert.Null(Use(10));
        Assert.Empty(shop.State.Wallet.Cards);
        var item = shop.Items[^1];
        Assert.Equal(5_000L, item.Effects.OfType<CardEntry>().Single().CommissionMinor);
        Assert.Null(CancelUse());
        Assert.Equal(10, shop.State.Wallet.Cards[0].UsesLeft);
        Assert.Equal(-5_000L, shop.Items[^1].Effects.OfType<CardEntry>().Single().CommissionMinor);
        Assert.Equal("card.useCancelledBefore", CancelUse());

        string? Use(int count) => shop.Tell("2026-01-02", at => new CardUsed { OccurredAt = at, RecordedAt = at, Card = card, Count = count });
        string? CancelUse() => shop.Tell("2026-01-03", at => new CardUseCancelled { OccurredAt = at, RecordedAt = at, UseSequence = item.Sequence }, item);
    }

    // A month from 2026-01-31 ends on the clamped 28th of February: usable through the 27th.
    [Fact]
    [Covers("P29")]
    public void A_period_card_is_used_through_its_last_day_and_ends_in_the_night()
    {
        var shop = new WalletShop(Plus200);
        shop.Tell("2026-01-31", at => new CardSold { OccurredAt = at, RecordedAt = at, Card = "gym" });
        var card = shop.State.Wallet.Cards[0].Id;

        Assert.Equal(WalletShop.Date("2026-02-28"), Decide.NextDueOn(shop.Programs, shop.State));
        Assert.Null(Use("2026-02-27"));
        Assert.Equal("card.unknown", Use("2026-02-28"));
        Assert.Equal("cards:2026-02-28", shop.Items[^1].Step);
        Assert.Null(Decide.NextDueOn(shop.Programs, shop.State));

        string? Use(string day) => shop.Tell(day, at => new CardUsed { OccurredAt = at, RecordedAt = at, Card = card });
    }

    [Fact]
    [Covers("C4")]
    public void A_refunded_top_up_is_taken_from_what_the_tiers_count()
    {
        var gold = new TierRule { Id = "gold", Names = new LocalText("金", "Gold"), Enter = new Compare(new MetricReading(Metric.TopUps, Window.Lifetime), Comparison.AtLeast, 100_000) };
        var shop = new WalletShop(Plus200, "acc_member", gold);
        shop.TopUp("2026-01-01", "0", "plus");
        Assert.Equal("gold", shop.State.InForce);

        var told = shop.Tell("2026-01-10", at => new WalletRefund
        {
            OccurredAt = at, RecordedAt = at, Ground = RefundGround.MembersCause, ExpectedMinor = 100_000, Tenders = [new Payment("cash", 100_000)],
        });

        Assert.Null(told);
        Assert.Equal("base", shop.State.InForce);
    }

    [Theory]
    [Covers("switch:storedValue.closing=refuse", "switch:storedValue.closing=confirm")]
    [InlineData(ClosingWithValue.Refuse, false, "member.holdsValue")]
    [InlineData(ClosingWithValue.Refuse, true, "member.holdsValue")]
    [InlineData(ClosingWithValue.Confirm, false, "member.valueToConfirm")]
    [InlineData(ClosingWithValue.Confirm, true, null)]
    public void A_closing_never_voids_stored_value(ClosingWithValue closing, bool keeps, string? refused)
    {
        var shop = new WalletShop(Plus200 with { Closing = closing });
        shop.TopUp("2026-01-01", "0", "plus");

        Assert.Equal(refused, shop.Tell("2026-01-02", at => new Closed { OccurredAt = at, RecordedAt = at, KeepsValue = keeps }));

        Assert.Equal(120_000L, shop.State.Wallet.BalanceMinor);
        if (refused is not null) return;
        var back = shop.Tell("2026-02-01", at => new WalletRefund
        {
            OccurredAt = at, RecordedAt = at, Ground = RefundGround.MembersCause, ExpectedMinor = 100_000, Tenders = [new Payment("bank", 100_000)],
        });
        Assert.Null(back);
        Assert.Equal(0L, shop.State.Wallet.BalanceMinor);
    }

    [Fact]
    [Covers("C4")]
    public void A_refund_by_hand_pays_back_principal_and_voids_the_bonus()
    {
        var shop = new WalletShop(Plus200);
        shop.TopUp("2026-01-01", "0", "plus");
        var sequence = shop.Items[^1].Sequence;
        shop.Use("2026-01-02", 30_000);

        Assert.Equal("refund.tooMuch", shop.Tell("2026-01-03", at => Back(at, 75_001)));
        Assert.Null(shop.Tell("2026-01-03", at => Back(at, 25_000)));
        Assert.Equal((50_000L, 0L), (shop.State.Wallet.PrincipalMinor, shop.State.Wallet.BonusMinor));
        Assert.Equal(-10_000L, shop.Use("2026-01-04", 10_000).PrincipalMinor);

        TopUpRefund Back(Instant at, long amount) => new() { OccurredAt = at, RecordedAt = at, TopUpSequence = sequence, PrincipalMinor = amount };
    }

    [Fact]
    public void A_top_up_that_another_system_holds_is_an_amount_only()
    {
        var shop = new WalletShop();

        Assert.Null(shop.Tell("2026-01-01", at => new TopUp { OccurredAt = at, RecordedAt = at, PrincipalMinor = 900_000 }));

        Assert.False(shop.State.HasWallet);
        Assert.Equal(RowKind.TopUp, shop.State.Rows[^1].Kind);
    }
}
