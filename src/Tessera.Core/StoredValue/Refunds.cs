using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.StoredValue;

/// <summary>The ground on which prepaid money is paid back (法释〔2025〕4号), chosen by an authorised person.</summary>
public enum RefundGround
{
    /// <summary>The shop is the cause: what was consumed counts at its discount price (art. 18).</summary>
    ShopsFault,

    /// <summary>The member is the cause: what was consumed counts at the price before discount (art. 19).</summary>
    MembersCause,

    /// <summary>Within seven days of payment: the principal (art. 14).</summary>
    SevenDays,

    /// <summary>A period card ends early: the share of the term that remains (art. 22).</summary>
    TimeCard,
}

/// <summary>What is asked of the refund calculator.</summary>
/// <param name="Ground">Ground.</param>
/// <param name="Lots">Top-ups; empty for all the ground covers, unless cards are named.</param>
/// <param name="Cards">Cards; empty for none, or for all period cards under <see cref="RefundGround.TimeCard"/>.</param>
/// <param name="Interest">Interest, or null for none.</param>
public sealed record RefundAsk(RefundGround Ground, IReadOnlyList<LotId> Lots, IReadOnlyList<LotId> Cards, InterestTerms? Interest)
{
    /// <summary>What a refund fact asks.</summary>
    public static RefundAsk Of(WalletRefund fact) => new(fact.Ground, fact.Lots, fact.Cards, fact.Interest);
}

/// <summary>One top-up or card in a refund.</summary>
public sealed record RefundItem
{
    /// <summary>The top-up or card.</summary>
    public required LotId Id { get; init; }

    /// <summary>Whether it is a card.</summary>
    public bool IsCard { get; init; }

    /// <summary>Paid back in money, minor units, never below 0.</summary>
    public required long RefundMinor { get; init; }

    /// <summary>Principal that the shop keeps for what was consumed, minor units.</summary>
    public long KeptMinor { get; init; }

    /// <summary>Bonus that is void, minor units.</summary>
    public long BonusVoidMinor { get; init; }

    /// <summary>Interest, minor units: a line of its own.</summary>
    public long InterestMinor { get; init; }

    /// <summary>Each step of the arithmetic with its article and numbers.</summary>
    public required IReadOnlyList<Reason> Steps { get; init; }
}

/// <summary>What the refund calculator says.</summary>
/// <param name="Ground">Ground.</param>
/// <param name="Items">Each top-up and card.</param>
public sealed record RefundQuote(RefundGround Ground, IReadOnlyList<RefundItem> Items)
{
    /// <summary>Paid back without interest, minor units.</summary>
    public long RefundMinor => Items.Sum(i => i.RefundMinor);

    /// <summary>Interest, minor units.</summary>
    public long InterestMinor => Items.Sum(i => i.InterestMinor);

    /// <summary>What the member gets, minor units.</summary>
    public long TotalMinor => RefundMinor + InterestMinor;
}

/// <summary>The refund arithmetic of prepaid money (Z2, semantics §9): pure, and the same for a quote and for the refund that is posted.</summary>
public static class Refunds
{
    /// <summary>Days after the payment within which the principal is paid back without a cause (art. 14).</summary>
    public const int FreeDays = 7;

    private const int DaysOfYear = 365;

    /// <summary>Works out a refund, or says why there is none.</summary>
    /// <param name="state">The member.</param>
    /// <param name="ask">What is asked.</param>
    /// <param name="day">Local date of the refund.</param>
    public static (RefundQuote? Quote, Refusal? Refusal) Work(MemberState state, RefundAsk ask, DateOnly day)
    {
        if (!state.HasWallet || !state.Wallet.HoldsValue) return (null, Refusal.Of("wallet.empty"));
        if (ask.Interest is { } interest && interest.From > day) return (null, new Refusal(Reason.Of("walletRefund.interestAhead"), "/interest/from"));
        var (lots, lotRefusal) = LotsOf(state.Wallet, ask, day);
        var (cards, cardRefusal) = CardsOf(state.Wallet, ask, day);
        if ((lotRefusal ?? cardRefusal) is { } refusal) return (null, refusal);
        if (lots.Count + cards.Count == 0) return (null, Refusal.Of("walletRefund.nothing"));
        RefundItem[] items = [.. lots.Select(l => ForLot(l, ask.Ground)), .. cards.Select(c => CardRefunds.For(c, ask.Ground, day))];
        return (new RefundQuote(ask.Ground, [.. items.Select(i => WithInterest(i, ask, day))]), null);
    }

    private static (IReadOnlyList<WalletLot> Lots, Refusal? Refusal) LotsOf(Wallet wallet, RefundAsk ask, DateOnly day)
    {
        if (ask.Lots.Count == 0)
        {
            if (ask.Cards.Count > 0 || ask.Ground == RefundGround.TimeCard) return ([], null);
            return ([.. wallet.Lots.Where(l => ask.Ground != RefundGround.SevenDays || IsWithin(l.PaidOn, day))], null);
        }

        if (ask.Ground == RefundGround.TimeCard) return ([], new Refusal(Reason.Of("walletRefund.notATimeCard"), "/lots"));
        var lots = new List<WalletLot>();
        foreach (var id in ask.Lots.Distinct())
        {
            if (wallet.Lots.Find(l => l.Id == id) is not { } lot) return ([], new Refusal(Reason.Of("walletRefund.unknown"), "/lots"));
            if (ask.Ground == RefundGround.SevenDays && !IsWithin(lot.PaidOn, day)) return ([], SevenDaysOver(lot.PaidOn, "/lots"));
            lots.Add(lot);
        }

        return (lots, null);
    }

    private static (IReadOnlyList<HeldCard> Cards, Refusal? Refusal) CardsOf(Wallet wallet, RefundAsk ask, DateOnly day)
    {
        if (ask.Cards.Count == 0) return ask.Ground == RefundGround.TimeCard ? ([.. wallet.Cards.Where(c => c.Kind == CardKind.Period)], null) : ([], null);
        var cards = new List<HeldCard>();
        foreach (var id in ask.Cards.Distinct())
        {
            if (wallet.Cards.Find(c => c.Id == id) is not { } card) return ([], new Refusal(Reason.Of("walletRefund.unknown"), "/cards"));
            if (ask.Ground == RefundGround.TimeCard && card.Kind != CardKind.Period) return ([], new Refusal(Reason.Of("walletRefund.notATimeCard"), "/cards"));
            if (ask.Ground == RefundGround.SevenDays && !IsWithin(card.SoldOn, day)) return ([], SevenDaysOver(card.SoldOn, "/cards"));
            cards.Add(card);
        }

        return (cards, null);
    }

    private static bool IsWithin(DateOnly paidOn, DateOnly day) => day <= paidOn.AddDays(FreeDays);

    private static Refusal SevenDaysOver(DateOnly paidOn, string pointer) =>
        new(Reason.Of("walletRefund.sevenDaysOver", Reason.Day("paidOn", paidOn), Reason.Day("through", paidOn.AddDays(FreeDays))), pointer);

    private static RefundItem ForLot(WalletLot lot, RefundGround ground)
    {
        var steps = new List<Reason> { Reason.Of("z2.paid", Reason.Money("paid", lot.PaidMinor), Reason.Money("bonus", lot.BonusMinor), Reason.Day("paidOn", lot.PaidOn)) };
        var before = lot.PrincipalRefunded + lot.PrincipalGone;
        if (before > 0) steps.Add(Reason.Of("z2.before", Reason.Money("amount", before)));
        var refund = lot.PaidMinor - before - Consumed(lot, ground, steps);
        if (refund < 0) steps.Add(Reason.Of("z2.neverBelowZero", Reason.Money("result", refund)));
        // Nobody is paid back more than is there: the record of uses says what is left.
        if (refund > lot.PrincipalLeft) steps.Add(Reason.Of("z2.atMostLeft", Reason.Money("left", lot.PrincipalLeft)));
        refund = Math.Clamp(refund, 0, lot.PrincipalLeft);
        if (lot.BonusLeft > 0) steps.Add(Reason.Of("z2.bonusVoid", Reason.Money("bonus", lot.BonusLeft)));
        steps.Add(Reason.Of("z2.refund", Reason.Money("refund", refund)));
        return new RefundItem { Id = lot.Id, RefundMinor = refund, KeptMinor = lot.PrincipalLeft - refund, BonusVoidMinor = lot.BonusLeft, Steps = steps };
    }

    /// <summary>What was consumed, as the ground counts it.</summary>
    private static long Consumed(WalletLot lot, RefundGround ground, List<Reason> steps)
    {
        if (ground == RefundGround.MembersCause)
        {
            steps.Add(Reason.Of("z2.atListPrice", Reason.Money("list", lot.ListUsed)));
            return lot.ListUsed;
        }

        var consumed = Rounding.Divide((Int128)lot.ChargedUsed * lot.PaidMinor, (Int128)lot.PaidMinor + lot.BonusMinor, RoundingMode.HalfUp);
        var code = ground == RefundGround.SevenDays ? "z2.sevenDays" : lot.BonusMinor > 0 ? "z2.byRatio" : "z2.atDiscountPrice";
        steps.Add(Reason.Of(
            code, Reason.Money("charged", lot.ChargedUsed), Reason.Money("paid", lot.PaidMinor), Reason.Money("whole", lot.PaidMinor + lot.BonusMinor), Reason.Money("consumed", consumed)));
        return consumed;
    }

    private static RefundItem WithInterest(RefundItem item, RefundAsk ask, DateOnly day)
    {
        if (ask.Interest is not { } terms) return item;
        var days = day.DayNumber - terms.From.DayNumber;
        var interest = Rounding.Divide((Int128)item.RefundMinor * terms.PerTenThousand * days, (Int128)10_000 * DaysOfYear, RoundingMode.HalfUp);
        var step = Reason.Of(
            "z2.interest", Reason.Money("refund", item.RefundMinor), Reason.Ratio("rate", terms.PerTenThousand), Reason.Count("days", days), Reason.Day("from", terms.From), Reason.Money("interest", interest));
        return item with { InterestMinor = interest, Steps = [.. item.Steps, step] };
    }
}

/// <summary>The refund arithmetic of cards: a count card by what its uses were worth, a period card by the term that remains.</summary>
internal static class CardRefunds
{
    public static RefundItem For(HeldCard card, RefundGround ground, DateOnly day)
    {
        var steps = new List<Reason> { Reason.Of("z2.cardPaid", Reason.Money("paid", card.PriceMinor), Reason.Day("paidOn", card.SoldOn)) };
        var refund = ground == RefundGround.SevenDays && card.Used == 0 ? card.PriceMinor : card.Kind == CardKind.Period ? Remaining(card, day, steps) : Unused(card, ground, steps);
        if (refund < 0) steps.Add(Reason.Of("z2.neverBelowZero", Reason.Money("result", refund)));
        refund = Math.Max(0, refund);
        steps.Add(Reason.Of("z2.refund", Reason.Money("refund", refund)));
        return new RefundItem { Id = card.Id, IsCard = true, RefundMinor = refund, KeptMinor = card.PriceMinor - refund, Steps = steps };
    }

    private static long Unused(HeldCard card, RefundGround ground, List<Reason> steps)
    {
        if (ground == RefundGround.MembersCause && card.ListPerUseMinor > 0)
        {
            var list = card.ListPerUseMinor * card.Used;
            steps.Add(Reason.Of("z2.usesAtListPrice", Reason.Count("used", card.Used), Reason.Money("each", card.ListPerUseMinor), Reason.Money("consumed", list)));
            return card.PriceMinor - list;
        }

        var consumed = Rounding.Divide((Int128)card.PriceMinor * card.Used, card.Uses, RoundingMode.HalfUp);
        steps.Add(Reason.Of("z2.usesByShare", Reason.Count("used", card.Used), Reason.Count("uses", card.Uses), Reason.Money("paid", card.PriceMinor), Reason.Money("consumed", consumed)));
        return card.PriceMinor - consumed;
    }

    /// <summary>
    /// Remaining ÷ whole term (art. 22). A term of months is counted in months, a month begun by its days: 12 months ended after 3 leave 9 twelfths,
    /// whatever the lengths of those months.
    /// </summary>
    private static long Remaining(HeldCard card, DateOnly day, List<Reason> steps)
    {
        var (gone, whole) = Elapsed(card, day < card.SoldOn ? card.SoldOn : day);
        var refund = Rounding.Divide((Int128)card.PriceMinor * Math.Max(0, whole - gone), whole, RoundingMode.HalfUp);
        steps.Add(Reason.Of(
            "z2.remainingTerm", Reason.Money("paid", card.PriceMinor), Reason.Day("from", card.SoldOn), Reason.Day("through", card.EndsOn!.Value.AddDays(-1)),
            Reason.Count("remaining", Math.Max(0, whole - gone)), Reason.Count("whole", whole), Reason.Money("refund", refund)));
        return refund;
    }

    private static (long Gone, long Whole) Elapsed(HeldCard card, DateOnly day)
    {
        if (card.TermMonths == 0 || card.TermDays > 0) return (day.DayNumber - card.SoldOn.DayNumber, card.EndsOn!.Value.DayNumber - card.SoldOn.DayNumber);
        var months = 0;
        while (months < card.TermMonths && card.SoldOn.AddMonths(months + 1) <= day) months++;
        if (months == card.TermMonths) return (months, card.TermMonths);
        var (begun, next) = (card.SoldOn.AddMonths(months), card.SoldOn.AddMonths(months + 1));
        var days = day.DayNumber - begun.DayNumber;
        if (days == 0) return (months, card.TermMonths);
        var length = next.DayNumber - begun.DayNumber;
        return (((long)months * length) + days, (long)card.TermMonths * length);
    }
}
