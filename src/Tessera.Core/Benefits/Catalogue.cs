using Tessera.Core.Tiers;

namespace Tessera.Core.Benefits;

/// <summary>Which tier has which benefits (semantics §7, F1).</summary>
public static class Catalogue
{
    /// <summary>Whether a tier has a benefit, on whatever date.</summary>
    public static bool Has(TierRule tier, Benefit benefit) => tier.Has.Contains(benefit.Id, StringComparer.Ordinal) || benefit.Tiers.Contains(tier.Id, StringComparer.Ordinal);

    /// <summary>Benefits that a tier has on a local date, in the order of the catalogue.</summary>
    public static IEnumerable<Benefit> Of(IReadOnlyList<Benefit> benefits, TierRule tier, DateOnly day) => benefits.Where(b => b.HoldsOn(day) && Has(tier, b));

    /// <summary>The points multiplier of a tier, ten-thousandths: that of its benefit where it has one, else its own.</summary>
    public static int MultiplierOf(IReadOnlyList<Benefit> benefits, TierRule tier)
    {
        foreach (var benefit in benefits)
        {
            if (benefit is { Type: BenefitType.Multiplier, Enabled: true, Multiplier: { } multiplier } && Has(tier, benefit)) return multiplier;
        }

        return tier.Multiplier;
    }

    /// <summary>The ladder with the multipliers of the catalogue.</summary>
    public static Ladder WithMultipliers(IReadOnlyList<Benefit> benefits, Ladder ladder) => benefits.Any(b => b.Type == BenefitType.Multiplier)
        ? ladder with { Tiers = [.. ladder.Tiers.Select(t => t with { Multiplier = MultiplierOf(benefits, t) })] }
        : ladder;
}
