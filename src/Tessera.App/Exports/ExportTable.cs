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
}

/// <summary>A table to export: columns are a contract (api.md), rows are streamed.</summary>
/// <param name="Columns">Column names.</param>
/// <param name="Rows">Rows; cells are text, whole numbers, local dates, instants (written in UTC) or null.</param>
public sealed record ExportTable(IReadOnlyList<string> Columns, IEnumerable<IReadOnlyList<object?>> Rows)
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the table.</summary>
    /// <returns>Rows written.</returns>
    public long Write(TextWriter to, ExportFormat format, Action<long>? onRow = null) => format switch
    {
        ExportFormat.Csv => WriteCsv(to, onRow),
        ExportFormat.Jsonl => WriteJsonl(to, onRow),
    };

    /// <summary>An instant as exports write it: UTC, to the microsecond where it has any.</summary>
    public static string Utc(Instant at)
    {
        var time = DateTime.UnixEpoch.AddMicroseconds(at.Micros);
        return time.ToString(at.Micros % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }

    private static string? Text(object? cell) => cell switch
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
    private static string Harmless(string text) => text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r' or '\0') ? "'" + text : text;
}
