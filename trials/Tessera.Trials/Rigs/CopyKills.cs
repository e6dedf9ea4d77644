using System.Diagnostics;
using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>Kill -9 within copies of the whole store, backups and moves: each is whole afterwards, or refused.</summary>
internal static class CopyKills
{
    // Exit codes of the product: done, and "the store cannot be used".
    private const int Done = 0;
    private const int Refused = 4;

    /// <summary>Backups beside tills; every second round kills who serves instead of who copies.</summary>
    public static async Task<string> Backups(TrialAsk ask, Shop shop, Findings findings)
    {
        var (wanted, alive, whole, sooner) = (ask.Of(1, 2, 20), 0, 0, 1.0);
        for (var round = 1; alive < wanted && round <= wanted * WorkRig.MostTries; round++)
        {
            var chance = new Random(HashCode.Of(ask.Seed, 70 + round));
            var file = Path.Combine(shop.Folder, string.Create(CultureInfo.InvariantCulture, $"backup-{round}.db"));
            var before = new List<Heard>();
            before.AddRange(await WorkRig.Beside(shop, new CrowdPlan($"copied{round}", ask.Seed), findings, () => Task.Delay(400)));
            var told = await WorkRig.Beside(shop, new CrowdPlan($"copying{round}", ask.Seed), findings, async () =>
            {
                var took = await Backed(shop, file + ".first", findings);
                var kill = WorkRig.KilledAfter(shop.Call(shop.Place, "backup", file), WorkRig.Moment(chance, took * sooner));
                try
                {
                    if (round % 2 == 0) await Restarted(shop.Nodes[round / 2 % shop.Nodes.Count]);
                }
                finally
                {
                    if (await kill) alive++;
                    else sooner *= WorkRig.Sooner;
                }
            });
            if (File.Exists(file)) whole += await IsRestored(shop, file, before, findings) ? 1 : 0;
            else whole += await LeftOver(shop, file + ".part", before, findings) ? 1 : 0;
            File.Delete(file);
            await Backed(shop, file, findings);
            findings.Need(!File.Exists(file + ".part"), $"backup {round}: the next one left what the killed one had begun");
            await IsRestored(shop, file, [.. before, .. told], findings);
            findings.Add(await Afterwards.Audited(shop));
        }

        findings.Need(alive > 0, "every backup had ended before it could be killed");
        return string.Create(CultureInfo.InvariantCulture, $"{alive} backups ({whole} were whole already)");
    }

    /// <summary>Moves to another place: from SQLite to PostgreSQL where the shop has a server, back where two processes share it.</summary>
    public static async Task<string> Moves(TrialAsk ask, Shop shop, Findings findings)
    {
        var source = await Source(ask, shop, findings);
        var (wanted, alive, whole) = (ask.Of(1, 2, 20), 0, 0);
        var ledger = await LedgerRow.Read(shop, source);
        var since = Stopwatch.StartNew();
        await Moved(shop, source, await Target(ask, shop, 0), findings);
        var took = since.Elapsed;
        for (var round = 1; alive < wanted && round <= wanted * WorkRig.MostTries; round++)
        {
            var target = await Target(ask, shop, round);
            var chance = new Random(HashCode.Of(ask.Seed, 80 + round));
            if (await WorkRig.KilledAfter(shop.Call(source, "migrate-store", "--from", source, "--to", target), WorkRig.Moment(chance, took))) alive++;
            else took *= WorkRig.Sooner;
            findings.Add(await Afterwards.Audited(shop, source));
            // Either there is no store there, or all of it.
            var audit = await Child.Run(shop.Call(target, "audit"));
            findings.Need(audit.Code is Done or Refused, $"move {round}: audit of what a killed move left ended with {audit.Code} {audit.Said} {audit.Complained}");
            if (audit.Code == Done) whole++;
            else await Moved(shop, source, target, findings);
            findings.Add(await Afterwards.Audited(shop, target));
            findings.Need(ledger.SequenceEqual(await LedgerRow.Read(shop, target)), $"move {round}: the ledger is another one there");
        }

        findings.Need(alive > 0, "every move had ended before it could be killed");
        return string.Create(CultureInfo.InvariantCulture, $"{alive} moves of {ledger.Count:N0} entries ({whole} were whole already)");
    }

    // A backup restores into a folder of either engine's; the shop of two processes is moved as it is.
    private static async Task<string> Source(TrialAsk ask, Shop shop, Findings findings)
    {
        if (ask.Kind == StoreKind.Two) return shop.Place;
        var (file, folder) = (Path.Combine(shop.Folder, "moving.db"), Path.Combine(shop.Folder, "moving"));
        await Backed(shop, file, findings);
        var ran = await Child.Run(shop.Call(folder, "restore", file, "--key-file", KeyOf(shop)));
        return ran.Code == Done ? folder : throw new TrialBroken($"restore: {ran.Complained}");
    }

    private static async Task<string> Target(TrialAsk ask, Shop shop, int round)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"moved{round}");
        if (ask.Kind != StoreKind.Postgres) return Path.Combine(shop.Folder, name);
        await shop.Cluster!.Run($"create database {name}");
        return shop.Cluster.Connection(name);
    }

    private static async Task Moved(Shop shop, string source, string target, Findings findings)
    {
        var ran = await Child.Run(shop.Call(source, "migrate-store", "--from", source, "--to", target));
        findings.Need(ran.Code == Done, $"migrate-store to {target}: {ran.Code} {ran.Complained}");
    }

    private static async Task<TimeSpan> Backed(Shop shop, string file, Findings findings)
    {
        var since = Stopwatch.StartNew();
        var ran = await shop.Verb("backup", file);
        findings.Need(ran.Code == Done, $"backup: {ran.Code} {ran.Complained}");
        return since.Elapsed;
    }

    private static async Task Restarted(Node node)
    {
        await node.Kill();
        await node.Start();
    }

    /// <summary>What a killed backup left is refused, or it is whole: the kill may have come between its last byte and its name.</summary>
    private static async Task<bool> LeftOver(Shop shop, string file, IReadOnlyList<Heard> before, Findings findings)
    {
        if (await Restore(shop, file) != Done) return false;
        Directory.Delete(Place(file), recursive: true);
        return await IsRestored(shop, file, before, findings);
    }

    /// <summary>Restores a backup and holds what was acknowledged before it against its books.</summary>
    private static async Task<bool> IsRestored(Shop shop, string file, IReadOnlyList<Heard> before, Findings findings)
    {
        var code = await Restore(shop, file);
        findings.Need(code == Done, $"{Path.GetFileName(file)} was not restored: {code}");
        if (code != Done) return false;
        var place = Place(file);
        findings.Add(await Afterwards.Audited(shop, place));
        findings.Add(HistoryCheck.Faults(await LedgerRow.Read(shop, place), [.. before.SelectMany(Claim.Of)]));
        Directory.Delete(place, recursive: true);
        return true;
    }

    private static async Task<int> Restore(Shop shop, string file)
    {
        if (!File.Exists(file)) return Refused;
        return (await Child.Run(shop.Call(Place(file), "restore", file, "--key-file", KeyOf(shop)))).Code;
    }

    private static string Place(string file) => file + ".restored";

    internal static string KeyOf(Shop shop) => Path.Combine(shop.Plan.Kind == StoreKind.Sqlite ? shop.Place : shop.Folder, "tessera.key");
}
