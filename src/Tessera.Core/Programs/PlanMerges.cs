using Tessera.Core.Members;
using Tessera.Core.Plans;
using Tessera.Core.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>Paid plans move with a merge (semantics §1): each period that is not over leaves one record and arrives in the other as it stood, its tier with it.</summary>
internal static class PlanMerges
{
    /// <summary>Every period that holds leaves B; the tiers it laid stay behind, for a member that is merged has none in force.</summary>
    public static void Leave(Deciding d)
    {
        if (d.State.HasPlans) Leave(d, [.. d.State.Plans.Held], "merge.planLeft");
    }

    /// <summary>… and arrives in A.</summary>
    public static void Arrive(Deciding d, LadderHistory ladders, IReadOnlyList<HeldPlan> plans)
    {
        foreach (var plan in plans)
        {
            var arrived = plan with { Id = d.NextId(), CarriedFrom = plan.Id, Used = plan.Used is { } used ? Wallets.Through(d.State, used, d.Sequence) : null };
            d.Apply(new PlanEntry { Kind = PlanEntryKind.MergeIn, After = arrived, Reason = Reason.Of("merge.planArrived", Reason.Id("paidPlan", plan.Plan)) });
            TierDecisions.LayPaid(d, ladders, arrived);
        }
    }

    /// <summary>The undo in A: the periods that came and still hold leave again.</summary>
    public static void LeaveAgain(Deciding d, LadderHistory ladders, long merge)
    {
        if (!d.State.HasPlans) return;
        List<HeldPlan> left = [.. d.State.Plans.Held.Where(p => CameBy(p, merge))];
        Leave(d, left, "merge.undone");
        foreach (var plan in left) TierDecisions.LiftPaid(d, ladders, plan);
    }

    /// <summary>Every period that came by a merge as it stood before the undo: what the other record gets back.</summary>
    public static IReadOnlyList<HeldPlan> Back(MemberState a, long merge) =>
        a.HasPlans ? [.. a.Plans.All.Where(p => CameBy(p, merge)).Select(p => p.Status == PlanStatus.Gone ? p with { Status = PlanStatus.Held } : p)] : [];

    /// <summary>The undo in B: each period is again what it was, with what happened to it meanwhile.</summary>
    public static void Return(Deciding d, LadderHistory ladders, IReadOnlyList<HeldPlan> plans)
    {
        foreach (var plan in plans)
        {
            var known = d.State.Plans.Find(plan.CarriedFrom!.Value) ?? throw new KeyNotFoundException($"period {plan.CarriedFrom} is not here");
            var after = plan with { Id = known.Id, CarriedFrom = known.CarriedFrom, Used = plan.Used is null ? null : known.Used };
            d.Apply(new PlanEntry { Kind = PlanEntryKind.MergeIn, After = after, Reason = Reason.Of("merge.undone") });
            if (after.Status == PlanStatus.Refunded) TierDecisions.LiftPaid(d, ladders, after);
        }
    }

    private static void Leave(Deciding d, IReadOnlyList<HeldPlan> plans, string code)
    {
        foreach (var plan in plans)
        {
            d.Apply(new PlanEntry
            {
                Kind = PlanEntryKind.MergeOut, After = plan with { Status = PlanStatus.Gone },
                Reason = code == "merge.undone" ? Reason.Of(code) : Reason.Of(code, Reason.Id("paidPlan", plan.Plan)),
            });
        }
    }

    private static bool CameBy(HeldPlan plan, long merge) => plan.Id.Sequence == merge && plan.CarriedFrom is not null;
}
