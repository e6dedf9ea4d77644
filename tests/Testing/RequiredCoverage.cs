using System.Text.RegularExpressions;

namespace Tessera.Testing;

/// <summary>
/// The ids that must have a test: the lines of <c>tests/required-coverage.txt</c> (# opens a comment) and one
/// <c>template:NAME</c> for every folder under <c>templates/</c>.
/// </summary>
public static partial class RequiredCoverage
{
    /// <summary>Where the list lies.</summary>
    public const string ListPath = "tests/required-coverage.txt";

    /// <summary>Reads the list and the folder.</summary>
    public static IReadOnlyList<string> Read()
    {
        var ids = Parse(File.ReadAllText(Repository.PathOf(ListPath)));
        string templates = Repository.PathOf("templates");
        return !Directory.Exists(templates)
            ? ids
            : [.. ids.Union(Directory.GetDirectories(templates)
                .Select(folder => "template:" + Path.GetFileName(folder))
                .Order(StringComparer.Ordinal))];
    }

    /// <summary>The ids in a text, in order, each once.</summary>
    public static IReadOnlyList<string> Parse(string text) =>
    [
        .. text.Split('\n')
            .Select(line => line.Split('#')[0].Trim())
            .Where(line => line.Length > 0)
            .Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Whether an id has one of the shapes: a row or promise, a switch, a template, a rule of the house.</summary>
    public static bool IsWellFormed(string id) => Shape().IsMatch(id);

    [GeneratedRegex("^([A-Z][0-9]{1,3}s?|switch:[A-Za-z0-9_.*-]+=[^\\s]+|(template|house):[a-z0-9-]+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();
}
