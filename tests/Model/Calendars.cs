namespace Tessera.Model;

/// <summary>Dates of reviews, ends of grace and of validity (semantics §5).</summary>
public static class Calendars
{
    public static bool IsMoment(ModelMoment moment, DateOnly day, DateOnly joinedOn, DateOnly tierSince) => day > joinedOn && moment.Kind switch
    {
        MomentKind.Yearly => day == ModelDates.InYear(day.Year, moment.Month, moment.Day),
        MomentKind.Quarterly => day.Month % 3 == 1 && day == ModelDates.InYear(day.Year, day.Month, moment.Day),
        MomentKind.Monthly => day == ModelDates.InYear(day.Year, day.Month, moment.Day),
        MomentKind.TierAnniversary => day > tierSince && day == ModelDates.InYear(day.Year, tierSince.Month, tierSince.Day),
        MomentKind.JoinAnniversary => day == ModelDates.InYear(day.Year, joinedOn.Month, joinedOn.Day),
        MomentKind.EveryNDays => (day.DayNumber - joinedOn.DayNumber) % moment.N == 0,
        MomentKind.RollingDaily => true,
        _ => throw new InvalidOperationException("Unknown moment."),
    };

    /// <summary>The last day of grace: for months the end of the month that holds (D + N months − 1 day).</summary>
    public static DateOnly GraceEnd(ModelSpan grace, DateOnly openedOn) => grace.Months > 0
        ? ModelDates.MonthEnd(openedOn.AddMonths(grace.Months).AddDays(-1))
        : openedOn.AddDays(grace.Days - 1);

    /// <summary>A task pack's extension of a grace that ends with a month ends with a month again.</summary>
    public static DateOnly Extend(DateOnly end, ModelSpan by) => by.Months > 0 ? ModelDates.MonthEnd(end.AddMonths(by.Months)) : end.AddDays(by.Days);

    public static DateOnly Move(DateOnly day, ModelSpan by) => day.AddMonths(by.Months).AddDays(by.Days);

    public static DateOnly? ValidThrough(ModelValidity validity, DateOnly from) => validity.Kind switch
    {
        ValidityKind.UntilReview => null,
        ValidityKind.EndOfThisPeriod => ModelDates.PeriodEnd(validity.Period, from),
        ValidityKind.EndOfNextPeriod => ModelDates.PeriodEnd(validity.Period, ModelDates.PeriodEnd(validity.Period, from).AddDays(1)),
        ValidityKind.Days => from.AddDays(validity.Days),
        _ => throw new InvalidOperationException("Unknown validity."),
    };
}
