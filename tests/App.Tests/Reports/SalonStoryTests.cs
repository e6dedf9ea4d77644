using Tessera.App.Demo;
using Tessera.App.Reports;
using Tessera.Core.Members;

namespace Tessera.App.Tests.Reports;

/// <summary>The salon of the requirement documents: 300 members, 28 gold stars who bring 45 % of sales, an average ticket of 185 (features K7, K12; docs/templates/salon.md).</summary>
[Covers("K7", "K12")]
public sealed class SalonStoryTests
{
    private static readonly DateOnly Ends = new(2025, 11, 21);

    [Fact]
    public async Task Gold_stars_who_still_come_are_some_28_and_those_who_hold_the_tier_bring_some_45_of_100()
    {
        using var site = new TestSite(Ends.AddDays(1));
        Assert.True((await DemoPlayer.Fill(site.Site, DemoTemplate.BuiltIn("salon")!, null, Ends)).Value!.IsDone);
        var (year, quarter) = (new ReportWindow(Ends.AddMonths(-12).AddDays(1), Ends), new ReportWindow(Ends.AddMonths(-3).AddDays(1), Ends));
        var (figures, late, gold) = site.Site.Read(scope => (
            BusinessFiguresView.Read(scope, year, "en").Figures.ToDictionary(f => f.Id),
            TierSalesView.Read(scope, quarter, "en").Tiers.Single(t => t.Tier.Id == "gold"),
            Gold(scope, year)));

        Assert.InRange(figures["members"].Value!.Value, 295, 300);
        Assert.InRange(figures["averageTicket"].Value!.Value, 17_500, 19_500);
        Assert.InRange(late.Buyers, 26, 31);
        Assert.InRange(gold * 100 / figures["sales"].Value!.Value, 42, 48);
    }

    // What those who are gold at the end bought in the window, by the list of members behind the figure of sales.
    private static long Gold(ReadScope scope, ReportWindow window) =>
        ReportMembers.Page(scope, MemberPick.Of(window, _ => true), null, 1_000, "en").Where(m => m.Member.Tier?.Id == "gold").Sum(m => m.Member.SalesMinor);
}
