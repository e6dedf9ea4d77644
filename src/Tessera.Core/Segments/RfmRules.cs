using Tessera.Core.Tiers;

namespace Tessera.Core.Segments;

/// <summary>How values become scores from 1 to 5.</summary>
public enum RfmScoring
{
    /// <summary>By cut points at 20, 40, 60 and 80 % of the values (type 7: between two neighbours in proportion). Equal values get equal scores.</summary>
    Quantile,

    /// <summary>Five groups of equal size, the first ones one larger where it does not divide. Equal values may fall into two groups, by a stated order.</summary>
    Ntile,
}

/// <summary>Settings of RFM (I4, I10).</summary>
public sealed record RfmRules
{
    /// <summary>How values become scores.</summary>
    public RfmScoring Scoring { get; init; } = RfmScoring.Quantile;

    /// <summary>Window of the orders: lifetime, or rolling days or months.</summary>
    public Window Window { get; init; } = new(WindowKind.RollingMonths, 12);

    /// <summary>Local date as of which it is read; null for the day it is read on.</summary>
    public DateOnly? AsOf { get; init; }

    /// <summary>The dates of the window that ends on a date.</summary>
    public DateRange RangeOn(DateOnly asOf) => Windows.Range(Window, new WindowDates(asOf, asOf, asOf));
}
