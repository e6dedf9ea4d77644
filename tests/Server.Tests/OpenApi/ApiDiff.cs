using System.Text.Json.Nodes;

namespace Tessera.Server.Tests.OpenApi;

/// <summary>
/// What a new description takes from those who wrote against the old one (R14). Requests may ask for less and allow more, answers may give more and
/// promise more; the other way round breaks. New paths, optional fields and new fields of answers are no break: callers ignore what they do not know.
/// </summary>
internal sealed class ApiDiff
{
    private readonly JsonObject _old;
    private readonly JsonObject _new;
    private readonly List<string> _broken = [];
    private readonly HashSet<(string Old, string New, bool IsRequest)> _walked = [];

    private ApiDiff(JsonObject old, JsonObject @new) => (_old, _new) = (old, @new);

    /// <summary>Each broken promise in a sentence; empty when every old caller goes on working.</summary>
    public static IReadOnlyList<string> Breaking(JsonObject old, JsonObject @new)
    {
        var diff = new ApiDiff(old, @new);
        foreach (var (path, methods) in old["paths"]!.AsObject())
        {
            if (@new["paths"]![path] is not JsonObject now) diff._broken.Add($"{path}: the path is gone");
            else diff.Methods(path, methods!.AsObject(), now);
        }

        return diff._broken;
    }

    private void Methods(string path, JsonObject old, JsonObject now)
    {
        foreach (var (method, operation) in old)
        {
            var at = method.ToUpperInvariant() + " " + path;
            if (now[method] is not JsonObject still) _broken.Add($"{at}: the method is gone");
            else Operation(at, operation!.AsObject(), still);
        }
    }

    private void Operation(string at, JsonObject old, JsonObject now)
    {
        if ((string?)old["operationId"] != (string?)now["operationId"]) _broken.Add($"{at}: operationId was {old["operationId"]} and is {now["operationId"]}: clients made from the description name it");
        Parameters(at, old, now);
        Body(at, old["requestBody"], now["requestBody"]);
        foreach (var (status, answer) in old["responses"]!.AsObject().Where(r => r.Key.StartsWith('2')))
        {
            if (now["responses"]![status] is not { } still) _broken.Add($"{at}: it does not answer {status} any more");
            else Media($"{at} {status}", answer!["content"], still["content"], isRequest: false);
        }
    }

    private void Parameters(string at, JsonObject old, JsonObject now)
    {
        static string Key(JsonNode? p) => $"{(string)p!["in"]!} parameter {(string)p["name"]!}";
        var (before, after) = ((old["parameters"]?.AsArray() ?? []).ToDictionary(Key, p => p!, StringComparer.Ordinal), (now["parameters"]?.AsArray() ?? []).ToDictionary(Key, p => p!, StringComparer.Ordinal));
        foreach (var (key, parameter) in before)
        {
            if (!after.TryGetValue(key, out var still)) _broken.Add($"{at}: {key} is gone");
            else Schema($"{at}: {key}", parameter["schema"], still["schema"], isRequest: true);
        }

        foreach (var (key, parameter) in after)
        {
            if (IsTrue(parameter["required"]) && !(before.TryGetValue(key, out var was) && IsTrue(was["required"]))) _broken.Add($"{at}: {key} is newly required");
        }
    }

    private void Body(string at, JsonNode? old, JsonNode? now)
    {
        if (old is null)
        {
            if (now is not null && IsTrue(now["required"])) _broken.Add($"{at}: a body is newly required");
            return;
        }

        if (now is null) _broken.Add($"{at}: it takes no body any more");
        else Media(at, old["content"], now["content"], isRequest: true);
    }

    private void Media(string at, JsonNode? old, JsonNode? now, bool isRequest)
    {
        foreach (var (media, content) in old?.AsObject() ?? [])
        {
            if (now?[media] is not { } still) _broken.Add($"{at}: {media} is gone");
            else Schema(at, content!["schema"], still["schema"], isRequest);
        }
    }

    private void Schema(string at, JsonNode? given, JsonNode? now, bool isRequest)
    {
        if (given is null || now is null) return;
        (given, var couldBeNull) = Unwrapped(given);
        (now, var mayBeNull) = Unwrapped(now);
        if (isRequest && couldBeNull && !mayBeNull && !TypesOf(Resolve(_new, now)).Contains("null")) _broken.Add($"{at}: takes no null any more");
        if (!isRequest && mayBeNull && !couldBeNull && !TypesOf(Resolve(_old, given)).Contains("null")) _broken.Add($"{at}: may now be null");
        if (((string?)given["$ref"], (string?)now["$ref"]) is ({ } oldName, { } newName) && !_walked.Add((oldName, newName, isRequest))) return;
        var (before, after) = (Resolve(_old, given), Resolve(_new, now));
        Types(at, before, after, isRequest);
        Choices(at, before, after, isRequest);
        if (isRequest) Bounds(at, before, after);
        Fields(at, before, after, isRequest);
        Schema(at + "[]", before["items"], after["items"], isRequest);
        Schema(at + "/*", before["additionalProperties"] as JsonObject, after["additionalProperties"] as JsonObject, isRequest);
        var (ways, still) = (before["oneOf"]?.AsArray(), after["oneOf"]?.AsArray());
        if (ways is null || still is null) return;
        for (var i = 0; i < Math.Min(ways.Count, still.Count); i++) Schema(at, ways[i], still[i], isRequest);
        if (isRequest ? still.Count < ways.Count : still.Count > ways.Count) _broken.Add($"{at}: {(isRequest ? "takes fewer" : "gives more")} kinds of value than before");
    }

    private void Types(string at, JsonObject before, JsonObject after, bool isRequest)
    {
        var (old, now) = (TypesOf(before), TypesOf(after));
        if (old.Count == 0 || now.Count == 0) return;
        var lost = isRequest ? old.Except(now).Where(t => !(t == "integer" && now.Contains("number"))) : now.Except(old).Where(t => !(t == "integer" && old.Contains("number")));
        foreach (var type in lost) _broken.Add(isRequest ? $"{at}: takes no {type} any more" : $"{at}: may now be {type}");
    }

    private void Choices(string at, JsonObject before, JsonObject after, bool isRequest)
    {
        static HashSet<string>? Of(JsonObject s) => s["enum"]?.AsArray().Select(c => c?.ToJsonString() ?? "null").ToHashSet(StringComparer.Ordinal);
        var (old, now) = (Of(before), Of(after));
        // An answer may tell a word that is new: clients treat what they do not know as other.
        if (!isRequest || now is null) return;
        if (old is null) _broken.Add($"{at}: takes only {string.Join(", ", now)} now");
        else if (old.Except(now).ToList() is { Count: > 0 } gone) _broken.Add($"{at}: takes no {string.Join(", ", gone)} any more");
    }

    private void Bounds(string at, JsonObject before, JsonObject after)
    {
        foreach (var word in new[] { "minimum", "minLength", "minItems" })
        {
            if (Number(after[word]) is { } now && !(Number(before[word]) >= now)) _broken.Add($"{at}: {word} is {now} and was {Number(before[word])?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "free"}");
        }

        foreach (var word in new[] { "maximum", "maxLength", "maxItems" })
        {
            if (Number(after[word]) is { } now && !(Number(before[word]) <= now)) _broken.Add($"{at}: {word} is {now} and was {Number(before[word])?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "free"}");
        }

        if ((string?)after["pattern"] is { } pattern && pattern != (string?)before["pattern"]) _broken.Add($"{at}: must have the shape {pattern}");
        if ((string?)after["format"] is { } format && format != (string?)before["format"]) _broken.Add($"{at}: must be a {format}");
    }

    private void Fields(string at, JsonObject before, JsonObject after, bool isRequest)
    {
        var (required, needed) = (Names(before), Names(after));
        foreach (var (name, field) in before["properties"]?.AsObject() ?? [])
        {
            if (after["properties"]?[name] is not { } still) _broken.Add($"{at}/{name}: the field is gone");
            else Schema(at + "/" + name, field, still, isRequest);
        }

        if (isRequest) _broken.AddRange(needed.Except(required).Select(n => $"{at}/{n}: newly required"));
        else _broken.AddRange(required.Except(needed).Where(n => after["properties"]?[n] is not null).Select(n => $"{at}/{n}: no longer always given"));
    }

    private static HashSet<string> Names(JsonObject schema) => (schema["required"]?.AsArray() ?? []).Select(r => (string)r!).ToHashSet(StringComparer.Ordinal);

    private static List<string> TypesOf(JsonObject schema) => schema["type"] switch
    {
        JsonArray many => [.. many.Select(t => (string)t!)],
        JsonValue one => [(string)one!],
        _ => [],
    };

    /// <summary>A reference that may be null stands as two ways: null, or what is referred to.</summary>
    private static (JsonNode Schema, bool IsNullable) Unwrapped(JsonNode schema)
    {
        if (schema["oneOf"] is not JsonArray { Count: 2 } ways) return (schema, false);
        var others = ways.Where(w => w!["type"] is not JsonValue type || (string?)type != "null").ToList();
        return others.Count == 1 ? (others[0]!, true) : (schema, false);
    }

    private static JsonObject Resolve(JsonObject document, JsonNode given)
    {
        var schema = given.AsObject();
        while ((string?)schema["$ref"] is { } reference) schema = document["components"]!["schemas"]![reference[(reference.LastIndexOf('/') + 1)..]]!.AsObject();
        return schema;
    }

    private static decimal? Number(JsonNode? bound) => bound is null ? null : decimal.Parse(bound.ToString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);

    private static bool IsTrue(JsonNode? flag) => flag?.GetValue<bool>() == true;
}
