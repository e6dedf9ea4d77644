using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Purchases;

/// <summary>A line of a receipt as a clerk reads it out.</summary>
/// <param name="Says">What it is.</param>
/// <param name="AmountMinor">Amount, minor units; below zero where it is taken off.</param>
public sealed record ReceiptLine(Reason Says, long AmountMinor);

/// <summary>A priced order as the lines of a receipt: goods, what each saving took off with its reason, tax on top, tenders, what is left to pay. The amounts sum to what is left to pay.</summary>
public static class Receipt
{
    /// <summary>The lines, goods first.</summary>
    public static IReadOnlyList<ReceiptLine> Of(PricedOrder order)
    {
        var lines = new List<ReceiptLine>();
        foreach (var line in order.Lines) lines.Add(new ReceiptLine(Goods(line.Line), line.StartMinor));
        foreach (var saving in order.Deductions) lines.Add(new ReceiptLine(saving.Reason, -saving.Minor));
        var tax = order.PayMinor - order.NetMinor;
        if (tax != 0) lines.Add(new ReceiptLine(Reason.Of("receipt.tax"), tax));
        if (order.PointsArePayment && order.PointsMinor != 0) lines.Add(new ReceiptLine(Reason.Of("receipt.points", Reason.Points("points", order.Points)), -order.PointsMinor));
        if (order.StoredValueMinor != 0) lines.Add(new ReceiptLine(Reason.Of("receipt.storedValue"), -order.StoredValueMinor));
        return lines;
    }

    private static Reason Goods(PurchaseLine line) =>
        Reason.Of("receipt.goods", Reason.Id("sku", line.Sku), new ReasonPart("quantity", Rounding.HalfUp(line.Quantity * 10_000), NumberUnit.Score));
}
