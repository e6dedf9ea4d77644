using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>The rule screens: ladder, earn rules, benefits, versions.</summary>
[Collection(nameof(DemoDay))]
public sealed partial class RulesTests(DemoShop demo)
{
    [Fact]
    [Covers("B13", "B14")]
    public async Task A_threshold_is_edited_by_keyboard_shows_who_moves_and_is_taken_back()
    {
        await using var window = await demo.Open(new Sight());
        await window.Go("/console/tiers");
        await window.Accessible();
        var page = window.Page;
        await page.GetByRole(AriaRole.Button, new() { NameRegex = GoldThreshold() }).First.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("1800");
        await page.Keyboard.PressAsync("Enter");

        // Old struck, new bold, and the effect at the foot: people, money, the cost share on its scale.
        await page.Locator(".strip .v").First.WaitForAsync();
        Assert.Equal("¥1,800", await page.Locator("td.cg b").First.InnerTextAsync());
        await page.Locator(".strip svg text").First.WaitForAsync();
        await window.Accessible();
        await window.Button("撤销").ClickAsync();
        await page.Locator(".strip").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        window.Quiet();
    }

    [Fact]
    [Covers("F20", "E1")]
    public async Task Earn_rules_are_tried_on_a_basket_and_benefits_are_compared_in_the_dark()
    {
        await using var window = await demo.Open(new Sight("en", IsDark: true));
        await window.Go("/console/points/rules");
        await window.Button("Try").ClickAsync();
        await window.Page.Locator(".result .sum b").WaitForAsync();
        await window.Accessible();
        await window.Go("/console/tiers/benefits");
        await window.Accessible();
        await window.Button("Comparison table").ClickAsync();
        await window.Page.Locator("table.compare").WaitForAsync();
        await window.Accessible();
        await window.Go("/console/tiers/versions");
        await window.Accessible();
        window.Quiet();
    }

    [Fact]
    public async Task The_ladder_has_its_four_states()
    {
        await using var window = await demo.Open(new Sight());
        await Screen.FourStates(window, "/console/tiers", Program(), null);
    }

    [GeneratedRegex("/v1/program/draft|/v1/program/diff|/v1/program/lint", RegexOptions.None, 1000)]
    private static partial Regex Program();

    [GeneratedRegex("金卡会员的消费门槛", RegexOptions.None, 1000)]
    private static partial Regex GoldThreshold();
}
