using System.Globalization;

namespace Tessera.Core.Programs.Lint;

/// <summary>Members in force of each tier, by id: closed and merged-away members are left out.</summary>
/// <param name="Members">Counts.</param>
public sealed record LadderCensus(IReadOnlyDictionary<string, long> Members);

/// <summary>What ¥100 of list price give back to a member of a tier, in ten-thousandths of the list price, all points redeemed (T2).</summary>
/// <param name="Tier">Id of the tier.</param>
/// <param name="Discount">Taken off the price.</param>
/// <param name="Points">Worth of the points that the rest earns.</param>
public sealed record TierGiveBack(string Tier, int Discount, int Points)
{
    /// <summary>Both together.</summary>
    public int Total => Discount + Points;
}

/// <summary>What is compared between neighbouring tiers (B8).</summary>
public enum StepOf
{
    /// <summary>Points multiplier.</summary>
    Multiplier,

    /// <summary>Everyday discount: shown, not judged.</summary>
    Discount,

    /// <summary>Total give-back per ¥100 list.</summary>
    GiveBack,
}

/// <summary>The gap between two neighbouring tiers in one dimension, in ten-thousandths.</summary>
/// <param name="Lower">Id of the lower tier.</param>
/// <param name="Upper">Id of the higher tier.</param>
/// <param name="Of">What is compared.</param>
/// <param name="From">Value of the lower.</param>
/// <param name="To">Value of the higher.</param>
/// <param name="Gap">(higher − lower) ÷ lower; null where the lower has nothing.</param>
/// <param name="IsInside">Whether the gap lies between the programme's bounds, inclusive.</param>
public sealed record TierStep(string Lower, string Upper, StepOf Of, int From, int To, int? Gap, bool IsInside);

/// <summary>What lint found, with the numbers it judged by.</summary>
/// <param name="Findings">Every finding; accepted ones are hints and carry their reason.</param>
/// <param name="GiveBacks">Give-back of each enabled tier, base first.</param>
/// <param name="Steps">Gaps between neighbours, dimension by dimension.</param>
public sealed record LintReport(IReadOnlyList<Finding> Findings, IReadOnlyList<TierGiveBack> GiveBacks, IReadOnlyList<TierStep> Steps)
{
    /// <summary>Findings that hold up a publication.</summary>
    public IEnumerable<Finding> Errors => Findings.Where(f => f.Level == FindingLevel.Error);
}

/// <summary>
/// Lint of a programme that can be read (semantics §11; features B2, B3, B8, T1–T5): what is allowed and probably not meant. Pure; members per tier are
/// told where they are known. Each finding names the rule, the number and, where one is plain, the edit that mends it.
/// </summary>
public static class ProgramLint
{
    /// <summary>Lints a document without error.</summary>
    /// <param name="document">A document that was read and checked.</param>
    /// <param name="census">Members of each tier, or null where no store is at hand.</param>
    public static LintReport Check(ProgramDocument document, LadderCensus? census = null)
    {
        var notes = new LintNotes(document);
        LadderLint.Check(notes, census);
        var worth = GiveBacks.Of(document);
        ValueLint.Check(notes, worth);
        BenefitLint.Check(notes);
        PromiseLint.Check(notes);
        return new LintReport(notes.Accepted(), worth.Tiers, worth.Steps);
    }
}

/// <summary>Collects what lint finds.</summary>
internal sealed class LintNotes(ProgramDocument document)
{
    private const string Prefix = "lint.";
    private readonly List<Finding> _findings = [];

    public ProgramDocument Document { get; } = document;

    public void Error(string code, string pointer, string? of, params ReasonPart[] parts) => Add(new Finding(code, pointer) { Of = of, Parts = parts });

    public void Warn(string code, string pointer, string? of, params ReasonPart[] parts) => Add(new Finding(code, pointer, FindingLevel.Warning) { Of = of, Parts = parts });

    public void Add(Finding finding) => _findings.Add(finding);

    public void Fixed(Finding finding, string pointer, string value) => Add(finding with { Fix = new LintFix(pointer, value) });

    /// <summary>Everything found, what the merchant accepts as hints; an acceptance that nothing was found for is found itself.</summary>
    public IReadOnlyList<Finding> Accepted()
    {
        var accepts = Document.Lint.Accepts;
        var used = new bool[accepts.Count];
        var findings = _findings.ConvertAll(finding =>
        {
            var at = -1;
            for (var i = 0; i < accepts.Count; i++)
            {
                if (Prefix + accepts[i].Finding != finding.Code || (accepts[i].Of is { } of && of != finding.Of)) continue;
                used[i] = true;
                if (at < 0 || accepts[at].Of is null) at = i;
            }

            return at < 0 ? finding : finding with { Level = FindingLevel.Hint, Accepted = accepts[at].Because };
        });
        for (var i = 0; i < accepts.Count; i++)
        {
            var pointer = At("/lint/accept", i);
            if (!used[i]) findings.Add(new Finding("lint.acceptsNothing", pointer, FindingLevel.Warning) { Of = accepts[i].Of, Got = accepts[i].Finding, Fix = new LintFix(pointer, null, IsSafe: true) });
        }

        return findings;
    }

    public static string At(string pointer, int index) => pointer + "/" + index.ToString(CultureInfo.InvariantCulture);
}
