using Tessera.Core;

namespace Tessera.App.Demo;

/// <summary>The local dates of a demo's history. Takes no clock: the end date is given.</summary>
internal sealed class DemoSpan
{
    private readonly BusinessCalendar _calendar;

    public DemoSpan(DateOnly through, int months, BusinessCalendar calendar)
    {
        _calendar = calendar;
        Through = through;
        From = through.AddDays(1).AddMonths(-months);
        TakeoverOn = From.AddMonths(-1);
    }

    /// <summary>First day of the history.</summary>
    public DateOnly From { get; }

    /// <summary>Last day of the history.</summary>
    public DateOnly Through { get; }

    /// <summary>Day on which the members of the older system were taken over: a month earlier, so that a yearly settlement and its grace lie inside on every end date.</summary>
    public DateOnly TakeoverOn { get; }

    /// <summary>Days of the history.</summary>
    public int Days => Through.DayNumber - From.DayNumber + 1;

    /// <summary>The first instant after the history.</summary>
    public Instant End => _calendar.StartOf(Through.AddDays(1));

    /// <summary>The instant of a local date and time.</summary>
    public Instant At(DateOnly day, TimeOnly time) => _calendar.At(day, time);

    /// <summary>The local date of an instant.</summary>
    public DateOnly DayOf(Instant at) => _calendar.DayOf(at);

    /// <summary>The first day of the nth whole calendar month, from 1.</summary>
    public DateOnly MonthStart(int n)
    {
        var first = From.Day == 1 ? From : new DateOnly(From.Year, From.Month, 1).AddMonths(1);
        return first.AddMonths(n - 1);
    }

    /// <summary>The number of the calendar month of a date; 0 or less before the first whole one.</summary>
    public int MonthOf(DateOnly day)
    {
        var first = MonthStart(1);
        return ((day.Year - first.Year) * 12) + day.Month - first.Month + 1;
    }

    /// <summary>A day drawn from a range that lies inside the history, or null when nothing is left of it.</summary>
    public DateOnly? Draw(SeededSequence chance, DateOnly from, DateOnly through)
    {
        var first = from < From ? From : from;
        var last = through > Through ? Through : through;
        return first > last ? null : first.AddDays(chance.Below(last.DayNumber - first.DayNumber + 1));
    }

    /// <summary>Whether a date is the birthday, 29 February being the 28th in other years (semantics §2).</summary>
    public static bool IsBirthday(DateOnly? birthday, DateOnly day) =>
        birthday is { } born && born.Month == day.Month && Math.Min(born.Day, DateTime.DaysInMonth(day.Year, day.Month)) == day.Day;
}
