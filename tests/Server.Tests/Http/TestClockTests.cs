using Tessera.App;
using Tessera.App.Keys;
using Tessera.App.Night;
using Tessera.App.Programs;
using Tessera.App.Tests;
using Tessera.Core;
using Tessera.Server.Host;
using Tessera.Server.Http;
using Tessera.Server.Json;
using Tessera.Storage;

namespace Tessera.Server.Tests.Http;

/// <summary>The test clock over HTTP: forwards only, every day settled, once under its key.</summary>
public sealed class TestClockTests
{
    [Fact]
    public async Task The_clock_moves_forwards_day_by_day_and_points_end_on_time()
    {
        var folder = Directory.CreateTempSubdirectory("tessera-clock-").FullName;
        using (var site = Site.Open(Place.Of(folder), StoreAccess.Own))
        {
            Assert.True(Moments.TryInstant("2026-01-01T10:00:00+08:00", out var start));
            Assert.True((await MoveTestClock.Start(site, start)).IsAccepted);
            var program = TestServer.Program.Replace("kind: never", "kind: rolling, after: 1 month", StringComparison.Ordinal);
            Assert.Null((await site.Write(new PublishProgram { SourceText = program, BySystem = true })).Refusal?.Reason.Code);
            var made = (await site.Write(new CreateKey { Name = "all", Scopes = [.. Scopes.Known.Select(k => k.Scope)] })).Value!;
            await Drive(site, made.Secret);
        }

        Place.Delete(folder);
    }

    private static async Task Drive(Site site, string secret)
    {
        var opened = new Opened(site);
        using var limits = new Limits(keyRate: 0, heavy: 2);
        await using var trail = new RequestTrail(site);
        await using var app = WebServer.Build(new ServerPlan("http://127.0.0.1:0", opened.Mode(), Microsoft.Extensions.Logging.LogLevel.Error), new Door(opened.FindKey, limits, opened.FindSession), opened.Routes(), opened.Views(), trail);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", secret);
        await using var server = new TestServer();

        Assert.StartsWith("tsk_test_", secret, StringComparison.Ordinal);
        Assert.Equal("test", (string)(await server.Get("/health/ready", client)).Json["mode"]!);
        var bought = await server.Post("/v1/purchases", """{"source":"till","number":"1","occurredAt":"2026-01-01T10:00:00+08:00","memberIdentity":{"kind":"phone","value":"13800000001"},"joinsIfUnknown":true,"lines":[{"sku":"tea","quantity":1,"netMinor":5000}]}""", "k1", client);
        var member = (string)bought.Json["memberId"]!;
        // Fifty points, earned on 1 January, usable through 1 February.
        var moved = await server.Post("/v1/test/clock", """{"now":"2026-02-01T00:00:00+08:00"}""", "c1", client);
        Assert.Equal(50L, (long)(await server.Get($"/v1/members/{member}/points", client)).Json["balance"]!);
        var again = await server.Post("/v1/test/clock", """{"now":"2026-02-01T00:00:00+08:00"}""", "c1", client);
        await server.Post("/v1/test/clock", """{"now":"2026-02-02T00:00:00+08:00"}""", "c2", client);
        var ended = await server.Get($"/v1/members/{member}/points", client);
        var back = await server.Post("/v1/test/clock", """{"now":"2026-01-15T00:00:00+08:00"}""", "c3", client);

        Assert.Equal((200, 31), (moved.Status, (int)moved.Json["days"]!));
        Assert.Equal((moved.Text, true), (again.Text, again.IsReplay));
        Assert.Equal(0L, (long)ended.Json["balance"]!);
        Assert.Equal((409, "clock.back"), (back.Status, back.Code));
        await app.StopAsync(TestContext.Current.CancellationToken);
    }
}
