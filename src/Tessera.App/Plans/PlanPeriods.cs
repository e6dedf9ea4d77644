using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.Core.Members;
using Tessera.Core.Plans;
using Tessera.Storage;

namespace Tessera.App.Plans;

/// <summary>A paid period in the list of all.</summary>
/// <param name="MemberId">Whose; null once the person was erased.</param>
/// <param name="MemberName">Name, or null.</param>
/// <param name="Period">The period.</param>
public sealed record PlanPeriodRow(MemberId? MemberId, string? MemberName, PlanPeriodView Period);

/// <summary>Which paid periods a list shows.</summary>
/// <param name="Plan">Only of this plan, or null.</param>
/// <param name="Status">Only held, ended or refunded ones, or null.</param>
/// <param name="EndsThrough">Only those whose last date is this one or before, or null.</param>
public sealed record PlanPeriodFilter(string? Plan, string? Status, DateOnly? EndsThrough);

/// <summary>Paid periods of all members. They stand in the members' states and nowhere else, so a page walks over states until it is full.</summary>
/// <param name="Rows">Members in a fixed order that says nothing about them, each member's the newest first.</param>
/// <param name="Next">Account of the last row and how many rows of it were shown, or null at the end.</param>
public sealed record PlanPeriods(IReadOnlyList<PlanPeriodRow> Rows, (AccountId Account, int Shown)? Next)
{
    /// <summary>Reads a page.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="filter">Which ones.</param>
    /// <param name="place">Goes on after so many rows of this account; null from the first.</param>
    /// <param name="most">Rows at most and the language of names.</param>
    public static PlanPeriods Read(ReadScope scope, PlanPeriodFilter filter, (AccountId Account, int Shown)? place, (int Limit, string Language) most)
    {
        var rows = new List<PlanPeriodRow>();
        // From the account itself on: what is left of it comes first.
        foreach (var (account, state) in scope.Db.Members.AllStates(place is { } from ? new AccountId(Math.Max(from.Account.Value, long.MinValue + 1) - 1) : null))
        {
            if (!state.HasPlans) continue;
            var shown = place is { } begun && begun.Account == account ? begun.Shown : 0;
            foreach (var period in Of(scope, account, (state, filter, most.Language)).Skip(shown))
            {
                if (rows.Count == most.Limit) return new PlanPeriods(rows, (account, shown));
                rows.Add(period);
                shown++;
            }
        }

        return new PlanPeriods(rows, null);
    }

    private static List<PlanPeriodRow> Of(ReadScope scope, AccountId account, (MemberState State, PlanPeriodFilter Filter, string Language) of)
    {
        var periods = of.State.Plans.All.Where(p => p.Status != PlanStatus.Gone && (of.Filter.Plan is null || p.Plan == of.Filter.Plan) && (of.Filter.EndsThrough is not { } last || p.EndsOn.AddDays(-1) <= last)).Reverse().ToList();
        if (periods.Count == 0) return [];
        var (member, name) = (scope.Db.Identities.MemberOf(account), MemberProfile.Of(scope.Db, account)?.Name);
        return
        [
            .. periods.Select(p => PlanPeriodView.Of(p, member, (scope.Programs, of.Language)))
                // What ended since the member's last write ends with the next night; it is told as ended now.
                .Select(v => v.Status == "held" && v.Through < scope.Today ? v with { Status = "ended" } : v)
                .Where(v => of.Filter.Status is null || v.Status == of.Filter.Status)
                .Select(v => new PlanPeriodRow(member, name, v)),
        ];
    }
}
