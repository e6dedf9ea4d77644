using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;
using Tessera.Trials.Wire;

namespace Tessera.Trials.Rigs;

/// <summary>R3: each operation happens once however often it is sent, through a wire that cuts, resets, halves and swallows.</summary>
internal static class RepeatRig
{
    private const int Callers = 32;
    private const int Members = 24;
    private static readonly TimeSpan Impatience = TimeSpan.FromSeconds(4);
    private static readonly Fault[] Faults = [Fault.Delay, Fault.CutBefore, Fault.CutAnswer, Fault.CutWithin, Fault.HalfClose, Fault.Reset];

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var count = ask.Of(1_000, 2_000, 20_000);
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind));
        var chance = new Random(HashCode.Of(ask.Seed, 3));
        var findings = new Findings();
        var ops = await Operations(shop, count, chance);
        var first = new ConcurrentDictionary<string, Heard>(StringComparer.Ordinal);
        var (sent, broken) = await Storm(shop, ops, chance, heard => Compare(first, heard, findings));
        var servers = shop.Nodes.Select(n => n.Address).ToList();
        await Settle(shop, servers, ops, first, findings);
        var isKept = await Refusals(shop, servers[0], ops[0]);
        findings.Add(isKept);

        // The same again after every process was started anew, each asked about what the other may have answered.
        foreach (var node in shop.Nodes) await node.Kill();
        foreach (var node in shop.Nodes) await node.Start();
        findings.Add(await Afterwards.Repeated(shop, [.. servers.AsEnumerable().Reverse()], [.. first.Values]));
        findings.Add(await Counted(shop, [.. first.Values]));
        findings.Add(await Afterwards.Audited(shop));
        return new Verdict("R3", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{count:N0} operations sent {sent:N0} times, {broken:N0} connections broken, {first.Values.Count(h => h.IsAccepted):N0} carried out, {findings.All.Count} twice, lost or told differently, seed {ask.Seed}"), findings.All);
    }

    private static async Task<List<Op>> Operations(Shop shop, int count, Random chance)
    {
        using var till = new Till(shop);
        var members = new List<string>();
        for (var i = 0; i < Members; i++)
        {
            var heard = await till.Insist([shop.Nodes[0].Address], Op.Join($"join-{i}", $"card-{i}"), TimeSpan.FromSeconds(20));
            members.Add((string)JsonNode.Parse(heard.Body)!["id"]!);
        }

        var now = DateTimeOffset.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        return [.. Enumerable.Range(0, count).Select(i => Operation(i, members[chance.Next(Members)], now, chance))];
    }

    private static Op Operation(int i, string member, string now, Random chance)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"op-{i}");
        return chance.Next(10) switch
        {
            < 4 => Op.Buy(name, new Sale(name, member, 100L * (1 + chance.Next(40)), now)),
            < 6 => Op.Spend(name, member, 1 + chance.Next(20), name),
            < 8 => Op.Adjust(name, member, 1 + chance.Next(9)),
            _ => Op.Activity(name, member, name),
        };
    }

    /// <summary>Everything one to five times, shuffled, 32 at once; a third of the connections break.</summary>
    private static async Task<(int Sent, int Broken)> Storm(Shop shop, List<Op> ops, Random chance, Action<Heard> hear)
    {
        var proxies = shop.Nodes.Select(n => FaultProxy.To(new System.Net.DnsEndPoint("127.0.0.1", n.Address.Port, System.Net.Sockets.AddressFamily.InterNetwork))).ToList();
        var draws = new Random(chance.Next());
        var gate = new Lock();
        foreach (var proxy in proxies)
        {
            proxy.Draw = () =>
            {
                lock (gate) return draws.Next(100) switch { 0 => Fault.BlackHole, < 33 => Faults[draws.Next(Faults.Length)], _ => Fault.None };
            };
        }

        var sends = ops.SelectMany(op => Enumerable.Repeat(op, 1 + chance.Next(5))).ToArray();
        chance.Shuffle(sends);
        var waiting = new ConcurrentQueue<Op>(sends);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async n =>
        {
            using var till = new Till(shop, keepsConnections: false, Impatience);
            for (var turn = n; waiting.TryDequeue(out var op); turn++) hear(await till.Send(new Uri($"http://127.0.0.1:{proxies[turn % proxies.Count].Port}"), op));
        }));
        var broken = proxies.Sum(p => p.Broken);
        foreach (var proxy in proxies) await proxy.DisposeAsync();
        return (sends.Length, broken);
    }

    private static async Task Settle(Shop shop, List<Uri> servers, List<Op> ops, ConcurrentDictionary<string, Heard> first, Findings findings)
    {
        var waiting = new ConcurrentQueue<Op>(ops);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            using var till = new Till(shop);
            for (var turn = n; waiting.TryDequeue(out var op); turn++)
            {
                var heard = await till.Insist([servers[turn % servers.Count]], op, TimeSpan.FromSeconds(20));
                findings.Need(heard.Fate == Fate.Decided, $"{op.Key} ended with {heard.Status} {heard.Text}");
                Compare(first, heard, findings);
            }
        }));
    }

    private static void Compare(ConcurrentDictionary<string, Heard> first, Heard heard, Findings findings)
    {
        if (heard.Fate == Fate.Wrong) findings.Add($"{heard.Op.Key}: {heard.Status} {heard.Text}");
        if (heard.Fate != Fate.Decided) return;
        var known = first.GetOrAdd(heard.Op.Key, heard);
        findings.Need(known.Status == heard.Status && known.Body.AsSpan().SequenceEqual(heard.Body), $"{heard.Op.Key} was told {known.Text}, and then {heard.Text}");
    }

    /// <summary>No key is 400, the same key with another body is 422.</summary>
    private static async Task<IReadOnlyList<string>> Refusals(Shop shop, Uri server, Op op)
    {
        using var till = new Till(shop);
        var faults = new List<string>();
        if (await till.Post(server, op.Path, op.Body, null) is not 400 and var keyless) faults.Add($"without a key: {keyless}");
        if (await till.Post(server, op.Path, op.Body.Replace("}", " }", StringComparison.Ordinal).Replace("op-0", "op-00", StringComparison.Ordinal).Replace("goodwill", "badwill", StringComparison.Ordinal), op.Key) is not 422 and var other) faults.Add($"the same key with another body: {other}");
        return faults;
    }

    /// <summary>Each operation that was carried out stands in the ledger once.</summary>
    private static async Task<IReadOnlyList<string>> Counted(Shop shop, IReadOnlyList<Heard> decided)
    {
        var ledger = await LedgerRow.Read(shop);
        var faults = HistoryCheck.Faults(ledger, [.. decided.SelectMany(Claim.Of)]).ToList();
        Expect("debit", "/debits");
        Expect("adjust", "/adjustments");
        foreach (var twice in ledger.Where(r => r.Number is not null && r.Kind is "earn" or "earnPending").GroupBy(r => r.Number!, StringComparer.Ordinal).Where(g => g.Select(r => (r.Member, r.Sequence)).Distinct().Count() > 1))
        {
            faults.Add($"document {twice.Key} stands {twice.Count()} times");
        }

        return faults;

        void Expect(string kind, string path)
        {
            var asked = decided.Count(h => h.IsAccepted && h.Op.Path.EndsWith(path, StringComparison.Ordinal));
            var stands = ledger.Where(r => r.Kind == kind).Select(r => (r.Member, r.Sequence)).Distinct().Count();
            if (asked != stands) faults.Add($"{asked} accepted {path}, {stands} of kind {kind} in the ledger");
        }
    }
}
