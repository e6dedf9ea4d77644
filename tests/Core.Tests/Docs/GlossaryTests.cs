using System.Reflection;

namespace Tessera.Core.Tests.Docs;

public sealed class GlossaryTests
{
    private static readonly Type[] Types = typeof(Instant).Assembly.GetTypes();

    private static readonly List<string[]> Rows = [.. File.ReadAllLines(Repository.PathOf("docs/glossary.md"))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| ---", StringComparison.Ordinal) && !line.StartsWith("| 中文", StringComparison.Ordinal))
        .Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))];

    private static IEnumerable<string> CodeWords => Rows.Where(r => r.Length == 4).Select(r => r[2].Trim('`'));

    [Fact]
    public void Every_code_word_exists_in_Core()
    {
        Assert.True(CodeWords.Count() > 80);
        Assert.DoesNotContain(CodeWords, word => !Exists(word));
    }

    [Fact]
    public void No_word_of_any_language_stands_twice()
    {
        Assert.Empty(Twice(Rows.Select(r => r[0])));
        Assert.Empty(Twice(Rows.Select(r => r[1])));
        Assert.Empty(Twice(CodeWords));
    }

    [Theory]
    [InlineData("Lot", true)]
    [InlineData("Lot.Left", true)]
    [InlineData("Lot.Leftover", false)]
    [InlineData("Parcel", false)]
    public void A_word_that_does_not_exist_is_found(string word, bool exists) => Assert.Equal(exists, Exists(word));

    private static IEnumerable<string> Twice(IEnumerable<string> words) => words.GroupBy(w => w, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key);

    // A type, a type with a member, or a module with a type.
    private static bool Exists(string word)
    {
        string[] parts = word.Split('.');
        return Types.Any(t => t.Name == parts[0] && (parts.Length == 1 || t.GetMember(parts[1], BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static).Length > 0))
            || (parts.Length == 2 && Types.Any(t => t.FullName == "Tessera.Core." + word));
    }
}
