using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;

namespace Tessera.Trials.Rigs;

/// <summary>R17: broken workbooks and texts are sent as lists of members. Each is read or refused in a sentence; none is our fault, hangs, or eats the memory.</summary>
internal sealed class BrokenFileRig : IDisposable
{
    private const int MostWaiting = 10;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Queue<(string What, int Index, string Job)> _waiting = new();
    private readonly Findings _findings = new();
    private readonly Shop _shop;
    private int _read;
    private int _refused;

    private BrokenFileRig(Shop shop)
    {
        _shop = shop;
        _client.BaseAddress = shop.Nodes[0].Address;
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", shop.Secret);
    }

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (ask.Kind != StoreKind.Sqlite) return Verdict.Elsewhere("R17", ask.On, "reading a file asks nothing of the store: tried on sqlite");
        var home = Directory.CreateTempSubdirectory("tessera-files-").FullName;
        try
        {
            await using var shop = await Shop.Open(new ShopPlan(ask.Kind));
            using var rig = new BrokenFileRig(shop);
            return await rig.Tried(ask, home);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<Verdict> Tried(TrialAsk ask, string home)
    {
        var (files, count) = (new BrokenFiles(ask.Seed, home), ask.Of(48, 500, 500));
        var process = _shop.Nodes[0].ProcessId;
        for (var i = 0; i < count; i++)
        {
            var (what, bytes) = files.Next();
            await Send(what, i, bytes);
            if (_waiting.Count >= MostWaiting) await Ended(_waiting.Dequeue());
        }

        while (_waiting.Count > 0) await Ended(_waiting.Dequeue());
        var peak = Footprint.Of(process).PeakMegabytes;
        // A job is stopped that takes more than a part of the memory; what the process itself needs comes on top.
        _findings.Need(peak < 1_024, string.Create(CultureInfo.InvariantCulture, $"the process took {peak:0} MB"));
        _findings.Add(await Afterwards.Audited(_shop));
        return new Verdict("R17", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{count} broken workbooks and texts: {_read} read with their bad rows told, {_refused} refused in a sentence; {_findings.All.Count} hung, failed or answered 5xx; memory {peak:0} MB at most, seed {ask.Seed}"), _findings.All);
    }

    private async Task Send(string what, int index, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/imports/members?dryRun={(index % 2 == 0 ? "true" : "false")}") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.Add("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"file-{index}"));
        var watch = Stopwatch.StartNew();
        using var answer = await _client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        _findings.Need(watch.Elapsed < TimeSpan.FromSeconds(5), $"{index} {what}: answered after {watch.Elapsed.TotalSeconds:0.0} s");
        if ((int)answer.StatusCode >= 500) _findings.Add($"{index} {what}: {(int)answer.StatusCode} {text}");
        else if (answer.IsSuccessStatusCode) _waiting.Enqueue((what, index, (string)JsonNode.Parse(text)!["id"]!));
        else _refused++;
    }

    private async Task Ended((string What, int Index, string Job) order)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < Longest; await Task.Delay(30))
        {
            var job = JsonNode.Parse(await _client.GetStringAsync(new Uri("/v1/jobs/" + order.Job, UriKind.Relative)))!;
            if ((string)job["state"]! is "waiting" or "running") continue;
            var code = (string?)job["failure"]?["code"];
            _findings.Need(code != "job.failed" && ((string)job["state"]! == "done" || code is not null), $"{order.Index} {order.What}: {job.ToJsonString()}");
            if ((string)job["state"]! == "done") _read++;
            else _refused++;
            return;
        }

        _findings.Add($"{order.Index} {order.What}: not read within {Longest.TotalSeconds:0} s");
    }
}
