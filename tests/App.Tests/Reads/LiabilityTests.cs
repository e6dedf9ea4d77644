using Tessera.App.Demo;
using Tessera.App.Points;
using Tessera.App.Reads;
using Tessera.App.Tests.Demo;
using Tessera.Core.Liability;

namespace Tessera.App.Tests.Reads;

/// <summary>What points owe, against figures by hand and against the table of lots.</summary>
public sealed class LiabilityTests
{
    private static readonly YearMonth January = YearMonth.Of(new DateOnly(2026, 1, 1));

    [Fact]
    [Covers("L14")]
    [Covers("E18")]
    public void Two_months_by_hand()
    {
        // One point for each yuan, 100 points are worth 1 yuan; 80 % are expected to be used.
        var program = TestSite.Program("{ expiry: { kind: rolling, after: 12 months }, spending: { points: 100, worth: 1 } }") + "\nliability: { expected: 80% }\n";
        using var site = new TestSite(new DateOnly(2026, 1, 5), program);
        var ann = site.Join("13800000001");
        site.Buy(ann, "1", 10_000);
        site.Accepted(new SpendPoints { Member = ann, Reference = "s", Points = 4_000 });
        site.Turn(new DateOnly(2026, 2, 10), new TimeOnly(12, 0));
        site.Accepted(new SpendPoints { Member = ann, Reference = "t", Points = 2_000 });
        site.Accepted(new AdjustPoints { Member = ann, Points = 500, ReasonCode = "goodwill" });
        var (january, february) = site.Site.Read(r => LiabilityView.Read(r, January, new YearMonth(January.Number + 1), "zh-CN")).Months switch { var m => (m[0], m[1]) };
        // 10,000 points are worth 100.00, 80 % of them 80.00 beside 10,000.00 of goods: 1,000,000 × 8,000 ÷ 1,008,000 = 7,936.5 → 7,937 fen.
        // January 4,000 of 8,000 used: 3,968.5 → 3,969. February 6,000 of 8,000: 5,952.75 → 5,953, less 3,969.
        Assert.Equal((new LiabilityMove(0, 7_937, 3_969, 3_968), new LiabilityMove(3_968, 0, 1_984, 1_984)), (january.Contract, february.Contract));
        // 500 points by hand: 400 expected, worth 4.00.
        Assert.Equal((new LiabilityMove(0, 0, 0, 0), new LiabilityMove(0, 400, 0, 400)), (january.Provision, february.Provision));
        Assert.Equal((6_000L, 4_500L, 4_500L), (january.OpenPoints, february.OpenPoints, february.FullWorthMinor));
        Assert.Equal((8_000, 2_000, true, false), (february.ExpectedShare, february.BreakageShare, january.IsOver, february.IsOver));
        Assert.Equal(["随销售赠送的积分递延：主营业务收入 → 合同负债 7937", "积分已使用或到期，确认收入：合同负债 → 主营业务收入 3969"], january.Journal.Select(j => $"{j.Text}：{j.Debit} → {j.Credit} {j.AmountMinor}"));
    }

    [Fact]
    [Covers("L14")]
    public async Task The_cohorts_of_a_demo_are_what_its_lots_say()
    {
        var ends = new DateOnly(2025, 11, 21);
        using var site = new TestSite(ends.AddDays(1));
        await DemoPlayer.Fill(site.Site, new DemoTemplate("kiosk", TestSite.Program("{ expiry: { kind: rolling, after: 3 months } }"), DemoRecipes.Kiosk()), 5, ends);
        site.Site.Read(r =>
        {
            var last = LiabilityView.Read(r, YearMonth.Of(ends.AddMonths(-5)), YearMonth.Of(r.Today), "en").Months;
            var lots = r.Db.Members.Page(null, 10_000).SelectMany(m => r.Db.Records.LotsOf(m.Account)).GroupBy(l => YearMonth.Of(l.EarnedOn)).ToDictionary(g => g.Key.First.ToString("yyyy-MM", null), g => g.ToList());
            foreach (var month in last[^1].Cohorts.GroupBy(c => c.Earned))
            {
                var mine = lots[month.Key];
                Assert.Equal(mine.Sum(l => l.Opened), month.Sum(c => c.Moves.Issued + c.Moves.Moved));
                Assert.Equal(mine.Sum(l => l.Left), month.Sum(c => c.OpenPoints));
                Assert.Equal(mine.Sum(l => l.Expired + l.ClawedBack), month.Sum(c => c.Moves.Expired + c.Moves.ClawedBack));
                Assert.Equal(mine.Sum(l => l.Consumed - l.Returned), month.Sum(c => c.Moves.Used));
            }

            Assert.Equal(lots.Values.SelectMany(l => l).Sum(l => l.Left), last[^1].OpenPoints);
            for (var i = 1; i < last.Count; i++) Assert.Equal((last[i - 1].Contract.ClosingMinor, last[i - 1].Provision.ClosingMinor), (last[i].Contract.OpeningMinor, last[i].Provision.OpeningMinor));
            Assert.All(last, m => Assert.Equal(m.Contract.ClosingMinor, m.Contract.OpeningMinor + m.Contract.AddedMinor - m.Contract.ReleasedMinor));
            Assert.True(last[^1].Moves.Used > 0 && last.Any(m => m.Moves.Expired > 0));
            return 0;
        });
    }
}
