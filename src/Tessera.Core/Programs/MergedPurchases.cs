using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>A member into which another record was merged, directly or through others.</summary>
/// <param name="State">The member.</param>
/// <param name="MergeSequence">Sequence of its <see cref="MergedFrom"/> of the record before it.</param>
public sealed record MergedHolder(MemberState State, long MergeSequence);

/// <summary>
/// Purchases in the record of a merged member (semantics §1 Merge: facts stay where they are). The record that holds the purchase keeps what was given back;
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
        // Top-ups are known by the one merge they came with.
        if (holders.Count > 1 && purchase.Used is not null) return [new Decision([], Refusal.Of("purchase.merged")), .. holders.Select(_ => new Decision([], null))];
        var follows = holders.Select((holder, i) => Follows(refund, holder, MergedOrder.Through(purchase.Sequence, holders.Take(i).Select(h => h.MergeSequence)))).ToList();
        var ready = holders.Select((holder, i) => TwoMembers.Ready(programs, holder.State, follows[i])).ToList();
        if (ready.Find(r => r.Refusal is not null).Refusal is { } refusal) return [new Decision([], refusal), .. ready.Select(r => new Decision(r.D.Items, r.Refusal))];
        var first = Decide.Member(programs, owner, refund);
        if (first.IsAccepted)
        {
            for (var i = 0; i < ready.Count; i++) Decide.Carry(programs, ready[i].D, new Command(WithShares(follows[i], first.Items[^1], owner, purchase)) { IsHistory = refund.IsHistory });
        }

        return [first, .. ready.Select(r => new Decision(r.D.Items, null))];
    }

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
            Points = taken.Sum(l => l.Points), MoneyMinor = taken.Sum(l => l.AmountMinor), SpendMinor = taken.Sum(l => l.Spend), Growth = taken.Sum(l => l.Growth),
            CapRoom = [.. refunded.Effects.OfType<RowAdded>().Where(r => r.Row.Kind == RowKind.CapUse).Select(r => r.Row)],
        };
    }
}
