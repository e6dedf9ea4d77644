using System.IO.Compression;
using Tessera.App;
using Tessera.App.Audits;
using Tessera.App.Import;
using Tessera.App.Programs;
using Tessera.Storage;

namespace Tessera.Bench;

/// <summary>
/// B8, import: a year's export poured into a fresh store with every decision explained, against raw inserts of the fixed minimal rows on SQLite with
/// the same durability, 1,000 documents a transaction (performance.md). Two peers run beside it, because the minimal order has 2 lines and the
/// export's documents have 21 on average: (a) the minimal order as it is defined, one for each document; (b) the same rows with as many lines as
/// the document has, under member keys as spread as the product's. The target is held against (b), the same work row for row; (a) is printed beside it.
/// </summary>
internal static class ImportSpeed
{
    private const string Month = "templates/online-retail/sample/2010-12.csv.gz";

    public static bool Run(IReadOnlyDictionary<string, string> options)
    {
        var file = Path.Combine(options.GetValueOrDefault("data", "../shared/data"), "online_retail/online_retail.csv.gz");
        if (!File.Exists(file))
        {
            Harness.Say($"B8 import: the full year is not at {file}; the month in the repository stands in for it");
            file = Month;
        }

        var lines = LinesOf(file);
        Harness.Say($"B8 import: {lines.Count} documents with {lines.Sum()} lines");
        var (product, minimal, rowForRow) = (new ImportLoad(file), new RawOrders(lines, asExported: false), new RawOrders(lines, asExported: true));
        Workload[] sides = [product.Work(lines.Count), minimal.Work(), rowForRow.Work()];
        var cells = sides.Select(_ => new List<Cell>()).ToArray();
        for (var pair = -1; pair < Harness.Pairs; pair++)
        {
            for (var side = 0; side < sides.Length; side++)
            {
                var cell = Harness.Measure(sides[side], TimeSpan.Zero);
                if (pair >= 0) cells[side].Add(cell);
            }
        }

        Harness.Say($"B8 import: the year took {Spread.Of(cells[0].Select(c => c.CpuMicros / 1e6))} s CPU, {Spread.Of(cells[0].Select(c => c.WallMicros / 1e6))} s wall");
        Harness.ReportSpeed("B8 import, per document, against (a) the minimal order of 2 lines", new Comparison(cells[0], cells[1]), 0.4, 0.6);
        return Harness.ReportSpeed("B8 import, per document, against (b) the same rows with the export's lines", new Comparison(cells[0], cells[2]), 0.4, 0.6);
    }

    /// <summary>How many lines each document of the export has; a number that comes again is the same document.</summary>
    private static IReadOnlyList<int> LinesOf(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
        reader.ReadLine();
        var lines = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } row)
        {
            var number = row[..row.IndexOf(',', StringComparison.Ordinal)];
            lines[number] = lines.GetValueOrDefault(number) + 1;
        }

        return [.. lines.Values];
    }

    /// <summary>The product's side: a fresh store with the programme, then the import.</summary>
    private sealed class ImportLoad(string file)
    {
        private string _folder = "";
        private Site? _site;

        public Workload Work(int documents) => new("import", () => Import(documents)) { Before = Open, After = Check };

        private void Open()
        {
            _folder = Directory.CreateTempSubdirectory("tessera-bench-").FullName;
            _site = Site.Open(_folder, StoreAccess.Own);
            var published = _site.Write(new PublishProgram { SourceText = File.ReadAllText("templates/online-retail/program.yaml"), Reason = "bench", Actor = "bench" }).GetAwaiter().GetResult();
            if (!published.IsAccepted) throw new InvalidOperationException($"{published.Refusal}");
        }

        private long Import(int documents)
        {
            var map = ImportMapFile.Read(File.ReadAllText("templates/online-retail/import.yaml")).Map!;
            var tally = ImportPurchases.Run(_site!, new ImportRequest { File = file, Map = map, IsHistory = true }).GetAwaiter().GetResult();
            if (!tally.AddsUp || tally.DocumentsInFacts != documents) throw new InvalidOperationException("the sums of the import do not add up");
            return documents;
        }

        private void Check()
        {
            var report = BooksCheck.Run(_site!);
            if (report.Findings.Count > 0) throw new InvalidOperationException($"the books are wrong: {report.Findings[0]}");
            _site!.Dispose();
            Directory.Delete(_folder, recursive: true);
        }
    }
}
