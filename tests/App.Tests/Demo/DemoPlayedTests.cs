using System.Collections.Concurrent;
using Tessera.App.Demo;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Redemption;

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
        var core = Play(template, EndDates[0]);

        Assert.Empty(core.Refused.Select(r => $"{r.Code}: {r.Step}"));
        Assert.Equal(tiers.Split(' ').Order(), core.States.Select(s => s.InForce).Distinct().Order());
    }

    // What a merchant who opens the demo must see alive, whatever the end date.
    [Theory]
    [Covers("P7", "P39", "E9", "E10", "F4", "template:tea-chain", "template:salon", "template:mall", "template:fashion")]
    [InlineData("tea-chain")]
    [InlineData("salon")]
    [InlineData("mall")]
    [InlineData("fashion")]
    public void Coupons_rewards_draws_stored_value_and_benefits_are_used_in_a_demo(string template)
    {
        foreach (var ends in EndDates)
        {
            var core = template == "tea-chain" ? Played(ends) : Play(template, ends);
            var effects = core.Items.SelectMany(i => i.Item.Effects).ToList();
            var coupons = effects.OfType<CouponEntry>().Select(c => c.After.Status).ToList();
            Assert.True(coupons.Count(c => c == CouponStatus.Used) >= 10, $"{coupons.Count(c => c == CouponStatus.Used)} coupons used");
            Assert.Contains(CouponStatus.Expired, coupons);
            var redemptions = effects.OfType<RedemptionMoved>().ToList();
            Assert.True(redemptions.Count(r => r.Stage == RedemptionStage.Fulfilled) >= 5, $"{redemptions.Count(r => r.Stage == RedemptionStage.Fulfilled)} redemptions fetched");
            var draws = effects.OfType<DrawMade>().ToList();
            Assert.True(draws.Count >= 10 && draws.Exists(d => d.Given is not null), $"{draws.Count} entries");
            Assert.Contains(core.Items, i => i.Item.Fact is BenefitUsed);
            Assert.Contains(core.States, s => s.HasWallet && s.Wallet.Lots.Count > 0);
        }
    }

    private static DemoInCore Played(DateOnly ends) => Years.GetOrAdd(ends, day => new Lazy<DemoInCore>(() => Play(day))).Value;

    private static DemoInCore Play(DateOnly ends) => Play("tea-chain", ends);

    private static DemoInCore Play(string template, DateOnly ends)
    {
        var recipe = DemoRecipeFile.Read(File.ReadAllText(Repository.PathOf($"templates/{template}/demo.yaml")));
        var core = new DemoInCore(template);
        return core.Play(DemoGenerator.Steps(recipe, recipe.Seed, ends, core.Calendar));
    }
}
