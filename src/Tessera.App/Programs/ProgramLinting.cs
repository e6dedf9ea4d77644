using Tessera.Core.Programs;
using Tessera.Core.Programs.Lint;

namespace Tessera.App.Programs;

/// <summary>A programme file after reading, checking and lint.</summary>
/// <param name="Document">The programme, or null when it cannot be read.</param>
/// <param name="Findings">Everything found, in the order of the file.</param>
/// <param name="Report">What lint judged by; null when the file cannot be read.</param>
public sealed record LintedProgram(ProgramDocument? Document, IReadOnlyList<PlacedFinding> Findings, LintReport? Report)
{
    /// <summary>Whether nothing holds up a publication.</summary>
    public bool MayBePublished => Document is not null && !Findings.Any(f => f.IsError);
}

/// <summary>Lint of a programme file, with line and column, and its safe fixes (semantics §11).</summary>
public static class ProgramLinting
{
    private const int MostFixes = 1_000;

    /// <summary>Reads, checks and lints a text.</summary>
    /// <param name="yaml">The file.</param>
    /// <param name="census">Members of each tier, or null without a store.</param>
    public static LintedProgram Lint(string yaml, LadderCensus? census = null)
    {
        var read = ProgramFile.Load(yaml);
        if (read.Document is not { } document) return new LintedProgram(null, read.Findings, null);
        var report = ProgramLint.Check(document, census);
        var tree = YamlTree.Read(yaml);
        var findings = read.Findings.Concat(report.Findings.Select(f => ProgramFile.Place(tree, f))).OrderBy(f => f.Line).ThenBy(f => f.Column).ToList();
        return new LintedProgram(document, findings, report);
    }

    /// <summary>The text with every safe fix made, one after the other, comments kept.</summary>
    /// <returns>The text as it is now, and what was mended.</returns>
    public static (string Text, IReadOnlyList<PlacedFinding> Mended) Mend(string yaml)
    {
        var mended = new List<PlacedFinding>();
        for (var tries = 0; tries < MostFixes; tries++)
        {
            var text = yaml;
            var next = Lint(text).Findings.Where(f => f.What.Fix is { IsSafe: true }).Select(f => (Finding: f, Text: Applied(text, f.What.Fix!))).FirstOrDefault(x => x.Text is not null && x.Text != text);
            if (next.Text is null || ProgramFile.Load(next.Text).Document is null) break;
            yaml = next.Text;
            mended.Add(next.Finding);
        }

        return (yaml, mended);
    }

    /// <summary>The text with one fix made, or null when the file gives no place for it.</summary>
    public static string? Applied(string yaml, LintFix fix) => fix.Value is { } value ? ProgramText.Set(yaml, fix.Pointer, value) : ProgramText.Remove(yaml, fix.Pointer);

    /// <summary>Members of each tier in a store, as of now.</summary>
    public static LadderCensus CensusOf(ReadScope scope) =>
        new(scope.Db.Reports.TierDistribution(scope.Today).ToDictionary(c => c.Tier, c => c.Members, StringComparer.Ordinal));
}
