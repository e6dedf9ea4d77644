using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>The owner's first minutes: from the printed link over a template and demo data to a full home page, and back to an empty shop.</summary>
public sealed partial class OwnerStoryTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task The_owner_takes_a_template_fills_in_demo_data_looks_at_home_and_removes_it_again()
    {
        await using var shop = await Shop.Empty();
        await using var window = await browser.Open(shop.Url, new Sight("en"));
        var page = window.Page;
        await Owner.Enter(window, shop, isZh: false);
        await Assertions.Expect(page).ToHaveURLAsync(Templates());
        await page.Locator(".pick", new() { HasText = "Tea chain" }).ClickAsync();
        await window.Accessible();
        await window.Button("Use “Tea chain”").ClickAsync();
        await window.Button("Fill with demo data").ClickAsync();
        await page.GetByText("The demo data is in").WaitForAsync(new() { Timeout = 120_000 });

        await window.Button("Go to the home page").ClickAsync();
        await page.Locator(".kpi .fig").First.WaitForAsync();
        await window.Settled();
        await window.Accessible();

        await window.Button("Remove demo data").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("remove");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Remove demo data" }).ClickAsync();
        await Assertions.Expect(page.Locator(".ribbon")).ToHaveCountAsync(0);
        window.Quiet();
    }

    [GeneratedRegex("/console/templates", RegexOptions.None, 1000)]
    private static partial Regex Templates();
}
