using Tessera.App.Benefits;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.Core.Analytics;
using Tessera.Core.Facts;

namespace Tessera.App.Tests.Reads;

/// <summary>Every figure of the report of benefits, opened: the rows add up to it, page by page.</summary>
[Covers("K1")]
public sealed class BenefitRowsTests : IDisposable
{
    private const string Program = """
        benefits:
          - { id: tea, name: { zh: 茶九折, en: tea at 90 % }, type: discount, discount: 90折, when: { categories: [tea] }, tiers: [base, silver], owner: service }
          - { id: wash, name: { zh: 洗护, en: wash }, type: entitlement, quota: { uses: 9, period: month }, unitCost: 5.00, owner: service, stock: unlimited, tiers: [base, silver] }
        """;

    private static readonly DateOnly From = new(2026, 3, 1);
    private static readonly DateOnly Through = new(2026, 3, 2);
    private readonly TestSite _shop = new(Through, TestSite.Program("{ expiry: { kind: never }, spending: { points: 100, worth: 1.00 } }", Program));

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void The_rows_of_a_source_a_tier_and_a_store_add_up_to_its_figure()
    {
        var report = Played();
        var (all, revenue) = (Rows(BenefitFigure.Cost), Rows(BenefitFigure.Revenue));
        // Three teas of 100.00 at 90.00, one of them given back: 30.00 − 10.00; three washes less one: 10.00; 300 points: 3.00. Sales 270.00 − 90.00.
        Assert.Equal((3_300L, 18_000L), (all.Sum(r => r.AmountMinor), revenue.Sum(r => r.AmountMinor)));
        Assert.Equal((report.Total.CostMinor, report.Total.RevenueMinor), (all.Sum(r => r.AmountMinor)!.Value, revenue.Sum(r => r.AmountMinor)!.Value));
        foreach (var source in report.Sources)
        {
            var rows = Rows(BenefitFigure.Cost, a => a with { Kind = source.Kind, Id = source.Id });
            Assert.Equal((source.Uses, source.Cost.CostMinor), (rows.Sum(r => r.Uses), rows.Sum(r => r.AmountMinor)!.Value));
            Assert.Equal(source.Members, rows.GroupBy(r => r.MemberId).Count(g => g.Sum(r => r.Uses) > 0));
        }

        foreach (var tier in report.Tiers)
        {
            Assert.Equal(tier.Cost.CostMinor, Rows(BenefitFigure.Cost, a => a with { Tier = tier.Id }).Sum(r => r.AmountMinor));
            Assert.Equal(tier.Cost.RevenueMinor, Rows(BenefitFigure.Revenue, a => a with { Tier = tier.Id }).Sum(r => r.AmountMinor));
        }

        foreach (var store in report.Stores) Assert.Equal(store.Cost.CostMinor, Rows(BenefitFigure.Cost, a => a with { Store = store.Id }).Sum(r => r.AmountMinor));
        var refund = all.Single(r => r.Fact == "refund");
        Assert.Equal(("tea", -1L, -1_000L, Through), (refund.Id, refund.Uses, refund.AmountMinor, refund.On));
    }

    [Fact]
    public void Conversion_opens_its_members_and_open_points_whose_they_are()
    {
        var report = Played();
        var tea = report.Sources.Single(s => s.Id == "tea").Conversion!.With;
        var members = Rows(BenefitFigure.Conversion, a => a with { Id = "tea" });
        Assert.Equal((tea.Members, tea.Buyers), (members.Count, members.Count(m => m.Uses > 0)));
        Assert.Equal((5, 3), (members.Count, members.Count(m => m.Uses > 0)));
        Assert.Equal(report.OpenPoints, Rows(BenefitFigure.Points).Sum(r => r.Points));
    }

    private BenefitCostsView Played()
    {
        var members = Enumerable.Range(0, 5).Select(i => _shop.Join($"1380000010{i}")).ToList();
        var sold = members.Take(3).Select((m, i) => Sell(m, $"S{i}")).ToList();
        _shop.Accepted(new RefundPurchase { Purchase = sold[0].Id, Units = [new RefundedUnits(0, 1)] });
        for (var i = 0; i < 2; i++) _shop.Accepted(new UseBenefit { Member = members[3], Benefit = "wash" });
        var used = _shop.Accepted(new UseBenefit { Member = members[4], Benefit = "wash" });
        _shop.Accepted(new CancelBenefitUse { Member = members[4], Benefit = "wash", UseSequence = used.Item.Sequence });
        _shop.Accepted(new AdjustPoints { Member = members[4], Points = 1_000, ReasonCode = "goodwill" });
        _shop.Accepted(new SpendPoints { Member = members[4], Points = 300, Reference = "elsewhere" });
        return _shop.Site.Read(r => BenefitCosts.Read(r, From, Through, "en"));
    }

    /// <summary>All rows, two at a time.</summary>
    private List<BenefitRow> Rows(BenefitFigure figure, Func<BenefitRowsAsk, BenefitRowsAsk>? only = null)
    {
        var ask = (only ?? (a => a))(new BenefitRowsAsk(figure, From, Through) { Limit = 2 });
        var all = new List<BenefitRow>();
        while (true)
        {
            var asked = ask;
            var page = _shop.Site.Read(r => BenefitRows.Read(r, asked));
            all.AddRange(page.Rows);
            if (page.Next is not var (account, after)) return all;
            ask = ask with { Account = account, After = after };
        }
    }

    private KeptPurchase Sell(MemberRef member, string number)
    {
        var line = new PurchaseLine { Sku = "tea", Category = "tea", Quantity = 1, ListMinor = 10_000, NetMinor = 10_000 };
        var quote = _shop.Site.Read(r => Quotes.Of(r, new Purchase { OccurredAt = default, RecordedAt = default, Lines = [line], Wishes = new Wishes() }, member, null)).Value!;
        return _shop.Accepted(new CommitQuote { Token = QuoteToken.Open(_shop.Site.Store.Sealing, quote.Sealed)!, Source = "till", Number = number });
    }
}
