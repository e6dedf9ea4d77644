using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.StoredValue;

/// <summary>The rules of count and period cards (P29): a count card's uses never end, a period card ends with its term.</summary>
public static class Cards
{
    /// <summary>The earliest local date after <see cref="MemberState.SettledThrough"/> on which a period card ends, or null.</summary>
    public static DateOnly? NextOn(MemberState state)
    {
        if (!state.HasWallet) return null;
        var next = state.Wallet.Cards.Select(c => c.EndsOn).Where(e => e is not null).Min();
        return next is { } on && on <= state.SettledThrough ? state.SettledThrough.AddDays(1) : next;
    }

    /// <summary>Ends the cards whose term is over on a date: the third phase of the night's second step, after points and coupons.</summary>
    public static void CarryEnds(Deciding d, DateOnly on)
    {
        if (!d.State.HasWallet || !d.State.Wallet.Cards.Exists(c => c.EndsOn <= on)) return;
        d.BeginStep(on);
        foreach (var card in d.State.Wallet.Cards.Where(c => c.EndsOn <= on).ToList())
        {
            Post(d, CardEntryKind.Ended, card with { IsOver = true }, Reason.Of("card.ended", Reason.Id("card", card.Card)));
        }

        d.EndStep($"cards:{on:yyyy-MM-dd}");
    }

    /// <summary>Why a card cannot be used so often on a date, or null.</summary>
    public static Refusal? CheckUse(MemberState state, LotId id, int count, DateOnly day)
    {
        if (Wallets.Blocked(state) is { } blocked) return blocked;
        if (state.Wallet.Cards.Find(c => c.Id == id) is not { } card) return new Refusal(Reason.Of("card.unknown"), "/card");
        if (card.EndsOn is { } ends && day >= ends) return Refusal.Of("card.over", Reason.Day("through", ends.AddDays(-1)));
        if (card.UsesLeft < count) return Refusal.Of("card.tooFew", Reason.Count("asked", count), Reason.Count("left", card.UsesLeft.Value));
        return null;
    }

    internal static void Post(Deciding d, CardEntryKind kind, HeldCard after, Reason reason, int uses = 0) =>
        d.Apply(new CardEntry { Id = d.NextId(), Kind = kind, After = after, Uses = uses, Reason = reason });
}
