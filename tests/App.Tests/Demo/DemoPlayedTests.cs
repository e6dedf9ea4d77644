using System.Collections.Concurrent;
using Tessera.App.Demo;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.App.Tests.Demo;

/// <summary>What the rules of the tea chain make of its demo, whatever the end date.</summary>
public sealed class DemoPlayedTests
{
    // An autumn day; and a day in January before the settlement of that year is carried out.
    private static readonly DateOnly[] EndDates = [new(2025, 11, 21), new(2026, 1, 2)];
    private static readonly ConcurrentDictionary<DateOnly, Lazy<DemoInCore>> Years = new();

    public static TheoryData<DateOnly> Ends() => [.. EndDates];

    [Theory]
    [MemberData(nameof(Ends))]
    public void Nothing_of_the_demo_is_refused(DateOnly ends) => Assert.Empty(Played(ends).Refused.Select(r => $"{r.Code}: {r.Step}"));

    [Theory]
    [MemberData(nameof(Ends))]
    public void Points_move_in_every_way_the_tea_chain_knows(DateOnly ends)
    {
        var entries = Played(ends).Items.SelectMany(i => i.Item.Effects).OfType<LedgerEntry>().ToList();

        EntryKind[] wanted =
        [
            EntryKind.Earn, EntryKind.Expire, EntryKind.ClawBack, EntryKind.Debit, EntryKind.Return, EntryKind.Gift, EntryKind.Adjust,
            EntryKind.MergeOut, EntryKind.MergeIn, EntryKind.Opening,
        ];
        Assert.Empty(wanted.Except(entries.Select(e => e.Kind)));
        Assert.Contains(entries, e => e.DebtMade > 0);
    }

    private static DemoInCore Played(DateOnly ends) => Years.GetOrAdd(ends, day => new Lazy<DemoInCore>(() => Play(day))).Value;

    private static DemoInCore Play(DateOnly ends)
    {
        var recipe = DemoRecipeFile.Read(File.ReadAllText(Repository.PathOf("templates/tea-chain/demo.yaml")));
        var core = new DemoInCore("tea-chain");
        return core.Play(DemoGenerator.Steps(recipe, recipe.Seed, ends, core.Calendar));
    }
}
