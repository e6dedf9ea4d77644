using Tessera.App.Members;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Safekeeping;

namespace Tessera.App.Night;

/// <summary>
/// A key that was added to the key file takes over with the next night: from one moment on everything is sealed with it, whatever process writes, and then what earlier keys
/// sealed is sealed anew, batch by batch beside the tills. Killed, it goes on where it was; when nothing of an earlier key is left, that key can be dropped.
/// </summary>
internal sealed class SealingRun(Site site, NightLease lease)
{
    /// <summary>Takes the newest key over and seals what is left of others; nothing when the newest one sealed everything.</summary>
    internal async Task Run()
    {
        var sealing = site.Store.Sealing;
        if (await site.Alone(scope => lease.Holds(scope) && TakeOver(scope, sealing)).ConfigureAwait(false) is false) return;
        foreach (var table in Resealing.Names)
        {
            SealedRow? after = null;
            while (await site.Alone(scope => lease.Holds(scope) ? Resealing.Next(scope.Db, table, after, (account, json) => Index(scope.Db, account, json)) : null).ConfigureAwait(false) is { } done) after = done.Last;
        }

        await site.Alone(scope => lease.Holds(scope) && End(scope)).ConfigureAwait(false);
    }

    /// <returns>Whether there may be something that another key sealed.</returns>
    private static bool TakeOver(BatchScope scope, Sealing sealing)
    {
        var (writes, oldest) = scope.Db.Settings.SealingKeys;
        var newest = sealing.Keys[^1];
        if (newest > writes)
        {
            // Nobody decides meanwhile: two processes that sealed with two keys could take one phone for two people.
            scope.Db.LockWhole();
            scope.Db.Settings.SealingKeys = (newest, oldest);
            sealing.WriteWith(newest);
            scope.Db.Audits.Append(new AuditEvent(scope.Now, "system", "sealing.changed", Number(newest)));
        }

        return newest > writes || oldest < writes;
    }

    private static bool End(BatchScope scope)
    {
        var (writes, oldest) = scope.Db.Settings.SealingKeys;
        // Written by a process that did not know yet, while this one walked: the next night seals it.
        if (oldest == writes || Resealing.Left(scope.Db).Count > 0) return false;
        scope.Db.Settings.SealingKeys = (writes, writes);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, "system", "sealing.renewed", Number(writes)));
        return true;
    }

    private static void Index(StoreConnection db, AccountId account, string json)
    {
        var profile = MemberProfile.Parse(json);
        if (profile?.DayOfBirth is { } day) db.Identities.MoveBirthday(account, day);
        db.Names.Index(account, NamePieces.Of(profile?.Name));
    }

    private static string Number(int key) => key.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
