using System.Globalization;

namespace Tessera.Trials.Ground;

/// <summary>libfaketime (Debian: faketime): a process's clock, moved through a file while it runs.</summary>
internal sealed class FakeTime
{
    /// <summary>Words of a connection to PostgreSQL: the driver times its opening by the clock that is moved, and would give up at once.</summary>
    public const string Connection = ";Timeout=0;Command Timeout=0";

    private static readonly string[] Places = ["/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1", "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"];
    private readonly string _file;

    /// <param name="home">Folder of the file.</param>
    /// <param name="zone">Zone of the process.</param>
    public FakeTime(string home, string zone)
    {
        _file = Path.Combine(home, "faketime");
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["LD_PRELOAD"] = Library!, ["FAKETIME_TIMESTAMP_FILE"] = _file, ["FAKETIME_NO_CACHE"] = "1", ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1", ["DONT_FAKE_MONOTONIC"] = "1", ["NO_FAKE_STAT"] = "1", ["TZ"] = zone,
        };
    }

    /// <summary>Where the library lies, or null where it is not installed.</summary>
    public static string? Library { get; } = Places.FirstOrDefault(File.Exists);

    /// <summary>What a process needs in its environment.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; }

    /// <summary>From now on it is this moment, and goes on from there.</summary>
    public void Set(string moment)
    {
        var offset = DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture) - DateTimeOffset.UtcNow;
        var part = _file + ".part";
        File.WriteAllText(part, string.Create(CultureInfo.InvariantCulture, $"{offset.TotalSeconds:+0;-0}\n"));
        // Whoever reads it meanwhile finds the old one or the new one.
        File.Move(part, _file, overwrite: true);
    }
}
