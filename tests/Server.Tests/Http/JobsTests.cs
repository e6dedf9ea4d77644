using System.Text;
using System.Text.Json.Nodes;
using Tessera.App.Jobs;

namespace Tessera.Server.Tests.Http;

/// <summary>Imports, exports and their undo over HTTP, beside the tills.</summary>
public sealed class JobsTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    [Covers("P53")]
    public async Task A_list_is_looked_at_imported_and_undone()
    {
        using var running = new RunningJobs(server.Site);
        const string List = "手机,姓名,积分,等级\n13700000001,张三,100,银卡\n13700000002,李四,50,\nnonsense,王五,1,\n13700000004,赵六,5,钻石\n";
        var look = await Ended((string)(await Upload("/v1/imports/members?dryRun=true", List)).Json["id"]!);
        Assert.Equal(("done", true), ((string)look["state"]!, (bool)look["dryRun"]!));
        Assert.Equal(["phone", "name", "points", "tier"], look["progress"]!["columns"]!.AsArray().Select(c => Field(c!)));
        Assert.Equal((4, 2, 0), ((int)look["progress"]!["membersRead"]!, (int)look["progress"]!["refused"]!, (int?)look["progress"]!["known"] ?? 0));

        var asked = await Upload("/v1/imports/members", List, "import-1");
        var replayed = await Upload("/v1/imports/members", List, "import-1");
        Assert.Equal((202, 202, true, (string)asked.Json["id"]!), (asked.Status, replayed.Status, replayed.IsReplay, (string)replayed.Json["id"]!));
        var id = (string)asked.Json["id"]!;
        var job = await Ended(id);
        Assert.Equal(("done", true, true), ((string)job["state"]!, (bool)job["addsUp"]!, (bool)job["hasErrors"]!));
        Assert.Equal((2, 2, 150), ((int)job["progress"]!["joined"]!, (int)job["progress"]!["refused"]!, (int)job["progress"]!["points"]!));
        var errors = (await server.Get($"/v1/jobs/{id}/errors")).Text.Split('\n');
        Assert.StartsWith("手机,姓名,积分,等级,line,reason,code", errors[0], StringComparison.Ordinal);
        Assert.EndsWith("import.member.malformed", errors[1].Trim(), StringComparison.Ordinal);
        Assert.EndsWith("import.row.tier", errors[2].Trim(), StringComparison.Ordinal);
        Assert.Equal(1, await Count("13700000001"));

        var undo = (string)(await server.Post($"/v1/jobs/{id}/undo", "", "undo-1")).Json["id"]!;
        var undone = await Ended(undo);
        Assert.Equal(("done", 2), ((string)undone["state"]!, (int)undone["progress"]!["gone"]!));
        Assert.Contains("closed and erased", (await server.Get($"/v1/jobs/{undo}/result")).Text, StringComparison.Ordinal);
        Assert.Equal(0, await Count("13700000001"));
        Assert.Equal("job.undoneBefore", (await server.Post($"/v1/jobs/{id}/undo", "", "undo-2")).Code);
    }

    [Fact]
    public async Task Two_servers_do_a_job_once_and_a_cancelled_one_never_begins()
    {
        var waiting = (string)(await Upload("/v1/imports/members", "phone\n13700000011\n")).Json["id"]!;
        Assert.Equal("cancelled", (string)(await server.Post($"/v1/jobs/{waiting}/cancel", "", "cancel-1")).Json["state"]!);
        Assert.Equal("job.ended", (await server.Post($"/v1/jobs/{waiting}/cancel", "", "cancel-2")).Code);
        using var first = new RunningJobs(server.Site);
        using var second = new RunningJobs(server.Site);
        var list = new StringBuilder("phone,points\n");
        for (var i = 0; i < 300; i++) list.Append(System.Globalization.CultureInfo.InvariantCulture, $"1371000{i:0000},1\n");
        var job = await Ended((string)(await Upload("/v1/imports/members", list.ToString())).Json["id"]!);
        Assert.Equal((300, 300, true), ((int)job["progress"]!["joined"]!, (int)job["progress"]!["linesRead"]!, (bool)job["addsUp"]!));
        Assert.Equal(0, await Count("13700000011"));
    }

    [Fact]
    [Covers("U6")]
    public async Task Jobs_are_listed_by_cursor_the_newest_first_and_stably_while_more_are_ordered()
    {
        await using var own = new TestServer();
        await own.InitializeAsync();
        var ordered = new List<string>();
        for (var i = 0; i < 5; i++) ordered.Insert(0, await Ordered(i));
        var (seen, path) = (new List<string>(), "/v1/jobs?limit=2");
        for (string? next = ""; next is not null; path = "/v1/jobs?limit=2&cursor=" + next)
        {
            var page = (await own.Get(path)).Json;
            seen.AddRange(page["jobs"]!.AsArray().Select(j => (string)j!["id"]!));
            next = (string?)page["next"];
            if (seen.Count == 2) await Ordered(9);
        }

        Assert.Equal(ordered, seen);
        Assert.Equal(400, (await own.Get("/v1/jobs?cursor=nonsense")).Status);

        async Task<string> Ordered(int n) => (string)(await own.Post("/v1/exports", """{"table":"tiers","format":"csv"}""", $"page-{n}")).Json["id"]!;
    }

    [Fact]
    public async Task Purchases_are_read_by_a_map_kept_before()
    {
        using var running = new RunningJobs(server.Site);
        Assert.Equal(404, (await Upload("/v1/imports/purchases?map=shop", "x\n")).Status);
        Assert.Equal(400, (await Save("shop", "purchases", "sorce: till\n")).Status);
        const string Map = "source: shop\ncolumns: { number: no, occurredAt: at, member: tel, sku: sku, amount: amount }\nmembers: { key: phone }\n";
        Assert.Equal(200, (await Save("shop", "purchases", Map)).Status);
        var day = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var job = await Ended((string)(await Upload("/v1/imports/purchases?map=shop", $"no,at,tel,sku,amount\nS1,{day} 10:00:00,13700000021,tea,30.00\nS2,{day} 11:00:00,13700000021,tea,bad\n")).Json["id"]!);
        Assert.Equal(("done", 1, 1, true), ((string)job["state"]!, (int)job["progress"]!["documentsInFacts"]!, (int)job["progress"]!["documentsRefused"]!, (bool)job["hasErrors"]!));
        Assert.Contains("S2,3,", (await server.Get($"/v1/jobs/{(string)job["id"]!}/errors")).Text, StringComparison.Ordinal);
    }

    [Fact]
    [Covers("S8")]
    public async Task Exports_mask_people_and_whole_ones_need_a_right_and_a_reason()
    {
        using var running = new RunningJobs(server.Site);
        await server.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13700000031"}],"profile":{"name":"=周予安"}}""", "export-member");
        Assert.Equal("request.malformed", (await server.Post("/v1/exports", """{"table":"members","format":"xlsx","persons":"whole"}""", "export-1")).Code);
        using var clerk = server.ClientOf(await server.Key("exporter", "exports:write", "jobs:read"));
        Assert.Equal(403, (await server.Post("/v1/exports", """{"table":"members","format":"xlsx","persons":"whole","reason":"r"}""", "export-2", clerk)).Status);
        var masked = await Ended((string)(await server.Post("/v1/exports", """{"table":"members","format":"xlsx","persons":"masked","reason":"why"}""", "export-3", clerk)).Json["id"]!);
        var texts = await Texts((string)masked["id"]!);
        Assert.Contains("137 **** 0031", texts);
        Assert.Contains("why", texts);
        Assert.DoesNotContain("+8613700000031", texts);
        var none = await Ended((string)(await server.Post("/v1/exports", """{"table":"members","filter":{"tag":"nobody-has-it"}}""", "export-f")).Json["id"]!);
        Assert.Null(none["progress"]!["rows"]);
        var some = await Ended((string)(await server.Post("/v1/exports", """{"table":"members","filter":{"status":"active","balanceFrom":0}}""", "export-h")).Json["id"]!);
        Assert.True((long)some["progress"]!["rows"]! >= 1);
        Assert.Equal("request.malformed", (await server.Post("/v1/exports", """{"table":"entries","filter":{"tag":"vip"}}""", "export-g")).Code);
        var whole = await Ended((string)(await server.Post("/v1/exports", """{"table":"members","format":"xlsx","persons":"whole","reason":"audit"}""", "export-4")).Json["id"]!);
        Assert.Contains("'=周予安", await Texts((string)whole["id"]!));
        Assert.Equal(403, (await server.Get($"/v1/jobs/{(string)whole["id"]!}/result", clerk)).Status);
    }

    [Fact]
    public async Task A_job_that_takes_more_memory_than_jobs_may_is_stopped_and_says_so()
    {
        // Each look finds 100 MB more than the one before, where 64 are allowed.
        var looked = 0L;
        using var running = new RunningJobs(server.Site, new JobMemory(64L << 20, () => Interlocked.Increment(ref looked) * (100L << 20)));
        var job = await Ended((string)(await Upload("/v1/imports/members", "phone\n13700000041\n")).Json["id"]!);
        Assert.Equal(("failed", "job.memory"), ((string)job["state"]!, (string)job["failure"]!["code"]!));
        Assert.Contains("64 MB", (string)job["failure"]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(0, await Count("13700000041"));
    }

    [Fact]
    public async Task A_result_of_several_parts_is_downloaded_whole()
    {
        using var running = new RunningJobs(server.Site);
        var list = new StringBuilder("phone,name\n");
        var name = new string('周', 90);
        for (var i = 0; i < 4_000; i++) list.Append(System.Globalization.CultureInfo.InvariantCulture, $"nobody-{i:0000},{name}\n");
        // None of these is a phone: all come back with their reasons, 4,000 rows of some 300 bytes in parts of one MiB.
        var job = await Ended((string)(await Upload("/v1/imports/members", list.ToString())).Json["id"]!);
        // They are put together after the import has ended, and seen when all of them are there.
        var errors = await server.Get($"/v1/jobs/{(string)job["id"]!}/errors");
        for (var i = 0; i < 600 && errors.Status == 404; i++, errors = await server.Get($"/v1/jobs/{(string)job["id"]!}/errors")) await Task.Delay(50, TestContext.Current.CancellationToken);
        var lines = errors.Text.TrimEnd().Split('\n');
        Assert.Equal(4_001, lines.Length);
        Assert.All(lines.Skip(1), (line, i) => Assert.StartsWith(System.FormattableString.Invariant($"nobody-{i:0000},{name},"), line, StringComparison.Ordinal));
    }

    private static string? Field(JsonNode column) => (string?)column["field"] is { } name ? char.ToLowerInvariant(name[0]) + name[1..] : column["field"]?.ToString();

    private async Task<IReadOnlyList<string>> Texts(string job) => WorkbookTexts.Of(await server.Client.GetByteArrayAsync(new Uri($"/v1/jobs/{job}/result", UriKind.Relative)));

    private async Task<int> Count(string phone) =>
        (await server.Post("/v1/members/search", $$$"""{"identity":{"kind":"phone","value":"{{{phone}}}"}}""")).Json["members"]!.AsArray().Count;

    private async Task<Got> Upload(string path, string text, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(text)) };
        request.Content.Headers.ContentType = new("application/octet-stream");
        request.Headers.Add("Idempotency-Key", key ?? Guid.NewGuid().ToString());
        return await server.Send(request);
    }

    private async Task<Got> Save(string name, string kind, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/v1/import-maps/{name}?kind={kind}") { Content = new StringContent(text, Encoding.UTF8, "text/yaml") };
        return await server.Send(request);
    }

    private async Task<JsonObject> Ended(string id)
    {
        for (var i = 0; i < 3_000; i++)
        {
            var job = (await server.Get("/v1/jobs/" + id)).Json;
            // Whatever a job makes is there when it is done.
            if ((string?)job["state"] is "done" or "failed" or "cancelled") return job;
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException(id);
    }
}
