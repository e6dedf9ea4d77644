using static Tessera.E2e.Tests.TillTests;

namespace Tessera.E2e.Tests;

/// <summary>What the till makes of answers: several members of one name, and an answer that was lost while another person must approve.</summary>
public sealed class TillAnswersTests(Browser browser) : IClassFixture<Browser>
{
    [Fact]
    public async Task A_member_is_found_by_name_and_chosen_among_several_by_keyboard()
    {
        await using var shop = await Shop.Empty();
        await using var window = await browser.Open(shop.Url, new Sight { Width = 1366, Height = 768 });
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await Owner.Enter(window, shop, isZh: true);
        await Api(window, "POST", "/v1/templates/tea-chain/apply", null);
        foreach (var (phone, name) in new[] { ("13900002719", "林晓雯"), ("13900003847", "周晓雯"), ("13900005566", "陈佳怡") }) await Api(window, "POST", "/v1/members", $$$"""{"identities":[{"kind":"phone","value":"{{{phone}}}"}],"profile":{"name":"{{{name}}}"}}""");
        await page.GotoAsync("/till/");
        await page.Locator("#goods-field").WaitForAsync();

        await keys.PressAsync("F1");
        await page.Locator("#member-field").PressSequentiallyAsync("晓雯");
        await keys.PressAsync("Enter");
        await Assertions.Expect(page.GetByRole(AriaRole.Option)).ToHaveCountAsync(2);
        await window.Accessible();
        var second = await page.GetByRole(AriaRole.Option).Nth(1).InnerTextAsync();
        await keys.PressAsync("ArrowDown");
        await Assertions.Expect(page.Locator("#member-field")).ToHaveAttributeAsync("aria-activedescendant", "member-hits-1");
        await keys.PressAsync("Enter");
        await page.Locator("[data-part=member]").GetByText(second[..3]).WaitForAsync();
        await Assertions.Expect(page.Locator("#goods-field")).ToBeFocusedAsync();

        await Member(page, "2719 林");
        await page.Locator("[data-part=member]").GetByText("林晓雯").WaitForAsync();
        await Member(page, "陈佳");
        await page.Locator("[data-part=member]").GetByText("陈佳怡").WaitForAsync();
        await keys.PressAsync("F1");
        await page.Locator("#member-field").PressSequentiallyAsync("陈");
        await keys.PressAsync("Enter");
        await page.GetByText("姓名至少输两个字").WaitForAsync();
        window.Quiet();
    }

    [Fact]
    public async Task A_sale_above_a_limit_whose_answers_are_lost_stays_unknown_and_is_recorded_once()
    {
        await using var shop = await Shop.Empty();
        await using var office = await browser.Open(shop.Url, new Sight());
        await Owner.Enter(office, shop, isZh: true);
        await Api(office, "POST", "/v1/templates/tea-chain/apply", null);
        await Api(office, "POST", "/v1/stores", """{"code":"xh","nameZh":"徐汇店"}""");
        await Api(office, "PUT", "/v1/till-limits", """{"discountMinor":500}""");
        await Staff(office, shop, "mia.clerk", "clerk", "xh");
        await Staff(office, shop, "zoe.manager", "storeManager", "xh");
        var member = (await Api(office, "POST", "/v1/members", """{"identities":[{"kind":"phone","value":"13900002719"}],"profile":{"name":"林晓雯"}}""")).GetProperty("id").GetString()!;

        await using var window = await browser.Open(shop.Url, new Sight { Width = 1366, Height = 768 });
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await page.GotoAsync("/till/");
        await page.Locator("input[name=name]").FillAsync("mia.clerk");
        await page.Locator("input[name=password]").FillAsync(Password);
        await keys.PressAsync("Enter");
        await page.Locator("#goods-field").WaitForAsync();
        await Member(page, "2719");
        await keys.TypeAsync("60\n");
        await keys.TypeAsync("/10%\n");
        await page.Locator("[data-line=byHand]").GetByText("6.00").WaitForAsync();
        await Priced(page);

        // 6.00 off is above 5.00, and nobody hears that it waits: the till takes it as sent and not answered.
        await LoseNextAnswer(page);
        await keys.PressAsync("F8");
        await page.Locator("[data-part=last]").GetByText("上一单已收款，待传").WaitForAsync();
        await Back(page);

        // The same key has the same answer: it is not recorded, and it was not refused.
        await keys.PressAsync("F6");
        await page.Locator("[data-part=approve]").WaitForAsync();
        await window.Accessible();
        await keys.PressAsync("Escape");
        await page.Locator("[data-part=last]").GetByText("上一单等批准，还没有入账").WaitForAsync();
        await page.Locator("[data-part=net]").GetByText("1 笔等批准").WaitForAsync();
        await keys.PressAsync("F9");
        await page.Locator("[data-sale=asked]").PressAsync("Enter");
        await page.GetByText("要店长批准，还没有入账").WaitForAsync();
        await window.Accessible();

        // The manager signs, and the answer of that is lost as well: unknown again, then recorded.
        await page.GetByText("请店长批准", new() { Exact = true }).PressAsync("Enter");
        await LoseNextAnswer(page);
        await Sign(window, "zoe.manager", isRight: true);
        await page.Locator("[data-part=net][data-waiting='1']:has(.dot.off)").WaitForAsync();
        await Back(page);
        await keys.PressAsync("F6");
        await Sent(page);
        await page.GetByText("整单作废").WaitForAsync();
        await keys.PressAsync("Escape");
        await keys.PressAsync("F9");
        await Assertions.Expect(page.Locator("[data-sale]")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("[data-sale=recorded]")).ToHaveCountAsync(1);
        Assert.Equal(1, (await Api(office, "GET", "/v1/members/" + member, null)).GetProperty("ordersLifetime").GetInt64());
        window.Quiet();
    }

    /// <summary>The server hears the next sale and answers, and neither the answer nor anything after it arrives.</summary>
    private static async Task LoseNextAnswer(IPage page)
    {
        await page.RouteAsync(
            "**/v1/quotes/commit",
            async route =>
            {
                await route.FetchAsync();
                await route.AbortAsync();
            },
            new() { Times = 1 });
        await page.RouteAsync("**/health/live", route => route.AbortAsync());
    }

    private static Task Back(IPage page) => page.UnrouteAsync("**/health/live");
}
