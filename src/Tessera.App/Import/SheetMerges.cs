using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace Tessera.App.Import;

/// <summary>Merged cells: they stand behind the rows in the file, so they are read first. A value merged over several rows holds for each of them.</summary>
internal sealed class SheetMerges
{
    private const int MostMerges = 20_000;
    private readonly List<Merge> _waiting = [];
    private readonly List<Merge> _open = [];
    private int _next;

    internal static SheetMerges Of(WorksheetPart part)
    {
        var merges = new SheetMerges();
        using var reader = DocumentFormat.OpenXml.OpenXmlReader.Create(part);
        while (reader.Read())
        {
            // Rows are stepped over without being made into objects.
            if (reader.ElementType == typeof(SheetData) && reader.IsStartElement) reader.Skip();
            if (reader.ElementType != typeof(MergeCell) || !reader.IsStartElement) continue;
            if (Read(((MergeCell)reader.LoadCurrentElement()!).Reference?.Value) is { } merge && merge.Bottom > merge.Top) merges._waiting.Add(merge);
            if (merges._waiting.Count > MostMerges) throw new ImportRefused("import.file.tooLarge");
        }

        merges._waiting.Sort((a, b) => a.Top.CompareTo(b.Top));
        return merges;
    }

    /// <summary>Fills the cells of a row that a merge above covers; notes the values of merges that begin in it.</summary>
    internal void Fill(int row, List<string> cells)
    {
        _open.RemoveAll(m => m.Bottom < row);
        foreach (var merge in _open)
        {
            if (merge.Value.Length == 0) continue;
            while (cells.Count <= merge.Column) cells.Add("");
            cells[merge.Column] = merge.Value;
        }

        for (; _next < _waiting.Count && _waiting[_next].Top <= row; _next++)
        {
            var merge = _waiting[_next];
            if (merge.Top == row && merge.Bottom > row) _open.Add(merge with { Value = merge.Column < cells.Count ? cells[merge.Column] : "" });
        }
    }

    /// <summary>The column of a place such as <c>AB12</c>, from 0; −1 where it is none.</summary>
    internal static int ColumnOf(string place)
    {
        var column = 0;
        var i = 0;
        for (; i < place.Length && char.IsAsciiLetter(place[i]) && i < 4; i++) column = (column * 26) + (char.ToUpperInvariant(place[i]) - 'A' + 1);
        return i is > 0 and < 4 ? column - 1 : -1;
    }

    private static Merge? Read(string? reference)
    {
        if (reference?.Split(':') is not [var from, var to]) return null;
        var (column, top, bottom) = (ColumnOf(from), RowOf(from), RowOf(to));
        return column is >= 0 and < 256 && top > 0 && bottom > 0 ? new Merge(column, top, bottom, "") : null;
    }

    private static int RowOf(string place) =>
        int.TryParse(place.AsSpan().TrimStart("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var row) ? row : 0;

    private sealed record Merge(int Column, int Top, int Bottom, string Value);
}
