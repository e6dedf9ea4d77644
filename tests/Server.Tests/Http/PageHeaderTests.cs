using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Tessera.Server.Tests.Http;

/// <summary>What browsers are told about every page and every answer, asked of each address that the running server maps (S14).</summary>
[Covers("S14")]
public sealed partial class PageHeaderTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task Every_page_and_answer_forbids_foreign_scripts_frames_and_guesses()
    {
        var wrong = new List<string>();
        var asked = 0;
        foreach (var path in Paths())
        {
            using var response = await server.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            asked++;
            wrong.AddRange(Faults(path, response));
        }

        Assert.True(asked >= 60, $"{asked} addresses");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task A_page_that_is_not_there_is_no_softer()
    {
        foreach (var path in new[] { "/nowhere", "/v1/nowhere", "/assets/nowhere.css", "/docs/problems/nowhere", "/console/x/y" })
        {
            using var response = await server.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Empty(Faults(path, response));
        }
    }

    private static IEnumerable<string> Faults(string path, HttpResponseMessage response)
    {
        string Of(string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : "";
        var policy = Of("Content-Security-Policy");
        var scripts = policy.Split(';').Select(d => d.Trim()).FirstOrDefault(d => d.StartsWith("script-src", StringComparison.Ordinal)) ?? "";
        if (!policy.Contains("default-src 'none'", StringComparison.Ordinal)) yield return path + ": what is not named may be loaded: " + policy;
        if (scripts.Contains("unsafe", StringComparison.Ordinal) || scripts.Contains('*', StringComparison.Ordinal) || scripts.Contains("http", StringComparison.Ordinal)) yield return path + ": " + scripts;
        foreach (var needed in new[] { "frame-ancestors 'none'", "base-uri 'none'", "form-action" })
        {
            if (!policy.Contains(needed, StringComparison.Ordinal)) yield return path + ": no " + needed;
        }

        if (Of("X-Content-Type-Options") != "nosniff") yield return path + ": types may be guessed";
        if (Of("Referrer-Policy") is not ("no-referrer" or "same-origin")) yield return path + ": referrer " + Of("Referrer-Policy");
        if (Of("Cross-Origin-Opener-Policy") != "same-origin" || Of("Cross-Origin-Resource-Policy") != "same-origin") yield return path + ": open to other origins";
        if (response.Headers.Contains("Server") || response.Headers.Contains("X-Powered-By")) yield return path + ": tells what serves it";
        if (response.Headers.Contains("Access-Control-Allow-Origin")) yield return path + ": other origins may read it";
        if (path.StartsWith("/v1", StringComparison.Ordinal) && !Of("Cache-Control").Contains("no-store", StringComparison.Ordinal)) yield return path + ": may be kept by a cache";
        if (response.Content.Headers.ContentType is { MediaType: { } media } type && media.StartsWith("text/", StringComparison.Ordinal) && type.CharSet is null) yield return path + ": a text without its encoding";
    }

    /// <summary>Every address that answers a GET, with something in the places of its parts.</summary>
    private IEnumerable<string> Paths() => server.App.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
        .Where(e => e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") != false)
        .Select(e => "/" + Part().Replace(e.RoutePattern.RawText!, "x").TrimStart('/')).Distinct(StringComparer.Ordinal);

    [GeneratedRegex("\\{[^}]+\\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
