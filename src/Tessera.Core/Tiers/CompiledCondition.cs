using Tessera.Core.Growth;

namespace Tessera.Core.Tiers;

/// <summary>
/// A condition tree compiled once per version. The answer and the trace come from the same leaves: what is explained is what was decided (§5 Explanation).
/// </summary>
internal abstract class CompiledCondition
{
    /// <summary>Whether the condition holds.</summary>
    public abstract bool Holds(in Frame frame);

    /// <summary>The condition with every value it reads.</summary>
    public abstract TracedCondition Trace(in Frame frame);

    /// <summary>Tags (<c>tag:…</c>) and segments (<c>segment:…</c>) that count now, for a later re-reading.</summary>
    public virtual void CollectHeld(in Frame frame, List<string> held)
    {
    }

    /// <summary>The comparisons in the order of <see cref="TracedCondition.Leaves"/>; null stands for a tag, segment or score.</summary>
    public abstract void CollectCompares(List<CompiledCompare?> into);

    public static CompiledCondition? Compile(Condition? condition, LadderTerms terms) => condition switch
    {
        null => null,
        AllOf all => new CompiledAll([.. all.Parts.Select(p => Compile(p, terms)!)]),
        AnyOf any => new CompiledAny([.. any.Parts.Select(p => Compile(p, terms)!)]),
        Not not => new CompiledNot(Compile(not.Part, terms)!),
        Compare compare => new CompiledCompare(compare, new CompiledReading(compare.Reading, terms)),
        Score score => new CompiledScore(score, [.. score.Parts.Select(p => new CompiledReading(p.Reading, terms))]),
        HasTag tag => new CompiledTag(tag.Tag),
        InSegment segment => new CompiledSegment(segment.Segment),
        OtherLeaf other => other.Compile(),
        _ => throw new ArgumentException($"unknown condition {condition.GetType().Name}", nameof(condition)),
    };
}

/// <summary>How the parts of a traced condition belong together.</summary>
public enum TraceKind
{
    /// <summary>All parts must hold.</summary>
    All,

    /// <summary>One part must hold.</summary>
    Any,

    /// <summary>The part must not hold.</summary>
    Not,

    /// <summary>A comparison, tag, segment or score.</summary>
    Leaf,
}

/// <summary>A condition as it was read: the same tree with values (§5 Explanation).</summary>
/// <param name="Kind">How the parts belong together.</param>
/// <param name="Holds">Whether it holds.</param>
/// <param name="Parts">Parts; empty for a leaf.</param>
/// <param name="Leaf">The leaf, or null.</param>
public sealed record TracedCondition(TraceKind Kind, bool Holds, IReadOnlyList<TracedCondition> Parts, LeafTrace? Leaf = null)
{
    /// <summary>All leaves in the order of the file.</summary>
    public IEnumerable<LeafTrace> Leaves => Leaf is { } leaf ? [leaf] : Parts.SelectMany(p => p.Leaves);

    /// <summary>The leaf that stands nearest to making the condition hold: the first missing part of an "all", the nearest of an "any"; null when it holds or nothing can be said.</summary>
    public LeafTrace? Missing => Holds
        ? null
        : Kind switch
        {
            TraceKind.Leaf => Leaf,
            TraceKind.All => Parts.Where(p => !p.Holds).Select(p => p.Missing).FirstOrDefault(l => l is not null),
            TraceKind.Any => Parts.Select(p => p.Missing).Where(l => l is not null).MinBy(l => l!.Effort),
            TraceKind.Not => null,
        };
}

/// <summary>One leaf as it was read.</summary>
public sealed record LeafTrace
{
    /// <summary>What was read; null for a tag, segment or score.</summary>
    public Metric? Metric { get; init; }

    /// <summary>Behaviour type, tag, segment, or null.</summary>
    public string? Parameter { get; init; }

    /// <summary><c>metric</c>, <c>tag</c>, <c>segment</c> or <c>score</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>Window, or null where there is none.</summary>
    public Window? Window { get; init; }

    /// <summary>First date read; null for the beginning of time.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last date read.</summary>
    public required DateOnly Through { get; init; }

    /// <summary>Value in the metric's unit, rounded down (1 or 0 for a tag or segment); a score in ten-thousandths.</summary>
    public required long Value { get; init; }

    /// <summary>Threshold in the same unit.</summary>
    public required long Threshold { get; init; }

    /// <summary>Direction.</summary>
    public Comparison Comparison { get; init; } = Comparison.AtLeast;

    /// <summary>Whether it holds, compared exactly.</summary>
    public required bool Holds { get; init; }

    /// <summary>Unit of the numbers.</summary>
    public required NumberUnit Unit { get; init; }

    /// <summary>Money that would close the gap, minor units: the gap itself for spend and top-ups, growth converted by the spend rate (G2); null where money does not.</summary>
    public long? MoneyMinor { get; init; }

    /// <summary>What is missing, at least 1 while it does not hold, else 0.</summary>
    public long Gap => Holds ? 0 : Math.Max(1, Comparison == Comparison.AtLeast ? Threshold - Value : Value - Threshold);

    /// <summary>Share of the threshold that is missing, in ten-thousandths: compares ways by effort whatever their unit.</summary>
    public long Effort => Holds ? 0 : (long)Int128.Min(1_000_000_000, (Int128)Gap * 10_000 / Math.Max(1, Math.Abs(Threshold)));
}

internal sealed class CompiledAll(CompiledCondition[] parts) : CompiledCondition
{
    public override void CollectCompares(List<CompiledCompare?> into)
    {
        foreach (var part in parts) part.CollectCompares(into);
    }

    public override bool Holds(in Frame frame)
    {
        foreach (var part in parts)
        {
            if (!part.Holds(frame)) return false;
        }

        return true;
    }

    public override TracedCondition Trace(in Frame frame)
    {
        var traced = TraceAll(parts, frame);
        return new(TraceKind.All, Array.TrueForAll(traced, p => p.Holds), traced);
    }

    public override void CollectHeld(in Frame frame, List<string> held)
    {
        foreach (var part in parts) part.CollectHeld(frame, held);
    }

    internal static TracedCondition[] TraceAll(CompiledCondition[] parts, in Frame frame)
    {
        var traced = new TracedCondition[parts.Length];
        for (var i = 0; i < parts.Length; i++) traced[i] = parts[i].Trace(frame);
        return traced;
    }
}

internal sealed class CompiledAny(CompiledCondition[] parts) : CompiledCondition
{
    public override void CollectCompares(List<CompiledCompare?> into)
    {
        foreach (var part in parts) part.CollectCompares(into);
    }

    public override bool Holds(in Frame frame)
    {
        foreach (var part in parts)
        {
            if (part.Holds(frame)) return true;
        }

        return false;
    }

    public override TracedCondition Trace(in Frame frame)
    {
        var traced = CompiledAll.TraceAll(parts, frame);
        return new(TraceKind.Any, Array.Exists(traced, p => p.Holds), traced);
    }

    public override void CollectHeld(in Frame frame, List<string> held)
    {
        foreach (var part in parts) part.CollectHeld(frame, held);
    }
}

internal sealed class CompiledNot(CompiledCondition part) : CompiledCondition
{
    public override void CollectCompares(List<CompiledCompare?> into) => part.CollectCompares(into);

    public override bool Holds(in Frame frame) => !part.Holds(frame);

    public override TracedCondition Trace(in Frame frame)
    {
        var traced = part.Trace(frame);
        return new(TraceKind.Not, !traced.Holds, [traced]);
    }

    public override void CollectHeld(in Frame frame, List<string> held) => part.CollectHeld(frame, held);
}

internal sealed class CompiledCompare(Compare compare, CompiledReading reading) : CompiledCondition
{
    public CompiledReading Reading => reading;

    public override void CollectCompares(List<CompiledCompare?> into) => into.Add(this);

    public override bool Holds(in Frame frame) => Holds(reading.Read(frame));

    public override TracedCondition Trace(in Frame frame)
    {
        var value = reading.Read(frame);
        var holds = Holds(value);
        var leaf = reading.Leaf(frame, value) with
        {
            Threshold = compare.Threshold,
            Comparison = compare.Comparison,
            Holds = holds,
            MoneyMinor = holds || compare.Comparison == Comparison.AtMost ? null : reading.MoneyTo(frame, compare.Threshold),
        };
        return new(TraceKind.Leaf, holds, [], leaf);
    }

    private bool Holds(Quantity value) => compare.Comparison switch
    {
        Comparison.AtLeast => value.IsAtLeast(compare.Threshold),
        Comparison.AtMost => value.IsAtMost(compare.Threshold),
    };
}

/// <summary>Σ weight × value, weights in ten-thousandths for each minor unit, point or count; growth shares stay exact.</summary>
internal sealed class CompiledScore(Score score, CompiledReading[] readings) : CompiledCondition
{
    // Growth shares have one denominator in a programme; every other value is whole.
    private readonly int _per = readings.Length == 0 ? 1 : GrowthValue.PerOf(readings[0].Share);

    public override void CollectCompares(List<CompiledCompare?> into) => into.Add(null);

    public override bool Holds(in Frame frame) => Read(frame).IsAtLeast(score.ThresholdTenThousandths);

    public override TracedCondition Trace(in Frame frame)
    {
        var value = Read(frame);
        var holds = value.IsAtLeast(score.ThresholdTenThousandths);
        var parts = new TracedCondition[readings.Length];
        for (var i = 0; i < readings.Length; i++)
        {
            var part = readings[i].Read(frame);
            parts[i] = new(TraceKind.Leaf, true, [], readings[i].Leaf(frame, part) with { Threshold = score.Parts[i].WeightTenThousandths, Holds = true, Subject = "scorePart" });
        }

        var leaf = new LeafTrace
        {
            Subject = "score", Value = value.Floor, Threshold = score.ThresholdTenThousandths, Holds = holds, Through = frame.AsOf, Unit = NumberUnit.Score,
        };
        return new(TraceKind.Leaf, holds, parts, leaf);
    }

    private Quantity Read(in Frame frame)
    {
        Int128 sum = 0;
        for (var i = 0; i < readings.Length; i++)
        {
            var value = readings[i].Read(frame);
            sum += value.Parts * (_per / value.Per) * score.Parts[i].WeightTenThousandths;
        }

        return new(sum, _per);
    }
}

internal sealed class CompiledTag(string tag) : CompiledCondition
{
    public override void CollectCompares(List<CompiledCompare?> into) => into.Add(null);

    private readonly string _held = "tag:" + tag;

    public override bool Holds(in Frame frame)
    {
        if (frame.Ground is { } ground) return ground.Held.Contains(_held);
        foreach (var held in frame.State.Tags)
        {
            if (held.Tag != tag) continue;
            return held.Since <= frame.AsOf && (held.Through is not { } through || through >= frame.AsOf) && (frame.Anew is not { } anew || held.Since >= anew.From);
        }

        return false;
    }

    public override TracedCondition Trace(in Frame frame)
    {
        var holds = Holds(frame);
        return new(TraceKind.Leaf, holds, [], new LeafTrace
        {
            Subject = "tag", Parameter = tag, Value = holds ? 1 : 0, Threshold = 1, Holds = holds, Through = frame.AsOf, Unit = NumberUnit.Count,
        });
    }

    public override void CollectHeld(in Frame frame, List<string> held)
    {
        if (Holds(frame)) held.Add(_held);
    }
}

internal sealed class CompiledSegment(string segment) : CompiledCondition
{
    public override void CollectCompares(List<CompiledCompare?> into) => into.Add(null);

    private readonly string _held = "segment:" + segment;

    public override bool Holds(in Frame frame)
    {
        if (frame.Ground is { } ground) return ground.Held.Contains(_held);
        return frame.State.Segments.TryGetValue(segment, out var since) && since <= frame.AsOf && (frame.Anew is not { } anew || since >= anew.From);
    }

    public override TracedCondition Trace(in Frame frame)
    {
        var holds = Holds(frame);
        return new(TraceKind.Leaf, holds, [], new LeafTrace
        {
            Subject = "segment", Parameter = segment, Value = holds ? 1 : 0, Threshold = 1, Holds = holds, Through = frame.AsOf, Unit = NumberUnit.Count,
        });
    }

    public override void CollectHeld(in Frame frame, List<string> held)
    {
        if (Holds(frame)) held.Add(_held);
    }
}

/// <summary>One metric in one window, compiled.</summary>
internal sealed class CompiledReading(MetricReading reading, LadderTerms terms)
{
    private readonly BehaviourShare? _share = terms.Growth?.BehaviourShare;
    private readonly long _ordersAbove = terms.Purchases.OrderAboveMinor;

    public Metric Metric => reading.Metric;

    public BehaviourShare? Share => _share;

    public Window WindowIn(in Frame frame) => reading.Window ?? frame.ReviewWindow ?? Window.Lifetime;

    public Quantity Read(in Frame frame) => reading.Metric switch
    {
        Metric.Spend => MetricReader.Sum(frame, WindowIn(frame), Column.Spend),
        Metric.Orders => MetricReader.Orders(frame, WindowIn(frame), _ordersAbove, reading.OrderAtLeastMinor),
        Metric.PointsEarned => MetricReader.Sum(frame, WindowIn(frame), Column.Points),
        Metric.PointsBalance => frame.Ground is { } ground ? ground.Balance + MetricReader.PointsTakenSince(frame.State, ground) : frame.State.Balance,
        Metric.Growth => ReadGrowth(frame),
        Metric.LargestTopUp => MetricReader.LargestTopUp(frame, WindowIn(frame)),
        Metric.TopUps => MetricReader.Sum(frame, WindowIn(frame), Column.TopUps),
        Metric.Referrals => MetricReader.Sum(frame, WindowIn(frame), Column.Referrals),
        Metric.Behaviour => MetricReader.Sum(frame, WindowIn(frame), Column.Behaviours, reading.Parameter),
        Metric.DaysSincePurchase => MetricReader.DaysSince(frame, anyActivity: false),
        Metric.DaysSinceActivity => MetricReader.DaysSince(frame, anyActivity: true),
    };

    /// <summary>The leaf's trace, with threshold and answer left to the comparison.</summary>
    public LeafTrace Leaf(in Frame frame, Quantity value)
    {
        var hasWindow = reading.Metric is not (Metric.PointsBalance or Metric.DaysSincePurchase or Metric.DaysSinceActivity);
        var range = hasWindow ? new WindowScan(frame, WindowIn(frame)).From : DateOnly.MinValue;
        return new LeafTrace
        {
            Subject = "metric",
            Metric = reading.Metric,
            Parameter = reading.Parameter,
            Window = hasWindow ? WindowIn(frame) : null,
            From = range == DateOnly.MinValue ? null : range,
            Through = hasWindow ? Windows.Range(WindowIn(frame), frame.Dates).Through : frame.AsOf,
            Value = value.Floor,
            Threshold = 0,
            Holds = false,
            Unit = UnitOf(reading.Metric),
        };
    }

    /// <summary>Money that would reach a threshold now, or null.</summary>
    public long? MoneyTo(in Frame frame, long threshold) => reading.Metric switch
    {
        Metric.Spend or Metric.TopUps => threshold - Read(frame).Floor,
        Metric.LargestTopUp => threshold,
        Metric.Growth => MoneyToGrowth(frame, threshold),
        Metric.Orders or Metric.PointsEarned or Metric.PointsBalance or Metric.Referrals or Metric.Behaviour or Metric.DaysSincePurchase or Metric.DaysSinceActivity => null,
    };

    /// <summary>The rows behind the value, for an explanation; empty for metrics that are no sums.</summary>
    public IReadOnlyList<CountedRow> Rows(in Frame frame) => reading.Metric switch
    {
        Metric.Spend => MetricReader.Rows(frame, WindowIn(frame), Column.Spend),
        Metric.Orders => MetricReader.Rows(frame, WindowIn(frame), Column.Orders),
        Metric.PointsEarned => MetricReader.Rows(frame, WindowIn(frame), Column.Points),
        Metric.Growth => [.. MetricReader.Rows(frame, WindowIn(frame), Column.SpendGrowth).Concat(MetricReader.Rows(frame, WindowIn(frame), Column.BehaviourGrowth)).OrderBy(r => r.Sequence)],
        Metric.TopUps or Metric.LargestTopUp => MetricReader.Rows(frame, WindowIn(frame), Column.TopUps),
        Metric.Referrals => MetricReader.Rows(frame, WindowIn(frame), Column.Referrals),
        Metric.Behaviour => MetricReader.Rows(frame, WindowIn(frame), Column.Behaviours, reading.Parameter),
        Metric.PointsBalance or Metric.DaysSincePurchase or Metric.DaysSinceActivity => [],
    };

    /// <summary>How numbers of a metric are written.</summary>
    public static NumberUnit UnitOf(Metric metric) => metric switch
    {
        Metric.Spend or Metric.LargestTopUp or Metric.TopUps => NumberUnit.Money,
        Metric.PointsEarned or Metric.PointsBalance => NumberUnit.Points,
        Metric.Growth => NumberUnit.Growth,
        Metric.Orders or Metric.Referrals or Metric.Behaviour or Metric.DaysSincePurchase or Metric.DaysSinceActivity => NumberUnit.Count,
    };

    private long? MoneyToGrowth(in Frame frame, long threshold)
    {
        if (terms.Growth?.SpendRate is not { Value: > 0 } rate) return null;
        var window = WindowIn(frame);
        var spend = MetricReader.Sum(frame, window, Column.SpendGrowth);
        var needed = GrowthValue.SpendNeeded(spend, MetricReader.Sum(frame, window, Column.BehaviourGrowth), _share, threshold);
        return rate.Mode switch
        {
            RateMode.PerFull => Rounding.Divide(needed, rate.Value, RoundingMode.Ceiling) * rate.Per,
            RateMode.Proportional => Rounding.Divide((Int128)needed * rate.Per, rate.Value, RoundingMode.Ceiling),
        };
    }

    private Quantity ReadGrowth(in Frame frame)
    {
        var window = WindowIn(frame);
        var spend = MetricReader.Sum(frame, window, Column.SpendGrowth);
        var behaviour = MetricReader.Sum(frame, window, Column.BehaviourGrowth);
        return GrowthValue.Of(spend, behaviour, _share);
    }
}

/// <summary>The two readings of "70 % spend + 30 % behaviour" (§4), exact.</summary>
internal static class GrowthValue
{
    public static Quantity Of(long spend, long behaviour, BehaviourShare? share)
    {
        if (share is not { } s) return spend + behaviour;
        Int128 rest = 100 - s.Percent;
        return s.Reading switch
        {
            // Behaviour counts at most spend × share ÷ rest; negative spend growth leaves no room.
            ShareReading.Cap => new((rest * spend) + Int128.Min(rest * behaviour, Int128.Max(0, (Int128)s.Percent * spend)), PerOf(s)),
            ShareReading.Weight => new((rest * spend) + ((Int128)s.Percent * behaviour), PerOf(s)),
        };
    }

    /// <summary>Denominator of readings under a share.</summary>
    public static int PerOf(BehaviourShare? share) => share switch
    {
        null => 1,
        { Reading: ShareReading.Cap } => 100 - share.Percent,
        _ => 100,
    };

    /// <summary>The least spend growth to add so that the reading reaches a threshold, the behaviour growth held.</summary>
    public static long SpendNeeded(long spend, long behaviour, BehaviourShare? share, long threshold)
    {
        long low = 0, high = 1;
        while (!Of(spend + high, behaviour, share).IsAtLeast(threshold)) high = checked(high * 2);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (Of(spend + middle, behaviour, share).IsAtLeast(threshold)) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
