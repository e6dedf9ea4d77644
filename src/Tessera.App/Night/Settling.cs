using Tessera.Storage;

namespace Tessera.App.Night;

/// <summary>
/// Settles every member for whom something is due, batch by batch (semantics §6): the same settlement that runs before any command, for members
/// nobody touched. Interrupted, it goes on with who is still due.
/// </summary>
internal sealed class Settling(Site site, bool isHistory)
{
    private const int MembersAtOnce = 500;

    /// <summary>Settles through a local date; says how many members were looked at and how many items written.</summary>
    internal async Task<(long Members, long Items)> Through(DateOnly through, Action<long>? report = null)
    {
        long members = 0, items = 0;
        while (true)
        {
            var (count, written) = await site.Alone(scope => Batch(scope, through)).ConfigureAwait(false);
            (members, items) = (members + count, items + written);
            if (count == 0) return (members, items);
            report?.Invoke(members);
        }
    }

    private (int Members, long Items) Batch(BatchScope outer, DateOnly through)
    {
        var due = outer.Db.Nights.Due(through, MembersAtOnce);
        if (due.Count == 0) return (0, 0);
        var scope = new BatchScope(outer.Db, outer.KnownPrograms, outer.Now, isHistory);
        scope.Load(due);
        foreach (var account in due) scope.Settle(scope.Member(account), through);
        scope.Flush();
        return (due.Count, scope.Items);
    }
}
