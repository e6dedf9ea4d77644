using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Calibrations;

/// <summary>The share of members that shall meet the enter condition of a tier, by moving one named threshold of it.</summary>
/// <param name="Name">The threshold that moves; the rest of the condition is held.</param>
/// <param name="ShareTenThousandths">Share of the population that shall meet the condition, 1 to 10,000: those of higher tiers among them.</param>
public sealed record TierGoal(ThresholdName Name, int ShareTenThousandths);

/// <summary>What came of a goal.</summary>
public enum GoalState
{
    /// <summary>A threshold meets the share within one member, ties apart.</summary>
    Found,

    /// <summary>Those who enter by other branches alone exceed the share.</summary>
    NotReachable,

    /// <summary>Even the lowest threshold lets in too few: the rest of the condition holds too many back.</summary>
    NotEnough,

    /// <summary>Fewer than 200 members or 12 months.</summary>
    TooFew,
}

/// <summary>A threshold and how many meet the condition with it.</summary>
/// <param name="Threshold">Threshold.</param>
/// <param name="Meeting">Members that meet the condition, ties and other branches among them.</param>
public sealed record SharePoint(long Threshold, long Meeting);

/// <summary>One month end of a calibrated tier.</summary>
/// <param name="On">Month end.</param>
/// <param name="Population">Members ranked.</param>
/// <param name="Meeting">Members that meet the condition with the proposed threshold.</param>
/// <param name="Own">The threshold that this month alone would propose, or null.</param>
public sealed record MonthShare(DateOnly On, long Population, long Meeting, long? Own);

/// <summary>What is proposed for a tier.</summary>
public sealed record TierProposal
{
    /// <summary>The goal.</summary>
    public required TierGoal Goal { get; init; }

    /// <summary>What came of it.</summary>
    public required GoalState State { get; init; }

    /// <summary>Threshold as written.</summary>
    public required long Written { get; init; }

    /// <summary>Threshold proposed, or null.</summary>
    public long? Threshold { get; init; }

    /// <summary>Members ranked at the last month end: there, with a purchase in the window of the threshold.</summary>
    public long Population { get; init; }

    /// <summary>Members that the share asks for: ⌈share × population⌉.</summary>
    public long Wanted { get; init; }

    /// <summary>Members that meet the condition by its other branches, whatever the threshold.</summary>
    public long ByOthers { get; init; }

    /// <summary>Members above the threshold that enter by it alone.</summary>
    public long Above { get; init; }

    /// <summary>Members exactly at the threshold: they enter together.</summary>
    public long Ties { get; init; }

    /// <summary>Members that meet the condition with the threshold as written.</summary>
    public long MeetingWritten { get; init; }

    /// <summary>Of those that meet it as written, how many no longer do; the others come new.</summary>
    public long Leave { get; init; }

    /// <summary>How many come new.</summary>
    public long Come { get; init; }

    /// <summary>Fifth percentile of the thresholds of resampled populations, or null.</summary>
    public long? From { get; init; }

    /// <summary>Ninety-fifth percentile, or null.</summary>
    public long? Through { get; init; }

    /// <summary>Threshold by share: at each further hundredth of the population.</summary>
    public IReadOnlyList<SharePoint> Curve { get; init; } = [];

    /// <summary>Month by month.</summary>
    public IReadOnlyList<MonthShare> Months { get; init; } = [];
}

/// <summary>What a calibration proposes. Same columns, goals and seed: same report.</summary>
/// <param name="Seed">Seed of the resampling.</param>
/// <param name="On">Month end for which the shares are promised: the last.</param>
/// <param name="Tiers">One for each goal, in order.</param>
public sealed record CalibrationReport(ulong Seed, DateOnly On, IReadOnlyList<TierProposal> Tiers)
{
    /// <summary>The thresholds proposed.</summary>
    public IReadOnlyList<ThresholdMove> Moves => [.. Tiers.Where(t => t.Threshold is not null).Select(t => new ThresholdMove(t.Goal.Name, t.Threshold))];
}

/// <summary>Proposes thresholds that meet wanted shares (semantics §11; features B4, B7, K11): one named threshold per tier moves, the rest is held.</summary>
public static class Calibration
{
    /// <summary>Fewest members ranked.</summary>
    public const int FewestMembers = 200;

    /// <summary>Fewest months of history.</summary>
    public const int FewestMonths = 12;

    private const int Resamples = 200;
    private const int CurvePoints = 50;

    /// <summary>Calibrates.</summary>
    /// <param name="columns">Columns with the readings of every goal.</param>
    /// <param name="ladder">The ladder.</param>
    /// <param name="goals">Goals, at most one for a tier.</param>
    /// <param name="seed">Seed of the resampling.</param>
    public static CalibrationReport Propose(LadderColumns columns, Ladder ladder, IReadOnlyList<TierGoal> goals, ulong seed) =>
        new(seed, columns.MonthEnds[^1], [.. goals.Select(g => Propose(columns, ladder, g, new SeededSequence(seed).Part($"{g.Name.Tier}:{g.Name.Leaf}")))]);

    private static TierProposal Propose(LadderColumns columns, Ladder ladder, TierGoal goal, SeededSequence chance)
    {
        var compare = Thresholds.Of(ladder, goal.Name) ?? throw new ArgumentException($"no threshold {goal.Name.Leaf} of {goal.Name.Tier}", nameof(goal));
        var enter = ladder.Tiers.First(t => t.Id == goal.Name.Tier).Enter!;
        var months = columns.MonthEnds.Select((_, m) => new Ranked(columns, enter, (goal.Name.Leaf, compare), m)).ToList();
        var last = months[^1];
        var isShort = last.Population < FewestMembers || columns.FirstOn is not { } first || first.AddMonths(FewestMonths) > columns.MonthEnds[^1].AddDays(1);
        var cut = last.Cut(goal.ShareTenThousandths);
        var proposal = new TierProposal
        {
            Goal = goal, State = isShort ? GoalState.TooFew : cut.State, Written = compare.Threshold, Population = last.Population, Wanted = last.Wanted(goal.ShareTenThousandths), ByOthers = last.ByOthers,
            MeetingWritten = last.MeetingAt(compare.Threshold), Curve = Curve(last),
        };
        if (isShort || cut.Threshold is not { } threshold) return proposal with { Months = Months(columns, months, goal, compare.Threshold) };
        var (from, through) = Interval(last, goal.ShareTenThousandths, chance);
        var change = last.MeetingAt(threshold) - proposal.MeetingWritten;
        return proposal with
        {
            Threshold = threshold, Above = last.AboveCount(threshold), Ties = last.TiesAt(threshold), From = from, Through = through, Leave = Math.Max(0, -change), Come = Math.Max(0, change),
            Months = Months(columns, months, goal, threshold),
        };
    }

    private static List<MonthShare> Months(LadderColumns columns, List<Ranked> months, TierGoal goal, long threshold) =>
        [.. months.Select((m, i) => new MonthShare(columns.MonthEnds[i], m.Population, m.MeetingAt(threshold), m.Cut(goal.ShareTenThousandths).Threshold))];

    private static List<SharePoint> Curve(Ranked ranked)
    {
        var points = new List<SharePoint>();
        for (var percent = 1; percent <= CurvePoints; percent++)
        {
            if (ranked.Cut(percent * 100).Threshold is { } threshold) points.Add(new SharePoint(threshold, ranked.MeetingAt(threshold)));
        }

        return points;
    }

    /// <summary>Members are drawn again with return, as many as there are; the middle nine tenths of the thresholds that come out.</summary>
    private static (long? From, long? Through) Interval(Ranked ranked, int share, SeededSequence chance)
    {
        var found = new List<long>(Resamples);
        var drawn = new int[ranked.Values.Count];
        for (var n = 0; n < Resamples; n++)
        {
            Array.Clear(drawn);
            long others = 0;
            for (long i = 0; i < ranked.Population; i++)
            {
                var pick = chance.Below((int)ranked.Population);
                if (pick < drawn.Length) drawn[pick]++;
                else if (pick < drawn.Length + ranked.ByOthers) others++;
            }

            var left = ranked.Wanted(share) - others;
            for (var i = 0; left > 0 && i < drawn.Length; i++)
            {
                left -= drawn[i];
                if (left <= 0) found.Add(ranked.Values[i]);
            }
        }

        if (found.Count < Resamples / 2) return (null, null);
        found.Sort();
        return (found[found.Count / 20], found[(found.Count * 19 / 20) - 1]);
    }
}

/// <summary>The population of one month end, by what the moving threshold reads.</summary>
internal sealed class Ranked
{
    private readonly bool _atLeast;

    public Ranked(LadderColumns columns, Condition enter, (int Leaf, Compare Compare) moving, int month)
    {
        _atLeast = moving.Compare.Comparison == Comparison.AtLeast;
        var (without, with) = (Thresholds.Answered(enter, moving.Leaf, false), Thresholds.Answered(enter, moving.Leaf, true));
        var window = moving.Compare.Reading.Window ?? Window.Lifetime;
        var values = new List<long>();
        for (var row = 0; row < columns.Members; row++)
        {
            if (!columns.IsBuyer(window, month, row)) continue;
            Population++;
            if (columns.Holds(without, month, row)) ByOthers++;
            else if (columns.Holds(with, month, row)) values.Add(columns.Value(moving.Compare.Reading, month, row));
        }

        values.Sort();
        if (_atLeast) values.Reverse();
        Values = values;
    }

    /// <summary>Members ranked.</summary>
    public long Population { get; }

    /// <summary>Members that meet the condition whatever the threshold.</summary>
    public long ByOthers { get; }

    /// <summary>Values of the members whom the threshold decides, who enters first first.</summary>
    public IReadOnlyList<long> Values { get; }

    /// <summary>⌈share × population⌉.</summary>
    public long Wanted(int share) => (long)((((Int128)share * Population) + 9_999) / 10_000);

    /// <summary>The threshold that lets in as many as the share wants.</summary>
    public (GoalState State, long? Threshold) Cut(int share)
    {
        var left = Wanted(share) - ByOthers;
        if (left < 0) return (GoalState.NotReachable, null);
        if (left > Values.Count || Population == 0) return (GoalState.NotEnough, null);
        // Nobody more is wanted: one past the best lets in nobody by this threshold.
        if (left == 0) return (GoalState.Found, Values.Count == 0 ? null : _atLeast ? Values[0] + 1 : Values[0] - 1);
        return (GoalState.Found, Values[(int)left - 1]);
    }

    /// <summary>Members that meet the condition with a threshold.</summary>
    public long MeetingAt(long threshold) => ByOthers + AboveCount(threshold) + TiesAt(threshold);

    /// <summary>Members beyond a threshold, none at it.</summary>
    public long AboveCount(long threshold) => First(v => _atLeast ? v <= threshold : v >= threshold);

    /// <summary>Members exactly at it.</summary>
    public long TiesAt(long threshold) => First(v => _atLeast ? v < threshold : v > threshold) - AboveCount(threshold);

    private int First(Func<long, bool> isPast)
    {
        var (low, high) = (0, Values.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isPast(Values[middle])) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
