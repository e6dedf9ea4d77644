namespace Tessera.Storage.Safekeeping;

/// <summary>
/// A copy of a store, as it stood at one moment, to carry a change out on and throw away: what <c>--dry-run</c> works on, so that it takes the same path
/// as the real run and cannot leave a trace. The store itself is only read, also beside its owner. The key is linked, not copied, where the system has links.
/// </summary>
public sealed class Rehearsal : IDisposable
{
    private Rehearsal(string folder) => Folder = folder;

    /// <summary>Folder of the copy; only its owner may look into it.</summary>
    public string Folder { get; }

    /// <summary>Copies a store; where there is none the copy begins empty, as the real run would.</summary>
    /// <param name="place">The store; a server's is copied into a file.</param>
    /// <exception cref="StoreRefused">The store cannot be read.</exception>
    public static Rehearsal Of(StorePlace place)
    {
        var rehearsal = Empty(place.Paths);
        try
        {
            if (!Store.Exists(place)) return rehearsal;
            using var store = Store.Open(place, StoreAccess.Read);
            Backup.Write(store, new StorePaths(rehearsal.Folder).Database);
            return rehearsal;
        }
        catch
        {
            rehearsal.Dispose();
            throw;
        }
    }

    /// <summary>A copy of the store of a folder or connection.</summary>
    public static Rehearsal Of(string place) => Of(StorePlace.Parse(place));

    /// <summary>An empty place with the key and the list of erasures of another.</summary>
    internal static Rehearsal Empty(StorePaths from)
    {
        var rehearsal = new Rehearsal(Directory.CreateTempSubdirectory("tessera-dry-").FullName);
        var to = new StorePaths(rehearsal.Folder);
        if (File.Exists(from.Key)) Link(Path.GetFullPath(from.Key), to.Key);
        if (File.Exists(from.Erasures)) File.Copy(from.Erasures, to.Erasures);
        return rehearsal;
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    // A process that is killed leaves no second key behind.
    private static void Link(string from, string to)
    {
        if (OperatingSystem.IsWindows()) File.Copy(from, to);
        else File.CreateSymbolicLink(to, from);
    }
}
