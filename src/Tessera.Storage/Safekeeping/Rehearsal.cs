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
    /// <param name="folder">The store's folder.</param>
    /// <exception cref="StoreRefused">The store cannot be read, or <c>store.dryRun</c>: a server holds it, and this process cannot copy it.</exception>
    public static Rehearsal Of(string folder)
    {
        if (StorePlace.Parse(folder) is { IsPostgres: true } place)
        {
            throw new StoreRefused("store.dryRun", $"A dry run works on a copy of the store, and {place} cannot be copied from here.", place.Shown);
        }

        var rehearsal = Empty(folder);
        try
        {
            if (!Store.Exists(folder)) return rehearsal;
            using var store = Store.Open(folder, StoreAccess.Read);
            Backup.Write(store, new StorePaths(rehearsal.Folder).Database);
            return rehearsal;
        }
        catch
        {
            rehearsal.Dispose();
            throw;
        }
    }

    /// <summary>An empty place with the key and the list of erasures of a folder.</summary>
    internal static Rehearsal Empty(string folder)
    {
        var rehearsal = new Rehearsal(Directory.CreateTempSubdirectory("tessera-dry-").FullName);
        var (from, to) = (new StorePaths(folder), new StorePaths(rehearsal.Folder));
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
