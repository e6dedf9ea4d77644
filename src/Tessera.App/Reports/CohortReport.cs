using System.Globalization;
using Tessera.Core;
using Tessera.Core.Analytics;
using Tessera.Core.Liability;

namespace Tessera.App.Reports;

/// <summary>A cohort in one month of its life.</summary>
/// <param name="Age">Months since its first month, which is 0.</param>
/// <param name="Month">The month, `yyyy-MM`.</param>
/// <param name="Buyers">Members of it with an order in that month.</param>
/// <param name="RetentionTenThousandths">Buyers of its members; absent of an empty cohort.</param>
/// <param name="SalesMinor">What they bought in that month, minor units.</param>
/// <param name="ValueMinor">What they bought until the end of that month, minor units.</param>
/// <param name="ValuePerMemberMinor">The same for each member of it, half up; absent of an empty cohort.</param>
/// <param name="Opens">Where the buyers are listed.</param>
public sealed record CohortCell(int Age, string Month, long Buyers, long? RetentionTenThousandths, long SalesMinor, long ValueMinor, long? ValuePerMemberMinor, string Opens);

/// <summary>Members who began in the same month.</summary>
/// <param name="Month">The month, `yyyy-MM`.</param>
/// <param name="Members">How many they are.</param>
/// <param name="ValueMinor">What they bought to date, minor units.</param>
/// <param name="ValuePerMemberMinor">The same for each of them, half up; absent of an empty cohort.</param>
/// <param name="Cells">Month by month.</param>
public sealed record CohortRow(string Month, long Members, long ValueMinor, long? ValuePerMemberMinor, IReadOnlyList<CohortCell> Cells);

/// <summary>Retention and value to date by cohort (I8).</summary>
/// <param name="By">What gathers them.</param>
/// <param name="First">First month, `yyyy-MM`.</param>
/// <param name="Last">Last month, `yyyy-MM`; the month of today is not over.</param>
/// <param name="Cohorts">The cohorts, the first month first.</param>
/// <param name="Definitions">What the columns mean.</param>
public sealed record CohortsView(CohortBy By, string First, string Last, IReadOnlyList<CohortRow> Cohorts, IReadOnlyList<FigureMeaning> Definitions)
{
    /// <summary>Reads it in one walk over the members.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="by">What gathers them.</param>
    /// <param name="first">First month of a cohort.</param>
    /// <param name="last">Last month.</param>
    /// <param name="language">Language of definitions.</param>
    public static CohortsView Read(ReadScope scope, CohortBy by, YearMonth first, YearMonth last, string language)
    {
        var fold = new CohortFold(by, first, last);
        foreach (var (_, state, sales) in new SalesWalk(scope).Members()) fold.Add(state, sales);
        return new CohortsView(
            by, TextOf(first), TextOf(last), [.. fold.Lines.Select((line, i) => Row(line, new YearMonth(first.Number + i), by))],
            FigureMeaning.All(language, by == CohortBy.Joining ? "cohortJoining" : "cohortFirstPurchase", "retention", "valueToDate"));
    }

    private static CohortRow Row(CohortLine line, YearMonth began, CohortBy by)
    {
        var (cells, value) = (new List<CohortCell>(), 0L);
        for (var age = 0; age < line.Months.Length; age++)
        {
            var month = line.Months[age];
            value = checked(value + month.NetMinor);
            cells.Add(new CohortCell(
                age, TextOf(new YearMonth(began.Number + age)), month.Buyers, Shares.Of(month.Buyers, line.Members), month.NetMinor, value, Each(value, line.Members),
                string.Create(CultureInfo.InvariantCulture, $"/v1/reports/members?figure=cohort&by={(by == CohortBy.Joining ? "joining" : "firstPurchase")}&month={TextOf(began)}&age={age}")));
        }

        return new CohortRow(TextOf(began), line.Members, value, Each(value, line.Members), cells);
    }

    private static long? Each(long value, long members) => members == 0 ? null : Rounding.Divide(value, members, RoundingMode.HalfUp);

    internal static string TextOf(YearMonth month) => month.First.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
