using Tessera.Server.Http;
using Tessera.Server.Pages;

namespace Tessera.Server.Host;

/// <summary>What pages are made of; asked anew for each page.</summary>
/// <param name="Start">Facts of the start page.</param>
/// <param name="Rules">A published version by its number, the one in force without; null when there is none.</param>
/// <param name="Ribbon">Line above every page, or null.</param>
internal sealed record Views(Func<Language, StartFacts> Start, Func<int?, PublishedRules?> Rules, Func<Language, string?> Ribbon)
{
    /// <summary>The store that one-time links open; null where nobody can sign in.</summary>
    public Tessera.App.Site? Welcome { get; init; }

    /// <summary>The mode now: a store is live from its first live fact on.</summary>
    public Func<ServerMode> Mode { get; init; } = () => ServerMode.Live;
}

/// <summary>The public pages and their assets.</summary>
internal static class PageRoutes
{
    private static readonly Dictionary<string, string> Media = new(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    public static void Map(WebApplication app, Views views)
    {
        Page(app, StartPage.Path, (_, language) => StartPage.Render(views.Start(language), language, views.Ribbon(language)));
        Page(app, "/rules", (http, language) => Rules(http, language, views));
        Page(app, "/docs/problems/{code}", (http, language) => ProblemPage.Render(http.GetRouteValue("code") as string ?? "", language));
        WebClients.Map(app);
        SampleRoutes.Map(app, views.Mode);
        app.MapGet("/assets/{name}", Asset).ExcludeFromDescription().WithMetadata(Declared.Public);
    }

    private static void Page(WebApplication app, string path, Func<HttpContext, Language, string?> render) =>
        app.MapGet(path, async (HttpContext http) =>
        {
            var language = Languages.Parse(http.Request.Query["lang"]) ?? Languages.FromHeader(http.Request.Headers.AcceptLanguage);
            if (render(http, language) is not { } page)
            {
                await Replies.Write(http, Problem.NotFound(http.Request.Path));
                return;
            }

            http.Response.ContentType = "text/html; charset=utf-8";
            http.Response.Headers.ContentLanguage = language.Tag();
            http.Response.Headers.Vary = "Accept-Language";
            await http.Response.WriteAsync(page, http.RequestAborted);
        }).ExcludeFromDescription().WithMetadata(Declared.Public);

    private static string? Rules(HttpContext http, Language language, Views views)
    {
        int? version = null;
        if (http.Request.Query.TryGetValue("version", out var text))
        {
            if (!int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)) return null;
            version = number;
        }

        if (views.Rules(version) is { } rules) return RulesPage.Render(rules, language, views.Ribbon(language));
        return version is null ? EmptyRules(language, views) : null;
    }

    private static string EmptyRules(Language language, Views views) =>
        new Frame(language.Of("会员规则", "Membership rules"), "/rules", language, views.Ribbon(language)).Around(html =>
        {
            html.Line("h1", language.Of("会员规则", "Membership rules"));
            html.Line("p", language.Of("这里会显示已发布的规则。现在还没有发布。", "The published rules will stand here. None are published yet."), "lead");
            html.Open("p", "how").Line("code", "tessera program publish program.yaml --reason …").Close("p");
        });

    private static async Task Asset(HttpContext http)
    {
        var name = http.GetRouteValue("name") as string ?? "";
        using var stream = typeof(PageRoutes).Assembly.GetManifestResourceStream("assets/" + name);
        if (stream is null || !Media.TryGetValue(Path.GetExtension(name), out var media))
        {
            await Replies.Write(http, Problem.NotFound(http.Request.Path));
            return;
        }

        http.Response.ContentType = media;
        http.Response.Headers.CacheControl = "public, max-age=3600";
        await stream.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
