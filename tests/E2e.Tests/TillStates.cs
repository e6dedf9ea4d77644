using System.Text.Json;
using static Tessera.E2e.Tests.TillTests;

namespace Tessera.E2e.Tests;

/// <summary>Plays a paired till of the demo through what a clerk meets, and stops at each state so that somebody may look.</summary>
internal sealed class TillStates(Shop shop, Window office) : IAsyncDisposable
{
    private const string Busy = """{"type":"/docs/problems/busy","title":"Busy","status":503,"code":"busy","detail":"Try again in a moment.","requestId":"req_e2e"}""";
    private const string Refused = """{"type":"/docs/problems/refused","title":"Refused","status":422,"code":"refused","detail":"This cannot be priced.","requestId":"req_e2e"}""";

    private int _tills;
    private string _member = "";

    /// <summary>A demo with a store manager and narrow limits.</summary>
    public static async Task<TillStates> Open(Browser browser)
    {
        var shop = await Shop.Demo();
        var office = await browser.Open(shop.Url, new Sight());
        await Owner.Enter(office, shop, isZh: true);
        await Api(office, "PUT", "/v1/till-limits", """{"discountMinor":500}""");
        await Staff(office, shop, "zoe.manager", "storeManager", "sh-xujiahui");
        return new TillStates(shop, office) { _member = await Member(office) };
    }

    public async ValueTask DisposeAsync()
    {
        await office.DisposeAsync();
        await shop.DisposeAsync();
    }

    /// <summary>Goes through the states in a new window of a new till. <paramref name="at"/> hears the name of each while it is shown.</summary>
    public async Task Play(Browser browser, Sight sight, Func<Window, string, Task> at)
    {
        await using var window = await browser.Open(shop.Url, sight with { Width = 1366, Height = 768 });
        Task Seen(string name) => at(window, name);
        await Doors(window, Seen);
        await Practice(window, Seen);
        await Nothing(window, Seen);
        await Selling(window, Seen);
        await Back(window, Seen);
        await Away(window, Seen);
        await HandOver(window, Seen);
        window.Quiet();
    }

    private async Task Doors(Window window, Func<string, Task> seen)
    {
        var (page, keys) = (window.Page, window.Page.Keyboard);
        var till = $"XJ{++_tills:00}";
        await Api(office, "POST", "/v1/tills", $$"""{"code":"{{till}}","store":"sh-xujiahui"}""");
        var code = (await Api(office, "POST", $"/v1/tills/{till}/pairing-codes", "{}")).GetProperty("code").GetString()!;
        await page.GotoAsync("/till/");
        await page.Locator("input[name=pairing]").WaitForAsync();
        await seen("sign-in");
        await page.Locator("input[name=pairing]").FillAsync("00000000");
        await keys.PressAsync("Enter");
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await seen("sign-in-wrong");
        await page.Locator("input[name=pairing]").FillAsync(code);
        await keys.PressAsync("Enter");
        await page.Locator("#goods-field").WaitForAsync();
    }

    private static async Task Practice(Window window, Func<string, Task> seen)
    {
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await Menu(page);
        await seen("menu");
        await page.Locator("[data-first]").PressAsync("Enter");
        await page.Locator("[data-part=practice]").WaitForAsync();
        await seen("practice-empty");
        await TillTests.Member(page, "2719");
        foreach (var goods in new[] { "2*mooncup", "latte", "matcha", "giftbox", "coolbag" }) await keys.TypeAsync(goods + "\n");
        await keys.TypeAsync("2000");
        await keys.PressAsync("F3");
        await keys.PressAsync("F4");
        await keys.PressAsync("ArrowUp");
        await Due(page, 3630);
        await seen("practice");
        await keys.PressAsync("F7");
        await page.Locator(".side").WaitForAsync();
        await page.Locator("[data-line=points]").ClickAsync();
        await seen("practice-why");
        await keys.PressAsync("Escape");
        await keys.PressAsync("F8");
        await page.Locator("[data-part=slip]").WaitForAsync();
        await seen("practice-slip");
        await Menu(page);
        await page.Locator("[data-first]").PressAsync("Enter");
        await page.Locator("[data-part=practice]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    /// <summary>Before the first sale: every list is empty, the hand-over loads, fails and is read again.</summary>
    private static async Task Nothing(Window window, Func<string, Task> seen)
    {
        var (page, keys) = (window.Page, window.Page.Keyboard);
        // The demo rings up what its template sells, without a list of its own.
        await page.Locator("[data-part=samples]").WaitForAsync();
        await seen("empty");
        foreach (var (key, name) in new[] { ("F5", "held-none"), ("F9", "sales-none"), ("F10", "slip-none") })
        {
            await keys.PressAsync(key);
            await page.Locator(".side [data-state=empty]").WaitForAsync();
            await seen(name);
            await keys.PressAsync("Escape");
        }

        // The till asked once at the start already, so only a page opened anew has nothing to show while it loads.
        var gate = new TaskCompletionSource();
        Func<IRoute, Task> slow = async route => { await gate.Task; await route.ContinueAsync(); };
        await page.RouteAsync("**/shifts?*", slow);
        await page.ReloadAsync();
        await page.Locator("#goods-field").WaitForAsync();
        await page.Locator("[data-key=shift]").PressAsync("Enter");
        await page.Locator(".side [data-state=loading]").WaitForAsync();
        await seen("shift-loading");
        gate.SetResult();
        await page.UnrouteAsync("**/shifts?*", slow);
        await page.Locator(".side [data-state=empty]").WaitForAsync();
        await seen("shift-none");
        await keys.PressAsync("Escape");
        await Broken(page, "**/shifts?*", 503, Busy, async () =>
        {
            await page.Locator("[data-key=shift]").PressAsync("Enter");
            await page.Locator(".side [data-state=error]").WaitForAsync();
            await seen("shift-error");
        });
        await page.Locator(".side [data-state=error] button").PressAsync("Enter");
        await page.Locator(".side [data-state=empty]").WaitForAsync();
        await keys.PressAsync("Escape");
    }

    private async Task Selling(Window window, Func<string, Task> seen)
    {
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await keys.TypeAsync("nothing\n");
        await page.Locator(".msg.bad").WaitForAsync();
        await seen("unknown");
        await page.Locator("#goods-field").FillAsync("");
        await page.Locator("[data-key=menu]").PressAsync("Enter");
        await page.Locator("[data-key=goods]").PressAsync("Enter");
        await page.Locator("textarea").FillAsync("tea,招牌奶茶,15,tea/milk,,,1\ngrape,多肉葡萄,22,tea/fruit,,,1\nmochi,手工麻薯,9,food/snack,,13,1\nbasque,巴斯克芝士,26,food/cake,,13,1\nbag,保温袋,3,,fee");
        await seen("goods");
        await page.Locator(".side footer button").PressAsync("Enter");
        await TillTests.Member(page, _member);
        foreach (var goods in new[] { "2*tea", "grape", "mochi", "basque", "bag" }) await keys.TypeAsync(goods + "\n");
        await Priced(page);
        await keys.PressAsync("F3");
        await Priced(page);
        await keys.PressAsync("F4");
        await Priced(page);
        await seen("sale-open");
        await keys.PressAsync("F7");
        await page.Locator(".side .lead").WaitForAsync();
        await seen("why");
        await Broken(page, "**/v1/quotes", 422, Refused, async () =>
        {
            await keys.PressAsync("Escape");
            await keys.PressAsync("+");
            await page.Locator("[data-quote=error]").WaitForAsync();
            await seen("quote-error");
        });
        await page.Locator(".right [data-state=error] button").PressAsync("Enter");
        await Priced(page);
        await page.Locator("#goods-field").FocusAsync();
        await keys.PressAsync("-");
        await Priced(page);
        await keys.PressAsync("F5");
        await keys.PressAsync("F5");
        await page.Locator(".row[data-first]").WaitForAsync();
        await seen("held");
        await page.Locator(".row[data-first]").PressAsync("Enter");
        await Priced(page);
        await Finish(page, "0001");
        await seen("slip");
    }

    private static async Task Back(Window window, Func<string, Task> seen)
    {
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await keys.TypeAsync("50\n");
        await Priced(page);
        await Finish(page, "0002");
        await seen("slip-guest");
        await keys.PressAsync("F9");
        await page.Locator("[data-sale]").First.WaitForAsync();
        await seen("sales");
        var gate = new TaskCompletionSource();
        Func<IRoute, Task> slow = async route => { await gate.Task; await route.FulfillAsync(new() { Status = 503, ContentType = "application/problem+json", Body = Busy }); };
        await page.RouteAsync("**/v1/purchases/*", slow);
        await page.Locator("[data-sale]").Nth(1).PressAsync("Enter");
        await page.Locator(".side [data-state=loading]").WaitForAsync();
        await seen("sale-loading");
        gate.SetResult();
        await page.Locator(".side [data-state=error]").WaitForAsync();
        await seen("sale-error");
        await page.UnrouteAsync("**/v1/purchases/*", slow);
        await page.Locator(".side [data-state=error] button").PressAsync("Enter");
        await page.Locator(".qty [data-first]").PressAsync("Enter");
        await page.Locator("[data-part=preview]").WaitForAsync();
        await seen("refund");
        await page.Locator(".side .primary").PressAsync("Enter");
        await page.Locator("[data-part=said]").WaitForAsync();
        // What came back in part is no longer voided.
        await Assertions.Expect(page.Locator(".side .danger")).ToHaveCountAsync(0);
        await seen("refunded");
        await keys.PressAsync("Escape");
        await keys.PressAsync("F9");
        await page.Locator("[data-sale]").First.PressAsync("Enter");
        await page.Locator(".side .danger").WaitForAsync();
        await keys.PressAsync("F9");
        await seen("void-sure");
        await keys.PressAsync("F9");
        await page.Locator(".side .danger").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await seen("voided");
        await keys.PressAsync("Escape");
        await keys.TypeAsync("60\n");
        await keys.TypeAsync("/20%\n");
        await Due(page, 4800);
        await Priced(page);
        await keys.PressAsync("F8");
        await Assertions.Expect(page.Locator("input[name=approver]")).ToBeFocusedAsync();
        await seen("approve");
        // A wrong name speaks of the manager, not of the till: its own session goes on.
        await Sign(window, "zoe.nobody", isRight: false);
        await Assertions.Expect(page.Locator(".veil")).ToHaveCountAsync(0);
        await seen("approve-wrong");
        await Sign(window, "zoe.manager", isRight: true);
        await page.Locator("[data-part=last]").GetByText("0003").WaitForAsync();
    }

    private async Task Away(Window window, Func<string, Task> seen)
    {
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await TillTests.Member(page, _member);
        await page.Context.SetOfflineAsync(true);
        foreach (var goods in new[] { "2*tea", "grape" }) await keys.TypeAsync(goods + "\n");
        await page.Locator("[data-part=away]").WaitForAsync();
        await Priced(page);
        await Finish(page, "0004");
        await keys.TypeAsync("22\n");
        await Finish(page, "0005");
        await seen("offline-slip");
        await TillTests.Member(page, _member);
        foreach (var goods in new[] { "2*tea", "grape", "basque", "bag" }) await keys.TypeAsync(goods + "\n");
        await Priced(page);
        await seen("offline");
        await page.Locator("[data-key=shift]").PressAsync("Enter");
        await page.Locator(".side").WaitForAsync();
        await seen("offline-shift");
        await page.Context.SetOfflineAsync(false);
        await keys.PressAsync("F6");
        await Sent(page);
        await keys.PressAsync("Escape");
        for (var line = 0; line < 4; line++) await keys.PressAsync("Delete");
    }

    private static async Task HandOver(Window window, Func<string, Task> seen)
    {
        var (page, keys) = (window.Page, window.Page.Keyboard);
        await page.Locator("[data-key=shift]").PressAsync("Enter");
        await page.Locator("[data-shift=open]").WaitForAsync();
        await page.Locator("[data-cash]").FillAsync("5");
        await page.Locator("[data-part=difference]").WaitForAsync();
        await seen("shift");
        await keys.PressAsync("Enter");
        await page.Locator("[data-shift=closed]").WaitForAsync();
        await seen("shift-closed");
    }

    private static async Task Menu(IPage page)
    {
        await page.Locator("[data-key=menu]").PressAsync("Enter");
        await page.Locator(".side [data-first]").WaitForAsync();
    }

    private static async Task Broken(IPage page, string glob, int status, string body, Func<Task> meanwhile)
    {
        Func<IRoute, Task> broken = route => route.FulfillAsync(new() { Status = status, ContentType = "application/problem+json", Body = body });
        await page.RouteAsync(glob, broken);
        await meanwhile();
        await page.UnrouteAsync(glob, broken);
    }

    /// <summary>Who has most to show at a till: coupons, stored value, points.</summary>
    private static async Task<string> Member(Window office)
    {
        var found = await office.Page.EvaluateAsync<JsonElement>("""
            async () => {
              const read = async path => (await fetch(path)).json()
              const { members } = await read('/v1/members?limit=40&sort=spend')
              let best = { id: members[0].id, rank: -1 }
              for (const { id } of members) {
                const [{ coupons }, { spendableMinor }] = [await read(`/v1/members/${id}/coupons`), await read(`/v1/members/${id}/wallet`)]
                const rank = coupons.filter(c => c.status === 'issued').length + (spendableMinor > 0 ? 2 : 0)
                if (rank > best.rank) best = { id, rank }
              }
              return best
            }
            """);
        return found.GetProperty("id").GetString()!;
    }
}
