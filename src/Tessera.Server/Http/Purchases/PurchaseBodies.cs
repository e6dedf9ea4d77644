using System.ComponentModel;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Server.Http.Members;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Purchases;

/// <summary>A line of a purchase. What counts is the net; list and discounts say how it came about.</summary>
internal sealed record LineBody
{
    [Description("Article."), Text(100), Example("\"tea-oolong\"")]
    public required string Sku { get; init; }

    [Description("Category path such as `tea/milk`."), Text(200, Shape = TextShapes.Path), Example("\"tea/milk\"")]
    public string? Category { get; init; }

    [Description("Units, more than 0, with at most 4 decimals."), Number(0, 1_000_000_000, Decimals = 4, NotZero = true), Example("2")]
    public required decimal Quantity { get; init; }

    [Description("Price of one unit after its discount, in the currency itself, for reference; the amounts decide."), Number(-NumberAttribute.Most, NumberAttribute.Most, Decimals = 6)]
    public decimal? UnitPrice { get; init; }

    [Description("Total of the line before discounts, minor units; without it, the net plus the discounts."), Number(-NumberAttribute.Most, NumberAttribute.Most)]
    public long? ListMinor { get; init; }

    [Description("Discount of this line alone, minor units."), Number(0, NumberAttribute.Most)]
    public long DiscountMinor { get; init; }

    [Description("This line's share of discounts of the whole order, minor units."), Number(0, NumberAttribute.Most)]
    public long OrderDiscountMinor { get; init; }

    [Description("What is paid for the line, minor units: list − discount − share of order discounts. May be negative only with a handReason."), Number(-NumberAttribute.Most, NumberAttribute.Most), Example("3600")]
    public required long NetMinor { get; init; }

    [Description("Tax rate in ten-thousandths: 1300 is 13 %."), Number(0, 10_000)]
    public int TaxRate { get; init; }

    [Description("Only goods earn and count for tiers; freight earns where a rule says so.")]
    public LineKind Kind { get; init; } = LineKind.Goods;

    [Description("Whether savings may touch the line; true without it.")]
    public bool? Discountable { get; init; }

    [Description("Reason of a line written by hand; needed where the net is negative. Kept sealed beside the record, and no part of what makes a document the same."), Text(100)]
    public string? HandReason { get; init; }

    public PurchaseLine ToLine() => new()
    {
        Sku = Sku, Category = Category ?? "", Quantity = Quantity, UnitPrice = UnitPrice ?? 0, ListMinor = ListMinor ?? NetMinor + DiscountMinor + OrderDiscountMinor,
        DiscountMinor = DiscountMinor, OrderDiscountMinor = OrderDiscountMinor, NetMinor = NetMinor, TaxRate = TaxRate, Kind = Kind,
        Discountable = Discountable ?? true, ByHand = HandReason is not null,
    };

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

/// <summary>A purchase.</summary>
internal sealed record NewPurchase
{
    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public required string Source { get; init; }

    [Description("Your number of the document. The same number with the same content is a repeat; with other content it is refused."), Text(100), Example("\"2026-0001\"")]
    public required string Number { get; init; }

    [Description("When it happened."), Example("\"2026-01-31T18:20:00+08:00\"")]
    public required Instant OccurredAt { get; init; }

    [Description("The buyer. Without memberId and memberIdentity the purchase is kept and can be claimed later."), Text(30, Shape = TextShapes.MemberId)]
    public string? MemberId { get; init; }

    [Description("The buyer by an identity, instead of memberId.")]
    public IdentityBody? MemberIdentity { get; init; }

    [Description("A buyer who is not known by memberIdentity becomes a member with this purchase.")]
    public bool JoinsIfUnknown { get; init; }

    [Description("Currency of the amounts; only that of the programme is taken."), Text(3, Min = 3), Example("\"CNY\"")]
    public string? Currency { get; init; }

    [Description("Lines."), Items(1, 500)]
    public required IReadOnlyList<LineBody> Lines { get; init; }

    [Description("Store."), Text(50)]
    public string? StoreId { get; init; }

    [Description("Till."), Text(50)]
    public string? TillId { get; init; }

    [Description("Clerk, by an id that is no personal name."), Text(50)]
    public string? ClerkId { get; init; }

    [Description("store, miniprogram, h5, app, wecom …; store without it."), Text(50, Shape = TextShapes.Slug)]
    public string? Channel { get; init; }

    [Description("retail or wholesale; retail without it.")]
    public SaleKind SaleKind { get; init; } = SaleKind.Retail;

    [Description("Whether the amounts of the lines contain tax.")]
    public PricesInclude PricesInclude { get; init; } = PricesInclude.Tax;

    [Description("Carrier."), Text(50)]
    public string? Carrier { get; init; }

    [Description("Codes the customer entered."), Items(0, 20), Text(50)]
    public IReadOnlyList<string>? Codes { get; init; }

    [Description("Tenders."), Items(0, 20)]
    public IReadOnlyList<PaymentBody>? Payments { get; init; }

    public IEnumerable<FieldError> Wrong(string pointer)
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            foreach (var wrong in Lines[i].Wrong(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{pointer}/lines/{i}"))) yield return wrong;
        }

        if (MemberId is not null && MemberIdentity is not null) yield return new FieldError(pointer + "/memberIdentity", "purchase.twoBuyers");
        if (JoinsIfUnknown && MemberIdentity is null) yield return new FieldError(pointer + "/joinsIfUnknown", "purchase.joinsBy");
        if (MemberIdentity?.Read(pointer + "/memberIdentity").Wrong is { } identity) yield return identity;
    }

    /// <summary>The reasons of hand lines, one a line with the number of the line; null where there are none.</summary>
    public string? HandReasons()
    {
        var reasons = Lines.Select((line, i) => line.HandReason is { } why ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i}: {why}") : null).OfType<string>();
        return string.Join('\n', reasons) is { Length: > 0 } text ? text : null;
    }

    public Purchase ToPurchase() => new()
    {
        OccurredAt = OccurredAt, RecordedAt = OccurredAt, Source = Source, Number = Number, Lines = [.. Lines.Select(l => l.ToLine())],
        StoreId = StoreId, TillId = TillId, ClerkId = ClerkId, Channel = Channel ?? "store", SaleKind = SaleKind == SaleKind.Retail ? "retail" : "wholesale",
        PricesInclude = PricesInclude, Carrier = Carrier, Codes = Codes ?? [], Payments = [.. (Payments ?? []).Select(p => new Payment(p.Kind, p.AmountMinor))],
    };
}

/// <summary>Retail or wholesale.</summary>
internal enum SaleKind
{
    Retail,
    Wholesale,
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
