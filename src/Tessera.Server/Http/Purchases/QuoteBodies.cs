using System.ComponentModel;
using Tessera.Core.Facts;
using Tessera.Server.Http.Members;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Purchases;

/// <summary>A line to be priced.</summary>
internal sealed record BasketLineBody
{
    [Description("Article."), Text(100), Example("\"tea-oolong\"")]
    public required string Sku { get; init; }

    [Description("Category path such as `tea/milk`."), Text(200, Shape = TextShapes.Path), Example("\"tea/milk\"")]
    public string? Category { get; init; }

    [Description("Units, more than 0, with at most 4 decimals."), Number(0, 1_000_000_000, Decimals = 4, NotZero = true), Example("2")]
    public required decimal Quantity { get; init; }

    [Description("Price of one unit in the currency itself, for reference; the amounts decide."), Number(-NumberAttribute.Most, NumberAttribute.Most, Decimals = 6)]
    public decimal? UnitPrice { get; init; }

    [Description("Total of the line at list price, minor units. May be negative only with a handReason."), Number(-NumberAttribute.Most, NumberAttribute.Most), Example("3600")]
    public required long ListMinor { get; init; }

    [Description("What the till itself takes off this line before any saving, minor units."), Number(0, NumberAttribute.Most)]
    public long DiscountMinor { get; init; }

    [Description("Tax rate in ten-thousandths: 1300 is 13 %."), Number(0, 10_000)]
    public int TaxRate { get; init; }

    [Description("goods, freight, fee, deposit, topUp or levy.")]
    public LineKind Kind { get; init; } = LineKind.Goods;

    [Description("Whether savings may touch the line; true without it.")]
    public bool? Discountable { get; init; }

    [Description("Reason of a line written by hand; needed where the amount is negative. Kept sealed beside the record."), Text(100)]
    public string? HandReason { get; init; }

    public PurchaseLine ToLine() => new()
    {
        Sku = Sku, Category = Category ?? "", Quantity = Quantity, UnitPrice = UnitPrice ?? 0, ListMinor = ListMinor, DiscountMinor = DiscountMinor, NetMinor = ListMinor - DiscountMinor,
        TaxRate = TaxRate, Kind = Kind, Discountable = Discountable ?? true, ByHand = HandReason is not null,
    };
}

/// <summary>A reward taken with the order.</summary>
internal sealed record WishedRewardBody
{
    [Description("Code of the reward."), Text(50), Example("\"free-tea\"")]
    public required string Code { get; init; }

    [Description("Units."), Number(1, 1_000)]
    public int Units { get; init; } = 1;
}

/// <summary>What a basket would cost a member, or anybody.</summary>
internal sealed record NewQuote
{
    [Description("The buyer. Without memberId and memberIdentity the basket is priced for anybody."), Text(30, Shape = TextShapes.MemberId)]
    public string? MemberId { get; init; }

    [Description("The buyer by an identity, instead of memberId.")]
    public IdentityBody? MemberIdentity { get; init; }

    [Description("Currency of the amounts; only that of the programme is taken."), Text(3, Min = 3), Example("\"CNY\"")]
    public string? Currency { get; init; }

    [Description("Lines at list price."), Items(1, 500)]
    public required IReadOnlyList<BasketLineBody> Lines { get; init; }

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

    [Description("Coupons to use, by id or code."), Items(0, 20), Text(50)]
    public IReadOnlyList<string>? Coupons { get; init; }

    [Description("Choose among the coupons the member holds; true without coupons of your own.")]
    public bool? ChooseCoupons { get; init; }

    [Description("Points to spend as money, in their smallest part; leave it out with mostPoints."), Number(0, NumberAttribute.Most)]
    public long? Points { get; init; }

    [Description("Spend as many points as may be.")]
    public bool MostPoints { get; init; }

    [Description("Stored value to pay with, minor units; leave it out with mostStoredValue."), Number(0, NumberAttribute.Most)]
    public long? StoredValueMinor { get; init; }

    [Description("Pay with as much stored value as there is.")]
    public bool MostStoredValue { get; init; }

    [Description("Rewards taken with the order, paid with points."), Items(0, 20)]
    public IReadOnlyList<WishedRewardBody>? Rewards { get; init; }

    public IEnumerable<FieldError> Wrong()
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            if (Lines[i] is { ListMinor: < 0, HandReason: null }) yield return new FieldError(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/lines/{i}/listMinor"), "purchase.negativeLine");
        }

        if (MemberId is not null && MemberIdentity is not null) yield return new FieldError("/memberIdentity", "purchase.twoBuyers");
        if (MemberIdentity?.Read("/memberIdentity").Wrong is { } identity) yield return identity;
        if (Points is not null && MostPoints) yield return new FieldError("/mostPoints", "quote.which");
        if (StoredValueMinor is not null && MostStoredValue) yield return new FieldError("/mostStoredValue", "quote.which");
    }

    /// <summary>The reasons of hand lines, one a line with the number of the line; null where there are none.</summary>
    public string? HandReasons()
    {
        var reasons = Lines.Select((line, i) => line.HandReason is { } why ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{i}: {why}") : null).OfType<string>();
        return string.Join('\n', reasons) is { Length: > 0 } text ? text : null;
    }

    public Purchase ToPurchase() => new()
    {
        OccurredAt = default, RecordedAt = default, Lines = [.. Lines.Select(l => l.ToLine())], StoreId = StoreId, TillId = TillId, ClerkId = ClerkId, Channel = Channel ?? "store",
        SaleKind = SaleKind == SaleKind.Retail ? "retail" : "wholesale", PricesInclude = PricesInclude, Carrier = Carrier, Codes = Codes ?? [],
        Wishes = new Wishes
        {
            Coupons = Coupons ?? [], ChoosesCoupons = ChooseCoupons ?? Coupons is null, Points = Points ?? 0, MostPoints = MostPoints,
            StoredValueMinor = StoredValueMinor ?? 0, MostStoredValue = MostStoredValue, Rewards = [.. (Rewards ?? []).Select(r => new WishedReward(r.Code, r.Units))],
        },
    };
}

/// <summary>A quote becomes a purchase.</summary>
internal sealed record NewCommit
{
    [Description("The token of the quote, as it was given."), Text(App.Purchases.QuoteToken.MostCharacters)]
    public required string Token { get; init; }

    [Description("Your system; with the number unique for ever."), Text(50, Shape = TextShapes.Slug), Example("\"till\"")]
    public required string Source { get; init; }

    [Description("Your number of the document. The same number with the same quote is a repeat."), Text(100), Example("\"2026-0001\"")]
    public required string Number { get; init; }

    [Description("Tenders of what is left to pay, without points and stored value, which the quote says itself; where told they must come to toPayMinor."), Items(0, 20)]
    public IReadOnlyList<PaymentBody>? Payments { get; init; }
}
