using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

    // Orders of a member are below 2^31, so that those of 8,192 members stay below the bits that count the members.
    private const int MemberBits = 45;
    private const int AtOnce = 8_192;
    private const int Bank = 128;
    private readonly RfmColumns _columns;
    private readonly int _from;
    private readonly int _asOf;
    private readonly RfmValues _values;
    private readonly RfmTally[] _tallies = [new(), new(), new()];
    private readonly RfmCuts[] _cuts = [RfmCuts.None, RfmCuts.None, RfmCuts.None];
    private readonly int[] _members = new int[126];
    private readonly long[] _orders = new long[126];
    private readonly long[] _spend = new long[126];
    private readonly Vector128<long>[] _sums = new Vector128<long>[2 * Bank];
    private bool _isMoved;
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
        Settle();
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
        _isMoved = true;
    }

    /// <summary>Brings cut points, scores and cells up to date. Cuts move with few new rows, and many members with them: one walk over all is shorter than finding which.</summary>
    public void Settle()
    {
        if (!_isMoved) return;
        Cut();
        ScoreAll();
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
        _isMoved = true;
        if (orders <= 0) return;
        _tallies[0].Add(recency);
        _tallies[1].Add(orders);
        _tallies[2].Add(spend);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Leave(int member)
    {
        var orders = _values.Orders[member];
        if (orders <= 0) return;
        _tallies[0].Remove(_values.Recency[member]);
        _tallies[1].Remove(orders);
        _tallies[2].Remove(_values.Spend[member]);
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

    private void ScoreAll()
    {
        _isMoved = false;
        Array.Clear(_members);
        Array.Clear(_orders);
        Array.Clear(_spend);
        if (_tallies[0].Total == 0) return;
        Array.Clear(_sums);
        var scored = Rules.Scoring == RfmScoring.Quantile ? ScoreByValue() : 0;
        for (var member = scored; member < _known; member++)
        {
            var cell = _values.Takes(member) ? (_cuts[0].ScoreOf(_values, member) * 25) + (_cuts[1].ScoreOf(_values, member) * 5) + _cuts[2].ScoreOf(_values, member) + 1 : 0;
            _cells[member] = (byte)cell;
            Count(cell, _values.Orders[member], _values.Spend[member]);
        }
    }

    /// <summary>Adds the sums of the vectors to those of the cells, before the orders could run into the members.</summary>
    private void Gather()
    {
        for (var cell = 0; cell < _members.Length; cell++)
        {
            var sums = _sums[cell] + _sums[cell + Bank];
            _members[cell] += (int)(sums[0] >> MemberBits);
            _orders[cell] += sums[0] & ((1L << MemberBits) - 1);
            _spend[cell] += sums[1];
        }

        Array.Clear(_sums);
    }

    // Cell 0 takes who is not scored, so that nothing is asked in the walk.
    private void Count(int cell, int orders, long spend)
    {
        _members[cell]++;
        _orders[cell] += orders;
        _spend[cell] += spend;
    }

    /// <summary>Scores eight members at a time; a comparison that holds is −1 in its lane.</summary>
    /// <returns>How many were scored.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ScoreByValue()
    {
        var (recency, orders, spend) = (_values.Columns.Recency, _values.Columns.Orders, _values.Columns.Spend);
        var (r, f, m) = (_cuts[0].Least, _cuts[1].Least, _cuts[2].Least);
        var (r2, r3, r4, r5) = (Lanes(r[0]), Lanes(r[1]), Lanes(r[2]), Lanes(r[3]));
        var (f2, f3, f4, f5) = (Lanes(f[0]), Lanes(f[1]), Lanes(f[2]), Lanes(f[3]));
        var (m2, m3, m4, m5) = (Vector256.Create(m[0]), Vector256.Create(m[1]), Vector256.Create(m[2]), Vector256.Create(m[3]));
        Span<int> cells = stackalloc int[Vector256<int>.Count];
        Span<long> counted = stackalloc long[Vector256<int>.Count];
        var (sums, one) = (_sums, Vector256.Create(1L << MemberBits));
        var at = 0;
        for (; at <= _known - cells.Length; at += cells.Length)
        {
            var (last, count) = (Vector256.Create(recency, at), Vector256.Create(orders, at));
            var (sumA, sumB) = (Vector256.Create(spend, at), Vector256.Create(spend, at + Vector256<long>.Count));
            var high = Vector256.GreaterThanOrEqual(last, r2) + Vector256.GreaterThanOrEqual(last, r3) + Vector256.GreaterThanOrEqual(last, r4) + Vector256.GreaterThanOrEqual(last, r5);
            var middle = Vector256.GreaterThanOrEqual(count, f2) + Vector256.GreaterThanOrEqual(count, f3) + Vector256.GreaterThanOrEqual(count, f4) + Vector256.GreaterThanOrEqual(count, f5);
            var low = Vector256.Narrow(
                Vector256.GreaterThanOrEqual(sumA, m2) + Vector256.GreaterThanOrEqual(sumA, m3) + Vector256.GreaterThanOrEqual(sumA, m4) + Vector256.GreaterThanOrEqual(sumA, m5),
                Vector256.GreaterThanOrEqual(sumB, m2) + Vector256.GreaterThanOrEqual(sumB, m3) + Vector256.GreaterThanOrEqual(sumB, m4) + Vector256.GreaterThanOrEqual(sumB, m5));
            var cell = Vector256<int>.One - ((high * 25) + (middle * 5) + low);
            var buys = Vector256.GreaterThan(count, Vector256<int>.Zero);
            (cell & buys).CopyTo(cells);
            // Members and orders share a number: one addition of two counts a member whole.
            var (some, others) = Vector256.Widen(count & buys);
            (some + one).CopyTo(counted);
            (others + one).CopyTo(counted[Vector256<long>.Count..]);
            for (var lane = 0; lane < cells.Length; lane++)
            {
                _cells[at + lane] = (byte)cells[lane];
                // Neighbours add to two banks, so that one need not wait for the other.
                sums[cells[lane] + ((lane & 1) * Bank)] += Vector128.Create(counted[lane], spend[at + lane]);
            }

            if ((at & (AtOnce - 1)) == AtOnce - cells.Length) Gather();
        }

        Gather();
        return at;
    }

    private static Vector256<int> Lanes(long value) => Vector256.Create((int)Math.Clamp(value, int.MinValue, int.MaxValue));
}
