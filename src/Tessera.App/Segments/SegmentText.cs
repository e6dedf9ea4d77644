using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Segments;

namespace Tessera.App.Segments;

/// <summary>The condition of a segment as text: YAML or JSON in the words of the programme file.</summary>
public static class SegmentText
{
    /// <summary>Most characters of a condition.</summary>
    public const int MostCharacters = 4_000;

    /// <summary>Reads a condition; amounts are in the units of a programme.</summary>
    public static SegmentReading Read(string text, ProgramDocument program)
    {
        var tree = YamlTree.Read(text);
        return tree.Root is { } root ? SegmentReading.Read(root, program) : new SegmentReading(null, [.. tree.Broken.Select(b => b.What)]);
    }

    /// <summary>The condition in a sentence of each language, or null where it cannot be read any more.</summary>
    public static LocalText? Say(string text, ProgramDocument program) => Read(text, program).Condition is { } condition ? ConditionWords.Of(condition, Units.Of(program)) : null;

    /// <summary>Protected attributes it reads, as the file writes them (L4).</summary>
    public static IReadOnlyList<string> Protected(string text, ProgramDocument program) => ConditionReads.Of(Read(text, program).Condition).Protected;
}
