using System.Text.Json.Nodes;
using Tessera.Server.Tests.Verbs;

namespace Tessera.Server.Tests.Http;

/// <summary>Reports of members and sales over HTTP: every number opens at the address it names.</summary>
public sealed class SalesReportRouteTests
{
    [Fact]
    [Covers("U39", "B14", "I8")]
    public async Task Every_number_opens_what_it_counts()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        await server.MoveTo("2026-01-05T12:00:00+08:00");
        var (ann, bob) = (await server.Join("13800000001"), await server.Join("13800000002"));
        await server.Join("13800000003");
        // Ann 100.00 and 50.00, Bob 30.00.
        await server.Buy(ann, "a1", 10_000);
        await server.Buy(ann, "a2", 5_000);
        await server.Buy(bob, "b1", 3_000);
        const string Week = "from=2026-01-01&through=2026-01-05";
        var figures = (await server.Get("/v1/reports/figures?" + Week)).Json["figures"]!.AsArray();
        foreach (var (figure, rows, sum) in new[] { ("members", 3, 18_000L), ("newMembers", 3, 18_000L), ("buyers", 2, 18_000L), ("activeRate", 2, 18_000L), ("repurchaseRate", 1, 15_000L) })
        {
            var opened = (await server.Get((string)figures.Single(f => (string)f!["id"]! == figure)!["opens"]!)).Json["members"]!.AsArray();
            Assert.Equal((figure, rows, sum), (figure, opened.Count, opened.Sum(m => (long)m!["salesMinor"]!)));
        }

        var sold = (await server.Get((string)figures.Single(f => (string)f!["id"]! == "sales")!["opens"]!)).Json["purchases"]!.AsArray();
        Assert.Equal((3, 18_000L), (sold.Count, sold.Sum(p => (long)p!["netMinor"]!)));
        Assert.Equal(["a1", "a2", "b1"], (await Pages(server, $"/v1/reports/purchases?figure=orders&{Week}&limit=1")).Select(p => (string)p["number"]!).Order());
        await Opens(server, $"/v1/reports/rankings?by=store&{Week}", "rows", "orders", "purchases");
        await Opens(server, $"/v1/reports/tier-sales?{Week}", "tiers", "orders", "purchases");
        await Opens(server, "/v1/reports/reach?metric=spend&at=3000,3001", "asked", "members", "members");
        await Opens(server, "/v1/reports/reach?metric=spend", "curve", "members", "members");
        await Opens(server, "/v1/reports/tier-distribution", "tiers", "members", "members");
        await Opens(server, $"/v1/reports/tier-movement?{Week}", "moves", "members", "members");
        var cohort = (await server.Get($"/v1/reports/cohorts?by=joining&{Week}")).Json["cohorts"]![0]!;
        Assert.Equal((3L, 6_000L), ((long)cohort["members"]!, (long)cohort["valuePerMemberMinor"]!));
        Assert.Equal(2, (await server.Get((string)cohort["cells"]![0]!["opens"]!)).Json["members"]!.AsArray().Count);
        Assert.Equal(3L, (long)(await server.Get("/v1/reports/daily?" + Week)).Json["days"]![4]!["figures"]!["orders"]!);
    }

    // Monday the 5th until noon: Ann joins and buys 100.00, Bob joins and buys 30.00 at noon and later 20.00. Monday the 12th at noon: Ann bought 50.00, of which 10.00 came back, at s1.
    [Fact]
    [Covers("U39")]
    public async Task Today_so_far_stands_beside_the_same_weekday_until_the_same_hour()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        await server.MoveTo("2026-01-05T10:00:00+08:00");
        var (ann, bob) = (await server.Join("13800000001"), await server.Join("13800000002"));
        await server.Buy(ann, "a1", 10_000);
        await server.Buy(bob, "b1", 3_000);
        await server.MoveTo("2026-01-05T15:00:00+08:00");
        await server.Buy(bob, "b2", 2_000);
        await server.MoveTo("2026-01-12T11:00:00+08:00");
        var bought = await server.Post("/v1/purchases", $$"""{"source":"till","number":"a2","occurredAt":"2026-01-12T11:00:00+08:00","memberId":"{{ann}}","storeId":"s1","lines":[{"sku":"tea","quantity":1,"netMinor":5000}]}""");
        await server.Post("/v1/purchases", """{"source":"till","number":"n1","occurredAt":"2026-01-12T11:00:00+08:00","storeId":"s2","lines":[{"sku":"tea","quantity":1,"netMinor":700}]}""");
        var back = await server.Post($"/v1/purchases/{bought.Json["id"]}/refunds", """{"amountMinor":1000,"source":"till","number":"r1"}""");
        Assert.True(back.Status < 300, back.Text);
        await server.MoveTo("2026-01-12T12:00:00+08:00");

        var all = (await server.Get("/v1/reports/today")).Json;
        var one = (await server.Get("/v1/reports/today?store=s1")).Json;
        var other = (await server.Get("/v1/reports/today?store=s2")).Json;

        Assert.Equal(("2026-01-12", "2026-01-05"), ((string)all["on"]!, (string)all["thenOn"]!));
        Assert.Equal((0L, 1L, 1L, 4_000L, 700L), Of(all["now"]!));
        Assert.Equal((2L, 2L, 2L, 13_000L, 0L), Of(all["then"]!));
        Assert.Equal(130L, (long)all["then"]!["pointsEarned"]!);
        Assert.Equal((0L, 1L, 1L, 4_000L, 0L), Of(one["now"]!));
        Assert.Equal((0L, 0L, 0L, 0L, 700L), Of(other["now"]!));

        static (long, long, long, long, long) Of(JsonNode f) => ((long)f["newMembers"]!, (long)f["active"]!, (long)f["orders"]!, (long)f["salesMinor"]!, (long)f["othersMinor"]!);
    }

    [Theory]
    [InlineData("/v1/reports/figures?from=2026-01-05&through=2026-01-01", "?through")]
    [InlineData("/v1/reports/daily?from=2024-01-01&through=2026-01-01", "?from")]
    [InlineData("/v1/reports/cohorts?by=joining&from=2019-01-01&through=2026-01-01", "?from")]
    [InlineData("/v1/reports/reach?metric=spend&window=often", "?window")]
    [InlineData("/v1/reports/reach?metric=spend&at=x", "?at")]
    [InlineData("/v1/reports/members?figure=reach&metric=spend", "?atLeast")]
    [InlineData("/v1/reports/members?figure=cohort&by=joining&month=May", "?month")]
    [InlineData("/v1/reports/members?figure=moved&was=base", "?tier")]
    [InlineData("/v1/reports/purchases?figure=sales&from=2026-01-01&through=2026-01-02&place=s1", "?by")]
    public async Task What_cannot_be_asked_is_said(string path, string pointer)
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        await server.MoveTo("2026-01-05T12:00:00+08:00");
        var wrong = await server.Get(path);
        Assert.Equal((400, pointer), (wrong.Status, (string)wrong.Json["errors"]![0]!["pointer"]!));
    }

    // Each row of a report opens as many rows as it counts.
    private static async Task Opens(ClockServer server, string path, string rows, string count, string opened)
    {
        var list = (await server.Get(path)).Json[rows]!.AsArray();
        Assert.NotEmpty(list);
        foreach (var row in list)
        {
            var behind = (await server.Get((string)row!["opens"]!)).Json[opened]!.AsArray();
            Assert.Equal((path, (long)row[count]!), (path, behind.Count));
        }
    }

    private static async Task<List<JsonNode>> Pages(ClockServer server, string path)
    {
        var (rows, cursor) = (new List<JsonNode>(), "");
        while (rows.Count < 10)
        {
            var page = (await server.Get(path + cursor)).Json;
            rows.AddRange(page["purchases"]!.AsArray().Select(p => p!));
            if (page["next"] is not { } next) break;
            cursor = "&cursor=" + (string)next!;
        }

        return rows;
    }
}
