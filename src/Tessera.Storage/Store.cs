using System.Collections.Concurrent;

namespace Tessera.Storage;

/// <summary>How a store is opened.</summary>
public enum StoreAccess
{
    /// <summary>Owns the store: takes the lock, creates folder, key and tables where missing.</summary>
    Own,

    /// <summary>Owns an existing store; a missing one is refused.</summary>
    OwnExisting,

    /// <summary>Reads beside the owner, takes no lock.</summary>
    Read,
}

/// <summary>
/// An open SQLite store: one folder, owned by one process. One connection writes, used by the one writer thread of the pipeline;
/// readers are rented and see the last committed state.
/// </summary>
public sealed class Store : IDisposable
{
    private const int IdleReaders = 8;
    private readonly ConcurrentBag<StoreConnection> _readers = [];
    private readonly StoreLock? _lock;
    private readonly StoreConnection? _writer;

    private Store(StorePaths paths, Sealing sealing, StoreLock? held, StoreConnection? writer) =>
        (Paths, Sealing, _lock, _writer) = (paths, sealing, held, writer);

    /// <summary>Files of the store.</summary>
    public StorePaths Paths { get; }

    /// <summary>Seals personal fields of this store.</summary>
    public Sealing Sealing { get; }

    /// <summary>Whether this process owns the store.</summary>
    public bool IsOwner => _lock is not null;

    /// <summary>The writing connection; one thread at a time.</summary>
    public StoreConnection Writer => _writer ?? throw new InvalidOperationException("the store was opened for reading");

    /// <summary>Whether a folder holds a store.</summary>
    public static bool Exists(string folder) => File.Exists(new StorePaths(folder).Database);

    /// <summary>Opens a store; an owner brings its tables up to date and carries out erasures that a crash or a restore left undone.</summary>
    /// <exception cref="StoreRefused">Locked, missing, damaged, not writable, newer than this program, or its key is missing or wrong.</exception>
    public static Store Open(string folder, StoreAccess access)
    {
        var paths = new StorePaths(folder);
        if (access != StoreAccess.Own && !File.Exists(paths.Database))
        {
            throw new StoreRefused("store.missing", $"There is no store in {folder}.", folder);
        }

        try
        {
            return access == StoreAccess.Read ? OpenReading(paths) : OpenOwned(paths);
        }
        catch (Exception problem) when (problem is StoreFault { Kind: FaultKind.Corrupt })
        {
            throw new StoreRefused("store.damaged", $"{paths.Database} is damaged or no store of Tessera.", paths.Database);
        }
        catch (Exception problem) when (problem is StoreFault { Kind: FaultKind.Disk } or IOException or UnauthorizedAccessException)
        {
            throw new StoreRefused("store.unwritable", $"{folder} cannot be written: {problem.Message}", folder);
        }
    }

    /// <summary>Rents a reading connection; dispose the lease to give it back.</summary>
    public StoreReader Read()
    {
        if (!_readers.TryTake(out var connection)) connection = new SqliteStoreConnection(Paths.Database, Sealing, isWriter: false);
        return new StoreReader(this, connection);
    }

    /// <summary>Writes into the lock file where this process can be spoken to, for verbs of other processes.</summary>
    public void Announce(string url) => (_lock ?? throw new InvalidOperationException("not the owner")).Announce(url);

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_readers.TryTake(out var reader)) reader.Dispose();
        _writer?.Dispose();
        _lock?.Dispose();
    }

    internal void GiveBack(StoreConnection connection)
    {
        connection.Rollback();
        if (_readers.Count >= IdleReaders) connection.Dispose();
        else _readers.Add(connection);
    }

    private static Store OpenReading(StorePaths paths)
    {
        var sealing = Sealing.Read(paths.Key);
        var store = new Store(paths, sealing, held: null, writer: null);
        using var reader = store.Read();
        Migrator.RequireCurrent(reader.Connection);
        RequireKey(reader.Connection, paths);
        return store;
    }

    private static Store OpenOwned(StorePaths paths)
    {
        Directory.CreateDirectory(paths.Folder);
        var held = StoreLock.Take(paths);
        StoreConnection? writer = null;
        try
        {
            var isNew = !File.Exists(paths.Database);
            var sealing = isNew && !File.Exists(paths.Key) ? Sealing.Create(paths.Key) : Sealing.Read(paths.Key);
            writer = new SqliteStoreConnection(paths.Database, sealing, isWriter: true);
            Migrator.BringUpToDate(writer);
            RequireKey(writer, paths);
            new Erasure(writer, paths).CatchUp();
            return new Store(paths, sealing, held, writer);
        }
        catch
        {
            writer?.Dispose();
            held.Dispose();
            throw;
        }
    }

    private static void RequireKey(StoreConnection connection, StorePaths paths)
    {
        var known = connection.Settings.Find(SettingNames.KeyCheck);
        if (known == connection.Sealing.CheckValue) return;
        if (known is not null) throw new StoreRefused("store.key.wrong", $"The key file {paths.Key} belongs to another store.", paths.Key);
        connection.Begin();
        connection.Settings.Set(SettingNames.KeyCheck, connection.Sealing.CheckValue);
        connection.Commit();
    }
}

/// <summary>A rented reading connection.</summary>
public sealed class StoreReader : IDisposable
{
    private readonly Store _store;
    private StoreConnection? _connection;

    internal StoreReader(Store store, StoreConnection connection) => (_store, _connection) = (store, connection);

    /// <summary>The connection.</summary>
    public StoreConnection Connection => _connection ?? throw new ObjectDisposedException(nameof(StoreReader));

    /// <summary>Gives the connection back.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection) _store.GiveBack(connection);
    }
}
