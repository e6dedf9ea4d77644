using System.Globalization;
using Npgsql;

namespace Tessera.Storage.Postgres;

/// <summary>
/// Writes that were said and not sent yet. Rows of one text collect as columns of one statement; what matters to each other keeps its order:
/// a row joins an earlier statement only where nothing after that statement touches the same member's rows of the table.
/// </summary>
internal sealed class PendingWrites
{
    // A statement's arrays stay small beside the memory of the process, and the server begins while more is decided.
    private const int MostRows = 20_000;
    private const long MostBytes = 16L * 1024 * 1024;

    private readonly List<Group> _groups = [];
    private readonly Dictionary<SqlShape, Group> _open = [];
    // Columns that were sent, kept for the next rows of their text.
    private readonly Dictionary<SqlShape, Group> _spare = [];
    private readonly Dictionary<string, (int Any, int All)> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Table, long Member), int> _members = [];
    private int _rows;
    private long _bytes;

    internal bool IsEmpty => _groups.Count == 0;

    internal bool IsFull => _rows >= MostRows || _bytes >= MostBytes;

    /// <summary>Whether a table that a text names has writes waiting.</summary>
    internal bool Touches(SqlShape shape) => _groups.Count > 0 && shape.Tables.Any(_tables.ContainsKey);

    internal void Add(SqlShape shape, ReadOnlySpan<Cell> cells)
    {
        var member = shape.Member == 0 ? (long?)null : cells[shape.Member].Number;
        var (any, all) = _tables.GetValueOrDefault(shape.Table, (-1, -1));
        var after = member is { } owner ? Math.Max(all, _members.GetValueOrDefault((shape.Table, owner), -1)) : any;
        if (!shape.TakesMany || !_open.TryGetValue(shape, out var group) || group.Place < after || !group.TryAddKey(cells))
        {
            group = _spare.Remove(shape, out var spare) ? spare : new Group(shape);
            group.Place = _groups.Count;
            _ = group.TryAddKey(cells);
            _groups.Add(group);
            _open[shape] = group;
        }

        group.Add(cells);
        _rows++;
        foreach (var cell in cells) _bytes += 8 + (cell.Octets?.Length ?? 0);
        _tables[shape.Table] = (Math.Max(any, group.Place), member is null ? group.Place : all);
        if (member is { } known) _members[(shape.Table, known)] = group.Place;
        if (shape.TakesMany) return;
        // A free text may touch any table it names.
        foreach (var table in shape.Tables) _tables[table] = (group.Place, group.Place);
    }

    /// <summary>Moves everything into a batch, in order.</summary>
    internal void MoveTo(NpgsqlBatch batch)
    {
        foreach (var group in _groups) batch.BatchCommands.Add(group.ToCommand());
        Clear();
    }

    internal void Clear()
    {
        foreach (var group in _groups)
        {
            if (group.Empty()) _spare[group.Shape] = group;
        }

        _groups.Clear();
        _open.Clear();
        _tables.Clear();
        _members.Clear();
        (_rows, _bytes) = (0, 0);
    }

    /// <summary>Rows of one text.</summary>
    private sealed class Group(SqlShape shape)
    {
        private const int MostKept = 512;
        private readonly List<Cell>[] _columns = [.. Enumerable.Range(0, shape.Parameters).Select(_ => new List<Cell>())];
        private readonly HashSet<RowKey>? _keys = shape.Key.Count > 0 ? [] : null;
        private int _rows;

        internal SqlShape Shape => shape;

        internal int Place { get; set; }

        /// <returns>Whether the row may be changed by this statement: it does not change it already.</returns>
        internal bool TryAddKey(ReadOnlySpan<Cell> cells) => _keys is null || _keys.Add(RowKey.Of(shape.Key, cells));

        internal void Add(ReadOnlySpan<Cell> cells)
        {
            for (var i = 0; i < _columns.Length; i++) _columns[i].Add(cells[i + 1]);
            _rows++;
        }

        /// <returns>Whether it is worth keeping: columns of an import are not.</returns>
        internal bool Empty()
        {
            var isSmall = _rows <= MostKept;
            foreach (var column in _columns) column.Clear();
            _keys?.Clear();
            _rows = 0;
            return isSmall;
        }

        internal NpgsqlBatchCommand ToCommand()
        {
            if (_rows == 1)
            {
                var one = new NpgsqlBatchCommand(shape.Sql);
                foreach (var column in _columns) one.Parameters.Add(column[0].ToParameter());
                return one;
            }

            var varied = shape.Vary(Varied(shape.Varied));
            var many = new NpgsqlBatchCommand(shape.Many([.. _columns.Select(c => c[0].Kind)], varied));
            for (var i = 0; i < _columns.Length; i++) many.Parameters.Add((varied & (1UL << i)) == 0 ? _columns[i][0].ToParameter() : ArrayOf(_columns[i]));
            return many;
        }

        // The first always counts as varying: something must say how many rows there are.
        private ulong Varied(ulong known)
        {
            known |= 1;
            for (var i = 1; i < _columns.Length; i++)
            {
                if ((known & (1UL << i)) == 0 && Varies(_columns[i])) known |= 1UL << i;
            }

            return known;
        }

        private static bool Varies(List<Cell> column)
        {
            var first = column[0];
            foreach (var cell in column)
            {
                if (!cell.IsSameAs(first)) return true;
            }

            return false;
        }

        private static NpgsqlParameter ArrayOf(List<Cell> column)
        {
            var kind = column[0].Kind;
            var parameter = new NpgsqlParameter { NpgsqlDbType = Cell.TypeOf(kind) | NpgsqlTypes.NpgsqlDbType.Array };
            if (kind != CellKind.Number) parameter.Value = Array(column, static c => c.Octets);
            else if (column.Exists(static c => c.IsNull)) parameter.Value = Array(column, static c => c.IsNull ? (long?)null : c.Number);
            else parameter.Value = Array(column, static c => c.Number);
            return parameter;
        }

        private static T[] Array<T>(List<Cell> column, Func<Cell, T> value)
        {
            var array = new T[column.Count];
            for (var i = 0; i < array.Length; i++) array[i] = value(column[i]);
            return array;
        }
    }

    /// <summary>Which row a write changes.</summary>
    private readonly record struct RowKey(long A, long B, long C, string Rest)
    {
        internal static RowKey Of(IReadOnlyList<int> key, ReadOnlySpan<Cell> cells)
        {
            Span<long> numbers = [0, 0, 0];
            var rest = "";
            var at = 0;
            foreach (var parameter in key)
            {
                var cell = cells[parameter];
                if (cell.Kind == CellKind.Number && at < 3) numbers[at++] = cell.Number;
                else rest += "|" + (cell.Octets is { } octets ? Convert.ToHexString(octets) : cell.Number.ToString(CultureInfo.InvariantCulture));
            }

            return new RowKey(numbers[0], numbers[1], numbers[2], rest);
        }
    }
}
