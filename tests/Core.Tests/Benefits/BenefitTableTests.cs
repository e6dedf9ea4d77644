using Tessera.Core.Benefits;
using Tessera.Core.Pricing;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Benefits;

public sealed class BenefitTableTests
{
    private static readonly DateOnly Day = new(2026, 7, 1);
    private static readonly TierRule Base = new() { Id = "base", Names = new("普通", "Base") };
    private static readonly TierRule Gold = new() { Id = "gold", Names = new("金星", "Gold"), Has = ["cut", "ship"], Benefits = [new("停车", "parking")] };

    private static readonly Benefit[] Salon =
    [
        new() { Id = "base-cut", Names = new("仅剪发9.5折", "5 % off haircuts"), Type = BenefitType.Discount, Off = 500, When = new SavingScope { Categories = ["剪发"] }, Tiers = ["base"] },
        new() { Id = "cut", Names = new("会员折扣", "discount"), Type = BenefitType.Discount, Off = 2_000 },
        new() { Id = "ship", Names = new("满199免邮", "free freight from 199"), Type = BenefitType.FreeFreight, AtLeastMinor = 19_900, From = new(2026, 7, 1), Through = new(2026, 9, 30) },
        new() { Id = "twice", Names = new("双倍积分", "double points"), Type = BenefitType.Multiplier, Multiplier = 20_000, Tiers = ["gold"] },
    ];

    [Fact]
    [Covers("F21", "F22", "F1")]
    public void A_discount_on_everything_stands_in_its_notation_and_one_of_a_scope_by_its_name()
    {
        var table = BenefitTable.Of(Salon, [Base, Gold], Day);

        Assert.Equal([BenefitDimension.Discount, BenefitDimension.Birthday, BenefitDimension.Points, BenefitDimension.Delivery, BenefitDimension.Service], table.Dimensions);
        Assert.Equal(["仅剪发9.5折", "无", "1×", "无", "无"], table.Rows[0].Cells.Select(c => c.Text.Zh));
        Assert.Equal(["8折", "无", "2×", "满199免邮", "停车"], table.Rows[1].Cells.Select(c => c.Text.Zh));
        Assert.Equal(["20 % off", "none", "2×", "free freight from 199", "parking"], table.Rows[1].Cells.Select(c => c.Text.En));
    }

    [Theory]
    [InlineData("2026-06-30", false)]
    [InlineData("2026-07-01", true)]
    [InlineData("2026-09-30", true)]
    [InlineData("2026-10-01", false)]
    [Covers("G5")]
    public void A_benefit_is_in_the_list_from_its_first_through_its_last_date(string on, bool holds) =>
        Assert.Equal(holds, Catalogue.Of(Salon, Gold, DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture)).Any(b => b.Id == "ship"));

    [Fact]
    [Covers("F33")]
    public void The_multiplier_of_the_catalogue_is_that_of_the_tier()
    {
        var ladder = Catalogue.WithMultipliers(Salon, new Ladder { Tiers = [Base, Gold] });

        Assert.Equal([10_000, 20_000], ladder.Tiers.Select(t => t.Multiplier));
    }
}
