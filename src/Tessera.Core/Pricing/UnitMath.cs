namespace Tessera.Core.Pricing;

/// <summary>Amounts of units of a line, and what an amount of a saving takes off them. A line's units cost ⌊p·(k + 1)/n⌋ − ⌊p·k/n⌋ each, as refunds read them (semantics §1).</summary>
internal static class UnitMath
{
    private const int Whole = 10_000;

    /// <summary>What the first units of a line cost.</summary>
    public static long First(long amount, decimal quantity, decimal units) => units >= quantity ? amount : (long)decimal.Floor(amount * units / quantity);

    /// <summary>What an amount takes off a sum once; a fixed amount this many times.</summary>
    public static long Off(SavingAmount amount, long sum, int times)
    {
        if (sum <= 0) return 0;
        if (amount.Off is { } off) return Rounding.Divide(Math.BigMul(sum, (long)off), Whole, RoundingMode.HalfUp);
        if (amount.Minor is { } minor) return Math.Min(sum, (long)Int128.Min((Int128)minor * times, sum));
        return amount.PriceMinor is { } price ? Math.Max(0, sum - price) : 0;
    }

    /// <summary>What an amount takes off units that cost a sum together, each for itself. A fraction of a unit takes its part of a fixed amount or price, and a percentage once.</summary>
    public static long OffUnits(SavingAmount amount, long sum, decimal units)
    {
        if (units == 0 || sum <= 0) return 0;
        if (amount.Minor is { } minor) return Math.Min(sum, Rounding.HalfUp(minor * units));
        if (amount.PriceMinor is { } price) return Math.Max(0, sum - Rounding.HalfUp(price * units));
        if (amount.Off is null) return 0;
        if (units != decimal.Truncate(units)) return Off(amount, sum, 1);
        var count = (long)units;
        var (each, dearer) = Math.DivRem(sum, count);
        return ((count - dearer) * Off(amount, each, 1)) + (dearer * Off(amount, each + 1, 1));
    }
}

/// <summary>Shares of a saving over lines.</summary>
internal static class Sharing
{
    private const int MostOnStack = 64;

    /// <summary>Largest remainder by amounts, or by quantities where given; what would take a line below zero goes to the others.</summary>
    public static long[] Share(long total, long[] amounts, decimal[]? quantities, long[] running)
    {
        var parts = new long[amounts.Length];
        Share(total, amounts, quantities, running, parts);
        return parts;
    }

    /// <summary>The same into parts that are all zero.</summary>
    public static void Share(long total, long[] amounts, decimal[]? quantities, long[] running, long[] parts)
    {
        var left = total;
        Span<Int128> weights = amounts.Length <= MostOnStack ? stackalloc Int128[amounts.Length] : new Int128[amounts.Length];
        Span<long> shares = amounts.Length <= MostOnStack ? stackalloc long[amounts.Length] : new long[amounts.Length];
        while (left > 0)
        {
            weights.Clear();
            var any = false;
            for (var i = 0; i < amounts.Length; i++)
            {
                if (amounts[i] <= 0 || parts[i] >= running[i]) continue;
                weights[i] = quantities is null ? amounts[i] : (Int128)(quantities[i] * 1_000_000m);
                any |= weights[i] > 0;
            }

            if (!any) return;
            Rounding.Prorate(left, weights, shares);
            for (var i = 0; i < parts.Length; i++)
            {
                var taken = Math.Min(shares[i], running[i] - parts[i]);
                if (weights[i] == 0) continue;
                parts[i] += taken;
                left -= taken;
            }
        }
    }

    /// <summary>Parts cut so that they sum to a limit.</summary>
    public static long[] CutTo(long limit, long[] parts) => Rounding.Prorate(limit, [.. parts.Select(p => (Int128)p)]);
}
