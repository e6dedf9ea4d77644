using System.Text.Json.Nodes;
using Tessera.App.Audits;

namespace Tessera.Server.Tests.Http;

/// <summary>A till's programmer tries every wish of a quote (semantics §8): nothing that is sent is passed over in silence, and every answer says why in both languages.</summary>
public sealed class WishRouteTests
{
    private const string Program = """
        program: { code: shop, name: { zh: 小店, en: Shop } }
        tiers:
          - { id: base, name: { zh: 普通, en: Base }, has: [member-day] }
          - { id: gold, name: { zh: 金卡, en: Gold }, enter: { spend: 1000, window: rolling 12 months } }
        points: { expiry: { kind: never }, spending: { points: 100, worth: 1.00 } }
        promotions:
          - { id: secret, name: { zh: 暗号九折, en: secret 90 % }, discount: 90折, when: { code: sesame } }
          - { id: over, name: { zh: 去年, en: last year }, discount: 90折, when: { code: oldyear, through: 2025-12-31 } }
          - id: gift
            name: { zh: 买二送杯, en: a cup with two teas }
            stage: buyGet
            when: { categories: [tea] }
            buyGet: { buy: 2, get: 1, skus: [cup], from: added }
        benefits:
          - { id: member-day, name: { zh: 会员日, en: Member day }, type: memberDay, discount: 9折, when: { weekdays: [mon] }, owner: marketing }
        coupons:
          - { id: twenty, name: { zh: 满100减20, en: 20 off 100 }, takes: [assigned, code], claimCode: spring, perMember: 0, lasts: 30 days, saving: { amount: 20, atLeast: 100 } }
          - { id: ten, name: { zh: 减10, en: 10 off }, takes: [assigned], perMember: 0, lasts: 1 day, saving: { amount: 10 } }
          - { id: film, name: { zh: 电影票, en: Film ticket }, takes: [assigned], pool: yes, lasts: 30 days }
        rewards:
          - { id: free-tea, name: { zh: 免费茶, en: Free tea }, points: 100, stock: 3, perMember: 2, cost: 3.00, owner: marketing, saving: { discount: free, per: unit, when: { categories: [tea] } } }
          - { id: mug, name: { zh: 马克杯, en: Mug }, points: 10, stock: 3, cost: 3.00, owner: marketing }
          - { id: gold-tea, name: { zh: 金卡茶, en: Gold tea }, points: 10, stock: 3, cost: 3.00, owner: marketing, tiers: [gold], saving: { discount: free, per: unit } }
        earn:
          - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00, mode: perFull } }
        """;

    [Fact]
    [Covers("P4")]
    public async Task Coupons_are_named_by_id_claim_code_and_pool_code_and_shown_by_their_ids()
    {
        await using var server = await ClockServer.Start(Program);
        var (ann, bo) = (await server.Join("13800000001"), await server.Join("13800000002"));
        await server.Post("/v1/coupon-pools/film/codes", """{"codes":["F000"]}""");
        var (twenty, film, others) = (await Give(server, ann, "twenty"), await Give(server, ann, "film"), await Give(server, bo, "twenty"));

        Assert.Equal((8_000L, twenty), Saved(await Quote((server, ann), 10_000, $$"""["{{twenty}}"]""")));
        Assert.Equal((8_000L, twenty), Saved(await Quote((server, ann), 10_000, """["SPRING"]""")));
        var missed = Missed(await Quote((server, ann), 5_000, $$"""["{{others}}","F000","nothing","{{twenty}}","{{film}}","cpn_{{ann[4..]}}_99_1"]"""));
        Assert.Equal("coupon.notHeld", missed[others].Code);
        Assert.Equal(("coupon.voucher", "Film ticket"), missed[film]);
        Assert.Equal("coupon.codeUnknown", missed["nothing"].Code);
        Assert.Equal(("price.not.short", "20 off 100"), missed[twenty]);
        Assert.Equal("coupon.notHeld", missed[$"cpn_{ann[4..]}_99_1"].Code);
        // The day after the coupon of one day is over; a claim code claims nothing by itself.
        var ten = await Give(server, bo, "ten");
        await server.MoveTo("2026-01-03T10:00:00+08:00");
        Assert.Equal(("coupon.expired", "10 off"), Missed(await Quote((server, bo), 10_000, $$"""["{{ten}}"]"""))[ten]);
        var cleo = await server.Join("13800000003");
        Assert.Equal(("coupon.claimFirst", "20 off 100"), Missed(await Quote((server, cleo), 10_000, """["spring"]"""))["spring"]);
    }

    [Fact]
    public async Task A_lock_is_honoured_by_the_quote_and_commit_of_its_reference_and_by_no_other()
    {
        await using var server = await ClockServer.Start(Program);
        var ann = await server.Join("13800000001");
        var twenty = await Give(server, ann, "twenty");
        await server.Post($"/v1/coupons/{twenty}/lock", """{"reference":"till-1"}""");

        var other = await Quote((server, ann), 10_000, $$"""["{{twenty}}"]""", ""","reference":"till-2" """);
        Assert.Equal("coupon.locked", Missed(other)[twenty].Code);
        var own = await Quote((server, ann), 10_000, $$"""["{{twenty}}"]""", ""","reference":"till-1" """);
        Assert.Equal((8_000L, twenty), Saved(own));
        var bought = await Commit(server, own, "1");
        Assert.Equal((201, twenty), (bought.Status, (string)bought.Json["price"]!["deductions"]![0]!["id"]!));
        Assert.Equal(twenty, (string)(await server.Get($"/v1/purchases/{bought.Json["id"]}")).Json["price"]!["lines"]![0]!["savings"]![0]!["id"]!);
        Assert.Equal("coupon.usedBefore", Missed(await Quote((server, ann), 10_000, $$"""["{{twenty}}"]"""))[twenty].Code);
        var late = await Quote((server, ann), 10_000, "[]");
        Assert.Equal(10_000L, (long)late.Json["price"]!["toPayMinor"]!);
        Assert.True(BooksCheck.Run(server.Site).IsClean);
    }

    [Fact]
    [Covers("E9", "E16")]
    public async Task A_reward_is_taken_in_the_order_told_in_words_and_comes_back_with_it()
    {
        await using var server = await ClockServer.Start(Program);
        var ann = await server.Join("13800000001");
        await Rich(server, ann);
        var shop = (await server.Get("/v1/rewards")).Json["rewards"]!.AsArray();
        Assert.Equal([true, false, true], shop.Select(r => (bool)r!["inOrder"]!));
        var quote = await Quote((server, ann), 3_000, "[]", ""","rewards":[{"code":"free-tea","units":2}]""", quantity: 3);
        // Three teas of 10.00, two free for 100 points each.
        Assert.Equal((1_000L, 200L), ((long)quote.Json["price"]!["toPayMinor"]!, (long)quote.Json["price"]!["rewardPoints"]!));
        var told = quote.Json["price"]!["deductions"]![0]!;
        Assert.Equal(("Free tea", "Free tea: free, ¥20.00 less for 200 points"), ((string)told["name"]!, (string)told["reason"]!["text"]!));
        var bought = await Commit(server, quote, "1");
        Assert.Equal((201, 1), (bought.Status, Left(await server.Get("/v1/rewards"))));
        // 1,000 − 200 + 10.
        Assert.Equal(810L, (long)bought.Json["member"]!["balance"]!);
        Assert.Equal((409, "reward.inOrder"), await Redeem(server, ann, "free-tea"));
        var refused = Missed(await Quote((server, ann), 3_000, "[]", ""","rewards":[{"code":"free-tea"},{"code":"mug"},{"code":"gold-tea"},{"code":"none"}]"""));
        Assert.Equal(["reward.limit", "reward.byItself", "reward.otherTier", "reward.notOffered"], new[] { "free-tea", "mug", "gold-tea", "none" }.Select(c => refused[c].Code));
        await server.Post($"/v1/purchases/{bought.Json["id"]}/void", """{"source":"till","number":"1V"}""");
        Assert.Equal(3, Left(await server.Get("/v1/rewards")));
        Assert.True(BooksCheck.Run(server.Site).IsClean);
    }

    [Fact]
    public async Task An_article_that_an_offer_adds_is_a_line_with_its_reason_and_is_refunded()
    {
        await using var server = await ClockServer.Start(Program);
        var ann = await server.Join("13800000001");
        var without = Missed(await Quote((server, ann), 2_000, "[]", quantity: 2));
        Assert.Equal("price.not.noPrice", without["gift"].Code);
        var quote = await Quote((server, ann), 2_000, "[]", ""","articles":[{"sku":"cup","unitMinor":500}]""", quantity: 2);
        var line = quote.Json["price"]!["lines"]![1]!;
        Assert.Equal(("cup", "gift", 400L), ((string)line["sku"]!, (string)line["addedBy"]!, (long)line["netMinor"]!));
        Assert.Contains("a cup with two teas", (string)line["addedReason"]!["text"]!, StringComparison.Ordinal);
        Assert.Equal(2_000L, quote.Json["price"]!["receipt"]!.AsArray().Sum(l => (long)l!["amountMinor"]!));
        var bought = await Commit(server, quote, "1");
        Assert.Equal(2, bought.Json["lines"]!.AsArray().Count);
        var back = await server.Post($"/v1/purchases/{bought.Json["id"]}/refunds", """{"source":"till","number":"1R","units":[{"line":1,"quantity":1}]}""");
        Assert.Equal(400L, (long)back.Json["paidBack"]!["otherMinor"]!);
    }

    [Fact]
    public async Task Whatever_else_cannot_be_had_is_said_in_both_languages()
    {
        await using var server = await ClockServer.Start(Program);
        var ann = await server.Join("13800000001");
        const string wishes = """
            ,"points":5000,"storedValueMinor":2000,"codes":["oldyear","WHAT"],"rewards":[{"code":"none"}],"articles":[]
            """;
        foreach (var language in new[] { "en", "zh-CN" })
        {
            server.Client.DefaultRequestHeaders.AcceptLanguage.Clear();
            server.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
            var known = Missed(await Quote((server, ann), 1_000, """["nothing"]""", wishes));
            // 1 January 2026 is a Thursday: the member day is on Mondays.
            Assert.Equal(["WHAT", "gift", "member-day", "none", "nothing", "over", "points", "storedValue"], known.Keys.Order(StringComparer.Ordinal));
            Assert.Equal(["price.not.codeUnread", "price.not.buyMore", "price.not.day", "reward.notOffered", "coupon.codeUnknown", "price.not.over", "price.not.pointsBelow", "price.not.noValue"], known.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => m.Value.Code));
            var nobody = Missed(await Quote((server, null), 1_000, """["nothing"]""", wishes));
            Assert.Equal("price.not.member", nobody["points"].Code);
            Assert.Equal(["price.not.member", "price.not.member", "price.not.member"], new[] { "nothing", "none", "storedValue" }.Select(c => nobody[c].Code));
        }

        var both = await server.Post("/v1/quotes", $$"""{"memberId":"{{ann}}","lines":[{"sku":"tea","quantity":1,"listMinor":1000}],"points":1,"mostPoints":true,"storedValueMinor":1,"mostStoredValue":true}""");
        Assert.Equal([("/mostPoints", "quote.which"), ("/mostStoredValue", "quote.which")], both.Json["errors"]!.AsArray().Select(e => ((string)e!["pointer"]!, (string)e["code"]!)));
    }

    private static async Task<string> Give(ClockServer server, string member, string kind) =>
        (string)(await server.Post($"/v1/members/{member}/coupons", $$"""{"kind":"{{kind}}"}""")).Json["coupons"]![0]!["id"]!;

    private static Task<Got> Rich(ClockServer server, string member) => server.Post($"/v1/members/{member}/points/adjustments", """{"points":1000,"reasonCode":"goodwill"}""");

    private static async Task<Got> Quote((ClockServer Server, string? Member) who, long list, string coupons, string more = "", int quantity = 1)
    {
        var buyer = who.Member is null ? "" : $"\"memberId\":\"{who.Member}\",";
        var got = await who.Server.Post("/v1/quotes", $$"""{{{buyer}}"lines":[{"sku":"tea","category":"tea","quantity":{{quantity}},"listMinor":{{list}}}],"coupons":{{coupons}}{{more}}}""");
        Assert.True(got.Status == 200, got.Text);
        foreach (var missed in got.Json["price"]!["notApplied"]!.AsArray())
        {
            Assert.DoesNotContain("{", (string)missed!["reason"]!["text"]!, StringComparison.Ordinal);
            Assert.NotEqual((string)missed["reason"]!["code"]!, (string)missed["reason"]!["text"]!);
        }

        return got;
    }

    private static Task<Got> Commit(ClockServer server, Got quote, string number) =>
        server.Post("/v1/quotes/commit", $$"""{"token":"{{(string)quote.Json["token"]!}}","source":"till","number":"{{number}}"}""");

    private static async Task<(int, string?)> Redeem(ClockServer server, string member, string reward)
    {
        var got = await server.Post("/v1/redemptions", $$"""{"memberId":"{{member}}","reward":"{{reward}}","units":1}""");
        return (got.Status, got.Code);
    }

    private static int Left(Got rewards) => (int)rewards.Json["rewards"]![0]!["left"]!;

    private static (long ToPay, string Coupon) Saved(Got quote) => ((long)quote.Json["price"]!["toPayMinor"]!, (string)quote.Json["price"]!["deductions"]![0]!["id"]!);

    private static Dictionary<string, (string Code, string Name)> Missed(Got quote) =>
        quote.Json["price"]!["notApplied"]!.AsArray().ToDictionary(n => (string)n!["id"]!, n => ((string)n!["reason"]!["code"]!, (string)n["name"]!));
}
