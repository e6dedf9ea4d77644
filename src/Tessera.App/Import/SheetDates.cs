using System.Globalization;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Tessera.App.Import;

/// <summary>
/// Dates of a workbook: numbers whose style is a date, counted from 1900 or 1904. In the 1900 system day 60 is a 29 February that never was.
/// </summary>
internal sealed class SheetDates
{
    private const int SecondsOfDay = 86_400;
    private readonly HashSet<uint> _dateStyles = [];
    private bool _from1904;

    /// <summary>The forms in which dates of cells are given on.</summary>
    internal static IReadOnlyList<string> Formats { get; } = ["yyyy-MM-dd", "yyyy-MM-dd HH:mm:ss"];

    internal static SheetDates Of(WorkbookPart workbook)
    {
        var dates = new SheetDates { _from1904 = workbook.Workbook.WorkbookProperties?.Date1904?.Value ?? false };
        if (workbook.WorkbookStylesPart?.Stylesheet is not { CellFormats: { } formats } styles) return dates;
        var own = styles.NumberingFormats?.Elements<NumberingFormat>().Where(f => f.NumberFormatId is not null)
            .GroupBy(f => f.NumberFormatId!.Value).ToDictionary(g => g.Key, g => g.First().FormatCode?.Value ?? "") ?? [];
        uint style = 0;
        foreach (var format in formats.Elements<CellFormat>())
        {
            var id = format.NumberFormatId?.Value ?? 0;
            if (own.TryGetValue(id, out var code) ? IsDate(code) : IsDate(id)) dates._dateStyles.Add(style);
            style++;
        }

        return dates;
    }

    /// <summary>The date as ISO text, or null where the style is none of a date or the number is none.</summary>
    internal string? Text(string raw, uint? style)
    {
        if (style is not { } index || !_dateStyles.Contains(index)) return null;
        if (!decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var serial) || serial < 0 || serial >= 2_958_466m) return null;
        var seconds = (long)Math.Round(serial * SecondsOfDay, MidpointRounding.AwayFromZero);
        var (day, rest) = (seconds / SecondsOfDay, seconds % SecondsOfDay);
        if (!_from1904 && day == 60) return null;
        // Day 1 is 1900-01-01; after the day that never was everything is one too high. In the other system day 0 is 1904-01-01.
        var first = _from1904 ? new DateTime(1904, 1, 1) : new DateTime(1899, 12, day < 60 ? 31 : 30);
        return first.AddDays(day).AddSeconds(rest).ToString(Formats[rest == 0 ? 0 : 1], CultureInfo.InvariantCulture);
    }

    // ECMA-376 part 1, 18.8.30: the built-in formats that show a date, those of Chinese editions among them.
    private static bool IsDate(uint id) => id is (>= 14 and <= 17) or 22 or (>= 27 and <= 31) or 36 or (>= 50 and <= 54) or 57 or 58;

    /// <summary>Whether a format shows a year or a day, outside quotes, brackets and escapes.</summary>
    private static bool IsDate(string code)
    {
        for (var i = 0; i < code.Length; i++)
        {
            switch (code[i])
            {
                case '"': i = Math.Max(i, code.IndexOf('"', i + 1)); break;
                case '[': i = Math.Max(i, code.IndexOf(']', i + 1)); break;
                case '\\' or '_' or '*': i++; break;
                case 'y' or 'Y' or 'd' or 'D': return true;
            }
        }

        return false;
    }
}
