using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Demo;

/// <summary>What one member tries at visits besides buying. It draws from a part of its own, so that the purchases stay as they are.</summary>
internal sealed class DemoPerks(DemoRecipe recipe, DemoMember member, SeededSequence chance, DemoPurse purse)
{
    private const int FetchedWithinMinutes = 3 * 1440;

    /// <summary>The steps that follow a visit.</summary>
    public IEnumerable<DemoStep> After(DemoSale sale)
    {
        foreach (var perk in recipe.Perks)
        {
            if (!chance.Chance(perk.PerThousandVisits, 1000)) continue;
            purse.Take(perk.Points);
            var at = sale.RecordedAt.PlusMinutes(chance.Between(2, 12));
            foreach (var step in Of(perk, at, sale.Fact.StoreId)) yield return step;
        }
    }

    private IEnumerable<DemoTries> Of(DemoPerk perk, Instant at, string? store)
    {
        if (perk.Claims.Length > 0) yield return Try(new CouponClaimed { OccurredAt = at, RecordedAt = at, Kind = perk.Claims, Actor = "key:online-shop" });
        if (perk.Shows.Length > 0) yield return Try(new CouponUsed { OccurredAt = at, RecordedAt = at, Coupon = default, SavedMinor = Minor(perk.Saves), StoreId = store, Actor = "key:till-" + store }) with { Kind = perk.Shows };
        if (perk.Enters.Length > 0) yield return Try(new Drawn { OccurredAt = at, RecordedAt = at, Draw = perk.Enters, Nonce = 0, DrawnNumber = 0, Commitment = "", Actor = "key:online-shop" });
        if (perk.Uses.Length > 0) yield return Try(new BenefitUsed { OccurredAt = at, RecordedAt = at, Benefit = perk.Uses, StoreId = store, Actor = "key:till-" + store });
        if (perk.Redeems.Length == 0) yield break;
        IReadOnlyList<Payment> cash = perk.Cash > 0 ? [new Payment("storedValue", Minor(perk.Cash))] : [];
        yield return Try(new Redeemed { OccurredAt = at, RecordedAt = at, Reward = perk.Redeems, Payments = cash, StoreId = store, Actor = "key:online-shop" });
        var later = at.PlusMinutes(chance.Between(5, FetchedWithinMinutes));
        yield return chance.Chance(perk.CancelledPerHundred, 100)
            ? Try(new RedemptionCancelled { OccurredAt = later, RecordedAt = later, RedemptionSequence = 0, ReasonCode = "changed-mind", Actor = "key:online-shop" })
            : Try(new RedemptionFulfilled { OccurredAt = later, RecordedAt = later, RedemptionSequence = 0, StoreId = store, Actor = "key:till-" + store });
    }

    private DemoTries Try(Fact fact) => new(fact.RecordedAt, member.Key, fact);

    private static long Minor(decimal yuan) => (long)(yuan * 100);
}
