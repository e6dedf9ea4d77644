namespace Tessera.Core.Segments;

/// <summary>What members hold from a day through a day (tags, segments, coupons), as columns: the things of a member lie together, in the order of its state.</summary>
internal sealed class HeldColumns
{
    private int[] _first = [];
    private int[] _counts = [];
    private int[] _codes = [];
    private int[] _since = [];
    private int[] _through = [];
    private int _rows;

    /// <summary>What gave each thing, as a number of a word; nothing while nothing has a giver.</summary>
    private readonly NumberColumn _givers = new();

    /// <summary>Rows of members that were put in anew since.</summary>
    public int Dead { get; private set; }

    public int Rows => _rows;

    /// <summary>Forgets what a member held; its new things follow.</summary>
    public void Clear(int member)
    {
        if (member >= _counts.Length) return;
        Dead += _counts[member];
        _counts[member] = 0;
    }

    /// <summary>Adds a thing to the member that is being put in.</summary>
    public void Add(int member, int code, int since, int through, int giver = 0)
    {
        if (member >= _counts.Length)
        {
            var room = Math.Max(256, (member + 1) * 5 / 4);
            Array.Resize(ref _first, room);
            Array.Resize(ref _counts, room);
        }

        if (_rows == _codes.Length)
        {
            var room = Math.Max(256, _rows * 5 / 4);
            Array.Resize(ref _codes, room);
            Array.Resize(ref _since, room);
            Array.Resize(ref _through, room);
        }

        if (_counts[member]++ == 0) _first[member] = _rows;
        (_codes[_rows], _since[_rows], _through[_rows]) = (code, since, through);
        _givers.Set(_rows, giver, _codes.Length);
        _rows++;
    }

    /// <summary>Day number since which the first thing of a code is held on a day, or −1.</summary>
    public int HeldSince(int member, int code, int asOf)
    {
        if (member >= _counts.Length) return -1;
        for (var (row, end) = (_first[member], _first[member] + _counts[member]); row < end; row++)
        {
            if (_codes[row] == code && _since[row] <= asOf && _through[row] >= asOf) return _since[row];
        }

        return -1;
    }

    /// <summary>Whether the first thing of a code is held on a day: one that is over hides those after it.</summary>
    public bool IsFirstHeld(int member, int code, int asOf)
    {
        if (member >= _counts.Length) return false;
        for (var (row, end) = (_first[member], _first[member] + _counts[member]); row < end; row++)
        {
            if (_codes[row] == code) return _since[row] <= asOf && _through[row] >= asOf;
        }

        return false;
    }

    /// <summary>Number of what gave the first thing of a code that is not over on a day, whether or not it has begun: 0 for nothing in particular, −1 where none is held.</summary>
    public long GiverOf(int member, int code, int asOf)
    {
        if (member >= _counts.Length) return -1;
        for (var (row, end) = (_first[member], _first[member] + _counts[member]); row < end; row++)
        {
            if (_codes[row] == code && _through[row] >= asOf) return _givers[row];
        }

        return -1;
    }
}
