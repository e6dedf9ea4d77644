using Tessera.Core.Tiers;

namespace Tessera.Core.Segments;

/// <summary>What scans of one night read beside the condition.</summary>
/// <param name="Columns">Columns; profiles among them where a condition reads them.</param>
/// <param name="AsOf">Local date; windows end on it.</param>
/// <param name="Terms">Terms of the tiers in force.</param>
/// <param name="Rfm">Where a ledger account stands in the RFM grid; null where nobody does.</param>
public sealed record ScanGround(SegmentColumns Columns, DateOnly AsOf, LadderTerms Terms, Func<long, RfmMember?>? Rfm)
{
    internal SegmentScan Scan(Condition condition) => new(condition, Columns, AsOf, Terms, Rfm);
}

/// <summary>Who stands otherwise in a segment than its condition says, read from the columns for many members at once.</summary>
public sealed class SegmentMoveScan
{
    private readonly SegmentColumns _columns;
    private readonly SegmentScan? _belongs;
    private readonly int _code;
    private readonly bool _keeps;

    /// <summary>Compiles a segment.</summary>
    /// <param name="segment">Its id.</param>
    /// <param name="condition">Who belongs to it; null for nobody.</param>
    /// <param name="keeps">Whether nobody leaves it by itself: a list.</param>
    /// <param name="ground">What is read.</param>
    public SegmentMoveScan(string segment, Condition? condition, bool keeps, ScanGround ground) =>
        (_columns, _belongs, _code, _keeps) = (ground.Columns, condition is null ? null : ground.Scan(condition), ground.Columns.CodeOf(segment), keeps);

    /// <summary>Reads members that follow each other: <see cref="ColumnAnswer.Yes"/> enters or leaves.</summary>
    /// <param name="from">Place of the first.</param>
    /// <param name="into">The answers, at most <see cref="SegmentScan.Block"/> of them.</param>
    public void Read(int from, Span<ColumnAnswer> into)
    {
        into.Clear();
        _belongs?.Read(from, into);
        for (var i = 0; i < into.Length; i++)
        {
            // Whoever is gone was taken out of the columns' segments too.
            var isInside = _columns.Segments.HeldSince(from + i, _code, int.MaxValue) >= 0;
            if (_keeps && isInside) into[i] = ColumnAnswer.No;
            else if (isInside && into[i] != ColumnAnswer.Unsure) into[i] = into[i] == ColumnAnswer.Yes ? ColumnAnswer.No : ColumnAnswer.Yes;
        }
    }
}

/// <summary>What a tag rule wants of a member.</summary>
/// <param name="Member">Place of the member.</param>
/// <param name="Rule">Place of the rule among those that were given.</param>
/// <param name="Gives">Given (true) or taken.</param>
public readonly record struct TagColumnMove(int Member, int Rule, bool Gives);

/// <summary>What tag rules want of members, read from the columns for many at once; says the same as <see cref="CompiledTagRules"/> of each member's record.</summary>
public sealed class TagRuleScan
{
    private readonly SegmentColumns _columns;
    private readonly int _asOf;
    private readonly (int Code, Ruled[] Rules)[] _tags;
    private readonly int[] _codes;

    /// <summary>Compiles rules.</summary>
    /// <param name="rules">The rules that work (<see cref="CompiledTagRules.Rules"/>), in their order.</param>
    /// <param name="ground">What is read.</param>
    public TagRuleScan(IReadOnlyList<TagRule> rules, ScanGround ground)
    {
        (_columns, _asOf) = (ground.Columns, ground.AsOf.DayNumber);
        _codes = [.. rules.Select(r => _columns.CodeOf(r.Tag))];
        _tags =
        [
            .. rules.Select((rule, at) => (Rule: rule, At: at)).GroupBy(r => r.Rule.Tag, StringComparer.Ordinal)
                .Select(g => (_columns.CodeOf(g.Key), g.Select(r => new Ruled(r.At, _columns.CodeOf(r.Rule.Id), r.Rule.Takes, ground.Scan(r.Rule.When!))).ToArray())),
        ];
    }

    /// <summary>Whether a member holds the tag of a rule, however it got it.</summary>
    public bool IsHeld(int member, int rule) => _columns.Tags.GiverOf(member, _codes[rule], _asOf) >= 0;

    /// <summary>Reads members that follow each other.</summary>
    /// <param name="from">Place of the first.</param>
    /// <param name="unsure">Set where the record must be read; no move of such a member is added. As many as are read, at most <see cref="SegmentScan.Block"/>.</param>
    /// <param name="into">The moves are added here, tag by tag.</param>
    public void Read(int from, Span<bool> unsure, List<TagColumnMove> into)
    {
        var (begun, isUnsure) = (into.Count, false);
        unsure.Clear();
        foreach (var (code, rules) in _tags) isUnsure |= Read(from, unsure, code, rules, into);
        if (!isUnsure) return;
        var kept = begun;
        for (var i = begun; i < into.Count; i++)
        {
            if (!unsure[into[i].Member - from]) into[kept++] = into[i];
        }

        into.RemoveRange(kept, into.Count - kept);
    }

    private bool Read(int from, Span<bool> unsure, int code, Ruled[] rules, List<TagColumnMove> into)
    {
        Span<ColumnAnswer> answers = stackalloc ColumnAnswer[SegmentScan.Block];
        Span<int> first = stackalloc int[SegmentScan.Block];
        answers = answers[..unsure.Length];
        first = first[..unsure.Length];
        first.Fill(-1);
        var isUnsure = false;
        for (var r = 0; r < rules.Length; r++)
        {
            rules[r].When.Read(from, answers);
            for (var i = 0; i < answers.Length; i++)
            {
                if (answers[i] == ColumnAnswer.Unsure) isUnsure = unsure[i] = true;
                else if (answers[i] == ColumnAnswer.Yes && first[i] < 0) first[i] = r;
            }
        }

        for (var i = 0; i < first.Length; i++) Move(from + i, first[i], (code, rules), into);
        return isUnsure;
    }

    private void Move(int member, int first, (int Code, Ruled[] Rules) tag, List<TagColumnMove> into)
    {
        var giver = _columns.Tags.GiverOf(member, tag.Code, _asOf);
        if (first >= 0)
        {
            if (giver < 0) into.Add(new TagColumnMove(member, tag.Rules[first].At, true));
            return;
        }

        if (giver <= 0) return;
        foreach (var rule in tag.Rules)
        {
            if (rule.Code != giver) continue;
            if (rule.Takes) into.Add(new TagColumnMove(member, rule.At, false));
            return;
        }
    }

    private sealed record Ruled(int At, int Code, bool Takes, SegmentScan When);
}
