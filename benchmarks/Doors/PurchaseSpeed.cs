using System.Globalization;

namespace Tessera.Bench;

/// <summary>B1, B1s, B1b: durable purchases through the doors of a served store against raw group commit of the minimal order in the same run.</summary>
internal sealed class PurchaseSpeed
{
    private const int Clients = 64;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(4);
    private const long WarmOperations = 30_000;
    private static readonly TimeSpan MostWarm = TimeSpan.FromSeconds(60);
    private readonly FilledStore _store;
    private readonly ZipfRanks _ranks;

    private PurchaseSpeed(FilledStore store, IReadOnlyDictionary<string, string> options) =>
        (_store, _ranks) = (store, new ZipfRanks(store.Members, double.Parse(options.GetValueOrDefault("zipf", "0.8"), CultureInfo.InvariantCulture)));

    public static bool Run(IReadOnlyDictionary<string, string> options, bool isBatch)
    {
        var speed = new PurchaseSpeed(FilledStore.Get(isPostgres: true, Sizes.Members(options)), options);
        return speed.OnPostgres(isBatch);
    }

    private bool OnPostgres(bool isBatch)
    {
        var name = isBatch ? "B1b" : "B1";
        var raw = new RawGroupCommit(_store.Members);
        using var served = new ServedStore(_store);
        Harness.Say($"{name}: {_store.Members} members, {Clients} clients; serve holds {ProcessCost.ResidentMb(served.ProcessId)} MB after start");
        Warm(served, isBatch);
        raw.Run(TimeSpan.FromSeconds(2));
        var (product, peer) = (new List<Cell>(), new List<Cell>());
        for (var pair = 0; pair < Harness.Pairs; pair++)
        {
            var (before, rawBefore) = (Cluster.Written(_store.Database), raw.Written());
            product.Add(Sell(served, isBatch, Length));
            peer.Add(raw.Run(Length));
            if (pair < Harness.Pairs - 1) continue;
            // The statistics of rows come late.
            Thread.Sleep(1_500);
            Harness.Say($"{name}: rows of both over one pair: product {(Cluster.Written(_store.Database) - before).Each(product[^1].Operations)}; raw {(raw.Written() - rawBefore).Each(peer[^1].Operations)} (log and fsyncs are of both together)");
        }

        _store.Check();
        raw.Check();
        Harness.Say($"{name}: serve holds {ProcessCost.ResidentMb(served.ProcessId)} MB, {ProcessCost.MostResidentMb(served.ProcessId)} MB at most");
        return Harness.ReportSpeed(name, new Comparison(product, peer), isBatch ? 0.5 : 0.3, isBatch ? 0.65 : 0.45);
    }

    /// <summary>Until the program has compiled what it runs, however slow the machine is today.</summary>
    private void Warm(ServedStore served, bool isBatch)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var sold = 0L; sold < WarmOperations && clock.Elapsed < MostWarm;) sold += Sell(served, isBatch, Length).Operations;
    }

    private Cell Sell(ServedStore served, bool isBatch, TimeSpan length)
    {
        var load = new PurchaseLoad(_store, _ranks);
        var (cpu, own) = (served.CpuMicros, served.OwnCpuMicros);
        var end = new Tills(served.Port, isBatch ? load.Hundred : load.One).Closed(isBatch ? 8 : Clients, length);
        var cell = new Cell(end.Operations, end.WallMicros, served.CpuMicros - cpu);
        if (end.Statuses.Keys.Any(s => s is not (200 or 201))) throw new InvalidOperationException(string.Join(' ', end.Statuses));
        var ownShare = (served.OwnCpuMicros - own) / end.Operations;
        Harness.Say($"  {end.Operations * 1e6 / end.WallMicros:0}/s, {cell.CpuPerOperation:0} µs CPU each ({ownShare:0} of serve), p50 {end.At(0.5):0.0} ms, p99 {end.At(0.99):0.0} ms");
        return cell;
    }
}

/// <summary>How large a run is.</summary>
internal static class Sizes
{
    /// <summary>Members: 100,000 unless told; <c>full</c> stands for a million.</summary>
    public static int Members(IReadOnlyDictionary<string, string> options) => int.Parse(options.GetValueOrDefault("members", "100000"), CultureInfo.InvariantCulture);
}
