using System.Globalization;

namespace Tessera.Server.Tests.Http;

/// <summary>The list of members by filters and orders, and the one input of a till.</summary>
[Covers("U23"), Covers("U31")]
public sealed class MemberListTests : IAsyncLifetime
{
    private readonly TestServer _server = new();

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Filters_all_hold_together_and_the_count_is_of_all_pages()
    {
        // A: 50 points, born in May, vip. B: 200 points and silver. C: never came.
        var a = await Join("13800001111", "周予安", """,{"birthday":"1994-05-20"}""", 50);
        var b = await Join("13800002222", "王小明", "", 200);
        var c = await Join("13800003333", "李四", "", 0);
        await _server.Post($"/v1/members/{a}/tags", """{"tag":"vip"}""", "t");

        Assert.Equal([b], await Ids("tier=silver"));
        Assert.Equal([a], await Ids("tag=vip"));
        Assert.Equal([a], await Ids("birthdayMonth=5"));
        Assert.Empty(await Ids("birthdayMonth=6"));
        Assert.Equal([a], await Ids("balanceFrom=1&balanceThrough=100"));
        Assert.Equal([c], await Ids("lastVisitThrough=2001-01-01"));
        Assert.Empty(await Ids("tier=silver&tag=vip"));
        Assert.Equal(3, (await Ids("joinedFrom=2001-01-01&channel=store&status=active")).Count);
        Assert.Equal([b, a, c], await Ids("sort=balance"));
        Assert.Equal([c, a, b], await Ids("sort=balance&ascending=true"));
        var first = (await _server.Get("/v1/members?sort=balance&limit=2&count=true")).Json;
        var second = (await _server.Get("/v1/members?sort=balance&limit=2&cursor=" + first["next"])).Json;
        Assert.Equal(3, (long)first["total"]!);
        Assert.Equal([b, a], first["members"]!.AsArray().Select(m => (string)m!["id"]!));
        Assert.Equal([c], second["members"]!.AsArray().Select(m => (string)m!["id"]!));
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task One_input_takes_a_phone_four_digits_a_name_with_them_a_card_and_an_id()
    {
        var a = await Join("13800001234", "周予安", "", 0);
        var b = await Join("13900001234", "王小明", "", 0);
        await _server.Post($"/v1/members/{b}/identities", """{"kind":"card","value":"VIP0008"}""", "c");

        Assert.Equal(("phone", a), await One("138 0000 1234"));
        Assert.Equal(("lastFourAndName", b), await One("1234 小明"));
        Assert.Equal(("lastFourAndName", a), await One("周1234"));
        Assert.Equal(("card", b), await One("VIP0008"));
        Assert.Equal(("id", a), await One(a));
        Assert.Equal(2, (await Look("１２３４")).Json["members"]!.AsArray().Count);
        Assert.Equal(("name", b), await One("王小明"));
        Assert.Equal(("name", b), await One("小明"));
        // One sign is in too many names: it finds nobody alone.
        Assert.Empty((await Look("王")).Json["members"]!.AsArray());
        Assert.DoesNotContain("13800001234", (await Look("13800001234")).Text, StringComparison.Ordinal);
    }

    [Fact, Covers("U26")]
    public async Task A_members_purchases_are_listed_with_what_was_given_back_and_each_opens()
    {
        // 50 yuan bought, one of one unit given back: 5000, then -5000; the newest first. A tag is no purchase.
        var a = await Join("13800005555", "周予安", "", 50);
        await _server.Post($"/v1/members/{a}/tags", """{"tag":"vip"}""", "t5");
        var entry = (await _server.Get($"/v1/members/{a}/points/entries")).Json["entries"]!.AsArray()[^1]!;
        var purchase = (string)entry["document"]!["purchaseId"]!;
        Assert.Equal("13800005555", (string)(await _server.Get("/v1/purchases/" + purchase)).Json["number"]!);
        await _server.Post($"/v1/purchases/{purchase}/refunds", """{"source":"till","number":"back-5","units":[{"line":0,"quantity":1}]}""", "r5");

        var found = (await _server.Get($"/v1/members/{a}/timeline?only=purchases&limit=1")).Json;
        var older = (await _server.Get($"/v1/members/{a}/timeline?only=purchases&limit=1&cursor=" + found["next"])).Json;
        Assert.Equal(("refund", -5000, purchase), Row(found["items"]!.AsArray().Single()!));
        Assert.Equal(("purchase", 5000, purchase), Row(older["items"]!.AsArray().Single()!));
        Assert.Null(older["next"]);

        static (string, long, string) Row(System.Text.Json.Nodes.JsonNode item) => ((string)item["kind"]!, (long)item["amountMinor"]!, (string)item["purchaseId"]!);
    }

    private async Task<(string, string)> One(string term)
    {
        var got = await Look(term);
        return ((string)got.Json["readAs"]!, (string)got.Json["members"]!.AsArray().Single()!["id"]!);
    }

    private Task<Got> Look(string term) => _server.Post("/v1/members/look-up", $$"""{"term":"{{term}}"}""");

    private async Task<IReadOnlyList<string>> Ids(string query) => [.. (await _server.Get("/v1/members?" + query)).Json["members"]!.AsArray().Select(m => (string)m!["id"]!)];

    private async Task<string> Join(string phone, string name, string more, int yuan)
    {
        var profile = more.Length == 0 ? $$"""{"name":"{{name}}"}""" : $$"""{"name":"{{name}}",{{more[2..]}}""";
        var id = (string)(await _server.Post("/v1/members", $$"""{"identities":[{"kind":"phone","value":"{{phone}}"}],"channel":"store","profile":{{profile}}}""", phone)).Json["id"]!;
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        if (yuan > 0) await _server.Post("/v1/purchases", $$"""{"source":"till","number":"{{phone}}","occurredAt":"{{now}}","memberId":"{{id}}","lines":[{"sku":"tea","quantity":1,"netMinor":{{yuan * 100}}}]}""", "p" + phone);
        return id;
    }
}
