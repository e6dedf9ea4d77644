namespace Tessera.E2e.Tests;

/// <summary>A colleague, a store and a till made through the settings; the states of their screens are walked with all others.</summary>
[Collection(nameof(DemoDay))]
public sealed class SettingsTests(DemoShop demo)
{
    [Fact]
    public async Task A_colleague_is_invited_and_a_till_gets_its_code()
    {
        await using var window = await demo.Open(new Sight("en"));
        var page = window.Page;
        await window.Go("/console/people");
        await window.Button("Invite a colleague").ClickAsync();
        await page.Locator("input[name=person]").FillAsync("ho.jia");
        // The password was given long ago: it is asked for, and what was typed is still there where somebody leaves it.
        await demo.Shop.PasswordGiven(TimeSpan.FromHours(1));
        await window.Button("Make the link").ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Enter your password once more" });
        await dialog.WaitForAsync();
        await window.Accessible();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Not now" }).ClickAsync();
        await Assertions.Expect(dialog).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator("input[name=person]")).ToHaveValueAsync("ho.jia");
        await window.Button("Make the link").ClickAsync();
        await dialog.Locator("input[name=password]").FillAsync(demo.Person.Password);
        await dialog.Locator("input[name=code]").FillAsync(Owner.CodeOf(demo.Person.Secret, ahead: 1));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Confirm" }).ClickAsync();
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
}
