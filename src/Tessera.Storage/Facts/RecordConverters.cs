using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Facts;

/// <summary>An instant as its microseconds.</summary>
internal sealed class InstantConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetInt64());

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) => writer.WriteNumberValue(value.Micros);
}

/// <summary>A place in the record as <c>[sequence,n]</c>.</summary>
internal sealed class LotIdConverter : JsonConverter<LotId>
{
    public override LotId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetPlace();

    public override void Write(Utf8JsonWriter writer, LotId value, JsonSerializerOptions options) => writer.WritePlace(value);
}

/// <summary>What a purchase line got as <c>[quantity,net,spend,points,growth]</c>.</summary>
internal sealed class LineOutcomeConverter : JsonConverter<LineOutcome>
{
    public override LineOutcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Open();
        var line = new LineOutcome(reader.NextDecimal(), reader.NextLong(), reader.NextLong(), reader.NextLong(), reader.NextLong());
        reader.Close();
        return line;
    }

    public override void Write(Utf8JsonWriter writer, LineOutcome value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.Quantity);
        writer.WriteNumberValue(value.NetMinor);
        writer.WriteNumberValue(value.SpendMinor);
        writer.WriteNumberValue(value.Points);
        writer.WriteNumberValue(value.Growth);
        writer.WriteEndArray();
    }
}

/// <summary>
/// A reason as <c>[code, part, …]</c>; a part is <c>[name, number]</c> for a count, <c>[name, number, unit]</c>, <c>[name, "id"]</c>,
/// or in the general case <c>[name, number, unit, "id"]</c>.
/// </summary>
internal sealed class ReasonConverter : JsonConverter<Reason>
{
    public override Reason Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Open();
        reader.Read();
        var code = reader.GetString() ?? throw new JsonException("a reason without code");
        var parts = new List<ReasonPart>();
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray) parts.Add(ReadPart(ref reader));
        if (reader.TokenType != JsonTokenType.EndArray) throw new JsonException("a reason goes on");
        return new Reason(code, parts.ToArray());
    }

    public override void Write(Utf8JsonWriter writer, Reason value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Code);
        foreach (var part in value.Parts) WritePart(writer, part);
        writer.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter writer, ReasonPart part)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(part.Name);
        if (part is { Text: { } id, Number: 0, Unit: NumberUnit.Count })
        {
            writer.WriteStringValue(id);
        }
        else
        {
            writer.WriteNumberValue(part.Number);
            if (part.Unit != NumberUnit.Count || part.Text is not null) writer.WriteStringValue(RecordJson.CamelCase(part.Unit));
            if (part.Text is not null) writer.WriteStringValue(part.Text);
        }

        writer.WriteEndArray();
    }

    private static ReasonPart ReadPart(ref Utf8JsonReader reader)
    {
        reader.Read();
        var name = reader.GetString() ?? throw new JsonException("a part without name");
        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            var id = reader.GetString();
            reader.Close();
            return new ReasonPart(name, 0, NumberUnit.Count, id);
        }

        var number = reader.GetInt64();
        var unit = reader.NextText() is { } unitName ? RecordJson.ParseCamelCase<NumberUnit>(unitName) : NumberUnit.Count;
        var text = reader.TokenType == JsonTokenType.EndArray ? null : reader.NextText();
        if (reader.TokenType != JsonTokenType.EndArray) reader.Close();
        return new ReasonPart(name, number, unit, text);
    }
}

/// <summary>Passes a reason over.</summary>
internal sealed class ReasonSkipper : JsonConverter<Reason>
{
    private static readonly Reason None = new("", []);

    public override Reason Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return None;
    }

    public override void Write(Utf8JsonWriter writer, Reason value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>Passes a list of reasons over.</summary>
internal sealed class ReasonsSkipper : JsonConverter<IReadOnlyList<Reason>>
{
    public override IReadOnlyList<Reason> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Skip();
        return [];
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<Reason> value, JsonSerializerOptions options) => throw new NotSupportedException();
}
