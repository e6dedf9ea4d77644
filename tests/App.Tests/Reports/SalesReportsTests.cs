using Tessera.App.Members;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.App.Reports;
using Tessera.Core.Analytics;
using Tessera.Core.Facts;
using Tessera.Core.Liability;
using Tessera.Core.Tiers;
using Tessera.Storage;

namespace Tessera.App.Tests.Reports;

/// <summary>
/// Reports of sales by hand. Ann joins on 5 January, buys for 60.00 that day and for 50.00 on the 20th (110.00: silver), of which 20.00 go back on 3 February (90.00: base again); Bob joins on 5 January and buys for
/// 40.00, all of which goes back; Cid joins on 3 February and buys for 30.00 on the 3rd and 10.00 on the 4th; nobody claims 25.00 of 20 January.
/// </summary>
public sealed class SalesReportsTests : IDisposable
{
    private static readonly ReportWindow January = new(new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 31));
    private static readonly ReportWindow Both = new(new DateOnly(2026, 1, 1), new DateOnly(2026, 2, 10));

    private readonly TestSite _shop = new(new DateOnly(2026, 1, 5), TestSite.Program().Replace("name: { zh: 银卡, en: Silver }", "name: { zh: 银卡, en: Silver }, shareFrom: 10%, shareThrough: 20%", StringComparison.Ordinal));

    private readonly MemberRef _ann;

    public SalesReportsTests()
    {
        (_ann, var bob) = (_shop.Join("13800000001"), _shop.Join("13800000002"));
        Sell(_ann, "a1", 60, "s1", "chen");
        var gone = Sell(bob, "b1", 40, "s2", "li");
        _shop.Turn(new DateOnly(2026, 1, 20), new TimeOnly(12, 0));
        var half = Sell(_ann, "a2", 50, "s2", null);
        Sell(null, "x1", 25, "s1", null);
        _shop.Turn(new DateOnly(2026, 2, 3), new TimeOnly(12, 0));
        _shop.Accepted(new RefundPurchase { Purchase = gone.Id, Units = [new RefundedUnits(0, 1)] });
        _shop.Accepted(new RefundPurchase { Purchase = half.Id, AmountMinor = 2_000 });
        var cid = _shop.Join("13800000003");
        Sell(cid, "c1", 30, "s1", "chen");
        _shop.Turn(new DateOnly(2026, 2, 4), new TimeOnly(12, 0));
        Sell(cid, "c2", 10, null, null);
        _shop.Turn(new DateOnly(2026, 2, 10), new TimeOnly(12, 0));
    }

    public void Dispose() => _shop.Dispose();

    [Fact]
    [Covers("K7", "K9", "U39")]
    public void Figures_of_a_window_stand_beside_those_of_the_window_before()
    {
        var january = Read(r => BusinessFiguresView.Read(r, January, "en"));
        Assert.Equal((new DateOnly(2025, 12, 1), new DateOnly(2025, 12, 31)), (january.PreviousFrom, january.PreviousThrough));
        // Ann: 60 + (50 − 20) = 90 in two orders. Bob's order went back whole: no order, no sale. 90 ÷ (90 + 25) = 78.26 %. Average 90 ÷ 2.
        Assert.Equal(
            [("members", 2L), ("newMembers", 2L), ("activeRate", 5_000L), ("sales", 9_000L), ("orders", 2L), ("buyers", 1L), ("averageTicket", 4_500L), ("repurchaseRate", 10_000L), ("memberShare", 7_826L)],
            january.Figures.Select(f => (f.Id, f.Value!.Value)));
        Assert.Equal((1L, 2L), january.Figures.Where(f => f.Id == "activeRate").Select(f => (f.Part!.Value, f.Whole!.Value)).Single());
        Assert.All(january.Figures, f => Assert.True(f.Definition.Length > 20 && f.Opens!.Contains("from=2026-01-01&through=2026-01-31", StringComparison.Ordinal)));
        // February to the 10th, 41 days with January before it: 30 + 10 in two orders of Cid; before, ten days of January: 22 to 31, nothing.
        var february = Read(r => BusinessFiguresView.Read(r, new ReportWindow(new DateOnly(2026, 2, 1), new DateOnly(2026, 2, 10)), "zh-CN")).Figures.ToDictionary(f => f.Id);
        Assert.Equal((3L, 2L), (february["members"].Value, february["members"].Previous));
        Assert.Equal((4_000L, 0L, 2_000L, null), (february["sales"].Value, february["sales"].Previous, february["averageTicket"].Value, february["averageTicket"].Previous));
        Assert.Equal((3_333L, 10_000L), (february["activeRate"].Value, february["memberShare"].Value));
    }

    [Fact]
    [Covers("K7")]
    public void A_sale_counts_for_the_tier_its_date_began_in()
    {
        // Ann became silver by the purchase of the 20th, which still counts for base, and bought nothing until the refund took silver back.
        var first = Read(r => TierSalesView.Read(r, Both, "en"));
        Assert.Equal([("base", 3L, 2L, 4L, 13_000L, 3_250L), ("silver", 0L, 0L, 0L, 0L, -1L), ("gold", 0L, 0L, 0L, 0L, -1L)], first.Tiers.Select(Flat));
        // 70.00 on the 10th make her silver again, 20.00 on the 11th are silver's.
        _shop.Buy(_ann, "a3", 70);
        _shop.Turn(new DateOnly(2026, 2, 11), new TimeOnly(12, 0));
        _shop.Buy(_ann, "a4", 20);
        var second = Read(r => TierSalesView.Read(r, Both with { Through = new DateOnly(2026, 2, 11) }, "en"));
        Assert.Equal([("base", 2L, 2L, 5L, 20_000L, 4_000L), ("silver", 1L, 1L, 1L, 2_000L, 2_000L), ("gold", 0L, 0L, 0L, 0L, -1L)], second.Tiers.Select(Flat));
        Assert.Equal([9_091L, 909L, 0L], second.Tiers.Select(t => t.ShareTenThousandths!.Value));

        static (string, long, long, long, long, long) Flat(TierSalesRow t) => (t.Tier.Id, t.Members, t.Buyers, t.Orders, t.SalesMinor, t.AverageTicketMinor ?? -1);
    }

    [Fact]
    [Covers("K7")]
    public void Stores_clerks_and_channels_are_ranked_by_their_sales_to_members()
    {
        var stores = Read(r => RankingView.Read(r, Both, RankedBy.Store, 50, "en"));
        // s1: 60 of Ann and 30 of Cid, beside 25 of nobody; s2: Ann's 30 left of 50, Bob's 40 gone; no store: 10.
        Assert.Equal([("s1", 2L, 2L, 9_000L, 2_500L), ("s2", 1L, 1L, 3_000L, 0L), ("", 1L, 1L, 1_000L, 0L)], stores.Rows.Select(s => (s.Id, s.Buyers, s.Orders, s.SalesMinor, s.OthersMinor)));
        Assert.Equal([6_923L, 2_308L, 769L], stores.Rows.Select(s => s.ShareTenThousandths!.Value));
        Assert.Equal(7_826, stores.Rows[0].MemberShareTenThousandths);
        var clerks = Read(r => RankingView.Read(r, Both, RankedBy.Clerk, 1, "en"));
        Assert.Equal((3, "chen", 9_000L, 2L), (clerks.Places, clerks.Rows.Single().Id, clerks.Rows[0].SalesMinor, clerks.Rows[0].Buyers));
        Assert.Equal([("store", 4L)], Read(r => RankingView.Read(r, Both, RankedBy.Channel, 9, "en")).Rows.Select(c => (c.Id, c.Orders)));
    }

    [Fact]
    [Covers("U39")]
    public void Each_date_has_its_figures_and_they_add_up_to_those_of_the_window()
    {
        var daily = Read(r => DailyView.Read(r, new ReportWindow(new DateOnly(2026, 1, 20), new DateOnly(2026, 2, 10)), "en"));
        Assert.Equal((22, 22, new DateOnly(2025, 12, 29)), (daily.Days.Count, daily.PreviousDays.Count, daily.PreviousDays[0].On));
        var twentieth = daily.Days[0].Figures;
        // 50 points were earned for 50.00; 20.00 went back later, on the date of the purchase as far as sales go and on its own as far as points do.
        Assert.Equal((0L, 1L, 1L, 3_000L, 2_500L, 50L), (twentieth.NewMembers, twentieth.Active, twentieth.Orders, twentieth.SalesMinor, twentieth.OthersMinor, twentieth.PointsEarned));
        Assert.Equal((1L, 3L, 3L, 7_000L, 90L), (daily.Total.NewMembers, daily.Total.Active, daily.Total.Orders, daily.Total.SalesMinor, daily.Total.PointsEarned));
        Assert.Equal((2L, 1L, 1L, 6_000L, 100L), (daily.Previous.NewMembers, daily.Previous.Active, daily.Previous.Orders, daily.Previous.SalesMinor, daily.Previous.PointsEarned));
    }

    [Fact]
    [Covers("I8")]
    public void Cohorts_tell_who_came_back_and_what_they_brought()
    {
        var joined = Read(r => CohortsView.Read(r, CohortBy.Joining, Month(1), Month(2), "en"));
        // January: Ann and Bob; Ann bought in January alone: 90.00, 45.00 for each of the two.
        Assert.Equal((2L, 9_000L, 4_500L), (joined.Cohorts[0].Members, joined.Cohorts[0].ValueMinor, joined.Cohorts[0].ValuePerMemberMinor));
        Assert.Equal([(1L, 5_000L, 9_000L), (0L, 0L, 9_000L)], joined.Cohorts[0].Cells.Select(c => (c.Buyers, c.RetentionTenThousandths!.Value, c.ValueMinor)));
        Assert.Equal((1L, 4_000L), (joined.Cohorts[1].Members, joined.Cohorts[1].ValueMinor));
        // By first purchase Bob is in none: his only one went back.
        var bought = Read(r => CohortsView.Read(r, CohortBy.FirstPurchase, Month(1), Month(2), "en"));
        Assert.Equal([1L, 1L], bought.Cohorts.Select(c => c.Members));
        Assert.Equal(10_000, bought.Cohorts[0].Cells[0].RetentionTenThousandths);
    }

    [Fact]
    [Covers("B14")]
    public void The_reach_curve_tells_who_would_reach_a_threshold()
    {
        var ask = new ReachAsk(Metric.Spend, new Window(WindowKind.RollingMonths, 12), "rolling 12 months", new DateOnly(2026, 2, 10));
        // Spend after refunds: Ann 90.00, Cid 40.00, Bob 0.
        var reach = Read(r => ReachView.Read(r, ask, [9_000, 9_001, 4_000, 0], "en"));
        Assert.Equal([3L, 1L, 0L, 2L, 3L], reach.Asked.Select(a => a.Members).Prepend(reach.Population));
        Assert.Equal([(9_000L, 1L, 3_333L), (4_000L, 2L, 6_667L), (0L, 3L, 10_000L)], reach.Curve.Select(c => (c.Threshold, c.Members, c.ShareTenThousandths!.Value)));
        Assert.Equal([9_000L, 4_000L], Behind(r => MemberPick.OfReach(r, ask, 4_000)).Select(m => m.Value!.Value).OrderDescending());
    }

    [Fact]
    [Covers("B14")]
    public void The_distribution_is_held_against_its_bands_and_the_matrix_adds_up()
    {
        var distribution = Read(r => TierReports.Distribution(r, new DateOnly(2026, 1, 31), "en"));
        // Ann was silver at the end of January: half of two, above 10 % to 20 %.
        Assert.Equal([("base", 1L, null), ("silver", 1L, BandState.Above), ("gold", 0L, null)], distribution.Tiers.Select(t => (t.Tier.Id, t.Members, t.Band?.State)));
        Assert.Equal((1_000, 2_000), (distribution.Tiers[1].Band!.FromTenThousandths, distribution.Tiers[1].Band!.ThroughTenThousandths));
        var movement = Read(r => TierReports.Movement(r, new DateOnly(2026, 1, 6), new DateOnly(2026, 2, 10), "en"));
        foreach (var tier in movement.Tiers)
        {
            Assert.Equal(tier.Closing, tier.Opening + tier.In - tier.Out);
            Assert.Equal((tier.Opening, tier.Closing), (movement.Moves.Where(m => m.From?.Id == tier.Tier.Id).Sum(m => m.Members), movement.Moves.Where(m => m.To?.Id == tier.Tier.Id).Sum(m => m.Members)));
        }

        foreach (var move in movement.Moves)
            Assert.Equal(move.Members, Behind(_ => new MemberPick(new ReportWindow(movement.From, movement.Through), null) { Moved = (move.From?.Id ?? "", move.To?.Id ?? "") }).Count);
        Assert.Single(Behind(_ => new MemberPick(new ReportWindow(distribution.On, distribution.On), null) { Tier = "silver" }));
    }

    [Fact]
    [Covers("U39")]
    public void Every_number_opens_page_by_page()
    {
        var sold = Documents(new PurchasePick(Both, false, null, null));
        Assert.Equal((5, 13_000L), (sold.Count, sold.Sum(s => s.NetMinor)));
        Assert.Equal(["a1", "a2", "c1", "c2"], Documents(new PurchasePick(Both, true, null, null)).Select(p => p.Number).Order());
        Assert.Equal(["a1", "c1"], Documents(new PurchasePick(Both, false, null, (RankedBy.Store, "s1"))).Select(p => p.Number).Order());
        Assert.Equal(["c2"], Documents(new PurchasePick(Both, false, null, (RankedBy.Store, ""))).Select(p => p.Number));
        Assert.Equal([(2L, 4_000L), (2L, 9_000L)], Behind(_ => MemberPick.Of(Both, w => w.Orders > 1)).Select(m => (m.Orders, m.SalesMinor)).Order());
        Assert.Equal(2, Behind(_ => MemberPick.OfCohort(CohortBy.Joining, Month(1), null)).Count);
        Assert.Equal(9_000, Behind(_ => MemberPick.OfCohort(CohortBy.Joining, Month(1), 0)).Single().SalesMinor);
    }

    private static YearMonth Month(int month) => YearMonth.Of(new DateOnly(2026, month, 1));

    private T Read<T>(Func<ReadScope, T> read) => _shop.Site.Read(read);

    // One row a page: what a page ends with, the next goes on after.
    private List<ReportedPurchase> Documents(PurchasePick pick) => Read(r =>
    {
        var found = new List<ReportedPurchase>();
        DocumentPlace? after = null;
        while (ReportPurchases.Page(r, pick, after, 1) is [var next])
        {
            found.Add(next.Purchase);
            after = next.Place;
        }

        return found;
    });

    private List<ReportedMember> Behind(Func<ReadScope, MemberPick> pick) => Read(r =>
    {
        var found = new List<ReportedMember>();
        AccountId? after = null;
        while (ReportMembers.Page(r, pick(r), after, 1, "en") is [var next])
        {
            found.Add(next.Member);
            after = next.Account;
        }

        return found;
    });

    private KeptPurchase Sell(MemberRef? member, string number, decimal yuan, string? store, string? clerk)
    {
        var command = _shop.PurchaseOf(member, number, yuan);
        return _shop.Accepted(command with { Purchase = command.Purchase with { StoreId = store, ClerkId = clerk } });
    }
}
