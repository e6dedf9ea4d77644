namespace Tessera.Core.Liability;

/// <summary>A cohort at the end of a month.</summary>
/// <param name="Cohort">The cohort.</param>
/// <param name="Moves">Its movements since its beginning.</param>
/// <param name="ExpectedPoints">Points expected to be used in all: at least those used, at most those kept.</param>
/// <param name="DeferredMinor">With a sale: deferred of it. Otherwise 0.</param>
/// <param name="RecognisedMinor">Of it, revenue so far.</param>
/// <param name="LiabilityMinor">With a sale: what is still deferred. Otherwise the worth of the points still expected to be used.</param>
public sealed record CohortState(Cohort Cohort, CohortMoves Moves, long ExpectedPoints, long DeferredMinor, long RecognisedMinor, long LiabilityMinor);

/// <summary>A liability over a month: opening + added − released = closing. Minor units.</summary>
public sealed record LiabilityMove(long OpeningMinor, long AddedMinor, long ReleasedMinor, long ClosingMinor);

/// <summary>Account of a line of the journal.</summary>
public enum LiabilityAccount
{
    /// <summary>Revenue.</summary>
    Revenue,

    /// <summary>Contract liability of points given with sales.</summary>
    ContractLiability,

    /// <summary>Marketing expense.</summary>
    MarketingExpense,

    /// <summary>Provision for points given without a sale.</summary>
    Provision,
}

/// <summary>A line of the journal.</summary>
/// <param name="Text">Key of its text: <c>deferred</c>, <c>recognised</c>, <c>given</c> or <c>released</c>.</param>
/// <param name="Debit">Account debited.</param>
/// <param name="Credit">Account credited.</param>
/// <param name="AmountMinor">More than 0.</param>
public sealed record JournalLine(string Text, LiabilityAccount Debit, LiabilityAccount Credit, long AmountMinor);

/// <summary>The liability of points over one month.</summary>
/// <param name="Month">The month.</param>
/// <param name="Terms">Terms in force at its end.</param>
/// <param name="ShareInForce">Share expected to be used, ten-thousandths.</param>
/// <param name="Moved">What was recorded in the month, over all cohorts.</param>
/// <param name="OpenPoints">Points neither used, expired nor taken back at its end.</param>
/// <param name="FullWorthMinor">Their worth if each were used.</param>
/// <param name="Contract">Contract liability: points given with sales.</param>
/// <param name="Provision">Provision: points given without a sale.</param>
/// <param name="Journal">Lines of the journal.</param>
/// <param name="Cohorts">Cohorts at its end, oldest first; those without anything open and without a change in the month are left out.</param>
public sealed record LiabilityMonth(
    YearMonth Month, MonthTerms Terms, int ShareInForce, CohortMoves Moved, long OpenPoints, long FullWorthMinor, LiabilityMove Contract, LiabilityMove Provision,
    IReadOnlyList<JournalLine> Journal, IReadOnlyList<CohortState> Cohorts);

/// <summary>The report of months over cohorts (trials L14; features Z7, E18).</summary>
public static class LiabilityReport
{
    /// <summary>Reads months in a row.</summary>
    /// <param name="moves">The folded record.</param>
    /// <param name="first">First month.</param>
    /// <param name="last">Last month, not before the first.</param>
    /// <param name="termsOf">Terms in force at the end of a month.</param>
    public static IReadOnlyList<LiabilityMonth> Read(IReadOnlyDictionary<(Cohort Cohort, YearMonth Recorded), CohortMoves> moves, YearMonth first, YearMonth last, Func<YearMonth, MonthTerms> termsOf)
    {
        var byMonth = moves.ToLookup(m => m.Key.Recorded, m => (m.Key.Cohort, Moves: m.Value));
        var sums = new SortedDictionary<Cohort, CohortMoves>();
        var begins = moves.Keys.Select(k => k.Recorded).Append(first).Min();
        var before = new Dictionary<Cohort, CohortState>();
        var months = new List<LiabilityMonth>();
        for (var month = begins; month.CompareTo(last) <= 0; month = new YearMonth(month.Number + 1))
        {
            foreach (var (cohort, moved) in byMonth[month]) sums[cohort] = sums.GetValueOrDefault(cohort) + moved;
            var after = StatesOf(sums, termsOf(month), termsOf, out var share);
            if (month.CompareTo(first) >= 0) months.Add(MonthOf(month, (termsOf(month), share), byMonth[month].Select(m => m.Moves), before, after));
            before = after;
        }

        return months;
    }

    private static Dictionary<Cohort, CohortState> StatesOf(SortedDictionary<Cohort, CohortMoves> sums, MonthTerms terms, Func<YearMonth, MonthTerms> termsOf, out int share)
    {
        var mature = sums.Values.Where(m => m.Open == 0).Aggregate(default(CohortMoves), (a, b) => a + b);
        var expected = share = terms.Terms.ShareFor(mature.Used, mature.Expired);
        return sums.ToDictionary(s => s.Key, s => StateOf(s.Key, s.Value, (terms, termsOf(s.Key.Earned)), expected));
    }

    private static CohortState StateOf(Cohort cohort, in CohortMoves moves, (MonthTerms Now, MonthTerms Sale) terms, int share)
    {
        var used = Math.Max(moves.Used, 0);
        var expected = moves.Open <= 0 ? used : Math.Clamp(Rounding.Divide((Int128)Math.Max(moves.Kept, 0) * share, 10_000, RoundingMode.HalfUp), used, used + moves.Open);
        if (!cohort.WithSale) return new CohortState(cohort, moves, expected, 0, 0, Rounding.Divide(terms.Now.WorthOf(expected - used), terms.Now.Points, RoundingMode.HalfUp));
        var deferred = DeferredOf(moves, terms.Sale);
        var recognised = MaterialRight.Recognised(deferred, used, expected);
        return new CohortState(cohort, moves, expected, deferred, recognised, deferred - recognised);
    }

    // Stand-alone value of the goods is what was paid for them; the terms are those of the month of the sale, so that a new estimate defers nothing again.
    private static long DeferredOf(in CohortMoves moves, MonthTerms terms)
    {
        if (moves.SalesMinor <= 0 || moves.Kept <= 0) return 0;
        var points = terms.WorthOf(moves.Kept) * terms.Terms.ExpectedShare;
        return Rounding.Divide(moves.SalesMinor * points, (Int128)moves.SalesMinor * 10_000 * terms.Points + points, RoundingMode.HalfUp);
    }

    private static LiabilityMonth MonthOf(YearMonth month, (MonthTerms Terms, int Share) of, IEnumerable<CohortMoves> moved, Dictionary<Cohort, CohortState> before, Dictionary<Cohort, CohortState> after)
    {
        var contract = new LiabilityMove(
            before.Values.Where(c => c.Cohort.WithSale).Sum(c => c.LiabilityMinor), after.Values.Sum(c => c.DeferredMinor) - before.Values.Sum(c => c.DeferredMinor),
            after.Values.Sum(c => c.RecognisedMinor) - before.Values.Sum(c => c.RecognisedMinor), after.Values.Where(c => c.Cohort.WithSale).Sum(c => c.LiabilityMinor));
        var (opening, closing) = (before.Values.Where(c => !c.Cohort.WithSale).Sum(c => c.LiabilityMinor), after.Values.Where(c => !c.Cohort.WithSale).Sum(c => c.LiabilityMinor));
        var provision = new LiabilityMove(opening, Math.Max(closing - opening, 0), Math.Max(opening - closing, 0), closing);
        var open = after.Values.Sum(c => c.Moves.Open);
        return new LiabilityMonth(
            month, of.Terms, of.Share, moved.Aggregate(default(CohortMoves), (a, b) => a + b), open, Rounding.Divide(of.Terms.WorthOf(open), of.Terms.Points, RoundingMode.HalfUp), contract, provision,
            [.. Journal(contract, provision)], [.. after.Values.Where(c => c.Moves.Open != 0 || c != before.GetValueOrDefault(c.Cohort)).OrderBy(c => c.Cohort)]);
    }

    private static IEnumerable<JournalLine> Journal(LiabilityMove contract, LiabilityMove provision)
    {
        if (LineOf("deferred", LiabilityAccount.Revenue, LiabilityAccount.ContractLiability, contract.AddedMinor) is { } deferred) yield return deferred;
        if (LineOf("recognised", LiabilityAccount.ContractLiability, LiabilityAccount.Revenue, contract.ReleasedMinor) is { } recognised) yield return recognised;
        if (LineOf("given", LiabilityAccount.MarketingExpense, LiabilityAccount.Provision, provision.AddedMinor) is { } given) yield return given;
        if (LineOf("released", LiabilityAccount.Provision, LiabilityAccount.MarketingExpense, provision.ReleasedMinor) is { } released) yield return released;
    }

    // A negative amount stands on the other side.
    private static JournalLine? LineOf(string text, LiabilityAccount debit, LiabilityAccount credit, long minor) => minor switch
    {
        > 0 => new JournalLine(text, debit, credit, minor),
        < 0 => new JournalLine(text, credit, debit, -minor),
        _ => null,
    };
}
