using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>One person, two memberships become one (semantics §1 Merge). Entries never move: lots leave B's record and arrive in A's.</summary>
internal static class MergeDecisions
{
    public static Refusal? Carry(FactContext c)
    {
        switch (c.Command.Fact)
        {
            case MergedInto merged: Leave(c, merged); break;
            case MergedRefund refund: Refund(c, refund); break;
            case MergedFrom merged: Arrive(c, merged); break;
            case UnmergedFrom unmerged: return LeaveAgain(c, unmerged);
            case UnmergedInto unmerged: Return(c, unmerged); break;
            default: throw new ArgumentException("not a merge", nameof(c));
        }

        return c.Accept();
    }

    /// <summary>The lots a merge or transfer carries, as the other record will open them.</summary>
    public static List<CarriedLot> Carried(MemberState state, IEnumerable<Lot> lots) =>
        [.. lots.Select(l => new CarriedLot(l.Left, l.EarnedOn, l.EndsOn, l.Id, l.Pending, l.ActivatesOn))];

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

        PurchaseDecisions.PostGrowth(d, -d.State.Growth, "merge.growthLeft");
        d.Apply(new MemberMerged(merged.Into, d.Day));
    }

    /// <summary>A refund of a purchase that stays in B's record takes its points from the lots that came, then like any claw-back.</summary>
    private static void Refund(FactContext c, MergedRefund refund)
    {
        var d = c.D;
        d.Apply(new RowAdded(new MetricRow
        {
            Sequence = d.Sequence, FromMerge = refund.MergeSequence, PurchaseSequence = refund.PurchaseSequence, Kind = RowKind.Refund, Day = d.Day, PurchaseDay = refund.PurchaseOn,
            NetMinor = -refund.MoneyMinor, SpendMinor = -refund.SpendMinor, SpendGrowth = -refund.Growth, Points = -refund.Points,
        }));
        var own = d.State.LotsOf(refund.MergeSequence).Where(l => l.CarriedFrom is { } from && refund.Lots.Contains(from)).ToList();
        var reason = Reason.Of("points.refunded", Reason.Points("points", refund.Points), Reason.Money("amount", refund.MoneyMinor));
        ClawBacks.Take(d, new ClawBack(d.Sequence, own, refund.Points, reason));
        PurchaseDecisions.PostGrowth(d, -refund.Growth, "growth.refunded");
        TierDecisions.AfterRefund(d, c.Ladders, refund.PurchaseSequence, false);
    }

    private static void Arrive(FactContext c, MergedFrom merged)
    {
        var d = c.D;
        foreach (var lot in merged.Lots)
        {
            Ledger.Credit(d, new Credit(EntryKind.MergeIn, LotOrigin.Merge, lot.Points, Reason.Of("merge.arrived", Reason.Points("points", lot.Points)))
            {
                OrderSequence = d.Sequence, EarnedOn = lot.EarnedOn, EndsOn = lot.EndsOn, NeverEnds = lot.EndsOn is null && !lot.Pending,
                Pending = lot.Pending, ActivatesOn = lot.ActivatesOn, CarriedFrom = lot.From,
            });
        }

        if (merged.Debt > 0) Ledger.DebitIntoDebt(d, EntryKind.MergeIn, merged.Debt, Reason.Of("merge.debtArrived", Reason.Points("points", merged.Debt)));
        PurchaseDecisions.PostGrowth(d, merged.Growth, "merge.growthArrived");
        foreach (var row in merged.Rows.Where(r => r.FromMerge == 0)) d.Apply(new RowAdded(row with { FromMerge = d.Sequence }));
        foreach (var right in merged.RightsUsed.Where(r => !d.State.Rights.Contains(r))) d.Apply(new RightUsed(right));
        foreach (var tag in merged.Tags.Where(t => !d.State.Tags.Exists(h => h.Tag == t.Tag))) d.Apply(new TagChanged(tag, true));
        TierDecisions.AfterMerge(d, c.Ladders, merged.EarnedTier);
    }

    private static Refusal? LeaveAgain(FactContext c, UnmergedFrom unmerged)
    {
        var d = c.D;
        var merge = c.Command.Named ?? throw new ArgumentException("the merge is not loaded", nameof(c));
        var right = $"unmerged:{unmerged.MergeSequence}";
        if (d.State.Rights.Contains(right)) return Refusal.Of("merge.undoneBefore");
        var days = d.Today.DayNumber - d.Terms.Calendar.DayOf(merge.OccurredAt).DayNumber;
        if (days > c.Program.Document.MergeUndoDays) return Refusal.Of("merge.tooOld", Reason.Count("days", c.Program.Document.MergeUndoDays));
        d.Apply(new RightUsed(right));
        var lots = d.State.LotsOf(unmerged.MergeSequence).Where(l => l.IsOpen).ToList();
        if (lots.Count > 0) TakeBack(d, lots);
        var fact = (MergedFrom)merge.Fact!;
        var growth = d.State.Rows.Where(r => r.FromMerge == unmerged.MergeSequence).Sum(r => r.SpendGrowth + r.BehaviourGrowth);
        PurchaseDecisions.PostGrowth(d, -growth, "merge.growthLeft");
        d.Apply(new RowsLeft(unmerged.MergeSequence));
        TierDecisions.AfterUnmerge(d, c.Ladders, unmerged.MergeSequence);
        return c.Accept();
    }

    private static void TakeBack(Deciding d, List<Lot> lots) => d.Post(new LedgerEntry
    {
        Kind = EntryKind.MergeOut,
        Points = -lots.Where(l => !l.Pending).Sum(l => l.Left),
        Pending = -lots.Where(l => l.Pending).Sum(l => l.Left),
        Parts = [.. lots.Select(l => new LotPart(l.Id, LotMove.Consume, l.Left))],
        Reason = Reason.Of("merge.undone"),
    });

    private static void Return(FactContext c, UnmergedInto unmerged)
    {
        var d = c.D;
        foreach (var lot in unmerged.Lots)
        {
            d.Post(new LedgerEntry
            {
                Kind = EntryKind.MergeIn,
                Points = lot.Pending ? 0 : lot.Points,
                Pending = lot.Pending ? lot.Points : 0,
                Parts = [new LotPart(lot.From, LotMove.Return, lot.Points)],
                Reason = Reason.Of("merge.undone"),
            });
        }

        d.Apply(new MemberMerged(null, d.Day));
        PurchaseDecisions.PostGrowth(d, d.State.Rows.Sum(r => r.SpendGrowth + r.BehaviourGrowth), "merge.growthArrived");
        TierDecisions.AfterUnmerge(d, c.Ladders, 0);
    }
}
