using Microsoft.Data.Sqlite;

namespace Tessera.Bench;

/// <summary>
/// The limit of an import: prepared inserts of the fixed minimal rows (limits/minimal_order.sqlite.sql), 1,000 orders a transaction as the product's, WAL and
/// synchronous=FULL as the product's. Each order is inserted on its own; lines of one order through one prepared statement.
/// </summary>
/// <param name="lines">Lines of each document of the export.</param>
/// <param name="asExported">As many line rows as the document has and members under random keys, as the product's; else 2 lines and keys in order.</param>
internal sealed class RawOrders(IReadOnlyList<int> lines, bool asExported)
{
    private const int Batch = 1_000;
    private const int Members = 4_372;
    private const int PointsEach = 42;
    private string _folder = "";
    private SqliteConnection? _db;

    public Workload Work() => new("raw", Insert) { Before = Open, After = Check };

    private void Open()
    {
        _folder = Directory.CreateTempSubdirectory("tessera-raw-").FullName;
        _db = RawDatabase.Open(Path.Combine(_folder, "raw.db"));
        RawDatabase.Execute(_db, File.ReadAllText("benchmarks/limits/minimal_order.sqlite.sql"));
    }

    private long Insert()
    {
        using var rows = new MinimalOrder(_db!);
        for (var first = 0; first < lines.Count; first += Batch)
        {
            using var transaction = _db!.BeginTransaction();
            for (var n = first; n < Math.Min(lines.Count, first + Batch); n++) rows.Insert(n, MemberOf(n), asExported ? lines[n] : 2, transaction);
            transaction.Commit();
        }

        return lines.Count;
    }

    // Odd multiplier: another key for each member, spread over all 64 bits.
    private long MemberOf(int n) => asExported ? unchecked((n % Members + 1) * (long)0x9e3779b97f4a7c15UL) : n % Members;

    private void Check()
    {
        var points = RawDatabase.Scalar(_db!, "select case when (select sum(points) from entry) = (select sum(points) from balance) and (select sum(remaining) from lot) = (select sum(points) from balance) then (select sum(points) from balance) else -1 end");
        var written = RawDatabase.Scalar(_db!, "select count(*) from order_line");
        if (points != (long)lines.Count * PointsEach || written != (asExported ? lines.Sum() : 2 * lines.Count)) throw new InvalidOperationException("the raw rows do not add up");
        _db!.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>The minimal order's statements, prepared once.</summary>
internal sealed class MinimalOrder : IDisposable
{
    private readonly List<SqliteCommand> _commands = [];
    private readonly SqliteCommand _line;

    public MinimalOrder(SqliteConnection db)
    {
        foreach (var sql in new[]
        {
            "insert into request_key (key) values ($n)",
            "insert into orders (id, member_id, at, total) values ($n, $m, $n, 4200)",
            "insert into entry (member_id, sequence, points, balance_after) values ($m, $n, 42, 42)",
            "insert into lot (member_id, sequence, opened, remaining) values ($m, $n, 42, 42)",
            "insert into balance (member_id, points) values ($m, 42) on conflict (member_id) do update set points = points + 42",
        })
        {
            _commands.Add(RawDatabase.Prepare(db, sql, sql.Contains("$m", StringComparison.Ordinal) ? ["$n", "$m"] : ["$n"]));
        }

        _line = RawDatabase.Prepare(db, "insert into order_line (order_id, line, sku, quantity, amount) values ($n, $line, 'tea-black', 1, 2100)", ["$n", "$line"]);
    }

    public void Insert(long n, long member, int lines, SqliteTransaction transaction)
    {
        foreach (var command in _commands)
        {
            command.Transaction = transaction;
            command.Parameters[0].Value = n;
            if (command.Parameters.Count > 1) command.Parameters[1].Value = member;
            command.ExecuteNonQuery();
        }

        _line.Transaction = transaction;
        _line.Parameters[0].Value = n;
        for (var line = 1; line <= lines; line++)
        {
            _line.Parameters[1].Value = line;
            _line.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        _commands.ForEach(c => c.Dispose());
        _line.Dispose();
    }
}

/// <summary>A plain SQLite file with the product's durability, for the limits.</summary>
internal static class RawDatabase
{
    public static SqliteConnection Open(string file)
    {
        var db = new SqliteConnection($"Data Source={file};Pooling=False");
        db.Open();
        Execute(db, "pragma page_size=4096; pragma journal_mode=wal; pragma synchronous=full; pragma cache_size=-65536; pragma wal_autocheckpoint=8000;");
        return db;
    }

    public static SqliteCommand Prepare(SqliteConnection db, string sql, IEnumerable<string> numbers)
    {
        var command = db.CreateCommand();
        command.CommandText = sql;
        foreach (var number in numbers) command.Parameters.Add(number, SqliteType.Integer);
        command.Prepare();
        return command;
    }

    public static void Execute(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public static long Scalar(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }
}
