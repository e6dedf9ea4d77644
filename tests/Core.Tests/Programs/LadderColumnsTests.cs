using Tessera.Core.Programs.Calibrations;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Programs;

/// <summary>Counting over columns is reading the conditions row by row, whether numbers lie in four bytes or in eight, and however the rows are parted.</summary>
[Covers("B7")]
public sealed class LadderColumnsTests
{
    private const int Members = (LadderColumns.Block * 2) + 77;
    private static readonly Window Year = new(WindowKind.RollingMonths, 12);
    private static readonly MetricReading Spend = new(Metric.Spend, Year);
    private static readonly MetricReading Orders = new(Metric.Orders, Year);
    private static readonly DateOnly[] Ends = [new(2026, 1, 31), new(2026, 2, 28)];

    private static Compare Least(MetricReading reading, long threshold) => new(reading, Comparison.AtLeast, threshold);

    private static Compare Most(MetricReading reading, long threshold) => new(reading, Comparison.AtMost, threshold);

    public static TheoryData<string> Ladders => ["thresholds", "any", "not", "atMost", "beyond"];

    private static (Condition Silver, Condition Gold) Enters(string kind) => kind switch
    {
        "thresholds" => (Least(Spend, 300), Least(Orders, 7)),
        "any" => (new AnyOf([Least(Spend, 700), Least(Orders, 8)]), new AllOf([Least(Spend, 500), Least(Orders, 5)])),
        "not" => (new Not(Least(Orders, 5)), new Not(new AnyOf([Least(Spend, 100), Least(Orders, 2)]))),
        "atMost" => (Most(Orders, 6), Most(Spend, 40)),
        _ => (Least(Spend, long.MaxValue - 1), Most(Orders, -1)),
    };

    [Theory]
    [MemberData(nameof(Ladders))]
    public void Counts_are_those_of_the_rows_one_by_one(string kind)
    {
        var (silver, gold) = Enters(kind);
        var ladder = new Ladder { Tiers = [Tier("base", null), Tier("silver", silver), Tier("gold", gold)] };

        foreach (var factor in new[] { 1L, 10_000_000_000L })
        {
            var columns = Filled(factor);
            var expected = Ends.Select((_, month) => Enumerable.Range(0, Members).Where(r => columns.IsPresent(month, r)).Select(r => columns.Holds(gold, month, r) ? 2 : columns.Holds(silver, month, r) ? 1 : 0).ToList())
                .Select(places => new[] { places.Count(p => p == 0), places.Count(p => p == 1), places.Count(p => p == 2) }.Select(n => (long)n).ToArray()).ToArray();

            Assert.Equal(expected, columns.Count(ladder, 0, Members));
            var parts = new[] { (0, 1_000), (1_000, LadderColumns.Block), (1_000 + LadderColumns.Block, Members - 1_000 - LadderColumns.Block) }.Select(p => columns.Count(ladder, p.Item1, p.Item2)).ToList();
            Assert.Equal(expected, expected.Select((month, m) => month.Select((_, t) => parts.Sum(p => p[m][t])).ToArray()));
        }
    }

    [Fact]
    public void A_number_comes_back_as_it_was_put_in_and_who_is_not_there_reaches_nothing()
    {
        var columns = Filled(1);
        var wide = Filled(10_000_000_000L);

        // row 10 is not there in the first month, row 11 has 11 × 37 mod 1,000 = 407
        Assert.Equal((long.MinValue, false), (columns.Value(Spend, 0, 10), columns.IsPresent(0, 10)));
        Assert.Equal((407L, 4_070_000_000_000L, true), (columns.Value(Spend, 0, 11), wide.Value(Spend, 0, 11), columns.IsPresent(0, 11)));
        Assert.True(columns.Holds(Least(Spend, 407), 0, 11));
        Assert.False(columns.Holds(Least(Spend, 408), 0, 11));
        Assert.False(columns.Holds(Least(Spend, -5), 0, 10));
    }

    // Every tenth member has not joined by the first month end.
    private static LadderColumns Filled(long factor)
    {
        var columns = new LadderColumns(Ends);
        for (var row = 0; row < Members; row++)
        {
            columns.AddMember("acc_" + row);
            for (var month = 0; month < Ends.Length; month++)
            {
                var isThere = month > 0 || row % 10 != 0;
                columns.ValuesOf(Spend).Add(month, isThere ? row * 37L % 1_000 * factor : long.MinValue);
                columns.ValuesOf(Orders).Add(month, isThere ? (row + month) % 10 : long.MinValue);
                columns.BuyersIn(Window.Lifetime).Add(month, isThere ? row % 3 : long.MinValue);
            }
        }

        return columns;
    }

    private static TierRule Tier(string id, Condition? enter) => new() { Id = id, Names = new(id, id), Enter = enter };
}
