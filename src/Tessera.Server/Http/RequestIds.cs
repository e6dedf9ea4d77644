using System.Globalization;

namespace Tessera.Server.Http;

/// <summary>The id of a request: in the header Request-Id, in problems and in the log.</summary>
internal static class RequestIds
{
    public const string Header = "Request-Id";
    private static readonly object Place = new();

    public static string Of(HttpContext http)
    {
        if (http.Items[Place] is string known) return known;
        var made = "req_" + Guid.CreateVersion7().ToString("N", CultureInfo.InvariantCulture);
        http.Items[Place] = made;
        return made;
    }
}
