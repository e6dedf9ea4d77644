using Tessera.App.Programs;
using Tessera.Core.Programs;
using Tessera.Scripts;

namespace Tessera.App.Tests.Templates;

/// <summary>The mall: growth of spend and behaviour, retail and wholesale apart, days of its own.</summary>
[Covers("template:mall")]
public sealed class MallTemplateTests
{
    private static readonly string Behaviour = string.Join("; ", Enumerable.Range(1, 7).SelectMany(m => Enumerable.Range(1, 3).Select(d => $"2024-0{m}-0{d} act event")));

    [Theory]
    [Covers("C11", "B1")]
    [InlineData("2024-07-20 buy A 2999.99", false, "ordinary")]
    [InlineData("2024-07-20 buy A 3000.00", false, "silver")]
    // Seven months of three events are 1,050. Of 2,100 they may be 2,100 × 3/7 = 900: 3,000. Of 2,099 899.57: 2,998.57.
    [InlineData("2024-07-20 buy A 2100.00", true, "silver")]
    [InlineData("2024-07-20 buy A 2099.00", true, "ordinary")]
    [InlineData("2024-07-20 buy A 10949.99", true, "silver")] // with 1,050 11,999.99
    [InlineData("2024-07-20 buy A 10950.00", true, "gold")]
    [InlineData("2024-07-20 buy A 40000.00", false, "diamond")]
    [InlineData("2024-07-20 buy A 40000.00 cat=gold/bar", false, "ordinary")] // bars do not qualify
    public void Growth_is_spend_with_behaviour_for_three_tenths_at_most(string purchase, bool behaves, string tier) =>
        Assert.Equal(tier, new MemberScript(Programs()).Play($"2024-01-01 join; {(behaves ? Behaviour + "; " : "")}{purchase}").State.InForce);

    [Theory]
    [Covers("B11")]
    [InlineData("silver", "", "164.64")] // 98 % of 168.00
    [InlineData("silver", " wholesale", "161.28")] // 96 %
    [InlineData("gold", "", "159.60")]
    [InlineData("gold", " wholesale", "156.24")]
    [InlineData("diamond", "", "154.56")]
    [InlineData("diamond", " wholesale", "151.20")]
    [InlineData("ordinary", " wholesale", "168.00")]
    public void The_same_box_costs_a_member_another_price_at_retail_and_wholesale(string tier, string kind, string net) =>
        Prices("2026-03-19 10:00" + kind, tier, "1 nuts gift/food 168.00 → " + net);

    [Theory]
    [Covers("F8", "F9")]
    [InlineData("2026-03-18 12:00", "silver", "1 dinner food/dinner 268.00 → 235.84")] // a Wednesday: 12 % are 32.16
    [InlineData("2026-03-19 12:00", "silver", "1 dinner food/dinner 268.00 → 268.00")]
    [InlineData("2026-03-18 12:00", "ordinary", "1 dinner food/dinner 268.00 → 268.00")]
    [InlineData("2026-06-18 12:00", "gold", "1 dress fashion/women 299.00 → 263.12")] // 12 % are 35.88, more than the tier's 14.95
    [InlineData("2026-06-19 12:00", "gold", "1 dress fashion/women 299.00 → 284.05")]
    [InlineData("2026-06-18 12:00", "silver", "1 dress fashion/women 299.00 → 293.02")] // not for silver: 2 % are 5.98
    public void Member_days_are_for_those_whose_days_they_are(string when, string tier, string line) => Prices(when, tier, line);

    [Theory]
    [Covers("H9")]
    [InlineData("ordinary", "1 household super/home 99.99 → 99.99", "1 freight - 10.00 → 10.00")]
    [InlineData("ordinary", "1 household super/home 100.00 → 80.00", "1 freight - 10.00 → 10.00")]
    [InlineData("gold", "1 household super/home 199.99 → 199.99", "1 freight - 10.00 → 0.00")]
    [InlineData("gold", "1 household super/home 200.00 → 150.00", "1 freight - 10.00 → 0.00")]
    public void The_Spring_Festival_takes_20_of_100_and_for_gold_50_of_200_with_free_delivery(string tier, string goods, string freight) =>
        Prices("2027-02-06 12:00 channel=miniprogram", tier, goods, freight);

    private static void Prices(string when, string tier, params string[] lines)
    {
        var receipt = new TemplateReceipt([$"receipt mall {when}", tier + ", 0 points, 0.00 stored", .. lines]);

        Assert.Equal(receipt.Said, receipt.Priced().Take(lines.Length));
    }

    private static ProgramHistory Programs()
    {
        var document = ProgramFile.Load(File.ReadAllText(Repository.PathOf("templates/mall/program.yaml"))).Document!;
        return new ProgramHistory([CompiledProgram.Compile(document, 1, default, ZoneTables.Calendar(document.Zone))]);
    }
}
