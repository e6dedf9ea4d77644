namespace Tessera.Storage.Limits;

/// <summary>
/// How much of each shared limit is used. A batch locks the rows it may move in order of id after its members (architecture.md), so that no two
/// batches on any node give away the same unit; the rows move with the items that say so.
/// </summary>
public sealed class SharedCounterStore
{
    private readonly StoreConnection _db;

    internal SharedCounterStore(StoreConnection db) => _db = db;

    /// <summary>All counters by id; one that never moved may have no row.</summary>
    public IReadOnlyDictionary<string, long> All()
    {
        using var rows = _db.Sql("select id, used from shared_counter order by id");
        var all = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (rows.Step()) all.Add(rows.Text(0), rows.Long(1));
        return all;
    }

    /// <summary>What is used of some limits, for reading.</summary>
    public IReadOnlyDictionary<string, long> UsedOf(IEnumerable<string> ids) => Read(Distinct(ids), "");

    /// <summary>Locks counters in order of id until the commit; one without a row gets it.</summary>
    /// <returns>What is used of each.</returns>
    public IReadOnlyDictionary<string, long> Lock(IEnumerable<string> ids)
    {
        var wanted = Distinct(ids);
        if (wanted.Length == 0) return new Dictionary<string, long>(StringComparer.Ordinal);
        var found = Read(wanted, _db.ForUpdate);
        if (wanted.All(found.ContainsKey)) return found;
        // A new row is seen by everybody at once or by nobody: who comes second waits here for the first.
        foreach (var id in wanted.Where(id => !found.ContainsKey(id))) Insert.Set(1, id).Run();
        return Read(wanted, _db.ForUpdate);
    }

    /// <summary>Moves counters; the database refuses one below zero.</summary>
    internal void Move(SortedDictionary<string, long> moves)
    {
        foreach (var (id, by) in moves)
        {
            if (by == 0) continue;
            Insert.Set(1, id).Run();
            Add.Set(1, id).Set(2, by).Run();
        }
    }

    private Statement Insert => field ??= _db.Sql("insert into shared_counter (id, used) values ($1, 0) on conflict (id) do nothing");

    private Statement Add => field ??= _db.Sql("update shared_counter set used = used + $2 where id = $1");

    private Dictionary<string, long> Read(string[] ids, string locked)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        if (ids.Length == 0) return found;
        using var rows = _db.Sql($"select id, used from shared_counter where id {_db.AnyOfTexts("$1")} order by id{locked}").SetText(1, RecordJson.WriteAny<IReadOnlyList<string>>(ids));
        while (rows.Step()) found.Add(rows.Text(0), rows.Long(1));
        return found;
    }

    private static string[] Distinct(IEnumerable<string> ids) => [.. ids.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
