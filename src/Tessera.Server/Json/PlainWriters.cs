using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core;
using Tessera.Server.Http;
using Tessera.Server.Http.Purchases;

namespace Tessera.Server.Json;

/// <summary>
/// Types that fill most of a till's answers, written field by field: looking each field up costs more than writing it. They write what the serializer would, byte
/// for byte, which a test holds them to; the description of the API is made without them.
/// </summary>
internal abstract class PlainWriter<T> : JsonConverter<T>
    where T : class
{
    public sealed override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

    protected static void Long(Utf8JsonWriter to, JsonEncodedText name, long? value)
    {
        if (value is { } number) to.WriteNumber(name, number);
    }

    protected static void Text(Utf8JsonWriter to, JsonEncodedText name, string? value)
    {
        if (value is not null) to.WriteString(name, value);
    }

    /// <summary>An enum's word is camel case; the words of a type are found out once.</summary>
    protected static JsonEncodedText[] WordsOf<TEnum>()
        where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(v => Name(JsonSerializer.SerializeToElement(v, ApiJson.Described).GetString()!))];

    protected static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name, ApiJson.Encoder);
}

/// <summary>Writes reasons.</summary>
internal sealed class ReasonWriter : PlainWriter<ReasonView>
{
    private static readonly JsonEncodedText Code = Name("code"), Says = Name("text"), Values = Name("values");

    public override void Write(Utf8JsonWriter writer, ReasonView value, JsonSerializerOptions options) => WriteOne(writer, value);

    internal static void WriteOne(Utf8JsonWriter to, ReasonView view)
    {
        to.WriteStartObject();
        to.WriteString(Code, view.Code);
        to.WriteString(Says, view.Text);
        to.WriteStartObject(Values);
        if (view.Values is ReasonValues { Reason.Parts: var parts }) WriteParts(to, parts);
        else foreach (var (name, value) in view.Values) Write(to, name, value);
        to.WriteEndObject();
        to.WriteEndObject();
    }

    private static void WriteParts(Utf8JsonWriter to, IReadOnlyList<ReasonPart> parts)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (Find(parts, parts[i].Name, 0, i) >= 0) continue;
            // Of parts of one name the last is told, where the first stood.
            var part = parts[Find(parts, parts[i].Name, i, parts.Count, last: true)];
            if (part.Text is { } text) to.WriteString(part.Name, text);
            else if (Refusals.IsDay(part)) to.WriteString(part.Name, Moments.Text(DateOnly.FromDayNumber((int)part.Number)));
            else to.WriteNumber(part.Name, part.Number);
        }
    }

    private static int Find(IReadOnlyList<ReasonPart> parts, string name, int from, int until, bool last = false)
    {
        var found = -1;
        for (var i = from; i < until && (found < 0 || last); i++)
        {
            if (parts[i].Name == name) found = i;
        }

        return found;
    }

    private static void Write(Utf8JsonWriter to, string name, object value)
    {
        to.WritePropertyName(name);
        JsonSerializer.Serialize(to, value, value.GetType(), ApiJson.Described);
    }
}

/// <summary>Writes priced orders.</summary>
internal sealed class PriceWriter : PlainWriter<PriceView>
{
    private static readonly JsonEncodedText Currency = Name("currency"), Start = Name("startMinor"), Net = Name("netMinor"), Tax = Name("taxMinor"), Pay = Name("payMinor"), Points = Name("points"),
        PointsMinor = Name("pointsMinor"), PointsArePayment = Name("pointsArePayment"), RewardPoints = Name("rewardPoints"), StoredValue = Name("storedValueMinor"), ToPay = Name("toPayMinor"),
        Lines = Name("lines"), Deductions = Name("deductions"), NotApplied = Name("notApplied"), Receipt = Name("receipt"), Sku = Name("sku"), Quantity = Name("quantity"), Savings = Name("savings"),
        AddedBy = Name("addedBy"), AddedReason = Name("addedReason"), Id = Name("id"), SavingId = Name("savingId"), Called = Name("name"), Origin = Name("origin"), Stage = Name("stage"),
        Amount = Name("amountMinor"), Reason = Name("reason"), Says = Name("text");

    private static readonly JsonEncodedText[] Origins = WordsOf<Core.Facts.SavingOrigin>(), Stages = WordsOf<Core.Facts.PriceStage>();

    public override void Write(Utf8JsonWriter writer, PriceView value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString(Currency, value.Currency);
        writer.WriteNumber(Start, value.StartMinor);
        writer.WriteNumber(Net, value.NetMinor);
        writer.WriteNumber(Tax, value.TaxMinor);
        writer.WriteNumber(Pay, value.PayMinor);
        writer.WriteNumber(Points, value.Points);
        writer.WriteNumber(PointsMinor, value.PointsMinor);
        writer.WriteBoolean(PointsArePayment, value.PointsArePayment);
        writer.WriteNumber(RewardPoints, value.RewardPoints);
        writer.WriteNumber(StoredValue, value.StoredValueMinor);
        writer.WriteNumber(ToPay, value.ToPayMinor);
        All(writer, Lines, value.Lines, Write);
        All(writer, Deductions, value.Deductions, Write);
        All(writer, NotApplied, value.NotApplied, Write);
        All(writer, Receipt, value.Receipt, Write);
        writer.WriteEndObject();
    }

    private static void All<T>(Utf8JsonWriter to, JsonEncodedText name, IReadOnlyList<T> list, Action<Utf8JsonWriter, T> write)
    {
        to.WriteStartArray(name);
        for (var i = 0; i < list.Count; i++)
        {
            to.WriteStartObject();
            write(to, list[i]);
            to.WriteEndObject();
        }

        to.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter to, PricedLineView line)
    {
        to.WriteString(Sku, line.Sku);
        to.WriteNumber(Quantity, line.Quantity);
        to.WriteNumber(Start, line.StartMinor);
        to.WriteNumber(Net, line.NetMinor);
        to.WriteNumber(Tax, line.TaxMinor);
        to.WriteNumber(Pay, line.PayMinor);
        All(to, Savings, line.Savings, Write);
        Long(to, Points, line.Points);
        Long(to, StoredValue, line.StoredValueMinor);
        Text(to, AddedBy, line.AddedBy);
        if (line.AddedReason is { } reason) Why(to, AddedReason, reason);
    }

    private static void Write(Utf8JsonWriter to, LineSavingView saving)
    {
        to.WriteString(Id, saving.Id);
        to.WriteNumber(Amount, saving.AmountMinor);
    }

    private static void Write(Utf8JsonWriter to, DeductionView saving)
    {
        to.WriteString(Id, saving.Id);
        to.WriteString(SavingId, saving.SavingId);
        to.WriteString(Called, saving.Name);
        to.WriteString(Origin, Origins[(int)saving.Origin]);
        to.WriteString(Stage, Stages[(int)saving.Stage]);
        to.WriteNumber(Amount, saving.AmountMinor);
        Long(to, Points, saving.Points);
        Why(to, Reason, saving.Reason);
    }

    private static void Write(Utf8JsonWriter to, NotAppliedView missed)
    {
        to.WriteString(Id, missed.Id);
        to.WriteString(SavingId, missed.SavingId);
        to.WriteString(Called, missed.Name);
        to.WriteString(Origin, Origins[(int)missed.Origin]);
        Why(to, Reason, missed.Reason);
    }

    private static void Write(Utf8JsonWriter to, ReceiptLineView line)
    {
        to.WriteString(Says, line.Text);
        to.WriteNumber(Amount, line.AmountMinor);
    }

    private static void Why(Utf8JsonWriter to, JsonEncodedText name, ReasonView reason)
    {
        to.WritePropertyName(name);
        ReasonWriter.WriteOne(to, reason);
    }
}
