using System.ComponentModel;
using Tessera.Core.Facts;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Purchases;

/// <summary>A line to be priced.</summary>
internal sealed record BasketLineBody : SaleLineBody
{
    [Description("Total of the line at list price, minor units. May be negative only with a handReason."), Number(-NumberAttribute.Most, NumberAttribute.Most), Example("3600")]
    public required long ListMinor { get; init; }

    public PurchaseLine ToLine() => Line(ListMinor, ListMinor - DiscountMinor);
}

/// <summary>An article an offer may add to the basket, or whose price it may ask.</summary>
internal sealed record ArticleBody
{
    [Description("Article."), Text(100), Example("\"cup\"")]
    public required string Sku { get; init; }

    [Description("List price of one unit, minor units, in the terms of the lines."), Number(0, NumberAttribute.Most), Example("500")]
    public required long UnitMinor { get; init; }

    [Description("Category path."), Text(200, Shape = TextShapes.Path)]
    public string? Category { get; init; }

    [Description("Tax rate in ten-thousandths."), Number(0, 10_000)]
    public int TaxRate { get; init; }
}

/// <summary>A reward taken with the order.</summary>
internal sealed record WishedRewardBody
{
    [Description("Code of the reward."), Text(50), Example("\"free-tea\"")]
    public required string Code { get; init; }

    [Description("Units."), Number(1, 1_000)]
    public int Units { get; init; } = 1;
}

/// <summary>What a basket would cost a member, or anybody: without a buyer it is priced for anybody, and what only members have is not applied.</summary>
internal sealed record NewQuote : OrderBody
{
    [Description("Lines at list price."), Items(1, 500)]
    public required IReadOnlyList<BasketLineBody> Lines { get; init; }

    [Description("Coupons to use: by id, by the code of a pool they carry, or by the claim code of their kind. One that cannot be used is not applied, with the reason."), Items(0, 20), Text(80)]
    public IReadOnlyList<string>? Coupons { get; init; }

    [Description("Choose among the coupons the member holds, beside those named; true where none is named.")]
    public bool? ChooseCoupons { get; init; }

    [Description("Reference under which coupons were locked for this order."), Text(64, Shape = TextShapes.Slug), Example("\"till-1-0815\"")]
    public string? Reference { get; init; }

    [Description("Points to spend as money, in their smallest part; leave it out with mostPoints."), Number(0, NumberAttribute.Most)]
    public long? Points { get; init; }

    [Description("Spend as many points as may be.")]
    public bool MostPoints { get; init; }

    [Description("Stored value to pay with, minor units; leave it out with mostStoredValue."), Number(0, NumberAttribute.Most)]
    public long? StoredValueMinor { get; init; }

    [Description("Pay with as much stored value as there is.")]
    public bool MostStoredValue { get; init; }

    [Description("Rewards taken with the order, paid with points; those with a saving in the programme."), Items(0, 20)]
    public IReadOnlyList<WishedRewardBody>? Rewards { get; init; }

    [Description("Articles with their list prices that are not in the basket: offers may add them, or ask what they cost."), Items(0, 100)]
    public IReadOnlyList<ArticleBody>? Articles { get; init; }

    public IEnumerable<FieldError> Wrong()
    {
        for (var i = 0; i < Lines.Count; i++)
        {
            if (Lines[i].HandReason is null && Lines[i].ListMinor < Lines[i].DiscountMinor) yield return new FieldError(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/lines/{i}/listMinor"), "purchase.negativeLine");
        }

        foreach (var wrong in WrongBuyer("")) yield return wrong;
        if (Points is not null && MostPoints) yield return new FieldError("/mostPoints", "quote.which");
        if (StoredValueMinor is not null && MostStoredValue) yield return new FieldError("/mostStoredValue", "quote.which");
    }

    /// <summary>The reasons of hand lines, one a line with the number of the line; null where there are none.</summary>
    public string? HandReasons() => ReasonsOf(Lines);

    public Purchase ToPurchase() => Head([.. Lines.Select(l => l.ToLine())]) with
    {
        Wishes = new Wishes
        {
            Coupons = Coupons ?? [], ChoosesCoupons = ChooseCoupons ?? Coupons is not { Count: > 0 }, Reference = Reference, Points = Points ?? 0, MostPoints = MostPoints,
            StoredValueMinor = StoredValueMinor ?? 0, MostStoredValue = MostStoredValue, Rewards = [.. (Rewards ?? []).Select(r => new WishedReward(r.Code, r.Units))],
            Articles = [.. (Articles ?? []).Select(a => new Article(a.Sku, a.UnitMinor, a.Category ?? "", a.TaxRate))],
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
