using Tessera.Core.Members;

namespace Tessera.Core.Points;

/// <summary>Points to take back.</summary>
/// <param name="Order">Sequence of the order or behaviour.</param>
/// <param name="Own">The lots it opened, open and closed.</param>
/// <param name="Points">Points, at least 0.</param>
/// <param name="Reason">Why.</param>
public sealed record ClawBack(long Order, IReadOnlyList<Lot> Own, long Points, Reason Reason)
{
    /// <summary>The claw-back of an order of this member.</summary>
    public static ClawBack Of(MemberState state, long order, long points, Reason reason) => new(order, [.. state.LotsOf(order)], points, reason);
}

/// <summary>Taking back what an order earned (semantics §3 claw-back).</summary>
public static class ClawBacks
{
    /// <summary>
    /// Takes back points of an order: what expired unspent counts as taken back already; then, in turn, its pending lots; what is left in its active lots;
    /// what had paid debt comes back as debt; the member's other lots in consume order; the shortfall by the programme's switch.
    /// </summary>
    /// <param name="d">The decision.</param>
    /// <param name="claw">The order, its lots and how much.</param>
    public static void Take(Deciding d, ClawBack claw)
    {
        var (order, own, points, reason) = claw;
        if (points == 0) return;
        var rule = d.Terms.Points.Shortfall;
        var parts = new List<LotPart>();
        var rest = points - CountExpired(own, points, parts);
        rest -= TakePending(d, own, order, rest, reason);
        var taken = rule == Shortfall.PendingOnly ? 0 : TakeActive(own, rest, parts);
        rest -= taken;
        var reopened = ReopenDebt(d.State, claw, rest, parts);
        rest -= reopened;
        taken += reopened;
        if (rule != Shortfall.PendingOnly)
        {
            var before = rest;
            rest = TakeOthers(d, own, rest, parts, order);
            taken += before - rest;
        }

        Post(d, new Claim(order, taken, rest, reason), parts);
        if (reopened > 0) Ledger.PayOpenDebt(d, Reason.Of("points.debtPaidByLots"));
    }

    /// <summary>Takes back points that have no own lots (a cancellation that names no purchase).</summary>
    public static void TakeUnnamed(Deciding d, long points, Reason reason)
    {
        if (points == 0) return;
        var parts = new List<LotPart>();
        var rest = d.Terms.Points.Shortfall == Shortfall.PendingOnly ? points : Ledger.Take(d, points, LotMove.ClawBack, parts);
        Post(d, new Claim(d.Sequence, points - rest, rest, reason), parts);
    }

    private sealed record Claim(long Order, long Taken, long Rest, Reason Reason);

    private static long TakePending(Deciding d, IReadOnlyList<Lot> own, long order, long points, Reason reason)
    {
        var parts = new List<LotPart>();
        var rest = points;
        foreach (var lot in own)
        {
            var taken = lot.Pending ? Math.Min(rest, lot.Left) : 0;
            if (taken == 0) continue;
            parts.Add(new LotPart(lot.Id, LotMove.ClawBack, taken));
            rest -= taken;
        }

        if (rest == points) return 0;
        d.Post(new LedgerEntry { Kind = EntryKind.ClawBack, Pending = rest - points, Parts = parts, OrderSequence = order, Reason = reason });
        return points - rest;
    }

    private static long TakeActive(IReadOnlyList<Lot> own, long points, List<LotPart> parts)
    {
        var rest = points;
        foreach (var lot in own)
        {
            var taken = lot.Pending ? 0 : Math.Min(rest, lot.Left);
            if (taken == 0) continue;
            parts.Add(new LotPart(lot.Id, LotMove.ClawBack, taken));
            rest -= taken;
        }

        return points - rest;
    }

    private static long CountExpired(IReadOnlyList<Lot> own, long points, List<LotPart> parts)
    {
        var rest = points;
        foreach (var lot in own)
        {
            var counted = Math.Min(rest, lot.Expired - lot.ExpiredCounted);
            if (counted <= 0) continue;
            parts.Add(new LotPart(lot.Id, LotMove.CountExpired, counted));
            rest -= counted;
        }

        return points - rest;
    }

    /// <summary>What the order paid of its own debt was taken back by that; only debts of others are owed again.</summary>
    private static long ReopenDebt(MemberState state, ClawBack claw, long points, List<LotPart> parts)
    {
        var rest = points;
        foreach (var lot in claw.Own)
        {
            foreach (var debt in state.Debts)
            {
                if (debt.OrderSequence == claw.Order) continue;
                var paid = debt.PaidBy.Where(p => p.Lot == lot.Id).Sum(p => p.Points);
                var back = Math.Min(rest, paid);
                if (back <= 0) continue;
                parts.Add(new LotPart(lot.Id, LotMove.Return, back, Debt: debt.Id));
                parts.Add(new LotPart(lot.Id, LotMove.ClawBack, back));
                rest -= back;
            }
        }

        return points - rest;
    }

    private static long TakeOthers(Deciding d, IReadOnlyList<Lot> own, long points, List<LotPart> parts, long order)
    {
        foreach (var lot in Ledger.InConsumeOrder(d))
        {
            if (points == 0) break;
            if (own.Contains(lot)) continue;
            var taken = Math.Min(points, lot.Left);
            parts.Add(new LotPart(lot.Id, LotMove.ClawBack, taken, ForOrder: order));
            points -= taken;
        }

        return points;
    }

    private static void Post(Deciding d, Claim claim, List<LotPart> parts)
    {
        var debt = d.Terms.Points.Shortfall == Shortfall.Debt ? claim.Rest : 0;
        if (parts.Count > 0 || debt > 0)
        {
            d.Post(new LedgerEntry
            {
                Kind = EntryKind.ClawBack,
                Points = -claim.Taken - debt,
                Parts = parts,
                DebtMade = debt,
                OrderSequence = claim.Order,
                Reason = claim.Reason,
            });
        }

        if (claim.Rest == 0 || debt > 0) return;
        var clamp = d.Terms.Points.Shortfall == Shortfall.Clamp;
        d.Post(new LedgerEntry
        {
            Kind = clamp ? EntryKind.WriteOff : EntryKind.LeftStanding,
            OrderSequence = claim.Order,
            WrittenOff = clamp ? claim.Rest : 0,
            Reason = Reason.Of(clamp ? "points.writtenOff" : "points.leftStanding", Reason.Points("points", claim.Rest)),
        });
    }
}
