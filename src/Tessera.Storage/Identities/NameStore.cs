namespace Tessera.Storage.Identities;

/// <summary>
/// Finds members by pieces of their names. Names stand sealed; a piece is kept as eight bytes of a keyed digest, so that without the key nothing can be read from it, and who has
/// the key opens the profiles that were found and looks again. Nothing shorter than two signs is kept: surnames alone would tell by how often they come.
/// </summary>
public sealed class NameStore
{
    private const string Kind = "name";
    private const int Digest = 8;
    private readonly StoreConnection _db;

    internal NameStore(StoreConnection db) => _db = db;

    /// <summary>Keeps the pieces of a member's name in place of those it had.</summary>
    public void Index(AccountId account, IReadOnlyList<string> pieces)
    {
        _db.Sql("delete from member_name where member_id = $1").Set(1, account).RunOnce();
        foreach (var piece in pieces) _db.Sql("insert into member_name (member_id, piece) values ($1, $2) on conflict (member_id, piece) do nothing").Set(1, account).SetBytes(2, IndexOf(piece)).RunOnce();
    }

    /// <summary>
    /// Accounts whose names hold all of some pieces, who was seen last first; members merged into others are left out. A digest may fit by chance, so that the name itself must be
    /// looked at.
    /// </summary>
    /// <param name="pieces">At least one.</param>
    /// <param name="limit">Most accounts.</param>
    public IReadOnlyList<AccountId> Find(IReadOnlyList<string> pieces, int limit)
    {
        _db.LearnKeys();
        var indexes = pieces.Select(piece => _db.Sealing.IndexesOf(Kind, piece)).ToList();
        var each = indexes[0].Count;
        var others = string.Concat(Enumerable.Range(1, pieces.Count - 1).Select(at => $" and exists (select 1 from member_name o where o.member_id = n.member_id and o.piece {Statement.In(2 + (at * each), each)})"));
        using var rows = _db.Sql($"select n.member_id from member_name n join member_state m on m.member_id = n.member_id where n.piece {Statement.In(2, each)}{others}"
            + " and not exists (select 1 from merge g where g.member_id = n.member_id and g.undone_at is null) order by coalesce(m.last_activity_on, 0) desc, n.member_id limit $1").Set(1, limit);
        for (var i = 0; i < pieces.Count; i++) rows.SetBytes(2 + (i * each), indexes[i], Digest);
        var found = new List<AccountId>();
        while (rows.Step()) found.Add(rows.Account(0));
        return found;
    }

    private byte[] IndexOf(string piece) => _db.Sealing.IndexOf(Kind, piece)[..Digest];
}
