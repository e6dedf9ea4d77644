using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.StoredValue;

/// <summary>
/// The wallet 钱包 of one member: its top-ups and cards. Part of <see cref="MemberState"/> and changed only by its effects. Principal is what the member paid and
/// may ask back; bonus is void with a refund.
/// </summary>
public sealed class Wallet
{
    /// <summary>Top-ups with something left, in order of id.</summary>
    public List<WalletLot> Lots { get; } = [];

    /// <summary>Top-ups with nothing left. Loaded only for commands that give back; complete in replay.</summary>
    public Dictionary<LotId, WalletLot> ClosedLots { get; } = [];

    /// <summary>Cards that can be used, in order of id.</summary>
    public List<HeldCard> Cards { get; } = [];

    /// <summary>Cards used up or over. Loaded only for commands that give back; complete in replay.</summary>
    public Dictionary<LotId, HeldCard> ClosedCards { get; } = [];

    /// <summary>Principal left, minor units.</summary>
    public long PrincipalMinor { get; internal set; }

    /// <summary>Bonus left, minor units.</summary>
    public long BonusMinor { get; internal set; }

    /// <summary>Spending is stopped by the shop.</summary>
    public bool IsFrozen { get; internal set; }

    /// <summary>Reported lost on, or null.</summary>
    public DateOnly? LostOn { get; internal set; }

    /// <summary>How often a card was issued anew.</summary>
    public int Reissued { get; internal set; }

    /// <summary>Left of both, minor units.</summary>
    public long BalanceMinor => PrincipalMinor + BonusMinor;

    /// <summary>Whether anything is owed to its holder: value, or cards that can be used.</summary>
    public bool HoldsValue => BalanceMinor > 0 || Cards.Count > 0;

    /// <summary>Whether it ever held anything: then top-ups and cards with nothing left may be in its history.</summary>
    public bool HasHistory { get; internal set; }

    /// <summary>Whether nothing of it needs to be kept in the state.</summary>
    public bool IsBlank => !HasHistory && !IsFrozen && LostOn is null && Reissued == 0;

    /// <summary>A top-up by its id, open or closed; null when it does not exist or is not loaded.</summary>
    public WalletLot? Find(LotId id)
    {
        foreach (var lot in Lots)
        {
            if (lot.Id == id) return lot;
        }

        return ClosedLots.GetValueOrDefault(id);
    }

    /// <summary>A card by its id, open or closed; null when it does not exist or is not loaded.</summary>
    public HeldCard? FindCard(LotId id) => Cards.Find(c => c.Id == id) ?? ClosedCards.GetValueOrDefault(id);

    /// <summary>Every top-up known, in order of id.</summary>
    public IEnumerable<WalletLot> AllLots => Lots.Concat(ClosedLots.Values).OrderBy(l => l.Id);

    /// <summary>Every card known, in order of id.</summary>
    public IEnumerable<HeldCard> AllCards => Cards.Concat(ClosedCards.Values).OrderBy(c => c.Id);

    internal void Apply(string account, WalletEntry entry)
    {
        foreach (var lot in entry.Opened) File(account, lot);
        foreach (var part in entry.Parts)
        {
            var lot = Find(part.Lot) ?? throw new LedgerBroken(account, $"top-up {part.Lot} is not loaded");
            File(account, part.After(lot));
        }

        HasHistory = true;
        PrincipalMinor += entry.PrincipalMinor;
        BonusMinor += entry.BonusMinor;
        if (PrincipalMinor == entry.PrincipalAfter && BonusMinor == entry.BonusAfter && PrincipalMinor >= 0 && BonusMinor >= 0 && HoldsSums) return;
        throw new LedgerBroken(account, $"wallet entry {entry.Id} says principal {entry.PrincipalAfter}, bonus {entry.BonusAfter}; the fold has {PrincipalMinor}, {BonusMinor}");
    }

    internal void Apply(CardEntry entry)
    {
        var card = entry.After;
        HasHistory = true;
        Cards.RemoveAll(c => c.Id == card.Id);
        ClosedCards.Remove(card.Id);
        if (card.IsOpen) Put(Cards, card, c => c.Id);
        else ClosedCards[card.Id] = card;
    }

    internal void Apply(WalletStood stood)
    {
        switch (stood.Change)
        {
            case WalletChange.Freeze or WalletChange.Unfreeze: IsFrozen = stood.Change == WalletChange.Freeze; break;
            case WalletChange.ReportLoss: LostOn = stood.On; break;
            case WalletChange.WithdrawLoss: LostOn = null; break;
            case WalletChange.Reissue: (LostOn, Reissued) = (null, Reissued + 1); break;
            case WalletChange.Register: Change(l => l with { IsRegistered = true, EndsOn = null }); break;
            case WalletChange.Reactivate: Change(l => l.EndsOn is { } ends && ends <= stood.On ? l with { EndsOn = stood.EndsOn } : l); break;
            default: throw new LedgerBroken("", $"unknown change {stood.Change}");
        }
    }

    private bool HoldsSums
    {
        get
        {
            long principal = 0, bonus = 0;
            foreach (var lot in Lots) (principal, bonus) = (principal + lot.PrincipalLeft, bonus + lot.BonusLeft);
            return principal == PrincipalMinor && bonus == BonusMinor;
        }
    }

    private void Change(Func<WalletLot, WalletLot> change)
    {
        for (var i = 0; i < Lots.Count; i++) Lots[i] = change(Lots[i]);
    }

    private void File(string account, WalletLot lot)
    {
        if (!lot.AddsUp) throw new LedgerBroken(account, $"top-up {lot.Id} does not add up");
        Lots.RemoveAll(l => l.Id == lot.Id);
        ClosedLots.Remove(lot.Id);
        if (lot.Left > 0) Put(Lots, lot, l => l.Id);
        else ClosedLots[lot.Id] = lot;
    }

    private static void Put<T>(List<T> list, T item, Func<T, LotId> id)
    {
        var at = list.FindIndex(other => id(other).CompareTo(id(item)) > 0);
        list.Insert(at < 0 ? list.Count : at, item);
    }
}
