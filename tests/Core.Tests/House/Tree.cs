namespace Tessera.Core.Tests.House;

/// <summary>The files of the repository, as far as people write them.</summary>
internal static class Tree
{
    private static readonly HashSet<string> Skipped = new(StringComparer.Ordinal)
    {
        ".git", "bin", "obj", "node_modules", "artifacts", "TestResults", "data", "data-demo", ".work", "dist", "wwwroot",
    };

    private static readonly HashSet<string> TextKinds = new(StringComparer.Ordinal)
    {
        ".cs", ".csproj", ".props", ".targets", ".slnx", ".json", ".yaml", ".yml", ".md", ".sql", ".sh", ".ts", ".vue", ".css", ".html",
        ".editorconfig", ".gitignore", ".gitattributes", "",
    };

    private static readonly Lazy<IReadOnlyList<string>> AllPaths = new(() => [.. Walk("")]);

    private static readonly Lazy<IReadOnlyList<SourceFile>> AllSources = new(() =>
        [.. Paths.Where(p => p.EndsWith(".cs", StringComparison.Ordinal)).Select(p => new SourceFile(p, Read(p)))]);

    public static IReadOnlyList<string> Paths => AllPaths.Value;

    public static IReadOnlyList<SourceFile> Sources => AllSources.Value;

    public static IEnumerable<SourceFile> ProductSources => Sources.Where(f => f.Path.StartsWith("src/", StringComparison.Ordinal));

    public static IEnumerable<(string Path, string Text)> Texts =>
        Paths.Where(p => TextKinds.Contains(Path.GetExtension(p)) && Path.GetFileName(p) is not ("packages.lock.json" or "package-lock.json"))
            .Select(p => (p, Read(p)));

    // Not ReadAllText: it would swallow a byte order mark.
    public static string Read(string path) => System.Text.Encoding.UTF8.GetString(File.ReadAllBytes(Repository.PathOf(path)));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(Repository.PathOf(folder)).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(entry);
            string path = folder.Length == 0 ? name : folder + "/" + name;
            if (!Directory.Exists(entry))
            {
                yield return path;
            }
            else if (!Skipped.Contains(name))
            {
                foreach (string below in Walk(path))
                {
                    yield return below;
                }
            }
        }
    }
}
