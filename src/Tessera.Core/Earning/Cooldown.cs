using Tessera.Core.Members;

namespace Tessera.Core.Earning;

/// <summary>Marks of rules that gave, kept for rules with a cooldown only.</summary>
internal static class Cooldown
{
    /// <summary>Adds a mark; a late fact never moves the mark of a later one back.</summary>
    public static void Mark(ref List<RuleGave>? gave, CompiledRule rule, in EarnContext context)
    {
        if (rule.Rule.CooldownMinutes == 0) return;
        Instant? before = context.State.RuleGaveAt.TryGetValue(rule.Id, out var last) ? last : null;
        if (before > context.At) return;
        (gave ??= []).Add(new RuleGave(rule.Id, context.At) { Before = before });
    }

    /// <summary>A void gives count limits back (§2): where a mark of the voided fact still stands, the one before it stands again. A refund does not (§8).</summary>
    public static void GiveBack(Deciding d, IReadOnlyList<RuleGave> gave)
    {
        foreach (var mark in gave)
        {
            if (d.State.RuleGaveAt.TryGetValue(mark.Rule, out var last) && last == mark.At) d.Apply(new RuleGaveBack(mark.Rule, mark.Before));
        }
    }
}
