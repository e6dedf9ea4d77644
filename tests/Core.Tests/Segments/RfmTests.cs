using System.Globalization;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Segments;

/// <summary>Scores of recency, frequency and money (features I4, I10).</summary>
public sealed class RfmTests
{
    private static readonly DateOnly On = new(2026, 6, 30);
    private static readonly RfmRules Lifetime = new() { Window = Window.Lifetime };

    // Positions of the cuts in n sorted values: (n − 1) × k ÷ 5.
    [Theory]
    [InlineData("10 20 30 40 50", "1 2 3 4 5")] // 0.8, 1.6, 2.4, 3.2: cuts 18, 26, 34, 42
    [InlineData("10 20 30 40 50 60", "1 1 2 3 4 5")] // 1, 2, 3, 4: cuts 20, 30, 40, 50, and a value that equals one goes with the smaller
    [InlineData("10 20 30", "1 3 5")] // 0.4, 0.8, 1.2, 1.6: cuts 14, 18, 22, 26
    [InlineData("7", "1")] // every cut is 7
    [InlineData("5 5 5 5 9", "1 1 1 1 5")] // cuts 5, 5, 5, 5 + 0.2 × 4 = 5.8
    [InlineData("-30 -20 0 20 4000", "1 2 3 4 5")] // cuts −22, −8, 8, 20 + 0.2 × 3980 = 816
    [Covers("I4", "switch:rfm.scoring=quantile")]
    public void Money_is_scored_by_quantiles_of_type_7(string spend, string scores)
    {
        var board = Board(Lifetime, spend.Split(' ').Select(s => new[] { new RfmRow(On, 1, Whole(s)) }));

        Assert.Equal(scores, string.Join(' ', Enumerable.Range(0, board.Scored).Select(m => board.Find(m)!.Value.Monetary)));
    }

    [Theory]
    [InlineData("10 20 30 40 50 60", "1 1 2 3 4 5")] // 6 = 2 + 1 + 1 + 1 + 1
    [InlineData("1 2 3 4 5 6 7 8 9 10 11 12", "1 1 1 2 2 2 3 3 4 4 5 5")] // 3 + 3 + 2 + 2 + 2
    [InlineData("10 20 30", "1 2 3")] // 1 + 1 + 1 + 0 + 0
    [InlineData("5 5 5 5 5", "1 2 3 4 5")] // alike in everything: by account
    [Covers("I4", "switch:rfm.scoring=ntile")]
    public void Money_is_scored_in_groups_of_equal_size(string spend, string scores)
    {
        var board = Board(Lifetime with { Scoring = RfmScoring.Ntile }, spend.Split(' ').Select(s => new[] { new RfmRow(On, 1, Whole(s)) }));

        Assert.Equal(scores, string.Join(' ', Enumerable.Range(0, board.Scored).Select(m => board.Find(m)!.Value.Monetary)));
    }

    [Fact]
    public void Groups_of_equal_size_part_equal_orders_by_the_later_purchase_then_by_money()
    {
        // Orders 1 1 1 1 2: one member a group. Of the four with one order A bought longest ago; B, C and D on one day for 30, 10 and 20: A, C, D, B.
        var board = Board(Lifetime with { Scoring = RfmScoring.Ntile },
        [
            [new(On.AddDays(-9), 1, 90)], [new(On.AddDays(-3), 1, 30)], [new(On.AddDays(-3), 1, 10)], [new(On.AddDays(-3), 1, 20)], [new(On.AddDays(-30), 2, 5)],
        ]);

        Assert.Equal([1, 4, 2, 3, 5], Enumerable.Range(0, 5).Select(m => board.Find(m)!.Value.Frequency));
        // Longest ago first: E (30 days), A (9), then of one day the orders are equal and money decides: C, D, B.
        Assert.Equal([2, 5, 3, 4, 1], Enumerable.Range(0, 5).Select(m => board.Find(m)!.Value.Recency));
    }

    [Fact]
    public void Fewer_days_score_higher_and_a_day_on_the_cut_scores_the_higher()
    {
        // Days 0, 10, 20, 30, 40, 50: cuts 10, 20, 30, 40.
        var board = Board(Lifetime, Enumerable.Range(0, 6).Select(i => new[] { new RfmRow(On.AddDays(-10 * i), 1, 1) }));

        Assert.Equal([5, 5, 4, 3, 2, 1], Enumerable.Range(0, 6).Select(m => board.Find(m)!.Value.Recency));
        Assert.Equal([40L, 30, 20, 10], board.ThresholdsOf(RfmMeasure.Recency));
    }

    [Fact]
    [Covers("I4")]
    public void Only_members_with_an_order_in_the_window_are_scored()
    {
        var rules = new RfmRules { Window = new Window(WindowKind.RollingDays, 30) };
        // The window of 30 days that ends on 30 June begins on 1 June.
        var board = Board(rules, [[new(new DateOnly(2026, 6, 1), 1, 100), new(new DateOnly(2026, 5, 31), 1, 900)], [new(new DateOnly(2026, 5, 31), 1, 100)], [new(On, 0, -40)], [], [new(On.AddDays(1), 1, 7)]]);

        Assert.Equal(1, board.Scored);
        Assert.Equal((29, 1L, 100L), (board.Find(0)!.Value.DaysSince, board.Find(0)!.Value.Orders, board.Find(0)!.Value.SpendMinor));
        Assert.All([1, 2, 3, 4], m => Assert.Null(board.Find(m)));
    }

    [Fact]
    [Covers("I4")]
    public void The_scores_of_an_invented_order_list_are_those_that_r_published()
    {
        var table = CaseTable.Read("tests/Core.Tests/cases/rfm-orders.csv");
        var rows = table.Rows.Select(r => (Member: (int)Whole(r["member"]), Row: new RfmRow(DateOnly.ParseExact(r["day"], "yyyy-MM-dd", CultureInfo.InvariantCulture), 1, Whole(r["amount"]) * 100))).ToList();
        var columns = RfmColumns.Of([.. Enumerable.Range(1, rows.Max(r => r.Member)).Select(m => (long)m)], [.. rows.Select(r => r.Member - 1)], [.. rows.Select(r => r.Row.Day.DayNumber)], [.. rows.Select(r => r.Row.SpendMinor)]);
        var board = new RfmBoard(columns, Lifetime, new DateOnly(2006, 12, 31));

        // The first ten of the table in the README of the R package rfm, its analysis date 2006-12-31.
        int[] members = [1, 2, 3, 5, 6, 7, 8, 9, 11, 12];
        int[] published = [343, 412, 323, 433, 555, 555, 355, 321, 212, 121];
        Assert.Equal(published, members.Select(m => board.Find(m - 1)!.Value).Select(m => (m.Recency * 100) + (m.Frequency * 10) + m.Monetary));
        Assert.Equal((205, 6L, 47_200L), (board.Find(0)!.Value.DaysSince, board.Find(0)!.Value.Orders, board.Find(0)!.Value.SpendMinor));
    }

    [Fact]
    [Covers("I10")]
    public void Each_pair_of_recency_and_frequency_has_exactly_one_name()
    {
        // Rows: recency 5 to 1; columns: frequency 1 to 5 (docs/concepts/rfm.md).
        string[] table =
        [
            "new potentialLoyal potentialLoyal champions champions", "promising potentialLoyal potentialLoyal loyal loyal", "aboutToSleep aboutToSleep needAttention loyal loyal",
            "hibernating hibernating atRisk atRisk cannotLose", "hibernating hibernating atRisk atRisk cannotLose",
        ];
        for (var recency = 1; recency <= 5; recency++)
        {
            Assert.Equal(table[5 - recency], string.Join(' ', Enumerable.Range(1, 5).Select(f => RfmNames.Of(recency, f).Code)));
        }

        Assert.Equal(10, RfmNames.All.Select(n => n.Code).Distinct().Count());
    }

    [Theory]
    [InlineData(RfmScoring.Quantile)]
    [InlineData(RfmScoring.Ntile)]
    [Covers("I4")]
    public void A_board_brought_up_to_date_is_the_board_made_anew_and_what_sorting_says(RfmScoring scoring)
    {
        var chance = new SeededSequence(41);
        var rules = new RfmRules { Scoring = scoring, Window = new Window(WindowKind.RollingDays, 90) };
        var members = Enumerable.Range(0, scoring == RfmScoring.Ntile ? 300 : 4).Select(_ => Some(chance, 0, 6)).ToList();
        var (columns, board) = (Columns(members), (RfmBoard?)null);
        board = new RfmBoard(columns, rules, On);
        for (var round = 0; round < 30; round++)
        {
            for (var n = 0; n < 9; n++)
            {
                var member = chance.Below(members.Count + 1);
                if (member == members.Count) members.Add([]);
                members[member] = Some(chance, 0, 6);
                board.Take(columns.Put(KeyOf(member), members[member]));
            }

            var added = chance.Below(members.Count);
            var row = Some(chance, 1, 1)[0];
            members[added] = [.. members[added], row];
            Assert.Equal(members[added].Length - 1, columns.KnownOf(columns.PlaceOf(KeyOf(added)), members[added]));
            board.Add([new RfmNews(columns.PlaceOf(KeyOf(added)), row)]);
            board.Settle();
            var anew = new RfmBoard(Columns(members), rules, On);
            Assert.Equal(Enumerable.Range(0, members.Count).Select(m => anew.Find(m)), Enumerable.Range(0, members.Count).Select(m => board.Find(m)));
            Assert.Equal(anew.Cells(), board.Cells());
            Assert.Equal(Naive(members, scoring), Enumerable.Range(0, members.Count).Select(m => board.Find(m) is { } s ? (s.Recency, s.Frequency, s.Monetary) : default));
        }
    }

    [Fact]
    public void Values_fall_into_ranges_in_their_order()
    {
        long[] values = [long.MinValue, -5_000_000_001, -5_000_000_000, -1_025, -1_024, -1, 0, 1, 1_023, 1_024, 1_025, 2_049, 2_050, 1L << 40, long.MaxValue];
        var ranges = values.Select(RangeOf).ToList();

        Assert.Equal(ranges.Order(), ranges);
        // Up to 2,047 either side each value has a range of its own, above that two neighbours may share one.
        Assert.All(Enumerable.Range(-1_024, 2_048).Select(v => (long)v), v => Assert.True(RfmTally.IsExact(RangeOf(v)) && RfmTally.ValueOf(RangeOf(v)) == v));
        Assert.True(RangeOf(2_049) == RangeOf(2_048) && RangeOf(2_049) != RangeOf(2_050));
    }

    // Sorted and counted the slow way, in decimal fractions.
    private static IEnumerable<(int, int, int)> Naive(List<RfmRow[]> members, RfmScoring scoring)
    {
        var facts = members.Select((rows, m) =>
        {
            var inside = rows.Where(r => r.Day > On.AddDays(-90) && r.Day <= On).ToList();
            var days = inside.Where(r => r.Orders > 0).Select(r => On.DayNumber - r.Day.DayNumber).DefaultIfEmpty().Min();
            return (Member: m, Days: days, Orders: (long)inside.Sum(r => r.Orders), Spend: inside.Sum(r => r.SpendMinor));
        }).ToList();
        var scored = facts.Where(f => f.Orders > 0).ToList();
        int Group(IEnumerable<int> order, int member)
        {
            var (rank, n) = (order.ToList().IndexOf(member), scored.Count);
            var large = n % 5 * ((n / 5) + 1);
            return rank < large ? (rank / ((n / 5) + 1)) + 1 : (n % 5) + ((rank - large) / (n / 5)) + 1;
        }

        int Below(IEnumerable<decimal> values, decimal value)
        {
            var sorted = values.Order().ToList();
            return Enumerable.Range(1, 4).Count(k =>
            {
                var at = (sorted.Count - 1) * k / 5m;
                var low = (int)decimal.Floor(at);
                return value > sorted[low] + ((at - low) * (sorted[Math.Min(low + 1, sorted.Count - 1)] - sorted[low]));
            });
        }

        foreach (var f in facts)
        {
            if (f.Orders <= 0) yield return default;
            else if (scoring == RfmScoring.Ntile)
            {
                yield return (
                    Group(scored.OrderByDescending(s => s.Days).ThenBy(s => s.Orders).ThenBy(s => s.Spend).ThenBy(s => s.Member).Select(s => s.Member), f.Member),
                    Group(scored.OrderBy(s => s.Orders).ThenByDescending(s => s.Days).ThenBy(s => s.Spend).ThenBy(s => s.Member).Select(s => s.Member), f.Member),
                    Group(scored.OrderBy(s => s.Spend).ThenByDescending(s => s.Days).ThenBy(s => s.Orders).ThenBy(s => s.Member).Select(s => s.Member), f.Member));
            }
            else
            {
                yield return (5 - Below(scored.Select(s => (decimal)s.Days), f.Days), 1 + Below(scored.Select(s => (decimal)s.Orders), f.Orders), 1 + Below(scored.Select(s => (decimal)s.Spend), f.Spend));
            }
        }
    }

    private static RfmRow[] Some(SeededSequence chance, int least, int most) =>
        [.. Enumerable.Range(0, least + chance.Below(most - least + 1)).Select(_ => new RfmRow(On.AddDays(-chance.Below(120)), chance.Below(10) == 0 ? 0 : 1, chance.Below(40) == 0 ? -chance.Below(3_000) : chance.Below(9) * 100_000))];

    private static long KeyOf(int member) => 1_000 + member;

    private static RfmBoard Board(RfmRules rules, IEnumerable<RfmRow[]> members) => new(Columns([.. members]), rules, On);

    private static RfmColumns Columns(IReadOnlyList<RfmRow[]> members)
    {
        var columns = new RfmColumns();
        for (var m = 0; m < members.Count; m++) columns.Put(KeyOf(m), members[m]);
        return columns;
    }

    private static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static int RangeOf(long value) => RfmTally.RangeOf(value);
}
