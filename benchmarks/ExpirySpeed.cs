using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Tessera.App;
using Tessera.App.Audits;
using Tessera.App.Import;
using Tessera.App.Night;
using Tessera.App.Pipeline;
using Tessera.App.Programs;
using Tessera.Storage;

namespace Tessera.Bench;

/// <summary>
/// B8, expiry: one night in which every lot of the base ends, four lots a member as under a yearly date, through the whole product path (settlement
/// with reasons, hash chain, entries, lots, state, anchor), against one set-based SQL of the same effect on SQLite with the same durability. Two
/// effects run beside it: (a) entry, lots and balance; (b) also the item with its explanation and the packed state, at the product's own lengths.
/// </summary>
internal static class ExpirySpeed
{
    private const int LotsEach = 4;

    public static bool Run(IReadOnlyDictionary<string, string> options)
    {
        var lots = int.Parse(options.GetValueOrDefault("lots", "100000"), CultureInfo.InvariantCulture);
        using var night = new NightLoad(lots / LotsEach);
        night.Fill();
        // The first night is not measured; it tells how long the rows are.
        Harness.Measure(night.Work(), TimeSpan.Zero);
        Workload[] sides = [night.Work(), new RawExpiry(lots / LotsEach, night.DecisionLength, 0).Work(), new RawExpiry(lots / LotsEach, night.DecisionLength, night.PackedLength).Work()];
        var cells = sides.Select(_ => new List<Cell>()).ToArray();
        for (var pair = -1; pair < Harness.Pairs; pair++)
        {
            for (var side = 0; side < sides.Length; side++)
            {
                var cell = Harness.Measure(sides[side], TimeSpan.Zero);
                if (pair >= 0) cells[side].Add(cell);
            }
        }

        Harness.Say($"B8 expiry: {lots} lots of {lots / LotsEach} members in one night took {Spread.Of(cells[0].Select(c => c.CpuMicros / 1e6))} s CPU, {Spread.Of(cells[0].Select(c => c.WallMicros / 1e6))} s wall");
        var held = Harness.ReportSpeed("B8 expiry, per lot, against (a) entry, lots and balance in one SQL", new Comparison(cells[0], cells[1]), 0.5, 0.7);
        Harness.ReportSpeed("B8 expiry, per lot, against (b) the same with item and state", new Comparison(cells[0], cells[2]), 0.5, 0.7);
        return held;
    }

    /// <summary>The product's side: a store with members and lots is filled once; every night runs on a copy of it.</summary>
    private sealed class NightLoad(int members) : IDisposable
    {
        private const string Program = """
            program: { code: yearly, name: { zh: 年末清零, en: Year's end }, zone: Asia/Shanghai, currency: CNY }
            tiers: [ { id: base, name: { zh: 会员, en: Member } } ]
            points: { expiry: { kind: fixed, dates: [12-31] }, noticeBefore: 30 days, shortfall: debt }
            earn: [ { id: spend, name: { zh: 消费积分, en: points for spending }, kind: money, rate: { points: 1, per: 1.00 } } ]
            """;

        private readonly string _filled = Directory.CreateTempSubdirectory("tessera-bench-").FullName;
        private readonly StandingTime _time = new();
        private string _folder = "";
        private Site? _site;

        /// <summary>Length of a decision's text in the record.</summary>
        public int DecisionLength { get; private set; }

        /// <summary>Length of a packed state.</summary>
        public int PackedLength { get; private set; }

        public Workload Work() => new("night", Night) { Before = Copy, After = Check };

        /// <summary>Members of an older system with four lots each; the notice went out a month before they end.</summary>
        public void Fill()
        {
            var list = Path.Combine(_filled, "members.csv");
            File.WriteAllText(list, Members());
            _time.Now = new DateTimeOffset(2026, 11, 1, 2, 0, 0, TimeSpan.Zero);
            using (var site = Site.Open(_filled, StoreAccess.Own, _time))
            {
                Accepted(site.Write(new PublishProgram { SourceText = Program, Reason = "bench", Actor = "bench" }).GetAwaiter().GetResult());
                var map = MemberMapFile.Read("source: old\ncolumns: { member: no, points: pts, pointsEarnedOn: earned, pointsThrough: until }\n").Map!;
                var tally = ImportMembers.Run(site, new MemberImportRequest { File = list, Map = map }).GetAwaiter().GetResult();
                if (tally.Opened != members) throw new InvalidOperationException($"{tally}");
            }

            _time.Now = new DateTimeOffset(2026, 12, 2, 2, 0, 0, TimeSpan.Zero);
            using (var site = Site.Open(_filled, StoreAccess.OwnExisting, _time)) Accepted(RunDay.Run(site).GetAwaiter().GetResult());
            File.Delete(list);
            _time.Now = new DateTimeOffset(2027, 1, 1, 2, 0, 0, TimeSpan.Zero);
        }

        public void Dispose() => Directory.Delete(_filled, recursive: true);

        private static void Accepted(Answer answer)
        {
            if (!answer.IsAccepted) throw new InvalidOperationException($"{answer.Refusal}");
        }

        private string Members()
        {
            var text = new StringBuilder("no,pts,earned,until\n");
            for (var member = 1; member <= members; member++)
            {
                for (var lot = 0; lot < LotsEach; lot++) text.Append(CultureInfo.InvariantCulture, $"M{member},{100 + lot},2026-0{lot + 1}-15,2026-12-31\n");
            }

            return text.ToString();
        }

        private void Copy()
        {
            _folder = Directory.CreateTempSubdirectory("tessera-bench-").FullName;
            foreach (var file in Directory.GetFiles(_filled)) File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
            _site = Site.Open(_folder, StoreAccess.OwnExisting, _time);
        }

        private long Night()
        {
            var done = RunDay.Run(_site!).GetAwaiter().GetResult().Value;
            return done is { } day && day.Members == members ? (long)members * LotsEach : throw new InvalidOperationException($"{done}");
        }

        private void Check()
        {
            var report = BooksCheck.Run(_site!);
            if (report.Findings.Count > 0) throw new InvalidOperationException($"the books are wrong: {report.Findings[0]}");
            _site!.Dispose();
            using (var db = RawDatabase.Open(Path.Combine(_folder, "tessera.db")))
            {
                if (RawDatabase.Scalar(db, "select coalesce(sum(remaining), 0) from lot") + RawDatabase.Scalar(db, "select sum(balance) from member_state") != 0) throw new InvalidOperationException("not everything expired");
                DecisionLength = (int)RawDatabase.Scalar(db, "select max(length(decision)) from item where step is not null and sequence = (select max(sequence) from item)");
                PackedLength = (int)RawDatabase.Scalar(db, "select max(length(packed)) from member_state");
            }

            Directory.Delete(_folder, recursive: true);
        }
    }

    private sealed class StandingTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>The limit: set-based SQL over the same number of rows under random keys.</summary>
    private sealed class RawExpiry(int members, int decision, int packed)
    {
        private const int Day = 740_000;
        private readonly string _effect = $"""
            insert into entry select b.member_id, b.sequence + 1, 1, 'expiry', -sum(l.remaining), b.points, b.points - sum(l.remaining)
              from balance b join lot l on l.member_id = b.member_id where l.ends_on <= {Day} and l.remaining > 0 group by b.member_id;
            update balance set points = e.balance_after, sequence = e.sequence from entry e where e.member_id = balance.member_id and e.sequence = balance.sequence + 1;
            update lot set expired = expired + remaining, remaining = 0 where ends_on <= {Day} and remaining > 0;
            """;

        private readonly string _record = $"""
            insert into item select member_id, sequence, 'points.expire', printf('%.*c', {decision}, 'x'), zeroblob(32) from balance;
            update state set sequence = b.sequence, next_due_on = null, packed = zeroblob({packed}) from balance b where b.member_id = state.member_id;
            """;

        private string _folder = "";
        private SqliteConnection? _db;

        public Workload Work() => new("raw", Night) { Before = Open, After = Check };

        private void Open()
        {
            _folder = Directory.CreateTempSubdirectory("tessera-raw-").FullName;
            _db = RawDatabase.Open(Path.Combine(_folder, "raw.db"));
            RawDatabase.Execute(_db, File.ReadAllText("benchmarks/limits/expiry.sqlite.sql"));
            // The multiplier is odd: another key for each member, spread over all 64 bits.
            RawDatabase.Execute(_db, $"""
                begin;
                create table one (n integer primary key, key integer);
                with recursive c(n) as (select 1 union all select n + 1 from c where n < {members}) insert into one select n, (n * 2654435761) % 4294967291 * 2147483648 from c;
                insert into balance select key, 3, 406 from one order by key;
                insert into lot select key, 2, l.n, 99 + l.n, 99 + l.n, 0, {Day} from one, (select 1 n union select 2 union select 3 union select 4) l order by key, l.n;
                insert into entry select key, 2, 1, 'opening', 406, 0, 406 from one order by key;
                insert into state select key, 3, {Day}, zeroblob({packed}) from one order by key;
                insert into item select key, s.n, 'x', printf('%.*c', {decision}, 'x'), zeroblob(32) from one, (select 1 n union select 2 union select 3) s order by key, s.n;
                drop table one;
                commit;
                pragma wal_checkpoint(truncate);
                """);
        }

        private long Night()
        {
            RawDatabase.Execute(_db!, "begin immediate;" + _effect + (packed > 0 ? _record : "") + "commit;");
            return (long)members * LotsEach;
        }

        private void Check()
        {
            var wrong = RawDatabase.Scalar(_db!, "select (select sum(remaining) from lot) + (select sum(points) from balance) + (select sum(points) from entry)");
            if (wrong != 0 || RawDatabase.Scalar(_db!, "select count(*) from entry") != 2 * members) throw new InvalidOperationException("the raw rows do not add up");
            _db!.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
