using Tessera.App.Audits;
using Tessera.App.Demo;
using Tessera.App.Tests.Demo;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Pricing;

namespace Tessera.App.Tests.Templates;

/// <summary>Demos whose receipts the programme prices.</summary>
public sealed class PricedDemoTests
{
    private static readonly DateOnly EndsOn = new(2025, 11, 21);

    [Theory]
    [Covers("template:salon", "template:mall", "template:fashion")]
    [InlineData("salon")]
    [InlineData("mall")]
    [InlineData("fashion")]
    public async Task A_demo_fills_a_store_whose_books_and_rules_audit_clean(string template)
    {
        using var site = new TestSite(EndsOn.AddDays(1));
        var filled = await DemoPlayer.Fill(site.Site, DemoTemplate.BuiltIn(template)!, null, EndsOn);

        Assert.Equal((true, 0), (filled.Value!.IsDone, filled.Value.Refused));
        Assert.Empty(BooksCheck.Run(site.Site).Findings);
        Assert.Empty(RulesAudit.Run(site.Site).Differences);
    }

    [Theory]
    [Covers("template:mall", "template:fashion")]
    [InlineData("mall", "silver-retail gold-retail diamond-retail gold-group wednesday full popcorn points")]
    [InlineData("fashion", "basics silver-price gold-price black-price free-post thursday more-pieces scarf-39 full birthday-piece post-299 points")]
    public void Every_saving_of_the_template_is_seen_and_receipts_add_up(string template, string savings)
    {
        var orders = Play(template).SelectMany(i => i.Item.Purchase?.Priced is { } order ? [order] : Array.Empty<PricedOrder>()).ToList();

        Assert.True(orders.Count > 1500);
        Assert.Empty(savings.Split(' ').Except(orders.SelectMany(o => o.Deductions).Select(d => d.SavingId)));
        Assert.Contains(orders, o => o.StoredValueMinor > 0);
        Assert.All(orders, o => Assert.Equal(o.Lines.Sum(l => l.NetMinor), o.ToPayMinor + o.StoredValueMinor));
        Assert.All(orders, o => Assert.Equal(o.Lines.Sum(l => l.Line.ListMinor) - o.Deductions.Sum(d => d.Minor), o.Lines.Sum(l => l.NetMinor)));
        // What a merchant gives away in all stays between a twentieth and a fifth of the list prices.
        Assert.InRange(orders.Sum(o => o.Deductions.Sum(d => d.Minor)) * 100 / orders.Sum(o => o.Lines.Sum(l => l.Line.ListMinor)), 4, 20);
    }

    [Theory]
    [Covers("template:salon", "template:mall", "template:fashion")]
    [InlineData("salon")]
    [InlineData("mall")]
    [InlineData("fashion")]
    public void Two_playings_of_a_demo_end_in_the_same_figures(string template)
    {
        Assert.Equal(Figures(template), Figures(template));

        static List<string> Figures(string template) => [.. Play(template).Where(i => i.Item.Fact is Purchase or Refund).Select(i => $"{i.Who} {i.Item.Sequence} {i.Item.OccurredAt.Micros} {i.Item.Purchase?.NetMinor} {i.Item.Purchase?.Points}")];
    }

    private static IEnumerable<(string Who, RecordItem Item)> Play(string template)
    {
        var recipe = DemoTemplate.BuiltIn(template)!.Recipe;
        var core = new DemoInCore(template);
        return core.Play(DemoGenerator.Steps(recipe, recipe.Seed, EndsOn, core.Calendar)).Items;
    }
}
