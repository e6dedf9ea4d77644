using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R16: overload hurts the unimportant first. What tills and office reach alone is measured; then tills come at half of theirs, a busy shop, while the office asks
/// five times of its own. Tills are served in time, reports and exports are turned away with the moment to come again, memory stays bounded, no effect is partial.
/// </summary>
internal static class OverloadRig
{
    private const int Members = 200;

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var findings = new Findings();
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind));
        await Filled(ask, shop, findings);
        using var load = new MixedLoad(shop, $"o{ask.Seed}");
        await load.Join(Members);
        var (warm, measured) = (TimeSpan.FromSeconds(ask.Of(3, 8, 10)), TimeSpan.FromSeconds(ask.Of(4, 8, 15)));
        await Task.WhenAll(Pace.Closed(load.Till, 8, warm), Pace.Closed(load.Office, 2, warm));
        var tills = (await Pace.Closed(load.Till, 16, measured)).Count(s => s.IsDone) / measured.TotalSeconds;
        var office = (await Pace.Closed(load.Office, 4, measured)).Count(s => s.IsDone) / measured.TotalSeconds;
        var before = shop.Nodes.Max(n => Footprint.Of(n.ProcessId).ResidentMegabytes);
        foreach (var node in shop.Nodes) Footprint.ForgetPeak(node.ProcessId);

        var time = TimeSpan.FromSeconds(ask.Of(10, 60, 60));
        var rush = await Task.WhenAll(Pace.Open(load.Till, tills / 2, time), Pace.Open(load.Office, 5 * office, time));
        var peak = shop.Nodes.Max(n => Footprint.Of(n.ProcessId).PeakMegabytes);
        var (sold, asked) = (rush[0], rush[1]);
        var success = sold.Count(s => s.IsDone) / (double)sold.Count;
        var p99 = sold.Select(s => s.Took.TotalMilliseconds).Order().ElementAt((int)(sold.Count * 0.99));
        var (done, shed) = (asked.Count(s => s.IsDone), asked.Count(s => s.IsShed));
        findings.Need(success >= 0.99, string.Create(CultureInfo.InvariantCulture, $"only {success:P1} of what tills asked was done"));
        findings.Need(p99 <= 1_000, string.Create(CultureInfo.InvariantCulture, $"99 of 100 tills waited up to {p99:0} ms"));
        findings.Need(shed > 0, "no report or export was turned away");
        foreach (var group in asked.Where(s => !s.IsDone && !s.IsShed).GroupBy(s => s.Status)) findings.Add($"{group.Count()} reports or exports were answered {group.Key} without a moment to come again");
        findings.Need(peak < Math.Max(2 * before, before + 256), string.Create(CultureInfo.InvariantCulture, $"memory rose from {before:0} to {peak:0} MB"));

        Uri[] servers = [.. shop.Nodes.Select(n => n.Address)];
        findings.Add(await Afterwards.Repeated(shop, servers, [.. load.Told.Take(2_000)]));
        findings.Add(await Afterwards.Held(shop, load.Told));
        findings.Add(await Afterwards.Audited(shop));
        return new Verdict("R16", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"alone {tills:0} till requests/s and {office:0.0} reports and exports/s; {time.TotalSeconds:0} s of {tills / 2:0}/s and {5 * office:0}/s together: tills {success:P2} done, p50 {sold.Select(s => s.Took.TotalMilliseconds).Order().ElementAt(sold.Count / 2):0} ms, p99 {p99:0} ms; of {asked.Count:N0} reports and exports {done:N0} done, {shed:N0} turned away with Retry-After; memory {before:0} MB before, {peak:0} MB at most; {load.Told.Count:N0} writes told, 0 partial, seed {ask.Seed}"), findings.All);
    }

    // Reports that read nothing hurt nobody.
    public static async Task Filled(TrialAsk ask, Shop shop, Findings findings)
    {
        if (ask.Kind == StoreKind.Sqlite) await shop.Nodes[0].Stop();
        await new PurchaseList(ask.Of(4_000, 40_000, 200_000)).Import(shop, 0, findings);
        if (ask.Kind == StoreKind.Sqlite) await shop.Nodes[0].Start();
    }
}
