using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Testing;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>R17: requests mutated out of the server's own description, over every operation: never a 5xx, never a hang, each refusal names its place, memory stays bounded.</summary>
internal sealed class MutationRig : IDisposable
{
    private const int Parallel = 8;
    private const int TooLong = 10 << 20;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);
    private readonly Shop _shop;
    private readonly Uri[] _servers;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = TimeSpan.FromSeconds(60) };
    private readonly Findings _findings = new();
    private readonly Dictionary<string, int> _statuses = new(StringComparer.Ordinal);

    private MutationRig(Shop shop)
    {
        _shop = shop;
        _servers = [.. shop.Nodes.Select(n => n.Address)];
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", shop.Secret);
    }

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { Program = Errands.Program });
        using var rig = new MutationRig(shop);
        return await rig.Tried(ask);
    }

    public void Dispose() => _client.Dispose();

    private async Task<Verdict> Tried(TrialAsk ask)
    {
        using var till = new Till(_shop, patience: TimeSpan.FromSeconds(60));
        var operations = Operation.AllOf((JsonObject)await till.Read(_servers[0], "/openapi/v1.json"));
        var maker = new RequestMaker(ask.Seed, await Known(till));
        // What it takes when it has served everything once and rests.
        await Send(Enumerable.Range(0, operations.Count * 2).Select(i => (operations[i % operations.Count].Id, maker.Mutated(operations[i % operations.Count]))));
        await Task.Delay(3_000);
        var idle = Memory(f => f.ResidentMegabytes);
        foreach (var node in _shop.Nodes) Footprint.ForgetPeak(node.ProcessId);
        var count = Math.Max(ask.Of(2_000, 20_000, 20_000), 12 * operations.Count);
        await Send(Enumerable.Range(0, count).Select(i => (operations[i % operations.Count].Id, maker.Mutated(operations[i % operations.Count]))));
        var huge = operations.Where(o => o.Body() is not null).Take(ask.Of(10, int.MaxValue, int.MaxValue)).ToList();
        await Send(huge.Select(o => (o.Id, maker.Mutated(o) with { Media = o.Body()!.Value.Media, Body = Huge(o) })));
        var peak = Memory(f => f.PeakMegabytes);
        _findings.Need(peak < 2 * idle, string.Create(CultureInfo.InvariantCulture, $"memory rose from {idle:0} MB to {peak:0} MB"));
        var reached = _statuses.Keys.Count(k => k.EndsWith(" ok", StringComparison.Ordinal));
        _findings.Need(reached * 2 >= operations.Count, $"only {reached} of {operations.Count} operations were ever carried out: the requests end at the door");
        foreach (var node in _shop.Nodes) _findings.Need(node.IsUp && await node.IsReady(), $"{node.Name} is not well afterwards");
        _findings.Add(await Afterwards.Audited(_shop));
        return new Verdict("R17", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{count:N0} mutated requests over {operations.Count} operations and {huge.Count} bodies of 10 MB: {_findings.All.Count} answered 5xx, late or without a place; {_statuses.Where(s => s.Key.EndsWith(" refused", StringComparison.Ordinal)).Sum(s => s.Value):N0} refused, {reached} operations carried out at least once; memory {idle:0} MB idle, {peak:0} MB at most, seed {ask.Seed}"), _findings.All);
    }

    private double Memory(Func<Footprint, double> which) => _shop.Nodes.Max(n => which(Footprint.Of(n.ProcessId)));

    private async Task Send(IEnumerable<(string Id, MadeRequest Request)> requests)
    {
        // They are made one after the other, so that a seed makes the same.
        var made = requests.Select((r, i) => (r.Id, r.Request, Index: i)).ToList();
        await System.Threading.Tasks.Parallel.ForEachAsync(made, new ParallelOptions { MaxDegreeOfParallelism = Parallel }, async (one, _) =>
        {
            var (status, wrong, text) = await Once(one.Request, one.Index);
            lock (_statuses)
            {
                var kind = one.Id + (status < 400 ? " ok" : " refused");
                _statuses[kind] = _statuses.GetValueOrDefault(kind) + 1;
            }

            if (wrong is not null) _findings.Add($"{one.Index} {one.Id}: {wrong}: {one.Request.Method} {one.Request.Address} {Shown(one.Request.Body)} -> {status} {text[..Math.Min(500, text.Length)]}");
        });
    }

    private async Task<(int Status, string? Wrong, string Text)> Once(MadeRequest made, int index)
    {
        for (var turn = 1; ; turn++)
        {
            var watch = Stopwatch.StartNew();
            try
            {
                using var request = Message(made, _servers[index % _servers.Length]);
                using var response = await _client.SendAsync(request);
                var text = await response.Content.ReadAsStringAsync();
                var status = (int)response.StatusCode;
                // Busy is an answer that says when to come again; a slow one may be the machine's fault once.
                if (turn < 5 && (status == 503 && response.Headers.RetryAfter is not null)) continue;
                if (turn == 1 && watch.Elapsed > Longest) continue;
                return (status, watch.Elapsed > Longest ? "slow" : Politeness.Wrong(status, response.Content.Headers.ContentType?.MediaType, text), text);
            }
            catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException or IOException)
            {
                // One whose body is too large may be cut off while it still sends.
                if (made.Body is { Length: > TooLong / 2 }) return (413, null, "");
                return (0, lost.Message, "");
            }
        }
    }

    private static HttpRequestMessage Message(MadeRequest made, Uri server)
    {
        var request = new HttpRequestMessage(new HttpMethod(made.Method), new Uri(server, made.Address));
        foreach (var (name, value) in made.Headers) request.Headers.TryAddWithoutValidation(name, value);
        if (made.Body is not { } body) return request;
        request.Content = new ByteArrayContent(body);
        if (made.Media is { } media) request.Content.Headers.TryAddWithoutValidation("Content-Type", media);
        return request;
    }

    private static byte[] Huge(Operation operation)
    {
        var field = operation.Body()!.Value.Schema["properties"]?.AsObject().FirstOrDefault().Key ?? "name";
        return Encoding.UTF8.GetBytes($$"""{"{{field}}":{{EvilValues.Long(TooLong)}}}""");
    }

    private static string Shown(byte[]? body) => body is null ? "" : Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, 600));

    /// <summary>Members enough that closing and erasing some leaves others.</summary>
    private async Task<Dictionary<string, IReadOnlyList<string>>> Known(Till till)
    {
        async Task<string> Made(string key, string path, string body, string id = "id")
        {
            var heard = await till.Insist(_servers, new Op(key, path, body), TimeSpan.FromSeconds(20));
            return heard.IsAccepted ? (string)JsonNode.Parse(heard.Body)![id]! : throw new TrialBroken($"{path}: {heard.Status} {heard.Text}");
        }

        List<string> members = [], purchases = [];
        for (var i = 0; i < 200; i++)
        {
            members.Add(await Made($"m{i}", "/v1/members", $$"""{"identities":[{"kind":"phone","value":"{{13_900_000_000 + i}}"}]}"""));
            purchases.Add(await Made($"p{i}", "/v1/purchases", $$"""{"source":"till","number":"known-{{i}}","occurredAt":"{{DateTimeOffset.Now:yyyy-MM-dd'T'HH:mm:sszzz}}","memberId":"{{members[i]}}","lines":[{"sku":"tea","quantity":3,"netMinor":300000}]}"""));
        }

        await Made("store", "/v1/stores", """{"code":"known","nameZh":"店"}""", "code");
        await Made("till", "/v1/tills", """{"code":"known-1","store":"known"}""", "code");
        var segments = new List<string>();
        for (var i = 0; i < 40; i++) segments.Add(await Made($"s{i}", "/v1/segments", $$"""{"id":"known-{{i}}","nameZh":"名单",{{(i < 8 ? "\"kind\":\"live\",\"condition\":\"{ orders: 1 }\"" : "\"kind\":\"fixed\"")}}}"""));
        return new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            ["storeCode"] = ["known"], ["tillCode"] = ["known-1"], ["memberId"] = members, ["purchaseId"] = purchases, ["into"] = members, ["to"] = members, ["segmentId"] = segments,
            ["tier"] = ["silver", "gold", "base"], ["version"] = ["1"], ["kind"] = ["held", "fetched"], ["reward"] = ["mug"], ["drawId"] = ["spring"],
        };
    }
}
