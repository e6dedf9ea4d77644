using System.Text.Json.Nodes;

namespace Tessera.Server.Tests.Http;

/// <summary>Benefits over HTTP.</summary>
public sealed class BenefitRouteTests(TestServer server) : IClassFixture<TestServer>
{
    [Fact]
    [Covers("F21")]
    public async Task Everybody_may_read_what_each_tier_brings()
    {
        using var nobody = new HttpClient { BaseAddress = server.Client.BaseAddress };
        var table = JsonNode.Parse(await nobody.GetStringAsync("/v1/program/comparison", TestContext.Current.CancellationToken))!;

        Assert.Equal(["折扣", "生日权益", "积分倍率", "专属服务"], table["columns"]!.AsArray().Select(c => (string)c!["name"]!));
        Assert.Equal(["普通", "银卡", "金卡"], table["tiers"]!.AsArray().Select(t => (string)t!["tier"]!["name"]!));
        Assert.Equal(["无", "无", "1×", "新品试饮"], table["tiers"]![0]!["cells"]!.AsArray().Select(c => (string)c!["text"]!));
    }

    [Fact]
    [Covers("F11", "F34")]
    public async Task A_benefit_is_used_within_its_quota_and_says_what_is_left_and_why_not()
    {
        var member = (string)(await server.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13700000071"}]}""", "benefit-join")).Json["id"]!;
        var path = $"/v1/members/{member}/benefits";
        var once = $$"""{"source":"till","number":"b-1","occurredAt":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}"}""";
        var first = await server.Post(path + "/tasting/uses", once, "b-1");
        var again = await server.Post(path + "/tasting/uses", once, "b-1-again");
        await server.Post(path + "/tasting/uses", """{"source":"till","number":"b-2"}""", "b-2");
        var third = await server.Post(path + "/tasting/uses", """{"source":"till","number":"b-3"}""", "b-3");
        var used = (await server.Get(path)).Json["benefits"]![0]!;
        var back = await server.Post(path + "/tasting/uses/cancel", $$"""{"useSequence":{{first.Json["sequence"]}}}""", "b-4");
        var left = (await server.Get(path)).Json["benefits"]![0]!;

        Assert.Equal((201, 201, (long)first.Json["sequence"]!), (first.Status, again.Status, (long)again.Json["sequence"]!));
        Assert.Equal((409, "benefit.quotaUsed"), (third.Status, third.Code));
        Assert.Equal((false, "benefit.quotaUsed", 0L, 98L), ((bool)used["isUsable"]!, (string)used["whyNotCode"]!, (long)used["left"]!, (long)used["stockLeft"]!));
        Assert.Equal(200, back.Status);
        Assert.Equal((true, 1L, 99L), ((bool)left["isUsable"]!, (long)left["left"]!, (long)left["stockLeft"]!));
    }

    [Fact]
    [Covers("F38")]
    public async Task The_report_of_benefits_shows_what_was_bought_on_a_recommendation()
    {
        await using var clock = await ClockServer.Start(TestServer.Program);
        var member = (string)(await clock.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13700000073"}]}""")).Json["id"]!;
        var used = await clock.Post($"/v1/members/{member}/benefits/tasting/uses", """{"source":"till","number":"x-1","clerkId":"ann","recommended":["honey"]}""");
        await clock.MoveTo("2026-01-02T12:00:00+08:00");
        var bought = await clock.Post("/v1/purchases", $$"""{"memberId":"{{member}}","source":"till","number":"x-3","occurredAt":"2026-01-02T11:00:00+08:00","lines":[{"sku":"honey","quantity":1,"netMinor":1500},{"sku":"cup","quantity":1,"netMinor":800}]}""");
        var report = await clock.Get("/v1/reports/benefits?from=2026-01-01&through=2026-01-02");

        Assert.Equal((201, 201, 200), (used.Status, bought.Status, report.Status));
        var sold = Assert.Single(report.Json["crossSales"]!.AsArray())!;
        // The honey of 15.00; nobody recommended the cup.
        Assert.Equal(("tasting", "ann", 1L, 1L, 1L, 1_500L), ((string)sold["benefit"]!, (string)sold["clerkId"]!, (long)sold["recommended"]!, (long)sold["followed"]!, (long)sold["orders"]!, (long)sold["revenueMinor"]!));
    }

    [Fact]
    [Covers("F18", "F24")]
    public async Task The_night_grants_what_the_month_of_the_birthday_brings_once()
    {
        var program = TestServer.Program.Replace("\nbenefits:", "\nbenefits:\n  - { id: care, name: { zh: 生日护理, en: birthday care }, type: birthday, unitCost: 30, owner: 店长, stock: unlimited, tiers: [base] }", StringComparison.Ordinal);
        await using var clock = await ClockServer.Start(program);
        var member = (string)(await clock.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13700000072"}],"profile":{"birthday":"1990-02-28"}}""")).Json["id"]!;
        var path = $"/v1/members/{member}/benefits";
        var early = await clock.Post(path + "/care/uses", """{"source":"till","number":"c-1"}""");
        await clock.MoveTo("2026-02-01T00:10:00+08:00");
        var granted = (await clock.Get(path)).Json["benefits"]![0]!;
        var inbox = await clock.Get($"/v1/members/{member}/inbox");
        var used = await clock.Post(path + "/care/uses", """{"source":"till","number":"c-2"}""");
        await clock.MoveTo("2026-02-28T12:00:00+08:00");
        var twice = await clock.Post(path + "/care/uses", """{"source":"till","number":"c-3"}""");

        Assert.Equal("benefit.notGranted", early.Code);
        Assert.Equal((true, 1L, "2026-02-28"), ((bool)granted["isUsable"]!, (long)granted["left"]!, (string)granted["through"]!));
        Assert.Contains("benefit.granted", inbox.Text, StringComparison.Ordinal);
        Assert.Equal((201, "benefit.grantUsed"), (used.Status, twice.Code));
    }
}
