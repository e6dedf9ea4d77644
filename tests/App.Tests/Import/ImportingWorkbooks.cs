using System.Globalization;
using System.IO.Compression;
using System.Text;
using Tessera.App.Exports;
using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Import;

/// <summary>Lists as shops have them: workbooks and text, without a map (api.md import members; trials R17, S8).</summary>
public sealed class ImportingWorkbooks : IDisposable
{
    private readonly TestSite _site = new(new DateOnly(2026, 3, 1), TestSite.Program());

    public void Dispose() => _site.Dispose();

    [Fact]
    [Covers("R17")]
    public async Task A_workbook_with_Chinese_headings_needs_no_map()
    {
        var name = string.Concat(Enumerable.Repeat("欧阳", 25));
        var file = new OddBook
        {
            // 46143 is 2026-05-01 counted from 1900 (46023 is 2026-01-01, and 31 + 28 + 31 + 30 = 120 days more); 45292 is 2024-01-01.
            Rows = OddBook.Row(1, OddBook.T("A1", "会员名单")) + OddBook.Row(3, OddBook.T("A3", "手机号（必填）"), OddBook.T("B3", "姓名"), OddBook.T("C3", "积分"), OddBook.T("D3", "积分有效期"), OddBook.T("E3", "会员等级"), OddBook.T("F3", "入会日期"))
                + OddBook.Row(4, OddBook.N("A4", "13800000001"), OddBook.T("B4", name), OddBook.N("C4", "120"), OddBook.N("D4", "46143", 1), OddBook.T("E4", "银卡"), OddBook.N("F4", "45292", 2))
                + OddBook.Row(5, OddBook.N("A5", "1.3800000002E+10"), """<c r="C5"><f>60+40</f><v>100</v></c>""", """<c r="B5" t="s"><v>0</v></c>"""),
            Shared = ["乐&amp;乐"],
        }.Save(Path("list.xlsx"));
        var tally = await Run(file);
        Assert.True(tally.AddsUp);
        // 120 points, and the second row's: its cells stand out of order, so that the text after them is not read.
        Assert.Equal((2L, 0L, 220L), (tally.Joined, tally.Refused, tally.Points));
        var (profile, figures, lot) = See("13800000001");
        Assert.Equal((name, 50), (profile!.Name, profile.Name!.Length));
        Assert.Equal(("silver", new DateOnly(2024, 1, 1)), (figures.TierInForce, figures.JoinedOn));
        Assert.Equal(new DateOnly(2026, 5, 2), lot);
        Assert.Equal(100, See("13800000002").Figures.Balance);
    }

    [Fact]
    [Covers("R17")]
    public async Task Dates_count_from_1904_where_the_workbook_says_so()
    {
        // 1904-01-01 is day 0: 46143 − 1462 = 44681 is 2026-05-01 there.
        var rows = OddBook.Row(1, OddBook.T("A1", "phone"), OddBook.T("B1", "points"), OddBook.T("C1", "points valid through")) + OddBook.Row(2, OddBook.T("A2", "13800000001"), OddBook.N("B2", "5"), OddBook.N("C2", "44681", 1));
        await Run(new OddBook { Rows = rows, From1904 = true }.Save(Path("mac.xlsx")));
        Assert.Equal(new DateOnly(2026, 5, 2), See("13800000001").Ends);
    }

    [Fact]
    [Covers("R17")]
    public async Task Merged_cells_hold_for_all_their_rows_and_what_cannot_be_read_is_said()
    {
        var file = new OddBook
        {
            Rows = OddBook.Row(1, OddBook.T("A1", "手机"), OddBook.T("B1", "积分"), OddBook.T("C1", "积分到期日"))
                + OddBook.Row(2, OddBook.T("A2", "13800000001"), OddBook.N("B2", "10"), OddBook.T("C2", "2026-06-30")) + OddBook.Row(3, OddBook.N("B3", "20"), OddBook.T("C3", "2026-12-31"))
                + OddBook.Row(4, OddBook.N("A4", "1.38E+10"), OddBook.N("B4", "1")) + OddBook.Row(5, OddBook.T("A5", "13800000005"), """<c r="B5"><f>VLOOKUP(A5,X,2)</f></c>""")
                + OddBook.Row(6, OddBook.T("A6", "13800000006"), """<c r="B6" t="e"><v>#N/A</v></c>""") + OddBook.Row(7, OddBook.T("B7", "7")),
            After = """<mergeCells count="2"><mergeCell ref="A2:A3"/><mergeCell ref="D1:XFD1048576"/></mergeCells>""",
        }.Save(Path("merged.xlsx"));
        var bad = Path("bad.xlsx");
        var tally = await Run(file, bad);
        Assert.True(tally.AddsUp);
        Assert.Equal((1L, 4L, 30L), (tally.Joined, tally.Refused, tally.Points));
        using var back = new ExportFile(bad, new FileFormat());
        var codes = new List<string>();
        while (back.Read()) codes.Add(back[0] + " " + back[^1]);
        Assert.Equal(["手机", "积分", "积分到期日", "line", "reason", "code"], back.Columns);
        Assert.Equal(["1.38E+10 import.row.phoneRounded", "13800000005 import.row.formula", "13800000006 import.row.errorValue", " import.row.noMember"], codes);
    }

    [Fact]
    [Covers("R17")]
    public async Task Hostile_workbooks_are_refused_in_one_sentence()
    {
        var bomb = Path("bomb.xlsx");
        using (var zip = ZipFile.Open(bomb, ZipArchiveMode.Create))
        {
            using var to = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 300; i++) to.Write(zeros);
        }

        Assert.Equal("import.file.tooLarge", (await Assert.ThrowsAsync<ImportRefused>(() => Run(bomb))).Code);
        foreach (var (name, bytes) in new (string, byte[])[]
        {
            ("torn.xlsx", File.ReadAllBytes(new OddBook { Rows = "" }.Save(Path("whole.xlsx")))[..200]),
            ("text.xlsx", "PK\u0003\u0004 not a zip at all"u8.ToArray()),
        })
        {
            File.WriteAllBytes(Path(name), bytes);
            Assert.Equal("import.file.workbook", (await Assert.ThrowsAsync<ImportRefused>(() => Run(Path(name)))).Code);
        }

        var dtd = new OddBook { Rows = OddBook.Row(1, OddBook.T("A1", "phone")) + "<row><c t=\"s\"><v>99999</v></c></row>" }.Save(Path("wild.xlsx"));
        Assert.Equal("import.file.damaged", (await Assert.ThrowsAsync<ImportRefused>(() => Run(dtd))).Code);
        var noPhone = new OddBook { Rows = OddBook.Row(1, OddBook.T("A1", "x"), OddBook.T("B1", "y")) }.Save(Path("nophone.xlsx"));
        Assert.Equal("import.file.noIdentity", (await Assert.ThrowsAsync<ImportRefused>(() => Run(noPhone))).Code);
        File.WriteAllText(Path("twice.csv"), "手机,电话\n13800000001,13800000002\n");
        Assert.Equal("import.file.ambiguous", (await Assert.ThrowsAsync<ImportRefused>(() => Run(Path("twice.csv")))).Code);
        Assert.Equal(0, _site.Site.Read(r => r.Db.Members.Count()));
    }

    [Theory]
    [InlineData("utf-8", false)]
    [InlineData("utf-8", true)]
    [InlineData("gb18030", false)]
    [InlineData("utf-16", true)]
    [Covers("R17")]
    public async Task Text_is_read_in_the_encoding_it_is_in(string encoding, bool mark)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var form = Encoding.GetEncoding(encoding);
        byte[] text = form.GetBytes("姓名;手机\n王小明;138 0000 0001\n");
        File.WriteAllBytes(Path("list.csv"), mark ? [.. form.GetPreamble(), .. text] : text);
        var tally = await Run(Path("list.csv"));
        Assert.Equal((1L, 0L), (tally.Joined, tally.Refused));
        Assert.Equal("王小明", See("13800000001").Profile!.Name);
    }

    [Fact]
    [Covers("S8")]
    public void Exported_texts_are_never_formulas()
    {
        string[] hostile = ["=cmd|'/c calc'!A0", "+1+1", "-2", "@SUM(A1)", "\tx", "\0y", "=HYPERLINK(\"http://x\")", "\u202Eabc", "a\u0001b", "好"];
        var names = Enumerable.Range(0, 10_000).Select(i => hostile[i % hostile.Length] + i.ToString(CultureInfo.InvariantCulture)).ToList();
        var path = Path("names.xlsx");
        using (var to = new FileStream(path, FileMode.Create, FileAccess.ReadWrite))
        {
            var table = new ExportTable(["name", "points"], names.Select((n, i) => (IReadOnlyList<object?>)[n, (long)i]));
            Assert.Equal(10_000, table.Write(to, ExportFormat.Xlsx, new SheetNames("说明", "members", [("导出人", "key:k")])));
        }

        using var zip = ZipFile.OpenRead(path);
        foreach (var sheet in zip.Entries.Where(e => e.FullName.Contains("sheet", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(sheet.Open());
            Assert.DoesNotContain("<x:f", reader.ReadToEnd(), StringComparison.Ordinal);
        }

        using var book = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(path, false);
        var cells = book.WorkbookPart!.WorksheetParts.SelectMany(p => p.Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>()).ToList();
        Assert.DoesNotContain(cells, c => c.CellFormula is not null);
        var texts = cells.Where(c => c.InlineString is not null).Select(c => c.InlineString!.Text!.Text).ToList();
        Assert.DoesNotContain(texts, t => t.Length > 0 && t[0] is '=' or '+' or '-' or '@' or '\t');
        Assert.Contains("key:k", texts);
    }

    private string Path(string name) => System.IO.Path.Combine(_site.Folder, name);

    private (MemberProfile? Profile, MemberFigures Figures, DateOnly? Ends) See(string phone) => _site.Site.Read(r =>
    {
        var account = r.Db.Identities.Find(IdentityForm.Of("phone", phone)!)!.Value;
        return (MemberProfile.Of(r.Db, account), r.Db.Members.FiguresOf(account)!, r.Db.Members.Load(account)!.State.OpenLots.Select(l => l.EndsOn).FirstOrDefault());
    });

    private Task<MemberImportTally> Run(string file, string? bad = null) =>
        ImportMembers.Run(_site.Site, new MemberImportRequest { File = file, BadRows = bad, Language = "en" }, null, TestContext.Current.CancellationToken);
}
