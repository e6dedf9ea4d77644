using System.Collections.Concurrent;

namespace Tessera.Storage;

/// <summary>How a store is opened.</summary>
public enum StoreAccess
{
    /// <summary>Writes: takes the lock of a SQLite store, creates folder, key and tables where missing.</summary>
    Own,

    /// <summary>Writes into an existing store; a missing one is refused.</summary>
    OwnExisting,

    /// <summary>Reads beside those who write, takes no lock.</summary>
    Read,
}

/// <summary>
/// An open store. A SQLite store is one folder, owned by one process; into a PostgreSQL database many processes may write. One connection writes,
/// used by the one writer thread of the pipeline; readers are rented and see the last committed state.
/// </summary>
public sealed class Store : IDisposable
{
    private const int IdleReaders = 8;

    // A server has few sessions for many processes: who finds none free waits for one.
    private const int MostReaders = 16;

    // The one that was used last comes first: few readers keep warm caches, instead of all of them filling theirs by and by (trials R20).
    private readonly ConcurrentStack<StoreConnection> _readers = [];
    private readonly SemaphoreSlim _free = new(MostReaders);
    private readonly StoreLock? _lock;
    private readonly StoreConnection? _writer;

    private Store(StorePlace place, Sealing sealing, StoreConnection? writer, StoreLock? held) =>
        (Place, Sealing, _writer, _lock) = (place, sealing, writer, held);

    /// <summary>Where it lies.</summary>
    public StorePlace Place { get; }

    /// <summary>Files of the store.</summary>
    public StorePaths Paths => Place.Paths;

    /// <summary>Seals personal fields of this store.</summary>
    public Sealing Sealing { get; }

    /// <summary>Whether this process may write.</summary>
    public bool IsOwner => _writer is not null;

    /// <summary>Whether other processes may write to the same store at the same time: nothing may be remembered beyond a transaction.</summary>
    public bool IsShared => Place.IsPostgres;

    /// <summary>Commits of this process where it alone writes; null where others may write too, or somebody else does. Asked before a reading begins, it says whether a later one can find anything new.</summary>
    public long? Commits => IsShared ? null : _writer?.Commits;

    /// <summary>How far an open reading got; null where nobody can say.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="commits">What <see cref="Commits"/> said before it began.</param>
    public ReadMark? MarkOf(StoreConnection reading, long? commits) => IsShared ? reading.Mark : commits is { } known ? new ReadMark(known, known, 0) : null;

    /// <summary>Members whose records may have grown between two readings, whichever was first, with the items they have where that is known: none whose did is left out.</summary>
    /// <param name="reading">The later reading, open.</param>
    /// <param name="earlier">How far the earlier one got; null asks for everybody.</param>
    /// <param name="now">How far this one got.</param>
    public IEnumerable<(AccountId Account, long? Sequence)> Grown(StoreConnection reading, ReadMark? earlier, ReadMark? now)
    {
        if (earlier is { } from && now is { } to)
        {
            if (!IsShared && _writer?.Grown.After(Math.Min(from.Through, to.Through)) is { } grown) return grown.Select(a => (a, (long?)null));
            if (IsShared && from == to) return [];
            if (IsShared && !to.IsBefore(from)) return reading.WrittenAfter(from).Select(m => (m.Account, (long?)m.Sequence));
        }

        return reading.Members.AllSequences().Select(m => (m.Account, (long?)m.Sequence));
    }

    /// <summary>The writing connection; one thread at a time.</summary>
    public StoreConnection Writer => _writer ?? throw new InvalidOperationException("the store was opened for reading");

    /// <summary>Whether a place holds a store.</summary>
    public static bool Exists(string place) => Exists(StorePlace.Parse(place));

    /// <summary>Whether a place holds a store.</summary>
    public static bool Exists(StorePlace place) => place.IsPostgres ? PostgresStore.Exists(place) : File.Exists(place.Paths.Database);

    /// <summary>The steps that bring a store's tables up to date, in order; empty when they are.</summary>
    /// <exception cref="StoreRefused"><c>store.missing</c>, <c>store.newer</c>, <c>store.key.missing</c>.</exception>
    public static IReadOnlyList<Migration> Missing(StorePlace place)
    {
        if (!Exists(place)) throw new StoreRefused("store.missing", $"There is no store in {place}.", place.Shown);
        using var connection = Connect(place, Sealing.Read(place.Paths.Key), isWriter: false);
        return Migrator.Missing(connection);
    }

    /// <summary>Opens a store of a folder or connection.</summary>
    /// <exception cref="StoreRefused">As below.</exception>
    public static Store Open(string place, StoreAccess access) => Open(StorePlace.Parse(place), access);

    /// <summary>Opens a store; who may write brings its tables up to date and carries out erasures that a crash or a restore left undone.</summary>
    /// <exception cref="StoreRefused">Locked, missing, damaged, not writable, newer than this program, or its key is missing or wrong.</exception>
    public static Store Open(StorePlace place, StoreAccess access)
    {
        if (access != StoreAccess.Own && !Exists(place)) throw new StoreRefused("store.missing", $"There is no store in {place}.", place.Shown);
        try
        {
            return access == StoreAccess.Read ? OpenReading(place) : OpenOwned(place);
        }
        catch (Exception problem) when (problem is StoreFault { Kind: FaultKind.Corrupt })
        {
            throw new StoreRefused("store.damaged", $"{place} is damaged or no store of Tessera.", place.IsPostgres ? place.Shown : place.Paths.Database);
        }
        catch (Exception problem) when (problem is StoreFault { Kind: FaultKind.Disk } or IOException or UnauthorizedAccessException)
        {
            throw new StoreRefused("store.unwritable", $"{place} cannot be written: {problem.Message}", place.Shown);
        }
    }

    /// <summary>Rents a reading connection; dispose the lease to give it back.</summary>
    public StoreReader Read()
    {
        if (IsShared) _free.Wait();
        return Rent();
    }

    /// <summary>The same, without holding a thread while all are rented.</summary>
    public async ValueTask<StoreReader> ReadAsync()
    {
        if (IsShared) await _free.WaitAsync().ConfigureAwait(false);
        return Rent();
    }

    /// <summary>Writes into the lock file of a SQLite store where this process can be spoken to, for verbs of other processes.</summary>
    public void Announce(string url) => _lock?.Announce(url);

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_readers.TryPop(out var reader)) reader.Dispose();
        _writer?.Dispose();
        _lock?.Dispose();
        _free.Dispose();
    }

    internal static StoreConnection Connect(StorePlace place, Sealing sealing, bool isWriter) => place.Connection is { } connection
        ? new PostgresStoreConnection(connection, sealing, isWriter)
        : new SqliteStoreConnection(place.Paths.Database, sealing, isWriter);

    internal void GiveBack(StoreConnection connection)
    {
        connection.Rollback();
        // A session with a server is dear to open: all that may be rented at once are kept.
        if (_readers.Count >= (IsShared ? MostReaders : IdleReaders)) connection.Dispose();
        else _readers.Push(connection);
        if (IsShared) _free.Release();
    }

    private StoreReader Rent()
    {
        try
        {
            if (!_readers.TryPop(out var connection)) connection = Connect(Place, Sealing, isWriter: false);
            return new StoreReader(this, connection);
        }
        catch when (IsShared)
        {
            _free.Release();
            throw;
        }
    }

    private static Store OpenReading(StorePlace place)
    {
        var sealing = Sealing.Read(place.Paths.Key);
        var store = new Store(place, sealing, writer: null, held: null);
        using var reader = store.Read();
        Migrator.RequireCurrent(reader.Connection);
        RequireKey(reader.Connection, place.Paths);
        return store;
    }

    private static Store OpenOwned(StorePlace place)
    {
        Directory.CreateDirectory(place.Paths.Folder);
        EngineMemory.Bound();
        var held = place.IsPostgres ? null : StoreLock.Take(place.Paths);
        StoreConnection? writer = null;
        try
        {
            var sealing = !File.Exists(place.Paths.Key) && !Exists(place) ? Sealing.Create(place.Paths.Key) : Sealing.Read(place.Paths.Key);
            writer = Connect(place, sealing, isWriter: true);
            Migrator.BringUpToDate(writer);
            RequireKey(writer, place.Paths);
            new Erasure(writer, place.Paths).CatchUp();
            return new Store(place, sealing, writer, held);
        }
        catch
        {
            writer?.Dispose();
            held?.Dispose();
            throw;
        }
    }

    /// <summary>Every key that may have sealed something must be in the file; the one that writes is taken.</summary>
    /// <exception cref="StoreRefused"><c>store.key.old</c>.</exception>
    internal static void RequireKeys(SettingStore settings, Sealing sealing, StorePaths paths)
    {
        var (writes, oldest) = settings.SealingKeys;
        if (Enumerable.Range(oldest, writes - oldest + 1).Except(sealing.Keys).ToList() is [var missing, ..])
        {
            var number = missing.ToString(System.Globalization.CultureInfo.InvariantCulture);
            throw new StoreRefused("store.key.old", $"The key file {paths.Key} does not have key {number}, with which values of this store are sealed; bring the key file that has it.", paths.Key, number);
        }

        sealing.WriteWith(writes);
    }

    private static void RequireKey(StoreConnection connection, StorePaths paths)
    {
        var known = connection.Settings.Find(SettingNames.KeyCheck);
        if (known == connection.Sealing.CheckValue)
        {
            RequireKeys(connection.Settings, connection.Sealing, paths);
            return;
        }

        if (known is not null) throw new StoreRefused("store.key.wrong", $"The key file {paths.Key} belongs to another store.", paths.Key);
        connection.Begin();
        connection.LockWhole();
        var isFirst = connection.Settings.Find(SettingNames.KeyCheck) is null;
        if (isFirst) connection.Settings.Set(SettingNames.KeyCheck, connection.Sealing.CheckValue);
        connection.Commit();
        // Another process was quicker: its key counts.
        if (!isFirst) RequireKey(connection, paths);
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
