using System.Diagnostics;
using System.Globalization;
using Tessera.App.Programs;
using Tessera.App.Programs.Backtests;
using Tessera.App.Programs.Calibrations;
using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;
using Tessera.Core.Programs.Calibrations;

namespace Tessera.Bench;

/// <summary>Trying rules before they go live: the two-sided backtest against replay (B9), the ladder what-if and the ladder backtest of B5 over columns, lint.</summary>
internal static class BacktestSpeed
{
    private const int FactsPerMember = 10;
    private const int MembersAtOnce = 400;
    private const int Months = 12;
    private const int WarmMembers = 4_000;
    private const int NineFacts = 100_000;

    /// <summary>Both sides of a backtest over records in memory; beside it, in the same run, B9 as it is and the replay of the same facts.</summary>
    public static bool TwoSided(IReadOnlyDictionary<string, string> options)
    {
        var root = options.GetValueOrDefault("root", ".");
        var members = (int)(long.Parse(options.GetValueOrDefault("facts", options.ContainsKey("full") ? "10000000" : "500000"), CultureInfo.InvariantCulture) / FactsPerMember);
        var document = Document(root, "tea-chain");
        var recorded = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), ZoneTables.Calendar(document.Zone))]);
        var draft = document with { Ladder = Thresholds.With(document.Ladder, [new ThresholdMove(new ThresholdName("silver"), 50_000)]) };
        var plan = BacktestPlan.Of(recorded, draft, new BacktestWindow(new DateOnly(2025, 1, 1), new DateOnly(2025, 3, 31)), BaseSide.Current, recorded.Versions[0]) with { PlaysPast = true };
        var load = new ReplayLoad(20_261_122, FactsPerMember);
        new Trial(plan, recorded, load).Run(Math.Min(members, WarmMembers));
        var before = ReplaySpeed.FactsPerCpuSecond(root, NineFacts);
        var trial = new Trial(plan, recorded, load);
        trial.Run(members);
        var nine = (before + ReplaySpeed.FactsPerCpuSecond(root, NineFacts)) / 2;
        var (report, facts) = (trial.Tally.Report(), (double)members * FactsPerMember);
        var (byCpu, byClock) = (facts / trial.Played.Cpu, facts / trial.Played.Seconds);
        var memory = Process.GetCurrentProcess().PeakWorkingSet64 >> 20;
        Harness.Say($"BT two-sided backtest: {members} members, {facts:N0} facts, {report.Up} up, {report.Down} down; {trial.Played.Seconds:0.0} s on two threads, {trial.Played.Cpu:0.0} s CPU; {byCpu / 1e6:0.000} million facts a CPU second ({byClock / 1e6:0.000} by the clock) against {nine / 1e6:0.000} of B9: {byCpu / nine:0.00} by CPU, at least 0.5; the same facts replayed once: {facts / trial.Replayed.Cpu / 1e6:0.000}, {trial.Replayed.Cpu * 2 / trial.Played.Cpu:0.00} of two such replays; at most {memory} MB resident");
        return report.Members == members && memory < 4_096 && byCpu / nine >= 0.5;
    }

    /// <summary>The same read from a store, whose members bought in the last twelve months: both sides of the last ninety days, reading and unpacking the records among it.</summary>
    public static bool OfStore(IReadOnlyDictionary<string, string> options)
    {
        var (sizes, each) = (Sizes.Of(options), int.Parse(options.GetValueOrDefault("purchases", "9"), CultureInfo.InvariantCulture));
        var store = ReportSpeed.Sold(sizes.Members, each);
        if (options.GetValueOrDefault("store") == "postgres") store = store.Moved();
        var items = store.Scalar("select count(*) from item");
        var nine = ReplaySpeed.FactsPerCpuSecond(options.GetValueOrDefault("root", "."), NineFacts);
        using var site = store.Open();
        GC.Collect();
        ProcessCost.ForgetMostResident(Environment.ProcessId);
        var (played, server, report) = (new Timing(), store.IsPostgres ? Cluster.CpuMicros : 0, (BacktestReport?)null);
        played.Of(() => report = site.Read(scope =>
        {
            var live = scope.Programs.At(scope.AsOf).Document;
            var draft = live with { Ladder = Thresholds.With(live.Ladder, [new ThresholdMove(new ThresholdName("silver"), 50_000)]) };
            return BacktestRun.Run(scope, BacktestRun.Plan(scope, draft, new BacktestWindow(scope.Today.AddDays(-89), scope.Today), BaseSide.Current), BaseSide.Current);
        }));
        var there = store.IsPostgres ? (Cluster.CpuMicros - server) / 1e6 : 0;
        var (byCpu, memory) = (items / (played.Cpu + there), ProcessCost.MostResidentMb(Environment.ProcessId));
        Harness.Say($"BTs two-sided backtest of a store on {(store.IsPostgres ? "PostgreSQL" : "SQLite")}: {sizes.Members} members, {items:N0} items, {report!.Up} up, {report.Down} down; {played.Seconds:0.0} s on two threads, {played.Cpu:0.0} s CPU and {there:0.0} of the server; {byCpu / 1e6:0.000} million items a CPU second against {nine / 1e6:0.000} of B9: {byCpu / nine:0.00} by CPU, at least 0.5; at most {memory} MB resident");
        return report.Members == sizes.Members && memory < 4_096 && byCpu / nine >= 0.5;
    }

    /// <summary>The what-if of thresholds: a million members × twelve month ends, and its ratio to summing the least columns (B5, the ladder backtest).</summary>
    public static bool Ladder(IReadOnlyDictionary<string, string> options)
    {
        var members = int.Parse(options.GetValueOrDefault("members", "1000000"), CultureInfo.InvariantCulture);
        var document = Document(options.GetValueOrDefault("root", "."), "tea-chain");
        var program = CompiledProgram.Compile(document, 1, new Instant(0), ZoneTables.Calendar(document.Zone));
        var fill = new LadderColumnsFill(program, LadderReading.EndsUpTo(new DateOnly(2026, 1, 31)), [], isHistory: false);
        var chance = new Random(1);
        var (columns, raw, states) = (fill.Columns, new long[(long)members * Months], new (long, long)[members]);
        for (var m = 0; m < members; m++)
        {
            var values = fill.Blank();
            for (var i = 0; i < values.Length; i++) values[i] = chance.Next(800_000);
            fill.Add(new ColumnRow("", values, new DateOnly(2024, 1, 1)));
            for (var i = 0; i < Months; i++) raw[(m * Months) + i] = chance.Next(800_000);
            states[m] = (chance.Next(4), chance.Next(1_000));
        }

        LadderReading.Count(columns, document.Ladder);
        var (tries, sums) = (new List<double>(), new List<double>());
        for (var n = 0; n < 15; n++)
        {
            var ladder = Thresholds.With(document.Ladder, [new ThresholdMove(new ThresholdName("gold"), 150_000 + (n * 1_000))]);
            var watch = Stopwatch.StartNew();
            LadderReading.Count(columns, ladder);
            tries.Add(watch.Elapsed.TotalMilliseconds);
            watch.Restart();
            var sum = Sum(raw, states);
            sums.Add(watch.Elapsed.TotalMilliseconds);
            if (sum == 0) throw new InvalidOperationException("nothing was summed");
        }

        tries.Sort();
        sums.Sort();
        var (median, floor) = (tries[tries.Count / 2], sums[sums.Count / 2]);
        Harness.Say($"B5l ladder what-if: {members} members × {Months} month ends, {median:0.0} ms ({tries[0]:0.0}–{tries[^1]:0.0}), at most 100; the least columns are summed in {floor:0.0} ms: ladder backtest {floor / median:0.00}, at least 0.25, stretch 0.6; {Environment.WorkingSet >> 20} MB resident");
        return median < 100 && floor / median >= 0.25;
    }

    /// <summary>A calibration of three thresholds, its full backtest among it, in backtest-times: columns of twelve month ends read from the same records, three proposals with their intervals.</summary>
    public static bool Calibrate(IReadOnlyDictionary<string, string> options)
    {
        const int most = 3;
        var members = int.Parse(options.GetValueOrDefault("members", "50000"), CultureInfo.InvariantCulture);
        var document = Document(options.GetValueOrDefault("root", "."), "tea-chain");
        var recorded = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), ZoneTables.Calendar(document.Zone))]);
        var plan = BacktestPlan.Of(recorded, document, new BacktestWindow(new DateOnly(2025, 1, 1), new DateOnly(2025, 12, 31)), BaseSide.Current, recorded.Versions[0]) with { PlaysPast = true };
        var load = new ReplayLoad(20_261_122, FactsPerMember);
        new Trial(plan, recorded, load) { Fill = Columns() }.Run(Math.Min(members, WarmMembers));
        var trial = new Trial(plan, recorded, load) { Fill = Columns() };
        trial.Run(members);
        var goals = new[] { ("silver", 4_000), ("gold", 2_000), ("platinum", 500) }.Select(g => new TierGoal(new ThresholdName(g.Item1), g.Item2)).ToList();
        var proposed = new Timing();
        var found = 0;
        proposed.Of(() => found = Calibration.Propose(trial.Fill!.Columns, document.Ladder, goals, 1).Moves.Count);
        var times = (trial.Read.Cpu + proposed.Cpu + trial.Played.Cpu) / trial.Played.Cpu;
        Harness.Say($"BTc calibration of three thresholds: {members} members, {found} found; backtest {trial.Played.Cpu:0.0} s CPU, columns {trial.Read.Cpu:0.0}, proposals {proposed.Cpu:0.0}: {times:0.00} backtest-times, at most {most}");
        return found == goals.Count && times <= most;

        LadderColumnsFill Columns() => new(recorded.Versions[0], LadderReading.EndsUpTo(new DateOnly(2025, 12, 31)), [], isHistory: true);
    }

    /// <summary>Lint of the largest template.</summary>
    public static bool Lint(IReadOnlyDictionary<string, string> options)
    {
        var text = File.ReadAllText(Path.Combine(options.GetValueOrDefault("root", "."), "templates/mall/program.yaml"));
        ProgramLinting.Lint(text);
        var times = new List<double>();
        for (var n = 0; n < 25; n++)
        {
            var watch = Stopwatch.StartNew();
            ProgramLinting.Lint(text);
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        times.Sort();
        Harness.Say($"BL lint: the mall's file of {text.Length} characters in {times[12]:0.0} ms ({times[0]:0.0}–{times[^1]:0.0}), at most 50");
        return times[12] < 50;
    }

    private static long Sum(long[] months, (long, long)[] states)
    {
        var sums = new long[2];
        var half = (states.Length + 1) / 2;
        Parallel.For(0, 2, part =>
        {
            var sum = 0L;
            for (var member = part * half; member < Math.Min(states.Length, (part + 1) * half); member++)
            {
                foreach (var month in months.AsSpan(member * Months, Months)) sum = unchecked(sum + month);
                sum = unchecked(sum + states[member].Item1 + states[member].Item2);
            }

            sums[part] = sum;
        });
        return sums[0] + sums[1];
    }

    private static ProgramDocument Document(string root, string template) =>
        ProgramFile.Load(File.ReadAllText(Path.Combine(root, $"templates/{template}/program.yaml"))).Document ?? throw new InvalidOperationException(template);

    /// <summary>Members in parts: each part is recorded, which is replay of it on one core, and then played on both sides by two threads.</summary>
    private sealed class Trial(BacktestPlan plan, ProgramHistory recorded, ReplayLoad load)
    {
        public BacktestTally Tally { get; } = new(plan, BaseSide.Current);

        public Timing Replayed { get; } = new();

        public Timing Played { get; } = new();

        public Timing Read { get; } = new();

        /// <summary>Columns to be read from the same records, or null.</summary>
        public LadderColumnsFill? Fill { get; init; }

        public void Run(int members)
        {
            for (var from = 0; from < members; from += MembersAtOnce) Part(from, Math.Min(MembersAtOnce, members - from));
        }

        private void Part(int from, int count)
        {
            var records = new List<RecordItem>[count];
            Replayed.Of(() =>
            {
                for (var m = 0; m < count; m++) load.Play(recorded, from + m, (records[m] = []).Add);
            });
            if (Fill is { } fill) Read.Of(() => FillFrom(fill, from, records));
            var compared = new MemberComparison?[count];
            Played.Of(() =>
            {
                Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = 2 }, m => compared[m] = MemberBacktest.Play(plan, string.Create(CultureInfo.InvariantCulture, $"acc_{from + m}"), records[m]));
                foreach (var one in compared.OfType<MemberComparison>()) Tally.Add(one);
            });
        }
    }

    private static void FillFrom(LadderColumnsFill fill, int from, List<RecordItem>[] records)
    {
        var rows = new ColumnRow[records.Length];
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = 2 }, m => rows[m] = fill.Read(string.Create(CultureInfo.InvariantCulture, $"acc_{from + m}"), records[m]));
        foreach (var row in rows) fill.Add(row);
    }

    private sealed class Timing
    {
        public double Seconds { get; private set; }

        public double Cpu { get; private set; }

        public void Of(Action work)
        {
            var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
            work();
            Seconds += watch.Elapsed.TotalSeconds;
            Cpu += (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        }
    }
}
