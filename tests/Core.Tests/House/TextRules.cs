using System.Text.RegularExpressions;

namespace Tessera.Core.Tests.House;

/// <summary>What holds for any text of the repository: paths count from its root, with forward slashes.</summary>
internal static partial class TextRules
{
    // In pieces, so that this file does not find itself.
    private static readonly Regex UnfinishedWork = new(
        "\\b(TO" + "DO|FIX" + "ME|HA" + "CK|XX" + "X|NotImpl" + "emented(Exception)?)\\b",
        RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    private static readonly Regex OwnMachine = new(
        "(?<![\\w.:/-])/(ho" + "me|ro" + "ot|Us" + "ers|wo" + "rk)/\\w|[A-Z]:\\\\Us" + "ers\\\\",
        RegexOptions.ExplicitCapture,
        TimeSpan.FromSeconds(1));

    public static IEnumerable<string> Unfinished(string path, string text) => Hits(path, text, UnfinishedWork, "unfinished work");

    public static IEnumerable<string> MachinePaths(string path, string text) => Hits(path, text, OwnMachine, "a path of one machine");

    public static IEnumerable<string> Whitespace(string path, string text)
    {
        if (text.Length == 0)
        {
            yield break;
        }

        if (text[0] == '\uFEFF')
        {
            yield return $"{path}: opens with a byte order mark";
        }

        if (!text.EndsWith('\n') || text.EndsWith("\n\n", StringComparison.Ordinal))
        {
            yield return $"{path}: ends with no newline, or with more than one";
        }

        string[] lines = text.Split('\n');
        bool markdown = path.EndsWith(".md", StringComparison.Ordinal);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (line.EndsWith('\r'))
            {
                yield return $"{path}({i + 1}): ends with a carriage return";
            }
            else if (!markdown && line.Length > 0 && line[^1] is ' ' or '\t')
            {
                yield return $"{path}({i + 1}): ends with blanks";
            }
            else if (line.Contains('\t') && path.EndsWith(".cs", StringComparison.Ordinal))
            {
                yield return $"{path}({i + 1}): a tab";
            }
        }
    }

    /// <summary>A page of docs/ opens with a title and a paragraph of at least two sentences.</summary>
    public static IEnumerable<string> DocsWithoutSummary(string path, string text)
    {
        if (!path.StartsWith("docs/", StringComparison.Ordinal) || !path.EndsWith(".md", StringComparison.Ordinal))
        {
            yield break;
        }

        string[] blocks = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        bool titled = blocks.Length > 0 && blocks[0].StartsWith("# ", StringComparison.Ordinal) && !blocks[0].Contains('\n');
        if (!titled || blocks.Length < 2 || NoParagraph().IsMatch(blocks[1]) || SentenceEnd().Count(blocks[1]) < 2)
        {
            yield return $"{path}: does not open with a title and a summary of two sentences";
        }
    }

    /// <summary>A module folder with more than six C# files has a README.md.</summary>
    public static IEnumerable<string> FoldersWithoutReadme(IEnumerable<string> paths)
    {
        var all = paths.ToHashSet(StringComparer.Ordinal);
        return from path in all
               where path.StartsWith("src/", StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal)
               let folder = path[..path.LastIndexOf('/')]
               where folder.Count(c => c == '/') >= 2
               group path by folder into files
               where files.Count() > 6 && !all.Contains(files.Key + "/README.md")
               select $"{files.Key}: {files.Count()} files and no README.md";
    }

    private static IEnumerable<string> Hits(string path, string text, Regex what, string says)
    {
        int line = 0;
        foreach (string content in text.Split('\n'))
        {
            line++;
            if (what.Match(content) is { Success: true } hit)
            {
                yield return $"{path}({line}): {says}: {hit.Value}";
            }
        }
    }

    [GeneratedRegex("^([#>|<!*`-]|[0-9]+\\.)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NoParagraph();

    [GeneratedRegex("[.!?](?=[\\s)]|$)|[。！？]", RegexOptions.None, 1000)]
    private static partial Regex SentenceEnd();
}
