using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace Tessera.App.Demo;

/// <summary>A recipe that cannot be used, with everything that is wrong in it.</summary>
public sealed class BadDemoRecipe(IReadOnlyList<string> findings) : Exception(string.Join('\n', findings))
{
    /// <summary>What is wrong, one sentence each.</summary>
    public IReadOnlyList<string> Findings { get; } = findings;
}

/// <summary>Reads a recipe file. Unknown keys are errors with their line and column.</summary>
public static class DemoRecipeFile
{
    /// <summary>Name of the file in a template's folder.</summary>
    public const string Name = "demo.yaml";

    /// <summary>Reads and checks a recipe.</summary>
    /// <exception cref="BadDemoRecipe">It cannot be used.</exception>
    public static DemoRecipe Read(string yaml)
    {
        var recipe = Parse(yaml);
        var findings = Findings(recipe).ToList();
        return findings.Count == 0 ? recipe : throw new BadDemoRecipe(findings);
    }

    private static DemoRecipe Parse(string yaml)
    {
        var reader = new DeserializerBuilder().WithNamingConvention(CamelCaseNamingConvention.Instance).WithDuplicateKeyChecking().Build();
        try
        {
            return reader.Deserialize<DemoRecipe>(yaml) ?? throw new BadDemoRecipe(["the recipe is empty"]);
        }
        catch (YamlException problem)
        {
            throw new BadDemoRecipe([$"line {problem.Start.Line}, column {problem.Start.Column}: {(problem.InnerException ?? problem).Message}"]);
        }
    }

    private static IEnumerable<string> Findings(DemoRecipe recipe)
    {
        if (recipe.Months is < 1 or > 60) yield return "months: 1 to 60";
        if (recipe.Members is < 1 or > 100_000) yield return "members: 1 to 100,000";
        if (recipe.Stories.Sum(s => s.Members) + recipe.Accidents.Merges > recipe.Members) yield return "members: fewer than the stories and merges need";
        if (recipe.Stores.Sum(s => s.Share) < 1) yield return "stores: at least one with a share";
        if (recipe.Channels.Sum(c => c.Share) < 1 || recipe.Channels.Sum(c => c.JoinShare) < 1) yield return "channels: at least one with a share and one with a joinShare";
        if (recipe.Kinds.Sum(k => k.Share) < 1) yield return "kinds: at least one with a share";
        if (!recipe.Products.Exists(p => p.InMonths.Count == 0 && p is { Price: > 0, Share: > 0 })) yield return "products: at least one with a price and a share that is sold in every month";
        if (recipe.Asks is not null && (recipe.Discounts.Count > 0 || recipe.Redemption.Costs.Count > 0)) yield return "asks: the programme prices, so leave out discounts and redemption.costs";
        if (recipe.Asks is not null && recipe.Plans.Count > 0) yield return "plans: asks.plans where the programme prices";
        foreach (var perk in recipe.Perks.Where(p => new[] { p.Claims, p.Shows, p.Redeems, p.Enters, p.Uses }.Count(id => id.Length > 0) != 1)) yield return $"perks, {perk}: one of claims, shows, redeems, enters, uses";
        if (recipe.Asks is { Plans.Count: > 0 } && recipe.Accidents.TopUpsRefunded > 0) yield return "accidents.topUpsRefunded: 0 where packages are sold";
        foreach (var finding in Rhythm(recipe.Rhythm)) yield return finding;
        foreach (var finding in recipe.Kinds.SelectMany(Kind)) yield return finding;
        foreach (var behaviour in recipe.Behaviours.Where(b => !IsRange(b.PerMonth))) yield return $"behaviours, {behaviour.Type}: perMonth wants two numbers";
        foreach (var segment in recipe.Segments.Where(s => s.Id.Length == 0 || s.Name.Length == 0 || s.Condition.Length == 0)) yield return $"segments, {segment.Id}: id, name and condition";
        foreach (var sku in recipe.Products.GroupBy(p => p.Sku, StringComparer.Ordinal).Where(g => g.Count() > 1)) yield return $"products: {sku.Key} stands twice";
    }

    private static IEnumerable<string> Rhythm(DemoRhythm rhythm)
    {
        if (rhythm.Hours.Count != 24 || rhythm.Hours.Sum() < 1) yield return "rhythm.hours: 24 weights";
        if (rhythm.WeekendHours.Count is not (0 or 24)) yield return "rhythm.weekendHours: 24 weights or none";
        if (rhythm.Weekdays.Count != 7 || rhythm.Weekdays.Sum() < 1) yield return "rhythm.weekdays: 7 weights";
        if (rhythm.Months.Count != 12 || rhythm.Months.Sum() < 1) yield return "rhythm.months: 12 weights";
    }

    private static IEnumerable<string> Kind(DemoKind kind)
    {
        if (!IsRange(kind.Visits) || !IsRange(kind.Lines) || !IsRange(kind.Units) || !IsRange(kind.OldSpend))
        {
            yield return $"kinds, {kind.Id}: visits, lines, units and oldSpend want two numbers, the lower first";
        }

        if (kind.Weekdays.Count is not (0 or 7)) yield return $"kinds, {kind.Id}: weekdays wants 7 weights or none";
        if (kind.SilentAfter.Count != 0 && !IsRange(kind.SilentAfter)) yield return $"kinds, {kind.Id}: silentAfter wants two numbers or none";
    }

    private static bool IsRange(List<int> range) => range.Count == 2 && range[0] <= range[1] && range[0] >= 0;
}
