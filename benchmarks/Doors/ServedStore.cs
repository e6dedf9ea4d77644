using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Tessera.Bench;

/// <summary>The program itself, serving a store in a process of its own, so that its CPU and memory can be told from those of the callers.</summary>
internal sealed class ServedStore : IDisposable
{
    private const string Program = "src/Tessera.Server/bin/Release/net10.0/tessera";
    private readonly Process _process;
    private readonly bool _isPostgres;

    /// <param name="store">What is served.</param>
    /// <param name="with">A switch of the program that only benchmarks set, or null.</param>
    public ServedStore(FilledStore store, string? with = null)
    {
        _isPostgres = store.IsPostgres;
        Port = FreePort();
        var start = new ProcessStartInfo(with is not null ? "dotnet" : Path.GetFullPath(Program)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = store.Folder };
        string[] words = [.. with is not null ? With(with, store.Folder) : [], "serve", "--store", store.Place, "--listen", $"http://127.0.0.1:{Port}", "--key-rate", "0"];
        foreach (var word in words) start.ArgumentList.Add(word);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Faults(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        Wait();
    }

    public int Port { get; }

    public int ProcessId => _process.Id;

    /// <summary>CPU of the program, and of the PostgreSQL server where it uses one.</summary>
    public double CpuMicros => OwnCpuMicros + (_isPostgres ? Cluster.CpuMicros : 0);

    /// <summary>CPU of the program alone.</summary>
    public double OwnCpuMicros => ProcessCost.CpuMicros(_process.Id);

    public void Dispose()
    {
        using var asked = Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        asked.WaitForExit();
        if (!_process.WaitForExit(20_000)) _process.Kill();
        _process.Dispose();
    }

    /// <summary>The same program with a switch set.</summary>
    private static string[] With(string name, string folder)
    {
        var settings = Path.Combine(folder, "with.runtimeconfig.json");
        File.WriteAllText(settings, File.ReadAllText(Program + ".runtimeconfig.json").Replace("\"configProperties\": {", $"\"configProperties\": {{ \"{name}\": true,", StringComparison.Ordinal));
        return ["exec", "--runtimeconfig", settings, Path.GetFullPath(Program + ".dll")];
    }

    private static void Faults(string? line)
    {
        if (line?.StartsWith("fail:", StringComparison.Ordinal) == true) Console.Error.WriteLine("serve: " + line);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Wait()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromMinutes(2);)
        {
            if (_process.HasExited) throw new InvalidOperationException("serve ended at once");
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(50);
            }
        }

        throw new InvalidOperationException("serve does not answer");
    }
}
