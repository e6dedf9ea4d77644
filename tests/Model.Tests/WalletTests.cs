namespace Tessera.Model.Tests;

/// <summary>Semantics §9 on the slow model, against the golden cases of the law.</summary>
[Covers("P27", "Z2")]
public sealed class WalletTests
{
    // 300 × 1000 ÷ 1200 = 250: 750 by the shop's fault; 1000 − 300 = 700 by the member's cause.
    [Fact]
    public void A_top_up_with_a_bonus_is_paid_back_by_ratio_or_at_list_price()
    {
        var book = new WalletBook();
        book.TopUp(100_000, 20_000);
        book.Use(30_000, 30_000);

        Assert.Equal((75_000L, 70_000L), (book.ShopsFault(), book.MembersCause()));
    }

    // List 2,400 at 20 % off is 1,920: 80 left, and nothing at list price.
    [Fact]
    public void Nothing_below_zero_is_asked_of_the_member()
    {
        var book = new WalletBook();
        book.TopUp(200_000, 0);
        book.Use(192_000, 240_000);

        Assert.Equal((8_000L, 0L), (book.ShopsFault(), book.MembersCause()));
    }

    [Fact]
    public void Uses_that_come_back_in_any_order_leave_no_trace()
    {
        for (var seed = 1UL; seed <= 60; seed++)
        {
            var chance = new ModelChance(seed);
            var book = new WalletBook();
            for (var i = 0; i < 3; i++) book.TopUp(chance.Between(1L, 3_000L), chance.Between(0L, 900L));
            var before = Figures(book);
            while (book.Left > 0 && book.Uses.Count < 6) book.Use(chance.Between(1L, book.Left), chance.Between(0L, 5_000L));
            while (book.Uses.Where(u => u.Back < u.Fens.Count).ToList() is { Count: > 0 } open)
            {
                var use = chance.Of(open);
                book.GiveBack(use, chance.Between(1, use.Fens.Count - use.Back));
            }

            Assert.Equal(before, Figures(book));
        }
    }

    private static string Figures(WalletBook book) =>
        string.Join(' ', Enumerable.Range(0, book.Count).Select(i => $"{book.PrincipalLeft(i)}+{book.BonusLeft(i)}")) + $" {book.ShopsFault()} {book.MembersCause()}";
}
