using System.Globalization;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R2: what was answered survives a power cut. The store lies on a file system in an image file; everything is stopped, the image is copied, and
/// the copy, in which only stands what had reached the disk, is all that is left.
/// </summary>
internal static class PowerCutRig
{
    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(60);

    /// <summary>Variable of the product by which its commits do not wait for the disk: for the self-test of this rig only.</summary>
    public static IReadOnlyDictionary<string, string> Careless { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["TESSERA_TRIAL_SYNC"] = "normal" };

    /// <summary>Why it cannot be tried here, or null.</summary>
    public static async Task<string?> Impossible()
    {
        if (Environment.UserName != "root") return "it needs root to mount an image";
        using var disk = new Disk(Directory.CreateTempSubdirectory("tessera-disk-").FullName);
        return await disk.TryMake() is { } why ? "an image cannot be mounted here: " + why : null;
    }

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (await Impossible() is { } why) return Verdict.Skip("R2", ask.On, why);
        var rounds = ask.Of(5, 5, 50);
        var cut = await Cut(ask, rounds, new Dictionary<string, string>(StringComparer.Ordinal));
        // The proof that the rig would see it: commits that do not wait for the disk must lose.
        var careless = await Cut(ask with { Seed = ask.Seed + 1 }, 2, Careless);
        var faults = new Findings();
        faults.Add(cut.Lost);
        faults.Add(cut.Broken);
        faults.Need(careless.Lost.Count > 0, "the self-test found no loss although commits did not wait for the disk");
        return new Verdict("R2", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{rounds} power cuts, {cut.Acknowledged:N0} acknowledged, {cut.Lost.Count} lost; self-test without waiting: {careless.Lost.Count} of {careless.Acknowledged:N0} lost, seed {ask.Seed}"), faults.All);
    }

    /// <summary>Cuts the power some times.</summary>
    public static async Task<PowerCut> Cut(TrialAsk ask, int rounds, IReadOnlyDictionary<string, string> environment)
    {
        using var disk = new Disk(Directory.CreateTempSubdirectory("tessera-disk-").FullName);
        if (await disk.TryMake() is { } why) throw new TrialBroken(why);
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { Folder = disk.Folder, Environment = environment });
        var (lost, broken, told, acknowledged) = (new List<string>(), new Findings(), new List<Heard>(), 0);
        for (var round = 1; round <= rounds && lost.Count == 0; round++)
        {
            var chance = new Random(HashCode.Of(ask.Seed, round));
            var journal = await TradeUntilCut(shop, disk, round, chance);
            acknowledged += journal.Accepted;
            broken.Need(journal.Accepted >= KillRig.LeastAcknowledged, $"round {round}: only {journal.Accepted} acknowledged");
            broken.Need(journal.Open.Count > 0, $"round {round}: nothing was in flight");
            broken.Add(journal.Wrong);
            if (shop.Cluster is { } cluster) await cluster.StartAfterPowerCut();
            foreach (var node in shop.Nodes) await node.Start();
            Uri[] servers = [.. shop.Nodes.Select(n => n.Address)];
            lost.AddRange(await Afterwards.Repeated(shop, servers, [.. journal.Decided.Where(h => h.IsAccepted)]));
            told.AddRange(journal.Decided);
            told.AddRange(await Afterwards.Resolved(shop, servers, journal.Open));
        }

        if (lost.Count == 0)
        {
            broken.Add(await Afterwards.Held(shop, told));
            broken.Add(await Afterwards.Audited(shop));
        }

        foreach (var node in shop.Nodes) await node.Kill();
        if (shop.Cluster is { } last) await last.Kill();
        return new PowerCut(acknowledged, lost, broken.All);
    }

    private static async Task<Journal> TradeUntilCut(Shop shop, Disk disk, int round, Random chance)
    {
        using var crowd = new Crowd(shop, new CrowdPlan($"p{round}", chance.Next()));
        var trading = crowd.Trade();
        await crowd.Until(j => j.Accepted >= KillRig.LeastAcknowledged, LongestRound);
        await Task.Delay(chance.Next(300));
        foreach (var node in shop.Nodes) node.Signal("STOP");
        if (shop.Cluster is { } cluster) Child.Signal("STOP", cluster.Processes());
        // What was answered before this moment is known; what is answered by nobody any more is not.
        await Task.Delay(100);
        await disk.Copy();
        foreach (var node in shop.Nodes) await node.Kill();
        if (shop.Cluster is { } dead) await dead.Kill();
        crowd.Stop();
        await trading;
        foreach (var node in shop.Nodes) node.Dispose();
        await disk.Swap();
        return crowd.Journal;
    }
}

/// <summary>What a series of power cuts did.</summary>
/// <param name="Acknowledged">Writes that were acknowledged.</param>
/// <param name="Lost">Those that the disk did not have.</param>
/// <param name="Broken">What else was wrong.</param>
internal sealed record PowerCut(int Acknowledged, IReadOnlyList<string> Lost, IReadOnlyList<string> Broken);
