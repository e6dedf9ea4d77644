using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tessera.Testing;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// S14: a scanner that knows nothing of us, wapiti (Debian), crawls a server full of demo data and attacks what it finds, as nobody and as a person who may read
/// everything. Of two processes one is visited by each.
/// </summary>
internal sealed partial class CrawlRig(Shop shop, TrialAsk ask, Findings findings) : IDisposable
{
    private const string Program = "/usr/bin/wapiti";
    private const string Cookie = "tessera";

    // Not ssrf and xxe: they ask a server in the internet whether they were heard. Not brute_login_form, buster and nikto: lists of other people's programs.
    private const string Modules = "csp,http_headers,cookieflags,crlf,exec,file,sql,blindsql,xss,permanentxss,redirect,backup,methods";

    // The rig found what it says over plain HTTP on the machine itself; over TLS is another matter, which tests of S14 hold.
    private static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal)
    {
        ["X-Frame-Options is not set"] = "the policy of every answer says frame-ancestors 'none', which browsers go by",
        ["X-XSS-Protection is not set"] = "the filter that it switches on opened holes of its own and is gone from browsers",
        ["Strict-Transport-Security is not set"] = "it counts over TLS alone, and is said there (--hsts-days)",
        [$"Secure flag is not set in the cookie : {Cookie}"] = "over TLS the cookie is another, __Host-tessera, with Secure",
    };

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
    private readonly HashSet<string> _explained = new(StringComparer.Ordinal);
    private int _slow;

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (!File.Exists(Program)) return Verdict.Skip("S14", ask.On, "wapiti (Debian: wapiti) is not installed; what browsers are told is part 1");
        var findings = new Findings();
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { IsBare = true });
        using var rig = new CrawlRig(shop, ask, findings);
        return await rig.Tried();
    }

    /// <summary>What a report tells that is not explained here, and the sentences that are.</summary>
    /// <param name="report">As wapiti writes it.</param>
    public static (IReadOnlyList<string> Wrong, IReadOnlyList<string> Explained) Read(JsonNode report)
    {
        var told = report["vulnerabilities"]!.AsObject().Concat(report["anomalies"]!.AsObject().Where(a => a.Key == "Internal Server Error"))
            .SelectMany(kind => kind.Value!.AsArray().Select(v => (Kind: kind.Key, Info: (string)v!["info"]!, Where: $"{(string)v["method"]!} {(string)v["path"]!} {(string)v["parameter"]!}".Trim())))
            .ToList();
        return ([.. told.Where(t => !Reasons.ContainsKey(t.Info)).Select(t => $"{t.Kind}: {t.Info} ({t.Where})")], [.. told.Where(t => Reasons.ContainsKey(t.Info)).Select(t => t.Info).Distinct()]);
    }

    public void Dispose() => _client.Dispose();

    private async Task<Verdict> Tried()
    {
        var key = await Filled();
        var session = await SignedIn(key);
        var addresses = await Addresses(key);
        var planted = await Planted();
        var nobody = await Crawled(shop.Nodes[0].Address, addresses, null);
        var person = await Crawled(shop.Nodes[^1].Address, addresses, session);
        // It took the cookie if it complains of it, and it looked at headers if it complains of what is always so here.
        findings.Need(_explained.Contains($"Secure flag is not set in the cookie : {Cookie}"), "the crawler did not take the cookie of the session");
        findings.Need(_explained.Contains("Strict-Transport-Security is not set"), "the crawler did not look at headers");
        findings.Need((await Asked(HttpMethod.Get, shop.Nodes[^1].Address, "/v1/session", null, r => r.Headers.Add("Cookie", $"{Cookie}={session}"))).Status == HttpStatusCode.OK, "the session did not outlive the crawl");
        foreach (var node in shop.Nodes) findings.Need(node.IsUp && await node.IsReady(), $"{node.Name} is not well afterwards");
        return new Verdict("S14", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"wapiti crawled {nobody} addresses as nobody and {person} as somebody who reads everything, {addresses.Count} of them given, and attacked them with {Modules.Split(',').Length} modules: {findings.All.Count} findings, {_explained.Count} explained ({string.Join("; ", _explained.Order(StringComparer.Ordinal))}), {_slow} answers it did not wait for; {planted}, seed {ask.Seed}"), findings.All);
    }

    /// <summary>Twelve months of a tea chain; the key of the demo.</summary>
    private async Task<string> Filled()
    {
        foreach (var node in shop.Nodes) await node.Stop();
        var ran = await Child.Run(shop.Call(shop.Place, "demo", "--fill-only"), TimeSpan.FromMinutes(15));
        foreach (var node in shop.Nodes) await node.Start();
        var key = Key().Match(ran.Said + ran.Complained);
        return ran.Code == 0 && key.Success ? key.Value : throw new TrialBroken($"demo ended with {ran.Code}: {ran.Said} {ran.Complained}");
    }

    /// <summary>Invites an auditor, who reads everything and changes nothing; the token of the session.</summary>
    private async Task<string> SignedIn(string key)
    {
        var invited = await Asked(HttpMethod.Post, shop.Nodes[0].Address, "/v1/people", """{"name":"li","role":"auditor"}""", r =>
        {
            r.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            r.Headers.Add("Idempotency-Key", "auditor");
        });
        var link = (string?)JsonNode.Parse(invited.Text)?["link"] ?? throw new TrialBroken($"an auditor was not invited: {invited.Text}");
        var opened = await Asked(HttpMethod.Post, shop.Nodes[0].Address, "/v1/session/link", $$"""{"link":"{{link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..]}}","name":"li","password":"seven quiet teapots"}""", r => r.Headers.Add("Tessera-Csrf", "1"));
        return opened.Cookie?.Split(';')[0].Split('=')[1] ?? throw new TrialBroken($"the auditor was not let in: {opened.Text}");
    }

    /// <summary>Pages, and every operation that reads and takes words: a crawler finds only what pages link to.</summary>
    private async Task<IReadOnlyList<string>> Addresses(string key)
    {
        void Known(HttpRequestMessage request) => request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var member = (string)JsonNode.Parse((await Asked(HttpMethod.Get, shop.Nodes[0].Address, "/v1/members?limit=1", null, Known)).Text)!["members"]![0]!["id"]!;
        var described = (JsonObject)JsonNode.Parse((await Asked(HttpMethod.Get, shop.Nodes[0].Address, "/openapi/v1.json", null, Known)).Text)!;
        var reads = Operation.AllOf(described).Where(o => o.Method == "GET" && o.Parameters("query").Any())
            .Select(o => Part().Replace(o.Path.Replace("{memberId}", member, StringComparison.Ordinal), "x") + "?" + string.Join('&', o.Parameters("query").Select(p => $"{(string)p["name"]!}={Uri.EscapeDataString(Example(o, p))}")));
        return ["/", "/start", "/rules", "/docs/api", "/console/", "/till/", "/samples/till/", "/welcome?link=x", .. reads.Take(ask.Of(8, 200, 200))];
    }

    private static string Example(Operation operation, JsonObject parameter)
    {
        var schema = operation.Resolve((parameter["schema"] ?? new JsonObject()).AsObject());
        return (parameter["example"] ?? schema["examples"]?[0] ?? schema["enum"]?[0])?.ToString() ?? "1";
    }

    /// <summary>One visit; how many addresses it found.</summary>
    private async Task<int> Crawled(Uri server, IReadOnlyList<string> addresses, string? session)
    {
        var (report, said) = await Wapiti(server, addresses, Modules, session);
        var (wrong, explained) = Read(report);
        findings.Add(wrong.Select(w => $"{(session is null ? "as nobody" : "signed in")}: {w}"));
        _explained.UnionWith(explained);
        _slow += report["anomalies"]!["Resource consumption"]?.AsArray().Count ?? 0;
        var found = Found().Match(said) is { Success: true } match ? int.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture) : 0;
        findings.Need(found >= addresses.Count / 2, $"of {addresses.Count} addresses and what they link to wapiti reached {found}");
        return found;
    }

    /// <summary>A page that gives back what it is told must be found, or the rig proves nothing.</summary>
    private async Task<string> Planted()
    {
        var server = new Uri($"http://127.0.0.1:{Node.FreePort()}/");
        using var listener = new HttpListener { Prefixes = { server.ToString() } };
        listener.Start();
        var answering = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                var http = await listener.GetContextAsync();
                http.Response.ContentType = "text/html";
                http.Response.Close(Encoding.UTF8.GetBytes($"<!doctype html><html><body><p>{http.Request.QueryString["q"]}</p></body></html>"), willBlock: true);
            }
        });
        var (report, _) = await Wapiti(server, ["/?q=tea"], "xss", null);
        listener.Stop();
        // Its wait for the next request ends as it must.
        await answering.ContinueWith(_ => { }, TaskScheduler.Default);
        var isFound = Read(report).Wrong.Any(w => w.StartsWith("Cross Site Scripting", StringComparison.Ordinal));
        findings.Need(isFound, "a planted page that gives back what it is told was not found");
        return isFound ? "a planted echo found" : "a planted echo missed";
    }

    private async Task<(JsonNode Report, string Said)> Wapiti(Uri server, IReadOnlyList<string> addresses, string modules, string? session)
    {
        var (scan, attack) = (ask.Of(20, 60, 300), ask.Of(5, 30, 300));
        var home = Directory.CreateTempSubdirectory("tessera-wapiti-").FullName;
        try
        {
            var (report, cookie) = (Path.Combine(home, "report.json"), Path.Combine(home, "cookie.json"));
            List<string> words = [Program, "-u", server.ToString(), "--scope", "folder", "-m", modules, "-f", "json", "-o", report, "-v", "1", "--no-bugreport", "--flush-session", "--store-session", home, "--store-config", home];
            foreach (var address in addresses) words.AddRange(["-s", new Uri(server, address).OriginalString]);
            foreach (var (name, value) in new[] { ("--max-scan-time", scan), ("--max-attack-time", attack) }) words.AddRange([name, value.ToString(CultureInfo.InvariantCulture)]);
            if (session is not null)
            {
                var kept = new JsonObject { ["version"] = 0, ["value"] = session, ["expires"] = null, ["secure"] = false, ["port"] = null };
                await File.WriteAllTextAsync(cookie, new JsonObject { [server.Host] = new JsonObject { ["/"] = new JsonObject { [Cookie] = kept } } }.ToJsonString());
                words.AddRange(["-c", cookie]);
            }

            // What it would fetch for itself from the internet goes nowhere; our server is asked without a proxy.
            var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = home, ["LC_ALL"] = "C.UTF-8", ["https_proxy"] = "http://127.0.0.1:9", ["no_proxy"] = server.Host };
            var ran = await Child.Run(new Call(words, home) { Environment = environment }, TimeSpan.FromSeconds(60 + (2 * (scan + (attack * modules.Split(',').Length)))));
            return File.Exists(report) ? (JsonNode.Parse(await File.ReadAllTextAsync(report))!, ran.Said) : throw new TrialBroken($"wapiti ended with {ran.Code} and wrote nothing: {ran.Complained[^Math.Min(500, ran.Complained.Length)..]}");
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private async Task<(HttpStatusCode Status, string Text, string? Cookie)> Asked(HttpMethod method, Uri server, string path, string? body, Action<HttpRequestMessage> also)
    {
        using var request = new HttpRequestMessage(method, new Uri(server, path));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        also(request);
        using var answer = await _client.SendAsync(request);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(), answer.Headers.TryGetValues("Set-Cookie", out var cookies) ? cookies.First() : null);
    }

    [GeneratedRegex("tsk_test_[a-z0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("\\{[^}]+\\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();

    [GeneratedRegex("Wapiti found (?<count>[0-9]+) URLs", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Found();
}
