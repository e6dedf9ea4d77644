using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tessera.Server.Http;
using Tessera.Server.Json;

namespace Tessera.Server.OpenApi;

/// <summary>The OpenAPI description, made from the table of routes and the types they take and give.</summary>
internal static class Description
{
    public const string Document = "v1";
    public const string Address = "/openapi/v1.json";
    private const string KeyScheme = "key";
    private const string SessionScheme = "session";

    public static void Add(IServiceCollection services, string version)
    {
        services.ConfigureHttpJsonOptions(options => ApiJson.Apply(options.SerializerOptions));
        services.AddOpenApi(Document, options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.ShouldInclude = api => api.ActionDescriptor.EndpointMetadata.OfType<Declared>().Any(d => d.Route is not null);
            options.AddDocumentTransformer((document, _, _) => Head(document, version));
            options.AddOperationTransformer(Operation);
            options.AddDocumentTransformer(EventDescription.Transform);
            options.AddSchemaTransformer(Schemas.Transform);
        });
    }

    private static Task Head(OpenApiDocument document, string version)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Tessera",
            Version = version,
            Summary = "An open membership and loyalty engine: facts in, points and tiers out, every figure with its reasons.",
            Description = Words.Introduction,
            License = new OpenApiLicense { Name = "Apache-2.0", Identifier = "Apache-2.0" },
            Contact = new OpenApiContact { Name = "The Tessera authors" },
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "This server" }];
        document.Tags = new HashSet<OpenApiTag>(Words.Tags.Select(t => new OpenApiTag { Name = t.Name, Description = t.Says }));
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[KeyScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "tsk_live_… or tsk_test_…",
            Description = "A key made with `tessera key create NAME --scope …`. It is shown once and stored only as a digest.",
        };
        document.Components.SecuritySchemes[SessionScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = SessionCookie.SafeName,
            Description = "The cookie of a person who signed in at `POST /v1/session`; over plain http on this machine it is called `tessera`. What changes something must come from a page of this server or carry `Tessera-Csrf: 1`.",
        };
        Answering.Share(document);
        return Task.CompletedTask;
    }

    private static async Task Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancelled)
    {
        var route = context.Description.ActionDescriptor.EndpointMetadata.OfType<Declared>().Single().Route!;
        operation.Parameters = [.. Parameters.Of(route)];
        if (operation.RequestBody?.Content?.TryGetValue(route.TakesMedia, out var content) == true && route.Example is { } example)
        {
            content.Example = System.Text.Json.Nodes.JsonNode.Parse(example);
        }

        if (route.BodyMayMiss && operation.RequestBody is OpenApiRequestBody body) body.Required = false;
        operation.Description = (route.Says is null ? "" : route.Says + "\n\n") + Words.Footer(route);
        await Component(context, cancelled);
        Answering.Describe(operation, route, context.Document!);
        operation.Security = route.IsPublic ? [] : route.IsForPeople ? [Scheme(SessionScheme, context)] : [Scheme(KeyScheme, context), Scheme(SessionScheme, context)];
    }

    private static OpenApiSecurityRequirement Scheme(string name, OpenApiOperationTransformerContext context) => new() { [new OpenApiSecuritySchemeReference(name, context.Document)] = [] };

    /// <summary>The problem is described once and referred to.</summary>
    private static async Task Component(OpenApiOperationTransformerContext context, CancellationToken cancelled)
    {
        var document = context.Document ?? throw new InvalidOperationException("an operation without its document");
        if (document.Components?.Schemas?.ContainsKey("Problem") != true) document.AddComponent("Problem", await context.GetOrCreateSchemaAsync(typeof(ProblemBody), null, cancelled));
    }
}
