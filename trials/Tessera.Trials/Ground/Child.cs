using System.Diagnostics;
using System.Globalization;

namespace Tessera.Trials.Ground;

/// <summary>A program that a rig starts, signals and kills. It dies with the rig, however that ends.</summary>
internal sealed class Child : IDisposable
{
    // A shell stands between: when our end of its input closes, because we closed it or died, it kills the program.
    private const string Script = """
        log=$1; shift
        exec 3<&0 2>/dev/null
        "$@" </dev/null >>"$log" 2>&1 3<&- &
        pid=$!
        (cd /; cat <&3 >/dev/null; kill -9 $pid) >/dev/null &
        guard=$!
        echo $pid
        code=0
        wait $pid || code=$?
        kill $guard 2>/dev/null
        echo $code
        """;

    private readonly Process _shell;
    private readonly Task<int> _end;
    private bool _isDisposed;

    private Child(Process shell, int id)
    {
        (_shell, Id) = (shell, id);
        _end = shell.StandardOutput.ReadLineAsync().ContinueWith(line => int.Parse(line.Result ?? "-1", CultureInfo.InvariantCulture), TaskScheduler.Default);
    }

    /// <summary>Its process id.</summary>
    public int Id { get; }

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _end.IsCompleted;

    /// <summary>Starts a program.</summary>
    /// <param name="call">Program, arguments, folder, environment and log.</param>
    public static Child Start(Call call)
    {
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = call.Folder };
        foreach (var word in (string[])["-c", Script, "sh", call.Log, .. call.Words]) start.ArgumentList.Add(word);
        foreach (var (name, value) in call.Environment) start.Environment[name] = value;
        var shell = Process.Start(start)!;
        var id = shell.StandardOutput.ReadLine() ?? throw new TrialBroken($"{call.Words[0]} did not start: see {call.Log}");
        return new Child(shell, int.Parse(id, CultureInfo.InvariantCulture));
    }

    /// <summary>Longest for a program that reads a whole store: a full size leaves some hundred thousand entries.</summary>
    public static readonly TimeSpan Thorough = TimeSpan.FromMinutes(30);

    /// <summary>Runs a program to its end.</summary>
    public static async Task<Ran> Run(Call call, TimeSpan? within = null)
    {
        var start = new ProcessStartInfo(call.Words[0]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = call.Folder };
        foreach (var word in call.Words.Skip(1)) start.ArgumentList.Add(word);
        foreach (var (name, value) in call.Environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var late = new CancellationTokenSource(within ?? TimeSpan.FromMinutes(3));
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TrialBroken($"{string.Join(' ', call.Words)} did not end");
        }

        return new Ran(process.ExitCode, await said, await complained);
    }

    /// <summary>Sends a signal by its name.</summary>
    public void Signal(string name) => Signal(name, [Id]);

    /// <summary>Sends a signal to processes.</summary>
    public static void Signal(string name, IEnumerable<int> processes)
    {
        // One that is gone already is what was wanted: nobody needs to read of it.
        using var kill = Process.Start(new ProcessStartInfo("kill", ["-" + name, .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]) { UseShellExecute = false, RedirectStandardError = true })!;
        kill.WaitForExit();
    }

    /// <summary>Kills it as kill -9 does and waits until it is gone.</summary>
    public async Task Kill()
    {
        if (!HasEnded) Signal("KILL");
        await Ended(TimeSpan.FromSeconds(30));
    }

    /// <summary>Waits for its end; its exit code.</summary>
    public async Task<int> Ended(TimeSpan within) => await _end.WaitAsync(within);

    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        _shell.StandardInput.Close();
        if (!_shell.WaitForExit(10_000)) _shell.Kill(entireProcessTree: true);
        _shell.Dispose();
    }
}

/// <summary>A program to be started.</summary>
/// <param name="Words">Program and arguments.</param>
/// <param name="Folder">Where it runs.</param>
/// <param name="Log">File that takes what it says.</param>
internal sealed record Call(IReadOnlyList<string> Words, string Folder, string Log = "/dev/null")
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}

/// <summary>How a program ended.</summary>
internal sealed record Ran(int Code, string Said, string Complained);

/// <summary>The rig itself could not do its work: neither kept nor broken.</summary>
internal sealed class TrialBroken(string why) : Exception(why);
