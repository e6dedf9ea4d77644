using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Storage;
using Tessera.Storage.Reports;

namespace Tessera.App.Reads;

/// <summary>Points that came into balances.</summary>
/// <param name="Issued">Earned and active: at once, or when pending points became active.</param>
/// <param name="Gifts">Given at joining, at a tier, for a referral.</param>
/// <param name="CarriedIn">Taken over from an older system.</param>
/// <param name="Returned">Spent points that came back.</param>
/// <param name="Adjusted">Added by hand.</param>
/// <param name="Transferred">Come from other members.</param>
/// <param name="Merged">Come by merges and their undoing.</param>
/// <param name="Other">Anything else; 0 as a rule.</param>
public sealed record PointsIn(long Issued, long Gifts, long CarriedIn, long Returned, long Adjusted, long Transferred, long Merged, long Other)
{
    /// <summary>All of them.</summary>
    public long Total => checked(Issued + Gifts + CarriedIn + Returned + Adjusted + Transferred + Merged + Other);
}

/// <summary>Points that went out of balances; all figures are 0 or more.</summary>
/// <param name="Spent">Spent, by hand of the member or redeemed by themselves.</param>
/// <param name="Expired">Expired.</param>
/// <param name="ClawedBack">Taken back after refunds.</param>
/// <param name="Voided">Voided at closing or by a reset.</param>
/// <param name="Adjusted">Taken by hand.</param>
/// <param name="Transferred">Gone to other members.</param>
/// <param name="Merged">Gone by merges and their undoing.</param>
/// <param name="Other">Anything else; 0 as a rule.</param>
public sealed record PointsOut(long Spent, long Expired, long ClawedBack, long Voided, long Adjusted, long Transferred, long Merged, long Other)
{
    /// <summary>All of them.</summary>
    public long Total => checked(Spent + Expired + ClawedBack + Voided + Adjusted + Transferred + Merged + Other);
}

/// <summary>Pending points: opening + earned − activated − cancelled + moved = closing.</summary>
/// <param name="Opening">Before the first day.</param>
/// <param name="Earned">Earned, not active yet.</param>
/// <param name="Activated">Became active.</param>
/// <param name="Cancelled">Cancelled after refunds.</param>
/// <param name="Moved">Come by merges, openings and all else, less what went so.</param>
/// <param name="Closing">After the last day.</param>
public sealed record PendingMoves(long Opening, long Earned, long Activated, long Cancelled, long Moved, long Closing);

/// <summary>Points of all members over some days: opening + in − out = closing, to the last point.</summary>
/// <param name="From">First local date.</param>
/// <param name="Through">Last local date.</param>
/// <param name="Opening">Sum of balances before the first day; debts count as less than nothing.</param>
/// <param name="In">What came.</param>
/// <param name="Out">What went.</param>
/// <param name="Closing">Sum of balances after the last day.</param>
/// <param name="Debt">Of <paramref name="Closing"/>, what members owe: spendable and debt differ by it.</param>
/// <param name="Pending">Points that are not in balances yet.</param>
public sealed record PointsPeriod(DateOnly From, DateOnly Through, long Opening, PointsIn In, PointsOut Out, long Closing, long Debt, PendingMoves Pending);

/// <summary>The report of points.</summary>
/// <param name="Total">Over all days asked about.</param>
/// <param name="Months">Month by month, the first and the last cut at the days asked about; absent unless asked for.</param>
/// <param name="Figures">What each figure means, and where the rows behind it are listed.</param>
public sealed record PointsReportView(PointsPeriod Total, IReadOnlyList<PointsPeriod>? Months, IReadOnlyList<PointsFigure> Figures);

/// <summary>Issued, spent, expired and what is left, by the day entries were recorded: a closed month never changes.</summary>
public static class PointsReport
{
    /// <summary>First date a report may begin with.</summary>
    public static readonly DateOnly Earliest = new(1990, 1, 1);

    /// <summary>Reads it.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="from">First local date, <see cref="Earliest"/> or later.</param>
    /// <param name="through">Last local date, today at the latest.</param>
    /// <param name="byMonth">Month by month too.</param>
    /// <param name="language">Language of names and definitions.</param>
    public static PointsReportView Read(ReadScope scope, DateOnly from, DateOnly through, bool byMonth, string language = "zh-CN")
    {
        var calendar = scope.Programs.Calendar;
        var starts = new List<DateOnly> { from };
        for (var month = new DateOnly(from.Year, from.Month, 1).AddMonths(1); byMonth && month <= through; month = month.AddMonths(1)) starts.Add(month);
        var sums = starts.Select((s, i) => new PeriodSums(s, i + 1 < starts.Count ? starts[i + 1].AddDays(-1) : through)).ToList();
        var begins = starts.Select(calendar.StartOf).ToArray();
        Sum(scope.Db.PointsMoves.Before(calendar.StartOf(through.AddDays(1))), begins, sums);
        var whole = new PeriodSums(from, through);
        foreach (var one in sums) whole.Add(one);
        var (balance, pending) = (sums[0].OpeningBalance, sums[0].OpeningPending);
        var months = byMonth ? new List<PointsPeriod>() : null;
        foreach (var one in sums)
        {
            var period = one.Period(balance, pending);
            (balance, pending) = (period.Closing, period.Pending.Closing);
            months?.Add(period);
        }

        return new PointsReportView(whole.Period(sums[0].OpeningBalance, sums[0].OpeningPending), months, PointsRows.Of(from, through, language));
    }

    // Member by member: a member's debt at the end of a period is its balance below zero after the last entry until then.
    private static void Sum(IEnumerable<PointsMove> moves, Instant[] begins, List<PeriodSums> sums)
    {
        (AccountId Account, long Balance, int At)? last = null;
        foreach (var move in moves)
        {
            var at = PlaceOf(begins, move.RecordedAt);
            if (last is { } before) Owe(before, before.Account == move.Account ? Math.Max(at, before.At) : sums.Count, sums);
            if (at < 0) sums[0].Open(move);
            else sums[at].Add(move);
            last = (move.Account, move.BalanceAfter, at);
        }

        if (last is { } end) Owe(end, sums.Count, sums);
    }

    private static void Owe((AccountId Account, long Balance, int At) last, int until, List<PeriodSums> sums)
    {
        if (last.Balance >= 0) return;
        for (var i = Math.Max(last.At, 0); i < until; i++) sums[i].Debt -= last.Balance;
    }

    private static int PlaceOf(Instant[] begins, Instant at)
    {
        var place = Array.BinarySearch(begins, at);
        return place >= 0 ? place : ~place - 1;
    }
}

/// <summary>Sums of one period while they are made.</summary>
internal sealed class PeriodSums(DateOnly from, DateOnly through)
{
    private readonly long[] _in = new long[Enum.GetValues<EntryKind>().Length];
    private readonly long[] _out = new long[Enum.GetValues<EntryKind>().Length];
    private readonly long[] _pending = new long[Enum.GetValues<EntryKind>().Length];

    internal long OpeningBalance { get; private set; }

    internal long OpeningPending { get; private set; }

    internal long Debt { get; set; }

    internal void Open(in PointsMove move) => (OpeningBalance, OpeningPending) = (checked(OpeningBalance + move.Points), checked(OpeningPending + move.Pending));

    internal void Add(in PointsMove move)
    {
        if (move.Points > 0) _in[(int)move.Kind] += move.Points;
        else _out[(int)move.Kind] -= move.Points;
        _pending[(int)move.Kind] += move.Pending;
    }

    internal void Add(PeriodSums other)
    {
        for (var i = 0; i < _in.Length; i++)
        {
            _in[i] += other._in[i];
            _out[i] += other._out[i];
            _pending[i] += other._pending[i];
        }

        Debt = other.Debt;
    }

    internal PointsPeriod Period(long opening, long openingPending)
    {
        var came = new PointsIn(
            In(EntryKind.Earn) + In(EntryKind.Activate), In(EntryKind.Gift), In(EntryKind.Opening), In(EntryKind.Return), In(EntryKind.Adjust), In(EntryKind.TransferIn) + In(EntryKind.TransferOut),
            In(EntryKind.MergeIn) + In(EntryKind.MergeOut), 0);
        came = came with { Other = _in.Sum() - came.Total };
        var went = new PointsOut(
            Out(EntryKind.Debit) + Out(EntryKind.AutoRedeem), Out(EntryKind.Expire), Out(EntryKind.ClawBack), Out(EntryKind.Void), Out(EntryKind.Adjust), Out(EntryKind.TransferOut) + Out(EntryKind.TransferIn),
            Out(EntryKind.MergeOut) + Out(EntryKind.MergeIn), 0);
        went = went with { Other = _out.Sum() - went.Total };
        var (earned, activated, cancelled) = (Pending(EntryKind.EarnPending), -Pending(EntryKind.Activate), -Pending(EntryKind.CancelPending));
        var moved = _pending.Sum() - earned + activated + cancelled;
        var pending = new PendingMoves(openingPending, earned, activated, cancelled, moved, openingPending + _pending.Sum());
        return new PointsPeriod(from, through, opening, came, went, checked(opening + came.Total - went.Total), Debt, pending);
    }

    private long In(EntryKind kind) => _in[(int)kind];

    private long Out(EntryKind kind) => _out[(int)kind];

    private long Pending(EntryKind kind) => _pending[(int)kind];
}
