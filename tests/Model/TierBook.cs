namespace Tessera.Model;

/// <summary>The tiers of one member (semantics §5): rises, reviews, grace, falls, overlays, and what undoes them.</summary>
public sealed partial class TierBook
{
    private const string ValidityReview = "validity";

    private readonly ModelMember _member;
    private readonly List<(DateTime At, string Tier)> _history = [];
    private readonly List<ModelOverlay> _overlays = [];
    private readonly List<(string Tier, DateOnly On)> _giftsGiven = [];
    private readonly List<ModelRise> _rises = [];
    private readonly List<ModelTierChange> _changes = [];
    private TierState _state;
    private ModelManualTier? _manual;
    private ModelFall? _lastFall;
    private (DateOnly On, ModelSpan By)? _storedExtension;
    private int _giftNumber;
    private DateOnly _today;
    private DateOnly? _keptAlive;

    public TierBook(ModelMember member)
    {
        _member = member;
        var @base = Ladder.Tiers[0];
        _state = new TierState(@base.Id, member.JoinedOn) { ValidThrough = Calendars.ValidThrough(@base.Validity, member.JoinedOn) };
        _history.Add((member.Join.OccurredAt, @base.Id));
    }

    public string Earned => _state.Earned;

    public DateOnly Since => _state.Since;

    public DateOnly? LastFallOn => _state.LastFallOn;

    public IReadOnlyList<string> SuppressedReviews => _state.Suppressed.Select(held => held.Review).ToList();

    public bool AtRisk => _state.AtRiskTo is not null;

    public bool HasOpenPack => _state.Packs.Count > 0;

    private ModelLadder Ladder => _member.Program.Ladder;

    private int EarnedIndex => Ladder.Index(_state.Earned);

    public ModelTier Tier(string id) => Ladder.Tiers[Ladder.Index(id)];

    public IReadOnlyList<ModelGraceView> GraceViews() => _state.Graces.Select(grace => new ModelGraceView(grace.Review, grace.OpenedOn, grace.EndsOn)).ToList();

    public IReadOnlyDictionary<string, int> FailureCounts() => _state.Failures;

    public IReadOnlyList<ModelTierChangeView> ChangeViews() => _changes.Select(change => new ModelTierChangeView(change.From, change.To, change.On, change.Cause)).ToList();

    /// <summary>The highest of the earned tier and the overlays of that day.</summary>
    public string InForceOn(DateOnly day) => Highest(_state.Earned, day);

    /// <summary>For a fact of now the tier held before it; for a late fact the tier of its occurred-at: what was laid over it later that day was not there yet.</summary>
    public string InForceAt(ModelFact fact)
    {
        var earned = fact.OccurredAt == fact.RecordedAt
            ? _state.Earned
            : _history.Where(entry => entry.At <= fact.OccurredAt).Select(entry => entry.Tier).LastOrDefault() ?? Ladder.Tiers[0].Id;
        return Highest(earned, fact.OccurredOn, fact.OccurredAt);
    }

    /// <summary>The tier in force where a purchase would lift the member at once, or null; nothing is changed. The tier of its own day stays where it is higher.</summary>
    public string? TierAfter(ModelPurchase purchase) =>
        MayRise(purchase.RecordedOn) && RiseTargets(EntryMode.Automatic, ReadingOn(purchase.OccurredOn)).FirstOrDefault(tier => tier.Start == TierStart.AtOnce) is { } target
            ? new[] { target.Id, InForceAt(purchase) }.MaxBy(Ladder.Index)
            : null;

    /// <summary>The tier step of a decision: refunds into old rises, late facts into old falls, rise, grace, fall at the fact.</summary>
    public void AfterFact(ModelFact fact)
    {
        (_today, _keptAlive) = (fact.RecordedOn, OrderFacts.KeptAlive(_member, fact));
        if (fact is ModelRefund or ModelVoid or ModelReferralInvalid)
        {
            ReadRisesAgain(fact);
        }

        if (fact.OccurredOn < fact.RecordedOn)
        {
            ReadFallAgain(fact);
        }

        if (fact is ModelBehaviour behaviour)
        {
            CountForPacks(behaviour);
        }

        if (MayRise(fact.RecordedOn) && RiseByCondition(EntryMode.Automatic, ReadingOn(fact.OccurredOn), fact.RecordedAt, "enter"))
        {
            return;
        }

        CloseGraces(fact.RecordedOn);
        if (Ladder.FallAt == FallAt.Fact)
        {
            FallAtFact(fact);
        }
    }

    /// <summary>Reviews, validity ends, grace ends, held-back falls of one date, in this order.</summary>
    public void RunDay(DateOnly day, DateOnly today)
    {
        (_today, _keptAlive) = (today, null);
        if (_state.NextRise is { } next && next.Rise.On <= day)
        {
            _state = _state with { NextRise = null };
            TakeEffect(next.Rise, ModelDates.StartOf(day), next.Cause);
        }

        foreach (var review in Ladder.Reviews)
        {
            var date = day.AddDays(-_member.Program.ClosesAfterDays);
            if (Calendars.IsMoment(review.Moment, date, _member.JoinedOn, _state.Since))
            {
                Review(review, date, day);
            }
        }

        if (_state.ValidThrough < day)
        {
            EndValidity(day);
        }

        foreach (var grace in _state.Graces.Where(grace => grace.EndsOn < day).ToList())
        {
            EndGrace(grace, day);
        }

        foreach (var held in _state.Suppressed.Where(held => held.On < day && LimitAllows(day)).ToList())
        {
            if (_state.Suppressed.Contains(held))
            {
                DecideHeldBack(held, day);
            }
        }
    }

    public string? AddOverlay(ModelOverlay overlay)
    {
        if (Ladder.Index(overlay.Tier) < 0 || overlay.Through < overlay.From)
        {
            return "tier.unknown";
        }

        _overlays.Add(overlay);
        _member.Trace.Reach("tier.overlay");
        return null;
    }

    /// <summary>Sets the earned tier; the last word by hand also decides whether there is a lock.</summary>
    public string? SetByHand(ModelManualTier manual)
    {
        if (Ladder.Index(manual.Tier) is var index && index < 0)
        {
            return "tier.unknown";
        }

        (_today, _keptAlive) = (manual.RecordedOn, OrderFacts.KeptAlive(_member, manual));
        _manual = manual;
        if (manual.Tier == _state.Earned)
        {
            return null;
        }

        var lowered = index < EarnedIndex;
        var passed = EarnedIndex;
        _rises.Clear();
        _lastFall = null;
        Enter(manual.Tier, manual.RecordedAt, "manual");
        _state = _state with { NextRise = null };
        if (lowered)
        {
            _state = _state with { AnewFrom = manual.RecordedAt };
        }
        else
        {
            GiveGifts(passed, index, manual.RecordedOn);
        }

        _member.Trace.Reach(lowered ? "tier.loweredByHand" : "tier.raisedByHand");
        return null;
    }

    public string? Approve(ModelApproval approval)
    {
        var index = Ladder.Index(approval.Tier);
        var reading = ReadingOn(approval.OccurredOn);
        if (index <= EarnedIndex || Ladder.Tiers[index] is not { Enabled: true, Mode: EntryMode.Application, Enter: { } enter }
            || !MayRise(approval.RecordedOn) || !Metrics.Holds(_member, enter, reading))
        {
            return "tier.notEligible";
        }

        (_today, _keptAlive) = (approval.RecordedOn, OrderFacts.KeptAlive(_member, approval));
        Rise(Ladder.Tiers[index], reading, approval.RecordedAt, "application");
        return null;
    }

    private string Highest(string earned, DateOnly day, DateTime? asOf = null) =>
        _overlays.Where(overlay => overlay.From <= day && day <= overlay.Through && !(overlay.RecordedAt > asOf)).Select(overlay => overlay.Tier)
            .Append(earned).MaxBy(Ladder.Index)!;

    private bool Locked(DateOnly day) => _manual?.LockThrough >= day;

    private bool MayRise(DateOnly day) => !Locked(day) || _manual!.Accumulates;

    private ModelReading ReadingOn(DateOnly day) => ModelReading.On(day, _state.Since) with
    {
        LifetimeAnewFrom = Ladder.ReEntry == ReEntry.LifetimeAnew ? _state.AnewFrom : null,
        AllAnewFrom = Ladder.ReEntry == ReEntry.AllAnew ? _state.AnewFrom : null,
    };

    private ModelReading KeepReading(DateOnly startsAsOf, DateOnly endsOn) => new(startsAsOf, endsOn) { TierSince = _state.Since, PreviousOf = startsAsOf.AddDays(1) };

    /// <summary>The tiers that the conditions reach, highest first; one alone where the ladder is climbed step by step.</summary>
    private List<ModelTier> RiseTargets(EntryMode mode, ModelReading reading)
    {
        var above = Ladder.Tiers.Skip(EarnedIndex + 1).Where(tier => tier.Enabled && tier.Mode == mode).ToList();
        var reached = above.Where(tier => tier.Enter is not null && Metrics.Holds(_member, tier.Enter, reading)).Reverse().ToList();
        return reached.Count > 0 && Ladder.EntryStep == EntryStep.OneStep ? [above[0]] : reached;
    }

    /// <summary>Enters the highest tier reached; where it begins with the next period, the highest of the others that begins at once meanwhile.</summary>
    private bool RiseByCondition(EntryMode mode, ModelReading reading, DateTime at, string cause)
    {
        foreach (var target in RiseTargets(mode, reading))
        {
            Rise(target, reading, at, cause);
            if (target.Start == TierStart.AtOnce)
            {
                return true;
            }
        }

        return false;
    }

    private void Rise(ModelTier target, ModelReading reading, DateTime at, string cause)
    {
        var on = ModelDates.Day(at);
        reading = reading with { Known = (_member.Tags.Count, _member.Segments.Count) };
        if (target.Start == TierStart.AtOnce)
        {
            TakeEffect(new ModelRise(_state.Earned, target.Id, on, reading, _state), at, cause);
            return;
        }

        if (_state.NextRise is { } waiting && Ladder.Index(waiting.Rise.To) >= Ladder.Index(target.Id))
        {
            return;
        }

        var start = ModelDates.PeriodEnd(target.StartPeriod, on).AddDays(1);
        var later = new ModelRise(_state.Earned, target.Id, start, reading, _state with { NextRise = null });
        _state = _state with { NextRise = new ModelNextRise(later, cause) };
        _member.Trace.Reach("tier.nextPeriod");
    }

    private void TakeEffect(ModelRise rise, DateTime at, string cause)
    {
        var passed = EarnedIndex;
        var index = Ladder.Index(rise.To);
        if (index <= passed)
        {
            return;
        }

        var standing = rise with { From = _state.Earned, Before = _state };
        _lastFall = null;
        Enter(rise.To, at, cause);
        standing.Gifts.AddRange(GiveGifts(passed, index, ModelDates.Day(at)));
        _rises.Add(standing);
        _member.Trace.Reach("tier.rise");
    }

    /// <summary>Any change of the earned tier starts its reviews, grace, warnings and validity afresh.</summary>
    private void Enter(string tier, DateTime at, string cause)
    {
        var on = ModelDates.Day(at);
        _changes.Add(new ModelTierChange(_state.Earned, tier, on, cause));
        _history.Add((at, tier));
        _state = new TierState(tier, on)
        {
            ValidThrough = Calendars.ValidThrough(Tier(tier).Validity, on),
            LastFallOn = _state.LastFallOn,
            AnewFrom = _state.AnewFrom,
            NextRise = _state.NextRise is { } next && Ladder.Index(next.Rise.To) > Ladder.Index(tier) ? next : null,
        };
    }

    private List<(string Tier, ModelLot? Lot)> GiveGifts(int passed, int entered, DateOnly on)
    {
        var given = new List<(string Tier, ModelLot? Lot)>();
        var first = Ladder.GiftsOfPassedTiers ? passed + 1 : entered;
        foreach (var tier in Ladder.Tiers.Skip(first).Take(entered - first + 1).Where(tier => tier.Enabled))
        {
            var before = _giftsGiven.Where(gift => gift.Tier == tier.Id).ToList();
            var again = Ladder.GiftRepeat switch
            {
                GiftRepeat.OnceEver => before.Count == 0,
                GiftRepeat.OncePerYear => before.All(gift => gift.On.Year != on.Year),
                GiftRepeat.EveryTime => true,
                _ => throw new InvalidOperationException("Unknown repeat."),
            };
            if (tier.GiftPoints > 0 && again)
            {
                _giftsGiven.Add((tier.Id, on));
                _giftNumber++;
                var gift = new ModelCredit($"gift:{_member.Id}:{tier.Id}:{_giftNumber}", "gift", tier.GiftPoints, on) { NotBefore = _keptAlive };
                given.Add((tier.Id, PointsFacts.Gift(_member, gift, _today)));
                _member.Trace.Reach("gift");
            }
        }

        return given;
    }

    /// <summary>After a refund the last standing rise is read again as of its date; if undone, the one before it.</summary>
    private void ReadRisesAgain(ModelFact fact)
    {
        while (NothingComing() && _rises.LastOrDefault() is { } rise)
        {
            var holds = StillHolds(rise);
            var voids = fact is ModelVoid && rise.Reading.EndsOn >= fact.OccurredOn;
            if (holds || (Locked(fact.RecordedOn) && !voids))
            {
                return;
            }

            var how = voids ? AfterRefund.Reverse : Ladder.AfterRefund;
            var recent = voids || fact.RecordedOn <= rise.On.AddDays(Ladder.ReverseWithinDays);
            if (how == AfterRefund.NextReview || (how == AfterRefund.Reverse && !recent))
            {
                _state = _state with { AtRiskTo = _state.AtRiskTo ?? rise.Before.Earned };
                _member.Trace.Reach("tier.atRisk");
                return;
            }

            Undo(rise, fact, how);
        }
    }

    /// <summary>A rise that has not begun yet is simply dropped when it no longer holds; while it does, nothing happens.</summary>
    private bool NothingComing()
    {
        if (_state.NextRise is { } waiting)
        {
            if (StillHolds(waiting.Rise))
            {
                return false;
            }

            _state = _state with { NextRise = null };
            _member.Trace.Reach("tier.nextPeriodUndone");
        }

        return true;
    }

    /// <summary>Step by step, a rise rests on any tier from the one entered upwards.</summary>
    private bool StillHolds(ModelRise rise)
    {
        var index = Ladder.Index(rise.To);
        return Ladder.Tiers.Skip(index).Take(Ladder.EntryStep == EntryStep.OneStep ? Ladder.Tiers.Count : 1)
            .Where(tier => tier.Id == rise.To || (tier.Enabled && tier.Mode == Ladder.Tiers[index].Mode))
            .Any(tier => tier.Enter is { } enter && Metrics.Holds(_member, enter, rise.Reading with { RefundsOnPurchaseDate = true }));
    }

    private void Undo(ModelRise rise, ModelFact fact, AfterRefund how)
    {
        _rises.Remove(rise);
        _changes.Add(new ModelTierChange(_state.Earned, rise.Before.Earned, fact.RecordedOn, how == AfterRefund.Reverse ? "reversed" : "immediate"));
        _history.Add((fact.RecordedAt, rise.Before.Earned));
        _state = rise.Before;
        foreach (var (tier, lot) in how == AfterRefund.Reverse ? rise.Gifts : [])
        {
            _giftsGiven.RemoveAt(_giftsGiven.FindLastIndex(gift => gift.Tier == tier));
            if (lot is { Left: > 0 })
            {
                _member.Points.TakeWhatIsLeft(lot, fact.Key, fact.RecordedOn);
            }
        }

        _member.Trace.Reach("tier." + (how == AfterRefund.Reverse ? "reversed" : "immediate"));
    }

    /// <summary>A late fact that would have met the keep condition reverses the fall as a recorded correction.</summary>
    private void ReadFallAgain(ModelFact fact)
    {
        if (_lastFall is not { } fall || fact.OccurredOn > fall.Reading.EndsOn || !Metrics.Holds(_member, fall.Keep, fall.Reading))
        {
            return;
        }

        _changes.Add(new ModelTierChange(_state.Earned, fall.Before.Earned, fact.RecordedOn, "lateFact"));
        _history.Add((fact.RecordedAt, fall.Before.Earned));
        _state = fall.Before.WithoutGrace(fall.Review).Good(fall.Review);
        _lastFall = null;
        _member.Trace.Reach("tier.fallReversedByLateFact");
    }
}
