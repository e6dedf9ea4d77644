using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Tessera.App;
using Tessera.App.Audits;
using Tessera.App.Night;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Nights;

namespace Tessera.Bench;

/// <summary>
/// B5: the yearly review of a whole base by the rules of its programme, each change with its explanation. Two comparisons, both per member of the base:
/// the deciding alone against a sum over the least columns (12 months × int64 and 16 bytes of state a member); the night, end to end on SQLite, against
/// reading those columns and writing the same rows at the same lengths in one set-based SQL.
/// </summary>
internal static class ReviewSpeed
{
    private const int Months = 12;
    private const int MembersAtOnce = 2_000;

    public static bool Run(IReadOnlyDictionary<string, string> options)
    {
        var members = int.Parse(options.GetValueOrDefault("members", options.ContainsKey("full") ? "1000000" : "100000"), CultureInfo.InvariantCulture);
        var pairs = int.Parse(options.GetValueOrDefault("pairs", "3"), CultureInfo.InvariantCulture);
        using var load = new ReviewLoad(FilledStore.Copy(members));
        load.Prepare();
        var columns = new LeastColumns(members);
        var compute = new Comparison([.. Enumerable.Range(0, pairs + 1).Select(_ => load.Decide()).Skip(1)], [.. Enumerable.Range(0, pairs + 1).Select(_ => columns.Sum()).Skip(1)]);
        Harness.Say($"B5: {members} members, {load.Due} of them due; deciding them takes {Spread.Of(compute.Product.Select(c => c.CpuMicros / 1e6))} s CPU, {Spread.Of(compute.Product.Select(c => c.CpuMicros / load.Due))} µs each");
        var held = Harness.ReportSpeed("B5 review, compute, per member of the base", compute, 0.25, 0.6);

        var (nights, raws) = (new List<Cell>(), new List<Cell>());
        for (var pair = 0; pair < pairs; pair++)
        {
            nights.Add(Harness.Measure(load.Work(), TimeSpan.Zero));
            raws.Add(Harness.Measure(new RawReview(members, load.Written).Work(), TimeSpan.Zero));
        }

        var night = new Comparison(nights, raws);
        Harness.Say($"B5: the night took {Spread.Of(nights.Select(c => c.CpuMicros / 1e6))} s CPU and {Spread.Of(nights.Select(c => c.WallMicros / 1e6))} s, {Spread.Of(nights.Select(c => c.CpuMicros / load.Due))} µs CPU for each that was due; {load.Written}; {Environment.WorkingSet >> 20} MB resident");
        return Harness.ReportSpeed("B5 review, end to end, per member of the base", night, 0.5, 0.8) & held;
    }

    /// <summary>What a night wrote.</summary>
    /// <param name="Items">Items.</param>
    /// <param name="DecisionLength">Mean length of their explanation.</param>
    /// <param name="Changes">Tier changes.</param>
    /// <param name="States">States written.</param>
    /// <param name="PackedLength">Mean length of a packed state.</param>
    private sealed record Rows(long Items, long DecisionLength, long Changes, long States, long PackedLength)
    {
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Items} items of {DecisionLength} bytes of explanation, {Changes} tier changes, {States} states of {PackedLength} bytes");
    }

    /// <summary>
    /// The product's side: each night runs on a copy of the store as it stood the evening before the review, and goes through the grace that follows it, so that
    /// who missed has fallen.
    /// </summary>
    private sealed class ReviewLoad(FilledStore filled) : IDisposable
    {
        private readonly StandingTime _time = new();
        private readonly DateTimeOffset _eve = new(DateTime.UtcNow.Year, 12, 31, 2, 0, 0, TimeSpan.Zero);
        private readonly DateTimeOffset _night = new(DateTime.UtcNow.Year + 1, 4, 1, 2, 0, 0, TimeSpan.Zero);
        private string _folder = "";
        private Site? _site;

        public long Due { get; private set; }

        public Rows Written { get; private set; } = new(0, 0, 0, 0, 0);

        public Workload Work() => new("night", Night) { Before = Copy, After = Check };

        /// <summary>The warnings of the weeks before went out.</summary>
        public void Prepare()
        {
            _time.Now = _eve;
            using (var site = filled.Open(_time))
            {
                if (RunDay.Run(site).GetAwaiter().GetResult().Value is not { HadLease: true }) throw new InvalidOperationException("the night before did not run");
                site.Store.Writer.Analyze();
                site.Store.Writer.Checkpoint();
            }

            _time.Now = _night;
        }

        /// <summary>Deciding alone, over members loaded before: CPU of this process without the loading.</summary>
        public Cell Decide()
        {
            using var site = filled.Open(_time);
            return site.Read(scope =>
            {
                var (cpu, wall, due) = (0.0, 0.0, 0L);
                DueMember? last = null;
                while (scope.Db.Nights.DueAfter(scope.Today, last, MembersAtOnce) is { Count: > 0 } page)
                {
                    var loaded = scope.Db.Members.Load(page.Select(d => d.Account)).Values;
                    var (used, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
                    foreach (var member in loaded) Core.Programs.Decide.Settle(scope.Programs, member.State, scope.Today, site.Clock.Now, isHistory: false);
                    (cpu, wall) = (cpu + (Environment.CpuUsage.TotalTime - used).TotalMicroseconds, wall + clock.Elapsed.TotalMicroseconds);
                    (due, last) = (due + page.Count, page[^1]);
                }

                Due = due;
                return new Cell(filled.Members, wall, cpu);
            });
        }

        public void Dispose()
        {
            if (_folder.Length > 0 && Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        }

        private void Copy()
        {
            _folder = Directory.CreateTempSubdirectory("tessera-bench-").FullName;
            foreach (var file in Directory.GetFiles(filled.Folder)) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
            _site = Site.Open(_folder, StoreAccess.OwnExisting, _time);
        }

        private long Night()
        {
            var done = RunDay.Run(_site!).GetAwaiter().GetResult().Value;
            return done is { HadLease: true } day && day.Members == Due ? filled.Members : throw new InvalidOperationException($"{done}, {Due} were due");
        }

        private void Check()
        {
            var report = BooksCheck.Run(_site!);
            if (report.Findings.Count > 0) throw new InvalidOperationException($"the books are wrong: {report.Findings[0]}");
            _site!.Dispose();
            using (var db = RawDatabase.Open(Path.Combine(_folder, "tessera.db")))
            {
                var since = (_night - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
                long Of(string sql) => RawDatabase.Scalar(db, string.Create(CultureInfo.InvariantCulture, $"select coalesce({sql}, 0)"));
                var items = string.Create(CultureInfo.InvariantCulture, $"from item where recorded_at >= {since}");
                Written = new Rows(Of($"(select count(*) {items})"), Of($"(select cast(avg(length(decision)) as integer) {items})"), Of($"(select count(*) from tier_change c join item i on i.member_id = c.member_id and i.sequence = c.sequence and i.recorded_at >= {since.ToString(CultureInfo.InvariantCulture)})"), Due, Of("(select cast(avg(length(packed)) as integer) from member_state)"));
            }

            Directory.Delete(_folder, recursive: true);
        }
    }

    private sealed class StandingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>The limit of the deciding: one pass over the least that a review must look at.</summary>
    private sealed class LeastColumns
    {
        private readonly long[] _months;
        private readonly (long, long)[] _states;

        public LeastColumns(int members)
        {
            var chance = new Random(1);
            (_months, _states) = (new long[(long)members * Months], new (long, long)[members]);
            for (var i = 0; i < _months.Length; i++) _months[i] = chance.Next(100_000);
            for (var i = 0; i < members; i++) _states[i] = (chance.Next(4), chance.Next(1_000));
        }

        public Cell Sum()
        {
            const int Passes = 20;
            var (cpu, clock, sum) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew(), 0L);
            for (var pass = 0; pass < Passes; pass++)
            {
                for (var member = 0; member < _states.Length; member++)
                {
                    var (tier, since) = _states[member];
                    var spend = 0L;
                    foreach (var month in _months.AsSpan(member * Months, Months)) spend = unchecked(spend + month);
                    sum = unchecked(sum + spend + tier + since);
                }
            }

            if (sum == 0) throw new InvalidOperationException("nothing was summed");
            return new Cell((long)_states.Length * Passes, clock.Elapsed.TotalMicroseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds);
        }
    }

    /// <summary>The limit of the night: the columns are read, the product's rows are written, in one transaction of set-based SQL.</summary>
    private sealed class RawReview(int members, Rows rows)
    {
        private string _folder = "";
        private SqliteConnection? _db;

        public Workload Work() => new("raw", Night) { Before = Open, After = Close };

        private void Open()
        {
            _folder = Directory.CreateTempSubdirectory("tessera-raw-").FullName;
            _db = RawDatabase.Open(Path.Combine(_folder, "raw.db"));
            var months = string.Join(", ", Enumerable.Range(1, Months).Select(m => $"m{m} integer not null"));
            RawDatabase.Execute(_db, $"""
                create table base (member_id integer primary key, tier integer not null, since integer not null, {months});
                create table state (member_id integer primary key, sequence integer not null, next_due_on integer, packed blob not null);
                create table item (member_id integer not null, sequence integer not null, kind text not null, at integer not null, decision text not null, hash blob not null, primary key (member_id, sequence));
                create table tier_change (member_id integer not null, sequence integer not null, n integer not null, tier text not null, was text not null, at integer not null, primary key (member_id, sequence, n)) without rowid;
                begin;
                create table one (n integer primary key, key integer);
                with recursive c(n) as (select 1 union all select n + 1 from c where n < {members}) insert into one select n, (n * 2654435761) % 4294967291 * 2147483648 from c;
                insert into base select key, n % 4, n % 1000{string.Concat(Enumerable.Range(1, Months).Select(m => $", (n * {m}) % 100000"))} from one order by key;
                insert into state select key, 3, 740000 + (n > {rows.States}), zeroblob({rows.PackedLength}) from one order by key;
                drop table one;
                commit;
                pragma wal_checkpoint(truncate);
                """);
        }

        /// <summary>As many items as the product wrote, spread over the members that were due.</summary>
        private long Night()
        {
            var read = RawDatabase.Scalar(_db!, $"select sum(tier + since + {string.Join(" + ", Enumerable.Range(1, Months).Select(m => $"m{m}"))}) from base");
            if (read == 0) throw new InvalidOperationException("nothing was read");
            RawDatabase.Execute(_db!, $"""
                begin immediate;
                insert into item select member_id, 4 + e.n, 'review', 1, printf('%.*c', {rows.DecisionLength}, 'x'), zeroblob(32) from state, (select 0 n union all select 1 union all select 2 union all select 3) e where next_due_on = 740000 order by e.n, member_id limit {rows.Items};
                insert into tier_change select member_id, 4, 1, 'silver', 'gold', 1 from state where next_due_on = 740000 order by member_id limit {rows.Changes};
                update state set sequence = sequence + 1, next_due_on = 740365, packed = zeroblob({rows.PackedLength} + 1) where next_due_on = 740000;
                commit;
                """);
            return members;
        }

        private void Close()
        {
            if (RawDatabase.Scalar(_db!, "select count(*) from item") != rows.Items) throw new InvalidOperationException("the raw rows were not written");
            _db!.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
