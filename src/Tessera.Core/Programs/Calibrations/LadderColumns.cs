using Tessera.Core.Members;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Calibrations;

/// <summary>
/// What enter conditions read of every member at each month end, as columns in memory: thresholds are then tried by comparing numbers, exactly as the conditions themselves
/// would. Read from the recorded state at the end of each date by the same readings that decide (semantics §5); a fraction is kept as its whole part, which no whole threshold
/// can tell from it.
/// </summary>
public sealed class LadderColumns
{
    /// <summary>Rows looked at together: their marks and numbers stay in the first cache.</summary>
    public const int Block = 2_048;
    private readonly Dictionary<MetricReading, Column> _values = [];
    private readonly Dictionary<Condition, Column> _marks = [];
    private readonly Dictionary<Window, Column> _buyers = [];
    private readonly List<string> _accounts = [];
    private int[][]? _present;

    internal LadderColumns(IReadOnlyList<DateOnly> monthEnds) => MonthEnds = monthEnds;

    /// <summary>Month ends, the oldest first; the last may be the window's end inside a month.</summary>
    public IReadOnlyList<DateOnly> MonthEnds { get; }

    /// <summary>Ledger account ids, in the order of the rows.</summary>
    public IReadOnlyList<string> Accounts => _accounts;

    /// <summary>Members.</summary>
    public int Members => _accounts.Count;

    /// <summary>Local date of the first fact of the store, or null without any.</summary>
    public DateOnly? FirstOn { get; internal set; }

    /// <summary>Readings there are columns of.</summary>
    public IEnumerable<MetricReading> Readings => _values.Keys;

    /// <summary>Whether a condition can be read from the columns.</summary>
    public bool Has(Condition condition) => condition switch
    {
        AllOf all => all.Parts.All(Has),
        AnyOf any => any.Parts.All(Has),
        Not not => Has(not.Part),
        Compare compare => _values.ContainsKey(WithWindow(compare.Reading)),
        _ => _marks.ContainsKey(condition),
    };

    /// <summary>Members by the highest tier whose enter condition holds, at each month end; members that had not joined or had left are in none.</summary>
    /// <param name="ladder">The ladder; its base takes everybody whom no condition lifts.</param>
    /// <param name="from">First row.</param>
    /// <param name="count">Rows.</param>
    /// <returns>For each month end the members of each tier, in the order of the ladder.</returns>
    public long[][] Count(Ladder ladder, int from, int count)
    {
        var counts = MonthEnds.Select(_ => new long[ladder.Tiers.Count]).ToArray();
        var (there, met) = (new int[Block], new int[Block]);
        List<(int Place, Condition Enter)> tiers = [.. Enumerable.Range(1, ladder.Tiers.Count - 1).Reverse().Where(t => ladder.Tiers[t] is { Enabled: true, Enter: not null }).Select(t => (t, ladder.Tiers[t].Enter!))];
        // Who is not there reaches no threshold: where only thresholds are to be reached nobody need be looked for.
        var onlyReaches = tiers.TrueForAll(t => t.Enter is Compare { Comparison: Comparison.AtLeast });
        for (var month = 0; month < MonthEnds.Count; month++)
        {
            for (var at = from; at < from + count; at += Block)
            {
                var size = Math.Min(Block, from + count - at);
                var left = there.AsSpan(0, size);
                var holds = met.AsSpan(0, size);
                if (onlyReaches) left.Fill(-1);
                else Present(month, at, left);
                counts[month][0] += PresentIn(month, at, size);
                foreach (var (place, enter) in tiers)
                {
                    Fill(enter, month, at, holds);
                    var taken = Masks.Take(left, holds);
                    counts[month][place] += taken;
                    counts[month][0] -= taken;
                }
            }
        }

        return counts;
    }

    /// <summary>Whether a condition holds for one member at a month end.</summary>
    public bool Holds(Condition condition, int month, int row)
    {
        Span<int> one = [0];
        Fill(condition, month, row, one);
        return one[0] != 0;
    }

    /// <summary>Value of a reading for one member at a month end, rounded down.</summary>
    public long Value(MetricReading reading, int month, int row) => _values[WithWindow(reading)].At(month, row);

    /// <summary>Whether a member is ranked: there at the month end, and with a purchase in the window (semantics §5, the population of ranks).</summary>
    public bool IsBuyer(Window window, int month, int row) => _buyers[window].At(month, row) > 0;

    /// <summary>Whether a member had joined and not left.</summary>
    public bool IsPresent(int month, int row) => _buyers[Window.Lifetime].At(month, row) >= 0;

    internal static MetricReading WithWindow(MetricReading reading) => reading.Window is null ? reading with { Window = Window.Lifetime } : reading;

    internal Column ValuesOf(MetricReading reading) => Of(_values, reading);

    internal Column MarksOf(Condition leaf) => Of(_marks, leaf);

    internal Column BuyersIn(Window window) => Of(_buyers, window);

    internal void AddMember(string account) => _accounts.Add(account);

    private Column Of<TKey>(Dictionary<TKey, Column> columns, TKey key)
        where TKey : notnull
    {
        if (!columns.TryGetValue(key, out var column)) columns[key] = column = new Column(MonthEnds.Count);
        return column;
    }

    private void Present(int month, int from, Span<int> into) => _buyers[Window.Lifetime].AtLeast(month, from, 0, into);

    /// <summary>How many of some rows are there; no ladder changes it, so it is counted once.</summary>
    private long PresentIn(int month, int from, int size)
    {
        if (from % Block != 0 || (size < Block && from + size < Members)) return CountPresent(month, from, size);
        var present = _present ??= [.. MonthEnds.Select((_, m) => Enumerable.Range(0, (Members + Block - 1) / Block).Select(b => CountPresent(m, b * Block, Math.Min(Block, Members - (b * Block)))).ToArray())];
        return present[month][from / Block];
    }

    private int CountPresent(int month, int from, int size)
    {
        Span<int> there = stackalloc int[size];
        Present(month, from, there);
        return Masks.Count(there);
    }

    private void Fill(Condition condition, int month, int from, Span<int> into)
    {
        switch (condition)
        {
            case AllOf all: Join(all.Parts, true, (month, from), into); break;
            case AnyOf any: Join(any.Parts, false, (month, from), into); break;
            case Not not:
                Fill(not.Part, month, from, into);
                foreach (ref var one in into) one = ~one;
                break;
            case Compare { Comparison: Comparison.AtLeast } compare: _values[WithWindow(compare.Reading)].AtLeast(month, from, compare.Threshold, into); break;
            case Compare compare: _values[WithWindow(compare.Reading)].AtMost(month, from, compare.Threshold, into); break;
            default: _marks[condition].AtLeast(month, from, 1, into); break;
        }
    }

    private void Join(IReadOnlyList<Condition> parts, bool all, (int Month, int From) at, Span<int> into)
    {
        into.Fill(all ? -1 : 0);
        var other = new int[into.Length];
        foreach (var part in parts)
        {
            Fill(part, at.Month, at.From, other);
            for (var i = 0; i < into.Length; i++) into[i] = all ? into[i] & other[i] : into[i] | other[i];
        }
    }
}

/// <summary>A member's numbers, month by month.</summary>
/// <param name="Account">Ledger account id.</param>
/// <param name="Values">Numbers of each month end, one after the other.</param>
/// <param name="FirstOn">Local date of the member's first fact, or null.</param>
public sealed record ColumnRow(string Account, long[] Values, DateOnly? FirstOn);

/// <summary>Fills columns member by member.</summary>
public sealed class LadderColumnsFill
{
    private readonly CompiledProgram _program;
    private readonly bool _isHistory;
    private readonly (MetricReading Reading, CompiledReading Compiled)[] _readings;
    private readonly (Condition Leaf, CompiledCondition Compiled)[] _marks;
    private readonly Window[] _windows;

    /// <summary>Columns for the enter conditions of a programme.</summary>
    /// <param name="program">The programme.</param>
    /// <param name="monthEnds">Month ends, the oldest first.</param>
    /// <param name="windows">Windows that may be tried beside those written.</param>
    /// <param name="isHistory">Whether the record plays the past.</param>
    public LadderColumnsFill(CompiledProgram program, IReadOnlyList<DateOnly> monthEnds, IReadOnlyList<Window> windows, bool isHistory)
    {
        (_program, _isHistory, Columns) = (program, isHistory, new LadderColumns(monthEnds));
        var enters = program.Document.Ladder.Tiers.Select(t => t.Enter).OfType<Condition>().ToList();
        var written = enters.SelectMany(e => ConditionWords.Comparisons(e)).Select(c => LadderColumns.WithWindow(c.Reading)).Distinct().ToList();
        _readings = [.. written.SelectMany(r => windows.Where(_ => r.Window != default).Select(w => r with { Window = w }).Prepend(r)).Distinct().Select(r => (r, new CompiledReading(r, program.Ladder.Terms)))];
        _marks = [.. enters.SelectMany(LeavesOf).Where(l => l is not Compare).Distinct().Select(l => (l, CompiledCondition.Compile(l, program.Ladder.Terms)!))];
        _windows = [.. _readings.Select(r => r.Reading.Window!.Value).Append(Window.Lifetime).Distinct()];
    }

    /// <summary>The columns.</summary>
    public LadderColumns Columns { get; }

    /// <summary>Numbers of a member that nothing was read of yet: as many as a row holds.</summary>
    public long[] Blank() => new long[Columns.MonthEnds.Count * Width];

    /// <summary>Reads one member: its state at the end of each month end.</summary>
    /// <returns>A row to be added by <see cref="Add"/>; may be made beside others.</returns>
    public ColumnRow Read(string account, IReadOnlyList<RecordItem> items)
    {
        var fold = new Fold(account, _program.Calendar);
        var row = new long[Columns.MonthEnds.Count * Width];
        var at = 0;
        for (var month = 0; month < Columns.MonthEnds.Count; month++)
        {
            while (at < items.Count && _program.Calendar.DayOf(items[at].RecordedAt) <= Columns.MonthEnds[month]) fold.Read(items[at++]);
            Read(fold.State, month, row.AsSpan(month * Width, Width));
        }

        return new ColumnRow(account, row, items.Count == 0 ? null : _program.Calendar.DayOf(items[0].OccurredAt));
    }

    /// <summary>Adds a row read before.</summary>
    public void Add(ColumnRow read)
    {
        var row = read.Values;
        Columns.AddMember(read.Account);
        if (read.FirstOn is { } first && !(Columns.FirstOn <= first)) Columns.FirstOn = first;
        for (var month = 0; month < Columns.MonthEnds.Count; month++)
        {
            var at = month * Width;
            foreach (var (reading, _) in _readings) Columns.ValuesOf(reading).Add(month, row[at++]);
            foreach (var (leaf, _) in _marks) Columns.MarksOf(leaf).Add(month, row[at++]);
            foreach (var window in _windows) Columns.BuyersIn(window).Add(month, row[at++]);
        }
    }

    private int Width => _readings.Length + _marks.Length + _windows.Length;

    private void Read(MemberState state, int month, Span<long> into)
    {
        var at = 0;
        if (state.Tier is null || state.ClosedOn is not null || state.MergedInto is not null)
        {
            // Nobody's values reach nothing, and the marks say that nobody is there.
            into.Fill(long.MinValue);
            return;
        }

        var frame = Frames.Enter(state, _program.Ladder, Columns.MonthEnds[month], _isHistory);
        foreach (var (_, compiled) in _readings) into[at++] = compiled.Read(frame).Floor;
        foreach (var (_, compiled) in _marks) into[at++] = compiled.Holds(frame) ? 1 : 0;
        foreach (var window in _windows) into[at++] = Math.Max(0, MetricReader.Orders(frame, window, _program.Document.Purchases.OrderAboveMinor, 0));
    }

    private static IEnumerable<Condition> LeavesOf(Condition condition) => condition switch
    {
        AllOf all => all.Parts.SelectMany(LeavesOf),
        AnyOf any => any.Parts.SelectMany(LeavesOf),
        Not not => LeavesOf(not.Part),
        _ => [condition],
    };
}
