using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Tests.StoredValue;

public sealed class WalletMergeTests
{
    private static readonly StoredValueRules Rules = new()
    {
        Plans = [new TopUpPlan { Id = "plus", Names = new LocalText("充1000送200", "1000 + 200"), PayMinor = 100_000, BonusMinor = 20_000 }],
        Cards = [new CardTerms { Id = "wash", Names = new LocalText("洗剪吹", "Wash"), PriceMinor = 60_000, Uses = 10 }],
    };

    // B brings 1000 + 200 of which 300 are used; A spends 120 of it: 750 − 100 = 650 of principal and 150 − 20 = 130 of bonus are left and go back.
    [Fact]
    public void Stored_value_moves_with_its_lots_and_an_undone_merge_returns_what_is_left_of_them()
    {
        var (a, b) = Two();
        b.TopUp("2026-01-01", "0", "plus");
        b.Use("2026-01-02", 30_000);
        b.Tell("2026-01-02", at => new CardSold { OccurredAt = at, RecordedAt = at, Card = "wash" });
        var (into, from) = Merge(a, b);
        Assert.Equal((0L, 90_000L), (b.State.Wallet.BalanceMinor, a.State.Wallet.BalanceMinor));
        Assert.Empty(b.State.Wallet.Cards);

        a.Use("2026-01-11", 12_000);
        var card = a.State.Wallet.Cards[0].Id;
        Assert.Null(a.Tell("2026-01-11", at => new CardUsed { OccurredAt = at, RecordedAt = at, Card = card, Count = 3 }));
        Unmerge(a, b, from, into);

        Assert.Equal((0L, 65_000L, 13_000L), (a.State.Wallet.BalanceMinor, b.State.Wallet.PrincipalMinor, b.State.Wallet.BonusMinor));
        Assert.Equal(42_000L, b.State.Wallet.Lots[0].ListUsed);
        Assert.Equal(7, b.State.Wallet.Cards[0].UsesLeft);
        Assert.Empty(a.State.Wallet.Cards);
        Assert.Equal(b.State.Wallet.Lots, b.Folded().Wallet.Lots);
        Assert.Equal(a.State.Wallet.ClosedLots, a.Folded().Wallet.ClosedLots);
    }

    [Fact]
    public void An_order_of_the_merged_member_gives_back_to_the_top_up_that_came_from_it()
    {
        var (a, b) = Two();
        b.TopUp("2026-01-01", "100.00");
        var use = b.Use("2026-01-02", 10_000);
        var (_, from) = Merge(a, b);
        Assert.Equal(0L, a.State.Wallet.BalanceMinor);

        a.GiveBack("2026-01-12", use, 0, 4_000, from.Sequence);

        Assert.Equal(4_000L, a.State.Wallet.PrincipalMinor);
        Assert.Equal(a.State.Wallet.Lots, a.Folded().Wallet.Lots);
    }

    [Fact]
    [Covers("C4")]
    public void A_top_up_that_came_by_merge_is_paid_back_and_leaves_the_metrics_of_the_one_who_holds_it()
    {
        var (a, b) = Two();
        b.TopUp("2026-01-01", "0", "plus");
        Merge(a, b);

        var told = a.Tell("2026-01-12", at => new WalletRefund
        {
            OccurredAt = at, RecordedAt = at, Ground = RefundGround.MembersCause, ExpectedMinor = 100_000, Tenders = [new Payment("cash", 100_000)],
        });

        Assert.Null(told);
        Assert.Equal(0L, a.State.Rows.Where(r => r.Kind == RowKind.TopUp).Sum(r => r.SpendMinor));
    }

    [Fact]
    [Covers("P31")]
    public void A_merge_does_not_unblock_a_lost_wallet()
    {
        var (a, b) = Two();
        b.TopUp("2026-01-01", "100.00");
        b.Change("2026-01-02", WalletChange.ReportLoss);

        var both = TwoMembers.Merge(a.Programs, b.State, a.State, Into(a));

        Assert.Equal("merge.walletBlocked", both.Refusal!.Reason.Code);
    }

    private static (WalletShop A, WalletShop B) Two() => (new WalletShop(Rules, "acc_a"), new WalletShop(Rules, "acc_b"));

    private static MergedInto Into(WalletShop a) => new() { OccurredAt = WalletShop.At("2026-01-10"), RecordedAt = WalletShop.At("2026-01-10"), Into = a.State.Account };

    private static (RecordItem Into, RecordItem From) Merge(WalletShop a, WalletShop b)
    {
        var both = TwoMembers.Merge(a.Programs, b.State, a.State, Into(a));
        Assert.Null(both.Refusal);
        b.Items.AddRange(both.First.Items);
        a.Items.AddRange(both.Second.Items);
        return (both.First.Items[^1], both.Second.Items[^1]);
    }

    private static void Unmerge(WalletShop a, WalletShop b, RecordItem from, RecordItem into)
    {
        var at = WalletShop.At("2026-01-20");
        var undo = new UnmergedFrom { OccurredAt = at, RecordedAt = at, MergeSequence = from.Sequence };
        var both = TwoMembers.Unmerge(a.Programs, b.State, a.State, new Command(undo) { Named = from }, into);
        Assert.Null(both.Refusal);
        b.Items.AddRange(both.First.Items);
        a.Items.AddRange(both.Second.Items);
    }
}
