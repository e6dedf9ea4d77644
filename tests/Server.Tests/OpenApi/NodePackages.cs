using System.ComponentModel;
using System.Diagnostics;

namespace Tessera.Server.Tests.OpenApi;

/// <summary>Node and the npm packages that some tests check against; <c>./test</c> keeps them. Without them those tests are skipped and say so.</summary>
internal static class NodePackages
{
    /// <summary>The folder of a package, or a skipped test.</summary>
    public static string Folder(string package)
    {
        var folders = (Environment.GetEnvironmentVariable("NODE_PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(Repository.PathOf("node_modules"));
        var found = folders.Select(f => Path.Combine(f, package)).FirstOrDefault(Directory.Exists);
        Assert.SkipWhen(found is null, $"没有 npm 包 {package}，未试。 The npm package {package} is not there: this was not tried.");
        return found!;
    }

    /// <summary>Starts node; skips where there is none.</summary>
    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("node", arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("没有 node，未试。 There is no node: this was not tried.");
            throw;
        }
    }

    /// <summary>Runs node to its end.</summary>
    public static async Task<(int Code, string Output, string Error)> Run(params string[] arguments)
    {
        using var node = Start(arguments);
        node.StandardInput.Close();
        var (output, error) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        try
        {
            await node.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            node.Kill(entireProcessTree: true);
            await node.WaitForExitAsync(CancellationToken.None);
        }

        return (node.ExitCode, await output, await error);
    }
}
