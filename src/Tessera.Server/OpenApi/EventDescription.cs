using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tessera.App.Webhooks;

namespace Tessera.Server.OpenApi;

/// <summary>The <c>webhooks</c> of the API description, made from the table of events.</summary>
internal static class EventDescription
{
    public static async Task Transform(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancelled)
    {
        document.Webhooks ??= new Dictionary<string, IOpenApiPathItem>(StringComparer.Ordinal);
        foreach (var kind in EventTable.All)
        {
            if (document.Components?.Schemas?.ContainsKey(kind.Body.Name) != true) document.AddComponent(kind.Body.Name, await context.GetOrCreateSchemaAsync(kind.Body, null, cancelled));
            document.Webhooks[kind.Type] = new OpenApiPathItem { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Post] = Operation(kind, document) } };
        }
    }

    private static OpenApiOperation Operation(EventKind kind, OpenApiDocument document) => new()
    {
        OperationId = "on" + string.Concat(kind.Type.Split('.').Select(p => char.ToUpperInvariant(p[0]) + p[1..])),
        Summary = kind.Says.En,
        Description = "Signed after Standard Webhooks; answer 2xx within 15 seconds. The same `webhook-id` may come again.",
        Tags = new HashSet<OpenApiTagReference> { new("webhooks", document) },
        Security = [],
        Parameters =
        [
            Header("webhook-id", "Id of the event, the same on every repeat.", "evt_000000000700000j2m4q8s"),
            Header("webhook-timestamp", "Seconds since 1970 at this attempt.", "1768478400"),
            Header("webhook-signature", "`v1,` and the signature in base64; two of them, separated by a blank, while the secret is changed.", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="),
        ],
        RequestBody = new OpenApiRequestBody { Required = true, Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = Message(kind, document) } },
        Responses = new OpenApiResponses
        {
            ["2XX"] = new OpenApiResponse { Description = "Received; it is not sent again." },
            ["410"] = new OpenApiResponse { Description = "Wanted no more: the endpoint is switched off." },
        },
    };

    private static OpenApiMediaType Message(EventKind kind, OpenApiDocument document) => new()
    {
        Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string>(["type", "timestamp", "data"], StringComparer.Ordinal),
            Properties = new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal)
            {
                ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Const = kind.Type },
                ["timestamp"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time", Description = "When it was recorded." },
                ["data"] = new OpenApiSchemaReference(kind.Body.Name, document),
            },
        },
        Example = new JsonObject { ["type"] = kind.Type, ["timestamp"] = "2026-01-15T12:00:00.000000Z", ["data"] = JsonNode.Parse(kind.Example) },
    };

    private static OpenApiParameter Header(string name, string says, string example) => new()
    {
        Name = name, In = ParameterLocation.Header, Required = true, Description = says, Example = JsonValue.Create(example), Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };
}
