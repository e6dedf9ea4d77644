using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using SQLitePCL;

namespace Tessera.Storage.Sqlite;

/// <summary>A prepared statement, bound and stepped without ceremony: a driver's parameter objects cost more than the row on the write path.</summary>
internal sealed class SqliteStatement : Statement
{
    private readonly SqliteStoreConnection _connection;
    private readonly sqlite3_stmt _stmt;

    // The same statement as the calls of the write path take it; nothing once it is closed, which the engine answers as a misuse.
    private nint _plain;

    // SQLite numbers parameters as they appear in the text; this finds $n.
    private readonly int[] _places;

    internal SqliteStatement(SqliteStoreConnection connection, string sql)
    {
        _connection = connection;
        Sql = sql;
        connection.Check(raw.sqlite3_prepare_v3(connection.Handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out _stmt), sql);
        _plain = _stmt.DangerousGetHandle();
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
        _ = SqliteNative.BindLong(_plain, _places[at], value);
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
        _ = utf8.IsEmpty ? raw.sqlite3_bind_text(_stmt, _places[at], "") : SqliteNative.BindText(_plain, _places[at], in MemoryMarshal.GetReference(utf8), utf8.Length, SqliteNative.Transient);
        return this;
    }

    internal override Statement SetBytes(int at, ReadOnlySpan<byte> value)
    {
        _ = value.IsEmpty ? raw.sqlite3_bind_zeroblob(_stmt, _places[at], 0) : SqliteNative.BindBlob(_plain, _places[at], in MemoryMarshal.GetReference(value), value.Length, SqliteNative.Transient);
        return this;
    }

    internal override Statement SetMany(int at, long[] values) => Set(at, "[" + string.Join(',', values) + "]");

    internal override Statement SetNoNumber(int at) => SetNull(at);

    internal override Statement SetNoText(int at) => SetNull(at);

    internal override Statement SetNoBytes(int at) => SetNull(at);

    internal override bool Step()
    {
        var code = SqliteNative.Step(_plain);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        _ = SqliteNative.Reset(_plain);
        throw _connection.Fault(code, Sql);
    }

    internal override void Run()
    {
        var code = SqliteNative.Step(_plain);
        _ = SqliteNative.Reset(_plain);
        if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) throw _connection.Fault(code, Sql);
    }

    internal override int RunCounted()
    {
        using (this) Run();
        return raw.sqlite3_changes(_connection.Handle);
    }

    internal override bool IsNull(int column) => SqliteNative.ColumnType(_plain, column) == raw.SQLITE_NULL;

    internal override long Long(int column) => SqliteNative.ColumnLong(_plain, column);

    internal override string Text(int column) => raw.sqlite3_column_text(_stmt, column).utf8_to_string() ?? "";

    internal override ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_stmt, column);

    public override void Dispose()
    {
        _ = SqliteNative.Reset(_plain);
        _ = SqliteNative.ClearBindings(_plain);
        _connection.GiveBack(this);
    }

    internal void Close()
    {
        _plain = 0;
        _stmt.Dispose();
    }

    private SqliteStatement SetNull(int at)
    {
        _ = SqliteNative.BindNull(_plain, _places[at]);
        return this;
    }
}
