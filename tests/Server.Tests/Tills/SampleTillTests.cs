using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Server.Tests.Docs;
using Tessera.Server.Tests.Http;
using Tessera.Server.Tests.OpenApi;

namespace Tessera.Server.Tests.Tills;

/// <summary>The sample till sells fifty times: against a real server that is killed in the middle, and in a browser.</summary>
public sealed class SampleTillTests
{
    private static readonly string Till = Repository.PathOf("samples/till");

    [Fact]
    [Covers("R3")]
    public async Task Fifty_sales_are_recorded_once_each_though_the_server_is_killed_and_answers_are_lost()
    {
        var folder = Directory.CreateTempSubdirectory("tessera-till-").FullName;
        var url = "http://127.0.0.1:" + RunPage.FreePort().ToString(CultureInfo.InvariantCulture);
        await Tessera("program", "publish", Repository.PathOf("templates/tea-chain/program.yaml"), "--store", folder + "/shop");
        var key = (await Tessera("key", "create", "till", "--scope", "all", "--store", folder + "/shop")).Trim();
        var server = Serve(folder, url);
        Environment.SetEnvironmentVariable("QUEUE", folder + "/queue.json");
        try
        {
            using var node = NodePackages.Start(Repository.PathOf("tests/Server.Tests/Tills/sell.js"), Till, url, key, "13800001234");
            var sold = new List<JsonObject>();
            while (await node.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && line != "done")
            {
                sold.Add(JsonNode.Parse(line)!.AsObject());
                if (sold.Count != 15) continue;
                server.Kill();
                await server.WaitForExitAsync(TestContext.Current.CancellationToken);
                server.Dispose();
                server = Serve(folder, url);
            }

            // ¥36.00 at 10 points a yuan is 360; ordinary members earn once. 50 × ¥36.00 = ¥1,800.00: silver (×1.2) from the 17th sale on.
            Assert.Equal(50, sold.Select(s => (string)s["number"]!).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(50, sold.Count);
            Assert.All(sold, s => Assert.Equal("recorded", (string)s["state"]!));
            Assert.Contains(sold, s => (bool)s["isReplay"]!);
            Assert.Equal(sold.Sum(s => (long)s["points"]!), await PointsOfPurchases(url, key));
        }
        finally
        {
            server.Kill();
            await server.WaitForExitAsync(CancellationToken.None);
            server.Dispose();
        }

        await Tessera("audit", "--rules", "--store", folder + "/shop");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task The_till_waits_as_it_is_told_and_repeats_with_the_same_key_and_the_same_bytes()
    {
        var (code, output, error) = await NodePackages.Run(Repository.PathOf("tests/Server.Tests/Tills/waits.js"), Till);

        Assert.True(code == 0, error);
        var seen = JsonNode.Parse(output)!;
        Assert.Equal(["t:1", "t:1", "t:1", "t:1", "t:1", "t:1", "t:2"], seen["keys"]!.AsArray().Select(k => (string)k!));
        Assert.True((bool)seen["same"]!);
        // 503 and Retry-After 2; 429 and 409 with 1; then the own pauses, 200 ms doubled three and four times: 1,600 and 3,200, a quarter more or less.
        var pauses = seen["pauses"]!.AsArray().Select(p => (int)p!).ToList();
        Assert.Equal([2000, 1000, 1000], pauses[..3]);
        Assert.InRange(pauses[3], 1200, 2000);
        Assert.InRange(pauses[4], 2400, 4000);
        Assert.Equal(["1 waiting", "2 waiting", "1 recorded replayed", "2 refused"], seen["states"]!.AsArray().Select(s => (string)s!));
        Assert.Equal(0, (int)seen["left"]!);
    }

    [Fact]
    public async Task The_page_sells_fifty_times_in_a_browser()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var seen = await Browse(server, "till", server.Client.DefaultRequestHeaders.Authorization!.Parameter!);

        // ¥36.00 at a point a yuan, fifty times: 1,800 points.
        Assert.Equal([50, 0, 1800], seen);
    }

    [Fact]
    [Covers("U1")]
    public async Task The_reference_page_shows_every_operation_and_loads_nothing_from_elsewhere()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var operations = Operation.AllOf((await server.Get("/openapi/v1.json")).Json).Count;

        // The events are shown beside the operations.
        Assert.True(Assert.Single(await Browse(server, "reference", "-")) >= operations);
    }

    [Fact]
    public async Task A_live_server_serves_no_page_that_asks_for_a_key()
    {
        await using var live = new TestServer();
        await live.InitializeAsync();
        await using var test = await ClockServer.Start(TestServer.Program);

        Assert.Equal(404, (await live.Get("/samples/till/")).Status);
        var page = await test.Get("/samples/till/");
        Assert.Equal(200, page.Status);
        Assert.DoesNotContain("unsafe", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Equal(404, (await test.Get("/samples/till/nothing.js")).Status);
    }

    private static async Task<IReadOnlyList<int>> Browse(ClockServer server, string what, string key)
    {
        NodePackages.Folder("playwright-core");
        var chromium = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "没有 Chromium，未试网页。 There is no Chromium: the page was not tried.");
        var (code, output, error) = await NodePackages.Run(Repository.PathOf("tests/Server.Tests/Tills/browse.js"), chromium!, what, server.Client.BaseAddress!.ToString().TrimEnd('/'), key);
        Assert.True(code == 0, error);
        var seen = JsonNode.Parse(output)!;
        Assert.Empty(seen["elsewhere"]!.AsArray().Select(e => (string)e!));
        Assert.Empty(seen["errors"]!.AsArray().Select(e => (string)e!));
        return [.. seen["seen"]!.AsArray().Select(n => (int)n!)];
    }

    private static async Task<long> PointsOfPurchases(string url, string key)
    {
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", key);
        using var found = await client.PostAsync("/v1/members/search", new StringContent("""{"identity":{"kind":"phone","value":"13800001234"}}""", System.Text.Encoding.UTF8, "application/json"));
        var member = (string)JsonNode.Parse(await found.Content.ReadAsStringAsync())!["members"]![0]!["id"]!;
        var entries = JsonNode.Parse(await client.GetStringAsync($"/v1/members/{member}/points/entries?limit=200"))!["entries"]!.AsArray();
        var earned = entries.Where(e => (string?)e!["document"]?["source"] == "till-7").ToList();
        Assert.Equal(50, earned.Select(e => (string)e!["document"]!["number"]!).Distinct(StringComparer.Ordinal).Count());
        return earned.Where(e => (string)e!["kind"]! == "earn").Sum(e => (long)e!["change"]!["points"]!);
    }

    private static Process Serve(string folder, string url)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "tessera"), ["serve", "--store", folder + "/shop", "--listen", url]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        var server = Process.Start(start)!;
        // Nobody reads what it says, but a full pipe would stop it.
        _ = server.StandardError.ReadToEndAsync();
        _ = server.StandardOutput.ReadToEndAsync();
        return server;
    }

    private static async Task<string> Tessera(params string[] arguments)
    {
        using var run = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "tessera"), arguments) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true })!;
        var (output, error) = (run.StandardOutput.ReadToEndAsync(), run.StandardError.ReadToEndAsync());
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(run.ExitCode == 0, string.Join(' ', arguments) + ": " + await error);
        return await output;
    }
}
