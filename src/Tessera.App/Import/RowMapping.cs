using System.Globalization;
using System.Text.RegularExpressions;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Import;

/// <summary>A map bound to the columns of one file: turns rows into lines. Keeps the last date read, because the lines of a document share it.</summary>
internal sealed class RowMapping
{
    // Ten billion a line and six decimals each of price and quantity leave room for exact shares in 128 bits.
    private const decimal MostAmount = 10_000_000_000m;
    private readonly ImportMap _map;
    private readonly BusinessCalendar _calendar;
    private readonly IReadOnlyList<string> _columns;
    private readonly Dictionary<ImportField, FieldReader> _fields;
    private readonly (RowFilter Filter, int At)[] _skip;
    private readonly (RowFilter Filter, int At)[] _keep;
    private readonly int _cancels;
    private readonly int _kinds;
    private string _lastTime = "";
    private Instant _lastAt;
    private DocumentHead _lastHead = DocumentHead.Empty;

    /// <exception cref="ImportRefused">A column of the map is not in the file.</exception>
    internal RowMapping(ImportMap map, IReadOnlyList<string> columns, BusinessCalendar calendar)
    {
        // Date cells of a workbook come in this form, whatever the map says of dates told as text.
        (_map, _calendar, _columns) = (map with { TimeFormats = [.. map.TimeFormats.Union(SheetDates.Formats)] }, calendar, columns);
        _fields = map.Columns.ToDictionary(c => c.Key, c => new FieldReader(c.Value, columns));
        _skip = [.. map.Skip.Select(f => (f, FieldReader.IndexOf(columns, f.Column)))];
        _keep = [.. map.Keep.Select(f => (f, FieldReader.IndexOf(columns, f.Column)))];
        _cancels = map.Cancellation?.Column is { } column ? FieldReader.IndexOf(columns, column) : -1;
        _kinds = map.Kinds is { } kinds ? FieldReader.IndexOf(columns, kinds.Column) : -1;
    }

    /// <summary>The current row as a line; null when the map leaves it out.</summary>
    internal ImportLine? Map(ExportFile file)
    {
        if (file.Count != _columns.Count) return Bad(file, "", new BadRow("import.row.columns", "", $"{file.Count} / {_columns.Count}"));
        foreach (var (filter, at) in _skip)
        {
            if (Passes(filter, file[at])) return null;
        }

        foreach (var (filter, at) in _keep)
        {
            if (!Passes(filter, file[at])) return null;
        }

        var number = "";
        try
        {
            number = Text(file, ImportField.Number) ?? "";
            if (number.Length is 0 or > 200) throw Wrong("import.row.noNumber", ImportField.Number, number);
            return Line(file, number);
        }
        catch (RowIsBad e)
        {
            return Bad(file, number, e.Why);
        }
        catch (RegexMatchTimeoutException)
        {
            return Bad(file, number, new BadRow("import.row.pattern"));
        }
    }

    private ImportLine Line(ExportFile file, string number)
    {
        var quantity = Decimal(file, ImportField.Quantity) ?? 1;
        var price = Decimal(file, ImportField.UnitPrice);
        var amount = Decimal(file, ImportField.Amount) ?? (quantity * price!.Value);
        if (Math.Abs(amount) > MostAmount) throw Wrong("import.row.tooLarge", ImportField.Amount, amount.ToString(CultureInfo.InvariantCulture));
        if (quantity == 0) throw Wrong("import.row.noQuantity", ImportField.Quantity, "0");
        return new ImportLine
        {
            Line = file.Line,
            Number = number,
            At = At(file),
            Member = Member(file),
            Cancels = Cancels(file, number),
            Head = Head(file),
            Sku = Text(file, ImportField.Sku) ?? "",
            Category = Text(file, ImportField.Category) ?? "",
            Kind = _kinds >= 0 && _map.Kinds!.ByValue.TryGetValue(file[_kinds].Trim(), out var kind) ? kind : LineKind.Goods,
            Quantity = quantity,
            UnitPrice = price,
            Amount = amount,
            ListPrice = Decimal(file, ImportField.ListPrice),
        };
    }

    private static ImportLine Bad(ExportFile file, string number, BadRow why) => new() { Line = file.Line, Number = number, Bad = why };

    private static bool Passes(RowFilter filter, string value) => filter.Matches?.IsMatch(value) ?? filter.Values.Contains(value.Trim());

    private string? Text(ExportFile file, ImportField field) => _fields.TryGetValue(field, out var reader) ? reader.Read(file) : null;

    private string? Filled(ExportFile file, ImportField field) => Text(file, field) is { Length: > 0 } text ? text : null;

    private string? Member(ExportFile file) => Filled(file, ImportField.Member) is { } key && !_map.Member.None.Contains(key) ? key : null;

    private DocumentHead Head(ExportFile file)
    {
        var head = new DocumentHead(
            Filled(file, ImportField.Store), Filled(file, ImportField.Till), Filled(file, ImportField.Clerk), Filled(file, ImportField.Channel), Filled(file, ImportField.SaleKind));
        if (head == _lastHead) return _lastHead;
        return _lastHead = head == DocumentHead.Empty ? DocumentHead.Empty : head;
    }

    private bool Cancels(ExportFile file, string number)
    {
        if (_map.Cancellation is not { } mark) return false;
        return (mark.NumberPrefix is { } prefix && number.StartsWith(prefix, StringComparison.Ordinal))
            || (_cancels >= 0 && mark.Values.Contains(file[_cancels].Trim()));
    }

    private decimal? Decimal(ExportFile file, ImportField field)
    {
        if (!_fields.ContainsKey(field)) return null;
        var text = Text(file, field)!;
        if (text.Length == 0 && field == ImportField.ListPrice) return null;
        return ExactNumber.TryRead(text, _map.File, out var value) ? value : throw Wrong("import.row.number", field, text);
    }

    private Instant At(ExportFile file)
    {
        var text = Text(file, ImportField.OccurredAt)!;
        if (text.Length > 0 && string.Equals(text, _lastTime, StringComparison.Ordinal)) return _lastAt;
        if (!LocalTimes.TryRead(text, _map.TimeFormats, _calendar, out var at)) throw Wrong("import.row.time", ImportField.OccurredAt, text);
        (_lastTime, _lastAt) = (text, at);
        return at;
    }

    private RowIsBad Wrong(string code, ImportField field, string got) =>
        _fields.TryGetValue(field, out var reader) ? reader.Wrong(code, got) : new RowIsBad(new BadRow(code, "", got));
}

/// <summary>Numbers as tills write them, read exactly.</summary>
internal static class ExactNumber
{
    private const int MostDecimals = 6;

    /// <summary>Reads a number with the file's decimal and thousands signs; a sign may stand before or, as tills print it, behind.</summary>
    internal static bool TryRead(string text, FileFormat format, out decimal value)
    {
        value = 0;
        if (text.Length is 0 or > 40) return false;
        var plain = text;
        if (format.ThousandsSign is { } thousands) plain = plain.Replace(thousands.ToString(), "", StringComparison.Ordinal);
        if (format.DecimalSign != '.')
        {
            if (plain.Contains('.', StringComparison.Ordinal)) return false;
            plain = plain.Replace(format.DecimalSign, '.');
        }

        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowTrailingSign | NumberStyles.AllowDecimalPoint;
        return decimal.TryParse(plain, styles, CultureInfo.InvariantCulture, out value) && value.Scale <= MostDecimals && Math.Abs(value) < 1_000_000_000_000m;
    }
}
