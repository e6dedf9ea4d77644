using System.Buffers;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Storage.Facts;

/// <summary>What is stored of one decision beside its fact.</summary>
internal sealed record StoredDecision
{
    public IReadOnlyList<Effect> Effects { get; init; } = [];

    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    public PurchaseOutcome? Purchase { get; init; }
}

/// <summary>
/// The text form of facts and decisions (docs/reference/ledger.md). Compact: what is null, zero, false or empty is left out, reasons and
/// places are arrays. The kind of a fact or effect stands first under <c>is</c>: its type's name, which therefore never changes.
/// </summary>
public static class RecordJson
{
    internal static readonly JsonLetters Letters = new(JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
    internal static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    /// <summary>The settings with priced orders written by the serializer.</summary>
    internal static readonly JsonSerializerOptions Plain = MakeOptions(new ReasonConverter());
    private static readonly JsonSerializerOptions Options = MakeOptions(new ReasonConverter(), new PricedOrderConverter());
    private static readonly JsonTypeInfo<Fact> FactType = (JsonTypeInfo<Fact>)Options.GetTypeInfo(typeof(Fact));
    private static readonly JsonTypeInfo<StoredDecision> DecisionType = (JsonTypeInfo<StoredDecision>)Options.GetTypeInfo(typeof(StoredDecision));
    private static readonly JsonTypeInfo<StoredDecision> SumsType = (JsonTypeInfo<StoredDecision>)MakeOptions(new ReasonSkipper(), new ReasonsSkipper()).GetTypeInfo(typeof(StoredDecision));
    private static readonly Dictionary<Type, string> FactKinds = KindsOf(typeof(Fact));

    /// <summary>The stored name of a fact's kind, such as <c>purchase</c>.</summary>
    public static string KindOf(Fact fact) => FactKinds[fact.GetType()];

    /// <summary>A fact as text, with its instants.</summary>
    public static byte[] Write(Fact fact) => JsonSerializer.SerializeToUtf8Bytes(fact, FactType);

    /// <summary>A fact from its text.</summary>
    public static Fact ReadFact(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, FactType) ?? throw new JsonException("no fact");

    /// <summary>What was decided, as it is stored: two decisions are the same when these bytes are.</summary>
    public static byte[] DecisionOf(RecordItem item)
    {
        var to = new ArrayBufferWriter<byte>(1024);
        Write(to, item);
        return to.WrittenSpan.ToArray();
    }

    internal static void Write(IBufferWriter<byte> to, Fact fact)
    {
        using var writer = new Utf8JsonWriter(to, WriterOptions);
        JsonSerializer.Serialize(writer, fact, FactType);
    }

    internal static void Write(IBufferWriter<byte> to, RecordItem item)
    {
        using var writer = new Utf8JsonWriter(to, WriterOptions);
        JsonSerializer.Serialize(writer, new StoredDecision { Effects = item.Effects, Reasons = item.Reasons, Purchase = item.Purchase }, DecisionType);
    }

    internal static StoredDecision ReadDecision(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, DecisionType) ?? throw new JsonException("no decision");

    /// <summary>A decision without its reasons, which are more than half of its text: what sums over everybody read.</summary>
    internal static StoredDecision ReadSums(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, SumsType) ?? throw new JsonException("no decision");

    internal static byte[] WriteAny<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T)));

    internal static T ReadAny<T>(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize(json, (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T))) ?? throw new JsonException($"no {typeof(T).Name}");

    internal static string CamelCase<T>(T value)
        where T : struct, Enum => EnumNames<T>.Of(value);

    internal static T ParseCamelCase<T>(string text)
        where T : struct, Enum => EnumNames<T>.Parse(text);

    private static JsonSerializerOptions MakeOptions(params ReadOnlySpan<JsonConverter> reasons)
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Shape } },
            Converters =
            {
                new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
                new InstantConverter(), new LotIdConverter(), new LineOutcomeConverter(), new PurchaseLineConverter(),
                new PurchaseLinesConverter(), new LineOutcomesConverter(),
                new MetricRowConverter(), new LotConverter(), new LotPartConverter(),
            },
        };
        foreach (var converter in reasons) options.Converters.Add(converter);
        options.MakeReadOnly();
        return options;
    }

    private static Dictionary<Type, string> KindsOf(Type root) => root.Assembly.GetTypes()
        .Where(type => !type.IsAbstract && type.IsSubclassOf(root))
        .OrderBy(type => type.Name, StringComparer.Ordinal)
        .ToDictionary(type => type, type => JsonNamingPolicy.CamelCase.ConvertName(type.Name));

    private static void Shape(JsonTypeInfo info)
    {
        if (info.Type == typeof(Fact) || info.Type == typeof(Effect)) info.PolymorphismOptions = Kinds(info.Type);
        if (info.Kind != JsonTypeInfoKind.Object) return;
        var fresh = Fresh(info.Type);
        for (var i = info.Properties.Count - 1; i >= 0; i--)
        {
            if (!ShapeProperty(info.Properties[i], fresh)) info.Properties.RemoveAt(i);
        }
    }

    private static JsonPolymorphismOptions Kinds(Type root)
    {
        var options = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "is" };
        foreach (var (type, name) in KindsOf(root)) options.DerivedTypes.Add(new JsonDerivedType(type, name));
        return options;
    }

    // Computed properties go, setters of Core's own are used, and what is left out must read back as it was.
    private static bool ShapeProperty(JsonPropertyInfo property, object? fresh)
    {
        property.IsRequired = false;
        if (property.AttributeProvider is not PropertyInfo source) return false;
        if (property.AssociatedParameter is { } parameter)
        {
            if (parameter.HasDefaultValue && !IsDefault(parameter.DefaultValue, source.PropertyType)) property.ShouldSerialize = static (_, _) => true;
            return true;
        }

        if (property.Set is null)
        {
            var set = source.GetSetMethod(nonPublic: true);
            if (set is null) return false;
            property.Set = (target, value) => source.SetValue(target, value);
        }

        var initial = fresh is null ? null : source.GetValue(fresh);
        if (initial is System.Collections.ICollection { Count: 0 }) property.ShouldSerialize = static (_, value) => value is System.Collections.ICollection { Count: > 0 };
        else if (initial is "") property.ShouldSerialize = static (_, value) => value is string { Length: > 0 };
        else if (!IsDefault(initial, source.PropertyType)) property.ShouldSerialize = static (_, _) => true;
        return true;
    }

    private static object? Fresh(Type type) =>
        type.IsAbstract || type.GetConstructor(Type.EmptyTypes) is null ? null : Activator.CreateInstance(type);

    private static bool IsDefault(object? value, Type type) =>
        value is null || (type.IsValueType && Nullable.GetUnderlyingType(type) is null && value.Equals(Activator.CreateInstance(type)));

    private static class EnumNames<T>
        where T : struct, Enum
    {
        private static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));
        private static readonly Dictionary<string, T> Values = Names.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);

        internal static string Of(T value) => Names[value];

        internal static T Parse(string text) => Values.TryGetValue(text, out var value) ? value : throw new JsonException($"{text} is no {typeof(T).Name}");
    }
}
