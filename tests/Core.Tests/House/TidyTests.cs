namespace Tessera.Core.Tests.House;

/// <summary>The style of CONTRIBUTING.md, held over the whole repository.</summary>
public sealed class TidyTests
{
    [Fact]
    public void No_method_is_longer_than_seventy_lines() => None(Tree.Sources.SelectMany(SizeRules.LongMethods));

    [Fact]
    public void The_median_method_of_a_project_is_shorter_than_twelve_lines() => None(SizeRules.LongMedian(Tree.Sources));

    [Fact]
    public void No_file_is_longer_than_six_hundred_lines() => None(Tree.Sources.SelectMany(SizeRules.LongFiles));

    [Fact]
    public void Nothing_takes_more_than_five_parameters() => None(Tree.Sources.SelectMany(SizeRules.ManyParameters));

    [Fact]
    public void No_type_has_a_name_that_says_nothing() => None(Tree.Sources.SelectMany(TypeRules.BannedNames));

    [Fact]
    public void Every_public_type_of_Core_says_what_it_is() =>
        None(TypeRules.SilentPublicTypes(Tree.Sources.Where(f => f.Project == "src/Tessera.Core")));

    [Fact]
    public void Every_class_is_sealed_abstract_or_static() => None(TypeRules.OpenClasses(Tree.Sources));

    [Fact]
    public void No_file_holds_only_an_empty_record() => None(Tree.ProductSources.SelectMany(TypeRules.FilesForNothing));

    [Fact]
    public void There_are_no_regions() => None(Tree.Sources.SelectMany(TypeRules.Regions));

    [Fact]
    public void Tests_are_named_as_sentences() => None(Tree.Sources.SelectMany(TypeRules.TestsThatAreNoSentences));

    [Fact]
    [Covers("R9", "R22")]
    public void Core_names_no_clock_no_chance_no_io_and_no_binary_fractions() => None(Tree.Sources.SelectMany(CoreRules.BannedNames));

    [Fact]
    public void Namespaces_follow_the_folders() => None(Tree.ProductSources.SelectMany(CoreRules.SpaceThatIsNotTheFolder));

    [Fact]
    public void Modules_of_Core_use_only_what_the_table_gives_them() => None(CoreRules.ForbiddenUses(Tree.Sources, CoreRules.Edges));

    [Fact]
    public void The_table_of_modules_has_no_circle() => None(CoreRules.Circles(CoreRules.Edges, CoreRules.OneLayer));

    [Fact]
    public void Projects_refer_one_way_and_versions_stand_in_one_file() =>
        None(Tree.Paths.Where(p => p.EndsWith(".csproj", StringComparison.Ordinal)).SelectMany(p => ProjectRules.Findings(p, Tree.Read(p)))
            .Concat(ProjectRules.LooseVersions("Directory.Packages.props", Tree.Read("Directory.Packages.props"))));

    [Fact]
    public void Nothing_is_left_unfinished() => None(Tree.Texts.SelectMany(t => TextRules.Unfinished(t.Path, t.Text)));

    [Fact]
    public void No_text_names_a_path_of_one_machine() => None(Tree.Texts.SelectMany(t => TextRules.MachinePaths(t.Path, t.Text)));

    [Fact]
    public void Lines_end_cleanly() => None(Tree.Texts.SelectMany(t => TextRules.Whitespace(t.Path, t.Text)));

    [Fact]
    public void Pages_of_the_docs_open_with_a_summary() => None(Tree.Texts.SelectMany(t => TextRules.DocsWithoutSummary(t.Path, t.Text)));

    [Fact]
    public void Large_module_folders_open_with_a_readme() => None(TextRules.FoldersWithoutReadme(Tree.Paths));

    private static void None(IEnumerable<string> findings)
    {
        var found = findings.ToList();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }
}
