using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Backtests;
using Tessera.Core.Tiers;

namespace Tessera.App.Programs.Backtests;

/// <summary>How a backtest is run; none of it changes a byte of the report.</summary>
public sealed record BacktestPace
{
    /// <summary>Members played at the same time.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>Most items of the record in memory at once on each side of the reading, about.</summary>
    public int ItemsAtOnce { get; init; } = 20_000;

    /// <summary>Is told after each part how many members are done, and of how many; a ranked ladder walks more than once.</summary>
    public Action<long, long>? OnMembers { get; init; }

    /// <summary>Is given each member as it is added, in order of account.</summary>
    public Action<MemberComparison>? OnMember { get; init; }

    /// <summary>Stops it.</summary>
    public CancellationToken Stop { get; init; }
}

/// <summary>
/// Streams the record of a store through both sides of a backtest (semantics §11), members in order of account. It reads one moment of the store and writes nothing.
/// </summary>
public sealed class BacktestRun
{
    private readonly BacktestPlan _plan;
    private readonly RecordWalk _walk;

    private BacktestRun(ReadScope scope, BacktestPlan plan, BacktestPace pace)
    {
        _plan = plan;
        var walks = 1 + Dates(plan.Base, plan).Distinct().Count() + Dates(plan.Draft, plan).Distinct().Count();
        _walk = new RecordWalk(scope.Db, plan.End, pace) { All = walks * scope.Db.Exports.CountMembers(long.MaxValue) };
    }

    /// <summary>Lays out a backtest of a draft on the facts of a store.</summary>
    public static BacktestPlan Plan(ReadScope scope, ProgramDocument draft, BacktestWindow window, BaseSide side)
    {
        var programs = scope.Programs;
        return BacktestPlan.Of(programs, draft, window, side, programs.At(scope.AsOf)) with { PlaysPast = scope.Db.Settings.Mode == SiteModes.History };
    }

    /// <summary>Runs it.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BacktestReport Run(ReadScope scope, BacktestPlan plan, BaseSide side, BacktestPace? pace = null)
    {
        var run = new BacktestRun(scope, plan, pace ?? new BacktestPace());
        var cutOffs = new SideCutOffs(run.CutOffsOf(plan.Base, side == BaseSide.AsHappened), run.CutOffsOf(plan.Draft, false));
        var tally = new BacktestTally(plan, side);
        run._walk.Walk((account, items) => MemberBacktest.Play(plan, account, items, cutOffs), member =>
        {
            tally.Add(member);
            pace?.OnMember?.Invoke(member);
        });
        return tally.Report(cutOffs);
    }

    private static IEnumerable<DateOnly> Dates(ProgramHistory side, BacktestPlan plan) => SideCutOffs.DueIn(plan, side.Versions[^1], plan.PlaysPast).Select(d => d.EffectOn);

    /// <summary>Cut-offs need everybody at once: for each date on which some take effect all members are walked up to it. What was recorded is told where the past is the base.</summary>
    private List<SideCutOff>? CutOffsOf(ProgramHistory side, bool asRecorded)
    {
        var due = SideCutOffs.DueIn(_plan, side.Versions[^1], _plan.PlaysPast);
        if (due.Count == 0 || asRecorded) return null;
        var known = new List<SideCutOff>();
        foreach (var date in due.GroupBy(d => d.EffectOn))
        {
            var at = new RankAt([.. date], [.. known]);
            var entries = at.Reviews.Select(_ => new List<RankEntry>()).ToList();
            _walk.Walk((account, items) => MemberBacktest.Rank(_plan, side, account, items, at), ranks =>
            {
                for (var i = 0; i < ranks.Count; i++)
                {
                    if (ranks[i] is { } entry) entries[i].Add(entry);
                }
            });
            known.AddRange(at.Reviews.Select((review, i) =>
            {
                var cut = CutOffs.Compute(entries[i], review.Ladder.Terms.Ladder.Tiers.Single(t => t.Id == review.Tier).Ranking!);
                return new SideCutOff(review, cut, cut.Inside.ToHashSet(StringComparer.Ordinal));
            }));
        }

        return known;
    }
}
