using System.Globalization;

namespace Tessera.Trials.Ground;

/// <summary>What a process takes of the machine, as the kernel counts it.</summary>
/// <param name="ResidentMegabytes">Memory held now.</param>
/// <param name="PeakMegabytes">Most memory held since the start or the last <see cref="ForgetPeak"/>.</param>
/// <param name="Handles">Open files and connections.</param>
internal sealed record Footprint(double ResidentMegabytes, double PeakMegabytes, int Handles)
{
    public static Footprint Of(int process)
    {
        var lines = File.ReadAllLines($"/proc/{process}/status");
        return new Footprint(Megabytes(lines, "VmRSS:"), Megabytes(lines, "VmHWM:"), Directory.GetFiles($"/proc/{process}/fd").Length);
    }

    /// <summary>Begins a new peak; without the right to do so the old one stays.</summary>
    public static void ForgetPeak(int process)
    {
        try
        {
            File.WriteAllText($"/proc/{process}/clear_refs", "5");
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            // The peak then counts from the start, which is stricter.
        }
    }

    private static double Megabytes(string[] lines, string name)
    {
        var line = lines.First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) / 1024.0;
    }
}
