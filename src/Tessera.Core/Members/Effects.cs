using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Members;

/// <summary>
/// One change of a member's state, as decided. Effects are what is stored of a decision, and <see cref="MemberState.Apply"/> is the only code
/// that carries them out: deciding, replay and the "books" audit all fold the same effects (semantics §12).
/// </summary>
public abstract record Effect;

/// <summary>A ledger entry 分录: points, pending and growth moved together, with the lots it opened or moved.</summary>
public sealed record LedgerEntry : Effect
{
    /// <summary>Place: the item's sequence and n, from 1; filled in by <see cref="Deciding.Post"/>.</summary>
    public LotId Id { get; internal set; }

    /// <summary>Kind.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Change of the balance.</summary>
    public long Points { get; init; }

    /// <summary>Change of the pending figure.</summary>
    public long Pending { get; init; }

    /// <summary>Change of growth value.</summary>
    public long Growth { get; init; }

    /// <summary>Balance after the entry; may be negative by debt.</summary>
    public long BalanceAfter { get; internal set; }

    /// <summary>Pending after the entry.</summary>
    public long PendingAfter { get; internal set; }

    /// <summary>Growth after the entry; may be negative.</summary>
    public long GrowthAfter { get; internal set; }

    /// <summary>Lots opened by this entry, as they are at opening (left = opened).</summary>
    public IReadOnlyList<Lot> Opened { get; init; } = [];

    /// <summary>Movements of lots.</summary>
    public IReadOnlyList<LotPart> Parts { get; init; } = [];

    /// <summary>Points of new debt this entry makes; negative when debt leaves by a merge.</summary>
    public long DebtMade { get; init; }

    /// <summary>Where debt leaves: sequence of the merge by which it came, or 0 for the oldest debts.</summary>
    public long DebtOf { get; init; }

    /// <summary>Order whose claw-back or return this is, or 0.</summary>
    public long OrderSequence { get; init; }

    /// <summary>Written off by this entry (negative when a return undoes a write-off).</summary>
    public long WrittenOff { get; init; }

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }
}

/// <summary>A metric row is added.</summary>
public sealed record RowAdded(MetricRow Row) : Effect;

/// <summary>The rows that came with a merge leave again.</summary>
public sealed record RowsLeft(long MergeSequence) : Effect;

/// <summary>The member joined.</summary>
/// <param name="On">Local date.</param>
/// <param name="Channel">Channel of registration.</param>
/// <param name="InvitedBy">Ledger account id of who invited, or null.</param>
public sealed record MemberJoined(DateOnly On, string Channel, string? InvitedBy) : Effect;

/// <summary>A purchase, or a behaviour or spending, was seen on a day.</summary>
public sealed record ActivitySeen(DateOnly On, bool IsPurchase) : Effect;

/// <summary>A purchase was wholly refunded: the last one that stands is now of this day.</summary>
public sealed record LastPurchaseMoved(DateOnly? On) : Effect;

/// <summary>A merge was undone: the last behaviour or spending that is the member's own is of this day.</summary>
public sealed record LastActivityMoved(DateOnly? On) : Effect;

/// <summary>A behaviour earned for an object: never again for the same.</summary>
public sealed record ObjectUsed(string Key) : Effect;

/// <summary>A rule with a cooldown gave points.</summary>
public sealed record RuleGave(string Rule, Instant At) : Effect
{
    /// <summary>When it had given before, or null: what a void of the fact brings back.</summary>
    public Instant? Before { get; init; }
}

/// <summary>The fact to which a rule with a cooldown gave was voided: it gave last at the instant before, or never.</summary>
public sealed record RuleGaveBack(string Rule, Instant? Before) : Effect;

/// <summary>Tag given or taken.</summary>
public sealed record TagChanged(HeldTag Tag, bool Held) : Effect;

/// <summary>Segment entered or left.</summary>
public sealed record SegmentChanged(string Segment, bool Inside, DateOnly On) : Effect;

/// <summary>Frozen or unfrozen.</summary>
public sealed record FreezeChanged(bool Frozen) : Effect;

/// <summary>The membership was closed.</summary>
public sealed record MemberClosed(DateOnly On) : Effect;

/// <summary>The member was merged into another (its ledger account id), or stands alone again (null), from a local date.</summary>
public sealed record MemberMerged(string? Into, DateOnly On) : Effect;

/// <summary>A once-only right was used (gift, join points), or given back.</summary>
public sealed record RightUsed(string Right, bool Used = true) : Effect;

/// <summary>What changed the tier.</summary>
public enum TierCause
{
    /// <summary>Initial tier at joining.</summary>
    Joined,

    /// <summary>Condition met.</summary>
    Upgrade,

    /// <summary>Fall by review.</summary>
    Fall,

    /// <summary>A refund took the ground from under an upgrade.</summary>
    Reversal,

    /// <summary>A late fact reversed a fall.</summary>
    Correction,

    /// <summary>By hand.</summary>
    Manual,

    /// <summary>Application approved.</summary>
    Application,

    /// <summary>The tier was removed by a publication.</summary>
    Replaced,

    /// <summary>Merge or its undo.</summary>
    Merge,

    /// <summary>Opening fact.</summary>
    Opening,

    /// <summary>An overlay began.</summary>
    OverlayBegan,

    /// <summary>An overlay ended.</summary>
    OverlayEnded,
}

/// <summary>The earned tier or the tier in force changed, with its reasons. Kept for ever as the tier history.</summary>
public sealed record TierChanged : Effect
{
    /// <summary>Cause.</summary>
    public required TierCause Cause { get; init; }

    /// <summary>Earned tier before.</summary>
    public required string EarnedFrom { get; init; }

    /// <summary>Earned tier after.</summary>
    public required string EarnedTo { get; init; }

    /// <summary>Tier in force before.</summary>
    public required string InForceFrom { get; init; }

    /// <summary>Tier in force after.</summary>
    public required string InForceTo { get; init; }

    /// <summary>Local date from which it holds.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Instant from which it holds.</summary>
    public required Instant At { get; init; }

    /// <summary>For reviews: the date of the review (§1: the history shows both dates).</summary>
    public DateOnly? ReviewOn { get; init; }

    /// <summary>Review id, or null.</summary>
    public string? Review { get; init; }

    /// <summary>Sequence of the item that did it.</summary>
    public required long Sequence { get; init; }

    /// <summary>Sequence of the fact whose reading it rests on (upgrade, reversal), or 0.</summary>
    public long CauseSequence { get; init; }

    /// <summary>Programme version.</summary>
    public required int Version { get; init; }

    /// <summary>Validity of the new tier: first date on which it is over, or null.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Why, leaf by leaf.</summary>
    public required IReadOnlyList<Reason> Reasons { get; init; }
}

/// <summary>The tier bookkeeping beside the tier itself was replaced: grace, counters, lock, overlays, suppressed fall (see <see cref="TierState"/>).</summary>
/// <param name="Change">What was done: <c>grace.opened</c>, <c>grace.closed</c>, <c>grace.extended</c>, <c>review.passed</c>, <c>review.failed</c>, <c>warned</c>, <c>fall.suppressed</c>, <c>fall.leftToPeople</c>, <c>lock</c>, <c>overlay</c>, <c>atRisk</c>, <c>application</c> …</param>
/// <param name="After">The bookkeeping afterwards, whole.</param>
/// <param name="Reason">Why.</param>
public sealed record TierNoted(string Change, TierState After, Reason Reason) : Effect;

/// <summary>A message for the member's inbox and the outbox. The text is rendered from the reason when read.</summary>
/// <param name="Topic">Kind such as <c>points.expiring</c>, <c>tier.warning</c>, <c>tier.upgraded</c>, <c>purchase.earned</c>.</param>
/// <param name="Reason">Text code and numbers.</param>
/// <param name="On">Local date it is dated.</param>
/// <param name="Text">The merchant's own text with the numbers of <paramref name="Reason"/>, or null for the standard text.</param>
public sealed record Notice(string Topic, Reason Reason, DateOnly On, LocalText? Text = null) : Effect;

/// <summary>The lots were announced to end (their notice is dated).</summary>
public sealed record LotsNoticed(IReadOnlyList<LotNotice> Lots, DateOnly On) : Effect;

/// <summary>The ends of lots that follow the member's activity moved (§3 Expiry, inactivity).</summary>
/// <param name="Seen">Day of the last activity, or null.</param>
/// <param name="Length">The programme's length of inactivity, for lots without an own rule; or null.</param>
/// <param name="Earliest">No end moves before this date.</param>
public sealed record EndsFollowed(DateOnly? Seen, Span? Length, DateOnly Earliest) : Effect;

/// <summary>A lot's notice.</summary>
/// <param name="Lot">Lot.</param>
/// <param name="EndsOn">Its end afterwards (postponed when the notice was late).</param>
public sealed record LotNotice(LotId Lot, DateOnly? EndsOn);

/// <summary>A consequence for another member or the outside, carried by the outbox with a natural key (architecture.md).</summary>
/// <param name="Kind"><c>referral.valid</c>, <c>referral.invalid</c>, …</param>
/// <param name="Target">Ledger account id.</param>
/// <param name="Key">Natural key, unique for ever.</param>
public sealed record Consequence(string Kind, string Target, string Key) : Effect;

/// <summary>A shared limit was used (or given back): the store's counter moves with the record, and <c>audit</c> compares their sums.</summary>
/// <param name="Id">The limit, such as <c>saving:autumn:uses</c> or <c>stock:mug</c>.</param>
/// <param name="By">Units used, minor units of a budget; below zero given back; never 0.</param>
public sealed record CounterMoved(string Id, long By) : Effect;

/// <summary>What happened to a benefit of the member.</summary>
public enum BenefitEntryKind
{
    /// <summary>A date granted it.</summary>
    Granted,

    /// <summary>It was used.</summary>
    Used,

    /// <summary>A use was taken back.</summary>
    UseCancelled,
}

/// <summary>A benefit was granted, used, or a use taken back (semantics §7): the cost of use, for reports. What is left follows from the rows of cap room beside it.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Benefit">Id in the catalogue.</param>
/// <param name="Uses">Times, more than 0.</param>
/// <param name="CostMinor">Cost of a use, minor units, signed: below zero when a use was taken back; 0 for a grant.</param>
/// <param name="Through">Last local date of a grant, or null.</param>
/// <param name="Reason">Why.</param>
public sealed record BenefitEntry(BenefitEntryKind Kind, string Benefit, int Uses, long CostMinor, DateOnly? Through, Reason Reason) : Effect
{
    /// <summary>What was recommended with a use, or null (feature F38).</summary>
    public Recommendation? Recommended { get; init; }
}

/// <summary>Settlement reached this local date: everything due before or on it is done.</summary>
public sealed record Settled(DateOnly Through) : Effect;

/// <summary>A scheduled step was carried out without another visible effect, kept so that it happens once.</summary>
/// <param name="Key">Step key such as <c>review:january:2026-01-01</c>.</param>
public sealed record StepDone(string Key) : Effect;

/// <summary>The version whose effective instant this member was evaluated at (§11).</summary>
public sealed record VersionSeen(int Version) : Effect;

/// <summary>The refund state of one purchase line after a refund (§2). Kept with the purchase, not in the member's state.</summary>
public sealed record PurchaseRefunded(long PurchaseSequence, IReadOnlyList<LineRefund> Lines, bool Complete) : Effect;

/// <summary>What one refund took of one line's stored parts.</summary>
/// <param name="Line">Index.</param>
/// <param name="Quantity">Units given back now.</param>
/// <param name="Money">Minor units given back now.</param>
/// <param name="Points">Points taken now.</param>
/// <param name="Spend">Qualifying spend taken now.</param>
/// <param name="Growth">Growth taken now.</param>
public sealed record LineRefund(int Line, decimal Quantity, long Money, long Points, long Spend, long Growth)
{
    /// <summary>Taken now of the stored parts of a priced line (<see cref="PricedParts"/>); null for a line whose net was told.</summary>
    public IReadOnlyList<long>? Parts { get; init; }

    /// <summary>Taken off this refund for savings whose condition the kept lines no longer meet, minor units (§8 <c>recover</c>).</summary>
    public long TakenOff { get; init; }

    /// <summary>Paid back now of what was taken off earlier refunds for this line.</summary>
    public long PaidLater { get; init; }

    /// <summary>What it comes to, minor units: may be below zero on a line of which nothing is given back.</summary>
    public long AmountMinor => Money + PaidLater - TakenOff;
}
