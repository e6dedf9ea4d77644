namespace Tessera.App.Demo;

/// <summary>An industry template with its demo: programme and recipe as texts.</summary>
/// <param name="Name">Folder name, such as <c>tea-chain</c>.</param>
/// <param name="Program">The programme file.</param>
/// <param name="Recipe">The recipe.</param>
public sealed record DemoTemplate(string Name, string Program, DemoRecipe Recipe)
{
    /// <summary>Reads <c>program.yaml</c> and <c>demo.yaml</c> of a template's folder; null when it has no recipe.</summary>
    /// <exception cref="BadDemoRecipe">The recipe cannot be used.</exception>
    public static DemoTemplate? Read(string folder)
    {
        var recipe = Path.Combine(folder, DemoRecipeFile.Name);
        if (!File.Exists(recipe)) return null;
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return new DemoTemplate(name, File.ReadAllText(Path.Combine(folder, "program.yaml")), DemoRecipeFile.Read(File.ReadAllText(recipe)));
    }
}
