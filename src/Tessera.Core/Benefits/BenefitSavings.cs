using System.Runtime.CompilerServices;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Tiers;

namespace Tessera.Core.Benefits;

/// <summary>
/// Price benefits of a tier as candidate savings of the buyer (semantics §7, §8). The quote calls it with the tier in force on the purchase's day:
/// <c>Candidates = [.. BenefitSavings.Of(document.Benefits, tierRule, day), …coupons]</c>.
/// </summary>
public static class BenefitSavings
{
    private static readonly ConditionalWeakTable<Benefit, Saving> Savings = [];

    /// <summary>Candidates of a tier on a local date, in the order of the catalogue.</summary>
    public static IEnumerable<Candidate> Of(IReadOnlyList<Benefit> benefits, TierRule tier, DateOnly day) =>
        Of(Catalogue.Of(benefits, tier, day));

    /// <summary>Candidates of the benefits that somebody has.</summary>
    public static IEnumerable<Candidate> Of(IEnumerable<Benefit> held) => held.Where(b => b.IsPrice).Select(b => new Candidate(SavingOf(b), SavingOrigin.Benefit));

    /// <summary>A price benefit as a saving, without its tiers and dates: who has it and when is decided before.</summary>
    public static Saving SavingOf(Benefit benefit) => Savings.GetValue(benefit, Made);

    private static Saving Made(Benefit benefit) => new()
    {
        Id = benefit.Id,
        Names = benefit.Names,
        Stage = benefit.Type switch
        {
            BenefitType.MemberPrice => PriceStage.Price,
            BenefitType.FreeFreight => PriceStage.Freight,
            BenefitType.Discount or BenefitType.MemberDay => PriceStage.Line,
            _ => throw new ArgumentException($"{benefit.Id} takes nothing off a price", nameof(benefit)),
        },
        Reach = benefit.Type == BenefitType.FreeFreight ? SavingReach.Freight : SavingReach.Goods,
        Scope = benefit.When,
        Amount = new SavingAmount { Off = benefit.Prices.Count > 0 ? null : benefit.Off ?? (benefit.Type == BenefitType.FreeFreight ? 10_000 : null) },
        Prices = benefit.Prices,
        AtLeastMinor = benefit.AtLeastMinor,
        Limits = [.. LimitsOf(benefit)],
        // A use limit is not a sum to be cut: the order that exceeds it gets nothing.
        OnCap = LimitsOf(benefit).Any() ? OnCap.Refuse : OnCap.Cut,
    };

    private static IEnumerable<SavingLimit> LimitsOf(Benefit benefit)
    {
        if (benefit.Quota.Uses > 0) yield return new SavingLimit { Period = benefit.Quota.Period, Uses = benefit.Quota.Uses };
        if (benefit.Stock is { } stock and not Benefit.Unlimited) yield return new SavingLimit { OfCampaign = true, Uses = stock };
    }
}
