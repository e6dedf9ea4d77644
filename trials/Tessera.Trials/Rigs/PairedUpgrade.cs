using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R14 where two processes share a store: two <c>tessera migrate</c> at once, one of them killed at a random moment while the other goes on; then both servers of
/// the new release started at once on a store of an earlier schema, as somebody does who does not wait for the first.
/// </summary>
internal sealed class PairedUpgrade(Shop shop, UpgradeRig rig, Findings findings)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private int _copies;
    private int _killed;
    private int _refused;
    private long _rows;

    public async Task<Verdict> Run(TrialAsk ask, int each, int kills)
    {
        var (steps, servers) = (0, 0);
        for (var step = 1; step < UpgradeRig.Steps.Count && findings.All.Count == 0; step += each, steps++)
        {
            var chance = new Random(HashCode.Of(ask.Seed, step));
            var earlier = await rig.Earlier(step);
            var took = await Migrated(earlier, null, first: true);
            for (var (alive, round) = (0, 0); alive < kills && round < kills * WorkRig.MostTries; round++)
            {
                var before = _killed;
                await Migrated(earlier, WorkRig.Moment(chance, took), first: round % 2 == 0);
                if (_killed > before) alive++;
                else took *= WorkRig.Sooner;
            }

            servers += await Served(earlier, step);
            await rig.Drop(earlier);
        }

        findings.Need(_killed > 0, "every migration had ended before it could be killed");
        await rig.NewerIsRefused();
        return new Verdict("R14", ask.On, string.Create(
            CultureInfo.InvariantCulture, $"stores of {steps} earlier schemas of {UpgradeRig.Steps.Count - 1}, each brought up to date by two at once: {_killed} killed midway while the other went on, {_refused} refused in a sentence; {servers} servers started two at once on such a store, each served what the other wrote; {_rows:N0} rows as they were, books clean; a later store refused, seed {ask.Seed}"), findings.All);
    }

    /// <summary>Two migrations of one copy at once, one of them killed.</summary>
    /// <param name="earlier">The store of before.</param>
    /// <param name="moment">When one is killed, or null for never.</param>
    /// <param name="first">Whether it is the first.</param>
    /// <returns>How long the one that went on took.</returns>
    private async Task<TimeSpan> Migrated(string earlier, TimeSpan? moment, bool first)
    {
        var place = await Copy(earlier);
        var since = Stopwatch.StartNew();
        string[] logs = [Log(1), Log(2)];
        using var one = Child.Start(shop.Call(place, "migrate") with { Log = logs[0] });
        using var other = Child.Start(shop.Call(place, "migrate") with { Log = logs[1] });
        if (moment is { } when)
        {
            var victim = first ? one : other;
            for (; since.Elapsed < when && !victim.HasEnded; await Task.Delay(5)) { }
            if (!victim.HasEnded) _killed++;
            await victim.Kill();
            await Told(first ? other : one, logs[first ? 1 : 0]);
        }
        else
        {
            await Told(one, logs[0]);
            await Told(other, logs[1]);
        }

        var took = since.Elapsed;
        _rows += await rig.Same(place);
        if (moment is null) findings.Add(await Afterwards.Audited(shop, place));
        await rig.Drop(place);
        return took;
    }

    /// <summary>It ended with the store brought up to date, or with one sentence; never with a trace of calls.</summary>
    private async Task Told(Child migration, string log)
    {
        var code = await migration.Ended(Longest);
        var said = (await File.ReadAllTextAsync(log)).Trim();
        if (code == 0) return;
        _refused++;
        findings.Need(said.Length > 0 && said.Split('\n').Length == 1, $"one of two migrations ended with {code} and said {said}");
    }

    /// <summary>Both servers at once on a store of before; what one writes the other reads.</summary>
    private async Task<int> Served(string earlier, int step)
    {
        var place = await Copy(earlier);
        List<Node> nodes = [.. Enumerable.Range(1, 2).Select(n => new Node(shop, string.Create(CultureInfo.InvariantCulture, $"upgraded-{step}-{n}"), place))];
        try
        {
            var codes = await Task.WhenAll(nodes.Select(n => n.TryStart()));
            // Who was refused in a sentence is started again by whoever started it, now that the other is done.
            for (var i = 0; i < nodes.Count; i++)
            {
                if (codes[i] is not { } code) continue;
                _refused++;
                var said = (await File.ReadAllTextAsync(nodes[i].Log)).Trim();
                findings.Need(said.Length > 0 && !said.Contains("   at ", StringComparison.Ordinal), $"one of two servers on a store of step {step} ended with {code} and said {said}");
                await nodes[i].Start();
            }

            using var till = new Till(shop);
            for (var i = 0; i < nodes.Count; i++)
            {
                var name = string.Create(CultureInfo.InvariantCulture, $"upgraded-{step}-{i}");
                var heard = await till.Insist([nodes[i].Address], Op.Join(name, name), TimeSpan.FromSeconds(20));
                if (!heard.IsAccepted) throw new TrialBroken($"{name}: {heard.Status} {heard.Text}");
                var balance = (long)(await till.Read(nodes[1 - i].Address, $"/v1/members/{(string)JsonNode.Parse(heard.Body)!["id"]!}/points"))["balance"]!;
                findings.Need(balance == 10, $"who joined at {nodes[i].Name} has {balance} points at the other, not 10");
            }

            foreach (var node in nodes) findings.Need(await node.Stop() == 0, $"{node.Name} did not end well");
        }
        finally
        {
            foreach (var node in nodes) node.Dispose();
        }

        _rows += await rig.Same(place, isServed: true);
        findings.Add(await Afterwards.Audited(shop, place));
        await rig.Drop(place);
        return nodes.Count;
    }

    private async Task<string> Copy(string earlier)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"pair{++_copies}");
        await shop.Cluster!.Run($"create database {name} template {new NpgsqlConnectionStringBuilder(earlier).Database}");
        return shop.Cluster.Connection(name);
    }

    private string Log(int n) => Path.Combine(shop.Folder, string.Create(CultureInfo.InvariantCulture, $"migrate-{_copies}-{n}.log"));
}
