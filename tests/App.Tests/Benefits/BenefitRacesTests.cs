using Tessera.App.Benefits;
using Tessera.App.Members;
using Tessera.App.Tests.Redemption;
using Tessera.App.Tests.Stories;

namespace Tessera.App.Tests.Benefits;

/// <summary>Entitlements under many clients at once, on one process or, with PostgreSQL, on two; and of merged members.</summary>
public sealed class BenefitRacesTests : IDisposable
{
    private const string Catalogue = """
        benefits:
          - { id: early, name: { zh: 优先购, en: early access }, type: entitlement, tiers: [base], quota: { uses: 2, period: month }, unitCost: 1.50, owner: shop, stock: unlimited }
          - { id: salon, name: { zh: 沙龙, en: salon }, type: service, tiers: [base], unitCost: 80.00, owner: shop, stock: 10 }
          - { id: cake, name: { zh: 生日蛋糕, en: cake }, type: birthday, tiers: [base], unitCost: 20.00, owner: shop, stock: unlimited }
        """;

    private readonly PrizeShop _both = new(Catalogue);

    public void Dispose() => _both.Dispose();

    [Fact]
    [Covers("F11", "F35", "R5")]
    public async Task Fifty_uses_at_once_take_the_quota_and_no_more()
    {
        var member = _both.Shop.Join();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => _both.Of(i).Write(new UseBenefit { Member = member, Benefit = "early" })));

        Assert.Equal(2, answers.Count(a => a.IsAccepted));
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("benefit.quotaUsed", a.Refusal!.Reason.Code));
        Story.AuditsClean(_both.Shop.Site);
    }

    [Fact]
    [Covers("F36", "R5")]
    public async Task Fifty_members_at_once_take_the_stock_and_no_more()
    {
        var members = Enumerable.Range(0, 50).Select(i => _both.Shop.Join($"138000000{i:00}")).ToList();

        var answers = await Task.WhenAll(members.Select((m, i) => _both.Of(i).Write(new UseBenefit { Member = m, Benefit = "salon" })));

        Assert.Equal(10, answers.Count(a => a.IsAccepted));
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("benefit.outOfStock", a.Refusal!.Reason.Code));
        Assert.Equal(10, _both.Used("benefit:salon"));
        Story.AuditsClean(_both.Shop.Site);
    }

    // One use each of two a month: together the quota is used. Both had the cake of this year: it is one person's one.
    [Fact]
    [Covers("R6", "F18", "F24")]
    public void A_merge_makes_one_of_the_quotas_and_birthdays_of_both_and_its_undo_two_again()
    {
        var (a, b) = (Born("13800000001"), Born("13800000002"));
        foreach (var member in (MemberRef[])[a, b]) _both.Shop.Accepted(new UseBenefit { Member = member, Benefit = "early" });
        _both.Shop.Accepted(new UseBenefit { Member = b, Benefit = "cake" });
        Assert.Equal(1, Left(a, "cake"));

        _both.Shop.Accepted(new MergeMembers { Member = b, Into = a });

        Assert.Equal("benefit.quotaUsed", _both.Shop.Refused(new UseBenefit { Member = a, Benefit = "early" }));
        Assert.Equal("benefit.grantUsed", _both.Shop.Refused(new UseBenefit { Member = a, Benefit = "cake" }));
        _both.Shop.Accepted(new UnmergeMembers { Member = b });
        Assert.Equal((1L, 1L), (Left(a, "early"), Left(b, "early")));
        Story.AuditsClean(_both.Shop.Site);
    }

    private MemberRef Born(string phone) =>
        MemberRef.By(_both.Shop.Accepted(new JoinMember { Identities = [IdentityForm.Of("phone", phone)!], Profile = new MemberProfile { Birthday = new DateOnly(1990, 3, 20) } }).Member);

    // 2 March: the month of the birthday has come; looking shows what the first use would be granted.
    private long? Left(MemberRef member, string benefit) => _both.Shop.Site.Read(r => BenefitsView.Read(r, member, "en"))!.Benefits.Single(b => b.Code == benefit).Left;
}
