using System.Text.Json.Nodes;

namespace Tessera.Server.OpenApi;

/// <summary>
/// Answers as the server gave them, one of each operation: a test plays every operation, checks the answer against its schema and writes it down in
/// <c>examples.json</c>. What is secret in them is made unusable.
/// </summary>
internal static class Samples
{
    public const string File = "src/Tessera.Server/OpenApi/examples.json";
    private static readonly Lazy<JsonObject> Kept = new(Read);

    /// <summary>The answer of an operation, or null while none was written down.</summary>
    public static JsonNode? Of(string operationId) => Kept.Value[operationId]?.DeepClone();

    private static JsonObject Read()
    {
        using var stream = typeof(Samples).Assembly.GetManifestResourceStream("examples.json") ?? throw new InvalidOperationException("examples.json is not embedded");
        return JsonNode.Parse(stream)!.AsObject();
    }
}
