using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>Undoing what an import opened: the ledger is append-only, so that new entries take back what the opening gave (semantics §12).</summary>
internal static class OpeningDecisions
{
    public static Refusal? Undo(FactContext c, OpeningUndone undone)
    {
        if (c.Command.Named is not { Fact: Opening opening } item) return Refusal.Of("opening.unknown");
        if (!c.State.Rights.Contains(RightOf(opening))) return Refusal.Of("opening.undoneBefore");
        var lots = c.State.OpenLots.Concat(c.State.ClosedLots.Values).Where(l => l.Id.Sequence == undone.OpeningSequence).OrderBy(l => l.Id).ToList();
        var used = lots.Sum(l => l.Consumed - l.Returned);
        if (used > 0) return Refusal.Of("opening.used", Reason.Points("points", used));
        var value = c.State.Wallet.AllLots.Where(l => l.Id.Sequence == undone.OpeningSequence && l.CarriedFrom is null).ToList();
        if (value.Exists(l => l.Left != l.PaidMinor + l.BonusMinor)) return Refusal.Of("opening.valueUsed", Reason.Money("left", value.Sum(l => l.Left)));
        if (!TierDecisions.StandsAsOpened(c.State, item)) return Refusal.Of("opening.tierMoved", Reason.Id("tier", c.State.Tier!.Earned));
        if (OpeningCoupons.CheckUndo(c, undone.OpeningSequence) is { } couponsUsed) return couponsUsed;
        c.D.Apply(new RightUsed(RightOf(opening), false));
        TakeBack(c.D, lots);
        TakeBack(c.D, value);
        OpeningCoupons.TakeBack(c.D, undone.OpeningSequence);
        PurchaseDecisions.PostGrowth(c.D, -opening.Growth, "growth.openingUndone");
        TakeFigures(c, item, opening);
        PurchaseDecisions.FinishPoints(c.D);
        TierDecisions.UndoOpening(c.D, c.Ladders, item, opening);
        return c.Accept();
    }

    private static string RightOf(Opening opening) => $"opening:{opening.Source}";

    /// <summary>What is left goes; what expired meanwhile is gone already.</summary>
    private static void TakeBack(Deciding d, IReadOnlyList<Lot> lots)
    {
        var parts = lots.Where(l => l.Left > 0).Select(l => new LotPart(l.Id, LotMove.ClawBack, l.Left)).ToList();
        if (parts.Count == 0) return;
        var points = parts.Sum(p => p.Points);
        d.Post(new LedgerEntry { Kind = EntryKind.ClawBack, Points = -points, Parts = parts, Reason = Reason.Of("points.openingUndone", Reason.Points("points", points)) });
    }

    private static void TakeBack(Deciding d, IReadOnlyList<WalletLot> value)
    {
        if (value.Count == 0) return;
        Wallets.Post(d, new WalletEntry
        {
            Kind = WalletEntryKind.OpeningUndone, Parts = [.. value.Select(l => new WalletPart(l.Id, WalletMove.Leave, l.PrincipalLeft, l.BonusLeft))], Reason = Reason.Of("wallet.openingUndone"),
        });
    }

    /// <summary>On the date of the opening, so that every window reads as if it had never been told.</summary>
    private static void TakeFigures(FactContext c, RecordItem item, Opening opening)
    {
        var day = c.Programs.Calendar.DayOf(item.OccurredAt);
        c.D.Apply(new RowAdded(new MetricRow
        {
            Sequence = c.D.Sequence, PurchaseSequence = item.Sequence, Kind = RowKind.Opening, Day = day, PurchaseDay = day, Count = -opening.Orders,
            SpendMinor = -opening.SpendMinor, NetMinor = -opening.SpendMinor, SpendGrowth = -opening.Growth,
        }));
    }
}
