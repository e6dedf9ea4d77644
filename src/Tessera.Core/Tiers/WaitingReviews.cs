using Tessera.Core.Members;

namespace Tessera.Core.Tiers;

/// <summary>
/// Reviews that wait for their cut-offs (§5 Share rank and seat caps, §6). A member who is ranked in one is not decided by that review, neither up nor down, before
/// every cut-off of it is recorded: who is inside enters and is not read; only who stays outside is read by the keep condition.
/// </summary>
internal static class WaitingReviews
{
    public static bool IsWaiting(TierState tier, string review, DateOnly on)
    {
        foreach (var waiting in tier.Waiting)
        {
            if (waiting.Review == review && waiting.On == on) return true;
        }

        return false;
    }

    /// <summary>Lets a review dated D wait where the member is ranked in it and it has anything to decide.</summary>
    /// <returns>Whether it waits.</returns>
    public static bool Hold(in Scene s, CompiledReview review, DateOnly on)
    {
        if (!CutOffs.AreHeldAt(review.Rule, s.Ladder.FirstSettling is not null) || !Decides(s, review, on)) return false;
        var tiers = new List<string>();
        var isBehind = s.Tier.Waiting.Any(w => w.Review == review.Id);
        foreach (var tier in s.Ladder.Tiers)
        {
            if (tier.Rule is not { Ranking: not null, Enabled: true }) continue;
            if (isBehind || CutOffs.EntryOf(s.State, s.Ladder, tier.Id, review.Id, on) is not null) tiers.Add(tier.Id);
        }

        if (tiers.Count == 0) return false;
        var waiting = new WaitingReview(review.Id, on, tiers, s.Ladder.Version);
        s.Note("review.waits", s.Tier with { Waiting = [.. s.Tier.Waiting, waiting] }, Reason.Of("tier.reviewWaits", Reason.Id("review", review.Id), Reason.Day("on", on)));
        return true;
    }

    /// <summary>A cut-off of a review was recorded, or the member entered by one: with the last the review takes effect.</summary>
    /// <param name="s">The scene, under the ladder in force on D.</param>
    /// <param name="reached">The cut-off.</param>
    /// <param name="entered">Whether the member entered a tier by it, and so is not read by this review.</param>
    /// <param name="why">What the cut-off says.</param>
    public static void Told(in Scene s, Facts.CutOffReached reached, bool entered, Reason why)
    {
        if (s.Tier.Waiting.FirstOrDefault(w => w.Review == reached.Review && w.On == reached.ReviewOn) is not { } waiting) return;
        var rest = waiting.Tiers.Where(t => t != reached.Tier).ToList();
        if (entered || rest.Count == 0)
        {
            Release(s, waiting, why, entered);
            return;
        }

        s.Note("review.waits", s.Tier with { Waiting = [.. s.Tier.Waiting.Select(w => w == waiting ? w with { Tiers = rest } : w)] }, why);
    }

    /// <summary>Carries out all that waits as for a member outside.</summary>
    public static void ReleaseAll(in Scene s)
    {
        foreach (var waiting in s.Tier.Waiting)
        {
            s.D.BeginStep(s.On);
            var scene = s with { Ladder = s.Ladders.Version(waiting.Version) };
            Release(scene, waiting, Reason.Of("tier.reviewWaits", Reason.Id("review", waiting.Review), Reason.Day("on", waiting.On)), entered: false);
            s.D.EndStep($"review:{waiting.Review}:{waiting.On:yyyy-MM-dd}");
        }
    }

    // Noted as held whatever it finds, so that no later step takes up the same date again.
    private static void Release(in Scene s, WaitingReview waiting, Reason why, bool entered)
    {
        var standing = s.Tier.StandingOf(waiting.Review);
        if (standing.LastOn is not { } last || last < waiting.On) standing = standing with { LastOn = waiting.On };
        s.Note("review.told", s.Tier.With(standing) with { Waiting = [.. s.Tier.Waiting.Where(w => w != waiting)] }, why);
        if (!entered && s.Earned >= 0 && s.Ladder.ReviewOf(waiting.Review) is { } review) Reviewing.Carry(s, review, waiting.On);
    }

    private static bool Decides(in Scene s, CompiledReview review, DateOnly on)
    {
        if (review.Rule.ResetPoints || Reviewing.EntersAt(s.Ladder, review)) return true;
        var atRisk = s.Tier.AtRiskTo is not null && review.Rule.Does == ReviewDoes.Settle;
        return s.Earned > 0 && s.Tier.Since < on && (review.KeepOf(s.Earned) is not null || atRisk);
    }
}
