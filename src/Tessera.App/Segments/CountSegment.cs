using Tessera.Core.Programs;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;

namespace Tessera.App.Segments;

/// <summary>How many a condition holds for now.</summary>
/// <param name="Members">Members it holds for.</param>
/// <param name="Of">Members there are, without closed and merged ones.</param>
/// <param name="Sample">Some of them, whom chance chose: account ids are random.</param>
public sealed record SegmentCount(long Members, long Of, IReadOnlyList<AccountId> Sample);

/// <summary>What a tag rule would do tonight.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Gains">Members who would get the tag by it.</param>
/// <param name="Loses">Members from whom it would be taken.</param>
/// <param name="Holds">Members who hold the tag now, however they got it.</param>
/// <param name="Sample">Some of those it would move.</param>
public sealed record TagRulePreview(TagRule Rule, long Gains, long Loses, long Holds, IReadOnlyList<AccountId> Sample);

/// <summary>Counts without writing: a condition that nobody saved, or the tag rules of a draft.</summary>
public static class CountSegment
{
    /// <summary>Most members of a sample.</summary>
    public const int MostSampled = 50;

    /// <summary>Counts a condition over the columns of the site.</summary>
    public static SegmentCount Of(Site site, ReadScope scope, Condition condition, int sample)
    {
        var program = scope.Programs.At(scope.AsOf);
        var reads = ConditionReads.Of(condition);
        var beside = new Beside(reads.Profile, reads.Rfm ? site.Rfm.Places(scope, program.Document.Rfm) : null);
        return site.Columns.Count(scope, new SegmentDesk.Question(condition, program.LadderTerms, beside), sample);
    }

    /// <summary>What the tag rules of a programme would do, rule by rule.</summary>
    public static IReadOnlyList<TagRulePreview> Rules(Site site, ReadScope scope, ProgramDocument document, int sample)
    {
        var now = scope.Programs.At(scope.AsOf);
        var program = CompiledProgram.Compile(document, now.Version + 1, scope.AsOf, now.Calendar);
        var rules = program.TagRules.Rules.ToList();
        var reads = rules.ConvertAll(r => ConditionReads.Of(r.When));
        var beside = new Beside(reads.Exists(r => r.Profile), reads.Exists(r => r.Rfm) ? site.Rfm.Places(scope, document.Rfm) : null);
        var counted = rules.ConvertAll(_ => new Counted());
        site.Columns.Over(scope, beside.Profile, columns =>
        {
            var look = new TagRuleLook(scope, program, beside);
            look.Read(columns, (rule, gives, account) => counted[rule].Count(gives, account, sample), rule => counted[rule].Holds++);
            return 0;
        });
        return [.. rules.Select((rule, at) => counted[at].Of(rule))];
    }

    private sealed class Counted
    {
        public long Gains { get; private set; }

        public long Loses { get; private set; }

        public long Holds { get; set; }

        public List<AccountId> Sample { get; } = [];

        public TagRulePreview Of(TagRule rule) => new(rule, Gains, Loses, Holds, Sample);

        public void Count(bool gives, AccountId account, int sample)
        {
            if (gives) Gains++;
            else Loses++;
            if (Sample.Count < sample) Sample.Add(account);
        }
    }
}
