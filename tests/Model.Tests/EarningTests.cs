using static Tessera.Model.Tests.Shop;

namespace Tessera.Model.Tests;

[Covers("R4")]
public sealed class EarningTests
{
    [Fact]
    public void Ten_points_per_yuan_is_floored_once_per_order()
    {
        // 12.34 + 5.67 = 18.01 yuan × 10 = 180.1 → 180. Lines: 123.4 and 56.7 → 123 + 57 (remainders .4 and .7 → the second gets the 180th).
        var shop = new Shop(With(Ratio.Of(10, 100)));
        var key = shop.Buy("2025-03-01", Goods(1234), Goods(567));
        Assert.Equal(180, shop.M.Balance);
        Assert.Equal([123L, 57L], Order(shop, key).Lines.Select(line => line.Points));
    }

    [Theory]
    [InlineData(RoundAt.Order, 299)] // 99.99 × 1.5 + 99.99 × 1.5 = 299.97 → 299
    [InlineData(RoundAt.AfterMultipliers, 298)] // 149.985 → 149, twice
    [InlineData(RoundAt.BeforeMultipliers, 296)] // 99.99 → 99 × 1.5 = 148.5 → 148, twice
    public void The_place_of_rounding_is_a_switch(RoundAt at, long points)
    {
        var program = new ModelProgram { RoundAt = at };
        program.EarnRules.Add(new ModelEarnRule("tea", EarnKind.Spend, Ratio.Of(1, 100)) { Categories = ["tea"] });
        program.EarnRules.Add(new ModelEarnRule("cup", EarnKind.Spend, Ratio.Of(1, 100)) { Categories = ["cup"] });
        program.Ladder.Tiers.Add(new ModelTier("base") { Multiplier = Ratio.Of(3, 2) });
        var shop = new Shop(program);
        shop.Buy("2025-03-01", Goods(9999), Goods(9999, category: "cup/glass"));
        Assert.Equal(points, shop.M.Balance);
    }

    [Theory]
    [InlineData(RoundHow.Floor, 10)]
    [InlineData(RoundHow.HalfUp, 11)]
    [InlineData(RoundHow.Ceiling, 11)]
    public void Ten_and_a_half_points_round_by_the_switch(RoundHow how, long points)
    {
        // 10.50 yuan × 1 = 10.5
        var shop = new Shop(Plain(program => program.Rounding = how));
        shop.Buy("2025-03-01", 1050);
        Assert.Equal(points, shop.M.Balance);
    }

    [Fact]
    public void Per_full_hundred_counts_only_whole_hundreds()
    {
        // 299.99 yuan holds 2 whole hundreds × 3 points = 6; proportional would be 8.99.
        var program = new ModelProgram();
        program.EarnRules.Add(new ModelEarnRule("base", EarnKind.Spend, 3) { PerFull = 10000 });
        var shop = new Shop(program);
        shop.Buy("2025-03-01", 29999);
        Assert.Equal(6, shop.M.Balance);
    }

    [Theory]
    [InlineData(StackHow.Max, 300)] // max(1.5, 2, 3) = 3
    [InlineData(StackHow.Sum, 450)] // 1 + 0.5 + 1 + 2 = 4.5
    [InlineData(StackHow.Product, 900)] // 1.5 × 2 × 3 = 9
    public void Multipliers_of_tier_birthday_and_campaign_stack_by_the_switch(StackHow stack, long points)
    {
        // The member was born on 28 February; the campaign runs on that day.
        var shop = new Shop(Plain(program =>
        {
            program.Stack = stack;
            program.BirthdayMultiplier = 2;
            program.Campaigns.Add(new ModelCampaign("spring", 3, Day("2025-02-28"), Day("2025-02-28")));
            program.Ladder.Tiers.Add(new ModelTier("base") { Multiplier = Ratio.Of(3, 2) });
        }));
        shop.Buy("2025-02-28", 10000);
        Assert.Equal(points, shop.M.Balance);
    }

    [Theory]
    [InlineData(CapPolicy.Cut, 150)] // 100 of the first, then the 50 left in the day
    [InlineData(CapPolicy.Refuse, 100)] // the second would exceed the day and earns nothing
    public void A_daily_cap_cuts_or_refuses(CapPolicy policy, long points)
    {
        var shop = new Shop(Plain(program =>
        {
            program.CapPolicy = policy;
            program.PeriodCaps.Add(new ModelPeriodCap(Period.Day, 150));
        }));
        shop.Buy("2025-03-01", 10000);
        shop.Buy("2025-03-01", 8000);
        Assert.Equal(points, shop.M.Balance);
    }

    [Fact]
    public void A_refund_gives_cap_room_back_and_leaves_the_cut_order_cut()
    {
        // Cap 150: 100 + 50 (of 80). The refund of the first takes 100 and frees 100: the third may earn 100 of its 120.
        var shop = new Shop(Plain(program => program.PeriodCaps.Add(new ModelPeriodCap(Period.Day, 150))));
        var first = shop.Buy("2025-03-01", 10000);
        shop.Buy("2025-03-01", 8000);
        shop.Apply(key => new ModelRefund(key, At("2025-03-01"), first) { Units = [(0, 1)] });
        Assert.Equal(50, shop.M.Balance);
        shop.Apply(key => new ModelPurchase(key, At("2025-03-01"), "m") { Lines = [Goods(12000)] });
        Assert.Equal(150, shop.M.Balance);
    }

    [Fact]
    public void The_exclusive_rule_of_highest_priority_wins_alone()
    {
        var shop = new Shop(Plain(program =>
        {
            program.EarnRules.Add(new ModelEarnRule("x1", EarnKind.Purchase, 7) { Exclusive = true, Priority = 1 });
            program.EarnRules.Add(new ModelEarnRule("x2", EarnKind.Purchase, 9) { Exclusive = true, Priority = 2, Code = "SPRING" });
        }));
        shop.Buy("2025-03-01", 10000);
        Assert.Equal(7, shop.M.Balance);
        shop.Apply(key => new ModelPurchase(key, At("2025-03-02"), "m") { Lines = [Goods(10000)], Codes = ["SPRING"] });
        Assert.Equal(16, shop.M.Balance);
    }

    [Fact]
    public void Reviews_pay_once_per_object_and_twice_a_day_at_most()
    {
        // 30 each: o1, o1 again (nothing), o2, o3 (third of the day, nothing); next day o3 pays. 90 in all.
        var program = new ModelProgram();
        program.EarnRules.Add(new ModelEarnRule("review", EarnKind.Behaviour, 30) { Behaviour = "review", DailyTimes = 2, Multiplied = false });
        var shop = new Shop(program);
        shop.Do("2025-03-01", "review", "o1");
        shop.Do("2025-03-01", "review", "o1");
        shop.Do("2025-03-01", "review", "o2");
        shop.Do("2025-03-01", "review", "o3");
        Assert.Equal(60, shop.M.Balance);
        shop.Do("2025-03-02", "review", "o3");
        Assert.Equal(90, shop.M.Balance);
    }

    [Fact]
    public void The_basis_knows_discounts_tax_and_freight()
    {
        // Two units at list 60.00, sold at 50.00, line discount 5.00, order discount 10.00, tax 13 % included; freight 8.00.
        // Net of goods: 100 − 5 − 10 = 85.00.
        var line = Goods(5000, 2) with { ListPriceMinor = 6000, LineDiscountMinor = 500, OrderDiscountMinor = 1000, TaxRate = Ratio.Of(13, 100) };
        var freight = new ModelLine("f", "freight", 1, 800) { Kind = LineKind.Freight };
        long Points(Func<ModelEarnRule, ModelEarnRule> change)
        {
            var program = new ModelProgram();
            program.EarnRules.Add(change(new ModelEarnRule("base", EarnKind.Spend, Ratio.Of(1, 100))));
            var shop = new Shop(program);
            shop.Buy("2025-03-01", line, freight);
            return shop.M.Balance;
        }

        Assert.Equal(85, Points(rule => rule));
        Assert.Equal(120, Points(rule => rule with { BeforeDiscounts = true }));
        Assert.Equal(93, Points(rule => rule with { WithFreight = true }));
        Assert.Equal(95, Points(rule => rule with { Categories = ["tea"], OrderDiscountsReduce = false }));
        Assert.Equal(75, Points(rule => rule with { WithoutTax = true })); // 8500 × 13/113 = 977.9 → 978; 8500 − 978 = 7522
    }

    [Fact]
    public void Prices_of_a_tenth_of_a_cent_are_kept_or_rounded()
    {
        // 3 × 0.335 + 1 × 0.335 = 1.34. Kept: total 134 fen; lines 100.5 and 33.5 → 101 (tie to the earlier) and 33. Rounded: 34 fen each → 102 and 34.
        var kept = Earning.Nets(new ModelProgram(), Purchase(33.5m));
        Assert.Equal([101L, 33L], kept);
        var rounded = Earning.Nets(new ModelProgram { UnitPrices = UnitPrices.Round }, Purchase(33.5m));
        Assert.Equal([102L, 34L], rounded);
    }

    private static ModelPurchase Purchase(decimal price) => new("p", At("2025-03-01"), "m") { Lines = [new ModelLine("a", "tea", 3, price), new ModelLine("b", "tea", 1, price)] };

    private static ModelProgram With(Ratio rate)
    {
        var program = new ModelProgram();
        program.EarnRules.Add(new ModelEarnRule("base", EarnKind.Spend, rate));
        return program;
    }

    private static ModelOrder Order(Shop shop, string key) => shop.Model.Member("m").Orders.Single(order => order.Key == key);
}
