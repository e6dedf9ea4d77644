using Tessera.Core.Members;
using Tessera.Core.Tiers;

namespace Tessera.Core.Segments;

/// <summary>What the columns say of a member.</summary>
public enum ColumnAnswer : byte
{
    /// <summary>The condition does not hold, or the member is gone.</summary>
    No,

    /// <summary>It holds.</summary>
    Yes,

    /// <summary>Its record must be read: a calendar window meets a refund, which may count on either of two dates (semantics §2), or something is dated after the day.</summary>
    Unsure,
}

/// <summary>
/// A condition over the columns, read for many members at once; says the same as <see cref="CompiledSegmentRule"/> of each member's record. Good until the columns change.
/// </summary>
public sealed class SegmentScan
{
    /// <summary>Members looked at together.</summary>
    public const int Block = 2_048;
    private readonly SegmentColumns _columns;
    private readonly ColumnTest _test;
    private readonly MemberMarks _unsure;
    private readonly int _asOf;

    /// <summary>Compiles a condition.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="columns">Columns; profiles among them where it reads them (<see cref="ConditionReads"/>).</param>
    /// <param name="asOf">Local date; windows end on it.</param>
    /// <param name="terms">Terms of the tiers in force.</param>
    /// <param name="rfm">Where a ledger account stands in the RFM grid; null where nobody does.</param>
    public SegmentScan(Condition condition, SegmentColumns columns, DateOnly asOf, LadderTerms terms, Func<long, RfmMember?>? rfm = null)
    {
        (_columns, _asOf) = (columns, asOf.DayNumber);
        _test = new ColumnTests(columns, asOf, terms, rfm).Of(condition);
        _unsure = ConditionReads.Of(condition).Calendar ? MemberMarks.TwoDates : MemberMarks.None;
    }

    /// <summary>Reads members that follow each other.</summary>
    /// <param name="from">Place of the first.</param>
    /// <param name="into">The answers, at most <see cref="Block"/> of them.</param>
    public void Read(int from, Span<ColumnAnswer> into)
    {
        Span<byte> holds = stackalloc byte[Block];
        holds = holds[..into.Length];
        _test.Fill(from, holds);
        for (var i = 0; i < into.Length; i++)
        {
            var marks = _columns.Marks[from + i];
            if ((marks & MemberMarks.Gone) != 0) into[i] = ColumnAnswer.No;
            else if ((marks & _unsure) != 0 || _columns.SeenOn[from + i] > _asOf) into[i] = ColumnAnswer.Unsure;
            else into[i] = holds[i] != 0 ? ColumnAnswer.Yes : ColumnAnswer.No;
        }
    }

    /// <summary>Members who are not gone.</summary>
    public static long Present(SegmentColumns columns)
    {
        var present = 0L;
        foreach (var marks in columns.Marks.AsSpan(0, columns.Members)) present += (marks & MemberMarks.Gone) == 0 ? 1 : 0;
        return present;
    }
}

/// <summary>A condition over the columns: 1 where it holds.</summary>
internal abstract class ColumnTest
{
    public abstract void Fill(int from, Span<byte> into);
}

/// <summary>Makes tests out of conditions.</summary>
internal sealed class ColumnTests(SegmentColumns columns, DateOnly asOf, LadderTerms terms, Func<long, RfmMember?>? rfm)
{
    private readonly int _asOf = asOf.DayNumber;

    public ColumnTest Of(Condition condition) => condition switch
    {
        AllOf all => new JoinTest([.. all.Parts.Select(Of)], isAll: true),
        AnyOf any => new JoinTest([.. any.Parts.Select(Of)], isAll: false),
        Not not => new NotTest(Of(not.Part)),
        Compare { Reading.Metric: Metric.Growth } growth => Sums(growth.Comparison, growth.Threshold, GrowthValue.PerOf(terms.Growth?.BehaviourShare), [(growth.Reading, 1)]),
        Compare compare => new ThresholdTest(Reading(compare.Reading), compare.Comparison, compare.Threshold),
        Score score => Sums(Comparison.AtLeast, score.ThresholdTenThousandths, score.Parts.Count == 0 ? 1 : GrowthValue.PerOf(terms.Growth?.BehaviourShare), [.. score.Parts.Select(p => (p.Reading, p.WeightTenThousandths))]),
        HasTag tag => Tag(columns.CodeOf(tag.Tag)),
        InSegment segment => Inside(columns.CodeOf(segment.Segment)),
        Fits fits => Of(fits),
        Reaches reaches => Of(reaches),
        _ => throw new ArgumentException($"unknown condition {condition.GetType().Name}", nameof(condition)),
    };

    private ColumnReading Reading(MetricReading reading) => ColumnReading.Of(columns, reading, terms.Purchases.OrderAboveMinor, asOf);

    private EachTest Tag(int code) => new(m => columns.Tags.IsFirstHeld(m, code, _asOf));

    private EachTest Inside(int code) => new(m => columns.Segments.HeldSince(m, code, _asOf) >= 0);

    private EachTest Of(Fits fits)
    {
        var code = columns.CodeOf(fits.Value);
        return fits.Trait switch
        {
            Trait.Tier => new(m => columns.Tiers[m] == code),
            Trait.Coupon => new(m => columns.Coupons.HeldSince(m, code, _asOf) >= 0),
            Trait.Rfm => new(m => Stands(m) is { Recency: > 0 } stands && RfmNames.Of(stands.Recency, stands.Frequency).Code == fits.Value),
            Trait.JoinChannel => new(m => columns.Channels[m] == code),
            Trait.Locale => new(m => code != 0 && columns.Locales[m] == code),
            Trait.BirthMonth => Born(fits.Value),
        };
    }

    private EachTest Born(string month)
    {
        var wanted = int.Parse(month, System.Globalization.CultureInfo.InvariantCulture);
        return new(m => columns.BornOn[m] is > 0 and var born && DateOnly.FromDayNumber((int)born - 1).Month == wanted);
    }

    private ColumnTest Of(Reaches reaches) => reaches.Gauge switch
    {
        Gauge.DaysSinceJoining => new ThresholdTest(new DaysReading(columns.JoinedOn, columns.JoinedOn, _asOf), reaches.Comparison, reaches.Threshold),
        Gauge.Wallet => new ThresholdTest(new EachReading(m => columns.Wallet[m]), reaches.Comparison, reaches.Threshold),
        Gauge.LargestOrder => new EachTest(Totals(reaches, isMean: false)),
        Gauge.AverageOrder => new EachTest(Totals(reaches, isMean: true)),
        Gauge.TagDays => TagDays(reaches, columns.CodeOf(reaches.Of)),
        Gauge.Age => new EachTest(m => columns.BornOn[m] is > 0 and var born && DateOnly.FromDayNumber((int)born - 1) is { Year: > 1 } on && Compares(reaches, CompiledReaches.AgeOn(on, asOf))),
        Gauge.Recency => new EachTest(m => Stands(m) is { Recency: > 0 } s && Compares(reaches, s.Recency)),
        Gauge.Frequency => new EachTest(m => Stands(m) is { Frequency: > 0 } s && Compares(reaches, s.Frequency)),
        Gauge.Monetary => new EachTest(m => Stands(m) is { Monetary: > 0 } s && Compares(reaches, s.Monetary)),
    };

    private EachTest TagDays(Reaches reaches, int code) => new(m => columns.Tags.HeldSince(m, code, _asOf) is >= 0 and var since && Compares(reaches, _asOf - since));

    private Func<int, bool> Totals(Reaches reaches, bool isMean)
    {
        var totals = new OrderTotalsReading(columns, new ColumnWindow(columns, reaches.Window ?? Window.Lifetime, asOf), terms.Purchases.OrderAboveMinor);
        return m => totals.Of(m) is { Orders: > 0 } of && Compares(reaches, isMean ? new Quantity(of.Sum, checked((int)of.Orders)) : of.Largest);
    }

    private SumsTest Sums(Comparison comparison, long threshold, int per, IReadOnlyList<(MetricReading Reading, long Weight)> parts) => new(
        [
            .. parts.Select(p => p.Reading.Metric == Metric.Growth
                ? new SumsPart(Growth(p.Reading, columns.SpendGrowth), Growth(p.Reading, columns.BehaviourGrowth), p.Weight)
                : new SumsPart(Reading(p.Reading), null, p.Weight)),
        ],
        (comparison, threshold, per), terms);

    private SumReading Growth(MetricReading reading, NumberColumn values) => new(columns, new ColumnWindow(columns, reading.Window ?? Window.Lifetime, asOf), values, uint.MaxValue);

    private RfmMember? Stands(int member) => rfm?.Invoke(columns.KeyOf(member));

    private static bool Compares(Reaches reaches, Quantity value) => reaches.Comparison == Comparison.AtLeast ? value.IsAtLeast(reaches.Threshold) : value.IsAtMost(reaches.Threshold);
}

internal sealed class JoinTest(ColumnTest[] parts, bool isAll) : ColumnTest
{
    public override void Fill(int from, Span<byte> into)
    {
        into.Fill(isAll ? (byte)1 : (byte)0);
        Span<byte> part = stackalloc byte[SegmentScan.Block];
        part = part[..into.Length];
        foreach (var test in parts)
        {
            test.Fill(from, part);
            if (isAll)
            {
                for (var i = 0; i < into.Length; i++) into[i] &= part[i];
            }
            else
            {
                for (var i = 0; i < into.Length; i++) into[i] |= part[i];
            }
        }
    }
}

internal sealed class NotTest(ColumnTest part) : ColumnTest
{
    public override void Fill(int from, Span<byte> into)
    {
        part.Fill(from, into);
        for (var i = 0; i < into.Length; i++) into[i] ^= 1;
    }
}

internal sealed class EachTest(Func<int, bool> holds) : ColumnTest
{
    public override void Fill(int from, Span<byte> into)
    {
        for (var i = 0; i < into.Length; i++) into[i] = holds(from + i) ? (byte)1 : (byte)0;
    }
}

internal sealed class ThresholdTest(ColumnReading reading, Comparison comparison, long threshold) : ColumnTest
{
    public override void Fill(int from, Span<byte> into)
    {
        Span<long> values = stackalloc long[SegmentScan.Block];
        values = values[..into.Length];
        reading.Fill(from, values);
        if (comparison == Comparison.AtLeast)
        {
            for (var i = 0; i < into.Length; i++) into[i] = values[i] >= threshold ? (byte)1 : (byte)0;
        }
        else
        {
            for (var i = 0; i < into.Length; i++) into[i] = values[i] <= threshold ? (byte)1 : (byte)0;
        }
    }
}

/// <summary>A part of a weighted sum: a reading, or growth in its two parts.</summary>
/// <param name="Whole">The reading, or growth from spend.</param>
/// <param name="Behaviour">Growth from behaviour; null for any other reading.</param>
/// <param name="Weight">Weight.</param>
internal sealed record SumsPart(ColumnReading Whole, ColumnReading? Behaviour, long Weight);

/// <summary>Σ weight × value against a threshold, growth shares exact (semantics §4, §5 score).</summary>
internal sealed class SumsTest(SumsPart[] parts, (Comparison Comparison, long Threshold, int Per) against, LadderTerms terms) : ColumnTest
{
    public override void Fill(int from, Span<byte> into)
    {
        Span<long> values = stackalloc long[SegmentScan.Block];
        Span<long> behaviours = stackalloc long[SegmentScan.Block];
        var sums = new Int128[into.Length];
        foreach (var part in parts)
        {
            part.Whole.Fill(from, values[..into.Length]);
            part.Behaviour?.Fill(from, behaviours[..into.Length]);
            for (var i = 0; i < sums.Length; i++)
            {
                var value = part.Behaviour is null ? values[i] : GrowthValue.Of(values[i], behaviours[i], terms.Growth?.BehaviourShare);
                sums[i] += value.Parts * (against.Per / value.Per) * part.Weight;
            }
        }

        for (var i = 0; i < sums.Length; i++)
        {
            var sum = new Quantity(sums[i], against.Per);
            into[i] = (against.Comparison == Comparison.AtLeast ? sum.IsAtLeast(against.Threshold) : sum.IsAtMost(against.Threshold)) ? (byte)1 : (byte)0;
        }
    }
}
