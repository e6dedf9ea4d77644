namespace Tessera.E2e.Tests;

/// <summary><c>./run screenshots</c>: every screen, light and dark, zh and en, at 1440; the main ones at 768 too. A screen adds its row to <see cref="Rows"/>.</summary>
[Collection(nameof(DemoDay))]
public sealed class Screenshots(DemoShop demo)
{
    private static readonly (string Name, string Path, bool IsMain)[] Rows =
    [
        ("home", "/console/", true),
        ("till", "/till/", true),
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
        ("not-found", "/console/nothing-here", false),
    ];

    [Fact]
    public async Task Every_screen_is_written_to_the_folder()
    {
        var folder = Environment.GetEnvironmentVariable("TESSERA_SCREENSHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "TESSERA_SCREENSHOTS is not set: ./run screenshots writes them.");
        Directory.CreateDirectory(folder!);
        foreach (var sight in Sight.All.Append(new Sight { Width = 768 }))
        {
            await using var window = await demo.Open(sight);
            foreach (var (name, path, isMain) in Rows)
            {
                if (sight.Width != 1440 && !isMain) continue;
                await window.Go(path);
                await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder!, $"{name}.{sight}.png"), FullPage = true });
            }

            window.Quiet();
        }
    }
}
