using System.Globalization;
using Npgsql;

namespace Tessera.Storage.Postgres;

/// <summary>
/// A session with a PostgreSQL server. A transaction begins with its first statement on the wire and ends in the batch of its last writes, so that a
/// batch of commands costs a few round trips however many they are.
/// </summary>
internal sealed class PostgresStoreConnection : StoreConnection
{
    private const int RowsOfWalk = 2_000;
    private readonly Dictionary<string, PostgresStatement> _statements = new(StringComparer.Ordinal);
    private readonly PendingWrites _pending = new();
    private readonly NpgsqlConnection _connection;
    private string _nodeName = AuditStore.MainWriter;
    private string? _begin;
    private bool _isFailed;
    private bool _isLost;
    private int _walks;

    internal PostgresStoreConnection(string connectionString, Sealing sealing, bool isWriter)
        : base(sealing, isWriter)
    {
        _connection = new NpgsqlConnection(connectionString);
        Open();
    }

    internal override int SchemaNumber
    {
        get
        {
            using var table = Sql("select to_regclass('schema_version') is not null");
            if (!table.Step() || !table.Bool(0)) return 0;
            using var rows = Sql("select max(number) from schema_version");
            return rows.Step() && !rows.IsNull(0) ? rows.Int(0) : 0;
        }

        set
        {
            Execute("create table if not exists schema_version (number bigint not null primary key)");
            Execute("delete from schema_version");
            Execute(string.Create(CultureInfo.InvariantCulture, $"insert into schema_version values ({value})"));
        }
    }

    internal override string NodeName => _nodeName;

    internal override string ForUpdate => IsWriting ? " for update" : "";

    internal override bool IsRemote => true;

    internal override ReadMark? Mark
    {
        get
        {
            // Rows of other servers are numbered by their own transactions.
            using var rows = Sql("select cast(cast(pg_snapshot_xmin(s) as text) as bigint), cast(cast(pg_snapshot_xmax(s) as text) as bigint), (select count(*) from pg_snapshot_xip(s)),"
                + " not exists (select 1 from pg_extension where extname = 'citus') from pg_current_snapshot() s");
            return rows.Step() && rows.Bool(3) ? new ReadMark(rows.Long(0), rows.Long(1), rows.Int(2)) : null;
        }
    }

    // A row carries the low half of the number of the transaction that wrote it; ages compare those right for two milliards of transactions, and past that name members who did not change.
    internal override IEnumerable<(AccountId Account, long Sequence)> WrittenAfter(ReadMark earlier)
    {
        using var rows = Walk("select member_id, sequence from member_state where age(xmin) <= (select age(cast(cast($1 as text) as xid)))")
            .Set(1, ((uint)(earlier.Through & uint.MaxValue)).ToString(CultureInfo.InvariantCulture));
        while (rows.Step()) yield return (rows.Account(0), rows.Long(1));
    }

    public override void Analyze() => Execute("analyze");

    public override void Checkpoint()
    {
        // The server writes its checkpoints itself.
    }

    public override void Dispose() => _connection.Dispose();

    internal override Statement Sql(string sql)
    {
        if (!_statements.Remove(sql, out var statement)) statement = new PostgresStatement(this, sql);
        statement.InUse = true;
        return statement;
    }

    internal override Statement Walk(string sql)
    {
        if (!InTransaction) return Sql(sql);
        // The driver prepares "fetch ... from NAME" and remembers its columns with the session: a name never stands for another statement.
        return new PostgresStatement(this, sql, string.Create(CultureInfo.InvariantCulture, $"walk_{SqlShape.Of(sql).Number}_{++_walks}"));
    }

    internal override void Execute(string sql) => Send(sql, batch => batch.BatchCommands.Add(new NpgsqlBatchCommand(sql)), read: null);

    internal override IReadOnlyList<TableShape> Tables() => PostgresSchema.Read(this);

    internal override TableFill Fill(TableShape table)
    {
        Execute("set local maintenance_work_mem = '256MB'");
        return new CopyFill(_connection, table);
    }

    internal override IReadOnlyList<string> DropIndexes()
    {
        var indexes = PostgresSchema.Secondary(this);
        foreach (var (name, _) in indexes) Execute($"drop index {name}");
        return [.. indexes.Select(i => i.Make)];
    }

    internal override string Render(string migration) => PostgresDialect.Render(migration);

    internal override void LockMigration() => Execute(string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock({PostgresDialect.MigrationLock})"));

    public override void LookAhead(Foresight foresight) => new LookUps(this, foresight).Run();

    /// <summary>One trip of questions; the answers are read in their order.</summary>
    internal void Look(string what, Action<NpgsqlBatch> ask, Action<NpgsqlDataReader> read) => Send(what, ask, read);

    /// <summary>The same as a whole moment of its own, opened and closed in one trip. Whoever asks more afterwards sees a later moment.</summary>
    internal void LookOnce(string what, Action<NpgsqlBatch> ask, Action<NpgsqlDataReader> read)
    {
        var begin = _begin;
        Send(what, batch =>
        {
            ask(batch);
            if (begin is not null) batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        }, read);
        _begin = begin;
    }

    public override void LockWhole()
    {
        Execute(string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock({PostgresDialect.WholeLock})"));
        if (Ahead.NewestVersion is not { } known) return;
        // Somebody published while this batch waited: what it knows of the programme is of yesterday, so it begins anew.
        Ahead.NewestVersion = null;
        if (Programs.Newest() != known) throw new StoreFault(FaultKind.Busy, 0, "another version was published", "lock");
    }

    internal override string AnyOf(string parameter) => $"= any({parameter})";

    internal override string AnyOfTexts(string parameter) => $"in (select jsonb_array_elements_text(cast({parameter} as jsonb)))";

    internal void GiveBack(PostgresStatement statement)
    {
        if (!statement.InUse) return;
        statement.InUse = false;
        _statements.TryAdd(statement.Sql, statement);
    }

    internal void Ask(PostgresStatement statement, RowBuffer into) =>
        Send(statement.Sql, batch => batch.BatchCommands.Add(CommandOf(statement)), into.Read, alone: !_pending.Touches(statement.Shape));

    internal void Write(PostgresStatement statement)
    {
        _pending.Add(statement.Shape, statement.Cells);
        if (!InTransaction || _pending.IsFull) Send("pending writes", _ => { }, read: null);
    }

    internal int WriteNow(PostgresStatement statement)
    {
        var command = CommandOf(statement);
        Send(statement.Sql, batch => batch.BatchCommands.Add(command), read: null);
        return checked((int)command.RecordsAffected);
    }

    /// <returns>Whether there may be more rows.</returns>
    internal bool OpenWalk(PostgresStatement statement, string cursor, RowBuffer into)
    {
        Send(statement.Sql, batch =>
        {
            batch.BatchCommands.Add(CommandOf(statement, $"declare {cursor} no scroll cursor for {statement.Sql}"));
            batch.BatchCommands.Add(Fetch(cursor));
        }, into.Read);
        return into.Rows == RowsOfWalk;
    }

    /// <returns>Whether there may be more rows.</returns>
    internal bool GoOnWalking(string cursor, RowBuffer into)
    {
        Send("fetch", batch => batch.BatchCommands.Add(Fetch(cursor)), into.Read);
        return into.Rows == RowsOfWalk;
    }

    private protected override void BeginCore(bool toWrite)
    {
        if (_connection.State != System.Data.ConnectionState.Open) Reopen();
        _begin = toWrite ? "begin isolation level read committed" : "begin isolation level repeatable read, read only";
        _isFailed = false;
        _walks = 0;
    }

    private protected override void CommitCore()
    {
        // A failed transaction would be rolled back by "commit" without a word.
        if (_isFailed) throw new InvalidOperationException("the transaction has failed and cannot be committed");
        if (_begin is not null && _pending.IsEmpty)
        {
            _begin = null;
            return;
        }

        Send(PostgresFaults.Commit, batch => batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresFaults.Commit)), read: null);
    }

    private protected override void RollbackCore()
    {
        _pending.Clear();
        var hasBegun = _begin is null;
        (_begin, _isFailed) = (null, false);
        if (_isLost) _connection.Close();
        _isLost = false;
        if (!hasBegun || _connection.State != System.Data.ConnectionState.Open) return;
        try
        {
            Send("rollback", batch => batch.BatchCommands.Add(new NpgsqlBatchCommand("rollback")), read: null);
        }
        catch (StoreFault)
        {
            // A lost session rolls back by itself; the next transaction opens another.
            _connection.Close();
        }
    }

    private static NpgsqlBatchCommand Fetch(string cursor) => new(string.Create(CultureInfo.InvariantCulture, $"fetch forward {RowsOfWalk} from {cursor}"));

    private static NpgsqlBatchCommand CommandOf(PostgresStatement statement, string? text = null)
    {
        var command = new NpgsqlBatchCommand(text ?? statement.Sql);
        foreach (var cell in statement.Cells[1..]) command.Parameters.Add(cell.ToParameter());
        return command;
    }

    /// <summary>One trip: what is pending, then what is asked. What is read begins with the first statement that answers.</summary>
    private void Send(string sql, Action<NpgsqlBatch> last, Action<NpgsqlDataReader>? read, bool alone = false)
    {
        using var batch = new NpgsqlBatch(_connection);
        if (_begin is not null) batch.BatchCommands.Add(new NpgsqlBatchCommand(_begin));
        // Every batch shares the lock that a publication takes alone: nobody decides by the version before while it takes effect.
        if (_begin is not null && IsWriting) batch.BatchCommands.Add(new NpgsqlBatchCommand(string.Create(CultureInfo.InvariantCulture, $"select pg_advisory_xact_lock_shared({PostgresDialect.WholeLock})")));
        var skip = batch.BatchCommands.Count > 1 ? 1 : 0;
        var opens = _begin is not null && sql != PostgresFaults.Commit;
        _begin = null;
        if (!alone) _pending.MoveTo(batch);
        last(batch);
        if (batch.BatchCommands.Count == 0) return;
        try
        {
            if (read is null)
            {
                batch.ExecuteNonQuery();
                return;
            }

            using var reader = Execute(batch, opens);
            for (; skip > 0; skip--) reader.NextResult();
            read(reader);
            // Disposing alone would swallow what a later statement complains of.
            while (reader.NextResult())
            {
            }
        }
        catch (NpgsqlException problem)
        {
            _isFailed = true;
            _pending.Clear();
            throw sql == PostgresFaults.Commit ? PostgresFaults.AtCommit(problem) : PostgresFaults.Of(problem, sql);
        }
        catch (Exception problem) when (IsGone(problem))
        {
            _isFailed = true;
            _pending.Clear();
            throw PostgresFaults.Gone(problem, sql);
        }
        catch
        {
            // Nobody knows what is still on the wire: the session is not used again.
            (_isFailed, _isLost) = (true, true);
            _pending.Clear();
            throw;
        }
    }

    /// <summary>Sends a batch. A session that the server ended while it lay idle is opened anew where the batch opens its transaction: nothing of it stood on the old one.</summary>
    private NpgsqlDataReader Execute(NpgsqlBatch batch, bool opens)
    {
        try
        {
            return batch.ExecuteReader();
        }
        catch (Exception lost) when (opens && lost is (NpgsqlException or InvalidOperationException or IOException) && _connection.State != System.Data.ConnectionState.Open)
        {
            Reopen();
            // A command remembers what the old session had prepared for it.
            using var again = new NpgsqlBatch(_connection);
            foreach (var command in batch.BatchCommands)
            {
                var same = new NpgsqlBatchCommand(command.CommandText);
                foreach (NpgsqlParameter parameter in command.Parameters) same.Parameters.Add(parameter.Clone());
                again.BatchCommands.Add(same);
            }

            return again.ExecuteReader();
        }
    }

    private void Open()
    {
        try
        {
            _connection.Open();
            using var settings = new NpgsqlCommand(IsWriter ? PostgresDialect.WriterSettings : PostgresDialect.ReaderSettings, _connection);
            settings.ExecuteNonQuery();
            if (IsWriter && TrialSync.IsCareless) Careless();
            if (IsWriter) _nodeName = TakeNode();
        }
        catch (NpgsqlException problem)
        {
            throw PostgresFaults.Of(problem, "open");
        }
        catch (Exception problem) when (IsGone(problem))
        {
            throw PostgresFaults.Gone(problem, "open");
        }
    }

    // The driver asks after an idle session in between, and finds it gone just when it is to be used: it says so in words of its own.
    private bool IsGone(Exception problem) => problem is (InvalidOperationException or IOException) && _connection.State != System.Data.ConnectionState.Open;

    // The first free number is this process's for as long as the session lives: each has a chain of the audit trail of its own.
    private string TakeNode()
    {
        for (var node = 1; node <= PostgresDialect.MostNodes; node++)
        {
            using var take = new NpgsqlCommand(string.Create(CultureInfo.InvariantCulture, $"select pg_try_advisory_lock({PostgresDialect.NodeLocks + node})"), _connection);
            if (take.ExecuteScalar() is true) return node == 1 ? AuditStore.MainWriter : string.Create(CultureInfo.InvariantCulture, $"node-{node}");
        }

        throw new StoreFault(FaultKind.Busy, 0, $"{PostgresDialect.MostNodes} processes write already", "open");
    }

    private void Careless()
    {
        using var settings = new NpgsqlCommand("set synchronous_commit = off", _connection);
        settings.ExecuteNonQuery();
    }

    private void Reopen()
    {
        _connection.Close();
        Open();
    }
}
