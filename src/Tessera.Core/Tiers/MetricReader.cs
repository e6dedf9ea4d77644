using System.Runtime.InteropServices;
using Tessera.Core.Facts;
using Tessera.Core.Growth;
using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>Where and when conditions are read. Passed down by reference; nothing is allocated.</summary>
internal readonly record struct Frame
{
    public required MemberState State { get; init; }

    public required WindowDates Dates { get; init; }

    /// <summary>Window of leaves that name none; null reads them for a lifetime.</summary>
    public Window? ReviewWindow { get; init; }

    /// <summary>Days after a calendar window's end in which a refund still counts on its purchase's date (§2).</summary>
    public int ClosesAfterDays { get; init; }

    /// <summary>Re-reading of upgrades: every refund counts on its purchase's date (§5).</summary>
    public bool RefundsOnPurchaseDate { get; init; }

    /// <summary>Where windows read anew after a fall begin; null reads as written.</summary>
    public Anew? Anew { get; init; }

    /// <summary>Every window is read anew, not only lifetime and since joining.</summary>
    public bool AnewForAll { get; init; }

    /// <summary>The upgrade that is read again: tags, segments and balance as they were.</summary>
    public UpgradeGround? Ground { get; init; }

    /// <summary>What is known beside the record; null where tiers are decided.</summary>
    public Besides? Besides { get; init; }

    /// <summary>Net total above which a purchase is an order, minor units, for readings that are not compiled with the programme.</summary>
    public long OrdersAboveMinor { get; init; }

    public DateOnly AsOf => Dates.AsOf;
}

/// <summary>A value as an exact fraction: growth shares and scores are compared without rounding (§4).</summary>
/// <param name="Parts">Numerator.</param>
/// <param name="Per">Denominator, at least 1.</param>
internal readonly record struct Quantity(Int128 Parts, int Per)
{
    public static implicit operator Quantity(long whole) => new(whole, 1);

    public bool IsAtLeast(long threshold) => Parts >= (Int128)threshold * Per;

    public bool IsAtMost(long threshold) => Parts <= (Int128)threshold * Per;

    /// <summary>Whole part, towards minus infinity: a value shown never reaches a threshold that it misses.</summary>
    public long Floor
    {
        get
        {
            var (quotient, remainder) = Int128.DivRem(Parts, Per);
            return checked((long)(remainder < 0 ? quotient - 1 : quotient));
        }
    }
}

/// <summary>One row as a window counted it (§2: the explanation shows both dates).</summary>
/// <param name="Sequence">Item of the record.</param>
/// <param name="Day">Local date of the fact.</param>
/// <param name="PurchaseDay">For refunds the purchase's date, else <paramref name="Day"/>.</param>
/// <param name="CountedOn">Date on which this window counts it.</param>
/// <param name="Amount">What it adds, signed.</param>
public sealed record CountedRow(long Sequence, DateOnly Day, DateOnly PurchaseDay, DateOnly CountedOn, long Amount);

/// <summary>Reads metrics from a member's rows (§5 Conditions): rows are scanned backwards, and the scan stops early where the order of days allows.</summary>
internal static class MetricReader
{
    /// <summary>Sum of one column over a window.</summary>
    public static long Sum(in Frame frame, Window window, Column column, string? key = null)
    {
        var scan = new WindowScan(frame, window);
        var rows = CollectionsMarshal.AsSpan(frame.State.Rows);
        // Tiers ask for the same sum with another threshold: what was read last is kept while no row came.
        var asked = new SumRead(scan.From, scan.Through, (int)column, rows.Length, rows.IsEmpty ? 0 : rows[^1].Sequence, 0);
        var isPlain = key is null && scan.IsPlain;
        if (isPlain && frame.State.LastSum is var known && known with { Sum = 0 } == asked) return known.Sum;
        var ordered = frame.State.RowsOrderedFrom();
        long sum = 0;
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            ref readonly var row = ref rows[i];
            if (row.Day < scan.From)
            {
                if (i >= ordered) break;
                continue;
            }

            if (scan.Counts(row)) sum += AmountOf(row, column, key);
        }

        if (isPlain) frame.State.LastSum = asked with { Sum = sum };
        return sum;
    }

    /// <summary>The rows behind <see cref="Sum"/>, oldest first; rows that add nothing are left out.</summary>
    public static List<CountedRow> Rows(in Frame frame, Window window, Column column, string? key = null)
    {
        var scan = new WindowScan(frame, window);
        var counted = new List<CountedRow>();
        foreach (var row in frame.State.Rows)
        {
            var amount = AmountOf(row, column, key);
            if (amount != 0 && scan.Counts(row)) counted.Add(new(row.Sequence, row.Day, row.PurchaseDay, scan.CountedOn(row), amount));
        }

        return counted;
    }

    /// <summary>
    /// Purchases in a window whose net after refunds is above a minimum, or at least <paramref name="atLeastMinor"/> where that is set. Where a calendar window
    /// counts a refund on its own date, the refund that brings the order below the minimum takes it away there, so that the order counts once.
    /// </summary>
    public static long Orders(in Frame frame, Window window, long aboveMinor, long atLeastMinor)
    {
        var scan = new WindowScan(frame, window);
        var rows = CollectionsMarshal.AsSpan(frame.State.Rows);
        var ordered = frame.State.RowsOrderedFrom();
        var refunds = 0;
        long orders = 0;
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            ref readonly var row = ref rows[i];
            if (row.Day < scan.From)
            {
                if (i >= ordered) break;
                continue;
            }

            if (row.Kind == RowKind.Refund)
            {
                refunds++;
                if (scan.CountedOn(row) != row.PurchaseDay && scan.Counts(row) && TakesOrder(rows, i, aboveMinor, atLeastMinor)) orders--;
            }

            if (row.Kind == RowKind.Opening && scan.Counts(row)) orders += row.Count;
            if (row.Kind != RowKind.Purchase || row.Count == 0 || !scan.Counts(row)) continue;
            var net = row.NetMinor + (refunds > 0 ? RefundedNet(rows, i, scan) : 0);
            if (IsOrder(net, aboveMinor, atLeastMinor)) orders++;
        }

        return orders;
    }

    /// <summary>Largest single top-up in a window, after its refunds; 0 when there is none.</summary>
    public static long LargestTopUp(in Frame frame, Window window)
    {
        var scan = new WindowScan(frame, window);
        var rows = CollectionsMarshal.AsSpan(frame.State.Rows);
        long largest = 0;
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (row.Kind != RowKind.TopUp || row.SpendMinor <= 0 || !scan.Counts(row)) continue;
            var left = row.SpendMinor;
            for (var j = i + 1; j < rows.Length; j++)
            {
                if (rows[j].Kind == RowKind.TopUp && rows[j].PurchaseSequence == row.Sequence && rows[j].FromMerge == row.FromMerge) left += rows[j].SpendMinor;
            }

            largest = Math.Max(largest, left);
        }

        return largest;
    }

    /// <summary>Net totals of the orders of a window, after refunds: how many there are, the largest and their sum. Openings name no single order and do not take part.</summary>
    public static (long Orders, long Largest, long Sum) OrderTotals(in Frame frame, Window window, long aboveMinor)
    {
        var scan = new WindowScan(frame, window, asWritten: true);
        var rows = CollectionsMarshal.AsSpan(frame.State.Rows);
        var (orders, largest, sum) = (0L, 0L, 0L);
        for (var i = 0; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (row.Kind != RowKind.Purchase || row.Count == 0 || !scan.Counts(row)) continue;
            var net = row.NetMinor + RefundedNet(rows, i, scan);
            if (!IsOrder(net, aboveMinor, 0)) continue;
            (orders, largest, sum) = (orders + 1, Math.Max(largest, net), sum + net);
        }

        return (orders, largest, sum);
    }

    /// <summary>Days since the last purchase (a wholly refunded one is none) or, where <paramref name="anyActivity"/> is set, since the last purchase or behaviour; never reads as days since joining.</summary>
    public static long DaysSince(in Frame frame, bool anyActivity)
    {
        var scan = new WindowScan(frame, Window.Lifetime, asWritten: true);
        var rows = CollectionsMarshal.AsSpan(frame.State.Rows);
        var last = frame.State.JoinedOn;
        for (var i = rows.Length - 1; i >= 0; i--)
        {
            ref readonly var row = ref rows[i];
            if (row.Day <= last || row.Day > frame.AsOf) continue;
            var counts = row.Kind switch
            {
                RowKind.Purchase => anyActivity || row.NetMinor <= 0 || row.NetMinor + RefundedNet(rows, i, scan) > 0,
                RowKind.Behaviour => anyActivity,
                RowKind.Opening => row.Count > 0 && !IsUndone(rows, i),
                RowKind.Refund or RowKind.Cancellation or RowKind.TopUp or RowKind.Referral or RowKind.CapUse => false,
            };
            if (counts) last = row.Day;
        }

        if (anyActivity && frame.State.LastActivityOn is { } seen && seen > last && seen <= frame.AsOf) last = seen;
        return Math.Max(0, frame.AsOf.DayNumber - last.DayNumber);
    }

    /// <summary>Points that refunds took back after an upgrade from purchases it rested on: corrects the balance it read.</summary>
    public static long PointsTakenSince(MemberState state, UpgradeGround ground)
    {
        long taken = 0;
        foreach (ref readonly var row in CollectionsMarshal.AsSpan(state.Rows))
        {
            if (row.Kind == RowKind.Refund && row.FromMerge == 0 && row.Sequence > ground.Sequence && row.PurchaseSequence <= ground.Sequence) taken += row.Points;
        }

        return taken;
    }

    private static bool IsUndone(ReadOnlySpan<MetricRow> rows, int opening)
    {
        for (var i = opening + 1; i < rows.Length; i++)
        {
            if (rows[i].Kind == RowKind.Opening && rows[i].Count < 0 && rows[i].PurchaseSequence == rows[opening].Sequence && rows[i].FromMerge == rows[opening].FromMerge) return true;
        }

        return false;
    }

    private static bool IsOrder(long net, long aboveMinor, long atLeastMinor) => atLeastMinor > 0 ? net >= atLeastMinor : net > aboveMinor;

    private static bool TakesOrder(ReadOnlySpan<MetricRow> rows, int refund, long aboveMinor, long atLeastMinor)
    {
        ref readonly var given = ref rows[refund];
        long before = 0;
        for (var i = 0; i < refund; i++)
        {
            ref readonly var row = ref rows[i];
            if (row.FromMerge != given.FromMerge) continue;
            var isPurchase = row.Kind == RowKind.Purchase && row.Sequence == given.PurchaseSequence && row.Count > 0;
            if (isPurchase || (row.Kind == RowKind.Refund && row.PurchaseSequence == given.PurchaseSequence)) before += row.NetMinor;
        }

        return IsOrder(before, aboveMinor, atLeastMinor) && !IsOrder(before + given.NetMinor, aboveMinor, atLeastMinor);
    }

    private static long RefundedNet(ReadOnlySpan<MetricRow> rows, int purchase, in WindowScan scan)
    {
        ref readonly var bought = ref rows[purchase];
        long net = 0;
        for (var i = purchase + 1; i < rows.Length; i++)
        {
            ref readonly var row = ref rows[i];
            if (row.Kind != RowKind.Refund || row.PurchaseSequence != bought.Sequence || row.PurchaseDay != bought.Day || row.FromMerge != bought.FromMerge) continue;
            if (scan.CountedOn(row) == bought.Day) net += row.NetMinor;
        }

        return net;
    }

    private static long AmountOf(in MetricRow row, Column column, string? key) => column switch
    {
        Column.Spend => row.Kind is RowKind.TopUp or RowKind.CapUse ? 0 : row.SpendMinor,
        Column.Points => row.Kind == RowKind.CapUse ? 0 : row.Points,
        Column.SpendGrowth => row.SpendGrowth,
        Column.BehaviourGrowth => row.BehaviourGrowth,
        Column.TopUps => row.Kind == RowKind.TopUp ? row.SpendMinor : 0,
        Column.Referrals => row.Kind == RowKind.Referral ? row.Count : 0,
        Column.Behaviours => row.Kind == RowKind.Behaviour && (key is null || string.Equals(row.Key, key, StringComparison.Ordinal)) ? row.Count : 0,
        Column.Orders => row.Kind is RowKind.Purchase or RowKind.Opening ? row.Count : 0,
    };
}

/// <summary>What of a row is summed.</summary>
internal enum Column
{
    Spend,
    Points,
    SpendGrowth,
    BehaviourGrowth,
    TopUps,
    Referrals,
    Behaviours,
    Orders,
}

/// <summary>Which rows a window counts, and on which date (§2 refunds).</summary>
internal readonly struct WindowScan
{
    private readonly DateOnly _through;
    private readonly int _closesAfter;
    private readonly Period? _period;
    private readonly Anew? _anew;

    public WindowScan(in Frame frame, Window window, bool asWritten = false)
    {
        var range = Windows.Range(window, frame.Dates);
        _through = range.Through;
        From = range.From ?? DateOnly.MinValue;
        _closesAfter = frame.ClosesAfterDays;
        _period = window.IsCalendar && !frame.RefundsOnPurchaseDate ? Windows.PeriodOf(window.Kind) : null;
        if (asWritten || frame.Anew is not { } anew) return;
        if (!frame.AnewForAll && window.Kind is not (WindowKind.Lifetime or WindowKind.SinceJoining)) return;
        _anew = anew;
        if (anew.From > From) From = anew.From;
    }

    /// <summary>First date; <see cref="DateOnly.MinValue"/> for the beginning of time.</summary>
    public DateOnly From { get; }

    /// <summary>Every row counts on its purchase's date, and none is left out after a fall.</summary>
    public bool IsPlain => _period is null && _anew is null;

    /// <summary>Last date read.</summary>
    public DateOnly Through => _through;

    /// <summary>Whether the window counts a row.</summary>
    public bool Counts(in MetricRow row)
    {
        var day = CountedOn(row);
        if (day < From || day > _through) return false;
        return _anew is not { } anew || day > anew.From || row.FromMerge != 0 || (row.PurchaseSequence != 0 && day == row.PurchaseDay ? row.PurchaseSequence : row.Sequence) > anew.AfterSequence;
    }

    /// <summary>
    /// The date on which the window counts a row. A refund counts on its purchase's date; in a calendar window only where it occurred before the window
    /// that holds the purchase had closed, otherwise on its own date, so that consecutive windows count it once.
    /// </summary>
    public DateOnly CountedOn(in MetricRow row)
    {
        if (_period is not { } period || row.PurchaseDay == row.Day) return row.PurchaseDay;
        return row.Day < Periods.After(period, row.PurchaseDay).AddDays(_closesAfter) ? row.PurchaseDay : row.Day;
    }
}
