using System.Diagnostics;

namespace Tessera.Testing;

/// <summary>
/// A private PostgreSQL server for one run of the tests: started with the first database asked for, gone with the process, also when that is killed.
/// It does not wait for the disk, unless it was asked to with <see cref="WaitForDisk"/>; what must survive a power cut is tried elsewhere.
/// </summary>
public static class PostgresServer
{
    // The server lives as long as this script's standard input is open: a process that dies closes it. Nothing else ends the script, neither a signal
    // meant for whoever runs the tests nor a pipe that nobody reads any more, so that it always comes to its end and takes its folder along.
    private const string Script = """
        trap '' INT TERM HUP PIPE
        # In memory where there is room: each test has a database of its own, and the files of one take longer to make than its tests.
        place=/tmp
        if [ "$3" = memory ] && [ "$(df -k --output=avail /dev/shm 2>/dev/null | tail -1)" -gt 2000000 ]; then place=/dev/shm; fi
        dir=$(mktemp -d $place/tessera-pg-XXXXXX) || exit 1
        pid=
        end() {
          if [ -n "$pid" ]; then kill -QUIT "$pid" 2>/dev/null; wait "$pid"; fi
          for i in 1 2 3 4 5; do rm -rf "$dir" 2>/dev/null && break; sleep 0.2; done
        }
        trap end EXIT
        "$1/initdb" -D "$dir/data" -U tessera --auth=trust -E UTF8 --locale=C -N >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 1; }
        "$1/postgres" -D "$dir/data" -k "$dir" -h "" -c max_connections=200 -c deadlock_timeout=200ms $2 >"$dir/log" 2>&1 &
        pid=$!
        until "$1/pg_isready" -q -h "$dir"; do kill -0 "$pid" || { cat "$dir/log" >&2; exit 1; }; sleep 0.05; done
        echo "$dir" || exit 1
        cat >/dev/null
        """;

    private const string Fast = "-c fsync=off -c full_page_writes=off -c shared_buffers=128MB -c wal_level=minimal -c max_wal_senders=0 -c max_wal_size=512MB -c autovacuum_naptime=10s";
    private const string Durable = "-c fsync=on -c full_page_writes=on -c synchronous_commit=on -c shared_buffers=1GB -c max_wal_size=8GB -c checkpoint_timeout=15min";

    private static readonly Lazy<string> Socket = new(Start);
    private static string _settings = Fast;
    private static int _databases;
    private static Process? _shell;

    /// <summary>Whether this run tries the tests on PostgreSQL: <c>TESSERA_TEST_STORE=postgres</c>.</summary>
    public static bool IsWanted { get; } = Environment.GetEnvironmentVariable("TESSERA_TEST_STORE") == "postgres";

    /// <summary>Where the server's files lie; its process id stands in the first line of <c>data/postmaster.pid</c>.</summary>
    public static string Folder => Socket.Value;

    /// <summary>The server of this run waits for the disk and has the memory of one that is used in earnest; for figures. Say it before the first database.</summary>
    public static void WaitForDisk() => _settings = Durable;

    /// <summary>Connection to a database of the server.</summary>
    public static string Connection(string database) => $"Host={Socket.Value};Username=tessera;Database={database}";

    /// <summary>A name that no database of this run has.</summary>
    public static string NewName() => $"test_{Interlocked.Increment(ref _databases)}";

    /// <summary>Where the server's programs lie, or null where it is not installed.</summary>
    public static string? Programs()
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).Reverse().Select(d => Path.Combine(d, "bin")) : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return installed.Concat(onPath).FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));
    }

    private static string Start()
    {
        var programs = Programs() ?? throw new InvalidOperationException("PostgreSQL is not installed");
        var start = new ProcessStartInfo { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = "/tmp" };
        // A session of its own: what kills the group of the tests does not reach it. The server refuses to run as root.
        string[] own = File.Exists("/usr/bin/setsid") ? ["/usr/bin/setsid"] : [];
        string[] user = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : [];
        string[] words = [.. own, .. user, "sh", "-c", Script, "sh", programs, _settings, _settings == Fast ? "memory" : "disk"];
        start.FileName = words[0];
        foreach (var word in words[1..]) start.ArgumentList.Add(word);
        _shell = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
        return _shell.StandardOutput.ReadLine() ?? throw new InvalidOperationException("PostgreSQL did not start");
    }

    private static void Stop()
    {
        _shell!.StandardInput.Close();
        _shell.WaitForExit(10_000);
    }
}
