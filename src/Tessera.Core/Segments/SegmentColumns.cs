using System.Runtime.InteropServices;
using Tessera.Core.Members;

namespace Tessera.Core.Segments;

/// <summary>
/// What segments read of all members, as columns in memory (performance.md 4): one array for each field, the dated contributions of a member next to each other.
/// A member that grew is put in again at the end and leaves a hole; <see cref="IsWorn"/> says when laying all of them anew is due.
/// </summary>
public sealed class SegmentColumns
{
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<long, int> _later = [];
    private long[] _keys = [];
    private int[] _sequences = [];
    private int _sorted;
    private int _dead;
    private int _rows;

    /// <summary>How many members there are, gone ones included.</summary>
    public int Members { get; private set; }

    /// <summary>Dated contributions held.</summary>
    public int Rows => _rows;

    /// <summary>More than half of what is held belongs to no member any more.</summary>
    public bool IsWorn => IsMostly(_dead, _rows) || IsMostly(Tags.Dead, Tags.Rows) || IsMostly(Segments.Dead, Segments.Rows) || IsMostly(Coupons.Dead, Coupons.Rows);

    internal MemberMarks[] Marks { get; private set; } = [];

    internal int[] JoinedOn { get; private set; } = [];

    internal int[] TierSince { get; private set; } = [];

    internal int[] BoughtOn { get; private set; } = [];

    internal int[] SeenOn { get; private set; } = [];

    internal int[] Tiers { get; private set; } = [];

    internal int[] Channels { get; private set; } = [];

    internal int[] First { get; private set; } = [];

    internal int[] Counts { get; private set; } = [];

    internal NumberColumn Balance { get; } = new();

    internal NumberColumn Wallet { get; } = new();

    internal NumberColumn BornOn { get; } = new();

    internal NumberColumn Locales { get; } = new();

    internal HeldColumns Tags { get; } = new();

    internal HeldColumns Segments { get; } = new();

    internal HeldColumns Coupons { get; } = new();

    /// <summary>Date of the purchase, on which a window without a calendar counts a contribution.</summary>
    internal int[] Days { get; private set; } = [];

    internal byte[] Kinds { get; private set; } = [];

    /// <summary>Net after refunds of a purchase, what is left of a top-up, else how often.</summary>
    internal NumberColumn Measure { get; } = new();

    internal NumberColumn Keys { get; } = new();

    internal NumberColumn Spend { get; } = new();

    internal NumberColumn Points { get; } = new();

    internal NumberColumn SpendGrowth { get; } = new();

    internal NumberColumn BehaviourGrowth { get; } = new();

    /// <summary>Kind of a purchase that is no order by itself (its count is 0).</summary>
    internal const byte PurchaseUncounted = 31;

    /// <summary>Makes room, so that loading does not copy.</summary>
    public void Reserve(int members)
    {
        if (members > _keys.Length) GrowMembers(members);
    }

    /// <summary>Ledger account of a member by its place.</summary>
    public long KeyOf(int member) => _keys[member];

    /// <summary>Items of its record when it was put in.</summary>
    public long SequenceOf(int member) => _sequences[member];

    /// <summary>Place of a member, or −1.</summary>
    public int PlaceOf(long key)
    {
        var place = Array.BinarySearch(_keys, 0, _sorted, key);
        return place >= 0 ? place : _later.GetValueOrDefault(key, -1);
    }

    /// <summary>Puts a member in, or in the place it has.</summary>
    /// <param name="key">Ledger account; those that come in ascending order need no further index.</param>
    /// <param name="state">Its state; nothing of it is kept.</param>
    /// <returns>Its place.</returns>
    public int Put(long key, MemberState state)
    {
        var member = PlaceOf(key);
        if (member < 0) member = Join(key);
        _sequences[member] = checked((int)state.Sequence);
        (JoinedOn[member], TierSince[member]) = (state.JoinedOn.DayNumber, (state.Tier?.Since ?? state.JoinedOn).DayNumber);
        (Tiers[member], Channels[member]) = (Code(state.InForce), Code(state.JoinChannel));
        Balance.Set(member, state.Balance, _keys.Length);
        Wallet.Set(member, state.HasWallet ? state.Wallet.BalanceMinor : 0, _keys.Length);
        _dead += Counts[member];
        (First[member], Counts[member]) = (_rows, 0);
        Marks[member] = MemberMarks.None;
        BoughtOn[member] = SeenOn[member] = 0;
        if (state.ClosedOn is not null || state.MergedInto is not null)
        {
            Leave(member);
            return member;
        }

        SeenOn[member] = state.LastActivityOn?.DayNumber ?? 0;
        PutRows(member, CollectionsMarshal.AsSpan(state.Rows));
        PutHeld(member, state);
        return member;
    }

    /// <summary>Keeps what the sealed profile says that conditions read; nothing of a member that is gone.</summary>
    public void PutProfile(int member, DateOnly? birthday, string? locale)
    {
        var stays = (Marks[member] & MemberMarks.Gone) == 0;
        BornOn.Set(member, stays && birthday is { } born ? born.DayNumber + 1 : 0, _keys.Length);
        Locales.Set(member, stays && locale is not null ? Code(locale) : 0, _keys.Length);
    }

    /// <summary>Number of a word, or 0 where no member has it.</summary>
    internal int CodeOf(string? word) => word is not null && _codes.TryGetValue(word, out var code) ? code : 0;

    private static bool IsMostly(int dead, int rows) => dead > 100_000 && dead > rows / 2;

    private int Code(string word)
    {
        ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(_codes, word, out var known);
        if (!known) code = _codes.Count;
        return code;
    }

    private void Leave(int member)
    {
        Marks[member] = MemberMarks.Gone;
        Tags.Clear(member);
        Segments.Clear(member);
        Coupons.Clear(member);
        PutProfile(member, null, null);
    }

    private void PutHeld(int member, MemberState state)
    {
        Tags.Clear(member);
        foreach (var held in state.Tags) Tags.Add(member, Code(held.Tag), held.Since.DayNumber, held.Through?.DayNumber ?? int.MaxValue, held.Rule is { } rule ? Code(rule) : 0);
        Segments.Clear(member);
        foreach (var (segment, since) in state.Segments) Segments.Add(member, Code(segment), since.DayNumber, int.MaxValue);
        Coupons.Clear(member);
        if (!state.HasCoupons) return;
        foreach (var coupon in state.Coupons.Held) Coupons.Add(member, Code(coupon.Kind), coupon.FromOn.DayNumber, coupon.EndsOn is { } ends ? ends.DayNumber - 1 : int.MaxValue);
    }

    private void PutRows(int member, ReadOnlySpan<MetricRow> rows)
    {
        if (_rows + rows.Length > Days.Length) GrowRows(Math.Max(_rows + rows.Length, Math.Max(1024, _rows + (_rows / 4))));
        (First[member], Counts[member]) = (_rows, rows.Length);
        foreach (ref readonly var row in rows)
        {
            PutRow(row);
            if (row.PurchaseDay != row.Day) Marks[member] |= MemberMarks.TwoDates;
            _rows++;
        }

        for (var i = 0; i < rows.Length; i++) TakeBack(rows, i, First[member]);
        for (var i = 0; i < rows.Length; i++) See(member, rows, i);
    }

    private void PutRow(in MetricRow row)
    {
        var room = Days.Length;
        Days[_rows] = row.PurchaseDay.DayNumber;
        Kinds[_rows] = row.Kind == RowKind.Purchase && row.Count == 0 ? PurchaseUncounted : (byte)row.Kind;
        Measure.Set(_rows, row.Kind switch { RowKind.Purchase => row.NetMinor, RowKind.TopUp => row.SpendMinor, _ => row.Count }, room);
        Keys.Set(_rows, row.Kind == RowKind.Behaviour && row.Key is { } key ? Code(key) : 0, room);
        Spend.Set(_rows, row.Kind == RowKind.CapUse ? 0 : row.SpendMinor, room);
        Points.Set(_rows, row.Kind == RowKind.CapUse ? 0 : row.Points, room);
        SpendGrowth.Set(_rows, row.SpendGrowth, room);
        BehaviourGrowth.Set(_rows, row.BehaviourGrowth, room);
    }

    /// <summary>Takes a refund off the net of its purchase, a refunded top-up off what is left of it.</summary>
    private void TakeBack(ReadOnlySpan<MetricRow> rows, int at, int first)
    {
        ref readonly var row = ref rows[at];
        if (row.Kind is not (RowKind.Refund or RowKind.TopUp) || row.PurchaseSequence == 0) return;
        for (var i = 0; i < at; i++)
        {
            ref readonly var of = ref rows[i];
            if (of.Sequence != row.PurchaseSequence || of.FromMerge != row.FromMerge) continue;
            var isPurchase = row.Kind == RowKind.Refund && of.Kind == RowKind.Purchase && of.Day == row.PurchaseDay;
            if (isPurchase) Measure.Set(first + i, Measure[first + i] + row.NetMinor, Days.Length);
            else if (row.Kind == RowKind.TopUp && of.Kind == RowKind.TopUp) Measure.Set(first + i, Measure[first + i] + row.SpendMinor, Days.Length);
        }
    }

    /// <summary>Brings the last purchase and the last activity up to a row (a wholly refunded purchase is no purchase).</summary>
    private void See(int member, ReadOnlySpan<MetricRow> rows, int at)
    {
        ref readonly var row = ref rows[at];
        var isSeen = row.Kind is RowKind.Purchase or RowKind.Behaviour || (row.Kind == RowKind.Opening && row.Count > 0 && !IsUndone(rows, at));
        if (!isSeen) return;
        var day = row.Day.DayNumber;
        SeenOn[member] = Math.Max(SeenOn[member], day);
        if (row.Kind == RowKind.Behaviour || (row.Kind == RowKind.Purchase && row.NetMinor > 0 && Measure[First[member] + at] <= 0)) return;
        BoughtOn[member] = Math.Max(BoughtOn[member], day);
    }

    private static bool IsUndone(ReadOnlySpan<MetricRow> rows, int opening)
    {
        for (var i = opening + 1; i < rows.Length; i++)
        {
            if (rows[i].Kind == RowKind.Opening && rows[i].Count < 0 && rows[i].PurchaseSequence == rows[opening].Sequence && rows[i].FromMerge == rows[opening].FromMerge) return true;
        }

        return false;
    }

    private int Join(long key)
    {
        if (Members == _keys.Length) GrowMembers(Math.Max(256, Members + (Members / 4)));
        if (_sorted == Members && (Members == 0 || key > _keys[Members - 1])) _sorted++;
        else _later.Add(key, Members);
        _keys[Members] = key;
        return Members++;
    }

    private void GrowMembers(int room)
    {
        Array.Resize(ref _keys, room);
        Array.Resize(ref _sequences, room);
        (Marks, JoinedOn, TierSince) = (Grown(Marks, room), Grown(JoinedOn, room), Grown(TierSince, room));
        (BoughtOn, SeenOn, Tiers, Channels) = (Grown(BoughtOn, room), Grown(SeenOn, room), Grown(Tiers, room), Grown(Channels, room));
        (First, Counts) = (Grown(First, room), Grown(Counts, room));
    }

    private void GrowRows(int room) => (Days, Kinds) = (Grown(Days, room), Grown(Kinds, room));

    private static T[] Grown<T>(T[] values, int room)
    {
        Array.Resize(ref values, room);
        return values;
    }
}

/// <summary>What is to be known of a member before its columns are read.</summary>
[Flags]
internal enum MemberMarks : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Closed, or merged into another: in no segment.</summary>
    Gone = 1,

    /// <summary>Has a contribution with two dates (a refund): which of them a calendar window takes is read from its record.</summary>
    TwoDates = 2,
}
