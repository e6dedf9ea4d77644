using System.Globalization;
using System.IO.Compression;
using System.Text;
using Tessera.Testing;

namespace Tessera.Trials.Ground;

/// <summary>Lists of members as the world sends them: torn, forged, in another encoding, with formulas, merged cells, odd dates and rounded phones. The same seed makes the same.</summary>
/// <param name="seed">Seed.</param>
/// <param name="home">Folder for what is being made.</param>
internal sealed class BrokenFiles(int seed, string home)
{
    private static readonly string[] Odd = ["1.38E+10", "13800000001", "NaN", "-0", "1e400", "=1+1", "\u202e13800000002", "138 0000 0003", "\ud83d\ude00", "", "0", "２０２６年１月１日", "a\tb", "13800000004.0"];
    private static readonly string[] Dates = ["60", "0", "-1", "2958466", "1e308", "45000.99999", "#REF!", "1900-02-29", "2026-02-30", "29/02/2025", "二〇二六年"];
    private readonly Random _chance = new(seed);
    private int _made;

    /// <summary>The next one: what it is, and its bytes.</summary>
    public (string What, byte[] Bytes) Next()
    {
        _made++;
        return (_made % 16) switch
        {
            0 => ("zip bomb", Bomb()),
            1 => ("torn workbook", Torn(Workbook())),
            2 => ("workbook with wrong bytes", Flipped(Workbook())),
            3 => ("formulas and errors", Workbook(Formulas())),
            4 => ("merged cells", Workbook(after: Merged())),
            5 => ("dates of 1904", Workbook(from1904: true)),
            6 => ("cells nowhere", Workbook(Nowhere())),
            7 => ("entities", Workbook(after: "&bomb;")),
            8 => ("parts missing", Missing()),
            9 => ("rounded phones", Workbook(Rounded())),
            10 => ("GBK text", Encoded("gb18030", Text())),
            11 => ("UTF-16 text", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Text())]),
            12 => ("text with a mark", [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Text())]),
            13 => ("text with wrong bytes", Flipped(Encoding.UTF8.GetBytes(Text()))),
            14 => ("text without shape", Encoding.UTF8.GetBytes(Shapeless())),
            _ => ("anything", Anything()),
        };
    }

    private byte[] Workbook(string? rows = null, string after = "", bool from1904 = false)
    {
        var path = Path.Combine(home, string.Create(CultureInfo.InvariantCulture, $"book-{_made}.xlsx"));
        new OddBook { Rows = rows ?? Rows(), After = after, From1904 = from1904, Shared = ["手机", "姓名"] }.Save(path);
        var bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    }

    private string Rows() => Header() + string.Concat(Enumerable.Range(2, 1 + _chance.Next(8)).Select(r => OddBook.Row(
        r, OddBook.T($"A{r}", Pick(Odd)), OddBook.T($"B{r}", Pick(Odd)), OddBook.N($"C{r}", Pick(Odd)), OddBook.N($"D{r}", Pick(Dates), _chance.Next(3)))));

    private static string Header() => OddBook.Row(1, OddBook.T("A1", "手机"), OddBook.T("B1", "姓名"), OddBook.T("C1", "积分"), OddBook.T("D1", "积分到期日"));

    private string Formulas() => Header() + string.Concat(Enumerable.Range(2, 4).Select(r =>
        $"""<row r="{r}"><c r="A{r}"><f>1380000000{r}</f><v>1380000000{r}</v></c><c r="B{r}" t="e"><v>#NAME?</v></c><c r="C{r}" t="{Pick(["b", "s", "str", "zz"])}"><v>{Pick(Odd).Replace("=", "", StringComparison.Ordinal)}</v></c></row>"""));

    private string Merged() => $"""<mergeCells count="3"><mergeCell ref="A2:A{Pick(["3", "1048576", "0", "x"])}"/><mergeCell ref="{Pick(["B1:A1", "ZZZZ1:A1", "A1", ""])}"/><mergeCell ref="A1:D9"/></mergeCells>""";

    private string Nowhere() => Header() + $"""<row r="{Pick(["0", "-1", "99999999999", "x"])}"><c r="{Pick(["A", "1", "XFE1", "ZZZZZZZZ9", ""])}" t="s"><v>{Pick(["99999", "-1", "x"])}</v></c></row>""";

    private string Rounded() => Header() + string.Concat(Enumerable.Range(2, 5).Select(r => OddBook.Row(r, OddBook.N($"A{r}", Pick(["1.38E+10", "1.3800000001E10", "13800000001", "1.38E+400"])), OddBook.T($"B{r}", "王"))));

    private byte[] Missing()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var name in (string[])["[Content_Types].xml", "../../etc/passwd", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/../xl/styles.xml"])
            {
                if (_chance.Next(2) == 0) continue;
                using var to = zip.CreateEntry(name).Open();
                to.Write(Encoding.UTF8.GetBytes(Pick(["", "<", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;\">]><worksheet>&c;</worksheet>", "<worksheet/>", "<workbook><sheets><sheet/></sheets></workbook>"])));
            }
        }

        return stream.ToArray();
    }

    private byte[] Bomb()
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var to = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 280 + _chance.Next(20); i++) to.Write(zeros);
        }

        return stream.ToArray();
    }

    private string Text() => Pick(["手机,姓名,积分", "手机;姓名;积分", "手机\t姓名\t积分", "手机,手机,积分", "姓名", "phone,name,points"]) + Pick(["\n", "\r\n", "\r"])
        + string.Concat(Enumerable.Range(0, 1 + _chance.Next(6)).Select(_ => $"{Pick(Odd)},{Pick(["\"a\"b", "\"open", "a,b,c,d", "王", "\"\"\"\""])},{Pick(Odd)}{Pick(["\n", "\r\n", "\n\n"])}"));

    private string Shapeless() => Pick(["", "\n\n\n", ",,,,,\n,,,,,", new string(',', 20_000), "手机\n" + new string('1', 2_000_000), "手机\n\"" + new string('x', 1_000_000), "\0\0\0\0", "手机", string.Concat(Enumerable.Repeat("手机,", 600)), "<html><table><tr><td>手机</td></tr></table></html>"]);

    private byte[] Anything()
    {
        var bytes = new byte[1 + _chance.Next(5_000)];
        _chance.NextBytes(bytes);
        // The first bytes of what it pretends to be.
        ((byte[][])[[0x50, 0x4b, 3, 4], [0xd0, 0xcf, 0x11, 0xe0], [0xef, 0xbb, 0xbf], []])[_chance.Next(4)].AsSpan(0).TryCopyTo(bytes);
        return bytes;
    }

    private byte[] Torn(byte[] whole) => whole[.._chance.Next(1, whole.Length)];

    private byte[] Flipped(byte[] whole)
    {
        for (var i = 1 + _chance.Next(20); i > 0; i--) whole[_chance.Next(whole.Length)] ^= (byte)(1 + _chance.Next(255));
        return whole;
    }

    private static byte[] Encoded(string name, string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(name).GetBytes(text);
    }

    private string Pick(IReadOnlyList<string> from) => from[_chance.Next(from.Count)];
}
