using Tessera.App.Demo;
using Tessera.App.Programs;
using Tessera.App.Programs.Backtests;
using Tessera.App.Programs.RedLine;
using Tessera.App.Reads;
using Tessera.Core.Liability;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;

namespace Tessera.App.Tests.Reports;

/// <summary>Cost share is one figure (semantics §10): what the report of benefits says of a period, a backtest of the same period says of its base side.</summary>
[Covers("K1", "K6", "B4")]
public sealed class CostShareAgreesTests
{
    // Tills of the salon, the tea chain and the four retailers priced by themselves: a side prices these receipts anew, and says by how much.
    [Theory]
    [InlineData("salon", true)]
    [InlineData("tea-chain", true)]
    [InlineData("mall", false)]
    [InlineData("fashion", false)]
    [InlineData("retail4", true)]
    public async Task A_backtest_and_the_report_count_the_same_cost_of_the_same_period(string template, bool isTillPriced)
    {
        using var site = new TestSite(new DateOnly(2025, 11, 22));
        Assert.True((await DemoPlayer.Fill(site.Site, DemoTemplate.BuiltIn(template)!, null, new DateOnly(2025, 11, 21))).Value!.IsDone);
        var window = new BacktestWindow(new DateOnly(2025, 9, 1), new DateOnly(2025, 11, 21));
        var document = ProgramFile.Load(File.ReadAllText(Repository.PathOf($"templates/{template}/program.yaml"))).Document!;
        var (report, tried) = site.Site.Read(scope => (
            BenefitCosts.Read(scope, window.From, window.Through, "en"),
            BacktestRun.Run(scope, BacktestRun.Plan(scope, document, window, BaseSide.AsHappened), BaseSide.AsHappened)));

        Assert.Equal(report.Total.CostMinor, tried.Base.Cost.Total - tried.Base.RepricedMinor);
        Assert.Equal(isTillPriced, report.TillPriced.Receipts > 0);
        Assert.Equal(0, isTillPriced ? 0 : tried.Base.RepricedMinor + tried.Base.CostOnlyMinor);
        if (isTillPriced) return;
        Assert.Equal((report.Total.RevenueMinor, report.Total.ShareTenThousandths), (tried.Base.NetMinor, tried.Base.CostShare));
    }

    [Fact]
    [Covers("Z7")]
    public async Task Open_points_of_the_tea_chain_have_a_price_though_they_buy_nothing_at_the_till()
    {
        using var site = new TestSite(new DateOnly(2025, 11, 22));
        await DemoPlayer.Fill(site.Site, DemoTemplate.BuiltIn("tea-chain")!, null, new DateOnly(2025, 11, 21));
        var (report, month) = site.Site.Read(scope => (
            BenefitCosts.Read(scope, new DateOnly(2025, 9, 1), new DateOnly(2025, 11, 21), "en"),
            LiabilityView.Read(scope, YearMonth.Of(new DateOnly(2025, 11, 1)), YearMonth.Of(new DateOnly(2025, 11, 1)), "en").Months[0]));

        // 100 points are 1.00, so a point is a fen; three tenths of them are expected to be used.
        Assert.Equal(month.OpenPoints, month.FullWorthMinor);
        Assert.Equal(((report.OpenPoints * 3) + 5) / 10, report.OpenMinor);
        // Debts are taken off in the report of benefits; what they owe is in no cohort.
        Assert.InRange(month.OpenPoints - report.OpenPoints, 0, month.OpenPoints / 100);
        Assert.True(month.Contract.ClosingMinor > 0 && month.Provision.ClosingMinor > 0);
    }

    [Fact]
    public async Task The_red_line_reads_what_the_report_says_of_the_same_months()
    {
        using var site = new TestSite(new DateOnly(2025, 11, 22));
        await DemoPlayer.Fill(site.Site, DemoTemplate.BuiltIn("fashion")!, null, new DateOnly(2025, 11, 21));

        var (sight, report) = site.Site.Read(scope =>
        {
            var found = RedLineWatch.Look(scope, isAsked: true)!;
            return (found, BenefitCosts.Read(scope, found.From, found.Through, "en"));
        });

        Assert.Equal((new DateOnly(2025, 8, 1), new DateOnly(2025, 10, 31)), (sight.From, sight.Through));
        Assert.Equal((report.Total.CostMinor, report.Total.RevenueMinor, report.State), (sight.Share.CostMinor, sight.Share.RevenueMinor, sight.State));
    }
}
