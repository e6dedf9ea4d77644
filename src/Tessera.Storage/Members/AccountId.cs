namespace Tessera.Storage.Members;

/// <summary>
/// A ledger account id: 64 random bits, never zero, tied to a person by <c>member_link</c> alone (semantics §12).
/// Its text is <c>acc_</c> and 13 letters, and is what Core calls the account.
/// </summary>
/// <param name="Value">The bits.</param>
public readonly record struct AccountId(long Value) : IComparable<AccountId>
{
    private const string Prefix = "acc_";

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">Not an account id.</exception>
    public static AccountId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException($"not an account id: {text}");

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string? text, out AccountId id)
    {
        id = default;
        if (text is not { Length: 17 } || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (!Base32.TryRead(text.AsSpan(4), out var bits) || bits > ulong.MaxValue) return false;
        id = new AccountId(unchecked((long)(ulong)bits));
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(AccountId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Prefix + Base32.Write(unchecked((ulong)Value), 13);
}

/// <summary>A public member id: 128 bits, <c>mem_</c> and 26 letters. Time-ordered, or derived from source and external id for imported members.</summary>
/// <param name="Bits">The bits.</param>
public readonly record struct MemberId(UInt128 Bits) : IComparable<MemberId>
{
    private const string Prefix = "mem_";

    /// <summary>A new id: 48 bits of milliseconds, then chance.</summary>
    /// <param name="now">The moment.</param>
    public static MemberId New(Instant now)
    {
        Span<byte> bytes = stackalloc byte[16];
        System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
        var random = System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return new MemberId(((UInt128)(ulong)(now.Micros / 1000) << 80) | (random & ((UInt128.One << 80) - 1)));
    }

    /// <summary>The id of an imported member: always the same for one source and external id, so that a killed import goes on where it was.</summary>
    public static MemberId Derive(string source, string externalId)
    {
        var digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"member\0{source}\0{externalId}"));
        return new MemberId(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(digest));
    }

    /// <summary>Reads the text form.</summary>
    public static bool TryParse(string? text, out MemberId id)
    {
        id = default;
        if (text is not { Length: 30 } || !text.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (!Base32.TryRead(text.AsSpan(4), out var bits)) return false;
        id = new MemberId(bits);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(MemberId other) => Bits.CompareTo(other.Bits);

    /// <inheritdoc/>
    public override string ToString() => Prefix + Base32.Write(Bits, 26);

    internal byte[] ToBytes()
    {
        var bytes = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return bytes;
    }

    internal static MemberId FromBytes(ReadOnlySpan<byte> bytes) => new(System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes));
}

/// <summary>Letters of ids: 32 of them, none that is read for another; sorts as the number does.</summary>
internal static class Base32
{
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";

    internal static string Write(UInt128 bits, int length) => string.Create(length, bits, static (span, rest) =>
    {
        for (var i = span.Length - 1; i >= 0; i--)
        {
            span[i] = Letters[(int)(rest & 31)];
            rest >>= 5;
        }
    });

    internal static bool TryRead(ReadOnlySpan<char> text, out UInt128 bits)
    {
        bits = 0;
        foreach (var letter in text)
        {
            var value = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0 || bits >> 123 != 0) return false;
            bits = (bits << 5) | (UInt128)value;
        }

        return true;
    }
}
