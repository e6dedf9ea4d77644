namespace Tessera.E2e.Tests;

/// <summary>The worst moment for a power cut: the server has carried out what was asked, and dies before its answer arrives.</summary>
internal static class PowerCut
{
    /// <summary>The next request of a method to a path is carried out and never answered; the server is down after it.</summary>
    public static Task BeforeAnswer(Window window, Shop shop, string method, string path)
    {
        var address = shop.Url + path;
        return window.Page.RouteAsync(address, Cut);

        async Task Cut(IRoute route)
        {
            if (route.Request.Method != method)
            {
                await route.ContinueAsync();
                return;
            }

            var answer = await route.FetchAsync();
            Assert.True(answer.Ok, $"{method} {path}: {await answer.TextAsync()}");
            await shop.Kill();
            await window.Page.UnrouteAsync(address, Cut);
            await route.AbortAsync("connectionreset");
        }
    }

    /// <summary>A picture for who asks for them: TESSERA_SCREENSHOTS names the folder.</summary>
    public static Task Look(Window window, string name) =>
        Environment.GetEnvironmentVariable("TESSERA_SCREENSHOTS") is { Length: > 0 } folder ? window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") }) : Task.CompletedTask;
}
