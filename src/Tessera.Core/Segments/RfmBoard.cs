using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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
    private readonly RfmValues _values;
    private readonly RfmTally[] _tallies = [new(), new(), new()];
    private readonly RfmCuts[] _cuts = [RfmCuts.None, RfmCuts.None, RfmCuts.None];
    private readonly int[] _members = new int[126];
    private readonly long[] _orders = new long[126];
    private readonly long[] _spend = new long[126];
    private readonly List<int> _touched = [];
    private readonly bool _isMade;
    private byte[] _cells = [];
    private int _known;

    /// <summary>Scores all members of the columns.</summary>
    public RfmBoard(RfmColumns columns, RfmRules rules, DateOnly asOf)
    {
        (_columns, Rules, AsOf, _asOf) = (columns, rules, asOf, asOf.DayNumber);
        _from = rules.RangeOn(asOf).From?.DayNumber ?? 0;
        _values = new RfmValues(columns);
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
        var (recency, orders, spend) = (_values.Recency[member], _values.Orders[member], _values.Spend[member]);
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
        (_values.Recency[member], _values.Orders[member], _values.Spend[member]) = (last, orders + row.Orders, spend + row.SpendMinor);
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
        if (Rules.Scoring == RfmScoring.Ntile || _touched.Count > _known / 4 || _tallies[0].Total == 0 || before.Any(c => c.Least.Length == 0))
        {
            ScoreAll();
        }
        else
        {
            for (var measure = 0; measure < Measures; measure++) Between((RfmMeasure)measure, before[measure].Least, _cuts[measure].Least);
            ScoreByValue(_touched);
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
        if (member < 0 || member >= _known || _values.Orders[member] <= 0) return null;
        var cell = _cells[member];
        return new RfmMember(_columns.KeyOf(member), -_values.Recency[member], _values.Orders[member], _values.Spend[member], RecencyOf(cell), FrequencyOf(cell), MonetaryOf(cell));
    }

    private static int RecencyOf(int cell) => ((cell - 1) / 25) + 1;

    private static int FrequencyOf(int cell) => ((cell - 1) / 5 % 5) + 1;

    private static int MonetaryOf(int cell) => ((cell - 1) % 5) + 1;

    private void Grow()
    {
        if (_cells.Length >= _columns.Members) return;
        var size = Math.Max(_columns.Members, _cells.Length * 2);
        _values.Grow(size);
        Array.Resize(ref _cells, size);
    }

    private void Sum(int member)
    {
        var standing = _columns.Sum(member, _from, _asOf);
        Stand(member, standing.LastDay - _asOf, checked((int)standing.Orders), standing.SpendMinor);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stand(int member, int recency, int orders, long spend)
    {
        (_values.Recency[member], _values.Orders[member], _values.Spend[member]) = (recency, orders, spend);
        if (_isMade) _touched.Add(member);
        if (orders <= 0) return;
        _tallies[0].Add(recency);
        _tallies[1].Add(orders);
        _tallies[2].Add(spend);
        var cell = _cells[member];
        (_orders[cell], _spend[cell]) = (_orders[cell] + orders, _spend[cell] + spend);
        _members[cell]++;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Leave(int member)
    {
        var orders = _values.Orders[member];
        if (orders <= 0) return;
        _tallies[0].Remove(_values.Recency[member]);
        _tallies[1].Remove(orders);
        _tallies[2].Remove(_values.Spend[member]);
        var cell = _cells[member];
        (_orders[cell], _spend[cell]) = (_orders[cell] - orders, _spend[cell] - _values.Spend[member]);
        _members[cell]--;
    }

    private void Cut()
    {
        for (var measure = 0; measure < Measures; measure++)
        {
            _cuts[measure] = Rules.Scoring == RfmScoring.Ntile
                ? RfmCuts.OfGroups(_values, (RfmMeasure)measure, _tallies[measure])
                : RfmCuts.OfQuantiles(_values, (RfmMeasure)measure, _tallies[measure]);
        }
    }

    private void Between(RfmMeasure measure, long[] was, long[] now)
    {
        (long From, long Below)[] moved = [.. was.Zip(now).Where(c => c.First != c.Second).Select(c => (Math.Min(c.First, c.Second), Math.Max(c.First, c.Second)))];
        if (moved.Length > 0) ScoreByValue(_values.Within(measure, moved));
    }

    private void ScoreOne(int member)
    {
        if (_values.Orders[member] <= 0) return;
        var cell = (byte)((_cuts[0].ScoreOf(_values, member) * 25) + (_cuts[1].ScoreOf(_values, member) * 5) + _cuts[2].ScoreOf(_values, member) + 1);
        if (cell != _cells[member]) Move(member, cell);
    }

    private void ScoreAll()
    {
        if (_tallies[0].Total == 0) return;
        if (Rules.Scoring == RfmScoring.Quantile) ScoreByValue(null);
        else for (var member = 0; member < _known; member++) ScoreOne(member);
    }

    /// <summary>Scores some members, or all: values and thresholds side by side, nothing called.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScoreByValue(List<int>? some)
    {
        var recency = _values.Recency;
        var orders = _values.Orders;
        var spend = _values.Spend;
        var cells = _cells;
        var (r, f, m) = (_cuts[0].Least, _cuts[1].Least, _cuts[2].Least);
        var (r2, r3, r4, r5) = (r[0], r[1], r[2], r[3]);
        var (f2, f3, f4, f5) = (f[0], f[1], f[2], f[3]);
        var (m2, m3, m4, m5) = (m[0], m[1], m[2], m[3]);
        var places = CollectionsMarshal.AsSpan(some);
        var count = some is null ? _known : places.Length;
        for (var i = 0; i < count; i++)
        {
            var member = some is null ? i : places[i];
            long last = recency[member], bought = orders[member], sum = spend[member];
            if (bought <= 0) continue;
            var high = (last >= r2 ? 25 : 0) + (last >= r3 ? 25 : 0) + (last >= r4 ? 25 : 0) + (last >= r5 ? 25 : 0);
            var middle = (bought >= f2 ? 5 : 0) + (bought >= f3 ? 5 : 0) + (bought >= f4 ? 5 : 0) + (bought >= f5 ? 5 : 0);
            var low = (sum >= m2 ? 1 : 0) + (sum >= m3 ? 1 : 0) + (sum >= m4 ? 1 : 0) + (sum >= m5 ? 1 : 0);
            var cell = (byte)(high + middle + low + 1);
            if (cell != cells[member]) Move(member, cell);
        }
    }

    private void Move(int member, byte cell)
    {
        var was = _cells[member];
        var (orders, spend) = (_values.Orders[member], _values.Spend[member]);
        (_members[was], _orders[was], _spend[was]) = (_members[was] - 1, _orders[was] - orders, _spend[was] - spend);
        (_members[cell], _orders[cell], _spend[cell]) = (_members[cell] + 1, _orders[cell] + orders, _spend[cell] + spend);
        _cells[member] = cell;
    }
}
