using System.Runtime.InteropServices;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Earning;

/// <summary>What one refund takes of a purchase's stored parts (§2). Nothing is computed anew: parts in any number and order sum to the whole.</summary>
public sealed record RefundShare
{
    /// <summary>What is taken of each line touched, in order of line.</summary>
    public required IReadOnlyList<LineRefund> Lines { get; init; }

    /// <summary>State of every line afterwards.</summary>
    public required IReadOnlyList<LineRefunded> After { get; init; }

    /// <summary>Money given back, minor units.</summary>
    public required long MoneyMinor { get; init; }

    /// <summary>Points to claw back.</summary>
    public required long Points { get; init; }

    /// <summary>Qualifying spend taken, minor units.</summary>
    public required long SpendMinor { get; init; }

    /// <summary>Growth taken.</summary>
    public required long Growth { get; init; }

    /// <summary>This refund completes the purchase's: together they are a full refund. True once at most.</summary>
    public required bool Completes { get; init; }
}

/// <summary>
/// The arithmetic of refunds by units, by amount and of voids (semantics §2, the refund law). Every line remembers what was taken of each stored part;
/// a refund takes the difference between the part's share so far and that, never below zero, so that the last one takes all that is left.
/// </summary>
public static class RefundArithmetic
{
    /// <summary>Shares of a refund or void, or null with a refusal.</summary>
    /// <param name="purchase">The purchase with its stored parts and what was refunded so far.</param>
    /// <param name="refund">By units or by amount, or a void.</param>
    /// <param name="overRefund">What happens to a refund of more than is left.</param>
    /// <param name="refusal"><c>refund.tooMuch</c> (line, asked, left; or money asked and left; also when nothing is left to cut to), <c>refund.line</c>, <c>refund.empty</c>, <c>refund.mixed</c>, <c>void.refunded</c>.</param>
    public static RefundShare? Take(RecordedPurchase purchase, Refund refund, OverRefund overRefund, out Refusal? refusal)
    {
        var after = purchase.Refunded.ToArray();
        refusal = Check(purchase, refund) ?? (refund, overRefund) switch
        {
            ({ IsVoid: true }, _) => TakeAll(purchase, after),
            ({ AmountMinor: > 0 }, _) => TakeAmount(purchase, after, refund.AmountMinor, overRefund),
            _ => TakeUnits(purchase, after, refund.Units, overRefund),
        };
        return refusal is null ? Share(purchase, after) : null;
    }

    /// <summary>
    /// Cap room that a refund gives back, on the purchase's own day: of every use u of the purchase ⌊u × points taken so far ÷ points of the order⌋ less what was given back
    /// already; all of it when the refund completes. Limits of growth go by growth.
    /// </summary>
    /// <param name="rows">The member's metric rows.</param>
    /// <param name="purchase">The purchase, before this refund.</param>
    /// <param name="share">What this refund takes.</param>
    /// <param name="sequence">Sequence of the refund.</param>
    public static IReadOnlyList<MetricRow> CapRoomBack(List<MetricRow> rows, RecordedPurchase purchase, RefundShare share, long sequence)
    {
        List<MetricRow>? back = null;
        long points = 0, growth = 0;
        foreach (var line in share.After) (points, growth) = (points + line.Points, growth + line.Growth);
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(rows))
        {
            if (row.Kind != RowKind.CapUse || row.Sequence != purchase.Sequence || row.PurchaseSequence != 0 || row.FromMerge != 0 || !CapRoom.IsEarned(row.Key!)) continue;
            var (taken, whole) = CapRoom.IsGrowth(row.Key!) ? (growth, purchase.Outcome.Growth) : (points, purchase.Outcome.Points);
            var target = share.Completes || whole == 0 ? row.Points : (long)((Int128)row.Points * taken / whole);
            if (whole == 0 && !share.Completes) continue;
            var now = target - GivenBack(rows, purchase.Sequence, row.Key!);
            if (now > 0) (back ??= []).Add(row with { Sequence = sequence, PurchaseSequence = purchase.Sequence, Points = -now });
        }

        return back is null ? [] : back;
    }

    private static long GivenBack(List<MetricRow> rows, long purchase, string key)
    {
        long given = 0;
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(rows))
        {
            if (row.Kind == RowKind.CapUse && row.FromMerge == 0 && row.PurchaseSequence == purchase && string.Equals(row.Key, key, StringComparison.Ordinal)) given -= row.Points;
        }

        return given;
    }

    private static Refusal? Check(RecordedPurchase purchase, Refund refund)
    {
        if (refund.IsVoid) return purchase.IsUntouched ? null : Refusal.Of("void.refunded");
        if (refund.Units.Count > 0 && refund.AmountMinor != 0) return Refusal.Of("refund.mixed");
        if (refund.Units.Count == 0 && refund.AmountMinor <= 0) return Refusal.Of("refund.empty");
        foreach (var units in refund.Units)
        {
            if (units.Line < 0 || units.Line >= purchase.Outcome.Lines.Count) return Refusal.Of("refund.line", Reason.Count("line", units.Line));
            if (units.Quantity <= 0) return Refusal.Of("refund.empty");
        }

        return null;
    }

    private static Refusal? TakeAll(RecordedPurchase purchase, LineRefunded[] after)
    {
        for (var l = 0; l < after.Length; l++) after[l] = Whole(purchase.Outcome, l, after[l]);
        return null;
    }

    private static Refusal? TakeUnits(RecordedPurchase purchase, LineRefunded[] after, IReadOnlyList<RefundedUnits> units, OverRefund overRefund)
    {
        var none = true;
        foreach (var (l, asked) in units)
        {
            var line = purchase.Outcome.Lines[l];
            var left = line.Quantity - after[l].Quantity;
            if (asked > left && overRefund == OverRefund.Refuse) return TooManyUnits(l, asked, left);
            var now = Math.Min(asked, left);
            none &= now == 0;
            if (now > 0) after[l] = (after[l].ByMoney ? UnitsByMoney(line, after[l], now) : UnitsByShare(line, after[l], now)).WithParts(purchase.Outcome, l, after[l]);
        }

        return none ? TooManyUnits(units[0].Line, units[0].Quantity, 0) : null;
    }

    private static Refusal TooManyUnits(int line, decimal asked, decimal left) =>
        Refusal.Of("refund.tooMuch", Reason.Count("line", line), Units("asked", asked), Units("left", left));

    private static ReasonPart Units(string name, decimal units) => new(name, Rounding.HalfUp(units * 10_000), NumberUnit.Score);

    private static LineRefunded UnitsByShare(LineOutcome line, LineRefunded before, decimal now)
    {
        var units = before.Quantity + now;
        return new LineRefunded(
            units,
            Towards(line.NetMinor, before.Money, units, line.Quantity),
            Towards(line.Points, before.Points, units, line.Quantity),
            Towards(line.SpendMinor, before.Spend, units, line.Quantity),
            Towards(line.Growth, before.Growth, units, line.Quantity),
            ByMoney: false);
    }

    private static LineRefunded UnitsByMoney(LineOutcome line, LineRefunded before, decimal now)
    {
        var left = line.NetMinor - before.Money;
        var pays = Towards(left, 0, now, line.Quantity - before.Quantity);
        return ByMoney(line, before, pays) with { Quantity = before.Quantity + now };
    }

    private static LineRefunded ByMoney(LineOutcome line, LineRefunded before, long pays)
    {
        var money = before.Money + pays;
        return new LineRefunded(
            before.Quantity,
            money,
            Towards(line.Points, before.Points, money, line.NetMinor),
            Towards(line.SpendMinor, before.Spend, money, line.NetMinor),
            Towards(line.Growth, before.Growth, money, line.NetMinor),
            ByMoney: true);
    }

    /// <summary>What is taken of a part once <paramref name="done"/> of <paramref name="whole"/> is given back: its floor share of the absolute amount, never less than was taken before.</summary>
    private static long Towards(long part, long before, decimal done, decimal whole) => RunningShare.Towards(part, before, done, whole);

    /// <summary>The stored parts of a priced line follow its units, or its money once it goes by money.</summary>
    private static LineRefunded WithParts(this LineRefunded now, PurchaseOutcome outcome, int line, LineRefunded before)
    {
        if (outcome.Priced is null) return now;
        var (done, whole) = now.ByMoney ? (now.Money, outcome.Lines[line].NetMinor) : (now.Quantity, outcome.Lines[line].Quantity);
        var parts = PricedParts.Towards(PricedParts.Of(outcome.Priced, line), before.Parts, done, whole);
        return now with { Parts = parts, Owed = before.Owed, OwedFrom = before.OwedFrom, OwedFromMoney = before.OwedFromMoney, OwedPaid = Owed(before, now, outcome.Lines[line]) };
    }

    /// <summary>What was taken off for recovered savings comes back with the rest of the line, by its units or its money.</summary>
    private static long Owed(LineRefunded before, LineRefunded now, LineOutcome line)
    {
        if (before.Owed == 0) return 0;
        return now.ByMoney
            ? Towards(before.Owed, before.OwedPaid, now.Money - before.OwedFromMoney, line.NetMinor - before.OwedFromMoney)
            : Towards(before.Owed, before.OwedPaid, now.Quantity - before.OwedFrom, line.Quantity - before.OwedFrom);
    }

    private static Refusal? TakeAmount(RecordedPurchase purchase, LineRefunded[] after, long asked, OverRefund overRefund)
    {
        var lines = purchase.Outcome.Lines;
        var amount = asked;
        long left = 0;
        for (var l = 0; l < after.Length; l++) left += lines[l].NetMinor - after[l].Money;
        if (amount > left)
        {
            if (overRefund == OverRefund.Refuse) return Refusal.Of("refund.tooMuch", Reason.Money("asked", asked), Reason.Money("left", left));
            amount = Math.Max(0, left);
        }

        if (amount == 0) return Refusal.Of("refund.tooMuch", Reason.Money("asked", asked), Reason.Money("left", left));
        if (amount == left) TakeGiven(purchase.Outcome, after);
        var pays = Spread(lines, after, amount, left);
        for (var l = 0; l < after.Length; l++)
        {
            if (pays[l] != 0) after[l] = ByMoney(lines[l], after[l], pays[l]).WithParts(purchase.Outcome, l, after[l]);
        }

        return null;
    }

    /// <summary>With the last money of the purchase goes what was given away with it.</summary>
    private static void TakeGiven(PurchaseOutcome outcome, LineRefunded[] after)
    {
        for (var l = 0; l < after.Length; l++)
        {
            if (outcome.Lines[l].NetMinor == 0) after[l] = Whole(outcome, l, after[l] with { ByMoney = false });
        }
    }

    private static LineRefunded Whole(PurchaseOutcome outcome, int l, LineRefunded before)
    {
        var line = outcome.Lines[l];
        return before with
        {
            Quantity = line.Quantity, Money = line.NetMinor, Points = line.Points, Spend = line.SpendMinor, Growth = line.Growth,
            Parts = PricedParts.Of(outcome.Priced, l), OwedPaid = before.Owed,
        };
    }

    // Signed: a hand line below zero takes its share below zero, so that the lines end together.
    private static long[] Spread(IReadOnlyList<LineOutcome> lines, LineRefunded[] after, long amount, long left)
    {
        var pays = new long[after.Length];
        var remainders = new Int128[after.Length];
        var rest = amount;
        for (var l = 0; l < pays.Length; l++)
        {
            var product = (Int128)amount * (lines[l].NetMinor - after[l].Money);
            var (quotient, remainder) = Int128.DivRem(product, left);
            if (remainder < 0) (quotient, remainder) = (quotient - 1, remainder + left);
            (pays[l], remainders[l]) = ((long)quotient, remainder);
            rest -= pays[l];
        }

        Proration.GiveRest<Int128>(rest, remainders, pays);
        return pays;
    }

    private static RefundShare Share(RecordedPurchase purchase, LineRefunded[] after)
    {
        var wasComplete = IsComplete(purchase.Outcome.Lines, purchase.Refunded);
        var completes = !wasComplete && IsComplete(purchase.Outcome.Lines, after);
        var taken = new List<LineRefund>();
        long money = 0, points = 0, spend = 0, growth = 0;
        for (var l = 0; l < after.Length; l++)
        {
            var (now, before) = (after[l], purchase.Refunded[l]);
            if (now with { Parts = before.Parts } == before) continue;
            var part = new LineRefund(l, now.Quantity - before.Quantity, now.Money - before.Money, now.Points - before.Points, now.Spend - before.Spend, now.Growth - before.Growth)
            {
                Parts = PricedParts.Between(before.Parts, now.Parts),
                PaidLater = now.OwedPaid - before.OwedPaid,
            };
            taken.Add(part);
            (money, points, spend, growth) = (money + part.Money + part.PaidLater, points + part.Points, spend + part.Spend, growth + part.Growth);
        }

        return new RefundShare { Lines = taken, After = after, MoneyMinor = money, Points = points, SpendMinor = spend, Growth = growth, Completes = completes };
    }

    /// <summary>Complete when every line is: by its units, or by its money where it has any.</summary>
    private static bool IsComplete(IReadOnlyList<LineOutcome> lines, IReadOnlyList<LineRefunded> refunded)
    {
        for (var l = 0; l < lines.Count; l++)
        {
            var byMoney = lines[l].NetMinor != 0 && refunded[l].Money == lines[l].NetMinor;
            if (!byMoney && refunded[l].Quantity != lines[l].Quantity) return false;
        }

        return true;
    }
}
