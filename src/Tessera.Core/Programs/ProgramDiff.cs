using Tessera.Core.Programs.Keys;

namespace Tessera.Core.Programs;

/// <summary>One difference between two programmes, as a sentence.</summary>
/// <param name="Key">Path of the key, ids of tiers, rules and reviews in it.</param>
/// <param name="Sentence">Such as "金卡 升级条件：近 12 个月消费 5,000.00 → 4,000.00".</param>
public sealed record ProgramChange(string Key, LocalText Sentence);

/// <summary>The differences between two programmes in sentences (api.md, <c>program diff</c>).</summary>
public static class ProgramDiff
{
    /// <summary>Every difference, in the order of the key table; empty when the two mean the same.</summary>
    public static IReadOnlyList<ProgramChange> Between(ProgramDocument before, ProgramDocument after)
    {
        var changes = new List<ProgramChange>();
        ProgramKeys.Root.Diff(before, after, DiffPath.Root(before, after, changes));
        return changes;
    }
}
