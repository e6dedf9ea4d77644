using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Pricing;

namespace Tessera.Core.Tests.Pricing;

/// <summary>What savings come to, asked for alone, is the sum of the deductions of the whole price.</summary>
public sealed class SavedTests
{
    private static readonly DateOnly Wednesday = new(2026, 3, 18);

    [Fact]
    public void Each_line_takes_its_best_percentage_and_rounds_for_itself()
    {
        // 9折 for everybody, 8折 on tea: 10.05 of tea saves 2.01, 10.05 of cake 1.01 (half up of 1.005).
        var (pricer, basket, buyer) = Case([Percent("all", 1_000), Percent("tea", 2_000) with { Scope = new SavingScope { Skus = ["tea"] } }], Line("tea", 1_005), Line("cake", 1_005));

        Assert.Equal(201 + 101, pricer.Saved(basket, buyer));
        Assert.Equal(302, pricer.Price(basket, buyer).Deductions.Sum(d => d.Minor));
    }

    [Fact]
    public void Whatever_is_asked_for_the_sum_is_that_of_the_whole_price()
    {
        var chance = new SeededSequence(7);
        var isPlain = 0;
        for (var n = 0; n < 3_000; n++)
        {
            Saving[] savings = [.. Enumerable.Range(0, 1 + chance.Below(4)).Select(i => Any(chance, "s" + i))];
            var lines = Enumerable.Range(0, 1 + chance.Below(4)).Select(_ => Any(chance)).ToArray();
            var (pricer, basket, buyer) = Case(savings, lines);

            Assert.Equal(pricer.Price(basket, buyer).Deductions.Sum(d => d.Minor), pricer.Saved(basket, buyer));
            if (savings.All(s => new CompiledSaving(s).IsPlain)) isPlain++;
        }

        Assert.InRange(isPlain, 300, 2_900);
    }

    private static Saving Any(SeededSequence chance, string id)
    {
        var saving = Percent(id, 1 + chance.Below(10_000));
        return chance.Below(14) switch
        {
            0 => saving with { Per = SavingPer.Unit },
            1 => saving with { Amount = new SavingAmount { Minor = 150 } },
            2 => saving with { Stage = PriceStage.Order },
            3 => saving with { Caps = new SavingCaps { LineMinor = 70 } },
            4 => saving with { AtLeastMinor = 2_000 },
            5 => saving with { Scope = new SavingScope { Skus = ["tea"] } },
            6 => saving with { Scope = new SavingScope { Weekdays = [DayOfWeek.Friday] } },
            7 => saving with { Reach = SavingReach.All },
            8 => saving with { Stage = PriceStage.Price },
            9 => saving with { NotWith = new SavingBars { Ids = ["s0"] } },
            _ => saving,
        };
    }

    private static PurchaseLine Any(SeededSequence chance)
    {
        var line = Line(chance.Below(2) == 0 ? "tea" : "cake", chance.Below(4_000)) with { Quantity = 1 + chance.Below(3) };
        return chance.Below(12) switch
        {
            0 => line with { Kind = LineKind.Freight },
            1 => line with { Discountable = false },
            2 => line with { DiscountMinor = line.ListMinor / 3 },
            3 => line with { ListMinor = -200, ByHand = true },
            _ => line,
        };
    }

    private static Saving Percent(string id, int off) => new() { Id = id, Names = new(id, id), Amount = new SavingAmount { Off = off } };

    private static PurchaseLine Line(string sku, long minor) => new() { Sku = sku, Category = sku, Kind = LineKind.Goods, Quantity = 1, ListMinor = minor, NetMinor = minor };

    private static (Pricer Pricer, Basket Basket, Buyer Buyer) Case(Saving[] savings, params PurchaseLine[] lines) => (
        Pricer.Compile(new PricingTerms(new PricingRules(), [], null)),
        new Basket { Lines = [.. lines.Select(l => new BasketLine(l))], Day = Wednesday, Time = new TimeOnly(12, 0) },
        new Buyer { Tier = "silver", Candidates = [.. savings.Select(s => new Candidate(s, SavingOrigin.Benefit))] });
}
