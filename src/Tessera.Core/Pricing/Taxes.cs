using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>Tax after savings, half-up per line or per rate of the order (semantics §2). Savings after tax leave what they took taxed.</summary>
internal static class Taxes
{
    private const int Whole = 10_000;

    /// <summary>Tax on top of an amount.</summary>
    public static long Added(long amount, int rate) => Rounding.Divide(Math.BigMul(amount, (long)rate), Whole, RoundingMode.HalfUp);

    /// <summary>Tax of each line.</summary>
    public static long[] Of(Sheet sheet, TaxRounding rounding)
    {
        var taxed = new long[sheet.Count];
        for (var i = 0; i < taxed.Length; i++) taxed[i] = sheet.Running[i] + sheet.TaxKept[i];
        var taxes = new long[taxed.Length];
        var isContained = sheet.Basket.PricesInclude == PricesInclude.Tax;
        if (rounding == TaxRounding.Line)
        {
            for (var i = 0; i < taxes.Length; i++)
            {
                if (sheet.Lines[i].TaxRate is var rate and not 0) taxes[i] = Rounding.Divide(Math.BigMul(taxed[i], (long)rate), isContained ? Whole + rate : Whole, RoundingMode.HalfUp);
            }
        }
        else
        {
            foreach (var rate in Enumerable.Range(0, taxed.Length).GroupBy(i => sheet.Lines[i].TaxRate).Where(g => g.Key != 0))
            {
                PerRate(rate.Key, isContained ? Whole + rate.Key : Whole, [.. rate], taxed, taxes);
            }
        }

        NotBelowZero(taxes);
        return taxes;
    }

    /// <summary>The tax of an order is not below zero: hand lines give back at most the tax of the others.</summary>
    private static void NotBelowZero(long[] taxes)
    {
        if (taxes.Sum() >= 0) return;
        var positive = taxes.Where(t => t > 0).Sum();
        var cut = Rounding.Prorate(positive, [.. taxes.Select(t => (Int128)Math.Max(0, -t))]);
        for (var i = 0; i < taxes.Length; i++)
        {
            if (taxes[i] < 0) taxes[i] = -cut[i];
        }
    }

    /// <summary>Each line's exact tax cut towards zero; what is missing to the rounded sum goes to the largest fractions cut off, ties to the earlier line.</summary>
    private static void PerRate(int rate, int divisor, int[] lines, long[] taxed, long[] taxes)
    {
        var cut = new Int128[lines.Length];
        Int128 sum = 0;
        long given = 0;
        for (var k = 0; k < lines.Length; k++)
        {
            var exact = Math.BigMul(taxed[lines[k]], (long)rate);
            sum += exact;
            taxes[lines[k]] = (long)(exact / divisor);
            given += taxes[lines[k]];
            cut[k] = exact % divisor;
        }

        for (var left = Rounding.Divide(sum, divisor, RoundingMode.HalfUp) - given; left != 0; left -= Math.Sign(left))
        {
            var best = 0;
            for (var k = 1; k < cut.Length; k++)
            {
                if (left > 0 ? cut[k] > cut[best] : cut[k] < cut[best]) best = k;
            }

            taxes[lines[best]] += Math.Sign(left);
            cut[best] = 0;
        }
    }
}
