namespace Tessera.Core.Points;

/// <summary>Place of a lot, entry or debt in its member's record: the item's sequence and a number inside the item. Its text form is <c>lot_{sequence}_{n}</c> beside the account.</summary>
public readonly record struct LotId(long Sequence, int N) : IComparable<LotId>
{
    /// <inheritdoc/>
    public int CompareTo(LotId other) => Sequence != other.Sequence ? Sequence.CompareTo(other.Sequence) : N.CompareTo(other.N);

    /// <inheritdoc/>
    public override string ToString() => $"lot_{Sequence}_{N}";
}

/// <summary>What opened a lot.</summary>
public enum LotOrigin
{
    /// <summary>An order.</summary>
    Order,

    /// <summary>A behaviour.</summary>
    Behaviour,

    /// <summary>A gift (joining, tier entry, referral).</summary>
    Gift,

    /// <summary>A hand correction.</summary>
    Adjustment,

    /// <summary>A transfer from another member.</summary>
    Transfer,

    /// <summary>A merge.</summary>
    Merge,

    /// <summary>An opening fact.</summary>
    Opening,
}

/// <summary>
/// A points lot 积分批次: points opened together, with one end. Mutable only through <see cref="Members.MemberState.Apply"/>.
/// Always: opened = left + consumed + expired + clawed back − returned, and left ≥ 0 (semantics §3).
/// </summary>
public sealed class Lot
{
    /// <summary>Place.</summary>
    public required LotId Id { get; init; }

    /// <summary>What opened it.</summary>
    public required LotOrigin Origin { get; init; }

    /// <summary>Sequence of the order (or fact) whose reversal takes it back; 0 when none.</summary>
    public long OrderSequence { get; init; }

    /// <summary>Points opened.</summary>
    public required long Opened { get; init; }

    /// <summary>Points left.</summary>
    public long Left { get; internal set; }

    /// <summary>Points consumed by spending, transfers and debt.</summary>
    public long Consumed { get; internal set; }

    /// <summary>Points that expired (a cancelled pending lot too).</summary>
    public long Expired { get; internal set; }

    /// <summary>Points clawed back.</summary>
    public long ClawedBack { get; internal set; }

    /// <summary>Points that came back.</summary>
    public long Returned { get; internal set; }

    /// <summary>Of <see cref="Expired"/>, what claw-backs of the order have counted as taken back already.</summary>
    public long ExpiredCounted { get; internal set; }

    /// <summary>Not yet spendable.</summary>
    public bool Pending { get; internal set; }

    /// <summary>Local date earned.</summary>
    public required DateOnly EarnedOn { get; init; }

    /// <summary>Local date of activation of a lot that was pending, else null.</summary>
    public DateOnly? ActiveOn { get; internal set; }

    /// <summary>Local date from which its life counts: activated, or earned.</summary>
    public DateOnly CountsFrom => ActiveOn ?? EarnedOn;

    /// <summary>Its end moves with the member's last activity (inactivity), until it is given one.</summary>
    public bool Follows { get; init; }

    /// <summary>Earliest end of a lot whose end is still open or moves: promised by a late notice, to points that came back, to a late fact; or null.</summary>
    public DateOnly? NotBefore { get; internal set; }

    /// <summary>Local date at whose start a pending lot activates; null waits for an event.</summary>
    public DateOnly? ActivatesOn { get; internal set; }

    /// <summary>Local date at whose start a waiting lot is cancelled, or null.</summary>
    public DateOnly? CancelsOn { get; internal set; }

    /// <summary>First local date on which the lot is not usable; null never ends.</summary>
    public DateOnly? EndsOn { get; internal set; }

    /// <summary>Local date the notice was written, or null.</summary>
    public DateOnly? NoticedOn { get; internal set; }

    /// <summary>Expiry rule that gives the end when a pending lot activates; null for the programme's.</summary>
    public ExpiryRule? Expiry { get; init; }

    /// <summary>Lot it came from in another record (transfer, merge), or null.</summary>
    public LotId? CarriedFrom { get; init; }

    /// <summary>Whether anything is left.</summary>
    public bool IsOpen => Left > 0;

    /// <summary>Whether points can be spent from it on a local date.</summary>
    public bool IsSpendableOn(DateOnly day) => Left > 0 && !Pending && (EndsOn is not { } end || day < end);

    /// <summary>A copy with the same figures.</summary>
    public Lot Copy() => (Lot)MemberwiseClone();
}

/// <summary>How an entry moves a lot.</summary>
public enum LotMove
{
    /// <summary>Left → consumed (spending, transfer).</summary>
    Consume,

    /// <summary>Left → consumed, to pay debt.</summary>
    PayDebt,

    /// <summary>Left → expired.</summary>
    Expire,

    /// <summary>Left → clawed back.</summary>
    ClawBack,

    /// <summary>Points come back: returned and left grow; with a debt named, that much of it is owed again.</summary>
    Return,

    /// <summary>Points come back because the debt they paid is forgiven: its owner's spent points were returned.</summary>
    Forgive,

    /// <summary>Pending → active, all that is left.</summary>
    Activate,

    /// <summary>Expired points are counted as taken back by a claw-back; nothing moves.</summary>
    CountExpired,
}

/// <summary>One movement of one lot inside an entry.</summary>
/// <param name="Lot">The lot.</param>
/// <param name="Move">How.</param>
/// <param name="Points">How many, more than 0.</param>
/// <param name="EndsOn">New end of the lot (return to an expired lot, activation), or null to keep it.</param>
/// <param name="Debt">The debt paid, reopened or forgiven, or null.</param>
/// <param name="ForOrder">The order whose claw-back draws on this lot (or gives back what it drew), or 0.</param>
/// <param name="ActiveOn">Activation: its date, from which the life of the lot counts.</param>
public sealed record LotPart(LotId Lot, LotMove Move, long Points, DateOnly? EndsOn = null, LotId? Debt = null, long ForOrder = 0, DateOnly? ActiveOn = null);

/// <summary>Points owed (§3 Shortfall): kept until credits pay it.</summary>
public sealed class Debt
{
    /// <summary>Place of the entry that made it.</summary>
    public required LotId Id { get; init; }

    /// <summary>Order whose claw-back made it, 0 for another cause.</summary>
    public long OrderSequence { get; init; }

    /// <summary>Points owed at first, plus what came back.</summary>
    public long Owed { get; internal set; }

    /// <summary>Points paid.</summary>
    public long Paid { get; internal set; }

    /// <summary>Which lots paid how much.</summary>
    public List<(LotId Lot, long Points)> PaidBy { get; } = [];

    /// <summary>Still owed.</summary>
    public long Outstanding => Owed - Paid;
}

/// <summary>What the claw-backs of one order could not take from the order's own lots: needed when spent points come back later.</summary>
public sealed class OrderClaw
{
    /// <summary>The order.</summary>
    public required long OrderSequence { get; init; }

    /// <summary>Points written off (clamp).</summary>
    public long WrittenOff { get; internal set; }

    /// <summary>Other lots it drew on.</summary>
    public List<(LotId Lot, long Points)> DrawnFrom { get; } = [];
}

/// <summary>Kind of a ledger entry 分录.</summary>
public enum EntryKind
{
    /// <summary>Points earned (active at once).</summary>
    Earn,

    /// <summary>Points earned, pending.</summary>
    EarnPending,

    /// <summary>Pending points became active.</summary>
    Activate,

    /// <summary>Pending points were cancelled.</summary>
    CancelPending,

    /// <summary>Points expired.</summary>
    Expire,

    /// <summary>Points taken back after a refund.</summary>
    ClawBack,

    /// <summary>A shortfall was written off: 0 points, the number is in the reason.</summary>
    WriteOff,

    /// <summary>A shortfall was left standing: 0 points.</summary>
    LeftStanding,

    /// <summary>Points spent.</summary>
    Debit,

    /// <summary>Spent points came back.</summary>
    Return,

    /// <summary>A gift (joining, tier entry, referral).</summary>
    Gift,

    /// <summary>Correction by hand.</summary>
    Adjust,

    /// <summary>Gone to another member.</summary>
    TransferOut,

    /// <summary>Come from another member.</summary>
    TransferIn,

    /// <summary>Gone by merge.</summary>
    MergeOut,

    /// <summary>Come by merge.</summary>
    MergeIn,

    /// <summary>Opening fact.</summary>
    Opening,

    /// <summary>Automatic redemption.</summary>
    AutoRedeem,

    /// <summary>Points voided at closing or by a review's reset.</summary>
    Void,

    /// <summary>Growth value only.</summary>
    Growth,

    /// <summary>Lots pay debt that came back: balance unchanged.</summary>
    PayDebt,
}
