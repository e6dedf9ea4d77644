using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tessera.Server.Http;
using Tessera.Server.Pages;

namespace Tessera.Server.Tests.Http;

/// <summary>A member's life over HTTP: told, read, explained, corrected.</summary>
[Covers("P25")]
public sealed class StoryTests(TestServer server) : IClassFixture<TestServer>
{
    private static string Now => DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string> Join(string phone) =>
        (string)(await server.Post("/v1/members", $$"""{"identities":[{"kind":"phone","value":"{{phone}}"}]}""", "join-" + phone)).Json["id"]!;

    private async Task<Got> Buy(string member, string number, long net) =>
        await server.Post("/v1/purchases", $$"""{"source":"till","number":"{{number}}","occurredAt":"{{Now}}","memberId":"{{member}}","lines":[{"sku":"tea","quantity":2,"netMinor":{{net}}}]}""", "buy-" + number);

    [Fact]
    public async Task A_purchase_earns_lifts_the_tier_and_is_explained_and_a_refund_takes_its_share()
    {
        var member = await Join("13700000001");
        // A point a yuan: ¥150.00 gives 150, and silver from ¥100.00.
        var bought = await Buy(member, "story-1", 15_000);
        var tier = await server.Get($"/v1/members/{member}/tier");
        // One of two units: ¥75.00 and ⌊150 × 1 ÷ 2⌋ = 75 points go back.
        var refunded = await server.Post($"/v1/purchases/{(string)bought.Json["id"]!}/refunds", """{"source":"till","number":"story-1-r","units":[{"line":0,"quantity":1}]}""", "story-1-r");
        var points = await server.Get($"/v1/members/{member}/points");
        var entries = await server.Get($"/v1/members/{member}/points/entries?limit=1");
        var read = await server.Get($"/v1/purchases/{(string)bought.Json["id"]!}");

        Assert.Equal((201, 150L, "silver"), (bought.Status, (long)bought.Json["points"]!, (string)bought.Json["member"]!["tier"]!["id"]!));
        Assert.Equal("silver", (string)tier.Json["tier"]!["id"]!);
        Assert.NotEmpty(tier.Json["past"]!.AsArray());
        Assert.Equal((201, -75L), (refunded.Status, (long)refunded.Json["points"]!));
        Assert.Equal(75L, (long)points.Json["balance"]!);
        Assert.Contains("rel=\"next\"", entries.Headers["Link"], StringComparison.Ordinal);
        Assert.Equal(7_500L, (long)read.Json["lines"]![0]!["refundedMinor"]!);
    }

    [Fact]
    public async Task A_purchase_nobody_claimed_yet_is_refunded_and_voided_without_a_member()
    {
        var member = await Join("13700000009");
        var body = $$"""{"source":"till","number":"story-9","occurredAt":"{{Now}}","lines":[{"sku":"tea","quantity":2,"netMinor":9000}]}""";
        var sold = await server.Post("/v1/purchases", body, "story-9");
        var other = await server.Post("/v1/purchases", body.Replace("story-9", "story-9b", StringComparison.Ordinal), "story-9b");
        // One of two: ¥45.00.
        var refunded = await server.Post($"/v1/purchases/{(string)sold.Json["id"]!}/refunds", """{"source":"till","number":"story-9-r","units":[{"line":0,"quantity":1}]}""", "story-9-r");
        var voided = await server.Post($"/v1/purchases/{(string)other.Json["id"]!}/void", "{}", "story-9-v");
        var read = await server.Get($"/v1/purchases/{(string)sold.Json["id"]!}");
        var claimed = await server.Post($"/v1/purchases/{(string)sold.Json["id"]!}/claim", $$"""{"memberId":"{{member}}"}""", "story-9-c");
        var late = await server.Post($"/v1/purchases/{(string)other.Json["id"]!}/claim", $$"""{"memberId":"{{member}}"}""", "story-9-d");

        Assert.Equal((201, 4_500L, false), (refunded.Status, (long)refunded.Json["gave"]!["amountMinor"]!, (bool)refunded.Json["gave"]!["completes"]!));
        Assert.Equal((null, null, null), (refunded.Json["member"], refunded.Json["memberId"], refunded.Json["sequence"]));
        Assert.Equal((9_000L, true), ((long)voided.Json["gave"]!["amountMinor"]!, (bool)voided.Json["gave"]!["completes"]!));
        Assert.Equal(4_500L, (long)read.Json["lines"]![0]!["refundedMinor"]!);
        // 90 points, 45 of them taken back.
        Assert.Equal((90L, 45L), ((long)claimed.Json["points"]!, (long)claimed.Json["member"]!["balance"]!));
        Assert.Equal((409, "claim.refunded"), (late.Status, late.Code));
    }

    [Fact]
    public async Task Points_are_spent_once_under_their_reference_and_come_back_when_cancelled()
    {
        var member = await Join("13700000002");
        await Buy(member, "story-2", 9_000);
        var spent = await server.Post($"/v1/members/{member}/points/debits", """{"points":60,"reference":"v-1"}""", "debit-1");
        var repeat = await server.Post($"/v1/members/{member}/points/debits", """{"points":60,"reference":"v-1"}""", "debit-2");
        var more = await server.Post($"/v1/members/{member}/points/debits", """{"points":60,"reference":"v-2"}""", "debit-3");
        await server.Post($"/v1/members/{member}/points/debits/cancel", """{"reference":"v-1"}""", "cancel-1");

        Assert.Equal((201, 30L), (spent.Status, (long)spent.Json["member"]!["balance"]!));
        Assert.Equal((201, 30L), (repeat.Status, (long)repeat.Json["member"]!["balance"]!));
        Assert.Equal((409, "points.insufficient", 30L), (more.Status, more.Code, (long)more.Json["values"]!["spendable"]!));
        Assert.Equal(90L, (long)(await server.Get($"/v1/members/{member}/points")).Json["balance"]!);
    }

    [Fact]
    public async Task A_batch_answers_item_by_item_and_a_malformed_one_spoils_no_other()
    {
        var member = await Join("13700000003");
        var body = $$"""{"items":[{"source":"till","number":"b-1","occurredAt":"{{Now}}","memberId":"{{member}}","lines":[{"sku":"tea","quantity":1,"netMinor":1000}]},{"source":"till","nummer":1},{"source":"till","number":"b-2","occurredAt":"{{Now}}","memberId":"mem_00000000000000000000000000","lines":[{"sku":"tea","quantity":1,"netMinor":1000}]}]}""";
        var got = await server.Post("/v1/purchases/batch", body, "batch-1");
        var again = await server.Post("/v1/purchases/batch", body, "batch-1");

        Assert.Equal([201, 400, 404], got.Json["items"]!.AsArray().Select(i => (int)i!["status"]!));
        Assert.Equal((got.Text, true), (again.Text, again.IsReplay));
    }

    [Fact]
    [Covers("S3")]
    public async Task Members_are_found_by_phone_and_by_its_last_four_digits_and_shown_masked()
    {
        var member = await Join("13700004321");
        var whole = await server.Post("/v1/members/search", """{"identity":{"kind":"phone","value":"137 0000 4321"}}""");
        var four = await server.Post("/v1/members/search", """{"lastFour":"4321"}""");

        Assert.Equal(member, (string)whole.Json["members"]![0]!["id"]!);
        Assert.Equal(member, (string)four.Json["members"]![0]!["id"]!);
        Assert.DoesNotContain("13700004321", whole.Text + four.Text, StringComparison.Ordinal);
    }

    [Fact]
    [Covers("L4")]
    public async Task An_erased_person_is_not_found_again_and_the_answer_can_be_repeated()
    {
        var member = await Join("13700000005");
        var erased = await server.Post($"/v1/members/{member}/erase", "{}", "erase-1");
        var again = await server.Post($"/v1/members/{member}/erase", "{}", "erase-1");

        Assert.Equal((200, true, erased.Text), (erased.Status, again.IsReplay, again.Text));
        Assert.Equal(404, (await server.Get($"/v1/members/{member}")).Status);
        Assert.Empty((await server.Post("/v1/members/search", """{"identity":{"kind":"phone","value":"13700000005"}}""")).Json["members"]!.AsArray());
    }

    [Fact]
    public async Task Movement_between_tiers_adds_up_opening_and_in_less_out_is_closing()
    {
        await Buy(await Join("13700000006"), "story-6", 20_000);
        var today = TimeZoneInfo.ConvertTimeBySystemTimeZoneId(DateTimeOffset.UtcNow, "Asia/Shanghai").ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var got = await server.Get($"/v1/reports/tier-movement?from={today}&through={today}");
        var distribution = await server.Get($"/v1/reports/tier-distribution?on={today}");

        Assert.All(got.Json["tiers"]!.AsArray(), t => Assert.Equal((long)t!["closing"]!, (long)t["opening"]! + (long)t["in"]! - (long)t["out"]!));
        Assert.Equal((long)distribution.Json["members"]!, got.Json["tiers"]!.AsArray().Sum(t => (long)t!["closing"]!));
    }

    [Fact]
    public async Task A_programme_is_drafted_compared_and_published_with_a_reason()
    {
        var draft = TestServer.Program.Replace("spend: 1000", "spend: 800", StringComparison.Ordinal);
        using var put = new HttpRequestMessage(HttpMethod.Put, "/v1/program/draft") { Content = new StringContent(draft, Encoding.UTF8, "text/yaml") };
        var saved = await server.Send(put);
        var diff = await server.Get("/v1/program/diff");
        var published = await server.Post("/v1/program/publish", """{"reason":"lower gold"}""", "publish-1");
        var versions = await server.Get("/v1/program/versions");

        Assert.True((bool)saved.Json["isValid"]!);
        Assert.Contains("800.00", (string)diff.Json["changes"]![0]!["sentence"]!, StringComparison.Ordinal);
        Assert.Equal((201, 2, true), (published.Status, (int)published.Json["version"]!, (bool)published.Json["isSingle"]!));
        Assert.Equal(2, versions.Json["versions"]!.AsArray().Count);
    }

    [Fact]
    public void Every_refusal_that_a_route_names_has_a_page_that_explains_it()
    {
        var named = server.App.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).Select(e => e.Metadata.GetMetadata<Declared>()?.Route).OfType<ApiRoute>().SelectMany(r => r.Refusals).Distinct(StringComparer.Ordinal);

        Assert.DoesNotContain(named, code => !ProblemPage.Has(code));
    }
}
