using System.Text.RegularExpressions;

namespace Tessera.E2e.Tests;

/// <summary>The four states of a screen: each block shows its skeleton, what it says when empty, its error with a retry, and what it is for.</summary>
internal static class Screen
{
    private const string Refusal = """{"type":"/docs/problems/busy","title":"Busy","status":503,"code":"busy","detail":"Try again in a moment.","requestId":"req_e2e"}""";

    /// <summary>
    /// Plays the states of what lies at a path. <paramref name="api"/> matches the addresses its blocks ask for; <paramref name="empty"/> is the body of
    /// an answer that holds nothing, or null where a screen has no empty state of its own.
    /// </summary>
    public static async Task FourStates(Window window, string path, Regex api, string? empty)
    {
        var page = window.Page;
        var gate = new TaskCompletionSource();
        Func<IRoute, Task> slow = async route => { await gate.Task; await route.ContinueAsync(); };
        await page.RouteAsync(api, slow);
        await page.GotoAsync(path);
        await page.Locator("[data-state=loading]").First.WaitForAsync();
        await window.Accessible();
        gate.SetResult();
        await page.UnrouteAsync(api, slow);
        await window.Settled();
        await page.Locator("[data-state=ready], [data-state=empty]").First.WaitForAsync();

        Func<IRoute, Task> broken = route => route.FulfillAsync(new() { Status = 503, ContentType = "application/problem+json", Body = Refusal });
        await page.RouteAsync(api, broken);
        await page.GotoAsync(path);
        var error = page.Locator("[data-state=error]").First;
        await error.WaitForAsync();
        await window.Accessible();
        await page.UnrouteAsync(api, broken);
        // The retry brings the block back without a reload of the page.
        await error.GetByRole(AriaRole.Button).First.ClickAsync();
        await window.Settled();

        if (empty is null) return;
        Func<IRoute, Task> nothing = route => route.FulfillAsync(new() { Status = 200, ContentType = "application/json", Body = empty });
        await page.RouteAsync(api, nothing);
        await page.GotoAsync(path);
        await page.Locator("[data-state=empty], [data-state=noMatch]").First.WaitForAsync();
        await window.Accessible();
        await page.UnrouteAsync(api, nothing);
    }
}
