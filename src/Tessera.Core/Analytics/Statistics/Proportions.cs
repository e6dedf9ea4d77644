namespace Tessera.Core.Analytics.Statistics;

/// <summary>Shares and the interval of their difference.</summary>
public static class Proportions
{
    // 97.5 % point of the normal distribution: an interval of 95 %.
    private const double Z = 1.959963984540054;

    /// <summary>
    /// The 95 % interval of p₁ − p₂, ten-thousandths, rounded outwards: Newcombe's method 10, which joins two Wilson intervals
    /// (Newcombe 1998, Statistics in Medicine 17:873–890).
    /// </summary>
    /// <param name="hits1">Hits of the first group, 0 to <paramref name="of1"/>.</param>
    /// <param name="of1">Members of the first group, 1 or more.</param>
    /// <param name="hits2">Hits of the second.</param>
    /// <param name="of2">Members of the second, 1 or more.</param>
    public static (int Low, int High) Difference(long hits1, long of1, long hits2, long of2)
    {
        var (p1, low1, high1) = Wilson(hits1, of1);
        var (p2, low2, high2) = Wilson(hits2, of2);
        var low = p1 - p2 - Math.Sqrt(((p1 - low1) * (p1 - low1)) + ((high2 - p2) * (high2 - p2)));
        var high = p1 - p2 + Math.Sqrt(((high1 - p1) * (high1 - p1)) + ((p2 - low2) * (p2 - low2)));
        return ((int)Math.Floor(low * 10_000), (int)Math.Ceiling(high * 10_000));
    }

    private static (double P, double Low, double High) Wilson(long hits, long of)
    {
        var (n, p) = ((double)of, (double)hits / of);
        var centre = p + (Z * Z / (2 * n));
        var half = Z * Math.Sqrt((p * (1 - p) / n) + (Z * Z / (4 * n * n)));
        var whole = 1 + (Z * Z / n);
        return (p, Math.Max(0, (centre - half) / whole), Math.Min(1, (centre + half) / whole));
    }
}
