namespace Tessera.Storage.Safekeeping;

/// <summary>What a restore brings together.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Folder">An empty place, or one that holds only the key and the list of erasures.</param>
/// <param name="KeyFile">The key, or null where it lies in the folder already.</param>
/// <param name="ErasuresFile">The list of erasures, or null where it lies in the folder already, or there were none.</param>
public sealed record RestorePlan(string Backup, string Folder, string? KeyFile = null, string? ErasuresFile = null);

/// <summary>A restore that was done.</summary>
/// <param name="Members">Members.</param>
/// <param name="Erased">Members of the list whose persons were still in the backup and are forgotten now.</param>
/// <param name="Migrations">Steps carried out on the older backup.</param>
public sealed record Restored(long Members, int Erased, IReadOnlyList<string> Migrations);

/// <summary>Brings a backup back. Who was erased since is forgotten before the store can be opened: the file gets its name last.</summary>
public static class Restore
{
    /// <summary>Restores.</summary>
    /// <exception cref="StoreRefused"><c>store.notEmpty</c>, <c>store.missing</c>, <c>store.key.missing</c>, <c>store.key.wrong</c>, <c>backup.damaged</c>, <c>store.newer</c>.</exception>
    public static Restored Run(RestorePlan plan)
    {
        var paths = new StorePaths(plan.Folder);
        if (!File.Exists(plan.Backup)) throw new StoreRefused("store.missing", $"There is no backup {plan.Backup}.", plan.Backup);
        if (File.Exists(paths.Database)) throw new StoreRefused("store.notEmpty", $"{plan.Folder} holds a store already; restore into an empty place.", plan.Folder);
        Directory.CreateDirectory(plan.Folder);
        using var held = StoreLock.Take(paths);
        if (plan.KeyFile is { } key && !IsSame(key, paths.Key)) CopyOwn(key, paths.Key);
        if (plan.ErasuresFile is { } list && !IsSame(list, paths.Erasures)) Erasure.Merge(list, paths.Erasures);
        return Bring(plan, paths, Sealing.Read(paths.Key));
    }

    private static Restored Bring(RestorePlan plan, StorePaths paths, Sealing sealing)
    {
        Backup.Check(plan.Backup, sealing);
        var half = paths.Database + ".part";
        Remove(half);
        try
        {
            File.Copy(plan.Backup, half);
            var restored = Prepare(half, paths, sealing);
            File.Move(half, paths.Database);
            return restored;
        }
        finally
        {
            Remove(half);
        }
    }

    private static Restored Prepare(string file, StorePaths paths, Sealing sealing)
    {
        using var db = new SqliteStoreConnection(file, sealing, isWriter: true);
        var steps = Migrator.BringUpToDate(db);
        if (db.Settings.Find(SettingNames.KeyCheck) is { } check && check != sealing.CheckValue)
        {
            throw new StoreRefused("store.key.wrong", $"The key file {paths.Key} belongs to another store.", paths.Key);
        }

        var erased = new Erasure(db, paths).CatchUp();
        var members = db.Members.Count();
        // Erased pages must not linger in a log or in free pages.
        db.Execute("vacuum");
        db.Checkpoint();
        return new Restored(members, erased, steps);
    }

    private static bool IsSame(string a, string b) => Path.GetFullPath(a) == Path.GetFullPath(b);

    private static void CopyOwn(string from, string to)
    {
        File.Copy(from, to, overwrite: false);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void Remove(string file)
    {
        foreach (var end in new[] { "", "-wal", "-shm" }) File.Delete(file + end);
    }
}
