using Tessera.App.Programs;
using Tessera.Server.Http;
using Tessera.Server.Tests.Http.People;

namespace Tessera.Server.Tests.Http;

/// <summary>Two servers on one PostgreSQL database: what one is told, the other knows with the next request.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private readonly TestServer _one = new();
    private TestServer? _two;
    private volatile bool _isFrozen;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresServer.IsWanted, "没有 PostgreSQL。 Needs PostgreSQL.");
        await _one.InitializeAsync();
        _two = await _one.Beside();
    }

    public async ValueTask DisposeAsync()
    {
        if (_two is not null) await _two.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task The_card_of_a_merged_member_is_that_of_the_one_it_was_merged_into()
    {
        var (goes, stays) = (await Join("13800000011"), await Join("13800000012"));
        // 100.00 are a hundred points.
        await Buy(goes, "card-1");
        Assert.Equal(200, (await _one.Post($"/v1/members/{goes}/merge", $$"""{"into":"{{stays}}"}""", "card-m")).Status);
        Assert.Equal(200, (await _one.Post($"/v1/members/{stays}/freeze", """{"reasonCode":"complaint"}""", "card-f")).Status);
        var (byOld, byNew) = (await _two!.Get($"/v1/members/{goes}"), await _two.Get($"/v1/members/{stays}"));
        Assert.Equal(byNew.Text, byOld.Text);
        Assert.Equal((stays, 100L, "frozen", "complaint"), ((string)byNew.Json["id"]!, (long)byNew.Json["balance"]!, (string)byNew.Json["status"]!, (string)byNew.Json["frozen"]!["reasonCode"]!));
        Assert.Equal(["138 **** 0011", "138 **** 0012"], byNew.Json["identities"]!.AsArray().Select(i => (string)i!["shown"]!).Order(StringComparer.Ordinal));
        Assert.Equal(404, (await _two.Get("/v1/members/mem_00000000000000000000000000")).Status);
    }

    [Fact]
    [Covers("R10")]
    public async Task A_frozen_member_spends_nothing_on_the_other_node()
    {
        var member = await Join("13800000001");
        // 100.00 are a hundred points; one is spent through the second server, which so has met the member before the freeze.
        await Buy(member, "1");
        Assert.Equal(201, (await Spend(1)).Status);
        Assert.Equal(200, (await _one.Post($"/v1/members/{member}/freeze", """{"reasonCode":"complaint"}""", "f1")).Status);
        var after = await Spend(2);
        Assert.Equal((409, "member.frozen"), (after.Status, after.Code));
        Assert.Equal(99L, await Balance(member));
        Assert.Equal(200, (await _two!.Post($"/v1/members/{member}/unfreeze", "{}", "f2")).Status);
        Assert.Equal(201, (await _one.Post($"/v1/members/{member}/points/debits", """{"points":1,"reference":"r3"}""", "s3")).Status);

        Task<Got> Spend(int n) => _two!.Post($"/v1/members/{member}/points/debits", $$"""{"points":1,"reference":"r{{n}}"}""", $"s{n}");
    }

    [Fact]
    [Covers("R10")]
    public async Task Spends_sent_to_one_node_while_the_other_freezes_end_with_the_freeze()
    {
        var member = await Join("13800000002");
        await Buy(member, "1");
        using var stop = new CancellationTokenSource();
        var spending = Task.Run(async () =>
        {
            var answers = new List<(int Status, bool Late)>();
            for (var n = 0; n < 90 && !stop.IsCancellationRequested; n++)
            {
                // Whether it was sent after the freeze had been acknowledged is read before it is sent.
                var late = _isFrozen;
                answers.Add(((await _two!.Post($"/v1/members/{member}/points/debits", $$"""{"points":1,"reference":"r{{n}}"}""", $"s{n}")).Status, late));
                if (answers.Count(a => a.Late) >= 5) break;
            }

            return answers;
        });
        Assert.Equal(200, (await _one.Post($"/v1/members/{member}/freeze", """{"reasonCode":"complaint"}""", "f1")).Status);
        _isFrozen = true;
        var told = await spending;
        await stop.CancelAsync();
        Assert.All(told.Where(a => a.Late), a => Assert.Equal(409, a.Status));
        Assert.Contains(told, a => a.Late);
        var spent = told.Count(a => a.Status == 201);
        Assert.Equal(100L - spent, (long)(await _one.Get($"/v1/members/{member}/points")).Json["balance"]!);
    }

    [Fact]
    [Covers("R10")]
    public async Task A_revoked_key_opens_nothing_on_the_other_node_after_two_seconds()
    {
        var secret = await _one.Key("till", Scopes.MembersRead);
        using var till = _two!.ClientOf(secret);
        Assert.Equal(200, (await _two.Get("/v1/members", till)).Status);
        using var revoke = new HttpRequestMessage(HttpMethod.Delete, "/v1/keys/till");
        Assert.Equal(200, (await _one.Send(revoke)).Status);
        // A server may remember a key for a moment; two seconds are the most.
        await Task.Delay(TimeSpan.FromSeconds(2), TestContext.Current.CancellationToken);
        Assert.Equal(401, (await _two.Get("/v1/members", till)).Status);
    }

    [Fact]
    [Covers("R10")]
    public async Task A_disabled_person_is_out_on_the_other_node()
    {
        var (first, _) = await Someone.Of(_one, "owner", "wang");
        var (second, clerkId) = await Someone.Of(_two!, "clerk", "zhao");
        using var owner = first;
        using var clerk = second;
        Assert.Equal(200, (await clerk.Get("/v1/session")).Status);
        Assert.Equal(200, (await owner.Post($"/v1/people/{clerkId}/disable", "{}", "d1")).Status);
        var after = await clerk.Get("/v1/session");
        Assert.Equal((401, "auth.session"), (after.Status, after.Code));
    }

    [Fact]
    [Covers("R10")]
    public async Task A_version_published_through_one_node_rules_the_next_purchase_on_the_other()
    {
        var member = await Join("13800000004");
        await Buy(member, "1");
        Assert.Equal(100L, await Balance(member));
        var twice = TestServer.Program.Replace("points: 1, per: 1.00", "points: 2, per: 1.00", StringComparison.Ordinal);
        Assert.Null((await _one.Site.Write(new PublishProgram { SourceText = twice, Reason = "twice", BySystem = true, EffectiveAt = _one.Site.Clock.Now })).Refusal?.Reason.Code);
        await Buy(member, "2", _two);
        Assert.Equal(300L, await Balance(member));
    }

    [Fact]
    [Covers("R10")]
    public async Task A_request_under_one_key_to_both_nodes_has_one_effect()
    {
        var member = await Join("13800000003");
        await Buy(member, "1");
        var body = """{"points":7,"reference":"once"}""";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? _one : _two!).Post($"/v1/members/{member}/points/debits", body, "same")));
        // Who meets the first one under way is told to ask again; nobody is told two different things.
        Assert.Single(answers.Where(a => a.Status == 201).Select(a => a.Text).Distinct());
        Assert.All(answers, a => Assert.Contains(a.Status, new[] { 201, 409 }));
        Assert.Equal(93L, (long)(await _two!.Get($"/v1/members/{member}/points")).Json["balance"]!);
    }

    private async Task<string> Join(string phone) =>
        (string)(await _one.Post("/v1/members", $$"""{"identities":[{"kind":"phone","value":"{{phone}}"}]}""", "j" + phone)).Json["id"]!;

    private async Task<long> Balance(string member) => (long)(await _two!.Get($"/v1/members/{member}/points")).Json["balance"]!;

    private async Task Buy(string member, string number, TestServer? node = null)
    {
        var at = Tessera.Server.Json.Moments.Text(_one.Site.Clock.Now);
        var bought = await (node ?? _one).Post("/v1/purchases", $$"""{"source":"till","number":"{{member}}-{{number}}","occurredAt":"{{at}}","memberId":"{{member}}","lines":[{"sku":"tea","quantity":1,"netMinor":10000}]}""", "b" + number + member);
        Assert.Equal(201, bought.Status);
    }
}
