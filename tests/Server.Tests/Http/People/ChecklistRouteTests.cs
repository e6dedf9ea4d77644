using System.Text.Json.Nodes;
using Tessera.App.Programs;

namespace Tessera.Server.Tests.Http.People;

/// <summary>The legal checklist before publishing, over HTTP (L3): shown always, signed where the programme asks for it, kept with the version.</summary>
[Covers("L3")]
public sealed class ChecklistRouteTests : IAsyncLifetime
{
    // Silver from 100 to 120, and by the same word gold from 1,000 to 1,200: two tiers are harder to reach, and members have to be told.
    private const string Signed = "\napprovals: { checklist: required }\n";
    private readonly TestServer _server = new();
    private int _key;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        Assert.Null((await _server.Site.Write(new PublishProgram { SourceText = TestServer.Program + Signed, BySystem = true, Reason = "sign" })).Refusal);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Nothing_is_published_or_gone_back_to_before_every_check_is_signed_and_what_was_signed_stands_with_the_version()
    {
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        await Draft(li, Harder);
        var list = (await li.Get("/v1/program/checklist")).Json;
        var bare = await li.Post("/v1/program/publish", """{"reason":"silver costs more"}""", Key());
        var half = await li.Post("/v1/program/publish", """{"reason":"silver costs more","checked":["notice"]}""", Key());
        var strange = await li.Post("/v1/program/publish", """{"reason":"silver costs more","checked":["notice","harderTiers","draws"]}""", Key());
        var good = await li.Post("/v1/program/publish", """{"reason":"silver costs more","checked":["notice","harderTiers"]}""", Key());

        Assert.Equal((true, 2), ((bool)list["isRequired"]!, (int)list["follows"]!));
        Assert.Equal(["harderTiers", "notice"], Codes(list["checks"]));
        Assert.Equal(["/tiers/1/enter", "/tiers/2/enter"], list["checks"]![0]!["causes"]!.AsArray().Select(c => (string)c!["pointer"]!));
        Assert.Equal((409, "program.checkMissing", 409, "program.checkMissing", 409, "program.checkNotAsked"), (bare.Status, bare.Code, half.Status, half.Code, strange.Status, strange.Code));
        Assert.Contains("harderTiers, notice", bare.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("notice", (string)half.Json["detail"]!, StringComparison.Ordinal);
        Assert.Equal(201, good.Status);
        var shown = (await li.Get("/v1/program/versions")).Json["versions"]![0]!["signed"]!.AsArray();
        Assert.Equal(["harderTiers", "notice"], Codes(shown));
        Assert.All(shown, s => Assert.Equal((string)good.Json["author"]!, (string)s!["by"]!));
        Assert.All(shown, s => Assert.Equal((string)good.Json["publishedAt"]!, (string)s!["at"]!));
        var record = (await li.Get("/v1/audit?limit=20")).Json["records"]!.AsArray().First(r => (string)r!["action"]! == "program.published")!;
        Assert.Contains("\"signed\":[\"harderTiers\",\"notice\"]", (string)record["details"]!, StringComparison.Ordinal);

        // Going back makes silver and gold easier again: it takes nothing, promises nothing, and has nothing to sign.
        Assert.Empty((await li.Get("/v1/program/checklist?version=2")).Json["checks"]!.AsArray());
        Assert.Equal("program.versionUnknown", (await li.Get("/v1/program/checklist?version=9")).Code);
        Assert.Equal("program.checkNotAsked", (await li.Post("/v1/program/rollback", """{"version":2,"reason":"as before","checked":["notice"]}""", Key())).Code);
        // A text without the duty is still under the duty of the version it follows; it is the draft's own tiers that it is asked about.
        await Draft(li, Harder.Replace(Signed, "", StringComparison.Ordinal).Replace("uses: 2", "uses: 1", StringComparison.Ordinal));
        Assert.Equal("program.checkMissing", (await li.Post("/v1/program/publish", """{"reason":"no list any more"}""", Key())).Code);
        Assert.True(App.Audits.BooksCheck.Run(_server.Site).IsClean);
    }

    [Fact]
    public async Task Whoever_approves_sees_what_was_signed_by_whom_and_the_version_keeps_it_under_that_name()
    {
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var zhao = (await Someone.Of(_server, "operator", "zhao")).Someone;
        await Draft(li, Harder);
        Assert.Equal("program.checkMissing", (await li.Post("/v1/program/publish", """{"reason":"silver costs more"}""", Key())).Code);
        var asked = (await li.Post("/v1/program/publish", """{"reason":"silver costs more","checked":["harderTiers","notice"]}""", Key())).Json;
        var seen = (await zhao.Get($"/v1/approvals/{asked["id"]}")).Json;
        var done = await zhao.Post($"/v1/approvals/{asked["id"]}/approve", $$"""{"inputHash":"{{asked["inputHash"]}}"}""", Key());
        var version = (await li.Get("/v1/program/versions")).Json["versions"]![0]!;

        Assert.Equal(["harderTiers", "notice"], Codes(seen["checks"]));
        Assert.All(seen["checks"]!.AsArray(), c => Assert.Equal(((string)asked["maker"]!, (string)asked["madeAt"]!), ((string)c!["by"]!, (string)c["at"]!)));
        Assert.Equal("approved", (string)done.Json["state"]!);
        Assert.NotEqual((string)version["approver"]!, (string)version["signed"]![0]!["by"]!);
        Assert.Equal((string)asked["madeAt"]!, (string)version["signed"]![0]!["at"]!);
    }

    [Fact]
    public async Task Where_the_programme_does_not_ask_for_it_the_list_is_shown_and_what_is_signed_is_kept_all_the_same()
    {
        Assert.Null((await _server.Site.Write(new PublishProgram { SourceText = TestServer.Program, BySystem = true, Reason = "free again" })).Refusal);
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        await Draft(li, TestServer.Program.Replace("spend: 100", "spend: 120", StringComparison.Ordinal));
        var list = (await li.Get("/v1/program/checklist")).Json;
        var good = await li.Post("/v1/program/publish", """{"reason":"silver costs more","checked":["notice"]}""", Key());

        Assert.Equal((false, 2), ((bool)list["isRequired"]!, list["checks"]!.AsArray().Count));
        Assert.Equal(["notice"], Codes(good.Json["signed"]));
    }

    private static string Harder => TestServer.Program.Replace("spend: 100", "spend: 120", StringComparison.Ordinal) + Signed;

    private static IEnumerable<string> Codes(JsonNode? list) => list!.AsArray().Select(c => (string)c!["code"]!);

    private async Task Draft(Someone who, string text)
    {
        using var draft = new HttpRequestMessage(HttpMethod.Put, "/v1/program/draft") { Content = new StringContent(text, System.Text.Encoding.UTF8, "text/yaml") };
        Assert.Equal(200, (await _server.Send(draft, who.Client)).Status);
    }

    private string Key() => "c" + Interlocked.Increment(ref _key).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
