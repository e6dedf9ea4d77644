using Tessera.Server.Verbs;

namespace Tessera.Server.Tests.Verbs;

/// <summary>What a command line did.</summary>
internal sealed record Ran(int Code, string Output, string Error);

/// <summary>Runs the program's own command line in this process, with an environment of its own.</summary>
internal static class Cli
{
    public static Task<Ran> Run(params string[] args) => Run(new Dictionary<string, string>(StringComparer.Ordinal), args);

    public static async Task<Ran> Run(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.Run(args, output, error, name => environment.GetValueOrDefault(name));
        return new Ran(code, output.ToString(), error.ToString());
    }
}

/// <summary>A folder that goes away.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tessera-verb-").FullName;

    public string Put(string name, string text)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
