using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>What facts did for starter tasks (C22). Where a freeze stops earning, nothing is done while it lasts.</summary>
internal static class Deeds
{
    /// <summary>Before the tier of the fact is read: a task that the fact's own upgrade opens is not done by it.</summary>
    public static void Done(FactContext c, params IReadOnlyList<Deed> deeds)
    {
        if (c.State.Tier is not { Tasks.Count: > 0 } || (c.State.IsFrozen && c.Program.Document.Points.FreezeStopsEarning)) return;
        TierDecisions.DoTasks(c.D, c.Ladders, deeds);
    }

    /// <summary>A purchase, by the promotions and coupons that took something off, and the benefits that did; buying a promotion before others uses early access.</summary>
    public static void Bought(FactContext c, PurchaseOutcome outcome, string tier)
    {
        if (c.State.Tier is not { Tasks.Count: > 0 } || outcome.NetMinor <= 0) return;
        var given = outcome.Priced?.Deductions ?? [];
        var benefits = given.Where(g => g.Origin == SavingOrigin.Benefit).Select(g => g.SavingId).ToHashSet(StringComparer.Ordinal);
        foreach (var promotion in c.Program.Document.Promotions)
        {
            if (promotion.Scope.From is { } from && from > c.D.Day && given.Any(g => g.SavingId == promotion.Id)) benefits.UnionWith(EarlyBy(c.Holds(tier), from));
        }

        Done(c, new Deed(TaskBy.Purchase, [.. given.Select(g => g.SavingId)]), new Deed(TaskBy.Benefit, benefits));
    }

    /// <summary>The benefits of early access by which something that opens on a date is open already.</summary>
    public static IEnumerable<string> EarlyBy(HeldBenefits held, DateOnly opens) => held.Day >= opens
        ? []
        : held.All().Where(b => b.Type == BenefitType.EarlyAccess && b.By.Before(opens) <= held.Day).Select(b => b.Id);
}
