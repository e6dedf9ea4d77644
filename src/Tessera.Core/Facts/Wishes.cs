namespace Tessera.Core.Facts;

/// <summary>An article that an offer may add, or whose price an offer may ask.</summary>
/// <param name="Sku">Article.</param>
/// <param name="UnitMinor">Price of a unit in the terms of the basket, minor units.</param>
/// <param name="Category">Category path.</param>
/// <param name="TaxRate">Tax rate in ten-thousandths.</param>
public sealed record Article(string Sku, long UnitMinor, string Category = "", int TaxRate = 0);

/// <summary>A reward asked for inside a purchase.</summary>
/// <param name="Code">Code of the reward.</param>
/// <param name="Units">Units, at least 1.</param>
public sealed record WishedReward(string Code, int Units);

/// <summary>
/// What the buyer asks of the price (semantics §8): with it the decision prices the lines from their list prices; without it the nets are taken as told
/// (<see cref="Purchase.Wishes"/>). Part of the fact, so that the price can be decided again from the record.
/// </summary>
public sealed record Wishes
{
    /// <summary>Coupons by their place in the member's record; the door has read ids and codes.</summary>
    public IReadOnlyList<string> Coupons { get; init; } = [];

    /// <summary>The coupons the member holds are considered too, and those that save most are taken.</summary>
    public bool ChoosesCoupons { get; init; }

    /// <summary>Reference under which coupons were locked for this purchase before, or null.</summary>
    public string? Reference { get; init; }

    /// <summary>Articles that offers may add to the basket or ask the price of.</summary>
    public IReadOnlyList<Article> Articles { get; init; } = [];

    /// <summary>Points to spend as money, in their smallest part; 0 spends none.</summary>
    public long Points { get; init; }

    /// <summary>As many points as may be, instead of <see cref="Points"/>.</summary>
    public bool MostPoints { get; init; }

    /// <summary>Stored value to pay with, minor units; 0 uses none.</summary>
    public long StoredValueMinor { get; init; }

    /// <summary>As much stored value as there is, instead of <see cref="StoredValueMinor"/>.</summary>
    public bool MostStoredValue { get; init; }

    /// <summary>Rewards taken with the purchase.</summary>
    public IReadOnlyList<WishedReward> Rewards { get; init; } = [];

    /// <summary>The price that was quoted: any difference is refused (<c>quote.changed</c>). Null quotes, or takes whatever price it comes to.</summary>
    public QuotedPrice? Quoted { get; init; }
}

/// <summary>A price as it was told to the buyer.</summary>
/// <param name="ToPayMinor">Left to pay with other tenders, minor units.</param>
/// <param name="Points">Points for money and rewards together.</param>
/// <param name="StoredValueMinor">Stored value used, minor units.</param>
/// <param name="Savings">What each deduction came to.</param>
public sealed record QuotedPrice(long ToPayMinor, long Points, long StoredValueMinor, IReadOnlyList<QuotedSaving> Savings)
{
    /// <summary>The price of an order as it is told.</summary>
    public static QuotedPrice Of(PricedOrder order) =>
        new(order.ToPayMinor, order.Points + order.RewardPoints, order.StoredValueMinor, [.. order.Deductions.Select(d => new QuotedSaving(d.Id, d.Minor) { Saving = d.SavingId == d.Id ? null : d.SavingId })]);

    /// <summary>Why an order is not the one that was quoted, with what was told and what it is now, or null.</summary>
    public Refusal? DifferenceTo(PricedOrder order)
    {
        var now = Of(order);
        var saving = FirstDifferent(now);
        if (saving is null && (ToPayMinor, Points, StoredValueMinor) == (now.ToPayMinor, now.Points, now.StoredValueMinor)) return null;
        return Refusal.Of(
            "quote.changed",
            Reason.Money("was", ToPayMinor), Reason.Money("now", now.ToPayMinor),
            Reason.Money("savedWas", Savings.Sum(s => s.Minor)), Reason.Money("savedNow", now.Savings.Sum(s => s.Minor)),
            Reason.Points("pointsWas", Points), Reason.Points("pointsNow", now.Points),
            Reason.Money("valueWas", StoredValueMinor), Reason.Money("valueNow", now.StoredValueMinor),
            Reason.Id("saving", saving ?? "-"));
    }

    private string? FirstDifferent(QuotedPrice now)
    {
        foreach (var saving in Savings.Concat(now.Savings))
        {
            if (MinorOf(this, saving.Id) != MinorOf(now, saving.Id)) return saving.Saving ?? saving.Id;
        }

        return null;
    }

    private static long? MinorOf(QuotedPrice price, string id) => price.Savings.FirstOrDefault(s => string.Equals(s.Id, id, StringComparison.Ordinal))?.Minor;
}

/// <summary>A deduction as it was told.</summary>
/// <param name="Id">The deduction.</param>
/// <param name="Minor">Minor units.</param>
public sealed record QuotedSaving(string Id, long Minor)
{
    /// <summary>What it is called in the programme where that is not its id: the kind of a coupon.</summary>
    public string? Saving { get; init; }
}
