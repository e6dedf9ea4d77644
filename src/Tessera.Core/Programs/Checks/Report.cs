using System.Globalization;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Checks;

/// <summary>Collects what the checks of one document find.</summary>
internal sealed class Report(ProgramDocument document)
{
    private readonly List<Finding> _findings = [];

    public ProgramDocument Document { get; } = document;

    public IReadOnlyList<Finding> Findings => _findings;

    public IReadOnlyList<TierRule> Tiers => Document.Ladder.Tiers;

    public void Add(Finding finding) => _findings.Add(finding);

    public void Error(string code, string pointer, string? got = null) => Add(new Finding(code, pointer) { Got = got });

    public void Warn(string code, string pointer, string? got = null) => Add(new Finding(code, pointer, FindingLevel.Warning) { Got = got });

    /// <summary>A key is needed beside a value of another.</summary>
    public void Needs(string pointer, string key, string with) => Add(new Finding("program.needs", pointer) { Nearest = key, Got = with });

    /// <summary>A key is written but nothing reads it.</summary>
    public void Unused(string pointer, string key, string with) => Add(new Finding("program.unused", pointer + "/" + key, FindingLevel.Warning) { Got = with, Fix = new LintFix(pointer + "/" + key, null, IsSafe: true) });

    /// <summary>A tier that must exist.</summary>
    public void KnownTier(string id, string pointer)
    {
        if (Tiers.Any(t => t.Id == id)) return;
        var known = string.Join(", ", Tiers.Select(t => t.Id));
        Add(new Finding("program.unknownTier", pointer) { Got = id, Nearest = Nearest.To(id, Tiers.Select(t => t.Id)), Expected = new LocalText(known, known) });
    }

    /// <summary>Ids or names of a list that stand twice.</summary>
    public void Unique(string code, IEnumerable<(string? Value, string Pointer)> values)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (value, pointer) in values)
        {
            if (!string.IsNullOrEmpty(value) && !seen.Add(value.Trim())) Error(code, pointer, value);
        }
    }

    /// <summary>What a condition reads must be there.</summary>
    public void Condition(Condition? condition, string pointer)
    {
        foreach (var reading in ConditionWords.Readings(condition))
        {
            if (reading.Metric == Metric.Growth && Document.Growth is null) Error("program.noGrowth", pointer);
            if (reading.Metric == Metric.PointsBalance) Warn("program.balanceCondition", pointer);
        }
    }

    public static string At(string pointer, int index) => pointer + "/" + index.ToString(CultureInfo.InvariantCulture);
}
