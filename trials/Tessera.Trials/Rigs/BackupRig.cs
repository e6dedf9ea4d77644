using System.Globalization;
using Tessera.Testing;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>R13: a backup taken under load, by the product or by <c>pg_dump</c>, is restored into an empty place: a prefix of what was acknowledged, with clean books.</summary>
internal static class BackupRig
{
    public static async Task<Verdict> Run(TrialAsk ask)
    {
        var rounds = ask.Of(2, 5, 20);
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind));
        var findings = new Findings();
        var (told, restored, entries) = (new List<Heard>(), 0, 0L);
        for (var round = 1; round <= rounds && findings.All.Count == 0; round++)
        {
            var before = new List<Heard>(told);
            var name = string.Create(CultureInfo.InvariantCulture, $"round{round}");
            before.AddRange(await WorkRig.Beside(shop, new CrowdPlan(name + "first", ask.Seed + round), findings, () => Task.Delay(300)));
            List<string> places = [];
            var during = await WorkRig.Beside(shop, new CrowdPlan(name + "beside", ask.Seed + round), findings, async () =>
            {
                places.Add(await Restored(shop, name, findings));
                if (shop.Cluster is not null) places.Add(await Dumped(shop, name));
            });
            told = [.. before, .. during];
            var live = await LedgerRow.Read(shop);
            foreach (var place in places)
            {
                var ledger = await LedgerRow.Read(shop, place);
                findings.Add(HistoryCheck.Faults(ledger, [.. before.SelectMany(Claim.Of)]));
                findings.Add(BeginsOf(live, ledger));
                findings.Add(await Afterwards.Audited(shop, place));
                (restored, entries) = (restored + 1, entries + ledger.Count);
                await Drop(shop, place);
            }
        }

        findings.Add(await Afterwards.Held(shop, told));
        findings.Add(await Afterwards.Audited(shop));
        return new Verdict("R13", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"{restored} copies taken under load and restored{(shop.Cluster is null ? "" : ", half of them by pg_dump")}, {entries:N0} entries, {told.Count:N0} answers held against them, each a prefix with clean books, seed {ask.Seed}"), findings.All);
    }

    /// <summary>Each member's entries in the copy are the first of those it has now: nothing else, nothing in between missing.</summary>
    internal static IEnumerable<string> BeginsOf(IEnumerable<LedgerRow> live, IEnumerable<LedgerRow> copy)
    {
        var books = live.GroupBy(r => r.Member, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.OrderBy(r => r.Sequence).ThenBy(r => r.N).ToList(), StringComparer.Ordinal);
        foreach (var member in copy.GroupBy(r => r.Member, StringComparer.Ordinal))
        {
            var rows = member.OrderBy(r => r.Sequence).ThenBy(r => r.N).ToList();
            var now = books.GetValueOrDefault(member.Key) ?? [];
            if (!rows.SequenceEqual(now.Take(rows.Count))) yield return $"{member.Key}: the copy has {rows.Count} entries that are not the first {rows.Count} of it";
        }
    }

    private static async Task<string> Restored(Shop shop, string name, Findings findings)
    {
        var (file, place) = (Path.Combine(shop.Folder, name + ".backup"), Path.Combine(shop.Folder, name));
        var ran = await shop.Verb("backup", file);
        findings.Need(ran.Code == 0, $"backup ended with {ran.Code}: {ran.Complained}");
        ran = await Child.Run(shop.Call(place, "restore", file, "--key-file", CopyKills.KeyOf(shop)));
        findings.Need(ran.Code == 0, $"restore ended with {ran.Code}: {ran.Complained}");
        File.Delete(file);
        return place;
    }

    private static async Task<string> Dumped(Shop shop, string name)
    {
        var (programs, file, cluster) = (PostgresServer.Programs()!, Path.Combine(shop.Folder, name + ".dump"), shop.Cluster!);
        string[] where = ["-h", Path.GetDirectoryName(cluster.Socket)!, "-U", "tessera"];
        await Done([Path.Combine(programs, "pg_dump"), .. where, "-Fc", "-f", file, "trial"]);
        await cluster.Run($"create database {name}");
        await Done([Path.Combine(programs, "pg_restore"), .. where, "--no-owner", "-d", name, file]);
        File.Delete(file);
        return cluster.Connection(name);
    }

    private static async Task Done(IReadOnlyList<string> words)
    {
        var ran = await Child.Run(new Call(words, "/tmp"));
        if (ran.Code != 0) throw new TrialBroken($"{string.Join(' ', words)}: {ran.Complained}");
    }

    private static async Task Drop(Shop shop, string place)
    {
        if (Directory.Exists(place)) Directory.Delete(place, recursive: true);
        else await shop.Cluster!.Run($"drop database {place[(place.LastIndexOf('=') + 1)..]}");
    }
}
