using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Tessera.Bench;

/// <summary>The limit of B1: minimal orders in group commits of 100 through unnest, two writers (limits/minimal_order.sql), on the product's own server.</summary>
internal sealed class RawGroupCommit
{
    private const int BatchSize = 100;
    private const int Writers = 2;
    private const string Database = "raw_orders";
    private static readonly string[] Parts = File.ReadAllText("benchmarks/limits/minimal_order.sql").Split("-- batch:", 2);
    private readonly long _members;
    private readonly string[] _statements = Parts[1][(Parts[1].IndexOf('\n', StringComparison.Ordinal) + 1)..].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    private long _next;

    public RawGroupCommit(long members)
    {
        _members = members;
        Cluster.Create(Database);
        using var db = Cluster.Open(Database);
        Cluster.Execute(db, Parts[0]);
        Cluster.Execute(db, $"insert into balance select n, 0 from generate_series(0, {members - 1}) n");
        Cluster.Execute(db, "vacuum analyze");
    }

    /// <summary>One cell: what this process and the server use.</summary>
    public Cell Run(TimeSpan length)
    {
        var cpu = Environment.CpuUsage.TotalTime.TotalMicroseconds + Cluster.CpuMicros;
        var clock = Stopwatch.StartNew();
        var written = Task.WhenAll(Enumerable.Range(0, Writers).Select(w => Task.Factory.StartNew(() => Write(w, clock, length), TaskCreationOptions.LongRunning))).GetAwaiter().GetResult();
        var wall = clock.Elapsed.TotalMicroseconds;
        return new Cell(written.Sum(), wall, Environment.CpuUsage.TotalTime.TotalMicroseconds + Cluster.CpuMicros - cpu);
    }

    public WrittenRows Written() => Cluster.Written(Database);

    public void Check()
    {
        var wrong = Cluster.Scalar(Database, "select abs((select sum(points) from entry) - (select sum(points) from balance)) + abs((select sum(remaining) from lot) - (select sum(points) from balance)) + abs((select count(*) from orders) * 2 - (select count(*) from order_line))");
        if (wrong != 0) throw new InvalidOperationException("the raw rows do not add up");
    }

    private long Write(int writer, Stopwatch clock, TimeSpan length)
    {
        using var db = Cluster.Open(Database);
        var chance = new Random(writer + 1);
        var members = new HashSet<long>();
        long written = 0;
        for (; clock.Elapsed < length; written += BatchSize)
        {
            var first = Interlocked.Add(ref _next, BatchSize) - BatchSize;
            members.Clear();
            while (members.Count < BatchSize) members.Add((chance.NextInt64(_members / Writers) * Writers) + writer);
            Commit(db, [.. Enumerable.Range(0, BatchSize).Select(n => first + n)], [.. members]);
        }

        return written;
    }

    private void Commit(NpgsqlConnection db, long[] ids, long[] members)
    {
        using var batch = new NpgsqlBatch(db);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("begin"));
        foreach (var sql in _statements)
        {
            var command = new NpgsqlBatchCommand(sql);
            var isLines = sql.Contains("$3", StringComparison.Ordinal);
            Add(command, isLines ? [.. ids, .. ids] : ids);
            if (isLines) Add(command, [.. ids.Select(_ => 1L), .. ids.Select(_ => 2L)]);
            else if (sql.Contains("$2", StringComparison.Ordinal)) Add(command, members);
            if (isLines) command.CommandText = sql.Replace("$3", "$1", StringComparison.Ordinal).Replace("$4", "$2", StringComparison.Ordinal);
            batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        batch.ExecuteNonQuery();
    }

    private static void Add(NpgsqlBatchCommand command, long[] numbers) => command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = numbers, NpgsqlDbType = NpgsqlDbType.Bigint | NpgsqlDbType.Array });
}
