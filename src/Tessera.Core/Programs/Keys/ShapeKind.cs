using System.Text.Json.Nodes;

namespace Tessera.Core.Programs.Keys;

/// <summary>A map with known keys that becomes a record.</summary>
public sealed class ShapeKind<T>(string name, LocalText words, T start, IReadOnlyList<Key<T>> keys) : ValueKind<T>
{
    /// <summary>Name of the shape, for the JSON Schema.</summary>
    public string Name { get; } = name;

    /// <summary>The record before anything is read: every default.</summary>
    public T Start { get; } = start;

    /// <summary>Its keys, in the order of the reference.</summary>
    public IReadOnlyList<Key<T>> Keys { get; } = keys;

    /// <inheritdoc/>
    public override LocalText Words { get; } = words;

    /// <inheritdoc/>
    public override IReadOnlyList<ProgramKey> Inner => Keys;

    /// <inheritdoc/>
    public override bool TryRead(DocumentNode node, Binding binding, out T value)
    {
        value = Start;
        if (node is not MapNode map)
        {
            binding.NotAsExpected(node, Words, []);
            return false;
        }

        foreach (var (name, inner) in map.Entries)
        {
            if (Keys.FirstOrDefault(k => k.Name == name) is { } key) value = key.Bind(value, inner, binding);
            else binding.UnknownKey(inner, name, Keys.Select(k => k.Name));
        }

        foreach (var key in Keys.Where(k => k.IsRequired && map.Find(k.Name) is null))
        {
            binding.Add(new Finding("program.required", node.Pointer) { Expected = key.Kind.Words, Nearest = key.Name });
        }

        return true;
    }

    /// <inheritdoc/>
    public override LocalText Write(T value, Units units)
    {
        var zh = new List<string>();
        var en = new List<string>();
        foreach (var key in Keys.Where(k => !k.Same(Start, value)))
        {
            var one = key.WriteOf(value, units);
            zh.Add(key.Label.Zh + " " + one.Zh);
            en.Add(key.Label.En + " " + one.En);
        }

        return zh.Count == 0 ? ProgramWords.Standard : new LocalText(string.Join("，", zh), string.Join(", ", en));
    }

    /// <inheritdoc/>
    public override string WriteFile(T value, Units units) => "";

    /// <inheritdoc/>
    public override bool Same(T a, T b) => Keys.All(k => k.Same(a, b));

    /// <inheritdoc/>
    public override void Diff(T before, T after, DiffPath path)
    {
        foreach (var key in Keys) key.Diff(before, after, path);
    }

    /// <inheritdoc/>
    public override JsonObject Schema(SchemaDefs defs) => defs.Refer(Name, () => SchemaOf(defs));

    /// <summary>The schema itself, for the root.</summary>
    public JsonObject SchemaOf(SchemaDefs defs)
    {
        var properties = new JsonObject();
        foreach (var key in Keys) properties[key.Name] = KeySchema(key, defs);
        var schema = new JsonObject { ["type"] = "object", ["additionalProperties"] = false, ["properties"] = properties };
        var required = Keys.Where(k => k.IsRequired).Select(k => (JsonNode)k.Name).ToArray();
        if (required.Length > 0) schema["required"] = new JsonArray(required);
        return schema;
    }

    private static JsonObject KeySchema(ProgramKey key, SchemaDefs defs)
    {
        var schema = key.Kind.Schema(defs);
        schema["description"] = key.About.Zh + "\n" + key.About.En;
        if (key.DefaultText is { Length: > 0 } text) schema["default"] = text;
        return schema;
    }
}
