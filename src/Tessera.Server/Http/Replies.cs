using System.Globalization;
using Tessera.Server.Json;

namespace Tessera.Server.Http;

/// <summary>Writes answers.</summary>
internal static class Replies
{
    public static async Task Write(Ask ask, Reply reply)
    {
        if (reply.Problem is { } problem)
        {
            await Write(ask.Http, problem);
            return;
        }

        var response = ask.Http.Response;
        response.StatusCode = reply.Status;
        if (reply.IsReplay) response.Headers["Idempotency-Replayed"] = "true";
        if (reply.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (reply.Next is { } next) response.Headers.Link = $"<{NextPage(ask.Http, next)}>; rel=\"next\"";
        if (reply.Status == 204) return;
        response.ContentType = reply.MediaType;
        if (reply.Parts is null) response.ContentLength = reply.Bytes.Length;
        await response.Body.WriteAsync(reply.Bytes, ask.Cancelled);
        if (reply.Parts is { } parts) await WriteRest(ask, parts);
    }

    /// <summary>Part by part, so that a download takes no more memory than one of them. A file that ends too early breaks the answer off: nobody takes half of it for the whole.</summary>
    private static async Task WriteRest(Ask ask, FileParts parts)
    {
        for (var part = 2; part <= parts.Count; part++)
        {
            if (parts.Read(part) is not { } bytes)
            {
                ask.Http.Abort();
                return;
            }

            await ask.Http.Response.Body.WriteAsync(bytes, ask.Cancelled);
        }
    }

    /// <summary>Writes a problem in the language asked for; headers a reader needs stand beside it.</summary>
    public static async Task Write(HttpContext http, Problem problem)
    {
        var body = problem.Body(Languages.FromHeader(http.Request.Headers.AcceptLanguage), RequestIds.Of(http));
        var bytes = ApiJson.Bytes(body);
        var response = http.Response;
        response.StatusCode = problem.Status;
        if (problem.Status == 401) response.Headers.WWWAuthenticate = "Bearer realm=\"tessera\"";
        if (problem.RetryAfter is { } seconds) response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        response.Headers.ContentLanguage = Languages.FromHeader(http.Request.Headers.AcceptLanguage).Tag();
        response.ContentType = Problem.MediaType;
        response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    private static string NextPage(HttpContext http, string cursor)
    {
        var query = http.Request.Query.Where(q => q.Key != "cursor").Select(q => Uri.EscapeDataString(q.Key) + "=" + Uri.EscapeDataString(q.Value.ToString()));
        return http.Request.Path + "?" + string.Join('&', query.Append("cursor=" + Uri.EscapeDataString(cursor)));
    }
}
