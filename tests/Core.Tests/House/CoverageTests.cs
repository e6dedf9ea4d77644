namespace Tessera.Core.Tests.House;

public sealed class CoverageTests
{
    [Fact]
    public void Every_required_row_switch_promise_and_template_has_a_test()
    {
        var missing = Coverage().MissingOf(RequiredCoverage.Read()).ToList();
        Assert.True(missing.Count == 0, $"{missing.Count} required ids have no test: {string.Join(' ', missing)}");
    }

    [Fact]
    public void Every_mark_and_every_required_id_is_well_formed() =>
        Assert.Empty(Coverage().Entries.Select(entry => entry.Key)
            .Concat(RequiredCoverage.Read())
            .Where(id => !RequiredCoverage.IsWellFormed(id)).ToList());

    [Fact]
    public void A_required_id_without_a_test_is_found_missing()
    {
        var map = new CoverageMap();
        map.Add("D2", "ReviewTests.A_test");
        map.Add("switch:points.round=order", "SwitchTests.A_test");

        var missing = map.MissingOf(["D2", "D16", "switch:points.round=order", "switch:points.round=ceiling"]);

        Assert.Equal(["D16", "switch:points.round=ceiling"], missing);
    }

    [Fact]
    public void A_required_list_may_carry_comments_blank_lines_and_repeats() =>
        Assert.Equal(
            ["D16", "switch:points.round=order"],
            RequiredCoverage.Parse("# rows\nD16  # the fall\n\nswitch:points.round=order\r\nD16\n"));

    [Fact]
    [Covers("house:marks", "house:several-ids")]
    public void A_mark_on_a_test_is_read_back_from_the_compiled_assembly()
    {
        var map = new CoverageMap();
        map.AddAssembly(typeof(CoverageTests).Assembly.Location);

        Assert.Equal(1, map.CountOf("house:marks"));
        Assert.Equal(1, map.CountOf("house:several-ids"));
        Assert.Equal(0, map.CountOf("house:no-test"));
    }

    [Covers("house:no-test")]
    private static CoverageMap Coverage()
    {
        // tests/Core.Tests/bin/Release/net10.0 → the same place of every other test project
        string here = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        string own = Repository.PathOf("tests/Core.Tests");
        string output = Path.GetRelativePath(own, here);
        var map = new CoverageMap();
        foreach (string project in Directory.GetDirectories(Repository.PathOf("tests"), "*.Tests").Order(StringComparer.Ordinal))
        {
            string assembly = Path.Combine(project, output, Path.GetFileName(project) + ".dll");
            Assert.True(File.Exists(assembly), assembly + " is not built: run ./test, which builds all");
            map.AddAssembly(assembly);
        }

        return map;
    }
}
