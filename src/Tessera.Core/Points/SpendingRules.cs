namespace Tessera.Core.Points;

/// <summary>What points at the till are (semantics §2).</summary>
public enum PointsAs
{
    /// <summary>A saving: they lower the lines in their stage; earning, qualifying spend and tax follow.</summary>
    Discount,

    /// <summary>A tender: the lines keep their net.</summary>
    Payment,
}

/// <summary>Asking for more points than may be spent (semantics §3 Spending).</summary>
public enum OverSpending
{
    /// <summary>As many as may be.</summary>
    Clamp,

    /// <summary>The quote is refused.</summary>
    Refuse,
}

/// <summary>Points as money (semantics §3 Spending; features P10, P15).</summary>
public sealed record SpendingRules
{
    /// <summary>This many points, in their smallest part …</summary>
    public long Points { get; init; } = 100;

    /// <summary>… are worth this, minor units; 0: points buy rewards only. Rounded down for a number of points; the fewest points that give an amount are taken.</summary>
    public long WorthMinor { get; init; } = 100;

    /// <summary>Fewest points of an order; below, nothing is used.</summary>
    public long Min { get; init; }

    /// <summary>Points are used in multiples of this; 0 and 1 ask nothing.</summary>
    public long Step { get; init; }

    /// <summary>Most points of an order; 0 is no limit.</summary>
    public long Max { get; init; }

    /// <summary>Largest share of the goods left when the stage comes, in ten-thousandths, rounded down.</summary>
    public int MaxShare { get; init; } = 10_000;

    /// <summary>Category paths that cannot be paid with points and do not count for the share.</summary>
    public IReadOnlyList<string> ExcludedCategories { get; init; } = [];

    /// <summary>Asking for more.</summary>
    public OverSpending Over { get; init; } = OverSpending.Clamp;

    /// <summary>A saving or a tender.</summary>
    public PointsAs As { get; init; } = PointsAs.Discount;

    /// <summary>Whether the part paid with points as a tender earns and qualifies.</summary>
    public bool PaidPartEarns { get; init; }

    /// <summary>Whether points may be used beside a coupon.</summary>
    public bool WithCoupons { get; init; } = true;
}
