using System.Globalization;
using Npgsql;
using Tessera.Testing;

namespace Tessera.Bench;

/// <summary>The private PostgreSQL server of a run: it waits for the disk, and product and limits share it.</summary>
internal static class Cluster
{
    private static readonly Lazy<int> Process = new(() =>
    {
        PostgresServer.WaitForDisk();
        return int.Parse(File.ReadLines(Path.Combine(PostgresServer.Folder, "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture);
    });

    /// <summary>CPU of the server and all its sessions, microseconds.</summary>
    public static double CpuMicros => ProcessCost.FamilyCpuMicros(Process.Value);

    /// <summary>Connection string of a database.</summary>
    public static string Place(string database) => Process.Value > 0 ? PostgresServer.Connection(database) : "";

    /// <summary>Makes a database, empty or as a copy.</summary>
    public static void Create(string database, string template = "template0")
    {
        using var db = Open("postgres");
        Execute(db, $"drop database if exists {database}");
        Execute(db, $"create database {database} template {template}");
    }

    public static NpgsqlConnection Open(string database)
    {
        var connection = new NpgsqlConnection(Place(database) + ";Pooling=false;MaxAutoPrepare=50;AutoPrepareMinUsages=2;CommandTimeout=600");
        connection.Open();
        return connection;
    }

    public static void Execute(NpgsqlConnection db, string sql)
    {
        using var command = new NpgsqlCommand(sql, db);
        command.ExecuteNonQuery();
    }

    public static long Scalar(string database, string sql)
    {
        using var db = Open(database);
        using var command = new NpgsqlCommand(sql, db);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    /// <summary>Fsyncs of the log, its bytes and rows written, since the server started.</summary>
    public static WrittenRows Written(string database)
    {
        using var db = Open(database);
        using var command = new NpgsqlCommand("select (select wal_sync from pg_stat_wal), pg_current_wal_insert_lsn() - '0/0'::pg_lsn, coalesce((select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_user_tables), 0)", db);
        using var rows = command.ExecuteReader();
        rows.Read();
        return new WrittenRows(rows.GetInt64(0), (long)rows.GetDecimal(1), (long)rows.GetDecimal(2));
    }
}

/// <summary>What a PostgreSQL server has written.</summary>
/// <param name="Syncs">Times the log was forced to disk.</param>
/// <param name="LogBytes">Bytes of the log.</param>
/// <param name="Rows">Rows inserted, changed or deleted, as the server's statistics say some seconds later.</param>
internal readonly record struct WrittenRows(long Syncs, long LogBytes, long Rows)
{
    public static WrittenRows operator -(WrittenRows a, WrittenRows b) => new(a.Syncs - b.Syncs, a.LogBytes - b.LogBytes, a.Rows - b.Rows);

    public static WrittenRows operator +(WrittenRows a, WrittenRows b) => new(a.Syncs + b.Syncs, a.LogBytes + b.LogBytes, a.Rows + b.Rows);

    /// <summary>The same for one operation.</summary>
    public string Each(long operations) => string.Create(
        CultureInfo.InvariantCulture, $"{(double)Rows / operations:0.0} rows, {LogBytes / operations} bytes of log and {(double)Syncs / operations:0.000} fsyncs each");
}
