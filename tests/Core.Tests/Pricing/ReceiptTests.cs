using Tessera.Core.Facts;
using Tessera.Scripts;

namespace Tessera.Core.Tests.Pricing;

public sealed class ReceiptTests
{
    private const string Receipts = "tests/Core.Tests/cases/receipts.csv";

    public static TheoryData<CaseRow> Rows => [.. CaseTable.Read(Receipts).Rows];

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
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

    private static List<string> Not(PricedOrder order) =>
        [.. order.NotApplied.Select(n => n.Id + ":" + n.Reason.Code), .. order.Refusal is { } refusal ? new[] { "!" + refusal.Reason.Code } : []];

    private static string Yuan(long minor) => (minor / 100m).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture);
}
