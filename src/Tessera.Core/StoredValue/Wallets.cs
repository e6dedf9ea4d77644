using Tessera.Core.Members;

namespace Tessera.Core.StoredValue;

/// <summary>Stored value that pays for an order.</summary>
/// <param name="AmountMinor">Paid with it, minor units, more than 0.</param>
/// <param name="ListMinor">List value of the goods it paid for, minor units, at least 0 (Z2 art. 19).</param>
/// <param name="ChargedMinor">What was charged for those goods, minor units, at least 0 (Z2 art. 18); the amount itself unless a tender stands between.</param>
/// <param name="OrderSequence">Order.</param>
public sealed record WalletUse(long AmountMinor, long ListMinor, long ChargedMinor, long OrderSequence);

/// <summary>
/// The rules of stored value 储值 (semantics §9): used oldest top-up first; the principal used of a top-up is round(total used × paid ÷ (paid + bonus)), so that it
/// depends on the total alone and not on how many uses made it. A use that comes back goes to the top-ups it came from.
/// </summary>
public static class Wallets
{
    /// <summary>What a member can spend on a local date, minor units; 0 while the member or the wallet is frozen, the card is lost, or the membership is closed.</summary>
    public static long SpendableOn(MemberState state, DateOnly day)
    {
        if (!state.HasWallet || Blocked(state) is not null) return 0;
        long sum = 0;
        foreach (var lot in state.Wallet.Lots)
        {
            if (lot.IsUsableOn(day)) sum += lot.Left;
        }

        return sum;
    }

    /// <summary>Why an amount cannot be spent on a local date, or null. Ask before the first effect of an item.</summary>
    public static Refusal? CheckUse(MemberState state, long amountMinor, DateOnly day)
    {
        if (Blocked(state) is { } blocked) return blocked;
        var spendable = SpendableOn(state, day);
        if (amountMinor <= spendable) return null;
        var code = amountMinor <= state.Wallet.BalanceMinor ? "wallet.needsReactivation" : "wallet.insufficient";
        return Refusal.Of(code, Reason.Money("asked", amountMinor), Reason.Money("left", spendable));
    }

    /// <summary>Why nothing of a wallet can be used, or null.</summary>
    public static Refusal? Blocked(MemberState state) => state switch
    {
        { ClosedOn: { } on } => Refusal.Of("member.closed", Reason.Day("on", on)),
        { IsFrozen: true } => Refusal.Of("wallet.memberFrozen"),
        { HasWallet: true, Wallet.IsFrozen: true } => Refusal.Of("wallet.frozen"),
        { HasWallet: true, Wallet.LostOn: { } lost } => Refusal.Of("wallet.lost", Reason.Day("on", lost)),
        _ => null,
    };

    /// <summary>Pays for an order with stored value. <see cref="CheckUse"/> has passed.</summary>
    /// <returns>The entry as stored: what <see cref="GiveBack"/> reads.</returns>
    public static WalletEntry Use(Deciding d, WalletUse use)
    {
        var parts = new List<WalletPart>();
        var left = use.AmountMinor;
        foreach (var lot in d.State.Wallet.Lots.Where(l => l.IsUsableOn(d.Reads)).OrderBy(l => l.PaidOn).ThenBy(l => l.Id))
        {
            if (left == 0) break;
            var amount = Math.Min(left, lot.Left);
            var principal = lot.PrincipalOf(lot.Used + amount) - lot.PrincipalUsed;
            principal = Math.Clamp(principal, Math.Max(0, amount - lot.BonusLeft), Math.Min(amount, lot.PrincipalLeft));
            parts.Add(new WalletPart(lot.Id, WalletMove.Use, principal, amount - principal));
            left -= amount;
        }

        if (left > 0) throw new LedgerBroken(d.State.Account, $"{left} of {use.AmountMinor} stored value are not there");
        return Post(d, new WalletEntry
        {
            Kind = WalletEntryKind.Use, Parts = Shared(parts, use), OrderSequence = use.OrderSequence,
            Reason = Reason.Of("wallet.used", Reason.Money("amount", use.AmountMinor)),
        });
    }

    /// <summary>
    /// Gives back what a use took, wholly or in part: as if only the rest had been used, so the newest top-up it reached is filled first. Parts given back in any order sum
    /// to the use. It goes back even to a top-up that was paid back or used up since; such top-ups must be loaded.
    /// </summary>
    /// <param name="d">The decision.</param>
    /// <param name="use">The entry of <see cref="Use"/>, as stored.</param>
    /// <param name="beforeMinor">Given back of it before, minor units.</param>
    /// <param name="amountMinor">Given back now, minor units.</param>
    /// <param name="merge">0; or, for an order in a merged member's record, the sequence of that merge here.</param>
    public static WalletEntry GiveBack(Deciding d, WalletEntry use, long beforeMinor, long amountMinor, long merge = 0)
    {
        var parts = new List<WalletPart>();
        var (skip, left) = (beforeMinor, amountMinor);
        foreach (var taken in use.Parts.Reverse())
        {
            var before = Math.Min(skip, taken.Amount);
            var now = Math.Min(left, taken.Amount - before);
            (skip, left) = (skip - before, left - now);
            if (now > 0) parts.Add(BackOf(LotOf(d.State, taken, merge), taken, before, now));
        }

        if (left > 0) throw new ArgumentException($"{left} more than was used", nameof(amountMinor));
        return Post(d, new WalletEntry
        {
            Kind = WalletEntryKind.GiveBack, Parts = parts, OrderSequence = merge == 0 ? use.OrderSequence : MergedOrder.Of(merge, use.OrderSequence),
            Reason = Reason.Of("wallet.givenBack", Reason.Money("amount", amountMinor)),
        });
    }

    /// <summary>A use of a merged record as the record names its top-ups that holds them by a merge: for orders that came through a chain of merges.</summary>
    /// <param name="holder">The record next to the purchase; its closed top-ups are loaded.</param>
    /// <param name="use">The use as the purchase's record has it.</param>
    /// <param name="merge">Sequence of the merge in the holder.</param>
    public static WalletEntry Through(MemberState holder, WalletEntry use, long merge) =>
        use with { Parts = [.. use.Parts.Select(p => p with { Lot = LotOf(holder, p, merge).Id })], OrderSequence = MergedOrder.Of(merge, use.OrderSequence) };

    /// <summary>Posts an entry; its place and the figures after it are filled in here.</summary>
    internal static WalletEntry Post(Deciding d, WalletEntry draft)
    {
        var wallet = d.State.Wallet;
        draft.Id = d.NextId();
        foreach (var lot in draft.Opened) (draft.PrincipalMinor, draft.BonusMinor) = (draft.PrincipalMinor + lot.PrincipalLeft, draft.BonusMinor + lot.BonusLeft);
        foreach (var part in draft.Parts)
        {
            var sign = part.Move == WalletMove.GiveBack ? 1 : -1;
            (draft.PrincipalMinor, draft.BonusMinor) = (draft.PrincipalMinor + (sign * part.Principal), draft.BonusMinor + (sign * part.Bonus));
        }

        draft.PrincipalAfter = wallet.PrincipalMinor + draft.PrincipalMinor;
        draft.BonusAfter = wallet.BonusMinor + draft.BonusMinor;
        d.Apply(draft);
        return draft;
    }

    /// <summary>List and charged value of the whole, shared by amount; the shares sum to them.</summary>
    private static List<WalletPart> Shared(List<WalletPart> parts, WalletUse use)
    {
        Int128[] weights = [.. parts.Select(p => (Int128)p.Amount)];
        var (list, charged) = (Rounding.Prorate(use.ListMinor, weights), Rounding.Prorate(use.ChargedMinor, weights));
        return [.. parts.Select((p, i) => p with { List = list[i], Charged = charged[i] })];
    }

    private static WalletLot LotOf(MemberState state, WalletPart taken, long merge) =>
        (merge == 0 ? state.Wallet.Find(taken.Lot) : state.Wallet.AllLots.FirstOrDefault(l => l.Id.Sequence == merge && l.CarriedFrom == taken.Lot))
        ?? throw new LedgerBroken(state.Account, $"top-up {taken.Lot} is not loaded");

    private static WalletPart BackOf(WalletLot lot, WalletPart taken, long before, long now)
    {
        var principal = lot.PrincipalUsed - lot.PrincipalOf(lot.Used - now);
        principal = Math.Clamp(principal, Math.Max(0, now - lot.BonusUsed), Math.Min(now, lot.PrincipalUsed));
        return new WalletPart(
            lot.Id, WalletMove.GiveBack, principal, now - principal,
            Rounding.Share(taken.List, before, now, taken.Amount), Rounding.Share(taken.Charged, before, now, taken.Amount));
    }
}
