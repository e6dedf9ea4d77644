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
        return new BacktestPlan(window, recorded, side == BaseSide.Current ? From(recorded, today.Document, start) : recorded, right);
    }

    /// <summary>The month of a local date inside the window; −1 outside.</summary>
    public int MonthOf(DateOnly day) => day < Window.From || day > Window.Through ? -1 : ((day.Year - Window.From.Year) * 12) + day.Month - Window.From.Month;

    private static ProgramHistory From(ProgramHistory recorded, ProgramDocument document, Instant start)
    {
        var number = recorded.Versions.Max(v => v.Version) + 1;
        return new ProgramHistory([.. recorded.Versions.Where(v => v.EffectiveAt < start), CompiledProgram.Compile(document, number, start, recorded.Calendar)]);
    }
}
