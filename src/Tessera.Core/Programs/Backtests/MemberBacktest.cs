using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Programs.Backtests;

/// <summary>The first moment at which the two sides of a member differ.</summary>
/// <param name="On">Local date.</param>
/// <param name="Fact">Kind of the fact after which they differ; empty for what fell due by itself.</param>
/// <param name="BaseTier">Tier in force on the base side.</param>
/// <param name="DraftTier">Tier in force on the draft side.</param>
/// <param name="BaseBalance">Points, pending ones included, on the base side.</param>
/// <param name="DraftBalance">Points on the draft side.</param>
/// <param name="BaseNetMinor">Net paid since the window's start on the base side.</param>
/// <param name="DraftNetMinor">Net paid on the draft side.</param>
/// <param name="Reasons">Why the tier changed on the side on which it did; empty where no tier changed.</param>
public sealed record FirstDifference(
    DateOnly On, string Fact, string BaseTier, string DraftTier, long BaseBalance, long DraftBalance, long BaseNetMinor, long DraftNetMinor, IReadOnlyList<Reason> Reasons)
{
    /// <summary>Which side changed the tier: <c>base</c>, <c>draft</c> or empty.</summary>
    public string Changed { get; init; } = "";
}

/// <summary>One side of one member over the window.</summary>
public sealed record SideOutcome
{
    /// <summary>Tier in force at the window's end; empty for who never joined.</summary>
    public required string Tier { get; init; }

    /// <summary>Tiers in force with the date from which each holds; the first entry is the window's start or the day of joining.</summary>
    public required IReadOnlyList<(DateOnly On, string Tier)> Path { get; init; }

    /// <summary>Points balance at the end, pending ones beside it.</summary>
    public required long Balance { get; init; }

    /// <summary>Pending points at the end.</summary>
    public required long Pending { get; init; }

    /// <summary>Sums over the window.</summary>
    public required SideSums Whole { get; init; }

    /// <summary>Sums by calendar month of the window; null where nothing happened.</summary>
    public required IReadOnlyList<SideSums?> Months { get; init; }

    /// <summary>Sums by store of the purchase.</summary>
    public required IReadOnlyDictionary<string, SideSums> Stores { get; init; }

    /// <summary>What could not be covered or followed.</summary>
    public required IReadOnlyList<NotAffordable> NotAffordable { get; init; }

    /// <summary>Uses of shared limits for which nothing was held back.</summary>
    public required IReadOnlyDictionary<string, long> Unreserved { get; init; }

    /// <summary>Tier in force at the end of a local date, or null before the first.</summary>
    public string? TierOn(DateOnly day)
    {
        string? tier = null;
        foreach (var (on, held) in Path)
        {
            if (on > day) break;
            tier = held;
        }

        return tier;
    }

    internal bool Same(SideOutcome o) => Tier == o.Tier && Balance == o.Balance && Pending == o.Pending && Path.SequenceEqual(o.Path) && Whole.Same(o.Whole);
}

/// <summary>A member on both sides.</summary>
public sealed record MemberComparison
{
    /// <summary>Ledger account id.</summary>
    public required string Account { get; init; }

    /// <summary>Store of most of the member's purchases in the window, the first by name of equals; empty for none.</summary>
    public required string Store { get; init; }

    /// <summary>Tags and segments at the window's end.</summary>
    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>Tier in force at the window's start, or null for who joined later.</summary>
    public required string? TierBefore { get; init; }

    /// <summary>The base side.</summary>
    public required SideOutcome Base { get; init; }

    /// <summary>The draft side.</summary>
    public required SideOutcome Draft { get; init; }

    /// <summary>Where they first differ, or null where they never do.</summary>
    public required FirstDifference? First { get; init; }

    /// <summary>Whether both sides came to the same in every respect.</summary>
    public bool IsSame => First is null && Base.Same(Draft);
}

/// <summary>
/// The backtest of one member (semantics §11): a pure function of its record. Members are independent of each other; what they share is given as recorded (rooms of limits,
/// transfers, merges) or computed before (cut-offs).
/// </summary>
public static class MemberBacktest
{
    /// <summary>Plays one member on both sides.</summary>
    /// <param name="plan">What is backtested.</param>
    /// <param name="account">Ledger account id.</param>
    /// <param name="items">The member's record from its beginning, in order.</param>
    /// <param name="cutOffs">Cut-offs of the sides, or null where no tier is entered by rank.</param>
    /// <returns>The comparison; null for a member that is not there in the window, or that was merged into another or closed before it.</returns>
    public static MemberComparison? Play(BacktestPlan plan, string account, IEnumerable<RecordItem> items, SideCutOffs? cutOffs = null)
    {
        var left = new SidePlay(plan, plan.Base, account, cutOffs?.Base);
        var right = new SidePlay(plan, plan.Draft, account, cutOffs?.Draft) { Twin = plan.PricesAlike ? left : null };
        var (begun, wasAway) = (false, false);
        string? before = null;
        foreach (var item in items)
        {
            if (item.RecordedAt >= plan.End) break;
            if (item.RecordedAt < plan.Start && !begun)
            {
                left.Read(item);
                right.Read(item);
                continue;
            }

            // Who was away may come back in the window: a merge that is undone.
            if (!begun) Begin();
            left.Play(item);
            right.Play(item);
        }

        if (!begun) Begin();
        if (wasAway && IsAway(left.State) && IsAway(right.State)) return null;
        left.End();
        right.End();
        return left.State.JoinedOn == default ? null : Compare(plan, before, left, right);

        void Begin()
        {
            begun = true;
            wasAway = IsAway(left.State);
            before = left.State.InForce.Length == 0 ? null : left.State.InForce;
            left.Begin();
            right.Begin();
        }
    }

    private static bool IsAway(MemberState state) => state.MergedInto is not null || state.ClosedOn is not null;

    /// <summary>A member's entries in the ranks of one date on one side: the member is played up to the day before they take effect.</summary>
    /// <param name="plan">What is backtested.</param>
    /// <param name="programs">The side.</param>
    /// <param name="account">Ledger account id.</param>
    /// <param name="items">The member's record.</param>
    /// <param name="at">The reviews, all of one date, and the cut-offs before it.</param>
    /// <returns>One entry for each review, null where the member is not ranked.</returns>
    public static IReadOnlyList<Tiers.RankEntry?> Rank(BacktestPlan plan, ProgramHistory programs, string account, IReadOnlyList<RecordItem> items, RankAt at)
    {
        var play = new SidePlay(plan, programs, account, at.Known);
        var begun = false;
        foreach (var item in items)
        {
            if (programs.Calendar.DayOf(item.RecordedAt) >= at.Reviews[0].EffectOn) break;
            if (item.RecordedAt < plan.Start && !begun)
            {
                play.Read(item);
                continue;
            }

            if (!begun) play.Begin();
            begun = true;
            play.Play(item);
        }

        return [.. at.Reviews.Select(due => play.State.JoinedOn == default ? null : Tiers.CutOffs.EntryOf(play.State, due.Ladder, due.Tier, due.Review, due.ReviewOn))];
    }

    private static MemberComparison Compare(BacktestPlan plan, string? before, SidePlay left, SidePlay right) => new()
    {
        Account = left.State.Account,
        Store = left.Stores.OrderByDescending(s => s.Value.Purchases).ThenBy(s => s.Key, StringComparer.Ordinal).Select(s => s.Key).FirstOrDefault() ?? "",
        Groups = [.. left.State.Tags.Where(t => t.Through is not { } end || end >= plan.Window.Through).Select(t => t.Tag).Concat(left.State.Segments.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
        TierBefore = before,
        Base = OutcomeOf(left),
        Draft = OutcomeOf(right),
        First = FirstOf(left, right),
    };

    private static SideOutcome OutcomeOf(SidePlay play) => new()
    {
        Tier = play.State.InForce, Path = play.Path, Balance = play.State.Balance, Pending = play.State.Pending, Whole = play.Whole, Months = play.Months, Stores = play.Stores,
        NotAffordable = play.NotAffordable, Unreserved = play.Unreserved,
    };

    private static FirstDifference? FirstOf(SidePlay left, SidePlay right)
    {
        for (var i = 0; i < Math.Min(left.Marks.Count, right.Marks.Count); i++)
        {
            var (a, b) = (left.Marks[i], right.Marks[i]);
            if (a.Tier == b.Tier && a.Balance == b.Balance && a.NetMinor == b.NetMinor && SameChange(a.Change, b.Change)) continue;
            var (changed, side) = b.Change is not null && !SameChange(a.Change, b.Change) ? (b.Change, "draft") : (a.Change, a.Change is null ? "" : "base");
            return new FirstDifference(changed?.On is { } on && on < a.On ? on : a.On, a.Fact, a.Tier, b.Tier, a.Balance, b.Balance, a.NetMinor, b.NetMinor, [.. changed?.Reasons.Take(8) ?? []]) { Changed = side };
        }

        return null;
    }

    private static bool SameChange(TierChanged? a, TierChanged? b) => (a, b) switch
    {
        (null, null) => true,
        ({ } x, { } y) => x.InForceTo == y.InForceTo && x.EarnedTo == y.EarnedTo && x.On == y.On,
        _ => false,
    };
}
