using System.Numerics;
using System.Runtime.CompilerServices;
using Tessera.Core.Members;
using Tessera.Core.Tiers;

namespace Tessera.Core.Segments;

/// <summary>A window over the columns: the same for everybody, or from a day of each member.</summary>
internal readonly struct ColumnWindow
{
    private readonly int[]? _each;
    private readonly int _from;

    public ColumnWindow(SegmentColumns columns, Window window, DateOnly asOf)
    {
        var range = Windows.Range(window, new WindowDates(asOf, asOf, asOf));
        (_from, Through) = (range.From?.DayNumber ?? int.MinValue, range.Through.DayNumber);
        _each = window.Kind switch { WindowKind.SinceTierStart => columns.TierSince, WindowKind.SinceJoining => columns.JoinedOn, _ => null };
    }

    public int Through { get; }

    public int FromOf(int member) => _each is null ? _from : _each[member];
}

/// <summary>A number of each member, read from the columns block by block; equal to what <see cref="MetricReader"/> reads of a member's rows wherever no calendar window meets a refund.</summary>
internal abstract class ColumnReading
{
    /// <summary>Reads members that follow each other.</summary>
    /// <param name="from">Place of the first.</param>
    /// <param name="into">Their numbers.</param>
    public abstract void Fill(int from, Span<long> into);

    /// <summary>The reading of a metric; growth has two parts and none of its own.</summary>
    public static ColumnReading Of(SegmentColumns columns, MetricReading reading, long ordersAboveMinor, DateOnly asOf)
    {
        var window = new ColumnWindow(columns, reading.Window ?? Window.Lifetime, asOf);
        return reading.Metric switch
        {
            Metric.Spend => new SumReading(columns, window, columns.Spend, ~Kind(RowKind.TopUp)),
            Metric.Orders => new OrdersReading(columns, window, ordersAboveMinor, reading.OrderAtLeastMinor),
            Metric.PointsEarned => new SumReading(columns, window, columns.Points, uint.MaxValue),
            Metric.PointsBalance => new EachReading(m => columns.Balance[m]),
            Metric.LargestTopUp => new LargestTopUpReading(columns, window),
            Metric.TopUps => new SumReading(columns, window, columns.Spend, Kind(RowKind.TopUp)),
            Metric.Referrals => new SumReading(columns, window, columns.Measure, Kind(RowKind.Referral)),
            Metric.Behaviour => reading.Parameter is null ? new SumReading(columns, window, columns.Measure, Kind(RowKind.Behaviour)) : new BehaviourReading(columns, window, columns.CodeOf(reading.Parameter)),
            Metric.DaysSincePurchase => new DaysReading(columns.JoinedOn, columns.BoughtOn, asOf.DayNumber),
            Metric.DaysSinceActivity => new DaysReading(columns.JoinedOn, columns.SeenOn, asOf.DayNumber),
            Metric.Growth => throw new ArgumentOutOfRangeException(nameof(reading), "growth is read in two parts"),
        };
    }

    public static uint Kind(RowKind kind) => 1u << (int)kind;
}

/// <summary>A number that needs no walk over rows.</summary>
internal sealed class EachReading(Func<int, long> of) : ColumnReading
{
    public override void Fill(int from, Span<long> into)
    {
        for (var i = 0; i < into.Length; i++) into[i] = of(from + i);
    }
}

/// <summary>Days since the later of two days, never below zero.</summary>
internal sealed class DaysReading(int[] joined, int[] last, int asOf) : ColumnReading
{
    public override void Fill(int from, Span<long> into)
    {
        for (var i = 0; i < into.Length; i++) into[i] = Math.Max(0, asOf - Math.Max(joined[from + i], last[from + i]));
    }
}

/// <summary>Sum of a column over a window, some kinds of rows only.</summary>
internal sealed class SumReading(SegmentColumns columns, ColumnWindow window, NumberColumn values, uint kinds) : ColumnReading
{
    public override void Fill(int from, Span<long> into)
    {
        into.Clear();
        if (!values.Wide.IsEmpty) Sum(values.Wide, from, into);
        else if (!values.Small.IsEmpty) Sum(values.Small, from, into);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum<T>(ReadOnlySpan<T> numbers, int from, Span<long> into)
        where T : struct, IBinaryInteger<T>
    {
        var (days, rowKinds, through) = (columns.Days, columns.Kinds, window.Through);
        for (var i = 0; i < into.Length; i++)
        {
            var (row, first, sum) = (columns.First[from + i], window.FromOf(from + i), 0L);
            var end = Math.Min(row + columns.Counts[from + i], numbers.Length);
            for (; row < end; row++)
            {
                if (days[row] >= first && days[row] <= through && ((kinds >> rowKinds[row]) & 1) != 0) sum += long.CreateTruncating(numbers[row]);
            }

            into[i] = sum;
        }
    }
}

/// <summary>How often a behaviour of one type was.</summary>
internal sealed class BehaviourReading(SegmentColumns columns, ColumnWindow window, int key) : ColumnReading
{
    public override void Fill(int from, Span<long> into)
    {
        into.Clear();
        if (key == 0) return;
        for (var i = 0; i < into.Length; i++)
        {
            var (row, first) = (columns.First[from + i], window.FromOf(from + i));
            for (var end = row + columns.Counts[from + i]; row < end; row++)
            {
                if (columns.Kinds[row] == (byte)RowKind.Behaviour && columns.Days[row] >= first && columns.Days[row] <= window.Through && columns.Keys[row] == key) into[i] += columns.Measure[row];
            }
        }
    }
}

/// <summary>Orders of a window: purchases whose net after refunds is above a minimum, or at least another; openings bring theirs.</summary>
internal sealed class OrdersReading(SegmentColumns columns, ColumnWindow window, long aboveMinor, long atLeastMinor) : ColumnReading
{
    // Above a minimum is at least one minor unit more.
    private readonly long _least = atLeastMinor > 0 ? atLeastMinor : aboveMinor + 1;

    public override void Fill(int from, Span<long> into)
    {
        into.Clear();
        for (var i = 0; i < into.Length; i++)
        {
            var (row, first) = (columns.First[from + i], window.FromOf(from + i));
            for (var end = row + columns.Counts[from + i]; row < end; row++)
            {
                var kind = columns.Kinds[row];
                if (kind is not ((byte)RowKind.Purchase or (byte)RowKind.Opening) || columns.Days[row] < first || columns.Days[row] > window.Through) continue;
                var measure = columns.Measure[row];
                if (kind == (byte)RowKind.Opening) into[i] += measure;
                else if (measure >= _least) into[i]++;
            }
        }
    }
}

/// <summary>Largest top-up of a window after its refunds.</summary>
internal sealed class LargestTopUpReading(SegmentColumns columns, ColumnWindow window) : ColumnReading
{
    public override void Fill(int from, Span<long> into)
    {
        into.Clear();
        for (var i = 0; i < into.Length; i++)
        {
            var (row, first) = (columns.First[from + i], window.FromOf(from + i));
            for (var end = row + columns.Counts[from + i]; row < end; row++)
            {
                if (columns.Kinds[row] != (byte)RowKind.TopUp || columns.Days[row] < first || columns.Days[row] > window.Through || columns.Spend[row] <= 0) continue;
                into[i] = Math.Max(into[i], columns.Measure[row]);
            }
        }
    }
}

/// <summary>Orders of a window, the largest and their sum; openings name no single order and take no part.</summary>
internal sealed class OrderTotalsReading(SegmentColumns columns, ColumnWindow window, long aboveMinor)
{
    public (long Orders, long Largest, long Sum) Of(int member)
    {
        var (orders, largest, sum) = (0L, 0L, 0L);
        var (row, first) = (columns.First[member], window.FromOf(member));
        for (var end = row + columns.Counts[member]; row < end; row++)
        {
            if (columns.Kinds[row] != (byte)RowKind.Purchase || columns.Days[row] < first || columns.Days[row] > window.Through) continue;
            var net = columns.Measure[row];
            if (net > aboveMinor) (orders, largest, sum) = (orders + 1, Math.Max(largest, net), sum + net);
        }

        return (orders, largest, sum);
    }
}
