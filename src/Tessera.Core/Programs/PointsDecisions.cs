using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>Spending outside purchases, corrections and transfers (semantics §3).</summary>
internal static class PointsDecisions
{
    public static Refusal? Spend(FactContext c, Debit debit)
    {
        if (c.State.IsFrozen) return Refusal.Of("member.frozen");
        var except = c.D.Terms.Points.SameOrderSpending ? 0 : debit.ForPurchaseSequence;
        var spendable = Ledger.Spendable(c.D, except);
        var points = debit.ClampToBalance ? Math.Min(debit.Points, spendable) : debit.Points;
        if (points > spendable || points == 0)
        {
            return new Refusal(Reason.Of("points.insufficient", Reason.Points("asked", debit.Points), Reason.Points("spendable", spendable)), "/points");
        }

        c.D.Apply(new ActivitySeen(c.D.Day, false));
        Ledger.Debit(c.D, EntryKind.Debit, points, Reason.Of("points.spent", Reason.Points("points", points), Reason.Points("asked", debit.Points)), except);
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    public static Refusal? CancelDebit(FactContext c, DebitCancelled cancelled)
    {
        var debit = c.Command.Named ?? throw new ArgumentException("the debit is not loaded", nameof(c));
        var right = $"debitCancelled:{cancelled.DebitSequence}";
        if (c.State.Rights.Contains(right)) return Refusal.Of("debit.cancelledBefore");
        var entry = debit.Effects.OfType<LedgerEntry>().FirstOrDefault(e => e.Kind == EntryKind.Debit);
        if (entry is null) return Refusal.Of("debit.notADebit");
        c.D.Apply(new RightUsed(right));
        Returns.GiveBack(c.D, entry.Parts, Reason.Of("points.returned", Reason.Points("points", -entry.Points)));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    public static Refusal? Adjust(FactContext c, Adjustment adjustment)
    {
        var reason = Reason.Of("points.adjusted", Reason.Points("points", adjustment.Points), Reason.Id("reason", adjustment.ReasonCode));
        if (adjustment.Points > 0)
        {
            Ledger.Credit(c.D, new Credit(EntryKind.Adjust, LotOrigin.Adjustment, adjustment.Points, reason)
            {
                EndsOn = adjustment.Through?.AddDays(1), NeverEnds = adjustment.NeverEnds,
            });
        }
        else if (adjustment.MayMakeDebt)
        {
            Ledger.DebitIntoDebt(c.D, EntryKind.Adjust, -adjustment.Points, reason);
        }
        else
        {
            var spendable = Ledger.Spendable(c.D);
            if (-adjustment.Points > Available(c, spendable)) return new Refusal(Reason.Of("points.insufficient", Reason.Points("asked", -adjustment.Points), Reason.Points("spendable", spendable)), "/points");
            Ledger.Debit(c.D, EntryKind.Adjust, -adjustment.Points, reason);
        }

        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    public static Refusal? AdjustGrowth(FactContext c, GrowthAdjustment adjustment)
    {
        PurchaseDecisions.PostGrowth(c.D, adjustment.Growth, "growth.adjusted");
        c.D.Apply(new RowAdded(new MetricRow { Sequence = c.D.Sequence, Kind = RowKind.Opening, Day = c.D.Day, PurchaseDay = c.D.Day, SpendGrowth = adjustment.Growth }));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    public static Refusal? SendPoints(FactContext c, TransferOut transfer)
    {
        if (!c.D.Terms.Points.Transfers) return Refusal.Of("transfer.off");
        if (transfer.To == c.State.Account) return Refusal.Of("transfer.toSelf");
        if (c.State.IsFrozen) return Refusal.Of("member.frozen");
        var spendable = Ledger.Spendable(c.D);
        if (transfer.Points > spendable) return new Refusal(Reason.Of("points.insufficient", Reason.Points("asked", transfer.Points), Reason.Points("spendable", spendable)), "/points");
        Ledger.Debit(c.D, EntryKind.TransferOut, transfer.Points, Reason.Of("points.transferredOut", Reason.Points("points", transfer.Points)));
        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    public static Refusal? ReceivePoints(FactContext c, TransferIn transfer)
    {
        var restart = c.D.Terms.Points.TransferExpiry == TransferExpiry.Restart;
        foreach (var lot in transfer.Lots)
        {
            Ledger.Credit(c.D, new Credit(EntryKind.TransferIn, LotOrigin.Transfer, lot.Points, Reason.Of("points.transferredIn", Reason.Points("points", lot.Points)))
            {
                EarnedOn = restart ? null : lot.EarnedOn, EndsOn = restart ? null : lot.EndsOn, NeverEnds = !restart && lot.EndsOn is null, CarriedFrom = lot.From,
            });
        }

        PurchaseDecisions.Finish(c);
        return c.Accept();
    }

    /// <summary>A correction by hand may take points of a frozen member too.</summary>
    private static long Available(FactContext c, long spendable) =>
        c.State.IsFrozen ? c.State.OpenLots.Where(l => l.IsSpendableOn(c.D.Today)).Sum(l => l.Left) : spendable;
}
