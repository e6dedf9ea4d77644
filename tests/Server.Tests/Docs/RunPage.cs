using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tessera.Server.Tests.Docs;

/// <summary>Runs a page of the documentation as a reader would: all its blocks, in order, in one shell at the root of the repository.</summary>
internal static class RunPage
{
    public static async Task<(int Code, string Talk)> Run(string page)
    {
        var blocks = Blocks(await File.ReadAllLinesAsync(Repository.PathOf(page))).ToList();
        Assert.True(blocks.Count >= 8, page + " has too few blocks");
        // Whatever a failing block leaves running ends with the shell; an orphan would hold the pipes open.
        var script = new StringBuilder("set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n");
        for (var i = 0; i < blocks.Count; i++) script.Append("echo '--- block ").Append(i + 1).Append("' >&2\n").Append(blocks[i]).Append('\n');
        return await Shell(script.ToString());
    }

    /// <summary>A port nobody listens on now.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    /// <summary>The blocks of a page that are marked as shell.</summary>
    public static IEnumerable<string> Blocks(IEnumerable<string> lines)
    {
        StringBuilder? block = null;
        foreach (var line in lines)
        {
            if (line == "```sh")
            {
                block = new StringBuilder();
            }
            else if (line == "```" && block is not null)
            {
                yield return block.ToString();
                block = null;
            }
            else
            {
                block?.Append(line).Append('\n');
            }
        }
    }

    private static async Task<(int Code, string Talk)> Shell(string script)
    {
        var start = new ProcessStartInfo("bash", ["-s"])
        {
            WorkingDirectory = Repository.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["PORT"] = FreePort().ToString(CultureInfo.InvariantCulture);
        start.Environment["PATH"] = start.Environment["PATH"] + Path.PathSeparator + AppContext.BaseDirectory;
        // Behind the Release build that the page names, the build under test.
        if (!Directory.Exists(Repository.PathOf("src/Tessera.Server/bin/Release/net10.0")) || !AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal))
        {
            script = script.Replace("bin/Release/net10.0", "bin/Debug/net10.0", StringComparison.Ordinal);
        }

        using var bash = Process.Start(start)!;
        var (output, error) = (bash.StandardOutput.ReadToEndAsync(), bash.StandardError.ReadToEndAsync());
        await bash.StandardInput.WriteAsync(script);
        bash.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        try
        {
            await bash.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            bash.Kill(entireProcessTree: true);
        }

        return (bash.ExitCode, await output + "\n" + await error);
    }
}
