using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Ground;

namespace Tessera.Trials.Traffic;

/// <summary>How a crowd trades.</summary>
/// <param name="Name">Unique in the shop.</param>
/// <param name="Seed">Seed.</param>
internal sealed record CrowdPlan(string Name, int Seed)
{
    public int Clients { get; init; } = 32;

    /// <summary>Whether a client goes on after an answer stayed out, repeating its key until it is decided.</summary>
    public bool Insists { get; init; }

    /// <summary>How long a client rests after each write.</summary>
    public TimeSpan Rest { get; init; }

    /// <summary>Longest that a client insists.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>Clients that trade at once, each with one of the processes.</summary>
internal sealed class Crowd(Shop shop, CrowdPlan plan) : IDisposable
{
    private const int Shared = 3;
    private readonly CancellationTokenSource _stop = new();
    private Task _trading = Task.CompletedTask;

    public Journal Journal { get; } = new();

    /// <summary>Starts; ends when told to stop, or when every client lost its server.</summary>
    public Task Trade() => _trading = Task.Run(async () =>
    {
        var shared = await JoinShared();
        await Task.WhenAll(Enumerable.Range(0, plan.Clients).Select(n => Client(n, shared)));
    });

    public void Stop() => _stop.Cancel();

    /// <summary>Waits for something, not longer than told.</summary>
    public async Task Until(Func<Journal, bool> holds, TimeSpan within)
    {
        var since = Stopwatch.StartNew();
        while (!holds(Journal) && since.Elapsed < within && !_trading.IsCompleted) await Task.Delay(10);
    }

    public void Dispose() => _stop.Dispose();

    private async Task Client(int number, IReadOnlyList<string> shared)
    {
        using var till = new Till(shop);
        IReadOnlyList<Node> nodes = [.. shop.Nodes.Skip(number % shop.Nodes.Count), .. shop.Nodes.Take(number % shop.Nodes.Count)];
        var name = string.Create(CultureInfo.InvariantCulture, $"{plan.Name}c{number}");
        var trader = new Trader(name, unchecked(plan.Seed + (number * 7919)), shared, op => plan.Insists ? Insist(till, nodes, op) : Once(till, nodes[0].Address, op));
        await trader.Run(_stop.Token);
    }

    private async Task<Heard?> Once(Till till, Uri server, Op op)
    {
        for (var turn = 0; turn < 200; turn++)
        {
            var heard = await till.Send(server, op);
            if (!heard.WasSent) return null;
            Journal.Note(heard);
            if (heard.Fate == Fate.Decided) return heard;
            if (heard.Fate != Fate.NotNow || _stop.IsCancellationRequested) return null;
            await Task.Delay(50);
        }

        return null;
    }

    private async Task<Heard?> Insist(Till till, IReadOnlyList<Node> nodes, Op op)
    {
        await Task.Delay(plan.Rest);
        var since = Stopwatch.StartNew();
        var mayBeDone = false;
        for (var turn = 0; since.Elapsed < plan.Patience; turn++)
        {
            List<Node> open = [.. nodes.Where(n => n.IsInRotation)];
            var heard = await till.Send((open.Count > 0 ? open[turn % open.Count] : nodes[turn % nodes.Count]).Address, op);
            Journal.Note(heard);
            if (heard is { Fate: Fate.Decided, IsReplay: true } && !mayBeDone) Journal.NoteLie(heard);
            if (heard.Fate == Fate.Decided) return heard;
            mayBeDone |= heard.MayBeDone;
            if (heard.Fate == Fate.Wrong) return null;
            await Task.Delay(heard.Fate == Fate.Lost ? 30 : 100);
        }

        return null;
    }

    private async Task<IReadOnlyList<string>> JoinShared()
    {
        using var till = new Till(shop);
        var members = new List<string>();
        for (var i = 0; i < Shared; i++)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{plan.Name}shared{i}");
            var heard = await till.Insist([.. shop.Nodes.Select(n => n.Address)], Op.Join(key, key), TimeSpan.FromSeconds(30));
            Journal.Note(heard);
            if (heard.IsAccepted) members.Add((string)JsonNode.Parse(heard.Body)!["id"]!);
        }

        return members;
    }
}
