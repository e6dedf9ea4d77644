using Tessera.Core.Members;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Segments;

/// <summary>Who enters and leaves, and which tags the rules give and take, read over columns: the same as member by member (performance.md 4).</summary>
public sealed class MoveScanTests
{
    private const int Members = 2_500;

    [Theory]
    [InlineData(11UL)]
    [InlineData(12UL)]
    [Covers("P44", "I10")]
    public void Tag_rules_over_columns_want_what_they_want_of_each_record(ulong seed)
    {
        var chance = new SeededSequence(seed);
        var crowd = new Crowd(chance);
        var conditions = SegmentColumnTests.Leaves(chance).Concat(SegmentColumnTests.Trees(chance)).ToList();
        for (var round = 0; round < 12; round++)
        {
            // The same tag by up to three rules, some of which never take it again; one rule rests.
            var rules = Enumerable.Range(0, 7).Select(n => new TagRule
            {
                Id = $"r{n}", Names = new LocalText("规则", "Rule"), Tag = chance.Pick(SegmentColumnTests.Words), When = chance.Pick(conditions), Takes = chance.Chance(2, 3), Enabled = n != 3,
            }).ToList();
            var compiled = CompiledTagRules.Compile(rules, SegmentColumnTests.Terms);
            Same(crowd, compiled);
        }
    }

    [Theory]
    [InlineData(21UL)]
    [InlineData(22UL)]
    [Covers("I10")]
    public void Those_who_enter_and_leave_are_the_same_over_columns(ulong seed)
    {
        var chance = new SeededSequence(seed);
        var crowd = new Crowd(chance);
        foreach (var condition in SegmentColumnTests.Leaves(chance).Concat(SegmentColumnTests.Trees(chance)).Append(null))
        {
            var (segment, keeps) = (chance.Pick(SegmentColumnTests.Words), chance.Chance(1, 4));
            var rule = condition is null ? null : CompiledSegmentRule.Compile(condition, SegmentColumnTests.Terms);
            var scan = new SegmentMoveScan(segment, condition, keeps, crowd.Ground);
            foreach (var (member, answer) in crowd.Read(scan.Read))
            {
                var sight = crowd.Sight(member);
                var isGone = sight.State.ClosedOn is not null || sight.State.MergedInto is not null;
                var (isInside, belongs) = (sight.State.Segments.ContainsKey(segment), rule?.Holds(sight) ?? false);
                var moves = !isGone && isInside != belongs && !(keeps && isInside);
                if (answer != ColumnAnswer.Unsure) Assert.True(moves == (answer == ColumnAnswer.Yes), $"member {member} of {segment}: {condition}");
            }
        }
    }

    private static void Same(Crowd crowd, CompiledTagRules compiled)
    {
        var rules = compiled.Rules.ToList();
        var scan = new TagRuleScan(rules, crowd.Ground);
        var (unsure, found) = (new bool[SegmentScan.Block], new List<TagColumnMove>());
        for (var from = 0; from < Members; from += SegmentScan.Block)
        {
            found.Clear();
            var length = Math.Min(SegmentScan.Block, Members - from);
            scan.Read(from, unsure.AsSpan(0, length), found);
            var moves = found.ToLookup(m => m.Member, m => (rules[m.Rule].Id, m.Gives));
            for (var i = 0; i < length; i++)
            {
                var sight = crowd.Sight(from + i);
                var isGone = sight.State.ClosedOn is not null || sight.State.MergedInto is not null;
                if (unsure[i]) Assert.Empty(moves[from + i]);
                else Assert.Equal(compiled.Moves(sight).Select(m => (m.Rule.Id, m.Gives)), moves[from + i]);
                for (var r = 0; r < rules.Count; r++)
                {
                    Assert.Equal(!isGone && sight.State.Tags.Exists(t => t.Tag == rules[r].Tag && (t.Through is not { } through || through >= SegmentColumnTests.On)), scan.IsHeld(from + i, r));
                }
            }
        }
    }

    /// <summary>Members made by chance: some hold a tag by a rule that still stands or stands no more, some of a day to come.</summary>
    private sealed class Crowd
    {
        private readonly List<MemberState> _states = [];
        private readonly List<Besides> _besides = [];

        public Crowd(SeededSequence chance)
        {
            var columns = new SegmentColumns();
            for (var m = 0; m < Members; m++)
            {
                var state = SegmentColumnTests.State(chance);
                for (var t = 0; t < state.Tags.Count; t++)
                {
                    if (chance.Chance(2, 3)) state.Tags[t] = state.Tags[t] with { Rule = $"r{chance.Below(9)}" };
                    if (chance.Chance(1, 10)) state.Tags[t] = state.Tags[t] with { Since = SegmentColumnTests.On.AddDays(3) };
                }

                _states.Add(state);
                _besides.Add(new Besides { Birthday = new DateOnly(1990, chance.Between(1, 12), 5), Locale = chance.Chance(1, 2) ? "en" : null, Recency = chance.Between(1, 5), Frequency = chance.Between(1, 5), Monetary = chance.Between(1, 5) });
                columns.PutProfile(columns.Put(m, state), _besides[m].Birthday, _besides[m].Locale);
            }

            // Half are put in again, changed: their old things lie beside the new ones.
            for (var n = 0; n < Members / 2; n++)
            {
                var m = chance.Below(Members);
                SegmentColumnTests.Grow(_states[m], chance);
                columns.PutProfile(columns.Put(m, _states[m]), _besides[m].Birthday, _besides[m].Locale);
            }

            Ground = new ScanGround(columns, SegmentColumnTests.On, SegmentColumnTests.Terms, key => _besides[(int)key] is { } b ? new RfmMember(key, 1, 1, 1, b.Recency, b.Frequency, b.Monetary) : null);
        }

        public delegate void Scanned(int from, Span<ColumnAnswer> into);

        public ScanGround Ground { get; }

        public MemberSight Sight(int member) => new(_states[member], _besides[member], SegmentColumnTests.On, SegmentColumnTests.Terms);

        public IEnumerable<(int Member, ColumnAnswer Answer)> Read(Scanned scan)
        {
            var answers = new ColumnAnswer[SegmentScan.Block];
            for (var from = 0; from < Members; from += answers.Length)
            {
                var length = Math.Min(answers.Length, Members - from);
                scan(from, answers.AsSpan(0, length));
                for (var i = 0; i < length; i++) yield return (from + i, answers[i]);
            }
        }
    }
}
