using Tessera.Core.Benefits;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>
/// Grants of dates that the record itself knows (semantics §6): the anniversary of joining (F28), once a calendar year, 29 February being 28 February in other years (§2), and
/// festivals (H9), by the tier and the version of the start of their date. Both are settled steps.
/// </summary>
internal static class BenefitsDue
{
    /// <summary>The next date on which something is granted, or null where no version of the programme has such a benefit.</summary>
    public static DateOnly? NextOn(ProgramHistory programs, MemberState state)
    {
        var (anniversary, festival) = (NextAnniversary(programs, state), NextFestival(programs, state.SettledThrough));
        return anniversary is { } on && !(festival < on) ? on : festival;
    }

    /// <summary>Opens what a date grants.</summary>
    public static void Carry(Deciding d, ProgramHistory programs, CompiledProgram version, DateOnly on)
    {
        if (on <= d.State.JoinedOn || version.Document.Benefits.Count == 0) return;
        var held = new HeldBenefits(programs, version, d.State, d.State.InForce, programs.Calendar.StartOf(on)).All();
        CarryAnniversary(d, held, on);
        foreach (var benefit in held.Where(b => b.IsFestivalOn(on)))
        {
            var right = Entitlements.FestivalRight(benefit.Id, on);
            d.BeginStep(on);
            Entitlements.Open(d, [benefit], right);
            d.EndStep(right);
        }
    }

    private static DateOnly? NextAnniversary(ProgramHistory programs, MemberState state)
    {
        if (!programs.Versions.Any(v => v.Document.Benefits.Any(b => b is { Type: BenefitType.Anniversary, Enabled: true }))) return null;
        var after = state.SettledThrough;
        foreach (var year in (int[])[after.Year, after.Year + 1])
        {
            foreach (var (on, _) in DatesIn(state, year))
            {
                if (on > after && on > state.JoinedOn) return on;
            }
        }

        return null;
    }

    private static DateOnly? NextFestival(ProgramHistory programs, DateOnly after)
    {
        DateOnly? next = null;
        foreach (var version in programs.Versions)
        {
            foreach (var benefit in version.Festivals)
            {
                foreach (var on in benefit.Dates.Concat(benefit.Yearly.SelectMany(d => (DateOnly[])[d.In(after.Year), d.In(after.Year + 1)])))
                {
                    if (on > after && !(on >= next) && benefit.HoldsOn(on) && programs.At(programs.Calendar.StartOf(on)) == version) next = on;
                }
            }
        }

        return next;
    }

    private static void CarryAnniversary(Deciding d, IReadOnlyList<Benefit> held, DateOnly on)
    {
        foreach (var (date, isDay) in DatesIn(d.State, on.Year))
        {
            if (date != on) continue;
            List<Benefit> granted = [.. Entitlements.GrantedBy(held, BenefitType.Anniversary, isDay)];
            if (granted.Count == 0) continue;
            d.BeginStep(on);
            Entitlements.Open(d, granted, Entitlements.YearlyRight(BenefitType.Anniversary, isDay, on.Year));
            d.EndStep($"anniversary:{on:yyyy-MM-dd}{(isDay ? ":day" : "")}");
        }
    }

    /// <summary>First day of the month of the anniversary, and the anniversary; none in the year of joining.</summary>
    private static IEnumerable<(DateOnly On, bool IsDay)> DatesIn(MemberState state, int year)
    {
        if (year <= state.JoinedOn.Year) yield break;
        var day = new MonthDay(state.JoinedOn.Month, state.JoinedOn.Day).In(year);
        yield return (new DateOnly(day.Year, day.Month, 1), false);
        yield return (day, true);
    }
}
