using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Calibrations;

/// <summary>A named threshold of an enter condition: the comparison at a place, counted from 0 in the order of the file.</summary>
/// <param name="Tier">Tier id.</param>
/// <param name="Leaf">Place of the comparison.</param>
public sealed record ThresholdName(string Tier, int Leaf = 0);

/// <summary>A threshold moved, and perhaps its window.</summary>
/// <param name="Name">Which.</param>
/// <param name="Threshold">New threshold; null keeps it.</param>
/// <param name="Window">New window; null keeps it.</param>
public sealed record ThresholdMove(ThresholdName Name, long? Threshold, Window? Window = null);

/// <summary>Ladders with other thresholds; nothing else of them changes.</summary>
public static class Thresholds
{
    /// <summary>The comparison of a name, or null where there is none.</summary>
    public static Compare? Of(Ladder ladder, ThresholdName name) =>
        ladder.Tiers.FirstOrDefault(t => t.Id == name.Tier) is { Enter: { } enter } ? ConditionWords.Comparisons(enter).ElementAtOrDefault(name.Leaf) : null;

    /// <summary>The ladder with thresholds moved; names that do not exist move nothing.</summary>
    public static Ladder With(Ladder ladder, IReadOnlyList<ThresholdMove> moves) => ladder with
    {
        Tiers = [.. ladder.Tiers.Select(t => t.Enter is null ? t : t with { Enter = moves.Where(m => m.Name.Tier == t.Id).Aggregate(t.Enter, Moved) })],
    };

    /// <summary>The condition with one comparison answered: whether the rest of it holds then.</summary>
    public static Condition Answered(Condition condition, int leaf, bool answer)
    {
        var at = leaf;
        return Rewrite(condition, ref at, _ => answer ? new AllOf([]) : new AnyOf([]));
    }

    private static Condition Moved(Condition condition, ThresholdMove move)
    {
        var at = move.Name.Leaf;
        return Rewrite(condition, ref at, c => c with { Threshold = move.Threshold ?? c.Threshold, Reading = move.Window is { } window ? c.Reading with { Window = window } : c.Reading });
    }

    private static Condition Rewrite(Condition condition, ref int at, Func<Compare, Condition> change)
    {
        switch (condition)
        {
            case Compare compare: return at-- == 0 ? change(compare) : compare;
            case Not not: return new Not(Rewrite(not.Part, ref at, change));
            case AllOf all: return new AllOf(Each(all.Parts, ref at, change));
            case AnyOf any: return new AnyOf(Each(any.Parts, ref at, change));
            default: return condition;
        }
    }

    private static List<Condition> Each(IReadOnlyList<Condition> parts, ref int at, Func<Compare, Condition> change)
    {
        var changed = new List<Condition>(parts.Count);
        foreach (var part in parts) changed.Add(Rewrite(part, ref at, change));
        return changed;
    }
}
