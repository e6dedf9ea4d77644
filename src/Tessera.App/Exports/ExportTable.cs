using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;
using Tessera.Core;

namespace Tessera.App.Exports;

/// <summary>Format of an export.</summary>
public enum ExportFormat
{
    /// <summary>Comma-separated, one header row; texts that a spreadsheet would read as a formula are escaped.</summary>
    Csv,

    /// <summary>One JSON object a line.</summary>
    Jsonl,

    /// <summary>A workbook; notes on who took it, when and why stand in its first sheet.</summary>
    Xlsx,
}

/// <summary>How the sheets of a workbook are called.</summary>
/// <param name="NotesName">The first sheet.</param>
/// <param name="RowsName">The sheet of the rows.</param>
/// <param name="Notes">Lines of the first sheet: who took it, when and why.</param>
public sealed record SheetNames(string NotesName, string RowsName, IReadOnlyList<(string Name, string Value)> Notes)
{
    /// <summary>Whether a CSV begins with the byte order mark that spreadsheets need to read Chinese.</summary>
    public bool HasMark { get; init; }
}

/// <summary>A table to export: columns are a contract (api.md), rows are streamed.</summary>
/// <param name="Columns">Column names.</param>
/// <param name="Rows">Rows; cells are text, whole numbers, local dates, instants (written in UTC) or null.</param>
public sealed record ExportTable(IReadOnlyList<string> Columns, IEnumerable<IReadOnlyList<object?>> Rows)
{
    /// <summary>Lines that lead the table: what it is, of which dates, what the columns mean. In a CSV they stand before the header row with an empty line between, in a workbook in its first sheet.</summary>
    public IReadOnlyList<(string Name, string Value)> Heading { get; init; } = [];

    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the table.</summary>
    /// <returns>Rows written.</returns>
    public long Write(TextWriter to, ExportFormat format, Action<long>? onRow = null) => format switch
    {
        ExportFormat.Csv => WriteCsv(to, onRow),
        ExportFormat.Jsonl => WriteJsonl(to, onRow),
        ExportFormat.Xlsx => throw new ArgumentException("a workbook is bytes, not text", nameof(format)),
    };

    /// <summary>Writes the table as bytes.</summary>
    /// <param name="to">Where; for a workbook it must be seekable.</param>
    /// <param name="format">Format.</param>
    /// <param name="sheets">Notes and names of a workbook.</param>
    /// <param name="onRow">Is told how many rows are written.</param>
    /// <returns>Rows written.</returns>
    public long Write(Stream to, ExportFormat format, SheetNames sheets, Action<long>? onRow = null)
    {
        if (format == ExportFormat.Xlsx) return SheetWriter.Write(to, [.. sheets.Notes, .. Heading], (sheets.NotesName, sheets.RowsName), this, onRow);
        // Excel takes text without a mark for the local code page.
        using var writer = new StreamWriter(to, new System.Text.UTF8Encoding(sheets.HasMark && format == ExportFormat.Csv), 1 << 16, leaveOpen: true);
        return Write(writer, format, onRow);
    }

    /// <summary>An instant as exports write it: UTC, to the microsecond where it has any.</summary>
    public static string Utc(Instant at)
    {
        var time = DateTime.UnixEpoch.AddMicroseconds(at.Micros);
        return time.ToString(at.Micros % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }

    internal static string? Text(object? cell) => cell switch
    {
        null => null,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Instant at => Utc(at),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => cell.ToString(),
    };

    private long WriteCsv(TextWriter to, Action<long>? onRow)
    {
        var settings = new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" };
        using var csv = new CsvWriter(to, settings, leaveOpen: true);
        WriteHeading(csv);
        foreach (var column in Columns) csv.WriteField(column);
        csv.NextRecord();
        long rows = 0;
        foreach (var row in Rows)
        {
            foreach (var cell in row) csv.WriteField(cell is string text ? Harmless(text) : Text(cell));
            csv.NextRecord();
            onRow?.Invoke(++rows);
        }

        csv.Flush();
        return rows;
    }

    private void WriteHeading(CsvWriter csv)
    {
        if (Heading.Count == 0) return;
        foreach (var (name, value) in Heading)
        {
            csv.WriteField(Harmless(name));
            csv.WriteField(Harmless(value));
            csv.NextRecord();
        }

        csv.NextRecord();
    }

    private long WriteJsonl(TextWriter to, Action<long>? onRow)
    {
        using var buffer = new MemoryStream();
        long rows = 0;
        foreach (var row in Rows)
        {
            buffer.SetLength(0);
            using (var json = new Utf8JsonWriter(buffer, Json)) WriteObject(json, row);
            to.Write(System.Text.Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
            to.Write('\n');
            onRow?.Invoke(++rows);
        }

        to.Flush();
        return rows;
    }

    private void WriteObject(Utf8JsonWriter json, IReadOnlyList<object?> row)
    {
        json.WriteStartObject();
        for (var i = 0; i < Columns.Count; i++)
        {
            json.WritePropertyName(Columns[i]);
            switch (row[i])
            {
                case null: json.WriteNullValue(); break;
                case long or int: json.WriteNumberValue(Convert.ToInt64(row[i], CultureInfo.InvariantCulture)); break;
                default: json.WriteStringValue(Text(row[i])); break;
            }
        }

        json.WriteEndObject();
    }

    /// <summary>A cell that begins like a formula is led by an apostrophe (trials S8).</summary>
    internal static string Harmless(string text) => text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r' or '\0') ? "'" + text : text;
}
