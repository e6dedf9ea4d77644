using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Tests.Earning;

public sealed class CompiledEarningTests
{
    private static readonly Instant Now = Instant.FromSeconds(0);

    [Theory]
    [InlineData("a money:1/1.00;a unit:3", "a")]
    [InlineData("a times:2 caps=day:10", "a")]
    [InlineData("a money:1/999999.37;b money:1/999999.83;c money:1/1.00", "b")]
    public void A_rule_that_cannot_be_compiled_is_named(string rules, string id)
    {
        var thrown = Assert.Throws<ArgumentException>(() => CompiledEarning.Compile(EarnCase.Terms("", rules)));
        Assert.Contains($"earn rule {id}:", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_money_rule_without_a_rate_is_named()
    {
        var rule = new EarnRule { Id = "bare", Names = new LocalText("x", "x"), Kind = EarnKind.Money };
        var thrown = Assert.Throws<ArgumentException>(() => CompiledEarning.Compile(new EarningTerms([rule], new PointsRules(), null, new PurchaseRules())));
        Assert.Contains("bare", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    // The absolute amount at the base rate: 0.19 × 10 = 1.9.
    [InlineData("", "base money:10/1.00", 19, 1)]
    [InlineData("rounding=halfUp", "base money:10/1.00", 19, 2)]
    // No multiplier, campaign, limit, tier, code or goods of a rule takes part.
    [InlineData("caps=order:5", "base money:10/1.00 caps=day:3;c times:2;gold money:5/1.00 tier=gold;t money:5/1.00 cat=tea;k purchase:9", 1_000, 100)]
    // One point per full pound of 77,183.60.
    [InlineData("", "base money:1/1.00 full", 7_718_360, 77_183)]
    // Two base rules add up; an exclusive one stands alone.
    [InlineData("", "a money:1/1.00;b money:2/1.00", 1_000, 30)]
    [InlineData("", "a money:1/1.00;b money:2/1.00 exclusive", 1_000, 20)]
    [InlineData("", "only money:1/1.00 channel=app", 1_000, 0)]
    [Covers("E1")]
    public void A_cancellation_takes_back_the_absolute_amount_at_the_base_rate(string settings, string rules, long minor, long points) =>
        Assert.Equal(points, CompiledEarning.Compile(EarnCase.Terms(settings, rules)).BasePoints(Cancelled(minor)));

    [Fact]
    public void A_cancellation_that_tells_its_lines_leaves_out_what_is_excluded()
    {
        // 30.00 told: 10.00 tobacco (no points), 20.00 gift (no qualifying spend): points 20.00 × 10, spend 10.00, growth 10.
        var earning = CompiledEarning.Compile(EarnCase.Terms("growth=1/1.00 excluded=gift", "base money:10/1.00 notCat=tobacco"));
        var lines = EarnCase.Purchase("10.00 cat=tobacco;20.00 cat=gift", "").Lines;

        Assert.Equal(new CancelledShare(200, 1_000, 10), earning.Cancelled(Cancelled(3_000) with { Lines = lines }));
    }

    [Fact]
    public void Lines_of_a_cancellation_that_do_not_add_up_are_for_the_books_only()
    {
        var earning = CompiledEarning.Compile(EarnCase.Terms("", "base money:10/1.00 notCat=tobacco"));
        var lines = EarnCase.Purchase("10.00 cat=tobacco;19.99 cat=gift", "").Lines;

        Assert.Equal(new CancelledShare(300, 3_000, 0), earning.Cancelled(Cancelled(3_000) with { Lines = lines }));
    }

    [Fact]
    public void One_decision_names_at_most_eight_rules_that_almost_matched()
    {
        var rules = string.Join(';', Enumerable.Range(0, 30).Select(i => $"c{i} purchase:5 code=K{i}"));
        var earned = CompiledEarning.Compile(EarnCase.Terms("", rules)).Purchase(EarnCase.Context(""), EarnCase.Purchase("10.00", ""));

        Assert.Equal(EarnReasons.MostMissed, earned.Reasons.Count);
        Assert.All(earned.Reasons, r => Assert.Equal(EarnReasons.MissedCode, r.Code));
    }

    [Fact]
    public void A_rule_behind_many_codes_still_gives_when_its_own_is_entered()
    {
        var rules = string.Join(';', Enumerable.Range(0, 30).Select(i => $"c{i} purchase:5 code=K{i}"));
        var earned = CompiledEarning.Compile(EarnCase.Terms("", rules)).Purchase(EarnCase.Context(""), EarnCase.Purchase("10.00", "codes=k29+K2"));

        Assert.Equal(["c2", "c29"], earned.Outcome.Hits.Select(h => h.Parts[0].Text));
        Assert.Equal(10, earned.Outcome.Points);
    }

    [Fact]
    public void A_hit_is_explained_with_its_numbers()
    {
        // 88.00 × 10 × 1.5 = 1,320; the limit of 1,000 cuts 320.
        var earning = CompiledEarning.Compile(EarnCase.Terms("", "base money:10/1.00 caps=order:1000"));
        var hit = Assert.Single(earning.Purchase(EarnCase.Context("x=1.5"), EarnCase.Purchase("88.00", "")).Outcome.Hits);

        Assert.Equal(EarnReasons.Money, hit.Code);
        Assert.Equal(
            [("basis", 8_800), ("rate", 10), ("per", 100), ("multiplier", 15_000), ("points", 1_000), ("cut", 320)],
            hit.Parts.Skip(1).Select(p => (p.Name, p.Number)));
    }

    [Fact]
    public void A_purchase_of_a_thousand_lines_shares_its_points_exactly()
    {
        // 1,000 lines of 0.01 to 10.00: 5,005.00 in all; one point per full pound; the parts of the k-th line are k/1000.
        var lines = string.Join(';', Enumerable.Range(1, 1_000).Select(i => FormattableString.Invariant($"{i / 100m}")));
        var outcome = CompiledEarning.Compile(EarnCase.Terms("", "base money:1/1.00 full")).Purchase(EarnCase.Context(""), EarnCase.Purchase(lines, "")).Outcome;

        Assert.Equal(5_005, outcome.Points);
        Assert.Equal(5_005, outcome.Lines.Sum(l => l.Points));
        Assert.All(outcome.Lines, (line, i) => Assert.InRange(line.Points, (i + 1) / 100, ((i + 1) / 100) + 1));
    }

    private static Cancellation Cancelled(long minor) => new() { OccurredAt = Now, RecordedAt = Now, AmountMinor = minor };
}
