using System.Diagnostics;
using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>R20: it stays up. Mixed load for minutes; once it has settled, memory does not climb, handles are not lost, the write-ahead log stays bounded; of two processes each.</summary>
internal static class SoakRig
{
    private const double MostSlope = 1.0;
    private const double MostWal = 128;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var findings = new Findings();
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind));
        // Caches are bounded, and fill while the store is smaller than they are: that is no leak, and is over before it counts.
        if (ask.Size != TrialSize.Fast) await OverloadRig.Filled(ask, shop, findings);
        using var load = new MixedLoad(shop, $"s{ask.Seed}");
        await load.Join(400);
        // And the reserves of memory are what a rush needs, which comes before it counts too.
        var rush = TimeSpan.FromSeconds(ask.Of(2, 40, 60));
        await Task.WhenAll(Pace.Closed(load.Till, 16, rush), Pace.Closed(load.Office, 8, rush));
        var (settle, watch) = (TimeSpan.FromSeconds(ask.Of(10, 180, 600)), TimeSpan.FromSeconds(ask.Of(15, 300, 1_200)));
        var trading = Task.WhenAll(Pace.Closed(load.Till, 4, settle + watch, TimeSpan.FromMilliseconds(40)), Pace.Closed(load.Office, 1, settle + watch, TimeSpan.FromSeconds(1)));
        await Task.Delay(settle);
        var seen = await Watched(shop, watch);
        var served = (await trading).SelectMany(s => s).ToList();
        var wal = seen.Max(s => s.Wal);
        var each = shop.Nodes.Select((node, i) => Level(ask, node.Name, [.. seen.Select(s => (s.Minute, s.Of[i]))], findings)).ToList();
        findings.Need(wal < MostWal, string.Create(CultureInfo.InvariantCulture, $"the write-ahead log had {wal:0} MB"));
        foreach (var group in served.Where(s => !s.IsDone && !s.IsShed).GroupBy(s => s.Status)) findings.Add($"{group.Count()} requests were answered {group.Key}, such as {group.First().Said}");
        findings.Add(await Afterwards.Audited(shop));
        return new Verdict("R20", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{(settle + watch).TotalMinutes:0.#} min of mixed load after a rush, {served.Count:N0} requests, {served.Count(s => !s.IsDone && !s.IsShed)} failed; after {settle.TotalMinutes:0.#} min {string.Join("; of the other ", each)}; write-ahead log {wal:0} MB at most, seed {ask.Seed}"), findings.All);
    }

    /// <summary>Holds what one process took against the promise; its numbers in words.</summary>
    private static string Level(TrialAsk ask, string name, IReadOnlyList<(double Minute, Footprint Footprint)> seen, Findings findings)
    {
        var (slope, doubt) = SlopeOfFloor(seen);
        var (first, last) = (seen.Take(seen.Count / 4).Max(s => s.Footprint.Handles), seen.Skip(seen.Count * 3 / 4).Max(s => s.Footprint.Handles));
        // What climbs in seconds is noise; the promise is about minutes. In a few of them the collector's waves leave a doubt that may be larger than the promise: what climbs must be shown to.
        var surely = ask.Size == TrialSize.Full ? slope : slope - doubt;
        if (ask.Size != TrialSize.Fast) findings.Need(surely < MostSlope, string.Create(CultureInfo.InvariantCulture, $"memory of {name} climbs by {slope:0.00} ± {doubt:0.00} MB a minute"));
        findings.Need(last <= first + 10, $"handles of {name} rose from {first} to {last}");
        return string.Create(CultureInfo.InvariantCulture, $"memory {seen[0].Footprint.ResidentMegabytes:0} to {seen[^1].Footprint.ResidentMegabytes:0} MB, its floor climbs {slope:0.00} ± {doubt:0.00} MB/min; handles {first} and {last}");
    }

    private static async Task<IReadOnlyList<Sight>> Watched(Shop shop, TimeSpan time)
    {
        var (seen, since) = (new List<Sight>(), Stopwatch.StartNew());
        while (since.Elapsed < time)
        {
            seen.Add(new Sight(since.Elapsed.TotalMinutes, [.. shop.Nodes.Select(n => Footprint.Of(n.ProcessId))], Wal(shop)));
            await Task.Delay(Every);
        }

        return seen;
    }

    private static double Wal(Shop shop)
    {
        var file = new FileInfo(Path.Combine(shop.Place, "tessera.db-wal"));
        return shop.Cluster is null && file.Exists ? file.Length / 1048576.0 : 0;
    }

    /// <summary>
    /// Megabytes a minute of the least seen in each fifth, and what it may be off by (95 % of three degrees of freedom): a collector's waves have floors, and what leaks lifts them.
    /// The waves take up to half a minute, so that floors of shorter pieces hang on each other and look surer than they are.
    /// </summary>
    private static (double Slope, double Doubt) SlopeOfFloor(IReadOnlyList<(double Minute, Footprint Footprint)> seen)
    {
        var floors = seen.Chunk((seen.Count + 4) / 5).Select(c => c.MinBy(s => s.Footprint.ResidentMegabytes)).ToList();
        var (x, y) = (floors.Average(f => f.Minute), floors.Average(f => f.Footprint.ResidentMegabytes));
        var spread = floors.Sum(f => (f.Minute - x) * (f.Minute - x));
        if (spread == 0 || floors.Count < 3) return (0, 0);
        var slope = floors.Sum(f => (f.Minute - x) * (f.Footprint.ResidentMegabytes - y)) / spread;
        var off = floors.Sum(f => Math.Pow(f.Footprint.ResidentMegabytes - y - (slope * (f.Minute - x)), 2));
        return (slope, 3.18 * Math.Sqrt(off / (floors.Count - 2) / spread));
    }

    private sealed record Sight(double Minute, IReadOnlyList<Footprint> Of, double Wal);
}
