using System.Globalization;

namespace Tessera.Trials.Ground;

/// <summary>libfiu (Debian: fiu-utils): lets a share of a process's calls fail by chance, told through pipes while it runs.</summary>
internal static class Libfiu
{
    private static readonly string[] Places = ["/usr/lib/fiu", "/usr/local/lib/fiu"];

    /// <summary>Where its libraries lie, or null where it is not installed.</summary>
    public static string? Folder { get; } = Places.FirstOrDefault(p => File.Exists(Path.Combine(p, "fiu_posix_preload.so")));

    /// <summary>What a process needs in its environment.</summary>
    /// <param name="pipes">Begins the names of the pipes.</param>
    public static IReadOnlyDictionary<string, string> Environment(string pipes) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LD_PRELOAD"] = $"{Folder}/fiu_run_preload.so:{Folder}/fiu_posix_preload.so", ["FIU_CTRL_FIFO"] = pipes,
    };

    /// <summary>From now on a call of a process fails by chance.</summary>
    public static Task Enable(string pipes, int process, Misfortune misfortune) => Tell(pipes, process, string.Create(
        CultureInfo.InvariantCulture, $"enable_random name={misfortune.Point},probability={misfortune.Percent / 100.0},failinfo={misfortune.Error}"));

    public static Task Disable(string pipes, int process, Misfortune misfortune) => Tell(pipes, process, $"disable name={misfortune.Point}");

    private static async Task Tell(string pipes, int process, string command)
    {
        var ran = await Child.Run(new Call(["fiu-ctrl", "-c", command, "-f", pipes, process.ToString(CultureInfo.InvariantCulture)], "/tmp"), TimeSpan.FromSeconds(20));
        if (ran.Code != 0) throw new TrialBroken($"fiu-ctrl {command}: {ran.Said} {ran.Complained}");
    }
}

/// <summary>Calls that fail by chance.</summary>
/// <param name="Point">Name of the calls in libfiu.</param>
/// <param name="Error">Error number.</param>
/// <param name="Percent">How many of a hundred.</param>
internal sealed record Misfortune(string Point, int Error, int Percent);
