using System.Globalization;

namespace Tessera.Bench;

/// <summary>What processes of this machine have used, read from /proc.</summary>
internal static class ProcessCost
{
    // Ticks of the kernel's accounting, 100 a second on every Linux of today.
    private const double MicrosOfTick = 10_000;

    /// <summary>CPU of a process, all its threads, in microseconds.</summary>
    public static double CpuMicros(int process) => Fields(process) is { } fields ? (Number(fields[11]) + Number(fields[12])) * MicrosOfTick : 0;

    /// <summary>CPU of a process and of its children, those that have ended too: a PostgreSQL server with its sessions.</summary>
    public static double FamilyCpuMicros(int parent)
    {
        var cpu = 0.0;
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) || Fields(process) is not { } fields) continue;
            if (process == parent) cpu += (Number(fields[11]) + Number(fields[12]) + Number(fields[13]) + Number(fields[14])) * MicrosOfTick;
            else if (Number(fields[1]) == parent) cpu += (Number(fields[11]) + Number(fields[12])) * MicrosOfTick;
        }

        return cpu;
    }

    /// <summary>Memory of a process that lies in RAM, in MB.</summary>
    public static long ResidentMb(int process) => StatusKb(process, "VmRSS:") / 1024;

    /// <summary>The most it ever was, in MB.</summary>
    public static long MostResidentMb(int process) => StatusKb(process, "VmHWM:") / 1024;

    /// <summary>Begins to look for the most anew.</summary>
    public static void ForgetMostResident(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    private static long StatusKb(int process, string name)
    {
        var line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }

    /// <summary>Fields of <c>stat</c> after the name, from the state on; null when the process is gone.</summary>
    private static string[]? Fields(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static double Number(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
