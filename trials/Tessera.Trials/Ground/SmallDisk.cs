namespace Tessera.Trials.Ground;

/// <summary>A file system in memory that can be filled up or mounted read-only.</summary>
/// <param name="folder">Where it is mounted.</param>
internal sealed class SmallDisk(string folder) : IDisposable
{
    private readonly string _filler = Path.Combine(folder, "filler");

    /// <summary>Mounts it; why that is not possible, or null.</summary>
    public async Task<string?> TryMount(int megabytes)
    {
        Directory.CreateDirectory(folder);
        return await Do("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=755", "tessera-trial", folder);
    }

    /// <summary>Takes all room that is left.</summary>
    public void Fill()
    {
        using var file = new FileStream(_filler, FileMode.Append, FileAccess.Write, FileShare.None, 1);
        var (block, zeros) = (1 << 20, new byte[1 << 20]);
        while (block >= 1)
        {
            try
            {
                file.Write(zeros, 0, block);
            }
            catch (IOException)
            {
                block /= 4;
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(_filler);

    /// <summary>Mounts it anew, to be read only or to be written.</summary>
    public async Task Remount(bool toWrite)
    {
        if (await Do("mount", "-o", toWrite ? "remount,rw" : "remount,ro", folder) is { } why) throw new TrialBroken(why);
    }

    public void Dispose() => Do("umount", "-l", folder).Wait();

    private static async Task<string?> Do(params string[] words)
    {
        try
        {
            var ran = await Child.Run(new Call(words, "/tmp"));
            return ran.Code == 0 ? null : ran.Complained.Trim();
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
