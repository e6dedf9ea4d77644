using Tessera.Core.Bookings;
using Tessera.Core.Coupons;
using Tessera.Core.Plans;
using Tessera.Core.Points;
using Tessera.Core.Redemption;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Members;

public sealed partial class MemberState
{
    /// <summary>Carries out one effect.</summary>
    /// <exception cref="LedgerBroken">The effect does not fit the state.</exception>
    public void Apply(Effect effect)
    {
        if (Due is not null && MayBringNearer(effect)) Due = null;
        switch (effect)
        {
            case LedgerEntry entry: ApplyEntry(entry); break;
            case WalletEntry entry: Wallet.Apply(Account, entry); break;
            case RowAdded row: Rows.Add(row.Row); break;
            case RowsLeft left: ApplyRowsLeft(left); break;
            case TierChanged tier: ApplyTier(tier); break;
            case TierNoted noted: Tier = noted.After; break;
            case LotsNoticed noticed: ApplyNotices(noticed); break;
            case EndsFollowed followed: ApplyFollowed(followed); break;
            default: ApplyMark(effect); break;
        }
    }

    private void ApplyRowsLeft(RowsLeft left)
    {
        Rows.RemoveAll(r => r.FromMerge == left.MergeSequence);
        _rowsSeen = 0;
    }

    private static bool MayBringNearer(Effect effect) => effect switch
    {
        LedgerEntry entry => entry.Parts.Count > 0,
        RowAdded or ActivitySeen or Notice or ObjectUsed or RuleGave or RuleGaveBack or PurchaseRefunded or CounterMoved or BenefitEntry or Settled or Consequence or WalletEntry or WalletStood or RedemptionMoved or DrawMade => false,
        _ => true,
    };

    private void ApplyMark(Effect effect)
    {
        switch (effect)
        {
            case MemberJoined joined: ApplyJoined(joined); break;
            case ActivitySeen seen: ApplySeen(seen); break;
            case LastPurchaseMoved moved: LastPurchaseOn = moved.On; break;
            case LastActivityMoved moved: LastActivityOn = moved.On; break;
            case ObjectUsed used: Objects.Add(used.Key); break;
            case RuleGave gave: RuleGaveAt[gave.Rule] = gave.At; break;
            case RuleGaveBack { Before: { } before } back: RuleGaveAt[back.Rule] = before; break;
            case RuleGaveBack back: RuleGaveAt.Remove(back.Rule); break;
            case TagChanged tag: ApplyTag(tag); break;
            case SegmentChanged moved: ApplySegment(moved); break;
            case FreezeChanged freeze: IsFrozen = freeze.Frozen; break;
            case MemberClosed closed: ClosedOn = closed.On; break;
            case MemberMerged merged: MergedInto = merged.Into; break;
            case RightUsed { Used: true } right: Rights.Add(right.Right); break;
            case RightUsed right: Rights.Remove(right.Right); break;
            case Settled settled: (SettledThrough, SettledRecorded) = (Later(SettledThrough, settled.Through), settled.Through); break;
            case CardEntry card: Wallet.Apply(card); break;
            case CouponEntry coupon: Coupons.Apply(coupon); break;
            case PlanEntry plan: Plans.Apply(plan); break;
            case BookingMoved booking: ApplyBooking(booking); break;
            case WalletStood stood: Wallet.Apply(stood); break;
            case RedemptionMoved { Stage: RedemptionStage.Open } opened: Rights.Add(OpenRedemptionOf(opened.Sequence)); break;
            case RedemptionMoved over: Rights.Remove(OpenRedemptionOf(over.Sequence)); break;
            case StepDone step: Steps.Add(step.Key); break;
            case VersionSeen seen: VersionSeen = seen.Version; break;
            case Notice or Consequence or PurchaseRefunded or CounterMoved or BenefitEntry or DrawMade: break;
            default: throw new LedgerBroken(Account, $"unknown effect {effect.GetType().Name}");
        }
    }

    private void ApplyJoined(MemberJoined joined)
    {
        (JoinedOn, JoinChannel, InvitedBy) = (joined.On, joined.Channel, joined.InvitedBy);
        if (SettledThrough < joined.On) SettledThrough = joined.On;
        if (SettledRecorded < joined.On) SettledRecorded = joined.On;
    }

    private void ApplySeen(ActivitySeen seen)
    {
        if (seen.IsPurchase) LastPurchaseOn = Later(LastPurchaseOn, seen.On);
        else LastActivityOn = Later(LastActivityOn, seen.On);
    }

    private static DateOnly Later(DateOnly? known, DateOnly on) => known is { } last && last > on ? last : on;

    private void ApplyTag(TagChanged change)
    {
        Tags.RemoveAll(t => t.Tag == change.Tag.Tag);
        if (change.Held) Tags.Add(change.Tag);
    }

    private void ApplySegment(SegmentChanged change)
    {
        if (change.Inside) Segments[change.Segment] = change.On;
        else Segments.Remove(change.Segment);
    }

    private void ApplyTier(TierChanged change)
    {
        var earned = Tier ?? new TierState { Earned = change.EarnedTo, Since = change.On };
        if (change.EarnedFrom != change.EarnedTo || Tier is null)
        {
            earned = earned with { Earned = change.EarnedTo, Since = change.On, ValidUntil = change.ValidUntil };
        }

        Tier = earned;
        InForce = change.InForceTo;
        TierHistory.Add(new TierHeld(change.At, change.On, change.EarnedTo, change.InForceTo));
    }

    private void ApplyNotices(LotsNoticed noticed)
    {
        foreach (var notice in noticed.Lots)
        {
            var lot = Find(notice.Lot);
            if (notice.EndsOn > lot.EndsOn) lot.NotBefore = notice.EndsOn;
            lot.EndsOn = notice.EndsOn;
            lot.NoticedOn = noticed.On;
        }
    }

    private void ApplyFollowed(EndsFollowed followed)
    {
        foreach (var lot in OpenLots)
        {
            if (LotEnds.Followed(lot, followed.Seen, followed.Length) is { } end) MoveEnd(lot, Later(end, followed.Earliest));
        }
    }

    /// <summary>A later end needs a notice of its own.</summary>
    private static void MoveEnd(Lot lot, DateOnly end)
    {
        if (end > lot.EndsOn) lot.NoticedOn = null;
        lot.EndsOn = end;
    }

    private void ApplyEntry(LedgerEntry entry)
    {
        foreach (var lot in entry.Opened)
        {
            OpenLots.Add(lot.Copy());
            Due = Due?.With(lot);
        }

        if (entry.DebtMade > 0) Debts.Add(new Debt { Id = entry.Id, OrderSequence = entry.OrderSequence, Owed = entry.DebtMade });
        if (entry.DebtMade < 0) Forgive(-entry.DebtMade, entry.DebtOf);
        foreach (var part in entry.Parts) ApplyPart(entry, part);
        if (entry.WrittenOff != 0) ClawOf(entry.OrderSequence).WrittenOff += entry.WrittenOff;
        Balance += entry.Points;
        Pending += entry.Pending;
        Growth += entry.Growth;
        if (Balance != entry.BalanceAfter || Pending != entry.PendingAfter || Growth != entry.GrowthAfter)
        {
            throw new LedgerBroken(Account, $"entry {entry.Id} says balance {entry.BalanceAfter}, pending {entry.PendingAfter}, growth {entry.GrowthAfter}; the fold has {Balance}, {Pending}, {Growth}");
        }
    }

    private void ApplyPart(LedgerEntry entry, LotPart part)
    {
        var lot = Find(part.Lot);
        var wasOpen = lot.IsOpen;
        MoveLot(lot, part);
        if (part.Debt is { } debt) MoveDebt(debt, part);
        if (part.ForOrder != 0)
        {
            Note(ClawOf(part.ForOrder).DrawnFrom, lot.Id, part.Move == LotMove.ClawBack ? part.Points : -part.Points);
        }

        if (lot.Left < 0 || lot.Opened != lot.Left + lot.Consumed + lot.Expired + lot.ClawedBack - lot.Returned)
        {
            throw new LedgerBroken(Account, $"{lot.Id} does not add up after entry {entry.Id}");
        }

        File(lot, wasOpen);
    }

    private static void MoveLot(Lot lot, LotPart part)
    {
        switch (part.Move)
        {
            case LotMove.Consume or LotMove.PayDebt: lot.Left -= part.Points; lot.Consumed += part.Points; break;
            case LotMove.Expire: lot.Left -= part.Points; lot.Expired += part.Points; break;
            case LotMove.ClawBack: lot.Left -= part.Points; lot.ClawedBack += part.Points; break;
            case LotMove.Return or LotMove.Forgive: lot.Left += part.Points; lot.Returned += part.Points; break;
            case LotMove.Activate: lot.Pending = false; lot.ActivatesOn = null; lot.CancelsOn = null; break;
            case LotMove.CountExpired: lot.ExpiredCounted += part.Points; break;
            default: throw new LedgerBroken("", $"unknown move {part.Move}");
        }

        if (part.ActiveOn is { } on) lot.ActiveOn = on;
        if (part.EndsOn is not { } end) return;
        if (part.Move is LotMove.Return or LotMove.Forgive) lot.NotBefore = end;
        MoveEnd(lot, end);
    }

    private void MoveDebt(LotId id, LotPart part)
    {
        var debt = Debts.Find(d => d.Id == id) ?? throw new LedgerBroken(Account, $"debt {id} is not known");
        var paid = part.Move == LotMove.PayDebt ? part.Points : -part.Points;
        debt.Paid += paid;
        if (part.Move == LotMove.Forgive) debt.Owed -= part.Points;
        Note(debt.PaidBy, part.Lot, paid);
        if (debt.Paid < 0 || debt.Paid > debt.Owed) throw new LedgerBroken(Account, $"debt {id} is paid {debt.Paid} of {debt.Owed}");
    }

    /// <summary>Debt leaves with a merge or its undo: what is outstanding is owed no more, oldest first; with an undo only what came by that merge.</summary>
    private void Forgive(long points, long merge)
    {
        foreach (var debt in Debts)
        {
            if (merge != 0 && debt.Id.Sequence != merge) continue;
            var gone = Math.Min(points, debt.Outstanding);
            debt.Owed -= gone;
            points -= gone;
        }

        if (points > 0) throw new LedgerBroken(Account, $"{points} of debt to forgive are not owed");
    }

    private OrderClaw ClawOf(long orderSequence)
    {
        var claw = Claws.Find(c => c.OrderSequence == orderSequence);
        if (claw is null) Claws.Add(claw = new OrderClaw { OrderSequence = orderSequence });
        return claw;
    }

    private static void Note(List<(LotId Lot, long Points)> list, LotId lot, long points)
    {
        var at = list.FindIndex(p => p.Lot == lot);
        if (at < 0) list.Add((lot, points));
        else if (list[at].Points + points == 0) list.RemoveAt(at);
        else list[at] = (lot, list[at].Points + points);
    }

    private void File(Lot lot, bool wasOpen)
    {
        if (wasOpen == lot.IsOpen) return;
        if (wasOpen)
        {
            OpenLots.Remove(lot);
            ClosedLots[lot.Id] = lot;
            return;
        }

        ClosedLots.Remove(lot.Id);
        var at = OpenLots.FindIndex(l => l.Id.CompareTo(lot.Id) > 0);
        OpenLots.Insert(at < 0 ? OpenLots.Count : at, lot);
    }
}
