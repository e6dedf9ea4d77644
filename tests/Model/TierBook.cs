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

    public bool AtRisk => _state.AtRisk;

    public bool HasOpenPack => _state.Packs.Count > 0;

    private ModelLadder Ladder => _member.Program.Ladder;

    private int EarnedIndex => Ladder.Index(_state.Earned);

    public ModelTier Tier(string id) => Ladder.Tiers[Ladder.Index(id)];

    public IReadOnlyList<ModelGraceView> GraceViews() => _state.Graces.Select(grace => new ModelGraceView(grace.Review, grace.OpenedOn, grace.EndsOn)).ToList();

    public IReadOnlyDictionary<string, int> FailureCounts() => _state.Failures;

    public IReadOnlyList<ModelTierChangeView> ChangeViews() => _changes.Select(change => new ModelTierChangeView(change.From, change.To, change.On, change.Cause)).ToList();

    /// <summary>The highest of the earned tier and the overlays of that day.</summary>
    public string InForceOn(DateOnly day) => Highest(_state.Earned, day);

    /// <summary>For a fact of now the tier held before it; for a late fact the tier of its occurred-at.</summary>
    public string InForceAt(ModelFact fact)
    {
        var earned = fact.OccurredAt == fact.RecordedAt
            ? _state.Earned
            : _history.Where(entry => entry.At <= fact.OccurredAt).Select(entry => entry.Tier).LastOrDefault() ?? Ladder.Tiers[0].Id;
        return Highest(earned, fact.OccurredOn);
    }

    /// <summary>The tier a purchase would lift the member to at once, or null; nothing is changed.</summary>
    public string? TierAfter(ModelPurchase purchase) =>
        MayRise(purchase.RecordedOn) && RiseTarget(EntryMode.Automatic, ReadingOn(purchase.OccurredOn)) is { Start: TierStart.AtOnce } target
            ? Highest(target.Id, purchase.OccurredOn)
            : null;

    /// <summary>The tier step of a decision: refunds into old rises, late facts into old falls, rise, grace, fall at the fact.</summary>
    public void AfterFact(ModelFact fact)
    {
        _today = fact.RecordedOn;
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

        if (MayRise(fact.RecordedOn) && RiseTarget(EntryMode.Automatic, ReadingOn(fact.OccurredOn)) is { } target)
        {
            Rise(target, ReadingOn(fact.OccurredOn), fact.RecordedAt, "enter");
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
        _today = today;
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

        _today = manual.RecordedOn;
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

        _today = approval.RecordedOn;
        Rise(Ladder.Tiers[index], reading, approval.RecordedAt, "application");
        return null;
    }

    private string Highest(string earned, DateOnly day) =>
        _overlays.Where(overlay => overlay.From <= day && day <= overlay.Through).Select(overlay => overlay.Tier)
            .Append(earned).MaxBy(Ladder.Index)!;

    private bool Locked(DateOnly day) => _manual?.LockThrough >= day;

    private bool MayRise(DateOnly day) => !Locked(day) || _manual!.Accumulates;

    private ModelReading ReadingOn(DateOnly day) => ModelReading.On(day, _state.Since) with
    {
        LifetimeAnewFrom = Ladder.ReEntry == ReEntry.LifetimeAnew ? _state.AnewFrom : null,
        AllAnewFrom = Ladder.ReEntry == ReEntry.AllAnew ? _state.AnewFrom : null,
    };

    private ModelReading KeepReading(DateOnly startsAsOf, DateOnly endsOn) => new(startsAsOf, endsOn) { TierSince = _state.Since };

    private ModelTier? RiseTarget(EntryMode mode, ModelReading reading)
    {
        var from = Math.Max(EarnedIndex, _state.NextRise is { } next ? Ladder.Index(next.Rise.To) : 0);
        var above = Ladder.Tiers.Skip(from + 1).Where(tier => tier.Enabled && tier.Mode == mode).ToList();
        var highest = above.LastOrDefault(tier => tier.Enter is not null && Metrics.Holds(_member, tier.Enter, reading));
        return highest is null ? null : Ladder.EntryStep == EntryStep.OneStep ? above[0] : highest;
    }

    private void Rise(ModelTier target, ModelReading reading, DateTime at, string cause)
    {
        var on = ModelDates.Day(at);
        if (target.Start == TierStart.NextPeriod)
        {
            var start = ModelDates.PeriodEnd(target.StartPeriod, on).AddDays(1);
            var later = new ModelRise(_state.Earned, target.Id, start, reading, _state with { NextRise = null });
            _state = _state with { NextRise = new ModelNextRise(later, cause) };
            _member.Trace.Reach("tier.nextPeriod");
            return;
        }

        TakeEffect(new ModelRise(_state.Earned, target.Id, on, reading, _state), at, cause);
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
                given.Add((tier.Id, PointsFacts.Gift(_member, $"gift:{_member.Id}:{tier.Id}:{_giftNumber}", tier.GiftPoints, on, _today)));
                _member.Trace.Reach("gift");
            }
        }

        return given;
    }

    /// <summary>After a refund the last standing rise is read again as of its date; if undone, the one before it.</summary>
    private void ReadRisesAgain(ModelFact fact)
    {
        while (LastStandingRise() is { } rise)
        {
            var holds = Tier(rise.To).Enter is { } enter && Metrics.Holds(_member, enter, rise.Reading with { RefundsOnPurchaseDate = true });
            if (holds || (Locked(fact.RecordedOn) && fact is not ModelVoid))
            {
                return;
            }

            var how = fact is ModelVoid ? AfterRefund.Reverse : Ladder.AfterRefund;
            var recent = fact is ModelVoid || fact.RecordedOn <= rise.On.AddDays(Ladder.ReverseWithinDays);
            if (how == AfterRefund.NextReview || (how == AfterRefund.Reverse && !recent))
            {
                _state = _state with { AtRisk = true };
                _member.Trace.Reach("tier.atRisk");
                return;
            }

            Undo(rise, fact, how);
        }
    }

    private ModelRise? LastStandingRise() => _state.NextRise?.Rise ?? _rises.LastOrDefault();

    private void Undo(ModelRise rise, ModelFact fact, AfterRefund how)
    {
        if (_state.NextRise?.Rise == rise)
        {
            _state = _state with { NextRise = null };
            _member.Trace.Reach("tier.nextPeriodUndone");
            return;
        }

        _rises.Remove(rise);
        _changes.Add(new ModelTierChange(_state.Earned, rise.Before.Earned, fact.RecordedOn, how == AfterRefund.Reverse ? "reversed" : "immediate"));
        _history.Add((fact.RecordedAt, rise.Before.Earned));
        _state = rise.Before;
        if (how == AfterRefund.Reverse)
        {
            foreach (var (tier, lot) in rise.Gifts)
            {
                _giftsGiven.RemoveAt(_giftsGiven.FindLastIndex(gift => gift.Tier == tier));
                if (lot is { Left: > 0 })
                {
                    _member.Points.TakeWhatIsLeft(lot, fact.Key, fact.RecordedOn);
                }
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
        _state = fall.Before.WithoutGrace(fall.Review).WithFailures(fall.Review, 0);
        _lastFall = null;
        _member.Trace.Reach("tier.fallReversedByLateFact");
    }
}
