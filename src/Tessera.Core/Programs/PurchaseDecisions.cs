using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>Purchases and behaviours: settle, earn, growth, then tier (semantics §5 Inside one decision).</summary>
internal static class PurchaseDecisions
{
    public static Refusal? Buy(FactContext c, Purchase told)
    {
        var (d, ladder) = (c.D, c.Program.Document.Ladder);
        var tier = TierAtFact(c);
        if (FamilyDecisions.AtTill(c, told, out var refusal) is not { } asked || Sale.Of(c, asked, tier, out refusal) is not { } sale) return refusal;
        var outcome = Earn(c, sale, tier);
        d.Apply(new ActivitySeen(d.Day, true));
        sale.Take(d);
        if (ladder.TierAtFact == Tiers.TierAtFact.After)
        {
            // The tier after is looked for with what the purchase earns with the tier before; there is no second round.
            var before = outcome.Outcome.Points;
            d.Apply(new RowAdded(Row(c, outcome.Outcome)));
            if (TierDecisions.InForceAfter(d, c.Ladders, tier) is var after && after != tier) outcome = Earn(c, sale, after);
            if (outcome.Outcome.Points != before)
            {
                d.Apply(new RowAdded(new MetricRow
                {
                    Sequence = d.Sequence, Kind = RowKind.Opening, Day = d.Day, PurchaseDay = d.Day, PurchaseSequence = d.Sequence, Points = outcome.Outcome.Points - before,
                }));
            }
        }
        else
        {
            d.Apply(new RowAdded(Row(c, outcome.Outcome)));
        }

        Post(c, outcome);
        Refer(c, outcome.Outcome);
        Deeds.Bought(c, outcome.Outcome, tier);
        Finish(c);
        Announce(c, outcome.Outcome);
        return c.Accept(outcome.Outcome);
    }

    public static Refusal? Act(FactContext c, Activity activity)
    {
        var d = c.D;
        var outcome = c.Program.Earning.Behaviour(Context(c, TierAtFact(c)), activity);
        if (!EarnsNow(c)) outcome = outcome with { Points = 0, Grants = [], CapUse = OfGrowth(outcome.CapUse), ObjectKey = outcome.Growth > 0 ? outcome.ObjectKey : null, Gave = [], Reasons = [StopsEarning] };
        d.Apply(new ActivitySeen(d.Day, false));
        d.Apply(new RowAdded(new MetricRow
        {
            Sequence = d.Sequence, Kind = RowKind.Behaviour, Day = d.Day, PurchaseDay = d.Day, Key = activity.Type, Count = 1,
            BehaviourGrowth = outcome.Growth, Points = outcome.Points,
        }));
        foreach (var row in outcome.CapUse) d.Apply(new RowAdded(row with { Sequence = d.Sequence }));
        if (outcome.ObjectKey is { } key) d.Apply(new ObjectUsed(key));
        foreach (var gave in outcome.Gave) d.Apply(gave);
        Grant(c, outcome.Grants, outcome.Growth, LotOrigin.Behaviour);
        foreach (var reason in outcome.Reasons) d.Explain(reason);
        TierDecisions.CountTask(d, c.Ladders, activity);
        Deeds.Done(c, Deed.Of(TaskBy.Behaviour, activity.Type));
        Finish(c);
        return c.Accept();
    }

    public static Refusal? Receive(FactContext c, Received received)
    {
        var waiting = c.State.OpenLots.Where(l => l.Pending && l.OrderSequence == received.PurchaseSequence).ToList();
        foreach (var lot in waiting) PointsDue.Activate(c.D, lot, c.D.Today);
        Finish(c);
        return c.Accept();
    }

    /// <summary>After every fact that may move a metric: the points, then the tier, then corrections by a late fact.</summary>
    public static void Finish(FactContext c)
    {
        FinishPoints(c.D);
        TierDecisions.AfterFact(c.D, c.Ladders);
    }

    /// <summary>After every fact, before its tier step: ends follow the last activity, and the balance is redeemed where the programme does so at the fact.</summary>
    public static void FinishPoints(Deciding d)
    {
        PointsDue.Follow(d);
        PointsDue.Redeem(d, RedeemMoment.Fact);
    }

    private static EarnOutcome Earn(FactContext c, Sale sale, string tier)
    {
        var earned = c.Program.Earning.Purchase(Context(c, tier), sale.Earns);
        earned = earned with { Outcome = sale.Stored(earned.Outcome) };
        if (EarnsNow(c)) return earned;
        var nothing = earned.Outcome with { Points = 0, Lines = [.. earned.Outcome.Lines.Select(l => l with { Points = 0 })], Hits = [] };
        return earned with { Outcome = nothing, Grants = [], CapUse = OfGrowth(earned.CapUse), Gave = [], Reasons = [StopsEarning] };
    }

    /// <summary>A freeze that stops earning stops points; growth goes on, and its limits with it.</summary>
    private static IReadOnlyList<MetricRow> OfGrowth(IReadOnlyList<MetricRow> use) => [.. use.Where(r => CapRoom.IsGrowth(r.Key!))];

    private static Reason StopsEarning => Reason.Of("earn.frozen");

    private static bool EarnsNow(FactContext c) => !(c.State.IsFrozen && c.Program.Document.Points.FreezeStopsEarning);

    private static EarnContext Context(FactContext c, string tier) => new()
    {
        State = c.State,
        TierInForce = tier,
        TierMultiplier = c.State.HasPlans ? c.Holds(tier).Multiplier() : c.Program.Ladder.MultiplierOf(tier),
        Day = c.D.Day,
        Time = c.Program.Calendar.TimeOf(c.D.OccurredAt),
        At = c.D.OccurredAt,
    };

    /// <summary>The tier in force at the occurred-at (§1 Late facts): tier history is kept.</summary>
    private static string TierAtFact(FactContext c)
    {
        if (c.D.OccurredAt == c.D.RecordedAt || c.D.Terms.IsHistory) return c.State.InForce;
        var history = c.State.TierHistory;
        for (var i = history.Count - 1; i > 0; i--)
        {
            if (history[i].At <= c.D.OccurredAt) return history[i].InForce;
        }

        return history[0].InForce;
    }

    private static MetricRow Row(FactContext c, PurchaseOutcome outcome) => new()
    {
        Sequence = c.D.Sequence,
        Kind = RowKind.Purchase,
        Day = c.D.Day,
        PurchaseDay = c.D.Day,
        Count = outcome.NetMinor > c.Program.Document.Purchases.OrderAboveMinor ? 1 : 0,
        NetMinor = outcome.NetMinor,
        SpendMinor = outcome.SpendMinor,
        SpendGrowth = outcome.Growth,
        Points = outcome.Points,
    };

    private static void Post(FactContext c, EarnOutcome outcome)
    {
        foreach (var row in outcome.CapUse) c.D.Apply(new RowAdded(row with { Sequence = c.D.Sequence }));
        foreach (var gave in outcome.Gave) c.D.Apply(gave);
        Grant(c, outcome.Grants, outcome.Outcome.Growth, LotOrigin.Order);
        foreach (var reason in outcome.Reasons) c.D.Explain(reason);
    }

    /// <summary>One lot per expiry; growth rides on the first entry.</summary>
    private static void Grant(FactContext c, IReadOnlyList<EarnGrant> grants, long growth, LotOrigin origin)
    {
        var pending = origin == LotOrigin.Order && c.Program.Document.Points.Pending.Until != PendingUntil.None;
        foreach (var grant in grants)
        {
            if (grant.Points == 0) continue;
            var reason = Reason.Of(origin == LotOrigin.Order ? "points.earned" : "points.earnedByBehaviour", Reason.Points("points", grant.Points));
            Ledger.Credit(c.D, new Credit(EntryKind.Earn, origin, grant.Points, reason)
            {
                OrderSequence = c.D.Sequence, Expiry = grant.Expiry, Pending = pending, Growth = growth,
            });
            growth = 0;
        }

        PostGrowth(c.D, growth, "growth.earned");
    }

    public static void PostGrowth(Deciding d, long growth, string code)
    {
        if (growth != 0) d.Post(new LedgerEntry { Kind = EntryKind.Growth, Growth = growth, Reason = Reason.Of(code, Reason.Growth("growth", growth)) });
    }

    /// <summary>The first paid purchase that meets the rule makes the referral of this member valid (§2 Referral); the referrer hears of it through the outbox.</summary>
    private static void Refer(FactContext c, PurchaseOutcome outcome)
    {
        if (c.State.InvitedBy is not { } referrer || c.State.Rights.Contains(RefundDecisions.ReferralRight)) return;
        var rule = c.Program.Document.Referrals;
        if (outcome.NetMinor < Math.Max(1, rule.FirstPurchaseAtLeastMinor) || c.D.Day > c.State.JoinedOn.AddDays(rule.WithinDays)) return;
        c.D.Apply(new RightUsed(RefundDecisions.ReferralRight));
        c.D.Apply(new RightUsed(RefundDecisions.ReferralBy(c.D.Sequence)));
        c.D.Apply(new Consequence("referral.valid", referrer, $"referral:{c.State.Account}:valid"));
    }

    private static void Announce(FactContext c, PurchaseOutcome outcome)
    {
        if (c.D.Terms.IsHistory) return;
        var parts = new List<ReasonPart> { Reason.Points("points", outcome.Points), Reason.Growth("growth", outcome.Growth), Reason.Points("balance", c.State.Balance) };
        parts.AddRange(TierDecisions.GapToNext(c.D, c.Ladders));
        c.D.Apply(new Notice("purchase.earned", new Reason(parts.Count > 3 ? "purchase.earnedWithGap" : "purchase.earned", parts), c.D.Day));
    }
}
