using System.ComponentModel;

namespace Tessera.App.Webhooks;

/// <summary>What is told of a member: the common part of bodies.</summary>
public abstract record MemberEvent
{
    [Description("Id of the member; absent when the person was erased meanwhile.")]
    public string? MemberId { get; init; }

    [Description("Place of the item in the member's record, from 1 without gaps: events of one member are ordered by it, however they arrive.")]
    public long Sequence { get; init; }

    [Description("When it happened; the event's `timestamp` is when it was recorded.")]
    public DateTimeOffset OccurredAt { get; init; }

    [Description("Identities of the member in clear; only for endpoints that include `identities`.")]
    public IReadOnlyList<IdentityTold>? Identities { get; init; }
}

/// <summary>An identity of a member.</summary>
/// <param name="Kind">phone, email, card, unionid, wecom, openid:APP or external:SOURCE.</param>
/// <param name="Value">The value.</param>
public sealed record IdentityTold(string Kind, string Value);

/// <summary>A member joined, or left.</summary>
public sealed record MembershipEvent : MemberEvent
{
    [Description("Local date.")]
    public DateOnly? On { get; init; }

    [Description("Channel of registration; for `member.created`.")]
    public string? Channel { get; init; }

    [Description("The member that holds the value now; for `member.merged`.")]
    public string? IntoMemberId { get; init; }
}

/// <summary>A family card was linked, or ended.</summary>
public sealed record FamilyEvent : MemberEvent
{
    /// <summary>Main member.</summary>
    [Description("The main member, in the event of the card; absent when that person was erased meanwhile.")]
    public string? MainMemberId { get; init; }

    /// <summary>Card.</summary>
    [Description("The card, in the event of the main member; absent when that person was erased meanwhile.")]
    public string? CardMemberId { get; init; }

    /// <summary>Why.</summary>
    [Description("Why, as a code.")]
    public required string Reason { get; init; }
}

/// <summary>A tag was given or taken.</summary>
public sealed record TagEvent : MemberEvent
{
    [Description("Tag.")]
    public required string Tag { get; init; }

    [Description("Last local date of the tag; absent where it has none.")]
    public DateOnly? Through { get; init; }

    [Description("Tag rule that gave or took it; absent where people or other systems did.")]
    public string? Rule { get; init; }
}

/// <summary>A member entered or left a segment.</summary>
public sealed record SegmentEvent : MemberEvent
{
    [Description("Segment.")]
    public required string Segment { get; init; }

    [Description("Local date.")]
    public required DateOnly On { get; init; }
}

/// <summary>Points or growth moved.</summary>
public sealed record LedgerEvent : MemberEvent
{
    [Description("Kind of the ledger entry, such as `earn`, `expire`, `debit`, `clawBack`.")]
    public required string Kind { get; init; }

    [Description("Change of the balance.")]
    public long Points { get; init; }

    [Description("Balance after it; negative where points are owed.")]
    public long BalanceAfter { get; init; }

    [Description("Change of the pending points.")]
    public long Pending { get; init; }

    [Description("Pending points after it.")]
    public long PendingAfter { get; init; }

    [Description("Change of the growth value.")]
    public long Growth { get; init; }

    [Description("Growth value after it.")]
    public long GrowthAfter { get; init; }

    [Description("The purchase it belongs to; absent where it belongs to none.")]
    public string? PurchaseId { get; init; }

    [Description("Why, as a stable code.")]
    public required string Reason { get; init; }
}

/// <summary>Stored value moved.</summary>
public sealed record WalletEvent : MemberEvent
{
    /// <summary>Kind.</summary>
    [Description("Kind of the wallet entry: `topUp`, `use`, `giveBack`, `refund`, `opening`, `openingUndone`, `mergeIn`, `mergeOut`.")]
    public required string Kind { get; init; }

    /// <summary>Principal.</summary>
    [Description("Change of the principal, minor units.")]
    public long PrincipalMinor { get; init; }

    /// <summary>Bonus.</summary>
    [Description("Change of the bonus, minor units.")]
    public long BonusMinor { get; init; }

    /// <summary>Principal after.</summary>
    [Description("Principal after it, minor units.")]
    public long PrincipalAfterMinor { get; init; }

    /// <summary>Bonus after.</summary>
    [Description("Bonus after it, minor units.")]
    public long BonusAfterMinor { get; init; }

    /// <summary>Interest.</summary>
    [Description("Interest paid beside a refund, minor units.")]
    public long InterestMinor { get; init; }

    /// <summary>Currency.</summary>
    [Description("Currency of the amounts.")]
    public required string Currency { get; init; }

    /// <summary>Purchase.</summary>
    [Description("The purchase it paid for or came back from; absent where it belongs to none.")]
    public string? PurchaseId { get; init; }

    /// <summary>Why.</summary>
    [Description("Why, as a stable code.")]
    public required string Reason { get; init; }
}

/// <summary>A benefit was granted, used, or a use taken back.</summary>
public sealed record BenefitEvent : MemberEvent
{
    /// <summary>Kind.</summary>
    [Description("Kind of the entry: `granted`, `used`, `useCancelled`.")]
    public required string Kind { get; init; }

    /// <summary>Benefit.</summary>
    [Description("Benefit, by its id in the programme.")]
    public required string Benefit { get; init; }

    /// <summary>Uses.</summary>
    [Description("Uses granted, made or taken back.")]
    public required int Uses { get; init; }

    /// <summary>Cost.</summary>
    [Description("Cost of the use in minor units, negative when it was taken back.")]
    public required long CostMinor { get; init; }

    /// <summary>Last date.</summary>
    [Description("Last local date of a grant.")]
    public DateOnly? Through { get; init; }
}

/// <summary>Something happened to a card.</summary>
public sealed record CardEvent : MemberEvent
{
    /// <summary>Kind.</summary>
    [Description("Kind of the card entry: `sold`, `used`, `useCancelled`, `refunded`, `ended`, `mergeIn`, `mergeOut`.")]
    public required string Kind { get; init; }

    /// <summary>Card held.</summary>
    [Description("The card held, by its id.")]
    public required string CardId { get; init; }

    /// <summary>Card of the programme.</summary>
    [Description("Card of the programme.")]
    public required string Card { get; init; }

    /// <summary>Uses.</summary>
    [Description("Uses made by it, negative when taken back.")]
    public int Uses { get; init; }

    /// <summary>Uses left.</summary>
    [Description("Uses left; absent for a period card.")]
    public int? UsesLeft { get; init; }

    /// <summary>Why.</summary>
    [Description("Why, as a stable code.")]
    public required string Reason { get; init; }
}

/// <summary>Something happened to a coupon.</summary>
public sealed record CouponEvent : MemberEvent
{
    /// <summary>Kind of entry.</summary>
    [Description("Kind of the coupon entry: `issued`, `used`, `returned`, `expired`, `voided`, `sent`, `received`, `mergeIn`, `mergeOut`.")]
    public required string Kind { get; init; }

    /// <summary>The coupon.</summary>
    [Description("The coupon, by its id; absent when its holder was erased.")]
    public string? CouponId { get; init; }

    /// <summary>Kind of coupon.</summary>
    [Description("Kind of coupon, as the programme names it.")]
    public required string Coupon { get; init; }

    /// <summary>Status.</summary>
    [Description("Status after it: `issued`, `locked`, `used`, `returned`, `expired`, `void`, `gone`.")]
    public required string Status { get; init; }

    /// <summary>First day.</summary>
    [Description("First day it can be used.")]
    public DateOnly From { get; init; }

    /// <summary>Last day.</summary>
    [Description("Last day it can be used; absent without an end.")]
    public DateOnly? Through { get; init; }

    /// <summary>Saved.</summary>
    [Description("What a use took off, minor units; negative when it comes back.")]
    public long SavedMinor { get; init; }

    /// <summary>Currency.</summary>
    [Description("Currency of the amount.")]
    public required string Currency { get; init; }

    /// <summary>Store.</summary>
    [Description("Store of a use, where told.")]
    public string? StoreId { get; init; }

    /// <summary>Purchase.</summary>
    [Description("The purchase it was used for; absent where it belongs to none.")]
    public string? PurchaseId { get; init; }

    /// <summary>Why.</summary>
    [Description("Why, as a stable code.")]
    public required string Reason { get; init; }
}

/// <summary>The tier changed.</summary>
public sealed record TierEvent : MemberEvent
{
    [Description("Tier in force before.")]
    public required string From { get; init; }

    [Description("Tier in force now.")]
    public required string To { get; init; }

    [Description("Earned tier before: what holds without trials and tiers laid over it.")]
    public required string EarnedFrom { get; init; }

    [Description("Earned tier now.")]
    public required string EarnedTo { get; init; }

    [Description("What changed it: `joined`, `upgrade`, `fall`, `reversal`, `correction`, `manual`, `application`, `replaced`, `merge`, `opening`, `overlayBegan`, `overlayEnded`.")]
    public required string Cause { get; init; }

    [Description("Local date from which it holds.")]
    public DateOnly On { get; init; }

    [Description("For reviews: the date of the review.")]
    public DateOnly? ReviewOn { get; init; }

    [Description("First date on which the new tier is over; absent where it has no end.")]
    public DateOnly? ValidUntil { get; init; }
}

/// <summary>A member asked for a tier, or staff decided.</summary>
public sealed record ApplicationEvent : MemberEvent
{
    [Description("Tier asked for; for `tier.applied`.")]
    public string? Tier { get; init; }

    [Description("Whether it was approved; for `tier.applicationDecided`.")]
    public bool? Approved { get; init; }
}

/// <summary>A purchase, or something given back of one.</summary>
public sealed record PurchaseEvent : MemberEvent
{
    [Description("Id of the purchase; absent for `purchase.cancelled`, which names none.")]
    public string? PurchaseId { get; init; }

    [Description("Source system of this document.")]
    public string? Source { get; init; }

    [Description("The source's own number of this document.")]
    public string? Number { get; init; }

    [Description("Amount of this document in minor units: of the purchase, or of what was given back.")]
    public long AmountMinor { get; init; }

    [Description("Currency.")]
    public required string Currency { get; init; }

    [Description("Store; absent where none was told.")]
    public string? StoreId { get; init; }

    [Description("Change of the balance by this document.")]
    public long Points { get; init; }

    [Description("Change of the pending points by this document.")]
    public long Pending { get; init; }

    [Description("Change of the growth value by this document.")]
    public long Growth { get; init; }

    [Description("For `purchase.refunded`: whether the purchase was voided.")]
    public bool? IsVoid { get; init; }

    [Description("For `purchase.refunded`: whether nothing of the purchase is left.")]
    public bool? IsComplete { get; init; }
}

/// <summary>A redemption was made, handed over or cancelled.</summary>
public sealed record RedemptionEvent : MemberEvent
{
    [Description("Item that made the redemption: with the member it is its id, `red_` and the letters of the member's id, `_` and this.")]
    public long RedemptionSequence { get; init; }

    [Description("Reward, or prize of a draw; for `redemption.made`.")]
    public string? Reward { get; init; }

    [Description("The draw it was won in; absent for rewards.")]
    public string? Draw { get; init; }

    [Description("Units; for `redemption.made`.")]
    public int? Units { get; init; }

    [Description("Points paid in all; for `redemption.made`.")]
    public long? Points { get; init; }

    [Description("Cash paid in all, minor units; for `redemption.made`.")]
    public long? CashMinor { get; init; }

    [Description("`pickUp` or `delivery`; for `redemption.made`.")]
    public string? Handing { get; init; }
}

/// <summary>A booking was made or moved on.</summary>
public sealed record BookingEvent : MemberEvent
{
    [Description("Item that made the booking: with the member it is its id, `bkg_` and the letters of the member's id, `_` and this.")]
    public long BookingSequence { get; init; }

    [Description("Resource of the programme.")]
    public required string Resource { get; init; }

    [Description("Local date.")]
    public DateOnly On { get; init; }

    [Description("Local time of its start.")]
    public required string At { get; init; }

    [Description("Start as an instant.")]
    public DateTimeOffset StartsAt { get; init; }

    [Description("Seats.")]
    public int Seats { get; init; }

    [Description("The member does not queue.")]
    public bool SkipsQueue { get; init; }
}

/// <summary>Something happened to a paid period of a plan.</summary>
public sealed record PlanEvent : MemberEvent
{
    [Description("Kind of the entry: `ordered`, `ended`, `refunded`, `mergeIn`, `mergeOut`.")]
    public required string Kind { get; init; }

    [Description("The period, by its id; absent once the person was erased.")]
    public string? PeriodId { get; init; }

    [Description("Plan of the programme.")]
    public required string Plan { get; init; }

    [Description("First local date.")]
    public DateOnly From { get; init; }

    [Description("Last local date.")]
    public DateOnly Through { get; init; }

    [Description("Paid, minor units.")]
    public long PaidMinor { get; init; }

    [Description("Paid back, minor units.")]
    public long RefundedMinor { get; init; }

    [Description("Currency of amounts.")]
    public required string Currency { get; init; }

    [Description("Tier it lays over the earned one; absent without one.")]
    public string? Tier { get; init; }

    [Description("Code of the reason.")]
    public required string Reason { get; init; }
}

/// <summary>A member entered a draw.</summary>
public sealed record DrawEvent : MemberEvent
{
    [Description("Draw.")]
    public required string Draw { get; init; }

    [Description("Place among all entries, from 1.")]
    public long Nonce { get; init; }

    [Description("Number drawn, 0 to 9,999.")]
    public int Number { get; init; }

    [Description("Prize won; absent for none.")]
    public string? Prize { get; init; }
}

/// <summary>A message was put into the member's inbox.</summary>
public sealed record NoticeEvent : MemberEvent
{
    [Description("Topic, such as `points.expiring`, `tier.upgraded`, `tier.warning`.")]
    public required string Topic { get; init; }

    [Description("Local date it is dated.")]
    public DateOnly On { get; init; }

    [Description("The message in Chinese.")]
    public required string TextZh { get; init; }

    [Description("The message in English.")]
    public required string TextEn { get; init; }
}

/// <summary>A version of the programme was published.</summary>
/// <param name="Version">Number.</param>
/// <param name="EffectiveAt">Takes effect.</param>
public sealed record ProgramEvent(
    [property: Description("Number of the version.")] int Version,
    [property: Description("When it takes effect.")] DateTimeOffset EffectiveAt);

/// <summary>What benefits cost came near the red line, or to it.</summary>
public sealed record RedLineEvent
{
    [Description("First local date that was read.")]
    public DateOnly From { get; init; }

    [Description("Last local date.")]
    public DateOnly Through { get; init; }

    [Description("Cost of what was used.")]
    public long CostMinor { get; init; }

    [Description("Net revenue of members.")]
    public long RevenueMinor { get; init; }

    [Description("Cost of revenue; absent without revenue.")]
    public long? ShareTenThousandths { get; init; }

    [Description("The red line.")]
    public int LineTenThousandths { get; init; }

    [Description("The adjustment proposal; absent where nothing can be lowered within limits.")]
    public string? ProposalId { get; init; }
}

/// <summary>A test: sent to one endpoint on request.</summary>
/// <param name="EndpointId">Endpoint.</param>
public sealed record TestEvent([property: Description("Endpoint that was to be tried.")] string EndpointId);
