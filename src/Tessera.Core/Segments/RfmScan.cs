using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tessera.Core.Segments;

/// <summary>One pass over a column for the values that lie in some ranges, several at a time: what is left to do then is little (performance.md 4).</summary>
internal static class RfmScan
{
    /// <summary>Places of the values that lie in one of the ranges.</summary>
    /// <param name="values">The column.</param>
    /// <param name="ranges">From a value, below another; few.</param>
    /// <param name="found">Is filled, in the order of the column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Within<T>(ReadOnlySpan<T> values, ReadOnlySpan<(T From, T Below)> ranges, List<int> found)
        where T : struct, INumber<T>
    {
        var (froms, belows) = (new Vector<T>[ranges.Length], new Vector<T>[ranges.Length]);
        for (var r = 0; r < ranges.Length; r++) (froms[r], belows[r]) = (new Vector<T>(ranges[r].From), new Vector<T>(ranges[r].Below));
        var at = 0;
        for (; at <= values.Length - Vector<T>.Count; at += Vector<T>.Count)
        {
            var some = new Vector<T>(values[at..]);
            var inside = Vector<T>.Zero;
            for (var r = 0; r < froms.Length; r++) inside |= Vector.GreaterThanOrEqual(some, froms[r]) & Vector.LessThan(some, belows[r]);
            if (inside == Vector<T>.Zero) continue;
            for (var lane = 0; lane < Vector<T>.Count; lane++)
            {
                if (inside[lane] != T.Zero) found.Add(at + lane);
            }
        }

        for (; at < values.Length; at++)
        {
            foreach (var (from, below) in ranges)
            {
                if (values[at] < from || values[at] >= below) continue;
                found.Add(at);
                break;
            }
        }
    }

    /// <summary>Rows in the order of their members, those of one member as they came: sorted by 11 bits of the place at a time.</summary>
    /// <param name="news">The rows.</param>
    /// <param name="members">How many members there are.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static RfmNews[] ByMember(ReadOnlySpan<RfmNews> news, int members)
    {
        const int Bits = 11;
        const int Mask = (1 << Bits) - 1;
        var from = news;
        var (to, spare) = (new RfmNews[news.Length], new RfmNews[members >> Bits > 0 ? news.Length : 0]);
        for (var shift = 0; members >> shift > 0; shift += Bits)
        {
            var next = new int[Mask + 2];
            foreach (ref readonly var one in from) next[((one.Member >> shift) & Mask) + 1]++;
            for (var bucket = 1; bucket <= Mask; bucket++) next[bucket] += next[bucket - 1];
            foreach (ref readonly var one in from) to[next[(one.Member >> shift) & Mask]++] = one;
            from = to;
            (to, spare) = (spare, to);
        }

        return spare;
    }
}
