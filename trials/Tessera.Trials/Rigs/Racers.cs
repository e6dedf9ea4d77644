using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Rigs;

/// <summary>Many callers at once on one shop, each request kept with its answer; of two processes every second request goes to the other.</summary>
internal sealed class Racers : IAsyncDisposable
{
    private readonly int _parallel;
    private readonly long _joinPoints;
    private readonly Till _till;
    private readonly ConcurrentQueue<Heard> _told = new();
    private readonly List<Uri> _servers;
    private int _names;

    /// <param name="shop">Where; it goes with this.</param>
    /// <param name="joinPoints">Points that joining gives there.</param>
    /// <param name="parallel">Requests under way at once.</param>
    public Racers(Shop shop, long joinPoints, int parallel = 100)
    {
        (Shop, _joinPoints, _parallel) = (shop, joinPoints, parallel);
        _till = new Till(shop);
        _servers = [.. shop.Nodes.Select(n => n.Address)];
    }

    public Shop Shop { get; }

    public Findings Findings { get; } = new();

    public int Requests => _told.Count;

    public async ValueTask DisposeAsync()
    {
        _till.Dispose();
        await Shop.DisposeAsync();
    }

    /// <summary>Sends them all, as many at once as there are places.</summary>
    public async Task<IReadOnlyList<Heard>> Race(IReadOnlyList<Op> ops)
    {
        using var places = new SemaphoreSlim(_parallel);
        var heard = await Task.WhenAll(ops.Select(async (op, i) =>
        {
            await places.WaitAsync();
            try
            {
                return await _till.Insist([_servers[i % _servers.Count]], op, TimeSpan.FromSeconds(20));
            }
            finally
            {
                places.Release();
            }
        }));
        foreach (var one in heard) Hear(one);
        return heard;
    }

    public async Task<Heard> Told(Op op)
    {
        var heard = await _till.Insist(_servers, op, TimeSpan.FromSeconds(20));
        Hear(heard);
        return heard;
    }

    /// <summary>The accepted answer of a write without which the rig cannot go on.</summary>
    public async Task<JsonNode> Done(Op op)
    {
        var heard = await Told(op);
        return heard.IsAccepted ? JsonNode.Parse(heard.Body)! : throw new TrialBroken($"{op.Path} was answered {heard.Status} {heard.Text}");
    }

    /// <summary>What was told stands in the ledger once, and the books are right.</summary>
    public async Task Settled()
    {
        Findings.Add(await Afterwards.Held(Shop, _told));
        Findings.Add(await Afterwards.Audited(Shop));
    }

    public Task<JsonNode> Read(string path) => _till.Read(_servers[0], path);

    /// <summary>Moves the clock of the test; a night may take its time.</summary>
    public async Task MoveClock(string to)
    {
        using var patient = new Till(Shop, patience: TimeSpan.FromMinutes(5));
        var heard = await patient.Insist([_servers[^1]], Op.MoveClock(Name(), to), TimeSpan.FromMinutes(5));
        Findings.Need(heard.IsAccepted, $"the clock was answered {heard.Status} {heard.Text}");
    }

    /// <summary>A new member with points.</summary>
    public async Task<string> Member(long points)
    {
        var member = (string)(await Done(Op.Join(Name(), Name())))["id"]!;
        if (points != _joinPoints) await Done(Op.Adjust(Name(), member, points - _joinPoints));
        return member;
    }

    public string Name() => string.Create(CultureInfo.InvariantCulture, $"race-{Interlocked.Increment(ref _names)}");

    private void Hear(Heard heard)
    {
        _told.Enqueue(heard);
        if (heard.Fate != Fate.Decided) Findings.Add($"{heard.Op.Path} was answered {heard.Status} {heard.Text}");
    }
}
