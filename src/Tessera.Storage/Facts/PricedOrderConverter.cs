using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core.Facts;

namespace Tessera.Storage.Facts;

/// <summary>A priced order, which is most of the item of a purchase that was quoted, written field by field as the serializer would write it (a test holds it to that).</summary>
internal sealed class PricedOrderConverter : JsonConverter<PricedOrder>
{
    [ThreadStatic]
    private static JsonText? _text;

    public override PricedOrder? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ((JsonConverter<PricedOrder>)RecordJson.Plain.GetConverter(typeof(PricedOrder))).Read(ref reader, typeToConvert, RecordJson.Plain);

    public override void Write(Utf8JsonWriter writer, PricedOrder value, JsonSerializerOptions options)
    {
        if (value.Refusal is not null)
        {
            JsonSerializer.Serialize(writer, value, RecordJson.Plain);
            return;
        }

        var text = _text ??= new JsonText(RecordJson.Letters);
        text.Restart();
        Add(text, value);
        writer.WriteRawValue(text.Written, skipInputValidation: true);
    }

    private static void Add(JsonText to, PricedOrder order)
    {
        to.Add("{\"lines\":["u8);
        for (var i = 0; i < order.Lines.Count; i++)
        {
            if (i > 0) to.Add((byte)',');
            Add(to, order.Lines[i]);
        }

        to.Add("],\"deductions\":["u8);
        for (var i = 0; i < order.Deductions.Count; i++)
        {
            if (i > 0) to.Add((byte)',');
            Add(to, order.Deductions[i]);
        }

        to.Add("],\"notApplied\":["u8);
        for (var i = 0; i < order.NotApplied.Count; i++)
        {
            if (i > 0) to.Add((byte)',');
            Add(to, order.NotApplied[i]);
        }

        to.Add((byte)']');
        AddNumber(to, ",\"startMinor\":"u8, order.StartMinor);
        AddNumber(to, ",\"netMinor\":"u8, order.NetMinor);
        AddNumber(to, ",\"taxMinor\":"u8, order.TaxMinor);
        AddNumber(to, ",\"payMinor\":"u8, order.PayMinor);
        AddNumber(to, ",\"points\":"u8, order.Points);
        AddNumber(to, ",\"pointsMinor\":"u8, order.PointsMinor);
        if (order.PointsArePayment) to.Add(",\"pointsArePayment\":true"u8);
        AddNumber(to, ",\"rewardPoints\":"u8, order.RewardPoints);
        AddNumber(to, ",\"storedValueMinor\":"u8, order.StoredValueMinor);
        AddNumber(to, ",\"toPayMinor\":"u8, order.ToPayMinor);
        to.Add((byte)'}');
    }

    private static void Add(JsonText to, PricedLine line)
    {
        to.Add("{\"line\":"u8);
        LineText.Add(to, line.Line);
        AddNumber(to, ",\"startMinor\":"u8, line.StartMinor);
        AddNumber(to, ",\"netMinor\":"u8, line.NetMinor);
        AddNumber(to, ",\"taxMinor\":"u8, line.TaxMinor);
        AddNumber(to, ",\"payMinor\":"u8, line.PayMinor);
        if (line.Parts.Count > 0) AddParts(to, line.Parts);
        AddNumber(to, ",\"points\":"u8, line.Points);
        AddNumber(to, ",\"pointsMinor\":"u8, line.PointsMinor);
        AddNumber(to, ",\"storedValueMinor\":"u8, line.StoredValueMinor);
        if (line.AddedBy is not null) AddText(to, ",\"addedBy\":"u8, line.AddedBy);
        to.Add((byte)'}');
    }

    private static void AddParts(JsonText to, IReadOnlyList<PricedPart> parts)
    {
        to.Add(",\"parts\":["u8);
        for (var i = 0; i < parts.Count; i++)
        {
            var part = parts[i];
            if (i > 0) to.Add((byte)',');
            AddText(to, "{\"id\":"u8, part.Id);
            AddNumber(to, ",\"minor\":"u8, part.Minor);
            AddNumber(to, ",\"units\":"u8, part.Units);
            AddNumber(to, ",\"given\":"u8, part.Given);
            to.Add((byte)'}');
        }

        to.Add((byte)']');
    }

    private static void Add(JsonText to, Deduction saving)
    {
        AddText(to, "{\"id\":"u8, saving.Id);
        AddText(to, ",\"savingId\":"u8, saving.SavingId);
        if (saving.Origin != default) AddText(to, ",\"origin\":"u8, RecordJson.CamelCase(saving.Origin));
        if (saving.Stage != default) AddText(to, ",\"stage\":"u8, RecordJson.CamelCase(saving.Stage));
        AddNumber(to, ",\"minor\":"u8, saving.Minor);
        AddNumber(to, ",\"units\":"u8, saving.Units);
        to.Add(",\"times\":"u8, saving.Times);
        AddNumber(to, ",\"conditionMinor\":"u8, saving.ConditionMinor);
        AddNumber(to, ",\"conditionUnits\":"u8, saving.ConditionUnits);
        AddNumber(to, ",\"points\":"u8, saving.Points);
        Add(to, saving.Reason);
    }

    private static void Add(JsonText to, NotApplied missed)
    {
        AddText(to, "{\"id\":"u8, missed.Id);
        AddText(to, ",\"savingId\":"u8, missed.SavingId);
        if (missed.Origin != default) AddText(to, ",\"origin\":"u8, RecordJson.CamelCase(missed.Origin));
        Add(to, missed.Reason);
    }

    /// <summary>The reason, which stands last, as <see cref="ReasonConverter"/> writes it.</summary>
    private static void Add(JsonText to, Reason reason)
    {
        to.Add(",\"reason\":["u8);
        to.AddText(reason.Code);
        for (var i = 0; i < reason.Parts.Count; i++)
        {
            var part = reason.Parts[i];
            AddText(to, ",["u8, part.Name);
            to.Add((byte)',');
            if (part is { Text: { } id, Number: 0, Unit: NumberUnit.Count })
            {
                to.AddText(id);
            }
            else
            {
                to.Add(part.Number);
                if (part.Unit != NumberUnit.Count || part.Text is not null) AddText(to, ","u8, RecordJson.CamelCase(part.Unit));
                if (part.Text is not null) AddText(to, ","u8, part.Text);
            }

            to.Add((byte)']');
        }

        to.Add("]}"u8);
    }

    private static void AddNumber(JsonText to, ReadOnlySpan<byte> name, long number)
    {
        if (number != 0) to.Add(name, number);
    }

    private static void AddNumber(JsonText to, ReadOnlySpan<byte> name, decimal number)
    {
        if (number == 0) return;
        to.Add(name);
        to.Add(number);
    }

    private static void AddText(JsonText to, ReadOnlySpan<byte> name, string text)
    {
        to.Add(name);
        to.AddText(text);
    }
}
