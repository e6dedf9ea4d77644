using Tessera.Core.Members;
using Tessera.Core.Tiers;

namespace Tessera.Core.Segments;

/// <summary>What of a member is one of several values.</summary>
public enum Trait
{
    /// <summary>Tier in force.</summary>
    Tier,

    /// <summary>Holds a coupon of a kind that can be used on the day.</summary>
    Coupon,

    /// <summary>Named RFM segment (<see cref="RfmNames"/>).</summary>
    Rfm,

    /// <summary>Channel of joining.</summary>
    JoinChannel,

    /// <summary>Locale for texts to the member.</summary>
    Locale,

    /// <summary>Month of the birthday, 1 to 12.</summary>
    BirthMonth,
}

/// <summary>What of a member is a number that only segments and tag rules read.</summary>
public enum Gauge
{
    /// <summary>Days since joining.</summary>
    DaysSinceJoining,

    /// <summary>Largest order of a window, net of refunds, minor units.</summary>
    LargestOrder,

    /// <summary>Mean order of a window, net of refunds, minor units; compared without rounding.</summary>
    AverageOrder,

    /// <summary>Stored value left, principal and bonus, minor units.</summary>
    Wallet,

    /// <summary>Days for which a tag is held; a tag that is not held reaches nothing.</summary>
    TagDays,

    /// <summary>Full years of age; unknown where the birthday has no year.</summary>
    Age,

    /// <summary>RFM recency score.</summary>
    Recency,

    /// <summary>RFM frequency score.</summary>
    Frequency,

    /// <summary>RFM monetary score.</summary>
    Monetary,
}

/// <summary>A trait has a value.</summary>
/// <param name="Trait">What is read.</param>
/// <param name="Value">The value, as the file writes it.</param>
public sealed record Fits(Trait Trait, string Value) : OtherLeaf
{
    internal override CompiledCondition Compile() => new CompiledFits(this);
}

/// <summary>A gauge against a threshold; reaching it exactly is enough. What is unknown holds in neither direction.</summary>
/// <param name="Gauge">What is read.</param>
/// <param name="Comparison">Direction.</param>
/// <param name="Threshold">Minor units, days, years or a score.</param>
/// <param name="Window">Window of an order gauge; null for all time.</param>
/// <param name="Of">Tag of <see cref="Gauge.TagDays"/>, else null.</param>
public sealed record Reaches(Gauge Gauge, Comparison Comparison, long Threshold, Window? Window = null, string? Of = null) : OtherLeaf
{
    internal override CompiledCondition Compile() => new CompiledReaches(this);
}

internal sealed class CompiledFits(Fits fits) : CompiledCondition
{
    public override void CollectCompares(List<CompiledCompare?> into) => into.Add(null);

    public override bool Holds(in Frame frame)
    {
        var asOf = frame.AsOf;
        return fits.Trait switch
        {
            Trait.Tier => frame.State.InForce == fits.Value,
            Trait.Coupon => frame.State.HasCoupons && frame.State.Coupons.Held.Exists(c => c.Kind == fits.Value && c.FromOn <= asOf && (c.EndsOn is not { } ends || asOf < ends)),
            Trait.Rfm => frame.Besides is { Recency: > 0 } stands && RfmNames.Of(stands.Recency, stands.Frequency).Code == fits.Value,
            Trait.JoinChannel => frame.State.JoinChannel == fits.Value,
            Trait.Locale => frame.Besides?.Locale == fits.Value,
            Trait.BirthMonth => frame.Besides?.Birthday is { } born && born.Month.ToString(System.Globalization.CultureInfo.InvariantCulture) == fits.Value,
        };
    }

    public override TracedCondition Trace(in Frame frame)
    {
        var holds = Holds(frame);
        return new(TraceKind.Leaf, holds, [], new LeafTrace
        {
            Subject = SegmentNames.Of(fits.Trait), Parameter = fits.Value, Value = holds ? 1 : 0, Threshold = 1, Holds = holds, Through = frame.AsOf, Unit = NumberUnit.Count,
        });
    }
}

internal sealed class CompiledReaches(Reaches reaches) : CompiledCondition
{
    public override void CollectCompares(List<CompiledCompare?> into) => into.Add(null);

    public override bool Holds(in Frame frame) => Read(frame) is { } value && (reaches.Comparison == Comparison.AtLeast ? value.IsAtLeast(reaches.Threshold) : value.IsAtMost(reaches.Threshold));

    public override TracedCondition Trace(in Frame frame)
    {
        var holds = Holds(frame);
        return new(TraceKind.Leaf, holds, [], new LeafTrace
        {
            Subject = SegmentNames.Of(reaches.Gauge), Parameter = reaches.Of, Window = reaches.Window, Value = Read(frame)?.Floor ?? 0, Threshold = reaches.Threshold, Comparison = reaches.Comparison,
            Holds = holds, Through = frame.AsOf, Unit = reaches.Gauge is Gauge.LargestOrder or Gauge.AverageOrder or Gauge.Wallet ? NumberUnit.Money : NumberUnit.Count,
        });
    }

    private Quantity? Read(in Frame frame) => reaches.Gauge switch
    {
        Gauge.DaysSinceJoining => Math.Max(0, frame.AsOf.DayNumber - frame.State.JoinedOn.DayNumber),
        Gauge.LargestOrder => Totals(frame) is { Orders: > 0 } totals ? totals.Largest : (Quantity?)null,
        Gauge.AverageOrder => Totals(frame) is { Orders: > 0 } totals ? new Quantity(totals.Sum, checked((int)totals.Orders)) : null,
        Gauge.Wallet => frame.State.HasWallet ? frame.State.Wallet.BalanceMinor : 0,
        Gauge.TagDays => TagDays(frame),
        Gauge.Age => frame.Besides?.Birthday is { Year: > 1 } born ? AgeOn(born, frame.AsOf) : (Quantity?)null,
        Gauge.Recency => Score(frame.Besides?.Recency),
        Gauge.Frequency => Score(frame.Besides?.Frequency),
        Gauge.Monetary => Score(frame.Besides?.Monetary),
    };

    private (long Orders, long Largest, long Sum) Totals(in Frame frame) => MetricReader.OrderTotals(frame, reaches.Window ?? Window.Lifetime, frame.OrdersAboveMinor);

    private static Quantity? Score(int? score) => score is > 0 and var known ? known : null;

    private Quantity? TagDays(in Frame frame)
    {
        foreach (var held in frame.State.Tags)
        {
            if (held.Tag == reaches.Of && held.Since <= frame.AsOf && (held.Through is not { } through || through >= frame.AsOf)) return frame.AsOf.DayNumber - held.Since.DayNumber;
        }

        return null;
    }

    // Born on 29 February one is a year older on 28 February of other years, as birthdays are kept (§2).
    internal static long AgeOn(DateOnly born, DateOnly on)
    {
        var years = on.Year - born.Year;
        return born.AddYears(years) > on ? years - 1 : years;
    }
}
