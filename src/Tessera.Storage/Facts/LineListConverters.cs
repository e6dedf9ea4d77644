using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Storage.Facts;

/// <summary>
/// The lines of a document, each as <see cref="PurchaseLineConverter"/> writes it. A fact is written twice, for its digest and for its item, with the
/// same lines: the text of the last list is kept.
/// </summary>
internal sealed class PurchaseLinesConverter : JsonConverter<IReadOnlyList<PurchaseLine>>
{
    private static readonly PurchaseLineConverter One = new();

    [ThreadStatic]
    private static Kept? _kept;

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<PurchaseLine> value, JsonSerializerOptions options)
    {
        var kept = _kept ??= new Kept();
        if (!ReferenceEquals(kept.Lines, value)) kept.Take(value);
        writer.WriteRawValue(kept.Text.Written, skipInputValidation: true);
    }

    public override IReadOnlyList<PurchaseLine> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetList(One, options);

    private sealed class Kept
    {
        public IReadOnlyList<PurchaseLine>? Lines { get; private set; }

        public JsonText Text { get; } = new(RecordJson.Letters);

        public void Take(IReadOnlyList<PurchaseLine> lines)
        {
            Lines = null;
            Text.Restart();
            Text.Add((byte)'[');
            for (var i = 0; i < lines.Count; i++)
            {
                if (i > 0) Text.Add((byte)',');
                LineText.Add(Text, lines[i]);
            }

            Text.Add((byte)']');
            // A list that can grow may have grown when it is written again.
            Lines = lines is PurchaseLine[] ? lines : null;
        }
    }
}

/// <summary>A line of a document as <see cref="PurchaseLineConverter"/> writes it.</summary>
internal static class LineText
{
    internal static void Add(JsonText to, PurchaseLine line)
    {
        to.Add((byte)'[');
        to.AddText(line.Sku);
        to.Add((byte)',');
        to.Add(line.Quantity);
        to.Add((byte)',');
        to.Add(line.UnitPrice);
        to.Add(","u8, line.NetMinor);
        if (!PurchaseLineConverter.IsOrdinary(line)) AddRest(to, line);
        to.Add((byte)']');
    }

    private static void AddRest(JsonText to, PurchaseLine line)
    {
        to.Add(",{"u8);
        var isFirst = true;
        if (line.Category.Length > 0)
        {
            AddName(to, "\"category\":"u8, ref isFirst);
            to.AddText(line.Category);
        }

        if (!PurchaseLineConverter.ListIsSum(line)) AddNumber(to, "\"listMinor\":"u8, line.ListMinor, ref isFirst);
        if (line.DiscountMinor != 0) AddNumber(to, "\"discountMinor\":"u8, line.DiscountMinor, ref isFirst);
        if (line.OrderDiscountMinor != 0) AddNumber(to, "\"orderDiscountMinor\":"u8, line.OrderDiscountMinor, ref isFirst);
        if (line.TaxRate != 0) AddNumber(to, "\"taxRate\":"u8, line.TaxRate, ref isFirst);
        if (line.Kind != LineKind.Goods)
        {
            AddName(to, "\"kind\":"u8, ref isFirst);
            to.AddText(RecordJson.CamelCase(line.Kind));
        }

        if (!line.Discountable) AddName(to, "\"discountable\":false"u8, ref isFirst);
        if (line.ByHand) AddName(to, "\"byHand\":true"u8, ref isFirst);
        to.Add((byte)'}');
    }

    private static void AddNumber(JsonText to, ReadOnlySpan<byte> name, long number, ref bool isFirst)
    {
        AddName(to, name, ref isFirst);
        to.Add(number);
    }

    private static void AddName(JsonText to, ReadOnlySpan<byte> name, ref bool isFirst)
    {
        if (!isFirst) to.Add((byte)',');
        isFirst = false;
        to.Add(name);
    }
}

/// <summary>What the lines of a purchase got, each as <see cref="LineOutcomeConverter"/> writes it.</summary>
internal sealed class LineOutcomesConverter : JsonConverter<IReadOnlyList<LineOutcome>>
{
    private static readonly LineOutcomeConverter One = new();

    [ThreadStatic]
    private static JsonText? _text;

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<LineOutcome> value, JsonSerializerOptions options)
    {
        var text = _text ??= new JsonText(RecordJson.Letters);
        text.Restart();
        text.Add((byte)'[');
        for (var i = 0; i < value.Count; i++)
        {
            if (i > 0) text.Add((byte)',');
            Add(text, value[i]);
        }

        text.Add((byte)']');
        writer.WriteRawValue(text.Written, skipInputValidation: true);
    }

    public override IReadOnlyList<LineOutcome> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetList(One, options);

    private static void Add(JsonText text, LineOutcome line)
    {
        text.Add((byte)'[');
        text.Add(line.Quantity);
        text.Add(","u8, line.NetMinor);
        text.Add(","u8, line.SpendMinor);
        text.Add(","u8, line.Points);
        text.Add(","u8, line.Growth);
        text.Add((byte)']');
    }
}
