namespace Tessera.Core.Liability;

/// <summary>State of a right at the end of a period, as sums since the sale.</summary>
/// <param name="Used">Points used so far, 0 or more, never fewer than in the period before.</param>
/// <param name="Expected">Points expected to be used in all, by the estimate of that day; at least <paramref name="Used"/>. 0: none is expected any more, what is left is recognised.</param>
public sealed record RightState(long Used, long Expected);

/// <summary>What one period of a right brings.</summary>
/// <param name="State">The state it ends with.</param>
/// <param name="RecognisedMinor">Revenue of the period; negative when the estimate rose.</param>
/// <param name="RecognisedSoFarMinor">Revenue since the sale.</param>
/// <param name="LiabilityMinor">What stays deferred.</param>
public sealed record RightPeriod(RightState State, long RecognisedMinor, long RecognisedSoFarMinor, long LiabilityMinor);

/// <summary>A sale with points as IFRS 15 shares it (trials L14).</summary>
/// <param name="GoodsShareHundredths">Share of the goods in hundredths of a percent, rounded half up, for showing; whole percents when asked for.</param>
/// <param name="PointsShareHundredths">Share of the points, the rest.</param>
/// <param name="GoodsMinor">Revenue at the sale.</param>
/// <param name="DeferredMinor">Deferred until points are used or expire.</param>
/// <param name="Periods">The periods in order.</param>
public sealed record RightShared(long GoodsShareHundredths, long PointsShareHundredths, long GoodsMinor, long DeferredMinor, IReadOnlyList<RightPeriod> Periods);

/// <summary>
/// The calculator of a material right: the price of a sale is shared between goods and points by stand-alone value, points at their value × the share
/// expected to be used; the part of the points becomes revenue as they are used, by used ÷ expected, the estimate of each period counting from then on.
/// Source: IFRS 15, B39–B41; the example of trials L14.
/// </summary>
public sealed record MaterialRight
{
    /// <summary>What was paid, minor units, 0 or more.</summary>
    public required long SalesMinor { get; init; }

    /// <summary>Stand-alone value of the goods, minor units, more than 0.</summary>
    public required long GoodsMinor { get; init; }

    /// <summary>Points given, more than 0.</summary>
    public required long Points { get; init; }

    /// <summary>Stand-alone value of all the points if each were used, minor units, 0 or more.</summary>
    public required long PointsWorthMinor { get; init; }

    /// <summary>Share of the points expected to be used at the sale, in ten-thousandths.</summary>
    public required int ExpectedShare { get; init; }

    /// <summary>Round the two shares to whole percents before the money is shared, as handbooks print them; otherwise shares are exact.</summary>
    public bool WholePercents { get; init; }

    /// <summary>Shares the sale and recognises period by period.</summary>
    public RightShared Share(IEnumerable<RightState> periods)
    {
        var points = (Int128)PointsWorthMinor * ExpectedShare;
        var whole = (Int128)GoodsMinor * 10_000 + points;
        if (WholePercents) (points, whole) = (Rounding.Divide(points * 100, whole, RoundingMode.HalfUp), 100);
        var deferred = Rounding.Divide(SalesMinor * points, whole, RoundingMode.HalfUp);
        var share = Rounding.Divide(points * 10_000, whole, RoundingMode.HalfUp);
        return new RightShared(10_000 - share, share, SalesMinor - deferred, deferred, [.. Recognise(deferred, periods)]);
    }

    private static IEnumerable<RightPeriod> Recognise(long deferred, IEnumerable<RightState> periods)
    {
        var before = 0L;
        foreach (var state in periods)
        {
            var soFar = Recognised(deferred, state.Used, state.Expected);
            yield return new RightPeriod(state, soFar - before, soFar, deferred - soFar);
            before = soFar;
        }
    }

    /// <summary>Revenue since the sale: deferred × used ÷ expected, rounded half up, at most all of it; all of it when nothing more is expected.</summary>
    internal static long Recognised(long deferred, long used, long expected) =>
        used >= expected ? deferred : Rounding.Divide((Int128)deferred * Math.Max(used, 0), expected, RoundingMode.HalfUp);
}
