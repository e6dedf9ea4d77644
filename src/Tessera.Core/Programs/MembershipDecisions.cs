using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>Joining, openings, tags, freezing, closing, and referrals.</summary>
internal static class MembershipDecisions
{
    public static Refusal? Join(FactContext c, Joined joined)
    {
        var d = c.D;
        d.Apply(new MemberJoined(d.Day, joined.Channel, joined.InvitedBy));
        d.Apply(new VersionSeen(c.Programs.At(joined.RecordedAt).Version));
        TierDecisions.Join(d, c.Ladders, joined);
        if (d.Terms.Points.JoinPoints is var points and > 0)
        {
            d.Apply(new RightUsed("join"));
            Ledger.Credit(d, new Credit(EntryKind.Gift, LotOrigin.Gift, points, Reason.Of("points.joined", Reason.Points("points", points))));
        }

        CouponDecisions.GiveToNewcomer(c);
        return c.Accept();
    }

    public static Refusal? Open(FactContext c, Opening opening)
    {
        var d = c.D;
        var right = $"opening:{opening.Source}";
        if (c.State.Rights.Contains(right)) return Refusal.Of("opening.again");
        if (OpeningCoupons.Check(c, opening) is { } not) return not;
        d.Apply(new RightUsed(right));
        foreach (var lot in opening.Lots) OpenLot(d, lot);
        WalletDecisions.OpenValue(d, opening);
        OpeningCoupons.Open(d, opening);
        PurchaseDecisions.PostGrowth(d, opening.Growth, "growth.opening");
        d.Apply(new RowAdded(new MetricRow
        {
            Sequence = d.Sequence, Kind = RowKind.Opening, Day = d.Day, PurchaseDay = d.Day, Count = opening.Orders,
            SpendMinor = opening.SpendMinor, NetMinor = opening.SpendMinor, SpendGrowth = opening.Growth,
        }));
        PurchaseDecisions.FinishPoints(d);
        TierDecisions.Open(d, c.Ladders, opening);
        return c.Accept();
    }

    public static Refusal? GiveTag(FactContext c, TagGiven given)
    {
        if (given.Rule is not null && c.State.Tags.Exists(t => t.Tag == given.Tag && (t.Through is not { } through || through >= c.D.Day))) return Refusal.Of("tag.held", Reason.Id("tag", given.Tag));
        foreach (var reason in given.Why ?? []) c.D.Explain(reason);
        c.D.Apply(new TagChanged(new HeldTag(given.Tag, c.D.Day, given.Through) { Rule = given.Rule }, true));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    public static Refusal? TakeTag(FactContext c, TagTaken taken)
    {
        // A rule takes what it gave itself, and nothing else.
        if (taken.Rule is { } rule && !c.State.Tags.Exists(t => t.Tag == taken.Tag && t.Rule == rule)) return Refusal.Of("tag.notOfRule", Reason.Id("tag", taken.Tag), Reason.Id("rule", rule));
        foreach (var reason in taken.Why ?? []) c.D.Explain(reason);
        c.D.Apply(new TagChanged(new HeldTag(taken.Tag, c.D.Day, null) { Rule = taken.Rule }, false));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    public static Refusal? MoveSegment(FactContext c, SegmentMoved moved)
    {
        c.D.Apply(new SegmentChanged(moved.Segment, moved.Inside, c.D.Day));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    public static Refusal? Freeze(FactContext c, bool frozen)
    {
        if (c.State.IsFrozen == frozen) return Refusal.Of(frozen ? "member.frozenAlready" : "member.notFrozen");
        c.D.Apply(new FreezeChanged(frozen));
        foreach (var mark in c.State.Rights.Where(MergeDecisions.IsFreezeMark).Order(StringComparer.Ordinal).ToList()) c.D.Apply(new RightUsed(mark, false));
        PurchaseDecisions.FinishPoints(c.D);
        return c.Accept();
    }

    public static Refusal? Close(FactContext c, Closed closed)
    {
        if (c.State.HasWallet && c.State.Wallet.HoldsValue)
        {
            var left = Reason.Money("left", c.State.Wallet.BalanceMinor);
            if (c.Program.Document.StoredValue.Closing == StoredValue.ClosingWithValue.Refuse) return Refusal.Of("member.holdsValue", left, Reason.Count("cards", c.State.Wallet.Cards.Count));
            if (!closed.KeepsValue) return new Refusal(Reason.Of("member.valueToConfirm", left, Reason.Count("cards", c.State.Wallet.Cards.Count)), "/keepsValue");
        }

        Ledger.VoidAll(c.D, Reason.Of("points.closed"));
        Coupons.CouponLife.VoidAll(c.D, "closed");
        c.D.Apply(new MemberClosed(c.D.Day));
        return c.Accept();
    }

    public static Refusal? Refer(FactContext c, Referral referral)
    {
        var valid = LastReferral(c.State, referral.Referee);
        if (referral.Valid == valid is not null) return Refusal.Of(referral.Valid ? "referral.again" : "referral.unknown");
        if (referral.Valid) Reward(c, referral);
        else Unreward(c, referral, valid!.Value);
        return c.Accept();
    }

    private static void OpenLot(Deciding d, OpeningLot lot) =>
        Ledger.Credit(d, new Credit(EntryKind.Opening, LotOrigin.Opening, lot.Points, Reason.Of("points.opening", Reason.Points("points", lot.Points)))
        {
            EarnedOn = lot.EarnedOn, EndsOn = lot.Through?.AddDays(1), NeverEnds = lot.Through is null,
        });

    private static MetricRow? LastReferral(MemberState state, string referee)
    {
        var rows = state.Rows.Where(r => r.Kind == RowKind.Referral && r.Key == referee).ToList();
        return rows.Sum(r => r.Count) > 0 ? rows.Last(r => r.Count > 0) : null;
    }

    private static void Reward(FactContext c, Referral referral)
    {
        var points = c.Program.Document.Referrals.RewardPoints;
        c.D.Apply(new RowAdded(new MetricRow { Sequence = c.D.Sequence, Kind = RowKind.Referral, Day = c.D.Day, PurchaseDay = c.D.Day, Key = referral.Referee, Count = 1 }));
        Ledger.Credit(c.D, new Credit(EntryKind.Gift, LotOrigin.Gift, points, Reason.Of("points.referral", Reason.Points("points", points))) { OrderSequence = c.D.Sequence });
        PurchaseDecisions.Finish(c);
    }

    private static void Unreward(FactContext c, Referral referral, MetricRow valid)
    {
        c.D.Apply(new RowAdded(new MetricRow
        {
            Sequence = c.D.Sequence, PurchaseSequence = valid.Sequence, Kind = RowKind.Referral, Day = c.D.Day, PurchaseDay = valid.Day, Key = referral.Referee, Count = -1,
        }));
        var points = c.State.LotsOf(valid.Sequence).Sum(l => l.Opened);
        ClawBacks.Take(c.D, ClawBack.Of(c.State, valid.Sequence, points, Reason.Of("points.referralInvalid", Reason.Points("points", points))));
        PurchaseDecisions.FinishPoints(c.D);
        TierDecisions.AfterRefund(c.D, c.Ladders, valid.Sequence, false);
    }
}
