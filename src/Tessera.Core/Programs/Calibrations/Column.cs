using System.Numerics;
using System.Runtime.InteropServices;

namespace Tessera.Core.Programs.Calibrations;

/// <summary>
/// A number of each member at each month end. Where all numbers of a column fit, they lie in four bytes each: a pass over a million members is bound by the memory it reads.
/// </summary>
internal sealed class Column(int months)
{
    private readonly List<long>[] _filling = [.. Enumerable.Range(0, months).Select(_ => new List<long>())];
    private int[][]? _narrow;
    private long[][]? _wide;

    public void Add(int month, long value) => _filling[month].Add(value);

    /// <summary>The number of a row; <see cref="long.MinValue"/> for who is not there.</summary>
    public long At(int month, int row)
    {
        Seal();
        if (_narrow is null) return _wide![month][row];
        var value = _narrow[month][row];
        return value == int.MinValue ? long.MinValue : value;
    }

    /// <summary>Marks the rows whose number reaches a threshold.</summary>
    public void AtLeast(int month, int from, long threshold, Span<int> into)
    {
        Seal();
        if (_narrow is null) Masks.AtLeast(_wide![month].AsSpan(from, into.Length), threshold, into);
        else if (threshold > int.MaxValue) into.Clear();
        else Masks.AtLeast(_narrow[month].AsSpan(from, into.Length), (int)Math.Max(threshold, int.MinValue + 1), into);
    }

    /// <summary>Marks the rows whose number does not exceed a threshold; who is not there is marked too.</summary>
    public void AtMost(int month, int from, long threshold, Span<int> into)
    {
        Seal();
        for (var i = 0; i < into.Length; i++) into[i] = (_narrow is null ? _wide![month][from + i] <= threshold : _narrow[month][from + i] <= Math.Max(threshold, int.MinValue)) ? -1 : 0;
    }

    // Threads that seal at once come to the same numbers; what is published last is whole.
    private void Seal()
    {
        if (Volatile.Read(ref _narrow) is not null || Volatile.Read(ref _wide) is not null) return;
        lock (_filling)
        {
            if (_narrow is not null || _wide is not null) return;
            if (Array.TrueForAll(_filling, m => m.TrueForAll(FitsNarrow))) Volatile.Write(ref _narrow, [.. _filling.Select(m => m.Select(v => v == long.MinValue ? int.MinValue : (int)v).ToArray())]);
            else Volatile.Write(ref _wide, [.. _filling.Select(m => m.ToArray())]);
            foreach (var month in _filling)
            {
                month.Clear();
                month.TrimExcess();
            }
        }
    }

    private static bool FitsNarrow(long value) => value is long.MinValue or (> int.MinValue and <= int.MaxValue);
}

/// <summary>Marks of rows: −1 for every row of which something is true, and 0 for the others, so that whole vectors are joined and counted.</summary>
internal static class Masks
{
    /// <summary>Counts the rows that are left and hold, and takes them away.</summary>
    public static int Take(Span<int> left, ReadOnlySpan<int> holds)
    {
        var wide = MemoryMarshal.Cast<int, Vector<int>>(left);
        var wideHolds = MemoryMarshal.Cast<int, Vector<int>>(holds);
        var sum = Vector<int>.Zero;
        for (var i = 0; i < wide.Length; i++)
        {
            sum -= wide[i] & wideHolds[i];
            wide[i] = Vector.AndNot(wide[i], wideHolds[i]);
        }

        var taken = Vector.Sum(sum);
        for (var i = wide.Length * Vector<int>.Count; i < left.Length; i++)
        {
            taken -= left[i] & holds[i];
            left[i] &= ~holds[i];
        }

        return taken;
    }

    /// <summary>Counts the marked rows.</summary>
    public static int Count(ReadOnlySpan<int> marked)
    {
        var count = 0;
        foreach (var one in marked) count -= one;
        return count;
    }

    public static void AtLeast(ReadOnlySpan<int> values, int threshold, Span<int> into)
    {
        var wide = MemoryMarshal.Cast<int, Vector<int>>(values);
        var wideInto = MemoryMarshal.Cast<int, Vector<int>>(into);
        var least = new Vector<int>(threshold);
        for (var i = 0; i < wide.Length; i++) wideInto[i] = Vector.GreaterThanOrEqual(wide[i], least);
        for (var i = wide.Length * Vector<int>.Count; i < into.Length; i++) into[i] = values[i] >= threshold ? -1 : 0;
    }

    public static void AtLeast(ReadOnlySpan<long> values, long threshold, Span<int> into)
    {
        var wide = MemoryMarshal.Cast<long, Vector<long>>(values);
        var wideInto = MemoryMarshal.Cast<int, Vector<int>>(into);
        var least = new Vector<long>(threshold);
        for (var i = 0; i < wideInto.Length; i++) wideInto[i] = Vector.Narrow(Vector.GreaterThanOrEqual(wide[i * 2], least), Vector.GreaterThanOrEqual(wide[(i * 2) + 1], least));
        for (var i = wideInto.Length * Vector<int>.Count; i < into.Length; i++) into[i] = values[i] >= threshold ? -1 : 0;
    }
}
