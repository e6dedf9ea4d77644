using System.Text.Json;

namespace Tessera.E2e.Tests;

/// <summary>The till by its keys: a clerk's first minutes, and a day on which the server goes away.</summary>
public sealed class TillTests(Browser browser) : IClassFixture<Browser>
{
    private const string Goods = "tea,招牌奶茶,15,tea/milk,,,1\ngrape,多肉葡萄,22,tea/fruit,,,1\nbag,保温袋,3,,fee";

    /// <summary>补打 in GB18030.</summary>
    private static readonly byte[] Again = [0xB2, 0xB9, 0xB4, 0xF2];

    [Fact]
    public async Task A_clerk_pairs_practises_sells_refunds_voids_and_hands_over_by_keyboard_alone()
    {
        await using var shop = await Shop.Empty();
        await using var office = await browser.Open(shop.Url, new Sight());
        await Owner.Enter(office, shop, isZh: true);
        await Api(office, "POST", "/v1/templates/tea-chain/apply", null);
        await Api(office, "POST", "/v1/stores", """{"code":"xh","nameZh":"徐汇店"}""");
        await Api(office, "POST", "/v1/tills", """{"code":"XH02","store":"xh"}""");
        var code = (await Api(office, "POST", "/v1/tills/XH02/pairing-codes", "{}")).GetProperty("code").GetString()!;

        await using var window = await browser.Open(shop.Url, new Sight { Width = 1366, Height = 768 });
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await page.GotoAsync("/till/");
        await page.Locator("input[name=pairing]").WaitForAsync();
        await window.Accessible();
        await keys.TypeAsync(code);
        await keys.PressAsync("Enter");
        await page.Locator("#goods-field").WaitForAsync();

        await Practise(window);

        // The first customer: an amount, no list needed; 168.00 for a guest, with a claim code on the slip.
        await keys.TypeAsync("168\n");
        await Priced(page);
        await Due(page, 16800);
        await keys.PressAsync("F8");
        await page.Locator("[data-part=slip]").GetByText("凭此码补登会员积分").WaitForAsync();
        await window.Accessible();

        // The server restarts while a basket stands there: nothing of it is lost and it is sold once.
        await keys.TypeAsync("12.5\n");
        await Priced(page);
        await shop.Kill();
        await shop.Start();
        await keys.PressAsync("F6");
        await Sent(page);
        await Priced(page);
        await Finish(page, "0002");
        // What is not a till's is refused by the server, whatever the page would ask.
        Assert.Equal(403, await page.EvaluateAsync<int>("async () => (await fetch('/v1/people')).status"));
        // F9 opens the sales of this till, Enter the newest, F9 twice voids it.
        await keys.PressAsync("F9");
        await page.Locator("[data-sale]").First.PressAsync("Enter");
        await page.GetByText("整单作废").WaitForAsync();
        await window.Accessible();
        await keys.PressAsync("F9");
        await keys.PressAsync("F9");
        await page.Locator("[data-part=said]").GetByText("已作废，退 ¥12.50").WaitForAsync();

        // One of two comes back: the sum is shown before it is done.
        await keys.PressAsync("Escape");
        await Menu(page);
        await page.Locator(".side .ghost").Nth(1).PressAsync("Enter");
        await page.Locator("textarea").FillAsync(Goods);
        await page.Locator(".side footer button").PressAsync("Enter");
        await keys.PressAsync("Alt+1");
        await keys.PressAsync("+");
        await Priced(page);
        await Due(page, 3000);
        await Finish(page, "0003");
        await keys.PressAsync("F9");
        await page.Locator("[data-sale]").First.PressAsync("Enter");
        await page.Locator(".qty [data-first]").PressAsync("Enter");
        await page.Locator("[data-part=preview]").GetByText("预计退 ¥15.00").WaitForAsync();
        await page.Locator(".side .primary").PressAsync("Enter");
        await page.Locator("[data-part=said]").GetByText("已退 ¥15.00").WaitForAsync();

        await HandOver(window);
        window.Quiet();
    }

    private static async Task Practise(Window window)
    {
        var (page, keys) = (window.Page, window.Page.Keyboard);
        // Practice first: the sample of the built-in shop, and nothing of it is recorded.
        await Menu(page);
        await page.Locator("[data-first]").PressAsync("Enter");
        await page.Locator("[data-part=practice]").WaitForAsync();
        await Member(page, "2719");
        await keys.TypeAsync("2*mooncup\n");
        await Due(page, 4180 - 800);
        await keys.PressAsync("F4");
        await Due(page, 0);
        await window.Accessible();
        await keys.PressAsync("F8");
        await page.Locator("[data-part=slip]").GetByText("练习，不是凭证").WaitForAsync();
        await Menu(page);
        await page.Locator("[data-first]").PressAsync("Enter");
        await page.Locator("[data-part=practice]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    private static async Task HandOver(Window window)
    {
        var (page, keys) = (window.Page, window.Page.Keyboard);
        // Held and brought back, and handed over: 168.00 + 12.50 + 30.00 taken, 27.50 given back.
        await keys.PressAsync("Escape");
        await keys.TypeAsync("grape\n");
        await Priced(page);
        await keys.PressAsync("F5");
        await keys.PressAsync("F5");
        await page.Locator(".row[data-first]").PressAsync("Enter");
        await Due(page, 2200);
        await keys.PressAsync("Delete");
        await page.GetByText("交班", new() { Exact = true }).PressAsync("Enter");
        // The server's own report; the first basket opened the shift with an empty drawer, and all was paid by WeChat.
        var report = page.Locator("[data-shift=open]");
        foreach (var figure in new[] { "210.50", "-15.00", "-12.50" }) await report.GetByText(figure, new() { Exact = true }).WaitForAsync();
        await Assertions.Expect(report.GetByText("183.00", new() { Exact = true })).ToHaveCountAsync(2);
        await page.Locator("[data-cash]").FillAsync("5");
        await page.Locator("[data-part=difference]").GetByText("多 ¥5.00").WaitForAsync();
        await window.Accessible();
        await keys.PressAsync("Enter");
        var closed = page.Locator("[data-shift=closed]");
        await closed.GetByText("差额").WaitForAsync();
        await window.Accessible();
        // Printed once as it is, marked from the second time on, on paper and in the printer's bytes.
        await page.EvaluateAsync("() => { window.print = () => { window.printed = (window.printed ?? 0) + 1 } }");
        await keys.PressAsync("F10");
        await page.WaitForFunctionAsync("() => window.printed === 1");
        await Assertions.Expect(closed.GetByText("补打")).ToHaveCountAsync(0);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByText("下载打印机字节").PressAsync("Enter"));
        await closed.GetByText("补打").WaitForAsync();
        await using var bytes = await download.CreateReadStreamAsync();
        using var read = new MemoryStream();
        await bytes.CopyToAsync(read);
        Assert.True(read.ToArray().AsSpan().IndexOf(Again) > 0);
    }

    [Fact]
    public async Task Fifty_sales_are_counted_once_each_though_the_server_dies_in_the_middle_of_one_and_stays_away()
    {
        await using var shop = await Shop.Empty();
        await using var window = await browser.Open(shop.Url, new Sight("zh-CN", IsDark: true) { Width = 1366, Height = 768 });
        await Owner.Enter(window, shop, isZh: true);
        var page = window.Page;
        await Api(window, "POST", "/v1/templates/tea-chain/apply", null);
        var member = (await Api(window, "POST", "/v1/members", """{"identities":[{"kind":"phone","value":"13900002719"}],"profile":{"name":"林晓雯"}}""")).GetProperty("id").GetString()!;
        await page.GotoAsync("/till/");
        await page.Locator("#goods-field").WaitForAsync();
        await page.EvaluateAsync("() => navigator.serviceWorker.ready");

        for (var sale = 1; sale <= 50; sale++)
        {
            await Member(page, "2719");
            await page.Keyboard.TypeAsync("10\n");
            if (sale <= 20 || sale > 35) await Priced(page);
            if (sale == 20)
            {
                // The power goes while the answer is on its way: nobody knows whether it was counted.
                await Task.WhenAll(page.Keyboard.PressAsync("F8"), shop.Kill());
                await page.Locator("[data-part=last]").GetByText(Number(sale)).WaitForAsync();
            }
            else
            {
                await Finish(page, Number(sale));
            }

            if (sale == 20) await page.Locator("[data-part=away]").Or(page.Locator("[data-waiting='0']")).First.WaitForAsync();
            if (sale == 25)
            {
                // The page itself is opened anew without a server.
                await page.ReloadAsync();
                await page.Locator("[data-part=away]").WaitForAsync();
                await window.Accessible();
            }

            if (sale != 35) continue;
            await shop.Start();
            await page.Keyboard.PressAsync("F6");
            await Sent(page);
        }

        await Sent(page);
        var after = await Api(window, "GET", "/v1/members/" + member, null);
        Assert.Equal(50, after.GetProperty("ordersLifetime").GetInt64());
        await page.Keyboard.PressAsync("F9");
        Assert.Equal(50, await page.Locator("[data-sale=recorded]").CountAsync());
    }

    [Fact]
    public async Task A_clerk_of_one_store_works_in_English_and_a_manager_signs_for_what_is_above_the_limits()
    {
        await using var shop = await Shop.Empty();
        await using var office = await browser.Open(shop.Url, new Sight("en"));
        await Owner.Enter(office, shop, isZh: false);
        await Api(office, "POST", "/v1/templates/tea-chain/apply", null);
        await Api(office, "POST", "/v1/stores", """{"code":"xh","nameZh":"徐汇店","nameEn":"Xuhui"}""");
        await Api(office, "POST", "/v1/tills", """{"code":"XH02","store":"xh"}""");
        await Staff(office, shop, "mia.clerk", "clerk", "xh");
        await Staff(office, shop, "zoe.manager", "storeManager", "xh");
        await office.Go("/console/stores");
        await office.Page.Locator("input[name=discountMinor]").FillAsync("5");
        await office.Page.Locator("input[name=refundMinor]").FillAsync("20");
        await office.Button("Save the limits").ClickAsync();
        await office.Page.GetByText("Saved; holds from the next sale on").WaitForAsync();
        await office.Accessible();

        await using var window = await browser.Open(shop.Url, new Sight("en", IsDark: true) { Width = 1366, Height = 768 });
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await page.GotoAsync("/till/");
        await page.Locator("input[name=name]").FillAsync("mia.clerk");
        await page.Locator("input[name=password]").FillAsync(Password);
        await keys.PressAsync("Enter");
        await page.Locator("#goods-field").WaitForAsync();
        await window.Accessible();

        // The template's sample list is one key away, and she may ring it up at once.
        await page.Locator("[data-key=samples]").PressAsync("Enter");
        await page.Locator("[data-part=samples]").WaitForAsync();
        await Assertions.Expect(page.Locator("#goods-field")).ToBeFocusedAsync();
        await keys.TypeAsync("milk-classic\n");
        await Due(page, 1500);
        await keys.PressAsync("Delete");

        // 60.00 less 4.00 by hand is hers; less a tenth, 6.00, is above 5.00: the sale waits, the manager types her name, and it is done.
        await keys.TypeAsync("60\n");
        await keys.TypeAsync("/4\n");
        await Due(page, 5600);
        await keys.TypeAsync("/10%\n");
        await Due(page, 5400);
        await Priced(page);
        await keys.PressAsync("F8");
        await Sign(window, "mia.clerk", isRight: false);
        await Sign(window, "zoe.manager", isRight: true);
        await page.Locator("[data-part=last]").GetByText("0001").WaitForAsync();
        await page.Locator("[data-part=slip]").GetByText("Off by hand").WaitForAsync();

        // The whole of it goes back: above 20.00.
        await keys.PressAsync("F9");
        await page.Locator("[data-sale]").First.PressAsync("Enter");
        await page.GetByText("Void the sale").WaitForAsync();
        await keys.PressAsync("F9");
        await keys.PressAsync("F9");
        await page.Locator("[data-part=above]").GetByText("¥54.00").WaitForAsync();
        await window.Accessible();
        await Sign(window, "zoe.manager", isRight: true);
        await page.GetByText("Approved by zoe.manager").WaitForAsync();
        await Assertions.Expect(page.GetByText("Void the sale")).ToHaveCountAsync(0);
        window.Quiet();
    }

    internal const string Password = "seven quiet teapots";

    internal static async Task Staff(Window office, Shop shop, string name, string role, string store)
    {
        await shop.PasswordGiven(TimeSpan.Zero);
        var invited = await Api(office, "POST", "/v1/people", $$"""{"name":"{{name}}","role":"{{role}}"}""");
        using var client = new HttpClient { BaseAddress = new Uri(shop.Url) };
        using var body = new StringContent($$"""{"link":"{{invited.GetProperty("link").GetString()!.Split("link=")[1]}}","password":"{{Password}}"}""", System.Text.Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/session/link") { Content = body };
        request.Headers.Add("Tessera-Csrf", "1");
        using var answer = await client.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        await Api(office, "PUT", $"/v1/people/{invited.GetProperty("id").GetString()}/stores", $$"""{"stores":["{{store}}"]}""");
    }

    internal static async Task Sign(Window window, string name, bool isRight)
    {
        var page = window.Page;
        await page.Locator("input[name=approver]").FillAsync(name);
        await page.Locator("input[name=approver-password]").FillAsync(Password);
        await page.Keyboard.PressAsync("Enter");
        if (isRight) await page.Locator("[data-part=approve]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        else await page.Locator(".side [role=alert]").WaitForAsync();
    }

    private static string Number(int sale) => sale.ToString("0000", System.Globalization.CultureInfo.InvariantCulture);

    internal static async Task Member(IPage page, string text)
    {
        await page.Keyboard.PressAsync("F1");
        await page.Locator("#member-field").PressSequentiallyAsync(text);
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-part=member]").WaitForAsync();
        await Assertions.Expect(page.Locator("#goods-field")).ToBeFocusedAsync();
    }

    private static async Task Menu(IPage page)
    {
        await page.GetByText("更多", new() { Exact = true }).PressAsync("Enter");
        await page.Locator(".side").WaitForAsync();
    }

    internal static Task Priced(IPage page) => page.Locator("[data-quote=ready]").WaitForAsync();

    internal static Task Due(IPage page, int minor) => page.Locator($"[data-minor='{minor.ToString(System.Globalization.CultureInfo.InvariantCulture)}']").WaitForAsync();

    internal static async Task Finish(IPage page, string number)
    {
        await page.Keyboard.PressAsync("F8");
        await page.Locator("[data-part=last]").GetByText(number).WaitForAsync();
        await Assertions.Expect(page.Locator("#goods-field")).ToBeFocusedAsync();
    }

    internal static Task Sent(IPage page) => page.Locator("[data-part=net][data-waiting='0']:has(.dot:not(.off))").WaitForAsync();

    /// <summary>A call of the page's own session.</summary>
    internal static async Task<JsonElement> Api(Window window, string method, string path, string? body) =>
        await window.Page.EvaluateAsync<JsonElement>("""
            async ([method, path, body]) => {
              const answer = await fetch(path, { method, ...(body && { body }), headers: { 'Content-Type': 'application/json', 'Tessera-Csrf': '1', 'Idempotency-Key': crypto.randomUUID() } })
              const read = await answer.json()
              if (!answer.ok) throw new Error(path + ' ' + JSON.stringify(read))
              return read
            }
            """, new[] { method, path, body });
}
