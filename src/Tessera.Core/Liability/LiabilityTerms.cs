namespace Tessera.Core.Liability;

/// <summary>Where the expected share of points comes from.</summary>
public enum ExpectedFrom
{
    /// <summary>From the programme.</summary>
    Given,

    /// <summary>From cohorts of which nothing is open any more, once they are enough; until then from the programme.</summary>
    History,
}

/// <summary>How the programme values the points that are open (trials L14; features Z7).</summary>
public sealed record LiabilityTerms
{
    /// <summary>Stand-alone value of 100 points in minor units; null takes what points are worth at the till.</summary>
    public long? WorthMinor { get; init; }

    /// <summary>Share of points expected to be used, in ten-thousandths; the whole unless someone says less: breakage is never assumed.</summary>
    public int ExpectedShare { get; init; } = 10_000;

    /// <summary>Where the estimate for recognising comes from. What a sale defers is always shared by <see cref="ExpectedShare"/>.</summary>
    public ExpectedFrom From { get; init; } = ExpectedFrom.Given;

    /// <summary>The expected share is never below this, in ten-thousandths: a few bad months must not become revenue.</summary>
    public int FloorShare { get; init; } = 5_000;

    /// <summary>Fewest points used or expired in cohorts of which nothing is open, before history is believed.</summary>
    public long EnoughPoints { get; init; } = 10_000;

    /// <summary>The expected share for recognising, in ten-thousandths, rounded half up.</summary>
    /// <param name="matureUsed">Points used of cohorts of which nothing is open.</param>
    /// <param name="matureExpired">Points expired of the same.</param>
    public int ShareFor(long matureUsed, long matureExpired)
    {
        var mature = checked(matureUsed + matureExpired);
        var share = From == ExpectedFrom.Given || mature <= 0 || mature < EnoughPoints
            ? ExpectedShare
            : (int)Rounding.Divide((Int128)Math.Max(matureUsed, 0) * 10_000, mature, RoundingMode.HalfUp);
        return Math.Clamp(share, FloorShare, 10_000);
    }
}

/// <summary>Terms of one month with what a point is worth.</summary>
/// <param name="Terms">The programme's terms in force at the end of the month.</param>
/// <param name="Points">This many points, in their smallest part, 1 or more …</param>
/// <param name="WorthMinor">… are worth this, minor units, 0 or more.</param>
public sealed record MonthTerms(LiabilityTerms Terms, long Points, long WorthMinor)
{
    /// <summary>Worth of a number of points as a fraction: the numerator over <see cref="Points"/>.</summary>
    internal Int128 WorthOf(long points) => (Int128)points * WorthMinor;
}
