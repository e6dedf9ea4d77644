using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tessera.Server.Tests.Http;

namespace Tessera.Server.Tests.OpenApi;

/// <summary>The description in the repository is the one the server gives, breaks no promise of the one before, and has nothing a linter would warn of.</summary>
[Covers("R14")]
public sealed class StoredDescriptionTests(TestServer server) : IClassFixture<TestServer>
{
    private const string Page = "docs/reference/openapi.json";
    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task The_stored_description_is_what_the_server_gives_and_nothing_of_it_is_broken()
    {
        var file = Repository.PathOf(Page);
        var now = (await server.Get("/openapi/v1.json")).Json;
        var made = now.ToJsonString(Pretty) + "\n";
        var stored = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : null;
        var old = stored is null ? null : JsonNode.Parse(stored)!.AsObject();
        var broken = old is null || (string?)old["info"]!["version"] != (string?)now["info"]!["version"] ? [] : ApiDiff.Breaking(old, now);
        var write = Environment.GetEnvironmentVariable("TESSERA_WRITE");

        Assert.True(broken.Count == 0 || write == "breaking", $"The API breaks what {Page} promises. Keep it, or raise the version, or (before a release) TESSERA_WRITE=breaking:\n" + string.Join('\n', broken));
        if (write is "1" or "breaking") await File.WriteAllTextAsync(file, made, TestContext.Current.CancellationToken);
        else Assert.True(stored == made, Page + " is not what the server gives: TESSERA_WRITE=1 ./test StoredDescription makes it anew");
    }

    [Fact]
    public async Task A_linter_finds_nothing_to_warn_of()
    {
        var lint = Path.Combine(NodePackages.Folder("@redocly/cli"), "bin", "cli.js");
        var file = Path.Combine(Directory.CreateTempSubdirectory("tessera-lint-").FullName, "openapi.json");
        await File.WriteAllTextAsync(file, (await server.Get("/openapi/v1.json")).Text, TestContext.Current.CancellationToken);
        var (code, output, error) = await NodePackages.Run(lint, "lint", file, "--extends=recommended", "--format=json");
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);

        var problems = JsonNode.Parse(output)!["problems"]!.AsArray();
        Assert.True(problems.Count == 0, string.Join('\n', problems.Select(p => $"{p!["severity"]} {p["ruleId"]}: {p["message"]} at {p["location"]?[0]?["pointer"]}")));
        Assert.True(code == 0, error);
    }

    [Fact]
    public async Task Sections_stand_in_their_order_and_each_says_what_it_holds()
    {
        var document = (await server.Get("/openapi/v1.json")).Json;
        var tags = document["tags"]!.AsArray();
        var used = Operation.AllOf(document).Select(o => (string)o.Description["tags"]![0]!).Distinct(StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var told = tags.Select(t => (string)t!["name"]!).ToList();

        Assert.Equal(Server.OpenApi.Words.Tags.Select(t => t.Name), told);
        Assert.Empty(used.Except(told));
        Assert.All(tags, t => Assert.False(string.IsNullOrWhiteSpace((string?)t!["description"])));
        Assert.Equal(["key", "session"], document["components"]!["securitySchemes"]!.AsObject().Select(s => s.Key));
        Assert.All(Operation.AllOf(document), o => Assert.NotNull(o.Description["security"]));
    }
}
