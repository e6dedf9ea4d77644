using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core.Facts;

namespace Tessera.Storage.Facts;

/// <summary>
/// A purchase line as <c>[sku, quantity, unitPrice, netMinor]</c>, with a fifth element for what is out of the ordinary:
/// <c>{"category":…,"listMinor":…,…}</c>. The list total is left out where it is the net plus both discounts. Lines are most of what a store holds.
/// </summary>
internal sealed class PurchaseLineConverter : JsonConverter<PurchaseLine>
{
    public override void Write(Utf8JsonWriter writer, PurchaseLine value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(value.Sku);
        writer.WriteNumberValue(value.Quantity);
        writer.WriteNumberValue(value.UnitPrice);
        writer.WriteNumberValue(value.NetMinor);
        if (!IsOrdinary(value)) WriteRest(writer, value);
        writer.WriteEndArray();
    }

    public override PurchaseLine Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Open();
        var line = new PurchaseLine
        {
            Sku = reader.NextText() ?? throw new JsonException("a line without sku"), Quantity = reader.NextDecimal(), UnitPrice = reader.NextDecimal(), NetMinor = reader.NextLong(),
        };
        long? list = null;
        while (reader.NextProperty() is { } name)
        {
            if (name == "listMinor") list = reader.GetInt64();
            else line = With(ref reader, line, name);
        }

        return line with { ListMinor = list ?? (long)ListOf(line) };
    }

    // Wide, so that no amount is too large to be written down.
    private static Int128 ListOf(PurchaseLine line) => (Int128)line.NetMinor + line.DiscountMinor + line.OrderDiscountMinor;

    /// <summary>Whether the list total is the net plus both discounts, so that it need not be written.</summary>
    internal static bool ListIsSum(PurchaseLine line) => line.ListMinor == ListOf(line);

    internal static bool IsOrdinary(PurchaseLine line) =>
        line is { Category: "", DiscountMinor: 0, OrderDiscountMinor: 0, TaxRate: 0, Kind: LineKind.Goods, Discountable: true, ByHand: false } && line.ListMinor == line.NetMinor;

    private static void WriteRest(Utf8JsonWriter writer, PurchaseLine line)
    {
        writer.WriteStartObject();
        if (line.Category.Length > 0) writer.WriteString("category"u8, line.Category);
        if (!ListIsSum(line)) writer.WriteNumber("listMinor"u8, line.ListMinor);
        if (line.DiscountMinor != 0) writer.WriteNumber("discountMinor"u8, line.DiscountMinor);
        if (line.OrderDiscountMinor != 0) writer.WriteNumber("orderDiscountMinor"u8, line.OrderDiscountMinor);
        if (line.TaxRate != 0) writer.WriteNumber("taxRate"u8, line.TaxRate);
        if (line.Kind != LineKind.Goods) writer.WriteString("kind"u8, RecordJson.CamelCase(line.Kind));
        if (!line.Discountable) writer.WriteBoolean("discountable"u8, false);
        if (line.ByHand) writer.WriteBoolean("byHand"u8, true);
        writer.WriteEndObject();
    }

    private static PurchaseLine With(ref Utf8JsonReader reader, PurchaseLine line, string? name) => name switch
    {
        "category" => line with { Category = reader.GetString() ?? "" },
        "discountMinor" => line with { DiscountMinor = reader.GetInt64() },
        "orderDiscountMinor" => line with { OrderDiscountMinor = reader.GetInt64() },
        "taxRate" => line with { TaxRate = reader.GetInt32() },
        "kind" => line with { Kind = RecordJson.ParseCamelCase<LineKind>(reader.GetString() ?? "") },
        "discountable" => line with { Discountable = reader.GetBoolean() },
        "byHand" => line with { ByHand = reader.GetBoolean() },
        _ => throw new JsonException($"unknown part of a line: {name}"),
    };
}
