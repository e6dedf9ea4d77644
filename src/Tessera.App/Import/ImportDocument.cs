using Tessera.Core;

namespace Tessera.App.Import;

/// <summary>All lines of one number (semantics §2): the unit of repetition.</summary>
internal sealed record ImportDocument
{
    private const decimal MostAmount = 100_000_000_000m;

    /// <summary>Number.</summary>
    public required string Number { get; init; }

    /// <summary>Its earliest line.</summary>
    public required Instant At { get; init; }

    /// <summary>Whether it is a cancellation.</summary>
    public required bool IsCancellation { get; init; }

    /// <summary>Member key, or null.</summary>
    public required string? Member { get; init; }

    /// <summary>Store, till, clerk, channel.</summary>
    public required DocumentHead Head { get; init; }

    /// <summary>Lines in order of the file.</summary>
    public required IReadOnlyList<ImportLine> Lines { get; init; }

    /// <summary>Why the whole document is refused, or null. A document with one unreadable row has a wrong total, so none of it is taken.</summary>
    public BadRow? Refused { get; init; }

    /// <summary>Groups lines of one number, in order of the file.</summary>
    internal static ImportDocument Of(IReadOnlyList<ImportLine> lines, CancellationMark? mark)
    {
        var sight = Sight.Of(lines);
        var at = long.MaxValue;
        var head = DocumentHead.Empty;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Bad is not null) continue;
            at = Math.Min(at, line.At.Micros);
            if (!ReferenceEquals(line.Head, DocumentHead.Empty) && !ReferenceEquals(line.Head, head)) head = ReferenceEquals(head, DocumentHead.Empty) ? line.Head : head.Or(line.Head);
        }

        return new ImportDocument
        {
            Number = lines[0].Number,
            At = sight.Good == 0 ? default : new Instant(at),
            IsCancellation = sight.IsCancellation(mark),
            Member = sight.Members.Count == 0 ? null : sight.Members[0],
            Head = head,
            Lines = lines,
            Refused = Refusal(lines, sight),
        };
    }

    /// <summary>Whether lines of one number are a cancellation.</summary>
    internal static bool Cancels(IReadOnlyList<ImportLine> lines, CancellationMark? mark) => Sight.Of(lines).IsCancellation(mark);

    private static BadRow? Refusal(IReadOnlyList<ImportLine> lines, Sight sight)
    {
        if (sight.Good < lines.Count) return new BadRow("import.document.badRow", "", (lines.Count - sight.Good).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (sight.Members.Count > 1) return new BadRow("import.document.members", "", string.Join(", ", sight.Members.Take(3)));
        if (AmountOf(lines) > MostAmount) return new BadRow("import.document.tooLarge");
        return sight.Marked != 0 && sight.Marked != sight.Good ? new BadRow("import.document.mixed") : null;
    }

    private static decimal AmountOf(IReadOnlyList<ImportLine> lines)
    {
        var sum = 0m;
        for (var i = 0; i < lines.Count; i++) sum += Math.Abs(lines[i].Amount);
        return sum;
    }

    /// <summary>What one look at the lines tells.</summary>
    private sealed class Sight
    {
        private int _negative;

        /// <summary>Readable lines.</summary>
        public int Good { get; private set; }

        /// <summary>Of them marked as cancelling.</summary>
        public int Marked { get; private set; }

        /// <summary>Members named, each once, in order.</summary>
        public List<string> Members { get; } = new(1);

        public static Sight Of(IReadOnlyList<ImportLine> lines)
        {
            var sight = new Sight();
            for (var i = 0; i < lines.Count; i++)
            {
                if (lines[i].Bad is null) sight.Add(lines[i]);
            }

            return sight;
        }

        public bool IsCancellation(CancellationMark? mark) => Good > 0 && (Marked == Good || (mark?.NegativeQuantity == true && _negative == Good));

        private void Add(ImportLine line)
        {
            Good++;
            if (line.Cancels) Marked++;
            if (line.Quantity < 0 || line.Amount < 0) _negative++;
            if (line.Member is not { } member || (Members.Count > 0 && string.Equals(Members[^1], member, StringComparison.Ordinal))) return;
            if (!Members.Contains(member, StringComparer.Ordinal)) Members.Add(member);
        }
    }
}
