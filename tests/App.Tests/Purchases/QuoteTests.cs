using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Tests.Stories;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Purchases;

/// <summary>Quote → commit → void or refund, on a store (semantics §8): 10 % off tea for everybody five times in all, points worth a fen each.</summary>
public sealed class QuoteTests : IDisposable
{
    private const string Promotions = """
        promotions:
          - id: tea
            name: { zh: 茶九折, en: tea at 90 % }
            discount: 90折
            when: { categories: [tea] }
            limits: [{ of: campaign, uses: 5 }, { of: campaign, amount: 100.00 }]
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program("{ expiry: { kind: never }, spending: { points: 1, worth: 0.01 } }", Promotions));
    private Site? _other;

    private Site Other => _other ??= PostgresServer.IsWanted ? Site.Open(Place.Of(_shop.Folder), StoreAccess.OwnExisting, new Still(_shop)) : _shop.Site;

    public void Dispose()
    {
        if (_other != _shop.Site) _other?.Dispose();
        _shop.Dispose();
    }

    [Fact]
    public async Task A_quote_stores_nothing_and_its_commit_on_any_node_is_the_same_price_and_earns_what_it_said()
    {
        var member = Rich();
        var before = Balance(member);
        var quote = Quoted(member, new Wishes { Points = 2_000 }, Line("tea", 2, 10_000));
        // 100.00 at 90 % is 90.00, less 2,000 points of a fen: 70.00, which earns 70.
        Assert.Equal((7_000L, 1_000L, 70L), (quote.Price.ToPayMinor, quote.Price.Deductions[0].Minor, quote.Item!.Purchase!.Points));
        Assert.Equal(before, Balance(member));
        Assert.Empty(_shop.Site.Read(r => r.Db.SharedCounters.All()));
        var bought = (await Other.Write(Commit(quote, "1"))).Value!;
        var item = bought.Told!.Item;
        Assert.Equal(quote.Price.ToPayMinor, item.Purchase!.Priced!.ToPayMinor);
        Assert.Equal(quote.Item.Effects.Count, item.Effects.Count);
        Assert.Equal(before - 2_000 + 70, Balance(member));
        Assert.Equal([("saving:tea:minor", 1_000L), ("saving:tea:uses", 1L)], _shop.Site.Read(r => r.Db.SharedCounters.All()).Select(c => (c.Key, c.Value)));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void The_same_commit_again_is_a_repeat_even_when_the_quote_is_over_and_another_quote_under_its_number_is_refused()
    {
        var member = Rich();
        var quote = Quoted(member, new Wishes(), Line("tea", 1, 1_000));
        _shop.Accepted(Commit(quote, "1"));
        var other = Quoted(member, new Wishes(), Line("tea", 1, 2_000));
        _shop.Pass(TimeSpan.FromMinutes(16));
        Assert.True(_shop.Answer(Commit(quote, "1")).IsRepeat);
        Assert.Equal("document.changed", _shop.Refused(Commit(other, "1")));
        Assert.Equal("quote.expired", _shop.Refused(Commit(other, "2")));
    }

    [Fact]
    public void A_token_that_was_touched_or_is_of_another_store_opens_nothing()
    {
        var quote = Quoted(null, new Wishes(), Line("tea", 1, 1_000));
        using var other = new TestSite(new DateOnly(2026, 3, 2), TestSite.Program());
        Assert.NotNull(QuoteToken.Open(_shop.Site.Store.Sealing, quote.Sealed));
        Assert.Null(QuoteToken.Open(other.Site.Store.Sealing, quote.Sealed));
        Assert.Null(QuoteToken.Open(_shop.Site.Store.Sealing, quote.Sealed[..^2] + (quote.Sealed.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA")));
        Assert.All(["", "x", "not a token", "AAAA"], text => Assert.Null(QuoteToken.Open(_shop.Site.Store.Sealing, text)));
    }

    [Fact]
    public void What_changed_since_the_quote_is_refused_with_both_figures()
    {
        var member = Rich();
        var quote = Quoted(member, new Wishes { MostPoints = true }, Line("tea", 1, 1_000));
        _shop.Accepted(new SpendPoints { Member = member, Points = Balance(member) - 100, Reference = "elsewhere" });
        var refusal = _shop.Answer(Commit(quote, "1")).Refusal!;
        // 9.00 were paid with 900 points; 100 are left, so that 8.00 are to pay now.
        Assert.Equal("quote.changed", refusal.Reason.Code);
        Assert.Equal((0L, 800L), (Part(refusal, "was"), Part(refusal, "now")));
        Assert.Equal(100, Balance(member));
    }

    [Fact]
    public void Nobody_known_is_priced_too_and_who_claims_the_purchase_is_charged_nothing_anew()
    {
        var quote = Quoted(null, new Wishes(), Line("cup", 2, 3_000));
        var bought = _shop.Accepted(Commit(quote, "1"));
        Assert.Null(bought.Told);
        Assert.Equal(3_000, bought.Purchase.Sold!.ToPayMinor);
        Assert.True(_shop.Answer(Commit(quote, "1")).IsRepeat);
        var back = _shop.Accepted(new RefundPurchase { Purchase = bought.Id, Units = [new RefundedUnits(0, 1)], Source = "till", Number = "1R" });
        Assert.Equal(1_500, back.Back!.OtherMinor);
        var member = _shop.Join();
        var claimed = _shop.Accepted(new ClaimPurchase { Purchase = bought.Id, Member = member });
        Assert.Equal((30L, 3_000L), (claimed.Told!.Item.Purchase!.Points, claimed.Told.Item.Purchase.Priced!.ToPayMinor));
        Assert.Equal(15, Balance(member));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void A_void_and_refunds_give_points_and_limits_back_and_the_books_agree()
    {
        var member = Rich();
        var before = Balance(member);
        var first = _shop.Accepted(Commit(Quoted(member, new Wishes { Points = 500 }, Line("tea", 4, 10_000)), "1"));
        var second = _shop.Accepted(Commit(Quoted(member, new Wishes { Points = 500 }, Line("tea", 4, 10_000)), "2"));
        _shop.Accepted(new VoidPurchase { Purchase = first.Id });
        _shop.Pass(TimeSpan.FromDays(1));
        // 100.00 less 10.00 less 5.00 is 85.00: a quarter is 21.25 and 125 points; the rest 63.75 and 375.
        var part = _shop.Accepted(new RefundPurchase { Purchase = second.Id, Units = [new RefundedUnits(0, 1)] });
        Assert.Equal(new GivenBack(2_125, 125, 0, 0), part.Back);
        Assert.Equal([("saving:tea:minor", 750L), ("saving:tea:uses", 1L)], _shop.Site.Read(r => r.Db.SharedCounters.All()).Select(c => (c.Key, c.Value)));
        var rest = _shop.Accepted(new RefundPurchase { Purchase = second.Id, AmountMinor = 6_375 });
        Assert.Equal(new GivenBack(6_375, 375, 0, 0), rest.Back);
        Assert.Equal(before, Balance(member));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    [Covers("R5", "F35")]
    public async Task Two_hundred_clients_at_once_never_oversell_a_promotion_and_what_is_voided_is_there_again()
    {
        var members = Enumerable.Range(0, 20).Select(i => _shop.Join($"138000000{i:00}")).ToList();
        var quotes = members.Select(m => Quoted(m, new Wishes(), Line("tea", 1, 1_000))).ToList();
        // Everybody was told 9.00; five get it, the others hear that it is 10.00 now.
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => (i % 2 == 0 ? _shop.Site : Other).Write(Commit(quotes[i % 20], $"N{i}"))));
        Assert.Equal(5, answers.Count(a => a.IsAccepted));
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("quote.changed", a.Refusal!.Reason.Code));
        Assert.Equal(5, Uses);
        await Task.WhenAll(answers.Where(a => a.IsAccepted).Take(2).Select((a, i) => (i % 2 == 0 ? _shop.Site : Other).Write(new VoidPurchase { Purchase = a.Value!.Id })));
        Assert.Equal(3, Uses);
        var again = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => (i % 2 == 0 ? _shop.Site : Other).Write(Commit(quotes[i % 20], $"M{i}"))));
        Assert.Equal(2, again.Count(a => a.IsAccepted));
        Assert.Equal(5, Uses);
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    [Covers("R6")]
    public void What_a_merged_members_purchase_had_cost_comes_back_to_the_member_who_holds_the_value()
    {
        var member = Rich();
        var bought = _shop.Accepted(Commit(Quoted(member, new Wishes { Points = 2_000 }, Line("tea", 2, 10_000)), "1"));
        var into = _shop.Join("13800000002");
        _shop.Accepted(new MergeMembers { Member = member, Into = into });
        // 10,000 − 2,000 + 70 came over. One of two units brings 1,000 points back and takes 35; the rest the same.
        Assert.Equal(8_070, Balance(into));
        _shop.Accepted(new RefundPurchase { Purchase = bought.Id, Units = [new RefundedUnits(0, 1)] });
        Assert.Equal(9_035, Balance(into));
        _shop.Accepted(new RefundPurchase { Purchase = bought.Id, Units = [new RefundedUnits(0, 1)] });
        Assert.Equal(10_000, Balance(into));
        Assert.Equal(0, _shop.Site.Read(r => r.Db.SharedCounters.All())["saving:tea:minor"]);
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void A_receipt_sums_to_what_is_to_pay_and_says_every_deduction_in_both_languages()
    {
        var quote = Quoted(Rich(), new Wishes { Points = 2_000 }, Line("tea", 2, 10_000), Line("cup", 1, 500));
        var receipt = Receipt.Of(quote.Price);
        Assert.Equal(quote.Price.ToPayMinor, receipt.Sum(l => l.AmountMinor));
        var program = _shop.Site.Read(r => r.Programs.At(r.AsOf).Document);
        var lines = receipt.Select(l => Text.Render(l.Says, Text.English, program)).ToList();
        Assert.Equal("tea × 2", lines[0]);
        Assert.Contains("tea at 90 %", lines[2], StringComparison.Ordinal);
        Assert.All(receipt, l => Assert.DoesNotContain('…', Text.Render(l.Says, Text.Chinese, program)));
    }

    private long Uses => _shop.Site.Read(r => r.Db.SharedCounters.All())["saving:tea:uses"];

    private static long Part(Refusal refusal, string name) => refusal.Reason.Parts.Single(p => p.Name == name).Number;

    private static PurchaseLine Line(string sku, int quantity, long list) => new() { Sku = sku, Category = sku, Quantity = quantity, ListMinor = list, NetMinor = list };

    /// <summary>A member with 10,000 points.</summary>
    private MemberRef Rich()
    {
        var member = _shop.Join();
        _shop.Accepted(new AdjustPoints { Member = member, Points = 10_000, ReasonCode = "goodwill" });
        return member;
    }

    private Quote Quoted(MemberRef? member, Wishes wishes, params PurchaseLine[] lines)
    {
        var basket = new Purchase { OccurredAt = default, RecordedAt = default, Lines = lines, Wishes = wishes };
        var answer = _shop.Site.Read(r => Quotes.Of(r, basket, member, null));
        Assert.Null(answer.Refusal?.Reason.Code);
        return answer.Value!;
    }

    private CommitQuote Commit(Quote quote, string number) => new() { Token = QuoteToken.Open(_shop.Site.Store.Sealing, quote.Sealed)!, Source = "till", Number = number };

    private long Balance(MemberRef member) => _shop.Site.Read(r => r.Db.Members.Load(member.Resolve(r.Db)!.Value)!.State.Balance);

    private sealed class Still(TestSite shop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(shop.Now.Micros * 10);
    }
}
