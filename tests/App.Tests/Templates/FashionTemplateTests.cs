using Tessera.App.Programs;
using Tessera.Core.Programs;
using Tessera.Scripts;

namespace Tessera.App.Tests.Templates;

/// <summary>The clothes chain: full-price discounts, more pieces, points that wait until nothing can come back.</summary>
[Covers("template:fashion")]
public sealed class FashionTemplateTests
{
    [Theory]
    [Covers("B1")]
    [InlineData("1999.99", "member")]
    [InlineData("2000.00", "silver")]
    [InlineData("6000.00", "gold")]
    [InlineData("15000.00", "black")]
    public void A_year_of_spend_makes_the_tier(string spent, string tier) =>
        Assert.Equal(tier, new MemberScript(Programs()).Play("2024-01-01 join; 2024-02-01 buy A " + spent).State.InForce);

    [Theory]
    [InlineData("gold", "1399.99", "gold")] // far below 4,200: a month of grace is open
    [InlineData("silver", "1400.00", "silver")]
    public void A_tier_year_is_kept_or_opens_a_month_of_grace(string tier, string spent, string during)
    {
        // Set on 1 March; the review of 1 March a year later; a month of grace ends with 31 March.
        var life = new MemberScript(Programs()).Play($"2024-03-01 join; 2024-03-01 13:00 set {tier}; 2024-09-01 buy A {spent}; 2025-03-10 night");

        Assert.Equal(during, life.State.InForce);
        Assert.Equal("silver", life.Play("2025-04-05 night").State.InForce);
    }

    [Fact]
    public void Points_are_spendable_once_seven_days_have_passed()
    {
        var life = new MemberScript(Programs()).Play("2024-01-01 join; 2024-02-01 buy A 300.00; 2024-02-07 night");
        Assert.Equal(0, life.State.Balance);

        Assert.Equal(300, life.Play("2024-02-08 night").State.Balance);
    }

    [Theory]
    [Covers("F2", "F3")]
    [InlineData("2026-03-21 12:00", "member", "1 blazer clothes/outer 699.00 → 699.00")]
    [InlineData("2026-03-21 12:00", "black", "1 blazer clothes/outer 699.00 → 615.12")] // 12 % are 83.88
    [InlineData("2026-03-19 12:00", "black", "1 blazer clothes/outer 699.00 → 594.15")] // a Thursday: 15 % are 104.85
    [InlineData("2026-03-19 12:00", "black", "1 outlet-coat outlet/clothes 329.00 → 329.00")]
    [InlineData("2026-03-21 12:00", "member", "1 tee clothes/basic 99.00 → 89.00")]
    [InlineData("2026-03-21 12:00", "member", "2 jeans clothes/trousers 718.00 → 646.20")] // two pieces: 10 %
    [InlineData("2026-03-21 12:00", "gold", "3 jeans clothes/trousers 1077.00 → 861.60")] // three: 20 %, and 861.60 is below 1,000
    [InlineData("2026-03-21 12:00 birthday", "gold", "1 blazer clothes/outer 699.00 → 489.30")] // 30 % are 209.70
    public void Each_line_takes_the_better_of_what_it_may_have(string when, string tier, string line)
    {
        var receipt = new TemplateReceipt([$"receipt fashion {when}", tier + ", 0 points, 0.00 stored", line]);

        Assert.Equal(receipt.Said, receipt.Priced().Take(1));
    }

    private static ProgramHistory Programs()
    {
        var document = ProgramFile.Load(File.ReadAllText(Repository.PathOf("templates/fashion/program.yaml"))).Document!;
        return new ProgramHistory([CompiledProgram.Compile(document, 1, default, ZoneTables.Calendar(document.Zone))]);
    }
}
