namespace Tessera.Core.Facts;

/// <summary>Settings of semantics §1 Time.</summary>
public sealed record TimeRules
{
    /// <summary>A fact recorded within this many days of its occurrence takes version, tier and campaigns of its occurred-at; later ones are decided by the current version.</summary>
    public int LateFactDays { get; init; } = 30;

    /// <summary>A review dated D is carried out at the start of D + this many days (0 under history).</summary>
    public int ReviewClosesAfterDays { get; init; } = 3;

    /// <summary>Backdating of a till beyond this many days needs the right <c>purchases:backdate</c>.</summary>
    public int BackdatingDays { get; init; } = 3;
}

/// <summary>Unit prices with more decimals than the currency (§1 Money).</summary>
public enum UnitPriceMode
{
    /// <summary>Kept exactly on the line; the document total is rounded once.</summary>
    Keep,

    /// <summary>Each unit price is rounded half-up on entry.</summary>
    Round,
}

/// <summary>A refund of more than is left (§2).</summary>
public enum OverRefund
{
    /// <summary>Refused.</summary>
    Refuse,

    /// <summary>Cut to what is left.</summary>
    Clamp,
}

/// <summary>Whether qualifying spend contains tax (§2).</summary>
public enum TaxBasis
{
    /// <summary>Tax included.</summary>
    With,

    /// <summary>Tax taken out.</summary>
    Without,
}

/// <summary>Which limits of savings a refund gives back (§8 Limits). A void gives back all.</summary>
public enum LimitsBack
{
    /// <summary>Limits of money by what the lines given back had saved; counts stay used.</summary>
    Spend,

    /// <summary>Counts too, once all of the purchase is given back.</summary>
    All,
}

/// <summary>A partial refund of a purchase whose saving had a condition: a coupon, 满减 (§8 Coupons).</summary>
public enum ConditionalSaving
{
    /// <summary>The stored parts are refunded, the saving stays used.</summary>
    Keep,

    /// <summary>When the kept lines no longer meet the condition, what is left of the saving on them is taken off the refund, and the coupon returns.</summary>
    Recover,
}

/// <summary>Settings of semantics §2 for purchases and refunds.</summary>
public sealed record PurchaseRules
{
    /// <summary>Unit prices with more decimals than the currency.</summary>
    public UnitPriceMode UnitPrices { get; init; } = UnitPriceMode.Keep;

    /// <summary>A refund of more than is left.</summary>
    public OverRefund OverRefund { get; init; } = OverRefund.Refuse;

    /// <summary>Limits of savings that a refund gives back.</summary>
    public LimitsBack LimitsBack { get; init; } = LimitsBack.Spend;

    /// <summary>Savings with a condition that a partial refund takes the ground from.</summary>
    public ConditionalSaving ConditionalSavings { get; init; } = ConditionalSaving.Keep;

    /// <summary>Days within which an anonymous purchase can be claimed.</summary>
    public int ClaimWithinDays { get; init; } = 7;

    /// <summary>A purchase counts as an order only above this total (exclusive), minor units.</summary>
    public long OrderAboveMinor { get; init; }

    /// <summary>Whether qualifying spend contains tax.</summary>
    public TaxBasis QualifyingTax { get; init; } = TaxBasis.With;

    /// <summary>Category paths (prefixes by segment) whose goods do not count as qualifying spend.</summary>
    public IReadOnlyList<string> ExcludedCategories { get; init; } = [];
}

/// <summary>When a referral is valid (§2): the referee is new and its first paid purchase meets the rule.</summary>
public sealed record ReferralRule
{
    /// <summary>The referee's first paid purchase must reach this net total, minor units.</summary>
    public long FirstPurchaseAtLeastMinor { get; init; } = 1;

    /// <summary>… within this many days of joining (the Nth day counts).</summary>
    public int WithinDays { get; init; } = 30;

    /// <summary>Points of the referrer's reward, an own fact; 0 gives none.</summary>
    public long RewardPoints { get; init; }
}
