using System.Runtime.InteropServices;
using Tessera.Core.Analytics;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.App.Reports;

/// <summary>What happened on a local date, or over several.</summary>
public sealed record DayFigures
{
    /// <summary>Members who joined.</summary>
    public long NewMembers { get; init; }

    /// <summary>Members with an order or a behaviour; over several dates the sum of the dates.</summary>
    public long Active { get; init; }

    /// <summary>Orders of members.</summary>
    public long Orders { get; init; }

    /// <summary>Sales to members, minor units.</summary>
    public long SalesMinor { get; init; }

    /// <summary>Sales without a member, minor units.</summary>
    public long OthersMinor { get; init; }

    /// <summary>Points earned that became active, in their smallest part.</summary>
    public long PointsEarned { get; init; }

    /// <summary>Points spent, in their smallest part.</summary>
    public long PointsSpent { get; init; }

    /// <summary>Both together.</summary>
    public static DayFigures operator +(DayFigures a, DayFigures b) => new()
    {
        NewMembers = a.NewMembers + b.NewMembers, Active = a.Active + b.Active, Orders = a.Orders + b.Orders, SalesMinor = checked(a.SalesMinor + b.SalesMinor),
        OthersMinor = checked(a.OthersMinor + b.OthersMinor), PointsEarned = checked(a.PointsEarned + b.PointsEarned), PointsSpent = checked(a.PointsSpent + b.PointsSpent),
    };
}

/// <summary>One local date.</summary>
/// <param name="On">The date.</param>
/// <param name="Figures">Its figures.</param>
public sealed record DayLine(DateOnly On, DayFigures Figures);

/// <summary>Figures of each date, for the start page of the console: the sums, those of as many dates before, and the line.</summary>
/// <param name="From">First local date.</param>
/// <param name="Through">Last local date.</param>
/// <param name="Total">Sums over the window.</param>
/// <param name="Previous">Sums over as many dates before.</param>
/// <param name="Days">Every date of the window in order.</param>
/// <param name="PreviousDays">Every date of the window before, in order.</param>
/// <param name="Definitions">What the columns mean.</param>
public sealed record DailyView(DateOnly From, DateOnly Through, DayFigures Total, DayFigures Previous, IReadOnlyList<DayLine> Days, IReadOnlyList<DayLine> PreviousDays, IReadOnlyList<FigureMeaning> Definitions)
{
    /// <summary>Reads both windows in one walk over the members and one over the entries.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="window">The window.</param>
    /// <param name="language">Language of definitions.</param>
    public static DailyView Read(ReadScope scope, ReportWindow window, string language)
    {
        var both = new ReportWindow(window.Before.From, window.Through);
        var (walk, sums) = (new SalesWalk(scope), new DaySums(both));
        foreach (var (_, state, sales) in walk.Members()) sums.Add(state, sales);
        foreach (var (_, day, net) in walk.WithoutMember(both)) sums.Change(day, d => d with { OthersMinor = checked(d.OthersMinor + net) });
        var (from, before) = walk.Instants(both);
        foreach (var (at, kind, points) in scope.Db.Sales.Points(from, before)) sums.Add(scope.Programs.Calendar.DayOf(at), kind, points);
        var days = sums.Days.Select((d, i) => new DayLine(both.From.AddDays(i), d)).ToList();
        var (earlier, now) = (days[..window.Days], days[window.Days..]);
        return new DailyView(
            window.From, window.Through, now.Aggregate(new DayFigures(), (s, d) => s + d.Figures), earlier.Aggregate(new DayFigures(), (s, d) => s + d.Figures), now, earlier,
            FigureMeaning.All(language, "newMembers", "activeOnDay", "orders", "sales", "others", "pointsEarned", "pointsSpent"));
    }
}

/// <summary>Figures of dates that follow each other.</summary>
/// <param name="window">The dates.</param>
internal sealed class DaySums(ReportWindow window)
{
    private readonly DayFigures[] _days = [.. Enumerable.Range(0, window.Days).Select(_ => new DayFigures())];
    private readonly HashSet<DateOnly> _seen = [];

    public IReadOnlyList<DayFigures> Days => _days;

    public void Change(DateOnly day, Func<DayFigures, DayFigures> change)
    {
        if (window.Holds(day)) _days[day.DayNumber - window.From.DayNumber] = change(_days[day.DayNumber - window.From.DayNumber]);
    }

    public void Add(DateOnly day, EntryKind kind, long points)
    {
        if (kind is EntryKind.Earn or EntryKind.Activate && points > 0) Change(day, d => d with { PointsEarned = checked(d.PointsEarned + points) });
        else if (kind is EntryKind.Debit or EntryKind.AutoRedeem && points < 0) Change(day, d => d with { PointsSpent = checked(d.PointsSpent - points) });
    }

    public void Add(MemberState state, IReadOnlyList<Sale> sales)
    {
        _seen.Clear();
        if (state.MergedInto is not null) return;
        Change(state.JoinedOn, d => d with { NewMembers = d.NewMembers + 1 });
        foreach (var sale in sales)
        {
            if (!window.Holds(sale.Day)) continue;
            Change(sale.Day, d => d with { Orders = d.Orders + (sale.IsOrder ? 1 : 0), SalesMinor = checked(d.SalesMinor + sale.NetMinor) });
            if (sale.IsOrder) See(sale.Day);
        }

        foreach (ref readonly var row in CollectionsMarshal.AsSpan(state.Rows))
        {
            if (row.Kind == RowKind.Behaviour && window.Holds(row.Day)) See(row.Day);
        }
    }

    private void See(DateOnly day)
    {
        if (_seen.Add(day)) Change(day, d => d with { Active = d.Active + 1 });
    }
}
