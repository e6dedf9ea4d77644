using System.Net;
using Tessera.Server.Json;

namespace Tessera.Server.Http;

/// <summary>The network address a request came from.</summary>
internal static class Addresses
{
    /// <summary>The address; behind a proxy on this machine, the one the proxy names last.</summary>
    public static string Of(HttpContext http)
    {
        var remote = http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (!IPAddress.IsLoopback(remote)) return Text(remote);
        var named = http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[^1].Trim();
        return IPAddress.TryParse(named, out var address) ? Text(address) : Text(remote);
    }

    /// <summary>Whether nobody can listen on the way: TLS here, TLS at a proxy on this machine, or the machine itself.</summary>
    public static (bool IsSafe, bool IsTls) Way(HttpContext http)
    {
        if (http.Request.IsHttps) return (true, true);
        var isLocal = http.Connection.RemoteIpAddress is { } remote && IPAddress.IsLoopback(remote);
        if (isLocal && string.Equals(http.Request.Headers["X-Forwarded-Proto"], "https", StringComparison.OrdinalIgnoreCase)) return (true, true);
        var host = http.Request.Host.Host;
        var isLocalName = host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        return (isLocalName, false);
    }

    private static string Text(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}

/// <summary>Where somebody stands, where the caller says so: ids of a store and a till for the audit trail.</summary>
internal static class Places
{
    public const string StoreHeader = "Tessera-Store";
    public const string TillHeader = "Tessera-Till";

    public static string? Of(HttpContext http, string header) => http.Request.Headers[header] is { Count: 1 } value ? value[0] : null;

    public static Problem? Wrong(HttpContext http)
    {
        foreach (var header in new[] { StoreHeader, TillHeader })
        {
            var given = http.Request.Headers[header];
            if (given.Count > 1 || (given.Count == 1 && (given[0]!.Length > 50 || !TextShapes.Fits(TextShapes.Slug, given[0]!)))) return new Problem(400, "request.place", header);
        }

        return null;
    }
}

/// <summary>The cookie that holds the token of a session.</summary>
internal static class SessionCookie
{
    /// <summary>Over TLS the prefix binds the cookie to this host alone; browsers take it only with Secure.</summary>
    public const string SafeName = "__Host-tessera";

    /// <summary>Without TLS, on the machine itself.</summary>
    public const string LocalName = "tessera";

    public static string? Read(HttpContext http)
    {
        var token = http.Request.Cookies[Addresses.Way(http).IsTls ? SafeName : LocalName];
        return token is { Length: > 0 and <= 100 } ? token : null;
    }

    public static void Set(HttpContext http, string token) => http.Response.Cookies.Append(Name(http), token, Options(http));

    public static void Clear(HttpContext http) => http.Response.Cookies.Delete(Name(http), Options(http));

    private static string Name(HttpContext http) => Addresses.Way(http).IsTls ? SafeName : LocalName;

    private static CookieOptions Options(HttpContext http) => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = "/", Secure = Addresses.Way(http).IsTls, IsEssential = true };
}

/// <summary>Whether a request that carries a cookie was meant: by a page of this server, or by a client that can set headers.</summary>
internal static class CrossSite
{
    public const string Header = "Tessera-Csrf";
    private const string FetchSite = "Sec-Fetch-Site";

    /// <summary>It names another site as where it comes from.</summary>
    public static bool IsForeign(HttpContext http)
    {
        var site = http.Request.Headers[FetchSite].ToString();
        if (site.Length > 0 && site is not ("same-origin" or "none")) return true;
        // Pages that send no referrer name no origin either; browsers that do so tell the site instead.
        if (http.Request.Headers.Origin is not { Count: > 0 } origin || (origin == "null" && site == "same-origin")) return false;
        return !Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var from) || !string.Equals(from.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>It names this server, or carries a header that no form of another site can set.</summary>
    public static bool IsOurs(HttpContext http) =>
        !IsForeign(http) && (http.Request.Headers.Origin.Count > 0 || http.Request.Headers[FetchSite] == "same-origin" || http.Request.Headers[Header] == "1");
}
