using System.IO.Compression;
using System.Text;

namespace Tessera.Testing;

/// <summary>A workbook written part by part, so that it can be as odd as those of the world.</summary>
internal sealed class OddBook
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

    /// <summary>The rows of the sheet: XML of the sheet data.</summary>
    public required string Rows { get; init; }

    /// <summary>What stands behind the rows, such as merged cells.</summary>
    public string After { get; init; } = "";

    public bool From1904 { get; init; }

    public IReadOnlyList<string> Shared { get; init; } = [];

    /// <summary>A cell of text.</summary>
    public static string T(string place, string text) => $"""<c r="{place}" t="inlineStr"><is><t>{System.Security.SecurityElement.Escape(text)}</t></is></c>""";

    /// <summary>A cell of a number; style 1 is a date, 2 a Chinese date.</summary>
    public static string N(string place, string value, int style = 0) => $"""<c r="{place}" s="{style}"><v>{value}</v></c>""";

    public static string Row(int row, params string[] cells) => $"""<row r="{row}">{string.Concat(cells)}</row>""";

    public string Save(string path)
    {
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Put(zip, "[Content_Types].xml", """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>""");
        Put(zip, "_rels/.rels", """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>""");
        Put(zip, "xl/_rels/workbook.xml.rels", """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>""");
        Put(zip, "xl/workbook.xml", $"""<?xml version="1.0"?><workbook xmlns="{Main}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="{(From1904 ? 1 : 0)}"/><sheets><sheet name="会员" sheetId="1" r:id="rId1"/></sheets></workbook>""");
        Put(zip, "xl/styles.xml", $"""<?xml version="1.0"?><styleSheet xmlns="{Main}"><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@"/></numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/></cellXfs></styleSheet>""");
        Put(zip, "xl/sharedStrings.xml", $"""<?xml version="1.0"?><sst xmlns="{Main}">{string.Concat(Shared.Select(s => $"<si><t>{s}</t></si>"))}</sst>""");
        Put(zip, "xl/worksheets/sheet1.xml", $"""<?xml version="1.0"?><worksheet xmlns="{Main}"><sheetData>{Rows}</sheetData>{After}</worksheet>""");
        return path;
    }

    private static void Put(ZipArchive zip, string name, string text)
    {
        using var to = zip.CreateEntry(name, CompressionLevel.Optimal).Open();
        to.Write(Encoding.UTF8.GetBytes(text));
    }
}
