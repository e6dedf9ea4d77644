using System.Globalization;
using Tessera.Bench;

// usage: bench [ID…]   every benchmark, or these; a benchmark may take key=value, such as facts=1000000 for B9 and BT, rows=1000000 for B6, lots=1000000 for B8, members=100000 for B1 to B5, B10, BQ, BR, BC, BS and BTs, purchases=N a member for BR and BTs, store=postgres for BQ, BC, BR, BS and BTs; full takes a million members
var benchmarks = new (string Id, Func<IReadOnlyDictionary<string, string>, bool> Run)[]
{
    ("B1", options => PurchaseSpeed.OnPostgres(Sizes.Of(options), isBatch: false)),
    ("B1s", options => PurchaseSpeed.OnSqlite(Sizes.Of(options))),
    ("B1b", options => PurchaseSpeed.OnPostgres(Sizes.Of(options), isBatch: true)),
    ("B1one", options => PurchaseSpeed.AgainstOneByOne(Sizes.Of(options))),
    ("B2", options => OtherDoors.Latency(Sizes.Of(options))),
    ("B3", options => OtherDoors.Ledger(Sizes.Of(options))),
    ("B4", options => HotSpeed.Run(Sizes.Of(options))),
    ("B5", options => ReviewSpeed.Run(options)),
    ("B5l", options => BacktestSpeed.Ladder(options)),
    ("B6", options => RfmSpeed.Run(options)),
    ("B7", _ => RuleSpeed.Run()),
    ("B8", options => ImportSpeed.Run(options) & ExpirySpeed.Run(options)),
    ("B9", options => ReplaySpeed.Run(options.GetValueOrDefault("root", "."), long.Parse(options.GetValueOrDefault("facts", "10000000"), CultureInfo.InvariantCulture)) == 0),
    ("B10", options => OtherDoors.Card(Sizes.Of(options))),
    ("BT", options => BacktestSpeed.TwoSided(options)),
    ("BTs", options => BacktestSpeed.OfStore(options)),
    ("BTc", options => BacktestSpeed.Calibrate(options)),
    ("BL", options => BacktestSpeed.Lint(options)),
    ("BS", options => SegmentSpeed.Run(options)),
    ("BQ", options => QuoteSpeed.Quotes(options)),
    ("BC", options => QuoteSpeed.Commits(options)),
    ("BR", options => ReportSpeed.Run(options)),
    ("BP", _ => PriceSpeed.Run()),
    ("memory", options => MemoryUse.Run(Sizes.Of(options))),
};
var options = args.Where(a => a.Contains('=', StringComparison.Ordinal)).Select(a => a.Split('=', 2)).ToDictionary(p => p[0], p => p[1], StringComparer.Ordinal);
if (args.Contains("full")) options["full"] = "";
var asked = args.Where(a => !a.Contains('=', StringComparison.Ordinal) && a != "full").ToList();
var unknown = asked.Except(benchmarks.Select(b => b.Id), StringComparer.Ordinal).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"unknown: {string.Join(' ', unknown)}; there are {string.Join(' ', benchmarks.Select(b => b.Id))}");
    return 2;
}

var held = true;
foreach (var (id, run) in benchmarks)
{
    if (asked.Count == 0 || asked.Contains(id, StringComparer.Ordinal)) held &= run(options);
}

return held ? 0 : 1;
