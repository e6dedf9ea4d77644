using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Tessera.App;
using Tessera.App.Keys;
using Tessera.App.Programs;
using Tessera.App.Tests;
using Tessera.Server.Host;
using Tessera.Server.Http;
using Tessera.Storage;

namespace Tessera.Server.Tests.Http;

/// <summary>A real server on a free port over a real store in a folder of its own.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private readonly Limits _limits = new(keyRate: 0, heavy: 2);
    private readonly bool _isFirst;
    private readonly bool _isEmpty;
    private Site? _site;
    private Microsoft.AspNetCore.Builder.WebApplication? _app;

    internal Site Site => _site!;

    internal RequestTrail Trail { get; private set; } = null!;

    internal Microsoft.AspNetCore.Builder.WebApplication App => _app!;

    internal string Folder { get; }

    /// <summary>A client with a key that may do everything.</summary>
    public HttpClient Client { get; private set; } = new();

    internal string Secret { get; private set; } = "";

    /// <summary>A small programme in Shanghai: a point a yuan, silver at 100.00 and gold at 1,000.00 of twelve months.</summary>
    public static string Program { get; } = """
        program: { code: test, name: { zh: 测试, en: Test }, zone: Asia/Shanghai, currency: CNY }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
          - { id: silver, name: { zh: 银卡, en: Silver }, enter: { spend: 100, window: rolling 12 months } }
          - { id: gold, name: { zh: 金卡, en: Gold }, enter: { spend: 1000, window: rolling 12 months } }
        points: { expiry: { kind: never } }
        members: { family: { most: 3 } }
        earn:
          - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00, mode: perFull } }
        benefits:
          - { id: tasting, name: { zh: 新品试饮, en: tasting }, type: entitlement, quota: { uses: 2, period: month }, unitCost: 2.50, owner: 产品部, stock: 100, tiers: [base, silver, gold] }
        bookings:
          - { id: cut, name: { zh: 剪发, en: Cut }, hours: [{ from: '10:00', until: '20:00' }], seats: 3, ahead: 30 days, confirm: staff, remind: 0 days }
        plans:
          - { id: gold-year, name: { zh: 金卡年费, en: A year of gold }, price: 99.00, term: 12 months, benefits: [tasting] }
        coupons:
          - { id: twenty, name: { zh: 满100减20, en: 20 off 100 }, takes: [assigned, selfClaim], perMember: 2, lasts: 30 days, transferable: yes, saving: { amount: 20, atLeast: 100 } }
          - { id: film, name: { zh: 电影票, en: Film }, takes: [selfClaim], pool: yes, lasts: 30 days }
        storedValue:
          plans: [{ id: plus200, name: { zh: 充1000送200, en: 1000 plus 200 }, pay: 1000, bonus: 200 }]
          cards: [{ id: wash10, name: { zh: 洗剪吹10次, en: Ten washes }, price: 600, uses: 10, listPerUse: 80 }]
        rewards:
          - { id: mug, name: { zh: 马克杯, en: Mug }, points: 10, stock: 100, cost: 9.00, retail: 30.00, owner: marketing }
          - { id: tea, name: { zh: 茶叶, en: Tea }, points: 10, stock: 100, cost: 12.00, retail: 30.00, owner: marketing, handing: delivery }
        draws:
          campaigns:
            - id: spring
              name: { zh: 春日抽奖, en: Spring }
              points: 10
              from: 2026-01-01
              through: 2099-12-31
              owner: marketing
              prizes:
                - { id: cup, name: { zh: 杯子, en: Cup }, odds: 50 %, stock: 100, worth: 30.00, cost: 9.00 }
                - { id: fifty, name: { zh: 50 积分, en: 50 points }, odds: 50 %, stock: 100, worth: 0.50, cost: 0.50, points: 50 }
        """;

    public TestServer()
        : this(Directory.CreateTempSubdirectory("tessera-http-").FullName, isFirst: true)
    {
    }

    private TestServer(string folder, bool isFirst, bool isEmpty = false) => (Folder, _isFirst, _isEmpty) = (folder, isFirst, isEmpty);

    /// <summary>A server on a store without a programme, as a new shop has it.</summary>
    internal static TestServer Empty() => new(Directory.CreateTempSubdirectory("tessera-http-").FullName, isFirst: true, isEmpty: true);

    /// <summary>Another process on the same store, with the same keys: only where stores are shared. Dispose it before the first.</summary>
    internal async Task<TestServer> Beside()
    {
        var second = new TestServer(Folder, isFirst: false) { Secret = Secret };
        second._site = Site.Open(Place.Of(Folder), StoreAccess.OwnExisting);
        await second.Serve();
        return second;
    }

    public async ValueTask InitializeAsync()
    {
        _site = Site.Open(Place.Of(Folder), StoreAccess.Own);
        Assert.Empty(ProgramFile.Load(Program).Errors.Select(e => e.What.Code));
        if (!_isEmpty) Assert.Null((await _site.Write(new PublishProgram { SourceText = Program, BySystem = true })).Refusal);
        Secret = await Key("all", [.. Scopes.Known.Select(k => k.Scope)]);
        await Serve();
    }

    private async Task Serve()
    {
        var opened = new Opened(Site);
        Trail = new RequestTrail(Site);
        _app = WebServer.Build(new ServerPlan("http://127.0.0.1:0", opened.Mode(), LogLevel.Error), new Door(opened.FindKey, _limits, opened.FindSession), opened.Routes(), opened.Views(), Trail);
        await _app.StartAsync();
        Client = ClientOf(Secret);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        _site?.Dispose();
        if (_isFirst) Place.Delete(Folder);
    }

    /// <summary>Makes a key; its secret.</summary>
    public async Task<string> Key(string name, params string[] scopes) =>
        (await _site!.Write(new CreateKey { Name = name, Scopes = scopes })).Value!.Secret;

    /// <summary>A client of this server.</summary>
    public HttpClient ClientOf(string? secret)
    {
        var client = new HttpClient { BaseAddress = new Uri(_app!.Urls.First()) };
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        if (secret is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    /// <summary>Posts JSON under a key.</summary>
    internal async Task<Got> Post(string path, string json, string? key = null, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        if (key is not null) request.Headers.Add("Idempotency-Key", key);
        return await Send(request, client);
    }

    /// <summary>Gets JSON.</summary>
    internal async Task<Got> Get(string path, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await Send(request, client);
    }

    internal async Task<Got> Send(HttpRequestMessage request, HttpClient? client = null)
    {
        using var response = await (client ?? Client).SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json";
        return new Got((int)response.StatusCode, text, isJson ? JsonNode.Parse(text)!.AsObject() : [], response.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>An answer.</summary>
internal sealed record Got(int Status, string Text, JsonObject Json, IReadOnlyDictionary<string, string> Headers)
{
    public string? Code => (string?)Json["code"];

    public bool IsReplay => Headers.TryGetValue("Idempotency-Replayed", out var value) && value == "true";
}
