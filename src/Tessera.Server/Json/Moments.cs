using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core;

namespace Tessera.Server.Json;

/// <summary>Instants and dates in text form: RFC 3339 with an offset, and <c>YYYY-MM-DD</c>. Years 1900 to 2999, so that no arithmetic leaves the calendar.</summary>
internal static class Moments
{
    private static readonly string[] InstantForms =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'",
    ];

    public static bool TryInstant(string text, out Instant at)
    {
        at = default;
        if (text.Length is < 20 or > 32) return false;
        if (!DateTimeOffset.TryParseExact(text, InstantForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed)) return false;
        if (parsed.UtcDateTime.Year is < 1900 or > 2999) return false;
        at = new Instant((parsed.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10);
        return true;
    }

    public static bool TryDate(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is >= 1900 and <= 2999;

    /// <summary>The instant in UTC, without needless digits.</summary>
    public static string Text(Instant at)
    {
        var when = DateTimeOffset.UnixEpoch.AddTicks(at.Micros * 10);
        return when.ToString(at.Micros % 1_000_000 == 0 ? "yyyy-MM-dd'T'HH:mm:ss'Z'" : "yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
    }

    public static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>Instants in JSON.</summary>
internal sealed class InstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Moments.TryInstant(reader.GetString()!, out var at) ? at : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteStringValue(Moments.Text(value));
}

/// <summary>Member ids in JSON: their text.</summary>
internal sealed class MemberIdConverter : JsonConverter<MemberId>
{
    public override MemberId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && MemberId.TryParse(reader.GetString(), out var id) ? id : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, MemberId value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
