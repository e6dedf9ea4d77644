using Tessera.Core.Members;
using Tessera.Core.Tiers;

namespace Tessera.Core.Segments;

/// <summary>A member as segments and tag rules see it on a date.</summary>
/// <param name="State">Its state.</param>
/// <param name="Besides">What is known beside the record, or null.</param>
/// <param name="AsOf">Local date; windows end on it.</param>
/// <param name="Terms">Terms of the tiers in force: what an order is, until when a refund counts on its purchase's date.</param>
public sealed record MemberSight(MemberState State, Besides? Besides, DateOnly AsOf, LadderTerms Terms)
{
    internal Frame Frame => new()
    {
        State = State, Besides = Besides, ClosesAfterDays = Terms.Time.ReviewClosesAfterDays, OrdersAboveMinor = Terms.Purchases.OrderAboveMinor,
        Dates = new WindowDates(AsOf, State.Tier?.Since ?? State.JoinedOn, State.JoinedOn),
    };
}

/// <summary>The condition of a segment, compiled once.</summary>
public sealed class CompiledSegmentRule
{
    private readonly CompiledCondition _condition;

    private CompiledSegmentRule(CompiledCondition condition) => _condition = condition;

    /// <summary>Compiles a condition.</summary>
    public static CompiledSegmentRule Compile(Condition condition, LadderTerms terms) => new(CompiledCondition.Compile(condition, terms)!);

    /// <summary>Whether a member belongs to it; nobody does after closing or once merged into another.</summary>
    public bool Holds(MemberSight sight)
    {
        if (sight.State.ClosedOn is not null || sight.State.MergedInto is not null) return false;
        var frame = sight.Frame;
        return _condition.Holds(frame);
    }

    /// <summary>The condition as it was read, leaf by leaf.</summary>
    public IReadOnlyList<Reason> Why(MemberSight sight)
    {
        var frame = sight.Frame;
        return TierReasons.Of(_condition.Trace(frame));
    }
}

/// <summary>What a condition reads, to load no more than it needs and to say what law protects.</summary>
/// <param name="Segments">Segments it names.</param>
/// <param name="Profile">Reads the sealed profile.</param>
/// <param name="Rfm">Reads the RFM board.</param>
/// <param name="Protected">Protected attributes (L4), as the file writes them.</param>
public sealed record ConditionReads(IReadOnlySet<string> Segments, bool Profile, bool Rfm, IReadOnlyList<string> Protected)
{
    /// <summary>Reads a calendar window, in which a refund may count on its own date.</summary>
    public bool Calendar { get; private init; }

    /// <summary>What one condition reads.</summary>
    public static ConditionReads Of(Condition? condition)
    {
        var leaves = Leaves(condition).ToList();
        var gauges = leaves.OfType<Reaches>().Select(r => r.Gauge).ToHashSet();
        var traits = leaves.OfType<Fits>().Select(f => f.Trait).ToHashSet();
        return new ConditionReads(
            leaves.OfType<InSegment>().Select(s => s.Segment).ToHashSet(StringComparer.Ordinal),
            gauges.Contains(Gauge.Age) || traits.Contains(Trait.BirthMonth) || traits.Contains(Trait.Locale),
            traits.Contains(Trait.Rfm) || gauges.Overlaps([Gauge.Recency, Gauge.Frequency, Gauge.Monetary]),
            [.. gauges.Where(SegmentNames.IsProtected).Select(SegmentNames.Of)])
        {
            Calendar = leaves.Exists(l => WindowsOf(l).Any(w => w is { IsCalendar: true })),
        };
    }

    private static IEnumerable<Window?> WindowsOf(Condition leaf) => leaf switch
    {
        Compare compare => [compare.Reading.Window],
        Score score => score.Parts.Select(p => p.Reading.Window),
        Reaches reaches => [reaches.Window],
        _ => [],
    };

    private static IEnumerable<Condition> Leaves(Condition? condition) => condition switch
    {
        null => [],
        AllOf all => all.Parts.SelectMany(Leaves),
        AnyOf any => any.Parts.SelectMany(Leaves),
        Not not => Leaves(not.Part),
        var leaf => [leaf],
    };
}
