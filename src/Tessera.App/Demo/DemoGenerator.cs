using Tessera.Core;

namespace Tessera.App.Demo;

/// <summary>
/// Makes the history of a demo from (recipe, seed, end date): the same steps, byte for byte, on any machine. Reads no clock and knows no rule of
/// the programme; what the facts lead to is decided by the engine when they are played.
/// </summary>
public static class DemoGenerator
{
    /// <summary>The steps in the order in which they are told.</summary>
    /// <param name="recipe">What to make.</param>
    /// <param name="seed">Seed of every choice.</param>
    /// <param name="endsOn">Last local date of the history.</param>
    /// <param name="calendar">Local days of the programme.</param>
    public static IReadOnlyList<DemoStep> Steps(DemoRecipe recipe, ulong seed, DateOnly endsOn, BusinessCalendar calendar)
    {
        var span = new DemoSpan(endsOn, recipe.Months, calendar);
        var chance = new SeededSequence(seed);
        var shop = new DemoShop(recipe, span, chance);
        var cast = new DemoCast(recipe, span, chance.Part("cast")).Assemble();
        var steps = new List<DemoStep>();
        foreach (var member in cast) steps.AddRange(new DemoLife(recipe, span, shop, member, chance).Write());
        steps.AddRange(new DemoCrowd(recipe, span, shop, cast, chance.Part("crowd")).Write());

        // A stable order: steps of the same instant stay as they were written.
        return [.. steps.OrderBy(s => s.RecordedAt.Micros)];
    }
}
