using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Tessera.Testing;

/// <summary>An operation of our own description.</summary>
internal sealed record Operation(string Method, string Path, JsonObject Description, JsonObject Root)
{
    public string Id => (string)Description["operationId"]!;

    public static IReadOnlyList<Operation> AllOf(JsonObject document) =>
    [
        .. from path in document["paths"]!.AsObject()
           from method in path.Value!.AsObject()
           select new Operation(method.Key.ToUpperInvariant(), path.Key, method.Value!.AsObject(), document),
    ];

    public IEnumerable<JsonObject> Parameters(string place) =>
        (Description["parameters"]?.AsArray() ?? []).Select(p => p!.AsObject()).Where(p => (string)p["in"]! == place);

    public (string Media, JsonObject Schema, JsonNode? Example)? Body()
    {
        if (Description["requestBody"]?["content"]?.AsObject().First() is not { } content) return null;
        return (content.Key, Resolve(content.Value!["schema"]!.AsObject()), content.Value["example"]);
    }

    public JsonObject Resolve(JsonObject schema)
    {
        while ((string?)schema["$ref"] is { } reference) schema = Root["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!.AsObject();
        return schema;
    }
}

/// <summary>A request to be sent.</summary>
internal sealed record MadeRequest(string Method, string Address, string? Media, byte[]? Body, IReadOnlyList<(string Name, string Value)> Headers);

/// <summary>Makes requests out of a description: good ones from schemas and examples, and mutated ones. The same seed makes the same requests.</summary>
internal sealed class RequestMaker(int seed, IReadOnlyDictionary<string, IReadOnlyList<string>> known)
{
    private const string Mark = "\u0001";
    private readonly Random _random = new(seed);
    private int _count;

    public MadeRequest Mutated(Operation operation)
    {
        var headers = Headers(operation);
        var address = Path(operation) + Query(operation);
        if (operation.Body() is not { } body) return new MadeRequest(operation.Method, address, null, Chance(20) ? Encoding.UTF8.GetBytes(Evil()) : null, headers);
        var media = Chance(3) ? "text/plain" : body.Media;
        return new MadeRequest(operation.Method, address, media, Bytes(operation, body.Schema, body.Example), headers);
    }

    private byte[] Bytes(Operation operation, JsonObject schema, JsonNode? example)
    {
        switch (_random.Next(40))
        {
            case 0: return Encoding.UTF8.GetBytes(EvilValues.Deep(1000));
            case 1: return [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D];
            case 2: return Encoding.UTF8.GetBytes(Evil());
            case 3: return [];
            default: break;
        }

        var whole = example is not null && Chance(50) ? example.DeepClone() : Good(operation, schema, 0) ?? new JsonObject();
        for (var i = _random.Next(0, 4); i > 0; i--) Mutate(whole);
        var text = Unmark(whole.ToJsonString());
        if (Chance(4)) text = text[.._random.Next(text.Length)];
        if (Chance(4)) text = Doubled(text);
        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>A value that fits a schema.</summary>
    private JsonNode? Good(Operation operation, JsonObject given, int depth)
    {
        var schema = operation.Resolve(given);
        if (schema["examples"]?.AsArray() is [{ } example, ..] && Chance(70)) return example.DeepClone();
        if (schema["oneOf"]?.AsArray() is { Count: > 0 } ways) return Good(operation, ways[^1]!.AsObject(), depth + 1);
        if (schema["enum"]?.AsArray() is { Count: > 0 } choices) return choices[_random.Next(choices.Count)]?.DeepClone();
        return TypeOf(schema) switch
        {
            "object" => GoodObject(operation, schema, depth),
            "array" => new JsonArray([.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Good(operation, schema["items"]!.AsObject(), depth + 1))]),
            "integer" or "number" => _random.Next(1, 5000),
            "boolean" => Chance(50),
            _ => GoodText(schema),
        };
    }

    private JsonObject GoodObject(Operation operation, JsonObject schema, int depth)
    {
        var made = new JsonObject();
        var required = (schema["required"]?.AsArray() ?? []).Select(r => (string)r!).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, field) in schema["properties"]?.AsObject() ?? [])
        {
            if (required.Contains(name) || (depth < 4 && Chance(35))) made[name] = known.TryGetValue(name, out var values) && Chance(80) ? Pick(values) : Good(operation, field!.AsObject(), depth + 1);
        }

        if (made["number"] is not null) made["number"] = "m-" + (++_count).ToString(CultureInfo.InvariantCulture);
        if (made["memberId"] is not null) made.Remove("memberIdentity");
        return made;
    }

    private static string GoodText(JsonObject schema) => (string?)schema["format"] switch
    {
        "date" => "2026-01-15",
        "date-time" => "2026-01-15T12:00:00+08:00",
        _ => "abcd",
    };

    private static string TypeOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray many => (string)many.First(t => (string)t! != "null")!,
        JsonValue one => (string)one!,
        _ => "string",
    };

    private void Mutate(JsonNode whole)
    {
        var places = new List<(JsonNode Parent, object At)>();
        Collect(whole, places);
        if (places.Count == 0) return;
        var (parent, at) = places[_random.Next(places.Count)];
        if (parent is JsonObject fields)
        {
            var name = (string)at;
            if (Chance(15)) fields.Remove(name);
            else if (Chance(15)) fields[name + Pick(["", "x", "\u200b", "😀", "/~"]) + "y"] = 1;
            else fields[name] = Mark + Evil() + Mark;
        }
        else
        {
            parent.AsArray()[(int)at] = Mark + Evil() + Mark;
        }
    }

    private static void Collect(JsonNode node, List<(JsonNode Parent, object At)> places)
    {
        if (node is JsonObject fields)
        {
            foreach (var (name, value) in fields)
            {
                places.Add((node, name));
                if (value is not null) Collect(value, places);
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                places.Add((node, i));
                if (list[i] is { } value) Collect(value, places);
            }
        }
    }

    /// <summary>Marked texts stand for pasted text: their quotes and escapes are taken off.</summary>
    private static string Unmark(string json)
    {
        const string Quote = "\"\\u0001";
        const string End = "\\u0001\"";
        for (var at = json.IndexOf(Quote, StringComparison.Ordinal); at >= 0; at = json.IndexOf(Quote, at, StringComparison.Ordinal))
        {
            var end = json.IndexOf(End, at + Quote.Length, StringComparison.Ordinal);
            var pasted = System.Text.Json.JsonSerializer.Deserialize<string>("\"" + json[(at + Quote.Length)..end] + "\"")!;
            json = string.Concat(json.AsSpan(0, at), pasted, json.AsSpan(end + End.Length));
        }

        return json;
    }

    private static string Doubled(string json)
    {
        var end = json.IndexOf(',', StringComparison.Ordinal);
        return json.StartsWith('{') && end > 0 ? "{" + json[1..end] + "," + json[1..] : json;
    }

    private List<(string Name, string Value)> Headers(Operation operation)
    {
        var headers = new List<(string, string)> { ("Accept-Language", Pick(["zh-CN", "en", "en;q=0", "xx, en;q=NaN", "*", new string('a', 500)])) };
        if (operation.Parameters("header").Any(p => (string)p["name"]! == "Idempotency-Key") && !Chance(4))
        {
            headers.Add(("Idempotency-Key", Chance(3) ? new string('k', 201) : "mutated-" + (++_count).ToString(CultureInfo.InvariantCulture)));
        }

        return headers;
    }

    private string Path(Operation operation)
    {
        var path = operation.Path;
        foreach (var parameter in operation.Parameters("path"))
        {
            var name = (string)parameter["name"]!;
            var value = known.TryGetValue(name, out var good) && !Chance(15) ? Pick(good) : Pick(["mem_", "x", "%01", "%F0%9F%98%80", "%E2%80%AE", "..%2F..", new string('9', 60), "ord_zzzz", "1", "-1", "mem_00000000000000000000000000"]);
            path = path.Replace("{" + name + "}", value, StringComparison.Ordinal);
        }

        return path;
    }

    private string Query(Operation operation)
    {
        var parts = new List<string>();
        foreach (var parameter in operation.Parameters("query"))
        {
            var required = parameter["required"]?.GetValue<bool>() == true;
            if (!required && !Chance(40)) continue;
            var name = (string)parameter["name"]!;
            var good = parameter["example"]?.ToString() ?? GoodText(operation.Resolve(parameter["schema"]!.AsObject()));
            parts.Add(name + "=" + Uri.EscapeDataString(Chance(60) ? good : Pick(["", "-1", "0", "201", "99999999999999999999", "NaN", "😀", "\u202e", "a&b", "2026-02-30", "true"])));
        }

        if (Chance(5)) parts.Add("unknown=1");
        if (Chance(2)) parts.Add("a%00b=%ff");
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    private string Evil() => Pick(EvilValues.All);

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private bool Chance(int percent) => _random.Next(100) < percent;
}
