using System.IO.Compression;
using Microsoft.Net.Http.Headers;
using Tessera.Server.Http;
using Tessera.Server.Pages;

namespace Tessera.Server.Host;

/// <summary>
/// The console and the till page: static files of web/, carried inside the program, packed. Names of scripts hold a hash of their content and are cached
/// for ever; the page itself is asked for anew each time. Every address below leads to the page, which knows its own routes.
/// </summary>
internal static class WebClients
{
    public const string Console = "/console";

    public const string Till = "/till";

    private static readonly Dictionary<string, string> Media = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8", [".js"] = "text/javascript; charset=utf-8", [".css"] = "text/css; charset=utf-8", [".svg"] = "image/svg+xml",
        [".png"] = "image/png", [".woff2"] = "font/woff2", [".webmanifest"] = "application/manifest+json", [".json"] = "application/json",
    };

    /// <summary>Whether the pages were built into this program.</summary>
    public static bool AreBuilt { get; } = typeof(WebClients).Assembly.GetManifestResourceInfo("web/console/index.html.gz") is not null;

    public static void Map(WebApplication app)
    {
        app.MapGet("/", (HttpContext http) => http.Response.Redirect(Console + "/" + http.Request.QueryString)).ExcludeFromDescription().WithMetadata(Declared.Public);
        foreach (var root in new[] { Console, Till })
        {
            app.MapGet(root + "/{**path}", (HttpContext http) => Answer(http, root)).ExcludeFromDescription().WithMetadata(Declared.Public);
        }
    }

    private static async Task Answer(HttpContext http, string root)
    {
        // Without the slash the page's own routes would begin one folder up.
        if (http.Request.Path.Value == root)
        {
            http.Response.Redirect(root + "/" + http.Request.QueryString);
            return;
        }

        var path = http.GetRouteValue("path") as string ?? "";
        var isFile = Path.HasExtension(path);
        if (!isFile && !AreBuilt)
        {
            await Unbuilt(http);
            return;
        }

        var name = isFile ? path : "index.html";
        if (!Media.TryGetValue(Path.GetExtension(name), out var media) || !await Send(http, $"web{root}/{name}", media, isKept: path.StartsWith("assets/", StringComparison.Ordinal)))
        {
            await Replies.Write(http, Problem.NotFound(http.Request.Path));
        }
    }

    private static async Task<bool> Send(HttpContext http, string resource, string media, bool isKept)
    {
        var assembly = typeof(WebClients).Assembly;
        await using var packed = assembly.GetManifestResourceStream(resource + ".gz");
        await using var plain = packed is null ? assembly.GetManifestResourceStream(resource) : null;
        if ((packed ?? plain) is not { } content) return false;
        var response = http.Response;
        response.ContentType = media;
        response.Headers.CacheControl = isKept ? "public, max-age=31536000, immutable" : "no-cache";
        if (packed is not null)
        {
            response.Headers.Vary = HeaderNames.AcceptEncoding;
            if (!TakesGzip(http.Request))
            {
                await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
                await unpacked.CopyToAsync(response.Body, http.RequestAborted);
                return true;
            }

            response.Headers.ContentEncoding = "gzip";
        }

        response.ContentLength = content.Length;
        await content.CopyToAsync(response.Body, http.RequestAborted);
        return true;
    }

    private static bool TakesGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(e => e.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && e.Quality is null or > 0);

    private static Task Unbuilt(HttpContext http)
    {
        var language = Languages.Parse(http.Request.Query["lang"]) ?? Languages.FromHeader(http.Request.Headers.AcceptLanguage);
        http.Response.ContentType = Media[".html"];
        http.Response.Headers.ContentLanguage = language.Tag();
        http.Response.Headers.Vary = "Accept-Language";
        var page = new Frame("Tessera", http.Request.Path, language, null).Around(html =>
        {
            html.Line("h1", language.Of("网页没有构建进这个程序", "The pages were not built into this program"));
            html.Line("p", language.Of("接口照常工作。要有后台和收银页面，先构建网页再构建程序：", "The API works as ever. For the console and the till page, build the pages first and the program after them:"), "lead");
            html.Open("p", "how").Line("code", "eng/web.sh && dotnet build src/Tessera.Server").Close("p");
            html.Open("p").Link("/start", language.Of("这台服务器上有什么", "What is on this server")).Close("p");
        });
        return http.Response.WriteAsync(page, http.RequestAborted);
    }
}
