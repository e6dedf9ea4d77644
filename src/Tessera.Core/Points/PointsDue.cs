using Tessera.Core.Members;

namespace Tessera.Core.Points;

/// <summary>The steps of points that fall due by themselves (semantics §6): activation, cancelled waiting, expiry, notices, automatic redemption.</summary>
public static class PointsDue
{
    private const int MostRedemptionsADay = 25;

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

        if (InactivityEnd(state, rules) is { } lapse)
        {
            next = Earlier(next, lapse);
            if (!terms.IsHistory && !state.Steps.Contains(LapseKey(lapse))) next = Earlier(next, lapse.AddDays(-rules.NoticeDays));
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

        var lapsed = InactivityEnd(d.State, d.Terms.Points) <= on;
        if (!lapsed && !d.State.OpenLots.Exists(l => !l.Pending && l.EndsOn <= on)) return;
        d.BeginStep(on);
        Expire(d, on, lapsed);
        d.EndStep($"expire:{on:yyyy-MM-dd}");
    }

    /// <summary>Writes the notices that are due on or before a date. Notices of lots must run before <see cref="CarryLots"/> of the same date, since a late one may postpone an end.</summary>
    public static void CarryNotices(Deciding d, DateOnly on)
    {
        if (d.Terms.IsHistory) return;
        var rules = d.Terms.Points;
        var due = d.State.OpenLots.Where(l => LotEnds.NoticeDue(l, rules.NoticeDays) <= on).ToList();
        var lapse = InactivityEnd(d.State, rules);
        var lapseDue = lapse is { } end && end.AddDays(-rules.NoticeDays) <= on && !d.State.Steps.Contains(LapseKey(end));
        if (due.Count == 0 && !lapseDue) return;
        d.BeginStep(on);
        var today = d.Today;
        if (due.Count > 0) NoticeLots(d, due, today);
        if (lapseDue)
        {
            d.Apply(new StepDone(LapseKey(lapse!.Value)));
            d.Apply(ExpiryNotice(Active(d.State).Sum(l => l.Left), lapse.Value, today));
        }

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

    /// <summary>Redeems automatically at the given moment, as often as the balance reaches the mark (at most 25 times).</summary>
    public static void Redeem(Deciding d, RedeemMoment moment)
    {
        for (var times = 0; times < MostRedemptionsADay && Redeems(d.State, d.Terms.Points, moment); times++)
        {
            var rule = d.Terms.Points.AutoRedemption!;
            var reason = Reason.Of("points.autoRedeemed", Reason.Points("points", rule.Points), Reason.Points("at", rule.AtBalance), Reason.Id("reward", rule.Reward));
            Ledger.Debit(d, EntryKind.AutoRedeem, rule.Points, reason);
            d.Apply(new Notice("points.autoRedeemed", reason, d.Day));
        }
    }

    /// <summary>Activates one pending lot on a date: debt is paid first, the end counts from here.</summary>
    public static void Activate(Deciding d, Lot lot, DateOnly on)
    {
        var ends = lot.EndsOn ?? Ledger.EndFor(d, lot.Expiry, on);
        var points = lot.Left;
        var parts = new List<LotPart> { new(lot.Id, LotMove.Activate, points, ends) };
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
        AnnounceShortLived(d, lot, on);
    }

    /// <summary>A lot shorter than the notice is announced when it begins; an activation carried out late postpones its end like any late notice.</summary>
    private static void AnnounceShortLived(Deciding d, Lot lot, DateOnly on)
    {
        var rules = d.Terms.Points;
        if (d.Terms.IsHistory || !lot.IsOpen || lot.EndsOn is not { } end || end.AddDays(-rules.NoticeDays) > on) return;
        var ends = rules.LateNotice == LateNotice.Postpone ? LotEnds.Postponed(on, end, d.Today, rules.NoticeDays) : end;
        d.Apply(new LotsNoticed([new LotNotice(lot.Id, ends)], d.Today));
        d.Apply(ExpiryNotice(lot.Left, ends, d.Today));
    }

    /// <summary>The message that points will end.</summary>
    internal static Notice ExpiryNotice(long points, DateOnly endsOn, DateOnly on) => new(
        "points.expiring",
        Reason.Of("points.expiring", Reason.Points("points", points), Reason.Day("through", endsOn.AddDays(-1))),
        on);

    private static void NoticeLots(Deciding d, List<Lot> due, DateOnly today)
    {
        var postpone = d.Terms.Points.LateNotice == LateNotice.Postpone;
        var days = d.Terms.Points.NoticeDays;
        var notices = due.Select(l => new LotNotice(l.Id, postpone ? LotEnds.Postponed(l.EarnedOn, l.EndsOn!.Value, today, days) : l.EndsOn)).ToList();
        d.Apply(new LotsNoticed(notices, today));
        foreach (var group in due.GroupBy(l => l.EndsOn!.Value).OrderBy(g => g.Key))
        {
            d.Apply(ExpiryNotice(group.Sum(l => l.Left), group.Key, today));
        }
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
            if (lot.Origin is LotOrigin.Order or LotOrigin.Behaviour) CancelEarned(d, lot);
        }
    }

    /// <summary>The earned-points metric counts what earn rules gave less cancelled pending, on the fact's date (§5).</summary>
    private static void CancelEarned(Deciding d, Lot lot) => d.Apply(new RowAdded(new MetricRow
    {
        Sequence = d.Sequence,
        PurchaseSequence = lot.OrderSequence,
        Kind = RowKind.Refund,
        Day = d.Day,
        PurchaseDay = lot.EarnedOn,
        Points = -lot.Opened + lot.ClawedBack,
    }));

    private static void Expire(Deciding d, DateOnly on, bool lapsed)
    {
        foreach (var lot in Active(d.State).Where(l => lapsed || l.EndsOn <= on).OrderBy(l => l.EndsOn).ThenBy(l => l.Id).ToList())
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
        rules.AutoRedemption is { } rule && rule.Moment == moment && state.Balance >= rule.AtBalance && !state.IsFrozen && state.ClosedOn is null;

    private static DateOnly? InactivityEnd(MemberState state, PointsRules rules)
    {
        if (rules.Expiry.Kind != ExpiryKind.Inactivity || !state.OpenLots.Exists(l => !l.Pending)) return null;
        return rules.Expiry.Length.After(state.LastSeenOn ?? state.JoinedOn).AddDays(1);
    }

    private static string LapseKey(DateOnly lapse) => $"lapse:{lapse:yyyy-MM-dd}";

    private static DateOnly Earlier(DateOnly a, DateOnly? b) => b is { } other && other < a ? other : a;
}
