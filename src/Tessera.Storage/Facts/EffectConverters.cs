using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Storage.Facts;

/// <summary>A metric row as <c>[kind, sequence, "day", count, net, spend, points]</c>, with an eighth element for what is out of the ordinary.</summary>
internal sealed class MetricRowConverter : JsonConverter<MetricRow>
{
    public override void Write(Utf8JsonWriter writer, MetricRow value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(RecordJson.CamelCase(value.Kind));
        writer.WriteNumberValue(value.Sequence);
        writer.WriteDay(value.Day);
        writer.WriteNumberValue(value.Count);
        writer.WriteNumberValue(value.NetMinor);
        writer.WriteNumberValue(value.SpendMinor);
        writer.WriteNumberValue(value.Points);
        if (!IsOrdinary(value)) WriteRest(writer, value);
        writer.WriteEndArray();
    }

    public override MetricRow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Open();
        var row = new MetricRow
        {
            Kind = RecordJson.ParseCamelCase<RowKind>(reader.NextText() ?? ""), Sequence = reader.NextLong(), Day = reader.NextDay(), Count = reader.NextInt(),
            NetMinor = reader.NextLong(), SpendMinor = reader.NextLong(), Points = reader.NextLong(),
        };
        row = row with { PurchaseDay = row.Day };
        while (reader.NextProperty() is { } name) row = With(ref reader, row, name);
        return row;
    }

    private static bool IsOrdinary(MetricRow row) =>
        row.PurchaseDay == row.Day && row is { PurchaseSequence: 0, FromMerge: 0, Key: null, SpendGrowth: 0, BehaviourGrowth: 0 };

    private static void WriteRest(Utf8JsonWriter writer, MetricRow row)
    {
        writer.WriteStartObject();
        if (row.PurchaseDay != row.Day) writer.WriteDay("purchaseDay", row.PurchaseDay);
        if (row.PurchaseSequence != 0) writer.WriteNumber("purchaseSequence"u8, row.PurchaseSequence);
        if (row.FromMerge != 0) writer.WriteNumber("fromMerge"u8, row.FromMerge);
        if (row.Key is not null) writer.WriteString("key"u8, row.Key);
        if (row.SpendGrowth != 0) writer.WriteNumber("spendGrowth"u8, row.SpendGrowth);
        if (row.BehaviourGrowth != 0) writer.WriteNumber("behaviourGrowth"u8, row.BehaviourGrowth);
        writer.WriteEndObject();
    }

    private static MetricRow With(ref Utf8JsonReader reader, MetricRow row, string name) => name switch
    {
        "purchaseDay" => row with { PurchaseDay = reader.GetDay() },
        "purchaseSequence" => row with { PurchaseSequence = reader.GetInt64() },
        "fromMerge" => row with { FromMerge = reader.GetInt64() },
        "key" => row with { Key = reader.GetString() },
        "spendGrowth" => row with { SpendGrowth = reader.GetInt64() },
        "behaviourGrowth" => row with { BehaviourGrowth = reader.GetInt64() },
        _ => throw new JsonException($"unknown part of a row: {name}"),
    };
}

/// <summary>A movement of a lot as <c>[[sequence, n], move, points]</c>, with a fourth element for what is out of the ordinary.</summary>
internal sealed class LotPartConverter : JsonConverter<LotPart>
{
    public override void Write(Utf8JsonWriter writer, LotPart value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WritePlace(value.Lot);
        writer.WriteStringValue(RecordJson.CamelCase(value.Move));
        writer.WriteNumberValue(value.Points);
        if (value.EndsOn is not null || value.Debt is not null || value.ForOrder != 0 || value.ActiveOn is not null) WriteRest(writer, value);
        writer.WriteEndArray();
    }

    public override LotPart Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Open();
        var part = new LotPart(reader.NextPlace(), RecordJson.ParseCamelCase<LotMove>(reader.NextText() ?? ""), reader.NextLong());
        while (reader.NextProperty() is { } name) part = With(ref reader, part, name);
        return part;
    }

    private static void WriteRest(Utf8JsonWriter writer, LotPart part)
    {
        writer.WriteStartObject();
        if (part.EndsOn is { } ends) writer.WriteDay("endsOn", ends);
        if (part.ActiveOn is { } active) writer.WriteDay("activeOn", active);
        if (part.Debt is { } debt)
        {
            writer.WritePropertyName("debt"u8);
            writer.WritePlace(debt);
        }

        if (part.ForOrder != 0) writer.WriteNumber("forOrder"u8, part.ForOrder);
        writer.WriteEndObject();
    }

    private static LotPart With(ref Utf8JsonReader reader, LotPart part, string name) => name switch
    {
        "endsOn" => part with { EndsOn = reader.GetDay() },
        "activeOn" => part with { ActiveOn = reader.GetDay() },
        "debt" => part with { Debt = reader.GetPlace() },
        "forOrder" => part with { ForOrder = reader.GetInt64() },
        _ => throw new JsonException($"unknown part of a movement: {name}"),
    };
}
