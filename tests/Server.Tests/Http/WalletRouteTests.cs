using System.Text.Json.Nodes;
using Tessera.App.Audits;

namespace Tessera.Server.Tests.Http;

/// <summary>Stored value over HTTP: what a till, an office and a member see of it.</summary>
public sealed class WalletRouteTests
{
    [Fact]
    [Covers("P27", "Z1", "L9")]
    public async Task A_top_up_gives_its_bonus_and_one_over_the_limit_is_refused_with_the_law()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var member = await server.Join("13800000001");
        var path = $"/v1/members/{member}/wallet";

        var first = await server.Post(path + "/topups", """{"plan":"plus200","tenders":[{"kind":"wechat","amountMinor":100000}],"source":"till","number":"T-1"}""", "t1");
        var again = await server.Post(path + "/topups", """{"plan":"plus200","tenders":[{"kind":"wechat","amountMinor":100000}],"source":"till","number":"T-1"}""", "t1-again");
        var over = await server.Post(path + "/topups", """{"principalMinor":400001,"source":"till","number":"T-2"}""", "t2");
        var exact = await server.Post(path + "/topups", """{"principalMinor":400000,"source":"till","number":"T-3"}""", "t3");
        var wallet = (await server.Get(path)).Json;

        Assert.Equal((201, 100_000L, 20_000L), (first.Status, (long)first.Json["wallet"]!["principalMinor"]!, (long)first.Json["wallet"]!["bonusMinor"]!));
        Assert.Equal((201, (long)first.Json["sequence"]!), (again.Status, (long)again.Json["sequence"]!));
        Assert.Equal((409, "topUp.overLimit"), (over.Status, over.Code));
        Assert.Contains("art. 18", (string)over.Json["detail"]!, StringComparison.Ordinal);
        Assert.Equal(201, exact.Status);
        Assert.Equal((520_000L, 500_000L, 520_000L), ((long)wallet["balanceMinor"]!, (long)wallet["principalMinor"]!, (long)wallet["spendableMinor"]!));
        Assert.Equal([100_000L, 400_000L], wallet["topUps"]!.AsArray().Select(t => (long)t!["principal"]!["leftMinor"]!));
        Assert.True(BooksCheck.Run(server.Site).IsClean);
    }

    // 1000 + 200, untouched: the seven days pay 1,000.00 and void 200.00.
    [Fact]
    [Covers("L10", "Z2", "P28")]
    public async Task A_refund_is_quoted_with_its_articles_and_posted_only_as_quoted()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var member = await server.Join("13800000001");
        var path = $"/v1/members/{member}/wallet";
        await server.Post(path + "/topups", """{"plan":"plus200","source":"till","number":"T-1"}""", "t1");

        var quote = await server.Post(path + "/refund-quotes", """{"ground":"sevenDays"}""", null);
        var other = await server.Post(path + "/refunds", """{"ground":"sevenDays","expectedMinor":99999,"tenders":[{"kind":"cash","amountMinor":99999}],"source":"office","number":"W-1"}""", "w1");
        var unpaid = await server.Post(path + "/refunds", """{"ground":"sevenDays","expectedMinor":100000,"tenders":[],"source":"office","number":"W-2"}""", "w2");
        var paid = await server.Post(path + "/refunds", """{"ground":"sevenDays","expectedMinor":100000,"tenders":[{"kind":"bank","amountMinor":100000}],"source":"office","number":"W-3"}""", "w3");
        var slip = await server.Get(path + $"/slips/{paid.Json["sequence"]}");

        Assert.Equal((200, 100_000L, 20_000L), (quote.Status, (long)quote.Json["totalMinor"]!, (long)quote.Json["items"]![0]!["bonusVoidMinor"]!));
        Assert.Contains(quote.Json["items"]![0]!["steps"]!.AsArray(), s => ((string)s!["text"]!).StartsWith("Art. 14", StringComparison.Ordinal));
        Assert.Equal((409, "walletRefund.changed"), (other.Status, other.Code));
        Assert.Equal((409, "walletRefund.tenders"), (unpaid.Status, unpaid.Code));
        Assert.Equal((201, 0L, 0L), (paid.Status, (long)paid.Json["wallet"]!["principalMinor"]!, (long)paid.Json["wallet"]!["bonusMinor"]!));
        Assert.Equal(("refund", -100_000L), ((string)slip.Json["kind"]!, (long)slip.Json["amountMinor"]!));
        Assert.Contains("¥1,000.00 is paid back", (string)slip.Json["text"]!, StringComparison.Ordinal);
        Assert.True(BooksCheck.Run(server.Site).IsClean);
    }

    [Fact]
    [Covers("P29", "P31")]
    public async Task A_card_is_sold_used_and_lost_and_every_step_is_an_entry()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var member = await server.Join("13800000001");
        var path = $"/v1/members/{member}/wallet";
        var sold = await server.Post(path + "/cards", """{"card":"wash10","clerkId":"c7","source":"till","number":"C-1"}""", "c1");
        var card = (string)sold.Json["wallet"]!["cardId"]!;
        var used = await server.Post(path + "/cards/uses", $$"""{"cardId":"{{card}}","count":3,"clerkId":"c7","source":"till","number":"U-1"}""", "u1");
        await server.Post(path + "/changes", """{"change":"reportLoss"}""", "l1");
        var lost = await server.Post(path + "/cards/uses", $$"""{"cardId":"{{card}}","count":1,"source":"till","number":"U-2"}""", "u2");
        await server.Post(path + "/changes", """{"change":"reissue"}""", "l2");
        var more = await server.Post(path + "/cards/uses", $$"""{"cardId":"{{card}}","count":7,"source":"till","number":"U-3"}""", "u3");
        var back = await server.Post(path + "/cards/uses/cancel", $$"""{"useSequence":{{more.Json["sequence"]}}}""", "u3x");
        var page = await server.Get(path + "/entries?limit=2");
        var rest = await server.Get(path + $"/entries?limit=2&cursor={page.Json["next"]}");

        Assert.Equal((201, 7), (used.Status, (int)used.Json["wallet"]!["usesLeft"]!));
        Assert.Equal((409, "wallet.lost"), (lost.Status, lost.Code));
        Assert.Equal((201, 0, 200, 7), (more.Status, (int)more.Json["wallet"]!["usesLeft"]!, back.Status, (int)back.Json["wallet"]!["usesLeft"]!));
        Assert.Equal(["card.useCancelled", "card.used"], page.Json["entries"]!.AsArray().Select(e => (string)e!["kind"]!));
        Assert.Equal(["card.used", "card.sold"], rest.Json["entries"]!.AsArray().Select(e => (string)e!["kind"]!));
        Assert.True(BooksCheck.Run(server.Site).IsClean);
    }

    [Fact]
    [Covers("L9")]
    public async Task A_member_with_value_left_is_neither_closed_nor_erased_and_the_liability_says_what_is_owed()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var member = await server.Join("13800000001");
        await server.Post($"/v1/members/{member}/wallet/topups", """{"plan":"plus200","source":"till","number":"T-1"}""", "t1");

        var closed = await server.Post($"/v1/members/{member}/close", "", "x1");
        var erased = await server.Post($"/v1/members/{member}/erase", "", "x2");
        var owed = (await server.Get("/v1/reports/stored-value")).Json;

        Assert.Equal((409, "member.holdsValue", 409, "member.holdsValue"), (closed.Status, closed.Code, erased.Status, erased.Code));
        Assert.Equal((1L, 100_000L, 20_000L), ((long)owed["holders"]!, (long)owed["principalMinor"]!, (long)owed["bonusMinor"]!));
    }

    [Fact]
    [Covers("P25", "L9")]
    public async Task What_is_owed_opens_into_its_holders_page_by_page_to_the_last_fen()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        for (var i = 1; i <= 5; i++)
        {
            var member = await server.Join($"1380000000{i}");
            if (i != 3) await server.Post($"/v1/members/{member}/wallet/topups", $$"""{"plan":"plus200","source":"till","number":"T-{{i}}"}""", $"t{i}");
            if (i % 2 == 1) await server.Post($"/v1/members/{member}/wallet/cards", $$"""{"card":"wash10","source":"till","number":"C-{{i}}"}""", $"c{i}");
        }

        var owed = (await server.Get("/v1/reports/stored-value")).Json;
        foreach (var (held, count) in new[] { ("", 5), ("held=value&", 4), ("held=cards&", 3) })
        {
            var rows = new List<JsonNode>();
            string? next = "";
            while (next is not null)
            {
                var page = (await server.Get($"/v1/reports/stored-value/rows?{held}limit=2" + (next.Length > 0 ? "&cursor=" + next : ""))).Json;
                rows.AddRange(page["holders"]!.AsArray().Select(r => r!));
                next = (string?)page["next"];
            }

            Assert.Equal(count, rows.Select(r => (string)r["memberId"]!).Distinct(StringComparer.Ordinal).Count());
            Assert.Equal(count, rows.Count);
            foreach (var figure in held switch { "" => new[] { "principalMinor", "bonusMinor", "cards", "cardsPaidMinor" }, "held=value&" => ["principalMinor", "bonusMinor"], _ => ["cards", "cardsPaidMinor"] })
                Assert.Equal((long)owed[figure]!, rows.Sum(r => (long)r[figure]!));
        }

        Assert.Equal((400, "query.cursor"), await Told(server, "/v1/reports/stored-value/rows?cursor=x"));
    }

    private static async Task<(int, string?)> Told(ClockServer server, string path)
    {
        var answer = await server.Get(path);
        return (answer.Status, (string?)answer.Json["errors"]![0]!["code"]);
    }
}
