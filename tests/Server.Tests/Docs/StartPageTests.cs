namespace Tessera.Server.Tests.Docs;

/// <summary>The pages for newcomers are run as they stand, and the Chinese page for integrators is the English one in other words.</summary>
public sealed class StartPageTests
{
    [Theory]
    [InlineData("docs/start.md")]
    [InlineData("docs/integrate.md")]
    [Covers("U1")]
    public async Task Every_block_of_the_page_runs(string page)
    {
        var (code, talk) = await RunPage.Run(page);

        Assert.True(code == 0, $"{page} ended with {code}\n{talk}");
    }

    [Theory]
    [InlineData("docs/start.md")]
    [InlineData("docs/integrate.md")]
    [InlineData("docs/integrate.zh-CN.md")]
    public void The_page_has_no_block_that_is_not_run(string page) =>
        Assert.All(File.ReadAllLines(Repository.PathOf(page)).Where(l => l.StartsWith("```", StringComparison.Ordinal) && l.Length > 3), l => Assert.Equal("```sh", l));

    /// <summary>So that the Chinese page need not be run a second time.</summary>
    [Fact]
    public void Both_pages_for_integrators_show_the_same_blocks() =>
        Assert.Equal(RunPage.Blocks(File.ReadAllLines(Repository.PathOf("docs/integrate.md"))), RunPage.Blocks(File.ReadAllLines(Repository.PathOf("docs/integrate.zh-CN.md"))));
}
