namespace Tessera.Testing;

/// <summary>Where the repository lies, found from the running binary and never from a compiled-in path.</summary>
public static class Repository
{
    private static readonly Lazy<string> Found = new(Find);

    /// <summary>The folder that holds Tessera.slnx.</summary>
    public static string Root => Found.Value;

    /// <summary>A path inside the repository.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tessera.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Tessera.slnx lies in no folder above " + AppContext.BaseDirectory);
    }
}
