using System.Globalization;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.Tiers;

/// <summary>Windows, worked by hand in <c>cases/windows.csv</c>.</summary>
public sealed class WindowCases
{
    private const string Table = "tests/Core.Tests/cases/windows.csv";

    public static TheoryData<string> Names => new(CaseTable.Read(Table).Rows.Select(r => r["name"]));

    [Theory]
    [MemberData(nameof(Names))]
    [CoversTable(Table, "{covers}")]
    public void A_window_reaches_from_and_through_the_days_of_the_table(string name)
    {
        var row = CaseTable.Read(Table).Rows.Single(r => r["name"] == name);
        var dates = new WindowDates(row.Date("asOf"), row.Date("since"), row.Date("joined"), row.Has("startAsOf") ? row.Date("startAsOf") : null);

        var range = Windows.Range(LadderText.WindowOf(row["window"]), dates);

        Assert.Equal((row["from"], row["through"]), (range.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "", range.Through.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("1m", "2026-01-31", "2026-03-01")] // (28 Jan, 28 Feb] still holds 31 Jan; 1 March is the first D with D − 1 month ≥ 31 Jan (1 Feb)
    [InlineData("12m", "2024-02-29", "2025-03-01")] // 28 Feb 2025 − 12 months = 28 Feb 2024, which is before the 29th
    [InlineData("12m", "2025-03-10", "2026-03-10")]
    [InlineData("30d", "2026-01-01", "2026-01-31")] // the 30th day is 30 January
    [InlineData("quarter", "2026-02-15", "2026-04-01")]
    public void A_day_leaves_a_window_on_the_first_date_that_no_longer_holds_it(string window, string day, string leaves)
    {
        var on = LadderText.Day(leaves);
        var w = LadderText.WindowOf(window);

        Assert.Equal(on, Windows.LeavesOn(w, LadderText.Day(day)));
        Assert.True(Windows.Range(w, new(on.AddDays(-1), default, default)).Holds(LadderText.Day(day)));
        Assert.False(Windows.Range(w, new(on, default, default)).Holds(LadderText.Day(day)));
    }

    [Theory]
    [InlineData("yearly=01-01", "2026-01-01", "2027-01-01")]
    [InlineData("yearly=02-29", "2026-01-01", "2026-02-28")] // no 29 February in 2026
    [InlineData("yearly=02-29", "2028-02-28", "2028-02-29")]
    [InlineData("monthly=31", "2026-01-31", "2026-02-28")]
    [InlineData("monthly=31", "2026-02-28", "2026-03-31")]
    [InlineData("monthly=1", "2025-12-01", "2026-01-01")]
    [InlineData("quarterly", "2026-03-31", "2026-04-01")]
    [InlineData("quarterly", "2026-04-01", "2026-07-01")]
    [InlineData("every=90", "2026-01-10", "2026-04-10")] // 10 January + 90 days
    [InlineData("every=90", "2026-04-10", "2026-07-09")]
    [InlineData("joinAnniversary", "2026-01-10", "2027-01-10")]
    [InlineData("tierAnniversary", "2024-02-29", "2025-02-28")]
    [InlineData("daily", "2026-02-28", "2026-03-01")]
    [Covers("C15", "D10")]
    public void A_review_is_held_on_the_dates_of_its_moment(string moment, string after, string next)
    {
        var joined = LadderText.Day("2026-01-10");
        var review = LadderText.Programs($"silver enter=spend:life>=1; review r settle {moment}").Versions[0].Document.Reviews[0];

        Assert.Equal(LadderText.Day(next), ReviewDates.Next(review.Moment, LadderText.Day(after), joined, LadderText.Day("2024-02-29")));
    }
}
