using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Import;

/// <summary>An import document as the fact it will be.</summary>
/// <param name="Fact">A <see cref="Purchase"/> or a <see cref="Cancellation"/>; recorded-at equals occurred-at until the import says otherwise.</param>
/// <param name="Money">Its money.</param>
/// <param name="IsStock">Kept as an anonymous stock document (§2): a purchase number, no member, a total that is not positive.</param>
internal sealed record ImportFact(Fact Fact, DocumentMoney Money, bool IsStock)
{
    private const int PriceDecimals = 6;

    /// <summary>Makes the fact of a document that is not refused.</summary>
    internal static ImportFact Of(ImportDocument document, string source, int currencyDecimals, UnitPriceMode mode)
    {
        var money = DocumentMoney.Of(document.Lines, currencyDecimals, mode);
        var unit = 1m;
        for (var i = 0; i < currencyDecimals; i++) unit *= 10;
        var sign = document.IsCancellation ? -1 : 1;
        var lines = new PurchaseLine[document.Lines.Count];
        for (var i = 0; i < lines.Length; i++) lines[i] = Line(document.Lines[i], sign * money.Nets[i], unit);
        Fact fact = document.IsCancellation ? CancellationOf(document, source, lines) : PurchaseOf(document, source, lines);
        return new ImportFact(fact, money, !document.IsCancellation && document.Member is null && money.TotalMinor <= 0);
    }

    private static Purchase PurchaseOf(ImportDocument document, string source, PurchaseLine[] lines) => new()
    {
        OccurredAt = document.At,
        RecordedAt = document.At,
        Source = source,
        Number = document.Number,
        Actor = "import",
        Lines = lines,
        StoreId = document.Head.Store,
        TillId = document.Head.Till,
        ClerkId = document.Head.Clerk,
        Channel = document.Head.Channel ?? "store",
        SaleKind = document.Head.SaleKind ?? "retail",
    };

    private static Cancellation CancellationOf(ImportDocument document, string source, PurchaseLine[] lines) => new()
    {
        OccurredAt = document.At,
        RecordedAt = document.At,
        Source = source,
        Number = document.Number,
        Actor = "import",
        AmountMinor = lines.Where(l => l.Kind == LineKind.Goods).Sum(l => l.NetMinor),
        Lines = lines,
    };

    private static PurchaseLine Line(ImportLine line, long net, decimal unit)
    {
        var quantity = Math.Abs(line.Quantity);
        var list = line.ListPrice is { } price ? Rounding.HalfUp(price * quantity * unit) : net;
        return new PurchaseLine
        {
            Sku = line.Sku,
            Category = line.Category,
            Quantity = quantity,
            UnitPrice = line.UnitPrice ?? decimal.Round(Math.Abs(line.Amount) / quantity, PriceDecimals, MidpointRounding.AwayFromZero),
            ListMinor = Math.Max(list, net),
            DiscountMinor = Math.Max(list - net, 0),
            NetMinor = net,
            Kind = line.Kind,
            ByHand = net < 0,
        };
    }
}
