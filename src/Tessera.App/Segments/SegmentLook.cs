using Tessera.Core.Programs;
using Tessera.Core.Segments;

namespace Tessera.App.Segments;

/// <summary>Who stands otherwise than the record says, found over the columns; what they leave unsure is read from the records.</summary>
internal sealed class SegmentLook(ReadScope scope, SegmentPlan plan, Beside beside)
{
    private const int AtOnce = 500;

    /// <summary>Members whom a tag rule or a segment wants to move, in order of account.</summary>
    public List<AccountId> Otherwise(SegmentColumns columns, CancellationToken stop)
    {
        var (tags, segments) = plan.Over(new ScanGround(columns, scope.Today, plan.Program.LadderTerms, beside.RfmByKey));
        var (found, unsure) = (new List<AccountId>(), new List<AccountId>());
        var (moves, read) = (new List<TagColumnMove>(), new ColumnAnswer[SegmentScan.Block]);
        var (isFound, isUnsure) = (new bool[SegmentScan.Block], new bool[SegmentScan.Block]);
        for (var from = 0; from < columns.Members; from += SegmentScan.Block)
        {
            stop.ThrowIfCancellationRequested();
            var length = Math.Min(SegmentScan.Block, columns.Members - from);
            Array.Clear(isFound);
            moves.Clear();
            tags.Read(from, isUnsure.AsSpan(0, length), moves);
            foreach (var move in moves) isFound[move.Member - from] = true;
            foreach (var segment in segments) Mark(segment, from, read.AsSpan(0, length), (isFound, isUnsure));
            for (var i = 0; i < length; i++)
            {
                if (isFound[i] || isUnsure[i]) (isFound[i] ? found : unsure).Add(new AccountId(columns.KeyOf(from + i)));
            }
        }

        foreach (var some in unsure.Chunk(AtOnce)) found.AddRange(MovedByRecord(some));
        found.Sort();
        return found;
    }

    private static void Mark(SegmentMoveScan segment, int from, Span<ColumnAnswer> read, (bool[] Found, bool[] Unsure) into)
    {
        segment.Read(from, read);
        for (var i = 0; i < read.Length; i++)
        {
            into.Found[i] |= read[i] == ColumnAnswer.Yes;
            into.Unsure[i] |= read[i] == ColumnAnswer.Unsure;
        }
    }

    private IEnumerable<AccountId> MovedByRecord(AccountId[] accounts) => scope.Db.Members.Load(accounts).Values
        .Where(m => !m.IsNew && plan.IsMoved(new MemberSight(m.State, beside.Of(scope.Db, m.Account), scope.Today, plan.Program.LadderTerms))).Select(m => m.Account);
}

/// <summary>What the tag rules of a programme want of everybody, found over the columns.</summary>
internal sealed class TagRuleLook(ReadScope scope, CompiledProgram program, Beside beside)
{
    private const int AtOnce = 500;
    private readonly List<TagRule> _rules = [.. program.TagRules.Rules];

    /// <summary>Reads all members.</summary>
    /// <param name="columns">The columns.</param>
    /// <param name="moves">Told of each move: place of the rule, given or taken, whom.</param>
    /// <param name="holds">Told of each member who holds the tag of a rule: place of the rule.</param>
    public void Read(SegmentColumns columns, Action<int, bool, AccountId> moves, Action<int> holds)
    {
        var scan = new TagRuleScan(_rules, new ScanGround(columns, scope.Today, program.LadderTerms, beside.RfmByKey));
        var (found, unsure, isUnsure) = (new List<TagColumnMove>(), new List<AccountId>(), new bool[SegmentScan.Block]);
        for (var from = 0; from < columns.Members; from += SegmentScan.Block)
        {
            var length = Math.Min(SegmentScan.Block, columns.Members - from);
            found.Clear();
            scan.Read(from, isUnsure.AsSpan(0, length), found);
            foreach (var move in found) moves(move.Rule, move.Gives, new AccountId(columns.KeyOf(move.Member)));
            for (var i = 0; i < length; i++)
            {
                if (isUnsure[i]) unsure.Add(new AccountId(columns.KeyOf(from + i)));
                for (var rule = 0; rule < _rules.Count; rule++)
                {
                    if (scan.IsHeld(from + i, rule)) holds(rule);
                }
            }
        }

        foreach (var member in unsure.Chunk(AtOnce).SelectMany(some => scope.Db.Members.Load(some).Values))
        {
            var sight = new MemberSight(member.State, beside.Of(scope.Db, member.Account), scope.Today, program.LadderTerms);
            foreach (var move in program.TagRules.Moves(sight)) moves(_rules.IndexOf(move.Rule), move.Gives, member.Account);
        }
    }
}
