using System.ComponentModel;
using Tessera.Core.Facts;
using Tessera.Server.Http.Members;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Purchases;

/// <summary>What a line says whether it was sold or is to be priced.</summary>
internal abstract record SaleLineBody
{
    [Description("Article."), Text(100), Example("\"tea-oolong\"")]
    public required string Sku { get; init; }

    [Description("Category path such as `tea/milk`."), Text(200, Shape = TextShapes.Path), Example("\"tea/milk\"")]
    public string? Category { get; init; }

    [Description("Units, more than 0, with at most 4 decimals."), Number(0, 1_000_000_000, Decimals = 4, NotZero = true), Example("2")]
    public required decimal Quantity { get; init; }

    [Description("Price of one unit in the currency itself, for reference; the amounts decide."), Number(-NumberAttribute.Most, NumberAttribute.Most, Decimals = 6)]
    public decimal? UnitPrice { get; init; }

    [Description("What the till itself takes off this line alone, minor units."), Number(0, NumberAttribute.Most)]
    public long DiscountMinor { get; init; }

    [Description("Tax rate in ten-thousandths: 1300 is 13 %."), Number(0, 10_000)]
    public int TaxRate { get; init; }

    [Description("Only goods earn and count for tiers; freight earns where a rule says so.")]
    public LineKind Kind { get; init; } = LineKind.Goods;

    [Description("Whether savings may touch the line; true without it.")]
    public bool? Discountable { get; init; }

    [Description("Reason of a line written by hand; needed where its amount is negative. Kept sealed beside the record, and no part of what makes a document the same."), Text(100)]
    public string? HandReason { get; init; }

    protected PurchaseLine Line(long list, long net) => new()
    {
        Sku = Sku, Category = Category ?? "", Quantity = Quantity, UnitPrice = UnitPrice ?? 0, ListMinor = list, DiscountMinor = DiscountMinor, NetMinor = net,
        TaxRate = TaxRate, Kind = Kind, Discountable = Discountable ?? true, ByHand = HandReason is not null,
    };
}

/// <summary>What an order says whether it was sold or is to be priced: the buyer, the place, how it is sold.</summary>
internal abstract record OrderBody
{
    [Description("The buyer. Without memberId and memberIdentity nobody is known."), Text(30, Shape = TextShapes.MemberId)]
    public string? MemberId { get; init; }

    [Description("The buyer by an identity, instead of memberId.")]
    public IdentityBody? MemberIdentity { get; init; }

    [Description("Currency of the amounts; only that of the programme is taken."), Text(3, Min = 3), Example("\"CNY\"")]
    public string? Currency { get; init; }

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

    [Description("Carrier, for savings on freight."), Text(50)]
    public string? Carrier { get; init; }

    [Description("Codes the customer entered."), Items(0, 20), Text(50)]
    public IReadOnlyList<string>? Codes { get; init; }

    /// <summary>A currency that is not the programme's.</summary>
    public IEnumerable<FieldError> WrongCurrency(string? ofProgram)
    {
        if (Currency is not null && ofProgram is not null && ofProgram != Currency) yield return new FieldError("/currency", "currency.other", ofProgram);
    }

    protected IEnumerable<FieldError> WrongBuyer(string pointer)
    {
        if (MemberId is not null && MemberIdentity is not null) yield return new FieldError(pointer + "/memberIdentity", "purchase.twoBuyers");
        if (MemberIdentity?.Read(pointer + "/memberIdentity").Wrong is { } identity) yield return identity;
    }

    protected static string? ReasonsOf(IEnumerable<SaleLineBody> lines)
    {
        var reasons = lines.Select((line, i) => line.HandReason is { } why ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i}: {why}") : null).OfType<string>();
        return string.Join('\n', reasons) is { Length: > 0 } text ? text : null;
    }

    protected Purchase Head(IReadOnlyList<PurchaseLine> lines) => new()
    {
        OccurredAt = default, RecordedAt = default, Lines = lines, StoreId = StoreId, TillId = TillId, ClerkId = ClerkId, Channel = Channel ?? "store",
        SaleKind = SaleKind == SaleKind.Retail ? "retail" : "wholesale", PricesInclude = PricesInclude, Carrier = Carrier, Codes = Codes ?? [],
    };
}

/// <summary>Retail or wholesale.</summary>
internal enum SaleKind
{
    Retail,
    Wholesale,
}
