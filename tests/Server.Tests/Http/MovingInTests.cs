using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Tessera.App.Audits;
using Tessera.App.Tests;
using Tessera.Testing;

namespace Tessera.Server.Tests.Http;

/// <summary>What a shop brings along and takes away in files over HTTP: coupons of an older system in a workbook, and its wallets as tables.</summary>
public sealed class MovingInTests
{
    [Fact]
    [Covers("P8", "P45")]
    public async Task Coupons_of_an_older_system_come_in_a_workbook_and_go_with_its_undo()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        using var running = new RunningJobs(server.Site);
        // 46173 is 31 May 2026, counted from 1900 (46143 is 1 May): through that day. The third row names a kind that is not.
        var book = new OddBook
        {
            Rows = OddBook.Row(1, OddBook.T("A1", "手机"), OddBook.T("B1", "券"), OddBook.T("C1", "券数量"), OddBook.T("D1", "券码"), OddBook.T("E1", "券有效期"))
                + OddBook.Row(2, OddBook.N("A2", "13800000001"), OddBook.T("B2", "满100减20"), OddBook.N("C2", "3"), OddBook.N("E2", "46173", 1))
                + OddBook.Row(3, OddBook.N("A3", "13800000002"), OddBook.T("B3", "film"), OddBook.T("D3", "OLD7"), OddBook.N("E3", "46173", 1))
                + OddBook.Row(4, OddBook.N("A4", "13800000003"), OddBook.T("B4", "蛋糕券")),
        };
        var job = await running.Ended(server, await Upload(server, book));
        var errors = await server.Client.GetByteArrayAsync(new Uri($"/v1/jobs/{(string)job["id"]!}/errors", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(("done", 2L, 1L), ((string)job["state"]!, (long)job["progress"]!["joined"]!, (long)job["progress"]!["refused"]!));
        Assert.Contains("蛋糕券", WorkbookTexts.Of(errors));
        var first = await Coupons(server, "13800000001");
        Assert.Equal(["twenty 2026-05-31", "twenty 2026-05-31", "twenty 2026-05-31"], first.Select(c => $"{c["kind"]} {c["through"]}"));
        Assert.Equal("film", (string)Assert.Single(await Coupons(server, "13800000002"))["kind"]!);

        // One of the three is used: that row stays, the other goes.
        await server.Post($"/v1/coupons/{(string)first[0]["id"]!}/use", """{"savedMinor":2000}""");
        var undo = await running.Ended(server, (string)(await server.Post($"/v1/jobs/{(string)job["id"]!}/undo")).Json["id"]!);
        Assert.Equal("done", (string)undo["state"]!);
        Assert.Equal(2, (await Coupons(server, "13800000001")).Count);
        Assert.Empty((await server.Post("/v1/members/search", """{"identity":{"kind":"phone","value":"13800000002"}}""")).Json["members"]!.AsArray());
        Assert.True(BooksCheck.Run(server.Site).IsClean);
    }

    [Fact]
    [Covers("L9", "P29")]
    public async Task Wallets_and_their_entries_are_taken_away_as_tables_that_add_up_to_the_report()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        using var running = new RunningJobs(server.Site);
        var (ann, ben) = ($"/v1/members/{await server.Join("13800000001")}/wallet", $"/v1/members/{await server.Join("13800000002")}/wallet");
        await server.Join("13800000003");
        // 1,000.00 with 200.00 on top; 300.00, and ten washes for 600.00 of which two are used.
        await server.Post(ann + "/topups", """{"plan":"plus200","source":"till","number":"T-1"}""");
        await server.Post(ben + "/topups", """{"principalMinor":30000,"source":"till","number":"T-2"}""");
        var card = (string)(await server.Post(ben + "/cards", """{"card":"wash10","source":"till","number":"C-1"}""")).Json["wallet"]!["cardId"]!;
        await server.Post(ben + "/cards/uses", $$"""{"cardId":"{{card}}","count":2,"source":"till","number":"U-1"}""");

        var balances = await Table(server, running, "wallet");
        var entries = await Table(server, running, "walletEntries");
        var report = (await server.Get("/v1/reports/stored-value")).Json;
        Assert.Equal(["100000 20000 0", "30000 0 8"], balances.Select(b => $"{b["principal_minor"]} {b["bonus_minor"]} {b["passes_left"]}").Order(StringComparer.Ordinal));
        Assert.Equal(["card.sold", "card.used", "topUp", "topUp"], entries.Select(e => e["kind"]).Order(StringComparer.Ordinal));
        Assert.Equal((130_000L, 20_000L), ((long)report["principalMinor"]!, (long)report["bonusMinor"]!));
        Assert.Equal((130_000L, 20_000L), (Sum(entries, "principal_minor"), Sum(entries, "bonus_minor")));
    }

    private static async Task<string> Upload(ClockServer server, OddBook book)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".xlsx");
        var bytes = await File.ReadAllBytesAsync(book.Save(path), TestContext.Current.CancellationToken);
        File.Delete(path);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/imports/members") { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        request.Headers.Add("Idempotency-Key", "moving-in");
        using var answer = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True((int)answer.StatusCode == 202, text);
        return (string)JsonNode.Parse(text)!["id"]!;
    }

    private static async Task<List<JsonNode>> Coupons(ClockServer server, string phone)
    {
        var found = (await server.Post("/v1/members/search", $$$"""{"identity":{"kind":"phone","value":"{{{phone}}}"}}""")).Json["members"]!.AsArray();
        return [.. (await server.Get($"/v1/members/{(string)found.Single()!["id"]!}/coupons")).Json["coupons"]!.AsArray().Select(c => c!)];
    }

    private static async Task<List<Dictionary<string, string>>> Table(ClockServer server, RunningJobs running, string table)
    {
        var job = await running.Ended(server, (string)(await server.Post("/v1/exports", $$"""{"table":"{{table}}","format":"csv","reason":"moving on"}""")).Json["id"]!);
        var lines = (await server.Get($"/v1/jobs/{(string)job["id"]!}/result")).Text.TrimStart('\uFEFF').TrimEnd().Split('\n').Select(l => l.TrimEnd('\r').Split(',')).SkipWhile(c => !c.Contains("member_id")).ToList();
        return [.. lines.Skip(1).Select(r => lines[0].Zip(r).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal))];
    }

    private static long Sum(List<Dictionary<string, string>> rows, string column) => rows.Sum(r => r[column].Length == 0 ? 0 : long.Parse(r[column], CultureInfo.InvariantCulture));
}
