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

    [Theory]
    [MemberData(nameof(Ends))]
    public void All_four_tiers_are_held_and_most_members_stand_low(DateOnly ends)
    {
        var held = Played(ends).States.GroupBy(s => s.InForce).ToDictionary(g => g.Key, g => g.Count());

        Assert.Equal(["gold", "ordinary", "platinum", "silver"], held.Keys.Order());
        Assert.InRange(held["platinum"], 6, 30);
        Assert.InRange(held["gold"], held["platinum"], held["silver"]);
        Assert.InRange(held["silver"], held["gold"], held["ordinary"]);
    }

    [Theory]
    [MemberData(nameof(Ends))]
    [Covers("template:tea-chain")]
    public void Every_turn_of_the_ladder_is_seen(DateOnly ends)
    {
        var effects = Played(ends).Items.SelectMany(i => i.Item.Effects).ToList();
        var changes = effects.OfType<TierChanged>().ToList();

        TierCause[] causes = [TierCause.Opening, TierCause.Upgrade, TierCause.Fall, TierCause.Reversal, TierCause.Manual, TierCause.OverlayBegan, TierCause.OverlayEnded];
        Assert.Empty(causes.Except(changes.Select(c => c.Cause)));
        Assert.Contains(changes, c => c is { Cause: TierCause.Fall, Review: "january" });
        Assert.Contains(changes, c => c is { Cause: TierCause.Fall, Review: "monthly" });
        string[] notes = ["warned", "grace.opened", "grace.closed", "fall.suppressed", "pack.done", "review.passed", "review.failed"];
        Assert.Empty(notes.Except(effects.OfType<TierNoted>().Select(n => n.Change)));
        Assert.Contains(effects, e => e is TierNoted { After.LockThrough: not null });
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Somebody_falls_and_climbs_again(DateOnly ends)
    {
        var changes = Played(ends).Items.SelectMany(i => i.Item.Effects.OfType<TierChanged>().Select(c => (i.Who, c.Cause))).GroupBy(c => c.Who);

        Assert.Contains(changes, g => g.SkipWhile(c => c.Cause != TierCause.Fall).Any(c => c.Cause == TierCause.Upgrade));
    }

    [Theory]
    [Covers("template:salon", "template:retail4", "template:mall", "template:fashion")]
    [InlineData("salon", "ordinary silver gold")]
    [InlineData("retail4", "ordinary silver gold diamond")]
    [InlineData("mall", "ordinary silver gold diamond")]
    [InlineData("fashion", "member silver gold black")]
    public void The_smaller_demos_play_without_a_refusal_and_fill_every_tier(string template, string tiers)
    {
        var demo = DemoTemplate.BuiltIn(template)!;
        var core = new DemoInCore(template);
        core.Play(DemoGenerator.Steps(demo.Recipe, demo.Recipe.Seed, EndDates[0], core.Calendar));

        Assert.Empty(core.Refused.Select(r => $"{r.Code}: {r.Step}"));
        Assert.Equal(tiers.Split(' ').Order(), core.States.Select(s => s.InForce).Distinct().Order());
    }

    private static DemoInCore Played(DateOnly ends) => Years.GetOrAdd(ends, day => new Lazy<DemoInCore>(() => Play(day))).Value;

    private static DemoInCore Play(DateOnly ends)
    {
        var recipe = DemoRecipeFile.Read(File.ReadAllText(Repository.PathOf("templates/tea-chain/demo.yaml")));
        var core = new DemoInCore("tea-chain");
        return core.Play(DemoGenerator.Steps(recipe, recipe.Seed, ends, core.Calendar));
    }
}
