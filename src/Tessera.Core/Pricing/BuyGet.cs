namespace Tessera.Core.Pricing;

/// <summary>Which units of equal right are given.</summary>
public enum GivenUnits
{
    /// <summary>The cheapest.</summary>
    Cheapest,

    /// <summary>The dearest.</summary>
    Dearest,
}

/// <summary>Where the given units come from.</summary>
public enum GivenFrom
{
    /// <summary>From the basket.</summary>
    Basket,

    /// <summary>Added to it as a line of its own.</summary>
    Added,
}

/// <summary>
/// Buy x get y 买赠 (semantics §8). The saving's scope says which units qualify. What is saved is prorated over the units that qualified and the units
/// given, so that any order of returns sums to what was paid. Lines with a fraction of a unit take no part.
/// </summary>
public sealed record BuyGet
{
    /// <summary>Units that must be bought for one set; 0 when <see cref="BuyMinor"/> counts money.</summary>
    public int Buy { get; init; }

    /// <summary>Amount that must be bought for one set, minor units; 0 when <see cref="Buy"/> counts units.</summary>
    public long BuyMinor { get; init; }

    /// <summary>Units given for each set, at least 1; the last set gives what is there.</summary>
    public int Get { get; init; } = 1;

    /// <summary>Skus of the given units; with <see cref="GetCategories"/> empty too, those of the saving's scope.</summary>
    public IReadOnlyList<string> GetSkus { get; init; } = [];

    /// <summary>Category paths of the given units.</summary>
    public IReadOnlyList<string> GetCategories { get; init; } = [];

    /// <summary>What a given unit saves; nothing set: it is free.</summary>
    public SavingAmount Amount { get; init; } = new();

    /// <summary>A given unit costs what the unit it replaces costs (升杯): this sku's, as in the basket or its list of articles; null for none.</summary>
    public string? PriceOf { get; init; }

    /// <summary>A given unit costs at most what a unit that qualified for it costs: the unit it replaces.</summary>
    public bool PriceOfBought { get; init; }

    /// <summary>Which units are given.</summary>
    public GivenUnits Units { get; init; } = GivenUnits.Cheapest;

    /// <summary>Where they come from.</summary>
    public GivenFrom From { get; init; } = GivenFrom.Basket;

    /// <summary>Given units count as bought too: "every third piece free" is buy 3, get 1 with this on.</summary>
    public bool GivenCount { get; init; }

    /// <summary>A unit used by this offer, bought or given, is used up for other offers, and units used up by others are not there for it.</summary>
    public bool UsesUp { get; init; } = true;

    /// <summary>Most sets of one order; 0 is no limit.</summary>
    public int Repeat { get; init; }
}
