using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Tessera.Storage.Outbox;

/// <summary>
/// Id of an event, the same on every repeat: its place in the outbox and in the item, and a digest of the row, so that a store restored from a backup,
/// whose positions come again, gives new events other ids. Text: <c>evt_</c>, position, place and digest, 22 letters. It says nothing of the member.
/// </summary>
/// <param name="Position">Position in the outbox.</param>
/// <param name="N">0 for the fact or a row of its own, else the place of the effect.</param>
/// <param name="Tag">40 bits of the digest of the row.</param>
public readonly record struct EventId(long Position, int N, long Tag)
{
    private const string Prefix = "evt_";
    private const int PositionLetters = 10;
    private const int PlaceLetters = 4;
    private const int TagLetters = 8;

    /// <summary>The id of an event of a row.</summary>
    public static EventId Of(OutboxRow row, int n) => new(row.Position, n, TagOf(row));

    /// <summary>Whether a row is the one the id was made for.</summary>
    public bool IsOf(OutboxRow row) => row.Position == Position && TagOf(row) == Tag;

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string? text, out EventId id)
    {
        id = default;
        if (text is not { Length: 26 } || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (!Base32.TryRead(text.AsSpan(4, PositionLetters), out var position) || !Base32.TryRead(text.AsSpan(14, PlaceLetters), out var n)) return false;
        if (!Base32.TryRead(text.AsSpan(18, TagLetters), out var tag)) return false;
        id = new EventId((long)position, (int)n, (long)tag);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Prefix + Base32.Write((ulong)Position, PositionLetters) + Base32.Write((ulong)N, PlaceLetters) + Base32.Write((ulong)Tag, TagLetters);

    private static long TagOf(OutboxRow row)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"tessera event 1\n{row.Position}\n{row.CreatedAt.Micros}\n{row.Topic}\n{row.Account?.Value}\n{row.Sequence}\n{row.Payload}");
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text), digest);
        return BinaryPrimitives.ReadInt64BigEndian(digest) & ((1L << 40) - 1);
    }
}
