namespace Tessera.Core;

/// <summary>How a fraction becomes a whole number (semantics §3 Earning).</summary>
public enum RoundingMode
{
    /// <summary>Towards zero for the absolute amount: 1.9 is 1.</summary>
    Floor,

    /// <summary>Half away from zero: 1.5 is 2.</summary>
    HalfUp,

    /// <summary>Away from zero: 1.1 is 2.</summary>
    Ceiling,
}

/// <summary>Exact whole-number arithmetic of shares and roundings (semantics §1).</summary>
public static class Rounding
{
    private const int MostOnStack = 64;

    /// <summary>numerator ÷ denominator rounded on the absolute amount; the sign is put back afterwards.</summary>
    /// <exception cref="OverflowException">The quotient is outside 64 bits.</exception>
    public static long Divide(Int128 numerator, Int128 denominator, RoundingMode mode)
    {
        if (numerator < 0) return -Divide(-numerator, denominator, mode);
        // Twice the remainder still fits: money almost always goes this way, which costs a tenth of the wide one.
        if (denominator > 0 && numerator <= long.MaxValue / 2 && denominator <= long.MaxValue / 2) return DivideNarrow((long)numerator, (long)denominator, mode);
        var (quotient, remainder) = Int128.DivRem(numerator, denominator);
        var up = mode switch
        {
            RoundingMode.Floor => false,
            RoundingMode.HalfUp => remainder * 2 >= denominator,
            RoundingMode.Ceiling => remainder > 0,
        };
        return checked((long)(up ? quotient + 1 : quotient));
    }

    private static long DivideNarrow(long numerator, long denominator, RoundingMode mode)
    {
        var (quotient, remainder) = Math.DivRem(numerator, denominator);
        var up = mode switch
        {
            RoundingMode.Floor => false,
            RoundingMode.HalfUp => remainder * 2 >= denominator,
            RoundingMode.Ceiling => remainder > 0,
        };
        return up ? quotient + 1 : quotient;
    }

    /// <summary>A decimal rounded half away from zero to a whole number.</summary>
    public static long HalfUp(decimal value) => (long)decimal.Round(value, 0, MidpointRounding.AwayFromZero);

    /// <summary>⌊part·(before + now) ÷ whole⌋ − ⌊part·before ÷ whole⌋: the share of a stored part that a partial refund takes, so that shares sum to the part in any order.</summary>
    public static long Share(long part, decimal before, decimal now, decimal whole)
    {
        if (whole == 0) return 0;
        if (part < 0) return -Share(-part, before, now, whole);
        return (long)decimal.Floor(part * (before + now) / whole) - (long)decimal.Floor(part * before / whole);
    }

    /// <summary>
    /// Shares <paramref name="total"/> over weights by largest remainder; ties go to the earlier place; all-zero weights share evenly;
    /// negative weights count by absolute value. The parts sum to the total exactly.
    /// </summary>
    public static long[] Prorate(long total, ReadOnlySpan<Int128> weights)
    {
        var parts = new long[weights.Length];
        Prorate(total, weights, parts);
        return parts;
    }

    /// <summary>The same into parts of the caller's own, one for each weight.</summary>
    public static void Prorate(long total, ReadOnlySpan<Int128> weights, Span<long> parts)
    {
        if (weights.Length == 0) return;
        if (total < 0)
        {
            Prorate(-total, weights, parts);
            foreach (ref var part in parts) part = -part;
            return;
        }

        Int128 sum = 0;
        foreach (var weight in weights) sum += Int128.Abs(weight);
        if (weights.Length <= MostOnStack && sum > 0 && sum * total <= long.MaxValue)
        {
            ProrateNarrow(total, weights, (long)sum, parts);
            return;
        }

        var remainders = new Int128[weights.Length];
        var left = total;
        for (var i = 0; i < weights.Length; i++)
        {
            var product = sum == 0 ? total : (Int128)total * Int128.Abs(weights[i]);
            var (quotient, remainder) = Int128.DivRem(product, sum == 0 ? weights.Length : sum);
            parts[i] = (long)quotient;
            remainders[i] = remainder;
            left -= parts[i];
        }

        GiveLargestRemainders(parts, remainders, left);
    }

    /// <summary>The same where no product is wider than 64 bits.</summary>
    private static void ProrateNarrow(long total, ReadOnlySpan<Int128> weights, long sum, Span<long> parts)
    {
        Span<long> remainders = stackalloc long[weights.Length];
        var left = total;
        for (var i = 0; i < weights.Length; i++)
        {
            (parts[i], remainders[i]) = Math.DivRem(total * (long)Int128.Abs(weights[i]), sum);
            left -= parts[i];
        }

        for (; left > 0; left--)
        {
            var best = 0;
            for (var i = 1; i < parts.Length; i++)
            {
                if (remainders[i] > remainders[best]) best = i;
            }

            parts[best]++;
            remainders[best] = -1;
        }
    }

    private static void GiveLargestRemainders(Span<long> parts, Int128[] remainders, long left)
    {
        for (; left > 0; left--)
        {
            var best = 0;
            for (var i = 1; i < parts.Length; i++)
            {
                if (remainders[i] > remainders[best]) best = i;
            }

            parts[best]++;
            remainders[best] = -1;
        }
    }
}
