using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>A saving that asks to be given in this basket.</summary>
/// <param name="Saving">The saving.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Id">Id of the deduction.</param>
/// <param name="Reward">The wish, for a reward.</param>
internal sealed record Claim(CompiledSaving Saving, SavingOrigin Origin, string Id, RewardWish? Reward = null)
{
    /// <summary>A coupon is used once; who has more of them uses more of them.</summary>
    public bool IsOneUse => Origin == SavingOrigin.Coupon;
}

/// <summary>Amounts at one moment of pricing.</summary>
/// <param name="Running">What each line costs.</param>
/// <param name="TaxKept">What savings after tax took: still taxed.</param>
internal readonly record struct Moment(long[] Running, long[] TaxKept);

/// <summary>The running amounts of one basket while it is priced.</summary>
internal sealed class Sheet
{
    private const int ExpectedParts = 6;
    private readonly List<PurchaseLine> _lines;
    private readonly Stack<Trial> _lost = new(4);
    private List<string>? _addedBy;
    private long[] _scratch = [];
    private bool _isTaxKept;

    public Sheet(Basket basket, Buyer buyer)
    {
        (Basket, Buyer) = (basket, buyer);
        var count = basket.Lines.Count;
        (_lines, Parts) = (new List<PurchaseLine>(count), new List<List<PricedPart>>(count));
        (Start, Running, TaxKept, UsedUp) = (new long[count], new long[count], new long[count], new decimal[count]);
        for (var i = 0; i < count; i++)
        {
            var line = basket.Lines[i].Line;
            _lines.Add(line);
            Parts.Add(new List<PricedPart>(ExpectedParts));
            Start[i] = Running[i] = line.ListMinor - line.DiscountMinor;
        }

        PointsLeft = buyer.PointsSpendable;
    }

    public Basket Basket { get; }

    public Buyer Buyer { get; }

    public int Count => _lines.Count;

    public List<PurchaseLine> Lines => _lines;

    /// <summary>List − own discount of each line.</summary>
    public long[] Start { get; private set; }

    /// <summary>What each line costs now.</summary>
    public long[] Running { get; private set; }

    /// <summary>Taken by savings after tax.</summary>
    public long[] TaxKept { get; private set; }

    /// <summary>Units used up by offers.</summary>
    public decimal[] UsedUp { get; private set; }

    /// <summary>Parts of each line.</summary>
    public List<List<PricedPart>> Parts { get; }

    public List<Deduction> Deductions { get; } = [];

    public List<NotApplied> Missed { get; } = [];

    /// <summary>Savings given, for what may not be combined.</summary>
    public List<(CompiledSaving Saving, string Id)> Given { get; } = [];

    /// <summary>Points that may still be spent.</summary>
    public long PointsLeft { get; set; }

    /// <summary>Whether points were used as money.</summary>
    public bool PointsUsed { get; set; }

    /// <summary>Whether the points used bar coupons (features P10).</summary>
    public bool PointsBarCoupons { get; set; }

    /// <summary>The amounts now.</summary>
    public Moment Now => new(Running, TaxKept);

    /// <summary>The amounts now, kept.</summary>
    public Moment Kept()
    {
        _isTaxKept = true;
        return new([.. Running], TaxKept);
    }

    /// <summary>Takes an amount off a line; what stays taxed is noted.</summary>
    public void TakeOff(int line, long minor, SavingTax tax)
    {
        Running[line] -= minor;
        if (tax == SavingTax.Before || minor == 0) return;
        // Hardly ever: only then a moment that was kept needs amounts of its own.
        if (_isTaxKept) (TaxKept, _isTaxKept) = ([.. TaxKept], false);
        TaxKept[line] += minor;
    }

    /// <summary>A trial of a saving; of those that are worked out only a few are given, and the others serve again.</summary>
    public Trial Try(Claim claim)
    {
        if (!_lost.TryPop(out var trial)) return new Trial(claim);
        trial.Restart(claim);
        return trial;
    }

    /// <summary>A trial that nobody reads any more.</summary>
    public void Forget(Trial trial) => _lost.Push(trial);

    /// <summary>A number for each line, all zero, until the next trial.</summary>
    public long[] Scratch()
    {
        if (_scratch.Length == Count) Array.Clear(_scratch);
        else _scratch = new long[Count];
        return _scratch;
    }

    public bool IsPayable(int line) => line >= Basket.Lines.Count || Basket.Lines[line].PayableByPoints;

    public string? AddedBy(int line) => line < Basket.Lines.Count ? null : _addedBy![line - Basket.Lines.Count];

    /// <summary>A line's amount as a saving reads it: as priced, or with tax added.</summary>
    public long Amount(int line, Moment at, SavingTax tax) => tax == SavingTax.Before || Basket.PricesInclude == PricesInclude.Tax
        ? at.Running[line]
        : at.Running[line] + Taxes.Added(at.Running[line] + at.TaxKept[line], _lines[line].TaxRate);

    /// <summary>A line's amount before any saving, read in the same way.</summary>
    public long AmountAtStart(int line, SavingTax tax) => tax == SavingTax.Before || Basket.PricesInclude == PricesInclude.Tax
        ? Start[line]
        : Start[line] + Taxes.Added(Start[line], _lines[line].TaxRate);

    /// <summary>What savings may take in all: goods, freight and fees together stay at least 0, hand lines included.</summary>
    public long Room()
    {
        long room = 0;
        for (var i = 0; i < Count; i++)
        {
            if (_lines[i].Kind is LineKind.Goods or LineKind.Freight or LineKind.Fee) room += Running[i];
        }

        return Math.Max(0, room);
    }

    /// <summary>Adds a line that an offer gives.</summary>
    public void Add(PurchaseLine line, string by)
    {
        _lines.Add(line);
        (_addedBy ??= []).Add(by);
        Start = [.. Start, line.ListMinor];
        Running = [.. Running, line.ListMinor];
        TaxKept = [.. TaxKept, 0];
        UsedUp = [.. UsedUp, line.Quantity];
        Parts.Add([]);
    }

    public void Miss(Claim claim, Reason reason) => Missed.Add(new NotApplied(claim.Id, claim.Saving.Id, claim.Origin, reason));
}
