using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>Refunds, voids and cancellations (semantics §2 Refund law).</summary>
internal static class RefundDecisions
{
    /// <summary>Right used once this member made a referral valid.</summary>
    public const string ReferralRight = "referral";

    /// <summary>Right that names the purchase which did.</summary>
    public static string ReferralBy(long sequence) => $"referral:{sequence}";

    public static Refusal? GiveBack(FactContext c, Refund refund)
    {
        var purchase = c.Command.Purchase ?? throw new ArgumentException("the purchase is not loaded", nameof(c));
        if (TooEarly(purchase, refund) is { } early) return early;
        if (refund.IsVoid && Voidable(c, purchase) is { } not) return not;
        var share = RefundArithmetic.Take(purchase, refund, c.Program.Document.Purchases.OverRefund, out var refusal);
        if (share is null) return refusal;
        share = Recovery.Of(c, purchase, refund, share);
        Take(c, purchase, share, refund.IsVoid);
        return c.Accept();
    }

    public static Refusal? Cancel(FactContext c, Cancellation cancellation)
    {
        var d = c.D;
        var basis = c.Program.Earning.Cancelled(cancellation);
        d.Apply(new RowAdded(new MetricRow
        {
            Sequence = d.Sequence, Kind = RowKind.Cancellation, Day = d.Day, PurchaseDay = d.Day,
            NetMinor = -cancellation.AmountMinor, SpendMinor = -basis.SpendMinor, SpendGrowth = -basis.Growth, Points = -basis.Points,
        }));
        ClawBacks.TakeUnnamed(d, basis.Points, Reason.Of("points.cancelled", Reason.Points("points", basis.Points), Reason.Money("amount", cancellation.AmountMinor)));
        PurchaseDecisions.PostGrowth(d, -basis.Growth, "growth.cancelled");
        PurchaseDecisions.FinishPoints(d);
        TierDecisions.AfterRefund(d, c.Ladders, 0, false);
        return c.Accept();
    }

    /// <summary>Nothing is given back before it was bought.</summary>
    public static Refusal? TooEarly(RecordedPurchase purchase, Refund refund) => refund.OccurredAt < purchase.Fact.OccurredAt ? Refusal.Of("refund.beforePurchase") : null;

    private static Refusal? Voidable(FactContext c, RecordedPurchase purchase) =>
        c.D.Day != purchase.Day ? Refusal.Of("void.otherDay", Reason.Day("on", purchase.Day)) : null;

    /// <summary>What the earned-points metric still holds of an order: pending points that lapsed are gone already.</summary>
    private static long PointsLeft(MemberState state, long purchase)
    {
        long left = 0;
        foreach (var row in state.Rows)
        {
            var isOrder = row.Sequence == purchase && row.Kind is (RowKind.Purchase or RowKind.Opening);
            if (row.FromMerge == 0 && (isOrder || (row.PurchaseSequence == purchase && row.Kind == RowKind.Refund))) left += row.Points;
        }

        return Math.Max(0, left);
    }

    private static void Take(FactContext c, RecordedPurchase purchase, RefundShare share, bool isVoid)
    {
        var d = c.D;
        d.Apply(new PurchaseRefunded(purchase.Sequence, share.Lines, share.Completes));
        d.Apply(new RowAdded(new MetricRow
        {
            Sequence = d.Sequence, PurchaseSequence = purchase.Sequence, Kind = RowKind.Refund, Day = d.Day, PurchaseDay = purchase.Day,
            NetMinor = -share.MoneyMinor, SpendMinor = -share.SpendMinor, SpendGrowth = -share.Growth, Points = -Math.Min(share.Points, PointsLeft(d.State, purchase.Sequence)),
        }));
        foreach (var row in RefundArithmetic.CapRoomBack(c.State.Rows, purchase, share, d.Sequence)) d.Apply(new RowAdded(row));
        Sale.Release(c, purchase, share, isVoid);
        FamilyDecisions.GiveBack(d, purchase, share.Lines);
        if (isVoid) Cooldown.GiveBack(d, purchase.Gave);
        Unrefer(c, purchase, share);
        if (share.Completes) MoveLastPurchase(d, purchase.Day, purchase.Sequence);
        if (d.State.MergedInto is not null)
        {
            if (share.Completes) StarterTasks.Undo(d, purchase.Sequence);
            return;
        }

        // What it had cost comes back first: a claw-back makes no debt that the same refund pays.
        Sale.GiveBack(d, purchase, share.Lines);
        Sale.ReturnCoupons(d, purchase, share);
        var code = isVoid ? "points.voided" : "points.refunded";
        ClawBacks.Take(d, ClawBack.Of(d.State, purchase.Sequence, share.Points, Reason.Of(code, Reason.Points("points", share.Points), Reason.Money("amount", share.MoneyMinor))));
        if (share.Completes) StarterTasks.Undo(d, purchase.Sequence);
        PurchaseDecisions.PostGrowth(d, -share.Growth, "growth.refunded");
        PurchaseDecisions.FinishPoints(d);
        TierDecisions.AfterRefund(d, c.Ladders, purchase.Sequence, isVoid);
        if (!d.Terms.IsHistory)
        {
            d.Apply(new Notice("purchase.refunded", Reason.Of("purchase.refunded", Reason.Points("points", share.Points), Reason.Growth("growth", share.Growth), Reason.Points("balance", c.State.Balance)), d.Day));
        }
    }

    /// <summary>A purchase of a day stands no more: the last one that does is looked for.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="day">Its day.</param>
    /// <param name="sequence">The member's own purchase that is gone although nothing was paid for it, or 0.</param>
    public static void MoveLastPurchase(Deciding d, DateOnly day, long sequence = 0)
    {
        var state = d.State;
        if (state.LastPurchaseOn != day) return;
        var refunds = state.Rows.Where(r => r.Kind == RowKind.Refund).ToLookup(r => (r.FromMerge, r.PurchaseSequence));
        var last = state.Rows
            .Where(r => r.Kind == RowKind.Purchase && (r.NetMinor == 0 || r.NetMinor + refunds[(r.FromMerge, r.Sequence)].Sum(x => x.NetMinor) != 0) && (r.FromMerge != 0 || r.Sequence != sequence))
            .Select(r => (DateOnly?)r.Day)
            .Max();
        if (last != state.LastPurchaseOn) d.Apply(new LastPurchaseMoved(last));
    }

    /// <summary>A referee's purchase refunded below the rule makes the referral invalid (§2 Referral).</summary>
    private static void Unrefer(FactContext c, RecordedPurchase purchase, RefundShare share)
    {
        if (c.State.InvitedBy is not { } referrer || !c.State.Rights.Contains(ReferralBy(purchase.Sequence))) return;
        var left = purchase.Outcome.NetMinor - purchase.Refunded.Sum(l => l.Money) - share.MoneyMinor;
        var rule = c.Programs.Number(purchase.Version).Document.Referrals;
        if (left >= Math.Max(1, rule.FirstPurchaseAtLeastMinor)) return;
        c.D.Apply(new RightUsed(ReferralBy(purchase.Sequence), false));
        c.D.Apply(new Consequence("referral.invalid", referrer, $"referral:{c.State.Account}:invalid"));
    }
}
