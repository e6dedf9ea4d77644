using System.Diagnostics;
using System.Globalization;
using Tessera.App;
using Tessera.App.Import;
using Tessera.App.Reads;
using Tessera.App.Reports;
using Tessera.App.StoredValue;
using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Core.Liability;
using Tessera.Core.Tiers;
using Tessera.Storage;

namespace Tessera.Bench;

/// <summary>
/// BR: every report of <c>/v1/reports/*</c> over a filled store whose members bought in the last twelve months; seconds, CPU and the most memory while each was read, on PostgreSQL
/// (<c>store=postgres</c>) also the server's CPU. The window is the last ninety days, of cohorts, points and liability the last twelve months.
/// </summary>
internal static class ReportSpeed
{
    private const string Map = "source: old\ncolumns: { number: no, occurredAt: at, member: who, amount: sum, store: shop, channel: channel }\n";
    private const string Tag = "en";

    public static bool Run(IReadOnlyDictionary<string, string> options)
    {
        var sizes = Sizes.Of(options);
        var each = int.Parse(options.GetValueOrDefault("purchases", "2"), CultureInfo.InvariantCulture);
        var most = double.Parse(options.GetValueOrDefault("most", "30"), CultureInfo.InvariantCulture);
        var store = Sold(sizes.Members, each);
        if (options.GetValueOrDefault("store") == "postgres") store = store.Moved();
        using var site = store.Open();
        GC.Collect();
        Harness.Say($"BR: {sizes.Members} members, {store.Scalar("select count(*) from item")} items on {(store.IsPostgres ? "PostgreSQL" : "SQLite")}, {ProcessCost.ResidentMb(Environment.ProcessId)} MB before");
        var held = true;
        foreach (var (name, read) in Reports(site)) held &= Measured((store, site), name, read) <= most;
        return held;
    }

    /// <summary>A filled store on SQLite whose members bought so often.</summary>
    internal static FilledStore Sold(int members, int each)
    {
        var store = FilledStore.Copy(members);
        if (each == 0) return store;
        using var site = store.Open();
        Sell(site, store, each);
        return store;
    }

    private static IEnumerable<(string Name, Func<ReadScope, object> Read)> Reports(Site site)
    {
        var today = site.Read(scope => scope.Today);
        var (quarter, year) = (new ReportWindow(today.AddDays(-89), today), today.AddMonths(-11));
        var (first, last) = (YearMonth.Of(year), YearMonth.Of(today));
        yield return ("figures", scope => BusinessFiguresView.Read(scope, quarter, Tag));
        yield return ("daily", scope => DailyView.Read(scope, quarter, Tag));
        yield return ("today", scope => TodayView.Read(scope, null, Tag));
        yield return ("tier-sales", scope => TierSalesView.Read(scope, quarter, Tag));
        yield return ("rankings", scope => RankingView.Read(scope, quarter, RankedBy.Store, 100, Tag));
        yield return ("cohorts", scope => CohortsView.Read(scope, CohortBy.Joining, first, last, Tag));
        yield return ("reach", scope => ReachView.Read(scope, ReachAsk.Parse(Metric.Spend, null, today)!, [], Tag));
        yield return ("tier-distribution", scope => TierReports.Distribution(scope, today, Tag));
        yield return ("tier-movement", scope => TierReports.Movement(scope, quarter.From, today, Tag));
        yield return ("points", scope => PointsReport.Read(scope, year, today, true, Tag));
        yield return ("benefits", scope => BenefitCosts.Read(scope, quarter.From, today, Tag));
        yield return ("liability", scope => LiabilityView.Read(scope, first, last, Tag));
        yield return ("stored-value", scope => PrepaidView.Read(scope));
        yield return ("members of a figure, a page", scope => ReportMembers.Page(scope, MemberPick.Of(quarter, w => w.Orders > 0), null, 100, Tag));
    }

    private static double Measured((FilledStore Store, Site Site) of, string name, Func<ReadScope, object> read)
    {
        GC.Collect();
        var process = Environment.ProcessId;
        ProcessCost.ForgetMostResident(process);
        var (cpu, server, clock, before) = (Environment.CpuUsage.TotalTime, Server(of.Store), Stopwatch.StartNew(), ProcessCost.ResidentMb(process));
        of.Site.Read(read);
        var (took, there) = ((Environment.CpuUsage.TotalTime - cpu).TotalSeconds, Server(of.Store) - server);
        var beside = of.Store.IsPostgres ? $" and {there:0.00} of the server" : "";
        Harness.Say($"BR {name}: {took:0.00} s CPU{beside}, {clock.Elapsed.TotalSeconds:0.00} s wall, at most {ProcessCost.MostResidentMb(process) - before} MB more");
        return took + there;
    }

    private static double Server(FilledStore store) => store.IsPostgres ? Cluster.CpuMicros / 1e6 : 0;

    /// <summary>Purchases of every member through the year, poured in as a till's export; stores and channels in turn.</summary>
    private static void Sell(Site site, FilledStore store, int each)
    {
        var clock = Stopwatch.StartNew();
        var file = Path.Combine(store.Folder, "sales.csv");
        var today = site.Read(scope => scope.Today);
        using (var to = new StreamWriter(file))
        {
            to.Write("no,at,who,sum,shop,channel\n");
            for (var n = 0L; n < (long)store.Members * each; n++)
            {
                var at = today.AddDays(-(int)(n * 37 % 360) - 1);
                to.Write(string.Create(CultureInfo.InvariantCulture, $"R{n},{at:yyyy-MM-dd} {8 + (n % 12):00}:{n % 60:00},M{1 + (n % store.Members)},{20 + (n * 7 % 300)}.00,s{1 + (n % 20)},{(n % 3 == 0 ? "app" : "store")}\n"));
            }
        }

        var tally = ImportPurchases.Run(site, new ImportRequest { File = file, Map = ImportMapFile.Read(Map).Map ?? throw new InvalidOperationException("the map cannot be read") }).GetAwaiter().GetResult();
        File.Delete(file);
        if (!tally.AddsUp || tally.DocumentsInFacts != (long)store.Members * each) throw new InvalidOperationException($"{tally}");
        site.Store.Writer.Analyze();
        site.Store.Writer.Checkpoint();
        Harness.Say($"BR: sold {(long)store.Members * each} times in {clock.Elapsed.TotalSeconds:0} s");
    }
}
