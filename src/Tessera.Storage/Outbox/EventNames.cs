using Tessera.Core.Bookings;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Plans;
using Tessera.Core.Redemption;
using Tessera.Core.StoredValue;

namespace Tessera.Storage.Outbox;

/// <summary>
/// Which event a fact or an effect is told as to integrators, or null for none. A fact is told at most once (place 0), an effect at most once (its
/// place inside the item), so that an event keeps its id whatever later versions tell besides.
/// </summary>
public static class EventNames
{
    /// <summary>Topic of a row that stands for a whole item of a record; its events are derived when they are read.</summary>
    public const string ItemTopic = "item";

    /// <summary>Topics of rows that carry one event of their own: this and its type.</summary>
    public const string OwnTopic = "event.";

    /// <summary>Whether anything of an item is told.</summary>
    public static bool Tells(RecordItem item)
    {
        if (item.Fact is { } fact && Of(fact) is not null) return true;
        foreach (var effect in item.Effects)
        {
            if (Of(effect) is not null) return true;
        }

        return false;
    }

    /// <summary>The event of a fact.</summary>
    public static string? Of(Fact fact) => fact switch
    {
        Purchase => "purchase.recorded",
        Refund => "purchase.refunded",
        Cancellation => "purchase.cancelled",
        TierApplied => "tier.applied",
        TierApplicationDecided => "tier.applicationDecided",
        FamilyLinked => "family.linked",
        FamilyUnlinked => "family.unlinked",
        _ => null,
    };

    /// <summary>The event of an effect.</summary>
    public static string? Of(Effect effect) => effect switch
    {
        LedgerEntry entry => Of(entry),
        WalletEntry entry => Of(entry.Kind),
        CardEntry entry => Of(entry.Kind),
        CouponEntry entry => Of(entry.Kind),
        BenefitEntry { Kind: BenefitEntryKind.Granted } => "benefit.granted",
        BenefitEntry => "benefit.used",
        MemberJoined => "member.created",
        MemberClosed => "member.closed",
        MemberMerged { Into: not null } => "member.merged",
        MemberMerged => "member.separated",
        FreezeChanged { Frozen: true } => "member.frozen",
        FreezeChanged => "member.unfrozen",
        TagChanged { Held: true } => "member.tagged",
        TagChanged => "member.untagged",
        SegmentChanged { Inside: true } => "segment.entered",
        SegmentChanged => "segment.left",
        TierChanged => "tier.changed",
        RedemptionMoved { Stage: RedemptionStage.Open } => "redemption.made",
        RedemptionMoved { Stage: RedemptionStage.Fulfilled } => "redemption.fulfilled",
        RedemptionMoved => "redemption.cancelled",
        DrawMade => "draw.entered",
        PlanEntry entry => Of(entry.Kind),
        BookingMoved moved => Of(moved),
        Notice => "notice.created",
        _ => null,
    };

    private static string Of(WalletEntryKind kind) => kind switch
    {
        WalletEntryKind.TopUp => "wallet.toppedUp",
        WalletEntryKind.Use => "wallet.used",
        WalletEntryKind.GiveBack => "wallet.returned",
        WalletEntryKind.Refund => "wallet.refunded",
        WalletEntryKind.Opening or WalletEntryKind.OpeningUndone => "wallet.adjusted",
        WalletEntryKind.MergeIn or WalletEntryKind.MergeOut => "wallet.transferred",
    };

    private static string Of(CardEntryKind kind) => kind switch
    {
        CardEntryKind.Sold => "card.sold",
        CardEntryKind.Used or CardEntryKind.UseCancelled => "card.used",
        CardEntryKind.Refunded => "card.refunded",
        CardEntryKind.Ended => "card.ended",
        CardEntryKind.MergeIn or CardEntryKind.MergeOut => "card.transferred",
    };

    // The reminder is told as a notice.
    private static string? Of(BookingMoved moved) => moved.Reason.Code == "booking.reminder" ? null : moved.Reason.Code;

    private static string? Of(PlanEntryKind kind) => kind switch
    {
        PlanEntryKind.Ordered => "plan.ordered",
        PlanEntryKind.Ended => "plan.ended",
        PlanEntryKind.Refunded => "plan.refunded",
        PlanEntryKind.MergeIn or PlanEntryKind.MergeOut => "plan.transferred",
        PlanEntryKind.Followed or PlanEntryKind.Noticed => null,
    };

    // A lock lasts minutes, and a notice is told as one.
    private static string? Of(CouponEntryKind kind) => kind switch
    {
        CouponEntryKind.Issued or CouponEntryKind.Opening => "coupon.issued",
        CouponEntryKind.Used => "coupon.used",
        CouponEntryKind.Returned => "coupon.returned",
        CouponEntryKind.Expired => "coupon.expired",
        CouponEntryKind.Voided => "coupon.voided",
        CouponEntryKind.Sent or CouponEntryKind.Received or CouponEntryKind.MergeIn or CouponEntryKind.MergeOut => "coupon.transferred",
        CouponEntryKind.Locked or CouponEntryKind.Unlocked or CouponEntryKind.Noticed => null,
    };

    private static string? Of(LedgerEntry entry)
    {
        if (entry is { Points: 0, Pending: 0 }) return entry.Growth == 0 ? null : "growth.changed";
        return entry.Kind switch
        {
            EntryKind.Earn or EntryKind.Gift => "points.earned",
            EntryKind.EarnPending => "points.pending",
            EntryKind.Activate => "points.activated",
            EntryKind.CancelPending => "points.cancelled",
            EntryKind.Expire => "points.expired",
            EntryKind.ClawBack => "points.refunded",
            EntryKind.Debit or EntryKind.AutoRedeem => "points.spent",
            EntryKind.Return => "points.returned",
            EntryKind.Void => "points.voided",
            EntryKind.WriteOff or EntryKind.LeftStanding or EntryKind.Adjust or EntryKind.Opening or EntryKind.Growth or EntryKind.PayDebt => "points.adjusted",
            EntryKind.TransferOut or EntryKind.TransferIn or EntryKind.MergeOut or EntryKind.MergeIn => "points.transferred",
        };
    }
}
