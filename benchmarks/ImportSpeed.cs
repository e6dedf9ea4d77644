using Microsoft.Data.Sqlite;
using Tessera.App;
using Tessera.App.Import;
using Tessera.App.Programs;
using Tessera.Storage;

namespace Tessera.Bench;

/// <summary>
/// B8, import: a year's export poured into a fresh store with every decision explained, against raw inserts of the fixed minimal rows of the same documents on
/// SQLite with the same durability (performance.md): 1 order, 2 lines, 1 entry, 1 lot, a balance update and a unique key each, 1,000 a transaction.
/// </summary>
internal static class ImportSpeed
{
    private const int Batch = 1_000;

    public static bool Run(IReadOnlyDictionary<string, string> options)
    {
        var file = Path.Combine(options.GetValueOrDefault("data", "../shared/data"), "online_retail/online_retail.csv.gz");
        var (pairs, least, stretch) = (1, 0.4, 0.6);
        if (!File.Exists(file))
        {
            Harness.Say($"B8 import: the full year is not at {file}; the month in the repository stands in for it");
            (file, pairs) = ("templates/online-retail/sample/2010-12.csv.gz", 3);
        }

        var documents = 0L;
        var product = new Workload("import", () => documents = Import(file));
        var warm = Harness.Measure(product with { Batch = () => Import("templates/online-retail/sample/2010-12.csv.gz") }, TimeSpan.Zero);
        Harness.Say($"B8 import: warmed up with {warm.Operations} documents of one month");
        var (products, peers) = (new List<Cell>(), new List<Cell>());
        for (var pair = 0; pair < pairs; pair++)
        {
            products.Add(Harness.Measure(product, TimeSpan.Zero));
            peers.Add(Harness.Measure(new Workload("raw", () => Raw(documents)), TimeSpan.Zero));
        }

        Harness.Say($"B8 import: {documents} documents in {products[^1].WallMicros / 1e6:0.0} s");
        return Harness.ReportSpeed("B8 import", new Comparison(products, peers), least, stretch);
    }

    private static long Import(string file)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-bench-").FullName;
        try
        {
            using var site = Site.Open(folder, StoreAccess.Own);
            var published = site.Write(new PublishProgram { SourceText = File.ReadAllText("templates/online-retail/program.yaml"), Reason = "bench", Actor = "bench" }).GetAwaiter().GetResult();
            if (!published.IsAccepted) throw new InvalidOperationException($"{published.Refusal}");
            var map = ImportMapFile.Read(File.ReadAllText("templates/online-retail/import.yaml")).Map!;
            var tally = ImportPurchases.Run(site, new ImportRequest { File = file, Map = map, IsHistory = true }).GetAwaiter().GetResult();
            if (!tally.AddsUp) throw new InvalidOperationException("the sums of the import do not add up");
            return tally.DocumentsInFacts;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static long Raw(long orders)
    {
        var folder = Directory.CreateTempSubdirectory("tessera-raw-").FullName;
        try
        {
            using var db = new SqliteConnection($"Data Source={Path.Combine(folder, "raw.db")};Pooling=False");
            db.Open();
            Execute(db, "pragma page_size=4096; pragma journal_mode=wal; pragma synchronous=full;" + File.ReadAllText("benchmarks/limits/minimal_order.sqlite.sql"));
            using var rows = new MinimalOrder(db);
            for (var first = 0L; first < orders; first += Batch)
            {
                using var transaction = db.BeginTransaction();
                for (var n = first; n < Math.Min(orders, first + Batch); n++) rows.Insert(n, transaction);
                transaction.Commit();
            }

            return orders;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static void Execute(SqliteConnection db, string sql)
    {
        using var command = db.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>The minimal order's statements, prepared once.</summary>
    private sealed class MinimalOrder : IDisposable
    {
        private readonly List<SqliteCommand> _commands = [];

        public MinimalOrder(SqliteConnection db)
        {
            foreach (var sql in new[]
            {
                "insert into request_key (key) values ($n)",
                "insert into orders (id, member_id, at, total) values ($n, $m, $n, 4200)",
                "insert into order_line (order_id, line, sku, quantity, amount) values ($n, 1, 'tea-black', 1, 2100)",
                "insert into order_line (order_id, line, sku, quantity, amount) values ($n, 2, 'tea-milk', 1, 2100)",
                "insert into entry (member_id, sequence, points, balance_after) values ($m, $n, 42, 42)",
                "insert into lot (member_id, sequence, opened, remaining) values ($m, $n, 42, 42)",
                "insert into balance (member_id, points) values ($m, 42) on conflict (member_id) do update set points = points + 42",
            })
            {
                var command = db.CreateCommand();
                command.CommandText = sql;
                command.Parameters.Add("$n", SqliteType.Integer);
                if (sql.Contains("$m", StringComparison.Ordinal)) command.Parameters.Add("$m", SqliteType.Integer);
                command.Prepare();
                _commands.Add(command);
            }
        }

        public void Insert(long n, SqliteTransaction transaction)
        {
            foreach (var command in _commands)
            {
                command.Transaction = transaction;
                command.Parameters[0].Value = n;
                if (command.Parameters.Count > 1) command.Parameters[1].Value = n % 4_372;
                command.ExecuteNonQuery();
            }
        }

        public void Dispose() => _commands.ForEach(c => c.Dispose());
    }
}
