using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Plans;

/// <summary>What happened to a period of a plan.</summary>
public enum PlanEntryKind
{
    /// <summary>Ordered and paid.</summary>
    Ordered,

    /// <summary>Its notice was moved or dropped, because a period follows it or no longer does.</summary>
    Followed,

    /// <summary>Its end was told.</summary>
    Noticed,

    /// <summary>Its end has come.</summary>
    Ended,

    /// <summary>Paid back and revoked.</summary>
    Refunded,

    /// <summary>Came with a merge or its undo.</summary>
    MergeIn,

    /// <summary>Left with a merge or its undo.</summary>
    MergeOut,
}

/// <summary>An entry of a plan. The period stands in it as it is afterwards.</summary>
public sealed record PlanEntry : Effect
{
    /// <summary>What happened.</summary>
    public required PlanEntryKind Kind { get; init; }

    /// <summary>The period afterwards.</summary>
    public required HeldPlan After { get; init; }

    /// <summary>Paid back, by what it was paid by.</summary>
    public IReadOnlyList<Payment> Back { get; init; } = [];

    /// <summary>Why.</summary>
    public required Reason Reason { get; init; }
}
