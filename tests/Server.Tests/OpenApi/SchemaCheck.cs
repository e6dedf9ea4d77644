using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Tessera.Server.Tests.OpenApi;

/// <summary>Reads JSON against a schema of our own description: what it uses of JSON Schema 2020-12, and nothing silently else.</summary>
internal sealed class SchemaCheck(JsonObject document)
{
    private static readonly HashSet<string> Read = new(
        [
            "$ref", "type", "enum", "const", "oneOf", "properties", "required", "additionalProperties", "items", "minItems", "maxItems", "minLength", "maxLength", "pattern", "minimum", "maximum", "format",
            "description", "title", "examples", "example", "default", "nullable",
        ],
        StringComparer.Ordinal);

    private readonly List<string> _wrong = [];

    /// <summary>What in a value does not fit, each with its place; empty when all fits.</summary>
    public IReadOnlyList<string> Wrong(JsonNode? value, JsonObject schema)
    {
        _wrong.Clear();
        Visit(value, schema, "");
        return [.. _wrong];
    }

    private void Visit(JsonNode? value, JsonObject schema, string at)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            Visit(value, document["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!.AsObject(), at);
            return;
        }

        foreach (var (word, _) in schema)
        {
            if (!Read.Contains(word)) _wrong.Add($"{at}: the schema says {word}, which is not read here");
        }

        if (schema["oneOf"] is JsonArray ways)
        {
            if (ways.Count(w => Fits(value, w!.AsObject())) != 1) _wrong.Add($"{at}: fits not exactly one way");
            return;
        }

        if (schema["enum"] is JsonArray choices && !choices.Any(c => JsonNode.DeepEquals(c, value))) _wrong.Add($"{at}: {value} is none of the choices");
        if (schema.ContainsKey("const") && !JsonNode.DeepEquals(schema["const"], value)) _wrong.Add($"{at}: is not {schema["const"]}");
        if (Types(schema) is { Count: > 0 } types && !types.Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && types.Contains("number")))
        {
            _wrong.Add($"{at}: {TypeOf(value)} instead of {string.Join(" or ", types)}");
            return;
        }

        if (value is JsonObject fields) Object(fields, schema, at);
        if (value is JsonArray list) List(list, schema, at);
        if (TypeOf(value) == "string") Text((string)value!, schema, at);
        if (TypeOf(value) is "integer" or "number") Number(value!.AsValue(), schema, at);
    }

    private bool Fits(JsonNode? value, JsonObject schema) => new SchemaCheck(document).Wrong(value, schema).Count == 0;

    private void Object(JsonObject fields, JsonObject schema, string at)
    {
        foreach (var name in (schema["required"]?.AsArray() ?? []).Select(r => (string)r!))
        {
            if (!fields.ContainsKey(name)) _wrong.Add($"{at}/{name}: missing");
        }

        foreach (var (name, value) in fields)
        {
            if (schema["properties"]?[name] is JsonObject told) Visit(value, told, at + "/" + name);
            else if (schema["additionalProperties"] is JsonObject others) Visit(value, others, at + "/" + name);
            else if (schema["additionalProperties"] is JsonValue || schema["properties"] is not null) _wrong.Add($"{at}/{name}: not described");
        }
    }

    private void List(JsonArray list, JsonObject schema, string at)
    {
        if ((int?)schema["minItems"] > list.Count || (int?)schema["maxItems"] < list.Count) _wrong.Add($"{at}: {list.Count} entries");
        if (schema["items"] is not JsonObject items) return;
        for (var i = 0; i < list.Count; i++) Visit(list[i], items, $"{at}/{i.ToString(CultureInfo.InvariantCulture)}");
    }

    private void Text(string text, JsonObject schema, string at)
    {
        if ((int?)schema["minLength"] > text.Length || (int?)schema["maxLength"] < text.Length) _wrong.Add($"{at}: {text.Length} characters");
        if ((string?)schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern, RegexOptions.None, TimeSpan.FromSeconds(1))) _wrong.Add($"{at}: {text} has not the shape {pattern}");
        var fits = (string?)schema["format"] switch
        {
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            "date-time" => text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _),
            _ => true,
        };
        if (!fits) _wrong.Add($"{at}: {text} is no {schema["format"]}");
    }

    private void Number(JsonValue number, JsonObject schema, string at)
    {
        var value = decimal.Parse(number.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture);
        if (Bound(schema["minimum"]) > value || Bound(schema["maximum"]) < value) _wrong.Add($"{at}: {number} is out of range");
    }

    private static decimal? Bound(JsonNode? bound) => bound is null ? null : decimal.Parse(bound.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture);

    private static List<string> Types(JsonObject schema) => schema["type"] switch
    {
        JsonArray many => [.. many.Select(t => (string)t!)],
        JsonValue one => [(string)one!],
        _ => [],
    };

    private static string TypeOf(JsonNode? value) => value?.GetValueKind() switch
    {
        null or System.Text.Json.JsonValueKind.Null => "null",
        System.Text.Json.JsonValueKind.Object => "object",
        System.Text.Json.JsonValueKind.Array => "array",
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "boolean",
        System.Text.Json.JsonValueKind.Number => value.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-') ? "integer" : "number",
        _ => "string",
    };
}
