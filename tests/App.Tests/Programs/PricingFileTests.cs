using System.Globalization;
using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core.Facts;
using Tessera.Core.Pricing;
using Tessera.Core.Programs;

namespace Tessera.App.Tests.Programs;

public sealed class PricingFileTests
{
    private const string Shop = """
        program:
          code: shop
          name: { zh: 小店, en: Shop }
        tiers:
          - id: base
            name: { zh: 普通, en: Base }
          - id: gold
            name: { zh: 金卡, en: Gold }
            enter: { spend: 2000, window: rolling 12 months }
        points:
          spending: { points: 100, worth: 1.00, min: 100, step: 100, maxShare: 50 % }
        pricing:
          groups:
            - { id: flash, stage: price, mode: best }
        promotions:
          - id: member-price
            name: { zh: 会员价, en: member price }
            stage: price
            prices: { tea: 18.00, cake: 27.00 }
            when: { members: yes }
          - id: wednesday
            name: { zh: 周三会员日, en: member Wednesday }
            discount: 88折
            when: { tiers: gold, weekdays: wed, categories: [tea, cake] }
            caps: { perOrder: 50.00 }
          - id: full
            name: { zh: 满减, en: full reduction }
            stage: order
            steps:
              - { atLeast: 100, amount: 10 }
              - { atLeast: 200, amount: 30 }
            notWith: { groups: [flash] }
          - id: third-free
            name: { zh: 第三件免费, en: third piece free }
            stage: buyGet
            when: { categories: [mug] }
            buyGet: { buy: 3, givenCount: yes }
            limits: [{ of: campaign, uses: 500 }, { period: month, uses: 2 }]
        earn:
          - id: spend
            name: { zh: 消费, en: spending }
            kind: money
            rate: { points: 1, per: 1 }
        """;

    [Fact]
    [Covers("F3", "F8", "F9")]
    public void Promotions_of_the_file_price_a_basket()
    {
        var read = ProgramFile.Load(Shop);
        Assert.Empty(read.Findings);
        var pricer = Pricer.Compile(new PricingTerms(read.Document!.Pricing, read.Document.Promotions, read.Document.Points.Spending));
        var basket = new Basket { Lines = [Line("tea", "tea", 2, 4_000), Line("mug", "mug", 3, 9_000)], Day = new DateOnly(2026, 3, 18), Time = new TimeOnly(12, 0) };

        var order = pricer.Price(basket, new Buyer { Tier = "gold", PointsSpendable = 5_000, Points = Asked.Most });

        // tea: 40.00 → 2 × 18.00 = 36.00; 12 % of it is 4.32 → 31.68. mugs: the third is free, 90.00 → 60.00. 91.68 is below 100.00.
        // Half of 91.68 is 45.84; whole hundreds of points: 4,500 = 45.00 → 46.68.
        Assert.Equal((4_668L, 4_500L), (order.ToPayMinor, order.Points));
        Assert.Equal("member-price wednesday third-free points", string.Join(' ', order.Deductions.Select(d => d.Id)));
        Assert.Equal(
            "还差 ¥8.32：使用“第三件免费”等优惠后为 ¥91.68，须满 ¥100.00",
            Text.Render(Assert.Single(order.NotApplied).Reason, Text.Chinese, read.Document));
        Assert.Equal("周三会员日：¥36.00 打8.8折，减 ¥4.32", Text.Render(order.Deductions[1].Reason, Text.Chinese, read.Document));
        Assert.Equal("member Wednesday: 12 % off ¥36.00, ¥4.32 less", Text.Render(order.Deductions[1].Reason, Text.English, read.Document));
    }

    [Theory]
    [InlineData("discount: 88折", "discount: 10折", "program.value")]
    [InlineData("discount: 88折", "discount: 88折\n    amount: 5", "program.oneAmount")]
    [InlineData("    discount: 88折\n", "", "program.needs")]
    [InlineData("tiers: gold", "tiers: golf", "program.unknownTier")]
    [InlineData("groups: [flash]", "groups: [flush]", "program.unknownGroup")]
    [InlineData("groups: [flash]", "savings: [member-prize]", "program.unknownSaving")]
    [InlineData("atLeast: 200", "atLeast: 50", "program.stepsNotRising")]
    [InlineData("atLeast: 200", "units: 2", "program.stepMeasure")]
    [InlineData("id: full", "id: points", "program.reserved")]
    [InlineData("id: full", "id: wednesday", "program.duplicateId")]
    [InlineData("stage: order", "stage: points", "program.stagePoints")]
    [InlineData("stage: order", "stage: order\n    group: flash", "program.unknownGroup")]
    [InlineData("stage: order", "stage: order\n    onCap: refuse", "program.unused")]
    [InlineData("stage: order", "stage: order\n    uses: 3", "program.unused")]
    [InlineData("stage: buyGet", "stage: line", "program.buyGetStage")]
    [InlineData("buy: 3", "buy: 3, buyAmount: 100", "program.buyOneWay")]
    [InlineData("buy: 3,", "", "program.needs")]
    [InlineData("{ period: month, uses: 2 }", "{ period: month }", "program.needs")]
    [InlineData("maxShare: 50 %", "maxShare: 50 %, max: 50", "program.maxBelowMin")]
    [InlineData("maxShare: 50 %", "paidPartEarns: yes", "program.unused")]
    [InlineData("  groups:\n    - { id: flash", "  stages: [price, line, order, coupon, points, freight]\n  groups:\n    - { id: flash", "program.stages")]
    [InlineData("stage: price, mode", "stage: points, mode", "program.groupStage")]
    [InlineData("weekdays: wed", "weekdays: wed, from: 2026-02-01, through: 2026-01-01", "program.throughBeforeFrom")]
    public void What_is_wrong_in_prices_is_found(string sound, string wrong, string code)
    {
        Assert.Contains(sound, Shop, StringComparison.Ordinal);

        var findings = ProgramFile.Load(Shop.Replace(sound, wrong, StringComparison.Ordinal)).Findings;

        var finding = findings.FirstOrDefault(f => f.What.Code == code);
        Assert.True(finding is not null, string.Join(' ', findings.Select(f => f.What.Code)));
        Assert.True(finding.Line > 0);
        Assert.DoesNotContain("…", Text.Render(finding, Text.English), StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_of_promotions_reads_as_a_sentence()
    {
        var before = ProgramFile.Load(Shop).Document!;
        var after = ProgramFile.Load(Shop.Replace("discount: 88折", "discount: 8折", StringComparison.Ordinal)).Document!;

        var one = Assert.Single(ProgramDiff.Between(before, after));

        Assert.Contains("8.8折", one.Sentence.Zh, StringComparison.Ordinal);
        Assert.Contains("20 % off", one.Sentence.En, StringComparison.Ordinal);
    }

    [Fact]
    public void The_receipt_of_the_page_comes_out_of_its_programme()
    {
        string[] blocks = File.ReadAllText(Repository.PathOf("docs/concepts/prices.md")).Split("```");
        var program = ProgramFile.Load(blocks.First(b => b.StartsWith("yaml", StringComparison.Ordinal))[4..]);
        Assert.Empty(program.Findings);
        string[] receipt = blocks.First(b => b.StartsWith("receipt", StringComparison.Ordinal)).Trim().Split('\n');
        string[] head = receipt[0].Split(' ');
        var basket = new Basket
        {
            Lines = [Line("tea", "tea", 2, Minor(receipt[1])), Line("mug", "mug", 3, Minor(receipt[2])), Freight(Minor(receipt[3]))],
            Day = DateOnly.ParseExact(head[2], "yyyy-MM-dd", CultureInfo.InvariantCulture),
            Time = new TimeOnly(12, 0),
        };
        var buyer = new Buyer { Tier = head[1], PointsSpendable = long.Parse(receipt[4].Split(' ')[1], CultureInfo.InvariantCulture), Points = Asked.Most };

        var order = Pricer.Compile(new PricingTerms(program.Document!.Pricing, program.Document.Promotions, program.Document.Points.Spending)).Price(basket, buyer);

        string[] said = [.. order.Deductions.Select(d => d.Id + " " + Yuan(d.Minor)), "to pay " + Yuan(order.ToPayMinor)];
        Assert.Equal(receipt[5..], said);
        Assert.Equal([346L, 654L], order.Lines.Take(2).Select(l => l.Parts.First(p => p.Id == "full").Minor));
    }

    private static string Yuan(long minor) => (minor / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static long Minor(string line) => (long)(decimal.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture) * 100);

    private static BasketLine Freight(long list) => new(new PurchaseLine { Sku = "post", Kind = LineKind.Freight, Quantity = 1, ListMinor = list, NetMinor = list });

    private static BasketLine Line(string sku, string category, int quantity, long list) =>
        new(new PurchaseLine { Sku = sku, Category = category, Quantity = quantity, ListMinor = list, NetMinor = list });
}
