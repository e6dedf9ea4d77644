using System.Diagnostics;
using System.Globalization;

namespace Tessera.Bench;

/// <summary>Something to measure.</summary>
/// <param name="Name">What it is, for the report.</param>
/// <param name="Batch">Does some work, in milliseconds rather than seconds, and says how many operations that was.</param>
internal sealed record Workload(string Name, Func<long> Batch)
{
    /// <summary>Runs before the clock starts: a fresh store, an empty file.</summary>
    public Action? Before { get; init; }

    /// <summary>Runs after the clock stopped: whether the books are right, then away with them. A fast wrong ledger scores zero.</summary>
    public Action? After { get; init; }
}

/// <summary>One measured cell.</summary>
/// <param name="Operations">Operations done.</param>
/// <param name="WallMicros">Microseconds by the clock.</param>
/// <param name="CpuMicros">Microseconds of CPU of this process, all threads.</param>
internal readonly record struct Cell(long Operations, double WallMicros, double CpuMicros)
{
    public double WallPerOperation => WallMicros / Operations;

    public double CpuPerOperation => CpuMicros / Operations;
}

/// <summary>Cells of a product and of what it is compared with, measured in turn: A B A B A B (performance.md).</summary>
/// <param name="Product">The product's cells.</param>
/// <param name="Peer">The peer's cells, one for each of the product's.</param>
internal sealed record Comparison(IReadOnlyList<Cell> Product, IReadOnlyList<Cell> Peer)
{
    /// <summary>Time per operation of the product ÷ that of the peer by the clock: lowest, median, highest pair.</summary>
    public Spread Wall => Spread.Of(Product.Zip(Peer, (a, b) => a.WallPerOperation / b.WallPerOperation));

    /// <summary>The same by CPU time.</summary>
    public Spread Cpu => Spread.Of(Product.Zip(Peer, (a, b) => a.CpuPerOperation / b.CpuPerOperation));

    /// <summary>Speed of the product ÷ speed of the peer by the clock.</summary>
    public Spread WallSpeed => Spread.Of(Product.Zip(Peer, (a, b) => b.WallPerOperation / a.WallPerOperation));

    /// <summary>The same by CPU time.</summary>
    public Spread CpuSpeed => Spread.Of(Product.Zip(Peer, (a, b) => b.CpuPerOperation / a.CpuPerOperation));
}

/// <summary>Lowest, median and highest of some figures.</summary>
internal readonly record struct Spread(double Least, double Median, double Most)
{
    public static Spread Of(IEnumerable<double> figures)
    {
        var sorted = figures.Order().ToArray();
        var middle = sorted.Length / 2;
        return new Spread(sorted[0], sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2, sorted[^1]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:0.00} ({Least:0.00}–{Most:0.00})");
}

/// <summary>Measures by the rules of performance.md: interleaved cells, medians of pairs by clock and by CPU, with the spread.</summary>
internal static class Harness
{
    /// <summary>Pairs measured when nothing else is said.</summary>
    public const int Pairs = 3;

    /// <summary>Length of a cell when nothing else is said.</summary>
    public static readonly TimeSpan CellTime = TimeSpan.FromSeconds(3);

    /// <summary>Warms both up, then measures them in turn.</summary>
    /// <param name="product">The product.</param>
    /// <param name="peer">What it is compared with.</param>
    /// <param name="pairs">At least 3.</param>
    /// <param name="cell">Length of a cell; zero runs one batch a cell, for work that cannot be repeated at will.</param>
    public static Comparison Compare(Workload product, Workload peer, int pairs, TimeSpan cell)
    {
        Measure(product, cell / 4);
        Measure(peer, cell / 4);
        var (products, peers) = (new List<Cell>(), new List<Cell>());
        for (var pair = 0; pair < pairs; pair++)
        {
            products.Add(Measure(product, cell));
            peers.Add(Measure(peer, cell));
        }

        return new Comparison(products, peers);
    }

    /// <summary>Runs batches until the time is over, at least one.</summary>
    public static Cell Measure(Workload work, TimeSpan cell)
    {
        work.Before?.Invoke();
        GC.Collect();
        var cpu = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        long operations = 0;
        do
        {
            operations += work.Batch();
        }
        while (clock.Elapsed < cell);
        var measured = new Cell(operations, clock.Elapsed.TotalMicroseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds);
        work.After?.Invoke();
        return measured;
    }

    /// <summary>One line: both sides per operation, the ratio, and whether the limit is held. Returns that.</summary>
    /// <param name="label">Benchmark and case.</param>
    /// <param name="comparison">What was measured.</param>
    /// <param name="most">The product may take at most this many times the peer's time, by CPU.</param>
    public static bool ReportTime(string label, Comparison comparison, double most)
    {
        var holds = comparison.Cpu.Median <= most;
        Say($"{label}: {Micros(comparison.Product)} against {Micros(comparison.Peer)} µs CPU; time ratio {comparison.Wall} wall, {comparison.Cpu} CPU; at most {most:0.##}: {Word(holds)}");
        return holds;
    }

    /// <summary>One line for ratios of speed. Returns whether the limit is held.</summary>
    /// <param name="label">Benchmark and case.</param>
    /// <param name="comparison">What was measured.</param>
    /// <param name="least">The product must reach at least this share of the peer's speed, by CPU.</param>
    /// <param name="stretch">What would be better still.</param>
    public static bool ReportSpeed(string label, Comparison comparison, double least, double stretch)
    {
        var holds = comparison.CpuSpeed.Median >= least;
        Say($"{label}: {Micros(comparison.Product)} against {Micros(comparison.Peer)} µs CPU; speed ratio {comparison.WallSpeed} wall, {comparison.CpuSpeed} CPU; at least {least:0.##} (stretch {stretch:0.##}): {Word(holds)}");
        return holds;
    }

    /// <summary>A line of the report.</summary>
    public static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    private static string Micros(IReadOnlyList<Cell> cells) => string.Create(CultureInfo.InvariantCulture, $"{Spread.Of(cells.Select(c => c.CpuPerOperation)).Median:0.000}");

    private static string Word(bool holds) => holds ? "held" : "MISSED";
}
