using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Purchases;

/// <summary>
/// A quote as its token carries it (semantics §8): the basket with its wishes, for whom, and the price that was told. Sealed with the store's key, so that any node
/// of the store opens it and nobody else reads or changes it; nothing of a quote is stored.
/// </summary>
/// <param name="Purchase">The purchase as quoted: without source and number, its wishes with the price told (<see cref="Wishes.Quoted"/>); it happened when it was quoted.</param>
/// <param name="Member">For whom, or null for nobody known.</param>
/// <param name="Text">Reasons of hand lines, or null.</param>
public sealed record QuoteToken(Purchase Purchase, MemberId? Member, string? Text)
{
    /// <summary>Minutes a quote is held, by the domain clock.</summary>
    public const int ValidMinutes = 15;

    /// <summary>Most characters of a token that is read at all.</summary>
    public const int MostCharacters = 200_000;

    private const string Of = "quote 2";

    /// <summary>From when on it is over.</summary>
    public Instant ExpiresAt => Purchase.OccurredAt.PlusMinutes(ValidMinutes);

    /// <summary>The token as text: base64url.</summary>
    /// <remarks>Its content is the public id of the member, a line end, the length of the reasons in bytes, a line end, the reasons, and the fact as it would be recorded.</remarks>
    public string Seal(Sealing sealing)
    {
        var fact = RecordJson.Write(Purchase with { RecordedAt = default, Rooms = null, IsBirthday = false, Actor = "" });
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Member}\n{(Text is null ? -1 : Encoding.UTF8.GetByteCount(Text))}\n{Text}"));
        return Base64Url.EncodeToString(sealing.Seal(Of, [.. head, .. fact]));
    }

    /// <summary>Opens a token, or null when it is none of this store.</summary>
    public static QuoteToken? Open(Sealing sealing, string text)
    {
        if (text.Length > MostCharacters || !Base64Url.IsValid(text)) return null;
        try
        {
            return Read(sealing.Open(Of, Base64Url.DecodeFromChars(text)));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static QuoteToken Read(ReadOnlySpan<byte> content)
    {
        var member = MemberId.TryParse(Encoding.UTF8.GetString(Line(ref content)), out var known) ? known : (MemberId?)null;
        var length = int.Parse(Line(ref content), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var text = length < 0 ? null : Encoding.UTF8.GetString(content[..length]);
        return new QuoteToken((Purchase)RecordJson.ReadFact(content[Math.Max(0, length)..]), member, text);
    }

    private static ReadOnlySpan<byte> Line(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOf((byte)'\n');
        var line = rest[..end];
        rest = rest[(end + 1)..];
        return line;
    }
}
