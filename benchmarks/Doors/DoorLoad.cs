namespace Tessera.Bench;

/// <summary>Loads of a served store, measured by what serving it costs.</summary>
internal static class DoorLoad
{
    private const long WarmOperations = 20_000;
    private static readonly TimeSpan MostWarm = TimeSpan.FromSeconds(30);

    /// <summary>Length of a cell.</summary>
    public static TimeSpan Length { get; } = TimeSpan.FromSeconds(4);

    /// <summary>One cell in a closed loop. Every answer must be a good one.</summary>
    public static Cell Closed(ServedStore served, Func<int, TillRequest> next, int clients, TimeSpan length) => Measured(served, () => new Tills(served.Port, next).Closed(clients, length));

    /// <summary>One cell of requests made before, each sent once.</summary>
    public static Cell Each(ServedStore served, IReadOnlyList<TillRequest> requests, int clients) => Measured(served, () => new Tills(served.Port, _ => default).Each(clients, requests));

    private static Cell Measured(ServedStore served, Func<LoadEnd> load)
    {
        var (cpu, own) = (served.CpuMicros, served.OwnCpuMicros);
        var end = load();
        var cell = new Cell(end.Operations, end.WallMicros, served.CpuMicros - cpu);
        Good(end);
        var ownShare = (served.OwnCpuMicros - own) / end.Operations;
        Harness.Say($"  {end.Operations * 1e6 / end.WallMicros:0}/s, {cell.CpuPerOperation:0} µs CPU each ({ownShare:0} of serve), p50 {end.At(0.5):0.0} ms, p99 {end.At(0.99):0.0} ms");
        return cell;
    }

    /// <summary>Until the program has compiled what it runs, however slow the machine is today.</summary>
    public static void Warm(ServedStore served, Func<int, TillRequest> next, int clients)
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (var done = 0L; done < WarmOperations && clock.Elapsed < MostWarm;) done += new Tills(served.Port, next).Closed(clients, Length / 2).Operations;
    }

    /// <summary>Product and limit in turn.</summary>
    public static Comparison InTurn(Func<Cell> product, Func<Cell> peer)
    {
        var (products, peers) = (new List<Cell>(), new List<Cell>());
        for (var pair = 0; pair < Harness.Pairs; pair++)
        {
            products.Add(product());
            peers.Add(peer());
        }

        return new Comparison(products, peers);
    }

    public static void Good(LoadEnd end)
    {
        if (end.Statuses.Keys.Any(s => s is not (200 or 201))) throw new InvalidOperationException("answers by status: " + string.Join(' ', end.Statuses));
    }
}
