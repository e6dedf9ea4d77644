using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>S7: a thousand phones are used in every way there is, and then looked for wherever the product or its database writes.</summary>
internal static class CanaryRig
{
    private const int PerBatch = 200;
    private const string Prefix = "19973";

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        using var collector = new Collector();
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind)
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TESSERA_LOG"] = "debug", ["TESSERA_LOG_FORMAT"] = "json", ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address, ["OTEL_BSP_SCHEDULE_DELAY"] = "200", ["OTEL_METRIC_EXPORT_INTERVAL"] = "500" },
        });
        var chance = new Random(HashCode.Of(ask.Seed, 7));
        var phones = Enumerable.Range(0, ask.Of(1_000, 1_000, 1_000)).Select(_ => Prefix + chance.Next(1_000_000).ToString("D6", CultureInfo.InvariantCulture)).Distinct(StringComparer.Ordinal).ToList();
        var findings = new Findings();
        await Use(shop, phones, findings);
        var backup = Path.Combine(shop.Folder, "backup.db");
        var backed = await shop.Verb("backup", backup);
        findings.Need(backed.Code == 0, $"backup: {backed.Complained}");
        await collector.Catch(collector.Received.Count + 2, TimeSpan.FromMinutes(1));
        foreach (var node in shop.Nodes.Skip(1)) await node.Stop();
        // The first is killed: what it had in its write-ahead log stays there.
        await shop.Nodes[0].Kill();
        var bytes = 0L;
        var exported = Encoding.Latin1.GetString([.. collector.Received.SelectMany(r => r)]);
        foreach (var file in Directory.EnumerateFiles(shop.Folder, "*", SearchOption.AllDirectories))
        {
            // A server's socket has no length and cannot be read.
            if (new FileInfo(file).Length == 0) continue;
            bytes += new FileInfo(file).Length;
            findings.Add(Found(await File.ReadAllBytesAsync(file), phones, Path.GetRelativePath(shop.Folder, file)));
        }

        findings.Add(Found(Encoding.Latin1.GetBytes(exported), phones, "exported traces and metrics"));
        findings.Need(collector.Received.Sum(r => r.Length) > 0, "nothing was exported, so nothing could be found there");
        return new Verdict("S7", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{phones.Count:N0} phones, {bytes / 1_048_576.0:0.0} MiB of files and {exported.Length / 1024.0:0.0} KiB of traces and metrics searched, {findings.All.Count} in clear, seed {ask.Seed}"), findings.All);
    }

    /// <summary>Phones that stand in some bytes as text, one byte a digit or two.</summary>
    public static IReadOnlyList<string> Found(ReadOnlySpan<byte> bytes, IReadOnlyCollection<string> phones, string where)
    {
        var found = new List<string>();
        var known = phones.ToHashSet(StringComparer.Ordinal);
        foreach (var (encoding, width) in new[] { (Encoding.Latin1, 1), (Encoding.Unicode, 2) })
        {
            var prefix = encoding.GetBytes(Prefix);
            for (var at = 0; bytes[at..].IndexOf(prefix) is >= 0 and var step; at += prefix.Length)
            {
                at += step;
                var end = at + (11 * width);
                if (end <= bytes.Length && known.Contains(encoding.GetString(bytes[at..end]))) found.Add($"{encoding.GetString(bytes[at..end])} stands in {where} at byte {at}");
            }
        }

        return found;
    }

    /// <summary>Joins, buys, is searched for, is told wrongly, is refused: by phone each time.</summary>
    private static async Task Use(Shop shop, List<string> phones, Findings findings)
    {
        using var till = new Till(shop);
        var servers = shop.Nodes.Select(n => n.Address).ToList();
        var now = DateTimeOffset.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        for (var from = 0; from < phones.Count; from += PerBatch)
        {
            var items = phones.Skip(from).Take(PerBatch).Select((phone, i) =>
                $$"""{"source":"till","number":"c{{from + i}}","occurredAt":"{{now}}","memberIdentity":{"kind":"phone","value":"{{phone}}"},"joinsIfUnknown":true,"lines":[{"sku":"tea","quantity":1,"netMinor":3600}]}""");
            var heard = await till.Insist(servers, new Op($"canary-{from}", "/v1/purchases/batch", $$"""{"items":[{{string.Join(',', items)}}]}"""), TimeSpan.FromMinutes(1));
            findings.Need(heard.IsAccepted, $"batch: {heard.Status} {heard.Text}");
        }

        foreach (var (phone, i) in phones.Take(60).Select((p, i) => (p, i)))
        {
            var server = servers[i % servers.Count];
            await till.Post(server, "/v1/members/search", $$$"""{"identity":{"kind":"phone","value":"+86 {{{phone}}}"}}""", null);
            await till.Post(server, "/v1/members/search", $$"""{"identity":{"kind":"phone","value":"{{phone}}"},"unknown":"{{phone}}"}""", null);
            await till.Send(server, new Op($"known-{i}", "/v1/members", $$$"""{"identities":[{"kind":"phone","value":"{{{phone}}}"}],"profile":{"name":"{{{phone}}}"}}"""));
            await till.Send(server, new Op($"told-{i}", "/v1/activities", $$$"""{"type":"checkin","memberIdentity":{"kind":"phone","value":"{{{phone}}}"},"attributes":{"said":"{{{phone}}}"}}"""));
            await till.Post(server, "/v1/members", $$"""{"identities":[{"kind":"phone","value":"{{phone}}x"}]}""", $"wrong-{i}");
        }
    }

    /// <summary>Receives traces and metrics as a collector does.</summary>
    private sealed class Collector : IDisposable
    {
        private readonly HttpListener _listener = new();
        private readonly Task _receiving;

        public Collector()
        {
            Address = $"http://127.0.0.1:{Node.FreePort()}";
            _listener.Prefixes.Add(Address + "/");
            _listener.Start();
            _receiving = Receive();
        }

        public string Address { get; }

        public ConcurrentQueue<byte[]> Received { get; } = new();

        /// <summary>Waits until so many messages have come, or for as long as is given.</summary>
        public async Task Catch(int messages, TimeSpan atMost)
        {
            var end = DateTime.UtcNow + atMost;
            while (Received.Count < messages && DateTime.UtcNow < end) await Task.Delay(50);
        }

        public void Dispose()
        {
            _listener.Stop();
            _receiving.Wait(TimeSpan.FromSeconds(5));
            _listener.Close();
        }

        private async Task Receive()
        {
            try
            {
                while (true)
                {
                    var context = await _listener.GetContextAsync();
                    using var body = new MemoryStream();
                    await context.Request.InputStream.CopyToAsync(body);
                    Received.Enqueue(body.ToArray());
                    context.Response.Close();
                }
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                // Stopped.
            }
        }
    }
}
