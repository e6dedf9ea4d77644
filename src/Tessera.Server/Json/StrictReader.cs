using System.Runtime.CompilerServices;
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
        var (value, wrong) = Parse(body, Of<T>);
        return wrong is null ? value! : new Parsed<T>(null, [wrong]);
    }

    /// <summary>Reads an object with one list whose items are read for themselves; the errors are those of the object around them.</summary>
    public static (IReadOnlyList<Parsed<T>> Items, IReadOnlyList<FieldError> Errors) ReadItems<T>(ReadOnlyMemory<byte> body, string list, int most)
        where T : class
    {
        var errors = new List<FieldError>();
        var (items, wrong) = Parse(body, root =>
        {
            var found = new FieldWalk(errors).OnlyList(root, list, most);
            return found is { } elements ? elements.EnumerateArray().Select(Of<T>).ToList() : [];
        });
        if (wrong is not null) errors.Add(wrong);
        return (items ?? [], errors);
    }

    private static Parsed<T> Of<T>(JsonElement element)
        where T : class
    {
        var errors = new List<FieldError>();
        new FieldWalk(errors).Value(element, ApiJson.Options.GetTypeInfo(typeof(T)), "", FieldRules.None);
        return errors.Count > 0 ? new Parsed<T>(null, errors) : new Parsed<T>(element.Deserialize<T>(ApiJson.Options), []);
    }

    private static (T? Value, FieldError? Wrong) Parse<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T> read)
        where T : class
    {
        if (body.Length == 0) return (null, new FieldError("", "json.empty"));
        if (!Utf8.IsValid(body.Span)) return (null, new FieldError("", "json.encoding"));
        if (IsTooDeep(body.Span)) return (null, new FieldError("", "json.depth", Text(ApiJson.MaxDepth)));
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = ApiJson.MaxDepth + 1 });
            return (read(document.RootElement), null);
        }
        catch (JsonException e)
        {
            return (null, new FieldError("", "json.malformed", Text((e.LineNumber ?? 0) + 1), Text((e.BytePositionInLine ?? 0) + 1)));
        }
    }

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

/// <summary>The fields a body of a type may have; found out once, for telling them takes longer than all the rest of reading a purchase.</summary>
internal sealed class KnownFields
{
    private static readonly ConditionalWeakTable<JsonTypeInfo, KnownFields> Known = [];
    private readonly Dictionary<string, KnownField> _fields;

    private KnownFields(JsonTypeInfo type)
    {
        _fields = type.Properties.Where(p => p.Set is not null)
            .ToDictionary(p => p.Name, p => new KnownField(ApiJson.Options.GetTypeInfo(p.PropertyType), FieldRules.Of(p), FieldWalk.Step(p.Name)), StringComparer.Ordinal);
        Required = [.. type.Properties.Where(p => p.IsRequired).Select(p => p.Name)];
    }

    public IReadOnlyList<string> Required { get; }

    public static KnownFields Of(JsonTypeInfo type) => Known.GetValue(type, static t => new KnownFields(t));

    public KnownField? Find(string name) => _fields.GetValueOrDefault(name);
}

/// <summary>A field that is known.</summary>
/// <param name="Type">Type of its value.</param>
/// <param name="Rules">Its constraints.</param>
/// <param name="Step">Its step of a JSON pointer.</param>
internal sealed record KnownField(JsonTypeInfo Type, FieldRules Rules, string Step);

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
