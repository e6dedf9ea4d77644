namespace Tessera.Core.Points;

/// <summary>When lots end and are announced (semantics §3 Expiry). All ends are the first local date on which a lot is not usable.</summary>
public static class LotEnds
{
    /// <summary>A lot created by a late fact lives at least this many days after it was recorded (§1 Late facts).</summary>
    public const int LateFactDays = 7;

    /// <summary>The end of a lot that starts on a local date, or null when it never ends. Under inactivity the end moves on with later activity.</summary>
    /// <param name="rule">Expiry rule.</param>
    /// <param name="start">Date earned or activated.</param>
    public static DateOnly? Of(ExpiryRule rule, DateOnly start) => rule.Kind switch
    {
        ExpiryKind.Never => null,
        ExpiryKind.Inactivity => rule.Length.After(start).AddDays(1),
        ExpiryKind.Rolling => RoundUp(rule.Length.After(start), rule.RoundUpTo).AddDays(1),
        ExpiryKind.Fixed => NextFixed(rule.Dates, start).AddDays(1),
    };

    /// <summary>The end of a lot that follows the member's activity: counted from the later of its own start and the last activity, never before what was promised. Null for other lots.</summary>
    /// <param name="lot">Lot.</param>
    /// <param name="seen">Day of the last activity, or null.</param>
    /// <param name="length">The programme's length of inactivity, or null when its lots do not follow.</param>
    public static DateOnly? Followed(Lot lot, DateOnly? seen, Span? length)
    {
        if (!lot.Follows || lot.Pending || (lot.Expiry?.Length ?? length) is not { } own) return null;
        var end = own.After(seen > lot.CountsFrom ? seen.Value : lot.CountsFrom).AddDays(1);
        return lot.NotBefore > end ? lot.NotBefore : end;
    }

    /// <summary>The last day of the period that holds a date.</summary>
    public static DateOnly RoundUp(DateOnly day, PeriodEnd to) => to switch
    {
        PeriodEnd.None => day,
        PeriodEnd.Month => LastOfMonth(day.Year, day.Month),
        PeriodEnd.Quarter => LastOfMonth(day.Year, (((day.Month - 1) / 3) * 3) + 3),
        PeriodEnd.Year => new DateOnly(day.Year, 12, 31),
    };

    /// <summary>The local date on which the notice of a lot is due, or null when the lot has no end or was announced.</summary>
    public static DateOnly? NoticeDue(Lot lot, int noticeDays) =>
        lot is { Pending: false, NoticedOn: null, EndsOn: { } end } && lot.IsOpen ? end.AddDays(-noticeDays) : null;

    /// <summary>The end of a lot whose notice is written on <paramref name="noticeOn"/> under <see cref="LateNotice.Postpone"/>: the later of its end and notice + min(N, its life).</summary>
    /// <param name="start">Date the lot began (earned or activated).</param>
    /// <param name="end">Its end by rule.</param>
    /// <param name="noticeOn">Date the notice is written.</param>
    /// <param name="noticeDays">N.</param>
    public static DateOnly Postponed(DateOnly start, DateOnly end, DateOnly noticeOn, int noticeDays)
    {
        var life = Math.Max(0, end.DayNumber - start.DayNumber);
        var later = noticeOn.AddDays(Math.Min(noticeDays, life));
        return later > end ? later : end;
    }

    private static DateOnly LastOfMonth(int year, int month) => new DateOnly(year, month, 1).AddMonths(1).AddDays(-1);

    private static DateOnly NextFixed(IReadOnlyList<MonthDay> dates, DateOnly start)
    {
        var best = DateOnly.MaxValue;
        foreach (var date in dates)
        {
            var next = date.In(start.Year) >= start ? date.In(start.Year) : date.In(start.Year + 1);
            if (next < best) best = next;
        }

        return best;
    }
}
