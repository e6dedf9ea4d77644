using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tessera.Server.Tests.Docs;

/// <summary>The page for newcomers is run as it stands: all its blocks, in order, in one shell.</summary>
public sealed class StartPageTests
{
    private const string Page = "docs/start.md";

    [Fact]
    public async Task Every_block_of_the_start_page_runs()
    {
        var blocks = Blocks(await File.ReadAllLinesAsync(Repository.PathOf(Page), TestContext.Current.CancellationToken)).ToList();
        Assert.True(blocks.Count >= 8);
        var script = new StringBuilder("set -euo pipefail\n");
        for (var i = 0; i < blocks.Count; i++) script.Append("echo '--- block ").Append(i + 1).Append("' >&2\n").Append(blocks[i]).Append('\n');
        // Behind the Release build that the page names, the build under test.
        var (code, output, error) = await Run(script.ToString());

        Assert.True(code == 0, $"{Page} ended with {code}\n{output}\n{error}");
    }

    [Fact]
    public void The_start_page_has_no_block_that_is_not_run() =>
        Assert.All(File.ReadAllLines(Repository.PathOf(Page)).Where(l => l.StartsWith("```", StringComparison.Ordinal) && l.Length > 3), l => Assert.Equal("```sh", l));

    private static IEnumerable<string> Blocks(IEnumerable<string> lines)
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

    private static async Task<(int Code, string Output, string Error)> Run(string script)
    {
        var start = new ProcessStartInfo("bash", ["-s"])
        {
            WorkingDirectory = Repository.Root, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        start.Environment["PORT"] = FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture);
        start.Environment["PATH"] = start.Environment["PATH"] + Path.PathSeparator + AppContext.BaseDirectory;
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

        return (bash.ExitCode, await output, await error);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
