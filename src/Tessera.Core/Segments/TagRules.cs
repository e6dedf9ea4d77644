using Tessera.Core.Members;
using Tessera.Core.Tiers;

namespace Tessera.Core.Segments;

/// <summary>A rule of the programme that gives and takes a tag (P44).</summary>
public sealed record TagRule
{
    /// <summary>Id.</summary>
    public required string Id { get; init; }

    /// <summary>Names.</summary>
    public required LocalText Names { get; init; }

    /// <summary>The tag.</summary>
    public string Tag { get; init; } = "";

    /// <summary>Who gets it; null gives it to nobody.</summary>
    public Condition? When { get; init; }

    /// <summary>Whether the tag is taken again where the condition no longer holds.</summary>
    public bool Takes { get; init; } = true;

    /// <summary>Whether the rule works; one that rests neither gives nor takes.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>What the rules want of one member: a tag given or taken by a rule.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Gives">Given (true) or taken.</param>
/// <param name="Reasons">The condition as it was read.</param>
public sealed record TagMove(TagRule Rule, bool Gives, IReadOnlyList<Reason> Reasons);

/// <summary>
/// The tag rules of one version, compiled. Rules stand in the order of the file; the first that holds gives the tag. A tag is taken when the rule that gave it no longer
/// holds and no other rule of the tag does. What a person or another system gave is never taken by a rule.
/// </summary>
public sealed class CompiledTagRules
{
    private readonly (string Tag, Ruled[] Rules)[] _tags;

    private CompiledTagRules((string Tag, Ruled[] Rules)[] tags) => _tags = tags;

    /// <summary>The rules that work.</summary>
    public IEnumerable<TagRule> Rules => _tags.SelectMany(t => t.Rules.Select(r => r.Rule));

    /// <summary>Compiles rules.</summary>
    /// <param name="rules">Rules in the order of the file.</param>
    /// <param name="terms">The tiers' terms: what an order is, how growth is read.</param>
    public static CompiledTagRules Compile(IEnumerable<TagRule> rules, LadderTerms terms) => new(
    [
        .. rules.Where(r => r is { Enabled: true, When: not null }).GroupBy(r => r.Tag, StringComparer.Ordinal)
            .Select(g => (g.Key, g.Select(r => new Ruled(r, CompiledCondition.Compile(r.When, terms)!)).ToArray())),
    ]);

    /// <summary>What a member gains and loses on a date; nothing once it is closed or merged.</summary>
    public IReadOnlyList<TagMove> Moves(MemberSight sight)
    {
        if (sight.State.ClosedOn is not null || sight.State.MergedInto is not null) return [];
        var frame = sight.Frame;
        var moves = new List<TagMove>();
        foreach (var (tag, rules) in _tags)
        {
            if (MoveOf(frame, tag, rules) is { } move) moves.Add(move);
        }

        return moves;
    }

    private static TagMove? MoveOf(in Frame frame, string tag, Ruled[] rules)
    {
        var asOf = frame.AsOf;
        var held = frame.State.Tags.Find(t => t.Tag == tag && (t.Through is not { } through || through >= asOf));
        foreach (var ruled in rules)
        {
            if (!ruled.When.Holds(frame)) continue;
            return held is null ? new TagMove(ruled.Rule, true, Why(ruled, frame, true)) : null;
        }

        if (held?.Rule is not { } by || Array.Find(rules, r => r.Rule.Id == by) is not { Rule.Takes: true } giver) return null;
        return new TagMove(giver.Rule, false, Why(giver, frame, false));
    }

    private static IReadOnlyList<Reason> Why(Ruled ruled, in Frame frame, bool gives) =>
        TierReasons.Of(Reason.Of(gives ? "tag.byRule" : "tag.takenByRule", Reason.Id("rule", ruled.Rule.Id), Reason.Id("tag", ruled.Rule.Tag)), ruled.When.Trace(frame));

    private sealed record Ruled(TagRule Rule, CompiledCondition When);
}
