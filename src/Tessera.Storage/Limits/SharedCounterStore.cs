using Tessera.Core.Programs;

namespace Tessera.Storage.Limits;

/// <summary>
/// How much of each shared limit is used. A batch locks the rows it may move in order of id after its members (architecture.md), so that no two
/// batches on any node give away the same unit; the rows move with the items that say so. Seats of past slots and limits of past periods are cleaned by
/// the night; what a late refund gives back of one of them is in the record alone.
/// </summary>
public sealed class SharedCounterStore
{
    /// <summary>Days that a limit is kept after the last on which it counts.</summary>
    public const int DaysKept = 400;

    private const string Cleaned = "shared limits cleaned";
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
        foreach (var id in wanted.Where(id => !found.ContainsKey(id))) Add(id);
        found = Read(wanted, _db.ForUpdate);
        foreach (var id in wanted) found.TryAdd(id, 0);
        return found;
    }

    /// <summary>Whether a limit counted only before what the night has cleaned: it has no row any more.</summary>
    internal bool IsCleaned(string id) => LastOf(id) < _db.Counters.Get(Cleaned);

    /// <summary>Cleans limits that counted only before a date, some at once; from now on they get no row again.</summary>
    /// <param name="day">The date.</param>
    /// <param name="most">How many at once.</param>
    /// <returns>How many went.</returns>
    public int DropBefore(DateOnly day, int most)
    {
        if (_db.Counters.Get(Cleaned) < day.DayNumber) _db.Counters.Set(Cleaned, day.DayNumber);
        string[] past = [.. All().Keys.Where(id => LastOf(id) < day.DayNumber).Take(most)];
        foreach (var id in past) _db.Sql("delete from shared_counter where id = $1").Set(1, id).RunOnce();
        return past.Length;
    }

    /// <summary>Moves counters; the database refuses one below zero.</summary>
    internal void Move(SortedDictionary<string, long> moves)
    {
        foreach (var (id, by) in moves)
        {
            if (by == 0) continue;
            Add(id);
            Change.Set(1, id).Set(2, by).Run();
        }
    }

    private static int LastOf(string id) => LimitDays.LastOf(id)?.DayNumber ?? int.MaxValue;

    private void Add(string id) => Insert.Set(1, id).Set(2, LastOf(id)).Run();

    private Statement Insert => field ??= _db.Sql("insert into shared_counter (id, used) select cast($1 as text), 0 where cast($2 as bigint) >="
        + $" (select coalesce(max(value), 0) from counter where name = '{Cleaned}') on conflict (id) do nothing");

    private Statement Change => field ??= _db.Sql("update shared_counter set used = used + $2 where id = $1");

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
