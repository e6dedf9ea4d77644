using Tessera.Core.Points;

namespace Tessera.Core.Facts;

/// <summary>This member (B) is merged into another (A): its open lots and debt leave (§1 Merge).</summary>
public sealed record MergedInto : Fact
{
    /// <summary>Ledger account id of A.</summary>
    public required string Into { get; init; }
}

/// <summary>Another member (B) is merged into this one (A).</summary>
public sealed record MergedFrom : Fact
{
    /// <summary>Ledger account id of B.</summary>
    public required string From { get; init; }

    /// <summary>Lots that came.</summary>
    public IReadOnlyList<CarriedLot> Lots { get; init; } = [];

    /// <summary>Debt that came, at least 0.</summary>
    public long Debt { get; init; }

    /// <summary>Metric rows of B, read by A from now on.</summary>
    public IReadOnlyList<Members.MetricRow> Rows { get; init; } = [];

    /// <summary>Top-ups of B with what was used of them, the used-up ones too: a refund of B's purchases gives back to them.</summary>
    public IReadOnlyList<StoredValue.WalletLot> Value { get; init; } = [];

    /// <summary>Count and period cards of B.</summary>
    public IReadOnlyList<StoredValue.HeldCard> Cards { get; init; } = [];

    /// <summary>Coupons of B, the used ones too: a refund of B's purchases gives them back.</summary>
    public IReadOnlyList<Coupons.HeldCoupon> Coupons { get; init; } = [];

    /// <summary>Paid plans of B that are not over.</summary>
    public IReadOnlyList<Plans.HeldPlan> Plans { get; init; } = [];

    /// <summary>Growth of B.</summary>
    public long Growth { get; init; }

    /// <summary>B's earned tier id, or null for the base.</summary>
    public string? EarnedTier { get; init; }

    /// <summary>Once-only rights B has used (gift keys).</summary>
    public IReadOnlyList<string> RightsUsed { get; init; } = [];

    /// <summary>Objects for which B's behaviours earned already.</summary>
    public IReadOnlyList<string> Objects { get; init; } = [];

    /// <summary>Tags of B.</summary>
    public IReadOnlyList<Members.HeldTag> Tags { get; init; } = [];

    /// <summary>B was frozen: whoever holds its points is.</summary>
    public bool Frozen { get; init; }

    /// <summary>Day of B's last purchase that stands, or null.</summary>
    public DateOnly? LastPurchaseOn { get; init; }

    /// <summary>Day of B's last behaviour or spending, or null.</summary>
    public DateOnly? LastActivityOn { get; init; }

    /// <summary>Day of this member's own last behaviour or spending: an undo goes back to it.</summary>
    public DateOnly? OwnActivityOn { get; init; }

    /// <summary>When rules with a cooldown last gave to B.</summary>
    public IReadOnlyList<Members.RuleGave> RulesGave { get; init; } = [];
}

/// <summary>The merge of B into this member (A) is undone: what is left of the lots that came leaves again.</summary>
public sealed record UnmergedFrom : Fact
{
    /// <summary>Sequence of the <see cref="MergedFrom"/>.</summary>
    public required long MergeSequence { get; init; }
}

/// <summary>This member (B) stands alone again, with what was left of its lots.</summary>
public sealed record UnmergedInto : Fact
{
    /// <summary>Sequence of the <see cref="MergedInto"/>.</summary>
    public required long MergeSequence { get; init; }

    /// <summary>Lots that come back.</summary>
    public IReadOnlyList<CarriedLot> Lots { get; init; } = [];

    /// <summary>Top-ups that come back, as they stood in the other record.</summary>
    public IReadOnlyList<StoredValue.WalletLot> Value { get; init; } = [];

    /// <summary>Cards that come back.</summary>
    public IReadOnlyList<StoredValue.HeldCard> Cards { get; init; } = [];

    /// <summary>Coupons that come back.</summary>
    public IReadOnlyList<Coupons.HeldCoupon> Coupons { get; init; } = [];

    /// <summary>Paid plans that come back.</summary>
    public IReadOnlyList<Plans.HeldPlan> Plans { get; init; } = [];

    /// <summary>Debt that comes back.</summary>
    public long Debt { get; init; }
}

/// <summary>A purchase in the record of a merged member (B) was refunded: this member (A) holds its value now (§1 Merge).</summary>
public sealed record MergedRefund : Fact
{
    /// <summary>Sequence of the <see cref="MergedFrom"/> here.</summary>
    public required long MergeSequence { get; init; }

    /// <summary>Sequence of the purchase in B's record; where B holds it by a merge of its own, the purchase as B's record names it.</summary>
    public required long PurchaseSequence { get; init; }

    /// <summary>A void: the whole purchase on its own business day.</summary>
    public bool IsVoid { get; init; }

    /// <summary>For a void: rules with a cooldown that gave to the purchase.</summary>
    public IReadOnlyList<Members.RuleGave> RulesGave { get; init; } = [];

    /// <summary>Room under limits that the refund gives back, as rows of the record that holds the purchase.</summary>
    public IReadOnlyList<Members.MetricRow> CapRoom { get; init; } = [];

    /// <summary>Local date of the purchase.</summary>
    public required DateOnly PurchaseOn { get; init; }

    /// <summary>What the refund takes of points.</summary>
    public required long Points { get; init; }

    /// <summary>Money given back, minor units.</summary>
    public required long MoneyMinor { get; init; }

    /// <summary>Qualifying spend taken back, minor units.</summary>
    public required long SpendMinor { get; init; }

    /// <summary>Growth taken back.</summary>
    public required long Growth { get; init; }

    /// <summary>Points that the purchase had cost and that come back, by the lots they were taken from.</summary>
    public IReadOnlyList<CarriedLot> Returned { get; init; } = [];

    /// <summary>The use of stored value that comes back in part or whole, as stored; null for none.</summary>
    public StoredValue.WalletEntry? Used { get; init; }

    /// <summary>Given back of that use before, minor units.</summary>
    public long UsedBackBefore { get; init; }

    /// <summary>Given back of it now, minor units.</summary>
    public long UsedBack { get; init; }

    /// <summary>Coupons that come back, by their places in the record next to this one.</summary>
    public IReadOnlyList<LotId> Coupons { get; init; } = [];
}

/// <summary>A redemption in the record of a merged member (B) was cancelled: what it had cost comes back to this member (A), who holds its value now (§1 Merge).</summary>
public sealed record MergedReturn : Fact
{
    /// <summary>Sequence of the <see cref="MergedFrom"/> here.</summary>
    public required long MergeSequence { get; init; }

    /// <summary>Points that come back, by the lots they were taken from.</summary>
    public IReadOnlyList<CarriedLot> Returned { get; init; } = [];

    /// <summary>The use of stored value that comes back whole, with its top-ups as the record next to this one names them; null for none.</summary>
    public StoredValue.WalletEntry? Used { get; init; }

    /// <summary>Room under limits that comes back, as rows of the record that holds the redemption.</summary>
    public IReadOnlyList<Members.MetricRow> CapRoom { get; init; } = [];
}
