namespace Tessera.E2e.Tests;

/// <summary><c>./run screenshots</c>: every screen, light and dark, zh and en, at 1440; the main ones at 768 too; the till in every state at 1366 × 768. A screen adds its row to <see cref="Rows"/>.</summary>
[Collection(nameof(DemoDay))]
public sealed class Screenshots(DemoShop demo, Browser browser) : IClassFixture<Browser>
{
    private static readonly (string Name, string Path, bool IsMain)[] Rows =
    [
        ("home", "/console/", true),
        ("coupons", "/console/coupons", true),
        ("coupon-stacking", "/console/coupons/stacking", false),
        ("coupon-issue", "/console/coupons/issue", true),
        ("stored-value", "/console/stored-value", true),
        ("wallet-refund", "/console/stored-value/refund", false),
        ("rewards", "/console/rewards", true),
        ("redemptions", "/console/redemptions", true),
        ("draws", "/console/draws", true),
        ("segments-draft", "/console/segments?view=draft", false),
        ("coupons-draft", "/console/coupons?view=draft", false),
        ("rewards-draft", "/console/rewards?view=draft", false),
        ("plans", "/console/plans", false),
        ("plans-draft", "/console/plans?view=draft", false),
        ("bookings", "/console/bookings", true),
        ("studio", "/console/tiers/studio", true),
        ("calibration", "/console/tiers/calibration", true),
        ("tiers", "/console/tiers", true),
        ("benefits", "/console/tiers/benefits", false),
        ("comparison", "/console/tiers/benefits?view=table", false),
        ("versions", "/console/tiers/versions", false),
        ("earn-rules", "/console/points/rules", true),
        ("reports", "/console/reports", true),
        ("reports-tiers", "/console/reports/tiers", false),
        ("reports-points", "/console/reports/points", false),
        ("reports-rfm", "/console/reports/rfm", false),
        ("reports-cohorts", "/console/reports/cohorts", false),
        ("reports-benefits", "/console/reports/benefits", true),
        ("reports-liability", "/console/reports/liability", false),
        ("reports-rankings", "/console/reports/rankings", false),
        ("segments", "/console/segments", true),
        ("segment", "/console/segments/new?recency=5&frequency=4", false),
        ("segment-rows", "/console/segments/asleep-valuable", false),
        ("members", "/console/members", true),
        ("members-filtered", "/console/members?tier=gold&visit=0-30", false),
        ("member", "/console/members/{member}", true),
        ("member-points", "/console/members/{member}?tab=points", false),
        ("member-tier", "/console/members/{member}?tab=tier", false),
        ("member-wallet", "/console/members/{member}?tab=wallet", false),
        ("member-coupons", "/console/members/{member}?tab=coupons", false),
        ("member-orders", "/console/members/{member}?tab=orders", false),
        ("member-audit", "/console/members/{member}?tab=audit", false),
        ("purchase", "/console/purchases/{purchase}", false),
        ("backtest", "/console/tiers/studio/{report}", true),
        ("worklist", "/console/tiers/worklist", false),
        ("member-privacy", "/console/members/{member}?tab=privacy", false),
        ("import", "/console/members/import", true),
        ("tasks", "/console/tasks", false),
        ("templates", "/console/templates", true),
        ("people", "/console/people", false),
        ("keys", "/console/keys", false),
        ("webhooks", "/console/webhooks", false),
        ("approvals", "/console/approvals", false),
        ("audit", "/console/audit", true),
        ("exports", "/console/exports", false),
        ("system", "/console/system", false),
        ("preferences", "/console/preferences", false),
        ("stores", "/console/stores", false),
        ("not-found", "/console/nothing-here", false),
    ];

    [Fact]
    public async Task Every_screen_is_written_to_the_folder()
    {
        var folder = Environment.GetEnvironmentVariable("TESSERA_SCREENSHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "TESSERA_SCREENSHOTS is not set: ./run screenshots writes them.");
        Directory.CreateDirectory(folder!);
        // TESSERA_SCREENS=members,home writes these alone.
        var wanted = Environment.GetEnvironmentVariable("TESSERA_SCREENS")?.Split(',');
        foreach (var sight in Sight.All.Append(new Sight { Width = 768 }))
        {
            await using var window = await demo.Open(sight);
            await window.Go("/console/");
            foreach (var (name, path, isMain) in Rows)
            {
                if ((sight.Width != 1440 && !isMain) || wanted?.Contains(name) == false) continue;
                await window.Go(await demo.Filled(window, path));
                await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder!, $"{name}.{sight}.png"), FullPage = true });
            }

            window.Quiet();
        }
    }

    [Fact]
    public async Task Every_state_of_the_till_is_written_to_the_folder()
    {
        var folder = Environment.GetEnvironmentVariable("TESSERA_SCREENSHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "TESSERA_SCREENSHOTS is not set: ./run screenshots writes them.");
        Directory.CreateDirectory(folder!);
        var wanted = Environment.GetEnvironmentVariable("TESSERA_SCREENS")?.Split(',');
        if (wanted?.Contains("till") == false) return;
        await using var states = await TillStates.Open(browser);
        foreach (var sight in Sight.All)
        {
            await states.Play(browser, sight, (window, name) => window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder!, $"till-{name}.{sight}.png") }));
        }
    }
}
