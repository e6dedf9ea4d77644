using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.Core.Tiers;

/// <summary>The future of a member's tier as of a date, told by the functions that decide.</summary>
internal sealed class Outlook(MemberState state, LadderHistory ladders, CompiledLadder ladder, TierQuestion question)
{
    private const int HorizonMonths = 18;
    private const int MostSteps = 40;
    private const int MostLeaving = 12;

    public MemberState State => state;

    public CompiledLadder Ladder => ladder;

    public DateOnly On => question.On;

    public bool IsHistory => question.IsHistory;

    private int Earned => ladder.IndexOf(state.Tier!.Earned);

    /// <summary>Open graces with their conditions.</summary>
    public List<GraceReading> Graces()
    {
        var s = SceneOn(On);
        var readings = new List<GraceReading>();
        foreach (var grace in state.Tier!.Graces)
        {
            var (scene, review, keep) = Tiers.Graces.TermsOf(s, grace);
            var frame = Falls.FrameOf(scene, review, new ReadingSpan(grace.ReviewOn, On));
            readings.Add(new(grace, keep?.Trace(frame), scene.Ladder.Tiers[Falls.TargetOf(scene, review, frame)].Id, grace.DueOn));
        }

        return readings;
    }

    /// <summary>The reviews ahead of the earned tier.</summary>
    public List<ReviewReading> Reviews()
    {
        var readings = new List<ReviewReading>();
        if (Earned <= 0) return readings;
        var closes = ladder.ClosesAfter(IsHistory);
        foreach (var review in ladder.Reviews)
        {
            if (review.KeepOf(Earned) is not { } keep) continue;
            var after = On.AddDays(-closes) > state.Tier!.Since ? On.AddDays(-closes) : state.Tier.Since;
            if (state.Tier.StandingOf(review.Id).LastOn is { } last && last > after) after = last;
            var on = ReviewDates.Next(review.Rule.Moment, after, state.JoinedOn, state.Tier.Since);
            readings.Add(Read(review, keep, on, on.AddDays(closes)));
        }

        return [.. readings.OrderBy(r => r.TakesEffectOn)];
    }

    /// <summary>Plays the steps forward on a copy of the state: no fact comes, only days pass.</summary>
    public List<ForecastStep> Forecast()
    {
        var copy = Copies.ForForecast(state, On);
        var told = new List<ForecastStep>();
        var until = On.AddMonths(HorizonMonths);
        var earned = ladder.IndexOf(copy.Tier!.Earned);
        while (told.Count < MostSteps && TierDue.NextOn(copy, ladders, IsHistory) is { } due && due <= until)
        {
            var on = due > copy.SettledThrough ? due : copy.SettledThrough.AddDays(1);
            var d = new Deciding(copy, new Terms(question.Calendar, ladder.Version, new PointsRules(), IsHistory), question.Calendar.StartOf(on));
            TierDue.Carry(d, ladders, on);
            // What the others spend is not known: the forecast is that of a member outside.
            WaitingReviews.ReleaseAll(Scene.OfStep(d, ladders, ladder, on));
            copy.SettledThrough = on;
            foreach (var item in d.Items) Tell(item, on, copy, told);
            if (ladder.IndexOf(copy.Tier!.Earned) < earned) break;
        }

        return told;
    }

    /// <summary>What leaves the windows of a condition after the date asked about, through a last day.</summary>
    public List<Leaving> Leaving(CompiledCondition condition, Func<DateOnly, Frame> frameOn, DateOnly through)
    {
        var compares = new List<CompiledCompare?>();
        condition.CollectCompares(compares);
        var leaving = new List<Leaving>();
        foreach (var compare in compares)
        {
            if (compare is not null) AddLeaving(compare, frameOn, through, leaving);
        }

        return [.. leaving.OrderBy(l => l.On).Take(MostLeaving)];
    }

    public Frame EnterFrame(DateOnly asOf) => Frames.Enter(state, ladder, asOf, IsHistory);

    private static void Tell(RecordItem item, DateOnly on, MemberState copy, List<ForecastStep> told)
    {
        foreach (var effect in item.Effects)
        {
            var reason = effect switch
            {
                TierNoted noted => noted.Reason,
                TierChanged { Reasons: [var first, ..] } => first,
                _ => null,
            };
            if (reason is not null) told.Add(new(on, item.Step ?? "", reason, copy.Tier!.Earned, copy.InForce));
        }
    }

    private void AddLeaving(CompiledCompare compare, Func<DateOnly, Frame> frameOn, DateOnly through, List<Leaving> leaving)
    {
        var start = frameOn(On);
        var window = compare.Reading.WindowIn(start);
        if (window.Kind is not (WindowKind.RollingDays or WindowKind.RollingMonths)) return;
        var before = compare.Trace(start).Leaf!;
        var dates = compare.Reading.Rows(start).Select(r => Windows.LeavesOn(window, r.CountedOn)!.Value).Where(day => day > On && day <= through).Distinct().Order();
        foreach (var day in dates.Take(MostLeaving))
        {
            var leaf = compare.Trace(frameOn(day)).Leaf!;
            if (leaf.Value != before.Value) leaving.Add(new(day, before.Value - leaf.Value, leaf));
            before = leaf;
        }
    }

    private ReviewReading Read(CompiledReview review, CompiledCondition keep, DateOnly on, DateOnly effect)
    {
        var s = SceneOn(On);
        var verdict = Reviewing.Judge(s, review, on);
        var now = keep.Trace(KeepFrame(review, On));
        var then = keep.Trace(Falls.FrameOf(s, review, ReadingSpan.Of(on)));
        var leaving = Leaving(keep, day => KeepFrame(review, day), on.AddDays(-1));
        return new(review.Id, review.Rule.Does, on, effect, state.Tier!.StandingOf(review.Id).Failures, review.Rule.Failures, now, then, verdict.Ending, leaving);
    }

    private Frame KeepFrame(CompiledReview review, DateOnly asOf) => Falls.FrameOf(SceneOn(On), review, new ReadingSpan(asOf.AddDays(1), asOf));

    private Scene SceneOn(DateOnly on)
    {
        var at = question.Calendar.StartOf(on);
        return new(new Deciding(state, new Terms(question.Calendar, ladder.Version, new PointsRules(), IsHistory), at), ladders, ladder, on, at);
    }
}

/// <summary>A copy of a member for playing forward: nothing of it reaches the record.</summary>
internal static class Copies
{
    public static MemberState ForForecast(MemberState state, DateOnly settledThrough)
    {
        var copy = new MemberState(state.Account)
        {
            Sequence = state.Sequence,
            JoinedOn = state.JoinedOn,
            JoinChannel = state.JoinChannel,
            Balance = state.Balance,
            Pending = state.Pending,
            Growth = state.Growth,
            Tier = state.Tier,
            InForce = state.InForce,
            LastPurchaseOn = state.LastPurchaseOn,
            LastActivityOn = state.LastActivityOn,
            SettledThrough = state.SettledThrough > settledThrough ? state.SettledThrough : settledThrough,
            VersionSeen = state.VersionSeen,
        };
        copy.Rows.AddRange(state.Rows);
        copy.Tags.AddRange(state.Tags);
        copy.OpenLots.AddRange(state.OpenLots.Select(l => l.Copy()));
        copy.TierHistory.AddRange(state.TierHistory);
        copy.Rights.UnionWith(state.Rights);
        foreach (var (segment, on) in state.Segments) copy.Segments[segment] = on;
        return copy;
    }
}
