using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R8: the database goes away and comes back under load; a connection is cut after COMMIT was carried out and before its answer; no session is
/// left; somebody else holds a lock. Clients repeat their keys, as tills must.
/// </summary>
internal static class OutageRig
{
    private const int Clients = 16;
    private const int Cuts = 20;
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(10);

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (ask.Kind == StoreKind.Sqlite) return Verdict.Skip("R8", ask.On, "there is no database server to go away");
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { HasProxies = true });
        var findings = new Findings();
        using var crowd = new Crowd(shop, new CrowdPlan("o", ask.Seed) { Clients = Clients, Insists = true });
        var trading = crowd.Trade();
        await crowd.Until(j => j.Accepted >= 100, TimeSpan.FromSeconds(60));
        var chance = new Random(HashCode.Of(ask.Seed, 8));
        var restarts = ask.Of(3, 5, 30);
        var slowest = TimeSpan.Zero;
        for (var i = 0; i < restarts; i++)
        {
            await Task.Delay(chance.Next(800));
            await shop.Cluster!.RestartImmediately(TimeSpan.FromMilliseconds(chance.Next(1_500)));
            var took = await Normal(crowd, findings, $"after restart {i + 1}");
            if (took > slowest) slowest = took;
        }

        var unsure = crowd.Journal.Unsure;
        var cuts = await CutCommits(shop, crowd, findings, chance);
        findings.Need(crowd.Journal.Unsure > unsure, "commits were cut from their answer, and nobody was told that the end is unknown");
        await ExhaustSessions(shop, crowd, findings);
        var seconds = ask.Of(8, 30, 30);
        await HoldLock(shop, crowd, findings, TimeSpan.FromSeconds(seconds));
        await Task.Delay(1_000);
        crowd.Stop();
        await trading;
        return await Judge(ask, shop, crowd.Journal, findings, string.Create(
            CultureInfo.InvariantCulture, $"{restarts} immediate restarts (normal again within {slowest.TotalSeconds:0.0} s), {cuts} commits cut from their answer, no session free, a lock held for {seconds} s"));
    }

    private static async Task<Verdict> Judge(TrialAsk ask, Shop shop, Journal journal, Findings findings, string done)
    {
        findings.Add(journal.Wrong);
        findings.Need(journal.Slowest <= Till.Patience, $"a request hung for {journal.Slowest.TotalSeconds:0.0} s");
        var servers = shop.Nodes.Select(n => n.Address).ToList();
        var resolved = await Afterwards.Resolved(shop, servers, [.. journal.Open.DistinctBy(o => o.Key)]);
        foreach (var heard in resolved.Where(h => h.Fate != Fate.Decided)) findings.Add($"{heard.Op.Key} of unknown end, then {heard.Status} {heard.Text}");
        findings.Add(await Afterwards.Repeated(shop, [.. servers.AsEnumerable().Reverse()], journal.Decided));
        findings.Add(await Afterwards.Held(shop, [.. journal.Decided, .. resolved]));
        findings.Add(await Afterwards.Audited(shop));
        return new Verdict("R8", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{done}; {journal.Accepted:N0} acknowledged, {journal.Open.Count} of unknown end resolved ({journal.Unsure} of them told so), the slowest answer after {journal.Slowest.TotalSeconds:0.0} s, seed {ask.Seed}"), findings.All);
    }

    /// <summary>Waits until the crowd is served again.</summary>
    private static async Task<TimeSpan> Normal(Crowd crowd, Findings findings, string when)
    {
        var (since, before) = (Stopwatch.StartNew(), crowd.Journal.Accepted);
        await crowd.Until(j => j.Accepted >= before + 100, TimeSpan.FromSeconds(30));
        findings.Need(since.Elapsed <= Recovery, $"{when} it took {since.Elapsed.TotalSeconds:0.0} s until 100 writes were answered");
        return since.Elapsed;
    }

    // "C", a length, "COMMIT" and a zero: the server says that the transaction is on disk. It is never passed on.
    private static async Task<int> CutCommits(Shop shop, Crowd crowd, Findings findings, Random chance)
    {
        var cuts = 0;
        var gate = new Lock();
        foreach (var proxy in shop.Proxies)
        {
            proxy.CutsAt = bytes =>
            {
                if (bytes.Span.IndexOf("COMMIT\0"u8) < 0) return false;
                lock (gate)
                {
                    if (cuts >= Cuts || chance.Next(6) != 0) return false;
                    cuts++;
                    return true;
                }
            };
        }

        await crowd.Until(_ => Volatile.Read(ref cuts) >= Cuts, TimeSpan.FromSeconds(30));
        foreach (var proxy in shop.Proxies) proxy.CutsAt = null;
        findings.Need(cuts > 0, "no commit was cut from its answer");
        await Normal(crowd, findings, "after cut commits");
        return cuts;
    }

    private static async Task ExhaustSessions(Shop shop, Crowd crowd, Findings findings)
    {
        var held = new List<NpgsqlConnection>();
        try
        {
            while (held.Count < 200)
            {
                var session = new NpgsqlConnection(shop.Cluster!.Connection("postgres") + ";Pooling=false");
                await session.OpenAsync();
                held.Add(session);
            }

            findings.Add("the server still had sessions to give");
        }
        catch (PostgresException full) when (full.SqlState == PostgresErrorCodes.TooManyConnections)
        {
            // Now the processes of the shop lose theirs too, and find no other.
            foreach (var proxy in shop.Proxies) proxy.CutAll();
            await Task.Delay(3_000);
        }
        finally
        {
            foreach (var session in held) await session.DisposeAsync();
        }

        await Normal(crowd, findings, "after there was no session free");
    }

    private static async Task HoldLock(Shop shop, Crowd crowd, Findings findings, TimeSpan time)
    {
        await using (var other = new NpgsqlConnection(shop.Cluster!.Connection("trial") + ";Pooling=false"))
        {
            await other.OpenAsync();
            await using var transaction = await other.BeginTransactionAsync();
            await using var hold = new NpgsqlCommand("lock table member_state in exclusive mode", other, transaction);
            await hold.ExecuteNonQueryAsync();
            await Task.Delay(time);
            await transaction.RollbackAsync();
        }

        await Normal(crowd, findings, "after somebody else's lock");
    }
}
