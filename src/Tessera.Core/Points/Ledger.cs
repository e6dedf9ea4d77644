using Tessera.Core.Members;

namespace Tessera.Core.Points;

/// <summary>Points to be given to a member.</summary>
/// <param name="Kind">Kind of the entry.</param>
/// <param name="Origin">What opens the lot.</param>
/// <param name="Points">Points, more than 0.</param>
/// <param name="Reason">Why.</param>
public sealed record Credit(EntryKind Kind, LotOrigin Origin, long Points, Reason Reason)
{
    /// <summary>Sequence of the fact whose reversal takes the lot back, or 0.</summary>
    public long OrderSequence { get; init; }

    /// <summary>Own expiry rule, or null for the programme's.</summary>
    public ExpiryRule? Expiry { get; init; }

    /// <summary>Date earned; null is the day of the item.</summary>
    public DateOnly? EarnedOn { get; init; }

    /// <summary>A given end (first date not usable) instead of the rule's.</summary>
    public DateOnly? EndsOn { get; init; }

    /// <summary>The lot never ends.</summary>
    public bool NeverEnds { get; init; }

    /// <summary>The points wait under the programme's pending rule.</summary>
    public bool Pending { get; init; }

    /// <summary>Activation date of a pending lot that travelled, instead of the rule's.</summary>
    public DateOnly? ActivatesOn { get; init; }

    /// <summary>When a waiting lot that travelled is cancelled, instead of the rule's date.</summary>
    public DateOnly? CancelsOn { get; init; }

    /// <summary>When a lot that travelled became active, or null.</summary>
    public DateOnly? ActiveOn { get; init; }

    /// <summary>Lot it came from in another record.</summary>
    public LotId? CarriedFrom { get; init; }

    /// <summary>Growth value posted by the same entry.</summary>
    public long Growth { get; init; }
}

/// <summary>The only door through which points move (semantics §3). Every credit pays debt first; every debit stores the lots it took.</summary>
public static class Ledger
{
    /// <summary>Gives points: opens one lot and pays debt from it first.</summary>
    /// <returns>The entry, or null for 0 points.</returns>
    public static LedgerEntry? Credit(Deciding d, Credit credit)
    {
        if (credit.Points == 0) return null;
        ArgumentOutOfRangeException.ThrowIfNegative(credit.Points);
        if (!credit.Pending) return OpenActive(d, credit, credit.EarnedOn ?? d.Day);
        var activates = credit.CarriedFrom is not null ? credit.ActivatesOn : (d.Terms.Points.Pending is { Until: PendingUntil.Days } rule ? d.Day.AddDays(rule.Days) : null);
        return activates is { } on && on <= d.Today ? OpenActive(d, credit, on) : OpenPending(d, credit, activates);
    }

    /// <summary>Takes points from spendable lots in consume order. The caller has checked that there are enough.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="kind">Kind of the entry.</param>
    /// <param name="points">Points, more than 0.</param>
    /// <param name="reason">Why.</param>
    /// <param name="exceptOrder">An order whose own lots may not be taken, or 0.</param>
    public static LedgerEntry Debit(Deciding d, EntryKind kind, long points, Reason reason, long exceptOrder = 0)
    {
        var parts = new List<LotPart>();
        var rest = Take(d, points, LotMove.Consume, parts, exceptOrder);
        if (rest > 0) throw new LedgerBroken(d.State.Account, $"debit of {points} finds {points - rest}");
        return d.Post(new LedgerEntry { Kind = kind, Points = -points, Parts = parts, Reason = reason });
    }

    /// <summary>Points spendable today, without the lots of one order.</summary>
    public static long Spendable(Deciding d, long exceptOrder = 0)
    {
        var state = d.State;
        var spendable = state.SpendableOn(d.Today);
        if (exceptOrder == 0 || spendable == 0) return spendable;
        foreach (var lot in state.OpenLots)
        {
            if (lot.OrderSequence == exceptOrder && lot.IsSpendableOn(d.Today)) spendable -= lot.Left;
        }

        return spendable;
    }

    /// <summary>Takes what is left of a gift's lot, without debt (§5 After a refund).</summary>
    public static void TakeGift(Deciding d, LotId id, Reason reason)
    {
        var lot = d.State.Find(id);
        if (lot.Left == 0) return;
        d.Post(new LedgerEntry
        {
            Kind = EntryKind.ClawBack,
            Points = lot.Pending ? 0 : -lot.Left,
            Pending = lot.Pending ? -lot.Left : 0,
            Parts = [new LotPart(id, LotMove.ClawBack, lot.Left)],
            Reason = reason,
        });
    }

    /// <summary>Voids all open lots: closing a membership.</summary>
    public static void VoidAll(Deciding d, Reason reason) => Void(d, d.State.OpenLots, reason);

    /// <summary>Voids the active lots, for a review that resets points: pending points are not in the balance yet and debt stays.</summary>
    public static void VoidActive(Deciding d, Reason reason) => Void(d, d.State.OpenLots.FindAll(l => !l.Pending), reason);

    private static void Void(Deciding d, List<Lot> open, Reason reason)
    {
        if (open.Count == 0) return;
        d.Post(new LedgerEntry
        {
            Kind = EntryKind.Void,
            Points = -open.Where(l => !l.Pending).Sum(l => l.Left),
            Pending = -open.Where(l => l.Pending).Sum(l => l.Left),
            Parts = [.. open.Select(l => new LotPart(l.Id, LotMove.Expire, l.Left))],
            Reason = reason,
        });
    }

    /// <summary>Takes points that may not be there: from lots in consume order, the rest as debt.</summary>
    public static LedgerEntry DebitIntoDebt(Deciding d, EntryKind kind, long points, Reason reason)
    {
        var parts = new List<LotPart>();
        var rest = Take(d, points, LotMove.Consume, parts);
        return d.Post(new LedgerEntry { Kind = kind, Points = -points, Parts = parts, DebtMade = rest, Reason = reason });
    }

    /// <summary>Lots pay debt that came back while others are open, so that debt and open active lots never exist together.</summary>
    public static void PayOpenDebt(Deciding d, Reason reason)
    {
        var owed = d.State.DebtOutstanding;
        if (owed == 0) return;
        var parts = new List<LotPart>();
        foreach (var lot in InConsumeOrder(d))
        {
            if (owed == 0) break;
            var pays = Math.Min(owed, lot.Left);
            AddDebtParts(d.State, lot.Id, pays, parts);
            owed -= pays;
        }

        if (parts.Count > 0) d.Post(new LedgerEntry { Kind = EntryKind.PayDebt, Parts = parts, Reason = reason });
    }

    /// <summary>Spendable lots in the programme's consume order.</summary>
    internal static List<Lot> InConsumeOrder(Deciding d)
    {
        var lots = new List<Lot>(d.State.OpenLots.Count);
        var day = d.Reads;
        foreach (var lot in d.State.OpenLots)
        {
            if (lot.IsSpendableOn(day)) lots.Add(lot);
        }

        if (lots.Count > 1) lots.Sort(d.Terms.Points.ConsumeOrder == ConsumeOrder.EarliestExpiry ? ByExpiry : ByEarned);
        return lots;
    }

    /// <summary>Takes up to <paramref name="points"/> in consume order; returns what could not be taken.</summary>
    internal static long Take(Deciding d, long points, LotMove move, List<LotPart> parts, long exceptOrder = 0)
    {
        foreach (var lot in InConsumeOrder(d))
        {
            if (points == 0) break;
            if (exceptOrder != 0 && lot.OrderSequence == exceptOrder) continue;
            var taken = Math.Min(points, lot.Left);
            parts.Add(new LotPart(lot.Id, move, taken));
            points -= taken;
        }

        return points;
    }

    /// <summary>Adds the parts by which a lot pays outstanding debts, oldest first, counting what earlier parts of the same entry pay.</summary>
    internal static long AddDebtParts(MemberState state, LotId lot, long most, List<LotPart> parts)
    {
        var paid = 0L;
        foreach (var debt in state.Debts)
        {
            var open = debt.Outstanding - parts.Where(p => p.Move == LotMove.PayDebt && p.Debt == debt.Id).Sum(p => p.Points);
            var pays = Math.Min(open, most - paid);
            if (pays <= 0) continue;
            parts.Add(new LotPart(lot, LotMove.PayDebt, pays, Debt: debt.Id));
            paid += pays;
        }

        return paid;
    }

    private static LedgerEntry OpenActive(Deciding d, Credit credit, DateOnly from)
    {
        var lot = NewLot(d, credit);
        lot.ActiveOn = from != lot.EarnedOn ? from : credit.ActiveOn;
        var ruled = credit.EndsOn is null && !credit.NeverEnds;
        lot.EndsOn = ruled ? LotEnds.Of(credit.Expiry ?? d.Terms.Points.Expiry, from) : credit.EndsOn;
        if (ruled && lot.EndsOn < lot.NotBefore) lot.EndsOn = lot.NotBefore;
        var parts = new List<LotPart>();
        var paid = d.State.Debts.Count > 0 ? AddDebtParts(d.State, lot.Id, credit.Points, parts) : 0;
        if (paid < credit.Points) Notices.Open(d, lot, credit.Points - paid);
        return d.Post(new LedgerEntry
        {
            Kind = credit.Kind,
            Points = credit.Points,
            Growth = credit.Growth,
            Opened = [lot],
            Parts = parts,
            OrderSequence = credit.OrderSequence,
            Reason = credit.Reason,
        });
    }

    private static LedgerEntry OpenPending(Deciding d, Credit credit, DateOnly? activates)
    {
        var rule = d.Terms.Points.Pending;
        var lot = NewLot(d, credit);
        lot.Pending = true;
        lot.ActivatesOn = activates;
        lot.CancelsOn = credit.CarriedFrom is not null ? credit.CancelsOn : rule.Until == PendingUntil.Received && rule.CancelAfterDays > 0 ? d.Day.AddDays(rule.CancelAfterDays) : null;
        return d.Post(new LedgerEntry
        {
            Kind = credit.Kind == EntryKind.Earn ? EntryKind.EarnPending : credit.Kind,
            Pending = credit.Points,
            Growth = credit.Growth,
            Opened = [lot],
            OrderSequence = credit.OrderSequence,
            Reason = credit.Reason,
        });
    }

    private static Lot NewLot(Deciding d, Credit credit) => new()
    {
        Id = d.NextId(),
        Origin = credit.Origin,
        OrderSequence = credit.OrderSequence,
        Opened = credit.Points,
        Left = credit.Points,
        EarnedOn = credit.EarnedOn ?? d.Day,
        Expiry = credit.Expiry,
        CarriedFrom = credit.CarriedFrom,
        Follows = credit.EndsOn is null && !credit.NeverEnds && (credit.Expiry ?? d.Terms.Points.Expiry).Kind == ExpiryKind.Inactivity,
        NotBefore = !d.IsStep && d.Day < d.Today ? d.Today.AddDays(LotEnds.LateFactDays) : null,
    };

    private static int ByExpiry(Lot a, Lot b)
    {
        var ends = (a.EndsOn ?? DateOnly.MaxValue).CompareTo(b.EndsOn ?? DateOnly.MaxValue);
        return ends != 0 ? ends : ByEarned(a, b);
    }

    private static int ByEarned(Lot a, Lot b)
    {
        var earned = a.EarnedOn.CompareTo(b.EarnedOn);
        return earned != 0 ? earned : a.Id.CompareTo(b.Id);
    }
}
