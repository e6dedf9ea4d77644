using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Tessera.E2e.Tests;

/// <summary>The real program as a process of its own, on a free port over a store in a folder of its own. It can be killed and started again.</summary>
public sealed partial class Shop : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);
    private readonly string _folder = Directory.CreateTempSubdirectory("tessera-e2e-").FullName;
    private readonly string[] _how;
    private readonly int _port;
    private Process? _process;

    private Shop(string[] how)
    {
        _how = how;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        _port = ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>Address of the server.</summary>
    public string Url => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"http://127.0.0.1:{_port}");

    /// <summary>Folder of the store.</summary>
    public string Store => Path.Combine(_folder, "store");

    /// <summary>The one-time link that the last start printed while nobody owned the store; empty else.</summary>
    public string OwnerLink { get; private set; } = "";

    /// <summary>An empty store: <c>tessera serve</c>.</summary>
    public static Task<Shop> Empty(params string[] flags) => Open(["serve", .. flags]);

    /// <summary>A tea chain with twelve months of history: <c>tessera demo</c>.</summary>
    public static Task<Shop> Demo(params string[] flags) => Open(["demo", .. flags]);

    /// <summary>A demo over a copy of a store that was kept.</summary>
    public static async Task<Shop> DemoOver(string kept)
    {
        var shop = new Shop(["demo"]);
        Directory.CreateDirectory(shop.Store);
        foreach (var file in Directory.EnumerateFiles(kept)) File.Copy(file, Path.Combine(shop.Store, Path.GetFileName(file)));
        await shop.Start();
        return shop;
    }

    /// <summary>Starts the program on the store; what was answered before a kill is there again.</summary>
    public async Task Start()
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "tessera"), [.. _how, "--store", Store, "--listen", Url, "--lang", "en"]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder };
        var said = new ConcurrentQueue<string>();
        var serves = new TaskCompletionSource();
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.EnableRaisingEvents = true;
        _process.Exited += (_, _) => serves.TrySetException(new InvalidOperationException("The server ended: " + string.Join('\n', said)));
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await serves.Task.WaitAsync(Patience);
        await Ready();

        void Hear(string? line)
        {
            if (line is null) return;
            said.Enqueue(line);
            if (LinkLine().Match(line) is { Success: true } found) OwnerLink = found.Value;
            if (line.Contains("Serving on", StringComparison.Ordinal)) serves.TrySetResult();
        }
    }

    /// <summary>So long ago whoever is signed in gave the password; written into the store beside the server.</summary>
    public async Task PasswordGiven(TimeSpan ago)
    {
        await using var db = new SqliteConnection($"Data Source={Path.Combine(Store, "tessera.db")};Pooling=false;Default Timeout=10");
        await db.OpenAsync();
        await using var update = db.CreateCommand();
        update.CommandText = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"update person_session set confirmed_at = {(DateTimeOffset.UtcNow - ago - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}");
        await update.ExecuteNonQueryAsync();
    }

    /// <summary>Runs a verb of the program to its end; what it said. Not while it serves.</summary>
    public async Task<string> Verb(params string[] words)
    {
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "tessera"), [.. words, "--lang", "en"]) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = _folder })!;
        var (said, told) = (process.StandardError.ReadToEndAsync(), process.StandardOutput.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, await said);
        return await told;
    }

    /// <summary>Ends the program as a power cut would.</summary>
    public async Task Kill()
    {
        if (_process is not { HasExited: false } process) return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await Kill();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<Shop> Open(string[] how)
    {
        var shop = new Shop(how);
        await shop.Start();
        return shop;
    }

    // The line of the link comes after the one that says it serves; the first owner's is asked for only then.
    private async Task Ready()
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        (await client.GetAsync("/health/ready")).EnsureSuccessStatusCode();
        for (var wait = 0; OwnerLink.Length == 0 && wait < 20; wait++) await Task.Delay(50);
    }

    [GeneratedRegex(@"http://\S+/welcome\?link=[a-z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex LinkLine();
}
