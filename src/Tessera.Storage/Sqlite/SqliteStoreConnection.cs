using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Tessera.Storage.Sqlite;

/// <summary>A connection to a SQLite file.</summary>
internal sealed class SqliteStoreConnection : StoreConnection
{
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);
    private readonly HashSet<SqliteStatement> _prepared = [];
    private readonly SqliteConnection _connection;

    internal SqliteStoreConnection(string file, Sealing sealing, bool isWriter)
        : base(sealing, isWriter)
    {
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
        if (isWriter && TrialSync.IsCareless) Execute("pragma synchronous = normal");
    }

    internal sqlite3 Handle { get; }

    internal SqliteConnection Db => _connection;

    internal override int SchemaNumber
    {
        get
        {
            using var rows = Sql("pragma user_version");
            rows.Step();
            return rows.Int(0);
        }

        set => Execute(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"pragma user_version = {value}"));
    }

    public override void Analyze() => Execute("pragma optimize = 0x10002");

    public override void Checkpoint() => Execute("pragma wal_checkpoint(truncate)");

    public override void Dispose()
    {
        // A statement left open would keep the log from being folded into the main file.
        foreach (var statement in _prepared) statement.Close();
        _prepared.Clear();
        _statements.Clear();
        _connection.Dispose();
    }

    internal override Statement Sql(string sql)
    {
        if (_statements.Remove(sql, out var cached))
        {
            cached.InUse = true;
            return cached;
        }

        var fresh = new SqliteStatement(this, sql) { InUse = true };
        _prepared.Add(fresh);
        return fresh;
    }

    internal override void Execute(string sql)
    {
        var statement = new SqliteStatement(this, sql);
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

    // Off, still what is freed inside pages that are written anyway.
    internal override void OverwriteFreed(bool wholePages) => Execute("pragma secure_delete = " + (wholePages ? "on" : "fast"));

    internal override string AnyOf(string parameter) => $"in (select value from json_each({parameter}))";

    internal override string AnyOfTexts(string parameter) => AnyOf(parameter);

    internal override IReadOnlyList<TableShape> Tables() => SqliteSchema.Read(this);

    internal override string Render(string migration) => SqliteDialect.Render(migration);

    internal void GiveBack(SqliteStatement statement)
    {
        if (!statement.InUse) return;
        statement.InUse = false;
        // A second copy appears when a statement runs inside a loop over itself.
        if (_statements.TryAdd(statement.Sql, statement)) return;
        _prepared.Remove(statement);
        statement.Close();
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

    // Taking the write lock at once: nothing read inside can be overtaken.
    private protected override void BeginCore(bool toWrite) => Sql(toWrite ? "begin immediate" : "begin").RunOnce();

    // What was written before a flush failed may be on the disk all the same, and a process that dies now reads it as committed when it starts again.
    private protected override void CommitCore()
    {
        try
        {
            Sql("commit").RunOnce();
        }
        catch (StoreFault fault) when (fault.Kind == FaultKind.Corrupt || ((fault.Code & 0xff) == raw.SQLITE_IOERR && fault.Code != raw.SQLITE_IOERR_WRITE))
        {
            throw new StoreFault(FaultKind.Unknown, fault.Code, fault.Message, "commit");
        }
    }

    private protected override void RollbackCore()
    {
        // A full disk may already have ended it.
        if (raw.sqlite3_get_autocommit(Handle) == 0) Sql("rollback").RunOnce();
    }

    private static FaultKind KindOf(int code) => (code & 0xff) switch
    {
        raw.SQLITE_CONSTRAINT => FaultKind.Constraint,
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED => FaultKind.Busy,
        raw.SQLITE_FULL or raw.SQLITE_IOERR or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN => FaultKind.Disk,
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => FaultKind.Corrupt,
        _ => FaultKind.Other,
    };
}
