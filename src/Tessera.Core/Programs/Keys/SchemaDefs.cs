using System.Text.Json.Nodes;

namespace Tessera.Core.Programs.Keys;

/// <summary>Shared shapes of a JSON Schema, written once under <c>$defs</c>.</summary>
public sealed class SchemaDefs
{
    private readonly SortedDictionary<string, JsonObject?> _defs = new(StringComparer.Ordinal);

    /// <summary>A reference to a shape; the shape is built at its first use, so that it may refer to itself.</summary>
    public JsonObject Refer(string name, Func<JsonObject> build)
    {
        if (_defs.TryAdd(name, null)) _defs[name] = build();
        return new JsonObject { ["$ref"] = "#/$defs/" + name };
    }

    /// <summary>All shapes, by name.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (name, schema) in _defs) json[name] = schema;
        return json;
    }

    /// <summary>A text of a pattern.</summary>
    public static JsonObject Text(string pattern) => new() { ["type"] = "string", ["pattern"] = pattern };

    /// <summary>Either of several.</summary>
    public static JsonObject AnyOf(params JsonNode[] choices) => new() { ["anyOf"] = new JsonArray([.. choices]) };

    /// <summary>A number or a text of a pattern.</summary>
    public static JsonObject NumberOr(string pattern) => AnyOf(new JsonObject { ["type"] = "number" }, Text(pattern));
}
