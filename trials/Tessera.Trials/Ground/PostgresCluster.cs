using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Tessera.Testing;

namespace Tessera.Trials.Ground;

/// <summary>A private PostgreSQL server that waits for the disk as one in production does, and that a rig may stop, kill and start again.</summary>
internal sealed class PostgresCluster : IDisposable
{
    private readonly string _folder;
    private readonly string _programs;
    private Child? _server;

    private PostgresCluster(string folder, string programs) => (_folder, _programs) = (folder, programs);

    public static bool IsInstalled => PostgresServer.Programs() is not null;

    /// <summary>The folder of its files, to be searched.</summary>
    public string Files => Path.Combine(_folder, "data");

    /// <summary>Where its unix socket lies.</summary>
    public string Socket => Path.Combine(_folder, ".s.PGSQL.5432");

    /// <summary>Makes and starts a server in an empty folder.</summary>
    public static async Task<PostgresCluster> Make(string folder)
    {
        Directory.CreateDirectory(folder);
        var cluster = new PostgresCluster(folder, PostgresServer.Programs() ?? throw new TrialBroken("PostgreSQL is not installed"));
        if (IsRoot) await cluster.Do("chown", "postgres:postgres", folder);
        await cluster.Do([.. AsOwner, cluster.Program("initdb"), "-D", cluster.Files, "-U", "tessera", "--auth=trust", "-E", "UTF8", "--locale=C"]);
        await cluster.Start();
        return cluster;
    }

    /// <summary>Connection to a database.</summary>
    public string Connection(string database) => $"Host={_folder};Username=tessera;Database={database}";

    /// <summary>The same through a proxy.</summary>
    public static string ConnectionThrough(int port, string database) => $"Host=127.0.0.1;Port={port};Username=tessera;Database={database}";

    public async Task Start()
    {
        string[] settings = ["fsync=on", "full_page_writes=on", "max_connections=120", "shared_buffers=64MB", "deadlock_timeout=200ms", "max_wal_size=2GB", "log_min_messages=fatal"];
        _server = Child.Start(new Call(
            [.. AsOwner, Program("postgres"), "-D", Files, "-k", _folder, "-h", "", .. settings.SelectMany(s => new[] { "-c", s })], "/tmp", Path.Combine(Path.GetTempPath(), "tessera-trial-postgres.log")));
        var since = Stopwatch.StartNew();
        while (!await Answers())
        {
            if (_server.HasEnded || since.Elapsed > TimeSpan.FromSeconds(60)) throw new TrialBroken("PostgreSQL did not start");
            await Task.Delay(30);
        }
    }

    /// <summary>From now on every full segment of the log is copied to a folder.</summary>
    public async Task Archive(string to)
    {
        Directory.CreateDirectory(to);
        await Own(to);
        await Run("alter system set archive_mode = on");
        await Run($"alter system set archive_command = 'test ! -f {to}/%f && cp %p {to}/.%f && mv {to}/.%f {to}/%f'");
        await RestartImmediately(TimeSpan.Zero);
    }

    /// <summary>Copies the files of the server while it works, without the log that makes them whole.</summary>
    public Task Base(string to) => Do(Program("pg_basebackup"), "-h", _folder, "-U", "tessera", "-D", Path.Combine(to, "data"), "-X", "none", "--checkpoint=fast", "--no-manifest");

    /// <summary>Ends the segment under way and waits until it is archived.</summary>
    public async Task FinishLog(string archive, TimeSpan patience)
    {
        var last = await Ask("select pg_walfile_name(pg_current_wal_lsn())");
        await Run("select pg_switch_wal()");
        for (var since = Stopwatch.StartNew(); !File.Exists(Path.Combine(archive, last)); await Task.Delay(50))
        {
            if (since.Elapsed > patience) throw new TrialBroken($"{last} was not archived");
        }
    }

    /// <summary>Starts a server on a copy of a base backup, brought forward by an archive to a named point, or to its end.</summary>
    public static async Task<PostgresCluster> Recover(string from, string archive, string? point, TimeSpan patience)
    {
        var cluster = new PostgresCluster(from + "-" + (point ?? "end"), PostgresServer.Programs() ?? throw new TrialBroken("PostgreSQL is not installed"));
        Directory.CreateDirectory(cluster._folder);
        await cluster.Do("cp", "-a", Path.Combine(from, "data"), cluster.Files);
        await File.WriteAllTextAsync(Path.Combine(cluster.Files, "recovery.signal"), "");
        var target = point is null ? "" : $"recovery_target_name = '{point}'\nrecovery_target_action = 'promote'\n";
        await File.WriteAllTextAsync(Path.Combine(cluster.Files, "postgresql.auto.conf"), $"restore_command = 'cp {archive}/%f %p'\n{target}");
        await cluster.Own(cluster._folder);
        await cluster.Start();
        for (var since = Stopwatch.StartNew(); await cluster.Ask("select pg_is_in_recovery()::text") != "false"; await Task.Delay(50))
        {
            if (since.Elapsed > patience) throw new TrialBroken($"{cluster.Files} was not brought forward to {point ?? "the end"}");
        }

        return cluster;
    }

    /// <summary>Starts again after its power was cut: nobody is left who could hold its files.</summary>
    public async Task StartAfterPowerCut()
    {
        _server?.Dispose();
        File.Delete(Path.Combine(Files, "postmaster.pid"));
        File.Delete(Socket);
        File.Delete(Socket + ".lock");
        await Start();
    }

    /// <summary>Starts again where it ended itself.</summary>
    public async Task StartIfGone()
    {
        if (_server is { HasEnded: false }) return;
        _server?.Dispose();
        await Start();
    }

    /// <summary>As <c>pg_ctl restart -m immediate</c>: what was not flushed is replayed from the log.</summary>
    public async Task RestartImmediately(TimeSpan pause)
    {
        _server!.Signal("QUIT");
        await _server.Ended(TimeSpan.FromSeconds(30));
        _server.Dispose();
        await Task.Delay(pause);
        await Start();
    }

    /// <summary>The server and all its sessions.</summary>
    public IReadOnlyList<int> Processes()
    {
        var children = Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(n => n!.All(char.IsAsciiDigit)).Select(n => int.Parse(n!, CultureInfo.InvariantCulture)).Where(id => ParentOf(id) == _server!.Id);
        return [_server!.Id, .. children];
    }

    public async Task Kill()
    {
        if (_server is null) return;
        Child.Signal("KILL", Processes());
        await _server.Ended(TimeSpan.FromSeconds(30));
    }

    public async Task Run(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection(Connection(database) + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public void Dispose()
    {
        if (_server is { HasEnded: false })
        {
            _server.Signal("INT");
            try
            {
                _server.Ended(TimeSpan.FromSeconds(20)).Wait();
            }
            catch (AggregateException)
            {
                // Its shell kills it below.
            }
        }

        _server?.Dispose();
    }

    private async Task<string> Ask(string sql)
    {
        await using var connection = new NpgsqlConnection(Connection("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private Task Own(string folder) => IsRoot ? Do("chown", "-R", "postgres:postgres", folder) : Task.CompletedTask;

    private static bool IsRoot => Environment.UserName == "root";

    // The server refuses to run as root; this way there is no process between it and its signals.
    private static string[] AsOwner => IsRoot ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : [];

    private static int ParentOf(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private string Program(string name) => Path.Combine(_programs, name);

    private async Task Do(params string[] words)
    {
        var ran = await Child.Run(new Call(words, "/tmp"));
        if (ran.Code != 0) throw new TrialBroken($"{string.Join(' ', words)}: {ran.Complained}");
    }

    private async Task<bool> Answers()
    {
        try
        {
            await Run("select 1");
            return true;
        }
        catch (Exception problem) when (problem is NpgsqlException or System.Net.Sockets.SocketException)
        {
            return false;
        }
    }
}
