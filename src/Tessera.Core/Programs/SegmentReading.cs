using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>A condition of a segment as it was read.</summary>
/// <param name="Condition">The condition, or null where a finding says why not.</param>
/// <param name="Findings">What is wrong, with pointers from the condition's root.</param>
public sealed record SegmentReading(Condition? Condition, IReadOnlyList<Finding> Findings)
{
    /// <summary>Reads a condition in the words of tag rules; money and points in the units of a programme.</summary>
    public static SegmentReading Read(DocumentNode node, ProgramDocument program)
    {
        var binding = new Binding(Units.Of(program));
        TagRuleKeys.OfMembers.TryRead(node, binding, out var condition);
        if (program.Growth is null && ConditionWords.Readings(condition).Any(r => r.Metric == Metric.Growth)) binding.Add(new Finding("program.noGrowth", node.Pointer));
        return new SegmentReading(binding.Findings.Count == 0 ? condition : null, binding.Findings);
    }
}
