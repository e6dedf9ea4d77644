using System.Globalization;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Demo;

/// <summary>What of one purchase comes back.</summary>
internal sealed class DemoRefunds(SeededSequence chance, DemoSale sale, DemoSources sources)
{
    private int _n;

    /// <summary>The whole purchase, some minutes later.</summary>
    public List<Refund> Whole(int minutes) => [Of(minutes, Units(sale.Fact.Lines.Select((_, i) => i)))];

    /// <summary>One line, or one unit of a line of several.</summary>
    public List<Refund> OneLine()
    {
        var line = chance.Below(sale.Fact.Lines.Count);
        var units = sale.Fact.Lines[line].Quantity;
        return [Of(chance.Between(10, 4_000), [new RefundedUnits(line, units > 1 ? 1 : units)])];
    }

    /// <summary>The first line today, the others another day; a purchase of one line comes back whole.</summary>
    public List<Refund> InTwo()
    {
        if (sale.Fact.Lines.Count == 1) return Whole(chance.Between(60, 3_000));
        return
        [
            Of(chance.Between(30, 400), Units([0])),
            Of(chance.Between(1_500, 4_300), Units(Enumerable.Range(1, sale.Fact.Lines.Count - 1))),
        ];
    }

    /// <summary>A part of the price, in whole yuan; of a price that the rules say, a part of half the list price.</summary>
    public List<Refund> Amount()
    {
        var yuan = sale.Fact.TotalMinor / (sale.Fact.Wishes is null ? 100 : 200) * chance.Between(15, 60) / 100;
        return yuan == 0 ? [] : [Of(chance.Between(10, 4_000), []) with { AmountMinor = yuan * 100 }];
    }

    /// <summary>Voided at the till.</summary>
    public Refund Void(int minutes) => Of(minutes, Units(sale.Fact.Lines.Select((_, i) => i))) with { IsVoid = true };

    private List<RefundedUnits> Units(IEnumerable<int> lines) => [.. lines.Select(i => new RefundedUnits(i, sale.Fact.Lines[i].Quantity))];

    private Refund Of(int minutes, IReadOnlyList<RefundedUnits> units)
    {
        var at = sale.RecordedAt.PlusMinutes(minutes);
        return new Refund
        {
            OccurredAt = at,
            RecordedAt = new Instant(at.Micros + 1_000_000),
            Source = sale.Fact.Source ?? sources.Till,
            Number = $"{sale.Number}-R{(++_n).ToString(CultureInfo.InvariantCulture)}",
            Actor = sale.Fact.Actor,
            PurchaseSequence = 0,
            Units = units,
        };
    }
}
