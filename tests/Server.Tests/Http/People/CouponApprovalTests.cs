using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.App.Jobs;
using Tessera.App.Programs;

namespace Tessera.Server.Tests.Http.People;

/// <summary>A batch of many coupons waits for a second person; the limit is three coupons here.</summary>
[Covers("S10", "P7")]
public sealed class CouponApprovalTests : IAsyncLifetime
{
    private readonly TestServer _server = new();
    private int _key;

    public async ValueTask InitializeAsync()
    {
        await _server.InitializeAsync();
        Assert.Null((await _server.Site.Write(new PublishProgram { SourceText = TestServer.Program + "\napprovals: { couponsAbove: 3 }\n", BySystem = true, Reason = "a small limit" })).Refusal);
        for (var i = 1; i <= 3; i++) await Tagged("1380000000" + i.ToString(CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    // Three members: one coupon each is three, at the limit; two each are six, above it.
    [Fact]
    public async Task A_batch_above_the_limit_is_given_when_another_person_approved_it_and_the_preview_says_so_before()
    {
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        using var wang = (await Someone.Of(_server, "storeManager", "wang")).Someone;
        var seen = await li.Post("/v1/coupons/batches/preview", """{"kind":"twenty","count":2,"tags":["vip"]}""");
        var small = await Order(li, 1);
        var big = await Order(li, 2);
        var (id, hash) = ((string)big.Json["id"]!, (string)big.Json["inputHash"]!);
        var job = (string)JsonNode.Parse((string)(await li.Get($"/v1/approvals/{id}")).Json["command"]!)!["jobId"]!;
        var own = await Approve(li, id, hash);
        var good = await Approve(wang, id, hash);

        Assert.Equal((3, 6, true), ((int)seen.Json["members"]!, (int)seen.Json["coupons"]!, (bool)seen.Json["needsApproval"]!));
        Assert.Equal((202, "coupons.batch"), (small.Status, (string)small.Json["kind"]!));
        Assert.Equal((200, "waiting", "coupon.batch"), (big.Status, (string)big.Json["state"]!, (string)big.Json["kind"]!));
        Assert.Equal((403, "approval.own"), (own.Status, own.Code));
        Assert.Equal((200, "approved"), (good.Status, (string)good.Json["state"]!));
        var made = await Made(job);
        Assert.Equal(("done", 3, 3, 6), ((string)made["state"]!, (int)made["progress"]!["expected"]!, (int)made["progress"]!["given"]!, (int)made["progress"]!["coupons"]!));
    }

    [Fact]
    public async Task Where_nobody_else_could_approve_a_reason_in_words_is_needed_and_a_batch_for_everybody_is_never_taken_on()
    {
        using var li = (await Someone.Of(_server, "operator", "li")).Someone;
        var silent = await Order(li, 2);
        var told = await li.Post("/v1/coupons/batches", """{"kind":"twenty","count":2,"tags":["vip"],"reason":"spring"}""", Key());
        var record = (await li.Get("/v1/audit?limit=1")).Json["records"]![0]!;
        var everybody = await li.Post("/v1/coupons/batches", """{"kind":"twenty"}""", Key());
        var nothing = await li.Post("/v1/coupons/batches", """{"tags":["vip"]}""", Key());
        var both = await li.Post("/v1/coupons/batches/preview", """{"kind":"twenty","benefit":"spring","tags":["vip"]}""");

        Assert.Equal((409, "couponBatch.reasonMissing"), (silent.Status, silent.Code));
        Assert.Equal(202, told.Status);
        Assert.Contains("\"single\":true", (string)record["details"]!, StringComparison.Ordinal);
        Assert.Equal((409, "couponBatch.everybody"), (everybody.Status, everybody.Code));
        Assert.Equal((400, 400), (nothing.Status, both.Status));
    }

    private Task<Got> Order(Someone who, int count) => who.Post("/v1/coupons/batches", $$"""{"kind":"twenty","count":{{count}},"tags":["vip"]}""", Key());

    private Task<Got> Approve(Someone who, string id, string hash) => who.Post($"/v1/approvals/{id}/approve", $$"""{"inputHash":"{{hash}}"}""", Key());

    private async Task Tagged(string phone)
    {
        var member = (string)(await _server.Post("/v1/members", $$"""{"identities":[{"kind":"phone","value":"{{phone}}"}]}""", Key())).Json["id"]!;
        Assert.InRange((await _server.Post($"/v1/members/{member}/tags", """{"tag":"vip"}""", Key())).Status, 200, 299);
    }

    private async Task<JsonObject> Made(string job)
    {
        using var stop = new CancellationTokenSource();
        var running = new JobRunner(_server.Site, (_, _) => { }).Run(stop.Token);
        var seen = (await _server.Get("/v1/jobs/" + job)).Json;
        for (var i = 0; i < 600 && (string)seen["state"]! is not ("done" or "failed"); i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            seen = (await _server.Get("/v1/jobs/" + job)).Json;
        }

        await stop.CancelAsync();
        await running;
        return seen;
    }

    private string Key() => "e" + Interlocked.Increment(ref _key).ToString(CultureInfo.InvariantCulture);
}
