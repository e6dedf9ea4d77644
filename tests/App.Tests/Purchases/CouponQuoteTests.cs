using Tessera.App.Coupons;
using Tessera.App.Members;
using Tessera.App.Purchases;
using Tessera.App.Tests.Stories;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.App.Tests.Purchases;

/// <summary>Coupons in quotes (semantics §8): used by the commit, back with the whole purchase; never a discount and its coupon together.</summary>
public sealed class CouponQuoteTests : IDisposable
{
    private const string Rules = """
        purchases: { conditionalSavings: recover }
        coupons:
          - { id: twenty, name: { zh: 满100减20, en: 20 off 100 }, takes: [selfClaim], perMember: 0, lasts: 30 days, saving: { amount: 20, atLeast: 100 } }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program(more: Rules));

    public void Dispose() => _shop.Dispose();

    [Fact]
    [Covers("P4")]
    public void A_held_coupon_is_chosen_used_by_the_commit_and_returns_with_the_whole_purchase()
    {
        var member = WithCoupon();
        var small = Quoted(member, true, Line("cup", 5_000));
        // 50.00 is below 100.00: the quote says why the coupon does not apply.
        Assert.Equal("twenty", Assert.Single(small.Price.NotApplied).SavingId);
        var quote = Quoted(member, true, Line("tea", 6_000), Line("cup", 6_000));
        Assert.Equal(10_000, quote.Price.ToPayMinor);
        var bought = Committed(quote, "1");
        Assert.Equal(CouponStatus.Used, Status(member));
        Assert.Equal(12_000, Quoted(member, true, Line("tea", 6_000), Line("cup", 6_000)).Price.ToPayMinor);
        Assert.Equal("quote.changed", _shop.Refused(new CommitQuote { Token = quote.Token, Source = "till", Number = "2" }));
        _shop.Accepted(new RefundPurchase { Purchase = bought.Id, AmountMinor = 10_000 });
        Assert.Equal(CouponStatus.Returned, Status(member));
        Assert.Equal(10_000, Quoted(member, true, Line("tea", 6_000), Line("cup", 6_000)).Price.ToPayMinor);
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    [Covers("P18")]
    public void A_part_that_takes_the_ground_from_a_coupon_brings_it_back_and_takes_its_discount_off()
    {
        var member = WithCoupon();
        var bought = Committed(Quoted(member, true, Line("tea", 6_000), Line("cup", 6_000)), "1");
        // 50.00 of the tea less the 10.00 that lay on the cup: 40.00, and the coupon is back. The cup was paid with 60.00 then.
        Assert.Equal(4_000, _shop.Accepted(new RefundPurchase { Purchase = bought.Id, Units = [new RefundedUnits(0, 1)] }).Back!.OtherMinor);
        Assert.Equal(CouponStatus.Returned, Status(member));
        var again = Committed(Quoted(member, true, Line("tea", 10_000)), "2");
        Assert.Equal(6_000, _shop.Accepted(new RefundPurchase { Purchase = bought.Id, Units = [new RefundedUnits(1, 1)] }).Back!.OtherMinor);
        // It pays for another order by now and stays used.
        Assert.Equal(CouponStatus.Used, Status(member));
        _shop.Accepted(new VoidPurchase { Purchase = again.Id });
        Assert.Equal(CouponStatus.Returned, Status(member));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void A_coupon_is_left_alone_where_nobody_asked_for_it()
    {
        var member = WithCoupon();
        Assert.Equal(12_000, Quoted(member, false, Line("tea", 12_000)).Price.ToPayMinor);
    }

    private static PurchaseLine Line(string sku, long list) => new() { Sku = sku, Category = sku, Quantity = 1, ListMinor = list, NetMinor = list };

    private MemberRef WithCoupon()
    {
        var member = _shop.Join();
        _shop.Accepted(new ClaimCoupon { Member = member, Kind = "twenty" });
        return member;
    }

    private Quote Quoted(MemberRef member, bool chooses, params PurchaseLine[] lines)
    {
        var basket = new Purchase { OccurredAt = default, RecordedAt = default, Lines = lines, Wishes = new Wishes { ChoosesCoupons = chooses } };
        var answer = _shop.Site.Read(r => Quotes.Of(r, basket, member, null));
        Assert.Null(answer.Refusal?.Reason.Code);
        return answer.Value!;
    }

    private KeptPurchase Committed(Quote quote, string number) => _shop.Accepted(new CommitQuote { Token = quote.Token, Source = "till", Number = number });

    private CouponStatus Status(MemberRef member) => _shop.Site.Read(r => r.Db.Members.Load(member.Resolve(r.Db)!.Value, withClosedLots: true)!.State.Coupons.All.Single().Status);
}
