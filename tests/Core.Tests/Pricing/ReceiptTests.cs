using Tessera.Core.Facts;
using Tessera.Core.Pricing;
using Tessera.Scripts;

namespace Tessera.Core.Tests.Pricing;

public sealed class ReceiptTests
{
    private const string Receipts = "tests/Core.Tests/cases/receipts.csv";

    public static TheoryData<CaseRow> Rows => [.. CaseTable.Read(Receipts).Rows];

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    [Covers("R22")]
    [CoversTable(Receipts, "{covers}")]
    public void A_basket_costs_what_the_receipt_says(CaseRow row)
    {
        var order = PriceScript.Price(row["settings"], row["savings"], row["lines"], row["buyer"]);

        Assert.Equal(row["byLine"], string.Join('|', order.Lines.Select(l => Yuan(l.NetMinor))));
        Assert.Equal(row["given"], order.Deductions.Count == 0 ? "-" : string.Join(' ', order.Deductions.Select(d => d.Id + ":" + Yuan(d.Minor))));
        Assert.Equal(row["net"], Yuan(order.NetMinor));
        Assert.Equal(row["tax"], Yuan(order.TaxMinor));
        Assert.Equal(row["toPay"], Yuan(order.ToPayMinor));
        Assert.Equal(row.Whole("points"), order.Points + order.RewardPoints);
        if (row.Has("not")) Assert.Contains(row["not"], Not(order));
    }

    [Fact]
    public void There_are_receipts_enough() => Assert.True(CaseTable.Read(Receipts).Rows.Count >= 150);

    [Fact]
    public void The_lines_that_facts_and_earning_read_carry_what_was_saved()
    {
        // 100.00 − 10 % = 90.00 by the line; −9.00 by the order = 81.00
        var order = PriceScript.Price("", "T line 9折; F order -9.00", "100.00", "");

        var line = order.Lines[0].ToPurchaseLine(order.Deductions);

        Assert.Equal((1_000L, 900L, 8_100L), (line.DiscountMinor, line.OrderDiscountMinor, line.NetMinor));
    }

    [Fact]
    public void The_numbers_a_partial_refund_asks_are_kept()
    {
        // A condition of 100.00 met by 120.00 of two lines with three units.
        var order = PriceScript.Price("", "F order -20.00 atLeast=100.00", "80.00 qty=2; 40.00", "");

        var given = Assert.Single(order.Deductions);

        Assert.Equal((12_000L, 3m, 1), (given.ConditionMinor, given.ConditionUnits, given.Times));
    }

    [Fact]
    public void A_contest_of_too_many_ways_is_decided_line_by_line_and_the_same_each_time()
    {
        // Eight lines of 10.00 and three savings bound to the order: 3^8 = 6,561 ways are too many to try.
        // Line by line: A gives 5.00 a line up to 20.00, B 4.00 up to 16.00, C 3.00 up to 9.00.
        var lines = string.Join("; ", Enumerable.Repeat("10.00", 8));
        const string savings = "A line 5折 capOrder=20.00; B line 6折 capOrder=16.00; C line 7折 capOrder=9.00";

        var order = PriceScript.Price("", savings, lines, "");

        // Four lines fill A (20.00), the next four fill B (16.00).
        Assert.Equal("A:20.00 B:16.00", string.Join(' ', order.Deductions.Select(d => d.Id + ":" + Yuan(d.Minor))));
    }

    [Theory]
    // 10.00 off 100.00, two coupons of the kind: once is the default; twice asks for 200.00.
    [InlineData(1, 25_000, "C1:10.00", "C2:price.not.uses")]
    [InlineData(2, 25_000, "C1:10.00 C2:10.00", "")]
    [InlineData(2, 19_999, "C1:10.00", "C2:price.not.short")]
    public void Coupons_of_one_kind_are_uses_of_one_saving(int uses, long goods, string given, string not)
    {
        var saving = new Saving { Id = "ten", Names = new LocalText("十元", "ten"), Stage = PriceStage.Coupon, Amount = new SavingAmount { Minor = 1_000 }, AtLeastMinor = 10_000, UsesPerBasket = uses };
        var order = PriceOf(goods, saving, new Buyer());

        Assert.Equal(given, string.Join(' ', order.Deductions.Select(d => d.Id + ":" + Yuan(d.Minor))));
        Assert.Equal(not, string.Join(' ', Not(order)));
    }

    [Fact]
    public void Coupons_of_one_kind_share_what_the_member_has_left_of_it()
    {
        var saving = new Saving
        {
            Id = "ten", Names = new LocalText("十元", "ten"), Stage = PriceStage.Coupon, Amount = new SavingAmount { Minor = 1_000 }, UsesPerBasket = 0, Limits = [new SavingLimit { Minor = 1_500 }],
        };
        var order = PriceOf(25_000, saving, new Buyer { OwnRooms = new Dictionary<string, SavingRoom>(StringComparer.Ordinal) { ["ten"] = new(Minor: 1_500) } });

        // 10.00, then what is left of 15.00
        Assert.Equal("C1:10.00 C2:5.00", string.Join(' ', order.Deductions.Select(d => d.Id + ":" + Yuan(d.Minor))));
    }

    private static PricedOrder PriceOf(long goods, Saving saving, Buyer buyer)
    {
        var rules = new PricingRules { Groups = [new PriceGroup("coupon", PriceStage.Coupon, GroupMode.All)] };
        var basket = new Basket { Lines = [new BasketLine(new PurchaseLine { Sku = "A", Quantity = 1, ListMinor = goods, NetMinor = goods })], Day = new DateOnly(2026, 3, 16), Time = new TimeOnly(12, 0) };
        return Pricer.Compile(new PricingTerms(rules, [], null)).Price(basket, buyer with { Candidates = [new(saving, SavingOrigin.Coupon, "C1"), new(saving, SavingOrigin.Coupon, "C2")] });
    }

    private static List<string> Not(PricedOrder order) =>
        [.. order.NotApplied.Select(n => n.Id + ":" + n.Reason.Code), .. order.Refusal is { } refusal ? new[] { "!" + refusal.Reason.Code } : []];

    private static string Yuan(long minor) => (minor / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
}
