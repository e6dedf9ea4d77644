namespace Tessera.Core.Members;

/// <summary>What a metric row counts.</summary>
public enum RowKind
{
    /// <summary>A purchase.</summary>
    Purchase,

    /// <summary>A refund of a purchase: amounts negative, <see cref="MetricRow.Day"/> is the refund's, <see cref="MetricRow.PurchaseDay"/> the purchase's.</summary>
    Refund,

    /// <summary>A cancellation without a purchase: amounts negative, own date.</summary>
    Cancellation,

    /// <summary>A behaviour.</summary>
    Behaviour,

    /// <summary>A top-up; a refunded one lowers its amount on its own date.</summary>
    TopUp,

    /// <summary>A referral that is valid.</summary>
    Referral,

    /// <summary>Cap room used: <see cref="MetricRow.Key"/> is the cap's key.</summary>
    CapUse,

    /// <summary>Opening fact or adjustment.</summary>
    Opening,
}

/// <summary>
/// One dated contribution to the metrics of a member (semantics §5). Rows are kept in order of sequence; windows sum them when they are read,
/// so that a window decides by itself on which date a refund counts (§2).
/// </summary>
public readonly record struct MetricRow
{
    /// <summary>Sequence of the fact that wrote the row.</summary>
    public long Sequence { get; init; }

    /// <summary>For refunds: sequence of the purchase. Else 0.</summary>
    public long PurchaseSequence { get; init; }

    /// <summary>For rows that came with a merged member: sequence of the merge here. Their other sequences are those of the other record. Else 0.</summary>
    public long FromMerge { get; init; }

    /// <summary>What it counts.</summary>
    public RowKind Kind { get; init; }

    /// <summary>Local date of the fact.</summary>
    public DateOnly Day { get; init; }

    /// <summary>For refunds: local date of the purchase; else equal to <see cref="Day"/>.</summary>
    public DateOnly PurchaseDay { get; init; }

    /// <summary>Behaviour type or cap key, else null.</summary>
    public string? Key { get; init; }

    /// <summary>Behaviours: how often. Purchases: 1 when it counts as an order. Cap use: 0.</summary>
    public int Count { get; init; }

    /// <summary>Net total of the document, minor units, signed.</summary>
    public long NetMinor { get; init; }

    /// <summary>Qualifying spend (or principal of a top-up), minor units, signed.</summary>
    public long SpendMinor { get; init; }

    /// <summary>Growth from spend, signed.</summary>
    public long SpendGrowth { get; init; }

    /// <summary>Growth from behaviour, signed.</summary>
    public long BehaviourGrowth { get; init; }

    /// <summary>Points that earn rules gave, signed (cap use: points used).</summary>
    public long Points { get; init; }
}

/// <summary>A tag the member holds.</summary>
/// <param name="Tag">Tag.</param>
/// <param name="Since">Local date gained.</param>
/// <param name="Through">Last date, or null.</param>
public sealed record HeldTag(string Tag, DateOnly Since, DateOnly? Through)
{
    /// <summary>Tag rule that gave it; null for a tag given by people or other systems, which no rule takes away.</summary>
    public string? Rule { get; init; }
}
