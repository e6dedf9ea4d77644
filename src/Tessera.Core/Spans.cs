namespace Tessera.Core;

/// <summary>A length in months and days; both zero is an empty length.</summary>
public sealed record Span(int Months, int Days)
{
    /// <summary>No length.</summary>
    public static Span Zero { get; } = new(0, 0);

    /// <summary>The date this length after <paramref name="day"/>; months clamp to the month's end.</summary>
    public DateOnly After(DateOnly day) => day.AddMonths(Months).AddDays(Days);

    /// <summary>The date this length before <paramref name="day"/>; months clamp to the month's end.</summary>
    public DateOnly Before(DateOnly day) => day.AddMonths(-Months).AddDays(-Days);
}

/// <summary>A day of each year.</summary>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to 31, clamped to the month.</param>
public readonly record struct MonthDay(int Month, int Day)
{
    /// <summary>This day in a year.</summary>
    public DateOnly In(int year) => new(year, Month, Math.Min(Day, DateTimeDays(year, Month)));

    private static int DateTimeDays(int year, int month) => new DateOnly(year, month, 1).AddMonths(1).AddDays(-1).Day;
}
