using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Redemption;
using Tessera.App.Tests.Stories;
using Tessera.Core.Facts;

namespace Tessera.App.Tests.Benefits;

/// <summary>A reward and a promotion from 10 March on, and three days earlier for silver, through store and quote.</summary>
[Covers("F10")]
public sealed class EarlyAccessTests : IDisposable
{
    private const string Program = """
        benefits:
          - { id: early, name: { zh: 提前购, en: early access }, type: earlyAccess, by: 3 days, tiers: [silver], unitCost: 0, owner: desk, stock: unlimited }
        promotions:
          - { id: spring, name: { zh: 春茶九折, en: spring tea at 90 % }, stage: line, discount: 90折, when: { from: 2026-03-10, categories: [tea] } }
        rewards:
          - { id: mug, name: { zh: 马克杯, en: Mug }, points: 50, stock: 5, cost: 12.00, owner: marketing, from: 2026-03-10 }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program(more: Program));

    public void Dispose() => _shop.Dispose();

    [Fact]
    public void Silver_takes_both_on_7_March_and_nobody_else_before_the_10th()
    {
        var (silver, other) = (_shop.Join("13800000001"), _shop.Join("13800000002"));
        // 100.00 of spend lifts to silver.
        _shop.Buy(silver, "T-1", 100);
        foreach (var member in new[] { silver, other }) _shop.Accepted(new AdjustPoints { Member = member, Points = 100, ReasonCode = "goodwill" });

        _shop.Turn(new DateOnly(2026, 3, 6), new TimeOnly(23, 59));
        Assert.Equal((10_000L, 10_000L), (ToPay(silver), ToPay(other)));
        Assert.Equal(("reward.notYet", "reward.notYet"), (_shop.Refused(Redeem(silver)), _shop.Refused(Redeem(other))));

        _shop.Turn(new DateOnly(2026, 3, 7), new TimeOnly(0, 0));
        Assert.Equal((9_000L, 10_000L), (ToPay(silver), ToPay(other)));
        _shop.Accepted(Redeem(silver));
        Assert.Equal("reward.notYet", _shop.Refused(Redeem(other)));

        _shop.Turn(new DateOnly(2026, 3, 10), new TimeOnly(0, 0));
        Assert.Equal(9_000L, ToPay(other));
        _shop.Accepted(Redeem(other));
        Story.AuditsClean(_shop.Site);
    }

    private static RedeemReward Redeem(MemberRef member) => new() { Take = new TakeReward { Member = member, Reward = "mug" } };

    private long ToPay(MemberRef member)
    {
        var line = new PurchaseLine { Sku = "spring-tea", Category = "tea", Quantity = 1, ListMinor = 10_000, NetMinor = 10_000 };
        return _shop.Site.Read(r => Quotes.Of(r, new Purchase { OccurredAt = default, RecordedAt = default, Lines = [line], Wishes = new Wishes() }, member, null)).Value!.Price.ToPayMinor;
    }
}
