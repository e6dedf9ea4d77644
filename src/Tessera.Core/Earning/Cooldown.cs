using Tessera.Core.Members;

namespace Tessera.Core.Earning;

/// <summary>Marks of rules that gave, kept for rules with a cooldown only.</summary>
internal static class Cooldown
{
    /// <summary>Adds a mark; a late fact never moves the mark of a later one back.</summary>
    public static void Mark(ref List<RuleGave>? gave, CompiledRule rule, in EarnContext context)
    {
        if (rule.Rule.CooldownMinutes == 0) return;
        if (context.State.RuleGaveAt.TryGetValue(rule.Id, out var last) && last > context.At) return;
        (gave ??= []).Add(new RuleGave(rule.Id, context.At));
    }
}
