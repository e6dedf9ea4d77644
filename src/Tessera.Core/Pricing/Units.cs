using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>A unit of a line.</summary>
/// <param name="Line">Its line.</param>
/// <param name="Index">Its place in the line, from 0.</param>
/// <param name="Minor">What it costs now.</param>
internal readonly record struct Unit(int Line, int Index, long Minor);

/// <summary>The units of lines one by one, for savings that choose among them. Lines with a fraction of a unit take no part.</summary>
internal static class Units
{
    /// <summary>Most units an offer looks at, the first of the basket; beyond, it does not see them.</summary>
    public const int Most = 20_000;

    private const int FewUnits = 12;

    /// <summary>The units of the lines that fit, from the first that is not used up; dearest first, ties to the earlier.</summary>
    public static List<Unit> Of(Sheet sheet, bool skipUsed, Func<int, bool> fits)
    {
        var units = new List<Unit>(16);
        for (var i = 0; i < sheet.Count; i++)
        {
            var line = sheet.Lines[i];
            if (sheet.Running[i] <= 0 || line.Quantity != decimal.Truncate(line.Quantity) || sheet.AddedBy(i) is not null || !fits(i)) continue;
            var first = skipUsed ? (int)Math.Min(Most, sheet.UsedUp[i]) : 0;
            for (var k = first; k < line.Quantity && units.Count < Most; k++) units.Add(new Unit(i, k, AmountOf(sheet.Running[i], line.Quantity, k)));
        }

        Sort(units, DearestFirst);
        return units;
    }

    /// <summary>Puts units in an order that knows no ties; a handful is put in place one by one.</summary>
    public static void Sort(List<Unit> units, Comparison<Unit> order)
    {
        if (units.Count > FewUnits)
        {
            units.Sort(order);
            return;
        }

        for (var i = 1; i < units.Count; i++)
        {
            var (unit, at) = (units[i], i);
            for (; at > 0 && order(unit, units[at - 1]) < 0; at--) units[at] = units[at - 1];
            units[at] = unit;
        }
    }

    /// <summary>The order dearest first.</summary>
    public static int DearestFirst(Unit a, Unit b) =>
        a.Minor != b.Minor ? b.Minor.CompareTo(a.Minor) : a.Line != b.Line ? a.Line.CompareTo(b.Line) : a.Index.CompareTo(b.Index);

    /// <summary>The order cheapest first.</summary>
    public static int CheapestFirst(Unit a, Unit b) =>
        a.Minor != b.Minor ? a.Minor.CompareTo(b.Minor) : a.Line != b.Line ? a.Line.CompareTo(b.Line) : a.Index.CompareTo(b.Index);

    private static long AmountOf(long amount, decimal quantity, int index)
    {
        var n = (long)quantity;
        if (amount <= long.MaxValue / (Most + 1)) return (amount * (index + 1) / n) - (amount * index / n);
        return (long)(((Int128)amount * (index + 1) / n) - ((Int128)amount * index / n));
    }
}

/// <summary>Which units a list holds. A short list is walked, a long one hashed.</summary>
internal readonly struct UnitPlaces
{
    private const int MostWalked = 24;
    private readonly List<Unit> _units;
    private readonly HashSet<(int Line, int Index)>? _hashed;

    public UnitPlaces(List<Unit> units)
    {
        _units = units;
        if (units.Count > MostWalked) _hashed = [.. units.Select(u => (u.Line, u.Index))];
    }

    /// <summary>Whether a unit is among them, whatever it costs now.</summary>
    public bool Has(Unit unit)
    {
        if (_hashed is not null) return _hashed.Contains((unit.Line, unit.Index));
        foreach (var own in _units)
        {
            if (own.Line == unit.Line && own.Index == unit.Index) return true;
        }

        return false;
    }
}

/// <summary>Steps by count where each unit takes the step of its index, dearest first (第二件半价: the cheaper one is at half price).</summary>
internal static class MarginalSteps
{
    public static void Work(Sheet sheet, Claim claim, Trial trial, long[] amounts)
    {
        var units = Units.Of(sheet, false, i => amounts[i] > 0);
        for (var k = 0; k < units.Count; k++)
        {
            var unit = units[k];
            if (unit.Index >= trial.Units[unit.Line] || StepOf(claim.Saving.Saving, k + 1) is not { } step) continue;
            trial.Minor[unit.Line] += UnitMath.Off(step.Amount, unit.Minor, 1);
        }
    }

    private static SavingStep? StepOf(Saving saving, int index)
    {
        SavingStep? found = null;
        foreach (var step in saving.Steps)
        {
            if (index >= step.FromUnits) found = step;
        }

        return found;
    }
}

/// <summary>A new price for every full count of units (3 件 99 元): the dearest first, as long as a bundle saves anything.</summary>
internal static class Bundles
{
    public static void Work(Sheet sheet, Claim claim, Trial trial, long price)
    {
        var saving = claim.Saving.Saving;
        var units = Units.Of(sheet, false, i => trial.Units[i] > 0).FindAll(u => u.Index < trial.Units[u.Line]);
        var size = saving.AtLeastUnits;
        var uses = claim.IsOneUse ? 1 : saving.UsesPerBasket;
        var most = Math.Min(units.Count / size, uses == 0 ? int.MaxValue : uses);
        var weights = new Int128[trial.Minor.Length];
        long saved = 0;
        trial.Times = 0;
        for (; trial.Times < most; trial.Times++)
        {
            var bundle = units.GetRange(trial.Times * size, size);
            var sum = bundle.Sum(u => u.Minor);
            if (sum <= price) break;
            saved += sum - price;
            foreach (var unit in bundle) weights[unit.Line] += unit.Minor;
        }

        if (saved > 0) trial.Minor = Rounding.Prorate(saved, weights);
        trial.Times = Math.Max(1, trial.Times);
    }
}
