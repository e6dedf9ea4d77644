using Tessera.Core.Programs;
using Tessera.Core.Tiers;

namespace Tessera.App.Night;

/// <summary>A share or seat review that is due: its cut-offs are computed before anything else happens on the date it takes effect.</summary>
/// <param name="EffectOn">Local date it takes effect: D + <c>closesAfter</c>, under history D.</param>
/// <param name="ReviewOn">Date D of the review.</param>
/// <param name="Review">Review id.</param>
/// <param name="Tier">Tier id.</param>
/// <param name="Program">Version in force on D.</param>
internal sealed record CutOffDue(DateOnly EffectOn, DateOnly ReviewOn, string Review, string Tier, CompiledProgram Program);

/// <summary>
/// Dates of share and seat reviews (semantics §5). They are held at the settling reviews with a date common to all members; where a programme has none
/// that settles, at every review. Reviews counted from each member's own day have no population and hold no cut-off.
/// </summary>
internal static class CutOffDates
{
    /// <summary>What takes effect after one date and through another, in order.</summary>
    internal static IReadOnlyList<CutOffDue> Between(ProgramHistory programs, DateOnly after, DateOnly through, bool isHistory)
    {
        var due = new List<CutOffDue>();
        for (var i = 0; i < programs.Versions.Count; i++)
        {
            var program = programs.Versions[i];
            var document = program.Document;
            var ranked = document.Ladder.Tiers.Where(t => t is { Ranking: not null, Enabled: true }).ToList();
            if (ranked.Count == 0) continue;
            var closes = isHistory ? 0 : document.Time.ReviewClosesAfterDays;
            var settles = document.Reviews.Any(r => r.Does == ReviewDoes.Settle);
            // The highest first: who is inside several enters the highest only.
            ranked.Reverse();
            foreach (var review in document.Reviews.Where(r => CutOffs.AreHeldAt(r, settles)))
            {
                for (var on = Next(review.Moment, after.AddDays(-closes)); on.AddDays(closes) <= through; on = Next(review.Moment, on))
                {
                    if (programs.At(programs.Calendar.StartOf(on)) != program) continue;
                    due.AddRange(ranked.Select(t => new CutOffDue(on.AddDays(closes), on, review.Id, t.Id, program)));
                }
            }
        }

        return [.. due.OrderBy(d => d.EffectOn).ThenBy(d => d.ReviewOn)];
    }

    private static DateOnly Next(Moment moment, DateOnly after) => ReviewDates.Next(moment, after, DateOnly.MinValue, DateOnly.MinValue);
}
