namespace Tessera.Model;

/// <summary>Local dates only; month arithmetic clamps to the end of the month (semantics §1).</summary>
public static class ModelDates
{
    public static DateOnly Day(DateTime at) => DateOnly.FromDateTime(at);

    public static DateTime StartOf(DateOnly day) => day.ToDateTime(TimeOnly.MinValue);

    public static DateOnly MonthEnd(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    /// <summary>The given day of a year, 29 February read as the 28th where there is none.</summary>
    public static DateOnly InYear(int year, int month, int day) => new(year, month, Math.Min(day, DateTime.DaysInMonth(year, month)));

    public static DateOnly PeriodStart(Period period, DateOnly day) => period switch
    {
        Period.Day => day,
        Period.Month => new DateOnly(day.Year, day.Month, 1),
        Period.Quarter => new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
        Period.Half => new DateOnly(day.Year, day.Month <= 6 ? 1 : 7, 1),
        Period.Year => new DateOnly(day.Year, 1, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(period)),
    };

    /// <summary>The last day, inclusive, of the calendar period that holds the day.</summary>
    public static DateOnly PeriodEnd(Period period, DateOnly day) => period switch
    {
        Period.Day => day,
        Period.Month => PeriodStart(period, day).AddMonths(1).AddDays(-1),
        Period.Quarter => PeriodStart(period, day).AddMonths(3).AddDays(-1),
        Period.Half => PeriodStart(period, day).AddMonths(6).AddDays(-1),
        Period.Year => PeriodStart(period, day).AddMonths(12).AddDays(-1),
        _ => throw new ArgumentOutOfRangeException(nameof(period)),
    };
}
