using System.Globalization;
using System.Text;
using SQLitePCL;

namespace Tessera.Storage.Sqlite;

/// <summary>A prepared statement, bound and stepped without ceremony: a driver's parameter objects cost more than the row on the write path.</summary>
internal sealed class SqliteStatement : Statement
{
    private readonly SqliteStoreConnection _connection;
    private readonly sqlite3_stmt _stmt;

    // SQLite numbers parameters as they appear in the text; this finds $n.
    private readonly int[] _places;

    internal SqliteStatement(SqliteStoreConnection connection, string sql)
    {
        _connection = connection;
        Sql = sql;
        connection.Check(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _stmt), sql);
        _places = new int[raw.sqlite3_bind_parameter_count(_stmt) + 1];
        for (var i = 1; i < _places.Length; i++)
        {
            var name = raw.sqlite3_bind_parameter_name(_stmt, i).utf8_to_string();
            _places[int.Parse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture)] = i;
        }
    }

    internal override string Sql { get; }

    internal bool InUse { get; set; }

    internal override int ColumnCount => raw.sqlite3_column_count(_stmt);

    internal override Statement Set(int at, long value)
    {
        _ = raw.sqlite3_bind_int64(_stmt, _places[at], value);
        return this;
    }

    internal override Statement Set(int at, string? value)
    {
        if (value is null) return SetNull(at);
        if (value.Length > 256)
        {
            _ = raw.sqlite3_bind_text(_stmt, _places[at], value);
            return this;
        }

        Span<byte> utf8 = stackalloc byte[value.Length * 3];
        return SetText(at, utf8[..Encoding.UTF8.GetBytes(value, utf8)]);
    }

    internal override Statement SetText(int at, ReadOnlySpan<byte> utf8)
    {
        // An empty span would bind as null.
        _ = utf8.IsEmpty ? raw.sqlite3_bind_text(_stmt, _places[at], "") : raw.sqlite3_bind_text(_stmt, _places[at], utf8);
        return this;
    }

    internal override Statement SetBytes(int at, ReadOnlySpan<byte> value)
    {
        _ = value.IsEmpty ? raw.sqlite3_bind_zeroblob(_stmt, _places[at], 0) : raw.sqlite3_bind_blob(_stmt, _places[at], value);
        return this;
    }

    internal override Statement SetMany(int at, long[] values) => Set(at, "[" + string.Join(',', values) + "]");

    internal override Statement SetNoNumber(int at) => SetNull(at);

    internal override Statement SetNoText(int at) => SetNull(at);

    internal override Statement SetNoBytes(int at) => SetNull(at);

    internal override bool Step()
    {
        var code = raw.sqlite3_step(_stmt);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        _ = raw.sqlite3_reset(_stmt);
        throw _connection.Fault(code, Sql);
    }

    internal override void Run()
    {
        var code = raw.sqlite3_step(_stmt);
        _ = raw.sqlite3_reset(_stmt);
        if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) throw _connection.Fault(code, Sql);
    }

    internal override int RunCounted()
    {
        using (this) Run();
        return raw.sqlite3_changes(_connection.Handle);
    }

    internal override bool IsNull(int column) => raw.sqlite3_column_type(_stmt, column) == raw.SQLITE_NULL;

    internal override long Long(int column) => raw.sqlite3_column_int64(_stmt, column);

    internal override string Text(int column) => raw.sqlite3_column_text(_stmt, column).utf8_to_string() ?? "";

    internal override ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_stmt, column);

    public override void Dispose()
    {
        _ = raw.sqlite3_reset(_stmt);
        _ = raw.sqlite3_clear_bindings(_stmt);
        _connection.GiveBack(this);
    }

    internal void Close() => _stmt.Dispose();

    private SqliteStatement SetNull(int at)
    {
        _ = raw.sqlite3_bind_null(_stmt, _places[at]);
        return this;
    }
}
