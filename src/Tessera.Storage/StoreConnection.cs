using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tessera.Storage;

/// <summary>
/// One connection to the store: used by one thread at a time. Reads see a consistent snapshot inside <see cref="BeginRead"/>;
/// writes happen between <see cref="Begin"/> and <see cref="Commit"/>, which returns only when the transaction is on disk.
/// </summary>
public sealed partial class StoreConnection : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly HashSet<Statement> _prepared = [];
    private readonly SqliteConnection _connection;

    internal StoreConnection(string file, Sealing sealing, bool isWriter)
    {
        Sealing = sealing;
        IsWriter = isWriter;
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file,
            Mode = isWriter ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadOnly,
            Pooling = false,
        }.ToString());
        try
        {
            _connection.Open();
        }
        catch (SqliteException problem)
        {
            _connection.Dispose();
            throw new StoreFault(KindOf(problem.SqliteErrorCode), problem.SqliteExtendedErrorCode, problem.Message, "open " + file);
        }

        Handle = _connection.Handle!;
        foreach (var pragma in isWriter ? SqliteDialect.WriterPragmas : SqliteDialect.ReaderPragmas) Execute(pragma);
    }

    /// <summary>Whether the connection may write.</summary>
    public bool IsWriter { get; }

    /// <summary>Whether a transaction is open.</summary>
    public bool InTransaction { get; private set; }

    internal Sealing Sealing { get; }

    internal sqlite3 Handle { get; }

    internal SqliteConnection Db => _connection;

    /// <summary>Opens a write transaction: takes the write lock at once, so that nothing read inside can be overtaken.</summary>
    public void Begin() => Begin("begin immediate");

    /// <summary>Opens a read transaction: everything read until <see cref="Rollback"/> is one moment.</summary>
    public void BeginRead() => Begin("begin");

    /// <summary>Ends the transaction; what it wrote is on disk when this returns.</summary>
    public void Commit()
    {
        Sql("commit").RunOnce();
        InTransaction = false;
    }

    /// <summary>Ends the transaction without a trace; allowed when none is open.</summary>
    public void Rollback()
    {
        if (!InTransaction) return;
        InTransaction = false;
        // A full disk may already have ended it.
        if (raw.sqlite3_get_autocommit(Handle) == 0) Sql("rollback").RunOnce();
    }

    /// <summary>Refreshes the planner's statistics: after bulk loads, and now and then on a running store.</summary>
    public void Analyze() => Execute("pragma optimize = 0x10002");

    /// <summary>Copies the write-ahead log into the main file and empties it; does nothing while readers need it.</summary>
    public void Checkpoint() => Execute("pragma wal_checkpoint(truncate)");

    /// <inheritdoc/>
    public void Dispose()
    {
        // A statement left open would keep the log from being folded into the main file.
        foreach (var statement in _prepared) statement.Close();
        _prepared.Clear();
        _statements.Clear();
        _connection.Dispose();
    }

    /// <summary>A statement ready to be bound; the same text is prepared once.</summary>
    internal Statement Sql(string sql)
    {
        if (_statements.Remove(sql, out var cached))
        {
            cached.InUse = true;
            return cached;
        }

        var fresh = new Statement(this, sql) { InUse = true };
        _prepared.Add(fresh);
        return fresh;
    }

    internal void GiveBack(Statement statement)
    {
        if (!statement.InUse) return;
        statement.InUse = false;
        // A second copy appears when a statement runs inside a loop over itself.
        if (_statements.TryAdd(statement.Sql, statement)) return;
        _prepared.Remove(statement);
        statement.Close();
    }

    internal void Execute(string sql)
    {
        var statement = new Statement(this, sql);
        try
        {
            while (statement.Step())
            {
            }
        }
        finally
        {
            statement.Close();
        }
    }

    internal void Check(int code, string sql)
    {
        if (code != raw.SQLITE_OK) throw Fault(code, sql);
    }

    internal StoreFault Fault(int code, string sql)
    {
        var extended = raw.sqlite3_extended_errcode(Handle);
        if ((extended & 0xff) != (code & 0xff)) extended = code;
        return new StoreFault(KindOf(extended), extended, raw.sqlite3_errmsg(Handle).utf8_to_string(), sql);
    }

    private static FaultKind KindOf(int code) => (code & 0xff) switch
    {
        raw.SQLITE_CONSTRAINT => FaultKind.Constraint,
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => FaultKind.Busy,
        raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN => FaultKind.Disk,
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => FaultKind.Corrupt,
        _ => FaultKind.Other,
    };

    private void Begin(string sql)
    {
        if (InTransaction) throw new InvalidOperationException("a transaction is already open");
        Sql(sql).RunOnce();
        InTransaction = true;
    }
}
