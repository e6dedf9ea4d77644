using System.Globalization;

namespace Tessera.Server.Tests.Http;

/// <summary>The search of the console, the worklist of redemptions and the register of exports.</summary>
public sealed class SearchTests : IAsyncLifetime
{
    private readonly TestServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    [Covers("U23")]
    public async Task One_term_finds_members_purchases_coupons_and_redemptions_as_far_as_the_caller_may_read()
    {
        var a = await Join("13800001234", "周予安");
        await Buy(a, "S-2026-001", 50);
        await _server.Post("/v1/coupon-pools/film/codes", """{"codes":["FILM-0001"]}""", "pool");
        var redeemed = await Redeem(a, "mug", "r1");

        Assert.Equal([a], Ids(await Find("予安"), "members", "id"));
        Assert.Equal([a], Ids(await Find("1234"), "members", "id"));
        Assert.Equal([a], Ids(await Find("S-2026-001"), "purchases", "memberId"));
        var purchase = Ids(await Find("S-2026-001"), "purchases", "id").Single();
        Assert.Equal(200, (await _server.Get("/v1/purchases/" + purchase)).Status);
        Assert.Equal([purchase], Ids(await Find(purchase), "purchases", "id"));
        Assert.Equal(["Film"], Ids(await Find("FILM-0001"), "coupons", "name"));
        Assert.Equal([(string)redeemed["id"]!], Ids(await Find((string)redeemed["code"]!), "redemptions", "id"));
        Assert.Empty(Ids(await Find("S-2026"), "purchases", "id"));

        using var membersOnly = _server.ClientOf(await _server.Key("few", "members:read"));
        var less = await _server.Post("/v1/search", """{"term":"S-2026-001"}""", null, membersOnly);
        Assert.Empty(Ids(less, "purchases", "id"));
    }

    [Fact]
    [Covers("P39"), Covers("J11")]
    public async Task Redemptions_of_all_members_are_a_worklist_by_stage_and_way_of_handing_over()
    {
        // Mug is fetched, tea is sent; the first mug is handed over.
        var (a, b) = (await Join("13800001234", "周予安"), await Join("13900001234", "王小明"));
        await Buy(a, "p1", 50);
        await Buy(b, "p2", 50);
        var first = await Redeem(a, "mug", "r1");
        var second = await Redeem(b, "mug", "r2");
        var sent = await Redeem(b, "tea", "r3", ""","delivery":"上海市某路 1 号" """);
        await _server.Post("/v1/redemptions/write-off", $$"""{"code":"{{first["code"]}}"}""", "w");

        Assert.Equal([Id(sent), Id(second), Id(first)], await List(""));
        Assert.Equal([Id(second), Id(sent)], await List("stage=open&oldestFirst=true"));
        Assert.Equal([Id(sent)], await List("stage=open&handing=delivery"));
        Assert.Equal([Id(first)], await List("stage=fulfilled"));
        Assert.Equal([Id(second), Id(first)], await List("reward=mug"));
        Assert.Empty(await List("through=2001-01-01"));
        var page = (await _server.Get("/v1/redemptions?limit=2&count=true")).Json;
        var rest = (await _server.Get("/v1/redemptions?limit=2&cursor=" + page["next"])).Json;
        Assert.Equal(3, (long)page["total"]!);
        Assert.Equal(Id(first), (string)rest["redemptions"]!.AsArray().Single()!["id"]!);
        var row = page["redemptions"]![0]!;
        Assert.Equal(("Tea", "王小明", "139 **** 1234", "上海市某路 1 号"), ((string)row["name"]!, (string)row["memberName"]!, (string)row["memberPhone"]!, ((string)row["delivery"]!).Trim()));

        using var shop = _server.ClientOf(await _server.Key("shop", "rewards:read"));
        var bare = (await _server.Get("/v1/redemptions", shop)).Json["redemptions"]![0]!;
        Assert.Equal((null, null, null), ((string?)bare["memberName"], (string?)bare["code"], (string?)bare["delivery"]));
    }

    [Fact]
    [Covers("S8")]
    public async Task The_register_says_who_took_what_how_many_rows_and_why()
    {
        using var running = new RunningJobs(_server.Site);
        var a = await Join("13800001234", "周予安");
        await Join("13900001234", "王小明");
        var job = (string)(await _server.Post("/v1/exports", """{"table":"members","format":"xlsx","persons":"masked","filter":{"tier":"base"},"reason":"门店活动"}""", "e1")).Json["id"]!;
        await running.Ended(_server, job);
        await _server.Get($"/v1/members/{a}/export");

        var rows = (await _server.Get("/v1/exports")).Json["exports"]!.AsArray();

        Assert.Equal(("member", 1L, "whole", a, false), ((string)rows[0]!["what"]!, (long)rows[0]!["rows"]!, (string)rows[0]!["persons"]!, (string)rows[0]!["memberId"]!, (bool)rows[0]!["hasFile"]!));
        Assert.Equal((job, "members", 2L, "masked", "门店活动", "xlsx", true), ((string)rows[1]!["id"]!, (string)rows[1]!["what"]!, (long)rows[1]!["rows"]!, (string)rows[1]!["persons"]!, (string)rows[1]!["reason"]!, (string)rows[1]!["format"]!, (bool)rows[1]!["hasFile"]!));
        Assert.Equal("base", (string)rows[1]!["filter"]!["tier"]!);
        Assert.StartsWith("key:", (string)rows[1]!["actor"]!, StringComparison.Ordinal);
        Assert.Empty((await _server.Get("/v1/exports?actor=cli")).Json["exports"]!.AsArray());
    }

    [Fact]
    [Covers("A2")]
    public async Task Paid_periods_of_all_members_are_listed_by_state_and_page_by_page_and_the_timeline_says_what_things_were_about()
    {
        var (a, b) = (await Join("13800001234", "周予安"), await Join("13900001234", "王小明"));
        await Pay(a, "P-1");
        var other = (await Pay(b, "P-2")).Json["period"]!["id"];
        await _server.Post($"/v1/plans/orders/{other}/refund", """{"reasonCode":"changed-mind"}""", "back");
        await _server.Post($"/v1/members/{a}/tags", """{"tag":"vip-guest"}""", "tag");

        Assert.Equal(new[] { a, b }.Order(StringComparer.Ordinal), (await Periods("")).Order(StringComparer.Ordinal));
        Assert.Equal([a], await Periods("status=held&plan=gold-year"));
        Assert.Equal([b], await Periods("status=refunded"));
        Assert.Empty(await Periods("plan=other"));
        Assert.Empty(await Periods("endsThrough=2001-01-01"));
        var first = (await _server.Get("/v1/plans/periods?limit=1")).Json;
        var second = (await _server.Get("/v1/plans/periods?limit=1&cursor=" + first["next"])).Json;
        Assert.Equal(new[] { a, b }.Order(StringComparer.Ordinal), new[] { first, second }.Select(p => (string)p["periods"]![0]!["memberId"]!).Order(StringComparer.Ordinal));
        Assert.Null(second["next"]);
        Assert.Equal(400, (await _server.Get("/v1/plans/periods?cursor=nothing")).Status);

        var items = (await _server.Get($"/v1/members/{a}/timeline")).Json["items"]!.AsArray();
        Assert.Equal(["vip-guest", "by store"], items.Where(i => (string)i!["kind"]! is "tagGiven" or "joined").Select(i => (string)i!["why"]![0]!));
    }

    private async Task<IReadOnlyList<string>> Periods(string query) => [.. (await _server.Get("/v1/plans/periods?" + query)).Json["periods"]!.AsArray().Select(r => (string)r!["memberId"]!)];

    private Task<Got> Pay(string member, string number) =>
        _server.Post("/v1/plans/orders", $$"""{"memberId":"{{member}}","plan":"gold-year","payments":[{"kind":"cash","amountMinor":9900}],"source":"till","number":"{{number}}"}""", number);

    private static string Id(System.Text.Json.Nodes.JsonObject made) => (string)made["id"]!;

    private async Task<IReadOnlyList<string>> List(string query) => [.. (await _server.Get("/v1/redemptions?" + query)).Json["redemptions"]!.AsArray().Select(r => (string)r!["id"]!)];

    private Task<Got> Find(string term) => _server.Post("/v1/search", $$"""{"term":"{{term}}"}""");

    private static IReadOnlyList<string> Ids(Got got, string list, string field) => [.. got.Json[list]!.AsArray().Select(r => (string)r![field]!)];

    private async Task<string> Join(string phone, string name) =>
        (string)(await _server.Post("/v1/members", $$$"""{"identities":[{"kind":"phone","value":"{{{phone}}}"}],"profile":{"name":"{{{name}}}"}}""", phone)).Json["id"]!;

    private Task<Got> Buy(string member, string number, int yuan) =>
        _server.Post("/v1/purchases", $$"""{"source":"till","number":"{{number}}","occurredAt":"{{DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}}","memberId":"{{member}}","lines":[{"sku":"tea","quantity":1,"netMinor":{{yuan * 100}}}]}""", "p" + number);

    private async Task<System.Text.Json.Nodes.JsonObject> Redeem(string member, string reward, string key, string more = "") =>
        (await _server.Post("/v1/redemptions", $$"""{"memberId":"{{member}}","reward":"{{reward}}","units":1{{more}}}""", key)).Json;
}
