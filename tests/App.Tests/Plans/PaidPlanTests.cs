using Tessera.App.Benefits;
using Tessera.App.Members;
using Tessera.App.Plans;
using Tessera.App.Reads;
using Tessera.Core.Facts;
using Tessera.Core.Plans;
using Tessera.Storage;
using Tessera.Storage.Safekeeping;

namespace Tessera.App.Tests.Plans;

/// <summary>Paid plans through the whole product: the store, its audit, reads, merges, erasure.</summary>
public sealed class PaidPlanTests : IDisposable
{
    private const string Program = """
        benefits:
          - { id: wash, name: { zh: 洗护, en: wash }, type: entitlement, quota: { uses: 1, period: month }, unitCost: 5.00, owner: service, stock: unlimited }
        plans:
          - { id: gold-year, name: { zh: 金卡年费, en: A year of gold }, price: 99.00, term: 12 months, tier: gold, benefits: [wash] }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program(more: Program));

    public void Dispose() => _shop.Dispose();

    [Fact]
    [Covers("A2")]
    public async Task A_plan_is_sold_shown_explained_ended_by_the_night_and_audits_clean()
    {
        var member = _shop.Join("13800000001");
        Assert.Equal("benefit.notOfTier", _shop.Refused(Use(member)));
        var told = _shop.Accepted(Order(member));
        Assert.Equal("gold", told.After.Tier);
        Assert.Equal(told.Item.Sequence, _shop.Accepted(Order(member)).Item.Sequence);
        _shop.Accepted(Use(member));

        var seen = _shop.Site.Read(r => (View: MemberView.Read(r, member)!, Plans: PlansView.Read(r, member, "en")!, Tier: TierView.Read(r, member, "en")!, Copy: MemberExport.Read(r, member, "en")!));
        Assert.Equal(new PlanNow("gold-year", new(2026, 3, 2), new(2027, 3, 1)), Assert.Single(seen.View.Plans));
        // The day counts as enjoyed, and a benefit was used: 99.00 × 364 ÷ 365 = 98.728… .
        Assert.Equal(("A year of gold", "held", 9_873L), (seen.Plans.Plans[0].Name, seen.Plans.Plans[0].Status, seen.Plans.Plans[0].RefundNowMinor));
        Assert.Contains("Paid plan A year of gold through 2027-03-01", seen.Tier.Notes);
        Assert.Equal("gold-year", Assert.Single(seen.Copy.Plans).Plan);
        Assert.Contains(seen.Copy.Events, e => e.Item.Why.Any(w => w.Contains("A year of gold bought", StringComparison.Ordinal)));

        _shop.Turn(new DateOnly(2027, 3, 2), new TimeOnly(12, 0));
        Assert.Null((await App.Night.RunDay.Run(_shop.Site)).Refusal);
        Assert.Equal(("base", "ended"), _shop.Site.Read(r => (MemberView.Read(r, member)!.Tier, PlansView.Read(r, member, "en")!.Plans[0].Status)));
        CheckBooks();
    }

    [Fact]
    [Covers("A2", "L2")]
    public void A_refund_of_a_merged_members_plan_finds_it_where_it_went_and_an_erased_member_stays_audited()
    {
        var (kept, gone) = (_shop.Join("13800000001"), _shop.Join("13800000002"));
        _shop.Buy(kept, "T-1", 10);
        var told = _shop.Accepted(Order(gone));
        var period = told.Item.Effects.OfType<PlanEntry>().Single().After.Id;
        var id = MemberRef.By(told.Member!.Value);
        _shop.Accepted(new FreezeMember { Member = gone, ReasonCode = "lost" });
        _shop.Accepted(new UnfreezeMember { Member = gone });
        _shop.Accepted(new MergeMembers { Member = gone, Into = kept });
        Assert.Equal("gold", _shop.Site.Read(r => MemberView.Read(r, kept)!.Tier));

        Assert.Equal("plan.periodUnknown", _shop.Refused(new RefundPlan { Member = kept, Period = period, ReasonCode = "asked" }));
        Assert.Equal("base", _shop.Accepted(new RefundPlan { Member = id, Period = period, ReasonCode = "asked" }).After.Tier);
        Assert.Equal("plan.refundedBefore", _shop.Refused(new RefundPlan { Member = id, Period = period, ReasonCode = "asked" }));

        new Erasure(_shop.Site.Store.Writer, _shop.Site.Store.Paths).Erase(told.Account, _shop.Now);
        CheckBooks();
    }

    private static OrderPlan Order(MemberRef member) => new() { Member = member, Plan = "gold-year", Payments = [new Payment("wechat", 9_900)], Source = "till", Number = "P-1" };

    private static UseBenefit Use(MemberRef member) => new() { Member = member, Benefit = "wash", Source = "till", Number = "B-1" };

    private void CheckBooks()
    {
        using var reader = _shop.Site.Store.Read();
        Assert.Empty(new BooksAudit(reader.Connection, _shop.Site.Store.Paths).Run().Findings);
        Assert.Empty(Audits.RulesAudit.Run(_shop.Site).Differences);
    }
}
