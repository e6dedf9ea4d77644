namespace Tessera.App.Tests.Templates;

/// <summary>The receipts of docs/templates are priced by the templates they belong to.</summary>
[Covers("template:salon", "template:mall", "template:fashion", "template:tea-chain")]
public sealed class TemplatePageTests
{
    private const string Opens = "```receipt ";

    public static TheoryData<string, int> Receipts()
    {
        var found = new TheoryData<string, int>();
        foreach (string file in Pages())
        {
            string[] lines = File.ReadAllLines(file);
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].StartsWith(Opens, StringComparison.Ordinal)) found.Add(Path.GetFileName(file), i + 1);
            }
        }

        return found;
    }

    [Theory]
    [MemberData(nameof(Receipts))]
    public void A_receipt_comes_out_as_its_page_says(string page, int line)
    {
        var receipt = new TemplateReceipt([.. File.ReadAllLines(Repository.PathOf("docs/templates/" + page)).Skip(line - 1).TakeWhile(l => l != "```").Select(l => l.TrimStart('`'))]);

        Assert.Equal(receipt.Said, receipt.Priced());
    }

    [Fact]
    public void Both_languages_of_a_page_show_the_same_receipts()
    {
        foreach (string page in Pages().Where(p => !p.EndsWith(".zh-CN.md", StringComparison.Ordinal)))
        {
            string english = Blocks(page);

            Assert.Contains("receipt ", english, StringComparison.Ordinal);
            Assert.Equal(english, Blocks(page.Replace(".md", ".zh-CN.md", StringComparison.Ordinal)));
        }

        static string Blocks(string page) => string.Join('\n', File.ReadAllText(page).Split("```").Where((_, i) => i % 2 == 1));
    }

    private static IEnumerable<string> Pages() => Directory.GetFiles(Repository.PathOf("docs/templates"), "*.md").Order(StringComparer.Ordinal);
}
