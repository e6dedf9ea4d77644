using Tessera.Core.Liability;
using Tessera.Core.Members;

namespace Tessera.Core.Analytics;

/// <summary>What a cohort is gathered by.</summary>
public enum CohortBy
{
    /// <summary>The month of joining.</summary>
    Joining,

    /// <summary>The month of the first order that is still one after refunds.</summary>
    FirstPurchase,
}

/// <summary>A cohort in one month of its life.</summary>
/// <param name="Buyers">Members of it with an order in that month.</param>
/// <param name="NetMinor">What they bought in that month, less refunds and cancellations, minor units; the first month holds what came before it too.</param>
public readonly record struct CohortMonth(long Buyers, long NetMinor);

/// <summary>Members who began in the same month.</summary>
public sealed class CohortLine
{
    /// <summary>How many they are; those closed since are still of them.</summary>
    public long Members { get; internal set; }

    /// <summary>Month by month from the first one, as far as the last month asked about.</summary>
    public required CohortMonth[] Months { get; init; }
}

/// <summary>Folds members into cohorts; members follow each other in any order.</summary>
/// <param name="by">What gathers them.</param>
/// <param name="first">First month of a cohort.</param>
/// <param name="last">Last month of a cohort, and of what is counted.</param>
public sealed class CohortFold(CohortBy by, YearMonth first, YearMonth last)
{
    private readonly CohortLine[] _lines =
        [.. Enumerable.Range(first.Number, last.Number - first.Number + 1).Select(m => new CohortLine { Months = new CohortMonth[last.Number - m + 1] })];
    private readonly HashSet<int> _bought = [];

    /// <summary>The cohorts, the first month first.</summary>
    public IReadOnlyList<CohortLine> Lines => _lines;

    /// <summary>The month a member began in, or null where it never bought, joined after the last month or is another since a merge.</summary>
    /// <param name="state">The member.</param>
    /// <param name="sales">Its documents.</param>
    /// <param name="by">What gathers them.</param>
    public static YearMonth? Began(MemberState state, IReadOnlyList<Sale> sales, CohortBy by)
    {
        if (state.MergedInto is not null) return null;
        if (by == CohortBy.Joining) return YearMonth.Of(state.JoinedOn);
        DateOnly? began = null;
        foreach (var sale in sales)
        {
            if (sale.IsOrder && (began is not { } earlier || sale.Day < earlier)) began = sale.Day;
        }

        return began is { } day ? YearMonth.Of(day) : null;
    }

    /// <summary>Adds a member.</summary>
    public void Add(MemberState state, IReadOnlyList<Sale> sales)
    {
        if (Began(state, sales, by) is not { } began || began.Number < first.Number || began.Number > last.Number) return;
        var line = _lines[began.Number - first.Number];
        line.Members++;
        _bought.Clear();
        foreach (var sale in sales)
        {
            var age = YearMonth.Of(sale.Day).Number - began.Number;
            if (age >= line.Months.Length) continue;
            ref var month = ref line.Months[Math.Max(0, age)];
            month = month with { NetMinor = checked(month.NetMinor + sale.NetMinor) };
            if (sale.IsOrder && age >= 0 && _bought.Add(age)) month = month with { Buyers = month.Buyers + 1 };
        }
    }
}
