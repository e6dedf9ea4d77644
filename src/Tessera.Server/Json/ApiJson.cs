using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Tessera.Server.Http.Purchases;

namespace Tessera.Server.Json;

/// <summary>How the API writes and reads JSON: camelCase, enums as words, nothing unknown, nothing twice, absent instead of null.</summary>
internal static class ApiJson
{
    /// <summary>Objects inside objects that a request may have.</summary>
    public const int MaxDepth = 32;

    internal static JavaScriptEncoder Encoder { get; } = JavaScriptEncoder.Create(UnicodeRanges.All);

    /// <summary>The settings with nothing written by hand: what the API is described by.</summary>
    internal static JsonSerializerOptions Described { get; } = Make();

    public static JsonSerializerOptions Options { get; } = Make(new ReasonWriter(), new PriceWriter(), new QuoteWriter());

    public static byte[] Bytes<T>(T value) => value is QuoteView quote ? QuoteWriter.Bytes(quote) : JsonSerializer.SerializeToUtf8Bytes(value, value!.GetType(), Options);

    /// <summary>The settings, also for the framework's own copy that describes the API.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = MaxDepth + 2;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Encoder = Encoder;
        options.Converters.Add(new InstantConverter());
        options.Converters.Add(new MemberIdConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }

    private static JsonSerializerOptions Make(params JsonConverter[] writers)
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        foreach (var writer in writers) options.Converters.Add(writer);
        options.TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver();
        options.MakeReadOnly();
        return options;
    }
}
