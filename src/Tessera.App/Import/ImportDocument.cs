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
        var good = lines.Where(l => l.Bad is null).ToList();
        var members = good.Select(l => l.Member).Where(m => m is not null).Distinct(StringComparer.Ordinal).ToList();
        var marked = good.Count(l => l.Cancels);
        return new ImportDocument
        {
            Number = lines[0].Number,
            At = good.Count == 0 ? default : good.Min(l => l.At),
            IsCancellation = good.Count > 0 && (marked == good.Count || (mark?.NegativeQuantity == true && good.TrueForAll(IsNegative))),
            Member = members.Count == 0 ? null : members[0],
            Head = good.Aggregate(DocumentHead.Empty, (head, line) => ReferenceEquals(line.Head, DocumentHead.Empty) ? head : head.Or(line.Head)),
            Lines = lines,
            Refused = Refusal(lines, good, members, marked),
        };
    }

    private static bool IsNegative(ImportLine line) => line.Quantity < 0 || line.Amount < 0;

    private static BadRow? Refusal(IReadOnlyList<ImportLine> lines, List<ImportLine> good, List<string?> members, int marked)
    {
        if (good.Count < lines.Count) return new BadRow("import.document.badRow", "", (lines.Count - good.Count).ToString(System.Globalization.CultureInfo.InvariantCulture));
        if (members.Count > 1) return new BadRow("import.document.members", "", string.Join(", ", members.Take(3)));
        if (good.Sum(l => Math.Abs(l.Amount)) > MostAmount) return new BadRow("import.document.tooLarge");
        return marked != 0 && marked != good.Count ? new BadRow("import.document.mixed") : null;
    }
}
