using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Tessera.Bench;

/// <summary>The limit of B1s: minimal orders (limits/minimal_order.sqlite.sql) on SQLite, one writer, 100 a transaction, flushed like the product's.</summary>
internal sealed class RawSingleWriter : IDisposable
{
    private const int BatchSize = 100;
    private readonly string _folder = Directory.CreateTempSubdirectory("tessera-raw-").FullName;
    private readonly SqliteConnection _db;
    private readonly MinimalOrder _rows;
    private readonly Random _chance = new(3);
    private readonly int _members;
    private long _next;

    public RawSingleWriter(int members)
    {
        _members = members;
        _db = RawDatabase.Open(Path.Combine(_folder, "raw.db"));
        RawDatabase.Execute(_db, File.ReadAllText("benchmarks/limits/minimal_order.sqlite.sql"));
        RawDatabase.Execute(_db, $"with recursive c(n) as (select 0 union all select n + 1 from c where n + 1 < {members}) insert into balance select n, 0 from c");
        _rows = new MinimalOrder(_db);
    }

    public Cell Run(TimeSpan length)
    {
        var cpu = Environment.CpuUsage.TotalTime.TotalMicroseconds;
        var clock = Stopwatch.StartNew();
        var first = _next;
        while (clock.Elapsed < length)
        {
            using var transaction = _db.BeginTransaction();
            for (var n = 0; n < BatchSize; n++) _rows.Insert(_next++, _chance.Next(_members), 2, transaction);
            transaction.Commit();
        }

        return new Cell(_next - first, clock.Elapsed.TotalMicroseconds, Environment.CpuUsage.TotalTime.TotalMicroseconds - cpu);
    }

    public void Check()
    {
        var wrong = RawDatabase.Scalar(_db, "select abs((select sum(points) from entry) - (select sum(points) from balance)) + abs((select sum(remaining) from lot) - (select sum(points) from balance)) + abs((select count(*) from orders) * 2 - (select count(*) from order_line))");
        if (wrong != 0) throw new InvalidOperationException("the raw rows do not add up");
    }

    public void Dispose()
    {
        _rows.Dispose();
        _db.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
