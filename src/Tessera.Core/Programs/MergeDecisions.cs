using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>One person, two memberships become one (semantics §1 Merge). Entries never move: lots leave B's record and arrive in A's.</summary>
internal static class MergeDecisions
{
    /// <summary>Mark of a freeze that came with a merge: <c>frozenBy:</c> and the merge's sequence.</summary>
    public const string FrozenBy = "frozenBy:";

    private static readonly string[] OfTheRecord = ["debitCancelled:", "cardUseCancelled:", MemberState.OpenRedemption, "unmerged:", "referral:", "opening:", FrozenBy, MemberState.FamilyOfMark];

    public static Refusal? Carry(FactContext c)
    {
        switch (c.Command.Fact)
        {
            case MergedInto merged: Leave(c, merged); break;
            case MergedRefund refund: Refund(c, refund); break;
            case MergedReturn back: GiveBack(c, back); break;
            case MergedFrom merged: Arrive(c, merged); break;
            case UnmergedFrom unmerged: return LeaveAgain(c, unmerged);
            case UnmergedInto unmerged: Return(c, unmerged); break;
            default: throw new ArgumentException("not a merge", nameof(c));
        }

        return c.Accept();
    }

    /// <summary>What a merge carries of a lot, as the other record will open it.</summary>
    public static CarriedLot Carried(Lot lot, long points) =>
        new(points, lot.EarnedOn, lot.EndsOn, lot.Id, lot.Pending, lot.ActivatesOn) { CancelsOn = lot.CancelsOn, ActiveOn = lot.ActiveOn, Order = lot.OrderSequence };

    /// <summary>Once-only rights are of the person; marks on items and sources are of the record that holds them.</summary>
    public static bool Travels(string right) => !Array.Exists(OfTheRecord, prefix => right.StartsWith(prefix, StringComparison.Ordinal));

    private static void Leave(FactContext c, MergedInto merged)
    {
        var d = c.D;
        var open = d.State.OpenLots;
        var active = open.Where(l => !l.Pending).Sum(l => l.Left);
        var pending = open.Where(l => l.Pending).Sum(l => l.Left);
        var debt = d.State.DebtOutstanding;
        if (open.Count > 0 || debt > 0)
        {
            d.Post(new LedgerEntry
            {
                Kind = EntryKind.MergeOut,
                Points = debt - active,
                Pending = -pending,
                Parts = [.. open.Select(l => new LotPart(l.Id, LotMove.Consume, l.Left))],
                DebtMade = -debt,
                Reason = Reason.Of("merge.left", Reason.Points("points", active), Reason.Points("debt", debt)),
            });
        }

        WalletMerges.Leave(d);
        CouponMerges.Leave(d);
        PlanMerges.Leave(d);
        PurchaseDecisions.PostGrowth(d, -d.State.Growth, "merge.growthLeft");
        d.Apply(new MemberMerged(merged.Into, d.Day));
    }

    /// <summary>
    /// A refund of a purchase that stays in B's record takes its points from the lots that came, then like any claw-back. A member merged into another meanwhile
    /// has no value any more: it keeps the rows, for the day its own merge is undone.
    /// </summary>
    private static void Refund(FactContext c, MergedRefund refund)
    {
        var d = c.D;
        var order = MergedOrder.Of(refund.MergeSequence, refund.PurchaseSequence);
        d.Apply(new RowAdded(new MetricRow
        {
            Sequence = d.Sequence, FromMerge = refund.MergeSequence, PurchaseSequence = refund.PurchaseSequence, Kind = RowKind.Refund, Day = d.Day, PurchaseDay = refund.PurchaseOn,
            NetMinor = -refund.MoneyMinor, SpendMinor = -refund.SpendMinor, SpendGrowth = -refund.Growth, Points = -Math.Min(refund.Points, PointsLeft(d.State, refund)),
        }));
        foreach (var room in refund.CapRoom)
        {
            d.Apply(new RowAdded(room with { Sequence = d.Sequence, FromMerge = refund.MergeSequence, PurchaseSequence = refund.PurchaseSequence }));
        }

        Cooldown.GiveBack(d, refund.RulesGave);
        RefundDecisions.MoveLastPurchase(d, refund.PurchaseOn);
        if (d.State.MergedInto is not null) return;
        Sale.Arrive(d, refund);
        var reason = Reason.Of(refund.IsVoid ? "points.voided" : "points.refunded", Reason.Points("points", refund.Points), Reason.Money("amount", refund.MoneyMinor));
        ClawBacks.Take(d, ClawBack.Of(d.State, order, refund.Points, reason));
        PurchaseDecisions.PostGrowth(d, -refund.Growth, "growth.refunded");
        PurchaseDecisions.FinishPoints(d);
        TierDecisions.AfterRefund(d, c.Ladders, refund.PurchaseSequence, refund.IsVoid);
    }

    /// <summary>What a redemption in B's record had cost arrives; a member merged into another meanwhile keeps the rows alone.</summary>
    private static void GiveBack(FactContext c, MergedReturn back)
    {
        var d = c.D;
        foreach (var room in back.CapRoom) d.Apply(new RowAdded(room with { Sequence = d.Sequence, FromMerge = back.MergeSequence }));
        if (d.State.MergedInto is not null) return;
        Sale.Arrive(d, back.Returned);
        if (back.Used is { } use) StoredValue.Wallets.GiveBack(d, use, 0, -(use.PrincipalMinor + use.BonusMinor), back.MergeSequence);
        PurchaseDecisions.Finish(c);
    }

    /// <summary>What the earned-points metric still holds of a merged order: pending points that lapsed here are gone already.</summary>
    private static long PointsLeft(MemberState state, MergedRefund refund)
    {
        long left = 0;
        foreach (var row in state.Rows)
        {
            var isOrder = row.Sequence == refund.PurchaseSequence && row.Kind is (RowKind.Purchase or RowKind.Opening);
            if (row.FromMerge == refund.MergeSequence && (isOrder || (row.PurchaseSequence == refund.PurchaseSequence && row.Kind == RowKind.Refund))) left += row.Points;
        }

        return Math.Max(0, left);
    }

    private static void Arrive(FactContext c, MergedFrom merged)
    {
        var d = c.D;
        foreach (var lot in merged.Lots)
        {
            Ledger.Credit(d, new Credit(EntryKind.MergeIn, LotOrigin.Merge, lot.Points, Reason.Of("merge.arrived", Reason.Points("points", lot.Points)))
            {
                OrderSequence = MergedOrder.Of(d.Sequence, lot.Order), EarnedOn = lot.EarnedOn, EndsOn = lot.EndsOn, NeverEnds = lot.EndsOn is null && !lot.Pending,
                Pending = lot.Pending, ActivatesOn = lot.ActivatesOn, CancelsOn = lot.CancelsOn, ActiveOn = lot.ActiveOn, CarriedFrom = lot.From,
            });
        }

        if (merged.Debt > 0) Ledger.DebitIntoDebt(d, EntryKind.MergeIn, merged.Debt, Reason.Of("merge.debtArrived", Reason.Points("points", merged.Debt)));
        WalletMerges.Arrive(d, merged.Value, merged.Cards);
        CouponMerges.Arrive(d, merged.Coupons);
        PlanMerges.Arrive(d, c.Ladders, merged.Plans);
        PurchaseDecisions.PostGrowth(d, merged.Growth, "merge.growthArrived");
        foreach (var row in merged.Rows) d.Apply(new RowAdded(Joined(row, d.Sequence)));
        foreach (var used in merged.Objects.Where(o => !d.State.Objects.Contains(o))) d.Apply(new ObjectUsed(used));
        foreach (var right in merged.RightsUsed.Where(r => !d.State.Rights.Contains(r))) d.Apply(new RightUsed(right));
        foreach (var gave in merged.RulesGave.Where(g => !d.State.RuleGaveAt.TryGetValue(g.Rule, out var last) || last < g.At)) d.Apply(gave);
        if (merged.LastPurchaseOn is { } bought) d.Apply(new ActivitySeen(bought, true));
        if (merged.LastActivityOn is { } acted) d.Apply(new ActivitySeen(acted, false));
        if (merged.Frozen) FreezeBy(d);
        foreach (var tag in merged.Tags.Where(t => !d.State.Tags.Exists(h => h.Tag == t.Tag))) d.Apply(new TagChanged(tag, true));
        PurchaseDecisions.FinishPoints(d);
        TierDecisions.AfterMerge(d, c.Ladders, merged.EarnedTier);
    }

    /// <summary>A frozen member's points do not become spendable by a merge: who holds them is frozen, and the mark says by which merge.</summary>
    private static void FreezeBy(Deciding d)
    {
        if (d.State.IsFrozen && !d.State.Rights.Any(IsFreezeMark)) return;
        d.Apply(new RightUsed(FrozenBy + d.Sequence));
        if (!d.State.IsFrozen) d.Apply(new FreezeChanged(true));
    }

    /// <summary>A freeze that came leaves with its merge, unless another one came too.</summary>
    private static void ThawBy(Deciding d, long merge)
    {
        if (!d.State.Rights.Contains(FrozenBy + merge)) return;
        d.Apply(new RightUsed(FrozenBy + merge, false));
        if (!d.State.Rights.Any(IsFreezeMark)) d.Apply(new FreezeChanged(false));
    }

    /// <summary>Whether a right is the mark of a freeze that came with a merge.</summary>
    public static bool IsFreezeMark(string right) => right.StartsWith(FrozenBy, StringComparison.Ordinal);

    private static Refusal? LeaveAgain(FactContext c, UnmergedFrom unmerged)
    {
        var d = c.D;
        var merge = c.Command.Named ?? throw new ArgumentException("the merge is not loaded", nameof(c));
        var right = $"unmerged:{unmerged.MergeSequence}";
        if (d.State.Rights.Contains(right)) return Refusal.Of("merge.undoneBefore");
        var days = d.Today.DayNumber - d.Terms.Calendar.DayOf(merge.OccurredAt).DayNumber;
        if (days > c.Program.Document.MergeUndoDays) return Refusal.Of("merge.tooOld", Reason.Count("days", c.Program.Document.MergeUndoDays));
        d.Apply(new RightUsed(right));
        TakeBack(d, unmerged.MergeSequence);
        WalletMerges.LeaveAgain(d, unmerged.MergeSequence);
        CouponMerges.LeaveAgain(d, unmerged.MergeSequence);
        PlanMerges.LeaveAgain(d, c.Ladders, unmerged.MergeSequence);
        ThawBy(d, unmerged.MergeSequence);
        var growth = d.State.Rows.Where(r => r.FromMerge == unmerged.MergeSequence).Sum(r => r.SpendGrowth + r.BehaviourGrowth);
        PurchaseDecisions.PostGrowth(d, -growth, "merge.growthLeft");
        d.Apply(new RowsLeft(unmerged.MergeSequence));
        Unsee(d, (MergedFrom)merge.Fact!);
        PointsDue.Follow(d);
        TierDecisions.AfterUnmerge(d, c.Ladders, unmerged.MergeSequence);
        return c.Accept();
    }

    /// <summary>The member was last seen when it was itself: what B did before the merge does not keep its points alive any more.</summary>
    private static void Unsee(Deciding d, MergedFrom merged)
    {
        var state = d.State;
        if (merged.LastPurchaseOn is { } bought) RefundDecisions.MoveLastPurchase(d, bought);
        if (merged.LastActivityOn is not { } acted || state.LastActivityOn != acted || merged.OwnActivityOn >= acted) return;
        var own = state.Rows.Where(r => r.Kind == RowKind.Behaviour).Select(r => (DateOnly?)r.Day).Append(merged.OwnActivityOn).Max();
        if (own != acted) d.Apply(new LastActivityMoved(own));
    }

    /// <summary>What is left of the lots that came leaves, and with it what is still owed of the debt that came.</summary>
    private static void TakeBack(Deciding d, long merge)
    {
        var lots = d.State.OpenLots.Where(l => l.Id.Sequence == merge && l.Origin == LotOrigin.Merge).ToList();
        var debt = d.State.Debts.Where(x => x.Id.Sequence == merge).Sum(x => x.Outstanding);
        if (lots.Count == 0 && debt == 0) return;
        d.Post(new LedgerEntry
        {
            Kind = EntryKind.MergeOut,
            Points = debt - lots.Where(l => !l.Pending).Sum(l => l.Left),
            Pending = -lots.Where(l => l.Pending).Sum(l => l.Left),
            Parts = [.. lots.Select(l => new LotPart(l.Id, LotMove.Consume, l.Left))],
            DebtMade = -debt,
            DebtOf = debt > 0 ? merge : 0,
            Reason = Reason.Of("merge.undone"),
        });
    }

    /// <summary>A row of the merged member; rows that came to it by a merge of its own stay apart from its own.</summary>
    private static MetricRow Joined(MetricRow row, long merge) => row.FromMerge == 0
        ? row with { FromMerge = merge }
        : row with { FromMerge = merge, Sequence = MergedOrder.Of(row.FromMerge, row.Sequence), PurchaseSequence = MergedOrder.Of(row.FromMerge, row.PurchaseSequence) };

    private static void Return(FactContext c, UnmergedInto unmerged)
    {
        var d = c.D;
        foreach (var lot in unmerged.Lots)
        {
            var parts = new List<LotPart> { new(lot.From, LotMove.Return, lot.Points, lot.EndsOn) };
            if (!lot.Pending && d.State.Find(lot.From).Pending) parts.Add(new LotPart(lot.From, LotMove.Activate, lot.Points, lot.EndsOn, ActiveOn: lot.ActiveOn));
            d.Post(new LedgerEntry
            {
                Kind = EntryKind.MergeIn, Points = lot.Pending ? 0 : lot.Points, Pending = lot.Pending ? lot.Points : 0, Parts = parts, Reason = Reason.Of("merge.undone"),
            });
        }

        if (unmerged.Debt > 0) Ledger.DebitIntoDebt(d, EntryKind.MergeIn, unmerged.Debt, Reason.Of("merge.debtArrived", Reason.Points("points", unmerged.Debt)));
        WalletMerges.Return(d, unmerged.Value, unmerged.Cards);
        CouponMerges.Return(d, unmerged.Coupons);
        Notices.WriteDue(d);
        d.Apply(new MemberMerged(null, d.Day));
        PlanMerges.Return(d, c.Ladders, unmerged.Plans);
        PurchaseDecisions.PostGrowth(d, d.State.Rows.Sum(r => r.SpendGrowth + r.BehaviourGrowth), "merge.growthArrived");
        TierDecisions.AfterUnmerge(d, c.Ladders, 0);
    }
}
