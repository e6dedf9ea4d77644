using System.Text.RegularExpressions;
using Tessera.Server.Texts;
using Tessera.Testing;

namespace Tessera.Server.Tests.Texts;

/// <summary>Every code that the door can answer with has a sentence: without it the answer would be our fault, 500.</summary>
public sealed partial class ProblemTextTests
{
    [Fact]
    [Covers("R17")]
    public void Every_code_that_the_server_names_has_a_text_in_both_languages()
    {
        var named = Directory.EnumerateFiles(Repository.PathOf("src/Tessera.Server"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .SelectMany(f => Answers().Matches(File.ReadAllText(f)))
            .SelectMany(m => DottedCode().Matches(m.Value))
            .Select(m => m.Value.Trim('"')).Distinct(StringComparer.Ordinal).ToList();
        Assert.True(named.Count > 60, $"only {named.Count} codes were found: is the pattern still right?");
        Assert.Equal([], named.Where(c => !ProblemTexts.Has(c)));
    }

    // From where an answer is made to the end of its statement.
    [GeneratedRegex("""(?:Malformed\(|new FieldError\(|new Problem\(\d+, )[^;]*;""", RegexOptions.None, 5000)]
    private static partial Regex Answers();

    [GeneratedRegex("""(?<=, |\? |: )"[a-z][A-Za-z]*(?:\.[A-Za-z]+)+(?=")""", RegexOptions.None, 5000)]
    private static partial Regex DottedCode();
}
