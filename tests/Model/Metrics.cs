namespace Tessera.Model;

/// <summary>
/// How a condition is read: windows start as if they ended on StartsAsOf and end on EndsOn. Both are the same day
/// except during grace, where the start is fixed and the end moves to today.
/// </summary>
public sealed record ModelReading(DateOnly StartsAsOf, DateOnly EndsOn)
{
    public DateOnly TierSince { get; init; }

    /// <summary>The day whose previous period a window of a previous period is: the fact's own day; for reviews the review's own date, which is the day after StartsAsOf.</summary>
    public DateOnly PreviousOf { get; init; } = StartsAsOf;

    /// <summary>How many tags and segments were known at a rise that is read again: taking one away, or giving one later, changes nothing of it.</summary>
    public (int Tags, int Segments)? Known { get; init; }

    /// <summary>For re-reading an upgrade after a refund: every refund counts on its purchase's date.</summary>
    public bool RefundsOnPurchaseDate { get; init; }

    /// <summary>After a fall: lifetime and since-joining windows read only from this instant.</summary>
    public DateTime? LifetimeAnewFrom { get; init; }

    /// <summary>After a fall under allAnew: no window reaches back before this instant.</summary>
    public DateTime? AllAnewFrom { get; init; }

    public static ModelReading On(DateOnly day, DateOnly tierSince) => new(day, day) { TierSince = tierSince };
}

/// <summary>One dated contribution to a metric.</summary>
internal sealed record Item(DateTime At, DateOnly On, Ratio Value);

/// <summary>Every metric is recomputed by scanning all facts each time it is read (semantics §1 windows, §2 refunds, §4, §5).</summary>
public static class Metrics
{
    public static bool Holds(ModelMember member, ModelCondition condition, ModelReading reading) => condition switch
    {
        AllOf all => all.Parts.All(part => Holds(member, part, reading)),
        AnyOf any => any.Parts.Any(part => Holds(member, part, reading)),
        NotOf not => !Holds(member, not.Part, reading),
        HasTag tag => member.HasTag(tag.Tag, reading.EndsOn, reading.LifetimeAnewFrom ?? reading.AllAnewFrom, reading.Known?.Tags),
        InSegment segment => member.InSegment(segment.Segment, reading.EndsOn, reading.LifetimeAnewFrom ?? reading.AllAnewFrom, reading.Known?.Segments),
        Compare compare => Holds(compare, Value(member, compare.Metric, compare.Window, reading)),
        _ => throw new InvalidOperationException("Unknown condition."),
    };

    /// <summary>The value, or null for "never" of a days-since metric.</summary>
    public static Ratio? Value(ModelMember member, ModelMetric metric, ModelWindow window, ModelReading reading) => metric.Kind switch
    {
        MetricKind.Spend => Sum(Spend(member, window, reading), member, window, reading),
        MetricKind.OrderCount => Sum(OrderCount(member, window, reading), member, window, reading),
        MetricKind.PointsEarned => Sum(PointsEarned(member, window, reading), member, window, reading),
        MetricKind.PointsBalance => member.Points.Entries.LastOrDefault(entry => entry.On <= reading.EndsOn)?.BalanceAfter ?? 0,
        MetricKind.Growth => Growth(member, window, reading),
        MetricKind.SingleTopUp => Inside(TopUps(member), member, window, reading).Select(item => item.Value).Append(0).Max(),
        MetricKind.TopUps => Sum(TopUps(member), member, window, reading),
        MetricKind.Referrals => Sum(Referrals(member), member, window, reading),
        MetricKind.Behaviours => Sum(Behaviours(member, metric.Behaviour), member, window, reading),
        MetricKind.DaysSincePurchase => DaysSince(member.LastPurchase(reading.EndsOn), reading),
        MetricKind.DaysSinceActivity => DaysSince(member.LastActivity(reading.EndsOn), reading),
        MetricKind.Score => Ratio.Sum(metric.Parts.Select(part => part.Weight * (Value(member, part.Metric, window, reading) ?? 0))),
        _ => throw new InvalidOperationException("Unknown metric."),
    };

    /// <summary>First and last day of a window, both inclusive; no first day means from the beginning.</summary>
    public static (DateOnly? From, DateOnly Through) Range(ModelMember member, ModelWindow window, ModelReading reading)
    {
        var d = reading.StartsAsOf;
        DateOnly? from = window.Kind switch
        {
            WindowKind.Lifetime => null,
            WindowKind.RollingDays => d.AddDays(1 - window.N),
            WindowKind.RollingMonths => d.AddMonths(-window.N).AddDays(1),
            WindowKind.Calendar => ModelDates.PeriodStart(window.Period, d),
            WindowKind.PreviousCalendar => PreviousStart(window.Period, reading.PreviousOf),
            WindowKind.SinceTierStart => reading.TierSince,
            WindowKind.SinceJoining => member.JoinedOn,
            _ => throw new InvalidOperationException("Unknown window."),
        };
        var through = window.Kind == WindowKind.PreviousCalendar && reading.EndsOn == d
            ? ModelDates.PeriodStart(window.Period, reading.PreviousOf).AddDays(-1)
            : reading.EndsOn;
        return (from, through);
    }

    private static DateOnly PreviousStart(Period period, DateOnly day) =>
        ModelDates.PeriodStart(period, ModelDates.PeriodStart(period, day).AddDays(-1));

    private static bool Holds(Compare compare, Ratio? value) => compare.How switch
    {
        Comparison.AtLeast => value is null || value >= compare.Threshold,
        Comparison.Above => value is null || value > compare.Threshold,
        Comparison.AtMost => value is not null && value <= compare.Threshold,
        Comparison.Below => value is not null && value < compare.Threshold,
        _ => throw new InvalidOperationException("Unknown comparison."),
    };

    private static Ratio? DaysSince(DateOnly? last, ModelReading reading) =>
        last is { } day ? reading.EndsOn.DayNumber - day.DayNumber : null;

    private static IEnumerable<Item> Inside(IEnumerable<Item> items, ModelMember member, ModelWindow window, ModelReading reading)
    {
        var (from, through) = Range(member, window, reading);
        var anew = window.Kind is WindowKind.Lifetime or WindowKind.SinceJoining ? reading.LifetimeAnewFrom ?? reading.AllAnewFrom : reading.AllAnewFrom;
        return items.Where(item => (from is null || item.On >= from) && item.On <= through && (anew is null || item.At >= anew));
    }

    private static Ratio Sum(IEnumerable<Item> items, ModelMember member, ModelWindow window, ModelReading reading) =>
        Ratio.Sum(Inside(items, member, window, reading).Select(item => item.Value));

    /// <summary>
    /// The date on which something that reduces an order counts: the purchase's, except in calendar windows when it
    /// came after the purchase's period had closed; then its own.
    /// </summary>
    private static bool CountsOnPurchaseDate(ModelMember member, ModelOrder order, DateOnly on, (ModelWindow Window, ModelReading Reading) at) =>
        at.Reading.RefundsOnPurchaseDate
        || at.Window.CalendarPeriod is not { } period
        || on <= ModelDates.PeriodEnd(period, order.On).AddDays(member.Program.ClosesAfterDays);

    private static IEnumerable<Item> OfOrders(ModelMember member, ModelWindow window, ModelReading reading, Func<ModelOrder, long> gave, Func<ModelRefunded, long> took)
    {
        foreach (var order in member.Orders)
        {
            yield return new Item(order.At, order.On, gave(order));
            foreach (var refund in order.Refunds)
            {
                yield return CountsOnPurchaseDate(member, order, refund.On, (window, reading))
                    ? new Item(order.At, order.On, -took(refund))
                    : new Item(refund.At, refund.On, -took(refund));
            }
        }
    }

    private static IEnumerable<Item> Spend(ModelMember member, ModelWindow window, ModelReading reading) =>
        OfOrders(member, window, reading, order => order.Qualifying, refund => refund.Qualifying)
            .Concat(member.Cancellations.Select(cancelled => new Item(cancelled.Fact.OccurredAt, cancelled.Fact.OccurredOn, -cancelled.Fact.AmountMinor)));

    /// <summary>+1 on the purchase's date where it counts after refunds that count on that date; −1 on the date of a later refund that ends it.</summary>
    private static IEnumerable<Item> OrderCount(ModelMember member, ModelWindow window, ModelReading reading)
    {
        foreach (var order in member.Orders)
        {
            var left = order.Lines.Sum(line => line.Net);
            foreach (var refund in order.Refunds.Where(refund => CountsOnPurchaseDate(member, order, refund.On, (window, reading))))
            {
                left -= refund.Money;
            }

            if (!Counts(member, left))
            {
                continue;
            }

            yield return new Item(order.At, order.On, 1);
            foreach (var refund in order.Refunds.Where(refund => !CountsOnPurchaseDate(member, order, refund.On, (window, reading))))
            {
                var counted = Counts(member, left);
                left -= refund.Money;
                if (counted && !Counts(member, left))
                {
                    yield return new Item(refund.At, refund.On, -1);
                }
            }
        }
    }

    private static bool Counts(ModelMember member, long left) => left > 0 && left >= member.Program.OrderMinimumMinor;

    private static IEnumerable<Item> PointsEarned(ModelMember member, ModelWindow window, ModelReading reading)
    {
        foreach (var order in member.Orders)
        {
            yield return new Item(order.At, order.On, order.Points);
            var left = order.Points;
            foreach (var (at, on, points) in Takings(order))
            {
                var taken = Math.Min(left, points);
                left -= taken;
                yield return CountsOnPurchaseDate(member, order, on, (window, reading)) ? new Item(order.At, order.On, -taken) : new Item(at, on, -taken);
            }
        }

        foreach (var behaved in member.Behaviours)
        {
            yield return new Item(behaved.Fact.OccurredAt, behaved.Fact.OccurredOn, behaved.Points);
        }

        foreach (var cancelled in member.Cancellations)
        {
            yield return new Item(cancelled.Fact.OccurredAt, cancelled.Fact.OccurredOn, -cancelled.Points);
        }
    }

    /// <summary>Refunds and lapsed pending points of an order by date; together they never take more than it gave.</summary>
    private static IEnumerable<(DateTime At, DateOnly On, long Points)> Takings(ModelOrder order) =>
        order.Refunds.Select(refund => (refund.At, refund.On, refund.Points))
            .Concat(order.Lapsed.Select(lapsed => (ModelDates.StartOf(lapsed.On), lapsed.On, lapsed.Points)))
            .OrderBy(taking => taking.Item1);

    private static Ratio Growth(ModelMember member, ModelWindow window, ModelReading reading)
    {
        var spend = Sum(
            OfOrders(member, window, reading, order => order.Growth, refund => refund.Growth)
                .Concat(member.Cancellations.Select(cancelled => new Item(cancelled.Fact.OccurredAt, cancelled.Fact.OccurredOn, -cancelled.Growth))),
            member,
            window,
            reading);
        var behaviour = Sum(
            member.Behaviours.Select(behaved => new Item(behaved.Fact.OccurredAt, behaved.Fact.OccurredOn, behaved.Growth)), member, window, reading);
        var share = member.Program.Growth.BehaviourShare;
        return member.Program.Growth.ShareKind switch
        {
            BehaviourShareKind.None => spend + behaviour,
            BehaviourShareKind.Cap => spend + Ratio.Min(behaviour, Ratio.Max(0, spend * share / (1 - share))),
            BehaviourShareKind.Weight => ((1 - share) * spend) + (share * behaviour),
            _ => throw new InvalidOperationException("Unknown share."),
        };
    }

    private static IEnumerable<Item> TopUps(ModelMember member) =>
        member.TopUps.Select(topUp => new Item(topUp.OccurredAt, topUp.OccurredOn, topUp.PrincipalMinor));

    private static IEnumerable<Item> Referrals(ModelMember member) =>
        member.Referrals.Where(referral => !member.InvalidReferrals.Contains(referral.Key))
            .Select(referral => new Item(referral.OccurredAt, referral.OccurredOn, 1));

    private static IEnumerable<Item> Behaviours(ModelMember member, string? type) =>
        member.Behaviours.Where(behaved => type is null || behaved.Fact.Type == type)
            .Select(behaved => new Item(behaved.Fact.OccurredAt, behaved.Fact.OccurredOn, 1));
}
