using Tessera.App.Coupons;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.App.Tests.Stories;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.App.Tests.Members;

/// <summary>Family cards (P30): a card's purchases are its main member's, and it redeems nothing of its own.</summary>
[Covers("P30")]
public sealed class FamilyTests : IDisposable
{
    private const string Points = "{ expiry: { kind: never }, spending: { points: 1, worth: 0.10 } }";

    private const string Coupons = """
        coupons:
          - { id: twenty, name: { zh: 满100减20, en: 20 off 100 }, takes: [assigned], lasts: 30 days, saving: { amount: 20, atLeast: 100 } }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program(Points, "members: { family: { most: 2 } }\n" + Coupons));

    public void Dispose() => _shop.Dispose();

    // 60.00 by the main member and 45.50 by the card: 60 + 45 points a full yuan each, 105.50 spent is silver from 100.00. The refund of the card's purchase leaves 60 points and 60.00: base.
    [Fact]
    public void What_a_card_buys_earns_and_lifts_its_main_member_and_its_refund_goes_back_there()
    {
        var (main, card) = Family();
        _shop.Buy(main, "1", 60m);
        var bought = _shop.Buy(card, "2", 45.50m);

        Assert.Equal((Id(main), Id(card)), (bought.Told!.Member, bought.BoughtBy));
        Assert.Equal((105L, "silver", 0L, "base"), (State(main).Balance, State(main).InForce, State(card).Balance, State(card).InForce));
        Assert.True(_shop.Answer(_shop.PurchaseOf(card, "2", 45.50m)).IsRepeat);
        _shop.Accepted(new RefundPurchase { Purchase = bought.Id, Units = [new RefundedUnits(0, 1)] });
        Assert.Equal((60L, "base"), (State(main).Balance, State(main).InForce));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void A_card_spends_nothing_of_its_own_and_nothing_of_its_main_member()
    {
        var (main, card) = Family();
        foreach (var member in new[] { main, card })
        {
            _shop.Accepted(new AdjustPoints { Member = member, Points = 500, ReasonCode = "gift", NeverEnds = true });
            _shop.Accepted(new GrantCoupons { Member = member, Kind = "twenty" });
        }

        Assert.Equal("family.cannotRedeem", _shop.Refused(new SpendPoints { Member = card, Points = 10, Reference = "r" }));
        Assert.Equal("family.cannotRedeem", _shop.Refused(new TransferPoints { From = card, To = main, Points = 10 }));
        Assert.Equal(0L, State(card).SpendableOn(new DateOnly(2026, 3, 2)));
        Assert.Equal("family.cannotRedeem", Quote(card, new Wishes { Points = 10 }).Refusal!.Reason.Code);
        Assert.Equal("family.cannotRedeem", Quote(card, new Wishes { StoredValueMinor = 10 }).Refusal!.Reason.Code);
        var coupon = State(main).Coupons.All.Single().Id;
        Assert.Equal("family.cannotRedeem", Quote(card, new Wishes { Coupons = [$"cpn_{coupon.Sequence}_{coupon.N}"] }).Refusal!.Reason.Code);

        // Nothing is taken where the till only asked for the best: 120.00 stays 120.00.
        var quote = Quote(card, new Wishes { ChoosesCoupons = true, MostPoints = true, MostStoredValue = true }).Value!;
        Assert.Equal((12_000L, 0L), (quote.Price.ToPayMinor, quote.Price.Points));
        _shop.Accepted(new CommitQuote { Token = quote.Token, Source = "till", Number = "1" });
        Assert.Equal((620L, 500L), (State(main).Balance, State(card).Balance));
        Story.AuditsClean(_shop.Site);
    }

    // 50 points a month at 0.10: 30 are spent, 20 are left. The refund gives 30 back to the points and to the month; the next month begins with 50.
    [Fact]
    public void A_limit_lets_a_card_spend_points_of_its_main_member_within_a_calendar_month()
    {
        _shop.Publish(TestSite.Program(Points, "members: { family: { most: 2, pointsPerMonth: 50 } }\n" + Coupons));
        _shop.Pass(TimeSpan.FromHours(1));
        var (main, card) = Family();
        _shop.Accepted(new AdjustPoints { Member = main, Points = 500, ReasonCode = "gift", NeverEnds = true });

        var first = Commit(card, "1", new Wishes { Points = 30 });
        Assert.Equal((500L - 30 + 117, 20L), (State(main).Balance, Left(main)));
        Assert.Equal("family.overLimit", Quote(card, new Wishes { Points = 21 }).Refusal!.Reason.Code);
        Assert.Equal(20L, Quote(card, new Wishes { MostPoints = true }).Value!.Price.Points);
        Assert.Equal(100L, Quote(main, new Wishes { Points = 100 }).Value!.Price.Points);

        _shop.Accepted(new RefundPurchase { Purchase = first, Units = [new RefundedUnits(0, 1)] });
        Assert.Equal((500L, 50L), (State(main).Balance, Left(main)));
        var second = Commit(card, "2", new Wishes { Points = 50 });
        Assert.Equal(0L, Left(main));
        Assert.Equal("family.overLimit", Quote(card, new Wishes { Points = 1 }).Refusal!.Reason.Code);
        _shop.Accepted(new VoidPurchase { Purchase = second });
        Commit(card, "3", new Wishes { Points = 50 });
        _shop.Turn(new DateOnly(2026, 4, 1), new TimeOnly(9, 0));
        Assert.Equal(50L, Left(main));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void Links_keep_to_the_rules_of_the_programme()
    {
        var (main, card) = Family();
        var (other, third) = (_shop.Join("13800000003"), _shop.Join("13800000004"));

        Assert.Equal("family.self", _shop.Refused(Link(main, main)));
        Assert.Equal("family.linkedAlready", _shop.Refused(Link(main, card)));
        Assert.Equal("family.linkedAlready", _shop.Refused(Link(other, card)));
        Assert.Equal("family.mainIsCard", _shop.Refused(Link(card, other)));
        Assert.Equal("family.cardIsMain", _shop.Refused(Link(other, main)));
        Assert.Equal("family.notLinked", _shop.Refused(Unlink(other, card)));
        _shop.Accepted(Link(main, other));
        Assert.Equal("family.tooMany", _shop.Refused(Link(main, third)));
        _shop.Accepted(Unlink(main, card));
        Assert.Equal("family.notLinked", _shop.Refused(Unlink(main, card)));
        _shop.Accepted(Link(main, third));
        _shop.Publish(TestSite.Program(Points));
        _shop.Pass(TimeSpan.FromHours(1));
        Assert.Equal("family.notOffered", _shop.Refused(Link(main, card)));
        Assert.Equal(Id(main), _shop.Buy(third, "1", 10m).Told!.Member);
        Story.AuditsClean(_shop.Site);
    }

    // 10.00 before the link, 20.00 under it, 30.00 after it; each told late or again changes nothing.
    [Fact]
    public void A_purchase_before_the_link_or_after_it_is_the_cards_own_and_one_told_again_is_a_repeat()
    {
        var (main, card) = (_shop.Join("13800000001"), _shop.Join("13800000002"));
        _shop.Pass(TimeSpan.FromHours(1));
        _shop.Accepted(Link(main, card));
        _shop.Buy(card, "1", 10m, "2026-03-02T12:30");
        _shop.Buy(card, "2", 20m);
        var kept = _shop.Buy(null, "4", 40m);
        _shop.Accepted(new ClaimPurchase { Purchase = kept.Id, Member = card });
        _shop.Accepted(Unlink(main, card));
        _shop.Pass(TimeSpan.FromHours(1));
        _shop.Buy(card, "3", 30m);

        Assert.Equal((60L, 40L), (State(main).Balance, State(card).Balance));
        Assert.True(_shop.Answer(new ClaimPurchase { Purchase = kept.Id, Member = card }).IsRepeat);
        Assert.True(_shop.Answer(_shop.PurchaseOf(card, "2", 20m, "2026-03-02T13:00")).IsRepeat);
        Assert.Equal("document.changed", _shop.Refused(_shop.PurchaseOf(main, "3", 30m, "2026-03-02T14:00")));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void A_frozen_card_buys_for_itself_and_a_frozen_main_member_goes_on_earning()
    {
        var (main, card) = Family();
        _shop.Accepted(new FreezeMember { Member = card, ReasonCode = "lost" });
        _shop.Buy(card, "1", 10m);
        _shop.Accepted(new UnfreezeMember { Member = card });
        _shop.Accepted(new FreezeMember { Member = main, ReasonCode = "complaint" });
        _shop.Buy(card, "2", 20m);

        Assert.Equal((20L, 10L), (State(main).Balance, State(card).Balance));
        Story.AuditsClean(_shop.Site);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task Closing_or_erasing_either_side_ends_the_link(bool ofMain, bool erases)
    {
        var (main, card) = Family();
        var bought = _shop.Buy(card, "1", 10m);
        var (goes, stays) = ofMain ? (main, card) : (card, main);
        var account = _shop.Site.Read(r => goes.Find(r.Db)!.Value);
        if (erases) Assert.Null((await EraseMember.Run(_shop.Site, goes, "test")).Refusal);
        else _shop.Accepted(new CloseMember { Member = goes });

        Assert.Null(_shop.Site.Read(r => FamilyView.Read(r, stays)!.Main));
        Assert.Empty(_shop.Site.Read(r => FamilyView.Read(r, stays)!.Cards));
        Assert.Equal(Id(stays), _shop.Buy(stays, "2", 20m).Told!.Member);
        Assert.Equal(ofMain ? 20L : 30L, State(stays).Balance);
        if (!ofMain) _shop.Accepted(new RefundPurchase { Purchase = bought.Id, Units = [new RefundedUnits(0, 1)] });
        Assert.Equal(20L, State(stays).Balance);
        Assert.False(_shop.Site.Read(r => r.Db.Families.LinkOf(account) is not null));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void Cards_follow_their_main_member_into_a_merge_and_home_again_and_are_not_merged_themselves()
    {
        var (main, card) = Family();
        var (other, third) = (_shop.Join("13800000003"), _shop.Join("13800000004"));
        _shop.Accepted(Link(other, third));

        Assert.Equal("family.unlinkFirst", _shop.Refused(new MergeMembers { Member = card, Into = other }));
        Assert.Equal("family.unlinkFirst", _shop.Refused(new MergeMembers { Member = main, Into = card }));
        _shop.Accepted(new MergeMembers { Member = main, Into = other });
        Assert.Equal(Id(other), _shop.Buy(card, "1", 10m).Told!.Member);
        Assert.Equal(2, _shop.Site.Read(r => FamilyView.Read(r, other)!.Cards.Count));
        _shop.Accepted(new UnmergeMembers { Member = main });
        Assert.Equal(Id(main), _shop.Buy(card, "2", 20m).Told!.Member);
        _shop.Accepted(new MergeMembers { Member = main, Into = other });
        _shop.Accepted(Unlink(other, card));
        Assert.Equal((30L, 0L), (State(other).Balance, State(card).Balance));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public void Both_sides_are_shown_in_views_timeline_and_copies()
    {
        var (main, card) = Family();
        _shop.Buy(card, "1", 10m);

        var views = _shop.Site.Read(r => (Main: MemberView.Read(r, main)!.Family!, Card: MemberView.Read(r, card)!.Family!));
        Assert.Equal((Id(card), Id(main)), (views.Main.Cards.Single().MemberId, views.Card.Main));
        var copies = _shop.Site.Read(r => (Main: MemberExport.Read(r, main, "en")!, Card: MemberExport.Read(r, card, "en")!));
        Assert.Equal(("1", true, "1"), (copies.Main.Purchases.Single().Number, copies.Main.Purchases.Single().ByFamilyCard, copies.Card.BoughtAsCard.Single().Number));
        Assert.Contains(copies.Main.Events, e => e.Item.Why.Contains("Gained a family card (child)") && e.Note == "her mother consents");
        Assert.Contains(copies.Card.Events, e => e.Item.Why.Contains("Became a family card: what it buys counts for its main member (child)"));
    }

    private static LinkFamilyCard Link(MemberRef main, MemberRef card) => new() { Member = main, Card = card, ReasonCode = "child", Text = "her mother consents" };

    private static UnlinkFamilyCard Unlink(MemberRef main, MemberRef card) => new() { Member = main, Card = card, ReasonCode = "grown-up" };

    private (MemberRef Main, MemberRef Card) Family()
    {
        var (main, card) = (_shop.Join("13800000001"), _shop.Join("13800000002"));
        _shop.Accepted(Link(main, card));
        return (main, card);
    }

    private Answer<Quote> Quote(MemberRef member, Wishes wishes)
    {
        var line = new PurchaseLine { Sku = "tea", Quantity = 1, ListMinor = 12_000, NetMinor = 12_000 };
        return _shop.Site.Read(r => Quotes.Of(r, new Purchase { OccurredAt = default, RecordedAt = default, Lines = [line], Wishes = wishes }, member, null));
    }

    private PurchaseId Commit(MemberRef member, string number, Wishes wishes)
    {
        var quote = Quote(member, wishes);
        Assert.Null(quote.Refusal?.Reason.Code);
        return _shop.Accepted(new CommitQuote { Token = quote.Value!.Token, Source = "till", Number = number }).Id;
    }

    private long Left(MemberRef main) => _shop.Site.Read(r => FamilyView.Read(r, main)!.Cards.Single().PointsLeft);

    private MemberId? Id(MemberRef member) => _shop.Site.Read(r => r.Db.Identities.MemberOf(member.Find(r.Db)!.Value));

    private MemberState State(MemberRef member) => _shop.Site.Read(r => r.Db.Members.Load(member.Find(r.Db)!.Value)!.State);
}
