using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R7: under tills that trade, the disk fills up, turns read-only, goes over its quota, or every hundredth, twentieth and fifth write or flush fails. Callers
/// are told 503 with an id that the log has too, and work goes on without a restart once the cause is gone.
/// </summary>
internal sealed class FullDiskRig(TrialAsk ask, Shop shop) : IDisposable
{
    private const int LeastAfter = 50;
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(30);
    private readonly Crowd _crowd = new(shop, new CrowdPlan($"f{ask.Seed}", ask.Seed) { Clients = 8, Insists = true });
    private readonly Findings _findings = new();
    private readonly List<string> _parts = [];

    public static async Task<Verdict> Run(TrialAsk ask)
    {
        if (Environment.UserName != "root") return Verdict.Skip("R7", ask.On, "it needs root to mount a disk that can be filled");
        var home = Directory.CreateTempSubdirectory("tessera-full-").FullName;
        await Child.Run(new Call(["chmod", "755", home], "/tmp"));
        try
        {
            return ask.Kind == StoreKind.Sqlite ? await OnSqlite(ask, home) : await OnPostgres(ask, home);
        }
        finally
        {
            if (!Shop.Keeps) Directory.Delete(home, recursive: true);
        }
    }

    public void Dispose() => _crowd.Dispose();

    private static async Task<Verdict> OnSqlite(TrialAsk ask, string home)
    {
        var folder = Path.Combine(home, "shop");
        using var disk = new SmallDisk(Path.Combine(folder, "data"));
        if (await disk.TryMount(160) is { } why) return Verdict.Skip("R7", ask.On, "a disk cannot be mounted here: " + why);
        using var calls = await FailingCalls.TryMake(home);
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { Folder = folder, Environment = calls?.Environment(Path.Combine(folder, "data")) ?? new Dictionary<string, string>(StringComparer.Ordinal) });
        using var rig = new FullDiskRig(ask, shop);
        var trading = rig._crowd.Trade();
        await rig.Through("disk full", disk.Fill, disk.Free);
        if (calls is null)
        {
            rig._parts.Add("read-only and quota not tried while running: no C compiler (cc)");
        }
        else
        {
            await rig.Through("read-only", () => calls.Share(1000, FileCalls.Changing, FailingCalls.ReadOnly, ask.Seed), calls.Heal);
            await rig.Through("over quota", () => calls.Share(1000, FileCalls.Write, FailingCalls.OverQuota, ask.Seed), calls.Heal);
        }

        await rig.Judged(trading);
        await rig.StartsReadOnly(disk);
        if (Libfiu.Folder is null) rig._parts.Add("shares of calls not tried: libfiu (fiu-utils) is not installed");
        else rig._parts.Add(await Shares(ask, rig._findings));
        return rig.Told();
    }

    private static async Task<Verdict> OnPostgres(TrialAsk ask, string home)
    {
        var folder = Path.Combine(home, "shop");
        var place = Path.Combine(folder, "postgres");
        using var disk = new SmallDisk(place);
        if (await disk.TryMount(320) is { } why) return Verdict.Skip("R7", ask.On, "a disk cannot be mounted here: " + why);
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { Folder = folder });
        using var rig = new FullDiskRig(ask, shop);
        var trading = rig._crowd.Trade();
        // A server that cannot write its log ends itself by design; whoever runs it starts it again, the shop's process stays as it is.
        await rig.Through("the server's disk full", disk.Fill, disk.Free, shop.Cluster!.StartIfGone);
        await rig.Judged(trading);
        return rig.Told();
    }

    /// <summary>Lets something go wrong under the crowd and mends it.</summary>
    private async Task Through(string what, Action begin, Action end, Func<Task>? after = null)
    {
        await _crowd.Until(j => j.Accepted >= LeastAfter, Calm);
        var (away, cut) = (_crowd.Journal.Busy, _crowd.Journal.Cut);
        begin();
        await _crowd.Until(j => j.Busy + j.Cut - away - cut >= ask.Of(40, 200, 1_000), TimeSpan.FromSeconds(ask.Of(10, 20, 60)));
        end();
        if (after is not null) await after();
        var (told, open, before) = (_crowd.Journal.Busy - away, _crowd.Journal.Cut - cut, _crowd.Journal.Accepted);
        _findings.Need(told + open > 0, $"{what}: nobody noticed");
        var since = System.Diagnostics.Stopwatch.StartNew();
        await _crowd.Until(j => j.Accepted >= before + LeastAfter, Calm);
        _findings.Need(_crowd.Journal.Accepted >= before + LeastAfter, $"{what}: only {_crowd.Journal.Accepted - before} writes within {Calm.TotalSeconds:0} s after it was mended");
        _parts.Add(string.Create(CultureInfo.InvariantCulture, $"{what} {told + open:N0} told so, well again in {since.Elapsed.TotalSeconds:0.0} s"));
    }

    private async Task Judged(Task trading)
    {
        _crowd.Stop();
        await trading;
        var journal = _crowd.Journal;
        _findings.Add(journal.Wrong);
        Uri[] servers = [.. shop.Nodes.Select(n => n.Address)];
        var resolved = await Afterwards.Resolved(shop, servers, [.. journal.Open.DistinctBy(o => o.Key)]);
        await Logged(shop, journal, _findings);
        _findings.Add(await Afterwards.Repeated(shop, servers, journal.Decided));
        _findings.Add(await Afterwards.Held(shop, journal.Decided.Concat(resolved)));
        _findings.Add(await Afterwards.Audited(shop));
        _parts.Add(string.Create(CultureInfo.InvariantCulture, $"{journal.Accepted:N0} acknowledged, {journal.Unsure} of unknown end"));
    }

    /// <summary>Who is told that the store fails gets an id, and the log has it.</summary>
    private static async Task Logged(Shop shop, Journal journal, Findings findings)
    {
        var log = string.Concat(await Task.WhenAll(shop.Nodes.Select(n => File.ReadAllTextAsync(n.Log))));
        foreach (var heard in journal.TurnedAway.Where(h => h.Status == 503))
        {
            var problem = JsonNode.Parse(heard.Body)!;
            if ((string?)problem["code"] == "busy") continue;
            var id = (string?)problem["requestId"];
            findings.Need(id is not null && log.Contains(id, StringComparison.Ordinal), $"{heard.Op.Path}: {id} of {problem["code"]} is not in the log");
        }
    }

    private async Task StartsReadOnly(SmallDisk disk)
    {
        var node = shop.Nodes[0];
        await node.Stop();
        await disk.Remount(toWrite: false);
        var said = new FileInfo(node.Log).Length;
        var code = await node.TryStart();
        var text = (await File.ReadAllTextAsync(node.Log))[(int)said..].Trim();
        _findings.Need(code is > 0 && text.Length > 0 && !text.Contains('\n', StringComparison.Ordinal) && !text.Contains("our fault", StringComparison.Ordinal), $"a start on a read-only disk ended with {code} and said: {text}");
        if (code is null) await node.Kill();
        await disk.Remount(toWrite: true);
        await node.Start();
        _parts.Add(code is null ? "a read-only start went through" : "a read-only start refused in a sentence");
    }

    /// <summary>Writes and flushes fail by chance, in a shop of its own that libfiu is loaded into.</summary>
    private static async Task<string> Shares(TrialAsk ask, Findings findings)
    {
        var home = Directory.CreateTempSubdirectory("tessera-fiu-").FullName;
        var pipes = Path.Combine(home, "fiu");
        var misfortunes = 0;
        await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { Folder = home, Environment = Libfiu.Environment(pipes) });
        using var rig = new FullDiskRig(ask with { Seed = ask.Seed + 1 }, shop);
        var trading = rig._crowd.Trade();
        int[] percents = ask.Size == TrialSize.Fast ? [5] : [1, 5, 20];
        foreach (var percent in percents)
        {
            foreach (var misfortune in Kinds(percent))
            {
                await rig._crowd.Until(j => j.Accepted >= LeastAfter, Calm);
                var before = rig._crowd.Journal.Accepted + rig._crowd.Journal.Busy;
                await Libfiu.Enable(pipes, shop.Nodes[0].ProcessId, misfortune);
                await rig._crowd.Until(j => j.Accepted + j.Busy >= before + ask.Of(60, 300, 2_000), TimeSpan.FromSeconds(ask.Of(4, 10, 60)));
                await Libfiu.Disable(pipes, shop.Nodes[0].ProcessId, misfortune);
                misfortunes++;
            }
        }

        var told = rig._crowd.Journal.Busy + rig._crowd.Journal.Cut;
        rig._findings.Need(told > 0, "nobody noticed calls that fail by chance");
        await rig.Judged(trading);
        findings.Add(rig._findings.All);
        await shop.Nodes[0].Stop();
        if (!Shop.Keeps) Directory.Delete(home, recursive: true);
        return string.Create(CultureInfo.InvariantCulture, $"{misfortunes} kinds of chance ({string.Join(", ", percents)} % of writes and flushes by libfiu) {told:N0} told so, {rig._crowd.Journal.Accepted:N0} acknowledged");
    }

    private static IEnumerable<Misfortune> Kinds(int percent) =>
    [
        new("posix/io/rw/pwrite", FailingCalls.NoSpace, percent),
        new("posix/io/rw/pwrite", FailingCalls.Broken, percent),
        new("posix/io/sync/fsync", FailingCalls.Broken, percent),
    ];

    private Verdict Told() => new("R7", ask.On, $"{string.Join("; ", _parts)}; {_findings.All.Count} lost or told otherwise, seed {ask.Seed}", _findings.All);
}
