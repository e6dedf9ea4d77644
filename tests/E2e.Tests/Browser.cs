namespace Tessera.E2e.Tests;

/// <summary>One Chromium for a collection of stories. Nothing it does in the background reaches a network.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-default-apps", "--disable-domain-reliability", "--disable-sync", "--no-first-run", "--no-pings",
        "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,CertificateTransparencyComponentUpdater", "--metrics-recording-only", "--disable-breakpad", "--disable-dev-shm-usage",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Whether this machine has a browser; without one the stories are skipped and say so.</summary>
    public static string? Executable { get; } = Array.Find(Places, File.Exists);

    public async ValueTask InitializeAsync()
    {
        if (Executable is null) return;
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = Flags });
    }

    /// <summary>A window of its own, with its own cookies.</summary>
    public async Task<Window> Open(string url, Sight sight, string? state = null)
    {
        Assert.SkipWhen(_browser is null, "没有 Chromium，未试网页。 There is no Chromium: the pages were not tried.");
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = url, Locale = sight.Language, ColorScheme = sight.IsDark ? ColorScheme.Dark : ColorScheme.Light, ReducedMotion = ReducedMotion.Reduce, TimezoneId = sight.Zone,
            ViewportSize = new ViewportSize { Width = sight.Width, Height = sight.Height }, StorageState = state,
        });
        context.SetDefaultTimeout(30_000);
        var page = await context.NewPageAsync();
        return new Window(page);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
    }
}

/// <summary>How a person sees the pages.</summary>
/// <param name="Language">zh-CN or en.</param>
/// <param name="IsDark">Dark look.</param>
public sealed record Sight(string Language = "zh-CN", bool IsDark = false)
{
    public int Width { get; init; } = 1440;

    public int Height { get; init; } = 1000;

    /// <summary>Where the browser stands.</summary>
    public string Zone { get; init; } = "Asia/Shanghai";

    /// <summary>Both languages, light and dark.</summary>
    public static IReadOnlyList<Sight> All { get; } = [new(), new("zh-CN", true), new("en"), new("en", true)];

    public override string ToString() => $"{Language}-{(IsDark ? "dark" : "light")}{(Width == 1440 ? "" : "-" + Width.ToString(System.Globalization.CultureInfo.InvariantCulture))}";
}
