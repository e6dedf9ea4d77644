using Tessera.Core.Coupons;
using Tessera.Core.Growth;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Segments;
using Tessera.Core.Tests.Tiers;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Segments;

/// <summary>Conditions over columns say what the members' records say, one by one (performance.md 4).</summary>
public sealed class SegmentColumnTests
{
    private const int Members = 3_000;
    internal static readonly DateOnly On = new(2026, 6, 30);
    internal static readonly string[] Words = ["a", "b", "c"];

    internal static readonly LadderTerms Terms = CompiledProgram.Compile(
        new ProgramDocument
        {
            Code = "t", Names = new LocalText("测试", "Test"), Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }] },
            Growth = new GrowthRules { BehaviourShare = new BehaviourShare(30, ShareReading.Cap) },
        },
        1, new Instant(0), LadderText.Shanghai).LadderTerms;

    private static readonly Window[] Read =
    [
        Window.Lifetime, new(WindowKind.RollingDays, 30), new(WindowKind.RollingMonths, 3), new(WindowKind.Month), new(WindowKind.PreviousQuarter), new(WindowKind.Year), new(WindowKind.SinceTierStart), new(WindowKind.SinceJoining),
    ];

    [Theory]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    [Covers("P44", "I10")]
    public void Every_kind_of_condition_over_columns_says_what_each_record_says(ulong seed)
    {
        var chance = new SeededSequence(seed);
        var (columns, states, besides) = (new SegmentColumns(), new List<MemberState>(), new List<Besides>());
        for (var m = 0; m < Members; m++)
        {
            states.Add(State(chance));
            var recency = chance.Below(6);
            besides.Add(new Besides { Birthday = chance.Chance(1, 3) ? null : new DateOnly(chance.Chance(1, 5) ? 1 : 1990, chance.Between(1, 12), chance.Between(1, 28)), Locale = chance.Chance(1, 2) ? "en" : null, Recency = recency, Frequency = recency == 0 ? 0 : chance.Between(1, 5), Monetary = recency == 0 ? 0 : chance.Between(1, 5) });
            Put(columns, states, besides, m);
        }

        // Some grow afterwards and are put in again.
        for (var n = 0; n < Members / 5; n++)
        {
            var m = chance.Below(Members);
            Grow(states[m], chance);
            Put(columns, states, besides, m);
        }

        RfmMember? Rfm(long key) => besides[(int)key] is { Recency: > 0 } b ? new RfmMember(key, 1, 1, 1, b.Recency, b.Frequency, b.Monetary) : null;
        foreach (var condition in Leaves(chance).Concat(Trees(chance))) Same(condition, (columns, states, besides), Rfm);
    }

    [Fact]
    public void Numbers_take_eight_bytes_from_the_first_that_needs_them()
    {
        var columns = new SegmentColumns();
        var states = new[] { 5L, 3_000_000_000, -3_000_000_000, 0 }.Select(balance => new MemberState("m") { JoinedOn = On, InForce = "base", Balance = balance }).ToList();
        for (var m = 0; m < states.Count; m++) columns.Put(m, states[m]);
        // 3,000,000,000 alone reaches 3,000,000,000; 5 and it reach 1.
        Assert.Equal([1, 2], new[] { 3_000_000_000, 1L }.Select(t => Count(columns, new Compare(new MetricReading(Metric.PointsBalance, null), Comparison.AtLeast, t))));
        Assert.Equal(1, Count(columns, new Compare(new MetricReading(Metric.PointsBalance, null), Comparison.AtMost, -1)));
    }

    [Fact]
    public void Members_that_grow_again_and_again_wear_the_columns_out()
    {
        var columns = new SegmentColumns();
        var state = new MemberState("m") { JoinedOn = On, InForce = "base" };
        for (var i = 0; i < 1_000; i++) state.Rows.Add(new MetricRow { Sequence = i + 1, Kind = RowKind.Purchase, Day = On, PurchaseDay = On, Count = 1, NetMinor = 1, SpendMinor = 1 });
        // 101 times 1,000 rows: 100,000 of them belong to nobody, which is not yet more than 100,000.
        for (var n = 0; n < 101; n++) columns.Put(7, state);
        Assert.False(columns.IsWorn);
        columns.Put(7, state);
        Assert.True(columns.IsWorn);
        Assert.Equal((1, 0, -1), (columns.Members, columns.PlaceOf(7), columns.PlaceOf(8)));
    }

    private static int Count(SegmentColumns columns, Condition condition)
    {
        var answers = new ColumnAnswer[columns.Members];
        new SegmentScan(condition, columns, On, Terms).Read(0, answers);
        return answers.Count(a => a == ColumnAnswer.Yes);
    }

    private static void Put(SegmentColumns columns, List<MemberState> states, List<Besides> besides, int member) =>
        columns.PutProfile(columns.Put(member, states[member]), besides[member].Birthday, besides[member].Locale);

    private static void Same(Condition condition, (SegmentColumns Columns, List<MemberState> States, List<Besides> Besides) all, Func<long, RfmMember?> rfm)
    {
        var rule = CompiledSegmentRule.Compile(condition, Terms);
        var scan = new SegmentScan(condition, all.Columns, On, Terms, rfm);
        var (answers, unsure) = (new ColumnAnswer[SegmentScan.Block], 0);
        for (var from = 0; from < Members; from += answers.Length)
        {
            var block = answers.AsSpan(0, Math.Min(answers.Length, Members - from));
            scan.Read(from, block);
            for (var i = 0; i < block.Length; i++)
            {
                if (block[i] == ColumnAnswer.Unsure) unsure++;
                else Assert.True(rule.Holds(new MemberSight(all.States[from + i], all.Besides[from + i], On, Terms)) == (block[i] == ColumnAnswer.Yes), $"member {from + i}: {condition}");
            }
        }

        // Only refunds in calendar windows and what is dated after the day are left to the records.
        Assert.InRange(unsure, 0, ConditionReads.Of(condition).Calendar ? Members * 3 / 4 : Members / 10);
    }

    internal static IEnumerable<Condition> Leaves(SeededSequence chance)
    {
        foreach (var window in Read)
        {
            foreach (var metric in Enum.GetValues<Metric>())
            {
                var parameter = metric == Metric.Behaviour && chance.Chance(2, 3) ? chance.Pick(Words) : null;
                yield return new Compare(new MetricReading(metric, window, parameter, metric == Metric.Orders && chance.Chance(1, 2) ? 5_000 : 0), chance.Chance(2, 3) ? Comparison.AtLeast : Comparison.AtMost, Threshold(metric, chance));
            }

            yield return new Reaches(Gauge.LargestOrder, Comparison.AtLeast, 6_000, window);
            yield return new Reaches(Gauge.AverageOrder, Comparison.AtMost, 4_000, window);
            yield return new Score([new ScorePart(new MetricReading(Metric.Spend, window), 3), new ScorePart(new MetricReading(Metric.Growth, window), 700)], 30_000);
        }

        foreach (var word in Words.Append("unknown"))
        {
            yield return new HasTag(word);
            yield return new InSegment(word);
            yield return new Reaches(Gauge.TagDays, Comparison.AtLeast, 20, null, word);
            yield return new Fits(Trait.Tier, word);
            yield return new Fits(Trait.JoinChannel, word);
            yield return new Fits(Trait.Coupon, word);
        }

        yield return new Fits(Trait.Locale, "en");
        yield return new Fits(Trait.BirthMonth, "6");
        yield return new Fits(Trait.Rfm, "champions");
        yield return new Reaches(Gauge.Age, Comparison.AtLeast, 36);
        foreach (var gauge in new[] { Gauge.Recency, Gauge.Frequency, Gauge.Monetary }) yield return new Reaches(gauge, Comparison.AtMost, 3);
        yield return new Reaches(Gauge.Wallet, Comparison.AtMost, 0);
        yield return new Reaches(Gauge.DaysSinceJoining, Comparison.AtMost, 90);
    }

    internal static IEnumerable<Condition> Trees(SeededSequence chance)
    {
        List<Condition> leaves = [.. Leaves(chance)];
        for (var n = 0; n < 40; n++)
        {
            Condition[] parts = [chance.Pick(leaves), new Not(chance.Pick(leaves)), chance.Pick(leaves)];
            yield return chance.Chance(1, 2) ? new AllOf(parts) : new AnyOf([parts[0], new AllOf([parts[1], parts[2]])]);
        }

        yield return new AllOf([]);
        yield return new AnyOf([]);
    }

    private static long Threshold(Metric metric, SeededSequence chance) => metric switch
    {
        Metric.Spend or Metric.LargestTopUp or Metric.TopUps => chance.Between(-1_000, 20_000),
        Metric.PointsEarned or Metric.PointsBalance or Metric.Growth => chance.Between(-50, 200),
        Metric.Orders or Metric.Referrals or Metric.Behaviour => chance.Between(0, 4),
        Metric.DaysSincePurchase or Metric.DaysSinceActivity => chance.Between(0, 200),
    };

    internal static MemberState State(SeededSequence chance)
    {
        var joined = On.AddDays(-chance.Below(400));
        var state = new MemberState("m") { JoinedOn = joined, JoinChannel = chance.Pick(Words), InForce = chance.Pick(Words), Balance = chance.Between(-20, 200) };
        if (chance.Chance(1, 2)) state.Tier = new TierState { Earned = state.InForce, Since = joined.AddDays(chance.Below(100)) };
        if (chance.Chance(1, 4)) state.LastActivityOn = On.AddDays(chance.Between(-200, chance.Chance(1, 20) ? 2 : 0));
        if (chance.Chance(1, 20)) state.ClosedOn = On;
        if (chance.Chance(1, 40)) state.MergedInto = "other";
        for (var n = chance.Below(8); n > 0; n--) Grow(state, chance);
        return state;
    }

    internal static void Grow(MemberState state, SeededSequence chance)
    {
        var (sequence, day) = (state.Sequence + 1, On.AddDays(-chance.Below(420)));
        state.Sequence = sequence;
        var merge = chance.Chance(1, 10) ? 3 : 0;
        MetricRow Row(RowKind kind) => new() { Sequence = sequence, FromMerge = merge, Kind = kind, Day = day, PurchaseDay = day, SpendGrowth = chance.Between(-5, 40), BehaviourGrowth = chance.Between(-5, 40) };
        switch (chance.Below(12))
        {
            case 0 or 1 or 2 or 3:
                var net = chance.Between(-500, 9_000);
                state.Rows.Add(Row(RowKind.Purchase) with { Count = chance.Below(5) > 0 ? 1 : 0, NetMinor = net, SpendMinor = net - chance.Below(300), Points = chance.Below(90) });
                break;
            case 4 or 5: GiveBack(state, chance, sequence); break;
            case 6: state.Rows.Add(Row(RowKind.Behaviour) with { Key = chance.Pick(Words), Count = chance.Between(1, 3), Points = chance.Below(10) }); break;
            case 7: state.Rows.Add(Row(RowKind.TopUp) with { NetMinor = 1, SpendMinor = chance.Between(100, 15_000) }); break;
            case 8: state.Rows.Add(Row(RowKind.Referral) with { Count = chance.Chance(1, 4) ? -1 : 1 }); break;
            case 9: state.Rows.Add(Row(RowKind.CapUse) with { Key = "cap", Points = 50, SpendMinor = 70, SpendGrowth = 0, BehaviourGrowth = 0 }); break;
            case 10: state.Rows.Add(Row(RowKind.Opening) with { Count = chance.Between(0, 5), NetMinor = 4_000, SpendMinor = 4_000, Points = 5 }); break;
            default: state.Rows.Add(Row(RowKind.Cancellation) with { NetMinor = -700, SpendMinor = -700, Points = -7 }); break;
        }

        if (chance.Chance(1, 3)) state.Tags.Add(new HeldTag(chance.Pick(Words), On.AddDays(-chance.Below(50)), chance.Chance(1, 3) ? On.AddDays(chance.Between(-20, 20)) : null));
        if (chance.Chance(1, 4))
        {
            var from = On.AddDays(chance.Between(-30, 5));
            var coupon = new HeldCoupon { Id = new LotId(sequence, 1), Kind = chance.Pick(Words), Version = 1, IssuedOn = from, FromOn = from, EndsOn = chance.Chance(1, 2) ? from.AddDays(chance.Between(1, 40)) : null };
            state.Coupons.Held.Add(coupon);
            state.Coupons.HasHistory = true;
        }

        if (chance.Chance(1, 4)) state.Segments[chance.Pick(Words)] = On.AddDays(-chance.Below(10));
    }

    /// <summary>Gives back a part of a purchase or of a top-up of the member, some of them on a later day.</summary>
    private static void GiveBack(MemberState state, SeededSequence chance, long sequence)
    {
        var of = state.Rows.FindLast(r => r.Kind is RowKind.Purchase or RowKind.TopUp && r.SpendMinor > 0);
        if (of.Sequence == 0) return;
        var day = of.Day.AddDays(chance.Chance(1, 3) ? 0 : Math.Min(chance.Below(60), On.DayNumber - of.Day.DayNumber));
        var back = chance.Chance(1, 3) ? of.NetMinor : of.NetMinor / 2;
        var kind = of.Kind == RowKind.TopUp ? RowKind.TopUp : RowKind.Refund;
        state.Rows.Add(new MetricRow
        {
            Sequence = sequence, PurchaseSequence = of.Sequence, FromMerge = of.FromMerge, Kind = kind, Day = day, PurchaseDay = kind == RowKind.TopUp ? day : of.Day, NetMinor = -back, SpendMinor = -Math.Min(of.SpendMinor, back), Points = -of.Points,
        });
    }
}
