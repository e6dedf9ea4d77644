using Tessera.Core.Tiers;

namespace Tessera.Core.Programs.Backtests;

/// <summary>A share or seat review of one side that takes effect inside the window.</summary>
/// <param name="EffectOn">Local date it takes effect.</param>
/// <param name="ReviewOn">Date D of the review.</param>
/// <param name="Review">Review id.</param>
/// <param name="Tier">Tier id.</param>
/// <param name="Ladder">The ladder that holds it.</param>
public sealed record DueCutOff(DateOnly EffectOn, DateOnly ReviewOn, string Review, string Tier, CompiledLadder Ladder);

/// <summary>A cut-off as one side computed it.</summary>
/// <param name="Due">The review.</param>
/// <param name="CutOff">Population, value and seats.</param>
/// <param name="Inside">Ledger account ids of the members inside.</param>
public sealed record SideCutOff(DueCutOff Due, CutOff CutOff, IReadOnlySet<string> Inside);

/// <summary>The cut-offs of both sides, each in the order in which they take effect; null where a side is told those that were recorded.</summary>
/// <param name="Base">Of the base side.</param>
/// <param name="Draft">Of the draft side.</param>
public sealed record SideCutOffs(IReadOnlyList<SideCutOff>? Base, IReadOnlyList<SideCutOff>? Draft)
{
    /// <summary>What takes effect inside the window on a side that decides by one version throughout, the highest tier first.</summary>
    /// <param name="plan">What is backtested.</param>
    /// <param name="program">The side's programme.</param>
    /// <param name="isHistory">Whether the record plays the past, where reviews take effect on their own date.</param>
    public static IReadOnlyList<DueCutOff> DueIn(BacktestPlan plan, CompiledProgram program, bool isHistory)
    {
        var ranked = program.Document.Ladder.Tiers.Where(t => t is { Ranking: not null, Enabled: true }).Reverse().ToList();
        if (ranked.Count == 0) return [];
        var closes = isHistory ? 0 : program.Document.Time.ReviewClosesAfterDays;
        var settles = program.Document.Reviews.Any(r => r.Does == ReviewDoes.Settle);
        var due = new List<DueCutOff>();
        foreach (var review in program.Document.Reviews.Where(r => CutOffs.AreHeldAt(r, settles)))
        {
            for (var on = Next(review, plan.Window.From.AddDays(-1)); on.AddDays(closes) <= plan.Window.Through; on = Next(review, on))
            {
                due.AddRange(ranked.Select(t => new DueCutOff(on.AddDays(closes), on, review.Id, t.Id, program.Ladder)));
            }
        }

        return [.. due.OrderBy(d => d.EffectOn).ThenBy(d => d.ReviewOn)];
    }

    private static DateOnly Next(Review review, DateOnly after) => ReviewDates.Next(review.Moment, after, DateOnly.MinValue, DateOnly.MinValue);
}

/// <summary>Ranks to be read on one side on one date.</summary>
/// <param name="Reviews">The reviews that take effect on it.</param>
/// <param name="Known">The cut-offs of earlier dates.</param>
public sealed record RankAt(IReadOnlyList<DueCutOff> Reviews, IReadOnlyList<SideCutOff> Known);
