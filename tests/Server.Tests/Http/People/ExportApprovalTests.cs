using System.Text.Json.Nodes;
using Tessera.App.Jobs;
using Tessera.App.Programs;

namespace Tessera.Server.Tests.Http.People;

/// <summary>An export of many rows waits for a second person; the limit is two rows here.</summary>
[Covers("S10", "S8")]
public sealed class ExportApprovalTests : IAsyncLifetime
{
    private readonly TestServer _server = new();
    private int _key;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        Assert.Null((await _server.Site.Write(new PublishProgram { SourceText = TestServer.Program + "\napprovals: { exportsAbove: 2 }\n", BySystem = true, Reason = "a small limit" })).Refusal);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task An_export_of_more_rows_than_the_limit_is_made_when_another_person_approved_it()
    {
        await Member("13800000001");
        await Member("13800000002");
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var zhao = (await Someone.Of(_server, "finance", "zhao")).Someone;
        var two = await Order(li, "members");
        await Member("13800000003");
        var three = await Order(li, "members");
        var (id, hash) = ((string)three.Json["id"]!, (string)three.Json["inputHash"]!);
        var job = (string)JsonNode.Parse((string)(await li.Get($"/v1/approvals/{id}")).Json["command"]!)!["jobId"]!;
        var before = await li.Get($"/v1/jobs/{job}");
        var own = await Approve(li, id, hash);
        var good = await Approve(zhao, id, hash);
        var record = (await zhao.Get("/v1/audit?limit=1")).Json["records"]![0]!;

        Assert.Equal((202, "export"), (two.Status, (string)two.Json["kind"]!));
        Assert.Equal((200, "waiting", "export", 404), (three.Status, (string)three.Json["state"]!, (string)three.Json["kind"]!, before.Status));
        Assert.Equal((403, "approval.own"), (own.Status, own.Code));
        Assert.Equal((200, "approved", "job.ordered"), (good.Status, (string)good.Json["state"]!, (string)record["action"]!));
        var made = await Made(job);
        Assert.Equal(("done", 3), ((string)made["state"]!, (int)made["progress"]!["rows"]!));
        Assert.Equal(200, (await li.Get($"/v1/jobs/{job}/result")).Status);
    }

    [Fact]
    public async Task Where_nobody_else_could_approve_a_reason_in_words_is_needed_and_it_is_marked_single()
    {
        for (var i = 1; i <= 3; i++) await Member("1380000001" + i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        // A marketer may export and never approve: still nobody else.
        using var sun = (await Someone.Of(_server, "marketing", "sun")).Someone;
        var silent = await Order(li, "members");
        var told = await li.Post("/v1/exports", """{"table":"members","reason":"for the tax office"}""", Key());
        var record = (await li.Get("/v1/audit?limit=1")).Json["records"]![0]!;
        var asked = await Order(sun, "members");

        Assert.Equal((409, "export.reasonMissing"), (silent.Status, silent.Code));
        Assert.Contains("More than 2 rows", silent.Text, StringComparison.Ordinal);
        Assert.Equal(202, told.Status);
        Assert.Contains("\"single\":true", (string)record["details"]!, StringComparison.Ordinal);
        Assert.Equal((200, "waiting"), (asked.Status, (string)asked.Json["state"]!));
    }

    [Fact]
    public async Task Whole_personal_fields_are_approved_only_by_somebody_who_may_export_them()
    {
        for (var i = 1; i <= 3; i++) await Member("1380000002" + i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        using var boss = (await Someone.Of(_server, "owner", "boss")).Someone;
        using var partner = (await Someone.Of(_server, "owner", "partner")).Someone;
        using var zhao = (await Someone.Of(_server, "finance", "zhao")).Someone;
        var asked = await boss.Post("/v1/exports", """{"table":"members","format":"xlsx","persons":"whole","reason":"move to the new till"}""", Key());
        var (id, hash) = ((string)asked.Json["id"]!, (string)asked.Json["inputHash"]!);
        var byFinance = await Approve(zhao, id, hash);
        var byPartner = await Approve(partner, id, hash);

        Assert.Equal("export.personal", (string)asked.Json["kind"]!);
        Assert.Equal((403, "approval.right"), (byFinance.Status, byFinance.Code));
        Assert.Equal((200, "approved"), (byPartner.Status, (string)byPartner.Json["state"]!));
    }

    [Fact]
    public async Task Every_table_is_counted()
    {
        var member = (string)(await Member("13800000031")).Json["id"]!;
        for (var i = 1; i <= 3; i++)
        {
            var bought = await _server.Post("/v1/purchases", $$"""{"source":"till","number":"N{{i}}","occurredAt":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}","memberId":"{{member}}","lines":[{"sku":"tea","quantity":1,"netMinor":1000}]}""", Key());
            Assert.Equal(201, bought.Status);
        }

        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var zhao = (await Someone.Of(_server, "finance", "zhao")).Someone;

        // One member in one month; three purchases with an entry each.
        foreach (var (table, status) in new[] { ("members", 202), ("entries", 200), ("tiers", 202), ("tierCounts", 202), ("purchases", 200) })
        {
            Assert.Equal((table, status), (table, (await Order(li, table)).Status));
        }
    }

    private Task<Got> Order(Someone who, string table) => who.Post("/v1/exports", $$"""{"table":"{{table}}"}""", Key());

    private Task<Got> Approve(Someone who, string id, string hash) => who.Post($"/v1/approvals/{id}/approve", $$"""{"inputHash":"{{hash}}"}""", Key());

    private Task<Got> Member(string phone) => _server.Post("/v1/members", $$"""{"identities":[{"kind":"phone","value":"{{phone}}"}]}""", Key());

    private async Task<JsonObject> Made(string job)
    {
        using var stop = new CancellationTokenSource();
        var running = new JobRunner(_server.Site, (_, _) => { }).Run(stop.Token);
        var seen = (await _server.Get("/v1/jobs/" + job)).Json;
        for (var i = 0; i < 600 && (string)seen["state"]! is not ("done" or "failed"); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            seen = (await _server.Get("/v1/jobs/" + job)).Json;
        }

        await stop.CancelAsync();
        await running;
        return seen;
    }

    private string Key() => "e" + Interlocked.Increment(ref _key).ToString(System.Globalization.CultureInfo.InvariantCulture);
}
