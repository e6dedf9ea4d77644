using System.Text.Json.Nodes;

namespace Tessera.Server.Tests.Http;

/// <summary>The API description and the page that shows it.</summary>
public sealed class DescriptionTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    public async Task The_description_is_OpenAPI_3_1_and_every_operation_is_told()
    {
        var document = (await server.Get("/openapi/v1.json")).Json;
        var operations = Operation.AllOf(document);

        Assert.StartsWith("3.1", (string)document["openapi"]!, StringComparison.Ordinal);
        Assert.Equal(operations.Count, operations.Select(o => o.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(operations, operation =>
        {
            Assert.NotNull(operation.Description["summary"]);
            Assert.False(string.IsNullOrWhiteSpace((string?)operation.Description["description"]), operation.Id);
            Assert.NotNull(operation.Description["tags"]);
            if (operation.Body() is { Media: "application/json" } body) Assert.True(body.Example is not null, operation.Id + " has no example");
        });
    }

    [Fact]
    public async Task Every_reference_of_the_description_leads_somewhere()
    {
        var document = (await server.Get("/openapi/v1.json")).Json;
        Assert.All(References(document), r => Assert.True(r[2..].Split('/').Aggregate((JsonNode?)document, (node, name) => node?[name]) is not null, r));
    }

    [Theory]
    [InlineData("/docs/api/index.html")]
    [InlineData("/docs/api/swagger-ui-bundle.js")]
    [InlineData("/docs/api/swagger-ui.css")]
    public async Task The_reference_page_comes_from_this_server_alone(string path)
    {
        var got = await server.Get(path);

        Assert.Equal(200, got.Status);
        Assert.Contains("default-src 'none'", got.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        if (path.EndsWith(".html", StringComparison.Ordinal)) Assert.DoesNotContain("http", got.Text.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/start", "zh-CN", "会员规则")]
    [InlineData("/start", "en", "Membership rules")]
    [InlineData("/rules", "zh-CN", "近 12 个月消费满 ¥100")]
    [InlineData("/rules?lang=en", "zh-CN", "Spend of at least ¥100 in 12 months")]
    [InlineData("/rules?version=1", "en", "Version 1")]
    public async Task Pages_are_served_in_the_language_asked_for_without_a_key(string path, string language, string sentence)
    {
        using var stranger = server.ClientOf(null);
        stranger.DefaultRequestHeaders.AcceptLanguage.Clear();
        stranger.DefaultRequestHeaders.Add("Accept-Language", language);
        var got = await server.Get(path, stranger);

        Assert.Equal(200, got.Status);
        Assert.Contains(sentence, got.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_that_was_never_published_is_not_found() => Assert.Equal(404, (await server.Get("/rules?version=7")).Status);

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject fields => fields.SelectMany(f => f.Key == "$ref" && f.Value is JsonValue value ? [(string)value!] : References(f.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
