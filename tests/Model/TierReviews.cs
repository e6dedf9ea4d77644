namespace Tessera.Model;

/// <summary>Reviews, grace, falls, the yearly limit and task packs of one member.</summary>
public sealed partial class TierBook
{
    private void Review(ModelReview review, DateOnly date, DateOnly day)
    {
        if (review.ResetPoints)
        {
            foreach (var lot in _member.Points.Lots.Where(lot => lot.IsOpen).ToList())
            {
                _member.Points.Expire(lot, day, "reset");
            }
        }

        var reading = ReadingOn(date.AddDays(-1)) with { PreviousOf = date };
        if (review.Does == ReviewDoes.Settle && MayRise(date) && RiseByCondition(EntryMode.Review, reading, ModelDates.StartOf(day), "enterReview"))
        {
            return;
        }

        if (!review.Keep.TryGetValue(_state.Earned, out var keep) || _state.Since >= date || Locked(date))
        {
            return;
        }

        if (Metrics.Holds(_member, keep, KeepReading(date.AddDays(-1), date.AddDays(-1))))
        {
            _member.Trace.ReachIf(_state.FailuresOf(review.Id) > 0, "review.goodResets");
            _state = _state.Good(review.Id) with { AtRiskTo = review.Does == ReviewDoes.Settle ? null : _state.AtRiskTo };
            return;
        }

        _state = _state.WithFailures(review.Id, _state.FailuresOf(review.Id) + 1);
        if (review.Does == ReviewDoes.Warn)
        {
            Warn(review, keep, (date, day));
        }
        else
        {
            Settle(review, keep, (date, day));
        }
    }

    private void Warn(ModelReview review, ModelCondition keep, (DateOnly Date, DateOnly Day) at)
    {
        var failures = _state.FailuresOf(review.Id);
        if (failures == review.FailuresNeeded)
        {
            _member.Trace.Reach("review.warned");
            OfferPack(review);
        }

        if (!review.FallAtNextFailure || failures <= review.FailuresNeeded || IsWaiting(review.Id))
        {
            return;
        }

        if (_state.FallNotBefore.TryGetValue(review.Id, out var day) && at.Date < day)
        {
            _member.Trace.Reach("pack.movedFall");
            return;
        }

        TryFall(new Miss(review.Id, keep, KeepReading(at.Date.AddDays(-1), at.Date.AddDays(-1))), at);
    }

    private void Settle(ModelReview review, ModelCondition keep, (DateOnly Date, DateOnly Day) at)
    {
        var reading = KeepReading(at.Date.AddDays(-1), at.Date.AddDays(-1));
        if (_state.AtRiskTo is not null)
        {
            _member.Trace.Reach("tier.atRiskFell");
            TryFall(new Miss(review.Id, keep, reading) { To = _state.AtRiskTo }, at);
            return;
        }

        if (_state.FailuresOf(review.Id) < review.FailuresNeeded || IsWaiting(review.Id))
        {
            return;
        }

        if (review.Grace.IsZero)
        {
            TryFall(new Miss(review.Id, keep, reading), at);
            return;
        }

        OpenGrace(new ModelGrace(review.Id, at.Date, Calendars.GraceEnd(review.Grace, at.Date), at.Date.AddDays(-1)) { Keep = keep });
        CloseGraces(at.Day.AddDays(-1));
        if (IsWaiting(review.Id))
        {
            OfferPack(review);
        }
    }

    /// <summary>While a grace is open, or a fall held back, the same review opens no other grace.</summary>
    private bool IsWaiting(string review) => _state.Graces.Any(grace => grace.Review == review) || _state.Suppressed.Any(held => held.Review == review);

    private void OpenGrace(ModelGrace grace)
    {
        if (_storedExtension is { } stored)
        {
            _storedExtension = null;
            if (grace.OpenedOn <= stored.On.AddMonths(12))
            {
                grace = grace with { EndsOn = Calendars.Extend(grace.EndsOn, stored.By), Extended = true };
                _member.Trace.Reach("pack.lengthenedNextGrace");
            }
        }

        _state = _state with { Graces = [.. _state.Graces, grace] };
        _member.Trace.Reach("grace.opened");
    }

    /// <summary>During grace the condition is read with its start fixed and its end moved to the given day, the last of the grace at most.</summary>
    private void CloseGraces(DateOnly through)
    {
        foreach (var grace in _state.Graces.Where(grace => Metrics.Holds(_member, grace.Keep, KeepReading(grace.StartsAsOf, grace.EndsOn < through ? grace.EndsOn : through))).ToList())
        {
            _state = _state.WithoutGrace(grace.Review).Good(grace.Review);
            _member.Trace.Reach("grace.met");
        }
    }

    private void EndGrace(ModelGrace grace, DateOnly day)
    {
        if (!_state.Graces.Contains(grace))
        {
            return;
        }

        var reading = KeepReading(grace.StartsAsOf, grace.EndsOn);
        if (Metrics.Holds(_member, grace.Keep, reading))
        {
            _state = _state.WithoutGrace(grace.Review).Good(grace.Review);
            return;
        }

        _member.Trace.Reach("grace.missed");
        TryFall(new Miss(grace.Review, grace.Keep, reading), (day, day));
    }

    private void EndValidity(DateOnly day)
    {
        var validity = Tier(_state.Earned).Validity;
        _state = _state with { ValidThrough = validity.Kind == ValidityKind.EndOfNextPeriod ? ModelDates.PeriodEnd(validity.Period, day) : Calendars.ValidThrough(validity, day) };
        var reading = KeepReading(day.AddDays(-1), day.AddDays(-1));
        if (validity.Keep is not { } keep || Metrics.Holds(_member, keep, reading))
        {
            _member.Trace.Reach("validity.renewed");
            return;
        }

        _member.Trace.Reach("validity.missed");
        if (Locked(day) || IsWaiting(ValidityReview))
        {
            return;
        }

        if (validity.Grace.IsZero)
        {
            TryFall(new Miss(ValidityReview, keep, reading), (day, day));
            return;
        }

        OpenGrace(new ModelGrace(ValidityReview, day, Calendars.GraceEnd(validity.Grace, day), day.AddDays(-1)) { Keep = keep });
    }

    private void FallAtFact(ModelFact fact)
    {
        var tier = _state.Earned;
        foreach (var review in Ladder.Reviews.Where(review => review.Does == ReviewDoes.Settle && review.FailuresNeeded == 1))
        {
            if (_state.Earned != tier)
            {
                return;
            }

            if (!review.Keep.TryGetValue(_state.Earned, out var keep) || IsWaiting(review.Id) || Locked(fact.RecordedOn)
                || Metrics.Holds(_member, keep, KeepReading(fact.OccurredOn, fact.OccurredOn)))
            {
                continue;
            }

            if (review.Grace.IsZero || _state.AtRiskTo is not null)
            {
                TryFall(new Miss(review.Id, keep, KeepReading(fact.OccurredOn, fact.OccurredOn)) { To = _state.AtRiskTo }, (fact.RecordedOn, fact.RecordedOn), fact.RecordedAt);
            }
            else
            {
                OfferPack(review);
                OpenGrace(new ModelGrace(review.Id, fact.RecordedOn, Calendars.GraceEnd(review.Grace, fact.RecordedOn), fact.OccurredOn) { Keep = keep });
            }
        }
    }

    /// <summary>A missed keep condition. To: a tier at risk falls to this one at least.</summary>
    private sealed record Miss(string Review, ModelCondition Keep, ModelReading Reading)
    {
        public string? To { get; init; }
    }

    /// <summary>Lock, then the yearly limit, then the fall. Date is the one in all arithmetic, day the one it takes effect.</summary>
    private void TryFall(Miss miss, (DateOnly Date, DateOnly Day) at, DateTime? instant = null)
    {
        var (review, keep, reading) = miss;
        _state = _state.WithoutGrace(review) with { AtRiskTo = miss.To is null ? _state.AtRiskTo : null };
        if (Locked(at.Date))
        {
            _member.Trace.Reach("fall.locked");
            return;
        }

        if (!LimitAllows(at.Date))
        {
            var held = _state.Suppressed.ToList();
            var same = held.FindIndex(other => other.Review == review);
            held.RemoveAll(other => other.Review == review);
            held.Insert(same < 0 ? held.Count : same, (review, at.Date, reading.StartsAsOf.AddDays(1)));
            _state = _state with { Suppressed = held };
            _member.Trace.Reach("fall.suppressed");
            return;
        }

        var named = miss.To is null ? -1 : Ladder.Index(miss.To);
        var target = LowerTier(review, reading);
        if (target is null)
        {
            return;
        }

        target = named >= 0 && named < Ladder.Index(target.Id) ? Ladder.Tiers[named] : target;

        var before = _state;
        var effective = instant ?? ModelDates.StartOf(at.Day);
        _rises.Clear();
        Enter(target.Id, effective, "fall:" + review);
        _state = _state with { LastFallOn = at.Date, AnewFrom = effective };
        _lastFall = new ModelFall(review, keep, reading, before);
        _member.Trace.Reach("tier.fall");
    }

    private ModelTier? LowerTier(string review, ModelReading reading)
    {
        var below = Ladder.Tiers.Take(EarnedIndex).Where((tier, index) => tier.Enabled || index == 0).ToList();
        return below.Count == 0 ? null : Ladder.FallTo switch
        {
            FallTo.OneLevel => below[^1],
            FallTo.ToBase => below[0],
            FallTo.ToEarned => below.Skip(1).LastOrDefault(tier => (KeepOf(review, tier) ?? tier.Enter) is { } keep && Metrics.Holds(_member, keep, reading)) ?? below[0],
            _ => throw new InvalidOperationException("Unknown fall."),
        };
    }

    private ModelCondition? KeepOf(string review, ModelTier tier) => review == ValidityReview
        ? tier.Validity.Keep
        : Ladder.Reviews.Single(candidate => candidate.Id == review).Keep.TryGetValue(tier.Id, out var keep) ? keep : null;

    private bool LimitAllows(DateOnly day) => _state.LastFallOn is not { } last || Ladder.FallLimit switch
    {
        FallLimit.TwelveMonths => last <= day.AddMonths(-12),
        FallLimit.CalendarYear => last.Year != day.Year,
        FallLimit.None => true,
        _ => throw new InvalidOperationException("Unknown limit."),
    };

    /// <summary>On the first free date: over the window of that review's last date, start fixed, end moved to the day before.</summary>
    private void DecideHeldBack((string Review, DateOnly On, DateOnly ReadOn) held, DateOnly day)
    {
        _state = _state with { Suppressed = _state.Suppressed.Where(other => other != held).ToList() };
        if (KeepOf(held.Review, Tier(_state.Earned)) is not { } keep)
        {
            return;
        }

        var last = LastMoment(held, day);
        var reading = KeepReading(last.AddDays(-1), day.AddDays(-1));
        if (Metrics.Holds(_member, keep, reading))
        {
            _state = _state.Good(held.Review);
            _member.Trace.Reach("fall.suppressedThenHeld");
            return;
        }

        _member.Trace.Reach("fall.suppressedThenFell");
        TryFall(new Miss(held.Review, keep, reading), (day, day));
    }

    /// <summary>The review's last date on or before a day; where it had none yet, the date as of which the miss was read.</summary>
    private DateOnly LastMoment((string Review, DateOnly On, DateOnly ReadOn) held, DateOnly day)
    {
        var review = Ladder.Reviews.SingleOrDefault(candidate => candidate.Id == held.Review);
        if (review is null)
        {
            return held.On;
        }

        var last = day;
        while (last > _member.JoinedOn && !Calendars.IsMoment(review.Moment, last, _member.JoinedOn, _state.Since))
        {
            last = last.AddDays(-1);
        }

        return last > _member.JoinedOn ? last : held.ReadOn;
    }

    private void OfferPack(ModelReview review)
    {
        if (review.TaskPack is { } task && _state.Packs.All(pack => pack.Review != review.Id))
        {
            _state = _state with { Packs = [.. _state.Packs, new ModelPack(review.Id, task, 0)] };
        }
    }

    /// <summary>First the pack of a review whose own grace is open, then in the order of the programme.</summary>
    private void CountForPacks(ModelBehaviour behaviour)
    {
        var packs = _state.Packs.Where(pack => pack.Task.Behaviour == behaviour.Type)
            .OrderBy(pack => _state.Graces.All(grace => grace.Review != pack.Review))
            .ThenBy(pack => Ladder.Reviews.FindIndex(review => review.Id == pack.Review))
            .ToList();
        foreach (var pack in packs)
        {
            var counted = pack with { Done = pack.Done + 1 };
            var others = _state.Packs.Where(other => other.Review != pack.Review).ToList();
            _state = _state with { Packs = counted.Done < pack.Task.Count ? [.. others, counted] : others };
            if (counted.Done == pack.Task.Count)
            {
                Complete(pack, behaviour.RecordedOn);
            }
        }
    }

    /// <summary>Extends the open grace once; else moves the K + 1 fall; else lengthens the next grace within 12 months.</summary>
    private void Complete(ModelPack pack, DateOnly today)
    {
        var review = Ladder.Reviews.Single(candidate => candidate.Id == pack.Review);
        var open = _state.Graces.OrderByDescending(grace => grace.Review == pack.Review).FirstOrDefault(grace => !grace.Extended);
        if (open is not null)
        {
            var longer = open with { EndsOn = Calendars.Extend(open.EndsOn, pack.Task.Extend), Extended = true };
            _state = _state with { Graces = _state.Graces.Select(grace => grace == open ? longer : grace).ToList() };
            _member.Trace.Reach("pack.extendedGrace");
        }
        else if (review is { Does: ReviewDoes.Warn, FallAtNextFailure: true } && _state.FailuresOf(review.Id) >= review.FailuresNeeded)
        {
            var next = today.AddDays(1 - _member.Program.ClosesAfterDays);
            while (!Calendars.IsMoment(review.Moment, next, _member.JoinedOn, _state.Since))
            {
                next = next.AddDays(1);
            }

            _state = _state.WithFallNotBefore(review.Id, Calendars.Move(next, pack.Task.Extend));
            _member.Trace.Reach("pack.willMoveFall");
        }
        else
        {
            _storedExtension = (today, pack.Task.Extend);
            _member.Trace.Reach("pack.stored");
        }
    }
}
