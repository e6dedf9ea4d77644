using System.Text;

namespace Tessera.App.Demo;

/// <summary>An industry template with its demo: programme as text and recipe.</summary>
/// <param name="Name">Folder name, such as <c>tea-chain</c>.</param>
/// <param name="Program">The programme file.</param>
/// <param name="Recipe">The recipe.</param>
public sealed record DemoTemplate(string Name, string Program, DemoRecipe Recipe)
{
    private const string Prefix = "templates/";

    /// <summary>Templates with a recipe that the binary carries.</summary>
    public static IReadOnlyList<string> BuiltInNames { get; } =
        [.. typeof(DemoTemplate).Assembly.GetManifestResourceNames().Select(n => n.Replace('\\', '/'))
            .Where(n => n.StartsWith(Prefix, StringComparison.Ordinal) && n.EndsWith("/" + DemoRecipeFile.Name, StringComparison.Ordinal))
            .Select(n => n[Prefix.Length..^(DemoRecipeFile.Name.Length + 1)]).Order(StringComparer.Ordinal)];

    /// <summary>A template that the binary carries; null when there is none of that name with a recipe.</summary>
    public static DemoTemplate? BuiltIn(string name) => BuiltInNames.Contains(name, StringComparer.Ordinal)
        ? new DemoTemplate(name, Carried(name, "program.yaml"), DemoRecipeFile.Read(Carried(name, DemoRecipeFile.Name)))
        : null;

    /// <summary>Reads <c>program.yaml</c> and <c>demo.yaml</c> of a folder; null when it has no recipe.</summary>
    /// <exception cref="BadDemoRecipe">The recipe cannot be used.</exception>
    public static DemoTemplate? Read(string folder)
    {
        var recipe = Path.Combine(folder, DemoRecipeFile.Name);
        if (!File.Exists(recipe)) return null;
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new DemoTemplate(name, File.ReadAllText(Path.Combine(folder, "program.yaml")), DemoRecipeFile.Read(File.ReadAllText(recipe)));
    }

    private static string Carried(string name, string file)
    {
        var assembly = typeof(DemoTemplate).Assembly;
        var wanted = Prefix + name + "/" + file;
        var resource = assembly.GetManifestResourceNames().First(n => n.Replace('\\', '/') == wanted);
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
