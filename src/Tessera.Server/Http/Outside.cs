using System.Text.Json;
using Tessera.App;
using Tessera.Storage;
using Tessera.Storage.Identities;

namespace Tessera.Server.Http;

/// <summary>What stands around every request: ids, security headers, and an answer for what nobody below answered.</summary>
internal static class Outside
{
    /// <summary>Pages carry no script and load nothing from elsewhere.</summary>
    public const string PagePolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The welcome page sends its form to this server.</summary>
    public const string FormPolicy = "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    /// <summary>The reference page runs the viewer's own script and calls this server.</summary>
    public const string ReferencePolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The sample till runs its own two files and calls this server.</summary>
    public const string SamplePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Console and till run their own files only and call this server. Their component library writes style elements, and charts style attributes.</summary>
    public const string ClientPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Use(WebApplication app, Host.ServerPlan plan)
    {
        var hsts = plan.HstsDays == 0 ? null : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"max-age={plan.HstsDays * 86_400L}");
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tessera.Http");
        app.Use(async (http, next) =>
        {
            Head(http, hsts);
            try
            {
                if (plan.Leaving.IsUnderWay) http.Response.Headers.Connection = "close";
                await next(http);
                if (!http.Response.HasStarted && Unanswered(http) is { } problem) await Replies.Write(http, problem);
            }
            catch (Exception e) when (!http.RequestAborted.IsCancellationRequested)
            {
                var problem = Meaning(e, http, log);
                if (http.Response.HasStarted) throw;
                http.Response.Clear();
                Head(http, hsts);
                await Replies.Write(http, problem);
            }
            catch (OperationCanceledException)
            {
                // The caller went away; nobody reads an answer.
            }
        });
    }

    private static void Head(HttpContext http, string? hsts)
    {
        var headers = http.Response.Headers;
        // A promise made without TLS could be made by anybody on the way (RFC 6797, section 7.2).
        if (hsts is not null && Addresses.Way(http).IsTls) headers.StrictTransportSecurity = hsts;
        headers[RequestIds.Header] = RequestIds.Of(http);
        headers.XContentTypeOptions = "nosniff";
        var isForm = http.Request.Path.StartsWithSegments("/welcome", StringComparison.OrdinalIgnoreCase);
        headers["Referrer-Policy"] = isForm ? "same-origin" : "no-referrer";
        headers.ContentSecurityPolicy = isForm ? FormPolicy : PolicyOf(http.Request.Path);
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        // Members' figures and one-time links never stay in a cache on the way.
        if (isForm || http.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)) headers.CacheControl = "no-store";
    }

    private static string PolicyOf(PathString path)
    {
        if (path.StartsWithSegments("/docs/api", StringComparison.OrdinalIgnoreCase)) return ReferencePolicy;
        if (path.StartsWithSegments(Host.WebClients.Console, StringComparison.OrdinalIgnoreCase) || path.StartsWithSegments(Host.WebClients.Till, StringComparison.OrdinalIgnoreCase)) return ClientPolicy;
        return path.StartsWithSegments(Host.SampleRoutes.Folder, StringComparison.OrdinalIgnoreCase) ? SamplePolicy : PagePolicy;
    }

    private static Problem? Unanswered(HttpContext http)
    {
        if (http.Response.ContentLength is not null || http.Response.ContentType is not null) return null;
        return http.Response.StatusCode switch
        {
            404 => Problem.NotFound(http.Request.Method + " " + Shown(http)),
            405 => new Problem(405, "methodNotAllowed", http.Response.Headers.Allow.ToString()),
            // The framework's own matching refuses a body of another type before a route is found.
            415 => new Problem(415, "request.mediaType", "application/json"),
            _ => null,
        };
    }

    private static Problem Meaning(Exception e, HttpContext http, ILogger log)
    {
        var id = RequestIds.Of(http);
        switch (e)
        {
            case BadHttpRequestException bad: return Bad(bad);
            case NoProgram: return new Problem(409, "program.none");
            // An embedded engine tells what the disk could not give it as a damaged file: which of the two it is, the log and `tessera audit` tell.
            case StoreBusy { InnerException: StoreFault { Kind: FaultKind.Disk } } or StoreFault { Kind: FaultKind.Disk or FaultKind.Corrupt } or SealedElsewhere:
                log.LogError(e, "{RequestId}: the store cannot be written, or read with the keys that are here", id);
                return new Problem(503, "storage", id) { RetryAfter = 10 };
            case StoreFault { Kind: FaultKind.Unknown }:
                log.LogError(e, "{RequestId}: nobody knows how the commit ended", id);
                return new Problem(503, "storage.unknown", id) { RetryAfter = 1 };
            case StoreBusy or StoreFault { Kind: FaultKind.Busy }: return new Problem(503, "busy") { RetryAfter = 1 };
            default:
                log.LogError(e, "{RequestId}: {Method} {Route} failed", id, http.Request.Method, (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-");
                return new Problem(500, "internal", id);
        }
    }

    private static Problem Bad(BadHttpRequestException bad) => bad.StatusCode switch
    {
        413 => new Problem(413, "request.tooLarge", "-"),
        408 => new Problem(408, "request.timeout"),
        _ => new Problem(400, "request.header"),
    };

    private static string Shown(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        return JsonEncodedText.Encode(path.Length <= 120 ? path : path[..120]).ToString();
    }
}
