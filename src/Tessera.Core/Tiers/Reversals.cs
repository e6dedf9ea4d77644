using Tessera.Core.Coupons;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Tiers;

/// <summary>Decisions that later facts take back: upgrades whose ground a refund took away (§5 After a refund), falls that a late fact would have prevented (§1 Late facts).</summary>
internal static class Reversals
{
    /// <summary>Reads the last upgrades again, newest first, as of their dates with corrected values.</summary>
    /// <param name="s">The scene.</param>
    /// <param name="how">What follows when one no longer holds.</param>
    /// <param name="isVoid">A void undoes what it takes the ground from, whatever the switch and the lock say (§2).</param>
    /// <param name="fromSequence">Upgrades of earlier items are left alone.</param>
    public static void ReadAgain(in Scene s, AfterRefund how, bool isVoid = false, long fromSequence = 0)
    {
        while (true)
        {
            if (s.Tier.Coming is { } coming)
            {
                if (ComingHolds(s, coming)) return;
                s.Note("coming.dropped", s.Tier with { Coming = null }, Reason.Of("tier.comingDropped", Reason.Id("tier", coming.Tier)));
            }

            if (s.Tier.Grounds is not [.., var ground] || ground.To != s.Tier.Earned || ground.Sequence < fromSequence) return;
            if (StillHolds(s, ground, out var trace)) return;
            var voids = isVoid && ground.ReadOn >= s.D.Day;
            if (!voids && s.IsLocked(s.On)) return;
            var isOld = s.On > ground.On.AddDays(s.Ladder.Ladder.ReverseWithinDays);
            if (!voids && (how == AfterRefund.NextReview || (how == AfterRefund.Reverse && isOld)))
            {
                MarkAtRisk(s, ground, trace);
                return;
            }

            Undo(s, ground, trace, takesGifts: voids || how == AfterRefund.Reverse);
        }
    }

    /// <summary>A late fact that would have met the keep condition reverses the last fall, while nothing else changed the tier since (open graces are closed by <see cref="Graces.CloseMet"/>). It never takes a tier away.</summary>
    public static void Correct(in Scene s)
    {
        if (s.Tier.LastFall is not { } fall || s.Tier.Earned != fall.To || s.D.Day > fall.ReadThrough || !WouldHaveHeld(s, fall)) return;
        var now = s.Tier;
        var first = Reason.Of("tier.fallCorrected", Reason.Id("tier", fall.From), Reason.Id("review", fall.Review), Reason.Day("fellOn", fall.On));
        s.Change(new Change(TierCause.Correction, fall.From, [first]) { ReviewOn = fall.ReviewOn, Review = fall.Review, CauseSequence = s.D.Sequence });
        s.Note("fall.corrected", Restored(s, fall.Before.Good(fall.Review), now), first);
        s.Tell("tier.fallCorrected", first);
    }

    private static bool StillHolds(in Scene s, UpgradeGround ground, out TracedCondition? trace)
    {
        trace = null;
        var ladder = s.Ladders.Version(ground.Version);
        if (ground.Kind == GroundKind.FirstOrder && FirstOrderNet(s.State, ground.CauseSequence) >= ladder.Ladder.FirstOrderLiftsAtMinor) return true;
        if (ladder.IndexOf(ground.To) is not (>= 0 and var at) || ladder.Tiers[at].Enter is not { } enter) return ground.Kind == GroundKind.Condition;
        var frame = Frames.Again(s.State, ladder, ground);
        if (enter.Holds(frame) || HigherHolds(ladder, at, frame)) return true;
        trace = enter.Trace(frame);
        return false;
    }

    // One step a decision: the step was taken because of any tier above whose condition held.
    private static bool HigherHolds(CompiledLadder ladder, int at, in Frame frame)
    {
        if (ladder.Ladder.UpgradeTo != UpgradeTo.OneStep) return false;
        for (var i = at + 1; i < ladder.Tiers.Length; i++)
        {
            var tier = ladder.Tiers[i];
            if (tier.Rule.Enabled && tier.Rule.EntryMode == ladder.Tiers[at].Rule.EntryMode && tier.Enter is { } enter && enter.Holds(frame)) return true;
        }

        return false;
    }

    private static long FirstOrderNet(MemberState state, long sequence)
    {
        long net = 0;
        foreach (var row in state.Rows)
        {
            var isOrder = row.Kind == RowKind.Purchase && row.Sequence == sequence;
            if (isOrder || (row.Kind == RowKind.Refund && row.PurchaseSequence == sequence)) net += row.NetMinor;
        }

        return net;
    }

    private static void MarkAtRisk(in Scene s, UpgradeGround ground, TracedCondition? trace)
    {
        if (s.Tier.AtRiskTo is not null) return;
        var first = Reason.Of("tier.atRisk", Reason.Id("tier", ground.To), Reason.Id("nextTier", ground.Before.Earned), Reason.Day("upgradedOn", ground.On));
        s.Note("atRisk", s.Tier with { AtRiskTo = ground.Before.Earned }, first);
        foreach (var reason in TierReasons.Of(first, trace)) s.D.Explain(reason);
        s.Tell("tier.atRisk", first);
    }

    private static void Undo(in Scene s, UpgradeGround ground, TracedCondition? trace, bool takesGifts)
    {
        var now = s.Tier;
        var first = Reason.Of("tier.reversed", Reason.Id("tier", ground.Before.Earned), Reason.Id("tierFrom", ground.To), Reason.Day("upgradedOn", ground.On));
        s.Change(new Change(TierCause.Reversal, ground.Before.Earned, TierReasons.Of(first, trace)) { CauseSequence = ground.CauseSequence });
        if (takesGifts)
        {
            foreach (var right in ground.GiftRights) s.D.Apply(new RightUsed(right, false));
            foreach (var lot in ground.GiftLots) TakeGift(s, lot, ground.To);
            CouponLife.TakeGifts(s.D, ground.GiftCoupons);
        }

        s.Note("reversed", Restored(s, ground.Before, now) with
        {
            Grounds = [.. now.Grounds.SkipLast(1)],
            // What the member did stays paid; what the upgrade only opened goes with it.
            Tasks = [.. now.Tasks.Where(t => t.DoneBy > 0 || t.OpenedBy != ground.Sequence)],
        }, first);
        s.Tell("tier.reversed", first);
    }

    private static void TakeGift(in Scene s, LotId gift, string tier)
    {
        foreach (var lot in s.State.OpenLots)
        {
            if (lot.Id != gift) continue;
            Ledger.TakeGift(s.D, gift, Reason.Of("tier.giftTaken", Reason.Id("tier", tier), Reason.Points("points", lot.Left)));
            return;
        }
    }

    // What people and later facts set meanwhile stays; graces that were open go on, their end decided tomorrow at the earliest.
    private static TierState Restored(in Scene s, TierState before, TierState now)
    {
        var tomorrow = s.On.AddDays(1);
        return before with
        {
            Overlays = now.Overlays,
            LockThrough = now.LockThrough,
            LockStopsRises = now.LockStopsRises,
            FirstOrderSeen = now.FirstOrderSeen,
            Waiting = now.Waiting,
            Application = now.Application ?? before.Application,
            NextGraceLonger = now.NextGraceLonger,
            NextGraceLongerThrough = now.NextGraceLongerThrough,
            Tasks = now.Tasks,
            Graces = [.. before.Graces.Select(g => g.DueOn < tomorrow ? g with { DueOn = tomorrow } : g)],
        };
    }

    private static bool ComingHolds(in Scene s, ComingTier coming)
    {
        var ladder = s.Ladders.Version(coming.Version);
        if (ladder.IndexOf(coming.Tier) is not (>= 0 and var at) || ladder.Tiers[at].Enter is not { } enter) return true;
        var ground = new UpgradeGround(
            GroundKind.Condition, s.D.Sequence, coming.CauseSequence, coming.ReadOn, coming.On, coming.Tier, coming.Version, coming.Review, coming.Balance, coming.Held, s.Tier)
        {
            ReadSince = coming.ReadSince, ReadAnew = coming.ReadAnew,
        };
        var frame = Frames.Again(s.State, ladder, ground);
        return enter.Holds(frame) || HigherHolds(ladder, at, frame);
    }

    private static bool WouldHaveHeld(in Scene s, LastFall fall)
    {
        var ladder = s.Ladders.Version(fall.Version);
        var tier = ladder.IndexOf(fall.From);
        var review = ladder.ReviewOf(fall.Review);
        var keep = fall.Review == CompiledReview.Validity ? ladder.Tiers[tier].ValidityKeep : review?.KeepOf(tier);
        if (keep is null) return false;
        var frame = Frames.Keep(s.State, ladder, new ReadingSpan(fall.ReviewOn, fall.ReadThrough), review?.Rule.Window, s.IsHistory);
        return keep.Holds(frame with { Dates = frame.Dates with { TierSince = fall.Before.Since } });
    }
}
