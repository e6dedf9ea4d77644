namespace Tessera.Core.Tiers;

/// <summary>Dates of reviews (§5 Named reviews).</summary>
public static class ReviewDates
{
    /// <summary>The first date of a review after a day. <c>every N days</c> and the anniversaries count from joining or from the start of the tier and never fall on that day itself.</summary>
    /// <param name="moment">When the review is held.</param>
    /// <param name="after">The day; the answer is later.</param>
    /// <param name="joinedOn">Day of joining.</param>
    /// <param name="tierSince">Day the earned tier began.</param>
    public static DateOnly Next(Moment moment, DateOnly after, DateOnly joinedOn, DateOnly tierSince) => moment.Kind switch
    {
        MomentKind.Yearly => NextYearly(moment.On, after),
        MomentKind.Quarterly => Periods.After(Period.Quarter, after),
        MomentKind.Monthly => NextMonthly(moment.On.Day, after),
        MomentKind.TierAnniversary => NextAnniversary(tierSince, after),
        MomentKind.JoinAnniversary => NextAnniversary(joinedOn, after),
        MomentKind.EveryDays => NextOfEvery(moment.Days, joinedOn, after),
        MomentKind.Daily => after.AddDays(1),
    };

    /// <summary>The last date of a review on or before a day, or null when none lies after <paramref name="floor"/>.</summary>
    internal static DateOnly? LastOn(Moment moment, DateOnly day, DateOnly floor, (DateOnly JoinedOn, DateOnly TierSince) since)
    {
        // No review is held less often than once a year or every N days, so a step back of that length finds the one before.
        var back = moment.Kind == MomentKind.EveryDays ? moment.Days : 367;
        var from = day.DayNumber - back > floor.DayNumber ? day.AddDays(-back) : floor;
        DateOnly? last = null;
        for (var next = Next(moment, from, since.JoinedOn, since.TierSince); next <= day; next = Next(moment, next, since.JoinedOn, since.TierSince)) last = next;
        return last;
    }

    private static DateOnly NextYearly(MonthDay on, DateOnly after)
    {
        var date = on.In(after.Year);
        return date > after ? date : on.In(after.Year + 1);
    }

    private static DateOnly NextMonthly(int day, DateOnly after)
    {
        var date = new MonthDay(after.Month, day).In(after.Year);
        if (date > after) return date;
        var next = Periods.After(Period.Month, after);
        return new MonthDay(next.Month, day).In(next.Year);
    }

    private static DateOnly NextAnniversary(DateOnly of, DateOnly after)
    {
        var years = Math.Max(1, after.Year - of.Year);
        return of.AddYears(years) > after ? of.AddYears(years) : of.AddYears(years + 1);
    }

    private static DateOnly NextOfEvery(int days, DateOnly joinedOn, DateOnly after)
    {
        if (days < 1) throw new ArgumentOutOfRangeException(nameof(days), days, "every N days needs N of at least 1");
        var passed = after.DayNumber < joinedOn.DayNumber ? 0 : (after.DayNumber - joinedOn.DayNumber) / days;
        return joinedOn.AddDays((passed + 1) * days);
    }
}
