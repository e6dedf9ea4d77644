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
                Add(lines[i]);
            }

            Text.Add((byte)']');
            // A list that can grow may have grown when it is written again.
            Lines = lines is PurchaseLine[] ? lines : null;
        }

        private void Add(PurchaseLine line)
        {
            Text.Add((byte)'[');
            Text.AddText(line.Sku);
            Text.Add((byte)',');
            Text.Add(line.Quantity);
            Text.Add((byte)',');
            Text.Add(line.UnitPrice);
            Text.Add(","u8, line.NetMinor);
            if (!PurchaseLineConverter.IsOrdinary(line)) AddRest(line);
            Text.Add((byte)']');
        }

        private void AddRest(PurchaseLine line)
        {
            Text.Add(",{"u8);
            var isFirst = true;
            if (line.Category.Length > 0)
            {
                AddName("\"category\":"u8, ref isFirst);
                Text.AddText(line.Category);
            }

            if (!PurchaseLineConverter.ListIsSum(line)) AddNumber("\"listMinor\":"u8, line.ListMinor, ref isFirst);
            if (line.DiscountMinor != 0) AddNumber("\"discountMinor\":"u8, line.DiscountMinor, ref isFirst);
            if (line.OrderDiscountMinor != 0) AddNumber("\"orderDiscountMinor\":"u8, line.OrderDiscountMinor, ref isFirst);
            if (line.TaxRate != 0) AddNumber("\"taxRate\":"u8, line.TaxRate, ref isFirst);
            if (line.Kind != LineKind.Goods)
            {
                AddName("\"kind\":"u8, ref isFirst);
                Text.AddText(RecordJson.CamelCase(line.Kind));
            }

            if (!line.Discountable) AddName("\"discountable\":false"u8, ref isFirst);
            if (line.ByHand) AddName("\"byHand\":true"u8, ref isFirst);
            Text.Add((byte)'}');
        }

        private void AddNumber(ReadOnlySpan<byte> name, long number, ref bool isFirst)
        {
            AddName(name, ref isFirst);
            Text.Add(number);
        }

        private void AddName(ReadOnlySpan<byte> name, ref bool isFirst)
        {
            if (!isFirst) Text.Add((byte)',');
            isFirst = false;
            Text.Add(name);
        }
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
