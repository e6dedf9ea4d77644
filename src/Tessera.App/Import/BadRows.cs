using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Exports;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>A refused row as it is kept: what stood in the file and why it was not taken.</summary>
/// <param name="Cells">Its cells.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Column">Column, or empty.</param>
/// <param name="Got">What stood there.</param>
internal sealed record KeptBadRow(IReadOnlyList<string> Cells, string Code, string Column, string Got)
{
    /// <summary>More than these are counted only: somebody sent the wrong file.</summary>
    internal const int Most = 50_000;

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, BadRowJson.Default.KeptBadRow);

    internal static KeptBadRow Read(byte[] json) => JsonSerializer.Deserialize(json, BadRowJson.Default.KeptBadRow)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(KeptBadRow))]
internal sealed partial class BadRowJson : JsonSerializerContext;

/// <summary>The refused rows of a job as a table: the columns of the file, then line, reason and code, so that it can be mended and sent again as it is.</summary>
public static class BadRows
{
    /// <summary>The table, or null when no row was refused. Must be written while the scope is open.</summary>
    /// <param name="db">The store.</param>
    /// <param name="jobId">The job.</param>
    /// <param name="columns">Columns of the file.</param>
    /// <param name="language">Language of the reasons.</param>
    public static ExportTable? Of(StoreConnection db, string jobId, IReadOnlyList<string> columns, string language)
    {
        if (db.Work.CountBadRows(jobId) == 0) return null;
        string[] added = language == Text.English ? ["line", "reason", "code"] : ["行号", "原因", "代码"];
        return new ExportTable([.. columns, .. added], db.Work.BadRows(jobId).Select(r => Row(r.Line, KeptBadRow.Read(r.Row), columns.Count, language)));
    }

    private static IReadOnlyList<object?> Row(int line, KeptBadRow row, int columns, string language)
    {
        var cells = row.Cells.Take(columns).Concat(Enumerable.Repeat("", Math.Max(0, columns - row.Cells.Count)));
        return [.. cells, line, Text.Say(row.Code, language, Reason.Id("column", row.Column), Reason.Id("got", row.Got)), row.Code];
    }
}
