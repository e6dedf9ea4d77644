using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>Task packs of warnings (§5, D18): a behaviour done N times lengthens the open grace once, or moves the K + 1 fall, or lengthens the next grace within 12 months.</summary>
internal static class TaskPacks
{
    private const int NextGraceMonths = 12;

    /// <summary>Counts one behaviour towards every open pack that asks for it: first that of a review whose grace is open, then in the order of the file.</summary>
    public static void Count(in Scene s, Activity activity)
    {
        var graces = s.Tier.Graces;
        foreach (var review in s.Ladder.Reviews.OrderBy(r => !graces.Any(g => g.Review == r.Id)))
        {
            var standing = s.Tier.StandingOf(review.Id);
            if (standing.PackOpenedOn is null || standing.PackUsed) continue;
            if (review.Rule.TaskPack is not { } pack || pack.Behaviour != activity.Type) continue;
            var counted = standing with { PackCount = standing.PackCount + 1 };
            var reason = Reason.Of("tier.taskCounted", Reason.Id("review", review.Id), Reason.Count("count", counted.PackCount), Reason.Count("needed", pack.Times));
            if (counted.PackCount < pack.Times) s.Note("pack.counted", s.Tier.With(counted), reason);
            else Complete(s, review, counted with { PackUsed = true });
        }
    }

    private static void Complete(in Scene s, CompiledReview review, ReviewStanding standing)
    {
        var pack = review.Rule.TaskPack!;
        var after = s.Tier.With(standing);
        var grace = Array.Find([.. after.Graces], g => g.Review == review.Id && !g.Extended) ?? Array.Find([.. after.Graces], g => !g.Extended);
        if (grace is not null)
        {
            var last = Graces.Lengthened(grace.Through, pack.Extends);
            var longer = grace with { Through = last, DueOn = last.AddDays(1) > grace.DueOn ? last.AddDays(1) : grace.DueOn, Extended = true };
            after = after with { Graces = [.. after.Graces.Select(g => g == grace ? longer : g)] };
            Say(s, after, Reason.Of("tier.graceExtended", Reason.Id("review", grace.Review), Reason.Day("through", last)));
        }
        else if (review.Rule.FallsAfterWarning && standing.Failures >= review.Rule.Failures)
        {
            // A review whose date has passed and that has not taken effect yet is still the one that would fall.
            var from = s.On.AddDays(-s.Ladder.ClosesAfter(s.IsHistory));
            if (standing.LastOn is { } held && held > from) from = held;
            var next = ReviewDates.Next(review.Rule.Moment, from, s.State.JoinedOn, s.Tier.Since);
            var moved = pack.Extends.After(next);
            Say(s, after.With(standing with { FallsNotBefore = moved }), Reason.Of("tier.fallMoved", Reason.Id("review", review.Id), Reason.Day("on", moved)));
        }
        else
        {
            var through = s.On.AddMonths(NextGraceMonths);
            after = after with { NextGraceLonger = pack.Extends, NextGraceLongerThrough = through };
            Say(s, after, Reason.Of("tier.nextGraceLonger", Reason.Id("review", review.Id), Reason.Day("through", through)));
        }
    }

    private static void Say(in Scene s, TierState after, Reason reason)
    {
        s.Note("pack.done", after, reason);
        s.Tell("tier.taskDone", reason);
    }
}
