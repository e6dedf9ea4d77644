using Tessera.Core.Benefits;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Programs;

/// <summary>The earn rules of a programme tried on one purchase of a member of a tier who has nothing behind: no limits used, no cooldown running, no tags.</summary>
/// <param name="Earned">What it earns (semantics §3 Earning).</param>
/// <param name="Misses">Why each enabled rule of purchases does not match by its scope, in the order of the programme.</param>
public sealed record EarnTrial(EarnOutcome Earned, IReadOnlyList<(string Rule, EarnMiss Miss)> Misses)
{
    /// <summary>Tries a purchase.</summary>
    /// <param name="document">Programme, published or not.</param>
    /// <param name="calendar">Local dates of the shop.</param>
    /// <param name="tier">Id of the tier in force.</param>
    /// <param name="purchase">The purchase, its nets told.</param>
    public static EarnTrial Of(ProgramDocument document, BusinessCalendar calendar, string tier, Purchase purchase)
    {
        var earning = CompiledEarning.Compile(new EarningTerms(document.Earn, document.Points, document.Growth, document.Purchases));
        var context = new EarnContext
        {
            State = new MemberState("trial"), TierInForce = tier,
            TierMultiplier = Catalogue.WithMultipliers(document.Benefits, document.Ladder).Tiers.First(t => t.Id == tier).Multiplier,
            Day = calendar.DayOf(purchase.OccurredAt), Time = calendar.TimeOf(purchase.OccurredAt), At = purchase.OccurredAt,
        };
        return new EarnTrial(earning.Purchase(context, purchase), earning.Misses(context, purchase));
    }
}
