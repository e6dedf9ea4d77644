using Tessera.Core.Analytics;
using Tessera.Core.Benefits;
using Tessera.Core.Costs;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Programs;
using Tessera.Core.Redemption;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Analytics;

/// <summary>What is proposed when cost comes to the red line, worked by hand: revenue is 1,000.00, the line 8 %, 80.00.</summary>
[Covers("K6")]
public sealed class AdjustmentTests
{
    private const long Revenue = 100_000;

    [Fact]
    public void A_discount_gives_five_points_less_and_saves_in_proportion()
    {
        // 8折 takes off 20 of 100 and cost 100.00; at 15 of 100 it costs 75.00: 7.5 %.
        var plan = Propose(Shop(Discount("eight", 2_000)), Used("eight", 10_000));

        var change = Assert.Single(plan.Changes);
        Assert.Equal((AdjustmentKind.LowerDiscount, 10_000L, 2_500L), (change.Kind, change.CostMinor, change.SavedMinor));
        Assert.Equal(("/benefits/0/discount", "8.5折"), (change.Edits.Single().Pointer, change.Edits.Single().Value));
        Assert.Equal((7_500L, true), (plan.Expected.CostMinor, plan.IsEnough));
    }

    [Fact]
    public void What_brings_least_goes_first_though_it_saves_less_and_the_choice_ends_under_the_line()
    {
        // 82.00 is over 80.00. The tea brings little: 10 of 100 to 5 of 100 saves 11.00 of its 22.00, which is enough; the dearer cake is left alone.
        var plan = Propose(Shop(Discount("cake", 2_000), Discount("tea", 1_000)), Used("cake", 6_000), Used("tea", 2_200) with { IsLowLift = true });

        Assert.Equal(["tea"], plan.Changes.Select(c => c.Source.Id));
        Assert.Equal((7_100L, true), (plan.Expected.CostMinor, plan.IsEnough));
    }

    [Fact]
    public void What_is_shown_to_bring_buyers_what_is_owed_and_the_last_five_points_are_left_alone()
    {
        var owed = new Benefit { Id = "returns", Names = new("退", "returns"), Type = BenefitType.FreeReturns, Quota = new BenefitQuota(4, CapPeriod.Month), UnitCostMinor = 500, Owner = "shop", Stock = Benefit.Unlimited, Tiers = ["base"] };
        var birthday = owed with { Id = "birthday", Type = BenefitType.Birthday };
        var plan = Propose(Shop(Discount("good", 2_000), Discount("small", 900), owed, birthday), Used("good", 4_000, Lift.More), Used("small", 3_000), Used("returns", 2_000), Used("birthday", 1_000));

        Assert.Empty(plan.Changes);
        Assert.False(plan.IsEnough);
        Assert.Equal(plan.Now, plan.Expected);
    }

    [Fact]
    public void A_fixed_amount_wants_a_fifth_more_to_be_spent_in_whole_units_of_money()
    {
        // 20 off 101.00 becomes 20 off 122.00 (121.20 rounded up): 21 of 122 of its 100.00 are 17.21.
        var plain = new Saving { Id = "off", Names = new("减", "off"), Amount = new SavingAmount { Minor = 2_000 }, AtLeastMinor = 10_100 };
        var plan = Propose(Shop() with { Promotions = [plain] }, Cost(CostKind.Promotion, "off", 10_000));
        // 15 off 150, 40 off 300: 180 and 360, a sixth less of each.
        var steps = plain with { Amount = new(), AtLeastMinor = 0, Steps = [Step(15_000, 1_500), Step(30_000, 4_000)] };
        var stepped = Propose(Shop() with { Promotions = [steps] }, Cost(CostKind.Promotion, "off", 9_000));

        Assert.Equal((AdjustmentKind.RaiseMinimum, "122", 1_721L), (plan.Changes[0].Kind, plan.Changes[0].Edits[0].Value, plan.Changes[0].SavedMinor));
        Assert.Equal([("/promotions/0/steps/0/atLeast", "180"), ("/promotions/0/steps/1/atLeast", "360")], stepped.Changes[0].Edits.Select(e => (e.Pointer, e.Value!)));
        Assert.Equal(1_500, stepped.Changes[0].SavedMinor);

        static SavingStep Step(long from, long off) => new() { FromMinor = from, Amount = new SavingAmount { Minor = off } };
    }

    [Fact]
    public void Uses_are_one_fewer_a_reward_costs_a_tenth_more_and_a_steep_multiplier_comes_down()
    {
        var wash = new Benefit { Id = "wash", Names = new("洗", "wash"), Type = BenefitType.Entitlement, Quota = new BenefitQuota(4, CapPeriod.Month), UnitCostMinor = 500, Owner = "shop", Stock = Benefit.Unlimited, Tiers = ["base"] };
        var mug = new Reward { Id = "mug", Names = new("杯", "mug"), Points = 500, Stock = 100, CostMinor = 1_000, Owner = "shop" };
        var shop = Shop(wash) with
        {
            Rewards = [new RewardOffer(mug, null)],
            Ladder = new Ladder { Tiers = [Tier("base", 10_000), Tier("gold", 20_000)] },
        };
        var plan = Propose(shop, Used("wash", 4_000), Cost(CostKind.Reward, "mug", 5_500), Cost(CostKind.Points, "", 6_000));

        // A quarter of 40.00; 50 of 550 points of 55.00; gold spent 40.00 of the points: 2 times to 1.3 times is 7 of 20.
        Assert.Equal(
            [(AdjustmentKind.LowerMultiplier, "/tiers/1/multiplier", "1.3", 1_400L), (AdjustmentKind.CapQuota, "/benefits/0/quota/uses", "3", 1_000L), (AdjustmentKind.RaisePrice, "/rewards/0/points", "550", 500L)],
            plan.Changes.Select(c => (c.Kind, c.Edits[0].Pointer, c.Edits[0].Value!, c.SavedMinor)));
        Assert.False(plan.IsEnough);
    }

    [Fact]
    public void No_change_makes_lint_find_what_it_did_not_find()
    {
        // Silver and gold have 10 of 100 both: gold at 5 would be less than silver.
        var shop = Shop(Discount("silver-off", 1_000) with { Tiers = ["base"] }, Discount("gold-off", 1_000) with { Tiers = ["gold"] }) with { Ladder = new Ladder { Tiers = [Tier("base", 10_000), Tier("gold", 10_000)] } };
        var plan = Propose(shop, Used("gold-off", 9_000));

        Assert.Empty(plan.Changes);
    }

    private static AdjustmentPlan Propose(ProgramDocument document, params SourceCost[] sources)
    {
        var total = new CostShare(sources.Sum(s => s.Sum.CostMinor), Revenue);
        var report = new CostReport(total, total.Against(document.Costs.RedLine), sources, [], [], [], 0, 0);
        return Adjustments.Propose(report, new Dictionary<string, long>(StringComparer.Ordinal) { ["base"] = 2_000, ["gold"] = 4_000 }, document);
    }

    private static ProgramDocument Shop(params Benefit[] benefits) => new() { Code = "shop", Names = new("店", "Shop"), Benefits = benefits, Ladder = new Ladder { Tiers = [Tier("base", 10_000)] } };

    private static TierRule Tier(string id, int multiplier) => new() { Id = id, Names = new(id, id), Multiplier = multiplier };

    private static Benefit Discount(string id, int off) => new() { Id = id, Names = new(id, id), Type = BenefitType.Discount, Off = off, Owner = "shop", Tiers = ["base"] };

    private static SourceCost Used(string benefit, long cost, Lift lift = Lift.NotMeasured) =>
        Cost(CostKind.Benefit, benefit, cost) with { Conversion = new Conversion(default, default, lift, null, null) };

    private static SourceCost Cost(CostKind kind, string id, long cost) => new(new CostSource(kind, id), new CostSum(1, cost), 1, null, new CostShare(cost, Revenue), null, false);
}
