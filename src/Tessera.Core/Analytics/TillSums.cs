using Tessera.Core.Facts;

namespace Tessera.Core.Analytics;

/// <summary>Documents of one kind.</summary>
/// <param name="Documents">How many.</param>
/// <param name="Minor">Their total, minor units, signed as the drawer sees it.</param>
public sealed record TillSum(int Documents, long Minor)
{
    /// <summary>None.</summary>
    public static TillSum Zero { get; } = new(0, 0);

    internal TillSum Plus(TillLine line) => new(Documents + 1, Minor + line.AmountMinor);
}

/// <summary>The sums of a till over a time: of a shift, or of what came late to it. Total = Σ tenders = sales + refunds + voids + top-ups + cards + paid back.</summary>
public sealed record TillSums
{
    /// <summary>All documents.</summary>
    public int Documents { get; init; }

    /// <summary>By kind; kinds without a document are missing.</summary>
    public IReadOnlyDictionary<TillLineKind, TillSum> Kinds { get; init; } = new Dictionary<TillLineKind, TillSum>();

    /// <summary>By tender, in order of kind.</summary>
    public IReadOnlyList<Payment> Tenders { get; init; } = [];

    /// <summary>Points given.</summary>
    public long PointsGiven { get; init; }

    /// <summary>Points spent.</summary>
    public long PointsSpent { get; init; }

    /// <summary>Points taken back with refunds.</summary>
    public long PointsTaken { get; init; }

    /// <summary>Spent points that came back.</summary>
    public long PointsReturned { get; init; }

    /// <summary>Stored value used.</summary>
    public long ValueUsedMinor { get; init; }

    /// <summary>Stored value that came back.</summary>
    public long ValueReturnedMinor { get; init; }

    /// <summary>Bonus given beside top-ups.</summary>
    public long BonusMinor { get; init; }

    /// <summary>Coupons used.</summary>
    public int CouponsUsed { get; init; }

    /// <summary>Coupons that came back.</summary>
    public int CouponsReturned { get; init; }

    /// <summary>Clerks who served, by id.</summary>
    public IReadOnlyList<string> Clerks { get; init; } = [];

    /// <summary>Cash that came in less what went out.</summary>
    public long CashMinor => Tenders.FirstOrDefault(t => t.Kind == TillLine.Cash)?.AmountMinor ?? 0;

    /// <summary>Documents of a kind.</summary>
    public TillSum Of(TillLineKind kind) => Kinds.GetValueOrDefault(kind, TillSum.Zero);

    /// <summary>Adds up lines.</summary>
    public static TillSums Of(IReadOnlyList<TillLine> lines) => new()
    {
        Documents = lines.Count,
        Kinds = lines.GroupBy(l => l.Kind).ToDictionary(g => g.Key, g => g.Aggregate(TillSum.Zero, (sum, line) => sum.Plus(line))),
        Tenders = TillLine.Merged(lines.SelectMany(l => l.Tenders)),
        PointsGiven = lines.Sum(l => l.PointsGiven),
        PointsSpent = lines.Sum(l => l.PointsSpent),
        PointsTaken = lines.Sum(l => l.PointsTaken),
        PointsReturned = lines.Sum(l => l.PointsReturned),
        ValueUsedMinor = lines.Sum(l => l.ValueUsedMinor),
        ValueReturnedMinor = lines.Sum(l => l.ValueReturnedMinor),
        BonusMinor = lines.Sum(l => l.BonusMinor),
        CouponsUsed = lines.Sum(l => l.CouponsUsed),
        CouponsReturned = lines.Sum(l => l.CouponsReturned),
        Clerks = [.. lines.Select(l => l.Clerk).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
    };
}
