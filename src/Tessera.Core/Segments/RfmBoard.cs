using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tessera.Core.Segments;

/// <summary>The three measures of RFM.</summary>
public enum RfmMeasure
{
    /// <summary>How long ago the last order is, in days: fewer score higher.</summary>
    Recency,

    /// <summary>How many orders.</summary>
    Frequency,

    /// <summary>How much they came to, minor units.</summary>
    Monetary,
}

/// <summary>One of the 125 cells.</summary>
/// <param name="Recency">Score, 1 to 5.</param>
/// <param name="Frequency">Score, 1 to 5.</param>
/// <param name="Monetary">Score, 1 to 5.</param>
/// <param name="Members">How many are in it.</param>
/// <param name="Orders">Their orders in the window.</param>
/// <param name="SpendMinor">Their spend in the window, minor units.</param>
public readonly record struct RfmCell(int Recency, int Frequency, int Monetary, int Members, long Orders, long SpendMinor);

/// <summary>One member on the board.</summary>
/// <param name="Key">Ledger account.</param>
/// <param name="DaysSince">Days since its last order.</param>
/// <param name="Orders">Orders.</param>
/// <param name="SpendMinor">Spend, minor units.</param>
/// <param name="Recency">Score.</param>
/// <param name="Frequency">Score.</param>
/// <param name="Monetary">Score.</param>
public readonly record struct RfmMember(long Key, int DaysSince, long Orders, long SpendMinor, int Recency, int Frequency, int Monetary);

/// <summary>
/// Scores of every member with an order in the window, as columns (features I4, I10). Values are held so that larger is better: days since the last order as their negative.
/// A member that changed is taken anew by itself; cut points and cells are then brought up to date in one pass.
/// </summary>
public sealed class RfmBoard
{
    private const int Measures = 3;
    private readonly RfmColumns _columns;
    private readonly int _from;
    private readonly int _asOf;
    private readonly long[][] _values = [[], [], []];
    private readonly RfmTally[] _tallies = [new(), new(), new()];
    private readonly RfmCuts[] _cuts = [RfmCuts.None, RfmCuts.None, RfmCuts.None];
    private readonly int[] _members = new int[126];
    private readonly long[] _orders = new long[126];
    private readonly long[] _spend = new long[126];
    private readonly List<int> _touched = [];
    private readonly RfmPlaces _places;
    private readonly bool _isMade;
    private long[] _cells = [];
    private int _known;

    /// <summary>Scores all members of the columns.</summary>
    public RfmBoard(RfmColumns columns, RfmRules rules, DateOnly asOf)
    {
        (_columns, Rules, AsOf, _asOf) = (columns, rules, asOf, asOf.DayNumber);
        _from = rules.RangeOn(asOf).From?.DayNumber ?? 0;
        _places = new RfmPlaces(columns, _values);
        Grow();
        for (var member = 0; member < columns.Members; member++) Sum(member);
        _known = columns.Members;
        Cut();
        ScoreAll();
        _isMade = true;
    }

    /// <summary>Settings.</summary>
    public RfmRules Rules { get; }

    /// <summary>Last day of the window.</summary>
    public DateOnly AsOf { get; }

    /// <summary>Members with an order in the window.</summary>
    public int Scored => _tallies[0].Total;

    /// <summary>Reads a member again whose rows were replaced; <see cref="Settle"/> follows.</summary>
    public void Take(int member)
    {
        Grow();
        for (; _known < _columns.Members; _known++)
        {
            if (_known != member) Sum(_known);
        }

        Leave(member);
        Sum(member);
    }

    /// <summary>Adds rows to members known to the board, and to its columns; <see cref="Settle"/> follows. They are taken member by member, so that memory is walked once.</summary>
    public void Add(ReadOnlySpan<RfmNews> news)
    {
        foreach (ref readonly var one in RfmScan.ByMember(news, _known).AsSpan()) Add(one.Member, one.Row);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(int member, in RfmRow row)
    {
        _columns.Add(member, row);
        var day = row.Day.DayNumber;
        if (day < _from || day > _asOf) return;
        var (recency, orders, spend) = (_values[0][member], _values[1][member], _values[2][member]);
        if (orders <= 0 || row.Orders <= 0)
        {
            Leave(member);
            Sum(member);
            return;
        }

        var last = Math.Max(recency, day - _asOf);
        _tallies[0].Move(recency, last);
        _tallies[1].Move(orders, orders + row.Orders);
        _tallies[2].Move(spend, spend + row.SpendMinor);
        (_values[0][member], _values[1][member], _values[2][member]) = (last, orders + row.Orders, spend + row.SpendMinor);
        var cell = _cells[member];
        (_orders[cell], _spend[cell]) = (_orders[cell] + row.Orders, _spend[cell] + row.SpendMinor);
        if (_touched.Count == 0 || _touched[^1] != member) _touched.Add(member);
    }

    /// <summary>Brings cut points, scores and cells up to date: of those that were touched, and of those whose value lies between a cut as it was and as it is.</summary>
    public void Settle()
    {
        if (_touched.Count == 0) return;
        var before = _cuts.ToArray();
        Cut();
        // Where many were touched, one walk over all is shorter than many jumps.
        if (Rules.Scoring == RfmScoring.Ntile || _touched.Count > _known / 16 || _tallies[0].Total == 0 || before.Any(c => c.Least.Length == 0))
        {
            ScoreAll();
        }
        else
        {
            for (var measure = 0; measure < Measures; measure++) Between(measure, before[measure].Least, _cuts[measure].Least);
            foreach (var member in _touched) ScoreOne(member);
        }

        _touched.Clear();
    }

    /// <summary>The cells, 1-1-1 first.</summary>
    public IReadOnlyList<RfmCell> Cells()
    {
        var cells = new RfmCell[125];
        for (var cell = 1; cell <= 125; cell++) cells[cell - 1] = new RfmCell(RecencyOf(cell), FrequencyOf(cell), MonetaryOf(cell), _members[cell], _orders[cell], _spend[cell]);
        return cells;
    }

    /// <summary>The four values from which on a member has the score 2, 3, 4 or 5: an order count, minor units, or days at most. Under equal groups those of the first member of each.</summary>
    public IReadOnlyList<long> ThresholdsOf(RfmMeasure measure) => [.. _cuts[(int)measure].Least.Select(v => measure == RfmMeasure.Recency ? -v : v)];

    /// <summary>A member by its place in the columns; null without an order in the window.</summary>
    public RfmMember? Find(int member)
    {
        if (member < 0 || member >= _known || _values[1][member] <= 0) return null;
        var cell = (int)_cells[member];
        return new RfmMember(_columns.KeyOf(member), (int)-_values[0][member], _values[1][member], _values[2][member], RecencyOf(cell), FrequencyOf(cell), MonetaryOf(cell));
    }

    private static int RecencyOf(int cell) => ((cell - 1) / 25) + 1;

    private static int FrequencyOf(int cell) => ((cell - 1) / 5 % 5) + 1;

    private static int MonetaryOf(int cell) => ((cell - 1) % 5) + 1;

    private void Grow()
    {
        if (_cells.Length >= _columns.Members) return;
        var size = Math.Max(_columns.Members, _cells.Length * 2);
        for (var measure = 0; measure < Measures; measure++) Array.Resize(ref _values[measure], size);
        Array.Resize(ref _cells, size);
    }

    private void Sum(int member)
    {
        var standing = _columns.Sum(member, _from, _asOf);
        Stand(member, standing.LastDay - _asOf, standing.Orders, standing.SpendMinor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stand(int member, long recency, long orders, long spend)
    {
        (_values[0][member], _values[1][member], _values[2][member]) = (recency, orders, spend);
        if (_isMade) _touched.Add(member);
        if (orders <= 0) return;
        for (var measure = 0; measure < Measures; measure++) _tallies[measure].Add(_values[measure][member]);
        var cell = _cells[member];
        (_orders[cell], _spend[cell]) = (_orders[cell] + orders, _spend[cell] + spend);
        _members[cell]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Leave(int member)
    {
        var orders = _values[1][member];
        if (orders <= 0) return;
        for (var measure = 0; measure < Measures; measure++) _tallies[measure].Remove(_values[measure][member]);
        var cell = _cells[member];
        (_orders[cell], _spend[cell]) = (_orders[cell] - orders, _spend[cell] - _values[2][member]);
        _members[cell]--;
    }

    private void Cut()
    {
        for (var measure = 0; measure < Measures; measure++)
        {
            _cuts[measure] = Rules.Scoring == RfmScoring.Ntile
                ? RfmCuts.OfGroups(_places, (RfmMeasure)measure, _tallies[measure])
                : RfmCuts.OfQuantiles(_places, (RfmMeasure)measure, _tallies[measure]);
        }
    }

    private void Between(int measure, long[] was, long[] now)
    {
        (long From, long Below)[] moved = [.. was.Zip(now).Where(c => c.First != c.Second).Select(c => (Math.Min(c.First, c.Second), Math.Max(c.First, c.Second)))];
        if (moved.Length == 0) return;
        var found = new List<int>();
        RfmScan.Within(_values[measure].AsSpan(0, _known), moved, found);
        foreach (var member in found) ScoreOne(member);
    }

    private void ScoreOne(int member)
    {
        if (_values[1][member] <= 0) return;
        var cell = (_cuts[0].ScoreOf(_places, member) * 25) + (_cuts[1].ScoreOf(_places, member) * 5) + _cuts[2].ScoreOf(_places, member) + 1;
        if (cell != _cells[member]) Move(member, cell);
    }

    private void ScoreAll()
    {
        if (_tallies[0].Total == 0) return;
        if (Rules.Scoring == RfmScoring.Quantile) ScoreByValue();
        else for (var member = 0; member < _known; member++) ScoreOne(member);
    }

    /// <summary>The pass over all members: values and thresholds side by side, nothing called.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScoreByValue()
    {
        var recency = _values[0].AsSpan(0, _known);
        var orders = _values[1].AsSpan(0, _known);
        var spend = _values[2].AsSpan(0, _known);
        var cells = _cells.AsSpan(0, _known);
        var (r, f, m) = (_cuts[0].Least, _cuts[1].Least, _cuts[2].Least);
        var (r2, r3, r4, r5) = (r[0], r[1], r[2], r[3]);
        var (f2, f3, f4, f5) = (f[0], f[1], f[2], f[3]);
        var (m2, m3, m4, m5) = (m[0], m[1], m[2], m[3]);
        var one = 0;
        for (; one <= cells.Length - Vector<long>.Count; one += Vector<long>.Count)
        {
            // A comparison that holds is −1 in each lane.
            var (last, count, sum) = (new Vector<long>(recency[one..]), new Vector<long>(orders[one..]), new Vector<long>(spend[one..]));
            var high = Vector.GreaterThanOrEqual(last, new(r2)) + Vector.GreaterThanOrEqual(last, new(r3)) + Vector.GreaterThanOrEqual(last, new(r4)) + Vector.GreaterThanOrEqual(last, new(r5));
            var middle = Vector.GreaterThanOrEqual(count, new(f2)) + Vector.GreaterThanOrEqual(count, new(f3)) + Vector.GreaterThanOrEqual(count, new(f4)) + Vector.GreaterThanOrEqual(count, new(f5));
            var low = Vector.GreaterThanOrEqual(sum, new(m2)) + Vector.GreaterThanOrEqual(sum, new(m3)) + Vector.GreaterThanOrEqual(sum, new(m4)) + Vector.GreaterThanOrEqual(sum, new(m5));
            var cell = Vector<long>.One - ((high * 25) + (middle * 5) + low);
            var stays = Vector.Equals(cell, new Vector<long>(cells[one..])) | Vector.LessThanOrEqual(count, Vector<long>.Zero);
            if (Vector.EqualsAll(stays, new(-1))) continue;
            for (var lane = 0; lane < Vector<long>.Count; lane++)
            {
                if (stays[lane] == 0) Move(one + lane, cell[lane]);
            }
        }

        for (; one < cells.Length; one++) ScoreOne(one);
    }

    private void Move(int member, long cell)
    {
        var was = _cells[member];
        var (orders, spend) = (_values[1][member], _values[2][member]);
        (_members[was], _orders[was], _spend[was]) = (_members[was] - 1, _orders[was] - orders, _spend[was] - spend);
        (_members[cell], _orders[cell], _spend[cell]) = (_members[cell] + 1, _orders[cell] + orders, _spend[cell] + spend);
        _cells[member] = cell;
    }
}
