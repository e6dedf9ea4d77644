using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tessera.App.People;
using Tessera.Server.Host;
using Tessera.Server.Http;

namespace Tessera.Server.Tests.Http.People;

/// <summary>Every endpoint of the running server for every role, against rights.csv: reviewed by hand, one row for each endpoint.</summary>
[Covers("S1")]
public sealed partial class RightsTests : IAsyncLifetime
{
    private static readonly string[] Callers = [.. Roles.All.Select(r => r.Id), "key", "otherKey", "nobody"];
    private readonly TestServer _server = new();

    private static string File => Path.Combine(AppContext.BaseDirectory, "Http", "People", "rights.csv");

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Every_endpoint_lets_in_whom_the_matrix_names_and_nobody_else()
    {
        var findings = await Findings(_server.App, await System.IO.File.ReadAllLinesAsync(File, TestContext.Current.CancellationToken));

        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }

    [Fact]
    public async Task A_missing_authorisation_and_a_missing_row_are_found()
    {
        var opened = new Opened(_server.Site);
        var planted = opened.Routes().Select(r => r.Id == "revokeKey" ? r with { IsPublic = true, Scope = null } : r).Where(r => r.Id is "revokeKey" or "listKeys" or "getMember").ToList();
        using var limits = new Limits(keyRate: 0, heavy: 2);
        await using var trail = new RequestTrail(_server.Site);
        await using var app = WebServer.Build(
            new ServerPlan("http://127.0.0.1:0", opened.Mode(), Microsoft.Extensions.Logging.LogLevel.Critical), new Door(opened.FindKey, limits, opened.FindSession), planted, opened.Views(), trail);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var rows = (await System.IO.File.ReadAllLinesAsync(File, TestContext.Current.CancellationToken)).Where(l => !l.Contains(",/v1/keys,", StringComparison.Ordinal) || l.StartsWith("POST", StringComparison.Ordinal)).ToArray();
        var findings = await Findings(app, rows, onlyServed: true);

        Assert.Contains(findings, f => f.StartsWith("DELETE /v1/keys/{keyId} nobody:", StringComparison.Ordinal));
        Assert.Contains(findings, f => f.StartsWith("GET /v1/keys is not in the matrix", StringComparison.Ordinal));
        Assert.DoesNotContain(findings, f => f.StartsWith("GET /v1/members/{memberId} ", StringComparison.Ordinal));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Who_may_do_what_needs_a_second_person_may_also_approve_it() =>
        Assert.All(Roles.All.Where(r => r.Gives(Roles.Publish) || r.Gives(Roles.Adjust)), r => Assert.True(r.Gives(Roles.Decide), r.Id));

    [Fact]
    public void Every_scope_of_a_role_is_one_that_exists() =>
        Assert.All(Roles.All.SelectMany(r => r.Scopes).Where(s => s[0] != '*'), s => Assert.True(Scopes.IsKnown(s), s));

    private async Task<List<string>> Findings(WebApplication app, string[] lines, bool onlyServed = false)
    {
        Assert.Equal("method,path," + string.Join(',', Callers), lines[0]);
        var rows = lines.Skip(1).Select(l => l.Split(',')).ToDictionary(c => c[0] + " " + c[1], c => c[2..], StringComparer.Ordinal);
        var findings = new List<string>();
        var served = app.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => (e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => (Method: m, Path: e.RoutePattern.RawText!, e.Metadata.GetMetadata<Declared>()?.Route))).DistinctBy(e => e.Method + " " + e.Path).ToList();
        if (!onlyServed) findings.AddRange(rows.Keys.Except(served.Select(e => e.Method + " " + e.Path)).Select(k => k + " is in the matrix and not served"));
        foreach (var caller in Callers)
        {
            foreach (var (method, path, route) in served)
            {
                if (!rows.TryGetValue(method + " " + path, out var row))
                {
                    if (caller == Callers[0]) findings.Add($"{method} {path} is not in the matrix; add: {method},{path},{await Suggested(app, method, path, route)}");
                    continue;
                }

                var expected = row[Array.IndexOf(Callers, caller)];
                if (await Ask(app, caller, method, path, route) is var got && got != expected) findings.Add($"{method} {path} {caller}: {got} where the matrix says {expected}");
            }
        }

        return findings;
    }

    private async Task<string> Suggested(WebApplication app, string method, string path, ApiRoute? route)
    {
        var cells = new List<string>();
        foreach (var caller in Callers) cells.Add(await Ask(app, caller, method, path, route));
        return string.Join(',', cells);
    }

    /// <summary>yes: the door is open, whatever is behind it; no: 403 for want of a right; who: 401, somebody must be there first.</summary>
    private async Task<string> Ask(WebApplication app, string caller, string method, string path, ApiRoute? route)
    {
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.First()) };
        await Dress(client, caller, route);
        using var request = new HttpRequestMessage(new HttpMethod(method), Part().Replace(path, "x"));
        var got = await _server.Send(request, client);
        return got.Code switch
        {
            "auth.missing" or "auth.unknown" or "auth.session" => "who",
            { } code when code.StartsWith("auth.", StringComparison.Ordinal) => "no",
            _ => "yes",
        };
    }

    private async Task Dress(HttpClient client, string caller, ApiRoute? route)
    {
        if (caller == "nobody") return;
        if (caller is "key" or "otherKey")
        {
            var scopes = caller == "key" ? [route?.Scope ?? Scopes.MembersRead] : Scopes.Known.Select(k => k.Scope).Where(s => s != route?.Scope).ToArray();
            client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", await Secret(caller + (route?.Scope ?? ""), scopes));
            return;
        }

        var (someone, _) = await Someone.Of(_server, caller, Guid.NewGuid().ToString("N"));
        client.DefaultRequestHeaders.Add("Cookie", someone.Cookies);
        client.DefaultRequestHeaders.Add("Tessera-Csrf", "1");
        someone.Dispose();
    }

    private readonly Dictionary<string, string> _secrets = new(StringComparer.Ordinal);

    private async Task<string> Secret(string name, string[] scopes)
    {
        if (_secrets.TryGetValue(name, out var known)) return known;
        return _secrets[name] = await _server.Key("matrix." + name.Replace(':', '.'), scopes);
    }

    [GeneratedRegex("\\{[^}]+\\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();
}
