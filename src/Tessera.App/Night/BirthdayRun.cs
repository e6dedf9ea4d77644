using System.Globalization;
using Tessera.App.Benefits;
using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Benefits;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Night;

/// <summary>
/// Tells the members whose birthday, or its month, has come (semantics §6, F18, F24), and those who told theirs since. Birthdays stand sealed in profiles; a keyed digest of day
/// and month says whose to open, so that a night costs what is due. What a late night missed is granted when it runs, or at the first use.
/// </summary>
internal sealed class BirthdayRun(Site site, NightLease lease)
{
    private const string Told = "birthdays.told";
    private const string Indexed = "birthdays.indexed";
    private const int MembersAtOnce = 500;
    private const int DaysInYear = 366;
    private const int LeapYear = 2024;

    /// <summary>Tells all who came up since the last night.</summary>
    internal async Task Through(DateOnly through)
    {
        if (await site.Alone(scope => lease.Holds(scope) ? After(scope, through) : null).ConfigureAwait(false) is not { } after) return;
        await IndexOnce().ConfigureAwait(false);
        foreach (var day in site.Read(scope => Days(scope.KnownPrograms!.At(scope.AsOf).Document, after, through)))
        {
            await lease.Walk((scope, last) => scope.Db.Identities.BornOn(day, last, MembersAtOnce), Tell).ConfigureAwait(false);
        }

        await lease.Walk((scope, last) => scope.Db.Identities.BirthdaysSince(scope.Programs.Calendar.StartOf(after), last, MembersAtOnce), Tell).ConfigureAwait(false);
        await Note(Told, through).ConfigureAwait(false);
    }

    /// <summary>The last date told; the first night begins with its month. Null when there is nothing to do.</summary>
    private static DateOnly? After(BatchScope scope, DateOnly through)
    {
        if (!BirthdayGrants.Are(scope.Programs.At(scope.Now).Document)) return null;
        var told = scope.Db.Settings.Find(Told) is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : new DateOnly(through.Year, through.Month, 1).AddDays(-1);
        return told < through ? told : null;
    }

    /// <summary>Birthdays for which something opens after one date and not after another: the days themselves, and all of a month that began; 29 February is 28 February in other years.</summary>
    private static IReadOnlyList<MonthDay> Days(ProgramDocument document, DateOnly after, DateOnly through)
    {
        var benefits = document.Benefits.Where(b => b is { Type: BenefitType.Birthday, Enabled: true }).ToList();
        var (byMonth, byDay) = (benefits.Exists(b => b.Holds == GrantHolds.Month), benefits.Exists(b => b.Holds != GrantHolds.Month));
        var days = new SortedSet<(int Month, int Day)>();
        for (var date = through; date > after && through.DayNumber - date.DayNumber < DaysInYear; date = date.AddDays(-1))
        {
            if (byDay) days.Add((date.Month, date.Day));
            if (byDay && new MonthDay(2, 29).In(date.Year) == date) days.Add((2, 29));
            if (!byMonth || date.Day != 1) continue;
            for (var day = 1; day <= new DateOnly(LeapYear, date.Month, 1).AddMonths(1).AddDays(-1).Day; day++) days.Add((date.Month, day));
        }

        return [.. days.Select(d => new MonthDay(d.Month, d.Day))];
    }

    /// <summary>A store of an earlier release is read once.</summary>
    private async Task IndexOnce()
    {
        if (site.Read(scope => scope.Db.Settings.Find(Indexed)) is not null) return;
        await lease.Walk((scope, last) => [.. scope.Db.Members.Page(last, MembersAtOnce).Select(f => f.Account)], (scope, accounts) =>
        {
            foreach (var account in accounts) scope.Db.Identities.IndexBirthday(account, MemberProfile.Of(scope.Db, account)?.DayOfBirth, new Instant(0));
        }).ConfigureAwait(false);
        await Note(Indexed, site.Read(scope => scope.KnownPrograms!.Calendar.DayOf(scope.AsOf))).ConfigureAwait(false);
    }

    private static void Tell(BatchScope outer, IReadOnlyList<AccountId> accounts)
    {
        var scope = new BatchScope(outer.Db, outer.KnownPrograms, outer.Now, isHistory: false);
        scope.Load(accounts);
        foreach (var account in accounts)
        {
            var member = scope.Member(account);
            foreach (var came in BirthdayGrants.Due(scope.Programs, member.State, MemberProfile.Of(scope.Db, account), (scope.Today, scope.Now))) scope.Decide(member, new Command(came));
        }

        scope.Flush();
    }

    private Task<int> Note(string setting, DateOnly day) => site.Alone(scope =>
    {
        if (lease.Holds(scope)) scope.Db.Settings.Set(setting, day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        return 0;
    });
}
