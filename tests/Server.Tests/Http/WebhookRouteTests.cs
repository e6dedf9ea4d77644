using System.Text;
using System.Text.Json.Nodes;
using Tessera.App.Webhooks;
using Tessera.Server.OpenApi;

namespace Tessera.Server.Tests.Http;

/// <summary>Endpoints, deliveries and replays over HTTP.</summary>
public sealed class WebhookRouteTests(TestServer server) : IClassFixture<TestServer>
{
    private async Task<Got> Make(string host, string key, string more = "", HttpClient? client = null) =>
        await server.Post("/v1/webhooks/endpoints", $$"""{"url":"https://{{host}}/hook","types":["purchase.*"]{{more}}}""", key, client);

    [Fact]
    public async Task An_endpoint_is_made_shown_changed_and_removed_and_its_secret_told_once()
    {
        var made = await Make("one.example.com", "hook-1");
        var again = await Make("one.example.com", "hook-1b");
        var id = (string)made.Json["id"]!;
        var shown = await server.Get("/v1/webhooks/endpoints/" + id);
        using var patch = new HttpRequestMessage(HttpMethod.Patch, "/v1/webhooks/endpoints/" + id) { Content = new StringContent("""{"isOn":false,"types":["*"]}""", Encoding.UTF8, "application/json") };
        var changed = await server.Send(patch);
        var list = await server.Get("/v1/webhooks/endpoints");
        using var delete = new HttpRequestMessage(HttpMethod.Delete, "/v1/webhooks/endpoints/" + id);
        var removed = await server.Send(delete);

        Assert.Equal(201, made.Status);
        Assert.StartsWith("whsec_", (string)made.Json["secret"]!, StringComparison.Ordinal);
        Assert.Equal((409, "webhook.exists"), (again.Status, again.Code));
        Assert.Null(shown.Json["secret"]);
        Assert.Equal((false, "owner"), ((bool)changed.Json["isOn"]!, (string)changed.Json["offReason"]!));
        Assert.DoesNotContain("whsec_", list.Text, StringComparison.Ordinal);
        Assert.Equal((200, 404), (removed.Status, (await server.Get("/v1/webhooks/endpoints/" + id)).Status));
    }

    [Fact]
    public async Task A_test_event_stands_in_the_log_and_can_be_sent_again()
    {
        var id = (string)(await Make("two.example.com", "hook-2")).Json["id"]!;
        var tested = await server.Post($"/v1/webhooks/endpoints/{id}/test", "{}", "hook-2-test");
        var log = await server.Get($"/v1/webhooks/endpoints/{id}/deliveries?state=waiting");
        var eventId = (string)tested.Json["eventId"]!;
        var replayed = await server.Post("/v1/webhooks/replays", $$"""{"endpointId":"{{id}}","eventId":"{{eventId}}"}""", "hook-2-replay");
        var half = await server.Post("/v1/webhooks/replays", $$"""{"endpointId":"{{id}}","from":"2026-01-15T00:00:00Z"}""", "hook-2-half");

        Assert.Equal((202, "webhook.test", "waiting"), (tested.Status, (string)tested.Json["type"]!, (string)tested.Json["state"]!));
        Assert.Equal(eventId, (string)Assert.Single(log.Json["deliveries"]!.AsArray())!["eventId"]!);
        Assert.Equal((202, 1L, true), (replayed.Status, (long)replayed.Json["queued"]!, (bool)replayed.Json["isDone"]!));
        Assert.Equal((400, "/to"), (half.Status, (string)half.Json["errors"]![0]!["pointer"]!));
        Assert.Equal(200, (await server.Get("/v1/webhooks/replays/" + (string)replayed.Json["id"]!)).Status);
    }

    [Fact]
    public async Task A_secret_is_changed_with_the_old_one_signing_on_and_a_second_change_waits()
    {
        var made = await Make("three.example.com", "hook-3");
        var path = $"/v1/webhooks/endpoints/{(string)made.Json["id"]!}/rotate";
        var rotated = await server.Post(path, """{"keepHours":24}""", "hook-3-a");
        var soon = await server.Post(path, "{}", "hook-3-b");
        var leaked = await server.Post(path, """{"keepHours":0}""", "hook-3-c");

        Assert.NotEqual((string)made.Json["secret"]!, (string)rotated.Json["secret"]!);
        Assert.NotNull(rotated.Json["oldSecretUntil"]);
        Assert.Equal((409, "webhook.rotating"), (soon.Status, soon.Code));
        Assert.Null(leaked.Json["oldSecretUntil"]);
    }

    [Fact]
    public async Task A_key_cannot_have_identities_sent_that_it_may_not_read()
    {
        using var narrow = server.ClientOf(await server.Key("hooks-only", "webhooks:manage"));
        var refused = await Make("four.example.com", "hook-4", ",\"includes\":[\"identities\"]", narrow);
        var unknown = await Make("four.example.com", "hook-4b", ",\"includes\":[\"everything\"]");
        var inside = await server.Post("/v1/webhooks/endpoints", """{"url":"https://169.254.169.254/","types":["*"]}""", "hook-4c");
        var type = await server.Post("/v1/webhooks/endpoints", """{"url":"https://four.example.com/","types":["points.stolen"]}""", "hook-4d");

        Assert.Equal((403, "auth.scope"), (refused.Status, refused.Code));
        Assert.Equal((400, "/includes/0"), (unknown.Status, (string)unknown.Json["errors"]![0]!["pointer"]!));
        Assert.Equal((409, "webhook.private"), (inside.Status, inside.Code));
        Assert.Equal((409, "webhook.type"), (type.Status, type.Code));
    }

    [Fact]
    public async Task Every_event_of_the_table_stands_in_the_description_and_on_its_page()
    {
        var document = (await server.Get("/openapi/v1.json")).Json;
        var schemas = document["components"]!["schemas"]!.AsObject();
        var page = Repository.PathOf(EventReference.Page);
        if (Environment.GetEnvironmentVariable("TESSERA_WRITE") == "1") File.WriteAllText(page, EventReference.Markdown());

        Assert.Equal(EventTable.All.Select(k => k.Type), document["webhooks"]!.AsObject().Select(w => w.Key));
        Assert.All(EventTable.All, kind =>
        {
            var known = schemas[kind.Body.Name]!["properties"]!.AsObject().Select(p => p.Key).ToHashSet(StringComparer.Ordinal);
            Assert.All(JsonNode.Parse(kind.Example)!.AsObject(), field => Assert.Contains(field.Key, known));
        });
        Assert.Equal(EventReference.Markdown(), File.ReadAllText(page));
    }
}
