namespace Tessera.Core.Tiers;

/// <summary>Local dates from the first to the last, both included. Empty when the first is after the last.</summary>
/// <param name="From">First date, or null for the beginning of time.</param>
/// <param name="Through">Last date.</param>
public readonly record struct DateRange(DateOnly? From, DateOnly Through)
{
    /// <summary>Whether a date lies inside.</summary>
    public bool Holds(DateOnly day) => day <= Through && (From is not { } from || day >= from);
}

/// <summary>The dates a window is laid out from (§1 Windows).</summary>
/// <param name="AsOf">Last day included: a fact reads windows that end on its own local date, a step dated D windows that end on D − 1.</param>
/// <param name="TierSince">Day the earned tier began.</param>
/// <param name="JoinedOn">Day of joining.</param>
/// <param name="StartAsOf">
/// For steps: the window starts where one ending on this day starts. Equal to <paramref name="AsOf"/> at the step itself; earlier during a grace,
/// whose window keeps its start while its end moves. Null for facts.
/// </param>
public readonly record struct WindowDates(DateOnly AsOf, DateOnly TierSince, DateOnly JoinedOn, DateOnly? StartAsOf = null);

/// <summary>The dates of windows (§1 Windows). Month arithmetic clamps to the month's end.</summary>
public static class Windows
{
    /// <summary>First and last date of a window.</summary>
    public static DateRange Range(Window window, in WindowDates dates)
    {
        var end = dates.StartAsOf ?? dates.AsOf;
        return window.Kind switch
        {
            WindowKind.Lifetime => new(null, dates.AsOf),
            WindowKind.RollingDays => new(end.AddDays(1 - window.Length), dates.AsOf),
            WindowKind.RollingMonths => new(end.AddMonths(-window.Length).AddDays(1), dates.AsOf),
            WindowKind.SinceTierStart => new(dates.TierSince, dates.AsOf),
            WindowKind.SinceJoining => new(dates.JoinedOn, dates.AsOf),
            WindowKind.Month or WindowKind.Quarter or WindowKind.Half or WindowKind.Year => new(Periods.StartOf(PeriodOf(window.Kind), end), dates.AsOf),
            WindowKind.PreviousMonth or WindowKind.PreviousQuarter or WindowKind.PreviousHalf or WindowKind.PreviousYear => Previous(window, dates),
        };
    }

    /// <summary>The calendar period a window is made of.</summary>
    public static Period PeriodOf(WindowKind kind) => kind switch
    {
        WindowKind.Month or WindowKind.PreviousMonth => Period.Month,
        WindowKind.Quarter or WindowKind.PreviousQuarter => Period.Quarter,
        WindowKind.Half or WindowKind.PreviousHalf => Period.Half,
        WindowKind.Year or WindowKind.PreviousYear => Period.Year,
        WindowKind.Lifetime or WindowKind.RollingDays or WindowKind.RollingMonths or WindowKind.SinceTierStart or WindowKind.SinceJoining =>
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a calendar window"),
    };

    /// <summary>First date on which a day that a rolling window holds has left it, or null where days never leave.</summary>
    public static DateOnly? LeavesOn(Window window, DateOnly day)
    {
        if (window.Kind == WindowKind.RollingDays) return day.AddDays(window.Length);
        if (window.Kind == WindowKind.RollingMonths)
        {
            // (D − N months, D] no longer holds the day from the first D with D − N months ≥ day; clamping may need a few days more than N months.
            var leaves = day.AddMonths(window.Length);
            while (leaves.AddMonths(-window.Length) < day) leaves = leaves.AddDays(1);
            return leaves;
        }

        return window.IsCalendar ? Periods.After(PeriodOf(window.Kind), day) : null;
    }

    // The previous period is the one before that of the fact or of the step's own date: a review of 1 April with "previous quarter" reads January to March,
    // which ends on the day before the step, as every window of a step does.
    private static DateRange Previous(Window window, in WindowDates dates)
    {
        var period = PeriodOf(window.Kind);
        var start = Periods.StartOf(period, dates.StartAsOf is { } end ? end.AddDays(1) : dates.AsOf);
        var through = dates.StartAsOf is { } fixedEnd && dates.AsOf > fixedEnd ? dates.AsOf : start.AddDays(-1);
        return new(Periods.StartOf(period, start.AddDays(-1)), through);
    }
}

/// <summary>Calendar periods.</summary>
public static class Periods
{
    /// <summary>First day of the period that holds a day.</summary>
    public static DateOnly StartOf(Period period, DateOnly day) => period switch
    {
        Period.Month => new(day.Year, day.Month, 1),
        Period.Quarter => new(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
        Period.Half => new(day.Year, day.Month <= 6 ? 1 : 7, 1),
        Period.Year => new(day.Year, 1, 1),
    };

    /// <summary>First day after the period that holds a day.</summary>
    public static DateOnly After(Period period, DateOnly day) => StartOf(period, day).AddMonths(period switch
    {
        Period.Month => 1,
        Period.Quarter => 3,
        Period.Half => 6,
        Period.Year => 12,
    });
}
