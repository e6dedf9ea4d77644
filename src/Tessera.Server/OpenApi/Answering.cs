using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Tessera.Server.Http;
using Tessera.Server.Json;

namespace Tessera.Server.OpenApi;

/// <summary>Describes what an operation answers: the good answer with an example and its headers, and each problem with its codes.</summary>
internal static class Answering
{
    private const string SampleRequest = "req_0193a5b2c4d67e8f9a0b1c2d3e4f5a6b";

    /// <summary>A problem of each status as it goes out. The texts are those of the server.</summary>
    private static readonly IReadOnlyList<Problem> Shown =
    [
        Problem.Malformed("/lines/0/quantity", "field.missing"),
        new(401, "auth.unknown"),
        new(403, "auth.scope", "purchases:write"),
        Problem.NotFound("mem_01jd8m3k7q2v5x9zabcdefghjk"),
        new(409, "request.running") { RetryAfter = 1 },
        new(413, "request.tooLarge", "262144"),
        new(415, "request.mediaType", "application/json"),
        new(422, "request.keyReused"),
        new(429, "limit.key") { RetryAfter = 1 },
        new(503, "busy") { RetryAfter = 1 },
    ];

    private static readonly (string Name, string Says, string Example)[] Headers =
    [
        (RequestIds.Header, "Id of this request: in the log, in problems, in the list of a key's requests.", SampleRequest),
        ("Retry-After", "Seconds after which trying again makes sense. Send the same Idempotency-Key again.", "1"),
        ("Idempotency-Replayed", "`true` when this is the first answer to the key, given again.", "true"),
        ("Link", "The next page, RFC 8288; absent on the last one.", "</v1/members?limit=50&cursor=MTI>; rel=\"next\""),
    ];

    /// <summary>Puts what operations share where they can refer to it.</summary>
    public static void Share(OpenApiDocument document)
    {
        var components = document.Components!;
        components.Examples ??= new Dictionary<string, IOpenApiExample>(StringComparer.Ordinal);
        components.Headers ??= new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal);
        foreach (var problem in Shown)
        {
            var body = problem.Body(Language.En, SampleRequest);
            components.Examples[problem.Code] = new OpenApiExample { Summary = body.Title, Value = JsonSerializer.SerializeToNode(body, ApiJson.Options) };
        }

        foreach (var (name, says, example) in Headers)
        {
            components.Headers[name] = new OpenApiHeader { Description = says, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = JsonValue.Create(example) };
        }
    }

    public static void Describe(OpenApiOperation operation, ApiRoute route, OpenApiDocument document)
    {
        Good(operation, route, document);
        var problem = new OpenApiSchemaReference("Problem", document);
        foreach (var (status, codes) in Words.Problems(route))
        {
            var content = new OpenApiMediaType { Schema = problem, Examples = new Dictionary<string, IOpenApiExample>(StringComparer.Ordinal) };
            if (Shown.FirstOrDefault(p => p.Status.ToString(CultureInfo.InvariantCulture) == status) is { } shown) content.Examples[shown.Code] = new OpenApiExampleReference(shown.Code, document);
            operation.Responses![status] = new OpenApiResponse
            {
                Description = codes,
                Headers = Of(document, status is "409" or "429" or "503" ? [RequestIds.Header, "Retry-After"] : [RequestIds.Header]),
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [Problem.MediaType] = content },
            };
        }
    }

    private static void Good(OpenApiOperation operation, ApiRoute route, OpenApiDocument document)
    {
        foreach (var (status, answer) in operation.Responses!)
        {
            if (answer is not OpenApiResponse good) continue;
            var isOwn = status == route.Status.ToString(CultureInfo.InvariantCulture);
            good.Description = isOwn ? (route.Gives is null ? "Done." : "As asked.") : "Taken in, and not done yet.";
            var headers = new List<string> { RequestIds.Header };
            if (route.ChangesState) headers.Add("Idempotency-Replayed");
            if (route.Query.Any(q => q.Name == QueryField.Cursor.Name)) headers.Add("Link");
            good.Headers = Of(document, headers);
            if (isOwn && good.Content?.Values.FirstOrDefault() is { } content && Samples.Of(route.Id) is { } example) content.Example = example;
        }
    }

    private static Dictionary<string, IOpenApiHeader> Of(OpenApiDocument document, IEnumerable<string> names) =>
        names.ToDictionary(n => n, IOpenApiHeader (n) => new OpenApiHeaderReference(n, document), StringComparer.Ordinal);
}
