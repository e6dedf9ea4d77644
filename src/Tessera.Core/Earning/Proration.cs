using System.Numerics;

namespace Tessera.Core.Earning;

/// <summary>Largest-remainder shares of what was earned over the lines that earned it, without allocating for the usual short purchase (semantics §1 Proration).</summary>
internal static class Proration
{
    private const int MostWalked = 24;
    private const int Bits = 62;

    /// <summary>Shares a total of at least 0 over weights; weights below zero take no part, all-zero weights share evenly, ties go to the earlier place. The weights are used up.</summary>
    public static void Share<T>(long total, Span<T> weights, Span<long> parts)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (weights.Length == 1)
        {
            parts[0] = total;
            return;
        }

        var sum = T.Zero;
        foreach (ref var weight in weights)
        {
            if (weight < T.Zero) weight = T.Zero;
            sum += weight;
        }

        if (sum == T.Zero)
        {
            weights.Fill(T.One);
            sum = T.CreateChecked(weights.Length);
        }

        var left = IntMath.BitsOf(sum) + IntMath.BitsOf(total) <= Bits
            ? Floors(total, weights, long.CreateTruncating(sum), parts)
            : IntMath.BitsOf(sum) + IntMath.BitsOf(total) <= IntMath.WideBits ? WideFloors(total, weights, Int128.CreateChecked(sum), parts) : WideFloors(total, weights, BigInteger.CreateChecked(sum), parts);
        if (left > 0) GiveRest(left, weights, parts);
    }

    /// <summary>Gives one each to the largest remainders, ties to the earlier place; the remainders are used up.</summary>
    public static void GiveRest<T>(long left, Span<T> remainders, Span<long> parts)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (parts.Length > MostWalked)
        {
            GiveRestSorted(left, remainders, parts);
            return;
        }

        for (; left > 0; left--)
        {
            var best = 0;
            for (var i = 1; i < parts.Length; i++)
            {
                if (remainders[i] > remainders[best]) best = i;
            }

            parts[best]++;
            remainders[best] = -T.One;
        }
    }

    // Both leave the remainders in the weights.
    private static long Floors<T>(long total, Span<T> weights, long sum, Span<long> parts)
        where T : unmanaged, IBinaryInteger<T>
    {
        var left = total;
        for (var i = 0; i < parts.Length; i++)
        {
            var product = total * long.CreateTruncating(weights[i]);
            var quotient = product / sum;
            parts[i] = quotient;
            weights[i] = T.CreateTruncating(product - (quotient * sum));
            left -= quotient;
        }

        return left;
    }

    // Where a product may be wider than 64 bits.
    private static long WideFloors<T, TWide>(long total, Span<T> weights, TWide sum, Span<long> parts)
        where T : unmanaged, IBinaryInteger<T>
        where TWide : IBinaryInteger<TWide>
    {
        var left = total;
        for (var i = 0; i < parts.Length; i++)
        {
            var (quotient, remainder) = TWide.DivRem(TWide.CreateChecked(total) * TWide.CreateChecked(weights[i]), sum);
            parts[i] = long.CreateChecked(quotient);
            weights[i] = T.CreateChecked(remainder);
            left -= parts[i];
        }

        return left;
    }

    private static void GiveRestSorted<T>(long left, Span<T> remainders, Span<long> parts)
        where T : unmanaged, IBinaryInteger<T>
    {
        var keys = new (T Below, int At)[parts.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = (-remainders[i], i);
        Array.Sort(keys);
        for (var i = 0; i < left; i++) parts[keys[i].At]++;
    }
}
