using Tessera.Server.Http;

namespace Tessera.Server.Host;

/// <summary>
/// The sample till, served by the server itself so that its calls come from the same origin: no page of another origin may call the API at all.
/// In test mode and on demo data only; a live store has no page that asks for a key.
/// </summary>
internal static class SampleRoutes
{
    public const string Folder = "/samples/till";

    private static readonly Dictionary<string, string> Media = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
    };

    public static void Map(WebApplication app, Func<ServerMode> mode) =>
        app.MapGet(Folder + "/{name?}", (HttpContext http) => Answer(http, mode)).ExcludeFromDescription().WithMetadata(Declared.Public);

    private static async Task Answer(HttpContext http, Func<ServerMode> mode)
    {
        // Without the slash the page would look for its files one folder up.
        if (http.Request.Path.Value == Folder && mode() is not ServerMode.Live)
        {
            http.Response.Redirect(Folder + "/");
            return;
        }

        var name = http.GetRouteValue("name") as string ?? "index.html";
        using var stream = mode() is ServerMode.Live ? null : typeof(SampleRoutes).Assembly.GetManifestResourceStream("till/" + name);
        if (stream is null || !Media.TryGetValue(Path.GetExtension(name), out var media))
        {
            await Replies.Write(http, Problem.NotFound(http.Request.Path));
            return;
        }

        http.Response.ContentType = media;
        http.Response.Headers.CacheControl = "no-cache";
        await stream.CopyToAsync(http.Response.Body, http.RequestAborted);
    }
}
