using Tessera.App.Behaviours;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Tests.Members;

/// <summary>One person is one member, however it comes (semantics §1 Identity).</summary>
public sealed class JoiningTests : IDisposable
{
    private readonly TestSite _site = new(new DateOnly(2026, 1, 5), TestSite.Program("{ expiry: { kind: never }, joinPoints: 100 }"));

    public void Dispose() => _site.Dispose();

    [Fact]
    [Covers("A1")]
    public void Join_points_are_given_exactly_once()
    {
        var first = _site.Accepted(Join(("phone", "13800000001")));
        Assert.Equal(100, first.Figures.Balance);
        var again = _site.Answer(Join(("phone", "+86 138-0000-0001")));
        Assert.True(again.IsRepeat);
        Assert.Equal((first.Member, 100), (again.Value!.Member, again.Value.Figures.Balance));
    }

    [Fact]
    [Covers("I1")]
    public void Who_comes_by_wechat_and_then_by_phone_is_one_member_with_two_identities()
    {
        var wechat = _site.Accepted(Join(("openid:shop", "oAbC1")));
        var both = _site.Accepted(Join(("openid:shop", "oAbC1"), ("phone", "13800000001")));
        var phone = _site.Accepted(Join(("phone", "13800000001")));
        Assert.Equal((wechat.Member, wechat.Member), (both.Member, phone.Member));
        Assert.Equal(2, _site.Site.Read(r => r.Db.Identities.Of(wechat.Account)).Count);
        var other = _site.Accepted(Join(("card", "Ab1")));
        Assert.NotEqual(wechat.Member, other.Member);
        Assert.Equal("identity.ofTwoMembers", _site.Refused(Join(("phone", "13800000001"), ("card", "Ab1"))));
        // Cards compare with case, e-mail without.
        Assert.NotEqual(other.Member, _site.Accepted(Join(("card", "aB1"))).Member);
        Assert.Equal(_site.Accepted(Join(("email", "A@b.cn"))).Member, _site.Accepted(Join(("email", "a@B.CN"))).Member);
    }

    [Theory]
    [InlineData("13800000001", "+8613800000001")]
    [InlineData("１３８ 0000-0001", "+8613800000001")]
    [InlineData("0086 138 0000 0001", "+8613800000001")]
    [InlineData("010-8765 4321", "+861087654321")]
    [InlineData("+44 20 7946 0958", "+442079460958")]
    [InlineData("1380000000", null)]
    [InlineData("138000000012", null)]
    [InlineData("not a phone", null)]
    [InlineData("", null)]
    public void A_phone_is_compared_as_E164_with_86_assumed(string told, string? form) => Assert.Equal(form, IdentityForm.Phone(told));

    [Fact]
    [Covers("A12")]
    public void A_paid_sale_with_a_phone_number_makes_a_member_at_the_base_tier()
    {
        var sale = _site.PurchaseOf(null, "S1", 30) with { JoinsBy = IdentityForm.Of("phone", "13900000009") };
        var kept = _site.Accepted(sale);
        Assert.Equal(("base", 130), (kept.Told!.After.Tier, kept.Told.After.Balance));
        var second = _site.Accepted(_site.PurchaseOf(null, "S2", 5) with { JoinsBy = IdentityForm.Of("phone", "139 0000 0009") });
        Assert.Equal((kept.Told.Account, 135), (second.Told!.Account, second.Told.After.Balance));
    }

    [Fact]
    [Covers("I2")]
    public void A_tag_has_a_date_and_an_end_and_is_found()
    {
        var member = _site.Join();
        _site.Accepted(new GiveTag { Member = member, Tag = "vip", Through = new DateOnly(2026, 6, 30) });
        var account = _site.Site.Read(r => member.Resolve(r.Db)!.Value);
        Assert.Equal(account, Assert.Single(_site.Site.Read(r => r.Db.Members.Page(null, 10, tag: "vip"))).Account);
        var held = Assert.Single(_site.Site.Read(r => r.Db.Members.Load(account))!.State.Tags);
        Assert.Equal(("vip", new DateOnly(2026, 1, 5), new DateOnly(2026, 6, 30)), (held.Tag, held.Since, held.Through!.Value));
        _site.Accepted(new TakeTag { Member = member, Tag = "vip" });
        Assert.Empty(_site.Site.Read(r => r.Db.Members.Page(null, 10, tag: "vip")));
    }

    [Fact]
    [Covers("P25")]
    public void The_movement_of_tiers_adds_up_opening_in_out_closing()
    {
        var (a, b) = (_site.Join("13800000001"), _site.Join("13800000002"));
        _site.Turn(new DateOnly(2026, 2, 1), new TimeOnly(12, 0));
        _site.Buy(a, "1", 150);
        _site.Join("13800000003");
        _site.Accepted(new CloseMember { Member = b });
        var rows = _site.Site.Read(r => TierReports.Movement(r, new DateOnly(2026, 2, 1), new DateOnly(2026, 2, 28), "en")).Tiers.ToDictionary(t => t.Tier.Id);
        Assert.All(rows.Values, t => Assert.Equal(t.Opening + t.In - t.Out, t.Closing));
        // Base: two before, one joins; one rises and one leaves. Silver: one comes.
        Assert.Equal((2L, 1L, 2L, 1L), (rows["base"].Opening, rows["base"].In, rows["base"].Out, rows["base"].Closing));
        Assert.Equal((0L, 1L, 0L, 1L), (rows["silver"].Opening, rows["silver"].In, rows["silver"].Out, rows["silver"].Closing));
    }

    [Fact]
    public void A_refund_of_a_merged_members_purchase_with_its_own_number_takes_the_points_where_they_are()
    {
        var (b, a) = (_site.Join("13800000001"), _site.Join("13800000002"));
        _site.Buy(b, "M1", 40);
        _site.Accepted(new MergeMembers { Member = b, Into = a });
        _site.Accepted(new RefundPurchase { Purchase = new PurchaseId("till", "M1"), Units = [new RefundedUnits(0, 1)], Source = "till", Number = "R1" });
        // Both had 100 for joining; the 40 of the purchase went over and are taken back.
        Assert.Equal(200, _site.Site.Read(r => r.Db.Members.FiguresOf(a.Resolve(r.Db)!.Value)!.Balance));
    }

    [Fact]
    public void A_refused_transfer_leaves_nothing_behind()
    {
        _site.Publish(TestSite.Program("{ expiry: { kind: rolling, after: 1 months }, lateNotice: expire, joinPoints: 100, transfers: yes }"), "transfers");
        _site.Turn(new DateOnly(2026, 1, 6), new TimeOnly(12, 0));
        var (from, to) = (_site.Join("13800000001"), _site.Join("13800000002"));
        _site.Turn(new DateOnly(2026, 6, 1), new TimeOnly(12, 0));
        Assert.Equal("points.insufficient", _site.Refused(new TransferPoints { From = from, To = to, Points = 500 }));
        _site.Buy(from, "T1", 30);
        _site.Buy(to, "T2", 5);
        _site.Accepted(new TransferPoints { From = from, To = to, Points = 10 });
        Assert.Equal((20L, 15L), _site.Site.Read(r => (r.Db.Members.FiguresOf(from.Resolve(r.Db)!.Value)!.Balance, r.Db.Members.FiguresOf(to.Resolve(r.Db)!.Value)!.Balance)));
    }

    private static JoinMember Join(params (string Kind, string Value)[] identities) => new() { Identities = [.. identities.Select(i => IdentityForm.Of(i.Kind, i.Value)!)] };
}
