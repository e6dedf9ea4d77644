using Tessera.Core;

namespace Tessera.App.Import;

/// <summary>Lines of one number that follow each other in the file: what pass 1 stages. A document may be several runs.</summary>
/// <param name="Number">Document number; empty for rows whose number cannot be read.</param>
/// <param name="Lines">The lines, at least one.</param>
/// <param name="LastRow">Line of the file of its last line: pass 1 goes on after it.</param>
/// <param name="Skipped">Rows that the map left out between the run before and this line.</param>
internal sealed record LineRun(string Number, IReadOnlyList<ImportLine> Lines, int LastRow, int Skipped)
{
    /// <summary>Earliest instant of the readable lines; the run's place in time.</summary>
    internal Instant At
    {
        get
        {
            var earliest = long.MaxValue;
            for (var i = 0; i < Lines.Count; i++)
            {
                if (Lines[i].Bad is null) earliest = Math.Min(earliest, Lines[i].At.Micros);
            }

            return earliest == long.MaxValue ? default : new Instant(earliest);
        }
    }
}

/// <summary>Cuts a file into runs, streaming.</summary>
internal static class LineRuns
{
    /// <summary>A run is cut here even inside a document, so that memory stays bounded.</summary>
    private const int MostLines = 5_000;

    /// <summary>The runs of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mapping">The map.</param>
    /// <param name="afterRow">Rows up to this line are staged already.</param>
    /// <param name="rest">Is told how many rows were left out after the last run.</param>
    internal static IEnumerable<LineRun> Of(ExportFile file, RowMapping mapping, int afterRow, Action<int> rest)
    {
        var lines = new List<ImportLine>();
        var (last, skipped, waiting) = (0, 0, 0);
        while (file.Read())
        {
            if (file.Line <= afterRow) continue;
            if (mapping.Map(file) is not { } line)
            {
                waiting++;
                continue;
            }

            if (lines.Count > 0 && (lines.Count == MostLines || !string.Equals(lines[0].Number, line.Number, StringComparison.Ordinal)))
            {
                yield return new LineRun(lines[0].Number, lines, last, skipped);
                (lines, skipped) = ([], 0);
            }

            lines.Add(line);
            (last, skipped, waiting) = (file.Line, skipped + waiting, 0);
        }

        if (lines.Count > 0) yield return new LineRun(lines[0].Number, lines, last, skipped);
        rest(waiting);
    }
}
