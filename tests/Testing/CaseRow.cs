using System.Globalization;

namespace Tessera.Testing;

/// <summary>One row of a <see cref="CaseTable"/>. Its text form is the file and the line, for the test's name.</summary>
public sealed class CaseRow
{
    private readonly Dictionary<string, string> _cells;

    internal CaseRow(string table, int line, Dictionary<string, string> cells)
    {
        Table = table;
        Line = line;
        _cells = cells;
    }

    /// <summary>The file that the row stands in.</summary>
    public string Table { get; }

    /// <summary>Its line, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The cell under a column; a column that is not there is a mistake in the test.</summary>
    public string this[string column] => _cells.TryGetValue(column, out string? cell)
        ? cell
        : throw new KeyNotFoundException($"{this}: no column {column}");

    /// <summary>Whether the cell holds anything.</summary>
    public bool Has(string column) => this[column].Length > 0;

    /// <summary>The cell as a whole number.</summary>
    public long Whole(string column) => long.Parse(this[column], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    /// <summary>The cell as a decimal number.</summary>
    public decimal Number(string column) => decimal.Parse(
        this[column], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    /// <summary>The cell as a date, yyyy-MM-dd.</summary>
    public DateOnly Date(string column) => DateOnly.ParseExact(this[column], "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The text with every {column} replaced by its cell; empty when one of these cells is empty.</summary>
    public string Fill(string template)
    {
        foreach (var (column, cell) in _cells)
        {
            string hole = "{" + column + "}";
            if (template.Contains(hole, StringComparison.Ordinal))
            {
                if (cell.Length == 0)
                {
                    return "";
                }

                template = template.Replace(hole, cell, StringComparison.Ordinal);
            }
        }

        return template;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Table}({Line})");
}
