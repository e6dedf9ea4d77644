using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Programs;

/// <summary>Stored value moves with its lots (semantics §1 Merge): each top-up leaves one record whole and arrives in the other as it stood.</summary>
internal static class WalletMerges
{
    /// <summary>Value whose card is lost or frozen stays where it is until that is settled: otherwise a merge would unblock it.</summary>
    public static Refusal? Check(MemberState b, MemberState a) =>
        b.HasWallet && (b.Wallet.IsFrozen || b.Wallet.LostOn is not null) || a.HasWallet && (a.Wallet.IsFrozen || a.Wallet.LostOn is not null) ? Refusal.Of("merge.walletBlocked") : null;

    /// <summary>Everything leaves B.</summary>
    public static void Leave(Deciding d)
    {
        if (d.State.HasWallet) Leave(d, d.State.Wallet.Lots, d.State.Wallet.Cards, "merge.valueLeft");
    }

    /// <summary>… and arrives in A.</summary>
    public static void Arrive(Deciding d, IReadOnlyList<WalletLot> value, IReadOnlyList<HeldCard> cards)
    {
        if (value.Count > 0)
        {
            Wallets.Post(d, new WalletEntry { Kind = WalletEntryKind.MergeIn, Opened = [.. value.Select(l => Arrived(d, l))], Reason = Reason.Of("merge.valueArrived", Reason.Money("amount", value.Sum(l => l.Left))) });
        }

        foreach (var card in cards)
        {
            var id = d.NextId();
            d.Apply(new CardEntry { Id = id, Kind = CardEntryKind.MergeIn, After = card with { Id = id, CarriedFrom = card.Id }, Reason = Reason.Of("merge.cardArrived", Reason.Id("card", card.Card)) });
        }
    }

    /// <summary>The undo in A: what is left of the top-ups and cards that came leaves again.</summary>
    public static void LeaveAgain(Deciding d, long merge) =>
        Leave(d, [.. d.State.Wallet.Lots.Where(l => CameBy(l.Id, l.CarriedFrom, merge))], [.. d.State.Wallet.Cards.Where(k => CameBy(k.Id, k.CarriedFrom, merge))], "merge.undone");

    /// <summary>Every top-up that came by a merge as it stood before the undo took it away: what the other record gets back.</summary>
    public static IReadOnlyList<WalletLot> ValueBack(MemberState a, RecordItem undone, long merge)
    {
        var left = undone.Effects.OfType<WalletEntry>().Where(e => e.Kind == WalletEntryKind.MergeOut).SelectMany(e => e.Parts).ToDictionary(p => p.Lot);
        return [.. a.Wallet.AllLots.Where(l => CameBy(l.Id, l.CarriedFrom, merge)).Select(l => left.TryGetValue(l.Id, out var part) ? Before(l, part) : l)];
    }

    /// <summary>Every card that came by a merge as it stood before the undo.</summary>
    public static IReadOnlyList<HeldCard> CardsBack(MemberState a, RecordItem undone, long merge)
    {
        var left = undone.Effects.OfType<CardEntry>().Where(e => e.Kind == CardEntryKind.MergeOut).Select(e => e.After.Id).ToHashSet();
        return [.. a.Wallet.AllCards.Where(k => CameBy(k.Id, k.CarriedFrom, merge)).Select(k => left.Contains(k.Id) ? k with { IsOver = false } : k)];
    }

    /// <summary>The undo in B: each top-up and card is again what it was, with what happened to it meanwhile.</summary>
    public static void Return(Deciding d, IReadOnlyList<WalletLot> value, IReadOnlyList<HeldCard> cards)
    {
        if (value.Count > 0)
        {
            Wallets.Post(d, new WalletEntry { Kind = WalletEntryKind.MergeIn, Opened = [.. value.Select(l => Returned(d.State, l))], Reason = Reason.Of("merge.undone") });
        }

        foreach (var card in cards)
        {
            var known = d.State.Wallet.FindCard(card.CarriedFrom!.Value) ?? throw new KeyNotFoundException($"card {card.CarriedFrom} is not here");
            d.Apply(new CardEntry { Id = d.NextId(), Kind = CardEntryKind.MergeIn, After = card with { Id = known.Id, CarriedFrom = known.CarriedFrom }, Reason = Reason.Of("merge.undone") });
        }
    }

    private static void Leave(Deciding d, IReadOnlyList<WalletLot> lots, IReadOnlyList<HeldCard> cards, string code)
    {
        if (lots.Count > 0)
        {
            Wallets.Post(d, new WalletEntry
            {
                Kind = WalletEntryKind.MergeOut, Parts = [.. lots.Select(l => new WalletPart(l.Id, WalletMove.Leave, l.PrincipalLeft, l.BonusLeft))],
                Reason = Reason.Of(code, Reason.Money("amount", lots.Sum(l => l.Left))),
            });
        }

        foreach (var card in cards.ToList())
        {
            d.Apply(new CardEntry { Id = d.NextId(), Kind = CardEntryKind.MergeOut, After = card with { IsOver = true }, Reason = Reason.Of(code == "merge.valueLeft" ? "merge.cardLeft" : code, Reason.Id("card", card.Card)) });
        }
    }

    private static bool CameBy(LotId id, LotId? from, long merge) => id.Sequence == merge && from is not null;

    private static WalletLot Before(WalletLot lot, WalletPart left) => lot with
    {
        PrincipalLeft = lot.PrincipalLeft + left.Principal, PrincipalGone = lot.PrincipalGone - left.Principal,
        BonusLeft = lot.BonusLeft + left.Bonus, BonusGone = lot.BonusGone - left.Bonus,
    };

    private static WalletLot Arrived(Deciding d, WalletLot lot) => lot with
    {
        Id = d.NextId(), CarriedFrom = lot.Id, FromMerge = d.Sequence,
        TopUpSequence = lot.FromMerge == 0 ? lot.TopUpSequence : MergedOrder.Of(lot.FromMerge, lot.TopUpSequence),
    };

    private static WalletLot Returned(MemberState b, WalletLot lot)
    {
        var known = b.Wallet.Find(lot.CarriedFrom!.Value) ?? throw new KeyNotFoundException($"top-up {lot.CarriedFrom} is not here");
        return lot with { Id = known.Id, CarriedFrom = known.CarriedFrom, FromMerge = known.FromMerge, TopUpSequence = known.TopUpSequence };
    }
}
