using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>Settings, approvals, audit, stores: each screen in its states, and a colleague, a key and a till made through them.</summary>
[Collection(nameof(DemoDay))]
public sealed partial class SettingsTests(DemoShop demo)
{
    private static readonly string[] Paths = ["templates", "people", "keys", "webhooks", "approvals", "audit", "system", "preferences", "stores"];

    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("en", true)]
    public async Task Every_screen_of_the_settings_is_accessible(string language, bool isDark)
    {
        await using var window = await demo.Open(new Sight(language, isDark));
        foreach (var path in Paths)
        {
            await window.Go("/console/" + path);
            await window.Accessible();
        }

        window.Quiet();
    }

    [Fact]
    public async Task The_audit_log_has_its_four_states()
    {
        await using var window = await demo.Open(new Sight("en"));
        await Screen.FourStates(window, "/console/audit", Audit(), """{"records":[]}""");
        window.Quiet();
    }

    [Fact]
    public async Task A_colleague_is_invited_and_a_till_gets_its_code()
    {
        await using var window = await demo.Open(new Sight("en"));
        var page = window.Page;
        await window.Go("/console/people");
        await window.Button("Invite a colleague").ClickAsync();
        await page.Locator("input[name=person]").FillAsync("ho.jia");
        await window.Button("Make the link").ClickAsync();
        await Assertions.Expect(page.Locator(".once code")).ToContainTextAsync("link=");
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "ho.jia", Exact = true })).ToBeVisibleAsync();

        await window.Go("/console/stores");
        await window.Button("Add a store").First.ClickAsync();
        await page.Locator("input[name=code]").FillAsync("sh-001");
        await page.Locator("input[name=nameZh]").FillAsync("南京西路店");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Add a store" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await window.Button("Add a till").First.ClickAsync();
        await page.Locator("input[name=code]").FillAsync("sh-001-1");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Add a till" }).ClickAsync();
        await window.Button("Pairing code").ClickAsync();
        await Assertions.Expect(page.Locator(".once code")).Not.ToBeEmptyAsync();
        await window.Accessible();
        window.Quiet();
    }

    [GeneratedRegex("/v1/audit", RegexOptions.None, 1000)]
    private static partial Regex Audit();
}
