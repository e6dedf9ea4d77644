using Tessera.Core.Costs;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Lint;

namespace Tessera.Core.Analytics;

/// <summary>What an adjustment does to the programme.</summary>
public enum AdjustmentKind
{
    /// <summary>A discount gives five points of a hundred less, and never less than five.</summary>
    LowerDiscount,

    /// <summary>A multiplier whose step over the tier below is over <c>lint.gapThrough</c> comes down to it.</summary>
    LowerMultiplier,

    /// <summary>What must be spent for a fixed amount rises by a fifth.</summary>
    RaiseMinimum,

    /// <summary>Uses of each member in a period are one fewer.</summary>
    CapQuota,

    /// <summary>A reward costs a tenth more points.</summary>
    RaisePrice,
}

/// <summary>One named change of the programme that lowers its cost (semantics §10, K6).</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Source">The source of cost it is about.</param>
/// <param name="Edits">Edits of the programme file, in order.</param>
/// <param name="CostMinor">What the source, or the part of it that is changed, cost in the window, minor units.</param>
/// <param name="SavedMinor">What of it the change is expected to save over a window like it, minor units: by proportion, buyers held.</param>
/// <param name="Lift">What can be said about what the source brings.</param>
public sealed record Adjustment(AdjustmentKind Kind, CostSource Source, IReadOnlyList<LintFix> Edits, long CostMinor, long SavedMinor, Lift Lift);

/// <summary>Changes that together bring the cost share under the red line, or as far towards it as can be answered for.</summary>
/// <param name="Now">Cost and revenue of the window.</param>
/// <param name="Expected">The same with the changes, by proportion.</param>
/// <param name="Changes">The changes, in the order in which they were chosen; none where nothing can be lowered within limits.</param>
/// <param name="IsEnough">Whether what is expected lies under the line.</param>
public sealed record AdjustmentPlan(CostShare Now, CostShare Expected, IReadOnlyList<Adjustment> Changes, bool IsEnough);
