using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.App.Audits;
using Tessera.App.Programs;

namespace Tessera.Server.Tests.Http.People;

/// <summary>Bulk work on the members of a filter: preview, run, a result for each, approval, the way back. Above 100 points in all another person approves here.</summary>
[Covers("B16", "S10", "U29")]
public sealed class BulkTests : IAsyncLifetime
{
    private readonly TestServer _server = new();
    private int _key;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        Assert.Null((await _server.Site.Write(new PublishProgram { SourceText = TestServer.Program.Replace("points: { expiry: { kind: never } }", "points: { expiry: { kind: never }, spending: { points: 100, worth: 1.00 } }", StringComparison.Ordinal) + "\napprovals: { pointsAbove: 100, couponsAbove: 10 }\nliability: { expected: 60 % }\n", BySystem = true, Reason = "small limits" })).Refusal);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // Three members, one of them tagged before and one closed: the filter lets three through, two can be worked on, one changes.
    [Fact]
    public async Task A_tag_is_given_to_all_of_a_filter_once_and_taken_back_from_who_got_it()
    {
        using var running = new RunningJobs(_server.Site);
        var (a, b, gone) = (await Member(1), await Member(2), await Member(3));
        await Post($"/v1/members/{a}/tags", """{"tag":"vip"}""");
        await Post($"/v1/members/{gone}/close", """{"keepsValue":false}""");
        const string Ask = """ "act":"tag","tag":"vip","filter":{"tier":"base"} """;
        var seen = await _server.Post("/v1/bulk/preview", "{" + Ask + "}");
        var stale = await Post("/v1/bulk", "{" + Ask + ",\"expected\":3}");
        var ordered = await _server.Post("/v1/bulk", "{" + Ask + ",\"expected\":2}", "once");
        var again = await _server.Post("/v1/bulk", "{" + Ask + ",\"expected\":2}", "once");
        Assert.True(ordered.Status == 202, ordered.Text);
        var done = await running.Ended(_server, Id(ordered));
        // Who comes later is none of it.
        var late = await Member(4);

        Assert.Equal((2, 1, 0, false, 2), ((int)seen.Json["members"]!, (int)seen.Json["leftOut"]!, (int)seen.Json["amount"]!, (bool)seen.Json["needsApproval"]!, seen.Json["sample"]!.AsArray().Count));
        Assert.Equal((409, "bulk.changed"), (stale.Status, stale.Code));
        Assert.Equal((202, Id(ordered), true), (again.Status, Id(again), again.IsReplay));
        Assert.Equal(("done", true, 2, 1, 1, 0), ((string)done["state"]!, (bool)done["addsUp"]!, (int)done["progress"]!["members"]!, (int)done["progress"]!["done"]!, (int)done["progress"]!["same"]!, (int)done["progress"]!["refused"]!));
        Assert.Equal(("vip", "vip", ""), (await Tags(a), await Tags(b), await Tags(late)));
        var rows = (await _server.Get($"/v1/jobs/{Id(ordered)}/result")).Text.TrimEnd().Split('\n').Select(l => l.Trim()).Skip(1).Order(StringComparer.Ordinal);
        Assert.Equal(new[] { $"{a},was so already,", $"{b},done," }.Order(StringComparer.Ordinal), rows);
        Assert.False((bool)done["hasErrors"]!);

        var undone = await running.Ended(_server, Id(await Post($"/v1/jobs/{Id(ordered)}/undo", "")));
        Assert.Equal(("done", true, 1, 1), ((string)undone["state"]!, (bool)undone["addsUp"]!, (int)undone["progress"]!["undone"]!, (int)undone["progress"]!["left"]!));
        Assert.Equal(("vip", ""), (await Tags(a), await Tags(b)));
        Assert.Equal("job.undoneBefore", (await Post($"/v1/jobs/{Id(ordered)}/undo", "")).Code);
        Assert.True(BooksCheck.Run(_server.Site).IsClean);
    }

    // Three members at 50 points are 150, above 100: half-up(50 × 3 × 1.00 × 60 % ÷ 100 points) = 0.90 yuan expected. Taken back, one has spent 20 of them.
    [Fact]
    public async Task Points_above_the_limit_wait_for_another_person_and_the_way_back_leaves_who_spent_them()
    {
        using var running = new RunningJobs(_server.Site);
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var wang = (await Someone.Of(_server, "storeManager", "wang")).Someone;
        var (a, b, c) = (await Member(1), await Member(2), await Member(3));
        const string Ask = """ "act":"points","points":50,"reasonCode":"goodwill" """;
        var seen = await li.Post("/v1/bulk/preview", "{" + Ask + "}");
        var small = await li.Post("/v1/bulk", """{"act":"points","points":-1,"reasonCode":"goodwill","expected":3}""", Key());
        var nobodyHasPoints = await running.Ended(_server, Id(small));
        var big = await li.Post("/v1/bulk", "{" + Ask + ",\"expected\":3}", Key());
        var (id, hash) = (Id(big), (string)big.Json["inputHash"]!);
        var job = (string)JsonNode.Parse((string)(await li.Get($"/v1/approvals/{id}")).Json["command"]!)!["jobId"]!;
        // Whoever joins while it waits is no part of what is approved.
        var late = await Member(4);
        var own = await Approve(li, id, hash);
        var good = await Approve(wang, id, hash);
        var done = await running.Ended(_server, job);

        Assert.True(seen.Status == 200, seen.Text);
        Assert.True(big.Status == 200, big.Text);
        Assert.Equal((3, 150, 90, 100, true), ((int)seen.Json["members"]!, (int)seen.Json["amount"]!, (int)seen.Json["expectedCostMinor"]!, (int)seen.Json["limit"]!, (bool)seen.Json["needsApproval"]!));
        Assert.Equal((0, 3, true), ((int)nobodyHasPoints["progress"]!["done"]!, (int)nobodyHasPoints["progress"]!["refused"]!, (bool)nobodyHasPoints["hasErrors"]!));
        Assert.Equal(4, (await _server.Get($"/v1/jobs/{Id(small)}/errors")).Text.TrimEnd().Split('\n').Length);
        Assert.Equal((200, "waiting", "bulk.points", 150), (big.Status, (string)big.Json["state"]!, (string)big.Json["kind"]!, (int)big.Json["amount"]!));
        Assert.Equal((403, "approval.own"), (own.Status, own.Code));
        Assert.Equal((200, "approved"), (good.Status, (string)good.Json["state"]!));
        Assert.Equal(("done", 3), ((string)done["state"]!, (int)done["progress"]!["done"]!));
        Assert.Equal((50, 50, 50, 0), (await Balance(a), await Balance(b), await Balance(c), await Balance(late)));

        await Post($"/v1/members/{a}/points/debits", """{"points":20,"reference":"spent"}""");
        var undone = await running.Ended(_server, Id(await Post($"/v1/jobs/{job}/undo", "")));
        Assert.Equal((2, 1), ((int)undone["progress"]!["undone"]!, (int)undone["progress"]!["left"]!));
        Assert.Equal((30, 0, 0), (await Balance(a), await Balance(b), await Balance(c)));
        Assert.True(BooksCheck.Run(_server.Site).IsClean);
    }

    // Two of the programme's kind for each of two members are four, at most ten.
    [Fact]
    public async Task Coupons_are_given_to_all_of_a_filter_and_voided_on_the_way_back()
    {
        using var running = new RunningJobs(_server.Site);
        var (a, _) = (await Member(1), await Member(2));
        var ordered = await Post("/v1/bulk", """{"act":"coupons","kind":"twenty","count":2,"expected":2}""");
        var done = await running.Ended(_server, Id(ordered));
        Assert.True(2 == (int)done["progress"]!["done"]!, (await _server.Get($"/v1/jobs/{Id(ordered)}/result")).Text);
        Assert.Equal(2, (await _server.Get($"/v1/members/{a}/coupons")).Json["coupons"]!.AsArray().Count);
        Assert.Equal("coupon.notTakenSo", (await Post("/v1/bulk", """{"act":"coupons","kind":"film","expected":2}""")).Code);

        var undone = await running.Ended(_server, Id(await Post($"/v1/jobs/{Id(ordered)}/undo", "")));
        Assert.True(2 == (int)undone["progress"]!["undone"]!, (await _server.Get($"/v1/jobs/{(string)undone["id"]!}/result")).Text + undone);
        Assert.Empty((await _server.Get($"/v1/members/{a}/coupons")).Json["coupons"]!.AsArray());
        Assert.True(BooksCheck.Run(_server.Site).IsClean);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_before_anybody_is_chosen()
    {
        using var clerk = (await Someone.Of(_server, "clerk", "chen")).Someone;
        using var tagger = _server.ClientOf(await _server.Key("tagger", "members:bulk"));
        var nobody = await Post("/v1/bulk", """{"act":"tag","tag":"vip","expected":0}""");
        await Member(1);

        Assert.Equal((409, "bulk.empty"), (nobody.Status, nobody.Code));
        Assert.Equal(400, (await Post("/v1/bulk", """{"act":"points","points":0,"reasonCode":"x","expected":1}""")).Status);
        Assert.Equal((409, "coupon.unknownKind"), Said(await Post("/v1/bulk", """{"act":"coupons","kind":"none","expected":1}""")));
        Assert.Equal((403, "auth.scope"), Said(await clerk.Post("/v1/bulk", """{"act":"tag","tag":"vip","expected":1}""", Key())));
        Assert.Equal((403, "auth.scope"), Said(await _server.Post("/v1/bulk", """{"act":"points","points":1,"reasonCode":"x","expected":1}""", Key(), tagger)));
        Assert.Equal((409, "bulk.reasonMissing"), Said(await Post("/v1/bulk", """{"act":"points","points":101,"reasonCode":"x","expected":1}""")));
        Assert.Equal(202, (await Post("/v1/bulk", """{"act":"points","points":101,"reasonCode":"x","expected":1,"reason":"opening"}""")).Status);

        static (int, string?) Said(Got got) => (got.Status, got.Code);
    }

    private static string Id(Got got) => (string)got.Json["id"]!;

    private Task<Got> Post(string path, string body) => _server.Post(path, body, Key());

    private Task<Got> Approve(Someone who, string id, string hash) => who.Post($"/v1/approvals/{id}/approve", $$"""{"inputHash":"{{hash}}"}""", Key());

    private async Task<string> Member(int n) => Id(await Post("/v1/members", $$"""{"identities":[{"kind":"phone","value":"1380000000{{n}}"}]}"""));

    private async Task<string> Tags(string member) => string.Join(' ', (await _server.Get("/v1/members/" + member)).Json["tags"]!.AsArray().Select(t => (string)t!["tag"]!));

    private async Task<long> Balance(string member) => (long)(await _server.Get("/v1/members/" + member)).Json["balance"]!;

    private string Key() => "b" + Interlocked.Increment(ref _key).ToString(CultureInfo.InvariantCulture);
}
