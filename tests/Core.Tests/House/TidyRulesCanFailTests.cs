using System.Globalization;

namespace Tessera.Core.Tests.House;

/// <summary>Each rule of the house is shown a planted sample, and one that stays just inside.</summary>
public sealed class TidyRulesCanFailTests
{
    private static SourceFile In(string path, string text) => new(path, text);

    private static SourceFile Source(string text) => In("src/Tessera.Core/Points/Sample.cs", text);

    private static string MethodOf(int lines, string name = "M") =>
        $"int {name}()\n{{\n" + string.Concat(Enumerable.Repeat("F();\n", lines - 3)) + "}\n";

    private static string Class(string body) => "sealed class C\n{\n" + body + "}\n";

    [Fact]
    public void A_method_of_71_lines_is_found_and_one_of_70_is_not()
    {
        Assert.Single(SizeRules.LongMethods(Source(Class(MethodOf(71)))));
        Assert.Empty(SizeRules.LongMethods(Source(Class(MethodOf(70)))));
    }

    [Fact]
    public void Attributes_and_comments_above_a_method_do_not_count_as_its_lines() =>
        Assert.Empty(SizeRules.LongMethods(Source(Class("/// <summary>\n/// Says.\n/// </summary>\n[A]\n[B]\npublic " + MethodOf(70)))));

    [Fact]
    public void Long_local_functions_accessors_and_top_level_statements_are_found()
    {
        string body = string.Concat(Enumerable.Repeat("F();\n", 71));
        Assert.Single(SizeRules.LongMethods(Source(Class("int P\n{\nget\n{\n" + body + "}\n}\n"))));
        Assert.Single(SizeRules.LongMethods(Source(body)));
        Assert.Equal(2, SizeRules.LongMethods(Source(Class("int M()\n{\nvoid L()\n{\n" + body + "}\n}\n"))).Count());
    }

    [Fact]
    public void A_median_of_12_lines_is_found_and_one_of_11_is_not()
    {
        string few = MethodOf(3, "A") + MethodOf(4, "B");
        Assert.Single(SizeRules.LongMedian([Source(Class(few + MethodOf(12) + MethodOf(40, "D") + MethodOf(41, "E")))]));
        Assert.Empty(SizeRules.LongMedian([Source(Class(few + MethodOf(11) + MethodOf(40, "D") + MethodOf(41, "E")))]));
    }

    [Fact]
    public void A_file_of_601_lines_is_found_and_one_of_600_is_not()
    {
        Assert.Single(SizeRules.LongFiles(Source(new string('\n', 601))));
        Assert.Empty(SizeRules.LongFiles(Source(new string('\n', 600))));
    }

    [Theory]
    [InlineData("class C { void M(int a, int b, int c, int d, int e, int f) { } }", 1)]
    [InlineData("class C { C(int a, int b, int c, int d, int e, int f) { } }", 1)]
    [InlineData("class C(int a, int b, int c, int d, int e, int f);", 1)]
    [InlineData("delegate void D(int a, int b, int c, int d, int e, int f);", 1)]
    [InlineData("class C { void M(int a, int b, int c, int d, int e) { } }", 0)]
    [InlineData("record R(int a, int b, int c, int d, int e, int f);", 0)]
    [InlineData("record struct R(int a, int b, int c, int d, int e, int f);", 0)]
    [InlineData("class SaysAttribute(int a, int b, int c, int d, int e, int f);", 0)]
    [InlineData("class C { [Theory] void M(int a, int b, int c, int d, int e, int f) { } }", 0)]
    public void Six_parameters_are_found_where_they_are_no_list_of_fields(string code, int findings) =>
        Assert.Equal(findings, SizeRules.ManyParameters(Source(code)).Count());

    [Theory]
    [InlineData("class LotManager;", 1)]
    [InlineData("interface ILotService;", 1)]
    [InlineData("record MemberData;", 1)]
    [InlineData("enum InfoKind { A }", 1)]
    [InlineData("class C { class DateUtils; }", 1)]
    [InlineData("class Database; class Metadata; class Serviced; class Informed;", 0)]
    public void Empty_words_in_type_names_are_found_as_whole_words(string code, int findings) =>
        Assert.Equal(findings, TypeRules.BannedNames(Source(code)).Count());

    [Theory]
    [InlineData("public class C;", 1)]
    [InlineData("// says\npublic enum E { A }", 1)]
    [InlineData("public delegate void D();", 1)]
    [InlineData("/// <summary>Says.</summary>\npublic class C { public class N; }", 1)]
    [InlineData("/// <summary>Says.</summary>\n[A]\npublic class C;", 0)]
    [InlineData("/// <summary>Says.</summary>\npublic partial class C; public partial class C;", 0)]
    [InlineData("class C { public class N; }", 0)]
    public void A_public_type_without_a_docstring_is_found(string code, int findings) =>
        Assert.Equal(findings, TypeRules.SilentPublicTypes([Source(code)]).Count());

    [Theory]
    [InlineData("class C;", 1)]
    [InlineData("record R(int A);", 1)]
    [InlineData("sealed class C; static class S; abstract class A; record struct R; struct T;", 0)]
    [InlineData("record R(int A); sealed record S(int A) : R(A);", 0)]
    public void An_open_class_that_nothing_derives_from_is_found(string code, int findings) =>
        Assert.Equal(findings, TypeRules.OpenClasses([Source(code)]).Count());

    [Theory]
    [InlineData("namespace N; public sealed record R;", 1)]
    [InlineData("namespace N; public sealed record R();", 1)]
    [InlineData("namespace N; public sealed record R(int A);", 0)]
    [InlineData("namespace N; public sealed record R; public sealed record S;", 0)]
    [InlineData("namespace N; public enum E { A }", 0)]
    public void A_file_for_one_empty_record_is_found(string code, int findings) =>
        Assert.Equal(findings, TypeRules.FilesForNothing(Source(code)).Count());

    [Fact]
    public void A_region_is_found() =>
        Assert.Single(TypeRules.Regions(Source("#region here\nclass C;\n#endregion\n")));

    [Fact]
    public void A_test_whose_name_is_no_sentence_is_found() =>
        Assert.Single(TypeRules.TestsThatAreNoSentences(Source(
            "class C { [Fact] void RefundTest() { } [Theory] void A_refund_takes_points_back() { } void Setup() { } }")));

    [Theory]
    [InlineData("class C { double share; }", 1)]
    [InlineData("class C { object M() => (float)1; }", 1)]
    [InlineData("class C { DateTime at; }", 1)]
    [InlineData("class C { System.DateTimeOffset at; }", 1)]
    [InlineData("class C { List<Task> all; }", 1)]
    [InlineData("class C { Task<int> M() => null; }", 1)]
    [InlineData("class C { object M() => Random.Shared; }", 1)]
    [InlineData("class C { async void M() { } }", 1)]
    [InlineData("class C { DateOnly on; TimeOnly at; decimal share; object M(Kind k) => k.Task; }", 0)]
    public void Clocks_chance_and_binary_fractions_are_found_in_Core(string code, int findings) =>
        Assert.Equal(findings, CoreRules.BannedNames(Source(code)).Count());

    [Theory]
    [InlineData("DateTime.UtcNow")]
    [InlineData("System.DateTime.Now")]
    [InlineData("DateTimeOffset.UtcNow.Ticks")]
    [InlineData("TimeProvider.System.GetUtcNow()")]
    [InlineData("Stopwatch.GetTimestamp()")]
    [InlineData("Environment.TickCount64")]
    [InlineData("System.Environment.TickCount64")]
    [InlineData("global::System.Diagnostics.Stopwatch.GetTimestamp()")]
    [Covers("R9")]
    public void A_clock_read_inside_Core_is_found(string clock) =>
        Assert.NotEmpty(CoreRules.BannedNames(In("src/Tessera.Core/Points/Expiry.cs", $"class Expiry {{ object M() => {clock}; }}")));

    [Fact]
    public void Binary_fractions_are_left_to_the_statistics_and_everything_to_the_other_projects()
    {
        Assert.Empty(CoreRules.BannedNames(In("src/Tessera.Core/Analytics/Statistics/Mean.cs", "class C { double mean; }")));
        Assert.Single(CoreRules.BannedNames(In("src/Tessera.Core/Analytics/Statistics/Mean.cs", "class C { DateTime at; }")));
        Assert.Empty(CoreRules.BannedNames(In("src/Tessera.App/Clock.cs", "class C { DateTime at; }")));
    }

    [Theory]
    [InlineData("src/Tessera.Core/Points/A.cs", "Tessera.Core.Points", 0)]
    [InlineData("src/Tessera.Core/Points/Lots/A.cs", "Tessera.Core.Points.Lots", 0)]
    [InlineData("src/Tessera.Core/A.cs", "Tessera.Core", 0)]
    [InlineData("src/Tessera.Core/Points/A.cs", "Tessera.Core", 1)]
    [InlineData("src/Tessera.Core/A.cs", "Tessera.Core.Points", 1)]
    [InlineData("src/Tessera.App/Imports/A.cs", "Tessera.Core.Imports", 1)]
    public void A_namespace_that_is_not_its_folder_is_found(string path, string space, int findings) =>
        Assert.Equal(findings, CoreRules.SpaceThatIsNotTheFolder(In(path, $"namespace {space};\nclass C;\n")).Count());

    [Theory]
    [InlineData("Facts", "using Tessera.Core.Tiers; namespace Tessera.Core.Facts; class C;", 1)]
    [InlineData("Facts", "global using Tessera.Core.Tiers;", 1)]
    [InlineData("Facts", "using L = Tessera.Core.Tiers.Ladder;", 1)]
    [InlineData("Facts", "namespace Tessera.Core.Facts; class C { Tiers.Ladder l; }", 1)]
    [InlineData("Facts", "namespace Tessera.Core.Facts; class C { object M() => Tiers.Ladder.Base; }", 1)]
    [InlineData("Facts", "namespace Tessera.Core.Facts; class C { object M() => Tessera.Core.Tiers.Ladder.Base; }", 1)]
    [InlineData("Facts", "namespace Tessera.Core.Facts; class C { object M(P Tiers) => Tiers.Count; }", 0)]
    [InlineData("Programs", "using Tessera.Core.Tiers; namespace Tessera.Core.Programs; class C { Tiers.Ladder l; }", 0)]
    [InlineData("Oddities", "namespace Tessera.Core.Oddities; class C;", 1)]
    public void A_module_that_names_what_it_may_not_is_found(string module, string code, int findings)
    {
        var ladder = In("src/Tessera.Core/Tiers/Ladder.cs", "namespace Tessera.Core.Tiers; public class Ladder;");
        var user = In($"src/Tessera.Core/{module}/Sample.cs", code);

        Assert.Equal(findings, CoreRules.ForbiddenUses([ladder, user], CoreRules.Edges).Count());
    }

    [Fact]
    public void The_root_of_Core_may_use_no_module() =>
        Assert.Single(CoreRules.ForbiddenUses([In("src/Tessera.Core/Money.cs", "using Tessera.Core.Facts;")], CoreRules.Edges));

    [Fact]
    public void A_circle_in_the_table_of_modules_is_found_unless_it_lies_in_one_layer()
    {
        var table = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["A"] = [], ["B"] = ["A", "C"], ["C"] = ["B"], ["D"] = ["A"] };

        Assert.Equal(["a circle among B, C"], CoreRules.Circles(table, []));
        Assert.Empty(CoreRules.Circles(table, ["B", "C"]));
        Assert.Equal(["a circle among B, C"], CoreRules.Circles(table, ["A", "D"]));
    }

    [Theory]
    [InlineData("Tessera.Core", "<ProjectReference Include=\"../Tessera.Storage/Tessera.Storage.csproj\" />", 1)]
    [InlineData("Tessera.Storage", "<ProjectReference Include=\"..\\Tessera.App\\Tessera.App.csproj\" />", 1)]
    [InlineData("Tessera.App", "<ProjectReference Include=\"../Tessera.Storage/Tessera.Storage.csproj\" />", 0)]
    [InlineData("Tessera.Core", "<PackageReference Include=\"Dapper\" />", 1)]
    [InlineData("Tessera.Core", "<PackageReference Include=\"Meziantou.Analyzer\" PrivateAssets=\"all\" />", 0)]
    [InlineData("Tessera.App", "<PackageReference Include=\"Dapper\" Version=\"2.1.86\" />", 1)]
    public void A_project_that_refers_upwards_or_pins_its_own_version_is_found(string project, string item, int findings) =>
        Assert.Equal(findings, ProjectRules.Findings($"src/{project}/{project}.csproj", $"<Project><ItemGroup>{item}</ItemGroup></Project>").Count());

    [Theory]
    [InlineData("2.1.86", 0)]
    [InlineData("3.0.0-alpha", 0)]
    [InlineData("2.*", 1)]
    [InlineData("[2.1,3)", 1)]
    public void A_version_that_is_not_exact_is_found(string version, int findings) =>
        Assert.Equal(findings, ProjectRules.LooseVersions("p", $"<P><PackageVersion Include=\"A\" Version=\"{version}\" /></P>").Count());

    [Theory]
    [InlineData("// TO", "DO later", 1)]
    [InlineData("throw new NotImpl", "ementedException();", 1)]
    [InlineData("# FIX", "ME", 1)]
    [InlineData("a todo list", " of a member", 0)]
    public void Unfinished_work_is_found(string start, string end, int findings) =>
        Assert.Equal(findings, TextRules.Unfinished("a.cs", "one\n" + start + end + "\n").Count());

    [Theory]
    [InlineData("cd /ho", "me/anna/tessera", 1)]
    [InlineData("data: /wo", "rk/main", 1)]
    [InlineData("C:\\Us", "ers\\Anna", 1)]
    [InlineData("GET /v1/ho", "me/page", 0)]
    [InlineData("https://example.org/wo", "rk/x", 0)]
    public void A_path_of_one_machine_is_found(string start, string end, int findings) =>
        Assert.Equal(findings, TextRules.MachinePaths("a.md", start + end + "\n").Count());

    [Theory]
    [InlineData("a.cs", "a;\n", 0)]
    [InlineData("a.cs", "", 0)]
    [InlineData("a.cs", "a;", 1)]
    [InlineData("a.cs", "a;\n\n", 1)]
    [InlineData("a.cs", "a; \nb;\n", 1)]
    [InlineData("a.cs", "\ta;\n", 1)]
    [InlineData("a.cs", "a;\r\n", 1)]
    [InlineData("a.cs", "\uFEFFa;\n", 1)]
    [InlineData("a.md", "two blanks break a line  \nhere\n", 0)]
    public void Lines_that_end_badly_are_found(string path, string text, int findings) =>
        Assert.Equal(findings, TextRules.Whitespace(path, text).Count());

    [Theory]
    [InlineData("docs/a.md", "# A\n\nIt is a thing. It does that.\n", 0)]
    [InlineData("docs/a.md", "# 甲\n\n这是一件事。它做那件事。\n", 0)]
    [InlineData("docs/concepts/a.md", "# A\n\n- a list. Of things.\n", 1)]
    [InlineData("docs/a.md", "# A\n\nOnly one sentence 1.5 long.\n", 1)]
    [InlineData("docs/a.md", "It has no title. None at all.\n", 1)]
    [InlineData("README.md", "anything", 0)]
    public void A_page_without_a_summary_is_found(string path, string text, int findings) =>
        Assert.Equal(findings, TextRules.DocsWithoutSummary(path, text).Count());

    [Fact]
    public void A_folder_of_seven_files_without_a_readme_is_found_and_one_of_six_is_not()
    {
        string[] seven = [.. Enumerable.Range(1, 7).Select(i => string.Create(CultureInfo.InvariantCulture, $"src/Tessera.Core/Points/F{i}.cs"))];

        Assert.Single(TextRules.FoldersWithoutReadme(seven));
        Assert.Empty(TextRules.FoldersWithoutReadme(seven.Append("src/Tessera.Core/Points/README.md")));
        Assert.Empty(TextRules.FoldersWithoutReadme(seven.Take(6)));
    }
}
