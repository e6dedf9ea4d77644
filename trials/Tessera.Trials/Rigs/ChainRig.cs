using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R6: after a crowd that lost connections and processes every member has one unbroken chain, from 1 without a gap, each entry beginning where the one before
/// ended, and every acknowledged write stands in it. The same check ends every other trial.
/// </summary>
internal static class ChainRig
{
    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var wanted = ask.Of(400, 3_000, 30_000);
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind));
        var findings = new Findings();
        using var crowd = new Crowd(shop, new CrowdPlan("chain", ask.Seed) { Insists = true });
        var trading = crowd.Trade();
        await crowd.Until(j => j.Accepted >= wanted / 2, TimeSpan.FromMinutes(10));
        await shop.Nodes[^1].Kill();
        await shop.Nodes[^1].Start();
        await crowd.Until(j => j.Accepted >= wanted, TimeSpan.FromMinutes(10));
        crowd.Stop();
        await trading;
        findings.Add(crowd.Journal.Wrong);
        findings.Need(crowd.Journal.Accepted >= wanted, $"only {crowd.Journal.Accepted} of {wanted} acknowledged");
        findings.Add(await Afterwards.Held(shop, crowd.Journal.Decided));
        findings.Add(await Afterwards.Audited(shop));
        await using var look = await BookLaws.Open(shop);
        var (members, items, entries) = (await BookLaws.Count(look, "select count(*) from member_state"), await BookLaws.Count(look, "select count(*) from item"), await BookLaws.Count(look, "select count(*) from entry"));
        return new Verdict("R6", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{members:N0} members, {items:N0} items, {entries:N0} entries, {crowd.Journal.Accepted:N0} acknowledged writes, {findings.All.Count} chains broken, seed {ask.Seed}"), findings.All);
    }
}
