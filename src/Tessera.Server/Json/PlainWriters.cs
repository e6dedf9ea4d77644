using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Server.Http;
using Tessera.Server.Http.Purchases;
using Tessera.Storage.Facts;

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
        AnswerText.GiveBack(text);
    }

    protected abstract void Write(JsonText to, T value);
}

/// <summary>Writes reasons.</summary>
internal sealed class ReasonWriter : PlainWriter<ReasonView>
{
    /// <summary>Writes a reason in words.</summary>
    /// <param name="to">Where it is written.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="showing">In what language, with whose names.</param>
    /// <returns>Where its sentence stands, so that it can be said once more.</returns>
    internal static (int At, int Length) WriteOne(JsonText to, Reason reason, Showing showing)
    {
        to.Add("{\"code\":"u8);
        to.AddText(reason.Code);
        to.Add(",\"text\":"u8);
        var at = to.Length;
        Text.Write(to, reason, showing.Language.Tag(), showing.Program);
        var length = to.Length - at;
        to.Add(",\"values\":"u8);
        WriteParts(to, Text.PartsOf(reason.Parts));
        to.Add((byte)'}');
        return (at, length);
    }

    protected override void Write(JsonText to, ReasonView value)
    {
        to.Add("{\"code\":"u8);
        to.AddText(value.Code);
        to.Add(",\"text\":"u8);
        to.AddText(value.Text);
        to.Add(",\"values\":"u8);
        if (value.Values is ReasonValues { Reason.Parts: var parts }) WriteParts(to, Text.PartsOf(parts));
        else to.Add(JsonSerializer.SerializeToUtf8Bytes(value.Values, ApiJson.Described));
        to.Add((byte)'}');
    }

    private static void WriteParts(JsonText to, ReadOnlySpan<ReasonPart> parts)
    {
        var next = (byte)'{';
        for (var i = 0; i < parts.Length; i++)
        {
            if (Find(parts[..i], parts[i].Name) >= 0) continue;
            // Of parts of one name the last is told, where the first stood.
            ref readonly var part = ref parts[i + Find(parts[i..], parts[i].Name)];
            to.Add(next);
            to.AddText(part.Name);
            to.Add((byte)':');
            if (part.Text is { } text) to.AddText(text);
            else if (Refusals.IsDay(part)) to.AddText(Moments.Text(DateOnly.FromDayNumber((int)part.Number)));
            else to.Add(part.Number);
            next = (byte)',';
        }

        if (parts.Length == 0) to.Add((byte)'{');
        to.Add((byte)'}');
    }

    /// <summary>The last part of a name, or -1.</summary>
    private static int Find(ReadOnlySpan<ReasonPart> parts, string name)
    {
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i].Name == name) return i;
        }

        return -1;
    }
}
