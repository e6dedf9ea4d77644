namespace Tessera.Trials.Ground;

/// <summary>An ext4 file system in an image file: a disk whose power can be cut.</summary>
internal sealed class Disk(string home) : IDisposable
{
    private readonly string _image = Path.Combine(home, "disk.img");
    private readonly string _copy = Path.Combine(home, "copy.img");

    /// <summary>Where it is mounted.</summary>
    public string Folder { get; } = Path.Combine(home, "disk");

    /// <summary>Makes and mounts it; why that is not possible, or null.</summary>
    public async Task<string?> TryMake()
    {
        Directory.CreateDirectory(Folder);
        await Do("chmod", "755", home);
        if (await Do("truncate", "-s", "1G", _image) is { } full) return full;
        if (await Do("mkfs.ext4", "-q", "-F", _image) is { } unmade) return unmade;
        return await Mount();
    }

    /// <summary>Copies what reached the disk. The owners of its files must be stopped.</summary>
    public async Task Copy()
    {
        if (await Do("cp", "--sparse=always", _image, _copy) is { } why) throw new TrialBroken(why);
    }

    /// <summary>Puts the copy in the disk's place. The owners of its files must be gone.</summary>
    public async Task Swap()
    {
        for (var turn = 0; await Do("umount", Folder) is { } busy; turn++)
        {
            if (turn == 100) throw new TrialBroken(busy);
            await Task.Delay(50);
        }

        File.Move(_copy, _image, overwrite: true);
        if (await Mount() is { } why) throw new TrialBroken(why);
    }

    public void Dispose()
    {
        Do("umount", "-l", Folder).Wait();
        Directory.Delete(home, recursive: true);
    }

    // A long commit interval: what was not asked to be on the disk does not get there by itself.
    private Task<string?> Mount() => Do("mount", "-o", "loop,commit=60", _image, Folder);

    private static async Task<string?> Do(params string[] words)
    {
        try
        {
            var ran = await Child.Run(new Call(words, "/tmp"));
            return ran.Code == 0 ? null : $"{string.Join(' ', words)}: {ran.Complained.Trim()}";
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            return missing.Message;
        }
    }
}
