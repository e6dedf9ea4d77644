using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Tests;

/// <summary>The wire to the database breaks at the commit: the answer says that nobody knows, in both languages, and the same key tells.</summary>
public sealed class UnknownEndTests(UnknownEndTests.Ground ground) : IClassFixture<UnknownEndTests.Ground>
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false });

    private Shop Shop => ground.Shop;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Covers("R8")]
    public async Task A_connection_lost_at_the_commit_is_told_as_unknown_and_the_same_key_tells(bool isCarriedOut)
    {
        var name = isCarriedOut ? "done" : "undone";
        await Shop.Cluster!.Run("create or replace function cut() returns trigger language plpgsql as 'begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return null; end'", "trial");
        await BreakCommit(isCarriedOut);
        var chinese = await Send(Buy(name), "zh-CN");
        Assert.Equal((503, "storage.unknown", "1"), (chinese.Status, (string)chinese.Body["code"]!, chinese.RetryAfter));
        Assert.Contains("可能已经生效，也可能没有", (string)chinese.Body["detail"]!, StringComparison.Ordinal);
        Assert.Contains("Idempotency-Key", (string)chinese.Body["detail"]!, StringComparison.Ordinal);

        await Mend();
        // Asked again under its key: the first answer when the commit was carried out, and carried out now when it was not. Either way once.
        var again = await Send(Buy(name), "en");
        Assert.Equal((201, isCarriedOut), (again.Status, again.IsReplay));
        var ledger = await LedgerRow.Read(Shop);
        var member = Assert.Single(ledger, r => r.Number == "number-" + name).Member;
        // 10 for joining and 99 for 99.00.
        Assert.Equal([10L, 99L], ledger.Where(r => r.Member == member).Select(r => r.Points).Order());
        Assert.Empty(await Afterwards.Audited(Shop));

        await BreakCommit(isCarriedOut);
        var english = await Send(Buy(name + "-2"), "en");
        Assert.Equal((503, "storage.unknown"), (english.Status, (string)english.Body["code"]!));
        Assert.Contains("may have been carried out, or not", (string)english.Body["detail"]!, StringComparison.Ordinal);
        await Mend();
    }

    [Theory]
    [InlineData(1, 201)]
    [InlineData(2, 503)]
    [Covers("R8")]
    public async Task A_connection_lost_before_the_commit_is_opened_anew_once_and_then_told_as_not_done(int cuts, int status)
    {
        var (name, left) = ($"early-{cuts}", cuts);
        // The look-up of the document is the first that names it: nothing of the transaction stood on the session, and no commit was said yet.
        Shop.Proxies[0].CutsAskAt = bytes => left > 0 && bytes.Span.IndexOf(Encoding.UTF8.GetBytes("number-" + name)) >= 0 && left-- > 0;
        var first = await Send(Buy(name), "en");
        Assert.Equal((status, status == 201 ? null : "storage", 0), (first.Status, (string?)first.Body["code"], left));
        Assert.Equal((201, status == 201), await Send(Buy(name), "en") is var again ? (again.Status, again.IsReplay) : default);
        Assert.Single(await LedgerRow.Read(Shop), r => r.Number == "number-" + name);
    }

    private static Op Buy(string name) => new("key-" + name, "/v1/purchases", $$"""
        {"source":"till","number":"number-{{name}}","occurredAt":"2026-01-05T10:00:00+08:00","memberIdentity":{"kind":"card","value":"{{name}}"},"joinsIfUnknown":true,"lines":[{"sku":"tea","quantity":1,"netMinor":9900}]}
        """);

    /// <summary>Breaks the next commit of a purchase: its answer is cut off, or the session ends inside it.</summary>
    private async Task BreakCommit(bool isCarriedOut)
    {
        if (!isCarriedOut)
        {
            // What is deferred runs inside the commit, and nothing of it stands.
            await Shop.Cluster!.Run("create constraint trigger cut after insert on entry deferrable initially deferred for each row execute function cut()", "trial");
            return;
        }

        var (isOpen, isUnderWay) = (true, false);
        // The kept answer travels with its media type shortly before the commit; nothing else of the process does.
        Shop.Proxies[0].CutsAskAt = bytes =>
        {
            if (isOpen && bytes.Span.IndexOf("application/json"u8) >= 0) (isOpen, isUnderWay) = (false, true);
            return false;
        };
        Shop.Proxies[0].CutsAt = bytes => isUnderWay && bytes.Span.IndexOf("COMMIT\0"u8) >= 0 && !(isUnderWay = false);
    }

    private async Task Mend()
    {
        await Shop.Cluster!.Run("drop trigger if exists cut on entry", "trial");
        (Shop.Proxies[0].CutsAskAt, Shop.Proxies[0].CutsAt) = (null, null);
    }

    private async Task<Answered> Send(Op op, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Shop.Nodes[0].Address, op.Path)) { Content = new StringContent(op.Body, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Shop.Secret);
        request.Headers.Add("Idempotency-Key", op.Key);
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        using var answer = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!;
        var isReplay = answer.Headers.TryGetValues("Idempotency-Replayed", out var values) && values.First() == "true";
        return new Answered((int)answer.StatusCode, body, isReplay, answer.Headers.RetryAfter?.ToString());
    }

    /// <summary>One shop whose wire to its database can be cut, for all of them.</summary>
    public sealed class Ground : IAsyncLifetime
    {
        private Shop? _shop;

        internal Shop Shop
        {
            get
            {
                Assert.SkipWhen(_shop is null, "没有安装 PostgreSQL。 PostgreSQL is not installed.");
                return _shop;
            }
        }

        public async ValueTask InitializeAsync()
        {
            if (PostgresCluster.IsInstalled) _shop = await Shop.Open(new ShopPlan(StoreKind.Postgres) { HasProxies = true });
        }

        public async ValueTask DisposeAsync()
        {
            if (_shop is not null) await _shop.DisposeAsync();
        }
    }

    private sealed record Answered(int Status, JsonNode Body, bool IsReplay, string? RetryAfter);
}
