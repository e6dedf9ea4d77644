using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>
/// R7: the first, the second, … the Nth call on the store's files fails, at start-up and within each kind of write. Who is told that nothing was done finds
/// nothing done; a start that fails says so in a sentence.
/// </summary>
internal sealed class NthCallRig : IDisposable
{
    private static readonly (FileCalls Calls, int Error)[] Ways = [(FileCalls.Changing, FailingCalls.NoSpace), (FileCalls.Sync, FailingCalls.Broken), (FileCalls.Read | FileCalls.Open, FailingCalls.Broken)];
    private readonly Shop _shop;
    private readonly FailingCalls _disk;
    private readonly Till _till;
    private readonly Findings _findings = new();
    private readonly List<Heard> _decided = [];
    private readonly List<string> _ids = [];
    private int _refused;

    private NthCallRig(Shop shop, FailingCalls disk) => (_shop, _disk, _till) = (shop, disk, new Till(shop));

    public static Task<Verdict> Run(TrialAsk ask) => ask.Kind == StoreKind.Sqlite
        ? On(ask, rig => rig.Tried(ask))
        : Task.FromResult(Verdict.Elsewhere("R7", ask.On, "single calls are made to fail where the process owns the files; PostgreSQL's own are in part 1"));

    /// <summary>Purchases are answered although errors of the disk were swallowed on the way, and the process is killed; what the rig makes of it.</summary>
    public static Task<Verdict> WithSwallowedErrors(TrialAsk ask) => On(ask, async rig =>
    {
        await rig.KilledAfterFlush(new Errands($"n{ask.Seed}", async op => JsonNode.Parse((await rig.Done(op)).Body)!), 1, () => rig._disk.Share(1_000, FileCalls.Write, FailingCalls.Swallowed, ask.Seed));
        return new Verdict("R7", ask.On, "", rig._findings.All);
    });

    private static async Task<Verdict> On(TrialAsk ask, Func<NthCallRig, Task<Verdict>> tried)
    {
        var home = Directory.CreateTempSubdirectory("tessera-calls-").FullName;
        try
        {
            using var disk = await FailingCalls.TryMake(home);
            if (disk is null) return Verdict.Skip("R7", ask.On, "there is no C compiler (cc) to build the library with that makes calls fail");
            var folder = Path.Combine(home, "shop");
            Directory.CreateDirectory(folder);
            await using var shop = await Shop.Open(new ShopPlan(ask.Kind) { Folder = folder, Program = Errands.Program, Environment = disk.Environment(Path.Combine(folder, "data")) });
            using var rig = new NthCallRig(shop, disk);
            return await tried(rig);
        }
        finally
        {
            if (!Shop.Keeps) Directory.Delete(home, recursive: true);
        }
    }

    public void Dispose() => _till.Dispose();

    private async Task<Verdict> Tried(TrialAsk ask)
    {
        var most = ask.Of(20, 300, 300);
        var errands = new Errands($"n{ask.Seed}", async op => JsonNode.Parse((await Done(op)).Body)!);
        var failed = 0L;
        var tried = errands.All.Where((_, i) => ask.Size != TrialSize.Fast || i % 3 == 1).ToList();
        foreach (var errand in tried)
        {
            foreach (var (calls, error) in Ways) failed += await Within(errand, calls, error, most);
        }

        var killed = await KilledAfterFlush(errands, ask.Of(2, 6, 20), () => _disk.Nth(1, FileCalls.Sync, FailingCalls.Broken));
        var (starts, ended) = await StartUps(ask);
        var log = await File.ReadAllTextAsync(_shop.Nodes[0].Log);
        var unlogged = _ids.Count(id => !log.Contains(id, StringComparison.Ordinal));
        _findings.Need(unlogged == 0, $"{unlogged} of {_ids.Count} ids of refusals are not in the log");
        Uri[] servers = [_shop.Nodes[0].Address];
        _findings.Add(await Afterwards.Repeated(_shop, servers, _decided));
        _findings.Add(await Afterwards.Held(_shop, _decided));
        _findings.Add(await Afterwards.Audited(_shop));
        return new Verdict("R7", ask.On, string.Create(
            CultureInfo.InvariantCulture,
            $"{failed:N0} calls failed one by one within {tried.Count} kinds of writes, {_refused} told as 503 with an id the log has; {killed} failed flushes followed by kill -9; {starts} starts with a failing call, {ended} ended with a sentence; {_findings.All.Count} half done or told otherwise, seed {ask.Seed}"), _findings.All);
    }

    /// <summary>The first, the second, … call fails until the write needs no more; how many did.</summary>
    private async Task<long> Within(Errand errand, FileCalls calls, int error, int most)
    {
        var before = _disk.Failed;
        for (var n = 1; n <= most; n++)
        {
            var op = await errand.Prepare();
            var soFar = _disk.Failed;
            _disk.Nth(n, calls, error);
            var first = await _till.Send(_shop.Nodes[0].Address, op);
            _disk.Heal();
            Judge($"{errand.Name}, {calls}", n, first);
            var again = first.Fate == Fate.Decided ? first : await Done(op);
            _findings.Need(again.Fate == Fate.Decided, $"{errand.Name} {n}: {first.Status} first, then {again.Status} {again.Text}");
            _findings.Need(first.IsUnsure || first.Fate != Fate.NotNow || !again.IsReplay, $"{errand.Name} {n}: told that nothing was done, and it was");
            _decided.Add(again);
            if (_disk.Failed == soFar) break;
        }

        return _disk.Failed - before;
    }

    private void Judge(string what, int n, Heard heard)
    {
        if (heard.Fate == Fate.Decided) return;
        var problem = heard.Status == 503 ? JsonNode.Parse(heard.Body) : null;
        if ((string?)problem?["code"] is not ("storage" or "storage.unknown") || (string?)problem["requestId"] is not { } id)
        {
            _findings.Add($"{what}, call {n}: answered {heard.Status} {heard.Text}; the log says {Logged(heard)}");
            return;
        }

        _refused++;
        _ids.Add(id);
    }

    /// <summary>What the log has of a request that failed: the line that names it, and where it came from.</summary>
    private string Logged(Heard heard)
    {
        if (heard.Body.Length == 0 || (string?)JsonNode.Parse(heard.Body)?["requestId"] is not { } id) return "nothing";
        var lines = File.ReadAllLines(_shop.Nodes[0].Log).SkipWhile(l => !l.Contains(id, StringComparison.Ordinal)).Take(12);
        return string.Join(" ", lines.Select(l => l.Trim()));
    }

    /// <summary>A flush fails or is not made, and before anything else is written the process is killed: what was told must hold after the log was read again.</summary>
    private async Task<int> KilledAfterFlush(Errands errands, int rounds, Action fail)
    {
        for (var round = 0; round < rounds; round++)
        {
            var op = await errands.All[round % 4].Prepare();
            fail();
            var first = await _till.Send(_shop.Nodes[0].Address, op);
            await _shop.Nodes[0].Kill();
            _disk.Heal();
            await _shop.Nodes[0].Start();
            var again = await Done(op);
            _findings.Need(first.IsUnsure || first.Fate != Fate.NotNow || !again.IsReplay, $"{op.Path}: told {first.Status} that nothing was done, and after kill -9 it was");
            _findings.Need(first.Fate != Fate.Decided || again.IsReplay, $"{op.Path}: acknowledged, and gone after kill -9");
            _decided.Add(again);
        }

        return rounds;
    }

    private async Task<(int Starts, int Ended)> StartUps(TrialAsk ask)
    {
        var node = _shop.Nodes[0];
        await node.Stop();
        var (starts, ended) = (0, 0);
        foreach (var n in Enumerable.Range(1, 300).Where(n => ask.Size switch { TrialSize.Fast => n is 1 or 2 or 5 or 10 or 20, TrialSize.Standard => n <= 20 || n % 14 == 0, TrialSize.Full => true }))
        {
            var (failed, said) = (_disk.Failed, new FileInfo(node.Log).Length);
            _disk.Nth(n, FileCalls.Every, n % 2 == 0 ? FailingCalls.Broken : FailingCalls.NoSpace);
            starts++;
            if (await node.TryStart() is { } code)
            {
                ended++;
                Spoken(n, code, (await File.ReadAllTextAsync(node.Log))[(int)said..]);
            }
            else
            {
                await node.Kill();
            }

            if (_disk.Failed == failed) break;
        }

        _disk.Heal();
        await node.Start();
        return (starts, ended);
    }

    private void Spoken(int n, int code, string said)
    {
        var lines = said.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        _findings.Need(code is > 0 and < 128, $"start {n} ended with {code}: {said}");
        _findings.Need(lines.Length is 1 or 2 && !said.Contains("   at ", StringComparison.Ordinal) && !said.Contains("our fault", StringComparison.Ordinal), $"start {n} said: {said}");
    }

    private async Task<Heard> Done(Op op)
    {
        var heard = await _till.Insist([_shop.Nodes[0].Address], op, TimeSpan.FromSeconds(20));
        return heard.IsAccepted ? heard : throw new TrialBroken($"{op.Path} {op.Body}: {heard.Status} {heard.Text}");
    }
}
