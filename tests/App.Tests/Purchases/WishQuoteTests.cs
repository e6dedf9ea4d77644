using Tessera.App.Audits;
using Tessera.App.Coupons;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Tests.Stories;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Purchases;

/// <summary>Rewards and budgets of coupons through quote, commit, void and refund on a store, and races for the last of them (semantics §8).</summary>
public sealed class WishQuoteTests : IDisposable
{
    private const string Rules = """
        coupons:
          - { id: ten, name: { zh: 减10, en: 10 off }, takes: [assigned, code], claimCode: TEN, perMember: 0, lasts: 30 days, saving: { amount: 10, limits: [{ of: campaign, amount: 50.00 }] } }
        rewards:
          - { id: tea, name: { zh: 免费茶, en: Free tea }, points: 100, perUnits: 2, stock: 5, cost: 3.00, owner: marketing, saving: { discount: free, per: unit, when: { categories: [tea] } } }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program("{ expiry: { kind: never }, spending: { points: 100, worth: 1.00 } }", Rules));
    private Site? _other;

    private Site Other => _other ??= PostgresServer.IsWanted ? Site.Open(Place.Of(_shop.Folder), StoreAccess.OwnExisting, new Still(_shop)) : _shop.Site;

    public void Dispose()
    {
        if (_other != _shop.Site) _other?.Dispose();
        _shop.Dispose();
    }

    [Fact]
    [Covers("E9", "R4")]
    public void An_order_with_coupon_reward_points_and_stored_value_returns_whole_in_parts_and_the_books_agree()
    {
        var member = Rich("13800000001");
        Give(member);
        _shop.Accepted(new StoredValue.RecordTopUp { Member = member, PrincipalMinor = 2_000, Value = new Prepaid(null, IsRegistered: true) });
        var before = Points(member);
        // Three teas of 10.00 and a cake of 30.00: three teas free for ⌈3 ÷ 2⌉ × 100 points, 10.00 off by coupon, 500 points for 5.00, 10.00 of stored value: 5.00 left to pay.
        var quote = Quoted(member, new Wishes { ChoosesCoupons = true, Points = 500, StoredValueMinor = 1_000, Rewards = [new WishedReward("tea", 3)] }, Line("tea", 3, 3_000), Line("cake", 1, 3_000));
        Assert.Equal((500L, 200L, 500L, 1_000L), (quote.Price.ToPayMinor, quote.Price.RewardPoints, quote.Price.Points, quote.Price.StoredValueMinor));
        var bought = _shop.Accepted(Commit(quote, "1"));
        Assert.Equal(quote.Price.ToPayMinor, bought.Told!.Item.Purchase!.Priced!.ToPayMinor);
        Assert.Equal((3L, 1_000L), (Used("reward:tea"), Used("saving:ten:minor")));
        long points = 0, other = 0, value = 0;
        foreach (var units in new[] { new RefundedUnits(0, 1), new RefundedUnits(1, 1), new RefundedUnits(0, 2) })
        {
            var back = _shop.Accepted(new RefundPurchase { Purchase = bought.Id, Units = [units], Source = "till", Number = $"1R{units}" }).Back!;
            (points, other, value) = (points + back.Points, other + back.OtherMinor, value + back.StoredValueMinor);
        }

        Assert.Equal((700L, 500L, 1_000L, before), (points, other, value, Points(member)));
        Assert.Equal((3L, 0L), (Used("reward:tea"), Used("saving:ten:minor")));
        // The coupon is there again, and the quote chooses it.
        Assert.Equal(2_000, Quoted(member, new Wishes { ChoosesCoupons = true }, Line("cake", 1, 3_000)).Price.ToPayMinor);
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    [Covers("R5", "E16")]
    public async Task Of_many_commits_at_once_the_last_units_of_a_reward_and_of_a_budget_are_given_once_and_come_back_with_voids()
    {
        var members = Enumerable.Range(0, 10).Select(i => Rich($"138000000{i:00}")).ToList();
        members.ForEach(Give);
        var quotes = members.Select(m => Quoted(m, new Wishes { ChoosesCoupons = true, Rewards = [new WishedReward("tea", 1)] }, Line("tea", 2, 4_000))).ToList();
        // 40.00 less one tea of 20.00 less 10.00. Five teas and five times 10.00 are there.
        Assert.All(quotes, q => Assert.Equal(1_000, q.Price.ToPayMinor));
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => (i % 2 == 0 ? _shop.Site : Other).Write(Commit(quotes[i % 10], $"N{i}"))));
        Assert.Equal(5, answers.Count(a => a.IsAccepted));
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("quote.changed", a.Refusal!.Reason.Code));
        Assert.Equal((5L, 5_000L), (Used("reward:tea"), Used("saving:ten:minor")));
        foreach (var made in answers.Where(a => a.IsAccepted).Take(2)) _shop.Accepted(new VoidPurchase { Purchase = made.Value!.Id });
        Assert.Equal((3L, 3_000L), (Used("reward:tea"), Used("saving:ten:minor")));
        var again = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? _shop.Site : Other).Write(Commit(quotes[i % 10], $"M{i}"))));
        Assert.Equal(2, again.Count(a => a.IsAccepted));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    [Covers("R5", "P39")]
    public async Task Of_many_commits_with_one_coupon_one_uses_it()
    {
        var member = Rich("13800000001");
        Give(member);
        var quotes = Enumerable.Range(0, 20).Select(_ => Quoted(member, new Wishes { Coupons = ["ten"] }, Line("cake", 1, 3_000))).ToList();
        Assert.All(quotes, q => Assert.Equal(2_000, q.Price.ToPayMinor));
        var answers = await Task.WhenAll(quotes.Select((q, i) => (i % 2 == 0 ? _shop.Site : Other).Write(Commit(q, $"N{i}"))));
        Assert.Single(answers, a => a.IsAccepted);
        var refusal = answers.First(a => !a.IsAccepted).Refusal!;
        Assert.Equal(("quote.changed", "ten"), (refusal.Reason.Code, refusal.Reason.Parts.Single(p => p.Name == "saving").Text));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void A_coupon_is_found_under_its_old_id_after_a_merge_and_no_record_names_another_members()
    {
        var (gone, kept) = (Rich("13800000001"), Rich("13800000002"));
        Give(gone);
        var id = _shop.Site.Read(r => ReadCoupons.Page(r, gone, false, (10, null))!.Coupons[0].Id.ToString());
        var others = Quoted(kept, new Wishes { Coupons = [id] }, Line("cake", 1, 3_000));
        Assert.Equal((id, "coupon.notHeld"), (others.Unread[0].Id, others.Unread[0].Reason.Code));
        Assert.Empty(others.Token.Purchase.Wishes!.Coupons);
        _shop.Accepted(new MergeMembers { Member = gone, Into = kept });
        Assert.Equal(2_000, Quoted(kept, new Wishes { Coupons = [id] }, Line("cake", 1, 3_000)).Price.ToPayMinor);
        Assert.Equal(3_000, Quoted(null, new Wishes { Coupons = [id] }, Line("cake", 1, 3_000)).Price.ToPayMinor);
    }

    private static PurchaseLine Line(string sku, int quantity, long list) => new() { Sku = sku, Category = sku, Quantity = quantity, ListMinor = list, NetMinor = list };

    private MemberRef Rich(string phone)
    {
        var member = _shop.Join(phone);
        _shop.Accepted(new AdjustPoints { Member = member, Points = 1_000, ReasonCode = "goodwill" });
        return member;
    }

    private void Give(MemberRef member) => _shop.Accepted(new ClaimCoupon { Member = member, Kind = "ten", Code = "TEN" });

    private Quote Quoted(MemberRef? member, Wishes wishes, params PurchaseLine[] lines)
    {
        var basket = new Purchase { OccurredAt = default, RecordedAt = default, Lines = lines, Wishes = wishes };
        var answer = _shop.Site.Read(r => Quotes.Of(r, basket, member, null));
        Assert.Null(answer.Refusal?.Reason.Code);
        return answer.Value!;
    }

    private CommitQuote Commit(Quote quote, string number) => new() { Token = QuoteToken.Open(_shop.Site.Store.Sealing, quote.Sealed)!, Source = "till", Number = number };

    private long Used(string id) => _shop.Site.Read(r => r.Db.SharedCounters.All()).GetValueOrDefault(id);

    private long Points(MemberRef member) => _shop.Site.Read(r => r.Db.Members.Load(member.Resolve(r.Db)!.Value)!.State.Balance);

    private sealed class Still(TestSite shop) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(shop.Now.Micros * 10);
    }
}
