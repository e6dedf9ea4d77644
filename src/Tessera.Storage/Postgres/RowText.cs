using System.Globalization;

namespace Tessera.Storage.Postgres;

/// <summary>How one statement names the values of many rows: what varies comes from arrays side by side, what all rows have alike is told once.</summary>
/// <param name="kinds">Kinds of the parameters, from the first.</param>
/// <param name="varied">Parameters that are arrays, a bit each from the first.</param>
internal sealed class RowText(IReadOnlyList<CellKind> kinds, ulong varied)
{
    /// <summary>Stands in a text where the rows come from.</summary>
    internal const string Source = "{rows}";

    /// <summary>The text with its parameters and its source of rows.</summary>
    internal string Of(string text) => SqlShape.Parameter().Replace(text, match => Named(int.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture))).Replace(Source, Rows(), StringComparison.Ordinal);

    private bool Varies(int parameter) => (varied & (1UL << (parameter - 1))) != 0;

    private string Named(int parameter) => Varies(parameter)
        ? string.Create(CultureInfo.InvariantCulture, $"u.p{parameter}")
        : string.Create(CultureInfo.InvariantCulture, $"${parameter}::{Cell.NameOf(kinds[parameter - 1])}");

    private string Rows()
    {
        var arrays = Enumerable.Range(1, kinds.Count).Where(Varies).ToList();
        var (values, names) = (arrays.Select(i => string.Create(CultureInfo.InvariantCulture, $"${i}::{Cell.NameOf(kinds[i - 1])}[]")), arrays.Select(i => string.Create(CultureInfo.InvariantCulture, $"p{i}")));
        return $"unnest({string.Join(", ", values)}) as u({string.Join(", ", names)})";
    }
}
