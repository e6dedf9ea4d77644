using Tessera.Core.Points;

namespace Tessera.Core.Plans;

/// <summary>The plans of one member, in order of id. Part of <see cref="Members.MemberState"/> and changed only by <see cref="PlanEntry"/>.</summary>
public sealed class PlanBook
{
    /// <summary>Every period ever paid.</summary>
    public List<HeldPlan> All { get; } = [];

    /// <summary>Periods that hold or will.</summary>
    public IEnumerable<HeldPlan> Held => All.Where(p => p.Status == PlanStatus.Held);

    /// <summary>A period by its id, or null.</summary>
    public HeldPlan? Find(LotId id) => All.Find(p => p.Id == id);

    /// <summary>The last period of a plan that holds or will, or null.</summary>
    public HeldPlan? LastOf(string plan) => Held.Where(p => p.Plan == plan).MaxBy(p => p.EndsOn);

    internal void Apply(PlanEntry entry)
    {
        var at = All.FindIndex(p => p.Id == entry.After.Id);
        if (at >= 0) All[at] = entry.After;
        else All.Add(entry.After);
    }
}
