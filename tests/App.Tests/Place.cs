using System.Collections.Concurrent;
using Npgsql;
using Tessera.Storage;
using Tessera.Storage.Identities;
using Tessera.Storage.Migrations;
using Tessera.Storage.Postgres;

namespace Tessera.App.Tests;

/// <summary>
/// Where a test's store lies: in its folder, or, on PostgreSQL, in a database of its own that a file in the folder names. So a copied folder is
/// a copied store, and a folder is all that a process started by a test must be told.
/// </summary>
internal static class Place
{
    private const string Template = "tessera_template";
    private static readonly ConcurrentDictionary<string, string> Databases = new(StringComparer.Ordinal);
    private static readonly Lazy<bool> Prepared = new(Prepare);

    public static StorePlace Of(string folder) => Of(folder, Template);

    /// <summary>A place where no step of the schema has been carried out.</summary>
    public static StorePlace WithoutTables(string folder) => Of(folder, "template0");

    private static StorePlace Of(string folder, string template)
    {
        if (!PostgresServer.IsWanted) return StorePlace.Parse(folder);
        var note = NoteOf(folder);
        if (!File.Exists(note))
        {
            Assert.True(template != Template || Prepared.Value);
            Directory.CreateDirectory(folder);
            var name = PostgresServer.NewName();
            Admin($"create database {name} template {template} strategy file_copy");
            Databases[folder] = name;
            File.WriteAllText(note, PostgresServer.Connection(name));
        }

        return StorePlace.Parse(File.ReadAllText(note), Path.Combine(folder, "tessera.key"));
    }

    /// <summary>Copies a store that nobody has open.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from).Where(f => f != NoteOf(from))) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        if (!PostgresServer.IsWanted) return;
        var name = PostgresServer.NewName();
        Admin($"create database {name} template {new NpgsqlConnectionStringBuilder(File.ReadAllText(NoteOf(from))).Database} strategy file_copy");
        Databases[to] = name;
        File.WriteAllText(NoteOf(to), PostgresServer.Connection(name));
    }

    /// <summary>Deletes a folder with all stores below it.</summary>
    public static void Delete(string folder)
    {
        foreach (var known in Databases.Keys.Where(k => k.StartsWith(folder, StringComparison.Ordinal)).ToList())
        {
            if (Databases.TryRemove(known, out var name)) Admin($"drop database {name} with (force)");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string NoteOf(string folder) => Path.Combine(folder, "postgres.connection");

    private static bool Prepare()
    {
        Admin($"create database {Template}");
        using var key = new TempFolder();
        var sealing = Sealing.Create(Path.Combine(key.Path, "tessera.key"));
        using var db = new PostgresStoreConnection(PostgresServer.Connection(Template) + ";Pooling=false", sealing, isWriter: true);
        Migrator.BringUpToDate(db);
        return true;
    }

    private static void Admin(string sql)
    {
        using var connection = new NpgsqlConnection(PostgresServer.Connection("postgres") + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    private sealed class TempFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("tessera-key-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}

/// <summary>A test of what only one engine has.</summary>
internal static class Only
{
    public static void OnSqlite() => Assert.SkipWhen(PostgresServer.IsWanted, "只试 SQLite。 For SQLite only.");

    public static void OnPostgres() => Assert.SkipUnless(PostgresServer.IsWanted, "只试 PostgreSQL。 For PostgreSQL only.");
}
