using System.ComponentModel;
using Tessera.App.Reports;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Points;
using Tessera.Storage.Reports;

namespace Tessera.App.Reads;

/// <summary>A figure of the report of points: what it means and where its rows are.</summary>
/// <param name="Id">Which figure.</param>
/// <param name="Name">Its name.</param>
/// <param name="Definition">How it is counted.</param>
/// <param name="Opens">Where the entries or members behind it are listed, over all dates asked about.</param>
public sealed record PointsFigure(string Id, string Name, string Definition, string Opens);

/// <summary>A row behind a figure of the report of points.</summary>
public sealed record PointsRow
{
    [Description("Whose; absent where the member was erased.")]
    public string? MemberId { get; init; }

    [Description("Local date it was recorded; absent for a whole member.")]
    public DateOnly? On { get; init; }

    [Description("Place in the member's record; absent for a whole member.")]
    public long? Sequence { get; init; }

    [Description("What happened: a fact's kind, or `step` for what the night settled; absent for a whole member.")]
    public string? Fact { get; init; }

    [Description("Kind of the entry; absent for a whole member.")]
    public EntryKind? Kind { get; init; }

    [Description("Number of the document, where one was told.")]
    public string? Number { get; init; }

    [Description("What it adds to the figure: the rows' sum is the figure. For opening and closing the balance, a debt below zero.")]
    public required long Points { get; init; }
}

/// <summary>Rows behind a figure and where the next ones begin.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Next">Place of the last one, or null at the end.</param>
public sealed record PointsRowsPage(IReadOnlyList<PointsRow> Rows, (AccountId Account, long Sequence, int N)? Next);

/// <summary>The figures of the report of points by name, and the rows behind each: entries of the window, or members with their balances.</summary>
public static class PointsRows
{
    private const int Came = 1;
    private const int Went = -1;
    private const int Pending = 0;

    private static readonly (string Id, int Sign, EntryKind[] Kinds)[] Moves =
    [
        ("issued", Came, [EntryKind.Earn, EntryKind.Activate]), ("gifts", Came, [EntryKind.Gift]), ("carriedIn", Came, [EntryKind.Opening]), ("returned", Came, [EntryKind.Return]),
        ("adjustedIn", Came, [EntryKind.Adjust]), ("transferredIn", Came, [EntryKind.TransferIn, EntryKind.TransferOut]), ("mergedIn", Came, [EntryKind.MergeIn, EntryKind.MergeOut]),
        ("spent", Went, [EntryKind.Debit, EntryKind.AutoRedeem]), ("expired", Went, [EntryKind.Expire]), ("clawedBack", Went, [EntryKind.ClawBack]), ("voided", Went, [EntryKind.Void]),
        ("adjustedOut", Went, [EntryKind.Adjust]), ("transferredOut", Went, [EntryKind.TransferIn, EntryKind.TransferOut]), ("mergedOut", Went, [EntryKind.MergeIn, EntryKind.MergeOut]),
        ("pendingEarned", Pending, [EntryKind.EarnPending]), ("pendingActivated", Pending, [EntryKind.Activate]), ("pendingCancelled", Pending, [EntryKind.CancelPending]),
    ];

    private static readonly string[] Before = ["opening", "pendingOpening"];
    private static readonly string[] After = ["closing", "debt", "pending"];

    /// <summary>Every figure that has rows, in the order of the report.</summary>
    public static IReadOnlyList<string> Figures { get; } = [Before[0], .. Moves[..7].Select(m => m.Id), "otherIn", .. Moves[7..14].Select(m => m.Id), "otherOut", After[0], After[1], Before[1], .. Moves[14..].Select(m => m.Id), "pendingMoved", After[2]];

    /// <summary>What the figures of a window mean and open.</summary>
    internal static IReadOnlyList<PointsFigure> Of(DateOnly from, DateOnly through, string language) =>
    [
        .. Figures.Select(id => new PointsFigure(id, Text.Say($"figure.points.{id}", language), Text.Say($"meaning.points.{id}", language), $"/v1/reports/points/rows?figure={id}&{new ReportWindow(from, through).Query}")),
    ];

    /// <summary>A page of rows, members in order of their random account.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="figure">One of <see cref="Figures"/>.</param>
    /// <param name="window">The dates of the report.</param>
    /// <param name="after">Start after this place; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    public static PointsRowsPage Read(ReadScope scope, string figure, ReportWindow window, (AccountId Account, long Sequence, int N)? after, int limit)
    {
        var calendar = scope.Programs.Calendar;
        var (from, end) = (calendar.StartOf(window.From), calendar.StartOf(window.Through.AddDays(1)));
        var start = after ?? (new AccountId(long.MinValue), 0, 0);
        if (Before.Contains(figure)) return Members(scope, figure, (from, start.Account), limit);
        if (After.Contains(figure)) return Members(scope, figure, (end, start.Account), limit);
        var (kinds, sign) = KindsOf(figure);
        var found = scope.Db.PointsMoves.Behind(new EntryPick(kinds, sign, from, end), start, limit);
        var isTaken = sign == Went || figure is "pendingActivated" or "pendingCancelled";
        return new PointsRowsPage(
            [.. found.Select(e => Row(scope, e, (isTaken ? -1 : 1) * (sign == Pending ? e.Pending : e.Points)))],
            found.Count == limit ? (found[^1].Account, found[^1].Sequence, found[^1].N) : null);
    }

    private static (IReadOnlyList<EntryKind> Kinds, int Sign) KindsOf(string figure)
    {
        var sign = figure switch { "otherIn" => Came, "otherOut" => Went, "pendingMoved" => Pending, _ => 2 };
        if (sign == 2) return Moves.Where(m => m.Id == figure).Select(m => ((IReadOnlyList<EntryKind>)m.Kinds, m.Sign)).Single();
        return ([.. Enum.GetValues<EntryKind>().Except(Moves.Where(m => m.Sign == sign).SelectMany(m => m.Kinds))], sign);
    }

    private static PointsRowsPage Members(ReadScope scope, string figure, (Instant End, AccountId After) at, int limit)
    {
        var (rows, last) = (new List<PointsRow>(), default(AccountId));
        foreach (var found in scope.Db.PointsMoves.Balances(at.End, at.After))
        {
            var points = figure switch { "debt" => Math.Max(0, -found.Balance), "pending" or "pendingOpening" => found.Pending, _ => found.Balance };
            if (points == 0) continue;
            rows.Add(new PointsRow { MemberId = MemberOf(scope, found.Account), Points = points });
            last = found.Account;
            if (rows.Count == limit) return new PointsRowsPage(rows, (last, 0, 0));
        }

        return new PointsRowsPage(rows, null);
    }

    private static PointsRow Row(ReadScope scope, PlacedEntry entry, long points) => new()
    {
        MemberId = MemberOf(scope, entry.Account), On = scope.Programs.Calendar.DayOf(entry.RecordedAt), Sequence = entry.Sequence, Fact = entry.Fact is { } fact ? ReadTimeline.KindOf(fact) : "step",
        Kind = entry.Kind, Number = entry.Fact?.Number, Points = points,
    };

    private static string? MemberOf(ReadScope scope, AccountId account) => scope.Db.Identities.MemberOf(account)?.ToString();
}
