using Tessera.App.Demo;

namespace Tessera.App.Tests.Demo;

/// <summary>Recipes of tests, kept apart from the templates so that a merchant's edit moves no expectation.</summary>
internal static class DemoRecipes
{
    public const string KioskText = """
        seed: 3
        members: 12
        months: 12
        stores: [{ id: s1, name: 一号店, share: 1 }]
        channels: [{ id: store, share: 3, joinShare: 1 }, { id: h5, share: 1, joinShare: 1, online: yes }]
        products:
          - { sku: tea, name: 茶, category: tea, price: 12.5, share: 3 }
          - { sku: cake, name: 蛋糕, category: food, price: 26, share: 1, inMonths: [9, 10] }
        discounts: [{ percent: 20, category: tea, weekdays: [3] }, { off: 3, from: 30 }]
        freight: { price: 4, freeFrom: 40, perHundred: 50 }
        rhythm:
          hours: [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0]
        kinds:
          - { id: often, share: 3, visits: [4, 8], lines: [1, 2], units: [1, 3], takenOverPerHundred: 50, oldSpend: [10, 90] }
          - { id: gone, share: 1, visits: [4, 8], silentAfter: [1, 2], backAfter: 3 }
          - { id: once, share: 1, mostVisits: 1 }
        stories:
          - { id: up, shows: 上, members: 1, spend: [100, 20], repeats: yes, spendIn: { 1: 300 }, checkIns: { 2: 3 }, refundsLargestAfterDays: 2 }
        behaviours: [{ type: login, perMonth: [0, 2] }, { type: review, perThousandPurchases: 200 }]
        tags: [{ tag: regular, members: 2, days: 30, takenAgain: 1 }]
        oldTiers: [{ tier: silver, from: 50 }]
        redemption: { costs: [50], pointsPerYuan: 1, perThousandVisits: 200, cancelledPerThousand: 200 }
        accidents: { refundByLine: 30, refundWhole: 30, refundInTwo: 10, refundByAmount: 30, voids: 10, tillsOffline: 4, anonymousPerMonth: 2, claimedPerHundred: 50, cancellations: 1, merges: 1, mergesUndone: 1, invitedPerHundred: 50, topUps: 3, topUpsRefunded: 1, adjustments: 2, freezes: 1, unfreezes: 1, birthdayVisitPerHundred: 100 }
        """;

    public static DemoRecipe Kiosk() => DemoRecipeFile.Read(KioskText);
}
