using System.Text;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Import;

/// <summary>The lines of a run as bytes for the staging table. What a line shares with the line before is written once, because whole invoices repeat it.</summary>
internal static class LineBytes
{
    internal static byte[] Write(string number, IReadOnlyList<ImportLine> lines)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.UTF8);
        writer.Write7BitEncodedInt(lines.Count);
        var before = new ImportLine { Line = 0, Number = number };
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            WriteLine(writer, line, before);
            before = line.Bad is null ? line : before with { Line = line.Line };
        }

        return stream.ToArray();
    }

    internal static List<ImportLine> Read(string number, byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        var count = reader.Read7BitEncodedInt();
        var lines = new List<ImportLine>(count);
        var before = new ImportLine { Line = 0, Number = number };
        for (var i = 0; i < count; i++)
        {
            var line = ReadLine(reader, before);
            before = line.Bad is null ? line : before with { Line = line.Line };
            lines.Add(line);
        }

        return lines;
    }

    private static void WriteLine(BinaryWriter writer, ImportLine line, ImportLine before)
    {
        var flags = FlagsOf(line, before);
        writer.Write((byte)flags);
        writer.Write7BitEncodedInt(line.Line - before.Line);
        if (line.Bad is { } bad)
        {
            writer.Write(bad.Code);
            writer.Write(bad.Column);
            writer.Write(bad.Got);
            return;
        }

        if (flags.HasFlag(Flags.NewTime)) writer.Write(line.At.Micros);
        if (flags.HasFlag(Flags.NewMember)) writer.Write(line.Member ?? "");
        if (flags.HasFlag(Flags.NewHead)) WriteHead(writer, line.Head);
        writer.Write(line.Sku);
        if (flags.HasFlag(Flags.NewCategory)) writer.Write(line.Category);
        writer.Write((byte)((int)line.Kind | (line.Cancels ? 128 : 0)));
        WriteNumber(writer, line.Quantity);
        WriteNumber(writer, line.UnitPrice ?? line.Amount);
        if (flags.HasFlag(Flags.ListPrice)) WriteNumber(writer, line.ListPrice!.Value);
    }

    private static Flags FlagsOf(ImportLine line, ImportLine before) =>
        (line.Bad is not null ? Flags.Bad : 0)
        | (line.At != before.At ? Flags.NewTime : 0)
        | (string.Equals(line.Member, before.Member, StringComparison.Ordinal) ? 0 : Flags.NewMember)
        | (!ReferenceEquals(line.Head, before.Head) && line.Head != before.Head ? Flags.NewHead : 0)
        | (string.Equals(line.Category, before.Category, StringComparison.Ordinal) ? 0 : Flags.NewCategory)
        | (line.UnitPrice is not null ? Flags.UnitPrice : 0)
        | (line.ListPrice is not null ? Flags.ListPrice : 0);

    private static ImportLine ReadLine(BinaryReader reader, ImportLine before)
    {
        var flags = (Flags)reader.ReadByte();
        var at = before.Line + reader.Read7BitEncodedInt();
        if (flags.HasFlag(Flags.Bad))
        {
            return new ImportLine { Line = at, Number = before.Number, Bad = new BadRow(reader.ReadString(), reader.ReadString(), reader.ReadString()) };
        }

        var line = before with
        {
            Line = at,
            At = flags.HasFlag(Flags.NewTime) ? new Instant(reader.ReadInt64()) : before.At,
            Member = flags.HasFlag(Flags.NewMember) ? Filled(reader.ReadString()) : before.Member,
            Head = flags.HasFlag(Flags.NewHead) ? ReadHead(reader) : before.Head,
            Sku = reader.ReadString(),
            Category = flags.HasFlag(Flags.NewCategory) ? reader.ReadString() : before.Category,
        };
        var kind = reader.ReadByte();
        var (quantity, price) = (ReadNumber(reader), ReadNumber(reader));
        return line with
        {
            Kind = (LineKind)(kind & 127),
            Cancels = (kind & 128) != 0,
            Quantity = quantity,
            UnitPrice = flags.HasFlag(Flags.UnitPrice) ? price : null,
            Amount = flags.HasFlag(Flags.UnitPrice) ? quantity * price : price,
            ListPrice = flags.HasFlag(Flags.ListPrice) ? ReadNumber(reader) : null,
        };
    }

    private static void WriteHead(BinaryWriter writer, DocumentHead head)
    {
        foreach (var text in new[] { head.Store, head.Till, head.Clerk, head.Channel, head.SaleKind }) writer.Write(text ?? "");
    }

    private static DocumentHead ReadHead(BinaryReader reader) => new(
        Filled(reader.ReadString()), Filled(reader.ReadString()), Filled(reader.ReadString()), Filled(reader.ReadString()), Filled(reader.ReadString()));

    private static string? Filled(string text) => text.Length == 0 ? null : text;

    /// <summary>A number of at most 6 decimals and 18 digits in few bytes; others whole.</summary>
    private static void WriteNumber(BinaryWriter writer, decimal number)
    {
        var scaled = number;
        byte scale = number.Scale;
        for (var i = 0; i < scale; i++) scaled *= 10;
        if (scale > 12 || Math.Abs(scaled) > 1_000_000_000_000_000_000m)
        {
            writer.Write(byte.MaxValue);
            writer.Write(number);
            return;
        }

        writer.Write(scale);
        var whole = (long)scaled;
        writer.Write7BitEncodedInt64((whole << 1) ^ (whole >> 63));
    }

    private static decimal ReadNumber(BinaryReader reader)
    {
        var scale = reader.ReadByte();
        if (scale == byte.MaxValue) return reader.ReadDecimal();
        var folded = reader.Read7BitEncodedInt64();
        var whole = (folded >> 1) ^ -(folded & 1);
        var magnitude = Math.Abs(whole);
        return new decimal(unchecked((int)magnitude), (int)(magnitude >> 32), 0, whole < 0, scale);
    }

    [Flags]
    private enum Flags : byte
    {
        None = 0,
        Bad = 1,
        NewTime = 2,
        NewMember = 4,
        NewHead = 8,
        NewCategory = 16,
        UnitPrice = 32,
        ListPrice = 64,
    }
}
