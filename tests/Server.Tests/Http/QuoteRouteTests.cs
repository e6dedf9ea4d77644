using System.Text.Json.Nodes;

namespace Tessera.Server.Tests.Http;

/// <summary>A till asks what a basket costs, commits it, and takes part of it back (semantics §8).</summary>
public sealed class QuoteRouteTests
{
    private const string Program = """
        program: { code: shop, name: { zh: 小店, en: Shop } }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
          - { id: silver, name: { zh: 银卡, en: Silver }, enter: { spend: 100, window: rolling 12 months } }
        points: { expiry: { kind: never }, spending: { points: 100, worth: 1.00 } }
        promotions:
          - { id: tea, name: { zh: 茶九折, en: tea at 90 % }, discount: 90折, when: { categories: [tea] } }
          - { id: full, name: { zh: 满减, en: ¥20 off ¥100 }, stage: order, amount: 20.00, atLeast: 100.00 }
        earn:
          - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00, mode: perFull } }
        """;

    [Fact]
    [Covers("E8")]
    public async Task A_quote_says_every_reason_what_it_will_earn_and_the_gap_and_its_commit_is_the_same_price()
    {
        await using var server = await ClockServer.Start(Program);
        var member = await server.Join("13800001234");
        await server.Post($"/v1/members/{member}/points/adjustments", """{"points":1000,"reasonCode":"goodwill"}""");
        var quote = await server.Post("/v1/quotes", $$"""{"memberId":"{{member}}","lines":[{"sku":"oolong","category":"tea","quantity":2,"listMinor":8000}],"points":500}""");

        // 80.00 at 90 % is 72.00; 500 points are 5.00: 67.00 to pay, 67 points to earn; 33.00 are missing to silver then, and 28.00 to ¥20 off.
        Assert.Equal(200, quote.Status);
        var price = quote.Json["price"]!;
        Assert.Equal((6_700L, 67L, "base"), ((long)price["toPayMinor"]!, (long)quote.Json["willEarn"]!, (string)quote.Json["tierAfter"]!["id"]!));
        Assert.Contains("¥33.00", (string)quote.Json["earns"]!["text"]!, StringComparison.Ordinal);
        Assert.Contains("tea at 90 %", (string)price["deductions"]![0]!["reason"]!["text"]!, StringComparison.Ordinal);
        Assert.Contains("¥28.00", (string)price["notApplied"]![0]!["reason"]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(6_700L, price["receipt"]!.AsArray().Sum(l => (long)l!["amountMinor"]!));

        var commit = $$"""{"token":"{{(string)quote.Json["token"]!}}","source":"till","number":"1","payments":[{"kind":"cash","amountMinor":6700}]}""";
        var bought = await server.Post("/v1/quotes/commit", commit, "c1");
        Assert.Equal(201, bought.Status);
        Assert.Equal(price.ToJsonString(), bought.Json["price"]!.ToJsonString());
        Assert.Equal((67L, 6_700L), ((long)bought.Json["points"]!, (long)bought.Json["totalMinor"]!));
        Assert.Equal(bought.Text, (await server.Post("/v1/quotes/commit", commit, "c1")).Text);
        Assert.Equal(price.ToJsonString(), (await server.Get($"/v1/purchases/{(string)bought.Json["id"]!}")).Json["price"]!.ToJsonString());

        // One of two: 33.50 and 250 points.
        var back = await server.Post($"/v1/purchases/{(string)bought.Json["id"]!}/refunds", """{"source":"till","number":"1R","units":[{"line":0,"quantity":1}]}""");
        Assert.Equal((3_350L, 250L, 0L), Paid(back.Json["paidBack"]!));
    }

    [Fact]
    public async Task A_token_that_is_none_is_malformed_and_payments_that_do_not_add_up_are_refused_in_words()
    {
        await using var server = await ClockServer.Start(Program);
        var none = await server.Post("/v1/quotes/commit", """{"token":"AQF","source":"till","number":"1"}""");
        Assert.Equal((400, "quote.token"), (none.Status, (string)none.Json["errors"]![0]!["code"]!));
        var quote = await server.Post("/v1/quotes", """{"lines":[{"sku":"cup","quantity":1,"listMinor":1000}]}""");
        Assert.Null(quote.Json["memberId"]);
        var token = (string)quote.Json["token"]!;
        var wrong = await server.Post("/v1/quotes/commit", $$"""{"token":"{{token}}","source":"till","number":"1","payments":[{"kind":"cash","amountMinor":900}]}""");
        Assert.Equal((409, "quote.payments", "/payments"), (wrong.Status, (string)wrong.Json["code"]!, (string)wrong.Json["errors"]![0]!["pointer"]!));
        await server.MoveTo("2026-01-01T10:16:00+08:00");
        var late = await server.Post("/v1/quotes/commit", $$"""{"token":"{{token}}","source":"till","number":"1"}""");
        Assert.Equal((409, "quote.expired"), (late.Status, (string)late.Json["code"]!));
    }

    private static (long Other, long Points, long Value) Paid(JsonNode back) => ((long)back["otherMinor"]!, (long)back["points"]!, (long)back["storedValueMinor"]!);
}
