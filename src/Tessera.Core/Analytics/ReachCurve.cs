using Tessera.Core.Segments;
using Tessera.Core.Tiers;

namespace Tessera.Core.Analytics;

/// <summary>How many members reach a threshold.</summary>
/// <param name="Threshold">The threshold, in the metric's unit.</param>
/// <param name="Members">Members whose value is at least that: reaching it exactly is enough (semantics §5).</param>
public readonly record struct ReachPoint(long Threshold, long Members);

/// <summary>The reach curve of a metric: for every threshold how many members would reach it.</summary>
public sealed class ReachCurve
{
    private const int Steps = 100;
    private readonly long[] _values;

    private ReachCurve(long[] values) => _values = values;

    /// <summary>Members it is drawn over.</summary>
    public long Population => _values.Length;

    /// <summary>Draws it over the values of all members, which are sorted in place.</summary>
    public static ReachCurve Of(long[] values)
    {
        Array.Sort(values);
        return new ReachCurve(values);
    }

    /// <summary>A member's value on a local date, as a condition of a tier would read it.</summary>
    public static long ValueOf(MemberSight sight, MetricReading reading) => new CompiledReading(reading, sight.Terms).Read(sight.Frame).Floor;

    /// <summary>How many members reach a threshold.</summary>
    public long At(long threshold)
    {
        var (low, high) = (0, _values.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (_values[middle] >= threshold) high = middle;
            else low = middle + 1;
        }

        return _values.Length - low;
    }

    /// <summary>The curve in at most a hundred steps, from the highest threshold to the lowest: the values of the members at rank ⌈k % of all⌉, each value once.</summary>
    public IReadOnlyList<ReachPoint> Points()
    {
        var points = new List<ReachPoint>();
        for (var step = 1; step <= Steps && _values.Length > 0; step++)
        {
            var rank = (int)((((long)step * _values.Length) + Steps - 1) / Steps);
            var value = _values[^rank];
            if (points.Count == 0 || points[^1].Threshold != value) points.Add(new ReachPoint(value, At(value)));
        }

        return points;
    }
}
