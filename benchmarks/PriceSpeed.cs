using System.Diagnostics;
using Tessera.App.Programs;
using Tessera.Core.Benefits;
using Tessera.Core.Facts;
using Tessera.Core.Pricing;

namespace Tessera.Bench;

/// <summary>BP: a basket of ten lines priced in memory on one core, with eight promotions, five coupons and a tier, and with no saving at all.</summary>
internal static class PriceSpeed
{
    private const int Warm = 20_000;
    private const int Measured = 20_000;
    private static readonly DateOnly Wednesday = new(2026, 3, 18);

    public static bool Run()
    {
        var document = ProgramFile.Load(File.ReadAllText(QuoteSpeed.Program)).Document!;
        var gold = document.Ladder.Tiers.First(t => t.Id == "gold");
        var buyer = new Buyer
        {
            Tier = gold.Id,
            Candidates =
            [
                .. BenefitSavings.Of(document.Benefits, gold, Wednesday),
                .. document.Coupons.Select((c, i) => new Candidate(c.Saving!, SavingOrigin.Coupon, $"c{i}")),
            ],
        };
        var whole = Pricer.Compile(new PricingTerms(document.Pricing, document.Promotions, document.Points.Spending));
        var bare = Pricer.Compile(new PricingTerms(document.Pricing, [], null));
        var (priced, plain) = (whole.Price(Basket(), buyer), bare.Price(Basket(), Buyer.Unknown));
        Harness.Say($"BP: {BasketLoad.Goods.Length + 1} lines, {document.Promotions.Count} promotions, {document.Coupons.Count} coupons: {priced.StartMinor} to {priced.PayMinor} by {priced.Deductions.Count} savings, {priced.NotApplied.Count} not applied; without savings {plain.PayMinor}");
        var (with, without) = (Times(whole, buyer), Times(bare, Buyer.Unknown));
        Harness.Say($"BP: median {At(with, 0.5):0.0} µs, p99 {At(with, 0.99):0.0} µs; with no savings {At(without, 0.5):0.0} and {At(without, 0.99):0.0} µs");
        return priced.PayMinor < plain.PayMinor;
    }

    private static double[] Times(Pricer pricer, Buyer buyer)
    {
        for (var i = 0; i < Warm; i++) pricer.Price(Basket(), buyer);
        GC.Collect();
        var times = new double[Measured];
        for (var i = 0; i < Measured; i++)
        {
            var basket = Basket();
            var from = Stopwatch.GetTimestamp();
            pricer.Price(basket, buyer);
            times[i] = Stopwatch.GetElapsedTime(from).TotalMicroseconds;
        }

        Array.Sort(times);
        return times;
    }

    private static double At(double[] sorted, double share) => sorted[(int)((sorted.Length - 1) * share)];

    private static Basket Basket() => new()
    {
        Lines =
        [
            .. BasketLoad.Goods.Select(g => new BasketLine(new PurchaseLine { Sku = g.Sku, Category = g.Category, Quantity = g.Units, ListMinor = g.Units * g.Minor, NetMinor = g.Units * g.Minor, TaxRate = 600 })),
            new BasketLine(new PurchaseLine { Sku = "post", Quantity = 1, ListMinor = 1_200, NetMinor = 1_200, Kind = LineKind.Freight }),
        ],
        Day = Wednesday,
        Time = new TimeOnly(12, 0),
        StoreId = "s1",
        Channel = "miniprogram",
    };
}
