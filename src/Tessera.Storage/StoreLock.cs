using System.Globalization;

namespace Tessera.Storage;

/// <summary>Who owns a store.</summary>
/// <param name="ProcessId">Its process id.</param>
/// <param name="Url">Where it can be spoken to, or empty.</param>
public sealed record StoreOwner(int ProcessId, string Url);

/// <summary>The lock of a store: an exclusively opened file, which the system releases when the process ends, however it ends. A second file, free to read, names the owner.</summary>
public sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;
    private readonly StorePaths _paths;

    private StoreLock(FileStream file, StorePaths paths) => (_file, _paths) = (file, paths);

    /// <summary>Who owns a store now, or null; a file left by a dead process counts as nobody.</summary>
    public static StoreOwner? OwnerOf(string folder)
    {
        var paths = new StorePaths(folder);
        if (!File.Exists(paths.Lock)) return null;
        try
        {
            using var probe = new FileStream(paths.Lock, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return null;
        }
        catch (IOException held) when (IsHeld(held))
        {
            return ReadOwner(paths.Owner);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_paths.Owner);
        _file.Dispose();
    }

    internal static StoreLock Take(StorePaths paths)
    {
        try
        {
            var stream = new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var held = new StoreLock(stream, paths);
            held.Announce("");
            return held;
        }
        catch (IOException held) when (IsHeld(held))
        {
            var owner = ReadOwner(paths.Owner);
            var pid = owner.ProcessId.ToString(CultureInfo.InvariantCulture);
            throw new StoreRefused("store.locked", $"Process {pid} owns the store; stop it or speak to it{(owner.Url.Length > 0 ? " at " + owner.Url : "")}.", pid, owner.Url);
        }
    }

    internal void Announce(string url) => File.WriteAllText(_paths.Owner, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId} {url}\n"));

    // EAGAIN on Linux, its other number on macOS, a sharing violation on Windows.
    private static bool IsHeld(IOException e) => (e.HResult & 0xffff) is 11 or 35 or 32;

    private static StoreOwner ReadOwner(string file)
    {
        if (!File.Exists(file)) return new StoreOwner(0, "");
        var words = File.ReadAllText(file).Trim().Split(' ', 2);
        return int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            ? new StoreOwner(pid, words.Length > 1 ? words[1] : "")
            : new StoreOwner(0, "");
    }
}
