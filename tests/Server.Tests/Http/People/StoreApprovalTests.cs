using Tessera.App.Approvals;

namespace Tessera.Server.Tests.Http.People;

/// <summary>People bound to stores read and decide what was asked there, at the till and in the console alike.</summary>
[Covers("S1", "S10")]
public sealed class StoreApprovalTests : IAsyncLifetime
{
    private readonly TestServer _server = new();
    private int _keys;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        foreach (var store in new[] { "sh-1", "sh-2" }) await _server.Post("/v1/stores", $$"""{"code":"{{store}}","nameZh":"店"}""", Key());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // Bound to nothing opens all; asked at no store only a matter of a till opens to those bound somewhere.
    [Theory]
    [InlineData("", "", false, true)]
    [InlineData("", "sh-1", true, true)]
    [InlineData("sh-1", "sh-1", true, true)]
    [InlineData("sh-1", "sh-2", true, false)]
    [InlineData("sh-1 sh-2", "sh-2 sh-3", false, true)]
    [InlineData("sh-1", "sh-2", false, false)]
    [InlineData("sh-1", "", true, true)]
    [InlineData("sh-1", "", false, false)]
    public void A_matter_opens_to_those_bound_to_one_of_its_stores(string bound, string asked, bool isOfTill, bool opens) =>
        Assert.Equal(opens, new ApprovalStores(Words(asked), isOfTill).OpenTo(Words(bound)));

    // A clerk of sh-1 gives back 20.00 where 0 asks for each. Each role: what it sees, reads, and is answered when it decides.
    [Theory]
    [InlineData("storeManager", "sh-1", 1, 200, 200, null)]
    [InlineData("storeManager", "sh-2", 0, 403, 403, "approval.store")]
    [InlineData("storeManager", null, 1, 200, 200, null)]
    [InlineData("owner", null, 1, 200, 200, null)]
    [InlineData("auditor", null, 1, 200, 403, "auth.scope")]
    [InlineData("clerk", "sh-1", null, 403, 403, "auth.scope")]
    public async Task What_a_clerk_asks_is_an_affair_of_the_store(string role, string? store, int? listed, int read, int decided, string? code)
    {
        using var clerk = await Bound("clerk", "wu", "sh-1");
        using var who = await Bound(role, "zhou", store);
        var asked = await Asked(clerk);
        var list = await who.Get("/v1/approvals?state=waiting");
        var one = await who.Get($"/v1/approvals/{asked.Json["id"]}");
        var done = await Approve(who, asked);
        Assert.Equal((listed, read, decided, code), (list.Json["approvals"]?.AsArray().Count, one.Status, done.Status, done.Code));
    }

    // The one who may not decide may not reject either; it goes on waiting for the store's own manager.
    [Fact]
    public async Task A_manager_of_another_store_rejects_nothing_and_is_told_who_decides()
    {
        using var clerk = await Bound("clerk", "wu", "sh-1");
        using var far = await Bound("storeManager", "hu", "sh-2");
        using var near = await Bound("storeManager", "zhou", "sh-1");
        var asked = await Asked(clerk);
        var rejected = await far.Post($"/v1/approvals/{asked.Json["id"]}/reject", """{"reasonCode":"no"}""", Key());
        Assert.Equal((403, "approval.store"), (rejected.Status, rejected.Code));
        Assert.Contains("a manager of that store or the office decides it", rejected.Text, StringComparison.Ordinal);
        Assert.Equal((0, 1), (await Needs(far), await Needs(near)));
        Assert.Equal("approved", (string)(await Approve(near, asked)).Json["state"]!);
    }

    // Three wait, the oldest at sh-1: a page of one is full for its manager although the two before it are not theirs.
    [Fact]
    public async Task A_page_is_full_while_there_is_more_of_the_own_store()
    {
        using var own = await Bound("clerk", "wu", "sh-1");
        using var other = await Bound("clerk", "ma", "sh-2");
        using var near = await Bound("storeManager", "zhou", "sh-1");
        var asked = await Asked(own);
        for (var i = 0; i < 2; i++) await Asked(other);
        var page = await near.Get("/v1/approvals?state=waiting&limit=1");
        Assert.Equal((string)asked.Json["id"]!, (string?)Assert.Single(page.Json["approvals"]!.AsArray())!["id"]);
    }

    // 20,000 points are above the limit. A manager of one store could not decide what the office asks, so the office goes on alone with a reason; with finance there it waits for them.
    [Fact]
    public async Task What_the_office_asks_is_no_affair_of_one_store()
    {
        var member = (string)(await _server.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13800000001"}]}""", Key())).Json["id"]!;
        using var li = await Bound("operator", "li", null);
        using var zhou = await Bound("storeManager", "zhou", "sh-1");
        var alone = await Adjust(li, member);
        using var qian = await Bound("finance", "qian", null);
        var asked = await Adjust(li, member);
        var byStore = await Approve(zhou, asked);
        Assert.Equal([(409, "approval.reasonMissing"), (202, null), (403, "approval.store")], new[] { alone, asked, byStore }.Select(g => (g.Status, g.Code)));
        Assert.Equal("approved", (string)(await Approve(qian, asked)).Json["state"]!);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<int> Needs(Someone who) =>
        (await who.Get("/v1/needs-you")).Json["needs"]!.AsArray().Where(n => (string)n!["id"]! == "approvals").Sum(n => (int)n!["count"]!);

    private Task<Got> Adjust(Someone who, string member) => who.Post($"/v1/members/{member}/points/adjustments", """{"points":20000,"reasonCode":"goodwill"}""", Key());

    private Task<Got> Approve(Someone who, Got asked) => who.Post($"/v1/approvals/{asked.Json["id"]}/approve", $$"""{"inputHash":"{{asked.Json["inputHash"]}}"}""", Key());

    private async Task<Got> Asked(Someone clerk)
    {
        using var limits = new HttpRequestMessage(HttpMethod.Put, "/v1/till-limits") { Content = new StringContent("""{"refundMinor":0}""", System.Text.Encoding.UTF8, "application/json") };
        Assert.Equal(200, (await _server.Send(limits, _server.Client)).Status);
        var number = Key();
        var sold = await _server.Post("/v1/purchases", $$"""{"source":"till","number":"{{number}}","occurredAt":"{{DateTimeOffset.UtcNow:yyyy-MM-ddTHH:mm:ssZ}}","storeId":"sh-1","lines":[{"sku":"tea","quantity":1,"netMinor":2000}]}""", Key());
        var asked = await clerk.Post($"/v1/purchases/{sold.Json["id"]}/refunds", $$"""{"source":"till","number":"{{number}}-R","amountMinor":2000}""", Key());
        Assert.Equal((202, "till.refund"), (asked.Status, (string)asked.Json["kind"]!));
        return asked;
    }

    private async Task<Someone> Bound(string role, string name, string? store)
    {
        var (someone, id) = await Someone.Of(_server, role, name);
        if (store is not null)
        {
            await _server.Site.Alone(scope =>
            {
                scope.Db.Personal.SetStores(id, [store]);
                return id;
            });
        }

        return someone;
    }

    private string Key() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"k{++_keys}");
}
