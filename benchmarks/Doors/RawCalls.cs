using System.Diagnostics;
using Npgsql;

namespace Tessera.Bench;

/// <summary>A peer on the product's own PostgreSQL server that is called once an operation, over a few connections.</summary>
/// <param name="database">Database.</param>
/// <param name="sql">The call, with parameters of bigint.</param>
/// <param name="numbers">What its parameters are, by connection.</param>
internal sealed class RawCalls(string database, string sql, Func<Random, long[]> numbers)
{
    /// <summary>One cell: what this process and the server use. Latencies in milliseconds, in order of length.</summary>
    public (Cell Cell, double[] Latencies) Run(int connections, TimeSpan length)
    {
        var cpu = Environment.CpuUsage.TotalTime.TotalMicroseconds + Cluster.CpuMicros;
        var clock = Stopwatch.StartNew();
        var done = Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Factory.StartNew(() => Call(c, clock, length), TaskCreationOptions.LongRunning))).GetAwaiter().GetResult();
        var wall = clock.Elapsed.TotalMicroseconds;
        double[] latencies = [.. done.SelectMany(d => d).Order()];
        return (new Cell(latencies.Length, wall, Environment.CpuUsage.TotalTime.TotalMicroseconds + Cluster.CpuMicros - cpu), latencies);
    }

    private List<double> Call(int connection, Stopwatch clock, TimeSpan length)
    {
        using var db = Cluster.Open(database);
        using var command = new NpgsqlCommand(sql, db);
        var chance = new Random(connection + (int)clock.ElapsedMilliseconds);
        foreach (var number in numbers(chance)) command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        command.Prepare();
        var latencies = new List<double>();
        while (clock.Elapsed < length)
        {
            var asked = clock.Elapsed;
            var next = numbers(chance);
            for (var i = 0; i < next.Length; i++) ((NpgsqlParameter<long>)command.Parameters[i]).TypedValue = next[i];
            command.ExecuteNonQuery();
            latencies.Add((clock.Elapsed - asked).TotalMilliseconds);
        }

        return latencies;
    }
}
