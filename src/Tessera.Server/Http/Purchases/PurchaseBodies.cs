using System.ComponentModel;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Server.Http.Members;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Purchases;

/// <summary>A line of a purchase. What counts is the net; list and discounts say how it came about.</summary>
internal sealed record LineBody : SaleLineBody
{
    [Description("Total of the line before discounts, minor units; without it, the net plus the discounts."), Number(-NumberAttribute.Most, NumberAttribute.Most)]
    public long? ListMinor { get; init; }

    [Description("This line's share of discounts of the whole order, minor units."), Number(0, NumberAttribute.Most)]
    public long OrderDiscountMinor { get; init; }

    [Description("What is paid for the line, minor units: list − discount − share of order discounts. May be negative only with a handReason."), Number(-NumberAttribute.Most, NumberAttribute.Most), Example("3600")]
    public required long NetMinor { get; init; }

    public PurchaseLine ToLine() => Line(ListMinor ?? NetMinor + DiscountMinor + OrderDiscountMinor, NetMinor) with { OrderDiscountMinor = OrderDiscountMinor };

    public IEnumerable<FieldError> Wrong(string pointer)
    {
        if (ListMinor is { } list && list - DiscountMinor - OrderDiscountMinor != NetMinor) yield return new FieldError(pointer + "/netMinor", "purchase.netSum");
        if (NetMinor < 0 && HandReason is null) yield return new FieldError(pointer + "/netMinor", "purchase.negativeLine");
    }
}

/// <summary>A tender.</summary>
internal sealed record PaymentBody
{
    [Description("cash, card, wechat, alipay, storedValue, points …"), Text(50, Shape = TextShapes.Slug), Example("\"wechat\"")]
    public required string Kind { get; init; }

    [Description("Amount in minor units."), Number(-NumberAttribute.Most, NumberAttribute.Most), Example("3600")]
    public required long AmountMinor { get; init; }
}

/// <summary>A purchase. Without a buyer it is kept and can be claimed later.</summary>
internal sealed record NewPurchase : OrderBody
{
    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public required string Source { get; init; }

    [Description("Your number of the document. The same number with the same content is a repeat; with other content it is refused."), Text(100), Example("\"2026-0001\"")]
    public required string Number { get; init; }

    [Description("When it happened."), Example("\"2026-01-31T18:20:00+08:00\"")]
    public required Instant OccurredAt { get; init; }

    [Description("A buyer who is not known by memberIdentity becomes a member with this purchase.")]
    public bool JoinsIfUnknown { get; init; }

    [Description("Lines."), Items(1, 500)]
    public required IReadOnlyList<LineBody> Lines { get; init; }

    [Description("Tenders."), Items(0, 20)]
    public IReadOnlyList<PaymentBody>? Payments { get; init; }

    public IEnumerable<FieldError> Wrong(string pointer)
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            foreach (var wrong in Lines[i].Wrong(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{pointer}/lines/{i}"))) yield return wrong;
        }

        if (JoinsIfUnknown && MemberIdentity is null) yield return new FieldError(pointer + "/joinsIfUnknown", "purchase.joinsBy");
        foreach (var wrong in WrongBuyer(pointer)) yield return wrong;
    }

    /// <summary>The reasons of hand lines, one a line with the number of the line; null where there are none.</summary>
    public string? HandReasons() => ReasonsOf(Lines);

    public Purchase ToPurchase() => Head([.. Lines.Select(l => l.ToLine())]) with
    {
        OccurredAt = OccurredAt, RecordedAt = OccurredAt, Source = Source, Number = Number, Payments = [.. (Payments ?? []).Select(p => new Payment(p.Kind, p.AmountMinor))],
    };
}

/// <summary>Units of a line given back.</summary>
internal sealed record UnitsBody
{
    [Description("Line of the purchase; the first is 0."), Number(0, 499), Example("0")]
    public required int Line { get; init; }

    [Description("Units given back."), Number(0, 1_000_000_000, Decimals = 4, NotZero = true), Example("1")]
    public required decimal Quantity { get; init; }
}

/// <summary>A refund, by units or by an amount.</summary>
internal sealed record NewRefund
{
    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public required string Source { get; init; }

    [Description("Your number of the refund."), Text(100), Example("\"2026-0001-R1\"")]
    public required string Number { get; init; }

    [Description("When; now without it.")]
    public Instant? OccurredAt { get; init; }

    [Description("Units given back; leave it out for a refund by amount."), Items(1, 500)]
    public IReadOnlyList<UnitsBody>? Units { get; init; }

    [Description("Amount given back in minor units, spread over what is left of the lines; leave it out for a refund by units."), Number(1, NumberAttribute.Most)]
    public long? AmountMinor { get; init; }
}

/// <summary>A void: the whole purchase, the same business day, before any refund.</summary>
internal sealed record NewVoid
{
    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public string? Source { get; init; }

    [Description("Your number of the void."), Text(100)]
    public string? Number { get; init; }

    [Description("When; now without it.")]
    public Instant? OccurredAt { get; init; }
}

/// <summary>An anonymous purchase gets its member.</summary>
internal sealed record NewClaim
{
    [Description("The member who bought."), Text(30, Shape = TextShapes.MemberId)]
    public string? MemberId { get; init; }

    [Description("The member by an identity, instead of memberId.")]
    public IdentityBody? MemberIdentity { get; init; }
}

/// <summary>Many purchases.</summary>
internal sealed record PurchaseBatch
{
    [Description("Purchases."), Items(1, App.Pipeline.WriteMany<App.Purchases.KeptPurchase>.Most)]
    public required IReadOnlyList<NewPurchase> Items { get; init; }
}
