using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tessera.Core;

namespace Tessera.Server.Json;

/// <summary>Walks one body beside its type.</summary>
internal sealed class FieldWalk(List<FieldError> errors)
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<string>> Words = new();

    public void Value(JsonElement value, JsonTypeInfo type, string pointer, FieldRules rules)
    {
        if (errors.Count >= StrictReader.MostErrors) return;
        var target = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        if (value.ValueKind == JsonValueKind.Null)
        {
            if (!rules.IsNullable) Add(pointer, "field.null");
            return;
        }

        if (target == typeof(string)) TextValue(value, pointer, rules.Text);
        else if (target == typeof(bool)) Expect(value.ValueKind is JsonValueKind.True or JsonValueKind.False, pointer, "field.boolean");
        else if (target.IsEnum) EnumValue(value, target, pointer);
        else if (target == typeof(Instant)) Expect(Text(value) is { } text && Moments.TryInstant(text, out _), pointer, "field.instant");
        else if (target == typeof(DateOnly)) Expect(Text(value) is { } text && Moments.TryDate(text, out _), pointer, "field.date");
        else if (target == typeof(int) || target == typeof(long)) IntegerValue(value, target, pointer, rules.Number);
        else if (target == typeof(decimal)) DecimalValue(value, pointer, rules.Number);
        else Composite(value, type, pointer, rules);
    }

    /// <summary>The only field of an object, a list of 1 to <paramref name="most"/> elements; null with an error when it is anything else.</summary>
    public JsonElement? OnlyList(JsonElement root, string list, int most)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Add("", "field.object");
            return null;
        }

        foreach (var field in root.EnumerateObject())
        {
            if (Name(field) is not { } name) Add("", "field.name");
            else if (name != list) Add(Step(name), "field.unknown", Short(name));
        }

        var named = root.EnumerateObject().Where(f => Name(f) == list).ToList();
        if (named.Count == 0) Add("/" + list, "field.missing");
        else if (named.Count > 1) Add("/" + list, "field.twice");
        else if (named[0].Value.ValueKind != JsonValueKind.Array) Add("/" + list, "field.list");
        else Count(named[0].Value.GetArrayLength(), "/" + list, new ItemsAttribute(1, most));
        return errors.Count == 0 ? named[0].Value : null;
    }

    private void Composite(JsonElement value, JsonTypeInfo type, string pointer, FieldRules rules)
    {
        switch (type.Kind)
        {
            case JsonTypeInfoKind.Object: ObjectValue(value, type, pointer); break;
            case JsonTypeInfoKind.Enumerable: ListValue(value, type, pointer, rules); break;
            case JsonTypeInfoKind.Dictionary: MapValue(value, type, pointer, rules); break;
            case JsonTypeInfoKind.None:
            default: throw new InvalidOperationException($"{type.Type} may not stand in a request");
        }
    }

    private void ObjectValue(JsonElement value, JsonTypeInfo type, string pointer)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Add(pointer, "field.object");
            return;
        }

        var known = KnownFields.Of(type);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in value.EnumerateObject())
        {
            if (Name(field) is not { } name) Add(pointer, "field.name");
            else if (!seen.Add(name)) Add(pointer + Step(name), "field.twice");
            else if (known.Find(name) is not { } found) Add(pointer + Step(name), "field.unknown", Short(name));
            else Value(field.Value, found.Type, pointer + found.Step, found.Rules);
        }

        foreach (var required in known.Required)
        {
            if (!seen.Contains(required)) Add(pointer + "/" + required, "field.missing");
        }
    }

    private void ListValue(JsonElement value, JsonTypeInfo type, string pointer, FieldRules rules)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(pointer, "field.list");
            return;
        }

        Count(value.GetArrayLength(), pointer, rules.Items);
        var element = ApiJson.Options.GetTypeInfo(type.ElementType!);
        var inner = new FieldRules(rules.Text, rules.Number, null, false);
        var i = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (errors.Count >= StrictReader.MostErrors) return;
            Value(item, element, pointer + "/" + i.ToString(CultureInfo.InvariantCulture), inner);
            i++;
        }
    }

    private void MapValue(JsonElement value, JsonTypeInfo type, string pointer, FieldRules rules)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            Add(pointer, "field.object");
            return;
        }

        var element = ApiJson.Options.GetTypeInfo(type.ElementType!);
        var inner = new FieldRules(rules.Text, rules.Number, null, false);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in value.EnumerateObject())
        {
            if (Name(field) is not { Length: > 0 and <= 50 } name || HasControl(name, lines: false)) Add(pointer, "field.name");
            else if (!seen.Add(name)) Add(pointer + Step(name), "field.twice");
            else Value(field.Value, element, pointer + Step(name), inner);
        }

        Count(seen.Count, pointer, rules.Items);
    }

    private void Count(int count, string pointer, ItemsAttribute? rule)
    {
        var (min, max) = (rule?.Min ?? 0, rule?.Max ?? ItemsAttribute.DefaultMax);
        if (count < min) Add(pointer, "field.few", Number(min));
        if (count > max) Add(pointer, "field.many", Number(max));
    }

    private void TextValue(JsonElement value, string pointer, TextAttribute? rule)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            Add(pointer, "field.text");
            return;
        }

        var (min, max) = (rule?.Min ?? 1, rule?.Max ?? TextAttribute.DefaultMax);
        if (Text(value) is not { } text) Add(pointer, "field.characters");
        else if (text.Length > max) Add(pointer, "field.long", Number(max));
        else if (text.Length < min || (min > 0 && string.IsNullOrWhiteSpace(text))) Add(pointer, "field.short", Number(min));
        else if (HasControl(text, rule?.Lines ?? false)) Add(pointer, "field.characters");
        else if (rule?.Shape is { } shape && !TextShapes.Fits(shape, text)) Add(pointer, "field.shape", TextShapes.PatternOf(shape));
    }

    private void IntegerValue(JsonElement value, Type target, string pointer, NumberAttribute? rule)
    {
        var min = Math.Max(rule?.Min ?? -NumberAttribute.Most, target == typeof(int) ? int.MinValue : long.MinValue);
        var max = Math.Min(rule?.Max ?? NumberAttribute.Most, target == typeof(int) ? int.MaxValue : long.MaxValue);
        if (value.ValueKind != JsonValueKind.Number) Add(pointer, "field.integer");
        else if (!value.TryGetInt64(out var number)) Add(pointer, IsWhole(value) ? "field.range" : "field.integer", Number(min), Number(max));
        else if (number < min || number > max) Add(pointer, "field.range", Number(min), Number(max));
        else if (number == 0 && rule is { NotZero: true }) Add(pointer, "field.zero");
    }

    private void DecimalValue(JsonElement value, string pointer, NumberAttribute? rule)
    {
        var (min, max) = (rule?.Min ?? -NumberAttribute.Most, rule?.Max ?? NumberAttribute.Most);
        if (value.ValueKind != JsonValueKind.Number) Add(pointer, "field.number");
        else if (!value.TryGetDecimal(out var number) || number < min || number > max) Add(pointer, "field.range", Number(min), Number(max));
        else if (decimal.Round(number, rule?.Decimals ?? 6) != number) Add(pointer, "field.decimals", Number(rule?.Decimals ?? 6));
        else if (number == 0 && rule is { NotZero: true }) Add(pointer, "field.zero");
    }

    // As the converter of the bodies writes them.
    private static IReadOnlyList<string> WordsOf(Type target) =>
        [.. target.GetFields(BindingFlags.Public | BindingFlags.Static).Select(f => f.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? JsonNamingPolicy.CamelCase.ConvertName(f.Name))];

    private void EnumValue(JsonElement value, Type target, string pointer)
    {
        var words = Words.GetOrAdd(target, WordsOf);
        if (Text(value) is not { } text || !words.Contains(text, StringComparer.Ordinal)) Add(pointer, "field.choice", string.Join(", ", words));
    }

    private void Expect(bool holds, string pointer, string code)
    {
        if (!holds) Add(pointer, code);
    }

    private void Add(string pointer, string code, params string[] values)
    {
        if (errors.Count < StrictReader.MostErrors) errors.Add(new FieldError(pointer, code, values));
    }

    /// <summary>The text, or null where it holds half a surrogate pair or is no text.</summary>
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static string? Name(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsWhole(JsonElement value) => value.GetRawText().AsSpan().TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0;

    private static bool HasControl(string text, bool lines)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c) && !(lines && c is '\n' or '\r' or '\t')) return true;
        }

        return false;
    }

    private static string Short(string name) => name.Length <= 60 ? name : string.Concat(name.AsSpan(0, 60), "…");

    /// <summary>A name as a step of a JSON pointer.</summary>
    internal static string Step(string name) => "/" + Short(name).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
