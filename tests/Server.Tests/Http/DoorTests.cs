using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Server.Http;

namespace Tessera.Server.Tests.Http;

/// <summary>What holds for every route: keys, scopes, idempotency, problems, headers.</summary>
public sealed class DoorTests(TestServer server) : IClassFixture<TestServer>
{
    private static int _number;

    private static string Purchase(string number, long net = 1_000) =>
        $$"""{"source":"till","number":"{{number}}","occurredAt":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}","lines":[{"sku":"tea","quantity":1,"netMinor":{{net}}}]}""";

    private static string Next(string stem) => stem + Interlocked.Increment(ref _number);

    [Theory]
    [InlineData(0, "https", null)]
    [InlineData(365, "http", null)]
    // 365 × 86,400 s.
    [InlineData(365, "https", "max-age=31536000")]
    [Covers("S14")]
    public async Task Browsers_are_held_to_TLS_only_where_the_setting_says_so_and_they_came_over_it(int days, string proto, string? expected)
    {
        var opened = new Tessera.Server.Host.Opened(server.Site);
        using var limits = new Limits(keyRate: 0, heavy: 2);
        await using var trail = new RequestTrail(server.Site);
        var plan = new Tessera.Server.Host.ServerPlan("http://127.0.0.1:0", opened.Mode(), Microsoft.Extensions.Logging.LogLevel.Critical) { HstsDays = days };
        await using var app = Tessera.Server.Host.WebServer.Build(plan, new Door(opened.FindKey, limits, opened.FindSession), opened.Routes(), opened.Views(), trail);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Forwarded-Proto", proto);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(expected, response.Headers.TryGetValues("Strict-Transport-Security", out var told) ? told.Single() : null);
    }

    [Fact]
    public async Task A_changing_request_without_a_key_is_refused_with_400()
    {
        var got = await server.Post("/v1/purchases", Purchase(Next("n")));

        Assert.Equal((400, "request.missingKey"), (got.Status, got.Code));
    }

    [Theory]
    [InlineData("ending\t-")]
    [InlineData("a b")]
    public async Task A_key_that_is_not_visible_ASCII_is_refused(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/purchases") { Content = new StringContent(Purchase(Next("n")), Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        var got = await server.Send(request);

        Assert.Equal(400, got.Status);
    }

    [Fact]
    public async Task The_same_request_again_gives_the_first_answer_byte_for_byte()
    {
        var (key, body) = (Next("key-"), Purchase(Next("n")));
        var first = await server.Post("/v1/purchases", body, key);
        var again = await server.Post("/v1/purchases", body, key);

        Assert.Equal(201, first.Status);
        Assert.False(first.IsReplay);
        Assert.Equal((first.Status, first.Text, true), (again.Status, again.Text, again.IsReplay));
    }

    [Fact]
    public async Task The_same_key_with_other_content_is_refused_with_422_and_changes_nothing()
    {
        var (key, number) = (Next("key-"), Next("n"));
        await server.Post("/v1/purchases", Purchase(number), key);
        var other = await server.Post("/v1/purchases", Purchase(number, 2_000), key);

        Assert.Equal((422, "request.keyReused"), (other.Status, other.Code));
    }

    [Fact]
    public async Task A_refusal_by_the_rules_is_kept_and_replayed_too()
    {
        var (key, number) = (Next("key-"), Next("n"));
        await server.Post("/v1/purchases", Purchase(number), Next("key-"));
        var other = Purchase(number, 2_000);
        var refused = await server.Post("/v1/purchases", other, key);
        var again = await server.Post("/v1/purchases", other, key);

        Assert.Equal((409, "document.changed"), (refused.Status, refused.Code));
        Assert.Equal((409, refused.Text, true), (again.Status, again.Text, again.IsReplay));
    }

    [Fact]
    public async Task A_malformed_request_is_not_kept_so_that_it_can_be_mended_under_the_same_key()
    {
        var (key, number) = (Next("key-"), Next("n"));
        var bad = await server.Post("/v1/purchases", """{"source":"till"}""", key);
        var good = await server.Post("/v1/purchases", Purchase(number), key);

        Assert.Equal((400, 201), (bad.Status, good.Status));
    }

    [Fact]
    public async Task A_key_of_another_caller_or_path_is_another_key()
    {
        var (key, body) = (Next("key-"), Purchase(Next("n")));
        using var other = server.ClientOf(await server.Key(Next("other"), Scopes.PurchasesWrite));
        await server.Post("/v1/purchases", body, key);
        var got = await server.Post("/v1/purchases", body, key, other);

        Assert.Equal((201, false), (got.Status, got.IsReplay));
    }

    [Fact]
    [Covers("S3")]
    public async Task Unknown_fields_are_named_by_pointer_in_both_languages()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/purchases") { Content = new StringContent("""{"sauce":1,"lines":[{"sku":"a","quantity":1,"netMinor":1,"colour":"red"}]}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", Next("key-"));
        request.Headers.Add("Accept-Language", "zh-CN");
        var zh = await server.Send(request, server.ClientOf(server.Secret));
        var en = await server.Post("/v1/purchases", """{"sauce":1}""", Next("key-"));

        Assert.Equal((400, "request.malformed"), (zh.Status, zh.Code));
        Assert.Contains(zh.Json["errors"]!.AsArray(), e => (string)e!["pointer"]! == "/lines/0/colour" && (string)e["code"]! == "field.unknown");
        Assert.Contains(en.Json["errors"]!.AsArray(), e => (string)e!["pointer"]! == "/sauce" && (string)e["detail"]! == "There is no field “sauce” here.");
    }

    [Fact]
    public async Task Problems_come_in_the_language_asked_for_with_a_page_that_explains_them()
    {
        using var stranger = server.ClientOf(null);
        stranger.DefaultRequestHeaders.AcceptLanguage.Clear();
        var zh = await server.Get("/v1/keys", stranger);
        stranger.DefaultRequestHeaders.Add("Accept-Language", "fr, en;q=0.8, zh;q=0.5");
        var en = await server.Get("/v1/keys", stranger);
        var page = await server.Get((string)en.Json["type"]!, stranger);

        Assert.Equal(("需要密钥", "A key is needed"), ((string)zh.Json["title"]!, (string)en.Json["title"]!));
        Assert.Equal((string)en.Json["requestId"]!, en.Headers["Request-Id"]);
        Assert.Equal(200, page.Status);
        Assert.Contains("A key is needed", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_is_unknown_revoked_or_lacks_the_scope_opens_nothing()
    {
        var name = Next("weak");
        using var weak = server.ClientOf(await server.Key(name, Scopes.ReportsRead));
        using var unknown = server.ClientOf("tsk_live_00000000000000000000000000000000");
        var lacking = await server.Get("/v1/keys", weak);
        var stranger = await server.Get("/v1/keys", unknown);
        await server.Site.Write(new Tessera.App.Keys.RevokeKey { IdOrName = name });
        var revoked = await server.Get("/v1/keys", weak);

        Assert.Equal((403, "auth.scope"), (lacking.Status, lacking.Code));
        Assert.Equal((401, "auth.unknown"), (stranger.Status, stranger.Code));
        Assert.Equal((401, "auth.unknown"), (revoked.Status, revoked.Code));
    }

    [Theory]
    [InlineData("GET", "/v1/nothing", 404, "notFound")]
    [InlineData("PUT", "/v1/purchases", 405, "methodNotAllowed")]
    [InlineData("GET", "/v1/keys?page=2", 400, "request.malformed")]
    public async Task What_is_not_there_is_a_problem_too(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        var got = await server.Send(request);

        Assert.Equal((status, code), (got.Status, got.Code));
    }

    [Fact]
    public async Task A_body_of_another_type_or_too_large_is_refused()
    {
        using var form = new HttpRequestMessage(HttpMethod.Post, "/v1/keys") { Content = new StringContent("a=b", Encoding.UTF8, "application/x-www-form-urlencoded") };
        form.Headers.Add("Idempotency-Key", Next("key-"));
        using var large = new HttpRequestMessage(HttpMethod.Post, "/v1/keys") { Content = new StringContent($"{{\"name\":\"{new string('x', 10_000_000)}\"}}", Encoding.UTF8, "application/json") };
        large.Headers.Add("Idempotency-Key", Next("key-"));

        Assert.Equal(415, (await server.Send(form)).Status);
        Assert.Equal(413, (await server.Send(large)).Status);
    }

    [Fact]
    public async Task Answers_of_the_API_stay_in_no_cache() =>
        Assert.Equal("no-store", (await server.Get("/v1/keys")).Headers["Cache-Control"]);

    [Fact]
    public void Every_endpoint_of_the_running_server_declares_a_scope_or_that_it_is_public()
    {
        var endpoints = server.App.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Distinct().ToList();

        Assert.NotEmpty(endpoints);
        Assert.All(endpoints, endpoint =>
        {
            var declared = endpoint.Metadata.GetMetadata<Declared>();
            Assert.NotNull(declared);
            if (declared.Route is { } route) Assert.True(new[] { route.IsPublic, route.IsForPeople, route.Scope is not null && Scopes.IsKnown(route.Scope) }.Count(b => b) == 1, route.Id);
            if (declared.Route is { IsPublic: true } open) Assert.True(open.Path.StartsWith("/health/", StringComparison.Ordinal) || open.Id is "signIn" or "pairTill" or "useLink" or "listDraws" or "getDraw" or "listDrawEntries" or "compareTiers", open.Id);
        });
    }

    [Fact]
    public async Task Every_guarded_route_refuses_a_key_with_every_other_scope()
    {
        var routes = server.App.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).Select(e => e.Metadata.GetMetadata<Declared>()?.Route).OfType<ApiRoute>().Where(r => r.Scope is not null).Distinct().ToList();
        foreach (var byScope in routes.GroupBy(r => r.Scope!))
        {
            using var lacking = server.ClientOf(await server.Key(Next("lacks"), [.. Scopes.Known.Select(k => k.Scope).Where(s => s != byScope.Key)]));
            foreach (var route in byScope)
            {
                using var request = new HttpRequestMessage(new HttpMethod(route.Method), System.Text.RegularExpressions.Regex.Replace(route.Path, "\\{[a-zA-Z]+\\}", "x", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)));
                var got = await server.Send(request, lacking);
                Assert.Equal((route.Id, 403, "auth.scope"), (route.Id, got.Status, got.Code));
            }
        }
    }
}
