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

    /// <summary>Each detour posts its own entry, so that every figure it read is the one it finds.</summary>
    private static void ReturnTo(Deciding d, LotId id, long points, Reason reason)
    {
        var lot = d.State.Find(id);
        if (lot.OrderSequence != 0)
        {
            points -= UndoWriteOff(d, lot, points, reason);
            points -= ForgiveDebt(d, lot, points, reason);
            points -= RefillDrawn(d, lot, points, reason);
        }

        if (points == 0) return;
        d.Post(new LedgerEntry
        {
            Kind = EntryKind.Return,
            Points = points,
            Parts = [new LotPart(id, LotMove.Return, points, RevivedEnd(d, lot))],
            Reason = reason,
        });
    }

    private static long UndoWriteOff(Deciding d, Lot lot, long points, Reason reason)
    {
        var claw = d.State.Claws.Find(c => c.OrderSequence == lot.OrderSequence);
        var undone = Math.Min(points, claw?.WrittenOff ?? 0);
        if (undone == 0) return 0;
        d.Post(new LedgerEntry
        {
            Kind = EntryKind.Return,
            Parts = [new LotPart(lot.Id, LotMove.Return, undone), new LotPart(lot.Id, LotMove.ClawBack, undone)],
            OrderSequence = lot.OrderSequence,
            WrittenOff = -undone,
            Reason = Reason.Of("points.writeOffUndone", Reason.Points("points", undone)),
        });
        return undone;
    }

    private static long ForgiveDebt(Deciding d, Lot lot, long points, Reason reason)
    {
        var rest = points;
        foreach (var debt in d.State.Debts.Where(x => x.OrderSequence == lot.OrderSequence).ToList())
        {
            foreach (var (payer, paid) in debt.PaidBy.ToList())
            {
                var back = Math.Min(rest, paid);
                if (back == 0 || payer == lot.Id) continue;
                rest -= back;
                Swap(d, lot, new LotPart(payer, LotMove.Forgive, back, RevivedEnd(d, d.State.Find(payer)), debt.Id), reason);
            }
        }

        return points - rest;
    }

    private static long RefillDrawn(Deciding d, Lot lot, long points, Reason reason)
    {
        var claw = d.State.Claws.Find(c => c.OrderSequence == lot.OrderSequence);
        if (claw is null) return 0;
        var rest = points;
        foreach (var (drawn, taken) in claw.DrawnFrom.ToList())
        {
            var back = Math.Min(rest, taken);
            if (back == 0) continue;
            rest -= back;
            Swap(d, lot, new LotPart(drawn, LotMove.Return, back, RevivedEnd(d, d.State.Find(drawn)), ForOrder: lot.OrderSequence), reason);
        }

        return points - rest;
    }

    /// <summary>The points of a refunded order's lot go to the lot that stood in for it; when that lot's own order was refunded since, they go on from there.</summary>
    private static void Swap(Deciding d, Lot lot, LotPart to, Reason reason)
    {
        d.Post(new LedgerEntry
        {
            Kind = EntryKind.Return,
            Points = to.Points,
            Parts = [new LotPart(lot.Id, LotMove.Return, to.Points), new LotPart(lot.Id, LotMove.ClawBack, to.Points), to],
            OrderSequence = lot.OrderSequence,
            Reason = reason,
        });
        GoOn(d, to, reason);
    }

    private static void GoOn(Deciding d, LotPart came, Reason reason)
    {
        var lot = d.State.Find(came.Lot);
        if (lot.OrderSequence == 0 || !HasStandIns(d.State, lot)) return;
        d.Post(new LedgerEntry
        {
            Kind = EntryKind.Return,
            Points = -came.Points,
            Parts = [new LotPart(lot.Id, LotMove.Consume, came.Points)],
            Reason = Reason.Of("points.passedOn"),
        });
        ReturnTo(d, lot.Id, came.Points, reason);
    }

    private static bool HasStandIns(MemberState state, Lot lot) =>
        state.Claws.Exists(c => c.OrderSequence == lot.OrderSequence && (c.WrittenOff > 0 || c.DrawnFrom.Count > 0))
        || state.Debts.Exists(x => x.OrderSequence == lot.OrderSequence && x.PaidBy.Exists(p => p.Lot != lot.Id));

    /// <summary>A lot whose end has passed lives <see cref="PointsRules.ReturnDays"/> more days; others keep their end.</summary>
    private static DateOnly? RevivedEnd(Deciding d, Lot lot) =>
        lot.EndsOn is { } end && end <= d.Today ? d.Today.AddDays(d.Terms.Points.ReturnDays + 1) : null;
}
