using System.Globalization;
using Tessera.App.Benefits;
using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Night;

/// <summary>
/// Tells the members whose birthday, or its month, has come (semantics §6, F18, F24). Birthdays stand sealed in profiles, so that it opens each of them once a night, and
/// only where the programme grants something. What a late night missed is granted when it runs, or at the first use.
/// </summary>
internal sealed class BirthdayRun(Site site, NightLease lease)
{
    private const string Told = "birthdays.told";
    private const int MembersAtOnce = 500;

    /// <summary>Tells all who came up since the last night.</summary>
    internal async Task Through(DateOnly through)
    {
        if (await site.Alone(scope => lease.Holds(scope) ? After(scope, through) : null).ConfigureAwait(false) is not { } after) return;
        AccountId? last = null;
        while (await site.Alone(scope => lease.Holds(scope) ? Batch(scope, last, after, through) : null).ConfigureAwait(false) is { } reached) last = reached;
        await site.Alone(scope =>
        {
            if (lease.Holds(scope)) scope.Db.Settings.Set(Told, through.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            return 0;
        }).ConfigureAwait(false);
    }

    /// <summary>The last date told; the first night begins with its month. Null when there is nothing to do.</summary>
    private static DateOnly? After(BatchScope scope, DateOnly through)
    {
        if (!BirthdayGrants.Are(scope.Programs.At(scope.Now).Document)) return null;
        var told = scope.Db.Settings.Find(Told) is { } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : new DateOnly(through.Year, through.Month, 1).AddDays(-1);
        return told < through ? told : null;
    }

    private static AccountId? Batch(BatchScope outer, AccountId? last, DateOnly after, DateOnly through)
    {
        var page = outer.Db.Members.Page(last, MembersAtOnce);
        if (page.Count == 0) return null;
        var scope = new BatchScope(outer.Db, outer.KnownPrograms, outer.Now, isHistory: false);
        var program = scope.Programs.At(scope.Now);
        foreach (var account in page.Select(f => f.Account))
        {
            if (MemberProfile.Of(scope.Db, account) is not { Birthday: { } born } profile || !CameBetween(born, after, through)) continue;
            var member = scope.Member(account);
            foreach (var came in BirthdayGrants.Due(scope.Programs, member.State, profile, (scope.Today, scope.Now))) scope.Decide(member, new Command(came));
        }

        scope.Flush();
        return page[^1].Account;
    }

    /// <summary>Whether the birthday or the first day of its month lies after one date and not after another.</summary>
    private static bool CameBetween(DateOnly born, DateOnly after, DateOnly through)
    {
        foreach (var year in (int[])[after.Year, through.Year])
        {
            var day = new MonthDay(born.Month, born.Day).In(year);
            var month = new DateOnly(year, born.Month, 1);
            if ((day > after && day <= through) || (month > after && month <= through)) return true;
        }

        return false;
    }
}
