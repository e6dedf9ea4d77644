namespace Tessera.Core.Tests;

public sealed class SeededSequenceTests
{
    [Fact]
    public void The_numbers_are_those_published_for_SplitMix64()
    {
        // The reference output for seed 1234567, as published with the algorithm's test vectors.
        var sequence = new SeededSequence(1_234_567);
        ulong[] published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821];

        Assert.Equal(published, Enumerable.Range(0, 5).Select(_ => sequence.Next()));
        Assert.Equal(published[3], sequence.At(3));
    }

    [Fact]
    public void The_nth_number_does_not_depend_on_what_was_drawn_before()
    {
        var drawn = new SeededSequence(7);
        for (var i = 0; i < 100; i++) drawn.Below(3);

        Assert.Equal(new SeededSequence(7).At(41), drawn.At(41));
    }

    [Fact]
    public void A_named_part_is_the_same_whatever_the_other_parts_drew()
    {
        var one = new SeededSequence(7);
        var other = new SeededSequence(7);
        other.Next();
        other.Part("visits").Next();

        Assert.Equal(one.Part("names").Next(), other.Part("names").Next());
        Assert.NotEqual(one.Part("names").Next(), one.Part("visits").Next());
        Assert.NotEqual(one.Part("a").Part("b").Next(), one.Part("b").Part("a").Next());
        Assert.Equal(7UL, one.Part("names").Seed);
    }

    [Fact]
    public void Numbers_below_a_bound_are_about_equally_frequent()
    {
        // 60,000 draws of 6: 10,000 each, standard deviation √(60000 · 1/6 · 5/6) = 91; five of them are 456.
        var sequence = new SeededSequence(1);
        var seen = new int[6];
        for (var i = 0; i < 60_000; i++) seen[sequence.Below(6)]++;

        Assert.All(seen, count => Assert.InRange(count, 9_544, 10_456));
    }

    [Fact]
    public void A_place_without_weight_is_never_drawn()
    {
        // 40,000 draws of weights 1 : 3: 10,000 and 30,000, standard deviation √(40000 · 1/4 · 3/4) = 87; five of them are 433.
        var sequence = new SeededSequence(2);
        var seen = new int[4];
        for (var i = 0; i < 40_000; i++) seen[sequence.Place([0, 1, 0, 3])]++;

        Assert.Equal(0, seen[0] + seen[2]);
        Assert.InRange(seen[1], 9_567, 10_433);
    }

    [Fact]
    public void A_range_has_both_of_its_ends()
    {
        var sequence = new SeededSequence(3);
        var seen = Enumerable.Range(0, 200).Select(_ => sequence.Between(-1, 2)).ToHashSet();

        Assert.Equal([-1, 0, 1, 2], seen.Order());
        Assert.Equal(5, sequence.Between(5, 5));
    }

    [Fact]
    public void A_chance_of_nothing_never_comes_and_a_certain_one_always()
    {
        var sequence = new SeededSequence(4);
        for (var i = 0; i < 100; i++)
        {
            Assert.False(sequence.Chance(0, 10));
            Assert.True(sequence.Chance(10, 10));
        }
    }

    [Fact]
    public void A_shuffle_keeps_every_item_once()
    {
        var items = Enumerable.Range(0, 50).ToList();
        new SeededSequence(5).Shuffle(items);

        Assert.NotEqual(Enumerable.Range(0, 50), items);
        Assert.Equal(Enumerable.Range(0, 50), items.Order());
    }
}
