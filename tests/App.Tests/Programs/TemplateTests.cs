using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Core.Benefits;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.App.Tests.Programs;

public sealed class TemplateTests
{
    public static TheoryData<string> Templates() => [.. Directory.GetDirectories(Repository.PathOf("templates")).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Templates))]
    public void A_template_loads_without_an_error_or_a_warning(string template) => Assert.Empty(Load(template).Findings);

    [Fact]
    [Covers("template:tea-chain", "B1")]
    public void The_tea_chain_has_the_table_of_its_source()
    {
        var program = Load("tea-chain").Document!;

        Assert.Equal(["普通会员", "银卡会员", "金卡会员", "铂金会员"], program.Ladder.Tiers.Select(t => t.Names.Zh));
        Assert.Equal([10_000, 12_000, 15_000, 20_000], program.Ladder.Tiers.Select(t => t.Multiplier));
        // 600, 2,000 and 6,000 yuan are 60,000, 200,000 and 600,000 fen.
        Assert.Equal([60_000L, 200_000, 600_000], program.Ladder.Tiers.Skip(1).Select(t => ((Compare)t.Enter!).Threshold));
        Assert.All(program.Ladder.Tiers.Skip(1), t => Assert.Equal(new Window(WindowKind.RollingMonths, 12), ((Compare)t.Enter!).Reading.Window));
        Assert.Equal(new Rate(10, 100, RateMode.Proportional), program.Earn[0].Rate);
        Assert.Equal([("share", 50L), ("review", 30L)], program.Earn.Where(e => e.Id is "share" or "review").Select(e => (e.Id, e.Points)));
        Assert.Equal(20_000, program.Points.BirthdayMultiplier);
        Assert.Equal(new Core.Span(12, 0), program.Points.Expiry.Length);
    }

    [Fact]
    [Covers("F20", "F18", "F19", "F9")]
    public void The_benefit_table_of_the_tea_chain_renders_exactly_as_its_source()
    {
        var program = Load("tea-chain").Document!;
        var table = BenefitTable.Of(program.Benefits, program.Ladder.Tiers, new DateOnly(2026, 1, 1));

        Assert.Equal([BenefitDimension.Discount, BenefitDimension.Birthday, BenefitDimension.Points, BenefitDimension.Service], table.Dimensions);
        Assert.Equal(
            [
                "9.8折/无/1×/无",
                "9.5折/买一送一券/1.2×/周三会员日",
                "9折/免费生日饮品/1.5×/新品免费试饮",
                "8.5折/蛋糕+饮品/2×/定制饮品、免排队",
            ],
            table.Rows.Select(r => string.Join('/', r.Cells.Select(c => c.Text.Zh))));
        Assert.Equal("15 % off/cake + drink/2×/drinks made to order, no queueing", string.Join('/', table.Rows[3].Cells.Select(c => c.Text.En)));
    }

    [Fact]
    [Covers("template:tea-chain")]
    public void The_tea_chain_settles_in_January_and_warns_every_month()
    {
        var program = Load("tea-chain").Document!;
        var january = program.Reviews[0];
        var monthly = program.Reviews[1];

        Assert.Equal((ReviewDoes.Settle, MomentKind.Yearly, new Core.MonthDay(1, 1)), (january.Does, january.Moment.Kind, january.Moment.On));
        Assert.Equal([40_000L, 150_000, 450_000], january.Keep.Values.Select(k => ((Compare)k).Threshold));
        Assert.Equal((ReviewDoes.Warn, MomentKind.Monthly, 1), (monthly.Does, monthly.Moment.Kind, monthly.Moment.On.Day));
        Assert.Equal(new Window(WindowKind.Month), monthly.Window);
        Assert.Equal([5_000L, 17_000, 50_000], monthly.Keep.Values.Select(k => ((Compare)k).Threshold));
        Assert.Equal((3, true), (monthly.Failures, monthly.FallsAfterWarning));
        Assert.Equal(new TaskPack("checkin", 3, new Core.Span(1, 0)), monthly.TaskPack);
        Assert.StartsWith("若下月消费不足 {target}", monthly.WarningText!.Zh, StringComparison.Ordinal);
    }

    [Fact]
    [Covers("template:online-retail")]
    public void The_online_retailer_keeps_points_for_ever_and_reviews_on_the_enter_conditions()
    {
        var program = Load("online-retail").Document!;

        Assert.Equal(("Europe/London", "GBP", 2), (program.Zone, program.Currency, program.CurrencyDecimals));
        Assert.Equal(new Rate(1, 100, RateMode.PerFull), program.Earn[0].Rate);
        Assert.Equal((ExpiryKind.Never, Shortfall.Clamp), (program.Points.Expiry.Kind, program.Points.Shortfall));
        Assert.Equal([100_000L, 500_000], program.Ladder.Tiers.Skip(1).Select(t => ((Compare)t.Enter!).Threshold));
        Assert.Equal(program.Ladder.Tiers[2].Enter, program.Reviews[0].Keep["gold"]);
        Assert.Equal(["silver", "gold"], program.Reviews[0].Keep.Keys);
    }

    [Fact]
    [Covers("template:cdnow")]
    public void The_record_shop_counts_dollars_in_New_York()
    {
        var program = Load("cdnow").Document!;

        Assert.Equal(("America/New_York", "USD"), (program.Zone, program.Currency));
        Assert.Equal(20_000L, ((Compare)program.Ladder.Tiers[1].Enter!).Threshold);
    }

    [Fact]
    [Covers("template:salon", "B1")]
    public void The_salon_raises_by_spend_or_referrals_and_keeps_by_spend_alone()
    {
        var program = Load("salon").Document!;
        var gold = (AnyOf)program.Ladder.Tiers[2].Enter!;

        Assert.Equal(["普通会员", "银星会员", "金星会员"], program.Ladder.Tiers.Select(t => t.Names.Zh));
        Assert.Equal(new Compare(new MetricReading(Metric.Spend, Window.Lifetime), Comparison.AtLeast, 200_000), program.Ladder.Tiers[1].Enter);
        Assert.Equal(
            [
                new Compare(new MetricReading(Metric.Spend, Window.Lifetime), Comparison.AtLeast, 500_000),
                new Compare(new MetricReading(Metric.Spend, new Window(WindowKind.RollingMonths, 12)), Comparison.AtLeast, 300_000),
                new Compare(new MetricReading(Metric.Referrals, Window.Lifetime), Comparison.AtLeast, 3),
            ],
            gold.Parts);
        Assert.Equal([80_000L, 200_000], program.Reviews[0].Keep.Values.Select(k => ((Compare)k).Threshold));
        Assert.Equal(new Core.Span(2, 0), program.Reviews[0].Grace);
    }

    [Fact]
    [Covers("template:retail4", "B1")]
    public void Retail_in_four_tiers_counts_behaviour_for_three_tenths_at_most()
    {
        var program = Load("retail4").Document!;

        Assert.Equal(["普通会员", "银卡会员", "金卡会员", "钻石会员"], program.Ladder.Tiers.Select(t => t.Names.Zh));
        Assert.Equal(new Core.Growth.BehaviourShare(30, Core.Growth.ShareReading.Cap), program.Growth!.BehaviourShare);
        Assert.Equal(new Core.Growth.GrowthBehaviour("login", 2, 2, 30), program.Growth.Behaviours[0]);
        Assert.Equal((ExpiryKind.Fixed, new Core.MonthDay(12, 31)), (program.Points.Expiry.Kind, program.Points.Expiry.Dates[0]));
    }

    [Fact]
    [Covers("template:abc", "B1")]
    public void Three_tiers_keep_their_letters_beside_their_names_and_rank_by_spend()
    {
        var program = Load("abc").Document!;

        Assert.Equal([("C", "基础会员"), ("B", "重要会员"), ("A", "核心会员")], program.Ladder.Tiers.Select(t => (t.Code!, t.Names.Zh)));
        Assert.Equal([3_500, 1_000], program.Ladder.Tiers.Skip(1).Select(t => t.Ranking!.ShareTenThousandths));
        Assert.All(program.Ladder.Tiers.Skip(1), t => Assert.Equal(EntryMode.Review, t.EntryMode));
        Assert.Equal(((int?)500, (int?)1_000), (program.Ladder.Tiers[2].ShareFrom, program.Ladder.Tiers[2].ShareThrough));
    }

    private static ProgramFileResult Load(string template) => ProgramFile.Load(File.ReadAllText(Repository.PathOf($"templates/{template}/program.yaml")));
}
