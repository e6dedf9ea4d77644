using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Import;

/// <summary>
/// Money of a document (semantics §1): the exact amounts of the lines, their total rounded half-up to the minor unit once, and the total
/// prorated over the lines by their exact amounts. Where lines of both signs stand in one document each sign is prorated by itself.
/// </summary>
/// <param name="Nets">Net of each line, minor units, signed.</param>
/// <param name="TotalMinor">The total; the sum of the nets.</param>
/// <param name="ExactMinor">The total before any rounding, in minor units.</param>
internal sealed record DocumentMoney(long[] Nets, long TotalMinor, decimal ExactMinor)
{
    /// <summary>What rounding took: exact − stored, in minor units.</summary>
    internal decimal RoundingMinor => ExactMinor - TotalMinor;

    /// <summary>Prices the lines of a document.</summary>
    /// <param name="lines">Lines, signed.</param>
    /// <param name="decimals">Decimals of the currency.</param>
    /// <param name="mode">Whether unit prices are kept or rounded on entry.</param>
    internal static DocumentMoney Of(IReadOnlyList<ImportLine> lines, int decimals, UnitPriceMode mode)
    {
        var unit = 1m;
        for (var i = 0; i < decimals; i++) unit *= 10;
        var exact = new decimal[lines.Count];
        var amounts = new decimal[lines.Count];
        for (var i = 0; i < lines.Count; i++)
        {
            exact[i] = lines[i].Amount * unit;
            amounts[i] = mode == UnitPriceMode.Round && lines[i].UnitPrice is { } price ? Rounding.HalfUp(price * unit) * lines[i].Quantity : exact[i];
        }

        var total = Rounding.HalfUp(amounts.Sum());
        return new DocumentMoney(Share(total, amounts), total, exact.Sum());
    }

    private static long[] Share(long total, decimal[] amounts)
    {
        if (Array.TrueForAll(amounts, a => a == decimal.Truncate(a))) return Array.ConvertAll(amounts, a => (long)a);
        var positive = Rounding.HalfUp(amounts.Where(a => a > 0).Sum());
        if (!Array.Exists(amounts, a => a < 0)) positive = total;
        if (!Array.Exists(amounts, a => a > 0)) positive = 0;
        var ups = Rounding.Prorate(positive, Weights(amounts, a => Math.Max(a, 0)));
        var downs = Rounding.Prorate(total - positive, Weights(amounts, a => Math.Max(-a, 0)));
        var nets = new long[amounts.Length];
        for (var i = 0; i < nets.Length; i++) nets[i] = amounts[i] > 0 ? ups[i] : amounts[i] < 0 ? downs[i] : 0;
        return nets;
    }

    /// <summary>Exact weights: the amounts without their decimal point.</summary>
    private static Int128[] Weights(decimal[] amounts, Func<decimal, decimal> part)
    {
        var scale = amounts.Max(a => a.Scale);
        return Array.ConvertAll(amounts, a => Whole(part(a), scale));
    }

    private static Int128 Whole(decimal amount, int scale)
    {
        Span<int> bits = stackalloc int[4];
        _ = decimal.GetBits(amount, bits);
        var mantissa = (Int128)(uint)bits[0] | ((Int128)(uint)bits[1] << 32) | ((Int128)(uint)bits[2] << 64);
        for (var i = amount.Scale; i < scale; i++) mantissa *= 10;
        return mantissa;
    }
}
