namespace Tessera.Core.Segments;

/// <summary>
/// The values of all members as columns, larger being better: days since the last order as their negative. By one measure members are ordered by its value; equal values go by
/// the other two in the order recency, frequency, monetary, then by ledger account.
/// </summary>
internal sealed class RfmValues(RfmColumns columns)
{
    private int[] _recency = [];
    private int[] _orders = [];
    private long[] _spend = [];

    public int Length => _orders.Length;

    public Span<int> Recency => _recency;

    public Span<int> Orders => _orders;

    public Span<long> Spend => _spend;

    /// <summary>The arrays themselves, for walks over all.</summary>
    public (int[] Recency, int[] Orders, long[] Spend) Columns => (_recency, _orders, _spend);

    public void Grow(int members)
    {
        Array.Resize(ref _recency, members);
        Array.Resize(ref _orders, members);
        Array.Resize(ref _spend, members);
    }

    public long Of(RfmMeasure measure, int member) => measure switch
    {
        RfmMeasure.Recency => _recency[member],
        RfmMeasure.Frequency => _orders[member],
        RfmMeasure.Monetary => _spend[member],
    };

    /// <summary>Only members with an order in the window are scored.</summary>
    public bool Takes(int member) => _orders[member] > 0;

    /// <summary>Members whose value lies in one of some ranges, in one pass.</summary>
    public List<int> Within(RfmMeasure measure, IReadOnlyCollection<(long From, long Below)> ranges)
    {
        var found = new List<int>();
        if (measure == RfmMeasure.Monetary) RfmScan.Within<long>(_spend.AsSpan(0, columns.Members), [.. ranges], found);
        else RfmScan.Within<int>((measure == RfmMeasure.Recency ? _recency : _orders).AsSpan(0, columns.Members), [.. ranges.Select(r => (Small(r.From), Small(r.Below)))], found);
        return found;
    }

    public int Compare(RfmMeasure measure, int a, int b)
    {
        var first = Of(measure, a).CompareTo(Of(measure, b));
        if (first != 0) return first;
        if (_recency[a] != _recency[b]) return _recency[a].CompareTo(_recency[b]);
        if (_orders[a] != _orders[b]) return _orders[a].CompareTo(_orders[b]);
        return _spend[a] != _spend[b] ? _spend[a].CompareTo(_spend[b]) : columns.KeyOf(a).CompareTo(columns.KeyOf(b));
    }

    private static int Small(long value) => (int)Math.Clamp(value, int.MinValue, int.MaxValue);
}

/// <summary>The four cuts of one measure.</summary>
/// <param name="Measure">Measure.</param>
/// <param name="Least">Under quantiles: the least value of the scores 2 to 5. Under groups: the value of the first member of groups 2 to 5.</param>
/// <param name="First">Under groups: that member's place; empty under quantiles, −1 where a group is empty.</param>
internal sealed record RfmCuts(RfmMeasure Measure, long[] Least, int[] First)
{
    private const int Groups = 5;

    /// <summary>Nobody is scored.</summary>
    public static RfmCuts None { get; } = new(RfmMeasure.Recency, [], []);

    /// <summary>
    /// Type 7: of n sorted values the cut k of 5 lies at position (n − 1)k ÷ 5, between two neighbours in proportion. A value that equals a cut goes with the smaller values,
    /// as in R and pandas: for orders and money it scores the lower, for days, where fewer are better, the higher. Computed in fifths, without rounding.
    /// </summary>
    public static RfmCuts OfQuantiles(RfmValues values, RfmMeasure measure, RfmTally tally)
    {
        var n = tally.Total;
        if (n == 0) return None;
        var ranks = new int[2 * (Groups - 1)];
        for (var k = 1; k < Groups; k++)
        {
            var low = (int)((long)(n - 1) * k / Groups);
            (ranks[(2 * k) - 2], ranks[(2 * k) - 1]) = (low, Math.Min(low + 1, n - 1));
        }

        var at = ValuesAt(values, measure, tally, ranks);
        var least = new long[Groups - 1];
        for (var k = 1; k < Groups; k++)
        {
            var (low, high) = (at[(2 * k) - 2], at[(2 * k) - 1]);
            var fifths = ((Int128)low * Groups) + ((Int128)((long)(n - 1) * k % Groups) * (high - low));
            least[k - 1] = measure == RfmMeasure.Recency ? AtLeast(fifths) : Above(fifths);
        }

        return new RfmCuts(measure, least, []);
    }

    /// <summary>Five groups of n members in ascending order, the first n mod 5 of them one larger (NTILE of SQL).</summary>
    public static RfmCuts OfGroups(RfmValues values, RfmMeasure measure, RfmTally tally)
    {
        var n = tally.Total;
        if (n == 0) return None;
        var ranks = new int[Groups - 1];
        for (var group = 1; group < Groups; group++) ranks[group - 1] = (n / Groups * group) + Math.Min(group, n % Groups);
        var inside = ranks.Where(r => r < n).ToArray();
        var members = MembersAt(values, measure, tally, inside);
        var first = new int[Groups - 1];
        for (var group = 0; group < first.Length; group++) first[group] = group < members.Length ? members[group] : -1;
                var least = new long[first.Length];
        for (var group = 0; group < first.Length; group++) least[group] = first[group] < 0 ? long.MaxValue : values.Of(measure, first[group]);
        return new RfmCuts(measure, least, first);
    }

    /// <summary>Score of a member less 1.</summary>
    public int ScoreOf(RfmValues values, int member)
    {
        var value = values.Of(Measure, member);
        if (First.Length == 0) return (value >= Least[0] ? 1 : 0) + (value >= Least[1] ? 1 : 0) + (value >= Least[2] ? 1 : 0) + (value >= Least[3] ? 1 : 0);
        var score = 0;
        for (var group = 0; group < First.Length; group++)
        {
            if (First[group] >= 0 && (value > Least[group] || (value == Least[group] && values.Compare(Measure, member, First[group]) >= 0))) score++;
        }

        return score;
    }

    private static long AtLeast(Int128 fifths) => checked((long)(fifths >= 0 ? (fifths + Groups - 1) / Groups : fifths / Groups));

    private static long Above(Int128 fifths) => AtLeast(fifths + 1);

    private static long[] ValuesAt(RfmValues values, RfmMeasure measure, RfmTally tally, int[] ranks)
    {
        // Few members have cuts closer together than two neighbours: the ranks are asked for in their order.
        int[] asked = [.. ranks.Distinct().Order()];
        var found = tally.Find(asked);
                var sorted = new Dictionary<int, long[]>();
        foreach (var (range, members) in Inside(values, measure, found.Where(f => !RfmTally.IsExact(f.Range))))
        {
            var held = new long[members.Count];
            for (var i = 0; i < held.Length; i++) held[i] = values.Of(measure, members[i]);
            Array.Sort(held);
            sorted.Add(range, held);
        }

        long At(int rank)
        {
            var i = Array.IndexOf(asked, rank);
            var (range, first) = found[i];
            return RfmTally.IsExact(range) ? RfmTally.ValueOf(range) : sorted[range][rank - first];
        }

        return [.. ranks.Select(At)];
    }

    private static int[] MembersAt(RfmValues values, RfmMeasure measure, RfmTally tally, int[] ranks)
    {
        var found = tally.Find(ranks);
        var inside = Inside(values, measure, found);
        foreach (var members in inside.Values) members.Sort((a, b) => values.Compare(measure, a, b));
        return [.. found.Select((f, i) => inside[f.Range][ranks[i] - f.First])];
    }

    /// <summary>The members of the ranges that hold a cut, in one pass.</summary>
    private static Dictionary<int, List<int>> Inside(RfmValues values, RfmMeasure measure, IEnumerable<(int Range, int First)> found)
    {
        var inside = found.Select(f => f.Range).Distinct().ToDictionary(r => r, _ => new List<int>());
        if (inside.Count == 0) return inside;
        foreach (var member in values.Within(measure, [.. inside.Keys.Select(RfmTally.ValuesOf)]))
        {
            if (values.Takes(member)) inside[RfmTally.RangeOf(values.Of(measure, member))].Add(member);
        }

        return inside;
    }
}
