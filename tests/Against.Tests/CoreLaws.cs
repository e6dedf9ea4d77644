using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;

namespace Tessera.Against;

/// <summary>The laws of the books (promise R4) on Core's own state, whatever the model says.</summary>
internal static class CoreLaws
{
    public static IEnumerable<string> Broken(ProgramHistory programs, CoreMember member)
    {
        var state = member.State;
        var lots = member.Lots.ToList();
        var active = lots.Where(lot => !lot.Pending).Sum(lot => lot.Left);
        var pending = lots.Where(lot => lot.Pending).Sum(lot => lot.Left);
        foreach (var lot in lots.Where(lot => !AddsUp(lot))) yield return $"{lot.Id} does not add up: {Told.Of(lot)}";
        if (member.Entries.Sum(entry => entry.Points) != active - state.DebtOutstanding) yield return $"entries are not active lots {active} − debt {state.DebtOutstanding}";
        if (member.Entries.Sum(entry => entry.Pending) != pending) yield return $"pending entries are not pending lots {pending}";
        if (state.Balance != active - state.DebtOutstanding || state.Pending != pending) yield return $"balance {state.Balance}, pending {state.Pending}";
        if (active > 0 && state.DebtOutstanding > 0) yield return $"debt {state.DebtOutstanding} beside {active} in active lots";
        if (state.Debts.Any(debt => debt.Outstanding < 0)) yield return "a debt below zero";
        var taken = member.Purchases.Where(purchase => !purchase.IsUntouched).ToList();
        var (entries, refunded) = taken.Count == 0 ? (null!, null!) : (member.Entries.ToLookup(entry => entry.OrderSequence), Refunded(member));
        foreach (var broken in taken.SelectMany(purchase => OfRefunds(purchase, entries[purchase.Sequence], refunded.GetValueOrDefault(purchase.Sequence)))) yield return broken;
        var due = Decide.NextDueOn(programs, state);
        if (due <= state.SettledThrough) yield return $"due {due:yyyy-MM-dd} but settled through {state.SettledThrough:yyyy-MM-dd}";
    }

    /// <summary>A refund takes no more than was given and returns no more than was paid; every refunded point is accounted for (§2).</summary>
    private static IEnumerable<string> OfRefunds(RecordedPurchase purchase, IEnumerable<LedgerEntry> entries, long refunded)
    {
        foreach (var (line, taken) in purchase.Outcome.Lines.Zip(purchase.Refunded))
        {
            var within = taken.Quantity <= line.Quantity && Math.Abs(taken.Money) <= Math.Abs(line.NetMinor) && taken.Points <= line.Points && taken.Growth <= line.Growth
                && Math.Abs(taken.Spend) <= Math.Abs(line.SpendMinor);
            if (!within) yield return $"order {purchase.Sequence}: {taken} of {line}";
        }

        var accounted = 0L;
        foreach (var entry in entries)
        {
            if (entry.Kind == EntryKind.ClawBack) accounted -= entry.Points + entry.Pending;
            if (entry.Kind is EntryKind.WriteOff or EntryKind.LeftStanding) accounted += entry.Reason.Parts[0].Number;
            accounted += entry.Parts.Where(part => part.Move == LotMove.CountExpired).Sum(part => part.Points);
        }

        if (accounted != refunded) yield return $"order {purchase.Sequence}: {refunded} points refunded, {accounted} accounted for";
    }

    /// <summary>Points that refunds took from this member, by purchase; while it is merged the other one gives them up.</summary>
    private static Dictionary<long, long> Refunded(CoreMember member)
    {
        var merged = false;
        var points = new Dictionary<long, long>();
        foreach (var effect in member.Items.SelectMany(item => item.Effects))
        {
            if (effect is MemberMerged gone) merged = gone.Into is not null;
            if (effect is PurchaseRefunded refunded && !merged) points[refunded.PurchaseSequence] = points.GetValueOrDefault(refunded.PurchaseSequence) + refunded.Lines.Sum(line => line.Points);
        }

        return points;
    }

    private static bool AddsUp(Lot lot) =>
        lot.Opened == lot.Left + lot.Consumed + lot.Expired + lot.ClawedBack - lot.Returned
        && lot is { Left: >= 0, Consumed: >= 0, Expired: >= 0, ClawedBack: >= 0, Returned: >= 0 }
        && lot.ExpiredCounted <= lot.Expired;
}
