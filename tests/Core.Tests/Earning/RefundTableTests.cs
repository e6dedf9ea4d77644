using System.Globalization;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Tests.Earning;

public sealed class RefundTableTests
{
    private const string Table = "tests/Core.Tests/cases/refunds.csv";
    private static readonly Instant Now = Instant.FromSeconds(0);

    public static TheoryData<CaseRow> Rows => [.. CaseTable.Read(Table).Rows];

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    [Covers("R22")]
    [CoversTable(Table, "{covers}")]
    public void A_refund_takes_what_the_table_says(CaseRow row)
    {
        var purchase = Recorded(row["lines"].Split(';', StringSplitOptions.TrimEntries).Select(Line).ToArray());
        var over = row["settings"] == "clamp" ? OverRefund.Clamp : OverRefund.Refuse;
        var takes = row["takes"].Split(';');
        var asked = row["refunds"].Split(';');

        for (var i = 0; i < takes.Length; i++)
        {
            var share = RefundArithmetic.Take(purchase, Refund(asked[i]), over, out var refusal);
            Assert.Equal(takes[i], refusal is not null ? refusal.Reason.Code : Said(share!));
            if (share is null) continue;
            var folded = purchase.Refunded.ToArray();
            foreach (var line in share.Lines) folded[line.Line] = folded[line.Line].Plus(line);
            Assert.Equal(share.After, folded);
            purchase = purchase with { Refunded = share.After };
        }

        if (row.Has("lineMoney")) Assert.Equal(row["lineMoney"], string.Join('|', purchase.Refunded.Select(l => Yuan(l.Money))));
    }

    internal static RecordedPurchase Recorded(LineOutcome[] lines) => new(
        Sequence: 7,
        new Purchase { OccurredAt = Now, RecordedAt = Now, Lines = [] },
        new PurchaseOutcome(lines, lines.Sum(l => l.Points), lines.Sum(l => l.Growth), lines.Sum(l => l.SpendMinor), lines.Sum(l => l.NetMinor), []),
        new DateOnly(2026, 3, 16),
        Version: 1,
        [.. lines.Select(_ => LineRefunded.Nothing)]);

    internal static Refund ByUnits(params RefundedUnits[] units) => new() { OccurredAt = Now, RecordedAt = Now, PurchaseSequence = 7, Units = units };

    internal static Refund ByAmount(long minor) => new() { OccurredAt = Now, RecordedAt = Now, PurchaseSequence = 7, AmountMinor = minor };

    private static LineOutcome Line(string text)
    {
        var words = text.Split(' ');
        var net = EarnCase.Minor(words[1]);
        return new LineOutcome(decimal.Parse(words[0], CultureInfo.InvariantCulture), net, net, Whole(words[2]), Whole(words[3]));
    }

    private static Refund Refund(string text)
    {
        if (text == "void") return ByAmount(0) with { IsVoid = true };
        if (!text.Contains(':', StringComparison.Ordinal)) return ByAmount(EarnCase.Minor(text));
        return ByUnits([.. text.Split('+').Select(u => u.Split(':')).Select(u => new RefundedUnits((int)Whole(u[0]), decimal.Parse(u[1], CultureInfo.InvariantCulture)))]);
    }

    private static string Said(RefundShare share) => $"{Yuan(share.MoneyMinor)}/{share.Points}/{share.Growth}{(share.Completes ? " full" : "")}";

    private static string Yuan(long minor) => (minor / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    private static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
