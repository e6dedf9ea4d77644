using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Programs;

/// <summary>A member into which another record was merged, directly or through others.</summary>
/// <param name="State">The member.</param>
/// <param name="MergeSequence">Sequence of its <see cref="MergedFrom"/> of the record before it.</param>
public sealed record MergedHolder(MemberState State, long MergeSequence);

/// <summary>
/// Purchases and redemptions in the record of a merged member (semantics §1 Merge: facts stay where they are). The record that holds one keeps what was given back;
/// every record it was merged into since reads it among its metrics, and the last one holds the value.
/// </summary>
public static class MergedPurchases
{
    /// <summary>A purchase of a merged member is refunded or voided.</summary>
    /// <param name="programs">Versions.</param>
    /// <param name="owner">The member whose record holds the purchase.</param>
    /// <param name="refund">Its command, with the purchase.</param>
    /// <param name="holders">The records it was merged into, in order; the last one is no merged member.</param>
    /// <returns>The owner's decision, then each holder's. Where one is refused nothing but settled steps may be kept.</returns>
    public static IReadOnlyList<Decision> Refund(ProgramHistory programs, MemberState owner, Command refund, IReadOnlyList<MergedHolder> holders)
    {
        var purchase = refund.Purchase ?? throw new ArgumentException("the purchase is not loaded", nameof(refund));
        var follows = holders.Select((holder, i) => Follows(refund, holder, MergedOrder.Through(purchase.Sequence, holders.Take(i).Select(h => h.MergeSequence)))).ToList();
        var ready = holders.Select((holder, i) => TwoMembers.Ready(programs, holder.State, follows[i])).ToList();
        if (ready.Find(r => r.Refusal is not null).Refusal is { } refusal) return [new Decision([], refusal), .. ready.Select(r => new Decision(r.D.Items, r.Refusal))];
        var first = Decide.Member(programs, owner, refund);
        if (first.IsAccepted)
        {
            var refunded = first.Items[^1].Effects.OfType<PurchaseRefunded>().Single();
            var (used, coupons) = (purchase.Used, Sale.CouponsBack(purchase, refunded.Lines, refunded.Complete));
            for (var i = 0; i < ready.Count; i++)
            {
                var told = WithShares(follows[i] with { Used = used, Coupons = coupons }, first.Items[^1], owner, purchase);
                Decide.Carry(programs, ready[i].D, new Command(told) { IsHistory = refund.IsHistory });
                // The next record knows them by the names of this one.
                (used, coupons) = (Next(holders[i], used), [.. coupons.Select(c => CouponMerges.CameAs(holders[i].State, c, holders[i].MergeSequence)?.Id).OfType<LotId>()]);
            }
        }

        return [first, .. ready.Select(r => new Decision(r.D.Items, null))];
    }

    /// <summary>A redemption of a merged member is cancelled.</summary>
    /// <param name="programs">Versions.</param>
    /// <param name="owner">The member whose record holds the redemption; its closed lots are loaded.</param>
    /// <param name="cancel">Its command; the named item is the redemption.</param>
    /// <param name="holders">The records it was merged into, in order; the last one is no merged member.</param>
    /// <returns>The owner's decision, then each holder's. Where one is refused nothing but settled steps may be kept.</returns>
    public static IReadOnlyList<Decision> Cancel(ProgramHistory programs, MemberState owner, Command cancel, IReadOnlyList<MergedHolder> holders)
    {
        var item = cancel.Named ?? throw new ArgumentException("the redemption is not loaded", nameof(cancel));
        var follows = new MergedReturn { OccurredAt = cancel.Fact.OccurredAt, RecordedAt = cancel.Fact.RecordedAt, Actor = cancel.Fact.Actor, MergeSequence = 0 };
        var ready = holders.Select(holder => TwoMembers.Ready(programs, holder.State, follows)).ToList();
        if (ready.Find(r => r.Refusal is not null).Refusal is { } refusal) return [new Decision([], refusal), .. ready.Select(r => new Decision(r.D.Items, r.Refusal))];
        var first = Decide.Member(programs, owner, cancel);
        if (first.IsAccepted)
        {
            var parts = item.Effects.OfType<LedgerEntry>().First(e => e.Kind == EntryKind.Debit).Parts.Where(p => p.Move == LotMove.Consume);
            follows = follows with
            {
                Returned = [.. parts.Select(p => MergeDecisions.Carried(owner.Find(p.Lot), p.Points) with { Pending = false, Order = 0 })],
                CapRoom = [.. first.Items[^1].Effects.OfType<RowAdded>().Where(r => r.Row.Kind == RowKind.CapUse).Select(r => r.Row)],
            };
            var used = item.Effects.OfType<WalletEntry>().FirstOrDefault(e => e.Kind == WalletEntryKind.Use);
            for (var i = 0; i < ready.Count; i++)
            {
                Decide.Carry(programs, ready[i].D, new Command(follows with { MergeSequence = holders[i].MergeSequence, Used = used }));
                used = Next(holders[i], used);
            }
        }

        return [first, .. ready.Select(r => new Decision(r.D.Items, null))];
    }

    private static WalletEntry? Next(MergedHolder holder, WalletEntry? used) => used is null ? null : Wallets.Through(holder.State, used, holder.MergeSequence);

    private static MergedRefund Follows(Command refund, MergedHolder holder, long order)
    {
        var fact = refund.Fact;
        return new MergedRefund
        {
            OccurredAt = fact.OccurredAt, RecordedAt = fact.RecordedAt, Actor = fact.Actor, MergeSequence = holder.MergeSequence, PurchaseSequence = order,
            PurchaseOn = refund.Purchase!.Day, IsVoid = fact is Refund { IsVoid: true }, RulesGave = fact is Refund { IsVoid: true } ? refund.Purchase.Gave : [], Points = 0, MoneyMinor = 0, SpendMinor = 0, Growth = 0,
        };
    }

    private static MergedRefund WithShares(MergedRefund follows, RecordItem refunded, MemberState owner, RecordedPurchase purchase)
    {
        var taken = refunded.Effects.OfType<PurchaseRefunded>().Single().Lines;
        return Sale.Carried(follows, owner, purchase, taken) with
        {
            Points = taken.Sum(l => l.Points) + Tiers.StarterTasks.UndoneBy(refunded), MoneyMinor = taken.Sum(l => l.AmountMinor), SpendMinor = taken.Sum(l => l.Spend), Growth = taken.Sum(l => l.Growth),
            CapRoom = [.. refunded.Effects.OfType<RowAdded>().Where(r => r.Row.Kind == RowKind.CapUse).Select(r => r.Row)],
        };
    }
}
