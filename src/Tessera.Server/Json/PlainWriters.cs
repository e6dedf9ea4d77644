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

    public sealed override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var text = AnswerText.Taken();
        Write(text, value);
        writer.WriteRawValue(text.Written, skipInputValidation: true);
        text.GiveBack();
    }

    protected abstract void Write(AnswerText to, T value);

    /// <summary>An enum's word is camel case; the words of a type are found out once.</summary>
    protected static string[] WordsOf<TEnum>()
        where TEnum : struct, Enum => [.. Enum.GetValues<TEnum>().Select(v => JsonSerializer.SerializeToElement(v, ApiJson.Described).GetString()!)];
}

/// <summary>Writes reasons.</summary>
internal sealed class ReasonWriter : PlainWriter<ReasonView>
{
    internal static void WriteOne(AnswerText to, ReasonView view)
    {
        to.Add("{\"code\":"u8);
        to.AddText(view.Code);
        to.Add(",\"text\":"u8);
        to.AddText(view.Text);
        to.Add(",\"values\":"u8);
        if (view.Values is ReasonValues { Reason.Parts: var parts }) WriteParts(to, parts);
        else to.Add(JsonSerializer.SerializeToUtf8Bytes(view.Values, ApiJson.Described));
        to.Add((byte)'}');
    }

    protected override void Write(AnswerText to, ReasonView value) => WriteOne(to, value);

    private static void WriteParts(AnswerText to, IReadOnlyList<ReasonPart> parts)
    {
        var next = (byte)'{';
        for (var i = 0; i < parts.Count; i++)
        {
            if (Find(parts, parts[i].Name, 0, i) >= 0) continue;
            // Of parts of one name the last is told, where the first stood.
            var part = parts[Find(parts, parts[i].Name, i, parts.Count, last: true)];
            to.Add(next);
            to.AddText(part.Name);
            to.Add((byte)':');
            if (part.Text is { } text) to.AddText(text);
            else if (Refusals.IsDay(part)) to.AddText(Moments.Text(DateOnly.FromDayNumber((int)part.Number)));
            else to.Add(part.Number);
            next = (byte)',';
        }

        if (parts.Count == 0) to.Add((byte)'{');
        to.Add((byte)'}');
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
}

/// <summary>Writes priced orders.</summary>
internal sealed class PriceWriter : PlainWriter<PriceView>
{
    private static readonly string[] Origins = WordsOf<Core.Facts.SavingOrigin>(), Stages = WordsOf<Core.Facts.PriceStage>();

    protected override void Write(AnswerText to, PriceView value)
    {
        to.Add("{\"currency\":"u8);
        to.AddText(value.Currency);
        to.Add(",\"startMinor\":"u8, value.StartMinor);
        to.Add(",\"netMinor\":"u8, value.NetMinor);
        to.Add(",\"taxMinor\":"u8, value.TaxMinor);
        to.Add(",\"payMinor\":"u8, value.PayMinor);
        to.Add(",\"points\":"u8, value.Points);
        to.Add(",\"pointsMinor\":"u8, value.PointsMinor);
        to.Add(value.PointsArePayment ? ",\"pointsArePayment\":true"u8 : ",\"pointsArePayment\":false"u8);
        to.Add(",\"rewardPoints\":"u8, value.RewardPoints);
        to.Add(",\"storedValueMinor\":"u8, value.StoredValueMinor);
        to.Add(",\"toPayMinor\":"u8, value.ToPayMinor);
        to.Add(",\"lines\":"u8);
        All(to, value.Lines, Write);
        to.Add(",\"deductions\":"u8);
        All(to, value.Deductions, Write);
        to.Add(",\"notApplied\":"u8);
        All(to, value.NotApplied, Write);
        to.Add(",\"receipt\":"u8);
        All(to, value.Receipt, Write);
        to.Add((byte)'}');
    }

    private static void All<T>(AnswerText to, IReadOnlyList<T> list, Action<AnswerText, T> write)
    {
        to.Add((byte)'[');
        for (var i = 0; i < list.Count; i++)
        {
            if (i > 0) to.Add((byte)',');
            write(to, list[i]);
            to.Add((byte)'}');
        }

        to.Add((byte)']');
    }

    private static void Write(AnswerText to, PricedLineView line)
    {
        to.Add("{\"sku\":"u8);
        to.AddText(line.Sku);
        to.Add(",\"quantity\":"u8);
        to.Add(line.Quantity);
        to.Add(",\"startMinor\":"u8, line.StartMinor);
        to.Add(",\"netMinor\":"u8, line.NetMinor);
        to.Add(",\"taxMinor\":"u8, line.TaxMinor);
        to.Add(",\"payMinor\":"u8, line.PayMinor);
        to.Add(",\"savings\":"u8);
        All(to, line.Savings, Write);
        if (line.Points is { } points) to.Add(",\"points\":"u8, points);
        if (line.StoredValueMinor is { } value) to.Add(",\"storedValueMinor\":"u8, value);
        if (line.AddedBy is { } by)
        {
            to.Add(",\"addedBy\":"u8);
            to.AddText(by);
        }

        if (line.AddedReason is not { } reason) return;
        to.Add(",\"addedReason\":"u8);
        ReasonWriter.WriteOne(to, reason);
    }

    private static void Write(AnswerText to, LineSavingView saving)
    {
        to.Add("{\"id\":"u8);
        to.AddText(saving.Id);
        to.Add(",\"amountMinor\":"u8, saving.AmountMinor);
    }

    private static void Write(AnswerText to, DeductionView saving)
    {
        Names(to, saving.Id, saving.SavingId, saving.Name);
        to.Add(",\"origin\":"u8);
        to.AddText(Origins[(int)saving.Origin]);
        to.Add(",\"stage\":"u8);
        to.AddText(Stages[(int)saving.Stage]);
        to.Add(",\"amountMinor\":"u8, saving.AmountMinor);
        if (saving.Points is { } points) to.Add(",\"points\":"u8, points);
        to.Add(",\"reason\":"u8);
        ReasonWriter.WriteOne(to, saving.Reason);
    }

    private static void Write(AnswerText to, NotAppliedView missed)
    {
        Names(to, missed.Id, missed.SavingId, missed.Name);
        to.Add(",\"origin\":"u8);
        to.AddText(Origins[(int)missed.Origin]);
        to.Add(",\"reason\":"u8);
        ReasonWriter.WriteOne(to, missed.Reason);
    }

    private static void Names(AnswerText to, string id, string saving, string name)
    {
        to.Add("{\"id\":"u8);
        to.AddText(id);
        to.Add(",\"savingId\":"u8);
        to.AddText(saving);
        to.Add(",\"name\":"u8);
        to.AddText(name);
    }

    private static void Write(AnswerText to, ReceiptLineView line)
    {
        to.Add("{\"text\":"u8);
        to.AddText(line.Text);
        to.Add(",\"amountMinor\":"u8, line.AmountMinor);
    }
}
