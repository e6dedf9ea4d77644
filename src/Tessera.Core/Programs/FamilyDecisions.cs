using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Programs;

/// <summary>
/// Family cards (P30): what a card buys is a purchase of its main member, who earns and rises by it; the card itself holds and spends nothing, but points of the
/// main member up to the programme's limit of a calendar month.
/// </summary>
public static class FamilyDecisions
{
    /// <summary>Prefix of the keys under which points are counted that a card spent.</summary>
    public const string UsePrefix = CapRoom.FamilyPrefix;

    /// <summary>Points of a main member that a card spent in the calendar month of a local date, less what came back.</summary>
    public static long SpentBy(MemberState main, string card, DateOnly day) => CapRoom.Used(main.Rows, UsePrefix + card, CapPeriod.Month, day);

    /// <summary>Why what a fact asks for is not for the holder of a family card, or null.</summary>
    internal static Refusal? Check(MemberState state, Fact fact) =>
        Spends(fact) && state.FamilyOf is not null ? Refusal.Of("family.cannotRedeem") : null;

    internal static Refusal? Link(FactContext c, FamilyLinked linked)
    {
        if (Check(c.Program, c.State, linked) is { } refusal) return refusal;
        if (linked.Main is { } main) c.D.Apply(new RightUsed(MemberState.FamilyOfMark + main));
        c.D.Explain(Reason.Of(linked.Main is null ? "family.gained" : "family.joined", Reason.Id("reason", linked.ReasonCode)));
        return c.Accept();
    }

    internal static Refusal? Unlink(FactContext c, FamilyUnlinked unlinked)
    {
        if (unlinked.Main is { } main)
        {
            if (c.State.FamilyOf != main) return Refusal.Of("family.notLinked");
            c.D.Apply(new RightUsed(MemberState.FamilyOfMark + main, false));
        }

        c.D.Explain(Reason.Of(unlinked.Main is null ? "family.lost" : "family.ended", Reason.Id("reason", unlinked.ReasonCode)));
        return c.Accept();
    }

    /// <summary>Why one side of a link cannot be, or null.</summary>
    internal static Refusal? Check(CompiledProgram program, MemberState state, FamilyLinked linked)
    {
        if (linked.Main is not null)
        {
            if (state.FamilyOf is not null) return Refusal.Of("family.linkedAlready");
            return linked.Cards > 0 ? Refusal.Of("family.cardIsMain", Reason.Count("cards", linked.Cards)) : null;
        }

        var most = program.Document.Family.Most;
        if (most == 0) return Refusal.Of("family.notOffered");
        if (state.FamilyOf is not null) return Refusal.Of("family.mainIsCard");
        return linked.Cards >= most ? Refusal.Of("family.tooMany", Reason.Count("most", most)) : null;
    }

    /// <summary>What a card may ask of the price: savings are chosen, but nothing that is the main member's own is taken for it. A refusal where it was asked for by name.</summary>
    internal static Purchase? AtTill(FactContext c, Purchase told, out Refusal? refusal)
    {
        refusal = null;
        if (told is not { BoughtBy: { } card, Wishes: { } wishes, Sold: null }) return told;
        var room = Room(c, card);
        var asks = wishes.Coupons.Count > 0 || wishes.Rewards.Count > 0 || wishes.StoredValueMinor > 0 || (wishes.Points > 0 && c.Program.Document.Family.PointsPerMonth == 0);
        if (asks) refusal = Refusal.Of("family.cannotRedeem");
        else if (wishes.Points > room) refusal = Refusal.Of("family.overLimit", Reason.Points("asked", wishes.Points), Reason.Points("left", room));
        return refusal is null ? told with { Wishes = wishes with { ChoosesCoupons = false, MostStoredValue = false, MostPoints = wishes.MostPoints && room > 0 } } : null;
    }

    /// <summary>The most points that whoever buys may spend: all that are spendable, or what is left of a card's month.</summary>
    internal static long Spendable(FactContext c, Purchase told, long spendable) => told.BoughtBy is { } card ? Math.Min(spendable, Room(c, card)) : spendable;

    /// <summary>Counts the points that a card spent.</summary>
    internal static void Take(Deciding d, Purchase told, long points)
    {
        if (told.BoughtBy is not { } card || points == 0) return;
        d.Apply(new RowAdded(new MetricRow { Sequence = d.Sequence, Kind = RowKind.CapUse, Day = d.Day, PurchaseDay = d.Day, Key = UsePrefix + card, Points = points }));
    }

    /// <summary>Points that come back with a refund can be spent again in the month of the purchase.</summary>
    internal static void GiveBack(Deciding d, RecordedPurchase purchase, IReadOnlyList<LineRefund> lines)
    {
        if (purchase.Fact.BoughtBy is null || PricedParts.Sum(purchase.Outcome.Priced, lines) is not { Points: > 0 } back) return;
        foreach (var row in d.State.Rows.Where(r => IsUseOf(r, purchase.Sequence)).ToList())
        {
            d.Apply(new RowAdded(row with { Sequence = d.Sequence, PurchaseSequence = purchase.Sequence, Points = -back.Points }));
        }
    }

    private static bool IsUseOf(MetricRow row, long purchase) =>
        row.Kind == RowKind.CapUse && row.Sequence == purchase && row.PurchaseSequence == 0 && row.FromMerge == 0 && row.Key!.StartsWith(UsePrefix, StringComparison.Ordinal);

    private static long Room(FactContext c, string card) =>
        Math.Max(0, c.Program.Document.Family.PointsPerMonth - SpentBy(c.State, card, c.D.Day));

    // Money is not put either where nobody can spend it.
    private static bool Spends(Fact fact) => fact switch
    {
        Debit or TransferOut or Redeemed or Drawn or CouponUsed or CouponHeld or CouponSent or BenefitUsed => true,
        TopUp or CardSold or CardUsed or PlanOrdered => true,
        Purchase { Wishes: { } wishes, Sold: null } => wishes is { MostPoints: true } or { MostStoredValue: true } or { Points: > 0 } or { StoredValueMinor: > 0 } || wishes.Coupons.Count + wishes.Rewards.Count > 0,
        _ => false,
    };
}
