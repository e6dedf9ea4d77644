using System.Numerics;

namespace Tessera.Core.Segments;

/// <summary>
/// How many values lie in each of some 110,000 ranges, so that a value of a given rank is found without sorting: the ranges say which one holds it, and only that one is
/// sorted. Ranges are exact up to 1,023, above that they grow with the value (one part in 1,024), and negative values mirror them.
/// </summary>
internal sealed class RfmTally
{
    private const int Exact = 1024;
    private const int Half = Exact + ((63 - 10) * Exact);
    private readonly int[] _counts = new int[2 * Half];

    /// <summary>How many values are counted.</summary>
    public int Total { get; private set; }

    public void Clear()
    {
        Array.Clear(_counts);
        Total = 0;
    }

    public void Add(long value)
    {
        _counts[RangeOf(value)]++;
        Total++;
    }

    public void Remove(long value)
    {
        _counts[RangeOf(value)]--;
        Total--;
    }

    /// <summary>A value became another.</summary>
    public void Move(long from, long to)
    {
        if (from == to) return;
        _counts[RangeOf(from)]--;
        _counts[RangeOf(to)]++;
    }

    /// <summary>The ranges that hold some ranks (from 0, ascending), each with the rank of its first value.</summary>
    public List<(int Range, int First)> Find(ReadOnlySpan<int> ranks)
    {
        var found = new List<(int, int)>();
        var (range, first) = (0, 0);
        foreach (var rank in ranks)
        {
            while (first + _counts[range] <= rank) first += _counts[range++];
            found.Add((range, first));
        }

        return found;
    }

    /// <summary>The range of a value; a larger value has no smaller range.</summary>
    public static int RangeOf(long value) => value >= 0 ? Half + Up(value) : Half - 1 - Up(-1 - value);

    /// <summary>Whether a range holds one value only.</summary>
    public static bool IsExact(int range) => range >= Half - Exact && range < Half + Exact;

    /// <summary>The value of an exact range.</summary>
    public static long ValueOf(int range) => range - Half;

    /// <summary>The values of a range: from one, below another.</summary>
    public static (long From, long Below) ValuesOf(int range)
    {
        if (range >= Half) return (LeastUp(range - Half), LeastUp(range - Half + 1));
        var up = Half - 1 - range;
        return (-LeastUp(up + 1), -LeastUp(up));
    }

    private static long LeastUp(int up)
    {
        if (up < Exact) return up;
        var log = 10 + ((up - Exact) / Exact);
        return log > 62 ? long.MaxValue : (1L << log) | ((long)((up - Exact) % Exact) << (log - 10));
    }

    private static int Up(long value)
    {
        if (value < Exact) return (int)value;
        var log = BitOperations.Log2((ulong)value);
        return Exact + ((log - 10) * Exact) + (int)((value >> (log - 10)) & (Exact - 1));
    }
}
