using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Night;

/// <summary>
/// The night belongs to one process at a time where several share a store. Each batch prolongs the lease in its own transaction: a long night keeps it,
/// and a process that lost it writes no further batch. It keeps the machine's time, whatever clock the store runs on: a test clock stands still when its process dies.
/// </summary>
internal sealed class NightLease(Site site)
{
    private const string Name = "night";
    private const int Minutes = 1;

    /// <summary>Takes or prolongs it; says whether this process has it now. A store of one process needs none.</summary>
    internal bool Holds(BatchScope scope)
    {
        if (!site.Store.IsShared) return true;
        var now = site.Clock.MachineNow;
        return scope.Db.Nights.TakeLease(Name, site.Owner, now, now.PlusMinutes(Minutes));
    }

    /// <summary>Carries something out for members, some at a time, each time in a transaction of its own, as long as this process has the night.</summary>
    /// <param name="next">The next accounts, in order of id, after the last one.</param>
    /// <param name="carry">What is done for them.</param>
    internal async Task Walk(Func<BatchScope, AccountId?, IReadOnlyList<AccountId>> next, Action<BatchScope, IReadOnlyList<AccountId>> carry)
    {
        AccountId? last = null;
        do
        {
            last = await site.Alone(scope =>
            {
                if (!Holds(scope) || next(scope, last) is not { Count: > 0 } accounts) return (AccountId?)null;
                carry(scope, accounts);
                return accounts[^1];
            }).ConfigureAwait(false);
        }
        while (last is not null);
    }

    /// <summary>Gives it back, so that the next night need not wait for its end.</summary>
    internal void Release(BatchScope scope)
    {
        var now = site.Clock.MachineNow;
        if (site.Store.IsShared) scope.Db.Nights.TakeLease(Name, site.Owner, now, new Instant(now.Micros - 1));
    }
}
