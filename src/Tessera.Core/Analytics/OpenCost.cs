namespace Tessera.Core.Analytics;

/// <summary>How the expected share of something open was found.</summary>
public enum ExpectedBy
{
    /// <summary>The share used of what was offered in the window.</summary>
    Window,

    /// <summary>All of it: nothing was offered in the window to tell a share by, or nothing ends it.</summary>
    All,
}

/// <summary>Expected cost of what is open of one source (semantics §10).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">Its id in the programme; empty for stored value.</param>
/// <param name="Sum">The sums it is made of.</param>
public sealed record OpenCost(OpenKind Kind, string Id, OpenSum Sum)
{
    /// <summary>How the share was found.</summary>
    public ExpectedBy By => Sum.Offered > 0 ? ExpectedBy.Window : ExpectedBy.All;

    /// <summary>Expected to be used, ten-thousandths, rounded half up; at most all.</summary>
    public int ShareTenThousandths => By == ExpectedBy.All ? 10_000 : (int)Rounding.Divide((Int128)Taken * 10_000, Sum.Offered, RoundingMode.HalfUp);

    /// <summary>
    /// Open × expected share × cost of a use, rounded half up once; minor units. For coupons the cost of a use is the average of the uses in the window, without any the amount of
    /// their terms; for the others their unit cost. Null where neither is known.
    /// </summary>
    public long? ExpectedMinor => this switch
    {
        { Sum.Open: 0 } => 0,
        { Kind: OpenKind.Coupon, Sum.Uses: > 0 } => Rounding.Divide((Int128)Sum.Open * Taken * Sum.CostMinor, (Int128)Offered * Sum.Uses, RoundingMode.HalfUp),
        { By: ExpectedBy.Window, Sum.Taken: <= 0 } => 0,
        { Sum.Unpriced: > 0 } => null,
        _ => Rounding.Divide((Int128)Sum.FaceMinor * Taken, Offered, RoundingMode.HalfUp),
    };

    private long Offered => By == ExpectedBy.All ? 1 : Sum.Offered;

    private long Taken => By == ExpectedBy.All ? 1 : Math.Clamp(Sum.Taken, 0, Sum.Offered);

    /// <summary>Sources of which something is open, in order of kind and id.</summary>
    public static IReadOnlyList<OpenCost> Of(OpenCostFold fold) =>
        [.. fold.Sums.Where(s => s.Value.Open > 0).Select(s => new OpenCost(s.Key.Kind, s.Key.Id, s.Value)).OrderBy(s => s.Kind).ThenBy(s => s.Id, StringComparer.Ordinal)];
}
