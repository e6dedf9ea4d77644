using System.IO.Compression;
using System.Text;
using Tessera.App.Import;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Tests.Import;

/// <summary>From bytes to facts: encodings, signs, transforms, grouping and exact money (semantics §1 and §2).</summary>
public sealed class ReadingAnExport : IDisposable
{
    private const string Simple = """
        source: till
        time: { zone: Asia/Shanghai }
        columns: { number: no, occurredAt: at, member: who, sku: what, quantity: n, unitPrice: price }
        cancellation: { prefix: C }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("tessera-import").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_sample_month_is_read_as_its_readme_says()
    {
        var map = MapOf(File.ReadAllText(Repository.PathOf("templates/online-retail/import.yaml")));
        var (documents, _) = Read(map, Repository.PathOf("templates/online-retail/sample/2010-12.csv.gz"));
        var lines = documents.SelectMany(d => d.Lines).ToList();
        Assert.Equal(42_481, lines.Count);
        Assert.Equal(2_025, documents.Count);
        Assert.Equal(728, lines.Count(l => l.Cancels));
        Assert.Equal(948, documents.Select(d => d.Member).OfType<string>().Distinct().Count());
        Assert.Equal(15_631, lines.Count(l => l.Member is null));
        Assert.All(documents, d => Assert.Null(d.Refused));
        Assert.DoesNotContain(lines, l => l.Member?.EndsWith(".0", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_file_in_GBK_with_semicolons_decimal_commas_and_thousands_points_is_read_exactly()
    {
        var map = MapOf("""
            source: pos
            file: { encoding: gbk, delimiter: ";", decimal: ",", thousands: "." }
            time: { zone: Asia/Shanghai, formats: [dd.MM.yyyy HH:mm] }
            columns:
              number: 单号
              occurredAt: [日期, 时间]
              member: { column: 会员, match: "VIP-([0-9]+)" }
              sku: { column: 商品, lower: true }
              amount: 金额
            cancellation: { column: 类型, values: [退货] }
            """);
        var (documents, _) = Read(map, "单号;日期;时间;会员;商品;金额;类型\n1;31.12.2025;23:59; VIP-0042 ;奶茶A; 1.234,50;销售\nR1;01.01.2026;00:00;VIP-0042;奶茶A;-12,00;退货\n", Encoding.GetEncoding("gb18030"));
        Assert.Equal("0042", documents[0].Member);
        Assert.Equal("奶茶a", documents[0].Lines[0].Sku);
        Assert.Equal(1234.50m, documents[0].Lines[0].Amount);
        // 23:59 in Shanghai is 15:59 UTC.
        Assert.Equal(Calendars.Utc.At(new DateOnly(2025, 12, 31), new TimeOnly(15, 59)), documents[0].At);
        Assert.True(documents[1].IsCancellation);
        Assert.Equal(1_200, Assert.IsType<Cancellation>(FactOf(documents[1]).Fact).AmountMinor);
    }

    [Fact]
    public void A_number_composed_of_customer_and_date_makes_one_document_a_day()
    {
        var map = MapOf(File.ReadAllText(Repository.PathOf("templates/cdnow/import.yaml")));
        var (documents, _) = Read(map, "customer_id,sample_customer_id,date,number_of_cds,dollar_value\n00004,0001,19970101,2,29.33\n00004,0001,19970101,1,10.00\n00004,0001,19970118,2,29.73\n");
        Assert.Equal(["00004-19970101", "00004-19970118"], documents.Select(d => d.Number));
        var purchase = Assert.IsType<Purchase>(FactOf(documents[0]).Fact);
        Assert.Equal(3_933, purchase.TotalMinor);
        Assert.Equal(14.665m, purchase.Lines[0].UnitPrice);
    }

    [Fact]
    public void Equal_lines_of_one_document_are_two_lines_and_its_instant_is_the_earliest()
    {
        var (documents, _) = Read(MapOf(Simple), "no,at,who,what,n,price\n1,2025-03-01 10:01:00,7,a,1,2.50\n2,2025-03-01 10:00:00,7,a,1,1.00\n1,2025-03-01 10:00:00,7,a,1,2.50\n");
        var first = documents.Single(d => d.Number == "1");
        Assert.Equal(2, first.Lines.Count);
        Assert.Equal(Calendars.Shanghai.At(new DateOnly(2025, 3, 1), new TimeOnly(10, 0)), first.At);
        Assert.Equal(500, FactOf(first).Money.TotalMinor);
    }

    [Theory]
    // 3 × 0.001 = 0.003 → 0.00; rounding took 0.3 fen.
    [InlineData("3", "0.001", "1", "0", "0", UnitPriceMode.Keep, "0,0", 0)]
    // 600 × 0.001 + 1.00 = 1.60 exactly; on entry 0.001 rounds to 0.00, so the line is 0.
    [InlineData("600", "0.001", "1", "1.00", "0", UnitPriceMode.Keep, "60,100", 160)]
    [InlineData("600", "0.001", "1", "1.00", "0", UnitPriceMode.Round, "0,100", 100)]
    // 0.005 + 0.005 = 0.01: one fen, the tie goes to the earlier line.
    [InlineData("1", "0.005", "1", "0.005", "0", UnitPriceMode.Keep, "1,0", 1)]
    // 0.005 rounds half-up to 0.01 on entry, each.
    [InlineData("1", "0.005", "1", "0.005", "0", UnitPriceMode.Round, "1,1", 2)]
    // Cancelled: −(0.005 + 0.010) = −0.015 → −0.02 half away from zero; parts 2/3 and 4/3 → 1 and 1 (0 + 1, the larger remainder takes the last).
    [InlineData("-1", "0.005", "-1", "0.010", "C", UnitPriceMode.Keep, "1,1", 2)]
    // A discount line of −5.00 beside 10.005: total 5.005 → 5.01; the goods line 10.01, the discount −5.00.
    [InlineData("1", "10.005", "-1", "5.00", "0", UnitPriceMode.Keep, "1001,-500", 501)]
    public void The_total_is_rounded_once_and_shared_by_exact_amounts(
        string n1, string p1, string n2, string p2, string prefix, UnitPriceMode mode, string nets, long total)
    {
        var (documents, _) = Read(MapOf(Simple), $"no,at,who,what,n,price\n{prefix}1,2025-03-01,7,a,{n1},{p1}\n{prefix}1,2025-03-01,7,b,{n2},{p2}\n");
        var fact = ImportFact.Of(documents[0], "till", 2, mode).Fact;
        var lines = fact is Purchase purchase ? purchase.Lines : ((Cancellation)fact).Lines;
        Assert.Equal(nets, string.Join(',', lines.Select(l => l.NetMinor)));
        Assert.Equal(total, lines.Sum(l => l.NetMinor));
    }

    [Fact]
    public void A_document_without_member_and_with_nothing_paid_is_stock()
    {
        var (documents, _) = Read(MapOf(Simple), "no,at,who,what,n,price\n1,2025-03-01,,a,-30,0\n2,2025-03-01,,a,1,3\n3,2025-03-01,7,a,1,0\nC4,2025-03-01,,a,-1,3\n");
        Assert.Equal([true, false, false, false], documents.Select(d => FactOf(d).IsStock));
    }

    [Theory]
    [InlineData("1,2025-03-01,7,a,x,1", "import.row.number", "n", "x")]
    [InlineData("1,2025-02-30,7,a,1,1", "import.row.time", "at", "2025-02-30")]
    [InlineData("1,2025-03-01,7,a,1", "import.row.columns", "", "5 / 6")]
    [InlineData("1,2025-03-01,7,a,0,1", "import.row.noQuantity", "n", "0")]
    [InlineData(",2025-03-01,7,a,1,1", "import.row.noNumber", "no", "")]
    [InlineData("1,2025-03-01,7,a,1,1.0000001", "import.row.number", "price", "1.0000001")]
    public void A_row_that_cannot_be_read_says_which_column_and_what_stood_there(string row, string code, string column, string got)
    {
        var (documents, _) = Read(MapOf(Simple), $"no,at,who,what,n,price\n{row}\n");
        Assert.Equal(new BadRow(code, column, got), documents.Single().Lines.Single().Bad);
        Assert.Equal("import.document.badRow", documents.Single().Refused!.Code);
    }

    [Fact]
    public void A_document_of_two_members_is_refused_whole()
    {
        var (documents, _) = Read(MapOf(Simple), "no,at,who,what,n,price\n1,2025-03-01,7,a,1,1\n1,2025-03-01,8,a,1,1\n");
        Assert.Equal("import.document.members", documents.Single().Refused!.Code);
    }

    [Fact]
    public void Rows_left_out_are_counted_wherever_reading_goes_on()
    {
        var map = MapOf(Simple + "\nrows: { skip: [{ column: what, values: [x] }], keep: [{ column: who, matches: '^[0-9]*$' }] }\n");
        const string text = "no,at,who,what,n,price\n1,2025-03-01,7,a,1,1\n1,2025-03-01,7,x,1,1\n1,2025-03-01,7,b,1,1\n2,2025-03-01,no,x,1,1\n3,2025-03-01,no,a,1,1\n4,2025-03-01,7,a,1,1\n5,2025-03-01,7,x,1,1\n";
        var path = WriteFile(text, new UTF8Encoding(false));
        var whole = Runs(map, path, 0);
        Assert.Equal([(1, 4, 1), (4, 7, 2)], whole.Runs.Select(r => (int.Parse(r.Number, System.Globalization.CultureInfo.InvariantCulture), r.LastRow, r.Skipped)));
        Assert.Equal(1, whole.After);
        var after = Runs(map, path, whole.Runs[0].LastRow);
        Assert.Equal([(7, 2)], after.Runs.Select(r => (r.LastRow, r.Skipped)));
        Assert.Equal(1, after.After);
    }

    [Fact]
    public void A_column_that_is_not_in_the_file_is_named_with_the_nearest()
    {
        var path = WriteFile("no,at,who,what,n,prize\n", new UTF8Encoding(false));
        var refused = Assert.Throws<ImportRefused>(() => Runs(MapOf(Simple), path, 0));
        Assert.Equal("import.file.noColumn", refused.Code);
        Assert.Equal(["price", "no, at, who, what, n, prize", "prize"], refused.Values);
    }

    [Fact]
    public void A_quote_that_never_ends_stops_the_import_instead_of_eating_the_file()
    {
        var path = WriteFile("no,at,who,what,n,price\n1,2025-03-01,7,\"a,1,1\n" + string.Concat(Enumerable.Repeat("2,2025-03-01,7,a,1,1\n", 5_000)), new UTF8Encoding(false));
        Assert.Equal("import.file.quote", Assert.Throws<ImportRefused>(() => Runs(MapOf(Simple), path, 0)).Code);
    }

    [Fact]
    public void Staged_lines_come_back_as_they_were()
    {
        var map = MapOf("""
            source: t
            time: { zone: Asia/Shanghai }
            columns: { number: no, occurredAt: at, member: who, sku: what, category: cat, quantity: n, unitPrice: price, listPrice: list, store: shop, clerk: clerk }
            kinds: { column: what, freight: [POST] }
            """);
        const string text = "no,at,who,what,cat,n,price,list,shop,clerk\n1,2025-03-01,7,a,x/y,-1.5,0.001,2,s,c\n1,2025-03-02,,POST,,3,999999999,,s,\n1,2025-03-02,,POST,,,1,1,s,\n1,bad,,POST,,3,1,1,s,\n1,2025-03-02,7,a,x,80995,-11062.06,1,s,c\n";
        var run = Runs(map, WriteFile(text, new UTF8Encoding(true)), 0).Runs.Single();
        Assert.Equal(run.Lines, LineBytes.Read("1", LineBytes.Write("1", run.Lines)));
        Assert.Equal(["import.row.number", "import.row.time"], run.Lines.Select(l => l.Bad?.Code).OfType<string>());
    }

    private static ImportMap MapOf(string text)
    {
        var reading = ImportMapFile.Read(text);
        Assert.Empty(reading.Findings);
        return reading.Map!;
    }

    private static ImportFact FactOf(ImportDocument document) => ImportFact.Of(document, "till", 2, UnitPriceMode.Keep);

    private (List<ImportDocument> Documents, int Skipped) Read(ImportMap map, string text, Encoding encoding) => Read(map, WriteFile(text, encoding));

    private (List<ImportDocument> Documents, int Skipped) Read(ImportMap map, string textOrPath)
    {
        var path = textOrPath.Contains('\n', StringComparison.Ordinal) ? WriteFile(textOrPath, new UTF8Encoding(false)) : textOrPath;
        var (runs, rest) = Runs(map, path, 0);
        var documents = runs.GroupBy(r => r.Number).Select(g => ImportDocument.Of([.. g.SelectMany(r => r.Lines)], map.Cancellation)).ToList();
        return (documents, runs.Sum(r => r.Skipped) + rest);
    }

    private static (List<LineRun> Runs, int After) Runs(ImportMap map, string path, int after)
    {
        using var file = new ExportFile(path, map.File);
        var rest = 0;
        var runs = LineRuns.Of(file, new RowMapping(map, file.Columns, Calendars.Shanghai), after, r => rest = r).ToList();
        return (runs, rest);
    }

    private string WriteFile(string text, Encoding encoding)
    {
        var path = Path.Combine(_folder, $"{Directory.GetFiles(_folder).Length}.csv.gz");
        using var stream = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        stream.Write([.. encoding.GetPreamble(), .. encoding.GetBytes(text)]);
        return path;
    }
}
