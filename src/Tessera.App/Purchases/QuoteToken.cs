using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
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

    private const string Of = "quote 1";

    /// <summary>From when on it is over.</summary>
    public Instant ExpiresAt => Purchase.OccurredAt.PlusMinutes(ValidMinutes);

    /// <summary>The token as text: base64url.</summary>
    public string Seal(Sealing sealing)
    {
        var content = new Content(Encoding.UTF8.GetString(RecordJson.Write(Purchase with { RecordedAt = default, Rooms = null, IsBirthday = false, Actor = "" })), Member?.ToString(), Text);
        return Base64Url.EncodeToString(sealing.Seal(Of, JsonSerializer.SerializeToUtf8Bytes(content, ContentJson.Default.Content)));
    }

    /// <summary>Opens a token, or null when it is none of this store.</summary>
    public static QuoteToken? Open(Sealing sealing, string text)
    {
        if (text.Length > MostCharacters || !Base64Url.IsValid(text)) return null;
        try
        {
            var content = JsonSerializer.Deserialize(sealing.Open(Of, Base64Url.DecodeFromChars(text)), ContentJson.Default.Content)!;
            var member = MemberId.TryParse(content.Member, out var known) ? known : (MemberId?)null;
            return new QuoteToken((Purchase)RecordJson.ReadFact(Encoding.UTF8.GetBytes(content.Fact)), member, content.Text);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    internal sealed record Content(string Fact, string? Member, string? Text);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QuoteToken.Content))]
internal sealed partial class ContentJson : JsonSerializerContext;
