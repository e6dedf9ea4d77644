namespace Tessera.Model;

/// <summary>One line of a purchase with the stored parts that refunds use, and what refunds already took of each.</summary>
public sealed class ModelOrderLine
{
    public required ModelLine Line { get; init; }

    public required long Net { get; init; }

    public required long Qualifying { get; init; }

    public long Points { get; set; }

    public long Growth { get; set; }

    public int UnitsReturned { get; set; }

    public long MoneyReturned { get; set; }

    public bool ByMoney { get; set; }

    public long QualifyingTaken { get; set; }

    public long PointsTaken { get; set; }

    public long GrowthTaken { get; set; }

    public long MoneyLeft => Net - MoneyReturned;

    public int UnitsLeft => Line.Quantity - UnitsReturned;
}

/// <summary>What one refund took, summed over its lines.</summary>
public sealed record ModelRefunded(string Fact, DateTime At, DateOnly On, long Money, long Qualifying, long Points, long Growth)
{
    public bool IsVoid { get; init; }
}

public sealed class ModelOrder
{
    public required ModelPurchase Purchase { get; init; }

    public required List<ModelOrderLine> Lines { get; init; }

    public List<ModelRefunded> Refunds { get; } = [];

    /// <summary>Pending points that lapsed at their deadline, and when.</summary>
    public List<(DateOnly On, long Points)> Lapsed { get; } = [];

    public string Key => Purchase.Key;

    public DateOnly On => Purchase.OccurredOn;

    public DateTime At => Purchase.OccurredAt;

    public long Points => Lines.Sum(line => line.Points);

    public long Growth => Lines.Sum(line => line.Growth);

    public long Qualifying => Lines.Sum(line => line.Qualifying);

    /// <summary>Every line is back: all its units, or all its money where it had any.</summary>
    public bool IsWhollyRefunded => Lines.All(line => line.UnitsLeft == 0 || (line.Net != 0 && line.MoneyLeft == 0));

    /// <summary>Takes units or money off the lines; nothing is changed when it is refused.</summary>
    public (ModelRefunded? Refunded, string? Refusal) Refund(ModelRefund refund, RefundExcess excess)
    {
        var before = Totals();
        var refusal = refund.AmountMinor is { } amount ? TakeMoney(amount, excess) : TakeUnits(refund.Units, excess);
        if (refusal is not null)
        {
            return (null, refusal);
        }

        var after = Totals();
        var refunded = new ModelRefunded(
            refund.Key, refund.OccurredAt, refund.OccurredOn, after.Money - before.Money, after.Qualifying - before.Qualifying, after.Points - before.Points, after.Growth - before.Growth);
        Refunds.Add(refunded);
        return (refunded, null);
    }

    public ModelRefunded Void(ModelVoid voided)
    {
        var before = Totals();
        foreach (var line in Lines)
        {
            TakeAll(line);
        }

        var after = Totals();
        var refunded = new ModelRefunded(
            voided.Key, voided.OccurredAt, voided.OccurredOn, after.Money - before.Money, after.Qualifying - before.Qualifying, after.Points - before.Points, after.Growth - before.Growth)
        {
            IsVoid = true,
        };
        Refunds.Add(refunded);
        return refunded;
    }

    private (long Money, long Qualifying, long Points, long Growth) Totals() =>
        (Lines.Sum(line => line.MoneyReturned), Lines.Sum(line => line.QualifyingTaken), Lines.Sum(line => line.PointsTaken), Lines.Sum(line => line.GrowthTaken));

    private string? TakeUnits(IReadOnlyList<(int Line, int Quantity)> units, RefundExcess excess)
    {
        var asked = units.GroupBy(unit => unit.Line).Select(group => (Line: group.Key, Quantity: group.Sum(unit => unit.Quantity))).ToList();
        var tooMuch = asked.Any(unit => unit.Line < 0 || unit.Line >= Lines.Count || unit.Quantity <= 0)
            || (excess == RefundExcess.Refuse && asked.Any(unit => unit.Quantity > Lines[unit.Line].UnitsLeft))
            || asked.All(unit => Lines[unit.Line].UnitsLeft == 0);
        if (tooMuch)
        {
            return "refund.exceeds";
        }

        foreach (var (index, quantity) in asked)
        {
            TakeUnitsOf(Lines[index], Math.Min(quantity, Lines[index].UnitsLeft));
        }

        return null;
    }

    /// <summary>⌊p·(before + k)/n⌋ of every part; on a line that went by money: money left × k ÷ units left.</summary>
    private static void TakeUnitsOf(ModelOrderLine line, int k)
    {
        if (k == 0)
        {
            return;
        }

        if (line.ByMoney)
        {
            line.MoneyReturned += Ratio.Of(line.MoneyLeft * k, line.UnitsLeft).Floor();
            line.UnitsReturned += k;
            FollowMoney(line);
            return;
        }

        line.UnitsReturned += k;
        line.MoneyReturned = ByUnits(line, line.Net);
        line.QualifyingTaken = Further(line.QualifyingTaken, ByUnits(line, line.Qualifying), line.Qualifying);
        line.PointsTaken = Further(line.PointsTaken, ByUnits(line, line.Points), line.Points);
        line.GrowthTaken = Further(line.GrowthTaken, ByUnits(line, line.Growth), line.Growth);
    }

    private static long ByUnits(ModelOrderLine line, long part) => Ratio.Of(part * line.UnitsReturned, line.Line.Quantity).Floor();

    private string? TakeMoney(long amount, RefundExcess excess)
    {
        var left = Lines.Sum(line => line.MoneyLeft);
        if (amount <= 0 || left <= 0 || (amount > left && excess == RefundExcess.Refuse))
        {
            return "refund.exceeds";
        }

        amount = Math.Min(amount, left);
        if (amount == left)
        {
            Lines.Where(line => line.Net == 0).ToList().ForEach(TakeAll);
        }

        var parts = Shares.Prorate(amount, Lines.Select(line => (Ratio)line.MoneyLeft).ToList());
        for (var i = 0; i < Lines.Count; i++)
        {
            if (parts[i] != 0)
            {
                Lines[i].ByMoney = true;
                Lines[i].MoneyReturned += parts[i];
                FollowMoney(Lines[i]);
            }
        }

        return null;
    }

    /// <summary>⌊p·(money refunded so far)/net⌋ of every part, never less than what was already taken.</summary>
    private static void FollowMoney(ModelOrderLine line)
    {
        line.QualifyingTaken = Further(line.QualifyingTaken, ByMoney(line, line.Qualifying), line.Qualifying);
        line.PointsTaken = Further(line.PointsTaken, ByMoney(line, line.Points), line.Points);
        line.GrowthTaken = Further(line.GrowthTaken, ByMoney(line, line.Growth), line.Growth);
    }

    /// <summary>A negative hand line has negative parts; its taking goes further down.</summary>
    private static long Further(long taken, long target, long part) => part < 0 ? Math.Min(taken, target) : Math.Max(taken, target);

    private static long ByMoney(ModelOrderLine line, long part) => Ratio.Of(part * line.MoneyReturned, line.Net).Floor();

    private static void TakeAll(ModelOrderLine line)
    {
        line.UnitsReturned = line.Line.Quantity;
        line.MoneyReturned = line.Net;
        line.QualifyingTaken = line.Qualifying;
        line.PointsTaken = line.Points;
        line.GrowthTaken = line.Growth;
    }
}
