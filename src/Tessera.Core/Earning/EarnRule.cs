using Tessera.Core.Points;

namespace Tessera.Core.Earning;

/// <summary>What an earn rule rewards.</summary>
public enum EarnKind
{
    /// <summary>Money of matching lines × rate.</summary>
    Money,

    /// <summary>Points for each unit of matching lines.</summary>
    Unit,

    /// <summary>Points once for a purchase with at least one matching line.</summary>
    Purchase,

    /// <summary>Points for a behaviour.</summary>
    Behaviour,

    /// <summary>No points of its own: multiplies the points of matching purchases (a campaign).</summary>
    Multiplier,
}

/// <summary>The amount of money a rule reads (§2 earning basis).</summary>
public sealed record EarnBasis
{
    /// <summary>After line discounts (default) or list price before them.</summary>
    public bool AfterDiscounts { get; init; } = true;

    /// <summary>Tax included.</summary>
    public bool WithTax { get; init; } = true;

    /// <summary>Freight lines earn too.</summary>
    public bool WithFreight { get; init; }

    /// <summary>Order-level discounts reduce the basis of a rule scoped to a category or sku.</summary>
    public bool OrderDiscountsReduce { get; init; } = true;
}

/// <summary>Where and when a rule matches. Every empty list matches all; lists are joined by "and", values inside by "or".</summary>
public sealed record EarnScope
{
    /// <summary>Category paths, prefix by segment ("tea" matches "tea/milk").</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Skus, exact.</summary>
    public IReadOnlyList<string> Skus { get; init; } = [];

    /// <summary>Stores.</summary>
    public IReadOnlyList<string> Stores { get; init; } = [];

    /// <summary>Channels.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>Sale kinds: <c>retail</c>, <c>wholesale</c>.</summary>
    public IReadOnlyList<string> SaleKinds { get; init; } = [];

    /// <summary>Weekdays of the local occurred-at.</summary>
    public IReadOnlyList<DayOfWeek> Weekdays { get; init; } = [];

    /// <summary>First local time of day (inclusive), or null.</summary>
    public TimeOnly? FromHour { get; init; }

    /// <summary>Local time of day before which the rule matches (exclusive); earlier than <see cref="FromHour"/> spans midnight; null for the day's end.</summary>
    public TimeOnly? UntilHour { get; init; }

    /// <summary>First local date, inclusive.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last local date, inclusive.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>Tier ids, by the tier in force before the fact.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>Tags of which the member has one.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Category paths taken out.</summary>
    public IReadOnlyList<string> ExcludeCategories { get; init; } = [];

    /// <summary>Skus taken out.</summary>
    public IReadOnlyList<string> ExcludeSkus { get; init; } = [];

    /// <summary>Code that must have been entered, or null.</summary>
    public string? Code { get; init; }

    /// <summary>Whole purchase must reach this net total, minor units; 0 for none.</summary>
    public long OrderAtLeastMinor { get; init; }
}

/// <summary>An earn rule 积分规则 (§3 Earning).</summary>
public sealed record EarnRule
{
    /// <summary>Id, unique in the programme.</summary>
    public required string Id { get; init; }

    /// <summary>Names for receipts.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Whether the rule is on.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>What it rewards.</summary>
    public required EarnKind Kind { get; init; }

    /// <summary>Rate of a money rule.</summary>
    public Rate? Rate { get; init; }

    /// <summary>Points of a unit, purchase or behaviour rule.</summary>
    public long Points { get; init; }

    /// <summary>Multiplier of a campaign in ten-thousandths.</summary>
    public int Multiplier { get; init; } = 10_000;

    /// <summary>Behaviour type of a behaviour rule.</summary>
    public string? Behaviour { get; init; }

    /// <summary>A behaviour earns once per object (review of an order, share of a page).</summary>
    public bool OncePerObject { get; init; } = true;

    /// <summary>The money read.</summary>
    public EarnBasis Basis { get; init; } = new();

    /// <summary>Where and when.</summary>
    public EarnScope Scope { get; init; } = new();

    /// <summary>Limits of this rule.</summary>
    public IReadOnlyList<PointsCap> Caps { get; init; } = [];

    /// <summary>What those limits do.</summary>
    public OnCap OnCap { get; init; } = OnCap.Cut;

    /// <summary>Minutes that must pass before the rule gives again; 0 for none.</summary>
    public int CooldownMinutes { get; init; }

    /// <summary>Higher wins between exclusive rules; ties by id.</summary>
    public int Priority { get; init; }

    /// <summary>When it matches, it alone gives points (highest priority wins).</summary>
    public bool Exclusive { get; init; }

    /// <summary>Whether tier, birthday and campaign multipliers apply.</summary>
    public bool Multiplied { get; init; } = true;

    /// <summary>Own expiry of the points of this rule, or null for the programme's.</summary>
    public ExpiryRule? Expiry { get; init; }
}
