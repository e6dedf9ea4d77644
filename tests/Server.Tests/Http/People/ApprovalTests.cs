using System.Text.Json.Nodes;

namespace Tessera.Server.Tests.Http.People;

/// <summary>Two pairs of eyes above a limit, and the shop of one.</summary>
[Covers("S10")]
public sealed class ApprovalTests : IAsyncLifetime
{
    private readonly TestServer _server = new();
    private int _key;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_adjustment_above_the_limit_waits_for_another_person_and_is_carried_out_once()
    {
        var member = await Member("13800000001");
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var zhao = (await Someone.Of(_server, "finance", "zhao")).Someone;
        using var clerk = (await Someone.Of(_server, "clerk", "sun")).Someone;
        var small = await Adjust(li, member, 10_000);
        var large = await Adjust(li, member, 10_001);
        var (id, hash) = ((string)large.Json["id"]!, (string)large.Json["inputHash"]!);
        var own = await Approve(li, id, hash);
        var byClerk = await Approve(clerk, id, hash);
        var byKey = await _server.Post($"/v1/approvals/{id}/approve", $$"""{"inputHash":"{{hash}}"}""", Key());
        var other = await Approve(zhao, id, new string('0', 64));
        var before = await Balance(member);
        var good = await Approve(zhao, id, hash);
        var twice = await Approve(zhao, id, hash);

        Assert.Equal((201, 202, "waiting"), (small.Status, large.Status, (string)large.Json["state"]!));
        Assert.Equal((403, "approval.own"), (own.Status, own.Code));
        Assert.Equal((403, "auth.scope"), (byClerk.Status, byClerk.Code));
        Assert.Equal((403, "approval.person"), (byKey.Status, byKey.Code));
        Assert.Equal((409, "approval.changed"), (other.Status, other.Code));
        Assert.Equal((200, "approved"), (good.Status, (string)good.Json["state"]!));
        Assert.Equal((409, "approval.decided"), (twice.Status, twice.Code));
        // 10,000 at once, 10,001 once approved.
        Assert.Equal((10_000L, 20_001L), (before, await Balance(member)));
    }

    [Fact, Covers("B16")]
    public async Task A_batch_of_tiers_for_more_members_than_the_limit_waits_for_another_person()
    {
        for (var i = 0; i < 21; i++) await Member("139000001" + i.ToString("00", System.Globalization.CultureInfo.InvariantCulture));
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var zhao = (await Someone.Of(_server, "operator", "zhao")).Someone;
        var all = await li.Post("/v1/tiers/batches", """{"tier":"silver","reasonCode":"opening","inTier":"base"}""", Key());
        var waits = await li.Post($"/v1/tiers/batches/{all.Json["id"]}/run", "{}", Key());
        var before = await li.Get($"/v1/tiers/batches/{all.Json["id"]}/rows");
        var approved = await Approve(zhao, (string)waits.Json["id"]!, (string)waits.Json["inputHash"]!);
        var again = await li.Post($"/v1/tiers/batches/{all.Json["id"]}/run", "{}", Key());

        Assert.Equal((200, "waiting", 21L), (waits.Status, (string)waits.Json["state"]!, (long)waits.Json["amount"]!));
        Assert.All(before.Json["rows"]!.AsArray(), row => Assert.Equal("planned", (string)row!["result"]!));
        Assert.Equal((200, "approved"), (approved.Status, (string)approved.Json["state"]!));
        // It was taken on by the approval.
        Assert.Equal((409, "tierBatch.started"), (again.Status, again.Code));
    }

    [Fact]
    public async Task What_the_rules_refuse_when_it_is_approved_keeps_the_refusal_and_what_is_rejected_does_nothing()
    {
        var member = await Member("13800000002");
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var zhao = (await Someone.Of(_server, "finance", "zhao")).Someone;
        var first = await Adjust(li, member, 50_000);
        var second = await Adjust(li, member, 60_000);
        var rejected = await zhao.Post($"/v1/approvals/{first.Json["id"]}/reject", """{"reasonCode":"too-much"}""", Key());
        await _server.Post($"/v1/members/{member}/close", "{}", Key());
        var refused = await Approve(zhao, (string)second.Json["id"]!, (string)second.Json["inputHash"]!);
        var list = await zhao.Get("/v1/approvals?limit=1");
        var next = await zhao.Get("/v1/approvals?limit=1&cursor=" + (string)list.Json["next"]!);

        Assert.Equal(("rejected", "too-much"), ((string)rejected.Json["state"]!, (string)rejected.Json["outcome"]!));
        Assert.Equal((200, "refused", "member.closed"), (refused.Status, (string)refused.Json["state"]!, (string)refused.Json["outcome"]!));
        Assert.Equal((string)second.Json["id"]!, (string)list.Json["approvals"]![0]!["id"]!);
        Assert.Equal((string)first.Json["id"]!, (string)next.Json["approvals"]![0]!["id"]!);
    }

    [Fact]
    public async Task Where_nobody_else_could_approve_one_alone_needs_a_reason_in_words()
    {
        var member = await Member("13800000003");
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        var silent = await Adjust(li, member, 20_000);
        var told = await li.Post($"/v1/members/{member}/points/adjustments", """{"points":20000,"reasonCode":"goodwill","note":"the machine was down all day"}""", Key());
        var record = (await li.Get("/v1/audit?limit=1")).Json["records"]![0]!;

        Assert.Equal((409, "approval.reasonMissing"), (silent.Status, silent.Code));
        Assert.Equal(201, told.Status);
        Assert.Contains("\"single\":true", (string)record["details"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("machine", (string)record["details"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_person_publishes_alone_and_waits_and_from_the_second_on_another_approves()
    {
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        var alone = await Publish(li, "spend: 100", "spend: 110");
        using var zhao = (await Someone.Of(_server, "operator", "zhao")).Someone;
        var asked = await Publish(li, "spend: 100", "spend: 120");
        var byKey = await _server.Post("/v1/program/publish", """{"reason":"by the key"}""", Key());
        var own = await Approve(li, (string)asked.Json["id"]!, (string)asked.Json["inputHash"]!);
        var good = await Approve(zhao, (string)asked.Json["id"]!, (string)asked.Json["inputHash"]!);
        var stale = await Approve(li, (string)byKey.Json["id"]!, (string)byKey.Json["inputHash"]!);
        var versions = (await li.Get("/v1/program/versions")).Json["versions"]!.AsArray();

        Assert.Equal((201, true), (alone.Status, (bool)alone.Json["isSingle"]!));
        Assert.Equal(TimeSpan.FromMinutes(10), DateTimeOffset.Parse((string)alone.Json["effectiveAt"]!, null) - DateTimeOffset.Parse((string)alone.Json["publishedAt"]!, null));
        Assert.Equal((202, 202, "approval.own"), (asked.Status, byKey.Status, own.Code));
        // Version 2 still waits for its ten minutes: no later one may take effect before it.
        Assert.Equal(("refused", "program.earlierWaits"), ((string)good.Json["state"]!, (string?)good.Json["outcome"]));
        Assert.Equal("refused", (string)stale.Json["state"]!);
        Assert.Equal(2, versions.Count);
    }

    [Fact]
    public async Task An_approved_publication_names_both_and_a_newer_version_voids_what_still_waits()
    {
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var zhao = (await Someone.Of(_server, "operator", "zhao")).Someone;
        var first = await Publish(li, "spend: 100", "spend: 120");
        var second = await Publish(zhao, "spend: 100", "spend: 130");
        var good = await Approve(zhao, (string)first.Json["id"]!, (string)first.Json["inputHash"]!);
        var late = await Approve(li, (string)second.Json["id"]!, (string)second.Json["inputHash"]!);
        var version = (await li.Get("/v1/program/versions")).Json["versions"]![0]!;

        Assert.Equal("approved", (string)good.Json["state"]!);
        Assert.Equal(("void", "approval.changed"), ((string)late.Json["state"]!, (string)late.Json["outcome"]!));
        Assert.False((bool)version["isSingle"]!);
        Assert.NotEqual((string)version["author"]!, (string)version["approver"]!);
        Assert.Equal((string)version["effectiveAt"]!, (string)version["publishedAt"]!);
    }

    [Fact]
    [Covers("K11")]
    public async Task A_rollback_waits_for_another_person_as_any_publication_does()
    {
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var zhao = (await Someone.Of(_server, "operator", "zhao")).Someone;
        var changed = await Publish(li, "spend: 100", "spend: 120");
        Assert.Equal("approved", (string)(await Approve(zhao, (string)changed.Json["id"]!, (string)changed.Json["inputHash"]!)).Json["state"]!);

        var asked = await li.Post("/v1/program/rollback", """{"version":1,"reason":"silver as before"}""", Key());
        var own = await Approve(li, (string)asked.Json["id"]!, (string)asked.Json["inputHash"]!);
        Assert.Equal((202, "approval.own", 2), (asked.Status, own.Code, (await li.Get("/v1/program/versions")).Json["versions"]!.AsArray().Count));
        var good = await Approve(zhao, (string)asked.Json["id"]!, (string)asked.Json["inputHash"]!);

        var versions = (await li.Get("/v1/program/versions")).Json["versions"]!.AsArray();
        Assert.Equal(("approved", 3), ((string)good.Json["state"]!, versions.Count));
        Assert.Equal((3, false), ((int)versions[0]!["version"]!, (bool)versions[0]!["isSingle"]!));
        Assert.NotEqual((string)versions[0]!["author"]!, (string)versions[0]!["approver"]!);
        Assert.Contains("spend: 100", (await li.Get("/v1/program")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("spend: 120", (await li.Get("/v1/program")).Text, StringComparison.Ordinal);
    }

    [Fact]
    [Covers("K11")]
    public async Task Two_people_publish_with_sentences_a_reason_a_report_and_the_instant_from_which_it_holds()
    {
        using var jobs = new RunningJobs(_server.Site);
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var zhao = (await Someone.Of(_server, "operator", "zhao")).Someone;
        await Draft(li, "spend: 100", "spend: 120");
        var sentences = (await li.Get("/v1/program/diff")).Json["changes"]!.AsArray();
        var day = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var tried = await li.Post("/v1/program/backtests", $$"""{"from":"{{day}}","through":"{{day}}"}""", Key());
        var report = (string)tried.Json["id"]!;
        Assert.Equal("done", (string)(await jobs.Ended(_server, report))["state"]!);

        var asked = await li.Post("/v1/program/publish", $$"""{"reason":"silver costs more","report":"{{report}}","effectiveAt":"2099-03-01T00:00:00+08:00"}""", Key());
        Assert.Equal((202, "approval.own"), (asked.Status, (await Approve(li, (string)asked.Json["id"]!, (string)asked.Json["inputHash"]!)).Code));
        var good = await Approve(zhao, (string)asked.Json["id"]!, (string)asked.Json["inputHash"]!);
        var version = (await li.Get("/v1/program/versions")).Json["versions"]![0]!;
        var record = (await li.Get("/v1/audit?limit=20")).Json["records"]!.AsArray().First(r => (string)r!["action"]! == "program.published")!;

        // 100 to 120 for silver, and by the same word 1,000 to 1,200 for gold.
        string[][] numbers = [["100", "120"], ["1,000", "1,200"]];
        Assert.Equal(numbers.Length, sentences.Count);
        Assert.All(numbers.Zip(sentences), n => Assert.Matches($"{n.First[0]}.* → .*{n.First[1]}", n.Second!["sentence"]!.ToString()));
        Assert.Equal("approved", (string)good.Json["state"]!);
        Assert.Equal(("silver costs more", false, false), ((string)version["reason"]!, (bool)version["isSingle"]!, (bool)version["isCurrent"]!));
        Assert.NotEqual((string)version["author"]!, (string)version["approver"]!);
        Assert.Equal(new DateTimeOffset(2099, 2, 28, 16, 0, 0, TimeSpan.Zero), DateTimeOffset.Parse((string)version["effectiveAt"]!, null));
        Assert.Contains(report, (string)record["details"]!, StringComparison.Ordinal);
        // Until that instant the version before holds.
        Assert.Contains("spend: 100", (await li.Get("/v1/program")).Text, StringComparison.Ordinal);
    }

    private async Task Draft(Someone who, string from, string to)
    {
        using var draft = new HttpRequestMessage(HttpMethod.Put, "/v1/program/draft") { Content = new StringContent(TestServer.Program.Replace(from, to, StringComparison.Ordinal), System.Text.Encoding.UTF8, "text/yaml") };
        Assert.Equal(200, (await _server.Send(draft, who.Client)).Status);
    }

    private async Task<Got> Publish(Someone who, string from, string to)
    {
        await Draft(who, from, to);
        return await who.Post("/v1/program/publish", """{"reason":"silver costs more"}""", Key());
    }

    private Task<Got> Adjust(Someone who, string member, long points) => who.Post($"/v1/members/{member}/points/adjustments", $$"""{"points":{{points}},"reasonCode":"goodwill"}""", Key());

    private Task<Got> Approve(Someone who, string id, string hash) => who.Post($"/v1/approvals/{id}/approve", $$"""{"inputHash":"{{hash}}"}""", Key());

    private async Task<long> Balance(string member) => (long)(await _server.Get($"/v1/members/{member}/points")).Json["balance"]!;

    private async Task<string> Member(string phone) =>
        (string)(await _server.Post("/v1/members", new JsonObject { ["identities"] = new JsonArray(new JsonObject { ["kind"] = "phone", ["value"] = phone }) }.ToJsonString(), Key())).Json["id"]!;

    private string Key() => "a" + Interlocked.Increment(ref _key).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
