namespace Tessera.Storage.Safekeeping;

/// <summary>A store that was moved.</summary>
/// <param name="Tables">Its tables, the same on both sides.</param>
/// <param name="Members">Members.</param>
public sealed record MovedStore(IReadOnlyList<CopiedTable> Tables, long Members);

/// <summary>
/// Moves a store to another place, from SQLite to PostgreSQL or back: every table copied and compared, the books audited on both sides. The old store
/// is left as it was; key and list of erasures go along where the new place has none.
/// </summary>
public static class StoreMove
{
    /// <summary>Moves.</summary>
    /// <param name="from">The store, owned by this process: nobody writes to it meanwhile.</param>
    /// <param name="to">An empty place.</param>
    /// <param name="options">How both are audited.</param>
    /// <exception cref="StoreRefused"><c>store.notEmpty</c>, or <c>store.books</c> when the books of the old or the new store do not agree.</exception>
    public static MovedStore Run(Store from, StorePlace to, BooksOptions? options = null)
    {
        if (Store.Exists(to)) throw NotEmpty(to);
        using (var reader = from.Read()) Audit(reader.Connection, from.Place, options);
        Directory.CreateDirectory(to.Paths.Folder);
        if (!File.Exists(to.Paths.Key)) Restore.CopyOwn(from.Paths.Key, to.Paths.Key);
        if (Path.GetFullPath(from.Paths.Erasures) != Path.GetFullPath(to.Paths.Erasures)) Erasure.Merge(from.Paths.Erasures, to.Paths.Erasures);
        var sealing = Sealing.Read(to.Paths.Key);
        if (sealing.CheckValue != from.Sealing.CheckValue) throw new StoreRefused("store.key.wrong", $"The key file {to.Paths.Key} belongs to another store.", to.Paths.Key);
        using (var reader = from.Read()) Store.RequireKeys(reader.Connection.Settings, sealing, to.Paths);
        using var held = to.IsPostgres ? null : StoreLock.Take(to.Paths);
        if (to.IsPostgres)
        {
            // A database is a store once it knows its key, and that comes with the copy's one commit.
            using var target = Store.Connect(to, sealing, isWriter: true);
            return Fill(from, target, to, options);
        }

        // A file gets its name last: a move that was killed leaves no store behind that could be opened.
        var half = to.Paths.Database + ".part";
        Restore.Remove(half);
        try
        {
            MovedStore moved;
            using (var target = new SqliteStoreConnection(half, sealing, isWriter: true))
            {
                moved = Fill(from, target, to, options);
                target.Checkpoint();
            }

            File.Move(half, to.Paths.Database);
            return moved;
        }
        finally
        {
            Restore.Remove(half);
        }
    }

    /// <summary>The place is taken.</summary>
    public static StoreRefused NotEmpty(StorePlace to) => new("store.notEmpty", $"{to} holds a store already.", to.Shown);

    private static MovedStore Fill(Store from, StoreConnection target, StorePlace to, BooksOptions? options)
    {
        Migrator.BringUpToDate(target);
        using var source = from.Read();
        source.Connection.BeginRead();
        var tables = TableCopy.Run(source.Connection, target);
        Audit(target, to, options);
        return new MovedStore(tables, target.Members.Count());
    }

    private static void Audit(StoreConnection db, StorePlace place, BooksOptions? options)
    {
        var report = new BooksAudit(db, place.Paths, options).Run();
        if (report.IsClean) return;
        var first = report.Findings[0];
        throw new StoreRefused("store.books", $"The books of {place} do not agree: {first.Table} {first.Row} {first.Code}; run tessera audit.", place.Shown, $"{first.Table} {first.Row} {first.Code}");
    }
}
