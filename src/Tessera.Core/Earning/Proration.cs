namespace Tessera.Core.Earning;

/// <summary>Largest-remainder shares of what was earned over the lines that earned it, without allocating for the usual short purchase (semantics §1 Proration).</summary>
internal static class Proration
{
    private const int MostWalked = 24;

    /// <summary>Shares a total of at least 0 over weights; weights below zero take no part, all-zero weights share evenly, ties go to the earlier place.</summary>
    public static void Share(long total, Span<Int128> weights, Span<long> parts)
    {
        if (weights.Length == 1)
        {
            parts[0] = total;
            return;
        }

        Int128 sum = 0;
        foreach (ref var weight in weights)
        {
            if (weight < 0) weight = 0;
            sum += weight;
        }

        if (sum == 0)
        {
            weights.Fill(1);
            sum = weights.Length;
        }

        var left = sum <= long.MaxValue && (total == 0 || sum <= long.MaxValue / total)
            ? FloorsShort(total, weights, (ulong)sum, parts)
            : Floors(total, weights, sum, parts);
        if (left > 0) GiveRest(left, weights, parts);
    }

    // Both leave the remainders in the weights.
    private static long FloorsShort(long total, Span<Int128> weights, ulong sum, Span<long> parts)
    {
        var left = total;
        for (var i = 0; i < parts.Length; i++)
        {
            var (quotient, remainder) = Math.DivRem((ulong)total * (ulong)weights[i], sum);
            parts[i] = (long)quotient;
            weights[i] = remainder;
            left -= parts[i];
        }

        return left;
    }

    private static long Floors(long total, Span<Int128> weights, Int128 sum, Span<long> parts)
    {
        var left = total;
        for (var i = 0; i < parts.Length; i++)
        {
            var (quotient, remainder) = Int128.DivRem(total * weights[i], sum);
            parts[i] = (long)quotient;
            weights[i] = remainder;
            left -= parts[i];
        }

        return left;
    }

    /// <summary>Gives one each to the largest remainders, ties to the earlier place; the remainders are used up.</summary>
    public static void GiveRest(long left, Span<Int128> remainders, Span<long> parts)
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
            remainders[best] = -1;
        }
    }

    private static void GiveRestSorted(long left, Span<Int128> remainders, Span<long> parts)
    {
        var keys = new (Int128 Below, int At)[parts.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = (-remainders[i], i);
        Array.Sort(keys);
        for (var i = 0; i < left; i++) parts[keys[i].At]++;
    }
}
