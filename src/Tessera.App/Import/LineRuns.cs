using System.Text;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Import;

/// <summary>Lines of one number that follow each other in the file: what pass 1 stages. A document may be several runs.</summary>
/// <param name="Number">Document number; empty for rows whose number cannot be read.</param>
/// <param name="Lines">The lines, at least one.</param>
/// <param name="LastRow">Line of the file of its last line: pass 1 goes on after it.</param>
/// <param name="Skipped">Rows that the map left out between the run before and this line.</param>
internal sealed record LineRun(string Number, IReadOnlyList<ImportLine> Lines, int LastRow, int Skipped)
{
    /// <summary>Earliest instant of the readable lines; the run's place in time.</summary>
    internal Instant At => Lines.Any(l => l.Bad is null) ? Lines.Where(l => l.Bad is null).Min(l => l.At) : default;
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

/// <summary>Lines as bytes for the staging table.</summary>
internal static class LineBytes
{
    internal static byte[] Write(IReadOnlyList<ImportLine> lines)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(lines.Count);
            foreach (var line in lines) WriteLine(writer, line);
        }

        return stream.ToArray();
    }

    internal static List<ImportLine> Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var count = reader.ReadInt32();
        var lines = new List<ImportLine>(count);
        for (var i = 0; i < count; i++) lines.Add(ReadLine(reader));
        return lines;
    }

    private static void WriteLine(BinaryWriter writer, ImportLine line)
    {
        writer.Write(line.Line);
        writer.Write(line.Number);
        writer.Write(line.Bad is not null);
        if (line.Bad is { } bad)
        {
            writer.Write(bad.Code);
            writer.Write(bad.Column);
            writer.Write(bad.Got);
            return;
        }

        writer.Write(line.At.Micros);
        WriteText(writer, line.Member);
        writer.Write(line.Cancels);
        WriteHead(writer, line.Head);
        writer.Write(line.Sku);
        writer.Write(line.Category);
        writer.Write((byte)line.Kind);
        writer.Write(line.Quantity);
        WriteNumber(writer, line.UnitPrice);
        writer.Write(line.Amount);
        WriteNumber(writer, line.ListPrice);
    }

    private static ImportLine ReadLine(BinaryReader reader)
    {
        var (at, number) = (reader.ReadInt32(), reader.ReadString());
        if (reader.ReadBoolean()) return new ImportLine { Line = at, Number = number, Bad = new BadRow(reader.ReadString(), reader.ReadString(), reader.ReadString()) };
        return new ImportLine
        {
            Line = at,
            Number = number,
            At = new Instant(reader.ReadInt64()),
            Member = ReadText(reader),
            Cancels = reader.ReadBoolean(),
            Head = ReadHead(reader),
            Sku = reader.ReadString(),
            Category = reader.ReadString(),
            Kind = (LineKind)reader.ReadByte(),
            Quantity = reader.ReadDecimal(),
            UnitPrice = ReadNumber(reader),
            Amount = reader.ReadDecimal(),
            ListPrice = ReadNumber(reader),
        };
    }

    private static void WriteHead(BinaryWriter writer, DocumentHead head)
    {
        var isEmpty = ReferenceEquals(head, DocumentHead.Empty);
        writer.Write(isEmpty);
        if (isEmpty) return;
        foreach (var text in new[] { head.Store, head.Till, head.Clerk, head.Channel, head.SaleKind }) WriteText(writer, text);
    }

    private static DocumentHead ReadHead(BinaryReader reader) => reader.ReadBoolean()
        ? DocumentHead.Empty
        : new DocumentHead(ReadText(reader), ReadText(reader), ReadText(reader), ReadText(reader), ReadText(reader));

    private static void WriteText(BinaryWriter writer, string? text)
    {
        writer.Write(text is not null);
        if (text is not null) writer.Write(text);
    }

    private static string? ReadText(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadString() : null;

    private static void WriteNumber(BinaryWriter writer, decimal? number)
    {
        writer.Write(number is not null);
        if (number is { } value) writer.Write(value);
    }

    private static decimal? ReadNumber(BinaryReader reader) => reader.ReadBoolean() ? reader.ReadDecimal() : null;
}
