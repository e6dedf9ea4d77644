using System.Globalization;
using Tessera.App.Texts;
using Tessera.Core.Liability;

namespace Tessera.App.Reads;

/// <summary>Movements of points.</summary>
/// <param name="Issued">Points of lots opened.</param>
/// <param name="Moved">Come by merges and transfers, less what went so.</param>
/// <param name="Used">Spent, or consumed by debt, less what came back.</param>
/// <param name="Expired">Expired and voided.</param>
/// <param name="ClawedBack">Taken back after refunds, cancelled pending points among them.</param>
/// <param name="SalesMinor">Qualifying spend of the orders that earned, less refunds.</param>
public sealed record CohortMovesView(long Issued, long Moved, long Used, long Expired, long ClawedBack, long SalesMinor)
{
    internal static CohortMovesView Of(in CohortMoves m) => new(m.Issued, m.Moved, m.Used, m.Expired, m.ClawedBack, m.SalesMinor);
}

/// <summary>A cohort at the end of a month: issued + moved = used + expired + clawed back + open.</summary>
/// <param name="Earned">Month in which its points were earned.</param>
/// <param name="WithSale">Earned by orders; else given.</param>
/// <param name="Moves">Its movements since its beginning.</param>
/// <param name="OpenPoints">What is open.</param>
/// <param name="ExpectedPoints">Points expected to be used in all.</param>
/// <param name="DeferredMinor">Deferred of its sales.</param>
/// <param name="RecognisedMinor">Of it, revenue so far.</param>
/// <param name="LiabilityMinor">Still owed.</param>
public sealed record LiabilityCohortView(string Earned, bool WithSale, CohortMovesView Moves, long OpenPoints, long ExpectedPoints, long DeferredMinor, long RecognisedMinor, long LiabilityMinor);

/// <summary>A line of the journal.</summary>
/// <param name="Text">What it is for.</param>
/// <param name="Debit">Account debited.</param>
/// <param name="Credit">Account credited.</param>
/// <param name="AmountMinor">More than 0.</param>
public sealed record JournalLineView(string Text, string Debit, string Credit, long AmountMinor);

/// <summary>The liability of points over one month.</summary>
/// <param name="Month">The month, such as 2026-01.</param>
/// <param name="IsOver">Whether the month is over; figures of one that is not may still move.</param>
/// <param name="ProgramVersion">Version in force at its end, whose terms were taken.</param>
/// <param name="ExpectedShare">Share of points expected to be used, ten-thousandths.</param>
/// <param name="BreakageShare">The rest: expected to expire, ten-thousandths.</param>
/// <param name="WorthMinor">This many minor units …</param>
/// <param name="WorthPoints">… are what so many points are worth, in their smallest part.</param>
/// <param name="Moves">What was recorded in the month.</param>
/// <param name="OpenPoints">Points open at its end.</param>
/// <param name="FullWorthMinor">Their worth if each were used.</param>
/// <param name="Contract">Contract liability.</param>
/// <param name="Provision">Provision for points given without a sale.</param>
/// <param name="Journal">Lines of the journal.</param>
/// <param name="Cohorts">Cohorts at its end, oldest first.</param>
public sealed record LiabilityMonthView(
    string Month, bool IsOver, int ProgramVersion, int ExpectedShare, int BreakageShare, long WorthMinor, long WorthPoints, CohortMovesView Moves, long OpenPoints, long FullWorthMinor,
    LiabilityMove Contract, LiabilityMove Provision, IReadOnlyList<JournalLineView> Journal, IReadOnlyList<LiabilityCohortView> Cohorts);

/// <summary>The report of the points liability.</summary>
/// <param name="Months">Months in order.</param>
public sealed record LiabilityView(IReadOnlyList<LiabilityMonthView> Months)
{
    /// <summary>Reads months out of the record of all members, in one walk.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="first">First month.</param>
    /// <param name="last">Last month, not before the first.</param>
    /// <param name="language">Language of texts.</param>
    public static LiabilityView Read(ReadScope scope, YearMonth first, YearMonth last, string language)
    {
        var cohorts = new PointsCohorts(scope.Programs.Calendar);
        foreach (var record in scope.Db.Records.ForSums(scope.Programs.Calendar.StartOf(last.Last.AddDays(1)), withFacts: false))
        {
            cohorts.NextMember();
            foreach (var item in record.Items) cohorts.Add(item);
        }

        return new LiabilityView([.. LiabilityReport.Read(cohorts.Moves, first, last, m => TermsOf(scope, m)).Select(m => MonthOf(scope, m, language))]);
    }

    private static Core.Programs.CompiledProgram VersionOf(ReadScope scope, YearMonth month) =>
        scope.Programs.At(new Core.Instant(scope.Programs.Calendar.StartOf(month.Last.AddDays(1)).Micros - 1));

    private static MonthTerms TermsOf(ReadScope scope, YearMonth month)
    {
        var document = VersionOf(scope, month).Document;
        var (points, minor) = PriceOf(document);
        return new MonthTerms(document.Liability, points, minor);
    }

    /// <summary>What open points are valued at: so many points, in their smallest part, are so many minor units; the programme's own price, else what they are worth at the till.</summary>
    internal static (long Points, long Minor) PriceOf(Core.Programs.ProgramDocument document)
    {
        if (document.Liability.WorthMinor is null && document.Points.Spending is { } spending) return (spending.Points, spending.WorthMinor);
        var hundred = document.Points.Decimals switch { 0 => 100, 1 => 1_000, _ => 10_000 };
        return (hundred, document.Liability.WorthMinor ?? 0);
    }

    private static LiabilityMonthView MonthOf(ReadScope scope, LiabilityMonth month, string language) => new(
        Name(month.Month), month.Month.Last < scope.Today, VersionOf(scope, month.Month).Version, month.ShareInForce, 10_000 - month.ShareInForce, month.Terms.WorthMinor, month.Terms.Points,
        CohortMovesView.Of(month.Moved), month.OpenPoints, month.FullWorthMinor, month.Contract, month.Provision,
        [.. month.Journal.Select(j => new JournalLineView(Text.Say($"liability.{j.Text}", language), Account(j.Debit, language), Account(j.Credit, language), j.AmountMinor))],
        [.. month.Cohorts.Select(c => new LiabilityCohortView(
            Name(c.Cohort.Earned), c.Cohort.WithSale, CohortMovesView.Of(c.Moves), c.Moves.Open, c.ExpectedPoints, c.DeferredMinor, c.RecognisedMinor, c.LiabilityMinor))]);

    private static string Account(LiabilityAccount account, string language) => Text.Say($"liability.account.{account}", language);

    private static string Name(YearMonth month) => month.First.ToString("yyyy-MM", CultureInfo.InvariantCulture);
}
