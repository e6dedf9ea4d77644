namespace Tessera.Storage.Coupons;

/// <summary>
/// The members a batch is for: whoever holds the tags today, is in one of the tiers and has one of the states. What is left out asks nothing. Closed members and those merged
/// into another are in none.
/// </summary>
public sealed record CouponSegment
{
    /// <summary>Tags; empty asks none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>All of the tags must be held, not one of them.</summary>
    public bool AllTags { get; init; }

    /// <summary>Tiers in force; empty for all.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>Only frozen members, only those who are not, or null for both.</summary>
    public bool? Frozen { get; init; }

    /// <summary>Whether it names nobody in particular: that is everybody, which must be said.</summary>
    public bool IsEverybody => Tags.Count == 0 && Tiers.Count == 0 && Frozen is null;
}
