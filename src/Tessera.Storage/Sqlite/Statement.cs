using System.Globalization;
using System.Text;
using SQLitePCL;

namespace Tessera.Storage.Sqlite;

/// <summary>
/// A prepared statement, bound and stepped without ceremony: a driver's parameter objects cost more than the row on the write path.
/// Parameters are $1, $2 … so that the text serves PostgreSQL too. Disposing gives it back to its connection.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly StoreConnection _connection;
    private readonly sqlite3_stmt _stmt;

    // SQLite numbers parameters as they appear in the text; this finds $n.
    private readonly int[] _places;

    internal Statement(StoreConnection connection, string sql)
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

    internal string Sql { get; }

    internal bool InUse { get; set; }

    internal int ColumnCount => raw.sqlite3_column_count(_stmt);

    internal Statement Set(int at, long value)
    {
        _ = raw.sqlite3_bind_int64(_stmt, _places[at], value);
        return this;
    }

    internal Statement Set(int at, bool value) => Set(at, value ? 1L : 0L);

    internal Statement Set(int at, long? value) => value is { } known ? Set(at, known) : SetNull(at);

    internal Statement Set(int at, Instant? value) => Set(at, value?.Micros);

    internal Statement Set(int at, DateOnly? value) => Set(at, value is { } day ? day.DayNumber : (long?)null);

    internal Statement Set(int at, AccountId value) => Set(at, value.Value);

    internal Statement Set(int at, AccountId? value) => Set(at, value?.Value);

    internal Statement Set(int at, string? value)
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

    internal Statement SetText(int at, ReadOnlySpan<byte> utf8)
    {
        // An empty span would bind as null.
        _ = utf8.IsEmpty ? raw.sqlite3_bind_text(_stmt, _places[at], "") : raw.sqlite3_bind_text(_stmt, _places[at], utf8);
        return this;
    }

    internal Statement SetBytes(int at, ReadOnlySpan<byte> value)
    {
        _ = value.IsEmpty ? raw.sqlite3_bind_zeroblob(_stmt, _places[at], 0) : raw.sqlite3_bind_blob(_stmt, _places[at], value);
        return this;
    }

    internal Statement SetNull(int at)
    {
        _ = raw.sqlite3_bind_null(_stmt, _places[at]);
        return this;
    }

    /// <summary>Moves to the next row.</summary>
    internal bool Step()
    {
        var code = raw.sqlite3_step(_stmt);
        if (code == raw.SQLITE_ROW) return true;
        if (code == raw.SQLITE_DONE) return false;
        _ = raw.sqlite3_reset(_stmt);
        throw _connection.Fault(code, Sql);
    }

    /// <summary>Runs a statement without rows and makes it ready for the next values.</summary>
    internal void Run()
    {
        var code = raw.sqlite3_step(_stmt);
        _ = raw.sqlite3_reset(_stmt);
        if (code is not (raw.SQLITE_DONE or raw.SQLITE_ROW)) throw _connection.Fault(code, Sql);
    }

    /// <summary>Runs it and gives it back; says how many rows it changed.</summary>
    internal int RunOnce()
    {
        using (this) Run();
        return raw.sqlite3_changes(_connection.Handle);
    }

    internal void Reset() => _ = raw.sqlite3_reset(_stmt);

    internal bool IsNull(int column) => raw.sqlite3_column_type(_stmt, column) == raw.SQLITE_NULL;

    internal long Long(int column) => raw.sqlite3_column_int64(_stmt, column);

    internal int Int(int column) => checked((int)Long(column));

    internal bool Bool(int column) => Long(column) != 0;

    internal long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    internal Instant Instant(int column) => new(Long(column));

    internal Instant? InstantOrNull(int column) => IsNull(column) ? null : Instant(column);

    internal DateOnly Day(int column) => DateOnly.FromDayNumber(Int(column));

    internal DateOnly? DayOrNull(int column) => IsNull(column) ? null : Day(column);

    internal AccountId Account(int column) => new(Long(column));

    internal AccountId? AccountOrNull(int column) => IsNull(column) ? null : Account(column);

    internal string Text(int column) => raw.sqlite3_column_text(_stmt, column).utf8_to_string() ?? "";

    internal string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>The bytes of a text or blob; valid until the next step.</summary>
    internal ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_stmt, column);

    public void Dispose()
    {
        _ = raw.sqlite3_reset(_stmt);
        _ = raw.sqlite3_clear_bindings(_stmt);
        _connection.GiveBack(this);
    }

    internal void Close() => _stmt.Dispose();
}
