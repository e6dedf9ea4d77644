using Tessera.Core.Programs;

namespace Tessera.App.Programs;

/// <summary>A finding with its place in the file.</summary>
/// <param name="What">The finding.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public sealed record PlacedFinding(Finding What, int Line, int Column)
{
    /// <summary>Whether the file cannot be used.</summary>
    public bool IsError => What.Level == FindingLevel.Error;
}

/// <summary>What a programme file gave.</summary>
/// <param name="Document">The programme, or null when a finding is an error.</param>
/// <param name="Findings">Everything found, in the order of the file.</param>
public sealed record ProgramFileResult(ProgramDocument? Document, IReadOnlyList<PlacedFinding> Findings)
{
    /// <summary>The errors.</summary>
    public IEnumerable<PlacedFinding> Errors => Findings.Where(f => f.IsError);
}

/// <summary>The programme file: YAML (or JSON, which is YAML) in, typed programme or findings with line and column out (api.md, The program file).</summary>
public static class ProgramFile
{
    /// <summary>Reads and checks a text.</summary>
    public static ProgramFileResult Load(string yaml)
    {
        var tree = YamlTree.Read(yaml);
        if (tree.Root is null) return new ProgramFileResult(null, tree.Broken);
        var reading = ProgramBinder.Read(tree.Root);
        var findings = reading.Findings.ToList();
        if (reading.Document is { } document && !ZoneTables.IsKnown(document.Zone))
        {
            findings.Add(new Finding("program.unknownZone", "/program/zone") { Got = document.Zone, Nearest = Nearest.To(document.Zone, ZoneTables.Names()) });
        }

        var placed = findings.Select(f => Place(tree, f)).OrderBy(f => f.Line).ThenBy(f => f.Column).ToList();
        return new ProgramFileResult(placed.Exists(f => f.IsError) ? null : reading.Document, placed);
    }

    // What is missing has no place of its own: the nearest piece above it that has one is shown.
    internal static PlacedFinding Place(YamlTree tree, Finding finding)
    {
        var isKey = finding.Code is "program.unknownKey" or "program.unknownKeyNearest" or "program.empty";
        for (var pointer = finding.Pointer; ; pointer = pointer[..pointer.LastIndexOf('/')])
        {
            if (isKey && tree.KeyPlaces.TryGetValue(pointer, out var key)) return new PlacedFinding(finding, key.Line, key.Column);
            if (tree.Places.TryGetValue(pointer, out var place)) return new PlacedFinding(finding, place.Line, place.Column);
            if (pointer.Length == 0) return new PlacedFinding(finding, 1, 1);
        }
    }
}
