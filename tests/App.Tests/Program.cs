using Tessera.App.Tests.Stories;

namespace Tessera.App.Tests;

/// <summary>Runs the tests, or, called with <c>--child</c>, the process that a test starts and kills.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["--child", var work, var folder, var round]) return await Child.Run(work, folder, round).ConfigureAwait(false);
        return args.Any(a => a is "--server" or "--internal-msbuild-node")
            ? await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions).ConfigureAwait(false)
            : await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).ConfigureAwait(false);
    }
}
