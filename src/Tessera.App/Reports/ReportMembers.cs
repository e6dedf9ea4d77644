using System.ComponentModel;
using Tessera.App.Reads;
using Tessera.Core.Analytics;
using Tessera.Core.Liability;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Reports;

/// <summary>A member behind a figure.</summary>
public sealed record ReportedMember
{
    [Description("Public id; absent of an erased person.")]
    public string? MemberId { get; init; }

    [Description("Joined on this local date.")]
    public required DateOnly JoinedOn { get; init; }

    [Description("Tier in force at the end of the window.")]
    public TierName? Tier { get; init; }

    [Description("Orders in the window.")]
    public required long Orders { get; init; }

    [Description("Sales in the window, minor units.")]
    public required long SalesMinor { get; init; }

    [Description("Of the reach curve: the value of the metric.")]
    public long? Value { get; init; }
}

/// <summary>Which members are asked for.</summary>
/// <param name="Window">Dates of the figure.</param>
/// <param name="Holds">Whether a member is behind it; null where the tier history says so.</param>
public sealed record MemberPick(ReportWindow Window, Func<MemberState, IReadOnlyList<Sale>, bool>? Holds)
{
    /// <summary>Of the movement between tiers: the tier at the end of the date before the window, empty for who was in none; null where only the end is asked.</summary>
    public (string Was, string Now)? Moved { get; init; }

    /// <summary>Of the distribution: the tier at the end of the window.</summary>
    public string? Tier { get; init; }

    /// <summary>Of the reach curve: the value of the metric.</summary>
    public Func<MemberState, long>? Value { get; init; }

    /// <summary>Members of a figure of a window.</summary>
    public static MemberPick Of(ReportWindow window, Func<MemberWindow, bool> holds) => new(window, (state, sales) => holds(MemberSales.Within(state, sales, window.From, window.Through)));

    /// <summary>Members of a cohort, or of those the ones who bought when it was so many months old.</summary>
    public static MemberPick OfCohort(CohortBy by, YearMonth month, int? age)
    {
        var bought = new YearMonth(month.Number + (age ?? 0));
        return new(new ReportWindow(bought.First, bought.Last), (state, sales) => CohortFold.Began(state, sales, by) == month
            && (age is null || sales.Any(s => s.IsOrder && YearMonth.Of(s.Day) == bought)));
    }

    /// <summary>Members who reach a threshold of a metric.</summary>
    public static MemberPick OfReach(ReadScope scope, ReachAsk ask, long atLeast)
    {
        var terms = scope.Programs.At(scope.AsOf).LadderTerms;
        long ValueOf(MemberState state) => ReachCurve.ValueOf(new Core.Segments.MemberSight(state, null, ask.On, terms), ask.Reading);
        return new(new ReportWindow(ask.On, ask.On), (state, _) => MemberSales.IsThere(state, ask.On) && ValueOf(state) >= atLeast) { Value = ValueOf };
    }
}

/// <summary>The members behind a figure, page by page in order of account.</summary>
public static class ReportMembers
{
    /// <summary>Reads a page.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="pick">Which members.</param>
    /// <param name="after">Start after this account; null from the first.</param>
    /// <param name="limit">Most rows.</param>
    /// <param name="language">Language of names.</param>
    /// <returns>Members with their account, which is where the next page goes on.</returns>
    public static IReadOnlyList<(AccountId Account, ReportedMember Member)> Page(ReadScope scope, MemberPick pick, AccountId? after, int limit, string language)
    {
        var found = new List<(AccountId, ReportedMember)>();
        var sales = new MemberSales(scope.Programs.At(scope.AsOf).Document.Purchases.OrderAboveMinor);
        foreach (var (account, state) in States(scope, pick, after, limit))
        {
            var documents = sales.Read(state);
            if (pick.Holds is { } holds && !holds(state, documents)) continue;
            var window = MemberSales.Within(state, documents, pick.Window.From, pick.Window.Through);
            found.Add((account, new ReportedMember
            {
                MemberId = scope.Db.Identities.MemberOf(account)?.ToString(), JoinedOn = state.JoinedOn, Orders = window.Orders, SalesMinor = window.NetMinor, Value = pick.Value?.Invoke(state),
                Tier = (pick.Moved?.Now ?? pick.Tier ?? MemberSales.TierOn(state, pick.Window.Through)) is { Length: > 0 } tier ? TierReports.Name(scope, tier, language) : null,
            }));
            if (found.Count == limit) break;
        }

        return found;
    }

    private static IEnumerable<(AccountId Account, MemberState State)> States(ReadScope scope, MemberPick pick, AccountId? after, int limit)
    {
        if (pick.Holds is not null) return scope.Db.Members.AllStates(after);
        var window = pick.Window;
        var accounts = pick.Moved is { } moved ? scope.Db.Reports.MovedBetween(window.From, window.Through, moved, after, limit) : scope.Db.Reports.HeldBy(window.Through, pick.Tier!, after, limit);
        return scope.Db.Members.Load(accounts).Values.OrderBy(m => m.Account).Select(m => (m.Account, m.State));
    }
}
