using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;

namespace Tessera.Server.Json;

/// <summary>
/// Reads a request body against the type it must have and collects everything wrong with it: unknown, missing, doubled and ill-typed fields,
/// texts too long or with control characters, numbers out of range. Only then is the value made.
/// </summary>
internal static class StrictReader
{
    /// <summary>Most findings in one answer.</summary>
    public const int MostErrors = 50;

    public static Parsed<T> Read<T>(ReadOnlyMemory<byte> body)
        where T : class
    {
        if (body.Length == 0) return Bad<T>("", "json.empty");
        if (!Utf8.IsValid(body.Span)) return Bad<T>("", "json.encoding");
        if (IsTooDeep(body.Span)) return Bad<T>("", "json.depth", Text(ApiJson.MaxDepth));
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = ApiJson.MaxDepth + 1 });
            var errors = new List<FieldError>();
            new FieldWalk(errors).Value(document.RootElement, ApiJson.Options.GetTypeInfo(typeof(T)), "", FieldRules.None);
            return errors.Count > 0 ? new Parsed<T>(null, errors) : new Parsed<T>(document.RootElement.Deserialize<T>(ApiJson.Options), []);
        }
        catch (JsonException e)
        {
            return Bad<T>("", "json.malformed", Text((e.LineNumber ?? 0) + 1), Text((e.BytePositionInLine ?? 0) + 1));
        }
    }

    private static Parsed<T> Bad<T>(string pointer, string code, params string[] values)
        where T : class => new(null, [new FieldError(pointer, code, values)]);

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Counts brackets outside texts, so that a deep body is told apart from a broken one.</summary>
    private static bool IsTooDeep(ReadOnlySpan<byte> body)
    {
        var depth = 0;
        var inText = false;
        for (var i = 0; i < body.Length; i++)
        {
            var b = body[i];
            if (inText)
            {
                if (b == '\\') i++;
                else if (b == '"') inText = false;
            }
            else if (b == '"')
            {
                inText = true;
            }
            else if (b is (byte)'{' or (byte)'[')
            {
                if (++depth > ApiJson.MaxDepth) return true;
            }
            else if (b is (byte)'}' or (byte)']')
            {
                depth--;
            }
        }

        return false;
    }
}

/// <summary>The constraints of one field.</summary>
internal sealed record FieldRules(TextAttribute? Text, NumberAttribute? Number, ItemsAttribute? Items, bool IsNullable)
{
    public static FieldRules None { get; } = new(null, null, null, false);

    public static FieldRules Of(JsonPropertyInfo property)
    {
        T? Find<T>()
            where T : Attribute => property.AttributeProvider?.GetCustomAttributes(typeof(T), true).OfType<T>().FirstOrDefault();
        return new(Find<TextAttribute>(), Find<NumberAttribute>(), Find<ItemsAttribute>(), property.IsSetNullable);
    }
}
