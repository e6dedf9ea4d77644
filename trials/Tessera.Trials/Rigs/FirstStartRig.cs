using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Tessera.Testing;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// S5: a fresh server has no account that anybody could guess. Nothing but setup and what is public answers a stranger, names and passwords that are tried
/// first open nothing, and the link of the first start makes one owner once.
/// </summary>
internal static partial class FirstStartRig
{
    private const string Word = "seven quiet teapots";

    // What a stranger may see: whether it lives, what it is, how it signs in.
    private static readonly HashSet<string> Public = new(StringComparer.Ordinal)
    {
        "GET /health/live", "GET /health/ready", "GET /rules", "POST /v1/session", "POST /v1/session/link", "POST /v1/session/pair",
        // What the merchant promises to everybody: the table of benefits, and the odds and proofs of draws.
        "GET /v1/program/comparison", "GET /v1/draws", "GET /v1/draws/{drawId}", "GET /v1/draws/{drawId}/entries",
    };
    private static readonly string[] Names = ["admin", "root", "owner", "administrator", "test", "tessera"];

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var findings = new Findings();
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { IsBare = true });
        using var till = new Till(shop);
        var servers = shop.Nodes.Select(n => n.Address).ToList();
        var operations = await Strangers(servers, till, findings);
        var (tried, slowed) = await Guesses(ask, servers, findings);
        var logged = 0;
        foreach (var node in shop.Nodes) logged += Refused().Count(await File.ReadAllTextAsync(node.Log));
        findings.Need(logged == tried - slowed, $"{tried - slowed} wrong passwords left {logged} lines in the log");
        // Each process that starts without an owner prints a link; the newest counts.
        var links = new List<string>();
        foreach (var node in shop.Nodes) links.AddRange(Link().Matches(await File.ReadAllTextAsync(node.Log)).Select(m => m.Groups["token"].Value));
        findings.Need(links.Count >= shop.Nodes.Count, $"{links.Count} links were printed");
        var made = 0;
        foreach (var link in links.Concat(links))
        {
            if (await Post(servers[^1], "/v1/session/link", $$"""{"link":"{{link}}","name":"wang","password":"{{Word}}"}""") == HttpStatusCode.Created) made++;
        }

        findings.Need(made == 1, $"the links of the first start made {made} owners");
        await shop.Nodes[0].Stop();
        var before = Link().Count(await File.ReadAllTextAsync(shop.Nodes[0].Log));
        await shop.Nodes[0].Start();
        findings.Need(Link().Count(await File.ReadAllTextAsync(shop.Nodes[0].Log)) == before, "a link was printed although there is an owner");
        return new Verdict("S5", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{operations} operations closed to strangers, {tried:N0} common names and passwords tried ({slowed:N0} turned away unread, {logged:N0} lines in the log), 0 let in, {links.Count} printed links made {made} owner, seed {ask.Seed}"), findings.All);
    }

    /// <summary>Asks for everything that the server says it serves, as nobody.</summary>
    private static async Task<int> Strangers(List<Uri> servers, Till till, Findings findings)
    {
        var closed = 0;
        var described = await till.Read(servers[0], "/openapi/v1.json");
        foreach (var (path, item) in described["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject().Where(m => m.Key is "get" or "post" or "put" or "patch" or "delete"))
            {
                var name = $"{method.ToUpperInvariant()} {path}";
                if (Public.Contains(name)) continue;
                using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(servers[closed % servers.Count], Part().Replace(path, "x")));
                var media = operation!["requestBody"]?["content"]?.AsObject().First().Key ?? "application/json";
                if (method != "get") request.Content = new StringContent("{}", Encoding.UTF8, media);
                var status = await Send(request);
                findings.Need(status == HttpStatusCode.Unauthorized, $"a stranger's {name} was answered {(int)status}");
                closed++;
            }
        }

        return closed;
    }

    private static async Task<(int Tried, int Slowed)> Guesses(TrialAsk ask, List<Uri> servers, Findings findings)
    {
        var common = (await File.ReadAllLinesAsync(Repository.PathOf("src/Tessera.App/People/common-passwords.txt"))).Where(l => l.Length > 0 && l[0] != '#').ToList();
        var (tried, slowed) = (0, 0);
        foreach (var (password, i) in common.Prepend("123456").Take(ask.Of(300, int.MaxValue, int.MaxValue)).Select((p, i) => (p, i)))
        {
            var status = await Post(servers[i % servers.Count], "/v1/session", $$"""{"name":"{{Names[i % Names.Length]}}","password":"{{password}}"}""");
            findings.Need(status is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests, $"{Names[i % Names.Length]} with {password} was answered {(int)status}");
            tried++;
            if (status == HttpStatusCode.TooManyRequests) slowed++;
        }

        return (tried, slowed);
    }

    private static async Task<HttpStatusCode> Post(Uri server, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, path)) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return await Send(request);
    }

    private static async Task<HttpStatusCode> Send(HttpRequestMessage request)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
        request.Headers.Add("Tessera-Csrf", "1");
        using var answer = await client.SendAsync(request);
        return answer.StatusCode;
    }

    [GeneratedRegex("\\{[^}]+\\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Part();

    [GeneratedRegex("refused POST /v1/session 401 signIn\\.wrong to - from 127\\.0\\.0\\.1 ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Refused();

    [GeneratedRegex("link=(?<token>[^\\s\"]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();
}
