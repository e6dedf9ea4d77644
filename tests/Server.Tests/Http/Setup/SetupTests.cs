using Tessera.App.Jobs;
using Tessera.Server.Tests.Http.People;
using Tessera.Storage.Audits;
using Tessera.Storage.Safekeeping;

namespace Tessera.Server.Tests.Http.Setup;

/// <summary>The first run of a shop: guide, templates, demo data in and out.</summary>
[Covers("U20"), Covers("U21"), Covers("U22")]
public sealed class SetupTests : IAsyncLifetime
{
    private readonly TestServer _server = TestServer.Empty();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_guide_ticks_what_is_done_skips_what_is_not_wanted_and_can_be_put_away()
    {
        var before = (await _server.Get("/v1/setup")).Json;
        await Change("""{"nameZh":"星河美发","nameEn":"Galaxy Hair","skip":"till"}""");
        await _server.Post("/v1/templates/salon/apply", "", "a");
        var after = await Change("""{"dismissed":true}""");

        Assert.Equal("shop", (string)before["next"]!);
        Assert.Equal(6, before["steps"]!.AsArray().Count);
        Assert.All(before["steps"]!.AsArray(), s => Assert.False((bool)s!["done"]!));
        // Named and with a programme; the till is skipped, so members come next.
        Assert.Equal("members", (string)after.Json["next"]!);
        Assert.Equal(["shop", "programme"], after.Json["steps"]!.AsArray().Where(s => (bool)s!["done"]!).Select(s => (string)s!["id"]!));
        Assert.Equal(["till"], after.Json["steps"]!.AsArray().Where(s => (bool)s!["skipped"]!).Select(s => (string)s!["id"]!));
        Assert.True((bool)after.Json["dismissed"]!);
        Assert.Equal("Galaxy Hair", (string)after.Json["nameEn"]!);
        Assert.Equal("setup.stepUnknown", (await Change("""{"skip":"nonsense"}""")).Code);
    }

    [Fact]
    public async Task A_template_is_the_first_version_until_somebody_used_it_and_fills_the_draft_later()
    {
        Assert.Equal(1, (int)(await _server.Post("/v1/templates/salon/apply", "", "a")).Json["version"]!);
        // Nobody used it: another one takes its place.
        Assert.Equal(1, (int)(await _server.Post("/v1/templates/mall/apply", "", "b")).Json["version"]!);
        Assert.Equal("mall", (string)(await _server.Get("/v1/setup")).Json["template"]!);
        Assert.Contains("code: mall", (await _server.Get("/v1/program")).Text + (await _server.Get("/v1/program/draft")).Text, StringComparison.Ordinal);
        Assert.True((await _server.Post("/v1/templates/take-back", "", "c")).Status == 200);
        Assert.Null((await _server.Get("/v1/setup")).Json["template"]);
        Assert.Equal(1, (int)(await _server.Post("/v1/templates/salon/apply", "", "d")).Json["version"]!);
        await _server.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13800000001"}]}""", "m");
        var later = await _server.Post("/v1/templates/tea-chain/apply", "", "e");

        Assert.Null(later.Json["version"]);
        Assert.Contains("tea", (await _server.Get("/v1/program/draft")).Text, StringComparison.Ordinal);
        Assert.Equal("template.inUse", (await _server.Post("/v1/templates/take-back", "", "f")).Code);
        Assert.Equal("demo.membersHere", (await _server.Post("/v1/demo", "", "g")).Code);
        Assert.Equal("template.unknown", (await _server.Post("/v1/templates/nonsense/apply", "", "h")).Code);
        AssertBooks();
    }

    [Fact]
    public async Task Cards_say_what_each_template_would_publish_and_lint_finds_no_error_in_any()
    {
        var cards = (await _server.Get("/v1/templates")).Json["templates"]!.AsArray();
        var salon = cards.Single(c => (string)c!["id"]! == "salon")!;

        Assert.Equal(["salon", "tea-chain", "mall", "fashion", "retail4"], cards.Select(c => (string)c!["id"]!));
        Assert.Equal(["Ordinary", "Silver Star", "Gold Star"], salon["tiers"]!.AsArray().Select(t => (string)t!["name"]!));
        Assert.Contains("20 % off every service", salon["tiers"]![2]!["benefits"]!.AsArray().Select(b => (string)b!));
        Assert.All(cards, c => Assert.Equal(0, (int)c!["lintErrors"]!));
        Assert.StartsWith("#", (await _server.Get("/v1/templates/salon")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_data_goes_in_at_one_click_and_leaves_no_row_when_it_is_removed()
    {
        var (owner, _) = await Someone.Of(_server, "owner", "wang");
        using var wang = owner;
        await wang.Post("/v1/templates/salon/apply", "", "a");
        var before = Rows();
        var ordered = await wang.Post("/v1/demo", "", "b");
        using (var running = new RunningJobs(_server.Site))
        {
            while ((string)(await wang.Get("/v1/jobs/" + ordered.Json["id"])).Json["state"]! is "waiting" or "running") await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        var filled = (await wang.Get("/v1/setup")).Json;
        await wang.Post("/v1/people", """{"name":"li","role":"clerk"}""", "p");
        var audits = _server.Site.Read(s => s.Db.Audits.Page(1_000));
        Assert.Equal(("salon", "in"), ((string)filled["demo"]!["template"]!, (string)filled["demo"]!["state"]!));
        Assert.Equal((string)filled["demo"]!["played"]!.ToString(), filled["demo"]!["steps"]!.ToString());
        Assert.True((long)filled["members"]! > 100);
        Assert.Equal(["总店", "滨江店"], (await wang.Get("/v1/stores")).Json["places"]!.AsArray().Select(s => (string)s!["nameZh"]!));
        Assert.Equal("demo.there", (await wang.Post("/v1/demo", "", "c")).Code);

        var removed = await wang.Post("/v1/demo/remove", "", "d");
        var after = Rows();
        var again = await wang.Post("/v1/demo/remove", "", "d");

        Assert.True((long)removed.Json["rows"]! > 1_000);
        Assert.Equal(0, (long)removed.Json["left"]!);
        // Every table of the store, those a later release adds too: nothing but the programme, and the key of the request that removed.
        Assert.Equal(before.Where(t => t.Key != "idempotency_key").OrderBy(t => t.Key, StringComparer.Ordinal), after.Where(t => t.Key != "idempotency_key").OrderBy(t => t.Key, StringComparer.Ordinal));
        Assert.Equal(1, after["idempotency_key"]);
        Assert.Equal(removed.Text, again.Text);
        Assert.False(_server.Site.Read(s => s.Db.Settings.IsDemo));
        Assert.Null((await wang.Get("/v1/setup")).Json["demo"]);
        var left = _server.Site.Read(s => s.Db.Audits.Page(1_000)).Select(a => a.Event.Action).ToList();
        Assert.Equal(["demo.removed", "person.invited", "template.applied"], left.Where(a => a is "demo.removed" or "person.invited" or "template.applied" or "job.ordered" or "program.published"));
        Assert.Contains(audits, a => a.Event.Action == "job.ordered");
        AssertBooks();
        // The shop goes on: the first real member joins under the same rules.
        Assert.Equal(201, (await wang.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13800000001"}]}""", "m")).Status);
        Assert.Equal("demo.none", (await wang.Post("/v1/demo/remove", "", "e")).Code);
        AssertBooks();
    }

    private Dictionary<string, long> Rows() => _server.Site.Read(s => new Dictionary<string, long>(Emptying.Count(s.Db), StringComparer.Ordinal));

    private void AssertBooks()
    {
        using var reader = _server.Site.Store.Read();
        Assert.Empty(new BooksAudit(reader.Connection, _server.Site.Store.Paths, new BooksOptions()).Run().Findings.Select(f => f.ToString()));
    }

    private Task<Got> Change(string json) => _server.Send(new HttpRequestMessage(HttpMethod.Patch, "/v1/setup") { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") }, _server.Client);
}
