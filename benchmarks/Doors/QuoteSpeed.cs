using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.App;
using Tessera.App.Coupons;
using Tessera.App.Members;
using Tessera.App.Pipeline;
using Tessera.App.StoredValue;
using Tessera.Core.Facts;
using Tessera.Storage.Members;

namespace Tessera.Bench;

/// <summary>BQ and BC: quotes, and what it costs to commit them. Eight promotions, a discount of each tier, five kinds of coupon that every member holds.</summary>
internal static class QuoteSpeed
{
    public const string Program = "benchmarks/programs/quotes.yaml";
    private const int Clients = 64;
    private const int Askers = 16;

    /// <summary>Coupons of each kind that a member holds.</summary>
    private const int OfEach = 2;

    private const int MembersAtOnce = 200;
    private static readonly string[] Kinds = ["twenty", "ten", "cake", "ninety", "big"];
    private static int _sales;

    /// <summary>BQ: quotes against reading the same body and the member's row and answering as many bytes.</summary>
    public static bool Quotes(IReadOnlyDictionary<string, string> options)
    {
        var store = Filled(options);
        using var served = new ServedStore(store, "Tessera.QuoteFloor");
        var (load, bytes) = (new BasketLoad(store), 0);
        var answer = Asked(served, store, load.Basket(0, "")).GetAwaiter().GetResult();
        bytes = Encoding.UTF8.GetByteCount(answer.ToJsonString());
        Harness.Say($"BQ: {store.Members} members, a quote of {load.Basket(0, "").Length} bytes is answered with about {bytes}; {answer["price"]!["deductions"]!.AsArray().Count} deductions, {answer["price"]!["notApplied"]!.AsArray().Count} not applied");
        TillRequest Quote(int till) => load.Request(till, "/v1/quotes");
        TillRequest Floor(int till) => load.Request(till, string.Create(CultureInfo.InvariantCulture, $"/v1/quotes/floor/{bytes}"));
        DoorLoad.Warm(served, Quote, Clients);
        DoorLoad.Warm(served, Floor, Clients);
        var compared = DoorLoad.InTurn(() => DoorLoad.Closed(served, Quote, Clients, DoorLoad.Length), () => DoorLoad.Closed(served, Floor, Clients, DoorLoad.Length));
        return Harness.ReportSpeed("BQ", compared, 0.5, 0.7);
    }

    /// <summary>BC: commits of quotes with coupon, points and stored value against purchases of the same lines at their nets.</summary>
    public static bool Commits(IReadOnlyDictionary<string, string> options)
    {
        var store = Filled(options);
        using var served = new ServedStore(store);
        var load = new BasketLoad(store);
        DoorLoad.Each(served, Commitments(served, store, load), Clients);
        DoorLoad.Each(served, Purchases(store, load), Clients);
        var compared = DoorLoad.InTurn(() => DoorLoad.Each(served, Commitments(served, store, load), Clients), () => DoorLoad.Each(served, Purchases(store, load), Clients));
        store.Check();
        return Harness.ReportSpeed("BC", compared, 0.6, 0.75);
    }

    private static FilledStore Filled(IReadOnlyDictionary<string, string> options) => FilledStore.Get(
        options.GetValueOrDefault("store") == "postgres", int.Parse(options.GetValueOrDefault("members", "2000"), CultureInfo.InvariantCulture), Program, Give);

    /// <summary>Coupons and stored value for everybody, through the use cases.</summary>
    private static void Give(FilledStore store)
    {
        using var site = store.Open();
        foreach (var some in store.PublicIds.Chunk(MembersAtOnce))
        {
            Task.WhenAll(some.SelectMany(id => Given(site, MemberRef.By(MemberId.TryParse(id, out var member) ? member : throw new FormatException(id))))).GetAwaiter().GetResult();
        }

        site.Store.Writer.Analyze();
        site.Store.Writer.Checkpoint();
    }

    private static IEnumerable<Task> Given(Site site, MemberRef member)
    {
        foreach (var kind in Kinds) yield return Accepted(site.Write(new GrantCoupons { Member = member, Kind = kind, Count = OfEach, ReasonCode = "bench", Actor = "bench" }));
        yield return Accepted(site.Write(new RecordTopUp { Member = member, PrincipalMinor = 0, Value = new Prepaid("plus50"), Actor = "bench" }));
    }

    private static async Task Accepted<T>(Task<Answer<T>> told)
        where T : class
    {
        if ((await told).Refusal is { } refusal) throw new InvalidOperationException($"{refusal}");
    }

    /// <summary>A commit for each member, of a quote asked for just now.</summary>
    private static List<TillRequest> Commitments(ServedStore served, FilledStore store, BasketLoad load)
    {
        var tokens = new string[store.Members];
        Parallel.ForEachAsync(Enumerable.Range(0, store.Members), new ParallelOptions { MaxDegreeOfParallelism = Askers }, async (i, _) =>
        {
            var quote = await Asked(served, store, load.Basket(i, ",\"points\":100,\"storedValueMinor\":1000"));
            if (quote["price"]!["deductions"]!.AsArray().All(d => (string)d!["origin"]! != "coupon") || (long)quote["price"]!["points"]! != 100) throw new InvalidOperationException(quote.ToJsonString());
            tokens[i] = (string)quote["token"]!;
        }).GetAwaiter().GetResult();
        return [.. tokens.Select(token =>
        {
            var number = Number();
            return new TillRequest(Tills.Bytes("POST", "/v1/quotes/commit", store.Secret, (number, $$"""{"token":"{{token}}","source":"till","number":"{{number}}"}""")));
        })];
    }

    private static List<TillRequest> Purchases(FilledStore store, BasketLoad load) => [.. Enumerable.Range(0, store.Members).Select(i =>
    {
        var number = Number();
        return new TillRequest(Tills.Bytes("POST", "/v1/purchases", store.Secret, (number, load.Purchase(i, number))));
    })];

    private static string Number() => string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref _sales)}");

    private static async Task<JsonNode> Asked(ServedStore served, FilledStore store, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://127.0.0.1:{served.Port}/v1/quotes") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", store.Secret);
        using var answer = await Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException(text);
    }

    private static HttpClient Client { get; } = new(new SocketsHttpHandler { UseProxy = false });
}

/// <summary>Baskets of ten lines; members in turn from a place of each till's own.</summary>
internal sealed class BasketLoad(FilledStore store)
{
    /// <summary>What lies in it besides the post: article, category, units, list price of a unit in minor units.</summary>
    public static readonly (string Sku, string Category, int Units, long Minor)[] Goods =
    [
        ("k1", "drinks/tea", 2, 2_000), ("k2", "drinks/tea", 1, 2_400), ("k3", "drinks/milk", 1, 1_800), ("k7", "food/cake", 1, 3_200), ("k8", "food/cake", 2, 2_600),
        ("k11", "snacks", 3, 1_200), ("k12", "snacks", 1, 900), ("mug", "merch", 2, 4_500), ("k14", "merch", 1, 6_800),
    ];

    private const int Apart = 7_919;
    private readonly int[] _sent = new int[512];

    /// <summary>A basket to be quoted.</summary>
    /// <param name="buyer">Whose.</param>
    /// <param name="asks">Further fields.</param>
    public string Basket(int buyer, string asks) => Body(buyer, "listMinor", "\"channel\":\"miniprogram\"" + asks);

    /// <summary>The same sold at its nets.</summary>
    public string Purchase(int buyer, string number) => Body(
        buyer, "netMinor", string.Create(CultureInfo.InvariantCulture, $"\"channel\":\"miniprogram\",\"source\":\"till\",\"number\":\"{number}\",\"occurredAt\":\"{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}Z\""));

    public TillRequest Request(int till, string path) => new(Tills.Bytes("POST", path, store.Secret, ("quote", Basket((till * Apart) + ++_sent[till], ""))));

    private string Body(int buyer, string amount, string more)
    {
        var lines = Goods.Select(g => string.Create(CultureInfo.InvariantCulture, $$"""{"sku":"{{g.Sku}}","category":"{{g.Category}}","quantity":{{g.Units}},"{{amount}}":{{g.Units * g.Minor}},"taxRate":600}"""));
        return $$"""
            {"memberId":"{{store.PublicIds[buyer % store.Members]}}",{{more}},"storeId":"s1","lines":[{{string.Join(',', lines)}},{"sku":"post","quantity":1,"{{amount}}":1200,"kind":"freight"}]}
            """;
    }
}
