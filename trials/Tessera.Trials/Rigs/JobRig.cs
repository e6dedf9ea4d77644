using System.Diagnostics;
using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>R10: an import that was ordered over HTTP, beside tills; who carries it out is killed, and it ends as one left alone, each row once.</summary>
internal static class JobRig
{
    private const string MapName = "older";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(90);

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (ask.Kind != StoreKind.Two) return Verdict.Skip("R10", ask.On, "it needs two processes");
        var findings = new Findings();
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind));
        var done = await Kills(ask, shop, findings);
        return new Verdict("R10", ask.On, $"{done}, each row once, seed {ask.Seed}", findings.All);
    }

    /// <summary>Kills the servers of a shop within imports that they carry out; alone it goes on itself, of two the other does.</summary>
    public static async Task<string> Kills(TrialAsk ask, Shop shop, Findings findings)
    {
        var (rounds, midway, slowest) = (ask.Of(1, 2, 20), 0, TimeSpan.Zero);
        var list = new MemberList(ask.Of(1_000, 1_500, 10_000), "jobs");
        using var till = new Till(shop);
        await till.SendText(HttpMethod.Put, new Uri(shop.Nodes[0].Address, $"/v1/import-maps/{MapName}?kind=members"), "text/yaml", list.Map);
        await Ended(shop, till, await Ordered(shop, till, list, 0));
        var told = await WorkRig.Beside(shop, new CrowdPlan("jobs", ask.Seed), findings, async () =>
        {
            for (var round = 1; round <= rounds; round++)
            {
                var job = await Ordered(shop, till, list, round);
                await Until(async () => await Read(shop, till, job) is var (state, lines) && (state == "done" || lines > 0));
                await Task.Delay(new Random(HashCode.Of(ask.Seed, 90 + round)).Next(150));
                var victim = shop.Nodes[round % shop.Nodes.Count];
                await victim.Kill();
                await victim.Start();
                var since = Stopwatch.StartNew();
                if ((await Read(shop, till, job)).State != "done") midway++;
                findings.Need(await Ended(shop, till, job), $"import {round} did not go on within {Longest.TotalSeconds:0} s");
                if (since.Elapsed > slowest) slowest = since.Elapsed;
            }
        });
        var ledger = await LedgerRow.Read(shop);
        findings.Add(HistoryCheck.Faults(ledger, [.. told.SelectMany(Claim.Of)]));
        var left = list.Books(ledger, 0);
        findings.Need(left.Values.Sum(b => b.Points) == list.Points, $"{left.Values.Sum(b => b.Points)} points imported, not {list.Points}");
        for (var round = 1; round <= rounds; round++)
        {
            var books = list.Books(ledger, round);
            findings.Need(books.Count == left.Count && books.All(b => left.GetValueOrDefault(b.Key) == b.Value), $"import {round} has other books than the one left alone");
        }

        findings.Need(midway > 0, "every kill came after its import");
        findings.Add(await Afterwards.Audited(shop));
        return string.Create(CultureInfo.InvariantCulture, $"{rounds} imports of {list.Count:N0} members ordered over HTTP beside {told.Count:N0} writes, {midway} with a server killed midway, gone on within {slowest.TotalSeconds:0.0} s");
    }

    private static async Task<string> Ordered(Shop shop, Till till, MemberList list, int round) =>
        (string)(await till.SendText(HttpMethod.Post, new Uri(shop.Nodes[round % shop.Nodes.Count].Address, $"/v1/imports/members?map={MapName}"), "application/octet-stream", list.Text(round), $"order-{round}"))["id"]!;

    private static async Task<bool> Ended(Shop shop, Till till, string job) => await Until(async () => (await Read(shop, till, job)).State == "done");

    private static async Task<(string State, long Lines)> Read(Shop shop, Till till, string job)
    {
        var read = await till.Read(shop.Nodes[0].Address, "/v1/jobs/" + job);
        return ((string)read["state"]!, (long?)read["progress"]?["linesRead"] ?? 0);
    }

    private static async Task<bool> Until(Func<Task<bool>> holds)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < Longest;)
        {
            if (await holds()) return true;
            await Task.Delay(20);
        }

        return false;
    }
}
