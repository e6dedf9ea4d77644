using System.IO.MemoryMappedFiles;
using Tessera.Testing;

namespace Tessera.Trials.Ground;

/// <summary>Calls on files, by what they do.</summary>
[Flags]
internal enum FileCalls
{
    None = 0,
    Open = 1,
    Read = 2,
    Write = 4,
    Sync = 8,
    Cut = 16,

    /// <summary>What a disk that takes no more refuses.</summary>
    Changing = Write | Sync | Cut,
    Every = Open | Read | Changing,
}

/// <summary>
/// Makes calls on the files of a store fail in a running process: the Nth, or a share of them. A small library of ours (failing-calls.c) is loaded before
/// the C library and reads what to do from a page that lies in a file.
/// </summary>
internal sealed class FailingCalls : IDisposable
{
    /// <summary>Nothing is done and all is said to be well: an error that somebody on the way swallowed.</summary>
    public const int Swallowed = 0;

    /// <summary>No space left.</summary>
    public const int NoSpace = 28;

    /// <summary>Input or output error.</summary>
    public const int Broken = 5;

    /// <summary>Read-only file system.</summary>
    public const int ReadOnly = 30;

    /// <summary>Over the quota.</summary>
    public const int OverQuota = 122;

    private const int PageBytes = 56;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _page;
    private readonly string _library;
    private readonly string _path;

    private FailingCalls(string home, string library)
    {
        _library = library;
        _path = Path.Combine(home, "failing.page");
        File.WriteAllBytes(_path, new byte[PageBytes]);
        _file = MemoryMappedFile.CreateFromFile(_path, FileMode.Open);
        _page = _file.CreateViewAccessor(0, PageBytes);
    }

    /// <summary>Calls that failed since the page was made.</summary>
    public long Failed => _page.ReadInt64(40);

    /// <summary>Builds the library; null where there is no C compiler.</summary>
    public static async Task<FailingCalls?> TryMake(string home)
    {
        var library = Path.Combine(home, "failing-calls.so");
        try
        {
            var built = await Child.Run(new Call(["cc", "-O2", "-fPIC", "-shared", "-o", library, Repository.PathOf("trials/Tessera.Trials/Ground/failing-calls.c"), "-ldl"], "/tmp"));
            return built.Code == 0 ? new FailingCalls(home, library) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>What a process needs in its environment.</summary>
    /// <param name="under">Folder whose files are meant.</param>
    public IReadOnlyDictionary<string, string> Environment(string under) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["LD_PRELOAD"] = _library, ["TESSERA_TRIAL_FAIL_PAGE"] = _path, ["TESSERA_TRIAL_FAIL_UNDER"] = under + "/",
    };

    /// <summary>From now on the Nth call fails, once.</summary>
    public void Nth(long n, FileCalls calls, int error) => Set(n, calls, error, permil: 0, seed: 0);

    /// <summary>From now on so many of a thousand calls fail.</summary>
    public void Share(int permil, FileCalls calls, int error, int seed) => Set(0, calls, error, permil, seed);

    /// <summary>Nothing fails any more.</summary>
    public void Heal() => Set(0, FileCalls.None, 0, 0, 0);

    public void Dispose()
    {
        _page.Dispose();
        _file.Dispose();
    }

    private void Set(long n, FileCalls calls, int error, int permil, int seed)
    {
        _page.Write(32, 0L);
        _page.Write(0, 0L);
        _page.Write(8, n);
        _page.Write(16, (long)error);
        _page.Write(24, (long)permil);
        _page.Write(48, (long)seed);
        _page.Write(32, (long)calls);
    }
}
