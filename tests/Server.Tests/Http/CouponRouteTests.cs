using Tessera.App.Audits;

namespace Tessera.Server.Tests.Http;

/// <summary>Coupons over HTTP: what a member, a till and an office see of them.</summary>
public sealed class CouponRouteTests
{
    [Fact]
    [Covers("P7", "P39")]
    public async Task A_coupon_is_claimed_listed_locked_used_and_returned()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var path = $"/v1/members/{await server.Join("13800000001")}/coupons";

        var claimed = await server.Post(path + "/claims", """{"kind":"twenty"}""", "c1");
        var again = await server.Post(path + "/claims", """{"kind":"twenty"}""", "c1");
        var coupon = "/v1/coupons/" + (string)claimed.Json["coupons"]![0]!["id"]!;
        var locked = await server.Post(coupon + "/lock", """{"reference":"till-1"}""", "l1");
        var other = await server.Post(coupon + "/use", """{"savedMinor":2000,"reference":"till-2"}""", "u1");
        var held = (await server.Get(path)).Json["coupons"]![0]!;
        var used = await server.Post(coupon + "/use", """{"savedMinor":2000,"reference":"till-1"}""", "u2");
        var twice = await server.Post(coupon + "/use", """{"savedMinor":2000}""", "u3");
        var open = (await server.Get(path)).Json["coupons"]!.AsArray();
        var all = (await server.Get(path + "?closed=true")).Json["coupons"]![0]!;
        var usedUp = Counted(await server.Get("/v1/coupons/kinds"));
        var back = await server.Post(coupon + "/return", "", "r1");
        var openAgain = Counted(await server.Get("/v1/coupons/kinds"));

        Assert.Equal((201, 201, claimed.Text), (claimed.Status, again.Status, again.Text));
        Assert.Equal((200, "locked"), (locked.Status, (string)locked.Json["coupons"]![0]!["status"]!));
        Assert.Equal((409, "coupon.locked"), (other.Status, other.Code));
        Assert.Equal(("locked", "coupon.locked", "20 off 100"), ((string)held["status"]!, (string)held["whyNot"]!["code"]!, (string)held["name"]!));
        Assert.Equal((200, "used"), (used.Status, (string)used.Json["coupons"]![0]!["status"]!));
        Assert.Equal((409, "coupon.usedBefore"), (twice.Status, twice.Code));
        Assert.Empty(open);
        Assert.Equal(("used", 2_000L), ((string)all["status"]!, (long)all["savedMinor"]!));
        Assert.Equal([1L, 0, 1, 2_000], usedUp);
        Assert.Equal([1L, 1, 0, 0], openAgain);
        Assert.Equal((200, "returned"), (back.Status, (string)back.Json["coupons"]![0]!["status"]!));
        Assert.True(BooksCheck.Run(server.Site).IsClean);
    }

    // Of the kind "twenty": issued, open, used, saved.
    private static long[] Counted(Got answer) =>
        answer.Json["kinds"]!.AsArray().First(k => (string)k!["kind"]! == "twenty") is { } kind ? [(long)kind["issued"]!, (long)kind["open"]!, (long)kind["used"]!, (long)kind["savedMinor"]!] : [];

    [Fact]
    [Covers("P7", "P8")]
    public async Task What_cannot_be_claimed_or_found_says_so()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var member = await server.Join("13800000001");
        var path = $"/v1/members/{member}/coupons";
        await server.Post(path + "/claims", """{"kind":"twenty"}""", "c1");
        await server.Post(path + "/claims", """{"kind":"twenty"}""", "c2");

        var third = await server.Post(path + "/claims", """{"kind":"twenty"}""", "c3");
        var none = await server.Post(path + "/claims", """{"kind":"film"}""", "c4");
        var empty = await server.Post(path + "/claims", "{}", "c5");
        var code = await server.Post("/v1/codes/lock", """{"code":"nothing","reference":"till-1"}""", "c6");
        var unknown = await server.Post($"/v1/coupons/cpn_{member[4..]}_99_1/use", "{}", "c7");
        var malformed = await server.Post("/v1/coupons/17/use", "{}", "c8");

        Assert.Equal([(409, "coupon.claimLimit"), (409, "coupon.soldOut"), (400, "request.malformed")], new[] { third, none, empty }.Select(a => (a.Status, a.Code)));
        Assert.Equal([(409, "coupon.codeUnknown"), (404, "coupon.unknown")], new[] { code, unknown }.Select(a => (a.Status, a.Code)));
        Assert.Equal(404, malformed.Status);
    }

    [Fact]
    [Covers("P8", "P39")]
    public async Task A_code_of_another_system_is_handed_out_scanned_and_given_away()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var (ann, bo) = (await server.Join("13800000001"), await server.Join("13800000002"));
        var pool = await server.Post("/v1/coupon-pools/film/codes", """{"codes":["F000","F001","F000"]}""", "p1");

        var claimed = await server.Post($"/v1/members/{ann}/coupons/claims", """{"kind":"film"}""", "c1");
        var scanned = await server.Post("/v1/codes/lock", """{"code":"F000","reference":"till-1"}""", "l1");
        var seen = (await server.Get($"/v1/members/{ann}/coupons")).Json["coupons"]![0]!;
        var refused = await server.Post($"/v1/coupons/{seen["id"]}/transfer", $$"""{"to":"{{bo}}"}""", "t1");
        var twenty = await server.Post($"/v1/members/{ann}/coupons", """{"kind":"twenty","reasonCode":"goodwill"}""", "g1");
        var sent = await server.Post($"/v1/coupons/{twenty.Json["coupons"]![0]!["id"]}/transfer", $$"""{"to":"{{bo}}"}""", "t2");

        Assert.Equal((201, 2L, 2), (pool.Status, (long)pool.Json["codes"]!, (int)pool.Json["added"]!));
        Assert.Equal((201, 200, "F000"), (claimed.Status, scanned.Status, (string)seen["code"]!));
        Assert.Equal((409, "coupon.locked"), (refused.Status, refused.Code));
        Assert.Equal((201, "gone", "issued"), (sent.Status, (string)sent.Json["from"]!["coupons"]![0]!["status"]!, (string)sent.Json["to"]!["coupons"]![0]!["status"]!));
        Assert.True(BooksCheck.Run(server.Site).IsClean);
    }
}
