using System.Globalization;

namespace Tessera.Storage.Safekeeping;

/// <summary>How a check ended.</summary>
public enum Health
{
    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Works, but look at it.</summary>
    Attention,

    /// <summary>Must be mended.</summary>
    Bad,
}

/// <summary>One check.</summary>
/// <param name="Code">Stable code with a text in both languages: <c>doctor.journal</c> …</param>
/// <param name="Health">How it ended.</param>
/// <param name="Value">What was found.</param>
public sealed record Checkup(string Code, Health Health, string Value);

/// <summary>Looks at a store's files, settings and backlog. Changes nothing and may run beside the owner.</summary>
public static class Doctor
{
    private const long LeastFree = 256L * 1024 * 1024;

    /// <summary>Checks a store.</summary>
    /// <param name="store">An open store.</param>
    /// <param name="thorough">Reads every page (<c>integrity_check</c>) instead of the quick check.</param>
    public static IReadOnlyList<Checkup> Look(Store store, bool thorough = false)
    {
        using var reader = store.Read();
        var db = reader.Connection;
        return
        [
            .. store.Place.IsPostgres ? OfServer(store, db) : OfFile(store, db, thorough),
            Same("doctor.schema", Migrator.Found(db).ToString(CultureInfo.InvariantCulture), Migrator.Known.ToString(CultureInfo.InvariantCulture)),
            KeyMode(store.Paths.Key),
            Sealed(db),
            None("doctor.halted", Ask(db, "select count(*) from member_state where halted = 1"), Health.Bad),
            None("doctor.outbox", db.Outbox.Waiting().ToString(CultureInfo.InvariantCulture), Health.Good),
            Anchored(db),
            new Checkup("doctor.mode", Health.Good, db.Settings.IsDemo ? SettingNames.Demo : db.Settings.Mode ?? "-"),
        ];
    }

    private static IEnumerable<Checkup> OfFile(Store store, StoreConnection db, bool thorough)
    {
        var owner = StoreLock.OwnerOf(store.Paths.Folder);
        return
        [
            new Checkup("doctor.sqlite", Health.Good, Ask(db, "select sqlite_version()")),
            Same("doctor.journal", Ask(db, "pragma journal_mode"), "wal"),
            Same("doctor.pageSize", Ask(db, "pragma page_size"), "4096"),
            Durability(store),
            Same("doctor.integrity", Ask(db, thorough ? "pragma integrity_check(1)" : "pragma quick_check(1)"), "ok"),
            Space(store.Paths),
            new Checkup("doctor.owner", Health.Good, owner is null ? "-" : $"{owner.ProcessId.ToString(CultureInfo.InvariantCulture)} {owner.Url}".Trim()),
        ];
    }

    // Writing sessions say "synchronous_commit = on" themselves; what a server may lie about is fsync.
    private static IEnumerable<Checkup> OfServer(Store store, StoreConnection db) =>
    [
        new Checkup("doctor.postgres", Health.Good, $"{Ask(db, "show server_version")} {store.Place}"),
        new Checkup("doctor.fsync", Ask(db, "show fsync") == "on" ? Health.Good : Health.Bad, Ask(db, "show fsync")),
        new Checkup("doctor.fullPageWrites", Ask(db, "show full_page_writes") == "on" ? Health.Good : Health.Bad, Ask(db, "show full_page_writes")),
        new Checkup("doctor.writers", Health.Good, Ask(db, $"select count(*) from pg_locks where locktype = 'advisory' and objsubid = 1 and (classid::bigint << 32 | objid::bigint) between {PostgresDialect.NodeLocks + 1} and {PostgresDialect.NodeLocks + PostgresDialect.MostNodes}")),
        new Checkup("doctor.size", Health.Good, Ask(db, "select pg_database_size(current_database()) / 1048576")),
    ];

    private static string Ask(StoreConnection db, string sql)
    {
        using var rows = db.Sql(sql);
        return rows.Step() ? rows.TextOrNull(0) ?? "-" : "-";
    }

    private static Checkup Same(string code, string found, string wanted) => new(code, found == wanted ? Health.Good : Health.Bad, found);

    private static Checkup None(string code, string count, Health otherwise) => new(code, count == "0" ? Health.Good : otherwise, count);

    // Only the writing connection has the setting; a reader beside the owner cannot ask for it.
    private static Checkup Durability(Store store) =>
        store.IsOwner ? Same("doctor.synchronous", Ask(store.Writer, "pragma synchronous"), "2") : new Checkup("doctor.synchronous", Health.Good, "-");

    private static Checkup Space(StorePaths paths)
    {
        var free = new DriveInfo(Path.GetFullPath(paths.Folder)).AvailableFreeSpace;
        var needed = Math.Max(LeastFree, new FileInfo(paths.Database).Length / 4);
        return new Checkup("doctor.space", free >= needed ? Health.Good : Health.Attention, (free / 1024 / 1024).ToString(CultureInfo.InvariantCulture));
    }

    private static Checkup KeyMode(string file)
    {
        if (OperatingSystem.IsWindows()) return new Checkup("doctor.key", Health.Good, file);
        var others = File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        return new Checkup("doctor.key", others == 0 ? Health.Good : Health.Attention, file);
    }

    // More than one key is a change under way: the next nights end it, and then the old one is to be dropped.
    private static Checkup Sealed(StoreConnection db)
    {
        var (writes, oldest) = db.Settings.SealingKeys;
        var keys = db.Sealing.Keys;
        var state = string.Create(CultureInfo.InvariantCulture, $"{writes}{(oldest < writes ? $" ({oldest}–{writes - 1})" : "")}{(keys[^1] > writes ? $" → {keys[^1]}" : "")}");
        return new Checkup("doctor.sealing", keys.Count > 1 ? Health.Attention : Health.Good, state);
    }

    private static Checkup Anchored(StoreConnection db) =>
        db.Audits.LastAnchor() is { } anchor
            ? new Checkup("doctor.anchor", Health.Good, $"{anchor.On:yyyy-MM-dd} {anchor.Text}")
            : new Checkup("doctor.anchor", db.Members.Count() == 0 ? Health.Good : Health.Attention, "-");
}
