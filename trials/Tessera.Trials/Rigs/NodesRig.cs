using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>R10: two processes on one database are as safe as one: a night whose worker is killed, a cable that is pulled, a rolling restart.</summary>
internal static class NodesRig
{
    private const int PerBatch = 200;
    // 10 for joining and 99 for 99.00; both end together.
    private const int Earned = 109;

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (ask.Kind != StoreKind.Two) return Verdict.Skip("R10", ask.On, "it needs two processes");
        var findings = new Findings();
        var night = await KillTheNight(ask, findings);
        var running = await WhileTheyRun(ask, findings);
        return new Verdict("R10", ask.On, $"{night}; {running}, seed {ask.Seed}", findings.All);
    }

    /// <summary>Points of many members end; whoever settles them is killed in the middle, and the other goes on.</summary>
    private static async Task<string> KillTheNight(TrialAsk ask, Findings findings)
    {
        var (rounds, members) = (ask.Of(2, 5, 30), ask.Of(700, 2_000, 10_000));
        await using var shop = await Shop.Open(new ShopPlan(StoreKind.Two) { TestClock = "2026-01-10T09:00:00+08:00", HasProxies = true });
        using var till = new Till(shop, patience: TimeSpan.FromMinutes(4));
        var now = new DateTimeOffset(2026, 1, 10, 9, 0, 0, TimeSpan.FromHours(8));
        var midway = 0;
        for (var round = 0; round < rounds; round++)
        {
            var (worker, other) = (shop.Nodes[round % 2], shop.Nodes[(round + 1) % 2]);
            await Populate(till, worker.Address, $"n{round}", members, now);
            // All ends fall into the night of the first move; the second is the one that is killed.
            var eve = now.AddMonths(12);
            await Clock(till, worker.Address, eve, findings);
            now = eve.AddDays(3);
            var moving = till.Send(worker.Address, Op.MoveClock($"kill-{round}", Text(now)));
            if (await IsMidway(shop, members * round, moving)) midway++;
            await worker.Kill();
            await moving;
            await Clock(till, other.Address, now, findings);
            await worker.Start();
            await Clock(till, worker.Address, now = now.AddDays(1), findings);
        }

        await ExpiredOnce(shop, members * rounds, findings);
        findings.Add(await Afterwards.Audited(shop));
        findings.Need(midway > 0, "every kill came after its night");
        return string.Create(CultureInfo.InvariantCulture, $"{rounds} nights of {members:N0} members each, {midway} killed midway, each lot ended once");
    }

    /// <summary>Waits until the night has ended some points and not yet all.</summary>
    private static async Task<bool> IsMidway(Shop shop, int before, Task moving)
    {
        await using var look = new NpgsqlConnection(shop.Cluster!.Connection("trial") + ";Pooling=false");
        await look.OpenAsync();
        await using var count = new NpgsqlCommand("select count(distinct member_id) from entry where kind = 'expire'", look);
        while (!moving.IsCompleted)
        {
            if (await count.ExecuteScalarAsync() is long ended && ended > before) return !moving.IsCompleted;
            await Task.Delay(2);
        }

        return false;
    }

    private static async Task Clock(Till till, Uri server, DateTimeOffset to, Findings findings)
    {
        var heard = await till.Insist([server], Op.MoveClock($"clock-{server.Port}-{to:yyyyMMddHHmm}", Text(to)), TimeSpan.FromMinutes(4));
        findings.Need(heard.IsAccepted, $"the clock was answered {heard.Status} {heard.Text}");
    }

    /// <summary>Members who joined with a purchase of 99.00.</summary>
    private static async Task Populate(Till till, Uri server, string name, int members, DateTimeOffset at)
    {
        for (var from = 0; from < members; from += PerBatch)
        {
            var items = new StringBuilder();
            for (var i = from; i < Math.Min(members, from + PerBatch); i++)
            {
                if (items.Length > 0) items.Append(',');
                items.Append(CultureInfo.InvariantCulture, $$"""{"source":"till","number":"{{name}}-{{i}}","occurredAt":"{{Text(at.AddHours(-1))}}","memberIdentity":{"kind":"card","value":"{{name}}-{{i}}"},"joinsIfUnknown":true,"lines":[{"sku":"tea","quantity":1,"netMinor":9900}]}""");
            }

            var heard = await till.Insist([server], new Op($"{name}-{from}", "/v1/purchases/batch", $$"""{"items":[{{items}}]}"""), TimeSpan.FromMinutes(1));
            if (!heard.IsAccepted) throw new TrialBroken($"batch: {heard.Status} {heard.Text}");
        }
    }

    private static async Task ExpiredOnce(Shop shop, int members, Findings findings)
    {
        var ledger = await LedgerRow.Read(shop);
        findings.Add(HistoryCheck.Faults(ledger, []));
        var books = ledger.GroupBy(r => r.Member, StringComparer.Ordinal).ToList();
        findings.Need(books.Count == members, $"{books.Count} members have entries, not {members}");
        foreach (var book in books)
        {
            var (earned, ended) = (book.Where(r => r.Points > 0).Sum(r => r.Points), -book.Where(r => r.Kind == "expire").Sum(r => r.Points));
            findings.Need(earned == Earned && ended == Earned, $"{book.Key}: {earned} earned, {ended} expired, not {Earned} each");
        }
    }

    private static async Task<string> WhileTheyRun(TrialAsk ask, Findings findings)
    {
        await using var shop = await Shop.Open(new ShopPlan(StoreKind.Two) { HasProxies = true });
        await FreezeElsewhere(shop, findings);
        using var crowd = new Crowd(shop, new CrowdPlan("n", ask.Seed) { Clients = 16, Insists = true });
        var trading = crowd.Trade();
        await crowd.Until(j => j.Accepted >= 100, TimeSpan.FromSeconds(60));
        var served = await PullTheCable(shop, crowd, TimeSpan.FromSeconds(ask.Of(4, 10, 60)), findings);
        await crowd.Until(_ => false, TimeSpan.FromSeconds(1));
        var (cut, busy) = (crowd.Journal.Cut, crowd.Journal.Busy);
        var restarts = ask.Of(2, 6, 20);
        for (var i = 0; i < restarts; i++)
        {
            var node = shop.Nodes[i % 2];
            await node.Stop();
            await node.Start();
            await Task.Delay(300);
        }

        findings.Need(crowd.Journal.Cut == cut, $"{crowd.Journal.Cut - cut} requests were cut by a graceful restart");
        findings.Need(crowd.Journal.Busy == busy, $"{crowd.Journal.Busy - busy} requests were turned away by a graceful restart");
        crowd.Stop();
        await trading;
        findings.Add(crowd.Journal.Wrong);
        findings.Need(crowd.Journal.Slowest <= Till.Patience, $"a request hung for {crowd.Journal.Slowest.TotalSeconds:0.0} s");
        await Whole(shop, crowd.Journal, findings);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{served} served by the other while one was cut off, {restarts} graceful restarts with {crowd.Journal.Cut - cut} cut and {crowd.Journal.Busy - busy} turned away, {crowd.Journal.Accepted:N0} acknowledged");
    }

    private static async Task Whole(Shop shop, Journal journal, Findings findings)
    {
        Uri[] servers = [.. shop.Nodes.Select(n => n.Address).Reverse()];
        var resolved = await Afterwards.Resolved(shop, servers, [.. journal.Open.DistinctBy(o => o.Key)]);
        findings.Add(await Afterwards.Repeated(shop, servers, journal.Decided));
        findings.Add(await Afterwards.Held(shop, [.. journal.Decided, .. resolved]));
        findings.Add(await Afterwards.Audited(shop));
    }

    /// <summary>Frozen by one process, a member spends nothing at the other.</summary>
    private static async Task FreezeElsewhere(Shop shop, Findings findings)
    {
        using var till = new Till(shop);
        for (var i = 0; i < 10; i++)
        {
            var (here, there) = (shop.Nodes[i % 2].Address, shop.Nodes[(i + 1) % 2].Address);
            var joined = await till.Send(there, Op.Join($"f{i}", $"f{i}"));
            var member = (string)JsonNode.Parse(joined.Body)!["id"]!;
            await till.Send(there, Op.Spend($"f{i}a", member, 1, "a"));
            await till.Send(here, Op.Freeze($"f{i}b", member));
            var spent = await till.Send(there, Op.Spend($"f{i}c", member, 1, "c"));
            findings.Need(spent.Status == 409 && spent.Text.Contains("member.frozen", StringComparison.Ordinal), $"a frozen member's spending was answered {spent.Status} {spent.Text}");
        }
    }

    /// <summary>One process reaches its database no more, and nobody tells it; the other goes on.</summary>
    private static async Task<int> PullTheCable(Shop shop, Crowd crowd, TimeSpan time, Findings findings)
    {
        shop.Proxies[0].GoDark();
        var before = crowd.Journal.Accepted;
        await Task.Delay(time);
        var served = crowd.Journal.Accepted - before;
        shop.Proxies[0].Mend();
        findings.Need(served > 0, "the other process served nobody meanwhile");
        var mended = crowd.Journal.Accepted;
        await crowd.Until(j => j.Accepted >= mended + 100, TimeSpan.FromSeconds(30));
        findings.Need(crowd.Journal.Accepted >= mended + 100, "they did not go on after the cable was back");
        return served;
    }

    private static string Text(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
}
