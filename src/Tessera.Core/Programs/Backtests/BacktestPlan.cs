namespace Tessera.Core.Programs.Backtests;

/// <summary>What the draft is compared with (semantics §11).</summary>
public enum BaseSide
{
    /// <summary>Today's version over the whole window.</summary>
    Current,

    /// <summary>The versions that were in force, each from its own instant.</summary>
    AsHappened,
}

/// <summary>A window of local dates, both inclusive, by the date on which facts were recorded.</summary>
/// <param name="From">First date: members stand as they were recorded at its start.</param>
/// <param name="Through">Last date: members are compared at its end.</param>
public readonly record struct BacktestWindow(DateOnly From, DateOnly Through);

/// <summary>What is backtested: two programmes over one window. Immutable, shared by all members.</summary>
public sealed record BacktestPlan
{
    /// <summary>Most days of a window: ten years.</summary>
    public const int MostDays = 3_660;

    // What changes here changes no price of a purchase without wishes, for members of the same tier, tags and standing.
    private static readonly HashSet<string> BesidePrices =
        new(["time", "referrals", "points", "growth", "earn", "ladder", "reviews", "liability", "rfm", "tagRules", "lint", "approvals"], StringComparer.Ordinal);

    private BacktestPlan(BacktestWindow window, ProgramHistory recorded, ProgramHistory left, ProgramHistory right)
    {
        (Window, Recorded, Base, Draft) = (window, recorded, left, right);
        Start = recorded.Calendar.StartOf(window.From);
        End = recorded.Calendar.StartOf(window.Through.AddDays(1));
        for (var month = new DateOnly(window.From.Year, window.From.Month, 1); month <= window.Through; month = month.AddMonths(1)) Months.Add(month);
    }

    /// <summary>The window.</summary>
    public BacktestWindow Window { get; }

    /// <summary>The versions under which the facts were recorded.</summary>
    public ProgramHistory Recorded { get; }

    /// <summary>The programme of the base side.</summary>
    public ProgramHistory Base { get; }

    /// <summary>The programme of the draft side.</summary>
    public ProgramHistory Draft { get; }

    /// <summary>First instant of the window.</summary>
    public Instant Start { get; }

    /// <summary>First instant after it.</summary>
    public Instant End { get; }

    /// <summary>The store only ever played the past: reviews take effect on their own date and no notice holds back an end.</summary>
    public bool PlaysPast { get; init; }

    /// <summary>Both sides take the same off a basket from members who stand alike: what one side has priced, the other need not price again.</summary>
    internal bool PricesAlike { get; init; }

    /// <summary>First day of each calendar month of the window.</summary>
    public List<DateOnly> Months { get; } = [];

    /// <summary>The document of the base side at the window's end.</summary>
    public ProgramDocument BaseDocument => Base.At(new Instant(End.Micros - 1)).Document;

    /// <summary>The document of the draft.</summary>
    public ProgramDocument DraftDocument => Draft.Versions[^1].Document;

    /// <summary>
    /// Lays a backtest out. Each side decides from the window's start under one new version, as if it had been published then: members are evaluated once at that instant,
    /// on both sides alike, so that a version against itself shows nothing. Facts and purchases of before keep the versions recorded.
    /// </summary>
    /// <param name="recorded">All versions of the store.</param>
    /// <param name="draft">The draft.</param>
    /// <param name="window">The window.</param>
    /// <param name="side">What the draft is compared with.</param>
    /// <param name="today">The version in force today, for <see cref="BaseSide.Current"/>.</param>
    public static BacktestPlan Of(ProgramHistory recorded, ProgramDocument draft, BacktestWindow window, BaseSide side, CompiledProgram today)
    {
        var start = recorded.Calendar.StartOf(window.From);
        var right = From(recorded, draft, start);
        if (side != BaseSide.Current) return new BacktestPlan(window, recorded, recorded, right);
        return new BacktestPlan(window, recorded, From(recorded, today.Document, start), right) { PricesAlike = ArePricesAlike(today.Document, draft) };
    }

    private static bool ArePricesAlike(ProgramDocument left, ProgramDocument right)
    {
        var hasOwnLimits = left.Promotions.Any(p => p.Limits.Count > 0) || left.Benefits.Any(b => b.IsPrice && (b.Quota.Uses > 0 || b.Stock is not (null or Benefits.Benefit.Unlimited)));
        return !hasOwnLimits && ProgramDiff.Between(left, right).All(c => IsBesidePrices(c.Key));
    }

    private static bool IsBesidePrices(string key)
    {
        var root = key.Split('.', 2)[0];
        if (BesidePrices.Contains(root)) return true;
        // A setting of one tier, other than what it has; a tier that comes or goes is said of the tier itself.
        return root == "tiers" && key.Count(c => c == '.') >= 2 && !key.EndsWith(".has", StringComparison.Ordinal) && !key.Contains(".has.", StringComparison.Ordinal);
    }

    /// <summary>The month of a local date inside the window; −1 outside.</summary>
    public int MonthOf(DateOnly day) => day < Window.From || day > Window.Through ? -1 : ((day.Year - Window.From.Year) * 12) + day.Month - Window.From.Month;

    private static ProgramHistory From(ProgramHistory recorded, ProgramDocument document, Instant start)
    {
        var number = recorded.Versions.Max(v => v.Version) + 1;
        return new ProgramHistory([.. recorded.Versions.Where(v => v.EffectiveAt < start), CompiledProgram.Compile(document, number, start, recorded.Calendar)]);
    }
}
