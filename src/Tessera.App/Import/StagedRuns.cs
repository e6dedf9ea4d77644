using System.Text;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>
/// Runs of a file that is small enough to be staged in memory, packed as they would lie in the table. Nothing of them is stored: an import that was
/// killed reads the file again, which its digest keeps the same, and goes on at its place in the order.
/// </summary>
/// <param name="most">Most bytes to keep.</param>
internal sealed class StagedRuns(long most)
{
    // A run's own fields and objects beside its payload.
    private const int RunBytes = 160;
    private readonly List<StagedChunk> _chunks = [];
    private List<StagedDocument> _ordered = [];
    private long _bytes;

    /// <summary>The runs, in order of the file.</summary>
    internal IReadOnlyList<StagedChunk> Chunks => _chunks;

    /// <summary>Whether there is no room for more: the rest goes into the table, and these before it.</summary>
    internal bool IsFull => _bytes > most;

    /// <summary>Adds the next run of the file.</summary>
    internal void Add(StagedChunk chunk)
    {
        _chunks.Add(chunk);
        _bytes += chunk.Payload.Length + RunBytes;
    }

    /// <summary>Ends pass 1, as <see cref="ImportStore.Order"/> does: by occurred-at, at one instant by rank, then by number as text. Says how many documents there are.</summary>
    internal long Order()
    {
        var documents = new Dictionary<string, Pile>(StringComparer.Ordinal);
        foreach (var chunk in _chunks)
        {
            if (documents.TryGetValue(chunk.Number, out var pile)) pile.Add(chunk);
            else documents.Add(chunk.Number, new Pile(chunk));
        }

        var piles = documents.Values.ToList();
        piles.Sort();
        _ordered = [.. piles.Select((pile, i) => new StagedDocument(i + 1, pile.Number, new Core.Instant(pile.AtMicros), pile.Payloads))];
        _chunks.Clear();
        return _ordered.Count;
    }

    /// <summary>Documents after an ordinal, in order, at most so many.</summary>
    internal IReadOnlyList<StagedDocument> Documents(long after, int limit)
    {
        var first = (int)Math.Min(after, _ordered.Count);
        return _ordered.GetRange(first, Math.Min(limit, _ordered.Count - first));
    }

    /// <summary>The runs of one number.</summary>
    private sealed class Pile(StagedChunk first) : IComparable<Pile>
    {
        private int _rank = first.Rank;

        public string Number { get; } = first.Number;

        public long AtMicros { get; private set; } = first.OccurredAt.Micros;

        public List<byte[]> Payloads { get; } = [first.Payload];

        public void Add(StagedChunk chunk)
        {
            Payloads.Add(chunk.Payload);
            AtMicros = Math.Min(AtMicros, chunk.OccurredAt.Micros);
            _rank = Math.Min(_rank, chunk.Rank);
        }

        public int CompareTo(Pile? other)
        {
            if (other is null) return 1;
            if (AtMicros != other.AtMicros) return AtMicros.CompareTo(other.AtMicros);
            return _rank != other._rank ? _rank.CompareTo(other._rank) : TextOrder(Number, other.Number);
        }

        // As the database orders text: by its bytes in UTF-8.
        private static int TextOrder(string a, string b) => Ascii.IsValid(a) && Ascii.IsValid(b)
            ? string.CompareOrdinal(a, b)
            : Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b));
    }
}
