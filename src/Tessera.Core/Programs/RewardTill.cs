using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Pricing;
using Tessera.Core.Redemption;

namespace Tessera.Core.Programs;

/// <summary>The rewards that a purchase asks for as its price may have them (semantics §8).</summary>
/// <param name="Wishes">Rewards for the buyer.</param>
/// <param name="Missed">All others that were asked for, with their reasons.</param>
internal sealed record RewardsAtTill(IReadOnlyList<RewardWish> Wishes, IReadOnlyList<NotApplied> Missed);

/// <summary>
/// Rewards taken inside an order: offer, dates, tier, the member's limit and the stock are asked here, goods and points by the price. What is taken is used of both limits
/// at commit and comes back as <see cref="SavingLimits"/> come back: the points by line, the counts with a void.
/// </summary>
internal static class RewardTill
{
    /// <summary>The rewards asked for; the same one named twice is one wish.</summary>
    public static RewardsAtTill WishesOf(FactContext c, Purchase purchase, string tier)
    {
        var (wishes, missed) = (new List<RewardWish>(), new List<NotApplied>());
        foreach (var (code, units) in Together(purchase.Wishes!))
        {
            var reward = Offered(c.Program, code);
            if (WhyNot(c, purchase, new Asked(reward, code, units, tier)) is { } reason) missed.Add(new NotApplied(code, code, SavingOrigin.Reward, reason));
            else wishes.Add(new RewardWish(reward!.Saving!, units, reward.Kind.Points, reward.Kind.PerUnits));
        }

        return new RewardsAtTill(wishes, missed);
    }

    /// <summary>The stocks that a purchase with wishes reads.</summary>
    public static IEnumerable<SharedLimit> StocksOf(CompiledProgram program, Wishes wishes)
    {
        foreach (var (code, _) in Together(wishes))
        {
            if (Offered(program, code) is { Gives: not null, Kind.SharedStock: var stock }) yield return new SharedLimit(stock.Id, stock.Most);
        }
    }

    /// <summary>Uses the stock and the member's limit.</summary>
    public static void Take(Deciding d, Fact fact, Deduction reward)
    {
        var key = Reward.UseOf(reward.SavingId);
        SharedRooms.Take(d, fact, key, reward.Times);
        d.Apply(RedemptionDecisions.Use(d, key, reward.Times));
    }

    private static IEnumerable<(string Code, int Units)> Together(Wishes wishes) =>
        wishes.Rewards.GroupBy(r => r.Code, StringComparer.Ordinal).Select(g => (g.Key, g.Sum(r => r.Units)));

    private static RewardOffer? Offered(CompiledProgram program, string code) => program.Document.Rewards.FirstOrDefault(r => r.Kind.Id == code && r.Kind.Enabled);

    private static Reason? WhyNot(FactContext c, Purchase purchase, Asked asked)
    {
        if (asked.Offer is not { Kind: var reward } offer) return Reason.Of("reward.notOffered", Reason.Id("reward", asked.Code));
        if (c.State.IsFrozen) return Reason.Of("member.frozen");
        if (offer.Gives is null) return Reason.Of("reward.byItself", Reason.Id("reward", reward.Id));
        return (RedemptionDecisions.NotFor(c.Holds(asked.Tier), reward) ?? RedemptionDecisions.NotLeft(c, purchase, reward, asked.Units))?.Reason;
    }

    private readonly record struct Asked(RewardOffer? Offer, string Code, int Units, string Tier);
}
