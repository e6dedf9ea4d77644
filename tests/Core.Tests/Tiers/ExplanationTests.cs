using Tessera.Core.Members;
using Tessera.Core.Tiers;
using Tessera.Scripts;

namespace Tessera.Core.Tests.Tiers;

/// <summary>Why this tier, what keeps it, what leads up (semantics §5 Explanation).</summary>
public sealed class ExplanationTests
{
    [Fact]
    [Covers("G1", "G2", "D19")]
    public void The_path_up_tells_the_gap_its_money_until_when_and_what_leaves_the_window()
    {
        var why = Explain("@spend", "2025-03-10 buy A 700.00", "2026-02-01");

        // (1 Feb 2025, 1 Feb 2026] holds 700.00 of 2000.00; 10 March 2025 leaves 12 months on 10 March 2026.
        var gold = why.Above.Single();
        Assert.Equal("gold", gold.Tier.Id);
        var way = gold.Ways.Single();
        Assert.Equal((130_000L, new DateOnly(2026, 3, 9)), (way.MoneyMinor, way.By));
        var leaf = way.Missing.Single();
        Assert.Equal((70_000L, 200_000L, 130_000L, new DateOnly(2025, 2, 2), new DateOnly(2026, 2, 1)), (leaf.Value, leaf.Threshold, leaf.Gap, leaf.From, leaf.Through));
        var leaving = gold.Leaving.Single();
        Assert.Equal((new DateOnly(2026, 3, 10), 70_000L, 200_000L), (leaving.On, leaving.Amount, leaving.Leaf.Gap));
    }

    [Theory]
    [InlineData("set growth=2", "2026-01-05 buy A 10.00", 4_000)] // 20 of 100; 80 ÷ 2 a yuan = 40.00
    [InlineData("set growth=1 share=30/cap", "2026-01-05 act share; 2026-01-06 act share; 2026-01-07 act share; 2026-01-08 act share", 7_000)] // 70 + min(40, 30) = 100
    [InlineData("set growth=1 share=30/weight", "2026-01-05 act share; 2026-01-06 act share; 2026-01-07 act share; 2026-01-08 act share", 12_600)] // 0.7 x 126 + 0.3 x 40 = 100.2; 125 gives 99.5
    [Covers("G2", "T8")]
    public void Growth_is_told_as_money_by_the_spend_rate(string growth, string steps, long minor)
    {
        var why = Explain("silver enter=growth:life>=100; " + growth, steps, "2026-01-10");

        Assert.Equal(minor, why.Above.Single().Ways.Single().MoneyMinor);
    }

    [Fact]
    [Covers("G1", "C8")]
    public void Ways_up_are_ranked_by_effort()
    {
        var why = Explain(
            "gold enter=spend:life>=5000|spend:12m>=3000|referrals:life>=3",
            "2024-02-01 buy A 2500.00; 2025-12-01 buy B 1500.00; 2025-12-02 refer r1", "2026-01-10");

        // lifetime 4000 of 5000: 20 % missing; year 1500 of 3000: 50 %; referrals 1 of 3: 66 %.
        var ways = why.Above.Single().Ways;
        Assert.Equal([(2_000L, (long?)100_000L), (5_000L, 150_000L), (6_666L, null)], ways.Select(w => (w.Effort, w.MoneyMinor)));
        // 1 December 2025 leaves 12 months on 1 December 2026.
        Assert.Equal([null, new DateOnly(2026, 11, 30), null], ways.Select(w => w.By));
    }

    [Fact]
    [Covers("C7")]
    public void What_belongs_together_is_one_way()
    {
        var why = Explain("silver enter=spend:year>=600&orders:year>=3", "2026-01-05 buy A 500.00", "2026-01-10");

        // 100.00 more and 2 orders more, both by the end of the year; money alone does not do it.
        var way = why.Above.Single().Ways.Single();
        Assert.Equal([10_000L, 2L], way.Missing.Select(l => l.Gap));
        Assert.Equal((null, new DateOnly(2026, 12, 31)), (way.MoneyMinor, way.By));
    }

    [Fact]
    [Covers("D19", "D14")]
    public void What_keeps_the_tier_tells_the_gap_and_when_it_grows()
    {
        var why = Explain(
            "silver enter=spend:12m>=400; review year settle yearly=01-01 window=12m grace=1m keep:silver=spend>=500",
            "2024-12-06 buy A 300.00; 2025-05-01 buy B 122.00", "2025-11-20");

        // 422 of 500 now; 6 December 2024 leaves on 6 December 2025: 122, the gap grows to 378.
        var review = why.Reviews.Single();
        Assert.Equal((new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 4)), (review.On, review.TakesEffectOn));
        Assert.Equal(7_800, review.Now.Missing!.Gap);
        Assert.Equal(37_800, review.Then.Missing!.Gap);
        var leaving = review.Leaving.Single();
        Assert.Equal((new DateOnly(2025, 12, 6), 37_800L), (leaving.On, leaving.Leaf.Gap));
        Assert.Equal(ReviewEnding.Grace, review.Ending);
    }

    [Fact]
    [Covers("D19")]
    public void If_nothing_changes_it_tells_the_warning_the_grace_and_the_fall()
    {
        var why = Explain("@year", "2024-12-20 buy A 2000.00", "2025-12-15");

        Assert.Equal(
            [("tier.warning", "2026-01-04", "gold"), ("tier.graceOpened", "2026-01-04", "gold"), ("tier.graceMissed", "2026-02-01", "silver"), ("tier.fell", "2026-02-01", "silver")],
            why.IfNothingChanges.Select(s => (s.Reason.Code, $"{s.On:yyyy-MM-dd}", s.Earned)));
    }

    [Fact]
    [Covers("D19")]
    public void An_open_grace_tells_what_is_missing_and_until_when()
    {
        var why = Explain("@year", "2024-12-20 buy A 2000.00; 2025-05-01 buy B 1000.00; 2026-01-10 buy C 100.00", "2026-01-10");

        // 1000 + 100 of 1500 with the start fixed on 1 January 2025.
        var grace = why.Graces.Single();
        Assert.Equal((40_000L, "silver", new DateOnly(2026, 2, 1)), (grace.Keep!.Missing!.Gap, grace.FallsTo, grace.FallsOn));
    }

    [Fact]
    [Covers("D19")]
    public void At_base_with_nothing_ahead_nothing_is_foretold()
    {
        var why = Explain("@year", "2025-05-01 buy A 10.00", "2025-12-15");

        Assert.Empty(why.Reviews);
        Assert.Empty(why.IfNothingChanges);
        Assert.Equal(["silver", "gold"], why.Above.Select(p => p.Tier.Id));
    }

    [Theory]
    [InlineData("@year", "2024-12-20 buy A 2000.00", "2025-06-01")]
    [InlineData("@year; review year grace=0d", "2024-12-20 buy A 2000.00", "2025-06-01")]
    [InlineData("@month", "2025-12-10 buy A 2000.00", "2026-02-15")]
    [InlineData("@spend; gold valid=30 validKeep=spend:30d>=100 validGrace=1m", "2026-01-05 buy A 2000.00", "2026-01-06")]
    [InlineData("@spend; review q settle quarterly window=3m grace=0d keep:gold=spend>=500 keep:silver=spend>=170", "2025-01-15 buy A 2000.00", "2025-05-01")]
    [Covers("D19")]
    public void What_is_foretold_is_what_then_happens(string ladder, string steps, string on)
    {
        var told = Explain(ladder, steps, on).IfNothingChanges[^1];

        var script = Played(ladder, steps).Play($"{told.On:yyyy-MM-dd} night");
        var fall = script.Items.SelectMany(i => i.Effects).OfType<TierChanged>().Last();
        Assert.Equal((told.On, told.Earned, TierCause.Fall), (fall.On, script.State.Tier!.Earned, fall.Cause));
    }

    [Fact]
    public void Explaining_changes_nothing()
    {
        var script = Played("@year", "2024-12-20 buy A 2000.00");
        var (tier, rows, items) = (script.State.Tier, script.State.Rows.Count, script.State.Sequence);

        Explain(script, "2025-12-15");

        Assert.Same(tier, script.State.Tier);
        Assert.Equal((rows, items), (script.State.Rows.Count, script.State.Sequence));
    }

    [Fact]
    [Covers("D19", "B17", "P20")]
    public void A_past_change_keeps_the_facts_the_version_and_the_numbers()
    {
        var script = Played("@spend", "2026-01-05 buy A 500.00; 2026-01-06 buy B 100.00");
        var change = script.Items.SelectMany(i => i.Effects).OfType<TierChanged>().Last();

        Assert.Equal(("base", "silver", "base", "silver"), (change.EarnedFrom, change.EarnedTo, change.InForceFrom, change.InForceTo));
        Assert.Equal((script.Items[^1].Sequence, 1, TierCause.Upgrade), (change.CauseSequence, change.Version, change.Cause));
        var reason = change.Reasons.Single();
        Assert.Equal("condition.met", reason.Code);
        Assert.Equal((60_000L, 60_000L), (Number(reason, "value"), Number(reason, "threshold")));
    }

    [Fact]
    [Covers("C12", "G3")]
    public void After_each_cup_the_message_tells_how_many_are_missing()
    {
        var script = Played(
            "silver enter=orders:life>=5", "2026-01-01 buy A 18.00; 2026-01-02 buy B 18.00; 2026-01-03 buy C 18.00; 2026-01-04 buy D 18.00; 2026-01-05 buy E 18.00");

        var told = script.Items.SelectMany(i => i.Effects).OfType<Notice>().Where(n => n.Topic == "purchase.earned").Select(n => n.Reason.Parts.FirstOrDefault(p => p.Name == "gap").Number);
        Assert.Equal([4L, 3, 2, 1, 0], told);
    }

    [Fact]
    [Covers("C1")]
    public void A_refund_is_shown_with_both_dates()
    {
        var script = Played("@spend", "2026-01-20 buy A 500.00; 2026-02-10 refund A 100.00");
        var frame = Frames.Enter(script.State, script.Programs.Ladders.All[0], new DateOnly(2026, 2, 28), isHistory: false);

        // A calendar month counts the refund of 10 February on its own date, 12 months on the purchase's.
        var month = MetricReader.Rows(frame, new Window(WindowKind.Month), Column.Spend).Single();
        Assert.Equal((new DateOnly(2026, 2, 10), new DateOnly(2026, 1, 20), new DateOnly(2026, 2, 10), -10_000L), (month.Day, month.PurchaseDay, month.CountedOn, month.Amount));
        var year = MetricReader.Rows(frame, new Window(WindowKind.RollingMonths, 12), Column.Spend);
        Assert.Equal([new DateOnly(2026, 1, 20), new DateOnly(2026, 1, 20)], year.Select(r => r.CountedOn));
    }

    private static long Number(Reason reason, string part) => reason.Parts.Single(p => p.Name == part).Number;

    private static MemberScript Played(string ladder, string steps) => new MemberScript(LadderText.Programs(ladder)).Play("2023-12-31 join; " + steps);

    private static TierExplanation Explain(string ladder, string steps, string on) => Explain(Played(ladder, steps).Play($"{on} 23:59 night"), on);

    private static TierExplanation Explain(MemberScript script, string on) =>
        TierExplanation.Explain(script.State, script.Programs.Ladders, new TierQuestion(LadderText.Day(on), LadderText.Shanghai))!;
}
