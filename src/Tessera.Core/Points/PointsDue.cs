using Tessera.Core.Members;

namespace Tessera.Core.Points;

/// <summary>The steps of points that fall due by themselves (semantics §6): activation, cancelled waiting, expiry, notices, automatic redemption.</summary>
public static class PointsDue
{
    /// <summary>The earliest local date after <see cref="MemberState.SettledThrough"/> on which a step of points is due, or null. A date already past is due now.</summary>
    public static DateOnly? NextOn(MemberState state, Terms terms)
    {
        var rules = terms.Points;
        var next = DateOnly.MaxValue;
        foreach (var lot in state.OpenLots)
        {
            if (lot.Pending)
            {
                next = Earlier(next, lot.ActivatesOn);
                next = Earlier(next, lot.CancelsOn);
                continue;
            }

            next = Earlier(next, lot.EndsOn);
            if (!terms.IsHistory) next = Earlier(next, LotEnds.NoticeDue(lot, rules.NoticeDays));
        }

        if (Redeems(state, rules, RedeemMoment.Night)) next = Earlier(next, state.SettledThrough.AddDays(1));
        if (next == DateOnly.MaxValue) return null;
        return next > state.SettledThrough ? next : state.SettledThrough.AddDays(1);
    }

    /// <summary>Activates and cancels what is due on a date, then expires: the first two phases of the night.</summary>
    public static void CarryLots(Deciding d, DateOnly on)
    {
        if (d.State.OpenLots.Exists(l => l.Pending && (l.ActivatesOn <= on || l.CancelsOn <= on)))
        {
            d.BeginStep(on);
            foreach (var lot in d.State.OpenLots.Where(l => l.Pending && l.ActivatesOn <= on).ToList()) Activate(d, lot, on);
            d.EndStep($"activate:{on:yyyy-MM-dd}");
            d.BeginStep(on);
            CancelWaiting(d, on);
            d.EndStep($"cancel:{on:yyyy-MM-dd}");
        }

        if (!d.State.OpenLots.Exists(l => !l.Pending && l.EndsOn <= on)) return;
        d.BeginStep(on);
        Expire(d, on);
        d.EndStep($"expire:{on:yyyy-MM-dd}");
    }

    /// <summary>Writes the notices that are due on or before a date.</summary>
    /// <param name="d">The decision.</param>
    /// <param name="on">The date.</param>
    /// <param name="ofTheLastDay">Before expiry: of lots that would end without any (after a played past), since that may postpone their end. Else all.</param>
    public static void CarryNotices(Deciding d, DateOnly on, bool ofTheLastDay = false)
    {
        if (d.Terms.IsHistory) return;
        var due = d.State.OpenLots.Where(l => LotEnds.NoticeDue(l, d.Terms.Points.NoticeDays) <= on && (!ofTheLastDay || l.EndsOn <= on)).ToList();
        if (due.Count == 0) return;
        d.BeginStep(on);
        Notices.Write(d, due);
        d.EndStep($"notice:{on:yyyy-MM-dd}");
    }

    /// <summary>Carries out automatic redemptions of the night.</summary>
    public static void CarryRedemptions(Deciding d, DateOnly on)
    {
        if (!Redeems(d.State, d.Terms.Points, RedeemMoment.Night)) return;
        d.BeginStep(on);
        Redeem(d, RedeemMoment.Night);
        d.EndStep($"redeem:{on:yyyy-MM-dd}");
    }

    /// <summary>Redeems automatically at the given moment, as often as the balance reaches the mark.</summary>
    public static void Redeem(Deciding d, RedeemMoment moment)
    {
        if (!Redeems(d.State, d.Terms.Points, moment)) return;
        var rule = d.Terms.Points.AutoRedemption!;
        var times = ((d.State.Balance - rule.AtBalance) / rule.Points) + 1;
        var reason = Reason.Of(
            "points.autoRedeemed", Reason.Points("points", times * rule.Points), Reason.Points("at", rule.AtBalance), Reason.Id("reward", rule.Reward), Reason.Count("times", times));
        Ledger.Debit(d, EntryKind.AutoRedeem, times * rule.Points, reason);
        d.Apply(new Notice("points.autoRedeemed", reason, d.Day));
    }

    /// <summary>After a fact: the ends of lots under inactivity follow the member's last activity; where that was taken back, the points are usable through today.</summary>
    public static void Follow(Deciding d)
    {
        var rule = d.Terms.Points.Expiry;
        if (!d.State.OpenLots.Exists(static l => l.Follows)) return;
        var length = rule.Kind == ExpiryKind.Inactivity ? rule.Length : null;
        if (length is null && !d.State.OpenLots.Exists(static l => l.Follows)) return;
        var seen = d.State.LastSeenOn;
        if (!d.State.OpenLots.Exists(l => LotEnds.Followed(l, seen, length) is { } end && end != l.EndsOn)) return;
        d.Apply(new EndsFollowed(seen, length, d.Today.AddDays(1)));
        Notices.WriteDue(d);
    }

    /// <summary>Activates one pending lot on a date: debt is paid first, the end counts from here.</summary>
    public static void Activate(Deciding d, Lot lot, DateOnly on)
    {
        var ends = LotEnds.Of(lot.Expiry ?? d.Terms.Points.Expiry, on);
        if (ends < lot.NotBefore) ends = lot.NotBefore;
        var points = lot.Left;
        var parts = new List<LotPart> { new(lot.Id, LotMove.Activate, points, ends, ActiveOn: on) };
        Ledger.AddDebtParts(d.State, lot.Id, points, parts);
        d.Post(new LedgerEntry
        {
            Kind = EntryKind.Activate,
            Points = points,
            Pending = -points,
            Parts = parts,
            OrderSequence = lot.OrderSequence,
            Reason = Reason.Of("points.activated", Reason.Points("points", points), Reason.Day("earnedOn", lot.EarnedOn)),
        });
        Notices.WriteDue(d, lot);
    }

    private static void CancelWaiting(Deciding d, DateOnly on)
    {
        foreach (var lot in d.State.OpenLots.Where(l => l.Pending && l.CancelsOn <= on).ToList())
        {
            d.Post(new LedgerEntry
            {
                Kind = EntryKind.CancelPending,
                Pending = -lot.Left,
                Parts = [new LotPart(lot.Id, LotMove.Expire, lot.Left)],
                OrderSequence = lot.OrderSequence,
                Reason = Reason.Of("points.notReceived", Reason.Points("points", lot.Left), Reason.Day("earnedOn", lot.EarnedOn)),
            });
            if (lot.Origin is LotOrigin.Order or LotOrigin.Behaviour or LotOrigin.Merge) CancelEarned(d, lot);
        }
    }

    /// <summary>The earned-points metric counts what earn rules gave less cancelled pending, on the fact's date (§5).</summary>
    private static void CancelEarned(Deciding d, Lot lot) => d.Apply(new RowAdded(new MetricRow
    {
        Sequence = d.Sequence,
        FromMerge = lot.Origin == LotOrigin.Merge ? lot.Id.Sequence : 0,
        PurchaseSequence = lot.Origin == LotOrigin.Merge ? OrderBehind(d.State, lot) : lot.OrderSequence,
        Kind = RowKind.Refund,
        Day = d.Day,
        PurchaseDay = lot.EarnedOn,
        Points = -lot.Opened + lot.ClawedBack,
    }));

    /// <summary>The order of a lot that came with a merge, as the rows that came with it name it.</summary>
    private static long OrderBehind(MemberState state, Lot lot) =>
        state.Rows.Find(r => r.FromMerge == lot.Id.Sequence && r.Kind == RowKind.Purchase && MergedOrder.Of(r.FromMerge, r.Sequence) == lot.OrderSequence).Sequence;

    private static void Expire(Deciding d, DateOnly on)
    {
        foreach (var lot in Active(d.State).Where(l => l.EndsOn <= on).OrderBy(l => l.EndsOn).ThenBy(l => l.Id).ToList())
        {
            d.Post(new LedgerEntry
            {
                Kind = EntryKind.Expire,
                Points = -lot.Left,
                Parts = [new LotPart(lot.Id, LotMove.Expire, lot.Left)],
                OrderSequence = lot.OrderSequence,
                Reason = Reason.Of("points.expired", Reason.Points("points", lot.Left), Reason.Day("earnedOn", lot.EarnedOn), Reason.Day("through", on.AddDays(-1))),
            });
        }
    }

    private static IEnumerable<Lot> Active(MemberState state) => state.OpenLots.Where(l => !l.Pending);

    private static bool Redeems(MemberState state, PointsRules rules, RedeemMoment moment) =>
        rules.AutoRedemption is { } rule && rule.Moment == moment && state.Balance >= rule.AtBalance && !state.IsFrozen && state.ClosedOn is null && state.FamilyOf is null;

    private static DateOnly Earlier(DateOnly a, DateOnly? b) => b is { } other && other < a ? other : a;
}
