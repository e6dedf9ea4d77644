using System.Globalization;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Tests.StoredValue;

public sealed class RefundCalculatorTests
{
    private const string Table = "tests/Core.Tests/cases/wallet-refunds.csv";

    public static TheoryData<CaseRow> Rows => [.. CaseTable.Read(Table).Rows];

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    [CoversTable(Table, "{covers}")]
    public void A_refund_pays_back_what_the_article_says_and_posts_it(CaseRow row)
    {
        var paid = row["paid"].Split(';', StringSplitOptions.TrimEntries);
        var shop = Sold(paid);
        UseUp(shop, row["uses"]);
        var ground = Enum.Parse<RefundGround>(row["ground"], ignoreCase: true);
        LotId[] cards = [.. shop.State.Wallet.Cards.Select(c => c.Id)];
        var before = shop.State.Wallet.PrincipalMinor;

        var (quote, refusal) = Refunds.Work(shop.State, new RefundAsk(ground, [], cards, null), WalletShop.Date(row["on"]));

        if (row["refund"].Contains('.', StringComparison.Ordinal) && char.IsLetter(row["refund"][0]))
        {
            Assert.Equal(row["refund"], refusal!.Reason.Code);
            return;
        }

        Assert.Equal((row["refund"], row["kept"], row["void"]), (Yuan(quote!.RefundMinor), Yuan(quote.Items.Sum(i => i.KeptMinor)), Yuan(quote.Items.Sum(i => i.BonusVoidMinor))));
        Assert.All(quote.Items, i => Assert.True(i.RefundMinor >= 0 && i.Steps.Count >= 2));
        var answer = shop.Tell(row["on"], at => new WalletRefund
        {
            OccurredAt = at, RecordedAt = at, Ground = ground, Cards = cards, ExpectedMinor = quote.TotalMinor, Tenders = [new Payment("cash", quote.TotalMinor)],
        });
        Assert.Null(answer);
        Assert.Equal(before - quote.Items.Where(i => !i.IsCard).Sum(i => i.RefundMinor + i.KeptMinor), shop.State.Wallet.PrincipalMinor);
        Assert.Empty(shop.State.Wallet.Cards);
        Assert.Equal(quote.Items.SelectMany(i => i.Steps).Select(s => s.Code), shop.Items[^1].Reasons.Select(r => r.Code));
    }

    // 750.00 × 3.10 % × 30 ÷ 365 = 1.9109…; off when nobody asks for it.
    [Fact]
    [Covers("L10")]
    public void Interest_is_a_line_of_its_own_and_off_unless_told()
    {
        var shop = Sold(["2026-01-01 1000.00+200.00"]);
        UseUp(shop, "300.00 300.00 300.00");
        var ask = new RefundAsk(RefundGround.ShopsFault, [], [], null);

        var without = Refunds.Work(shop.State, ask, WalletShop.Date("2026-03-01")).Quote!;
        var with = Refunds.Work(shop.State, ask with { Interest = new InterestTerms(310, WalletShop.Date("2026-01-30")) }, WalletShop.Date("2026-03-01")).Quote!;

        Assert.Equal((75_000L, 0L, 75_000L), (without.RefundMinor, without.InterestMinor, without.TotalMinor));
        Assert.Equal((75_000L, 191L, 75_191L), (with.RefundMinor, with.InterestMinor, with.TotalMinor));
        var line = with.Items[0].Steps[^1];
        Assert.Equal(("z2.interest", 310L, 30L), (line.Code, line.Parts.First(p => p.Name == "rate").Number, line.Parts.First(p => p.Name == "days").Number));
    }

    [Fact]
    [Covers("L10")]
    public void A_refund_that_changed_since_it_was_shown_or_names_no_tender_is_refused_and_leaves_no_trace()
    {
        var shop = Sold(["2026-01-01 1000.00+200.00"]);
        var items = shop.Items.Count;

        Assert.Equal("walletRefund.changed", Refund(shop, 99_999, [new Payment("cash", 99_999)]));
        Assert.Equal("walletRefund.tenders", Refund(shop, 100_000, []));
        Assert.Equal("walletRefund.tenders", Refund(shop, 100_000, [new Payment("wechat", 60_000), new Payment("cash", 30_000)]));
        Assert.Equal(items, shop.Items.Count);
        Assert.Null(Refund(shop, 100_000, [new Payment("wechat", 60_000), new Payment("cash", 40_000)]));
        Assert.Equal("wallet.empty", Refund(shop, 0, []));
    }

    private static string? Refund(WalletShop shop, long expected, IReadOnlyList<Payment> tenders) => shop.Tell("2026-03-01", at => new WalletRefund
    {
        OccurredAt = at, RecordedAt = at, Ground = RefundGround.ShopsFault, ExpectedMinor = expected, Tenders = tenders,
    });

    /// <summary>A shop whose plans and cards are those of the case, sold on their dates.</summary>
    private static WalletShop Sold(IReadOnlyList<string> paid)
    {
        var words = paid.Select(p => p.Split(' ')).ToList();
        var shop = new WalletShop(new StoredValueRules
        {
            Plans = [.. words.Select((w, i) => (w, i)).Where(x => char.IsDigit(x.w[0][0])).Select(x => Plan("p" + x.i, x.w[1].Split('+')))],
            Cards = [.. words.Select((w, i) => (w, i)).Where(x => !char.IsDigit(x.w[0][0])).Select(x => Card("c" + x.i, x.w))],
        });
        for (var i = 0; i < words.Count; i++)
        {
            var (w, id) = (words[i], i);
            var told = char.IsDigit(w[0][0])
                ? shop.TopUp(w[0], "0", "p" + id)
                : shop.Tell(w[1], at => new CardSold { OccurredAt = at, RecordedAt = at, Card = "c" + id });
            Assert.Null(told);
        }

        return shop;
    }

    private static TopUpPlan Plan(string id, string[] amounts) =>
        new() { Id = id, Names = new LocalText(id, id), PayMinor = WalletShop.Fen(amounts[0]), BonusMinor = WalletShop.Fen(amounts[1]) };

    private static CardTerms Card(string id, string[] w)
    {
        var terms = new CardTerms { Id = id, Names = new LocalText(id, id), PriceMinor = WalletShop.Fen(w[2]) };
        if (w[0] == "count") return terms with { Kind = CardKind.Count, Uses = int.Parse(w[3], CultureInfo.InvariantCulture), ListPerUseMinor = WalletShop.Fen(w[4]) };
        var length = int.Parse(w[3], CultureInfo.InvariantCulture);
        return terms with { Kind = CardKind.Period, Term = w[4] == "months" ? new Span(length, 0) : new Span(0, length) };
    }

    private static void UseUp(WalletShop shop, string uses)
    {
        foreach (var use in uses.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var w = use.Split(' ');
            if (w.Length == 3)
            {
                shop.Use("2026-02-01", WalletShop.Fen(w[0]), WalletShop.Fen(w[1]), WalletShop.Fen(w[2]));
                continue;
            }

            var card = shop.State.Wallet.Cards[0].Id;
            Assert.Null(shop.Tell("2026-01-02", at => new CardUsed { OccurredAt = at, RecordedAt = at, Card = card, Count = int.Parse(w[0], CultureInfo.InvariantCulture) }));
        }
    }

    private static string Yuan(long fen) => (fen / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
