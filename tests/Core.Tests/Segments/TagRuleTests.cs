using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.Segments;
using Tessera.Core.Tests.Tiers;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Segments;

/// <summary>Conditions of members and tag rules (P44).</summary>
public sealed class TagRuleTests
{
    private static readonly DateOnly On = new(2026, 6, 30);

    private static readonly CompiledProgram Plain = CompiledProgram.Compile(
        new ProgramDocument { Code = "t", Names = new LocalText("测试", "Test"), Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }] } },
        1, new Instant(0), LadderText.Shanghai);

    // Joined 2026-01-01. Orders: 2026-02-10 of 300.00, 2026-05-20 of 100.00, 2026-06-30 of 200.00 with 150.00 given back. Tag vip since 2026-06-01. Stored value none.
    [Theory]
    [InlineData("{ spend: 450 }", true)] // 300 + 100 + 50
    [InlineData("{ spend: 450.01 }", false)]
    [InlineData("{ spend: 150, window: rolling 3 months }", true)] // from 2026-03-31: 100 + 50
    [InlineData("{ spend: 151, window: rolling 3 months }", false)]
    [InlineData("{ orders: 3 }", true)]
    [InlineData("{ orders: 3, window: rolling 1 months }", false)] // from 2026-05-31
    [InlineData("{ largestOrder: 300 }", true)]
    [InlineData("{ largestOrder: 100.01, window: rolling 3 months }", false)]
    [InlineData("{ averageOrder: 150 }", true)] // 450 ÷ 3
    [InlineData("{ averageOrder: 150.01 }", false)]
    [InlineData("{ averageOrder: at most 75, window: rolling 3 months }", true)] // 150 ÷ 2
    [InlineData("{ averageOrder: at most 74.99, window: rolling 3 months }", false)]
    [InlineData("{ averageOrder: at most 1000, window: rolling 1 days }", true)] // 50 ÷ 1
    [InlineData("{ daysSinceJoining: at least 180 }", true)] // 31 + 28 + 31 + 30 + 31 + 29
    [InlineData("{ daysSinceJoining: 179 }", false)] // a plain number of days is a most
    [InlineData("{ daysSincePurchase: 0 }", true)]
    [InlineData("{ tag: vip }", true)]
    [InlineData("{ tag: vip, tagDays: 29 }", true)]
    [InlineData("{ tag: vip, tagDays: 30 }", false)]
    [InlineData("{ tag: vip, tagDays: at most 29 }", true)]
    [InlineData("{ tier: base }", true)]
    [InlineData("{ tier: [gold, base] }", true)]
    [InlineData("{ tier: gold }", false)]
    [InlineData("{ joinChannel: store }", true)]
    [InlineData("{ wallet: at most 0 }", true)]
    [InlineData("{ coupon: welcome }", false)]
    [InlineData("{ age: 30 }", true)] // born 1996-06-30
    [InlineData("{ age: 31 }", false)]
    [InlineData("{ birthMonth: [5, 6] }", true)]
    [InlineData("{ locale: en }", false)]
    [InlineData("{ rfm: champions }", true)] // recency 5, frequency 4
    [InlineData("{ rfm: [loyal, new] }", false)]
    [InlineData("{ recency: 5, frequency: 4, monetary: at most 2 }", true)]
    [InlineData("{ not: { tag: vip } }", false)]
    [InlineData("{ any: [{ spend: 9999 }, { all: [{ orders: 1 }, { not: { tier: gold } }] }] }", true)]
    [Covers("P44", "I10")]
    public void A_condition_of_members_reads(string condition, bool holds) =>
        Assert.Equal(holds, CompiledSegmentRule.Compile(Read(condition), Plain.LadderTerms).Holds(Sight(Bought())));

    [Theory]
    [InlineData("{ rfm: best }")]
    [InlineData("{ tagDays: 30 }")]
    [InlineData("{ recency: 6 }")]
    [InlineData("{ birthMonth: 13 }")]
    [InlineData("{ spent: 1 }")]
    [InlineData("{ tier: [] }")]
    [InlineData("{ growth: 1 }")] // the programme has none
    public void A_condition_that_means_nothing_is_found(string condition) => Assert.NotEmpty(App(condition).Findings);

    [Fact]
    public void What_is_not_known_holds_in_neither_direction()
    {
        var sight = Sight(new MemberState("m")) with { Besides = null };
        Assert.All(["{ age: 0 }", "{ age: at most 150 }", "{ recency: 1 }", "{ averageOrder: at most 1000000 }", "{ largestOrder: 0 }", "{ locale: zh-CN }"], c => Assert.False(CompiledSegmentRule.Compile(Read(c), Plain.LadderTerms).Holds(sight)));
    }

    [Fact]
    public void A_condition_says_what_it_reads()
    {
        var reads = ConditionReads.Of(Read("{ any: [{ segment: asleep }, { age: 18 }, { rfm: loyal }] }"));
        Assert.Equal((true, true, "asleep", "age"), (reads.Profile, reads.Rfm, reads.Segments.Single(), reads.Protected.Single()));
        Assert.Equal((false, false), (ConditionReads.Of(Read("{ spend: 1 }")).Profile, ConditionReads.Of(Read("{ spend: 1 }")).Rfm));
    }

    // Rules a and b give one tag: a from 400 of spend, b from 3 orders. The first that holds gives; taken only by the rule that gave, and only when neither holds.
    [Theory]
    [InlineData("400", "3", null, "+a")]
    [InlineData("500", "3", null, "+b")]
    [InlineData("500", "4", null, "")]
    [InlineData("500", "4", "a", "-a")]
    [InlineData("500", "3", "a", "")]
    [InlineData("500", "4", "gone", "")]
    [InlineData("500", "4", "", "")]
    [InlineData("400", "3", "", "")]
    [Covers("P44")]
    public void Rules_give_a_tag_and_take_what_they_gave(string spend, string orders, string? held, string moved)
    {
        TagRule[] rules = [Rule("a", "{ spend: " + spend + " }"), Rule("b", "{ orders: " + orders + " }")];
        var state = Bought();
        state.Tags.Clear();
        if (held is not null) state.Tags.Add(new HeldTag("keen", On, null) { Rule = held.Length == 0 ? null : held });

        var moves = CompiledTagRules.Compile(rules, Plain.LadderTerms).Moves(Sight(state));

        Assert.Equal(moved, string.Concat(moves.Select(m => (m.Gives ? "+" : "-") + m.Rule.Id)));
        Assert.All(moves, m => Assert.Contains(m.Reasons, r => r.Code is "condition.met" or "condition.missed"));
    }

    [Fact]
    [Covers("P44")]
    public void A_rule_that_does_not_take_leaves_the_tag()
    {
        var state = Bought();
        state.Tags.Add(new HeldTag("keen", On, null) { Rule = "a" });
        Assert.Empty(CompiledTagRules.Compile([Rule("a", "{ spend: 500 }") with { Takes = false }], Plain.LadderTerms).Moves(Sight(state)));
        Assert.Empty(CompiledTagRules.Compile([Rule("a", "{ spend: 500 }") with { Enabled = false }], Plain.LadderTerms).Moves(Sight(state)));
    }

    [Fact]
    [Covers("P44")]
    public void The_engine_refuses_a_rule_that_takes_what_people_gave()
    {
        var programs = new ProgramHistory([Plain]);
        var state = new MemberState("m");
        Decide(programs, state, new Joined { OccurredAt = At(1), RecordedAt = At(1), Channel = "store" });
        Assert.Null(Decide(programs, state, new TagGiven { OccurredAt = At(2), RecordedAt = At(2), Tag = "vip" }));
        Assert.Equal("tag.held", Decide(programs, state, new TagGiven { OccurredAt = At(3), RecordedAt = At(3), Tag = "vip", Rule = "a" }));
        Assert.Equal("tag.notOfRule", Decide(programs, state, new TagTaken { OccurredAt = At(4), RecordedAt = At(4), Tag = "vip", Rule = "a" }));
        Assert.Null(Decide(programs, state, new TagTaken { OccurredAt = At(5), RecordedAt = At(5), Tag = "vip" }));
        Assert.Null(Decide(programs, state, new TagGiven { OccurredAt = At(6), RecordedAt = At(6), Tag = "vip", Rule = "a" }));
        Assert.Equal("tag.notOfRule", Decide(programs, state, new TagTaken { OccurredAt = At(7), RecordedAt = At(7), Tag = "vip", Rule = "b" }));
        // Given by people over a rule's, it is theirs from then on.
        Assert.Null(Decide(programs, state, new TagGiven { OccurredAt = At(8), RecordedAt = At(8), Tag = "vip" }));
        Assert.Equal("tag.notOfRule", Decide(programs, state, new TagTaken { OccurredAt = At(9), RecordedAt = At(9), Tag = "vip", Rule = "a" }));
    }

    [Fact]
    [Covers("I4")]
    public void Rows_of_rfm_sum_to_what_windows_of_tiers_read()
    {
        var state = Bought();
        var rows = new List<RfmRow>();
        RfmRows.Read(state, 0, rows);
        // The refund of 30 June counts on its purchase's date, which is the same day.
        Assert.Equal([new RfmRow(new DateOnly(2026, 2, 10), 1, 30_000), new RfmRow(new DateOnly(2026, 5, 20), 1, 10_000), new RfmRow(On, 1, 5_000)], rows);
        RfmRows.Read(state, 5_000, rows);
        Assert.Equal([1, 1, 0], rows.Select(r => r.Orders));
    }

    private static Instant At(int day) => LadderText.Shanghai.At(new DateOnly(2026, 6, day), new TimeOnly(12, 0));

    private static string? Decide(ProgramHistory programs, MemberState state, Fact fact) => Core.Programs.Decide.Member(programs, state, new Command(fact)).Refusal?.Reason.Code;

    private static TagRule Rule(string id, string when) => new() { Id = id, Names = new LocalText(id, id), Tag = "keen", When = Read(when) };

    private static MemberSight Sight(MemberState state) =>
        new(state, new Besides { Birthday = new DateOnly(1996, 6, 30), Locale = "zh-CN", Recency = 5, Frequency = 4, Monetary = 2 }, On, Plain.LadderTerms);

    private static MemberState Bought()
    {
        var state = new MemberState("m") { JoinedOn = new DateOnly(2026, 1, 1), JoinChannel = "store", InForce = "base" };
        void Buy(long sequence, DateOnly day, long minor) => state.Rows.Add(new MetricRow { Sequence = sequence, Kind = RowKind.Purchase, Day = day, PurchaseDay = day, Count = 1, NetMinor = minor, SpendMinor = minor });
        Buy(2, new DateOnly(2026, 2, 10), 30_000);
        Buy(3, new DateOnly(2026, 5, 20), 10_000);
        Buy(4, On, 20_000);
        state.Rows.Add(new MetricRow { Sequence = 5, PurchaseSequence = 4, Kind = RowKind.Refund, Day = On, PurchaseDay = On, NetMinor = -15_000, SpendMinor = -15_000 });
        state.Tags.Add(new HeldTag("vip", new DateOnly(2026, 6, 1), null));
        return state;
    }

    private static Condition Read(string text)
    {
        var reading = App(text);
        Assert.Empty(reading.Findings.Select(f => f.Code + " " + f.Pointer));
        return reading.Condition!;
    }

    // A flow map of YAML, read by hand: Core knows no syntax.
    private static SegmentReading App(string text) => SegmentReading.Read(new FlowText(text).Node(), Plain.Document);
}

/// <summary>The flow maps of the cases above as nodes.</summary>
internal sealed class FlowText(string text)
{
    private int _at;

    public DocumentNode Node(string pointer = "")
    {
        Skip();
        return text[_at] switch
        {
            '{' => Map(pointer),
            '[' => List(pointer),
            _ => new ScalarNode(pointer, Word()),
        };
    }

    private MapNode Map(string pointer)
    {
        var entries = new List<KeyValuePair<string, DocumentNode>>();
        for (_at++, Skip(); text[_at] != '}'; Skip())
        {
            var key = Word();
            _at++;
            entries.Add(new(key, Node(pointer + "/" + key)));
            Skip();
            if (text[_at] == ',') _at++;
        }

        _at++;
        return new MapNode(pointer, entries);
    }

    private ListNode List(string pointer)
    {
        var items = new List<DocumentNode>();
        for (_at++, Skip(); text[_at] != ']'; Skip())
        {
            items.Add(Node(pointer + "/" + items.Count));
            Skip();
            if (text[_at] == ',') _at++;
        }

        _at++;
        return new ListNode(pointer, items);
    }

    private string Word()
    {
        Skip();
        var from = _at;
        while (_at < text.Length && text[_at] is not (':' or ',' or '}' or ']')) _at++;
        return text[from.._at].Trim();
    }

    private void Skip()
    {
        while (_at < text.Length && text[_at] == ' ') _at++;
    }
}
