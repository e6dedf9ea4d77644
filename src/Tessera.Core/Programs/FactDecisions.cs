using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>What a fact is decided with.</summary>
/// <param name="Programs">All versions.</param>
/// <param name="Program">The version that decides the fact.</param>
/// <param name="D">The decision.</param>
/// <param name="Command">The fact and what was loaded for it.</param>
internal sealed record FactContext(ProgramHistory Programs, CompiledProgram Program, Deciding D, Command Command)
{
    public MemberState State => D.State;

    public LadderHistory Ladders => Programs.Ladders;

    /// <summary>The benefits that the member has when the fact happened, with a tier.</summary>
    public HeldBenefits Holds(string tier) => new(Programs, Program, State, tier, D.OccurredAt);

    /// <summary>Ends the fact's item and accepts.</summary>
    public Refusal? Accept(PurchaseOutcome? purchase = null)
    {
        D.EndFact(Command.Fact, purchase);
        return null;
    }
}

/// <summary>One entry for every kind of fact. A handler returns a refusal before its first effect, or ends the item.</summary>
internal static class FactDecisions
{
    /// <summary>What holds for every fact, before anything is settled.</summary>
    public static Refusal? Check(Deciding d, Fact fact)
    {
        if (fact.OccurredAt > fact.RecordedAt.PlusMinutes(Decide.MinutesAhead)) return Refusal.Of("fact.inFuture");
        if (fact is Joined) return d.State.Sequence > 0 ? Refusal.Of("member.alreadyJoined") : null;
        if (d.State.JoinedOn == default) return Refusal.Of("member.notJoined");
        // What was paid for is handed over, also to a member that was merged or closed since.
        if (fact is RedemptionFulfilled or BookingTold) return null;
        if (d.State.MergedInto is not null && fact is not (Refund or RedemptionCancelled or MergedRefund or MergedReturn or UnmergedInto)) return Refusal.Of("member.merged");
        // What a closed member is owed is still paid back.
        if (fact is WalletRefund or PlanRefunded or FamilyUnlinked) return null;
        return d.State.ClosedOn is { } closed ? Refusal.Of("member.closed", Reason.Day("on", closed)) : FamilyDecisions.Check(d.State, fact);
    }

    public static Refusal? Carry(FactContext c) => c.Command.Fact switch
    {
        Purchase fact => PurchaseDecisions.Buy(c, fact),
        Activity fact => PurchaseDecisions.Act(c, fact),
        Refund fact => RefundDecisions.GiveBack(c, fact),
        Cancellation fact => RefundDecisions.Cancel(c, fact),
        Received fact => PurchaseDecisions.Receive(c, fact),
        FamilyLinked fact => FamilyDecisions.Link(c, fact),
        FamilyUnlinked fact => FamilyDecisions.Unlink(c, fact),
        Joined fact => MembershipDecisions.Join(c, fact),
        Opening fact => MembershipDecisions.Open(c, fact),
        OpeningUndone fact => OpeningDecisions.Undo(c, fact),
        TagGiven fact => MembershipDecisions.GiveTag(c, fact),
        TagTaken fact => MembershipDecisions.TakeTag(c, fact),
        SegmentMoved fact => MembershipDecisions.MoveSegment(c, fact),
        Frozen => MembershipDecisions.Freeze(c, true),
        Unfrozen => MembershipDecisions.Freeze(c, false),
        Closed fact => MembershipDecisions.Close(c, fact),
        Referral fact => MembershipDecisions.Refer(c, fact),
        TopUp or TopUpRefund or WalletRefund or WalletChanged or CardSold or CardUsed or CardUseCancelled => WalletFact(c),
        BenefitUsed fact => BenefitDecisions.Use(c, fact),
        BenefitUseCancelled => BenefitDecisions.CancelUse(c),
        BirthdayCame fact => BenefitDecisions.GrantBirthday(c, fact),
        PackGiven fact => BenefitDecisions.GivePack(c, fact),
        Booked fact => BookingDecisions.Book(c, fact),
        BookingTold fact => BookingDecisions.Tell(c, fact),
        PlanOrdered fact => PlanDecisions.Order(c, fact),
        PlanRefunded fact => PlanDecisions.GiveBack(c, fact),
        Debit fact => PointsDecisions.Spend(c, fact),
        DebitCancelled fact => PointsDecisions.CancelDebit(c, fact),
        Adjustment fact => PointsDecisions.Adjust(c, fact),
        GrowthAdjustment fact => PointsDecisions.AdjustGrowth(c, fact),
        TransferOut fact => PointsDecisions.SendPoints(c, fact),
        TransferIn fact => PointsDecisions.ReceivePoints(c, fact),
        CouponGranted or CouponClaimed or CouponHeld or CouponUsed or CouponReturned or CouponVoided or CouponSent or CouponArrived => CouponDecisions.Carry(c),
        MergedInto or MergedFrom or MergedRefund or MergedReturn or UnmergedFrom or UnmergedInto => MergeDecisions.Carry(c),
        Redeemed or RedemptionCancelled or RedemptionFulfilled or Drawn => RewardFact(c),
        var fact => TierFact(c, fact),
    };

    private static Refusal? WalletFact(FactContext c) => c.Command.Fact switch
    {
        TopUp fact => WalletDecisions.TopUp(c, fact),
        TopUpRefund fact => WalletDecisions.RefundTopUp(c, fact),
        WalletRefund fact => WalletDecisions.Refund(c, fact),
        WalletChanged fact => WalletDecisions.Change(c, fact),
        CardSold fact => CardDecisions.Sell(c, fact),
        CardUsed fact => CardDecisions.Use(c, fact),
        CardUseCancelled fact => CardDecisions.CancelUse(c, fact),
        var fact => throw new ArgumentException($"no rule for {fact.GetType().Name}", nameof(c)),
    };

    private static Refusal? RewardFact(FactContext c) => c.Command.Fact switch
    {
        Redeemed fact => RedemptionDecisions.Redeem(c, fact),
        RedemptionCancelled fact => RedemptionDecisions.Cancel(c, fact),
        RedemptionFulfilled fact => RedemptionDecisions.Fulfil(c, fact),
        Drawn fact => DrawDecisions.Enter(c, fact),
        var fact => throw new ArgumentException($"no rule for {fact.GetType().Name}", nameof(c)),
    };

    private static Refusal? TierFact(FactContext c, Fact fact)
    {
        var refusal = fact switch
        {
            TierSet set => TierDecisions.Set(c.D, c.Ladders, set),
            TierUnlocked => TierDecisions.Unlock(c.D, c.Ladders),
            OverlayGiven overlay => TierDecisions.Overlay(c.D, c.Ladders, overlay),
            TierApplied applied => TierDecisions.Apply(c.D, c.Ladders, applied),
            TierApplicationDecided decided => TierDecisions.DecideApplication(c.D, c.Ladders, decided),
            FallAssessed assessed => TierDecisions.Assess(c.D, c.Ladders, assessed),
            CutOffReached cutOff => TierDecisions.CutOff(c.D, c.Ladders, cutOff),
            _ => throw new ArgumentException($"no rule for {fact.GetType().Name}", nameof(fact)),
        };
        if (refusal is not null) return refusal;
        PurchaseDecisions.FinishPoints(c.D);
        return c.Accept();
    }
}
