using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Tessera.App.Import;

/// <summary>
/// The first visible sheet of a workbook, streamed. Formulas are read by their stored value and never computed; dates of both epochs come as ISO text, numbers as
/// plain digits, merged cells repeat the value of their first cell down their column. What would grow without bound is refused before it is read.
/// </summary>
internal sealed class SheetRows : RowSource
{
    private const int MostColumns = 256;
    private readonly SpreadsheetDocument _book;
    private readonly OpenXmlReader _reader;
    private readonly SheetTexts _texts;
    private readonly SheetDates _dates;
    private readonly SheetMerges _merges;
    private readonly List<string> _cells = [];
    private readonly Dictionary<int, string> _wrong = [];

    internal SheetRows(string path)
    {
        SheetBounds.Check(path);
        try
        {
            _book = SpreadsheetDocument.Open(path, isEditable: false, new OpenSettings { AutoSave = false, MaxCharactersInPart = SheetBounds.MostBytes });
            var workbook = _book.WorkbookPart ?? throw Damaged();
            var sheet = workbook.Workbook.Descendants<Sheet>().FirstOrDefault(s => s.State is null || s.State == SheetStateValues.Visible)?.Id?.Value ?? throw Damaged();
            if (workbook.GetPartById(sheet) is not WorksheetPart part) throw Damaged();
            _dates = SheetDates.Of(workbook);
            _texts = SheetTexts.Of(workbook);
            _merges = SheetMerges.Of(part);
            _reader = OpenXmlReader.Create(part);
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            _book?.Dispose();
            throw Damaged();
        }
    }

    internal override int Count => _cells.Count;

    internal override string this[int column] => _cells[column];

    internal override string? WrongAt(int column) => _wrong.GetValueOrDefault(column);

    internal override bool Read()
    {
        try
        {
            while (_reader.Read())
            {
                if (_reader.ElementType != typeof(Row) || !_reader.IsStartElement) continue;
                ReadRow();
                return true;
            }

            return false;
        }
        catch (Exception e) when (IsOfTheFile(e))
        {
            throw new ImportRefused("import.file.damaged", Line + 1);
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _reader.Dispose();
        _book.Dispose();
    }

    /// <summary>What a broken or hostile workbook makes its readers throw.</summary>
    internal static bool IsOfTheFile(Exception e) => e is XmlException or OpenXmlPackageException or InvalidDataException or FormatException or InvalidOperationException
        or ArgumentException or IOException or KeyNotFoundException or OverflowException or NotSupportedException or NullReferenceException;

    private static ImportRefused Damaged() => new("import.file.workbook");

    private void ReadRow()
    {
        var told = _reader.Attributes.FirstOrDefault(a => a.LocalName == "r").Value;
        Line = int.TryParse(told, NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row > Line ? row : Line + 1;
        _cells.Clear();
        _wrong.Clear();
        if (!_reader.ReadFirstChild()) return;
        do
        {
            if (_reader.ElementType == typeof(Cell)) ReadCell((Cell)_reader.LoadCurrentElement()!);
        }
        while (_reader.ReadNextSibling());
        _merges.Fill(Line, _cells);
    }

    private void ReadCell(Cell cell)
    {
        var column = cell.CellReference?.Value is { } place ? SheetMerges.ColumnOf(place) : _cells.Count;
        if (column < 0) throw new InvalidDataException("a cell without a place");
        // Far out in a sheet stand formats, not data.
        if (column >= MostColumns || column < _cells.Count) return;
        var (text, wrong) = Value(cell);
        if (text.Length == 0 && wrong is null) return;
        while (_cells.Count < column) _cells.Add("");
        _cells.Add(text);
        if (wrong is not null) _wrong[column] = wrong;
    }

    private (string Text, string? Wrong) Value(Cell cell)
    {
        var raw = cell.CellValue?.Text ?? "";
        var kind = cell.DataType?.Value ?? CellValues.Number;
        if (cell.CellFormula is not null && raw.Length == 0 && kind != CellValues.String) return ("=" + cell.CellFormula.Text, "import.row.formula");
        return kind switch
        {
            CellValues.SharedString => (_texts.At(raw), null),
            CellValues.InlineString => (Plain(SheetTexts.Of(cell.InlineString)), null),
            CellValues.String or CellValues.Date => (Plain(raw), null),
            CellValues.Boolean => (raw == "1" ? "true" : "false", null),
            CellValues.Error => (raw, "import.row.errorValue"),
            _ => _dates.Text(raw, cell.StyleIndex?.Value) is { } date ? (date, null) : (Plain(Digits(raw)), null),
        };
    }

    private static string Plain(string text) => text.Length <= SheetTexts.MostChars ? text : text[..SheetTexts.MostChars];

    /// <summary>
    /// A number as plain digits. One told with fewer digits than it is long (1.38E+10) has lost the others and is left as it is, so that it is not taken for a phone.
    /// </summary>
    internal static string Digits(string raw)
    {
        var e = raw.IndexOfAny(['e', 'E']);
        if (!decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)) return raw;
        if (e > 0 && int.TryParse(raw.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power))
        {
            if (power > 0 && raw.AsSpan(0, e).TrimStart('-').ToString().Count(char.IsAsciiDigit) <= power) return raw;
        }

        // The nearest number of 15 digits is what the spreadsheet shows: 0.1 + 0.2 is stored as 0.30000000000000004.
        if (value.Scale > 6 && e < 0) value = Math.Round(value, 9, MidpointRounding.AwayFromZero);
        return value.ToString("0.############################", CultureInfo.InvariantCulture);
    }
}

/// <summary>Bounds of a workbook, checked by unpacking it once without keeping anything: the sizes a zip tells of itself may be lies.</summary>
internal static class SheetBounds
{
    /// <summary>Most bytes of a workbook when unpacked.</summary>
    internal const long MostBytes = 256L * 1024 * 1024;

    private const int MostParts = 2_000;

    /// <exception cref="ImportRefused">Too much, or no zip.</exception>
    internal static void Check(string path)
    {
        try
        {
            using var zip = ZipFile.OpenRead(path);
            if (zip.Entries.Count > MostParts) throw new ImportRefused("import.file.tooLarge");
            var buffer = new byte[1 << 16];
            long bytes = 0;
            foreach (var entry in zip.Entries)
            {
                using var stream = entry.Open();
                for (int read; (read = stream.Read(buffer)) > 0;)
                {
                    bytes += read;
                    if (bytes > MostBytes) throw new ImportRefused("import.file.tooLarge");
                }
            }
        }
        catch (InvalidDataException)
        {
            throw new ImportRefused("import.file.workbook");
        }
    }
}

/// <summary>The shared texts of a workbook, which stand in memory because cells name them by number.</summary>
internal sealed class SheetTexts
{
    /// <summary>Most characters of a cell, as spreadsheets have it.</summary>
    internal const int MostChars = 32_767;

    private const long MostCharsInAll = 64L * 1024 * 1024;
    private readonly List<string> _texts = [];

    internal static SheetTexts Of(WorkbookPart workbook)
    {
        var texts = new SheetTexts();
        if (workbook.SharedStringTablePart is not { } part) return texts;
        long chars = 0;
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
        {
            if (reader.ElementType != typeof(SharedStringItem) || !reader.IsStartElement) continue;
            var text = Of((SharedStringItem)reader.LoadCurrentElement()!);
            if ((chars += text.Length + 16) > MostCharsInAll) throw new ImportRefused("import.file.tooLarge");
            texts._texts.Add(text);
        }

        return texts;
    }

    internal string At(string number) => _texts[int.Parse(number, NumberStyles.None, CultureInfo.InvariantCulture)];

    /// <summary>The runs of a rich text without the readings above it (ruby).</summary>
    internal static string Of(OpenXmlCompositeElement? rich)
    {
        if (rich is null) return "";
        var text = new StringBuilder();
        foreach (var part in rich.ChildElements)
        {
            if (part is Text plain) text.Append(plain.Text);
            else if (part is Run run) text.Append(run.Text?.Text);
        }

        return text.Length <= MostChars ? text.ToString() : text.ToString(0, MostChars);
    }
}
