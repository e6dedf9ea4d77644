using Tessera.Core.Members;

namespace Tessera.Core.Points;

/// <summary>Spent points that come back (semantics §3 "Spent points coming back").</summary>
public static class Returns
{
    /// <summary>
    /// Gives back what a debit consumed. They pay debt first; then they return to their lots with the old end, or, where that lot's order was refunded
    /// since, they first undo what its claw-back wrote off, then go to the lots that paid its debt, then to the lots it drew on.
    /// </summary>
    /// <param name="d">The decision.</param>
    /// <param name="consumed">Parts of the debit.</param>
    /// <param name="reason">Why.</param>
    public static void GiveBack(Deciding d, IEnumerable<LotPart> consumed, Reason reason)
    {
        foreach (var part in consumed)
        {
            if (part.Move != LotMove.Consume) continue;
            var rest = part.Points - PayDebt(d, part.Lot, part.Points, reason);
            if (rest > 0) ReturnTo(d, part.Lot, rest, reason);
        }

        Notices.WriteDue(d);
    }

    private static long PayDebt(Deciding d, LotId lot, long points, Reason reason)
    {
        var paid = Math.Min(points, d.State.DebtOutstanding);
        if (paid == 0) return 0;
        var parts = new List<LotPart> { new(lot, LotMove.Return, paid) };
        Ledger.AddDebtParts(d.State, lot, paid, parts);
        d.Post(new LedgerEntry { Kind = EntryKind.Return, Points = paid, Parts = parts, Reason = reason });
        return paid;
    }

    /// <summary>
    /// The points come back to their lot; where its order was refunded since, they go on from there: each stage posts its own entry, so that every figure
    /// it read is the one it finds.
    /// </summary>
    private static void ReturnTo(Deciding d, LotId id, long points, Reason reason)
    {
        var lot = d.State.Find(id);
        d.Post(new LedgerEntry { Kind = EntryKind.Return, Points = points, Parts = [new LotPart(id, LotMove.Return, points, EndFor(d, lot, points))], Reason = reason });
        GoOn(d, lot, points);
    }

    /// <summary>Points that came to a lot undo what its order's claw-back wrote off, then go to the lots that paid its debt, then to those it drew on; the rest stays.</summary>
    private static void GoOn(Deciding d, Lot lot, long points)
    {
        if (lot.OrderSequence == 0) return;
        points -= UndoWriteOff(d, lot, points);
        points -= ForgiveDebt(d, lot, points);
        RefillDrawn(d, lot, points);
    }

    private static long UndoWriteOff(Deciding d, Lot lot, long points)
    {
        var undone = Math.Min(points, WrittenOff(d.State, lot));
        if (undone == 0) return 0;
        d.Post(new LedgerEntry
        {
            Kind = EntryKind.Return,
            Points = -undone,
            Parts = [new LotPart(lot.Id, LotMove.ClawBack, undone)],
            OrderSequence = lot.OrderSequence,
            WrittenOff = -undone,
            Reason = Reason.Of("points.writeOffUndone", Reason.Points("points", undone)),
        });
        return undone;
    }

    private static long ForgiveDebt(Deciding d, Lot lot, long points)
    {
        var rest = points;
        foreach (var debt in d.State.Debts.Where(x => x.OrderSequence == lot.OrderSequence).ToList())
        {
            foreach (var (payer, _) in debt.PaidBy.ToList())
            {
                var back = Math.Min(rest, StillThere(debt.PaidBy, payer));
                if (back == 0 || IsOwn(d.State, payer, lot)) continue;
                rest -= back;
                PassOn(d, lot, new LotPart(payer, LotMove.Forgive, back, Debt: debt.Id));
            }
        }

        return points - rest;
    }

    private static void RefillDrawn(Deciding d, Lot lot, long points)
    {
        var claw = d.State.Claws.Find(c => c.OrderSequence == lot.OrderSequence);
        foreach (var (drawn, _) in claw?.DrawnFrom.ToList() ?? [])
        {
            var back = Math.Min(points, StillThere(claw!.DrawnFrom, drawn));
            if (back == 0) continue;
            points -= back;
            PassOn(d, lot, new LotPart(drawn, LotMove.Return, back, ForOrder: lot.OrderSequence));
        }
    }

    /// <summary>The points of a refunded order's lot go to the lot that stood in for it; when that lot's own order was refunded since, they go on from there.</summary>
    private static void PassOn(Deciding d, Lot lot, LotPart to)
    {
        var next = d.State.Find(to.Lot);
        d.Post(new LedgerEntry
        {
            Kind = EntryKind.Return,
            Parts = [new LotPart(lot.Id, LotMove.ClawBack, to.Points), to with { EndsOn = EndFor(d, next, to.Points) }],
            OrderSequence = lot.OrderSequence,
            Reason = Reason.Of("points.passedOn"),
        });
        GoOn(d, next, to.Points);
    }

    /// <summary>Points that went on before may have come by here already.</summary>
    private static long StillThere(List<(LotId Lot, long Points)> parts, LotId lot) => parts.Find(p => p.Lot == lot).Points;

    private static long WrittenOff(MemberState state, Lot lot) => lot.OrderSequence == 0 ? 0 : state.Claws.Find(c => c.OrderSequence == lot.OrderSequence)?.WrittenOff ?? 0;

    /// <summary>What a lot paid of its own order's debt was taken back by that.</summary>
    private static bool IsOwn(MemberState state, LotId payer, Lot lot) => payer == lot.Id || state.Find(payer).OrderSequence == lot.OrderSequence;

    /// <summary>What the points that come to a lot find beyond it.</summary>
    private static long StandIns(MemberState state, Lot lot)
    {
        if (lot.OrderSequence == 0) return 0;
        var paid = state.Debts.Where(x => x.OrderSequence == lot.OrderSequence).SelectMany(x => x.PaidBy).Where(p => !IsOwn(state, p.Lot, lot)).Sum(p => p.Points);
        var drawn = state.Claws.Find(c => c.OrderSequence == lot.OrderSequence)?.DrawnFrom.Sum(p => p.Points) ?? 0;
        return WrittenOff(state, lot) + paid + drawn;
    }

    /// <summary>A lot whose end has passed lives <see cref="PointsRules.ReturnDays"/> more days with what stays in it; others keep their end.</summary>
    private static DateOnly? EndFor(Deciding d, Lot lot, long points)
    {
        if (points <= StandIns(d.State, lot)) return null;
        var rule = d.Terms.Points.Expiry;
        var end = LotEnds.Followed(lot, d.State.LastSeenOn, rule.Kind == ExpiryKind.Inactivity ? rule.Length : null) ?? lot.EndsOn;
        return end <= d.Today ? d.Today.AddDays(d.Terms.Points.ReturnDays + 1) : null;
    }
}
