using Tessera.App.Members;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;
using Tessera.Storage;

namespace Tessera.App.Segments;

/// <summary>What of a member stands beside its record, loaded only where a condition asks.</summary>
/// <param name="Profile">The sealed profile is read.</param>
/// <param name="Rfm">Where a member stands among all; null where nobody asks.</param>
internal sealed record Beside(bool Profile, Func<AccountId, RfmMember?>? Rfm)
{
    public static Beside Nothing { get; } = new(false, null);

    /// <summary>The same by the bare key of the account, as columns know it.</summary>
    public Func<long, RfmMember?>? RfmByKey => Rfm is { } rfm ? key => rfm(new AccountId(key)) : null;

    public Besides? Of(StoreConnection db, AccountId account)
    {
        if (!Profile && Rfm is null) return null;
        var profile = Profile ? MemberProfile.Of(db, account) : null;
        var stands = Rfm?.Invoke(account) ?? default;
        return new Besides { Birthday = profile?.Birthday, Locale = profile?.Locale, Recency = stands.Recency, Frequency = stands.Frequency, Monetary = stands.Monetary };
    }
}

/// <summary>
/// What is evaluated at once: the tag rules of the programme, then the segments, those that others name first. A condition that the programme in force can no longer read
/// (growth was dropped from it) moves nobody.
/// </summary>
internal sealed class SegmentPlan
{
    private readonly IReadOnlyList<Planned> _segments;
    private readonly bool _withTags;

    private SegmentPlan(CompiledProgram program, IReadOnlyList<Planned> segments, bool withTags)
    {
        (Program, _segments, _withTags) = (program, segments, withTags);
        var reads = segments.Select(s => s.Reads).Concat(withTags ? program.TagRules.Rules.Select(r => ConditionReads.Of(r.When)) : []).ToList();
        (ReadsProfile, ReadsRfm) = (reads.Exists(r => r.Profile), reads.Exists(r => r.Rfm));
    }

    public CompiledProgram Program { get; }

    public bool ReadsProfile { get; }

    public bool ReadsRfm { get; }

    public bool IsEmpty => _segments.Count == 0 && !(_withTags && Program.TagRules.Rules.Any());

    public IEnumerable<SegmentTerms> Segments => _segments.Select(s => s.Terms);

    public static SegmentPlan Of(StoreConnection db, CompiledProgram program, bool withTags, string? only = null)
    {
        var planned = db.Segments.All().Where(s => only is null || s.Id == only).Select(s => Plan(s, program)).OfType<Planned>().ToList();
        return new SegmentPlan(program, Ordered(planned), withTags);
    }

    /// <summary>The scans that find over columns who stands otherwise than its record says; what they leave unsure, <see cref="Tags"/> and <see cref="Moves"/> say of the record.</summary>
    public (TagRuleScan Tags, IReadOnlyList<SegmentMoveScan> Segments) Over(ScanGround ground) => (
        new TagRuleScan(_withTags ? [.. Program.TagRules.Rules] : [], ground),
        [.. _segments.Select(s => new SegmentMoveScan(s.Terms.Id, s.Condition, s.Terms is { Kind: SegmentKind.Fixed, EndedAt: null }, ground))]);

    /// <summary>What the rules and conditions want changed of a member now.</summary>
    public IReadOnlyList<TagMove> Tags(MemberSight sight) => _withTags ? Program.TagRules.Moves(sight) : [];

    /// <summary>The segments in which a member stands otherwise than its record says, one after the other: each reads what the ones before it moved.</summary>
    public IEnumerable<(string Segment, bool Inside)> Moves(MemberSight sight)
    {
        foreach (var segment in _segments)
        {
            var isInside = sight.State.Segments.ContainsKey(segment.Terms.Id);
            var belongs = segment.Rule?.Holds(sight) ?? false;
            // A list is filled once and lets nobody go by itself.
            if (segment.Terms is { Kind: SegmentKind.Fixed, EndedAt: null } && isInside) continue;
            if (isInside != belongs) yield return (segment.Terms.Id, belongs);
        }
    }

    /// <summary>Whether anything is wanted of a member.</summary>
    public bool IsMoved(MemberSight sight) => sight.State.ClosedOn is null && sight.State.MergedInto is null && (Tags(sight).Count > 0 || Moves(sight).Any());

    private static Planned? Plan(SegmentTerms terms, CompiledProgram program)
    {
        if (terms.EndedAt is not null) return new Planned(terms, null, null);
        if (terms.Condition is null || terms is { Kind: SegmentKind.Fixed, EvaluatedAt: not null }) return null;
        return SegmentText.Read(terms.Condition, program.Document).Condition is { } condition
            ? new Planned(terms, condition, CompiledSegmentRule.Compile(condition, program.LadderTerms))
            : null;
    }

    private static List<Planned> Ordered(List<Planned> planned)
    {
        var (ordered, placed) = (new List<Planned>(), new HashSet<string>(StringComparer.Ordinal));
        void Place(Planned segment)
        {
            if (!placed.Add(segment.Terms.Id)) return;
            foreach (var named in planned.Where(p => segment.Reads.Segments.Contains(p.Terms.Id))) Place(named);
            ordered.Add(segment);
        }

        foreach (var segment in planned) Place(segment);
        return ordered;
    }

    private sealed record Planned(SegmentTerms Terms, Condition? Condition, CompiledSegmentRule? Rule)
    {
        public ConditionReads Reads { get; } = ConditionReads.Of(Condition);
    }
}
