using System.Net.Http.Headers;
using System.Text;
using Tessera.App;
using Tessera.App.Keys;
using Tessera.App.Night;
using Tessera.App.Programs;
using Tessera.App.Tests;
using Tessera.Server.Host;
using Tessera.Server.Http;
using Tessera.Server.Json;
using Tessera.Storage;

namespace Tessera.Server.Tests.Http;

/// <summary>A real server on a test clock that starts on 1 January 2026 at 10:00 in Shanghai, with a key that may do everything.</summary>
internal sealed class ClockServer : IAsyncDisposable
{
    private readonly TestServer _talk = new();
    private readonly Limits _limits = new(keyRate: 0, heavy: 2);
    private readonly RequestTrail _trail;
    private readonly string _folder;
    private Microsoft.AspNetCore.Builder.WebApplication? _app;
    private int _keys;

    private ClockServer(Site site, string folder) => (Site, _folder, _trail) = (site, folder, new RequestTrail(site));

    public Site Site { get; }

    public HttpClient Client { get; } = new();

    public static async Task<ClockServer> Start(string program)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-clock-").FullName;
        var site = Site.Open(Place.Of(folder), StoreAccess.Own);
        var server = new ClockServer(site, folder);
        Assert.True(Moments.TryInstant("2026-01-01T10:00:00+08:00", out var start));
        Assert.True((await MoveTestClock.Start(site, start)).IsAccepted);
        Assert.Empty(ProgramFile.Load(program).Errors.Select(e => e.What.Code + e.What.Pointer));
        Assert.Null((await site.Write(new PublishProgram { SourceText = program, BySystem = true })).Refusal?.Reason.Code);
        var made = (await site.Write(new CreateKey { Name = "all", Scopes = [.. Scopes.Known.Select(k => k.Scope)] })).Value!;
        var opened = new Opened(site);
        server._app = WebServer.Build(new ServerPlan("http://127.0.0.1:0", opened.Mode(), Microsoft.Extensions.Logging.LogLevel.Error), new Door(opened.FindKey, server._limits, opened.FindSession), opened.Routes(), opened.Views(), server._trail);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        server.Client.BaseAddress = new Uri(server._app.Urls.First());
        server.Client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        server.Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.Secret);
        return server;
    }

    /// <summary>Posts under a key of its own.</summary>
    public Task<Got> Post(string path, string json = "{}", string? key = null) => _talk.Post(path, json, key ?? $"k{++_keys}", Client);

    public Task<Got> Get(string path) => _talk.Get(path, Client);

    public Task<Got> Patch(string path, string json) =>
        _talk.Send(new HttpRequestMessage(HttpMethod.Patch, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") }, Client);

    public async Task<string> Join(string phone, string profile = "{}") =>
        (string)(await Post("/v1/members", $$"""{"identities":[{"kind":"phone","value":"{{phone}}"}],"profile":{{profile}}}""")).Json["id"]!;

    public Task<Got> Buy(string member, string number, long net) => Post(
        "/v1/purchases", $$"""{"source":"till","number":"{{number}}","occurredAt":"{{Moments.Text(Site.Clock.Now)}}","memberId":"{{member}}","lines":[{"sku":"tea","quantity":1,"netMinor":{{net}}}]}""");

    public async Task MoveTo(string instant) => Assert.Equal(200, (await Post("/v1/test/clock", $$"""{"now":"{{instant}}"}""")).Status);

    /// <summary>Writes down the requests so far.</summary>
    public Task Flush() => _trail.Flush();

    /// <summary>Tier in force and earned tier.</summary>
    public async Task<(string InForce, string Earned)> Tier(string member)
    {
        var tier = (await Get($"/v1/members/{member}/tier")).Json;
        return ((string)tier["tier"]!["id"]!, (string)tier["earned"]!["id"]!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _talk.DisposeAsync();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        await _trail.DisposeAsync();
        _limits.Dispose();

        Site.Dispose();
        Place.Delete(_folder);
    }
}
