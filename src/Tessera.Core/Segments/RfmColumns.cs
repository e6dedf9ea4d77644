using System.Runtime.CompilerServices;

namespace Tessera.Core.Segments;

/// <summary>
/// The orders of all members as columns in memory (performance.md 4): one array for each field, the rows of a member linked from its newest to its oldest.
/// Loaded once; afterwards a member is replaced, or a row is added, without touching the others.
/// </summary>
public sealed class RfmColumns
{
    private const int None = -1;
    private readonly Dictionary<long, int> _places = [];
    private long[] _keys = [];
    private int[] _heads = [];
    private int _rows;
    private int _dead;
    private int[] _days = [];
    private int[] _orders = [];
    private long[] _spend = [];
    private int[] _older = [];

    /// <summary>How many members there are, with and without orders.</summary>
    public int Members { get; private set; }

    /// <summary>Rows held, those of members replaced since included until they are cleared away.</summary>
    public int Rows => _rows;

    /// <summary>Ledger account of a member by its place.</summary>
    public long KeyOf(int member) => _keys[member];

    /// <summary>Place of a member, or −1.</summary>
    public int PlaceOf(long key) => _places.TryGetValue(key, out var place) ? place : None;

    /// <summary>Columns out of order lines in any order, grouped by member in one pass over the counts and one over the lines.</summary>
    /// <param name="keys">Members, by place.</param>
    /// <param name="member">Place of the member of each line.</param>
    /// <param name="day">Day number of each line.</param>
    /// <param name="spendMinor">Amount of each line, minor units; each line is an order.</param>
    public static RfmColumns Of(ReadOnlySpan<long> keys, ReadOnlySpan<int> member, ReadOnlySpan<int> day, ReadOnlySpan<long> spendMinor)
    {
        var columns = new RfmColumns();
        // Room for some more, so that the first new row does not lay all of them anew.
        columns.Reserve(keys.Length, member.Length + (member.Length / 16) + 1024);
        foreach (var key in keys) columns.Join(key);
        columns.Fill(member, day, spendMinor);
        return columns;
    }

    /// <summary>Makes room, so that loading does not copy.</summary>
    public void Reserve(int members, int rows)
    {
        _places.EnsureCapacity(members);
        if (_keys.Length < members) GrowMembers(members);
        if (_days.Length < rows) GrowRows(rows);
    }

    /// <summary>Puts a member in, or puts other rows in the place of those it had.</summary>
    /// <returns>Its place.</returns>
    public int Put(long key, IReadOnlyList<RfmRow> rows)
    {
        var member = PlaceOf(key);
        if (member == None) member = Join(key);
        for (var row = _heads[member]; row != None; row = _older[row]) _dead++;
        _heads[member] = None;
        if (_dead > 1_000_000 && _dead > _rows / 2) Compact();
        foreach (var row in rows) Add(member, row);
        return member;
    }

    /// <summary>How many rows of a member are known, where the rows it has now begin with them; −1 where they are others.</summary>
    public int KnownOf(int member, IReadOnlyList<RfmRow> rows)
    {
        var known = 0;
        for (var row = _heads[member]; row != None; row = _older[row]) known++;
        if (known > rows.Count) return None;
        var at = known;
        for (var row = _heads[member]; row != None; row = _older[row])
        {
            if (rows[--at] != new RfmRow(DateOnly.FromDayNumber(_days[row]), _orders[row], _spend[row])) return None;
        }

        return known;
    }

    /// <summary>Adds a row to a member.</summary>
    public void Add(int member, in RfmRow row)
    {
        if (_rows == _days.Length) GrowRows(Math.Max(1024, _rows + (_rows / 2)));
        (_days[_rows], _orders[_rows], _spend[_rows], _older[_rows]) = (row.Day.DayNumber, row.Orders, row.SpendMinor, _heads[member]);
        _heads[member] = _rows++;
    }

    /// <summary>A member's orders, spend and last order between two day numbers, both included.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal RfmStanding Sum(int member, int from, int through)
    {
        var (orders, spend, last) = (0L, 0L, 0);
        for (var row = _heads[member]; row != None; row = _older[row])
        {
            var day = _days[row];
            if (day < from || day > through) continue;
            orders += _orders[row];
            spend += _spend[row];
            if (_orders[row] > 0 && day > last) last = day;
        }

        return new RfmStanding(last, orders, spend);
    }

    private int Join(long key)
    {
        if (Members == _keys.Length) GrowMembers(Math.Max(256, Members * 2));
        _places.Add(key, Members);
        (_keys[Members], _heads[Members]) = (key, None);
        return Members++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Fill(ReadOnlySpan<int> member, ReadOnlySpan<int> day, ReadOnlySpan<long> spendMinor)
    {
        var (counts, next) = (new int[Members], new int[Members]);
        foreach (var m in member) counts[m]++;
        var at = 0;
        for (var m = 0; m < Members; m++)
        {
            next[m] = at;
            at += counts[m];
            if (counts[m] > 0) _heads[m] = at - 1;
        }

        for (var i = 0; i < member.Length; i++)
        {
            var row = next[member[i]]++;
            (_days[row], _orders[row], _spend[row]) = (day[i], 1, spendMinor[i]);
        }

        at = 0;
        for (var m = 0; m < Members; m++)
        {
            for (var n = 0; n < counts[m]; n++, at++) _older[at] = n == 0 ? None : at - 1;
        }

        _rows = member.Length;
    }

    /// <summary>Lays the rows that are left anew, member by member.</summary>
    private void Compact()
    {
        var (days, orders, spend, older) = (_days, _orders, _spend, _older);
        var left = _rows - _dead;
        (_days, _orders, _spend, _older) = (new int[left], new int[left], new long[left], new int[left]);
        _rows = 0;
        var kept = new List<RfmRow>();
        for (var member = 0; member < Members; member++)
        {
            kept.Clear();
            for (var row = _heads[member]; row != None; row = older[row]) kept.Add(new RfmRow(DateOnly.FromDayNumber(days[row]), orders[row], spend[row]));
            _heads[member] = None;
            for (var row = kept.Count - 1; row >= 0; row--) Add(member, kept[row]);
        }

        _dead = 0;
    }

    private void GrowMembers(int members)
    {
        Array.Resize(ref _keys, members);
        Array.Resize(ref _heads, members);
    }

    private void GrowRows(int rows)
    {
        Array.Resize(ref _days, rows);
        Array.Resize(ref _orders, rows);
        Array.Resize(ref _spend, rows);
        Array.Resize(ref _older, rows);
    }
}

/// <summary>Where a member stands before it is scored.</summary>
/// <param name="LastDay">Day number of the last order; 0 without one.</param>
/// <param name="Orders">Orders.</param>
/// <param name="SpendMinor">Spend, minor units.</param>
internal readonly record struct RfmStanding(int LastDay, long Orders, long SpendMinor);
