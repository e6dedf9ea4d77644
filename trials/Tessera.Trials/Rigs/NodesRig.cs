using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>R10: two processes on one database are as safe as one: a night whose worker is killed, a cable that is pulled, a rolling restart.</summary>
internal static class NodesRig
{
    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (ask.Kind != StoreKind.Two) return Verdict.Skip("R10", ask.On, "it needs two processes");
        var findings = new Findings();
        var night = await NightKills.Run(ask, findings);
        var running = await WhileTheyRun(ask, findings);
        return new Verdict("R10", ask.On, $"{night}; {running}, seed {ask.Seed}", findings.All);
    }

    private static async Task<string> WhileTheyRun(TrialAsk ask, Findings findings)
    {
        await using var shop = await Shop.Open(new ShopPlan(StoreKind.Two) { HasProxies = true, Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["TESSERA_DRAIN"] = "2" } });
        await FreezeElsewhere(shop, findings);
        using var crowd = new Crowd(shop, new CrowdPlan("n", ask.Seed) { Clients = 16, Insists = true });
        var trading = crowd.Trade();
        await crowd.Until(j => j.Accepted >= 100, TimeSpan.FromSeconds(60));
        var served = await PullTheCable(shop, crowd, TimeSpan.FromSeconds(ask.Of(4, 10, 60)), findings);
        await crowd.Until(_ => false, TimeSpan.FromSeconds(1));
        var (cut, busy) = (crowd.Journal.Cut, crowd.Journal.Busy);
        var restarts = ask.Of(2, 6, 20);
        await Balanced(shop, async () =>
        {
            for (var i = 0; i < restarts; i++)
            {
                var node = shop.Nodes[i % 2];
                await node.Stop();
                await node.Start();
                await Task.Delay(300);
            }
        });

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

    /// <summary>A balancer asks each process every 100 ms whether it is ready, and sends requests to none that is not.</summary>
    private static async Task Balanced(Shop shop, Func<Task> work)
    {
        using var done = new CancellationTokenSource();
        var asking = Task.WhenAll(shop.Nodes.Select(async node =>
        {
            while (!done.IsCancellationRequested)
            {
                node.IsInRotation = await node.IsReady();
                await Task.Delay(100);
            }
        }));
        await work();
        await done.CancelAsync();
        await asking;
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
}
