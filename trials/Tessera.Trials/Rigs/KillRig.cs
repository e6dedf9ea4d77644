using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>R1: what was answered survives kill -9 at random moments under 32 clients.</summary>
internal static class KillRig
{
    /// <summary>A round counts only with this many acknowledged writes.</summary>
    public const int LeastAcknowledged = 500;

    private const int LongestPause = 400;
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(60);

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var rounds = ask.Of(10, 20, ask.Kind == StoreKind.Sqlite ? 200 : 60);
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind));
        var findings = new Findings();
        var told = new List<Heard>();
        var (acknowledged, inFlight, slowest) = (0, 0, TimeSpan.Zero);
        for (var round = 1; round <= rounds && findings.All.Count == 0; round++)
        {
            var chance = new Random(HashCode.Of(ask.Seed, round));
            var journal = await TradeUntilKilled(shop, round, chance);
            acknowledged += journal.Accepted;
            inFlight += journal.Open.Count;
            findings.Need(journal.Accepted >= LeastAcknowledged, $"round {round}: only {journal.Accepted} acknowledged within {LongestRound.TotalSeconds} s");
            findings.Need(journal.Open.Count > 0, $"round {round}: nothing was in flight");
            findings.Add(journal.Wrong);
            foreach (var node in shop.Nodes.Where(n => !n.IsUp))
            {
                if (await node.Start() is var took && took > slowest) slowest = took;
            }

            told.AddRange(await Look(shop, journal, findings));
        }

        findings.Add(await Afterwards.Held(shop, told));
        findings.Add(await Afterwards.Audited(shop));
        return new Verdict("R1", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{rounds} kills, {acknowledged:N0} acknowledged, {inFlight} in flight, {findings.All.Count} lost or changed, healthy again within {slowest.TotalSeconds:0.0} s, seed {ask.Seed}"), findings.All);
    }

    /// <summary>Repeats what was decided, on the other process where there is one, and resolves what was in flight.</summary>
    private static async Task<IReadOnlyList<Heard>> Look(Shop shop, Journal journal, Findings findings)
    {
        Uri[] servers = [.. shop.Nodes.Select(n => n.Address).Reverse()];
        findings.Add(await Afterwards.Repeated(shop, servers, journal.Decided));
        var resolved = await Afterwards.Resolved(shop, servers, journal.Open);
        foreach (var heard in resolved.Where(h => h.Fate != Fate.Decided)) findings.Add($"{heard.Op.Key} in flight, then {heard.Status} {heard.Text}");
        findings.Add(await Afterwards.Repeated(shop, servers, [.. resolved.Where(h => h.Fate == Fate.Decided)]));
        return [.. journal.Decided, .. resolved];
    }

    private static async Task<Journal> TradeUntilKilled(Shop shop, int round, Random chance)
    {
        using var crowd = new Crowd(shop, new CrowdPlan($"r{round}", chance.Next()));
        var trading = crowd.Trade();
        await crowd.Until(j => j.Accepted >= LeastAcknowledged, LongestRound);
        await Task.Delay(chance.Next(LongestPause));
        // Of two processes one is killed, or the other, or both at once.
        var victims = shop.Nodes.Count == 1 ? shop.Nodes : (round % 3) switch { 0 => shop.Nodes, 1 => [shop.Nodes[0]], _ => [shop.Nodes[1]] };
        await Task.WhenAll(victims.Select(v => v.Kill()));
        crowd.Stop();
        await trading;
        return crowd.Journal;
    }
}

/// <summary>Mixes numbers into a seed.</summary>
internal static class HashCode
{
    public static int Of(int seed, int part) => unchecked((seed * 486_187_739) + (part * 16_777_619)) & int.MaxValue;
}
