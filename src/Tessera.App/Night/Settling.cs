using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Night;

/// <summary>What a settlement did.</summary>
/// <param name="Members">Members looked at.</param>
/// <param name="Items">Items written.</param>
internal readonly record struct Settled(long Members, long Items)
{
    public static Settled operator +(Settled a, Settled b) => new(a.Members + b.Members, a.Items + b.Items);
}

/// <summary>
/// Settles every member for whom something is due, batch by batch (semantics §6): the same settlement that runs before any command, for members
/// nobody touched. Interrupted, it goes on with who is still due. Cut-offs of share and seat reviews are computed on the date they take effect.
/// </summary>
internal sealed class Settling(Site site, bool isHistory, Action<long>? report = null, NightLease? lease = null)
{
    private const int MembersAtOnce = 500;
    private Settled _done;

    /// <summary>Whether another process has taken the night over: what is left is its work.</summary>
    internal bool IsLost { get; private set; }

    /// <summary>Settles through a local date.</summary>
    /// <param name="after">Cut-offs that took effect by this date are done.</param>
    /// <param name="through">The date.</param>
    internal async Task<Settled> Through(DateOnly after, DateOnly through)
    {
        var programs = site.Read(r => r.Programs);
        foreach (var due in CutOffDates.Between(programs, after, through, isHistory))
        {
            await Members(due.EffectOn.AddDays(-1)).ConfigureAwait(false);
            if (!IsLost) await new CutOffRun(site, due, isHistory, Holds).Run().ConfigureAwait(false);
            if (IsLost) return _done;
        }

        await Members(through).ConfigureAwait(false);
        return _done;
    }

    private async Task Members(DateOnly through)
    {
        DueMember? last = null;
        while (await site.Alone(scope => Batch(scope, through, last)).ConfigureAwait(false) is { Last: { } reached } batch)
        {
            last = reached;
            _done += batch.Did;
            report?.Invoke(_done.Members);
        }
    }

    private bool Holds(BatchScope scope)
    {
        if (lease?.Holds(scope) == false) IsLost = true;
        return !IsLost;
    }

    private (DueMember? Last, Settled Did) Batch(BatchScope outer, DateOnly through, DueMember? last)
    {
        if (!Holds(outer)) return (null, default);

        // One pass: who is still due afterwards waits for something else than this date, and would be found for ever.
        var due = outer.Db.Nights.DueAfter(through, last, MembersAtOnce);
        if (due.Count == 0) return (null, default);
        var scope = new BatchScope(outer.Db, outer.KnownPrograms, outer.Now, isHistory);
        scope.Load(due.Select(d => d.Account));
        foreach (var member in due) scope.Settle(scope.Member(member.Account), through);
        scope.Flush();
        return (due[^1], new Settled(due.Count, scope.Items));
    }
}
