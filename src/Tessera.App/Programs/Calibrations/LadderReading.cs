using Tessera.App.Programs.Backtests;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;
using Tessera.Core.Programs.Calibrations;
using Tessera.Core.Tiers;

namespace Tessera.App.Programs.Calibrations;

/// <summary>What is calibrated.</summary>
public sealed record CalibrationAsk
{
    /// <summary>The programme whose thresholds move.</summary>
    public required ProgramDocument Document { get; init; }

    /// <summary>One goal for each tier.</summary>
    public required IReadOnlyList<TierGoal> Goals { get; init; }

    /// <summary>Month end for which the shares are promised.</summary>
    public required DateOnly On { get; init; }

    /// <summary>Seed of the resampling.</summary>
    public ulong Seed { get; init; } = 1;
}

/// <summary>Members by tier in force after a full backtest with the proposed thresholds, beside those that meet the enter condition on the same day.</summary>
/// <param name="Tier">Tier id; members of higher tiers are counted with it.</param>
/// <param name="Meeting">Members that meet the enter condition.</param>
/// <param name="InTier">Members in the tier or a higher one.</param>
/// <param name="KeepIt">In it without meeting the condition now, having met it before: grace, keep conditions and reviews to come hold them.</param>
/// <param name="Otherwise">In it without ever meeting the condition in these months: by hand, lock, overlay, opening or from before.</param>
/// <param name="NotYet">Meet it and are not in it: entry by review or application, a start of next period, a window anew after a fall.</param>
public sealed record TierAfter(string Tier, long Meeting, long InTier, long KeepIt, long Otherwise, long NotYet);

/// <summary>A calibration with its two shares.</summary>
/// <param name="Proposal">What is proposed: shares that meet the enter condition.</param>
/// <param name="After">Shares in the tier, by a full backtest of the twelve months.</param>
/// <param name="Backtest">That backtest: movers and costs.</param>
public sealed record CalibrationOutcome(CalibrationReport Proposal, IReadOnlyList<TierAfter> After, BacktestReport? Backtest);

/// <summary>Ladders over columns: the what-if of thresholds, and calibrations (semantics §11).</summary>
public static class LadderReading
{
    /// <summary>Month ends of a what-if.</summary>
    public const int MonthEnds = 12;

    /// <summary>The last twelve month ends; the last is the day itself.</summary>
    public static IReadOnlyList<DateOnly> EndsUpTo(DateOnly day) =>
        [.. Enumerable.Range(1, MonthEnds - 1).Reverse().Select(back => new DateOnly(day.Year, day.Month, 1).AddMonths(1 - back).AddDays(-1)).Where(end => end < day), day];

    /// <summary>Reads the columns of a programme's enter conditions from a store.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="document">The programme.</param>
    /// <param name="on">The last month end.</param>
    /// <param name="windows">Windows that may be tried beside those written.</param>
    /// <param name="pace">How it is run.</param>
    public static LadderColumns Columns(ReadScope scope, ProgramDocument document, DateOnly on, IReadOnlyList<Window> windows, BacktestPace? pace = null)
    {
        var calendar = scope.Programs.Calendar;
        var fill = new LadderColumnsFill(CompiledProgram.Compile(document, 1, new Instant(0), calendar), EndsUpTo(on), windows, scope.Db.Settings.Mode == SiteModes.History);
        new RecordWalk(scope.Db, calendar.StartOf(on.AddDays(1)), pace ?? new BacktestPace()).Walk((account, items) => fill.Read(account, items), fill.Add);
        return fill.Columns;
    }

    /// <summary>Members by tier at each month end, counted over the columns with two threads.</summary>
    public static long[][] Count(LadderColumns columns, Ladder ladder)
    {
        const int parts = 2;
        // Whole blocks to each, so that what is counted once for a block serves both.
        var blocks = (columns.Members + LadderColumns.Block - 1) / LadderColumns.Block;
        var size = (blocks + parts - 1) / parts * LadderColumns.Block;
        var counts = new long[parts][][];
        Parallel.For(0, parts, part => counts[part] = columns.Count(ladder, Math.Min(part * size, columns.Members), Math.Max(0, Math.Min(size, columns.Members - (part * size)))));
        return [.. counts[0].Select((month, m) => month.Select((_, t) => counts.Sum(c => c[m][t])).ToArray())];
    }

    /// <summary>Calibrates, and tries what is proposed by a full backtest of the twelve months.</summary>
    public static CalibrationOutcome Calibrate(ReadScope scope, CalibrationAsk ask, BacktestPace? pace = null)
    {
        var columns = Columns(scope, ask.Document, ask.On, [], pace);
        var proposal = Calibration.Propose(columns, ask.Document.Ladder, ask.Goals, ask.Seed);
        if (proposal.Moves.Count == 0) return new CalibrationOutcome(proposal, [], null);
        var draft = ask.Document with { Ladder = Thresholds.With(ask.Document.Ladder, proposal.Moves) };
        var plan = BacktestRun.Plan(scope, draft, new BacktestWindow(columns.MonthEnds[0].AddDays(1), ask.On), BaseSide.Current);
        var tiers = new Dictionary<string, string>(StringComparer.Ordinal);
        var report = BacktestRun.Run(scope, plan, BaseSide.Current, (pace ?? new BacktestPace()) with { OnMember = m => tiers[m.Account] = m.Draft.Tier });
        return new CalibrationOutcome(proposal, [.. proposal.Moves.Select(m => AfterOf(columns, draft.Ladder, m.Name.Tier, tiers))], report);
    }

    private static TierAfter AfterOf(LadderColumns columns, Ladder ladder, string tier, Dictionary<string, string> held)
    {
        var places = ladder.Tiers.Select((t, i) => (t.Id, i)).ToDictionary(t => t.Id, t => t.i, StringComparer.Ordinal);
        var enter = ladder.Tiers[places[tier]].Enter!;
        var last = columns.MonthEnds.Count - 1;
        long meeting = 0, inTier = 0, keep = 0, otherwise = 0, notYet = 0;
        for (var row = 0; row < columns.Members; row++)
        {
            if (!columns.IsPresent(last, row)) continue;
            var meets = columns.Holds(enter, last, row);
            var holds = held.TryGetValue(columns.Accounts[row], out var now) && places.GetValueOrDefault(now) >= places[tier];
            if (meets) meeting++;
            if (holds) inTier++;
            if (meets && !holds) notYet++;
            if (!holds || meets) continue;
            if (Enumerable.Range(0, last).Any(month => columns.Holds(enter, month, row))) keep++;
            else otherwise++;
        }

        return new TierAfter(tier, meeting, inTier, keep, otherwise, notYet);
    }
}
