using Tessera.Core.Facts;

namespace Tessera.Core.Members;

/// <summary>Shared limits inside a decision (semantics §8): reserved by the fact that uses them, never more than its rooms say is left, given back by what undoes it.</summary>
public static class SharedRooms
{
    /// <summary>What is left of a shared limit; nothing where the fact does not know it.</summary>
    public static long Left(Fact fact, string id)
    {
        foreach (var room in fact.Rooms ?? [])
        {
            if (string.Equals(room.Id, id, StringComparison.Ordinal)) return room.Left;
        }

        return 0;
    }

    /// <summary>Uses a shared limit. The caller has cut or refused what is not left, counting what it takes of one limit together.</summary>
    /// <exception cref="LedgerBroken">More is taken than the fact's rooms have: the limit would be oversold.</exception>
    public static void Take(Deciding d, Fact fact, string id, long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        if (units == 0) return;
        if (units > Left(fact, id)) throw new LedgerBroken(d.State.Account, $"{units} of {id} are taken, {Left(fact, id)} are left");
        d.Apply(new CounterMoved(id, units));
    }

    /// <summary>Gives back what was used.</summary>
    public static void GiveBack(Deciding d, string id, long units)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(units);
        if (units > 0) d.Apply(new CounterMoved(id, -units));
    }
}
