using Tessera.App.Audits;
using Tessera.App.Exports;
using Tessera.App.Members;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.App.Tests.Stories;

/// <summary>What happens to a purchase before somebody claims it (semantics §2). A point a yuan; silver at 100.00. Every purchase: four teas for 100.00, a cup for 50.00.</summary>
public sealed class UnclaimedTests : IDisposable
{
    private static readonly PurchaseId A = new("till", "A");
    private readonly TestSite _shop = new(new DateOnly(2026, 1, 5), TestSite.Program());

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void What_was_given_back_before_the_claim_takes_its_points_with_the_claim()
    {
        var member = _shop.Join();
        Sell("A");
        // One of four teas: 25.00. Then 30.00 over what is left, 75.00 and 50.00: 18.00 and 12.00.
        var first = _shop.Accepted(Units("R1", 0, 1));
        Assert.Null(first.Told);
        Assert.Equal([new LineRefund(0, 1, 2_500, 0, 0, 0)], first.Gave!.Lines);
        var second = _shop.Accepted(Amount("R2", 3_000));
        Assert.Equal([(0, 1_800L), (1, 1_200L)], second.Gave!.Lines.Select(l => (l.Line, l.Money)));
        Assert.False(second.Gave.Complete);
        Assert.Equal("refund.tooMuch", _shop.Refused(Units("R3", 0, 4)));
        Assert.Equal("refund.tooMuch", _shop.Refused(Amount("R3", 9_501)));

        _shop.Turn(new DateOnly(2026, 1, 7), new TimeOnly(9, 0));
        var claimed = _shop.Accepted(Claim(member));
        // 150 points, 100 and 50 by line. R1: ⌊100 × 1/4⌋ = 25. R2: the teas go by money, ⌊100 × 43.00/100.00⌋ − 25 = 18, the cup ⌊50 × 12.00/50.00⌋ = 12.
        Assert.Equal((150L, 95L), (claimed.Told!.Item.Purchase!.Points, claimed.Told.After.Balance));
        // Silver at 150.00, and undone with 95.00.
        Assert.Equal("base", claimed.Told.After.Tier);
        Assert.Equal(9_500L, _shop.Site.Read(r => r.Db.Members.FiguresOf(member.Resolve(r.Db)!.Value)!.SpendLifetimeMinor));
        Story.AuditsClean(_shop.Site);

        // Told again, before and after: known under the same number. The rest is a refund like any other.
        Assert.True(_shop.Answer(Claim(member)).IsRepeat);
        Assert.True(_shop.Answer(Units("R1", 0, 1)).IsRepeat);
        Assert.Equal(2_500L, _shop.Accepted(Units("R1", 0, 1)).Gave!.Lines.Sum(l => l.Money));
        Assert.Equal("document.changed", _shop.Refused(Units("R1", 0, 2)));
        Assert.Equal(0L, _shop.Accepted(Amount("R4", 9_500)).Told!.After.Balance);
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void A_number_stands_for_one_fact_of_one_purchase()
    {
        Sell("A");
        Sell("B");
        var told = Units("R1", 0, 1) with { OccurredAt = _shop.Now };
        Assert.False(_shop.Answer(told).IsRepeat);
        var again = _shop.Answer(told);
        Assert.True(again.IsRepeat);
        Assert.Equal(2_500L, again.Value!.Gave!.Lines.Sum(l => l.Money));
        Assert.Equal("document.changed", _shop.Refused(told with { Units = [new RefundedUnits(0, 2)] }));
        Assert.Equal("document.changed", _shop.Refused(told with { Purchase = new PurchaseId("till", "B") }));
        Assert.Equal("document.changed", _shop.Refused(new ReceivePurchase { Purchase = A, Source = "till", Number = "R1" }));
        Assert.Equal("document.changed", _shop.Refused(_shop.PurchaseOf(null, "R1", 10)));
        Assert.Equal("purchase.unknown", _shop.Refused(Claim(_shop.Join()) with { Purchase = new PurchaseId("till", "R1") }));
        // A number that is a purchase already is no refund's.
        Assert.Equal("document.changed", _shop.Refused(told with { Number = "B" }));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void Nobody_claims_what_was_given_back_whole()
    {
        var member = _shop.Join();
        Sell("A");
        Sell("B");
        _shop.Accepted(Amount("R1", 5_000));
        Assert.Equal("void.refunded", _shop.Refused(new VoidPurchase { Purchase = A }));
        _shop.Accepted(Amount("R2", 10_000));
        Assert.Equal("claim.refunded", _shop.Refused(Claim(member)));
        _shop.Turn(new DateOnly(2026, 1, 6), new TimeOnly(9, 0));
        var other = new PurchaseId("till", "B");
        Assert.Equal("void.otherDay", _shop.Refused(new VoidPurchase { Purchase = other }));
        Assert.Equal("refund.beforePurchase", _shop.Refused(Amount("R3", 100) with { Purchase = other, OccurredAt = _shop.At("2026-01-05 11:59") }));
        Assert.Equal("fact.inFuture", _shop.Refused(Amount("R3", 100) with { Purchase = other, OccurredAt = _shop.At("2026-01-06 09:06") }));
        var whole = _shop.Accepted(new VoidPurchase { Purchase = other, OccurredAt = _shop.At("2026-01-05 13:00") });
        Assert.Equal((true, 15_000L), (whole.Gave!.Complete, whole.Gave.Lines.Sum(l => l.Money)));
        Assert.Equal("refund.tooMuch", _shop.Refused(Amount("R4", 1) with { Purchase = other }));
        Assert.Equal("claim.refunded", _shop.Refused(Claim(member) with { Purchase = other }));
        Assert.Equal(0L, _shop.Site.Read(r => r.Db.Members.FiguresOf(member.Resolve(r.Db)!.Value)!.Balance));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void A_stock_document_is_followed_by_nothing()
    {
        _shop.Accepted(_shop.PurchaseOf(null, "S", 0));
        var stock = new PurchaseId("till", "S");
        Assert.Equal("purchase.stock", _shop.Refused(Amount("R1", 1) with { Purchase = stock }));
        Assert.Equal("purchase.stock", _shop.Refused(new ReceivePurchase { Purchase = stock }));
    }

    [Fact]
    public void Goods_received_before_the_claim_give_points_that_can_be_spent()
    {
        _shop.Publish(TestSite.Program("{ expiry: { kind: never }, pending: { until: received } }"), "pending");
        _shop.Turn(new DateOnly(2026, 1, 6), new TimeOnly(12, 0));
        var member = _shop.Join();
        Sell("A");
        Sell("B");
        Assert.Null(_shop.Accepted(new ReceivePurchase { Purchase = A, Source = "till", Number = "G" }).Gave);
        _shop.Turn(new DateOnly(2026, 1, 8), new TimeOnly(12, 0));
        var received = _shop.Accepted(Claim(member)).Told!.After;
        Assert.Equal((150L, 0L), (received.Balance, received.Pending));
        var waiting = _shop.Accepted(Claim(member) with { Purchase = new PurchaseId("till", "B") }).Told!.After;
        Assert.Equal((150L, 150L), (waiting.Balance, waiting.Pending));
        Assert.True(_shop.Answer(new ReceivePurchase { Purchase = A, Source = "till", Number = "G", OccurredAt = _shop.At("2026-01-06 12:00") }).IsRepeat);
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void A_claim_that_is_refused_leaves_the_purchase_to_others()
    {
        var (gone, other) = (_shop.Join("13800000001"), _shop.Join("13800000002"));
        Sell("A");
        _shop.Accepted(Units("R1", 0, 1));
        _shop.Accepted(new CloseMember { Member = gone });
        Assert.Equal("member.closed", _shop.Refused(Claim(gone)));
        // 150 − 25.
        Assert.Equal(125L, _shop.Accepted(Claim(other)).Told!.After.Balance);
        Assert.Equal("claim.taken", _shop.Refused(Claim(gone)));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public async Task Claim_and_refunds_of_one_batch_are_decided_in_order()
    {
        var member = _shop.Join();
        Sell("A");
        var hold = new ManualResetEventSlim();
        var blocked = _shop.Site.Alone(_ => { hold.Wait(); return 0; });
        var before = _shop.Site.Write(Units("R1", 0, 1));
        var claim = _shop.Site.Write(Claim(member));
        var after = _shop.Site.Write(Units("R2", 0, 1));
        hold.Set();
        await blocked;
        Assert.Null((await before).Value!.Told);
        Assert.Equal(125L, (await claim).Value!.Told!.After.Balance);
        Assert.Equal(100L, (await after).Value!.Told!.After.Balance);
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void The_export_shows_what_was_given_back_before_and_after_the_claim()
    {
        var member = _shop.Join();
        Sell("A");
        Sell("B");
        _shop.Accepted(Units("R1", 0, 1));
        _shop.Accepted(new VoidPurchase { Purchase = new PurchaseId("till", "B"), Source = "till", Number = "V" });
        (string?, string?, long?)[] all = [("A", "purchase", 15_000), ("R1", "refund", -2_500), ("B", "purchase", 15_000), ("V", "void", -15_000)];
        Assert.Equal(all, Exported());
        _shop.Accepted(Claim(member));
        Assert.Equal(all, Exported());
    }

    [Theory]
    [InlineData("update anonymous_follow set fact = replace(fact, '\"quantity\":1', '\"quantity\":2')", "anonymous_follow")]
    [InlineData("delete from anonymous_follow where n = 1", "anonymous_follow")]
    [InlineData("delete from anonymous_follow where n = 2", "anonymous_document")]
    [InlineData("update anonymous_follow set follow_number = 'R9' where n = 1", "anonymous_follow")]
    [InlineData("delete from document where number = 'R2'", "document")]
    [InlineData("delete from anonymous_document where number = 'A'", "anonymous_document")]
    public async Task The_books_find_what_was_changed_by_another_hand(string sql, string table)
    {
        Sell("A");
        _shop.Accepted(Units("R1", 0, 1));
        _shop.Accepted(Units("R2", 0, 1));
        Story.AuditsClean(_shop.Site);
        await _shop.Site.Alone(scope =>
        {
            scope.Db.Execute(sql);
            return 0;
        });
        Assert.Contains(table, BooksCheck.Run(_shop.Site).Findings.Select(f => f.Table));
    }

    private List<(string? Number, string? Kind, long? Total)> Exported() =>
        _shop.Site.Read(r => Export.Purchases(r).Rows.Select(row => ((string?)row[1], (string?)row[4], (long?)row[5])).ToList());

    private void Sell(string number) => _shop.Accepted(_shop.PurchaseOf(null, number, 0) with
    {
        Purchase = new Purchase
        {
            OccurredAt = _shop.Now, RecordedAt = default, Source = "till", Number = number,
            Lines =
            [
                new PurchaseLine { Sku = "tea", Quantity = 4, UnitPrice = 25, ListMinor = 10_000, NetMinor = 10_000 },
                new PurchaseLine { Sku = "cup", Quantity = 1, UnitPrice = 50, ListMinor = 5_000, NetMinor = 5_000 },
            ],
        },
    });

    private RefundPurchase Units(string number, int line, decimal units) =>
        new() { Purchase = A, Source = "till", Number = number, OccurredAt = _shop.At("2026-01-05 12:00"), Units = [new RefundedUnits(line, units)] };

    private RefundPurchase Amount(string number, long minor) =>
        new() { Purchase = A, Source = "till", Number = number, OccurredAt = _shop.Now, AmountMinor = minor };

    private static ClaimPurchase Claim(MemberRef member) => new() { Purchase = A, Member = member };
}
