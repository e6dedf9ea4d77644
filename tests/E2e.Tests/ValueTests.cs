using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>Coupons, stored value, rewards and draws in the console.</summary>
[Collection(nameof(DemoDay))]
public sealed partial class ValueTests(DemoShop demo)
{
    [Fact]
    public async Task Coupons_for_many_are_previewed_before_they_are_given()
    {
        await using var window = await demo.Open(new Sight("en"));
        var page = window.Page;
        await window.Go("/console/coupons/issue");
        await page.Locator("input[name=tags]").FillAsync("nobody-has-this-tag");
        await window.Button("Preview").ClickAsync();
        await page.Locator(".facts").WaitForAsync();

        // Nobody is in the segment, so nothing can be ordered.
        Assert.Equal("0", await page.Locator(".facts .stat").First.InnerTextAsync());
        await window.Accessible();
        window.Quiet();
    }

    [Fact]
    public async Task Coupons_have_their_four_states()
    {
        await using var window = await demo.Open(new Sight());
        await Screen.FourStates(window, "/console/coupons", Kinds(), """{"kinds":[]}""");
    }

    [GeneratedRegex("/v1/coupons/kinds", RegexOptions.None, 1000)]
    private static partial Regex Kinds();
}
