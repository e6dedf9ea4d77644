using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs;

/// <summary>What reading a programme document gave.</summary>
/// <param name="Document">The programme, or null when a finding is an error.</param>
/// <param name="Findings">Everything found, in the order of the document's sections.</param>
public sealed record ProgramReading(ProgramDocument? Document, IReadOnlyList<Finding> Findings);

/// <summary>Reads a document tree into the typed programme by the key table, and checks what it means. All findings are collected.</summary>
public static class ProgramBinder
{
    /// <summary>Reads and checks.</summary>
    public static ProgramReading Read(DocumentNode root)
    {
        var binding = new Binding(UnitsOf(root));
        ProgramKeys.Root.TryRead(root, binding, out var document);
        document = WithKeepCopied(document, binding);
        var checks = ProgramValidation.Check(document).Where(f => !binding.Findings.Any(g => Covers(g, f)));
        List<Finding> findings = [.. binding.Findings, .. checks];
        return new ProgramReading(findings.Any(f => f.Level == FindingLevel.Error) ? null : document, findings);
    }

    // A key that could not be read stands at its default; what the check says about the default would only confuse.
    private static bool Covers(Finding read, Finding check) =>
        check.Pointer == read.Pointer || check.Pointer.StartsWith(read.Pointer + "/", StringComparison.Ordinal)
        || read.Pointer.StartsWith(check.Pointer + "/", StringComparison.Ordinal);

    // Money and points are read in their smallest part, so their decimals must be known first.
    private static Units UnitsOf(DocumentNode root)
    {
        var map = root as MapNode;
        var currency = ((map?.Find("program") as MapNode)?.Find("currency") as ScalarNode)?.Text ?? "CNY";
        var decimals = ((map?.Find("points") as MapNode)?.Find("decimals") as ScalarNode)?.Text switch { "1" => 1, "2" => 2, _ => 0 };
        return new Units(currency, HeadKeys.DecimalsOf(currency), decimals);
    }

    private static ProgramDocument WithKeepCopied(ProgramDocument document, Binding binding)
    {
        var tiers = document.Ladder.Tiers.Select((t, i) => t.Validity.Keep is EnterOf
            ? t with { Validity = t.Validity with { Keep = EnterOfTier(document, t.Id, $"/tiers/{i}/validity/keep", binding) } }
            : t).ToList();
        var reviews = document.Reviews.Select((r, i) => r with { Keep = KeepOf(document, r, i, binding) }).ToList();
        return document with { Ladder = document.Ladder with { Tiers = tiers }, Reviews = reviews };
    }

    private static Dictionary<string, Condition> KeepOf(ProgramDocument document, Review review, int index, Binding binding)
    {
        var keep = new Dictionary<string, Condition>(StringComparer.Ordinal);
        foreach (var (tier, condition) in review.Keep)
        {
            if (tier == KeepKind.EveryTier)
            {
                foreach (var each in document.Ladder.Tiers.Where(t => t.Enter is not null)) keep[each.Id] = each.Enter!;
            }
            else if (condition is not EnterOf)
            {
                keep[tier] = condition;
            }
            else if (EnterOfTier(document, tier, DocumentNode.PointerOf($"/reviews/{index}/keep", tier), binding) is { } enter)
            {
                keep[tier] = enter;
            }
        }

        return keep;
    }

    private static Condition? EnterOfTier(ProgramDocument document, string tier, string pointer, Binding binding)
    {
        var enter = document.Ladder.Tiers.FirstOrDefault(t => t.Id == tier)?.Enter;
        if (enter is null) binding.Add(new Finding("program.noEnter", pointer) { Got = tier });
        return enter;
    }
}
