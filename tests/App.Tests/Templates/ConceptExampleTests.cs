using System.Globalization;
using Tessera.App.Programs;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Scripts;

namespace Tessera.App.Tests.Templates;

/// <summary>The examples of docs/concepts are played; what stands behind the arrow must come out.</summary>
public sealed class ConceptExampleTests
{
    private const string Opens = "```member ";

    public static TheoryData<string, int> Examples()
    {
        var found = new TheoryData<string, int>();
        foreach (string file in Directory.GetFiles(Repository.PathOf("docs/concepts"), "*.md").Order(StringComparer.Ordinal))
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
    [MemberData(nameof(Examples))]
    public void An_example_comes_out_as_its_page_says(string page, int line)
    {
        string[] lines = File.ReadAllLines(Repository.PathOf("docs/concepts/" + page));
        var script = new MemberScript(Template(lines[line - 1][Opens.Length..]));
        foreach (string step in lines.Skip(line).TakeWhile(l => l != "```"))
        {
            string[] parts = step.Split('→', StringSplitOptions.TrimEntries);
            script.Play(parts[0]);
            Assert.Null(script.LastRefusal?.Reason.Code);
            Assert.All(parts[1].Split(',', StringSplitOptions.TrimEntries), said => Assert.Equal(said, Said(said.Split(' ')[0], script.State)));
        }
    }

    [Theory]
    [InlineData("programme-file.md")]
    [InlineData("programme-file.zh-CN.md")]
    public void The_programme_of_the_page_is_a_whole_one_and_its_difference_reads_as_said(string page)
    {
        string[] blocks = File.ReadAllText(Repository.PathOf("docs/concepts/" + page)).Split("```");
        Assert.Empty(ProgramFile.Load(blocks.First(b => b.StartsWith("yaml", StringComparison.Ordinal))[4..]).Findings);

        string[] diff = blocks.First(b => b.StartsWith("diff", StringComparison.Ordinal)).Trim().Split('\n');
        string before = File.ReadAllText(Repository.PathOf($"templates/{diff[0][5..]}/program.yaml"));
        Assert.Contains(diff[1][2..], before, StringComparison.Ordinal);
        var after = ProgramFile.Load(before.Replace(diff[1][2..], diff[2][2..], StringComparison.Ordinal)).Document!;
        var change = Assert.Single(ProgramDiff.Between(ProgramFile.Load(before).Document!, after));
        Assert.Equal([change.Sentence.En, change.Sentence.Zh], diff[3..]);
    }

    [Fact]
    public void Links_between_the_pages_lead_somewhere()
    {
        foreach (string page in Directory.GetFiles(Repository.PathOf("docs"), "*.md", SearchOption.AllDirectories))
        {
            var links = System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(page), @"\]\((?<to>[^):#]+)\)", System.Text.RegularExpressions.RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
            Assert.All(links.Select(l => Path.Combine(Path.GetDirectoryName(page)!, l.Groups["to"].Value)), to => Assert.True(File.Exists(to) || Directory.Exists(to), $"{page}: {to}"));
        }
    }

    [Fact]
    public void Both_languages_of_a_page_have_the_same_examples()
    {
        foreach (string page in Directory.GetFiles(Repository.PathOf("docs/concepts"), "*.zh-CN.md"))
        {
            Assert.Equal(Blocks(page.Replace(".zh-CN", "", StringComparison.Ordinal)), Blocks(page));
        }

        static string Blocks(string page) => string.Join('\n', File.ReadAllText(page).Split("```").Where((_, i) => i % 2 == 1));
    }

    private static string Said(string what, MemberState state) => what switch
    {
        "balance" => string.Create(CultureInfo.InvariantCulture, $"balance {state.Balance}"),
        "debt" => string.Create(CultureInfo.InvariantCulture, $"debt {state.DebtOutstanding}"),
        "sequence" => string.Create(CultureInfo.InvariantCulture, $"sequence {state.Sequence}"),
        "tier" => "tier " + state.InForce,
        "grace" => state.Tier!.Graces is [var grace] ? string.Create(CultureInfo.InvariantCulture, $"grace {grace.Through:yyyy-MM-dd}") : "grace none",
        _ => "nothing is called " + what,
    };

    private static ProgramHistory Template(string name)
    {
        var document = ProgramFile.Load(File.ReadAllText(Repository.PathOf($"templates/{name}/program.yaml"))).Document!;
        return new ProgramHistory([CompiledProgram.Compile(document, 1, default, ZoneTables.Calendar(document.Zone))]);
    }
}
