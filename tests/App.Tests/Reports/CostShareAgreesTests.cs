using Tessera.App.Demo;
using Tessera.App.Programs;
using Tessera.App.Programs.Backtests;
using Tessera.App.Programs.RedLine;
using Tessera.App.Reads;
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
