using Tessera.Core.Facts;

namespace Tessera.Core.Earning;

/// <summary>A rule that matches a purchase, on its way to points.</summary>
internal struct PurchaseHit
{
    /// <summary>Place of the rule.</summary>
    public int Rule;

    /// <summary>Whether <see cref="WholeBase"/> is the base.</summary>
    public bool IsWhole;

    /// <summary>Which of the first 64 lines the rule reads.</summary>
    public ulong Lines;

    /// <summary>Money: minor units. Unit: millionths of a unit. Purchase: minor units of the lines it is spread over.</summary>
    public long Basis;

    /// <summary>Sum of the absolute amounts behind <see cref="Basis"/>: a bound for every part of it.</summary>
    public long Reach;

    /// <summary>Whole points before multipliers, where the rule gives whole points (per full, per purchase, rounded before multipliers).</summary>
    public long WholeBase;

    /// <summary>Whole points that its limit cut.</summary>
    public long Cut;

    /// <summary>Points given in the end; the hits sum to the order.</summary>
    public long Given;

    /// <summary>Multiplier in ten-thousandths, for the reason.</summary>
    public long Multiplier;
}

/// <summary>What rules see of one purchase: its lines, and their amounts under every reading of the programme.</summary>
internal readonly ref struct PurchaseSight
{
    private const int MaskBits = 64;

    public required CompiledEarning Terms { get; init; }

    public required FactHead Head { get; init; }

    public required Purchase Purchase { get; init; }

    public required ReadOnlySpan<PurchaseLine> Lines { get; init; }

    /// <summary>Amounts by reading, then line.</summary>
    public required Span<long> Amounts { get; init; }

    /// <summary>Qualifying spend by line.</summary>
    public required Span<long> Spend { get; init; }

    /// <summary>Reads all amounts; returns the qualifying spend.</summary>
    public long Read()
    {
        var prices = Purchase.PricesInclude;
        var rules = Terms.Terms.Purchases;
        long sum = 0;
        for (var l = 0; l < Lines.Length; l++)
        {
            Spend[l] = LineAmounts.Spend(Lines[l], prices, rules);
            sum += Spend[l];
        }

        var at = 0;
        foreach (var reading in Terms.Readings)
        {
            foreach (var line in Lines) Amounts[at++] = LineAmounts.Basis(line, prices, reading);
        }

        return sum;
    }

    /// <summary>Reads a rule's basis; false when no line is the rule's.</summary>
    public bool TryRead(CompiledRule rule, ref PurchaseHit hit)
    {
        var any = false;
        var isMoney = rule.Kind is EarnKind.Money or EarnKind.Multiplier;
        for (var l = 0; l < Lines.Length; l++)
        {
            if (!rule.FitsLine(Lines[l])) continue;
            if (l < MaskBits) hit.Lines |= 1UL << l;
            var own = Amount(rule, l);
            hit.Basis += own;
            hit.Reach += Math.Abs(own);
            any |= isMoney || own > 0;
        }

        return any;
    }

    /// <summary>What a hit reads of a line: money, millionths of units, or the money a purchase rule is spread by.</summary>
    public long BasisOf(CompiledRule rule, in PurchaseHit hit, int line)
    {
        var fits = line < MaskBits ? (hit.Lines & (1UL << line)) != 0 : rule.FitsLine(Lines[line]);
        return fits ? Amount(rule, line) : 0;
    }

    // Lines given away or taken off by hand are no units and no purchase.
    private long Amount(CompiledRule rule, int line)
    {
        var amount = Amounts[(rule.ReadingAt * Lines.Length) + line];
        if (rule.Kind == EarnKind.Money) return amount;
        if (amount <= 0) return 0;
        return rule.Kind == EarnKind.Unit ? Millionths(Lines[line].Quantity) : amount;
    }

    private static long Millionths(decimal quantity)
    {
        var whole = (long)quantity;
        return whole == quantity ? whole * CompiledEarning.Fineness : Rounding.HalfUp(quantity * CompiledEarning.Fineness);
    }
}
