using System.Diagnostics;
using System.Globalization;
using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Programs;
using Tessera.App.Purchases;
using Tessera.App.Segments;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.Segments;
using Tessera.Storage;
using Tessera.Storage.Members;

namespace Tessera.Bench;

/// <summary>
/// BS: the live count of a segment over columns in memory. In memory alone, with ten documents a member, against one pass that adds up the same columns; then over the kept store:
/// loading, counting, counting again after a purchase, and the memory it takes. The count of the store is compared with the records read one by one.
/// </summary>
internal static class SegmentSpeed
{
    private const int Documents = 10;
    private const int Tries = 15;
    private static readonly DateOnly AsOf = new(2026, 6, 30);

    private static readonly (string Name, string Text)[] Conditions =
    [
        ("spend of 12 months", "{ spend: 3000, window: rolling 12 months }"),
        ("orders of 3 months", "{ orders: 3, window: rolling 3 months }"),
        ("tier, points, days since the last purchase", "{ all: [{ tier: silver }, { pointsBalance: 100 }, { daysSincePurchase: at least 30 }] }"),
        ("tag, or spend of 6 months and mean order", "{ any: [{ tag: vip }, { all: [{ spend: 2000, window: rolling 6 months }, { averageOrder: 300 }] }] }"),
    ];

    public static bool Run(IReadOnlyDictionary<string, string> options)
    {
        var members = int.Parse(options.GetValueOrDefault("members", options.ContainsKey("full") ? "1000000" : "100000"), CultureInfo.InvariantCulture);
        return InMemory(options.GetValueOrDefault("root", "."), members) & (options.ContainsKey("memory") || InStore(members, options.GetValueOrDefault("store") == "postgres"));
    }

    private static bool InMemory(string root, int members)
    {
        var document = ProgramFile.Load(File.ReadAllText(Path.Combine(root, "benchmarks/programs/purchases.yaml"))).Document!;
        var terms = CompiledProgram.Compile(document, 1, new Core.Instant(0), ZoneTables.Calendar(document.Zone)).LadderTerms;
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var columns = Made(members);
        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) >> 20;
        var (days, spend, first) = Least(columns);
        var floor = Median(() => Sum(days, spend, first));
        Harness.Say($"BS in memory: {members:N0} members, {columns.Rows:N0} documents, {held} MB of columns; the least columns of one window are added up in {floor.Cpu:0.0} ms CPU ({floor.Wall:0.0})");
        var slowest = 0d;
        foreach (var (name, text) in Conditions)
        {
            var condition = SegmentText.Read(text, document).Condition!;
            var count = 0L;
            var took = Median(() => count = Count(columns, new SegmentScan(condition, columns, AsOf, terms)));
            slowest = Math.Max(slowest, took.Cpu);
            Harness.Say($"BS {name}: {count:N0} members in {took.Cpu:0.0} ms CPU ({took.Wall:0.0}), {floor.Cpu / took.Cpu:0.00} of the speed of adding up");
        }

        return held < 300;
    }

    private static bool InStore(int members, bool isPostgres)
    {
        var store = isPostgres ? FilledStore.Copy(members).Moved() : FilledStore.Copy(members);
        using var site = store.Open();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        Count(site, Conditions[0].Text);
        var (loaded, loadedCpu) = (clock.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds);
        var held = (GC.GetTotalMemory(forceFullCollection: true) - before) >> 20;
        Harness.Say($"BS store: {members:N0} members loaded in {loaded:0.0} s ({loadedCpu:0.0} s CPU), {held} MB of columns, {Environment.WorkingSet >> 20} MB resident");
        foreach (var (name, text) in Conditions)
        {
            var took = Median(() => Count(site, text));
            Harness.Say($"BS store, {name}: {took.Cpu:0.0} ms CPU, {took.Wall:0.0} ms (at most {took.Most:0.0})");
        }

        // The first follows code that was never run.
        var follows = Enumerable.Range(0, 9).Select(n =>
        {
            Buy(site, store.PublicIds[n], string.Create(CultureInfo.InvariantCulture, $"bs-{n}"));
            return Median(() => Count(site, Conditions[0].Text), tries: 1);
        }).OrderBy(f => f.Cpu).ToList();
        var follow = follows[follows.Count / 2];
        clock.Restart();
        var slow = site.Read(scope => ByRecord(scope, Conditions[0].Text));
        Harness.Say($"BS store after a purchase: {follow.Cpu:0.0} ms CPU, {follow.Wall:0.0} ms (at most {follows[^1].Cpu:0.0} ms CPU); the records one by one {clock.Elapsed.TotalSeconds:0.0} s");
        if (slow != Count(site, Conditions[0].Text)) throw new InvalidOperationException("the columns count otherwise than the records");
        return held < 300;
    }

    private static SegmentColumns Made(int members)
    {
        var (columns, chance) = (new SegmentColumns(), new Random(12));
        columns.Reserve(members);
        string[] tiers = ["base", "silver", "gold"];
        for (var m = 0; m < members; m++)
        {
            var state = new MemberState("") { JoinedOn = AsOf.AddDays(-chance.Next(700)), JoinChannel = "store", InForce = tiers[chance.Next(3)], Balance = chance.Next(500), Sequence = Documents + 1 };
            if (m % 10 == 0) state.Tags.Add(new HeldTag("vip", AsOf.AddDays(-10), null));
            for (var n = 0; n < Documents; n++)
            {
                var (day, net) = (AsOf.AddDays(-chance.Next(700)), (long)chance.Next(100_000));
                state.Rows.Add(new MetricRow { Sequence = n + 2, Kind = RowKind.Purchase, Day = day, PurchaseDay = day, Count = 1, NetMinor = net, SpendMinor = net, Points = net / 100 });
            }

            columns.Put(m, state);
        }

        return columns;
    }

    private static (int[] Days, int[] Spend, int[] First) Least(SegmentColumns columns)
    {
        var (spend, first) = (new int[columns.Rows], new int[columns.Members + 1]);
        for (var m = 0; m < columns.Members; m++) first[m + 1] = first[m] + Documents;
        for (var row = 0; row < spend.Length; row++) spend[row] = (int)columns.Spend[row];
        return ([.. columns.Days.AsSpan(0, columns.Rows)], spend, first);
    }

    private static long Sum(int[] days, int[] spend, int[] first)
    {
        var (from, rich) = (AsOf.AddMonths(-12).DayNumber, 0L);
        for (var m = 0; m + 1 < first.Length; m++)
        {
            var sum = 0L;
            for (var row = first[m]; row < first[m + 1]; row++)
            {
                if (days[row] > from) sum += spend[row];
            }

            if (sum >= 300_000) rich++;
        }

        return rich;
    }

    private static long Count(SegmentColumns columns, SegmentScan scan)
    {
        var (answers, count) = (new ColumnAnswer[SegmentScan.Block], 0L);
        for (var from = 0; from < columns.Members; from += answers.Length)
        {
            var block = answers.AsSpan(0, Math.Min(answers.Length, columns.Members - from));
            scan.Read(from, block);
            foreach (var answer in block) count += answer == ColumnAnswer.Yes ? 1 : 0;
        }

        return count;
    }

    private static long Count(Site site, string text) => site.Read(scope => CountSegment.Of(site, scope, SegmentText.Read(text, scope.Programs.At(scope.AsOf).Document).Condition!, 10).Members);

    private static long ByRecord(ReadScope scope, string text)
    {
        var program = scope.Programs.At(scope.AsOf);
        var rule = CompiledSegmentRule.Compile(SegmentText.Read(text, program.Document).Condition!, program.LadderTerms);
        return scope.Db.Members.AllStates().LongCount(m => rule.Holds(new MemberSight(m.State, null, scope.Today, program.LadderTerms)));
    }

    private static void Buy(Site site, string member, string number)
    {
        if (!MemberId.TryParse(member, out var id)) throw new InvalidOperationException(member);
        var purchase = new Purchase { OccurredAt = site.Clock.Now, RecordedAt = default, Source = "bench", Number = number, Lines = [new PurchaseLine { Sku = "tea", Quantity = 1, UnitPrice = 9_000m, ListMinor = 900_000, NetMinor = 900_000 }] };
        var answer = site.Write(new RecordPurchase { Member = MemberRef.By(id), Purchase = purchase }).GetAwaiter().GetResult();
        if (answer.Refusal is { } refusal) throw new InvalidOperationException(refusal.Reason.Code);
    }

    private static (double Cpu, double Wall, double Most) Median(Func<long> work, int tries = Tries)
    {
        var (cpus, walls) = (new List<double>(), new List<double>());
        for (var n = 0; n < tries; n++)
        {
            var (cpu, clock) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
            work();
            walls.Add(clock.Elapsed.TotalMilliseconds);
            cpus.Add((Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds);
        }

        return (Spread.Of(cpus).Median, Spread.Of(walls).Median, walls.Max());
    }
}
