using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Plans;

/// <summary>What comes back of a period of a plan.</summary>
/// <param name="Minor">Minor units.</param>
/// <param name="DaysLeft">Whole days left after today; all of them before it begins.</param>
/// <param name="Days">Days of the period.</param>
/// <param name="IsFull">All that was paid.</param>
public sealed record PlanRefund(long Minor, int DaysLeft, int Days, bool IsFull);

/// <summary>
/// The refund of a plan (A2). The careful default is <see cref="PlanRefundRule.ProRata"/>: what was not enjoyed comes back, by days, the day of the refund counted as
/// enjoyed; everything comes back before the period begins, and within the first days while the member neither bought anything nor used a benefit.
/// </summary>
public static class PlanRefunds
{
    private const string UsePrefix = "benefit:";

    /// <summary>Works it out on a local date.</summary>
    public static PlanRefund Of(PaidPlan terms, HeldPlan plan, MemberState state, DateOnly on)
    {
        var days = plan.EndsOn.DayNumber - plan.From.DayNumber;
        var left = Math.Clamp(plan.EndsOn.DayNumber - on.DayNumber - 1, 0, days);
        var isFull = terms.Refund == PlanRefundRule.Full || on < plan.From || (on < plan.OrderedOn.AddDays(terms.FullDays) && IsUnused(state, plan));
        var minor = isFull ? plan.PaidMinor : Rounding.Divide((Int128)plan.PaidMinor * left, days, RoundingMode.HalfUp);
        return new PlanRefund(minor, on < plan.From ? days : left, days, isFull);
    }

    /// <summary>The refund by what was paid: largest remainder, tie to the earlier tender.</summary>
    public static IReadOnlyList<Payment> Shared(HeldPlan plan, long minor)
    {
        var shares = Rounding.Prorate(minor, [.. plan.Payments.Select(p => (Int128)p.AmountMinor)]);
        return [.. plan.Payments.Select((p, i) => p with { AmountMinor = shares[i] }).Where(p => p.AmountMinor != 0)];
    }

    /// <summary>Whether the member bought nothing that stands and used no benefit since the order. Of a period that came by a merge this is not known, and it counts as used.</summary>
    private static bool IsUnused(MemberState state, HeldPlan plan)
    {
        if (plan.CarriedFrom is not null) return false;
        var used = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var row in state.Rows)
        {
            var order = row.PurchaseSequence == 0 ? row.Sequence : row.PurchaseSequence;
            if (row.FromMerge != 0 || order <= plan.Id.Sequence) continue;
            if (row.Kind is RowKind.Purchase or RowKind.Refund) used[$"{order}"] = used.GetValueOrDefault($"{order}") + row.NetMinor;
            if (row.Kind == RowKind.CapUse && row.Key!.StartsWith(UsePrefix, StringComparison.Ordinal)) used[row.Key] = used.GetValueOrDefault(row.Key) + row.Points;
        }

        return used.Values.All(v => v == 0);
    }
}
