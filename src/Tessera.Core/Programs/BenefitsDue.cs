using Tessera.Core.Benefits;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>Grants of the anniversary of joining (semantics §6, F28): a settled step, once a calendar year; 29 February is 28 February in other years (§2).</summary>
internal static class BenefitsDue
{
    /// <summary>The next date on which an anniversary grants something, or null where no version of the programme has such a benefit.</summary>
    public static DateOnly? NextOn(ProgramHistory programs, MemberState state)
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

    /// <summary>Opens what the anniversary grants on a date.</summary>
    public static void CarryAnniversary(Deciding d, ProgramDocument document, DateOnly on)
    {
        if (on <= d.State.JoinedOn || document.Ladder.Tiers.FirstOrDefault(t => t.Id == d.State.InForce) is not { } tier) return;
        foreach (var (date, isDay) in DatesIn(d.State, on.Year))
        {
            if (date != on) continue;
            List<Benefit> granted = [.. Entitlements.GrantedBy(Catalogue.Of(document.Benefits, tier, on), BenefitType.Anniversary, isDay)];
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
