using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;

namespace Tessera.Bench;

/// <summary>
/// B6: recency, frequency and money, 5 × 5 × 5, over orders in the order of time. Full: the rows as they were read become columns, every member a standing, four cuts of each measure
/// are found and everybody is scored. Incremental: one row in a hundred is new. The peer is the same in one statement of PostgreSQL over a table of the same rows, analysed and warm.
/// The cells of both must be the same, and those of the incremental board the same as of one made anew.
/// </summary>
internal static class RfmSpeed
{
    private const int Days = 730;
    private const string Database = "bench_rfm";
    private static readonly DateOnly AsOf = new(2026, 6, 30);
    private static readonly RfmRules Rules = new() { Window = new Window(WindowKind.RollingMonths, 12) };

    public static bool Run(IReadOnlyDictionary<string, string> options)
    {
        var rows = int.Parse(options.GetValueOrDefault("rows", "10000000"), CultureInfo.InvariantCulture);
        Warm();
        var orders = new OrderRows(rows + (rows / 100));
        var (full, incremental, made) = Product(orders, rows);
        Harness.Say($"B6: {rows} orders of {orders.Members} members; load on the machine {Load()}; {Environment.WorkingSet >> 20} MB resident");
        var share = Spread.Of(incremental.Zip(full, (i, f) => 100 * i.Cpu / f.Cpu));
        Harness.Say($"B6 full: {Spread.Of(full.Select(f => f.Cpu))} ms CPU, {Spread.Of(full.Select(f => f.Wall))} ms; 1 % new: {Spread.Of(incremental.Select(i => i.Cpu))} ms CPU, {Spread.Of(incremental.Select(i => i.Wall))} ms; {share} % of full by CPU; at most 3: {Word(share.Median <= 3)}");
        var (peer, cells) = Peer(orders, rows);
        if (!cells.SequenceEqual(made)) throw new InvalidOperationException("the cells of PostgreSQL are not those of the product");
        var ratio = Spread.Of(peer.Select(p => p.Cpu)).Median / Spread.Of(full.Select(f => f.Cpu)).Median;
        Harness.Say($"B6 the same in PostgreSQL: {Spread.Of(peer.Select(p => p.Cpu))} ms CPU of the server, {Spread.Of(peer.Select(p => p.Wall))} ms: {ratio:0.0} times the product's CPU; at least 10: {Word(ratio >= 10)}");
        return share.Median <= 3 && ratio >= 10;
    }

    /// <summary>A server that runs has compiled all this long ago; a program that has just started compiles it while it works.</summary>
    private static void Warm()
    {
        var few = new OrderRows(20_000);
        for (var pass = 0; pass < 100; pass++)
        {
            var board = new RfmBoard(few.Columns(10_000), Rules, AsOf);
            few.Add(board, 10_000);
            board.Settle();
            if (pass % 25 == 24) Thread.Sleep(500);
        }
    }

    private static (List<Took> Full, List<Took> Incremental, List<RfmCell> Cells) Product(OrderRows orders, int rows)
    {
        var (full, incremental, cells) = (new List<Took>(), new List<Took>(), new List<RfmCell>());
        for (var pass = 0; pass < 6; pass++)
        {
            GC.Collect();
            var timer = Timer.Start(() => Environment.CpuUsage.TotalTime.TotalMilliseconds);
            var board = new RfmBoard(orders.Columns(rows), Rules, AsOf);
            var whole = timer.Took();
            cells = [.. board.Cells()];
            // What the full pass left behind is cleared away on its own account.
            var news = orders.NewsAfter(rows);
            GC.Collect();
            timer = Timer.Start(() => Environment.CpuUsage.TotalTime.TotalMilliseconds);
            board.Add(news);
            var added = timer.Took();
            board.Settle();
            var part = timer.Took();
            if (pass > 0) Harness.Say($"B6 pass {pass}: the new rows {added.Cpu:0.0} ms CPU, {added.Wall:0.0} ms; cuts and scores {part.Cpu - added.Cpu:0.0} and {part.Wall - added.Wall:0.0}");
            if (pass > 0)
            {
                full.Add(whole);
                incremental.Add(part);
            }
            else if (!board.Cells().SequenceEqual(new RfmBoard(orders.Columns(orders.Rows), Rules, AsOf).Cells()))
            {
                // The first pass warms up, and says that both ways lead to the same.
                throw new InvalidOperationException("the incremental board is another");
            }
        }

        return (full, incremental, cells);
    }

    private static (List<Took> Times, List<RfmCell> Cells) Peer(OrderRows orders, int rows)
    {
        Cluster.Create(Database);
        using var db = Cluster.Open(Database);
        Cluster.Execute(db, "create table orders (member_id bigint not null, day integer not null, amount bigint not null)");
        using (var copy = db.BeginBinaryImport("copy orders from stdin (format binary)"))
        {
            for (var i = 0; i < rows; i++)
            {
                copy.StartRow();
                copy.Write((long)orders.Member[i]);
                copy.Write(orders.Day[i]);
                copy.Write(orders.Amount[i]);
            }

            copy.Complete();
        }

        Cluster.Execute(db, "vacuum analyze orders");
        Cluster.Execute(db, "set work_mem = '1GB'");
        var sql = $"""
            with standing as (
              select member_id, {AsOf.DayNumber} - max(day) as days, count(*) as orders, sum(amount)::bigint as spend from orders
              where day > {AsOf.AddMonths(-12).DayNumber} and day <= {AsOf.DayNumber} group by member_id),
            cut as (
              select percentile_cont(array[0.2, 0.4, 0.6, 0.8]) within group (order by days) as r,
                     percentile_cont(array[0.2, 0.4, 0.6, 0.8]) within group (order by orders) as f,
                     percentile_cont(array[0.2, 0.4, 0.6, 0.8]) within group (order by spend) as m from standing),
            scored as (
              select 5 - (days > r[1])::int - (days > r[2])::int - (days > r[3])::int - (days > r[4])::int as r,
                     1 + (orders > f[1])::int + (orders > f[2])::int + (orders > f[3])::int + (orders > f[4])::int as f,
                     1 + (spend > m[1])::int + (spend > m[2])::int + (spend > m[3])::int + (spend > m[4])::int as m, orders, spend from standing, cut)
            select r, f, m, count(*), sum(orders)::bigint, sum(spend)::bigint from scored group by r, f, m order by r, f, m
            """;
        var (times, cells) = (new List<Took>(), new List<RfmCell>());
        for (var pass = 0; pass < 4; pass++)
        {
            var timer = Timer.Start(() => Cluster.CpuMicros / 1000);
            var found = new Dictionary<(int, int, int), RfmCell>();
            using (var command = new NpgsqlCommand(sql, db) { CommandTimeout = 0 })
            using (var reader = command.ExecuteReader())
            {
                while (reader.Read())
                {
                    var cell = new RfmCell(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2), (int)reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5));
                    found.Add((cell.Recency, cell.Frequency, cell.Monetary), cell);
                }
            }

            if (pass > 0) times.Add(timer.Took());
            cells = [.. Enumerable.Range(0, 125).Select(c => ((c / 25) + 1, (c / 5 % 5) + 1, (c % 5) + 1)).Select(c => found.GetValueOrDefault(c, new RfmCell(c.Item1, c.Item2, c.Item3, 0, 0, 0)))];
        }

        return (times, cells);
    }

    private static string Load() => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown";

    private static string Word(bool holds) => holds ? "held" : "MISSED";

    private readonly record struct Took(double Cpu, double Wall);

    private sealed record Timer(Func<double> Cpu, double Began, Stopwatch Clock)
    {
        public static Timer Start(Func<double> cpu) => new(cpu, cpu(), Stopwatch.StartNew());

        public Took Took() => new(Cpu() - Began, Clock.Elapsed.TotalMilliseconds);
    }

    /// <summary>Orders of two years in the order of time: few members buy much, most buy little, and amounts have a long tail.</summary>
    private sealed class OrderRows
    {
        private readonly long[] _keys;

        public OrderRows(int rows)
        {
            Members = rows / 10;
            _keys = [.. Enumerable.Range(0, Members).Select(m => (long)m)];
            (Member, Day, Amount) = (new int[rows], new int[rows], new long[rows]);
            var chance = new Random(6);
            for (var i = 0; i < rows; i++)
            {
                var share = chance.NextDouble();
                Member[i] = (int)(Members * share * Math.Sqrt(share));
                Day[i] = AsOf.DayNumber - Days + 1 + (int)((long)i * Days / rows);
                Amount[i] = (long)(1_000 * Math.Exp(3 * chance.NextDouble())) + chance.Next(500);
            }
        }

        public int Members { get; }

        public int[] Member { get; }

        public int[] Day { get; }

        public long[] Amount { get; }

        public int Rows => Member.Length;

        public RfmColumns Columns(int rows) => RfmColumns.Of(_keys, Member.AsSpan(0, rows), Day.AsSpan(0, rows), Amount.AsSpan(0, rows));

        /// <summary>The rows after the first.</summary>
        public void Add(RfmBoard board, int from) => board.Add(NewsAfter(from));

        /// <summary>The same as they would be read.</summary>
        public RfmNews[] NewsAfter(int from)
        {
            var news = new RfmNews[Rows - from];
            for (var i = from; i < Rows; i++) news[i - from] = new RfmNews(Member[i], new RfmRow(DateOnly.FromDayNumber(Day[i]), 1, Amount[i]));
            return news;
        }
    }
}
