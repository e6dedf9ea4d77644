using System.Text.Json.Nodes;
using Tessera.App.Jobs;
using Tessera.Core.Facts;

namespace Tessera.Server.Tests.Http;

/// <summary>Stores and tills, batches of tiers, what waits for staff.</summary>
public sealed class StoresAndBatchesTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    [Covers("P55")]
    public async Task A_tills_key_puts_its_store_into_purchases_and_unknown_stores_may_be_refused()
    {
        Assert.Equal(201, (await server.Post("/v1/stores", """{"code":"east","nameZh":"华东","isRegion":true,"zone":"Asia/Tokyo"}""", "s1")).Status);
        Assert.Equal(201, (await server.Post("/v1/stores", """{"code":"sh-1","nameZh":"南京西路店","parent":"east"}""", "s2")).Status);
        Assert.Equal("place.parent", (await server.Post("/v1/stores", """{"code":"sh-2","nameZh":"x","parent":"sh-1"}""", "s3")).Code);
        Assert.Equal("place.exists", (await server.Post("/v1/stores", """{"code":"sh-1","nameZh":"x"}""", "s4")).Code);
        Assert.Equal(201, (await server.Post("/v1/tills", """{"code":"sh-1-1","store":"sh-1"}""", "s5")).Status);
        Assert.Equal("Asia/Tokyo", (string)(await server.Get("/v1/tills/sh-1-1")).Json["zoneInForce"]!);
        Assert.Equal(["east", "sh-1"], (await server.Get("/v1/stores?limit=10")).Json["places"]!.AsArray().Select(p => (string)p!["code"]!));
        Assert.Equal(404, (await server.Get("/v1/stores/sh-1-1")).Status);

        var secret = await server.Key("till", "purchases:write", "purchases:read", "members:write");
        var key = (await server.Get("/v1/keys")).Json["keys"]!.AsArray().Single(k => (string)k!["name"]! == "till")!;
        Assert.Equal(200, (await Put($"/v1/keys/{(string)key["id"]!}/place", """{"place":"sh-1-1"}""")).Status);
        using var till = server.ClientOf(secret);
        var bought = await Buy("p1", "", till);
        Assert.Equal(201, bought.Status);
        Assert.Equal(("sh-1", "sh-1-1"), server.Site.Read(r => r.Db.Documents.Find("till", "p1") is { Account: { } who } known && r.Db.Records.Find(who, known.Sequence)!.Fact is Purchase p ? (p.StoreId, p.TillId) : default));
        Assert.Equal(201, (await Buy("p2", ",\"storeId\":\"nowhere\"", till)).Status);
        Assert.Equal(200, (await Put("/v1/store-settings", """{"refuseUnknown":true}""")).Status);
        var refused = await Buy("p3", ",\"storeId\":\"nowhere\"", till);
        Assert.Equal((400, "store.notKnown", "/storeId"), (refused.Status, (string)refused.Json["errors"]![0]!["code"]!, (string)refused.Json["errors"]![0]!["pointer"]!));
        Assert.Equal(201, (await Buy("p4", "", till)).Status);
        Assert.Equal(200, (await server.Post("/v1/stores/sh-1/close", "", "s6")).Status);
        Assert.Equal(400, (await Buy("p5", "", till)).Status);
        Assert.Equal(200, (await Put("/v1/store-settings", """{"refuseUnknown":false}""")).Status);
    }

    [Fact]
    [Covers("B16")]
    public async Task A_batch_of_tiers_is_previewed_run_and_undone()
    {
        var members = new List<string>();
        for (var i = 0; i < 3; i++) members.Add((string)(await server.Post("/v1/members", $$"""{"identities":[{"kind":"phone","value":"1360000000{{i}}"}]}""", "b" + i)).Json["id"]!);
        await server.Post($"/v1/members/{members[1]}/tier", """{"tier":"gold","reasonCode":"vip"}""", "b-gold");
        await server.Post($"/v1/members/{members[2]}/close", "", "b-close");
        Assert.Equal(400, (await server.Post("/v1/tiers/batches", """{"tier":"gold","reasonCode":"x"}""", "plan-0")).Status);
        var list = string.Join(',', members.Append("mem_0000000000000000000000000a").Select(m => $"\"{m}\""));
        var plan = await server.Post("/v1/tiers/batches", $$"""{"tier":"gold","reasonCode":"anniversary","members":[{{list}}]}""", "plan-1");
        Assert.Equal((201, 3, 1, 1, 1, 1), (plan.Status, (int)plan.Json["members"]!, (int)plan.Json["changes"]!, (int)plan.Json["same"]!, (int)plan.Json["refused"]!, (int)plan.Json["unknown"]!));
        Assert.Equal("base", await TierOf(members[0]));
        var batch = (string)plan.Json["id"]!;
        using var stop = new CancellationTokenSource();
        var runner = new JobRunner(server.Site, (_, _) => { }).Run(stop.Token);
        Assert.Equal(202, (await server.Post($"/v1/tiers/batches/{batch}/run", "", "run-1")).Status);
        Assert.Equal("tierBatch.started", (await server.Post($"/v1/tiers/batches/{batch}/run", "", "run-2")).Code);
        var done = await Ended(batch);
        Assert.Equal((1, 1, 1), ((int)done["progress"]!["done"]!, (int)done["progress"]!["same"]!, (int)done["progress"]!["refused"]!));
        Assert.Equal("gold", await TierOf(members[0]));
        var undo = await Ended((string)(await server.Post($"/v1/jobs/{batch}/undo", "", "undo-b")).Json["id"]!);
        Assert.Equal((1, 2), ((int)undo["progress"]!["undone"]!, (int)undo["progress"]!["left"]!));
        Assert.Equal("base", await TierOf(members[0]));
        Assert.Equal(["undone", "same", "refused"], (await server.Get($"/v1/tiers/batches/{batch}/rows")).Json["rows"]!.AsArray().Select(r => (string)r!["result"]!));
        await stop.CancelAsync();
        await runner;
    }

    [Fact]
    [Covers("C14")]
    public async Task Lists_of_applications_and_of_the_worklist_are_served()
    {
        Assert.Empty((await server.Get("/v1/tier-applications?state=open")).Json["applications"]!.AsArray());
        Assert.Empty((await server.Get("/v1/tiers/worklist")).Json["items"]!.AsArray());
        Assert.Equal(404, (await server.Post("/v1/tiers/worklist/wrk_x_1_1/decide", """{"lower":true,"reasonCode":"x"}""", "w1")).Status);
    }

    private async Task<string> TierOf(string member) => (string)(await server.Get("/v1/members/" + member)).Json["tier"]!;

    private Task<Got> Buy(string number, string more, HttpClient till) => server.Post(
        "/v1/purchases", $$"""{"source":"till","number":"{{number}}","occurredAt":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}","memberIdentity":{"kind":"phone","value":"13600000099"},"joinsIfUnknown":true,"lines":[{"sku":"tea","quantity":1,"netMinor":1000}]{{more}}}""", number, till);

    private async Task<Got> Put(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        return await server.Send(request);
    }

    private async Task<JsonObject> Ended(string id)
    {
        for (var i = 0; i < 600; i++)
        {
            var job = (await server.Get("/v1/jobs/" + id)).Json;
            if ((string?)job["state"] is "done" or "failed" or "cancelled") return job;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException(id);
    }
}
