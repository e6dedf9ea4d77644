namespace Tessera.Storage.Safekeeping;

/// <summary>What a restore brings together.</summary>
/// <param name="Backup">The backup.</param>
/// <param name="Folder">An empty place, or one that holds only the key and the list of erasures.</param>
/// <param name="KeyFile">The key, or null where it lies in the folder already.</param>
/// <param name="ErasuresFile">The list of erasures, or null where it lies in the folder already, or there were none.</param>
public sealed record RestorePlan(string Backup, string Folder, string? KeyFile = null, string? ErasuresFile = null)
{
    /// <summary>The place itself where it is more than a folder: an empty PostgreSQL database with the folder of its key.</summary>
    public StorePlace? Place { get; init; }

    internal StorePlace Target => Place ?? StorePlace.Parse(Folder);
}

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
        var place = plan.Target;
        var paths = place.Paths;
        Require(plan);
        Directory.CreateDirectory(paths.Folder);
        using var held = place.IsPostgres ? null : StoreLock.Take(paths);
        if (plan.ErasuresFile is { } list && !IsSame(list, paths.Erasures)) Erasure.Merge(list, paths.Erasures);
        return Bring(plan, place, Sealing.Read(KeyOf(plan, paths)));
    }

    /// <summary>Restores into a place that is thrown away: the same refusals and counts, and nothing is left.</summary>
    /// <exception cref="StoreRefused">As <see cref="Run"/>.</exception>
    public static Restored Rehearse(RestorePlan plan)
    {
        Require(plan);
        using var rehearsal = Rehearsal.Empty(plan.Target.Paths);
        return Run(plan with { Folder = rehearsal.Folder, Place = null });
    }

    /// <summary>Tries a backup of a store that is in use: restores it into a place that is thrown away, with the store's own key and list of erasures.</summary>
    /// <exception cref="StoreRefused">As <see cref="Run"/>.</exception>
    public static Restored Test(RestorePlan plan)
    {
        if (!File.Exists(plan.Backup)) throw new StoreRefused("store.missing", $"There is no backup {plan.Backup}.", plan.Backup);
        using var rehearsal = Rehearsal.Empty(plan.Target.Paths);
        return Run(plan with { Folder = rehearsal.Folder, Place = null });
    }

    private static void Require(RestorePlan plan)
    {
        if (!File.Exists(plan.Backup)) throw new StoreRefused("store.missing", $"There is no backup {plan.Backup}.", plan.Backup);
        if (Store.Exists(plan.Target)) throw new StoreRefused("store.notEmpty", $"{plan.Target} holds a store already; restore into an empty place.", plan.Target.Shown);
    }

    private static Restored Bring(RestorePlan plan, StorePlace place, Sealing sealing)
    {
        Backup.Check(plan.Backup, sealing);
        var paths = place.Paths;
        var half = paths.Database + ".part";
        Remove(half);
        try
        {
            File.Copy(plan.Backup, half);
            var restored = Prepare(half, paths, sealing);
            // Only a key that fits comes into the folder: a restore that failed can be tried again.
            if (!File.Exists(paths.Key)) CopyOwn(plan.KeyFile!, paths.Key);
            if (place.IsPostgres) Load(half, place, sealing);
            else File.Move(half, paths.Database);
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

        Store.RequireKeys(db.Settings, sealing, paths);
        var erased = new Erasure(db, paths).CatchUp();
        var members = db.Members.Count();
        // Erased pages must not linger in a log or in free pages.
        db.Execute("vacuum");
        db.Checkpoint();
        return new Restored(members, erased, steps);
    }

    // A key that lies in the folder already is never overwritten: another store may need it.
    private static string KeyOf(RestorePlan plan, StorePaths paths)
    {
        if (plan.KeyFile is not { } key || !File.Exists(paths.Key)) return plan.KeyFile ?? paths.Key;
        if (Sealing.Read(key).CheckValue != Sealing.Read(paths.Key).CheckValue) throw new StoreRefused("store.key.wrong", $"The key file {paths.Key} belongs to another store.", paths.Key);
        return paths.Key;
    }

    // The server sees nothing of whom the list has made forgotten.
    private static void Load(string file, StorePlace place, Sealing sealing)
    {
        using var target = Store.Connect(place, sealing, isWriter: true);
        Migrator.BringUpToDate(target);
        using var source = new SqliteStoreConnection(file, sealing, isWriter: false);
        source.BeginRead();
        TableCopy.Run(source, target);
    }

    private static bool IsSame(string a, string b) => Path.GetFullPath(a) == Path.GetFullPath(b);

    internal static void CopyOwn(string from, string to)
    {
        File.Copy(from, to, overwrite: false);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(to, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Removes a file that was not finished, with what the engine keeps beside it.</summary>
    internal static void Remove(string file)
    {
        foreach (var end in new[] { "", "-wal", "-shm", "-journal" }) File.Delete(file + end);
    }
}
