using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>A line to be priced. List price, own discount, quantity, kind, tax rate, hand mark and whether savings may touch it are read; net is not.</summary>
/// <param name="Line">The line as told.</param>
/// <param name="PayableByPoints">Whether it may be paid with points (features P15).</param>
public sealed record BasketLine(PurchaseLine Line, bool PayableByPoints = true);

/// <summary>What is to be priced, where and when. Nothing of the member.</summary>
public sealed record Basket
{
    /// <summary>Lines, at least one.</summary>
    public required IReadOnlyList<BasketLine> Lines { get; init; }

    /// <summary>Local date of occurred-at.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>Local time of day of occurred-at.</summary>
    public required TimeOnly Time { get; init; }

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Channel.</summary>
    public string Channel { get; init; } = "store";

    /// <summary><c>retail</c> or <c>wholesale</c>.</summary>
    public string SaleKind { get; init; } = "retail";

    /// <summary>Whether line amounts contain tax.</summary>
    public PricesInclude PricesInclude { get; init; } = PricesInclude.Tax;

    /// <summary>Carrier, or null.</summary>
    public string? Carrier { get; init; }

    /// <summary>Codes entered.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Articles that offers may add or ask the price of.</summary>
    public IReadOnlyList<Article> Articles { get; init; } = [];

    /// <summary>The basket of a purchase at its local date and time.</summary>
    public static Basket Of(Purchase purchase, DateOnly day, TimeOnly time) => new()
    {
        Lines = [.. purchase.Lines.Select(l => new BasketLine(l))],
        Day = day,
        Time = time,
        StoreId = purchase.StoreId,
        Channel = purchase.Channel,
        SaleKind = purchase.SaleKind,
        PricesInclude = purchase.PricesInclude,
        Carrier = purchase.Carrier,
        Codes = purchase.Codes,
        Articles = purchase.Wishes?.Articles ?? [],
    };
}
