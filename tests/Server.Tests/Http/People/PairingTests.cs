using System.Globalization;

namespace Tessera.Server.Tests.Http.People;

/// <summary>Till pages that are paired, and people who are bound to stores.</summary>
[Covers("U31"), Covers("S1")]
public sealed class PairingTests : IAsyncLifetime
{
    private readonly TestServer _server = new();

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        foreach (var store in new[] { "sh-1", "sh-2" })
        {
            await _server.Post("/v1/stores", $$"""{"code":"{{store}}","nameZh":"店"}""", store);
            await _server.Post("/v1/tills", $$"""{"code":"{{store}}-1","store":"{{store}}","nameZh":"一号台"}""", store + "-1");
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_code_pairs_one_page_once_and_what_it_sells_happened_at_its_till()
    {
        var code = (string)(await _server.Post("/v1/tills/sh-1-1/pairing-codes", "{}")).Json["code"]!;
        using var page = new Someone(_server);
        var paired = await page.Post("/v1/session/pair", $$"""{"code":" {{code.ToUpperInvariant()}} "}""");
        using var second = new Someone(_server);
        var again = await second.Post("/v1/session/pair", $$"""{"code":"{{code}}"}""");
        await page.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13800000001"}]}""", "m1");
        var sold = await page.Post("/v1/purchases", Purchase("1").Replace("\"lines\"", "\"memberIdentity\":{\"kind\":\"phone\",\"value\":\"13800000001\"},\"lines\"", StringComparison.Ordinal), "p1");
        var elsewhere = await page.Post("/v1/purchases", Purchase("2", "sh-2"), "p2");
        var seen = await page.Get("/v1/session");

        Assert.Equal((201, "sh-1-1", "clerk"), (paired.Status, (string)paired.Json["till"]!, (string)paired.Json["person"]!["role"]!));
        Assert.Equal(("店 一号台", "店 一号台"), ((string)paired.Json["place"]!, (string)seen.Json["place"]!));
        Assert.Equal((401, "pairing.unknown"), (again.Status, again.Code));
        Assert.Equal(201, sold.Status);
        Assert.Equal(("sh-1", "sh-1-1"), _server.Site.Read(r => r.Db.Records.Find(r.Db.Documents.Find("till", "1")!.Account!.Value, r.Db.Documents.Find("till", "1")!.Sequence)!.Fact is Core.Facts.Purchase p ? (p.StoreId, p.TillId) : default));
        Assert.Equal(400, elsewhere.Status);
        Assert.Equal(["sh-1"], seen.Json["stores"]!.AsArray().Select(s => (string)s!));
        // The till is no office: it opens no codes and reads no report.
        Assert.Equal(403, (await page.Post("/v1/tills/sh-1-1/pairing-codes", "{}")).Status);
        Assert.Equal(403, (await page.Get("/v1/needs-you")).Status);
        // Disabling the till's person ends the page at once.
        await _server.Post($"/v1/people/{paired.Json["person"]!["id"]}/disable", "{}", "d");
        Assert.Equal(401, (await page.Get("/v1/session")).Status);
    }

    [Fact]
    public async Task A_manager_bound_to_a_store_sells_there_alone_and_pairs_its_tills_alone()
    {
        var (someone, id) = await Someone.Of(_server, "storeManager", "li");
        using var li = someone;
        await _server.Send(new HttpRequestMessage(HttpMethod.Put, $"/v1/people/{id}/stores") { Content = new StringContent("""{"stores":["sh-2"]}""", System.Text.Encoding.UTF8, "application/json") }, _server.Client);

        Assert.Equal(201, (await li.Post("/v1/tills/sh-2-1/pairing-codes", "{}")).Status);
        Assert.Equal(404, (await li.Post("/v1/tills/sh-1-1/pairing-codes", "{}")).Status);
        Assert.Equal(201, (await li.Post("/v1/purchases", Purchase("3", "sh-2"), "p3")).Status);
        Assert.Equal(400, (await li.Post("/v1/purchases", Purchase("4", "sh-1"), "p4")).Status);
        // A till stands for its store, named alone or beside one of theirs.
        Assert.Equal(400, (await li.Post("/v1/purchases", Purchase("5").Replace("\"lines\"", "\"tillId\":\"sh-1-1\",\"lines\"", StringComparison.Ordinal), "p5")).Status);
        Assert.Equal(400, (await li.Post("/v1/purchases", Purchase("6", "sh-2").Replace("\"lines\"", "\"tillId\":\"sh-1-1\",\"lines\"", StringComparison.Ordinal), "p6")).Status);
        Assert.Equal(201, (await li.Post("/v1/purchases", Purchase("7", "sh-2").Replace("\"lines\"", "\"tillId\":\"sh-2-1\",\"lines\"", StringComparison.Ordinal), "p7")).Status);
        Assert.Equal(404, (await _server.Send(new HttpRequestMessage(HttpMethod.Put, $"/v1/people/{id}/stores") { Content = new StringContent("""{"stores":["nowhere"]}""", System.Text.Encoding.UTF8, "application/json") }, _server.Client)).Status);
    }

    private static string Purchase(string number, string? store = null)
    {
        var now = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return $$"""{"source":"till","number":"{{number}}","occurredAt":"{{now}}",{{(store is null ? "" : $"\"storeId\":\"{store}\",")}}"lines":[{"sku":"tea","quantity":1,"netMinor":1000}]}""";
    }
}
