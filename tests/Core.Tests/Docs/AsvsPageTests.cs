using System.Text.RegularExpressions;

namespace Tessera.Core.Tests.Docs;

/// <summary>The page that leads each item of the OWASP ASVS to what holds it is whole and names nothing that is not there.</summary>
public sealed partial class AsvsPageTests
{
    // Sections of version 5.0.0 with how many of their first items are of level 1 or 2: 70 and 183 in all.
    private const string Sections = """
        1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3 5.3:2 5.4:3
        6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4
        10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5
        14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2
        """;

    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs/operating/asvs.md"));

    private static readonly List<string[]> Rows = [.. Page.Split('\n')
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && char.IsAsciiDigit(line[2]))
        .Select(line => line.Trim('|', ' ').Split(" | ", StringSplitOptions.TrimEntries))];

    private static IEnumerable<string> Wanted => Sections.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split(':'))
        .SelectMany(s => Enumerable.Range(1, int.Parse(s[1], System.Globalization.CultureInfo.InvariantCulture)).Select(n => $"{s[0]}.{n}"));

    [Fact]
    public void Every_item_of_level_one_and_two_stands_on_the_page_once()
    {
        var told = Rows.SelectMany(r => r[0].Split(' ')).ToList();

        Assert.Equal(253, Wanted.Count());
        Assert.Empty(Wanted.Except(told, StringComparer.Ordinal));
        Assert.Empty(told.Except(Wanted, StringComparer.Ordinal));
        Assert.Equal(told.Count, told.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Every_item_has_a_test_a_setting_a_way_or_a_reason() =>
        Assert.DoesNotContain(Rows, r => r.Length != 3 || !Verdict().IsMatch(r[2]));

    [Fact]
    public void Items_that_are_open_are_counted_in_the_head()
    {
        var open = Rows.Where(r => r[2].StartsWith("open:", StringComparison.Ordinal)).SelectMany(r => r[0].Split(' ')).Count();

        Assert.Contains($"not met yet: {open} of 253 items", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_test_that_the_page_names_exists()
    {
        var tests = Directory.GetFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText).ToList();

        Assert.All(Named().Matches(Page).Select(m => m.Groups["name"].Value).Distinct(StringComparer.Ordinal), name => Assert.True(Exists(tests, name), name));
        Assert.False(Exists(tests, "SignInTests.Nobody_ever_wrote_this"));
    }

    private static bool Exists(List<string> tests, string name)
    {
        var parts = name.Split('.');
        return tests.Any(t => t.Contains("class " + parts[0], StringComparison.Ordinal) && (parts.Length == 1 || t.Contains($" {parts[1]}(", StringComparison.Ordinal)));
    }

    [GeneratedRegex("^(test `|setting |setting: |how: |not applicable because |open: )", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Verdict();

    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*Tests(\\.[A-Z][A-Za-z0-9_]*)?|ImportingWorkbooks\\.[A-Za-z_]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
