using Tessera.Core.Plans;

namespace Tessera.Core.Members;

/// <content>Paid plans.</content>
public sealed partial class MemberState
{
    private PlanBook? _plans;

    /// <summary>Paid plans; blank for a member without any.</summary>
    public PlanBook Plans => _plans ??= new PlanBook();

    /// <summary>Whether there ever was one; asking makes none.</summary>
    public bool HasPlans => _plans is { All.Count: > 0 };
}
