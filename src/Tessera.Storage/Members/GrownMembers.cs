namespace Tessera.Storage.Members;

/// <summary>
/// How far a reading of a store got, so that a later one can ask whose records grew since: commits of an embedded store, transactions of a server.
/// </summary>
/// <param name="Through">Everything up to here had ended, and is in the reading.</param>
/// <param name="Newest">Nothing after this is in it.</param>
/// <param name="Open">How many between the two had not ended.</param>
public readonly record struct ReadMark(long Through, long Newest, int Open)
{
    /// <summary>Whether another reading saw something that this one does not: readings of one store see ever more.</summary>
    public bool IsBefore(ReadMark other) => Newest < other.Newest || (Newest == other.Newest && Open > other.Open);
}

/// <summary>
/// Whose records grew with the last commits of the one process that writes an embedded store. Noted before the commit: a reading that began before it is told of members who have not grown
/// for it yet, never of too few. What is older than the newest 100,000 changes is forgotten.
/// </summary>
internal sealed class GrownMembers
{
    private const int Most = 100_000;
    private readonly Lock _lock = new();
    private readonly LinkedList<(long Commit, AccountId[] Accounts)> _noted = [];
    private int _held;
    private long _forgotten;

    internal void Note(long commit, AccountId[] accounts)
    {
        lock (_lock)
        {
            _noted.AddLast((commit, accounts));
            _held += accounts.Length;
            while (_held > Most && _noted.First is { } oldest)
            {
                (_held, _forgotten) = (_held - oldest.Value.Accounts.Length, oldest.Value.Commit);
                _noted.RemoveFirst();
            }
        }
    }

    /// <summary>Whose records grew with the commits after one; null where that is forgotten.</summary>
    internal IReadOnlyCollection<AccountId>? After(long commit)
    {
        lock (_lock)
        {
            if (commit < _forgotten) return null;
            var grown = new SortedSet<AccountId>();
            for (var note = _noted.Last; note is not null && note.Value.Commit > commit; note = note.Previous) grown.UnionWith(note.Value.Accounts);
            return grown;
        }
    }
}
