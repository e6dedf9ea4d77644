using Tessera.App.Demo;

namespace Tessera.App.Tests.Demo;

public sealed class DemoRecipeFileTests
{
    [Fact]
    public void Every_recipe_of_a_template_can_be_read()
    {
        foreach (string file in Directory.GetFiles(Repository.PathOf("templates"), DemoRecipeFile.Name, SearchOption.AllDirectories))
        {
            Assert.NotEmpty(DemoRecipeFile.Read(File.ReadAllText(file)).Products);
        }
    }

    [Fact]
    public void The_binary_carries_the_templates_that_have_a_recipe()
    {
        string[] withRecipe = [.. Directory.GetFiles(Repository.PathOf("templates"), DemoRecipeFile.Name, SearchOption.AllDirectories).Select(f => Path.GetFileName(Path.GetDirectoryName(f)!)).Order(StringComparer.Ordinal)];

        Assert.Equal(withRecipe, DemoTemplate.BuiltInNames);
        Assert.All(withRecipe, name => Assert.Equal(DemoTemplate.Read(Repository.PathOf("templates/" + name))!.Program, DemoTemplate.BuiltIn(name)!.Program));
        Assert.Null(DemoTemplate.BuiltIn("nothing"));
    }

    [Fact]
    public void An_unknown_key_is_told_with_its_place()
    {
        var bad = Assert.Throws<BadDemoRecipe>(() => DemoRecipeFile.Read("members: 3\nmenbers: 4\n"));

        Assert.Contains("line 2, column 1", Assert.Single(bad.Findings), StringComparison.Ordinal);
        Assert.Contains("menbers", bad.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("members: 12", "members: 1", "members: fewer")]
    [InlineData("members: 12", "members: 12\nsegments: [{ id: asleep }]", "segments, asleep: id, name and condition")]
    [InlineData("months: 12", "months: 0", "months: 1 to 60")]
    [InlineData("visits: [4, 8], lines: [1, 2]", "visits: [8, 4], lines: [1, 2]", "kinds, often")]
    [InlineData("hours: [0, 0,", "hours: [0,", "rhythm.hours")]
    [InlineData("sku: cake", "sku: tea", "tea stands twice")]
    [InlineData("category: tea, price: 12.5", "category: tea, price: 0", "products: at least one")]
    public void A_recipe_that_cannot_be_made_says_why(string from, string to, string says)
    {
        Assert.Contains(from, DemoRecipes.KioskText, StringComparison.Ordinal);

        var bad = Assert.Throws<BadDemoRecipe>(() => DemoRecipeFile.Read(DemoRecipes.KioskText.Replace(from, to, StringComparison.Ordinal)));

        Assert.Contains(bad.Findings, f => f.Contains(says, StringComparison.Ordinal));
    }
}
