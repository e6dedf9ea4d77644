using Tessera.Core.Tiers;
using Tessera.Scripts;

namespace Tessera.Core.Tests.Tiers;

/// <summary>Cut-offs of share and seat reviews (semantics §5).</summary>
public sealed class CutOffTests
{
    private static readonly DateOnly Early = new(2025, 3, 1);
    private static readonly DateOnly Late = new(2025, 9, 1);

    [Theory]
    [InlineData(1_000, 28, 3)] // ⌈2.8⌉
    [InlineData(1_000, 30, 3)] // ⌈3.0⌉
    [InlineData(1_000, 31, 4)] // ⌈3.1⌉
    [InlineData(500, 10, 1)] // ⌈0.5⌉
    [InlineData(10_000, 7, 7)]
    [Covers("T6", "C15")]
    public void A_share_takes_the_members_up_to_its_rank_rounded_up(int share, int population, int inside)
    {
        var entries = Enumerable.Range(1, population).Select(i => new RankEntry($"m{i:00}", i * 100, Early)).ToList();

        var cutOff = CutOffs.Compute(entries, Of(share, 0));

        // Values 100 … n × 100: the k-th best has (n − k + 1) × 100.
        Assert.Equal((population, inside, (population - inside + 1) * 100L), (cutOff.Population, cutOff.Seats, cutOff.Value));
        Assert.Equal($"m{population:00}", cutOff.Inside[0]);
    }

    [Fact]
    [Covers("T6")]
    public void Ties_with_the_last_of_a_share_enter_too()
    {
        // 10 % of 10 is rank 1; two members share its value.
        var entries = Enumerable.Range(1, 10).Select(i => new RankEntry($"m{i:00}", i <= 2 ? 900 : 100, i == 1 ? Late : Early)).ToList();

        Assert.Equal(["m02", "m01"], CutOffs.Compute(entries, Of(1_000, 0)).Inside);
    }

    [Fact]
    public void A_seat_goes_to_who_reached_the_value_first_then_to_the_lower_id()
    {
        RankEntry[] entries = [new("c", 900, Late), new("b", 900, Early), new("a", 900, Early), new("d", 1_000, Late)];

        Assert.Equal(["d", "a"], CutOffs.Compute(entries, Of(0, 2)).Inside);
        Assert.Equal(["d", "a", "b"], CutOffs.Compute(entries, Of(0, 3)).Inside);
    }

    [Fact]
    public void Seats_cap_a_share()
    {
        RankEntry[] entries = [new("a", 4, Early), new("b", 3, Early), new("c", 2, Early), new("d", 1, Early)];

        // 50 % of 4 is 2; one seat is left.
        Assert.Equal(["a"], CutOffs.Compute(entries, Of(5_000, 1)).Inside);
    }

    [Fact]
    public void Nobody_ranked_is_nobody_inside()
    {
        var cutOff = CutOffs.Compute([], Of(1_000, 0));

        Assert.Equal((0, 0L, 0), (cutOff.Population, cutOff.Value, cutOff.Seats));
    }

    [Fact]
    [Covers("switch:tiers.*.ranking.population=purchasers")]
    public void Without_a_purchase_in_the_window_nobody_is_ranked_among_purchasers()
    {
        Assert.Null(EntryOf("2024-05-01 buy A 900.00", RankPopulation.Purchasers));
        Assert.Equal(90_000, EntryOf("2025-05-01 buy A 900.00", RankPopulation.Purchasers)!.Value);
        Assert.Null(EntryOf("2025-05-01 buy A 900.00; 2025-05-02 refund A all", RankPopulation.Purchasers));
    }

    [Fact]
    [Covers("switch:tiers.*.ranking.population=allActive")]
    public void All_active_members_are_ranked_with_nothing_too()
    {
        Assert.Equal(0, EntryOf("2024-05-01 buy A 900.00", RankPopulation.AllActive)!.Value);
        Assert.Null(EntryOf("2025-05-01 buy A 900.00; 2025-06-01 close", RankPopulation.AllActive));
    }

    [Fact]
    public void The_value_is_reached_on_the_day_from_which_it_stood()
    {
        // 500 on 1 March; 800 on 1 April; 500 again after the part refund of B counts on 1 April: reached with 1 March's 500? 500 + 300 − 300 = 500 from 1 March.
        Assert.Equal(new DateOnly(2025, 3, 1), EntryOf("2025-03-01 buy A 500.00; 2025-04-01 buy B 300.00; 2025-05-01 refund B all", RankPopulation.Purchasers)!.ReachedOn);
        Assert.Equal(new DateOnly(2025, 4, 1), EntryOf("2025-03-01 buy A 500.00; 2025-04-01 buy B 300.00", RankPopulation.Purchasers)!.ReachedOn);
    }

    private static Ranking Of(int share, int seats) => new(share, seats, new MetricReading(Metric.Spend, null), RankPopulation.Purchasers);

    private static RankEntry? EntryOf(string steps, RankPopulation population)
    {
        var script = new MemberScript(LadderText.Programs("@spend; top mode=review share=1000; review year settle yearly=01-01 window=12m")).Play("2023-12-31 join; " + steps);
        var terms = script.Programs.Ladders.All[0].Terms;
        var tiers = terms.Ladder.Tiers.Select(t => t.Ranking is { } r ? t with { Ranking = r with { Population = population } } : t).ToList();
        var ladder = CompiledLadder.Compile(terms with { Ladder = terms.Ladder with { Tiers = tiers } });
        return CutOffs.EntryOf(script.State, ladder, "top", "year", new DateOnly(2026, 1, 1));
    }
}
