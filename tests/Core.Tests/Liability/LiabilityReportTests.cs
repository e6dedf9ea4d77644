using Tessera.Core.Liability;

namespace Tessera.Core.Tests.Liability;

/// <summary>Months over cohorts, by hand.</summary>
public sealed class LiabilityReportTests
{
    private static readonly YearMonth January = YearMonth.Of(new DateOnly(2026, 1, 15));
    private static readonly YearMonth February = new(January.Number + 1);
    private static readonly YearMonth March = new(January.Number + 2);

    // 100 points are worth 1.00, so that points and fen are the same number.
    private static MonthTerms Worth(LiabilityTerms terms) => new(terms, 100, 100);

    [Fact]
    [Covers("L14")]
    [Covers("E18")]
    public void A_sale_is_deferred_recognised_by_use_and_ends_with_the_rest_expired()
    {
        var sold = new Cohort(January, true);
        var months = Read(new LiabilityTerms { ExpectedShare = 8_000 },
            (sold, January, new CohortMoves { Issued = 1_000, SalesMinor = 9_200 }),
            (sold, February, new CohortMoves { Used = 400 }),
            (sold, March, new CohortMoves { Used = 100, Expired = 500 }));
        // Expected 800 of 1,000: 9,200 × 800 ÷ 10,000 = 736. February 736 × 400 ÷ 800 = 368; March: nothing is open, all of it.
        Assert.Equal([new LiabilityMove(0, 736, 0, 736), new LiabilityMove(736, 0, 368, 368), new LiabilityMove(368, 0, 368, 0)], months.Select(m => m.Contract));
        Assert.Equal([1_000L, 600L, 0L], months.Select(m => m.OpenPoints));
        Assert.Equal(new JournalLine("deferred", LiabilityAccount.Revenue, LiabilityAccount.ContractLiability, 736), Assert.Single(months[0].Journal));
        Assert.Equal(new JournalLine("recognised", LiabilityAccount.ContractLiability, LiabilityAccount.Revenue, 368), Assert.Single(months[1].Journal));
        Assert.Equal((800L, 1_000L), (months[0].Cohorts[0].ExpectedPoints, months[0].FullWorthMinor));
    }

    [Fact]
    [Covers("L14")]
    public void Points_without_a_sale_are_a_provision()
    {
        var given = new Cohort(January, false);
        var months = Read(new LiabilityTerms { ExpectedShare = 9_000 }, (given, January, new CohortMoves { Issued = 200 }), (given, March, new CohortMoves { Used = 150 }));
        // 180 expected; after 150 used 30 are still expected.
        Assert.Equal([new LiabilityMove(0, 180, 0, 180), new LiabilityMove(180, 0, 0, 180), new LiabilityMove(180, 0, 150, 30)], months.Select(m => m.Provision));
        Assert.Equal([new LiabilityMove(0, 0, 0, 0), new LiabilityMove(0, 0, 0, 0), new LiabilityMove(0, 0, 0, 0)], months.Select(m => m.Contract));
        Assert.Equal(new JournalLine("given", LiabilityAccount.MarketingExpense, LiabilityAccount.Provision, 180), Assert.Single(months[0].Journal));
        Assert.Empty(months[1].Journal);
    }

    [Fact]
    [Covers("Z7", "switch:liability.from=given", "switch:liability.from=history")]
    public void History_is_believed_once_enough_is_closed_and_never_below_the_floor()
    {
        var terms = new LiabilityTerms { From = ExpectedFrom.History, ExpectedShare = 9_500, FloorShare = 6_000, EnoughPoints = 1_000 };
        Assert.Equal(9_500, terms.ShareFor(700, 299));
        Assert.Equal(7_000, terms.ShareFor(700, 300));
        Assert.Equal(6_000, terms.ShareFor(100, 900));
        Assert.Equal(9_500, (terms with { From = ExpectedFrom.Given }).ShareFor(100, 900));
        Assert.Equal(9_500, (terms with { EnoughPoints = 0 }).ShareFor(0, 0));
    }

    [Fact]
    [Covers("Z7")]
    public void A_new_estimate_recognises_otherwise_but_defers_nothing_again()
    {
        var sold = new Cohort(January, true);
        var moves = new Dictionary<(Cohort, YearMonth), CohortMoves>
        {
            [(sold, January)] = new() { Issued = 1_000, SalesMinor = 9_200 }, [(sold, February)] = new() { Used = 400 },
        };
        var months = LiabilityReport.Read(moves, January, March, m => Worth(new LiabilityTerms { ExpectedShare = m == March ? 5_000 : 8_000 }));
        // Deferred stays 736; from March 500 are expected: 736 × 400 ÷ 500 = 588.8 → 589, less the 368 of February.
        Assert.Equal([new LiabilityMove(0, 736, 0, 736), new LiabilityMove(736, 0, 368, 368), new LiabilityMove(368, 0, 221, 147)], months.Select(m => m.Contract));
    }

    [Fact]
    [Covers("L14")]
    public void A_refund_takes_sale_and_points_back_and_a_month_before_the_first_counts_as_opening()
    {
        var sold = new Cohort(January, true);
        var moves = new Dictionary<(Cohort, YearMonth), CohortMoves>
        {
            [(sold, January)] = new() { Issued = 1_000, SalesMinor = 10_000 }, [(sold, February)] = new() { ClawedBack = 1_000, SalesMinor = -10_000 },
        };
        // 10,000 × 1,000 ÷ 11,000 = 909.09.
        var month = Assert.Single(LiabilityReport.Read(moves, February, February, _ => Worth(new LiabilityTerms())));
        Assert.Equal((new LiabilityMove(909, -909, 0, 0), 0L), (month.Contract, month.OpenPoints));
        Assert.Equal(new JournalLine("deferred", LiabilityAccount.ContractLiability, LiabilityAccount.Revenue, 909), Assert.Single(month.Journal));
    }

    private static IReadOnlyList<LiabilityMonth> Read(LiabilityTerms terms, params (Cohort Cohort, YearMonth Recorded, CohortMoves Moves)[] moves) =>
        LiabilityReport.Read(moves.ToDictionary(m => (m.Cohort, m.Recorded), m => m.Moves), January, March, _ => Worth(terms));
}
