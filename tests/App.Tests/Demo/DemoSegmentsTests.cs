using Tessera.App.Demo;
using Tessera.App.Night;
using Tessera.App.Setup;
using Tessera.Core;

namespace Tessera.App.Tests.Demo;

/// <summary>The segments that a demo brings: somebody is in each of them after the first night, never everybody, and removing the demo takes them away.</summary>
public sealed class DemoSegmentsTests
{
    private static readonly DateOnly EndsOn = new(2025, 11, 21);

    [Fact]
    public void Every_template_with_a_demo_brings_segments() =>
        Assert.All(DemoTemplate.BuiltInNames, name => Assert.InRange(DemoTemplate.BuiltIn(name)!.Recipe.Segments.Count, 3, 6));

    [Theory]
    [InlineData("fashion")]
    [InlineData("mall")]
    [InlineData("retail4")]
    [InlineData("salon")]
    [InlineData("tea-chain")]
    public async Task The_first_night_fills_them_and_removing_the_demo_takes_them(string name)
    {
        using var site = new TestSite(EndsOn.AddDays(1));
        var template = DemoTemplate.BuiltIn(name)!;
        await DemoPlayer.Fill(site.Site, template, null, EndsOn);
        await RunDay.Run(site.Site);

        var found = site.Site.Read(r => template.Recipe.Segments.Select(s => (s.Id, Count: r.Db.Segments.Members(s.Id, null, 1_000).Count, r.Db.Segments.Find(s.Id)!.EvaluatedAt)).ToList());
        Assert.True(found.TrueForAll(s => s.EvaluatedAt is not null && s.Count > 0 && s.Count < template.Recipe.Members / 2), string.Join(", ", found));

        var removed = await RemoveDemo.Run(site.Site, new Doing("person:owner", null));
        Assert.Equal(0, removed.Value!.Left);
        Assert.Empty(site.Site.Read(r => r.Db.Segments.All()));
    }
}
