using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.StoredValue;

namespace Tessera.Core.Programs;

/// <summary>Count and period cards: sold, used, a use taken back, paid back (P29).</summary>
internal static class CardDecisions
{
    public static Refusal? Sell(FactContext c, CardSold sold)
    {
        var rules = c.Program.Document.StoredValue;
        if (!rules.TakesPrepayments) return Refusal.Of("topUp.stopped");
        if (rules.Cards.FirstOrDefault(t => t.Id == sold.Card) is not { Enabled: true } terms) return new Refusal(Reason.Of("card.unknownKind", Reason.Id("card", sold.Card)), "/card");
        if (c.State.HasWallet && c.State.Wallet is { IsFrozen: true } or { LostOn: not null }) return Wallets.Blocked(c.State) ?? Refusal.Of("wallet.frozen");
        // The limit of Z1 is on each card; what other cards and the wallet hold does not count against it.
        if (rules.RegisteredLimitMinor is var limit and > 0 && terms.PriceMinor > limit)
        {
            return Refusal.Of("topUp.overLimit", Reason.Money("limit", limit), Reason.Money("held", 0), Reason.Money("asked", terms.PriceMinor));
        }

        var told = sold.Tenders.Sum(t => t.AmountMinor);
        if (sold.Tenders.Count > 0 && told != terms.PriceMinor) return new Refusal(Reason.Of("topUp.tenders", Reason.Money("asked", terms.PriceMinor), Reason.Money("told", told)), "/tenders");
        var id = c.D.NextId();
        c.D.Apply(new CardEntry
        {
            Id = id, Kind = CardEntryKind.Sold, Reason = Reason.Of("card.sold", Reason.Id("card", terms.Id), Reason.Money("paid", terms.PriceMinor)),
            After = new HeldCard
            {
                Id = id, Card = terms.Id, Kind = terms.Kind, SoldOn = c.D.Day, PriceMinor = terms.PriceMinor, ListPerUseMinor = terms.ListPerUseMinor,
                Uses = terms.Kind == CardKind.Count ? terms.Uses : 0, TermMonths = terms.Term.Months, TermDays = terms.Term.Days,
            },
        });
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    public static Refusal? Use(FactContext c, CardUsed used)
    {
        if (Cards.CheckUse(c.State, used.Card, used.Count, c.D.Day) is { } refusal) return refusal;
        var card = c.State.Wallet.FindCard(used.Card)!;
        var after = card with { Used = card.Used + used.Count };
        return Move(c, new CardEntry
        {
            Id = c.D.NextId(), Kind = CardEntryKind.Used, After = after, Uses = used.Count, CommissionMinor = used.Count * Commission(c, card.Card), Reason = Used(after, used.Count),
        });
    }

    public static Refusal? CancelUse(FactContext c, CardUseCancelled cancelled)
    {
        var right = $"cardUseCancelled:{cancelled.UseSequence}";
        if (c.Command.Named is not { Fact: CardUsed used } item) return Refusal.Of("card.useUnknown");
        if (c.State.Rights.Contains(right)) return Refusal.Of("card.useCancelledBefore");
        if (c.State.Wallet.FindCard(used.Card) is not { IsOver: false } card) return Refusal.Of("card.overMeanwhile");
        c.D.Apply(new RightUsed(right));
        var entry = item.Effects.OfType<CardEntry>().First();
        return Move(c, new CardEntry
        {
            Id = c.D.NextId(), Kind = CardEntryKind.UseCancelled, After = card with { Used = card.Used - used.Count }, Uses = -used.Count, CommissionMinor = -entry.CommissionMinor,
            Reason = Reason.Of("card.useCancelled", Reason.Id("card", card.Card), Reason.Count("uses", used.Count)),
        });
    }

    public static void PostRefund(Deciding d, RefundItem item)
    {
        var card = d.State.Wallet.FindCard(item.Id)!;
        d.Apply(new CardEntry
        {
            Id = d.NextId(), Kind = CardEntryKind.Refunded, After = card with { IsOver = true, RefundedMinor = item.RefundMinor }, InterestMinor = item.InterestMinor,
            Reason = Reason.Of("card.refunded", Reason.Id("card", card.Card), Reason.Money("amount", item.RefundMinor)),
        });
    }

    private static long Commission(FactContext c, string card) => c.Program.Document.StoredValue.Cards.FirstOrDefault(t => t.Id == card)?.CommissionMinor ?? 0;

    private static Refusal? Move(FactContext c, CardEntry entry)
    {
        c.D.Apply(entry);
        c.D.Apply(new ActivitySeen(c.D.Day, false));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    private static Reason Used(HeldCard after, int count) => after.UsesLeft is { } left
        ? Reason.Of("card.used", Reason.Id("card", after.Card), Reason.Count("uses", count), Reason.Count("left", left))
        : Reason.Of("card.usedInTerm", Reason.Id("card", after.Card), Reason.Count("uses", count), Reason.Day("through", after.EndsOn!.Value.AddDays(-1)));
}
