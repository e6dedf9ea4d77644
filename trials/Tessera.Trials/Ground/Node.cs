using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Tessera.Trials.Ground;

/// <summary>One process of <c>tessera serve</c>.</summary>
internal sealed class Node(Shop shop, string name, string place) : IDisposable
{
    private static readonly HttpClient Health = new(new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero }) { Timeout = TimeSpan.FromSeconds(3) };
    private static readonly ConcurrentDictionary<int, bool> Given = new();
    private Child? _process;

    /// <summary>Where it listens; the same after every start.</summary>
    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort()}");

    public string Name => name;

    public string Log { get; } = Path.Combine(shop.Folder, name + ".log");

    public int ProcessId => _process!.Id;

    /// <summary>Whether a balancer sends it requests; where nobody balances, always.</summary>
    public bool IsInRotation { get; set; } = true;

    public bool IsUp => _process is { HasEnded: false };

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort()
    {
        // Not one of those that clients are given: a process that is killed leaves its port for a while, and thousands of connections look for one.
        while (true)
        {
            var port = Random.Shared.Next(12_000, 32_000);
            if (!Given.TryAdd(port, true)) continue;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's: the next one.
            }
        }
    }

    /// <summary>Starts it and waits until it can work.</summary>
    /// <returns>How long that took.</returns>
    public async Task<TimeSpan> Start()
    {
        var since = Stopwatch.StartNew();
        string[] clock = shop.Plan.TestClock is { } start ? ["--test-clock", start] : [];
        _process?.Dispose();
        _process = Child.Start(shop.Call(place, ["serve", "--listen", Address.ToString().TrimEnd('/'), "--key-rate", "0", .. clock]) with { Log = Log });
        while (!await IsReady())
        {
            if (_process.HasEnded) throw new TrialBroken($"{name} did not start: {await File.ReadAllTextAsync(Log)}");
            if (since.Elapsed > TimeSpan.FromSeconds(60)) throw new TrialBroken($"{name} is not ready after 60 s");
            await Task.Delay(20);
        }

        return since.Elapsed;
    }

    /// <summary>Starts it; null when it can work, its exit code when it ended instead.</summary>
    public async Task<int?> TryStart()
    {
        try
        {
            await Start();
            return null;
        }
        catch (TrialBroken) when (_process is { HasEnded: true } ended)
        {
            return await ended.Ended(TimeSpan.FromSeconds(1));
        }
    }

    public async Task Kill() => await _process!.Kill();

    /// <summary>Asks it to end as a service manager does.</summary>
    public async Task<int> Stop()
    {
        _process!.Signal("TERM");
        return await _process.Ended(TimeSpan.FromSeconds(40));
    }

    public void Signal(string signal) => _process!.Signal(signal);

    public async Task<bool> IsReady()
    {
        try
        {
            using var answer = await Health.GetAsync(new Uri(Address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => _process?.Dispose();
}
