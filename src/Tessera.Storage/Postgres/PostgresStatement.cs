namespace Tessera.Storage.Postgres;

/// <summary>A text with bound values. Reading asks at once; writing waits with others until something is read or committed.</summary>
internal sealed class PostgresStatement : Statement
{
    private readonly PostgresStoreConnection _connection;
    private readonly SqlShape _shape;
    private readonly Cell[] _cells;
    private readonly RowBuffer _rows = new();
    private readonly string? _cursor;
    private bool _isAsked;
    private bool _hasMore;

    internal PostgresStatement(PostgresStoreConnection connection, string sql, string? cursor = null)
    {
        (_connection, _shape, _cursor) = (connection, SqlShape.Of(sql), cursor);
        _cells = new Cell[_shape.Parameters + 1];
    }

    internal override string Sql => _shape.Sql;

    internal SqlShape Shape => _shape;

    internal ReadOnlySpan<Cell> Cells => _cells;

    internal bool InUse { get; set; }

    internal override int ColumnCount => _rows.ColumnCount;

    internal override Statement Set(int at, long value) => Bind(at, Cell.Of(value));

    internal override Statement Set(int at, string? value) => Bind(at, value is null ? Cell.Null(CellKind.Text) : Cell.Of(value));

    internal override Statement SetText(int at, ReadOnlySpan<byte> utf8) => Bind(at, Cell.Of(CellKind.Text, utf8));

    internal override Statement SetBytes(int at, ReadOnlySpan<byte> value) => Bind(at, Cell.Of(CellKind.Bytes, value));

    internal override Statement SetNoNumber(int at) => Bind(at, Cell.Null(CellKind.Number));

    internal override Statement SetNoText(int at) => Bind(at, Cell.Null(CellKind.Text));

    internal override Statement SetNoBytes(int at) => Bind(at, Cell.Null(CellKind.Bytes));

    internal override Statement SetMany(int at, long[] values) => Bind(at, Cell.Of(values));

    internal override bool Step()
    {
        if (!_isAsked)
        {
            _isAsked = true;
            if (_cursor is null) _connection.Ask(this, _rows);
            else _hasMore = _connection.OpenWalk(this, _cursor, _rows);
        }

        while (!_rows.Next())
        {
            if (!_hasMore) return Ended();
            _hasMore = _connection.GoOnWalking(_cursor!, _rows);
        }

        return true;
    }

    /// <summary>Takes rows that were asked for in a trip of others; they are read as if this statement had asked.</summary>
    internal void Take(Npgsql.NpgsqlDataReader reader)
    {
        _rows.Read(reader);
        _isAsked = true;
    }

    internal override void Run() => _connection.Write(this);

    internal override int RunCounted()
    {
        using (this) return _connection.WriteNow(this);
    }

    internal override bool IsNull(int column) => _rows.IsNull(column);

    internal override long Long(int column) => _rows.Long(column);

    internal override string Text(int column) => _rows.Text(column);

    internal override ReadOnlySpan<byte> Bytes(int column) => _rows.Bytes(column);

    public override void Dispose()
    {
        (_isAsked, _hasMore) = (false, false);
        _rows.Clear();
        Array.Clear(_cells);
        _connection.GiveBack(this);
    }

    // As with the embedded engine the next step would begin anew.
    private bool Ended()
    {
        _isAsked = false;
        return false;
    }

    private PostgresStatement Bind(int at, Cell cell)
    {
        _cells[at] = cell;
        return this;
    }
}
