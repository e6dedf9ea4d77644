using System.Globalization;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Tessera.App.Exports;

/// <summary>Writes tables as sheets of a workbook, streaming. No cell is ever a formula: texts are texts, and those that look like one are led by an apostrophe (trials S8).</summary>
internal static class SheetWriter
{
    /// <summary>A sheet holds 1,048,576 rows; longer tables go on in another.</summary>
    private const int MostRows = 1_000_000;

    /// <summary>Writes a workbook.</summary>
    /// <param name="to">Where; must be seekable.</param>
    /// <param name="notes">Lines of the first sheet, name and value; empty for none.</param>
    /// <param name="name">Name of the sheets with the rows.</param>
    /// <param name="table">The table.</param>
    /// <param name="onRow">Is told how many rows are written.</param>
    /// <returns>Rows written.</returns>
    internal static long Write(Stream to, IReadOnlyList<(string Name, string Value)> notes, (string Notes, string Rows) name, ExportTable table, Action<long>? onRow)
    {
        using var book = SpreadsheetDocument.Create(to, SpreadsheetDocumentType.Workbook, autoSave: false);
        var workbook = book.AddWorkbookPart();
        var sheets = new List<(string Id, string Name)>();
        if (notes.Count > 0)
        {
            var part = workbook.AddNewPart<WorksheetPart>();
            using var writer = Begin(part);
            var row = 0;
            foreach (var (what, value) in notes) WriteRow(writer, ++row, [what, value]);
            End(writer);
            sheets.Add((workbook.GetIdOfPart(part), name.Notes));
        }

        using var rows = table.Rows.GetEnumerator();
        long written = 0;
        for (var more = rows.MoveNext(); more || written == 0;)
        {
            var part = workbook.AddNewPart<WorksheetPart>();
            using var writer = Begin(part);
            WriteRow(writer, 1, table.Columns);
            for (var inSheet = 2; more && inSheet <= MostRows; inSheet++, more = rows.MoveNext())
            {
                WriteRow(writer, inSheet, rows.Current);
                written++;
                onRow?.Invoke(written);
            }

            End(writer);
            sheets.Add((workbook.GetIdOfPart(part), sheets.Exists(s => s.Name == name.Rows) ? string.Create(CultureInfo.InvariantCulture, $"{name.Rows} {sheets.Count}") : name.Rows));
            if (!more) break;
        }

        using var root = OpenXmlWriter.Create(workbook);
        root.WriteStartElement(new Workbook());
        root.WriteStartElement(new Sheets());
        uint number = 0;
        foreach (var (id, sheet) in sheets) root.WriteElement(new Sheet { Id = id, Name = sheet, SheetId = ++number });
        root.WriteEndElement();
        root.WriteEndElement();
        return written;
    }

    private static OpenXmlWriter Begin(WorksheetPart part)
    {
        var writer = OpenXmlWriter.Create(part, Encoding.UTF8);
        writer.WriteStartElement(new Worksheet());
        writer.WriteStartElement(new SheetData());
        return writer;
    }

    private static void End(OpenXmlWriter writer)
    {
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.Close();
    }

    private static void WriteRow(OpenXmlWriter writer, int row, IReadOnlyList<object?> cells)
    {
        writer.WriteStartElement(new Row { RowIndex = (uint)row });
        for (var i = 0; i < cells.Count; i++)
        {
            if (cells[i] is null) continue;
            var place = Column(i) + row.ToString(CultureInfo.InvariantCulture);
            // Whole numbers beyond 15 digits would be rounded by the spreadsheet: they stay text.
            if (cells[i] is long or int && Convert.ToInt64(cells[i], CultureInfo.InvariantCulture) is > -1_000_000_000_000_000 and < 1_000_000_000_000_000 and var number)
            {
                writer.WriteElement(new Cell { CellReference = place, CellValue = new CellValue(number.ToString(CultureInfo.InvariantCulture)) });
            }
            else
            {
                var text = Writable(ExportTable.Harmless(ExportTable.Text(cells[i]) ?? ""));
                writer.WriteElement(new Cell { CellReference = place, DataType = CellValues.InlineString, InlineString = new InlineString(new Text(text) { Space = SpaceProcessingModeValues.Preserve }) });
            }
        }

        writer.WriteEndElement();
    }

    /// <summary>Without what XML cannot hold, and no longer than a cell may be.</summary>
    private static string Writable(string text)
    {
        if (text.Length > 32_767) text = text[..32_767];
        var clean = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) clean.Append(text[i]).Append(text[++i]);
            else if (System.Xml.XmlConvert.IsXmlChar(text[i])) clean.Append(text[i]);
            else clean.Append('\uFFFD');
        }

        return clean.ToString();
    }

    private static string Column(int index)
    {
        var name = "";
        for (var i = index + 1; i > 0; i = (i - 1) / 26) name = (char)('A' + ((i - 1) % 26)) + name;
        return name;
    }
}
