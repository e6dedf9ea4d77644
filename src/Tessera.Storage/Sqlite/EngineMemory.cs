using System.Runtime.InteropServices;

namespace Tessera.Storage.Sqlite;

/// <summary>
/// What the embedded engine takes of the machine outside the collector's heap. Its caches are bounded, but the C library keeps an own reserve for every thread that
/// ever read, eight for each core, and gives back only what lies at the end of one: a process whose caches held 40 MB held 200 (trials R20).
/// </summary>
public static class EngineMemory
{
    // M_ARENA_MAX of glibc.
    private const int ReservesAtMost = -8;

    /// <summary>Keeps no more reserves than the machine has cores, and two at least. Another C library than glibc has its own way.</summary>
    internal static void Bound() => Call(() => _ = SetOption(ReservesAtMost, Math.Max(2, Environment.ProcessorCount)));

    /// <summary>Hands back what lies free in the reserves.</summary>
    public static void GiveBack() => Call(() => _ = Trim(0));

    private static void Call(Action call)
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            call();
        }
        catch (EntryPointNotFoundException)
        {
            // Not glibc.
        }
    }

    [DllImport("libc", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);

    [DllImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Trim(nuint keep);
}
