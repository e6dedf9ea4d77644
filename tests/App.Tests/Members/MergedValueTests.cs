using Tessera.App.Coupons;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Redemption;
using Tessera.App.StoredValue;
using Tessera.App.Tests.Stories;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.App.Tests.Members;

/// <summary>What a merged member had paid with comes back to whoever holds its value now (semantics §1 Merge), through one merge or two.</summary>
[Covers("R6")]
public sealed class MergedValueTests : IDisposable
{
    private const string Rules = """
        coupons:
          - { id: twenty, name: { zh: 满100减20, en: 20 off 100 }, takes: [assigned], lasts: 30 days, saving: { amount: 20, atLeast: 100 } }
        rewards:
          - { id: tea, name: { zh: 茶叶, en: Tea }, points: 200, cash: 9.90, stock: 5, perMember: 1, cost: 12.00, owner: marketing }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program(more: Rules));
    private readonly List<MemberRef> _chain = [];

    public void Dispose() => _shop.Dispose();

    // Two at 60.00 with the coupon of 20.00: 100.00, paid from 200.00 of stored value, earns 100 points. Each unit pays back 50.00; the second completes the refund, and the coupon returns.
    [Theory]
    [Covers("P26", "P4")]
    [InlineData(1)]
    [InlineData(2)]
    public void A_refund_after_merges_gives_value_and_coupon_back_to_the_member_that_stays_and_undone_merges_bring_them_home(int merges)
    {
        var c = Rich("13800000003");
        var bought = Bought(c, "1");
        Assert.Equal((10_000L, 100L, CouponStatus.Used), (Value(c), Points(c), Coupon(c).Status));
        MergeAll(c, merges);

        Assert.Equal(5_000, _shop.Accepted(new RefundPurchase { Purchase = bought, Units = [new RefundedUnits(0, 1)] }).Back!.StoredValueMinor);
        Assert.Equal((15_000L, 50L, CouponStatus.Used), (Value(_chain[^1]), Points(_chain[^1]), Coupon(_chain[^1]).Status));
        _shop.Accepted(new RefundPurchase { Purchase = bought, Units = [new RefundedUnits(0, 1)] });

        Assert.Equal((20_000L, 0L, CouponStatus.Returned), (Value(_chain[^1]), Points(_chain[^1]), Coupon(_chain[^1]).Status));
        UnmergeAll();
        Assert.Equal((20_000L, 0L, CouponStatus.Returned), (Value(c), Points(c), Coupon(c).Status));
        Bought(c, "2");
        Story.AuditsClean(_shop.Site);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_void_after_merges_returns_the_coupon_to_the_member_that_stays_who_can_use_it(int merges)
    {
        var c = Rich("13800000003");
        var bought = Bought(c, "1");
        MergeAll(c, merges);

        _shop.Accepted(new VoidPurchase { Purchase = bought });

        Assert.Equal((20_000L, CouponStatus.Returned), (Value(_chain[^1]), Coupon(_chain[^1]).Status));
        Bought(_chain[^1], "2");
        Assert.Equal((10_000L, CouponStatus.Used), (Value(_chain[^1]), Coupon(_chain[^1]).Status));
        Story.AuditsClean(_shop.Site);
    }

    // 200 of 1,000 points and 9.90 of 200.00. One a person: cancelled, another can be had by the member that stays, and the third is refused again.
    [Theory]
    [Covers("E16", "P16")]
    [InlineData(1)]
    [InlineData(2)]
    public void A_redemption_of_a_merged_member_is_cancelled_for_the_member_that_stays(int merges)
    {
        var c = Rich("13800000003");
        _shop.Accepted(new AdjustPoints { Member = c, Points = 1_000, ReasonCode = "gift", NeverEnds = true });
        var taken = _shop.Accepted(Redeem(c));
        MergeAll(c, merges);
        Assert.Equal((800L, 19_010L), (Points(_chain[^1]), Value(_chain[^1])));
        Assert.Equal("reward.limit", _shop.Refused(Redeem(_chain[^1])));

        var cancel = new CancelRedemption { Member = MemberRef.By(taken.Told.Member!.Value), Sequence = taken.Row.Sequence };
        _shop.Accepted(cancel);

        Assert.Equal("redemption.cancelledBefore", _shop.Refused(cancel));
        Assert.Equal((1_000L, 20_000L), (Points(_chain[^1]), Value(_chain[^1])));
        Assert.Equal(0L, _shop.Site.Read(r => r.Db.SharedCounters.UsedOf(["reward:tea"]).Values.Single()));
        _shop.Accepted(Redeem(_chain[^1]));
        Assert.Equal("reward.limit", _shop.Refused(Redeem(_chain[^1])));
        Story.AuditsClean(_shop.Site);
    }

    private static RedeemReward Redeem(MemberRef member) => new() { Take = new TakeReward { Member = member, Reward = "tea", Payments = [new Payment("storedValue", 990)] } };

    private MemberRef Rich(string phone)
    {
        var member = _shop.Join(phone);
        _shop.Accepted(new RecordTopUp { Member = member, PrincipalMinor = 20_000, Value = new Prepaid(IsRegistered: true), Source = "till", Number = "t" + phone });
        _shop.Accepted(new GrantCoupons { Member = member, Kind = "twenty" });
        return member;
    }

    private PurchaseId Bought(MemberRef member, string number)
    {
        var line = new PurchaseLine { Sku = "tea", Category = "tea", Quantity = 2, ListMinor = 12_000, NetMinor = 12_000 };
        var basket = new Purchase { OccurredAt = default, RecordedAt = default, Lines = [line], Wishes = new Wishes { ChoosesCoupons = true, StoredValueMinor = 10_000 } };
        var quote = _shop.Site.Read(r => Quotes.Of(r, basket, member, null));
        Assert.Null(quote.Refusal?.Reason.Code);
        return _shop.Accepted(new CommitQuote { Token = quote.Value!.Token, Source = "till", Number = number }).Id;
    }

    private void MergeAll(MemberRef from, int merges)
    {
        _chain.Add(from);
        for (var i = 0; i < merges; i++)
        {
            _chain.Add(_shop.Join($"1380000001{i}"));
            _shop.Accepted(new MergeMembers { Member = _chain[i], Into = _chain[i + 1] });
        }
    }

    private void UnmergeAll()
    {
        for (var i = _chain.Count - 2; i >= 0; i--) _shop.Accepted(new UnmergeMembers { Member = _chain[i] });
    }

    private long Points(MemberRef member) => State(member).Balance;

    private long Value(MemberRef member) => State(member).Wallet.BalanceMinor;

    private HeldCoupon Coupon(MemberRef member) => State(member).Coupons.All.Single(c => c.Status != CouponStatus.Gone);

    private MemberState State(MemberRef member) => _shop.Site.Read(r => r.Db.Members.Load(member.Find(r.Db)!.Value, withClosedLots: true)!.State);
}
