using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>From the link that the first start prints to the home page.</summary>
public sealed partial class FirstDayTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData("zh-CN", false)]
    [InlineData("en", true)]
    public async Task The_first_owner_comes_from_the_printed_link_to_the_home_page_and_back_in_later(string language, bool isDark)
    {
        await using var shop = await Shop.Empty();
        var isZh = language == "zh-CN";
        await using var window = await browser.Open(shop.Url, new Sight(language, isDark));
        var owner = await Owner.Enter(window, shop, isZh);
        await window.Accessible();
        Assert.Equal(isDark ? "dark" : "light", await window.Page.EvaluateAsync<string>("() => document.documentElement.dataset.theme"));
        Assert.Equal(language, await window.Page.EvaluateAsync<string>("() => document.documentElement.lang"));

        await Assertions.Expect(window.Page.GetByText("星月茶会", new() { Exact = true })).ToBeVisibleAsync();

        // The session is lost while the page is open: the same click goes on after signing in again, without leaving the page.
        await window.Page.Context.ClearCookiesAsync();
        await window.Page.Keyboard.PressAsync("Control+k");
        await window.Page.GetByRole(AriaRole.Combobox).FillAsync("1234");
        await window.Page.Keyboard.PressAsync("Escape");

        await window.Page.GotoAsync("/");
        await Assertions.Expect(window.Page).ToHaveURLAsync(SignIn());
        await window.Accessible();
        await owner.SignIn(window, isZh);
        await window.Page.Locator("#content").WaitForAsync();
        await window.Settled();

        await shop.Kill();
        await shop.Start();
        await window.Go("/console/nothing-here");
        await window.Page.Locator("[data-state=notFound]").WaitForAsync();
        await window.Accessible();
        window.Quiet();
    }

    [GeneratedRegex("/console/sign-in", RegexOptions.None, 1000)]
    private static partial Regex SignIn();
}
