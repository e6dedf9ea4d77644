namespace Tessera.Core.Plans;

/// <summary>What a new order of a plan that still holds does.</summary>
public enum PlanRenewal
{
    /// <summary>Its period begins where the one before ends.</summary>
    Extend,

    /// <summary>It is refused until that one has ended.</summary>
    Refuse,
}

/// <summary>How much of a plan's price comes back.</summary>
public enum PlanRefundRule
{
    /// <summary>By the days left; in full while nothing was used in the first days, and before the period begins.</summary>
    ProRata,

    /// <summary>In full at any time.</summary>
    Full,
}

/// <summary>A paid membership plan 付费会员 (A2): an order that is paid opens a tier, benefits, or both for a time.</summary>
public sealed record PaidPlan
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>Price of one period, minor units, more than 0.</summary>
    public long PriceMinor { get; init; }

    /// <summary>Length of one period; it begins on the local date of the order.</summary>
    public Span Term { get; init; } = Span.Zero;

    /// <summary>Tier laid over the earned one while it holds, or null.</summary>
    public string? Tier { get; init; }

    /// <summary>Benefits of the catalogue that it opens while it holds, beside those of the tier.</summary>
    public IReadOnlyList<string> Benefits { get; init; } = [];

    /// <summary>What a new order does while one still holds.</summary>
    public PlanRenewal Renewal { get; init; }

    /// <summary>It can be renewed from so many days before its end on; 0 sets no limit.</summary>
    public int RenewDays { get; init; }

    /// <summary>How much comes back.</summary>
    public PlanRefundRule Refund { get; init; }

    /// <summary><see cref="PlanRefundRule.ProRata"/>: days from the order on, its own day included, in which an unused plan is paid back in full.</summary>
    public int FullDays { get; init; } = 7;

    /// <summary>Days before the end at which the member is told; 0 tells nothing.</summary>
    public int NoticeDays { get; init; } = 30;

    /// <summary>First local date on which it is sold, inclusive, or null.</summary>
    public DateOnly? From { get; init; }

    /// <summary>Last local date on which it is sold, inclusive, or null.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>Terms for members, or null.</summary>
    public LocalText? Terms { get; init; }

    /// <summary>Whether it is sold.</summary>
    public bool Enabled { get; init; } = true;
}
