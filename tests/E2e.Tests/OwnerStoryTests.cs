using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>
/// The owner's first minutes, from an empty store: the printed link, a template, demo data, a figure and the list behind it, a threshold and its effect, why a member
/// stands where she stands, the old list, and back to an empty shop. The server dies in the middle of it, again and again; nothing is lost and nothing is done twice.
/// </summary>
public sealed partial class OwnerStoryTests(Browser browser) : IClassFixture<Browser>
{
    private const string Away = "The server cannot be reached|network is down or the server restarts";

    [Fact]
    [Covers("B13", "B14")]
    public async Task The_owner_goes_from_an_empty_store_to_home_a_threshold_an_import_and_back_though_the_server_dies_on_the_way()
    {
        await using var shop = await Shop.Empty();
        await using var window = await browser.Open(shop.Url, new Sight("en"));
        await Owner.Enter(window, shop, isZh: false);
        await Template(window, shop);
        await DemoData(window, shop);
        await Home(window);
        await Threshold(window, shop);
        await Why(window);
        await Import(window, shop);
        await Remove(window, shop);
        window.Quiet();
    }

    private static async Task Template(Window window, Shop shop)
    {
        var page = window.Page;
        await Assertions.Expect(page).ToHaveURLAsync(Templates());
        await page.Locator(".pick", new() { HasText = "Tea chain" }).ClickAsync();
        await Assertions.Expect(page.Locator(".preview")).ToContainTextAsync("Platinum");
        await window.Accessible();
        await PowerCut.Look(window, "owner-1-template");

        // The template is in force already, only nobody was told: the second click tells it, and it is not put into the draft once more.
        await PowerCut.BeforeAnswer(window, shop, "POST", "/v1/templates/tea-chain/apply");
        await window.Button("Use “Tea chain”").ClickAsync();
        await page.GetByRole(AriaRole.Alert).Filter(new() { HasTextRegex = IsAway() }).WaitForAsync();
        await PowerCut.Look(window, "owner-2-away");
        await shop.Start();
        await window.Button("Use “Tea chain”").ClickAsync();
        await page.GetByText("“Tea chain” is in force").WaitForAsync();
    }

    private static async Task DemoData(Window window, Shop shop)
    {
        var page = window.Page;
        await window.Button("Fill with demo data").ClickAsync();
        await page.GetByText("Filling with demo data").First.WaitForAsync();
        await page.Locator("[role=progressbar]").WaitForAsync();
        await PowerCut.Look(window, "owner-3-filling");
        await shop.Kill();
        await shop.Start();

        // The page follows by itself.
        await page.GetByText("The demo data is in").WaitForAsync(new() { Timeout = 180_000 });
        Assert.Equal(300, (await TillTests.Api(window, "GET", "/v1/setup", null)).GetProperty("members").GetInt64());
    }

    private static async Task Home(Window window)
    {
        var page = window.Page;
        await window.Button("Go to the home page").ClickAsync();
        await page.Locator(".kpi .fig").First.WaitForAsync();
        await window.Settled();
        await window.Accessible();
        await PowerCut.Look(window, "owner-4-home");

        // A figure opens the members behind it, as many as it says.
        var figure = page.Locator("main a[href*='members?tier=gold']").First;
        var shown = (await figure.InnerTextAsync()).Trim();
        Assert.NotEqual("0", shown);
        await figure.ClickAsync();
        await page.Locator("a.who").First.WaitForAsync();
        await Assertions.Expect(page.GetByText(shown + " members").First).ToBeVisibleAsync();
        await PowerCut.Look(window, "owner-5-behind");
    }

    private static async Task Threshold(Window window, Shop shop)
    {
        var page = window.Page;
        await window.Go("/console/tiers");
        var gold = page.GetByRole(AriaRole.Button, new() { NameRegex = GoldThreshold() }).First;
        await gold.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("1800");
        await shop.Kill();
        await page.Keyboard.PressAsync("Enter");

        // Nothing is kept, so it says so, and what was typed stands where it was typed.
        await page.GetByRole(AriaRole.Alert).Filter(new() { HasTextRegex = IsAway() }).WaitForAsync();
        var typed = page.GetByRole(AriaRole.Textbox, new() { NameRegex = GoldField() });
        await Assertions.Expect(typed).ToHaveValueAsync("1800");
        await Assertions.Expect(typed).ToBeFocusedAsync();
        await window.Accessible();
        await PowerCut.Look(window, "owner-6-unsaved");
        await shop.Start();
        await window.Button("Try again").ClickAsync();
        await page.Locator(".strip[aria-busy=false] svg text").First.WaitForAsync();
        Assert.Equal("¥1,800", await page.Locator("td.cg b").First.InnerTextAsync());
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await Assertions.Expect(typed).ToHaveCountAsync(0);
        await window.Accessible();
        await PowerCut.Look(window, "owner-7-impact");
        var changes = (await TillTests.Api(window, "GET", "/v1/program/diff", null)).GetProperty("changes").EnumerateArray();
        Assert.Contains("1,800", Assert.Single(changes).GetProperty("sentence").GetString(), StringComparison.Ordinal);
    }

    private static async Task Why(Window window)
    {
        var page = window.Page;
        await window.Go("/console/members?sort=spend");
        await page.Locator("a.who").First.ClickAsync();
        await page.Locator(".why").First.ClickAsync();
        await Assertions.Expect(page.Locator("[data-part=explain]")).ToContainTextAsync("Tier ladder v");
        await window.Settled();
        await PowerCut.Look(window, "owner-8-why");
    }

    private static async Task Import(Window window, Shop shop)
    {
        var page = window.Page;
        await window.Go("/console/members/import");
        var list = "Phone,Name,Points\n13712340907,Shen Ruolan,100\n13712,Bad Row,5\n"u8.ToArray();
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "old.csv", MimeType = "text/csv", Buffer = list });
        await Assertions.Expect(page.Locator("[data-state=looked]")).ToContainTextAsync("13712");
        await window.Accessible();
        await PowerCut.Look(window, "owner-9-dry-run");

        // The import was ordered, nobody knows it: the second click is the same import.
        await PowerCut.BeforeAnswer(window, shop, "POST", "/v1/imports/members*");
        await window.Button("Import 1 row").ClickAsync();
        await page.GetByRole(AriaRole.Alert).Filter(new() { HasTextRegex = IsAway() }).WaitForAsync();
        await shop.Start();
        await window.Button("Import 1 row").ClickAsync();
        await page.Locator("[data-state=imported]").WaitForAsync();
        await Assertions.Expect(page.GetByText("Download the refused rows")).ToBeVisibleAsync();
        await PowerCut.Look(window, "owner-10-imported");
        var jobs = (await TillTests.Api(window, "GET", "/v1/jobs?limit=50", null)).GetProperty("jobs").EnumerateArray();
        Assert.Equal(2, jobs.Count(j => j.GetProperty("kind").GetString() == "import.members"));
    }

    private static async Task Remove(Window window, Shop shop)
    {
        var page = window.Page;
        await window.Button("Remove demo data").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("remove");
        await PowerCut.BeforeAnswer(window, shop, "POST", "/v1/demo/remove");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove demo data" }).ClickAsync();
        await dialog.GetByText(IsAway()).WaitForAsync();
        await PowerCut.Look(window, "owner-11-removing");
        await shop.Start();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove demo data" }).ClickAsync();
        await Assertions.Expect(page.Locator(".ribbon")).ToHaveCountAsync(0);
        await window.Settled();
        await PowerCut.Look(window, "owner-12-empty");
        Assert.Equal(0, (await TillTests.Api(window, "GET", "/v1/setup", null)).GetProperty("members").GetInt64());
    }

    [GeneratedRegex("/console/templates", RegexOptions.None, 1000)]
    private static partial Regex Templates();

    [GeneratedRegex(Away, RegexOptions.None, 1000)]
    private static partial Regex IsAway();

    [GeneratedRegex("Edit Spend of Gold", RegexOptions.None, 1000)]
    private static partial Regex GoldThreshold();

    [GeneratedRegex("Spend of Gold", RegexOptions.None, 1000)]
    private static partial Regex GoldField();
}
