using Tessera.Server.Tests.Verbs;

namespace Tessera.Server.Tests.Http;

/// <summary>Segments, tag rules and RFM over HTTP and on the command line.</summary>
public sealed class SegmentRouteTests
{
    private static readonly string Program = TestServer.Program + "\ntagRules: [{ id: buyers, name: { zh: 买过, en: Buyers }, tag: bought, when: { orders: 1 } }]\n";

    [Fact]
    [Covers("P44", "I10")]
    public async Task The_night_moves_whoever_a_saved_condition_holds_for_and_tells_by_name()
    {
        await using var server = await ClockServer.Start(Program);
        await server.MoveTo("2026-01-05T12:00:00+08:00");
        var (rich, poor) = (await server.Join("13800000001"), await server.Join("13800000002"));
        await server.Buy(rich, "r", 60_000);
        var counted = await server.Post("/v1/segments/count", """{"condition":"{ spend: 500 }"}""");
        Assert.Equal((200, 1L, 2L, rich), (counted.Status, (long)counted.Json["members"]!, (long)counted.Json["of"]!, (string)counted.Json["sample"]![0]!));
        var wrong = await server.Post("/v1/segments/count", """{"condition":"{ spent: 500 }"}""");
        Assert.Equal((400, "segment.condition"), (wrong.Status, (string)wrong.Json["errors"]![0]!["code"]!));
        var broken = await server.Post("/v1/segments", """{"id":"x","kind":"live","nameZh":"x","condition":"{ spend: "}""");
        Assert.Equal((400, "/condition"), (broken.Status, (string)broken.Json["errors"]![0]!["pointer"]!));
        Assert.Equal(400, (await server.Post("/v1/segments", """{"id":"x","kind":"live","nameZh":"x"}""")).Status);

        var made = await server.Post("/v1/segments", """{"id":"young","kind":"live","nameZh":"大额","condition":"{ spend: 500, not: { age: 90 } }"}""");
        Assert.Equal((201, "age"), (made.Status, (string)made.Json["protectedAttributes"]![0]!));
        Assert.Equal((409, "segment.exists"), ((await server.Post("/v1/segments", """{"id":"young","kind":"fixed","nameZh":"大额"}""")) is var again ? (again.Status, again.Code) : default));
        var preview = (await server.Get("/v1/program/draft/tag-rules")).Json["rules"]![0]!;
        Assert.Equal(("buyers", 1L, 0L, 0L), ((string)preview["rule"]!, (long)preview["gains"]!, (long)preview["loses"]!, (long)preview["holds"]!));

        await server.MoveTo("2026-01-06T12:00:00+08:00");
        var members = (await server.Get("/v1/segments/young/members")).Json["members"]!.AsArray();
        Assert.Equal((1, rich, "2026-01-06", "138 **** 0001"), (members.Count, (string)members[0]!["memberId"]!, (string)members[0]!["since"]!, (string)members[0]!["memberPhone"]!));
        var tagged = (await server.Get("/v1/members?tag=bought")).Json["members"]!.AsArray();
        Assert.Equal(rich, (string)tagged.Single()!["id"]!);
        Assert.Equal(1L, (long)(await server.Get("/v1/segments/young")).Json["members"]!);
        Assert.Equal(0L, (long)(await server.Get("/v1/program/draft/tag-rules")).Json["rules"]![0]!["gains"]!);
    }

    // Ann: 600.00 in one order, born in March 1990, speaks English, holds the tag vip and a coupon, checked in once. Bob did nothing; what is left open holds for both.
    [Fact]
    [Covers("S3")]
    public async Task The_list_of_a_segment_names_members_only_to_who_may_read_them()
    {
        await using var server = new TestServer();
        await server.InitializeAsync();
        var member = (string)(await server.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13800000007"}],"profile":{"name":"王小明"}}""", "m")).Json["id"]!;
        await server.Post("/v1/segments", """{"id":"friends","kind":"fixed","nameZh":"朋友"}""", "s");
        await server.Post("/v1/segments/friends/members", $$"""{"add":["{{member}}"]}""", "l");
        var row = (await server.Get("/v1/segments/friends/members")).Json["members"]![0]!;
        using var other = server.ClientOf(await server.Key("other", "segments:read"));
        var bare = (await server.Get("/v1/segments/friends/members", other)).Json["members"]![0]!;

        Assert.Equal((member, "王小明", "138 **** 0007"), ((string)row["memberId"]!, (string)row["memberName"]!, (string)row["memberPhone"]!));
        Assert.Equal((member, null, null), ((string)bare["memberId"]!, (string?)bare["memberName"], (string?)bare["memberPhone"]));
    }

    private static readonly (string Condition, long Members)[] EveryKind =
    [
        ("{ age: 30 }", 1), ("{ birthMonth: 3 }", 1), ("{ locale: en }", 1), ("{ not: { joinChannel: nowhere } }", 2), ("{ daysSinceJoining: at most 10 }", 2),
        ("{ tag: vip }", 1), ("{ tag: vip, tagDays: at most 1 }", 1), ("{ tag: vip, tagDays: at least 30 }", 0),
        ("{ spend: 500, window: rolling 3 months }", 1), ("{ orders: 1, window: calendar year }", 1), ("{ largestOrder: 600 }", 1), ("{ averageOrder: 600.01 }", 0),
        ("{ pointsEarned: 600, window: rolling 30 days }", 1), ("{ pointsBalance: 600 }", 1), ("{ daysSincePurchase: at most 3 }", 2), ("{ wallet: at most 0 }", 2),
        ("{ tier: [silver, gold] }", 1), ("{ rfm: new }", 1), ("{ recency: 5 }", 1), ("{ frequency: 1 }", 1), ("{ monetary: 1 }", 1),
        ("{ behaviour: checkIn }", 1), ("{ coupon: twenty }", 1), ("{ any: [{ spend: 9999 }, { all: [{ tag: vip }, { not: { tier: gold } }] }] }", 1),
    ];

    [Fact]
    [Covers("I10", "P44")]
    public async Task Every_kind_of_condition_is_read_over_HTTP_and_in_the_file()
    {
        var rules = EveryKind.Select((k, i) => $"{{ id: k{i}, name: {{ zh: 规则{i}, en: rule {i} }}, tag: t{i}, when: {k.Condition} }}");
        await using var server = await ClockServer.Start(TestServer.Program + $"\ntagRules: [{string.Join(", ", rules)}]\n");
        await server.MoveTo("2026-01-05T12:00:00+08:00");
        var (ann, _) = (await server.Join("13800000001", """{"birthday":"1990-03-10","locale":"en"}"""), await server.Join("13800000002"));
        await server.Buy(ann, "a", 60_000);
        await server.Post($"/v1/members/{ann}/tags", """{"tag":"vip"}""");
        await server.Post($"/v1/members/{ann}/coupons", """{"kind":"twenty"}""");
        await server.Post("/v1/activities", $$"""{"memberId":"{{ann}}","type":"checkIn","source":"app","number":"1"}""");

        foreach (var (condition, members) in EveryKind)
        {
            var counted = await server.Post("/v1/segments/count", $$"""{"condition":"{{condition}}"}""");
            Assert.True(counted.Status == 200, condition);
            Assert.Equal((condition, members), (condition, (long)counted.Json["members"]!));
        }

        var preview = (await server.Get("/v1/program/draft/tag-rules")).Json["rules"]!.AsArray();
        Assert.Equal(EveryKind.Select(k => k.Members), preview.Select(r => (long)r!["gains"]!));
        Assert.Equal(201, (await server.Post("/v1/segments", """{"id":"big","kind":"live","nameZh":"大额","condition":"{ spend: 500 }"}""")).Status);
        Assert.Equal(201, (await server.Post("/v1/segments", """{"id":"list","kind":"fixed","nameZh":"名单","condition":"{ spend: 500 }"}""")).Status);
        await server.MoveTo("2026-01-06T12:00:00+08:00");
        Assert.All(await Task.WhenAll(new[] { "big", "list" }.Select(s => server.Post("/v1/segments/count", $$"""{"condition":"{ segment: {{s}} }"}"""))), counted => Assert.Equal(1L, (long)counted.Json["members"]!));
    }

    [Fact]
    [Covers("I4", "I10")]
    public async Task The_grid_says_who_stands_where()
    {
        await using var server = await ClockServer.Start(Program);
        await server.MoveTo("2026-01-05T12:00:00+08:00");
        var members = new List<string>();
        for (var i = 1; i <= 5; i++)
        {
            members.Add(await server.Join($"1380000000{i}"));
            await server.Buy(members[^1], $"b{i}", i * 10_000);
        }

        // 100 to 500 yuan: cuts 180, 260, 340 and 420. One order each, all today: recency 5, frequency 1, new members.
        var grid = (await server.Get("/v1/reports/rfm")).Json;
        Assert.Equal((5L, "quantile", 150_000L), ((long)grid["members"]!, (string)grid["scoring"]!, grid["segments"]!.AsArray().Sum(s => (long)s!["spendMinor"]!)));
        Assert.Equal([18_001L, 26_001, 34_001, 42_001], grid["thresholds"]!.AsArray().Single(t => (string)t!["measure"]! == "monetary")!.AsObject().Where(p => p.Key != "measure").Select(p => (long)p.Value!));
        var best = (await server.Get("/v1/reports/rfm/members?segment=new&monetary=5")).Json["members"]!.AsArray();
        Assert.Equal((members[4], 5), ((string)best.Single()!["memberId"]!, (int)best[0]!["recency"]!));
        var first = await server.Get("/v1/reports/rfm/members?limit=3");
        var second = await server.Get("/v1/reports/rfm/members?limit=3&cursor=" + (string)first.Json["next"]!);
        Assert.Equal(5, first.Json["members"]!.AsArray().Concat(second.Json["members"]!.AsArray()).Select(m => (string)m!["memberId"]!).Distinct().Count());
        Assert.Equal(0L, (long)(await server.Get("/v1/reports/rfm?on=2025-12-31")).Json["members"]!);
        Assert.Equal("rfm.future", (string)(await server.Get("/v1/reports/rfm?on=2026-01-06")).Json["errors"]![0]!["code"]!);
        Assert.Equal("rfm.window", (string)(await server.Get("/v1/reports/rfm?window=calendar%20year")).Json["errors"]![0]!["code"]!);
    }

    [Fact]
    [Covers("I4")]
    public void A_list_of_orders_is_scored_before_there_is_a_store()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "orders.csv");
        File.WriteAllText(file, "member,day,amount\n\"Li, Wei\",2026-01-01,10.00\nb,2026-01-02,20\nLi Wei,2026-01-03,30.5\n");
        var list = Tessera.App.Segments.OrderList.Read(file)!;
        Assert.Equal(["Li, Wei", "b", "Li Wei"], list.Members);
        Assert.Equal((new DateOnly(2026, 1, 3), 3), (list.Last, list.Columns.Members));
        File.AppendAllText(file, "c,2026-01-04,1.005\n");
        Assert.Null(Tessera.App.Segments.OrderList.Read(file));
    }
}
