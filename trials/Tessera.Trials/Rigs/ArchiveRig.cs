using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R13 by the server's own means: a base backup taken under load and the archived write-ahead log bring a PostgreSQL store back, to the end of the log and to a point
/// named while tills traded. Each is a prefix of what was acknowledged, with clean books.
/// </summary>
internal static class ArchiveRig
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (ask.Kind == StoreKind.Sqlite) return Verdict.Elsewhere("R13", ask.On, "only a server archives its log");
        var rounds = ask.Of(1, 5, 20);
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind));
        var (findings, cluster) = (new Findings(), shop.Cluster!);
        var archive = Path.Combine(shop.Folder, "archive");
        await cluster.Archive(archive);
        await Reached(shop);
        var (told, restored, entries) = (new List<Heard>(), 0, 0L);
        for (var round = 1; round <= rounds && findings.All.Count == 0; round++)
        {
            var (name, mark) = (string.Create(CultureInfo.InvariantCulture, $"base{round}"), string.Create(CultureInfo.InvariantCulture, $"mark{round}"));
            var folder = Path.Combine(shop.Folder, name);
            told.AddRange(await WorkRig.Beside(shop, new CrowdPlan(name + "with", ask.Seed + round), findings, () => cluster.Base(folder)));
            var before = new List<Heard>(told);
            told.AddRange(await WorkRig.Beside(shop, new CrowdPlan(name + "past", ask.Seed - round), findings, async () =>
            {
                await Task.Delay(300);
                await cluster.Run($"select pg_create_restore_point('{mark}')");
            }));
            await cluster.FinishLog(archive, Patience);
            var live = await LedgerRow.Read(shop);
            foreach (var (target, known) in new[] { (mark, before), (null, told) })
            {
                using var copy = await PostgresCluster.Recover(folder, archive, target, Patience);
                var place = copy.Connection("trial");
                var ledger = await LedgerRow.Read(shop, place);
                findings.Add(HistoryCheck.Faults(ledger, [.. known.SelectMany(Claim.Of)]));
                findings.Add(BackupRig.BeginsOf(live, ledger));
                findings.Add(await Afterwards.Audited(shop, place));
                (restored, entries) = (restored + 1, entries + ledger.Count);
            }
        }

        return new Verdict("R13", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{rounds} base backups under load and the archived log, brought back to a named point and to the end: {restored} copies, {entries:N0} entries, {told.Count:N0} answers held against them, each a prefix with clean books, seed {ask.Seed}"), findings.All);
    }

    /// <summary>The server was started anew with its archive: the processes find it again.</summary>
    private static async Task Reached(Shop shop)
    {
        using var till = new Till(shop);
        foreach (var node in shop.Nodes) await till.Insist([node.Address], Op.Join("reached-" + node.Name, "reached-" + node.Name), Patience);
    }
}
