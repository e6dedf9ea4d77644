using Tessera.App.Benefits;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.App.Tests.Stories;
using Tessera.Core.Analytics;
using Tessera.Core.Benefits;
using Tessera.Core.Costs;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.App.Tests.Reads;

/// <summary>What benefits cost and bring, on a store: 10 % off tea for the base tier and silver, measured against a fifth of the members, and a wash for 5.00.</summary>
public sealed class BenefitCostsTests : IDisposable
{
    private const string Program = """
        costs: { redLine: 1%, holdOut: 20% }
        benefits:
          - { id: tea, name: { zh: 茶九折, en: tea at 90 % }, type: discount, discount: 90折, when: { categories: [tea] }, tiers: [base, silver], measured: yes, owner: service }
          - { id: wash, name: { zh: 洗护, en: wash }, type: entitlement, quota: { uses: 2, period: month }, unitCost: 5.00, owner: service, stock: unlimited, tiers: [base, silver] }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program("{ expiry: { kind: never }, spending: { points: 100, worth: 1.00 } }", Program));

    public void Dispose() => _shop.Dispose();

    [Fact]
    [Covers("K1", "K2", "F34")]
    public void Uses_cost_and_who_bought_are_those_of_the_tills()
    {
        // Ids are drawn: of 60 members some 12 are held out, at least 1 and at most 40 but for one run in half a million.
        var members = Enumerable.Range(0, 60).Select(i => _shop.Join($"138000001{i:00}")).ToList();
        var heldOut = members.Where(IsHeldOut).ToList();
        Assert.InRange(heldOut.Count, 1, 40);
        // Twenty buy tea of 100.00: 90.00 with the benefit, 100.00 held out.
        var buyers = members.Take(20).ToList();
        foreach (var member in buyers) Assert.Equal(IsHeldOut(member) ? 10_000 : 9_000, Sell(member, 10_000));
        _shop.Accepted(new UseBenefit { Member = members[0], Benefit = "wash", Count = 2 });
        var cancelled = _shop.Accepted(new UseBenefit { Member = members[1], Benefit = "wash" });
        _shop.Accepted(new CancelBenefitUse { Member = members[1], Benefit = "wash", UseSequence = cancelled.Item.Sequence });

        var report = Read("2026-03-01", "2026-03-02");
        var (given, all) = (buyers.Count(m => !IsHeldOut(m)), buyers.Count(IsHeldOut));
        var tea = report.Sources.Single(s => s.Id == "tea");
        Assert.Equal((given, given, given * 1_000L), (tea.Uses, tea.Members, tea.Cost.CostMinor));
        Assert.Equal((60 - heldOut.Count, given, heldOut.Count, all), (tea.Conversion!.With.Members, tea.Conversion.With.Buyers, tea.Conversion.HeldOut.Members, tea.Conversion.HeldOut.Buyers));
        Assert.Equal((Lift.TooSmall, null), (tea.Conversion.Lift, tea.Conversion.LowTenThousandths));
        var wash = report.Sources.Single(s => s.Id == "wash");
        // Two uses of 5.00; the third was taken back. Nobody is held out of what is not measured.
        Assert.Equal((2L, 1_000L, 60L, Lift.NotMeasured), (wash.Uses, wash.Cost.CostMinor, wash.Entitled, wash.Conversion!.Lift));
        var revenue = (given * 9_000L) + (all * 10_000L);
        Assert.Equal(((given * 1_000L) + 1_000, revenue), (report.Total.CostMinor, report.Total.RevenueMinor));
        Assert.Equal(report.Total.CostMinor, report.Tiers.Sum(t => t.Cost.CostMinor));
        Assert.Equal(revenue, report.Stores.Sum(t => t.Cost.RevenueMinor));
        Assert.Equal(RedLineState.Over, report.State);
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    [Covers("K6")]
    public void A_refund_takes_its_part_out_again_in_the_window_it_was_recorded_in()
    {
        var member = Enumerable.Range(0, 30).Select(i => _shop.Join($"138000002{i:00}")).First(m => !IsHeldOut(m));
        var quote = Quoted(member, 20_000, 2);
        var bought = _shop.Accepted(new CommitQuote { Token = QuoteToken.Open(_shop.Site.Store.Sealing, quote.Sealed)!, Source = "till", Number = "R" });
        _shop.Turn(new DateOnly(2026, 4, 2), new TimeOnly(12, 0));
        _shop.Accepted(new RefundPurchase { Purchase = bought.Id, Units = [new RefundedUnits(0, 1)] });
        var (march, april) = (Read("2026-03-01", "2026-03-31"), Read("2026-04-01", "2026-04-02"));
        // Two of 200.00 together: 20.00 off; one of them goes back with its 10.00.
        Assert.Equal((2_000L, 18_000L, 1L), (march.Total.CostMinor, march.Total.RevenueMinor, march.Sources.Single(s => s.Id == "tea").Uses));
        Assert.Equal((-1_000L, -9_000L, 0L), (april.Total.CostMinor, april.Total.RevenueMinor, april.Sources.Single(s => s.Id == "tea").Uses));
    }

    [Fact]
    [Covers("K1")]
    public void Points_spent_as_money_cost_what_they_were_worth_and_those_open_what_is_expected()
    {
        var member = _shop.Join();
        _shop.Accepted(new AdjustPoints { Member = member, Points = 1_000, ReasonCode = "goodwill" });
        _shop.Accepted(new SpendPoints { Member = member, Points = 300, Reference = "elsewhere" });
        var report = Read("2026-03-01", "2026-03-02");
        // 300 points are 3.00; the 700 left would be 7.00.
        Assert.Equal((1L, 300L), report.Sources.Where(s => s.Kind == CostKind.Points).Select(s => (s.Uses, s.Cost.CostMinor)).Single());
        Assert.Equal((700L, 700L), (report.OpenPoints, report.OpenMinor));
    }

    [Fact]
    [Covers("K2")]
    public void Who_is_held_out_is_told_so_when_the_benefit_is_asked_for_and_nobody_is_without_a_group()
    {
        var member = Enumerable.Range(0, 60).Select(i => _shop.Join($"138000003{i:00}")).First(IsHeldOut);
        _shop.Publish(TestSite.Program(more: Program.Replace("unitCost: 5.00,", "unitCost: 5.00, measured: yes,", StringComparison.Ordinal)));
        _shop.Turn(new DateOnly(2026, 3, 3), new TimeOnly(12, 0));
        Assert.Equal("benefit.heldOut", _shop.Refused(new UseBenefit { Member = member, Benefit = "wash" }));
        _shop.Publish(TestSite.Program(more: Program.Replace("holdOut: 20%", "holdOut: 0", StringComparison.Ordinal)));
        _shop.Turn(new DateOnly(2026, 3, 4), new TimeOnly(12, 0));
        _shop.Accepted(new UseBenefit { Member = member, Benefit = "wash" });
        Assert.Equal(9_000, Sell(member, 10_000));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    [Covers("F38")]
    public void What_a_guide_recommends_with_a_use_and_the_member_buys_stands_beside_the_benefit()
    {
        var member = Enumerable.Range(0, 30).Select(i => _shop.Join($"138000004{i:00}")).First(IsHeldOut);
        _shop.Accepted(new UseBenefit { Member = member, Benefit = "wash", ClerkId = "ann", Recommended = ["tea"] });
        var quote = Quoted(member, 10_000, 2);
        var bought = _shop.Accepted(new CommitQuote { Token = QuoteToken.Open(_shop.Site.Store.Sealing, quote.Sealed)!, Source = "till", Number = "X" });
        // Two teas for 100.00, one of them given back on the next day: 50.00 stays sold, the order stands.
        _shop.Turn(new DateOnly(2026, 3, 3), new TimeOnly(12, 0));
        _shop.Accepted(new RefundPurchase { Purchase = bought.Id, Units = [new RefundedUnits(0, 1)] });

        var sold = Assert.Single(Read("2026-03-01", "2026-03-03").CrossSales);
        Assert.Equal(new CrossSaleView("wash", "洗护", "ann", 1, 1, 10_000, 1, 5_000), sold);
        var told = _shop.Site.Read(r => ReadTimeline.Page(r, member, (10, null), "en"))!.Items.Single(i => i.Kind == "benefitUsed");
        // 2 March + 7 days.
        Assert.Contains(told.Why, w => w.Contains("tea", StringComparison.Ordinal) && w.Contains("2026-03-09", StringComparison.Ordinal));
        Story.AuditsClean(_shop.Site);
    }

    private bool IsHeldOut(MemberRef member) => HoldOut.Holds(_shop.Site.Read(r => member.Resolve(r.Db)!.Value.ToString()), 2_000);

    private BenefitCostsView Read(string from, string through) =>
        _shop.Site.Read(r => BenefitCosts.Read(r, DateOnly.ParseExact(from, "yyyy-MM-dd", null), DateOnly.ParseExact(through, "yyyy-MM-dd", null), "zh-CN"));

    private long Sell(MemberRef member, long list)
    {
        var quote = Quoted(member, list, 1);
        _shop.Accepted(new CommitQuote { Token = QuoteToken.Open(_shop.Site.Store.Sealing, quote.Sealed)!, Source = "till", Number = $"{member}" });
        return quote.Price.ToPayMinor;
    }

    private Quote Quoted(MemberRef member, long list, int units)
    {
        var line = new PurchaseLine { Sku = "tea", Category = "tea", Quantity = units, ListMinor = list, NetMinor = list };
        return _shop.Site.Read(r => Quotes.Of(r, new Purchase { OccurredAt = default, RecordedAt = default, Lines = [line], Wishes = new Wishes() }, member, null)).Value!;
    }
}
