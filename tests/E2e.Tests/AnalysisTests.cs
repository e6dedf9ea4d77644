using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>The operator's evening: try the draft on last month, read the figures, open what is behind one, and gather a segment.</summary>
[Collection(nameof(DemoDay))]
public sealed partial class AnalysisTests(DemoShop demo)
{
    [Fact]
    public async Task A_backtest_is_ordered_and_its_report_opens_with_the_verdict_first()
    {
        await using var window = await demo.Open(new Sight());
        await window.Go("/console/tiers/studio");
        await window.Accessible();
        await window.Button("上个月").ClickAsync();
        await window.Button("开始回测").ClickAsync();
        await window.Page.Locator(".verdict").WaitForAsync();
        await window.Settled();
        Assert.Contains("成本率", await window.Page.Locator(".verdict").InnerTextAsync(), StringComparison.Ordinal);
        await window.Accessible();
        window.Quiet();
    }

    [Fact]
    public async Task A_threshold_is_moved_by_keys_and_by_its_field_and_members_are_counted_again()
    {
        await using var window = await demo.Open(new Sight("en", IsDark: true));
        await window.Go("/console/tiers/calibration");
        await window.Accessible();
        var handle = window.Page.GetByRole(AriaRole.Slider).First;
        await handle.FocusAsync();
        await handle.PressAsync("PageUp");
        await window.Button("Reset all").ClickAsync();
        await Assertions.Expect(window.Button("Put into the draft")).ToHaveCountAsync(0);
        window.Quiet();
    }

    [Fact]
    public async Task A_figure_of_a_report_opens_the_rows_behind_it()
    {
        await using var window = await demo.Open(new Sight());
        await window.Go("/console/reports");
        await window.Accessible();
        await window.Page.Locator(".figures a").First.ClickAsync();
        await Assertions.Expect(window.Page).ToHaveURLAsync(Rows());
        await window.Page.Locator("tbody tr").First.WaitForAsync();
        await window.Accessible();
        window.Quiet();
    }

    [Fact]
    public async Task What_is_owed_opens_its_months_its_points_and_its_holders()
    {
        await using var window = await demo.Open(new Sight("en"));
        await window.Go("/console/reports/liability");
        var figures = window.Page.Locator(".kpis a");
        await Assertions.Expect(figures).ToHaveCountAsync(3);
        var owed = await figures.First.InnerTextAsync();
        await figures.First.ClickAsync();
        await Assertions.Expect(window.Page.Locator("#contract tr").First.Locator("td").Last).ToHaveTextAsync(owed);
        await window.Accessible();

        await figures.Last.ClickAsync();
        await Assertions.Expect(window.Page).ToHaveURLAsync(Rows());
        await window.Page.Locator("tbody tr").First.WaitForAsync();
        await window.Go("/console/reports/liability");
        await window.Page.Locator(".sum a").ClickAsync();
        await Assertions.Expect(window.Page).ToHaveURLAsync(Rows());
        await window.Page.Locator("tbody tr, [data-state=empty]").First.WaitForAsync();
        window.Quiet();
    }

    [Fact]
    public async Task Reports_have_their_four_states()
    {
        await using var window = await demo.Open(new Sight("en"));
        await Screen.FourStates(window, "/console/reports", Reports(), """{"from":"2026-01-01","through":"2026-01-31","previousFrom":"2025-12-01","previousThrough":"2025-12-31","figures":[],"days":[],"previousDays":[]}""");
        window.Quiet();
    }

    [Fact]
    public async Task A_cell_of_the_grid_starts_a_segment_that_is_counted_while_it_is_written()
    {
        await using var window = await demo.Open(new Sight("en"));
        await window.Go("/console/segments");
        await window.Accessible();
        await window.Page.Locator("a.cell").First.ClickAsync();
        await window.Page.Locator("section[aria-live] strong").WaitForAsync();
        await window.Accessible();
        window.Quiet();
    }

    [GeneratedRegex("/reports/rows", RegexOptions.None, 1000)]
    private static partial Regex Rows();

    [GeneratedRegex("/v1/reports/figures|/v1/reports/daily", RegexOptions.None, 1000)]
    private static partial Regex Reports();
}
