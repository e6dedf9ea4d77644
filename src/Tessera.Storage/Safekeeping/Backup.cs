using Microsoft.Data.Sqlite;

namespace Tessera.Storage.Safekeeping;

/// <summary>A backup that was made.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Members">Members in it.</param>
/// <param name="Anchor">The newest anchor in it, or null.</param>
public sealed record BackupMade(string File, long Bytes, long Members, Anchor? Anchor);

/// <summary>
/// A copy of the database while it is in use: one file, one moment, without the key. Personal fields stay sealed in it; keep the key file
/// and the list of erasures apart from it.
/// </summary>
public static class Backup
{
    /// <summary>Writes a backup to a file that does not exist yet.</summary>
    /// <exception cref="StoreRefused"><c>backup.exists</c>, or <c>backup.damaged</c> when the copy does not check.</exception>
    public static BackupMade Write(Store store, string file)
    {
        if (File.Exists(file)) throw new StoreRefused("backup.exists", $"{file} exists; a backup never overwrites.", file);
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
        var half = file + ".part";
        Restore.Remove(half);
        try
        {
            using (var reader = store.Read())
            {
                if (reader.Connection is SqliteStoreConnection embedded) Copy(embedded, half);
                else Copy(reader.Connection, half, store.Sealing);
            }

            var made = Check(half, store.Sealing);
            Flush(half);
            File.Move(half, file);
            return made with { File = file };
        }
        finally
        {
            Restore.Remove(half);
        }
    }

    /// <summary>Whether a file is a whole store.</summary>
    internal static BackupMade Check(string file, Sealing sealing)
    {
        try
        {
            using var copy = new SqliteStoreConnection(file, sealing, isWriter: false);
            using var rows = copy.Sql("pragma quick_check(1)");
            if (!rows.Step() || rows.Text(0) != "ok" || Migrator.Found(copy) == 0) throw Damaged(file);
            // One that was killed may have its tables already; its rows, and so the check of its key, come with one commit.
            if (copy.Settings.Find(SettingNames.KeyCheck) is null) throw Damaged(file);
            return new BackupMade(file, new FileInfo(file).Length, copy.Members.Count(), copy.Audits.LastAnchor());
        }
        catch (Exception problem) when (problem is StoreFault { Kind: FaultKind.Corrupt } or SqliteException)
        {
            throw Damaged(file);
        }
    }

    private static void Copy(SqliteStoreConnection from, string file)
    {
        using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        to.Open();
        from.Db.BackupDatabase(to);
        // The copy says it keeps a log beside it; alone it must not.
        using var single = to.CreateCommand();
        single.CommandText = "pragma journal_mode = delete";
        single.ExecuteNonQuery();
    }

    // A server's tables go into a file of the same form: one moment, one format, and it restores into either engine.
    private static void Copy(StoreConnection from, string file, Sealing sealing)
    {
        from.BeginRead();
        using var to = new SqliteStoreConnection(file, sealing, isWriter: true);
        Migrator.BringUpToDate(to);
        TableCopy.Run(from, to);
        to.Execute("pragma journal_mode = delete");
    }

    private static void Flush(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }

    private static StoreRefused Damaged(string file) => new("backup.damaged", $"{file} is no whole store of Tessera.", file);
}
