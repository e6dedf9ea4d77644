namespace Tessera.Core.Facts;

/// <summary>
/// Something that happened to one member, as told from outside (semantics §2). Facts are never edited: a correction is a
/// reversal plus a new fact. The record keeps them in the order recorded.
/// </summary>
public abstract record Fact
{
    /// <summary>When it happened.</summary>
    public required Instant OccurredAt { get; init; }

    /// <summary>When it was recorded; equals <see cref="OccurredAt"/> under history.</summary>
    public required Instant RecordedAt { get; init; }

    /// <summary>Source system, with <see cref="Number"/> unique for ever; null for facts without a natural key.</summary>
    public string? Source { get; init; }

    /// <summary>The source's own number.</summary>
    public string? Number { get; init; }

    /// <summary>Person, key or system that told it ("key:till-3", "system"); never a personal name.</summary>
    public string Actor { get; init; } = "system";

    /// <summary>What was left of each shared limit that the decision may read, before it: filled in under the lock, so that replay decides the same without the store. Null where it reads none.</summary>
    public IReadOnlyList<Room>? Rooms { get; init; }
}

/// <summary>The member joins. Always the first item of a record.</summary>
public sealed record Joined : Fact
{
    /// <summary>Channel of registration (<c>wecom</c>, <c>store</c>, …).</summary>
    public string Channel { get; init; } = "store";

    /// <summary>Store of registration.</summary>
    public string? StoreId { get; init; }

    /// <summary>Whether somebody invited the member.</summary>
    public bool Invited { get; init; }

    /// <summary>Ledger account id of who invited, or null.</summary>
    public string? InvitedBy { get; init; }
}

/// <summary>Kind of a purchase line (§2).</summary>
public enum LineKind
{
    /// <summary>Goods or services: earn and qualify.</summary>
    Goods,

    /// <summary>Freight: earns only where the rule's basis has it.</summary>
    Freight,

    /// <summary>Fee: never earns.</summary>
    Fee,

    /// <summary>Deposit: never earns.</summary>
    Deposit,

    /// <summary>Top-up of stored value: never earns.</summary>
    TopUp,

    /// <summary>Levy: never earns.</summary>
    Levy,
}

/// <summary>Whether prices contain tax (§2).</summary>
public enum PricesInclude
{
    /// <summary>Tax included.</summary>
    Tax,

    /// <summary>Net of tax.</summary>
    Net,
}

/// <summary>One line of a purchase. Amounts are minor units; the line's net is what its customer pays for it before tax is added (net prices) or with tax in it.</summary>
public sealed record PurchaseLine
{
    /// <summary>Article.</summary>
    public required string Sku { get; init; }

    /// <summary>Category path such as <c>tea/milk</c>; empty when unknown.</summary>
    public string Category { get; init; } = "";

    /// <summary>Units, more than 0; may have decimals (weighed goods).</summary>
    public required decimal Quantity { get; init; }

    /// <summary>Unit price after line discount, exact, in currency units, may have more decimals than the currency; for reference, the amounts below decide.</summary>
    public decimal UnitPrice { get; init; }

    /// <summary>List total before discounts, minor units.</summary>
    public long ListMinor { get; init; }

    /// <summary>Discount of this line alone, minor units, at least 0.</summary>
    public long DiscountMinor { get; init; }

    /// <summary>This line's share of order-level discounts, minor units, at least 0.</summary>
    public long OrderDiscountMinor { get; init; }

    /// <summary>Net total: list − discount − order discount. Signed (hand lines may be negative).</summary>
    public required long NetMinor { get; init; }

    /// <summary>Tax rate in ten-thousandths (1300 = 13 %).</summary>
    public int TaxRate { get; init; }

    /// <summary>Kind.</summary>
    public LineKind Kind { get; init; } = LineKind.Goods;

    /// <summary>Whether savings may touch the line.</summary>
    public bool Discountable { get; init; } = true;

    /// <summary>A line written by hand; only such a line may be negative. Its reason is free text and lies sealed beside the record, never in the fact (§12).</summary>
    public bool ByHand { get; init; }
}

/// <summary>A tender of a purchase.</summary>
/// <param name="Kind">cash, card, wechat, alipay, storedValue, points …</param>
/// <param name="AmountMinor">Minor units.</param>
public sealed record Payment(string Kind, long AmountMinor);

/// <summary>A purchase (§2). Source and number are required.</summary>
public sealed record Purchase : Fact
{
    /// <summary>Lines, at least one.</summary>
    public required IReadOnlyList<PurchaseLine> Lines { get; init; }

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Till, or null.</summary>
    public string? TillId { get; init; }

    /// <summary>Clerk, or null.</summary>
    public string? ClerkId { get; init; }

    /// <summary>Channel.</summary>
    public string Channel { get; init; } = "store";

    /// <summary><c>retail</c> or <c>wholesale</c>.</summary>
    public string SaleKind { get; init; } = "retail";

    /// <summary>Whether line amounts contain tax.</summary>
    public PricesInclude PricesInclude { get; init; } = PricesInclude.Tax;

    /// <summary>Carrier, or null.</summary>
    public string? Carrier { get; init; }

    /// <summary>Codes the customer entered.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Tenders.</summary>
    public IReadOnlyList<Payment> Payments { get; init; } = [];

    /// <summary>Claimed later from an anonymous document.</summary>
    public bool Claimed { get; init; }

    /// <summary>Ledger account id of the family card that bought for this member (P30); null where the member bought itself. Filled in by the store, no part of what the document says.</summary>
    public string? BoughtBy { get; init; }

    /// <summary>What the decision reads from the profile, stored as a non-personal input (§12): the occurred-at is the member's birthday.</summary>
    public bool IsBirthday { get; init; }

    /// <summary>What the buyer asks of the price; null where the till priced by itself and the nets are given.</summary>
    public Wishes? Wishes { get; init; }

    /// <summary>The price at which it was sold before it had a member, decided then: a claim prices nothing anew. Filled in by the store, no part of what the document says.</summary>
    public PricedOrder? Sold { get; init; }

    /// <summary>Sum of line nets as told, minor units; of a priced purchase the outcome says what was paid.</summary>
    public long TotalMinor => Sold?.NetMinor ?? Lines.Sum(l => l.NetMinor);
}

/// <summary>Units of a line given back.</summary>
/// <param name="Line">Zero-based index of the purchase's line.</param>
/// <param name="Quantity">Units, more than 0.</param>
public sealed record RefundedUnits(int Line, decimal Quantity);

/// <summary>A refund of a purchase by lines, or by an amount (§2).</summary>
public sealed record Refund : Fact
{
    /// <summary>Sequence of the purchase in this member's record.</summary>
    public required long PurchaseSequence { get; init; }

    /// <summary>Units given back, empty for a refund by amount.</summary>
    public IReadOnlyList<RefundedUnits> Units { get; init; } = [];

    /// <summary>Amount given back, minor units; 0 for a refund by units.</summary>
    public long AmountMinor { get; init; }

    /// <summary>A void: the whole purchase, same business day, before any refund.</summary>
    public bool IsVoid { get; init; }

    /// <summary>Told while the purchase had no member, and decided with its claim.</summary>
    public bool Claimed { get; init; }
}

/// <summary>A cancellation that names no purchase: a negative fact of its own date (§2).</summary>
public sealed record Cancellation : Fact
{
    /// <summary>Amount as a positive number of minor units, goods only.</summary>
    public required long AmountMinor { get; init; }

    /// <summary>Lines as told, for the books (quantities and nets positive).</summary>
    public IReadOnlyList<PurchaseLine> Lines { get; init; } = [];
}

/// <summary>The order was received: pending points activate (§3).</summary>
public sealed record Received : Fact
{
    /// <summary>Sequence of the purchase; of one in a merged member's record, the order as this record names it (<see cref="Members.MergedOrder.Through"/>).</summary>
    public required long PurchaseSequence { get; init; }

    /// <summary>Told while the purchase had no member, and decided with its claim.</summary>
    public bool Claimed { get; init; }
}

/// <summary>A behaviour (§2): login, check-in, share, review, event …</summary>
public sealed record Activity : Fact
{
    /// <summary>Behaviour type, an id.</summary>
    public required string Type { get; init; }

    /// <summary>Object acted on, or null.</summary>
    public string? Object { get; init; }

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Channel.</summary>
    public string Channel { get; init; } = "store";
}

/// <summary>A tag is given.</summary>
public sealed record TagGiven : Fact
{
    /// <summary>Tag.</summary>
    public required string Tag { get; init; }

    /// <summary>Last local date of the tag, or null.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>Tag rule that gives it, or null (P44).</summary>
    public string? Rule { get; init; }

    /// <summary>Of a rule: its condition as the night read it.</summary>
    public IReadOnlyList<Reason>? Why { get; init; }
}

/// <summary>A tag is taken away: never demotes by itself (C5).</summary>
public sealed record TagTaken : Fact
{
    /// <summary>Tag.</summary>
    public required string Tag { get; init; }

    /// <summary>Tag rule that takes it, or null (P44).</summary>
    public string? Rule { get; init; }

    /// <summary>Of a rule: its condition as the night read it.</summary>
    public IReadOnlyList<Reason>? Why { get; init; }
}

/// <summary>The member entered or left a segment.</summary>
public sealed record SegmentMoved : Fact
{
    /// <summary>Segment.</summary>
    public required string Segment { get; init; }

    /// <summary>Entered (true) or left.</summary>
    public required bool Inside { get; init; }
}

/// <summary>A referral of this member became valid or invalid (§2): told by the referee's decision through the outbox with a natural key.</summary>
public sealed record Referral : Fact
{
    /// <summary>Ledger account id of the referee.</summary>
    public required string Referee { get; init; }

    /// <summary>Valid (true) or no longer.</summary>
    public required bool Valid { get; init; }
}

/// <summary>Points by expiry of an opening.</summary>
/// <param name="Points">Points.</param>
/// <param name="EarnedOn">Date earned.</param>
/// <param name="Through">Last day usable, or null for never.</param>
public sealed record OpeningLot(long Points, DateOnly EarnedOn, DateOnly? Through);

/// <summary>Coupons of one kind held in an older system.</summary>
/// <param name="Kind">Kind in the programme.</param>
/// <param name="Count">How many, 1 or more; 1 with a code.</param>
/// <param name="Through">Last day of use, or null for the kind's own dates from the opening on.</param>
public sealed record OpeningCoupon(string Kind, int Count, DateOnly? Through)
{
    /// <summary>The code it carries, for a kind with a pool; else null.</summary>
    public string? Code { get; init; }

    /// <summary>Number of the code in the pool, which the store tells; 0 without one.</summary>
    public long PoolNumber { get; init; }
}

/// <summary>Opening facts: what an older system knew (api.md import members). Once per source.</summary>
public sealed record Opening : Fact
{
    /// <summary>Points.</summary>
    public IReadOnlyList<OpeningLot> Lots { get; init; } = [];

    /// <summary>Growth value to date.</summary>
    public long Growth { get; init; }

    /// <summary>Spend to date, minor units, dated at the occurred-at.</summary>
    public long SpendMinor { get; init; }

    /// <summary>Orders to date.</summary>
    public int Orders { get; init; }

    /// <summary>Principal of stored value, minor units; taken as registered, and without the limit of a top-up.</summary>
    public long PrincipalMinor { get; init; }

    /// <summary>Bonus of stored value, minor units; only beside a principal.</summary>
    public long BonusMinor { get; init; }

    /// <summary>Coupons held.</summary>
    public IReadOnlyList<OpeningCoupon> Coupons { get; init; } = [];

    /// <summary>Tier id, or null for the base.</summary>
    public string? Tier { get; init; }

    /// <summary>Tier held since.</summary>
    public DateOnly? TierSince { get; init; }

    /// <summary>Tier locked through this date, or null.</summary>
    public DateOnly? LockThrough { get; init; }
}

/// <summary>An opening told by mistake is undone (api.md import members): new entries take back what it gave, as long as nobody used it.</summary>
public sealed record OpeningUndone : Fact
{
    /// <summary>Sequence of the <see cref="Opening"/>.</summary>
    public required long OpeningSequence { get; init; }
}

/// <summary>Points are spent outside a purchase.</summary>
public sealed record Debit : Fact
{
    /// <summary>Points asked, more than 0.</summary>
    public required long Points { get; init; }

    /// <summary>Unique per member.</summary>
    public required string Reference { get; init; }

    /// <summary>Take what there is instead of refusing.</summary>
    public bool ClampToBalance { get; init; }

    /// <summary>Sequence of the order this spending belongs to, or 0 (§3 sameOrderSpending).</summary>
    public long ForPurchaseSequence { get; init; }
}

/// <summary>A debit is cancelled: its points come back (§3).</summary>
public sealed record DebitCancelled : Fact
{
    /// <summary>Sequence of the debit.</summary>
    public required long DebitSequence { get; init; }
}

/// <summary>A hand correction of points.</summary>
public sealed record Adjustment : Fact
{
    /// <summary>Points, positive or negative, not 0.</summary>
    public required long Points { get; init; }

    /// <summary>Reason as a code, free text is kept beside the record.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Last day usable of given points; null takes the programme's expiry.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>Given points never end.</summary>
    public bool NeverEnds { get; init; }

    /// <summary>A negative correction may make debt.</summary>
    public bool MayMakeDebt { get; init; }
}

/// <summary>Growth corrected by hand.</summary>
public sealed record GrowthAdjustment : Fact
{
    /// <summary>Growth, positive or negative.</summary>
    public required long Growth { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }
}

/// <summary>Benefits and spending are frozen (L2).</summary>
public sealed record Frozen : Fact
{
    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }
}

/// <summary>The freeze ends.</summary>
public sealed record Unfrozen : Fact;

/// <summary>The membership is closed: points are voided with a ledger entry; stored value never is.</summary>
public sealed record Closed : Fact
{
    /// <summary>Told with open eyes: stored value is left and stays owed, to be refunded later.</summary>
    public bool KeepsValue { get; init; }
}

/// <summary>A tier set by hand (§5).</summary>
public sealed record TierSet : Fact
{
    /// <summary>Tier id.</summary>
    public required string Tier { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Stops falls through this date; null sets no lock.</summary>
    public DateOnly? LockThrough { get; init; }

    /// <summary>Whether the member goes on rising while locked (P24).</summary>
    public bool Accumulates { get; init; } = true;
}

/// <summary>A lock ends.</summary>
public sealed record TierUnlocked : Fact;

/// <summary>Kind of an overlay above the earned tier (§5).</summary>
public enum OverlayKind
{
    /// <summary>Trial (A13).</summary>
    Trial,

    /// <summary>By hand.</summary>
    Manual,

    /// <summary>Paid membership.</summary>
    Paid,
}

/// <summary>A tier is laid over the earned one for a time.</summary>
public sealed record OverlayGiven : Fact
{
    /// <summary>Kind.</summary>
    public required OverlayKind Kind { get; init; }

    /// <summary>Tier id.</summary>
    public required string Tier { get; init; }

    /// <summary>Last day.</summary>
    public required DateOnly Through { get; init; }

    /// <summary>Reason as a code; null where the system gave it.</summary>
    public string? ReasonCode { get; init; }
}

/// <summary>The member applies for a tier once eligible (C14).</summary>
public sealed record TierApplied : Fact
{
    /// <summary>Tier id.</summary>
    public required string Tier { get; init; }
}

/// <summary>Staff decide an application; eligibility is checked again.</summary>
public sealed record TierApplicationDecided : Fact
{
    /// <summary>Sequence of the application.</summary>
    public required long ApplicationSequence { get; init; }

    /// <summary>Approved or rejected.</summary>
    public required bool Approved { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }
}

/// <summary>People decide a fall that the programme left to them (D4).</summary>
public sealed record FallAssessed : Fact
{
    /// <summary>Review whose fall waits; <c>validity</c> for the end of a validity.</summary>
    public required string Review { get; init; }

    /// <summary>The tier falls, or is kept.</summary>
    public required bool Lowers { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }
}

/// <summary>Points leave for another member. Its counterpart is <see cref="TransferIn"/> with the lots taken.</summary>
public sealed record TransferOut : Fact
{
    /// <summary>Points, more than 0.</summary>
    public required long Points { get; init; }

    /// <summary>Ledger account id of the receiver.</summary>
    public required string To { get; init; }
}

/// <summary>A lot as it travels between members.</summary>
/// <param name="Points">Points.</param>
/// <param name="EarnedOn">Earned on.</param>
/// <param name="EndsOn">First day not usable, or null.</param>
/// <param name="From">Lot it left, in the other record.</param>
/// <param name="Pending">Whether it is still pending (merge only).</param>
/// <param name="ActivatesOn">When a pending lot activates.</param>
public sealed record CarriedLot(long Points, DateOnly EarnedOn, DateOnly? EndsOn, Points.LotId From, bool Pending = false, DateOnly? ActivatesOn = null)
{
    /// <summary>When a waiting lot is cancelled, or null.</summary>
    public DateOnly? CancelsOn { get; init; }

    /// <summary>When it became active, where it was pending once.</summary>
    public DateOnly? ActiveOn { get; init; }

    /// <summary>Order in the other record whose refund takes it back, or 0.</summary>
    public long Order { get; init; }
}

/// <summary>Points arrive from another member.</summary>
public sealed record TransferIn : Fact
{
    /// <summary>Lots that came.</summary>
    public required IReadOnlyList<CarriedLot> Lots { get; init; }

    /// <summary>Ledger account id of the giver.</summary>
    public required string From { get; init; }
}

/// <summary>A cut-off of a share or seat review was recorded (§5): told to each member of the population.</summary>
public sealed record CutOffReached : Fact
{
    /// <summary>Review.</summary>
    public required string Review { get; init; }

    /// <summary>Date of the review.</summary>
    public required DateOnly ReviewOn { get; init; }

    /// <summary>Tier.</summary>
    public required string Tier { get; init; }

    /// <summary>Value at the rank ⌈share × population⌉.</summary>
    public required long Value { get; init; }

    /// <summary>Population.</summary>
    public required int Population { get; init; }

    /// <summary>Whether this member is in (ties and seats already decided).</summary>
    public required bool Inside { get; init; }
}
