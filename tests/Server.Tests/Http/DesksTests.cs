using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.App.Jobs;

namespace Tessera.Server.Tests.Http;

/// <summary>What a desk reads and marks: messages, notices, why somebody is frozen, a copy of everything about a person, the report of points.</summary>
public sealed class DesksTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    [Covers("L2")]
    public async Task A_frozen_member_says_since_when_and_why()
    {
        var member = await Join("13500000001");
        Assert.Null((await server.Get("/v1/members/" + member)).Json["frozen"]);
        await server.Post($"/v1/members/{member}/freeze", """{"reasonCode":"abuse","note":"同一设备注册 9 个账号"}""", "f1");
        var frozen = (await server.Get("/v1/members/" + member)).Json;
        Assert.Equal(("frozen", "abuse", "同一设备注册 9 个账号"), ((string)frozen["status"]!, (string)frozen["frozen"]!["reasonCode"]!, (string)frozen["frozen"]!["note"]!));
        Assert.True(DateTimeOffset.Parse((string)frozen["frozen"]!["since"]!, null) > DateTimeOffset.UtcNow.AddMinutes(-5));
        await server.Post($"/v1/members/{member}/unfreeze", "", "f2");
        Assert.Null((await server.Get("/v1/members/" + member)).Json["frozen"]);
    }

    [Fact]
    public async Task Messages_are_paged_and_marked_as_read_once()
    {
        var member = await Join("13500000002");
        await Buy("m1", "13500000002", 10_000);
        await Buy("m2", "13500000002", 100_000);
        var first = await server.Get($"/v1/members/{member}/inbox?limit=1");
        var second = await server.Get($"/v1/members/{member}/inbox?limit=1&cursor={(string)first.Json["next"]!}");
        var ids = new[] { first, second }.Select(p => (string)p.Json["messages"]![0]!["id"]!).ToList();
        Assert.NotEqual(ids[0], ids[1]);
        Assert.Equal(400, (await server.Get($"/v1/members/{member}/inbox?cursor=x")).Status);
        var read = await server.Post($"/v1/members/{member}/inbox/read", $$"""{"messages":["{{ids[0]}}"]}""", "r1");
        Assert.Equal((200, 1), (read.Status, (int)read.Json["messages"]!));
        Assert.Equal("inbox.unknown", (await server.Post($"/v1/members/{member}/inbox/read", $$"""{"messages":["{{ids[1]}}","msg_999_1"]}""", "r2")).Code);
        var after = (await server.Get($"/v1/members/{member}/inbox")).Json["messages"]!.AsArray();
        Assert.Equal([true, false], ids.Select(id => after.Single(m => (string)m!["id"]! == id)!["readAt"] is not null));
        var at = (string)after.Single(m => (string)m!["id"]! == ids[0])!["readAt"]!;
        await server.Post($"/v1/members/{member}/inbox/read", $$"""{"messages":["{{ids[0]}}"]}""", "r3");
        Assert.Equal(at, (string)(await server.Get($"/v1/members/{member}/inbox")).Json["messages"]!.AsArray().Single(m => (string)m!["id"]! == ids[0])!["readAt"]!);
    }

    [Fact]
    public async Task Notices_to_the_owner_are_marked_as_seen()
    {
        await server.Site.Alone(scope =>
        {
            scope.Db.Webhooks.TellOwner(scope.Now, "webhook.off", "whe_x", new Dictionary<string, string>(StringComparer.Ordinal) { ["host"] = "a.example", ["reason"] = "gone" });
            return 0;
        });
        var notice = (await server.Get("/v1/webhooks/notices")).Json["notices"]![0]!;
        Assert.Null(notice["seenAt"]);
        var number = (long)notice["number"]!;
        Assert.Equal("owner.notice", (await server.Post("/v1/webhooks/notices/seen", $$"""{"through":{{number + 1}} }""", "n1")).Code);
        Assert.Equal(200, (await server.Post("/v1/webhooks/notices/seen", $$"""{"through":{{number}} }""", "n2")).Status);
        Assert.NotNull((await server.Get("/v1/webhooks/notices")).Json["notices"]![0]!["seenAt"]);
    }

    [Fact]
    [Covers("P53")]
    public async Task Everything_about_one_member_is_given_whole_with_one_audit_record()
    {
        var member = await Join("13500000003", "周<b>予安");
        await Buy("x1", "13500000003", 12_300);
        await server.Post($"/v1/members/{member}/tags", """{"tag":"vip"}""", "x-tag");
        await server.Post($"/v1/members/{member}/referrals", """{"identities":[{"kind":"phone","value":"13500000004"}]}""", "x-friend");
        await server.Post($"/v1/members/{member}/points/debits", """{"reference":"gift","points":23}""", "x-debit");
        var before = Exports();
        var copy = await server.Get($"/v1/members/{member}/export");
        Assert.Equal((200, before + 1), (copy.Status, Exports()));
        Assert.Equal(("+8613500000003", "周<b>予安"), ((string)copy.Json["identities"]!.AsArray().Single(i => (string)i!["kind"]! == "phone")!["value"]!, (string)copy.Json["profile"]!["name"]!));
        Assert.Equal((12_300, 123, 1), ((int)copy.Json["purchases"]![0]!["totalMinor"]!, (int)copy.Json["purchases"]![0]!["points"]!, copy.Json["purchases"]![0]!["lines"]!.AsArray().Count));
        Assert.Equal([123, -23], copy.Json["entries"]!.AsArray().Select(e => (int)e!["change"]!["points"]!).Where(p => p != 0));
        Assert.Equal((100, "silver", "vip"), ((int)copy.Json["points"]!["balance"]!, (string)copy.Json["tier"]!["tier"]!["id"]!, (string)copy.Json["member"]!["tags"]![0]!["tag"]!));
        Assert.NotEmpty(copy.Json["inbox"]!.AsArray());
        Assert.NotEmpty(copy.Json["events"]!.AsArray());
        var page = await server.Get($"/v1/members/{member}/export?format=html");
        Assert.Equal(before + 2, Exports());
        Assert.Contains("<h1>Everything kept about a member</h1>", page.Text, StringComparison.Ordinal);
        Assert.Contains("周&lt;b&gt;予安", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await server.Get("/v1/members/mem_0000000000000000000000000a/export")).Status);
        using var reader = server.ClientOf(await server.Key("reader", "members:read"));
        Assert.Equal(403, (await server.Get($"/v1/members/{member}/export", reader)).Status);
        Assert.Equal(before + 2, Exports());
    }

    [Fact]
    [Covers("P25")]
    public async Task The_report_of_points_adds_up_over_http()
    {
        await Join("13500000005");
        await Buy("rp1", "13500000005", 5_000);
        var today = server.Site.Read(r => r.Today);
        var text = today.ToString("yyyy-MM-dd", null);
        var report = await server.Get($"/v1/reports/points?from={today.AddDays(-40):yyyy-MM-dd}&through={text}&by=month");
        var total = report.Json["total"]!;
        Assert.Equal((long)total["closing"]!, (long)total["opening"]! + (long)total["in"]!["total"]! - (long)total["out"]!["total"]!);
        Assert.True(report.Json["months"]!.AsArray().Count is 2 or 3);
        Assert.Null((await server.Get($"/v1/reports/points?from={text}&through={text}")).Json["months"]);
        Assert.Equal(400, (await server.Get($"/v1/reports/points?from={text}&through={today.AddDays(1):yyyy-MM-dd}")).Status);
        Assert.Equal(400, (await server.Get($"/v1/reports/points?from=0001-01-01&through={text}")).Status);
    }

    [Fact]
    [Covers("P55")]
    public async Task Imports_take_gzip_and_refuse_unknown_stores_where_the_merchant_does()
    {
        using var stop = new CancellationTokenSource();
        var runner = new JobRunner(server.Site, (_, _) => { }).Run(stop.Token);
        await Put("/v1/import-maps/desk?kind=purchases", "source: desk\ncolumns: { number: no, occurredAt: at, member: tel, sku: sku, amount: amount, store: shop }\nmembers: { key: phone }\n", "text/yaml");
        await server.Post("/v1/stores", """{"code":"sh-9","nameZh":"九店"}""", "st-9");
        await Put("/v1/store-settings", """{"refuseUnknown":true}""", "application/json");
        var day = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", null);
        var file = Pack($"no,at,tel,sku,amount,shop\nG1,{day} 10:00:00,13500000006,tea,30.00,sh-9\nG2,{day} 11:00:00,13500000006,tea,30.00,nowhere\n");
        var job = await Ended(await Upload("/v1/imports/purchases?map=desk", file, "gz-1"));
        Assert.Equal((1, 1, "done"), ((int)job["progress"]!["documentsInFacts"]!, (int)job["progress"]!["documentsRefused"]!, (string)job["state"]!));
        Assert.Contains("import.row.store", await Errors((string)job["id"]!), StringComparison.Ordinal);
        var members = await Ended(await Upload("/v1/imports/members", Encoding.UTF8.GetBytes("手机,门店\n13500000007,sh-9\n13500000008,nowhere\n"), "gz-2"));
        Assert.Equal((1, 1), ((int)members["progress"]!["joined"]!, (int)members["progress"]!["refused"]!));
        await Put("/v1/store-settings", """{"refuseUnknown":false}""", "application/json");
        Assert.Equal("upload.broken", Wrong(await Upload("/v1/imports/purchases?map=desk", file[..^12], "gz-3")));
        file[12] ^= 0xff;
        Assert.Equal("upload.broken", Wrong(await Upload("/v1/imports/purchases?map=desk", file, "gz-5")));
        Assert.Equal("upload.gzip", Wrong(await Upload("/v1/imports/members", Pack("手机\n13500000009\n"), "gz-4")));
        await stop.CancelAsync();
        await runner;
    }

    private static string Wrong(Got got) => (string)got.Json["errors"]![0]!["code"]!;

    private static byte[] Pack(string text)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    private int Exports() => server.Site.Read(r => r.Db.Audits.Page(200)).Count(a => a.Event.Action is "member.exported" or "exportMember");

    private async Task<string> Join(string phone, string name = "x") =>
        (string)(await server.Post("/v1/members", $$"""{"identities":[{"kind":"phone","value":"{{phone}}"}],"profile":{"name":"{{name}}"} }""", "join-" + phone)).Json["id"]!;

    private Task<Got> Buy(string number, string phone, long minor) => server.Post(
        "/v1/purchases", $$"""{"lines":[{"netMinor":{{minor}},"sku":"tea","quantity":1}],"source":"desk-till","number":"{{number}}","occurredAt":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}","memberIdentity":{"kind":"phone","value":"{{phone}}"} }""", "buy-" + number);

    private async Task<Got> Upload(string path, byte[] file, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(file) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/octet-stream");
        request.Headers.Add("Idempotency-Key", key);
        return await server.Send(request);
    }

    private async Task Put(string path, string body, string media)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(body, Encoding.UTF8, media) };
        Assert.Equal(200, (await server.Send(request)).Status);
    }

    /// <summary>The file of refused rows is written after the last row was decided.</summary>
    private async Task<string> Errors(string job)
    {
        for (var i = 0; i < 600; i++)
        {
            var file = await server.Get($"/v1/jobs/{job}/errors");
            if (file.Status == 200) return file.Text;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException(job);
    }

    private async Task<JsonObject> Ended(Got asked)
    {
        Assert.Equal(202, asked.Status);
        for (var i = 0; i < 600; i++)
        {
            var job = (await server.Get("/v1/jobs/" + (string)asked.Json["id"]!)).Json;
            if ((string?)job["state"] is "done" or "failed" or "cancelled") return job;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException();
    }
}
