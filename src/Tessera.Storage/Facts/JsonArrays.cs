using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core.Points;

namespace Tessera.Storage.Facts;

/// <summary>Reading and writing of arrays whose places have a meaning, and of the values that stand in them.</summary>
internal static class JsonArrays
{
    private const string DayFormat = "yyyy-MM-dd";

    internal static void WriteDay(this Utf8JsonWriter writer, DateOnly day)
    {
        Span<char> text = stackalloc char[10];
        day.TryFormat(text, out _, DayFormat, CultureInfo.InvariantCulture);
        writer.WriteStringValue(text);
    }

    internal static void WriteDay(this Utf8JsonWriter writer, string name, DateOnly day)
    {
        writer.WritePropertyName(name);
        writer.WriteDay(day);
    }

    internal static void WritePlace(this Utf8JsonWriter writer, LotId place)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(place.Sequence);
        writer.WriteNumberValue(place.N);
        writer.WriteEndArray();
    }

    internal static void Open(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("an array was expected");
    }

    internal static void Close(this ref Utf8JsonReader reader)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) throw new JsonException("the array is too long");
    }

    /// <summary>An array of values that a converter reads one by one.</summary>
    internal static IReadOnlyList<T> GetList<T>(this ref Utf8JsonReader reader, JsonConverter<T> one, JsonSerializerOptions options)
    {
        reader.Open();
        var values = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) values.Add(one.Read(ref reader, typeof(T), options)!);
        return values;
    }

    internal static DateOnly GetDay(this ref Utf8JsonReader reader) =>
        DateOnly.TryParseExact(reader.GetString(), DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : throw new JsonException("not a date");

    internal static LotId GetPlace(this ref Utf8JsonReader reader)
    {
        reader.Open();
        var place = new LotId(reader.NextLong(), reader.NextInt());
        reader.Close();
        return place;
    }

    internal static LotId NextPlace(this ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetPlace();
    }

    internal static DateOnly NextDay(this ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetDay();
    }

    internal static DateOnly? NextDayOrNull(this ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Null ? null : reader.GetDay();
    }

    internal static long NextLong(this ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt64();
    }

    internal static decimal NextDecimal(this ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetDecimal();
    }

    internal static int NextInt(this ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt32();
    }

    /// <summary>Null at the end of the array.</summary>
    internal static string? NextText(this ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.EndArray ? null : reader.GetString();
    }

    /// <summary>The next property of the object that may stand last in an array, on its value; null when the array is at its end.</summary>
    internal static string? NextProperty(this ref Utf8JsonReader reader)
    {
        if (!reader.Read()) throw new JsonException("the array ends early");
        if (reader.TokenType == JsonTokenType.StartObject) reader.Read();
        if (reader.TokenType == JsonTokenType.EndObject) reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray) return null;
        if (reader.TokenType != JsonTokenType.PropertyName) throw new JsonException("the array goes on");
        var name = reader.GetString();
        reader.Read();
        return name;
    }
}
