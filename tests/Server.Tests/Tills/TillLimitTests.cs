using System.Globalization;
using Tessera.App.People;
using Tessera.App.Tills;
using Tessera.Server.Tests.Http;
using Tessera.Server.Tests.Http.People;
using Tessera.Storage.People;

namespace Tessera.Server.Tests.Tills;

/// <summary>What a till may do alone, and the approval on the spot above it: who asks is never who approves.</summary>
[Covers("U31", "S10")]
public sealed class TillLimitTests : IAsyncLifetime
{
    private const string Password = "seven quiet teapots";
    private readonly TestServer _server = new();
    private Someone? _page;
    private string _manager = "";

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        foreach (var store in new[] { "sh-1", "sh-2" }) await _server.Post("/v1/stores", $$"""{"code":"{{store}}","nameZh":"店"}""", store);
        await _server.Post("/v1/tills", """{"code":"sh-1-1","store":"sh-1"}""", "t");
        var code = (string)(await _server.Post("/v1/tills/sh-1-1/pairing-codes", "{}")).Json["code"]!;
        _page = new Someone(_server);
        await _page.Post("/v1/session/pair", $$"""{"code":"{{code}}"}""");
        _manager = await Person("zhou", "storeManager");
        await Person("wu", "clerk");
        await Send("/v1/till-limits", """{"discountMinor":500,"refundMinor":2000,"storedValueMinor":null,"points":null}""");
    }

    public ValueTask DisposeAsync()
    {
        _page?.Dispose();
        return _server.DisposeAsync();
    }

    // Limit 20.00: 15.00 of 60.00 goes back alone; 15.00 more would make 30.00 of the same purchase and waits. The shift has it once it is approved: 60.00 - 15.00 - 15.00 = 30.00 in the drawer.
    [Fact]
    public async Task A_refund_above_the_limit_waits_until_another_person_signs_for_it_at_the_till()
    {
        var shift = await _page!.Post("/v1/tills/sh-1-1/shifts", """{"openingCashMinor":0}""", "o");
        var sold = await Sold("1");
        var small = await Back(sold, "R1");
        var more = await Back(sold, "R2");
        var again = await Back(sold, "R2", "R2-again");
        Assert.Equal((201, 202, 202), (small.Status, more.Status, again.Status));
        Assert.Equal(("till.refund", "waiting", 3_000L, (string)more.Json["id"]!), ((string)more.Json["kind"]!, (string)more.Json["state"]!, (long)more.Json["amount"]!, (string)again.Json["id"]!));

        var wrong = await Approve(more, "zhou", "not the password");
        var clerk = await Approve(more, "wu", Password);
        Assert.Equal([(401, "signIn.wrong"), (403, "approval.right")], new[] { wrong, clerk }.Select(g => (g.Status, g.Code!)));
        var done = await Approve(more, "zhou", Password);
        var twice = await Approve(more, "zhou", Password);
        Assert.Equal((200, "approved", "person:" + _manager), (done.Status, (string)done.Json["state"]!, (string)done.Json["decidedBy"]!));
        Assert.Equal("approval.decided", twice.Code);

        var report = await _page.Get($"/v1/tills/sh-1-1/shifts/{shift.Json["id"]}");
        Assert.Equal((3_000L, 2, -3_000L), ((long)report.Json["expectedCashMinor"]!, (int)report.Json["sums"]!["refunds"]!["documents"]!, (long)report.Json["sums"]!["refunds"]!["minor"]!));
        Assert.Equal("sh-1-1", (string)report.Json["openedByName"]!);
        // The trail: the page asked, the manager approved, on whose approval it was done.
        var trail = (await _server.Get("/v1/audit?limit=20")).Text;
        Assert.Contains("person:" + _manager, trail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_void_counts_the_whole_purchase_and_a_manager_of_another_store_cannot_sign_for_it()
    {
        var sold = await Sold("2");
        var asked = await _page!.Post($"/v1/purchases/{sold}/void", """{"source":"till","number":"2V"}""", "v");
        await Person("hu", "storeManager", "sh-2");
        var far = await Approve(asked, "hu", Password);
        var key = await _server.Post($"/v1/purchases/{sold}/void", """{"source":"till","number":"2K"}""", "k");

        Assert.Equal((202, 6_000L), (asked.Status, (long)asked.Json["amount"]!));
        Assert.Equal((403, "approval.store"), (far.Status, far.Code));
        // A system with a key has no limit of a till; what waited is refused by the rules once it is approved.
        Assert.Equal(201, key.Status);
        Assert.Equal("refused", (string)(await Approve(asked, "zhou", Password)).Json["state"]!);
    }

    // 4.00 off by hand is within 5.00; 6.00 is not. The sale is recorded with the approval, and the same commit then answers with it.
    [Fact]
    public async Task A_discount_by_hand_above_the_limit_waits_with_the_sale()
    {
        var small = await Commit("3", 400);
        var asked = await Commit("4", 600);
        Assert.Equal((201, 202, "till.sale", 600L), (small.Answer.Status, asked.Answer.Status, (string)asked.Answer.Json["kind"]!, (long)asked.Answer.Json["amount"]!));
        var done = await Approve(asked.Answer, "zhou", Password);
        var sold = await _page!.Post("/v1/quotes/commit", asked.Body, "again");
        Assert.Equal(("approved", 201, 5_400L), ((string)done.Json["state"]!, sold.Status, (long)sold.Json["totalMinor"]!));
    }

    // 1,500 points are above 1,000, whose limit is none of money; at the limit nobody is asked.
    [Fact]
    public void Points_above_their_limit_are_told_as_points()
    {
        var limits = new TillLimits(0, 0, null, 1_000);
        Assert.Equal((1_500L, true), new TillAmounts(0, 0, 99_900, 1_500).Above(limits));
        Assert.Null(new TillAmounts(0, 0, 99_900, 1_000).Above(limits));
        Assert.Equal((1L, false), new TillAmounts(1, 0, 0, 1_500).Above(limits));
    }

    [Fact]
    public async Task Nobody_approves_on_the_spot_what_another_page_asked_or_what_is_no_affair_of_a_till()
    {
        var sold = await Sold("5");
        var asked = await _page!.Post($"/v1/purchases/{sold}/void", """{"source":"till","number":"5V"}""", "v");
        using var other = (await Someone.Of(_server, "clerk", "ma")).Someone;
        var foreign = await other.Post($"/v1/approvals/{asked.Json["id"]}/approve-here", Body(asked, "zhou", Password));
        var key = await _server.Post($"/v1/approvals/{asked.Json["id"]}/approve-here", Body(asked, "zhou", Password));
        Assert.Equal([(404, "approval.unknown"), (403, "approval.person")], new[] { foreign, key }.Select(g => (g.Status, g.Code!)));
    }

    // 6.00 sold at 08:00 without network, told in the shift opened after it: in its drawer, shown as early.
    [Fact]
    public async Task A_sale_without_network_before_any_shift_counts_in_the_shift_that_sends_it()
    {
        var at = DateTimeOffset.UtcNow.AddMinutes(-30).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        var first = await _page!.Post("/v1/tills/sh-1-1/shifts", """{"openingCashMinor":1000}""", "o");
        await _page.Post("/v1/purchases", $$"""{"source":"till","number":"9","occurredAt":"{{at}}","tillId":"sh-1-1","lines":[{"sku":"tea","quantity":1,"netMinor":600}],"payments":[{"kind":"cash","amountMinor":600}]}""", "p");
        await _page.Post($"/v1/tills/sh-1-1/shifts/{first.Json["id"]}/close", """{"countedCashMinor":1600}""", "c");
        await _page.Post("/v1/tills/sh-1-1/shifts", """{"openingCashMinor":1600}""", "o2");
        var report = await _page.Get($"/v1/tills/sh-1-1/shifts/{first.Json["id"]}");
        var next = (await _page.Get("/v1/tills/sh-1-1/shifts")).Json["shifts"]![0]!["id"];
        var after = await _page.Get($"/v1/tills/sh-1-1/shifts/{next}");

        Assert.Equal((1_600L, 0L, 600L), ((long)report.Json["expectedCashMinor"]!, (long)report.Json["differenceMinor"]!, (long)report.Json["early"]!["sales"]!["minor"]!));
        Assert.Equal((0, null), ((int)after.Json["sums"]!["documents"]!, after.Json["early"]));
    }

    private async Task<string> Sold(string number)
    {
        var at = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
        var sold = await _page!.Post("/v1/purchases", $$"""{"source":"till","number":"{{number}}","occurredAt":"{{at}}","tillId":"sh-1-1","lines":[{"sku":"tea","quantity":4,"netMinor":6000}],"payments":[{"kind":"cash","amountMinor":6000}]}""", "s" + number);
        return (string)sold.Json["id"]!;
    }

    private Task<Got> Back(string purchase, string number, string? key = null) =>
        _page!.Post($"/v1/purchases/{purchase}/refunds", $$"""{"source":"till","number":"{{number}}","units":[{"line":0,"quantity":1}]}""", key ?? number);

    private async Task<(Got Answer, string Body)> Commit(string number, int off)
    {
        var quote = await _page!.Post("/v1/quotes", $$"""{"lines":[{"sku":"tea","quantity":1,"listMinor":6000,"discountMinor":{{off}}}]}""");
        var body = $$"""{"token":"{{quote.Json["token"]}}","source":"till","number":"{{number}}"}""";
        return (await _page.Post("/v1/quotes/commit", body, "q" + number), body);
    }

    private static string Body(Got asked, string name, string password) => $$"""{"inputHash":"{{asked.Json["inputHash"]}}","name":"{{name}}","password":"{{password}}"}""";

    private Task<Got> Approve(Got asked, string name, string password) => _page!.Post($"/v1/approvals/{asked.Json["id"]}/approve-here", Body(asked, name, password));

    private async Task Send(string path, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        Assert.Equal(200, (await _server.Send(request, _server.Client)).Status);
    }

    private async Task<string> Person(string name, string role, string? store = null)
    {
        var now = _server.Site.Clock.MachineNow;
        var made = new Person { Id = Secrets.NewId("per"), Name = name, Role = role, State = PersonState.Active, Password = Passwords.Hash(Password), CreatedAt = now, ChangedAt = now };
        await _server.Site.Alone(scope =>
        {
            scope.Db.People.Add(made);
            if (store is not null) scope.Db.Personal.SetStores(made.Id, [store]);
            return made.Id;
        });
        return made.Id;
    }
}
