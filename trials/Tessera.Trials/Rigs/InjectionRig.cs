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

/// <summary>
/// S15: every text that a caller may send, in addresses, queries and bodies, is tried with pieces of SQL of both engines: none errs, waits as it is told, or reads
/// more than the plain text does. Where sqlmap is installed it tries a part of them too.
/// </summary>
internal sealed class InjectionRig : IDisposable
{
    private const double Sleep = 3;
    private static readonly string[] Pieces =
    [
        "'", "''", "\"", "`", "\\", "')", "';--", "' OR '1'='1", "' OR 1=1--", "\" OR \"\"=\"", "1 OR 1=1", "1; select 1", "' UNION SELECT null,null--", "'||(select 1)||'", "%27%20OR%201=1",
        "' AND 1=randomblob(300000000)--", "'||pg_sleep(3)--", "'; select pg_sleep(3)--", "1);select pg_sleep(3)--", "$$;select 1;$$", "/*", "' LIMIT 1 OFFSET 0--", "%", "_", "\u02bc OR 1=1", "{{7*7}}", "${7*7}", "../../etc/passwd", "|cat /etc/passwd", "`id`",
    ];

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly Shop _shop;
    private readonly Findings _findings = new();
    private int _places;
    private int _probes;

    private InjectionRig(Shop shop)
    {
        _shop = shop;
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", shop.Secret);
    }

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { Program = Errands.Program });
        using var rig = new InjectionRig(shop);
        return await rig.Tried(ask);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>Of two processes each in turn.</summary>
    private Uri Server => _shop.Nodes[_probes % _shop.Nodes.Count].Address;

    private async Task<Verdict> Tried(TrialAsk ask)
    {
        using var till = new Till(_shop, patience: TimeSpan.FromSeconds(60));
        for (var i = 0; i < 20; i++) await till.Insist([Server], Op.Join($"i{i}", $"card-{i}"), TimeSpan.FromSeconds(20));
        var operations = Operation.AllOf((JsonObject)await till.Read(Server, "/openapi/v1.json"));
        foreach (var operation in operations) await Probe(operation, ask.Of(4, 1, 1));
        await Conditions();
        var tool = await Sqlmap(ask);
        _findings.Add(await Afterwards.Audited(_shop));
        return new Verdict("S15", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{_places:N0} places of {operations.Count} operations, {_probes:N0} probes of our own; {tool}; {_findings.All.Count} erred, waited or read more, seed {ask.Seed}"), _findings.All);
    }

    /// <summary>Every place of an operation that takes a text, with every nth piece.</summary>
    private async Task Probe(Operation operation, int step)
    {
        var path = operation.Parameters("path").Select(p => (string)p["name"]!).ToList();
        foreach (var name in path)
        {
            _places++;
            foreach (var piece in Pieces.Where((_, i) => i % step == 0)) await Send(operation, Filled(operation, path, name, piece), null, piece);
        }

        foreach (var parameter in operation.Parameters("query"))
        {
            _places++;
            foreach (var piece in Pieces.Where((_, i) => i % step == 0)) await Send(operation, Filled(operation, path, "", "") + $"?{(string)parameter["name"]!}={Uri.EscapeDataString(piece)}", null, piece);
        }

        if (operation.Body() is not { Media: "application/json", Example: JsonObject example }) return;
        foreach (var (field, value) in example)
        {
            if (value is not JsonValue text || text.GetValueKind() != System.Text.Json.JsonValueKind.String) continue;
            _places++;
            foreach (var piece in Pieces.Where((_, i) => i % step == 0))
            {
                var body = example.DeepClone().AsObject();
                body[field] = piece;
                await Send(operation, Filled(operation, path, "", ""), body.ToJsonString(), piece);
            }
        }
    }

    private static string Filled(Operation operation, List<string> names, string probed, string piece) =>
        names.Aggregate(operation.Path, (path, name) => path.Replace("{" + name + "}", name == probed ? Uri.EscapeDataString(piece) : "x", StringComparison.Ordinal));

    private async Task Send(Operation operation, string address, string? body, string piece)
    {
        _probes++;
        for (var turn = 1; turn <= 2; turn++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), new Uri(Server, address));
            if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            request.Headers.Add("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"probe-{_probes}-{turn}"));
            var watch = Stopwatch.StartNew();
            using var answer = await _client.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            var status = (int)answer.StatusCode;
            if (status >= 500 && !(status == 503 && answer.Headers.RetryAfter is not null)) _findings.Add($"{operation.Id} {piece}: {status} {text}");
            if (text.Contains("SQLITE", StringComparison.OrdinalIgnoreCase) || text.Contains("syntax error at or near", StringComparison.OrdinalIgnoreCase) || text.Contains("root:x:0", StringComparison.Ordinal)) _findings.Add($"{operation.Id} {piece}: answered {text}");
            if (watch.Elapsed.TotalSeconds < Sleep) return;
            if (turn == 2) _findings.Add($"{operation.Id} {piece}: waited {watch.Elapsed.TotalSeconds:0.0} s twice");
        }
    }

    /// <summary>What is always true finds no more than what is looked for.</summary>
    private async Task Conditions()
    {
        foreach (var piece in (string[])["card-1' OR '1'='1", "' OR 1=1--", "%", "card-1%' OR ''='", "_"])
        {
            (string Path, JsonObject Asked)[] ways = [("/v1/members/look-up", new JsonObject { ["term"] = piece }), ("/v1/members/search", new JsonObject { ["identity"] = new JsonObject { ["kind"] = "card", ["value"] = piece } })];
            foreach (var (path, asked) in ways)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Server, path)) { Content = new StringContent(asked.ToJsonString(), Encoding.UTF8, "application/json") };
                using var answer = await _client.SendAsync(request);
                var found = (await answer.Content.ReadAsStringAsync()).Split("\"mem_").Length - 1;
                _probes++;
                _findings.Need(found == 0, $"{path} with {piece} found {found} members");
            }
        }
    }

    private async Task<string> Sqlmap(TrialAsk ask)
    {
        if (!File.Exists("/usr/bin/sqlmap")) return "sqlmap (Debian) is not installed and was not asked";
        string[] targets =
        [
            "/v1/members?tier=gold&tag=vip&sort=balance&limit=5", "/v1/audit?actor=person&action=x&subject=y&limit=5", "/v1/reports/rankings?from=2026-01-01&through=2026-01-31&by=store",
            "/v1/members/x*/points", "/v1/segments/x*/members", "/v1/purchases/x*", "/v1/draws/x*/entries",
        ];
        var (engine, tried, since) = (ask.Kind == StoreKind.Sqlite ? "sqlite" : "postgresql", 0, Stopwatch.StartNew());
        var most = TimeSpan.FromSeconds(ask.Of(20, 150, 1_200));
        foreach (var target in targets.Take(ask.Of(1, 4, 7)))
        {
            if (since.Elapsed > most) break;
            var home = Directory.CreateTempSubdirectory("tessera-sqlmap-").FullName;
            string[] words = ["sqlmap", "-u", new Uri(Server, target).OriginalString, "--batch", "--dbms", engine, "--level", "1", "--risk", "1", "--technique", "BEUST", "--time-sec", "2", "--threads", "4", "--disable-coloring", "--ignore-code", "404", "--output-dir", home, "-H", $"Authorization: Bearer {_shop.Secret}"];
            try
            {
                var ran = await Child.Run(new Call(words, "/tmp") { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = home } }, most);
                if (ran.Said.Contains("is vulnerable", StringComparison.Ordinal) || ran.Said.Contains("identified the following injection point", StringComparison.Ordinal)) _findings.Add($"sqlmap on {target}: {ran.Said[^Math.Min(600, ran.Said.Length)..]}");
                if (!ran.Said.Contains("do not appear to be injectable", StringComparison.Ordinal) && !ran.Said.Contains("does not seem to be injectable", StringComparison.Ordinal)) _findings.Add($"sqlmap could not work on {target}: {ran.Said[^Math.Min(300, ran.Said.Length)..].ReplaceLineEndings(" ")}");
                tried++;
            }
            catch (TrialBroken)
            {
                // It has its time; what it did not reach is ours.
                break;
            }
            finally
            {
                Directory.Delete(home, recursive: true);
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"sqlmap tried {tried} addresses in {since.Elapsed.TotalSeconds:0} s");
    }
}
