using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Tessera.Server.Tests.Http;

/// <summary>The texts of a workbook that was downloaded.</summary>
internal static class WorkbookTexts
{
    public static IReadOnlyList<string> Of(byte[] bytes)
    {
        using var file = new MemoryStream(bytes);
        using var book = SpreadsheetDocument.Open(file, false);
        return [.. book.WorkbookPart!.WorksheetParts.SelectMany(p => p.Worksheet.Descendants<Text>()).Select(t => t.Text)];
    }
}
